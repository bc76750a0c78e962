//! Chains from a certificate to an anchor of trust (RFC 5280, section 6).
//!
//! All ways to an anchor are tried within bounds, and the best is kept: one that holds before one
//! of which something is unknown, and that before one that fails. Every rule that was applied to a
//! certificate of it becomes a [`Check`].
//!
//! Not there: policies. A certificate with critical policy constraints is refused.

use jiff::Timestamp;

use crate::certificate::Certificate;
use crate::revocation::Revocation;
use crate::say;
use crate::trust::Trust;
use crate::verdict::{Check, Outcome, Text, worst};
use crate::work::{self, Work};

mod names;
mod rules;
mod search;
#[cfg(test)]
mod tests;

/// What the certificate at the lower end is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purpose {
    /// It signed a document.
    Document,
    /// It signed a time-stamp (RFC 3161, section 2.3).
    TimeStamp,
    /// It signed an answer of OCSP (RFC 6960, section 4.2.2.2).
    Ocsp,
}

/// Under what circumstances a chain is checked.
#[derive(Clone, Copy)]
pub struct Circumstances<'a> {
    /// The anchors.
    pub trust: &'a Trust,
    /// Certificates that may lie between: those of the message and of the caller. Not trusted.
    pub others: &'a [Certificate],
    /// The moment at which the chain must be valid: of the signature if it is proven, else now.
    pub at: Timestamp,
    /// What the certificate is used for.
    pub purpose: Purpose,
    /// Who knows what is revoked; `None` if it is not to be asked.
    pub revocation: Option<&'a Revocation<'a>>,
}

/// A chain and what was checked of it.
#[derive(Clone, Debug)]
pub struct Chain {
    /// From the certificate that was asked about upwards; the last is the anchor if `anchored`.
    pub certificates: Vec<Certificate>,
    /// Whether it leads to an anchor.
    pub anchored: bool,
    /// What was checked, from below upwards.
    pub checks: Vec<Check>,
}

impl Chain {
    /// The worst of the checks.
    pub fn outcome(&self) -> Outcome {
        worst(&self.checks)
    }
}

/// Finds the best chain from a certificate to an anchor and checks it.
///
/// Without a way to an anchor the longest one that was found is checked, and
/// `chain.anchor` is unknown. If it may be asked, missing issuers are fetched from where the
/// certificates say they are.
pub fn verify(certificate: &Certificate, circumstances: &Circumstances<'_>) -> Chain {
    verify_within(certificate, circumstances, &Work::default())
}

/// The same as a part of a larger check, with the work that is left for it.
pub(crate) fn verify_within(
    certificate: &Certificate,
    circumstances: &Circumstances<'_>,
    work: &Work,
) -> Chain {
    let chain = search::best(certificate, circumstances, work);
    match circumstances.revocation {
        // For a chain that fails anyhow nobody need be troubled.
        Some(revocation) if !chain.anchored && chain.outcome() != Outcome::Fails => {
            completed(chain, certificate, circumstances, revocation, work)
        }
        _ => chain,
    }
}

fn completed(
    mut chain: Chain,
    certificate: &Certificate,
    circumstances: &Circumstances<'_>,
    revocation: &Revocation<'_>,
    work: &Work,
) -> Chain {
    let mut others = circumstances.others.to_vec();
    while let Some(last) = chain.certificates.last().filter(|last| !last.is_self_issued()) {
        if !work.spend(work::of_search(others.len())) {
            break;
        }
        let (found, why) = revocation.issuers_of(last);
        let known = others.len();
        others.extend(found.into_iter().filter(|found| !circumstances.others.contains(found)));
        if let Some(Text { ru, en }) = why {
            chain.checks.push(Check::unknown(
                "chain.issuer",
                say!(
                    "сертификат издателя не получен: {ru}",
                    "the issuer's certificate was not fetched: {en}"
                ),
            ));
        }
        let length = chain.certificates.len();
        if others.len() == known {
            break;
        }
        let circumstances = Circumstances { others: &others, ..*circumstances };
        chain = search::best(certificate, &circumstances, work);
        if chain.anchored || chain.certificates.len() <= length {
            break;
        }
    }
    chain
}
