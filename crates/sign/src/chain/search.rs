//! Ways upwards from a certificate.

use super::{Chain, Circumstances, rules};
use crate::algorithm::{Error, SignatureAlgorithm};
use crate::certificate::Certificate;
use crate::say;
use crate::verdict::{Check, Outcome};
use crate::work::{self, Work};

/// How many certificates a chain may have, the anchor counted.
const LENGTH_MAX: usize = 10;
/// How many signatures of issuers are checked in one search.
const SIGNATURES_MAX: u32 = 300;
/// How many ways to an anchor are looked at.
const WAYS_MAX: u32 = 30;

/// A certificate of a way and how its signature by the next one came out.
pub(super) struct Step {
    pub certificate: Certificate,
    pub signed: Option<Result<SignatureAlgorithm, Error>>,
}

struct Search<'a> {
    circumstances: &'a Circumstances<'a>,
    work: &'a Work,
    signatures: u32,
    ways: u32,
    /// The best way to an anchor.
    best: Option<Chain>,
    /// The longest way that ended nowhere.
    longest: Vec<Certificate>,
    /// A certificate whose issuer by name and key did not sign it.
    broken: Option<(Certificate, Error)>,
}

pub(super) fn best(
    certificate: &Certificate,
    circumstances: &Circumstances<'_>,
    work: &Work,
) -> Chain {
    let mut search = Search {
        circumstances,
        work,
        signatures: 0,
        ways: 0,
        best: None,
        longest: Vec::new(),
        broken: None,
    };
    let mut way = vec![Step { certificate: certificate.clone(), signed: None }];
    search.walk(&mut way);
    match search.best.take() {
        Some(chain) => chain,
        None => search.without_anchor(certificate),
    }
}

impl Search<'_> {
    fn walk(&mut self, way: &mut Vec<Step>) {
        let Some(last) = way.last().map(|step| step.certificate.clone()) else { return };
        if self.circumstances.trust.contains(&last) {
            self.keep(way);
            return;
        }
        if way.len() > self.longest.len() {
            self.longest = way.iter().map(|step| step.certificate.clone()).collect();
        }
        if way.len() == LENGTH_MAX {
            return;
        }
        for issuer in self.issuers_of(&last, way) {
            if self.is_done() {
                return;
            }
            let signed = match issuer.key() {
                Ok(key) => {
                    if !self.work.spend(work::of_signature(key, last.der().len())) {
                        return;
                    }
                    self.signatures += 1;
                    last.is_signed_by(key)
                }
                Err(error) => Err(error.clone()),
            };
            match &signed {
                Err(error) if is_no_issuer(error) => self.note_broken(&last, &issuer, error),
                _ => {
                    if let Some(step) = way.last_mut() {
                        step.signed = Some(signed);
                    }
                    way.push(Step { certificate: issuer, signed: None });
                    self.walk(way);
                    way.pop();
                }
            }
        }
    }

    /// Certificates that may have issued this one: those of that name that are not on the way yet.
    /// Anchors come first, then those whose key is the one named, then those that end later.
    fn issuers_of(&self, certificate: &Certificate, way: &[Step]) -> Vec<Certificate> {
        let count = self.circumstances.trust.anchors().len() + self.circumstances.others.len();
        if !self.work.spend(work::of_search(count)) {
            return Vec::new();
        }
        let named = certificate.extensions().authority_key_id.as_ref();
        let anchors = self.circumstances.trust.anchors().iter().map(|anchor| (true, anchor));
        let others = self.circumstances.others.iter().map(|other| (false, other));
        let mut found: Vec<(bool, &Certificate)> = Vec::new();
        for (is_anchor, candidate) in anchors.chain(others) {
            // The name first: it is cheap, and there may be thousands of candidates.
            if candidate.subject() != certificate.issuer() {
                continue;
            }
            let known = found.iter().any(|(_, known)| *known == candidate);
            if !known && !way.iter().any(|step| is_same(&step.certificate, candidate)) {
                found.push((is_anchor, candidate));
            }
        }
        found.sort_by_key(|(is_anchor, candidate)| {
            let is_named = named.is_some() && named == candidate.extensions().key_id.as_ref();
            (!is_anchor, !is_named, std::cmp::Reverse(candidate.not_after()))
        });
        found.into_iter().map(|(_, candidate)| candidate.clone()).collect()
    }

    fn note_broken(&mut self, certificate: &Certificate, issuer: &Certificate, error: &Error) {
        let named = certificate.extensions().authority_key_id.as_ref();
        let key_id = issuer.extensions().key_id.as_ref();
        let is_meant = named.is_none() || key_id.is_none() || named == key_id;
        if is_meant && self.broken.is_none() {
            self.broken = Some((certificate.clone(), error.clone()));
        }
    }

    fn keep(&mut self, way: &[Step]) {
        self.ways += 1;
        let checks = rules::apply(way, true, self.circumstances, self.work);
        let certificates = way.iter().map(|step| step.certificate.clone()).collect();
        let chain = Chain { certificates, anchored: true, checks };
        let better = self.best.as_ref().is_none_or(|best| chain.outcome() < best.outcome());
        if better {
            self.best = Some(chain);
        }
    }

    fn is_done(&self) -> bool {
        let holds = self.best.as_ref().is_some_and(|best| best.outcome() == Outcome::Holds);
        holds || self.is_exhausted()
    }

    fn is_exhausted(&self) -> bool {
        let many = self.signatures >= SIGNATURES_MAX || self.ways >= WAYS_MAX;
        many || self.work.is_used_up()
    }

    fn without_anchor(self, certificate: &Certificate) -> Chain {
        let certificates =
            if self.longest.is_empty() { vec![certificate.clone()] } else { self.longest.clone() };
        let way = signed_way(&certificates, self.work);
        let mut checks = rules::apply(&way, false, self.circumstances, self.work);
        checks.push(self.why_no_anchor(&certificates));
        Chain { certificates, anchored: false, checks }
    }

    fn why_no_anchor(&self, certificates: &[Certificate]) -> Check {
        const NAME: &str = "chain.anchor";
        let Some(last) = certificates.last() else {
            return Check::unknown(NAME, say!("цепочка пуста", "the chain is empty"));
        };
        let issuer = last.issuer().title();
        let check = if self.work.is_used_up() {
            Work::too_much(NAME)
        } else if let Some((broken, error)) = &self.broken {
            let who = broken.subject().title();
            let why = error.text();
            let (ru, en) = (why.ru, why.en);
            Check::fails(
                NAME,
                say!(
                    "сертификат «{who}» не подписан тем, кто назван его издателем: {ru}",
                    "the certificate “{who}” is not signed by the one named as its issuer: {en}"
                ),
            )
        } else if self.is_exhausted() {
            Check::unknown(
                NAME,
                say!(
                    "среди множества возможных издателей путь к доверенному корню не найден",
                    "no way to a trusted root was found among too many possible issuers"
                ),
            )
        } else if certificates.len() >= LENGTH_MAX {
            Check::unknown(
                NAME,
                say!(
                    "цепочка длиннее {LENGTH_MAX} сертификатов",
                    "the chain is longer than {LENGTH_MAX} certificates"
                ),
            )
        } else if last.is_self_issued() {
            let who = last.subject().title();
            Check::unknown(
                NAME,
                say!(
                    "корневой сертификат «{who}» не входит в число доверенных",
                    "the root certificate “{who}” is not among the trusted ones"
                ),
            )
        } else {
            Check::unknown(
                NAME,
                say!(
                    "не найден сертификат издателя «{issuer}»",
                    "the certificate of the issuer “{issuer}” was not found"
                ),
            )
        };
        check.on("issuer", last.issuer().to_string())
    }
}

/// A way that ended nowhere, with its signatures checked again; that of a root is its own.
fn signed_way(certificates: &[Certificate], work: &Work) -> Vec<Step> {
    let mut way = Vec::new();
    for (number, certificate) in certificates.iter().enumerate() {
        let own = certificate.is_self_issued().then_some(certificate);
        let issuer = certificates.get(number + 1).or(own);
        let signed = issuer.and_then(|issuer| match issuer.key() {
            Ok(key) => work
                .spend(work::of_signature(key, certificate.der().len()))
                .then(|| certificate.is_signed_by(key)),
            Err(error) => Some(Err(error.clone())),
        });
        way.push(Step { certificate: certificate.clone(), signed });
    }
    way
}

/// Whether an error says that the key of the candidate did not make the signature.
fn is_no_issuer(error: &Error) -> bool {
    matches!(error, Error::WrongSignature | Error::Mismatch | Error::MalformedKey)
}

/// The same certificate, or another one of the same key under the same name: to pass by both would
/// be to go in a circle.
fn is_same(one: &Certificate, other: &Certificate) -> bool {
    one == other || (one.subject() == other.subject() && one.key_der() == other.key_der())
}
