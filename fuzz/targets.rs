//! What is fuzzed: whatever the bytes are, the answer is a value and never a panic, and nobody is
//! believed, because there is no anchor. The same functions run over the corpus as ordinary tests
//! (crates/sign/tests/corpus.rs).

use sign::certificate::{Certificate, read_all};
use sign::chain::{Circumstances, Purpose, verify};
use sign::cms::{Content, SignedData};
use sign::power::{Given, Power, Registry, compare, judge, signature_inside};
use sign::revocation::Revocation;
use sign::stamp::{Answer, Expected, Request, Stamp};
use sign::trust::{NationalList, Trust};
use sign::verdict::{Outcome, Verdict};
use sign::verify::{Conditions, message};

const CONTENT: &[u8] = b"content";

fn now() -> jiff::Timestamp {
    jiff::Timestamp::from_second(1_795_300_000).expect("a moment of this century")
}

fn conditions(trust: &Trust) -> Conditions<'_> {
    let revocation = Some(Revocation::new(now()));
    Conditions { now: now(), at: None, trust, others: Vec::new(), revocation }
}

/// A CMS message, judged.
pub fn cms(bytes: &[u8]) {
    let Ok(data) = SignedData::from_bytes(bytes) else { return };
    let read = Content::read(&mut &CONTENT[..], &data.known_digests(), &mut |_| {});
    let content = read.expect("bytes at hand are read");
    let trust = Trust::default();
    let verdict = message(&data, Some(&content), &mut conditions(&trust));
    assert_ne!(verdict.outcome, Outcome::Holds);
    serde_json::to_string(&verdict).expect("a verdict is written as JSON");
}

/// A certificate, alone or among others, and its chain.
pub fn certificate(bytes: &[u8]) {
    let _ = read_all(bytes);
    let Ok(certificate) = Certificate::from_der(bytes) else { return };
    if let Ok(key) = certificate.key() {
        let _ = certificate.is_signed_by(key);
    }
    let trust = Trust::default();
    let circumstances = Circumstances {
        trust: &trust,
        others: std::slice::from_ref(&certificate),
        at: now(),
        purpose: Purpose::Document,
        revocation: None,
    };
    assert_ne!(verify(&certificate, &circumstances).outcome(), Outcome::Holds);
}

/// A list of revoked certificates and an answer of OCSP.
pub fn revocation(bytes: &[u8]) {
    let mut revocation = Revocation::new(now());
    let _ = revocation.add_lists(bytes);
    let _ = revocation.add_answer(bytes);
}

/// The national list of accredited authorities.
pub fn trust_list(bytes: &[u8]) {
    let Ok(list) = NationalList::read(bytes, &Trust::default(), now()) else { return };
    assert_ne!(list.outcome(), Outcome::Holds);
    let _ = list.anchors(now());
}

/// A power of attorney, with what is signed inside of it.
pub fn power(bytes: &[u8]) {
    let trust = Trust::default();
    let conditions = conditions(&trust);
    let Ok(power) = Power::read(bytes) else { return };
    let signatures = Vec::from_iter(signature_inside(bytes, &conditions));
    let nobody = Verdict::new(now(), Vec::new(), Vec::new());
    let document = compare(&power, vec![nobody], None).remove(0);
    let given = Given { power: &power, signatures, registry: Registry::Waived };
    let judged = judge(given, &[&document]);
    assert_ne!(judged.outcome, Outcome::Holds);
    assert!(!judged.lines(true).is_empty());
    serde_json::to_string(&judged).expect("a verdict is written as JSON");
}

/// A question to a time-stamp authority, its answer, and the stamp alone.
pub fn stamp(bytes: &[u8]) {
    if let Ok(request) = Request::from_der(bytes) {
        request.to_der().expect("what was read is written");
    }
    let answered = Answer::from_der(bytes).ok().and_then(|answer| answer.stamp);
    let Some(stamp) = answered.or_else(|| Stamp::from_der(bytes).ok()) else { return };
    let trust = Trust::default();
    let circumstances = Circumstances {
        trust: &trust,
        others: &[],
        at: now(),
        purpose: Purpose::TimeStamp,
        revocation: None,
    };
    let checked = stamp.check(Expected::Bytes(CONTENT), &circumstances);
    assert_ne!(checked.outcome(), Outcome::Holds);
}

/// A PDF: its seals judged, and one more put into it.
pub fn pdf(bytes: &[u8]) {
    let trust = Trust::default();
    let verdict = sign::pdf::verify(bytes, &mut conditions(&trust));
    assert!(!verdict.is_ok_and(|verdict| verdict.outcome == Outcome::Holds));
    let seal = sign::pdf::Seal {
        field: None,
        time: now(),
        name: None,
        reason: None,
        location: None,
        room: 16,
        permits: None,
        mark: None,
    };
    let Ok(prepared) = sign::pdf::prepare(bytes, &seal) else { return };
    let sealed = prepared.finish(&[0x30, 0]).expect("there is room for two bytes");
    assert!(sealed.starts_with(bytes));
    if sign::pdf::signatures(bytes).is_ok() {
        let found = sign::pdf::signatures(&sealed).expect("what was written is read");
        assert!(!found.is_empty());
    }
}
