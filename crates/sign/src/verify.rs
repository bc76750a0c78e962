//! Everything about a signature put together: the message, the stamps, the chain.

use std::collections::HashSet;

use jiff::Timestamp;

use crate::certificate::Certificate;
use crate::chain::{self, Circumstances, Purpose};
use crate::cms::{Content, Examined, SIGNATURE_TIME_STAMP, SignedData, SignerInfo, examine};
use crate::revocation::{Evidence, Revocation};
use crate::say;
use crate::stamp::{Expected, Stamp};
use crate::trust::Trust;
use crate::verdict::{Check, Outcome, Signature, Signer, Stamped, Verdict, worst};
use crate::work::{self, Work};

/// How many signatures of a message are judged. Each costs the search of a chain.
const SIGNERS_MAX: usize = 64;
/// How many time-stamps of a signature are judged.
const STAMPS_MAX: usize = 16;

/// Whom to believe and when.
pub struct Conditions<'a> {
    /// The moment of the check.
    pub now: Timestamp,
    /// The moment as of which is judged, if it is another.
    pub at: Option<Timestamp>,
    /// The anchors.
    pub trust: &'a Trust,
    /// Certificates that are known and not trusted.
    pub others: Vec<Certificate>,
    /// Who knows what is revoked; none if it is not to be asked.
    pub revocation: Option<Revocation<'a>>,
}

impl Conditions<'_> {
    /// The moment as of which is judged what no stamp proves a time for.
    pub fn moment(&self) -> Timestamp {
        self.at.unwrap_or(self.now)
    }

    /// Takes in the certificates, lists and answers that a message brings. What of them cannot be
    /// read is of no use, and no fault of the signatures.
    pub fn take_in(&mut self, data: &SignedData) {
        self.take(data.readable_certificates(), &data.lists, &data.answers);
    }

    /// The same of what lies beside signatures.
    pub fn take_in_evidence(&mut self, evidence: &Evidence) {
        let read = |der: &Vec<u8>| Certificate::from_der(der).ok();
        let certificates: Vec<Certificate> =
            evidence.certificates.iter().filter_map(read).collect();
        self.take(&certificates, &evidence.lists, &evidence.answers);
    }

    fn take(&mut self, certificates: &[Certificate], lists: &[Vec<u8>], answers: &[Vec<u8>]) {
        let mut known: HashSet<&[u8]> = self.others.iter().map(Certificate::der).collect();
        let new: Vec<Certificate> =
            certificates.iter().filter(|it| known.insert(it.der())).cloned().collect();
        self.others.extend(new);
        if let Some(revocation) = &mut self.revocation {
            revocation.bring(lists, answers);
        }
    }

    /// Forgets what another message brought of lists and answers.
    pub(crate) fn forget_brought(&mut self) {
        if let Some(revocation) = &mut self.revocation {
            revocation.forget_brought();
        }
    }

    fn circumstances(&self, at: Timestamp) -> Circumstances<'_> {
        Circumstances {
            trust: self.trust,
            others: &self.others,
            at,
            purpose: Purpose::Document,
            revocation: self.revocation.as_ref(),
        }
    }
}

/// Judges all signatures of a message.
///
/// `content` is what lies beside it; a content inside of the message goes before.
pub fn message(
    data: &SignedData,
    content: Option<&Content>,
    conditions: &mut Conditions<'_>,
) -> Verdict {
    message_within(data, content, conditions, &Work::default())
}

/// The same with at most so much work. What is left undone is unknown.
pub fn message_within(
    data: &SignedData,
    content: Option<&Content>,
    conditions: &mut Conditions<'_>,
    work: &Work,
) -> Verdict {
    conditions.forget_brought();
    if work.spend(brought(data)) {
        conditions.take_in(data);
    }
    let content = data.content.as_ref().or(content);
    let signers = data.signers.iter().take(SIGNERS_MAX);
    let judged = signers.map(|it| signature(data, it, content, conditions, work));
    let signatures = judged.map(|it| it.unwrap_or_else(unexamined)).collect();
    let mut checks = Vec::new();
    if work.is_used_up() {
        checks.push(Work::too_much("work"));
    }
    if data.signers.len() > SIGNERS_MAX {
        let count = data.signers.len();
        let why = say!(
            "подписей в файле {count}, проверены первые {SIGNERS_MAX}",
            "of {count} signatures in the file the first {SIGNERS_MAX} were checked"
        );
        checks.push(Check::unknown("signatures.count", why));
    }
    Verdict::new(conditions.moment(), checks, signatures)
}

/// Steps to take in what a message brings.
pub(crate) fn brought(data: &SignedData) -> u64 {
    let all = data.certificates.iter().chain(&data.lists).chain(&data.answers);
    all.map(|der| work::of_bytes(der.len())).sum()
}

/// Judges one signature; what the message brings was taken in before. Nothing if no work is left.
pub(crate) fn signature(
    data: &SignedData,
    signer: &SignerInfo,
    content: Option<&Content>,
    conditions: &Conditions<'_>,
    work: &Work,
) -> Option<Signature> {
    let signed = match (&signer.signed, content) {
        (Some(signed), _) => signed.der.len(),
        (None, Some(content)) => content.whole.as_ref().map_or(0, Vec::len),
        (None, None) => 0,
    };
    let known = data.certificates.len() + conditions.others.len();
    if !work.spend(work::of_examining(signed, known)) {
        return None;
    }
    let mut examined = examine(data, signer, content, &conditions.others);
    let count = signer.unsigned_values(SIGNATURE_TIME_STAMP).count();
    if count > STAMPS_MAX {
        let why = say!(
            "штампов времени у подписи {count}, проверены первые {STAMPS_MAX}",
            "of {count} time-stamps of the signature the first {STAMPS_MAX} were checked"
        );
        examined.checks.push(Check::unknown("stamps.count", why));
    }
    let stamps: Vec<Stamped> = signer
        .unsigned_values(SIGNATURE_TIME_STAMP)
        .take(STAMPS_MAX)
        .map(|token| stamp(token, &signer.signature, conditions, work))
        .collect();
    Some(judged(examined, stamps, conditions, work))
}

/// A signature for which no work was left.
pub(crate) fn unexamined() -> Signature {
    Signature {
        outcome: Outcome::Unknown,
        format: "CMS",
        signer: None,
        signed_at: None,
        stamped_at: None,
        checks: vec![Work::too_much("work")],
        stamps: Vec::new(),
    }
}

fn judged(
    examined: Examined,
    stamps: Vec<Stamped>,
    conditions: &Conditions<'_>,
    work: &Work,
) -> Signature {
    let Examined { certificate, signed_at, format, mut checks } = examined;
    let earliest = |outcome| {
        let stamps = stamps.iter().filter(|stamp| stamp.outcome == outcome);
        stamps.filter_map(|stamp| stamp.time).min()
    };
    let stamped_at = earliest(Outcome::Holds);
    if let Some(certificate) = &certificate {
        // A stamp of which it is not known whether it holds makes the whole unknown; the chain
        // must not be refused for a time that it may not be about.
        let at = stamped_at.or_else(|| earliest(Outcome::Unknown));
        let at = at.unwrap_or_else(|| conditions.moment());
        let chain = chain::verify_within(certificate, &conditions.circumstances(at), work);
        checks.extend(chain.checks);
    }
    Signature {
        outcome: Signature::worst(&checks, &stamps),
        format,
        signer: certificate.as_ref().map(Signer::of),
        signed_at,
        stamped_at,
        checks,
        stamps,
    }
}

fn stamp(token: &[u8], signature: &[u8], conditions: &Conditions<'_>, work: &Work) -> Stamped {
    if !work.spend(work::of_bytes(token.len())) {
        let checks = vec![Work::too_much("stamp.work")];
        return Stamped { outcome: Outcome::Unknown, time: None, authority: None, checks };
    }
    let stamp = match Stamp::from_der(token) {
        Ok(stamp) => stamp,
        Err(error) => {
            let why = say!("штамп времени испорчен: {error}", "the time-stamp is broken: {error}");
            let checks = vec![Check::fails("stamp.format", why)];
            return Stamped { outcome: Outcome::Fails, time: None, authority: None, checks };
        }
    };
    let circumstances = conditions.circumstances(conditions.moment());
    let checked = stamp.check_within(Expected::Bytes(signature), &circumstances, work);
    Stamped {
        outcome: worst(&checked.checks),
        time: Some(checked.time),
        authority: checked.certificate.as_ref().map(Signer::of),
        checks: checked.checks,
    }
}
