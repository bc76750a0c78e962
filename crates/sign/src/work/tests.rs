use super::*;
use crate::authority::{Authority, Kind};
use crate::ber::{INTEGER, SEQUENCE, tlv};
use crate::certificate::Certificate;
use crate::cms::{Content, SignedData, Signing};
use crate::digest::DigestAlgorithm;
use crate::fixture::{below, key, named, now, order, root};
use crate::key::SigningKey;
use crate::stamp::{self, Imprint, Request};
use crate::trust::Trust;
use crate::verdict::{Outcome, Verdict};
use crate::verify::{Conditions, message_within};

const DOCUMENT: &[u8] = b"An agreement with nobody.";

#[test]
fn what_is_used_up_stays_used_up() {
    let work = Work::new(10);
    assert!(work.spend(4) && work.spend(6) && !work.is_used_up());
    assert!(!work.spend(1) && work.is_used_up());
    assert!(!work.spend(0));
    let work = Work::new(u64::MAX - 1);
    assert!(!work.spend(u64::MAX) && !work.spend(u64::MAX) && work.is_used_up());
}

fn certified(issuer: &Authority, kind: Kind, name: &str) -> (SigningKey, Certificate) {
    let (key, subject) = (key(), named(name));
    let certificate = issuer.issue(&order(kind, &subject, &key)).unwrap();
    (key, certificate)
}

/// A message of two signers below an authority between, the first one stamped.
fn signed(root: &Authority) -> SignedData {
    let between = below(root, "Between", Some(0));
    let (clock, its) = certified(root, Kind::TimeStamp, "Clock");
    let policy = spki::ObjectIdentifier::new_unwrap("1.2.643.100.999.1");
    let clock = stamp::Authority::new(clock, its, vec![], policy, None).unwrap();
    let stamp = |signature: &[u8]| {
        let request = Request::new(Imprint::of(DigestAlgorithm::Sha256, signature), [0x22; 16]);
        let answer = clock.answer(&request.to_der().unwrap(), now(), &[9]).unwrap();
        Ok(stamp::check_answer(&request, &answer).unwrap().der().to_vec())
    };
    type Stamp<'a> = Option<&'a dyn Fn(&[u8]) -> Result<Vec<u8>, crate::key::Error>>;
    let one = |name, stamp: Stamp<'_>| {
        let (key, certificate) = certified(&between, Kind::Signer, name);
        let signing = Signing {
            key: &key,
            certificate: &certificate,
            chain: &[between.certificate().clone()],
            signed_at: Some(now()),
            cades: true,
            stamp,
        };
        let der = signing.detached(&signing.digest().hash(DOCUMENT)).unwrap();
        SignedData::from_bytes(&der).unwrap()
    };
    let mut data = one("Anna", Some(&stamp));
    let second = one("Boris", None);
    data.signers.extend(second.signers);
    data.certificates.extend(second.certificates);
    data
}

fn judged(data: &SignedData, trust: &Trust, work: &Work) -> Verdict {
    let content = Content::read(&mut &DOCUMENT[..], &data.known_digests(), &mut |_| {}).unwrap();
    let mut conditions =
        Conditions { now: now(), at: None, trust, others: Vec::new(), revocation: None };
    message_within(data, Some(&content), &mut conditions, work)
}

#[test]
fn a_message_that_holds_holds_with_just_enough_work_and_is_unknown_with_any_less() {
    let root = root("Root");
    let trust = Trust::new([root.certificate().clone()]);
    let data = signed(&root);
    let plenty = Work::default();
    let whole = judged(&data, &trust, &plenty);
    assert_eq!(whole.outcome, Outcome::Holds, "{whole:#?}");
    let needed = plenty.spent();
    assert!(needed < Work::USUAL / 1000, "{needed} steps for two signers");

    let just = judged(&data, &trust, &Work::new(needed));
    let json = |verdict: &Verdict| serde_json::to_string(verdict).unwrap();
    assert_eq!(json(&just), json(&whole));
    for limit in (0..needed).step_by(97).chain([needed - 1]) {
        let less = judged(&data, &trust, &Work::new(limit));
        // Nothing says no; and nothing is passed over in silence.
        assert_eq!(less.outcome, Outcome::Unknown, "{limit} of {needed}: {less:#?}");
        assert_eq!(less.checks.last().unwrap().name, "work", "{limit}");
        assert_eq!(less.signatures.len(), 2, "{limit}");
        let again = judged(&data, &trust, &Work::new(limit));
        assert_eq!(json(&again), json(&less), "the same answer each time");
    }
    let none = judged(&data, &trust, &Work::new(0));
    assert_eq!(none.signatures[0].checks.len(), 1);
    assert!(none.checks[0].why.as_ref().unwrap().en.contains("too much work"));
}

#[test]
fn what_fails_stays_failing_or_is_unknown_but_never_holds() {
    let root = root("Root");
    let trust = Trust::new([root.certificate().clone()]);
    let mut data = signed(&root);
    data.signers[1].signature[20] ^= 1;
    let plenty = Work::default();
    assert_eq!(judged(&data, &trust, &plenty).outcome, Outcome::Fails);
    for limit in (0..plenty.spent()).step_by(101) {
        assert_ne!(judged(&data, &trust, &Work::new(limit)).outcome, Outcome::Holds, "{limit}");
    }
}

/// Sixteen stamps for each of sixty-four signers, and three hundred issuers of one name with other
/// keys: each chain alone is within its bounds.
#[test]
fn many_signers_with_many_stamps_and_issuers_end_in_too_much_work() {
    let real = root("Root");
    let mut data = signed(&real);
    let token = data.signers[0].unsigned[0].values[0].clone();
    data.signers[0].unsigned[0].values = vec![token; 16];
    data.signers = vec![data.signers[0].clone(); 64];
    for name in ["Between", "Root"] {
        for _ in 0..150 {
            data.certificates.push(root(name).certificate().der().to_vec());
        }
    }
    let trust = Trust::new([root("Other").certificate().clone()]);
    let limit = 500_000;
    let work = Work::new(limit);
    let verdict = judged(&data, &trust, &work);
    assert_eq!((verdict.outcome, verdict.signatures.len()), (Outcome::Unknown, 64));
    assert_eq!(verdict.checks[0].name, "work");
    // The last ones were not looked at any more, and the first ones were.
    let checks: Vec<usize> = verdict.signatures.iter().map(|it| it.checks.len()).collect();
    assert!(checks[0] > 5 && checks[63] == 1, "{checks:?}");
    let whole = Work::default();
    assert_eq!(judged(&data, &trust, &whole).outcome, Outcome::Unknown);
    assert!(whole.is_used_up(), "{} steps", whole.spent());
}

/// Work that no count of signatures shows: lists that are walked for every certificate anew.
#[test]
fn asking_long_lists_again_and_again_is_counted() {
    use crate::authority::Revoked;
    use crate::revocation::Revocation;
    let root = root("Root");
    let (_, certificate) = certified(&root, Kind::Signer, "Anna");
    let list = |count: u32| {
        let entry = |number: u32| {
            let serial = [&[1][..], &number.to_be_bytes()].concat();
            Revoked { serial, since: now(), reason: 4 }
        };
        let entries: Vec<Revoked> = (0..count).map(entry).collect();
        root.list(1, now(), now() + crate::fixture::days(7), &entries).unwrap()
    };
    let effort = |lists: &[Vec<u8>]| {
        let mut revocation = Revocation::new(now());
        lists.iter().for_each(|list| revocation.add_lists(list).unwrap());
        revocation.steps(&certificate, root.certificate())
    };
    let (short, long) = (list(1), list(10_000));
    assert!(effort(&[]) < effort(std::slice::from_ref(&short)));
    let one = effort(std::slice::from_ref(&long));
    assert!(one > effort(&[short]) + long.len() as u64 / 64, "{one}");
    assert!(effort(&[list(9_999), long]) > one * 3 / 2);
}

/// With an exponent as long as the modulus one check would take hundreds of times as long.
#[test]
fn keys_of_rsa_with_long_exponents_are_none() {
    let modulus = [&[0, 0xc1][..], &[0x5a; 1022], &[0x0b]].concat();
    for exponent in [vec![1, 0, 1], vec![0x7f; 5], vec![0x5b; 1023]] {
        let der = tlv(SEQUENCE, &[&tlv(INTEGER, &[&modulus]), &tlv(INTEGER, &[&exponent])]);
        let key = PublicKey::rsa(&der);
        assert_eq!(key.is_ok(), exponent.len() == 3, "{} bytes", exponent.len());
        let steps = key.map(|key| of_signature(&key, 0));
        assert!(steps.is_ok_and(|steps| steps > KEY) || exponent.len() > 3);
    }
}
