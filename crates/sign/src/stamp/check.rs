//! Whether a stamp holds: for what it is, by whom, and when.

use jiff::{SignedDuration, Timestamp};

use super::{Imprint, Stamp};
use crate::certificate::{Certificate, hexadecimal};
use crate::chain::{self, Chain, Circumstances, Purpose};
use crate::cms::{SIGNING_CERTIFICATE, SIGNING_CERTIFICATE_V2, examine};
use crate::digest::DigestAlgorithm;
use crate::say;
use crate::verdict::{Check, Outcome, worst};
use crate::work::{self, Work};

/// How far the clocks of an authority and ours may differ.
const LEEWAY: SignedDuration = SignedDuration::from_mins(5);

/// What a stamp must be about.
#[derive(Clone, Copy, Debug)]
pub enum Expected<'a> {
    /// These bytes: for CAdES-T the signature value of the signer.
    Bytes(&'a [u8]),
    /// These bytes, one part after the other: what a time-stamp in a PDF covers.
    Parts(&'a [&'a [u8]]),
}

/// What was found out about a stamp.
#[derive(Clone, Debug)]
pub struct Checked {
    /// When it says that it was made; proven only if the outcome is [`Outcome::Holds`].
    pub time: Timestamp,
    /// Who made it.
    pub certificate: Option<Certificate>,
    /// The chain of that certificate.
    pub chain: Option<Chain>,
    /// What was checked of the stamp and of its chain.
    pub checks: Vec<Check>,
}

impl Checked {
    /// The worst of the checks.
    pub fn outcome(&self) -> Outcome {
        worst(&self.checks)
    }
}

impl Stamp {
    /// Checks it: what it is about, its signature, the certificate of the authority and its chain
    /// at the time of the stamp.
    ///
    /// Of `circumstances` the moment is when the check is made; the purpose is not looked at.
    pub fn check(&self, expected: Expected<'_>, circumstances: &Circumstances<'_>) -> Checked {
        self.check_within(expected, circumstances, &Work::default())
    }

    /// The same as a part of a larger check, with the work that is left for it.
    pub(crate) fn check_within(
        &self,
        expected: Expected<'_>,
        circumstances: &Circumstances<'_>,
        work: &Work,
    ) -> Checked {
        let known = self.data.certificates.len() + circumstances.others.len();
        let signed = self.data.signers.iter().filter_map(|signer| signer.signed.as_ref());
        let signed = signed.map(|signed| signed.der.len()).sum();
        let steps = work::of_bytes(expected.length()) + work::of_examining(signed, known);
        if !work.spend(steps) {
            let checks = vec![Work::too_much("stamp.work")];
            return Checked { time: self.info.time, certificate: None, chain: None, checks };
        }
        let mut checks = vec![self.imprint(expected), self.moment(circumstances.at)];
        let [signer] = &self.data.signers[..] else {
            let why = say!("в штампе не одна подпись", "the stamp has not one signature");
            checks.push(Check::fails("stamp.signer", why));
            return Checked { time: self.info.time, certificate: None, chain: None, checks };
        };
        let content = self.data.content.as_ref();
        let examined = examine(&self.data, signer, content, circumstances.others);
        checks.extend(examined.checks);
        let names = |oid| matches!(signer.signed_value(oid), Ok(Some(_)));
        if !names(SIGNING_CERTIFICATE) && !names(SIGNING_CERTIFICATE_V2) {
            let why = say!(
                "штамп не называет сертификат службы среди подписанного",
                "the stamp does not name the authority's certificate among what is signed"
            );
            checks.push(Check::fails("stamp.certificate", why));
        }
        let chain = examined.certificate.as_ref().map(|certificate| {
            checks.push(self.name(certificate));
            self.chain(certificate, circumstances, work)
        });
        if let Some(chain) = &chain {
            checks.extend(chain.checks.iter().cloned());
        }
        let certificate = examined.certificate;
        Checked { time: self.info.time, certificate, chain, checks }
    }

    fn chain(
        &self,
        certificate: &Certificate,
        circumstances: &Circumstances<'_>,
        work: &Work,
    ) -> Chain {
        let mut others = circumstances.others.to_vec();
        others.extend_from_slice(self.data.readable_certificates());
        let circumstances = Circumstances {
            others: &others,
            at: self.info.time,
            purpose: Purpose::TimeStamp,
            ..*circumstances
        };
        chain::verify_within(certificate, &circumstances, work)
    }

    fn imprint(&self, expected: Expected<'_>) -> Check {
        const NAME: &str = "stamp.imprint";
        let Imprint { algorithm: oid, hash } = &self.info.imprint;
        let Some(algorithm) = DigestAlgorithm::from_oid(oid) else {
            let why = say!(
                "хеш штампа неизвестен программе: {oid}",
                "the hash of the stamp is not known: {oid}"
            );
            return Check::unknown(NAME, why);
        };
        let check = if algorithm.is_weak() {
            let why = say!(
                "штамп сделан по ненадёжному хешу {algorithm}",
                "the stamp was made over the weak hash {algorithm}"
            );
            Check::fails(NAME, why)
        } else if *hash == expected.hash(algorithm) {
            Check::holds(NAME)
        } else {
            let why = say!(
                "штамп времени поставлен на другую подпись или другой документ",
                "the time-stamp is of another signature or another document"
            );
            Check::fails(NAME, why)
        };
        check.on("algorithm", algorithm.name()).on("stated", hexadecimal(hash))
    }

    /// A stamp is not of the future.
    fn moment(&self, now: Timestamp) -> Check {
        const NAME: &str = "stamp.time";
        let time = self.info.time;
        let latest = now.checked_add(LEEWAY).unwrap_or(Timestamp::MAX);
        let check = if time <= latest {
            Check::holds(NAME)
        } else {
            let why =
                say!("штамп времени из будущего: {time}", "the stamp is of the future: {time}");
            Check::fails(NAME, why)
        };
        let check = check.on("time", time.to_string()).on("policy", self.info.policy.to_string());
        match self.info.accuracy {
            Some(micros) => check.on("accuracy_us", micros.to_string()),
            None => check,
        }
    }

    /// The name in the stamp is that of the certificate (RFC 3161, section 2.4.2).
    fn name(&self, certificate: &Certificate) -> Check {
        const NAME: &str = "stamp.authority";
        let subject = certificate.subject();
        let check = match &self.info.authority {
            Some(name) if name != subject.der() => Check::fails(
                NAME,
                say!(
                    "штамп называет другую службу, чем сертификат",
                    "the stamp names another authority than the certificate"
                ),
            ),
            _ => Check::holds(NAME),
        };
        check.on("certificate", subject.to_string())
    }
}

impl Expected<'_> {
    fn length(self) -> usize {
        match self {
            Expected::Bytes(bytes) => bytes.len(),
            Expected::Parts(parts) => parts.iter().map(|part| part.len()).sum(),
        }
    }

    fn hash(self, algorithm: DigestAlgorithm) -> Vec<u8> {
        let mut digest = algorithm.begin();
        match self {
            Expected::Bytes(bytes) => digest.update(bytes),
            Expected::Parts(parts) => parts.iter().for_each(|part| digest.update(part)),
        }
        digest.finish()
    }
}
