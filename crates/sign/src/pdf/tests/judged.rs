//! Seals with messages in them, judged.

use super::signature::signatures_of;
use super::*;
use crate::authority::{Authority, Kind};
use crate::certificate::Certificate;
use crate::cms::Signing;
use crate::digest::DigestAlgorithm;
use crate::fixture::{key, named, now, order, root};
use crate::key::SigningKey;
use crate::stamp::{self, Imprint, Request};
use crate::trust::Trust;
use crate::verdict::{Outcome, Verdict};
use crate::verify::Conditions;
use crate::work::Work;

struct World {
    trust: Trust,
    key: SigningKey,
    certificate: Certificate,
    clock: stamp::Authority,
}

fn certified(root: &Authority, kind: Kind, name: &str) -> (SigningKey, Certificate) {
    let (key, subject) = (key(), named(name));
    let certificate = root.issue(&order(kind, &subject, &key)).unwrap();
    (key, certificate)
}

fn world() -> World {
    let root = root("Root");
    let (key, certificate) = certified(&root, Kind::Signer, "Anna");
    let (clock, its) = certified(&root, Kind::TimeStamp, "Clock");
    let policy = spki::ObjectIdentifier::new_unwrap("1.2.643.100.999.1");
    World {
        trust: Trust::new([root.certificate().clone()]),
        key,
        certificate,
        clock: stamp::Authority::new(clock, its, vec![], policy, None).unwrap(),
    }
}

impl World {
    fn stamp(&self, signature: &[u8]) -> Vec<u8> {
        let imprint = Imprint::of(DigestAlgorithm::Sha256, signature);
        let request = Request::new(imprint, [0x22; 16]);
        let answer = self.clock.answer(&request.to_der().unwrap(), now(), &[9]).unwrap();
        stamp::check_answer(&request, &answer).unwrap().der().to_vec()
    }

    fn sealed(&self, bytes: &[u8], stamped: bool) -> Vec<u8> {
        let stamp = |signature: &[u8]| Ok(self.stamp(signature));
        let signing = Signing {
            key: &self.key,
            certificate: &self.certificate,
            chain: &[],
            signed_at: None,
            cades: true,
            stamp: stamped.then_some(&stamp),
        };
        let seal = Seal { room: room(&signing), ..seal() };
        sign(bytes, &seal, &signing).unwrap()
    }

    fn judged(&self, bytes: &[u8]) -> Verdict {
        let mut conditions = Conditions {
            now: now(),
            at: None,
            trust: &self.trust,
            others: Vec::new(),
            revocation: None,
        };
        verify(bytes, &mut conditions).unwrap()
    }
}

fn fails(verdict: &Verdict) -> Vec<&str> {
    let checks = verdict.signatures.iter().flat_map(|signature| &signature.checks);
    checks.filter(|check| check.outcome == Outcome::Fails).map(|check| check.name).collect()
}

#[test]
fn a_seal_holds_with_and_without_a_stamp() {
    let world = world();
    for before in [with_table(&OBJECTS), with_streams()] {
        for (stamped, format) in [(false, "PAdES B-B"), (true, "PAdES B-T")] {
            let verdict = world.judged(&world.sealed(&before, stamped));
            assert!(fails(&verdict).is_empty(), "{:#?}", verdict.signatures);
            let [signature] = &verdict.signatures[..] else { panic!() };
            assert_eq!(signature.format, format);
            assert_eq!(signature.signer.as_ref().unwrap().name, "Anna");
            assert_eq!(signature.signed_at.unwrap(), seal().time);
            assert_eq!(signature.stamped_at.is_some(), stamped);
        }
    }
}

#[test]
fn a_byte_that_is_exchanged_anywhere_makes_it_fail() {
    let world = world();
    let whole = world.sealed(&with_table(&OBJECTS), false);
    let hole = signatures(&whole).unwrap()[0].range.clone().unwrap().hole;
    let outside = (0..hole.start).chain(hole.end..whole.len()).step_by(7);
    for at in outside {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        let mut conditions = Conditions {
            now: now(),
            at: None,
            trust: &world.trust,
            others: Vec::new(),
            revocation: None,
        };
        let judged = verify(&bytes, &mut conditions);
        let held = judged.is_ok_and(|verdict| verdict.outcome == Outcome::Holds);
        assert!(!held, "byte {at}");
    }
}

#[test]
fn a_seal_of_another_file_fails() {
    let world = world();
    let one = world.sealed(&with_table(&OBJECTS), false);
    let message = signatures(&one).unwrap()[0].contents.clone().unwrap();
    let mut objects = OBJECTS.to_vec();
    objects[3] = "<</Length 36>>\nstream\nBT /F 12 Tf 20 20 Td (Pay 900) Tj ET\nendstream";
    let prepared = prepare(&with_table(&objects), &Seal { room: 8192, ..seal() }).unwrap();
    let verdict = world.judged(&prepared.finish(&message).unwrap());
    assert_eq!(fails(&verdict), ["content.digest"]);
}

#[test]
fn changes_that_are_forbidden_make_it_fail_and_others_are_told() {
    let world = world();
    let once = world.sealed(&with_table(&OBJECTS), false);
    let twice = world.judged(&world.sealed(&once, true));
    assert!(fails(&twice).is_empty(), "{:#?}", twice.signatures);
    let told = twice.signatures[0].checks.iter().find(|check| check.name == "pdf.changes");
    assert!(told.unwrap().why.as_ref().unwrap().en.contains("“Signature2” was added"));
    let other = "<</Length 36>>\nstream\nBT /F 12 Tf 20 20 Td (Pay 900) Tj ET\nendstream";
    let changed = world.judged(&update(&once, &[(4, other)]));
    assert_eq!(fails(&changed), ["pdf.changes"]);
    assert_eq!(changed.outcome, Outcome::Fails);
}

#[test]
fn a_file_without_signatures_or_with_half_of_one_fails() {
    let world = world();
    assert_eq!(world.judged(&with_table(&OBJECTS)).outcome, Outcome::Fails);
    let mut bytes = world.sealed(&with_table(&OBJECTS), false);
    let range = signatures(&bytes).unwrap()[0].range.clone().unwrap();
    let half = format!("[0 {} {} 200]", range.hole.start, range.hole.end);
    let word = b"/ByteRange ";
    let at = bytes.windows(word.len()).position(|window| window == word).unwrap() + word.len();
    bytes[at..at + 60].copy_from_slice(format!("{half:<60}").as_bytes());
    let verdict = world.judged(&bytes);
    assert_eq!(verdict.outcome, Outcome::Fails);
    assert_eq!(fails(&verdict), ["pdf.range"]);
}

/// The stamp holds, and still nobody signed.
#[test]
fn a_file_with_only_a_time_stamp_is_not_signed() {
    let world = world();
    let prepared = prepare(&with_table(&OBJECTS), &Seal { room: 8192, ..seal() }).unwrap();
    let bytes = prepared.finish(MESSAGE).unwrap();
    let (old, new) = (b"/ETSI.CAdES.detached", b"/ETSI.RFC3161       ");
    let at = bytes.windows(old.len()).position(|window| window == old).unwrap();
    let mut bytes = [&bytes[..at], new, &bytes[at + old.len()..]].concat();
    let range = signatures(&bytes).unwrap()[0].range.clone().unwrap();
    let stamp = world.stamp(&range.parts(&bytes).concat());
    let hex: String = stamp.iter().map(|byte| format!("{byte:02x}")).collect();
    let start = range.hole.start + 1;
    bytes[start..start + hex.len()].copy_from_slice(hex.as_bytes());
    let verdict = world.judged(&bytes);
    let [stamp] = &verdict.signatures[..] else { panic!() };
    assert_eq!(stamp.outcome, Outcome::Holds, "{stamp:#?}");
    assert!(stamp.signer.is_none());
    assert_eq!(stamp.stamps[0].authority.as_ref().unwrap().name, "Clock");
    assert_eq!((verdict.outcome, verdict.checks[0].name), (Outcome::Fails, "signatures"));
}

#[test]
fn evidence_beside_a_stamped_seal_lets_it_hold_when_nobody_can_be_asked() {
    use crate::fixture::days;
    use crate::revocation::Revocation;
    let root = root("Root");
    let named_by = |kind, name: &str| {
        let (key, subject) = (key(), named(name));
        let order = order(kind, &subject, &key).with_crl(["http://crl.example/a".to_owned()]);
        let certificate = root.issue(&order).unwrap();
        (key, certificate)
    };
    let (key, certificate) = named_by(Kind::Signer, "Anna");
    let (clock, its) = named_by(Kind::TimeStamp, "Clock");
    let policy = spki::ObjectIdentifier::new_unwrap("1.2.643.100.999.1");
    let trust = Trust::new([root.certificate().clone()]);
    let clock = stamp::Authority::new(clock, its, vec![], policy, None).unwrap();
    let world = World { trust, key, certificate, clock };
    let judged = |bytes: &[u8], at, lists: &[Vec<u8>]| {
        let mut revocation = Revocation::new(at);
        revocation.believe_brought();
        lists.iter().for_each(|list| revocation.add_lists(list).unwrap());
        let (trust, others) = (&world.trust, Vec::new());
        let mut conditions =
            Conditions { now: at, at: None, trust, others, revocation: Some(revocation) };
        let verdict = verify(bytes, &mut conditions).unwrap();
        (verdict.outcome, conditions.revocation.unwrap().evidence())
    };
    let soon = now() + days(1);
    let list = root.list(1, soon, now() + days(3), &[]).unwrap();
    let years_later = now() + days(1_000);
    for before in [with_table(&OBJECTS), with_streams()] {
        let sealed = world.sealed(&before, true);
        assert_eq!(judged(&sealed, soon, &[]).0, Outcome::Unknown);
        let (outcome, evidence) = judged(&sealed, soon, std::slice::from_ref(&list));
        assert_eq!(outcome, Outcome::Holds);
        assert_eq!((evidence.lists.len(), evidence.certificates.len()), (1, 3));
        let extended = extend(&sealed, &evidence).unwrap();
        assert!(extended.starts_with(&sealed));
        assert_eq!(changes(&extended), [Change::ValidationData]);
        assert_eq!(judged(&extended, years_later, &[]).0, Outcome::Holds);
        assert_eq!(judged(&sealed, years_later, &[]).0, Outcome::Unknown);
        // Twice is no more than once.
        let again = extend(&extended, &evidence).unwrap();
        assert_eq!(super::super::validation::read(&again), evidence);
        assert_eq!(judged(&again, years_later, &[]).0, Outcome::Holds);
        // What is exchanged in it helps nobody.
        let mut windows = extended.windows(list.len());
        let start = windows.position(|window| window == list.as_slice()).unwrap();
        let mut damaged = extended.clone();
        damaged[start + list.len() / 2] ^= 1;
        assert_ne!(judged(&damaged, years_later, &[]).0, Outcome::Holds);
        // The list of somebody else.
        let stranger = crate::fixture::root("Root").list(1, soon, now() + days(3), &[]).unwrap();
        let strange = crate::revocation::Evidence { lists: vec![stranger], ..evidence.clone() };
        let extended = extend(&sealed, &strange).unwrap();
        assert_eq!(judged(&extended, years_later, &[]).0, Outcome::Unknown);
    }
}

#[test]
fn a_file_that_would_take_too_much_work_is_unknown() {
    let world = world();
    let once = world.sealed(&with_table(&OBJECTS), true);
    let twice = world.sealed(&once, false);
    let judged = |work: &Work| {
        let mut conditions = Conditions {
            now: now(),
            at: None,
            trust: &world.trust,
            others: Vec::new(),
            revocation: None,
        };
        verify_within(&twice, &mut conditions, work).unwrap()
    };
    let plenty = Work::default();
    assert_eq!(judged(&plenty).outcome, Outcome::Holds);
    let needed = plenty.spent();
    assert_eq!(judged(&Work::new(needed)).outcome, Outcome::Holds);
    for limit in (0..needed).step_by(173).chain([needed - 1]) {
        let less = judged(&Work::new(limit));
        assert_eq!((less.outcome, less.signatures.len()), (Outcome::Unknown, 2), "{limit}");
        assert_eq!(less.checks[0].name, "work");
    }
}

/// What is read of a file is bounded for all its revisions together.
#[test]
fn revisions_that_are_read_again_and_again_end_unfinished_and_not_changed() {
    let world = world();
    let once = world.sealed(&with_table(&OBJECTS), false);
    let whole = world.sealed(&once, false);
    let with = |work| signatures_of(&file::File::open_within(&whole, work)?);
    let is_whole = |found: &[Signature]| {
        found.len() == 2 && found.iter().all(|it| it.changes.is_ok() && !it.is_unfinished)
    };
    let needed = (0..1 << 20).step_by(256).find(|work| with(*work).is_ok_and(|it| is_whole(&it)));
    let needed = needed.expect("a megabyte is enough for a file of one page");
    let mut unfinished = 0;
    for work in (0..needed).step_by(256) {
        match with(work) {
            Err(error) => assert!(error.why.contains("less work to read"), "{work}: {error}"),
            Ok(found) => {
                assert!(found.iter().any(|it| it.is_unfinished), "{work} of {needed}");
                unfinished += 1;
            }
        }
    }
    assert!(unfinished > 0, "seals are read before what changed after them");
}
