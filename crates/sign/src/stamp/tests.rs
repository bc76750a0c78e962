use super::*;
use crate::authority::{Authority as Root, Kind};
use crate::certificate::Certificate;
use crate::chain::{Circumstances, Purpose};
use crate::cms::{self, Signing};
use crate::fixture::{damaged, days, hostile, key, named, now, order, root, signer};
use crate::key::SigningKey;
use crate::trust::Trust;
use crate::verdict::{Check, Outcome};

const POLICY: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.643.100.999.1");
const MESSAGE: &[u8] = b"signature value";

struct World {
    trust: Trust,
    authority: Authority,
}

fn world() -> World {
    let root = root("Root");
    World { trust: Trust::new([root.certificate().clone()]), authority: authority(&root) }
}

fn authority(root: &Root) -> Authority {
    let (key, certificate) = certified(root, Kind::TimeStamp);
    Authority::new(key, certificate, vec![], POLICY, Some(1_500_000)).unwrap()
}

fn certified(root: &Root, kind: Kind) -> (SigningKey, Certificate) {
    let (key, subject) = (key(), named("Clock"));
    let certificate = root.issue(&order(kind, &subject, &key)).unwrap();
    (key, certificate)
}

fn request() -> Request {
    Request::new(Imprint::of(DigestAlgorithm::Sha256, MESSAGE), [0xF7; 16])
}

fn stamp(world: &World, request: &Request) -> Result<Stamp, Error> {
    let answer = world.authority.answer(&request.to_der().unwrap(), now(), &[7]).unwrap();
    check_answer(request, &answer)
}

fn circumstances<'a>(trust: &'a Trust, others: &'a [Certificate]) -> Circumstances<'a> {
    Circumstances { trust, others, at: now(), purpose: Purpose::TimeStamp, revocation: None }
}

fn failed(checks: &[Check]) -> Vec<&str> {
    checks.iter().filter(|check| check.outcome != Outcome::Holds).map(|check| check.name).collect()
}

#[test]
fn a_stamp_that_was_asked_for_holds() {
    let world = world();
    let stamp = stamp(&world, &request()).unwrap();
    let checked = stamp.check(Expected::Bytes(MESSAGE), &circumstances(&world.trust, &[]));
    // Revocation is another question: it was not to be asked here.
    let but: Vec<&str> =
        failed(&checked.checks).into_iter().filter(|name| !name.contains("revocation")).collect();
    assert!(but.is_empty(), "{:#?}", checked.checks);
    assert_eq!(checked.time, now());
    assert_eq!(stamp.info().accuracy, Some(1_500_000));
    let parts = [&MESSAGE[..4], &MESSAGE[4..]];
    let checked = stamp.check(Expected::Parts(&parts), &circumstances(&world.trust, &[]));
    assert_ne!(checked.outcome(), Outcome::Fails);
}

#[test]
fn a_stamp_of_another_signature_is_refused() {
    let world = world();
    let stamp = stamp(&world, &request()).unwrap();
    let checked = stamp.check(Expected::Bytes(b"other"), &circumstances(&world.trust, &[]));
    assert_eq!(checked.outcome(), Outcome::Fails);
    assert_eq!(checked.checks[0].name, "stamp.imprint");
    assert_eq!(checked.checks[0].outcome, Outcome::Fails);
}

#[test]
fn an_answer_to_another_question_is_refused() {
    let world = world();
    let asked = request();
    let answer = |request: &Request| {
        world.authority.answer(&request.to_der().unwrap(), now(), &[7]).unwrap()
    };
    let refused = |other: &Request, what: &str| {
        let error = check_answer(&asked, &answer(other)).unwrap_err();
        assert!(matches!(error, Error::Mismatch(found) if found == what), "{error}");
    };
    refused(&Request { nonce: Some(vec![1]), ..asked.clone() }, "nonce");
    refused(&Request { nonce: None, ..asked.clone() }, "nonce");
    let imprint = Imprint::of(DigestAlgorithm::Sha256, b"other");
    refused(&Request { imprint, ..asked.clone() }, "imprint");
    let bound = Request { policy: Some(POLICY), ..asked.clone() };
    assert!(check_answer(&bound, &answer(&bound)).is_ok());
}

#[test]
fn the_authority_says_why_it_refuses() {
    let world = world();
    let refused = |request: &Request| match stamp(&world, request) {
        Err(Error::Refused(Status::Rejected, Some(failure), _)) => failure,
        other => panic!("{other:?}"),
    };
    let weak = Imprint::of(DigestAlgorithm::Sha1, MESSAGE);
    assert_eq!(refused(&Request { imprint: weak, ..request() }), Failure::Algorithm);
    let short = Imprint { hash: vec![1, 2], ..request().imprint };
    assert_eq!(refused(&Request { imprint: short, ..request() }), Failure::Format);
    let policy = Some(ObjectIdentifier::new_unwrap("1.2.3"));
    assert_eq!(refused(&Request { policy, ..request() }), Failure::Policy);
    let answer = world.authority.answer(b"0000", now(), &[7]).unwrap();
    assert_eq!(Answer::from_der(&answer).unwrap().failure, Some(Failure::Format));
}

#[test]
fn every_failure_comes_back_as_it_was_written() {
    for (failure, _) in Failure::BITS {
        let answer = Answer {
            status: Status::Rejected,
            words: vec!["нет".into(), "no".into()],
            failure: Some(failure),
            stamp: None,
        };
        let read = Answer::from_der(&answer.to_der().unwrap()).unwrap();
        assert_eq!((read.status, read.failure), (answer.status, answer.failure));
        assert_eq!(read.words, answer.words);
    }
}

#[test]
fn only_a_certificate_for_stamps_alone_makes_and_vouches_for_stamps() {
    let root = root("Root");
    let trust = Trust::new([root.certificate().clone()]);
    let (key, certificate) = certified(&root, Kind::Signer);
    assert!(Authority::new(key, certificate.clone(), vec![], POLICY, None).is_err());
    // Made all the same, it is not believed.
    let (key, certificate) = certified(&root, Kind::Signer);
    let wrong = Authority { key, certificate, chain: vec![], policy: POLICY, accuracy: None };
    let answer = wrong.answer(&request().to_der().unwrap(), now(), &[7]).unwrap();
    let stamp = check_answer(&request(), &answer).unwrap();
    let checked = stamp.check(Expected::Bytes(MESSAGE), &circumstances(&trust, &[]));
    assert_eq!(checked.outcome(), Outcome::Fails);
    assert!(failed(&checked.checks).contains(&"certificate.usage"), "{:#?}", checked.checks);
}

#[test]
fn a_stamp_of_the_future_or_after_the_certificates_end_is_refused() {
    let world = world();
    let question = request().to_der().unwrap();
    for moment in [now() + days(1), now() + days(400)] {
        let answer = world.authority.answer(&question, moment, &[7]).unwrap();
        let stamp = check_answer(&request(), &answer).unwrap();
        let checked = stamp.check(Expected::Bytes(MESSAGE), &circumstances(&world.trust, &[]));
        assert_eq!(checked.outcome(), Outcome::Fails, "{moment}");
    }
}

#[test]
fn without_certificates_inside_the_caller_has_to_know_them() {
    let world = world();
    let asked = Request { certificates: false, ..request() };
    let stamp = stamp(&world, &asked).unwrap();
    assert!(stamp.message().certificates.is_empty());
    let alone = stamp.check(Expected::Bytes(MESSAGE), &circumstances(&world.trust, &[]));
    assert_eq!(alone.outcome(), Outcome::Unknown);
    let known = [world.authority.certificate().clone()];
    let checked = stamp.check(Expected::Bytes(MESSAGE), &circumstances(&world.trust, &known));
    assert!(checked.chain.is_some_and(|chain| chain.anchored));
}

#[test]
fn an_unknown_root_is_unknown() {
    let world = world();
    let stamp = stamp(&world, &request()).unwrap();
    let nobody = Trust::default();
    let checked = stamp.check(Expected::Bytes(MESSAGE), &circumstances(&nobody, &[]));
    assert_eq!(checked.outcome(), Outcome::Unknown);
}

#[test]
fn a_signature_with_a_stamp_is_cades_t_and_the_stamp_is_of_this_signature() {
    let (world, root) = (world(), root("People"));
    let signed = |name: &str| {
        let (key, subject) = (key(), named(name));
        let certificate = root.issue(&order(Kind::Signer, &subject, &key)).unwrap();
        let stamped = |signature: &[u8]| {
            let imprint = Imprint::of(DigestAlgorithm::Sha256, signature);
            let request = Request::new(imprint, [0x11; 16]);
            stamp(&world, &request)
                .map(|stamp| stamp.der().to_vec())
                .map_err(|error| crate::key::Error::Failed(error.to_string()))
        };
        let signing = Signing {
            key: &key,
            certificate: &certificate,
            chain: &[],
            signed_at: Some(now()),
            cades: true,
            stamp: Some(&stamped),
        };
        signing.detached(&signing.digest().hash(b"document")).unwrap()
    };
    let (anna, boris) = (signed("Anna"), signed("Boris"));
    let of = |message: &[u8]| {
        let data = cms::SignedData::from_bytes(message).unwrap();
        let signer = data.signers[0].clone();
        let token = signer.unsigned_values(cms::SIGNATURE_TIME_STAMP).next().unwrap().to_vec();
        (signer.signature, Stamp::from_der(&token).unwrap())
    };
    let ((anna, hers), (boris, _)) = (of(&anna), of(&boris));
    let around = circumstances(&world.trust, &[]);
    assert_ne!(hers.check(Expected::Bytes(&anna), &around).outcome(), Outcome::Fails);
    assert_eq!(hers.check(Expected::Bytes(&boris), &around).outcome(), Outcome::Fails);
    let _ = signer(&root, "Nobody");
}

#[test]
fn damaged_stamps_and_answers_never_hold_and_never_panic() {
    let world = world();
    let question = request().to_der().unwrap();
    let answer = world.authority.answer(&question, now(), &[7]).unwrap();
    damaged(&question, |bytes| {
        let _ = Request::from_der(bytes);
    });
    let whole = check_answer(&request(), &answer).unwrap();
    let around = circumstances(&world.trust, &[]);
    for at in 0..answer.len() {
        let _ = Answer::from_der(&answer[..at]);
        let mut bytes = answer.clone();
        bytes[at] ^= 1 << (at % 8);
        let Ok(stamp) = check_answer(&request(), &bytes) else { continue };
        let checked = stamp.check(Expected::Bytes(MESSAGE), &around);
        // What is not signed may differ; what holds says the same.
        let same = stamp.info() == whole.info();
        assert!(same || checked.outcome() == Outcome::Fails, "{:#?}", checked.checks);
    }
    for bytes in hostile() {
        assert!(Request::from_der(&bytes).is_err());
        assert!(Answer::from_der(&bytes).is_err());
        assert!(Stamp::from_der(&bytes).is_err());
    }
}

#[test]
fn a_message_of_a_thousand_signers_and_stamps_is_judged_in_part_and_soon() {
    use crate::verify::{Conditions, message};
    let (world, root) = (world(), root("People"));
    let (key, subject) = (key(), named("Anna"));
    let certificate = root.issue(&order(Kind::Signer, &subject, &key)).unwrap();
    let signing = Signing {
        key: &key,
        certificate: &certificate,
        chain: &[],
        signed_at: Some(now()),
        cades: true,
        stamp: None,
    };
    let der = signing.detached(&signing.digest().hash(b"document")).unwrap();
    let mut data = cms::SignedData::from_bytes(&der).unwrap();
    let token = stamp(&world, &request()).unwrap().der().to_vec();
    let mut signer = data.signers[0].clone();
    signer.unsigned =
        vec![cms::Attribute { oid: cms::SIGNATURE_TIME_STAMP, values: vec![token; 17] }];
    data.signers = vec![data.signers[0].clone(); 1000];
    data.signers[0] = signer;
    data.certificates = vec![certificate.der().to_vec(); 1000];
    let trust = Trust::new([root.certificate().clone()]);
    let mut conditions =
        Conditions { now: now(), at: None, trust: &trust, others: Vec::new(), revocation: None };
    let begun = std::time::Instant::now();
    let verdict = message(&data, None, &mut conditions);
    assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
    assert_eq!(conditions.others.len(), 1);
    assert_eq!((verdict.signatures.len(), failed(&verdict.checks)), (64, vec!["signatures.count"]));
    assert_eq!(verdict.signatures[0].stamps.len(), 16);
    assert!(failed(&verdict.signatures[0].checks).contains(&"stamps.count"));
}
