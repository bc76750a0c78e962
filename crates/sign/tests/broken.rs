//! Messages that are damaged, forged or absurd: none holds, none makes the program panic.

use sign::algorithm::Curve;
use sign::ber::{INTEGER, OCTET_STRING, SEQUENCE, SET, tlv};
use sign::certificate::Certificate;
use sign::cms::{
    CONTENT_TYPE, Content, DATA, Examined, MESSAGE_DIGEST, SIGNED_DATA, SignedData, Signing,
    examine,
};
use sign::digest::DigestAlgorithm;
use sign::key::{KeyKind, SigningKey};
use sign::verdict::{Outcome, worst};
use spki::ObjectIdentifier;
use spki::der::Encode as _;

#[path = "made/certificates.rs"]
mod certificates;

const CONTENT: &[u8] = b"Content";

struct Person {
    key: SigningKey,
    certificate: Certificate,
}

impl Person {
    fn new(kind: KeyKind) -> Self {
        let key = SigningKey::generate(kind).unwrap();
        let certificate = certificates::of(&key, "A", 1);
        Self { key, certificate }
    }

    fn signing(&self) -> Signing<'_> {
        let (key, certificate) = (&self.key, &self.certificate);
        Signing { key, certificate, chain: &[], signed_at: None, cades: true, stamp: None }
    }

    fn attached(&self, content: &[u8]) -> Vec<u8> {
        self.signing().enclosing(DATA, content).unwrap()
    }

    /// A message with these attributes, rightly signed, and the content inside.
    fn with(&self, attributes: &[Vec<u8>]) -> Vec<u8> {
        let parts: Vec<&[u8]> = attributes.iter().map(Vec::as_slice).collect();
        let signature = self.key.sign(&tlv(SET, &parts)).unwrap();
        self.message(&[tlv(0xa0, &parts)], &signature, CONTENT)
    }

    /// A message put together by hand.
    fn message(&self, attributes: &[Vec<u8>], signature: &[u8], content: &[u8]) -> Vec<u8> {
        let digest = self.key.digest().identifier().to_der().unwrap();
        let algorithm = self.key.algorithm().identifier_in_cms().to_der().unwrap();
        let issuer = self.certificate.issuer().der();
        let serial = tlv(INTEGER, &[self.certificate.serial()]);
        let signer = tlv(
            SEQUENCE,
            &[
                &[2, 1, 1],
                &tlv(SEQUENCE, &[issuer, &serial]),
                &digest,
                &attributes.concat(),
                &algorithm,
                &tlv(OCTET_STRING, &[signature]),
            ],
        );
        let content = tlv(0xa0, &[&tlv(OCTET_STRING, &[content])]);
        let data = tlv(
            SEQUENCE,
            &[
                &[2, 1, 1],
                &tlv(SET, &[&digest]),
                &tlv(SEQUENCE, &[&DATA.to_der().unwrap(), &content]),
                &tlv(0xa0, &[self.certificate.der()]),
                &tlv(SET, &[&signer]),
            ],
        );
        tlv(SEQUENCE, &[&SIGNED_DATA.to_der().unwrap(), &tlv(0xa0, &[&data])])
    }

    fn digest(&self) -> Vec<u8> {
        tlv(OCTET_STRING, &[&self.key.digest().hash(CONTENT)])
    }
}

fn attribute(oid: ObjectIdentifier, values: &[&[u8]]) -> Vec<u8> {
    tlv(SEQUENCE, &[&oid.to_der().unwrap(), &tlv(SET, values)])
}

fn plain() -> Vec<u8> {
    attribute(CONTENT_TYPE, &[&DATA.to_der().unwrap()])
}

fn examined(message: &[u8], beside: Option<&[u8]>) -> Option<(SignedData, Examined)> {
    let data = SignedData::from_bytes(message).ok()?;
    let beside = beside.map(|content| {
        Content::read(&mut &content[..], &data.known_digests(), &mut |_| {}).unwrap()
    });
    let content = data.content.clone().or(beside);
    let found = examine(&data, data.signers.first()?, content.as_ref(), &[]);
    Some((data, found))
}

fn outcome(message: &[u8]) -> Outcome {
    examined(message, None).map_or(Outcome::Fails, |(_, found)| worst(&found.checks))
}

fn failed(message: &[u8]) -> Vec<&'static str> {
    let Some((_, found)) = examined(message, None) else { return vec!["format"] };
    let failed = found.checks.iter().filter(|check| check.outcome == Outcome::Fails);
    failed.map(|check| check.name).collect()
}

/// What may not differ in a message that holds.
fn signed(message: &[u8]) -> Option<impl PartialEq + use<>> {
    let (data, found) = examined(message, None)?;
    if worst(&found.checks) != Outcome::Holds {
        return None;
    }
    let signer = data.signers.into_iter().next()?;
    let content = data.content.and_then(|content| content.whole);
    let attributes = signer.signed.map(|signed| signed.der);
    let certificate = found.certificate.map(|certificate| certificate.der().to_vec());
    Some((content, attributes, certificate, data.content_type))
}

#[test]
fn no_changed_byte_changes_what_holds() {
    for kind in [KeyKind::Ec(Curve::P256), KeyKind::Gost(gost::ParameterSet::Tc26_256A)] {
        let message = Person::new(kind).attached(CONTENT);
        let right = signed(&message).expect("the message itself holds");
        let mut held = 0;
        for at in 0..message.len() {
            for change in [0x01, 0x20, 0x80, 0xff] {
                let mut changed = message.clone();
                changed[at] ^= change;
                if let Some(still) = signed(&changed) {
                    assert!(still == right, "{kind:?}: byte {at} changed by {change:02x}");
                    held += 1;
                }
            }
        }
        // The versions and the hashes named in front are not signed, nor need they be right.
        assert!(held < 100, "{held} changes were not noticed");
    }
}

#[test]
fn no_part_of_a_message_holds() {
    let message = Person::new(KeyKind::Ed25519).attached(CONTENT);
    for len in 0..message.len() {
        assert_eq!(outcome(&message[..len]), Outcome::Fails, "{len}");
        assert_eq!(outcome(&message[len + 1..]), Outcome::Fails, "{len}");
        let without = [&message[..len], &message[len + 1..]].concat();
        assert_ne!(outcome(&without), Outcome::Holds, "without byte {len}");
    }
    assert_eq!(outcome(&[message.as_slice(), b"more"].concat()), Outcome::Fails);
    assert_eq!(outcome(&[message.as_slice(), b"\0\0\r\n"].concat()), Outcome::Holds);
}

#[test]
fn absurd_lengths_and_depths_are_refused() {
    let message = Person::new(KeyKind::Ed25519).attached(CONTENT);
    for at in 1..message.len() {
        for length in [1_u64 << 63, u64::MAX, 1 << 40] {
            let mut changed = message[..at].to_vec();
            changed.push(0x88);
            changed.extend_from_slice(&length.to_be_bytes());
            changed.extend_from_slice(&message[at + 1..]);
            assert_ne!(outcome(&changed), Outcome::Holds, "{at}");
        }
        if message[at] == 0x30 {
            let mut changed = message[..at].to_vec();
            changed.extend([0x30, 0x80].repeat(10_000));
            changed.extend_from_slice(&message[at..]);
            assert_ne!(outcome(&changed), Outcome::Holds, "{at}");
        }
    }
    assert_eq!(outcome(&[0x30, 0x80].repeat(10_000)), Outcome::Fails);
}

#[test]
fn random_bytes_and_random_changes_make_no_panic() {
    let message = Person::new(KeyKind::Ec(Curve::P256)).attached(CONTENT);
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut random = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state % below as u64) as usize
    };
    for _ in 0..3000 {
        let mut changed = message.clone();
        for _ in 0..1 + random(4) {
            let (at, from) = (random(changed.len()), random(message.len()));
            match random(4) {
                0 => changed[at] = random(256) as u8,
                1 => changed.truncate(at.max(1)),
                2 => changed.insert(at, message[from]),
                _ => {
                    let len = random(40).min(message.len() - from);
                    changed.splice(at..at, message[from..from + len].iter().copied());
                }
            }
        }
        outcome(&changed);
        let noise: Vec<u8> = (0..random(60)).map(|_| random(256) as u8).collect();
        outcome(&noise);
    }
}

#[test]
fn contents_of_two_signatures_cannot_be_exchanged() {
    let person = Person::new(KeyKind::Ed25519);
    let (one, two) = (b"Pay 10 to A", b"Pay 99 to B");
    let signed = person.attached(one);
    let at = signed.windows(one.len()).position(|window| window == one).unwrap();
    let mut changed = signed.clone();
    changed[at..at + one.len()].copy_from_slice(two);
    assert_eq!(outcome(&signed), Outcome::Holds);
    assert_eq!(failed(&changed), ["content.digest"]);

    let digest = |content: &[u8]| person.key.digest().hash(content);
    let (first, second) = (
        person.signing().detached(&digest(one)).unwrap(),
        person.signing().detached(&digest(two)).unwrap(),
    );
    for (message, content, right) in
        [(&first, one, true), (&first, two, false), (&second, one, false), (&second, two, true)]
    {
        let (_, found) = examined(message, Some(content)).unwrap();
        assert_eq!(worst(&found.checks) == Outcome::Holds, right);
    }
}

#[test]
fn attributes_must_say_the_hash_and_the_type_once() {
    let person = Person::new(KeyKind::Ed25519);
    let digest = person.digest();
    let other = tlv(OCTET_STRING, &[&[0; 64]]);
    let right = attribute(MESSAGE_DIGEST, &[&digest]);
    let wrong = attribute(MESSAGE_DIGEST, &[&other]);

    assert_eq!(outcome(&person.with(&[plain(), right.clone()])), Outcome::Holds);
    // Out of the order of DER, as some programs write them.
    assert_eq!(outcome(&person.with(&[right.clone(), plain()])), Outcome::Holds);

    for (attributes, why) in [
        (vec![plain()], "content.digest"),
        (vec![right.clone()], "content.type"),
        (vec![], "content.digest"),
        (vec![plain(), wrong.clone()], "content.digest"),
        (vec![plain(), right.clone(), wrong.clone()], "attributes"),
        (vec![plain(), right.clone(), right.clone()], "attributes"),
        (vec![plain(), attribute(MESSAGE_DIGEST, &[&digest, &other])], "attributes"),
        (vec![plain(), attribute(MESSAGE_DIGEST, &[])], "attributes"),
        (vec![plain(), plain(), right.clone()], "attributes"),
        (
            vec![attribute(CONTENT_TYPE, &[&SIGNED_DATA.to_der().unwrap()]), right.clone()],
            "content.type",
        ),
        (vec![plain(), attribute(MESSAGE_DIGEST, &[&tlv(SEQUENCE, &[&digest])])], "content.digest"),
    ] {
        let failed = failed(&person.with(&attributes));
        assert!(failed.contains(&why), "{why}: {failed:?}");
    }
}

#[test]
fn a_signature_of_attributes_is_none_of_a_content() {
    let person = Person::new(KeyKind::Ec(Curve::P256));
    let attributes = [plain(), attribute(MESSAGE_DIGEST, &[&person.digest()])].concat();
    let set = tlv(SET, &[&attributes]);
    let signature = person.key.sign(&set).unwrap();
    let forged = person.message(&[], &signature, &set);
    assert_eq!(failed(&forged), ["content.digest"]);
    // Signed alone in earnest, a content that is no set of attributes holds.
    let signature = person.key.sign(CONTENT).unwrap();
    assert_eq!(outcome(&person.message(&[], &signature, CONTENT)), Outcome::Holds);
}

#[test]
fn the_certificate_of_another_key_is_noticed() {
    for kind in [KeyKind::Ec(Curve::P256), KeyKind::Gost(gost::ParameterSet::CryptoProXchA)] {
        let (person, stranger) = (Person::new(kind), Person::new(kind));
        let forged = Person { key: person.key, certificate: stranger.certificate };
        let attributes = [plain(), attribute(MESSAGE_DIGEST, &[&forged.digest()])];
        assert_eq!(failed(&forged.with(&attributes)), ["signature"]);
    }
}

#[test]
fn of_two_certificates_of_one_name_the_one_that_was_signed_is_meant() {
    let person = Person::new(KeyKind::Ec(Curve::P256));
    let stranger = Person::new(KeyKind::Ec(Curve::P256));
    assert_eq!(person.certificate.serial(), stranger.certificate.serial());
    let message = person.attached(CONTENT);
    let data = SignedData::from_bytes(&message).unwrap();
    let mut with_stranger = data.clone();
    with_stranger.certificates.insert(0, stranger.certificate.der().to_vec());
    let content = data.content.as_ref();
    let found = examine(&with_stranger, &data.signers[0], content, &[]);
    assert_eq!(worst(&found.checks), Outcome::Holds);
    assert_eq!(found.certificate.as_ref(), Some(&person.certificate));

    let mut only_stranger = data.clone();
    only_stranger.certificates = vec![stranger.certificate.der().to_vec()];
    let found = examine(&only_stranger, &data.signers[0], content, &[]);
    let failed = found.checks.iter().filter(|check| check.outcome == Outcome::Fails);
    let failed: Vec<_> = failed.map(|check| check.name).collect();
    assert_eq!(failed, ["attributes.certificate", "signature"]);

    let mut nobody = data.clone();
    nobody.certificates.clear();
    let found = examine(&nobody, &data.signers[0], content, &[]);
    assert_eq!(worst(&found.checks), Outcome::Unknown);
    let found = examine(&nobody, &data.signers[0], content, &[person.certificate]);
    assert_eq!(worst(&found.checks), Outcome::Holds);
}

#[test]
fn sha1_is_recognised_and_refused() {
    let person = Person::new(KeyKind::Ed25519);
    let sha1 = DigestAlgorithm::Sha1;
    let digest = tlv(OCTET_STRING, &[&sha1.hash(CONTENT)]);
    let message = person.with(&[plain(), attribute(MESSAGE_DIGEST, &[&digest])]);
    let mut data = SignedData::from_bytes(&message).unwrap();
    data.signers[0].digest = sha1.identifier();
    let content = Content::read(&mut &CONTENT[..], &[sha1], &mut |_| {}).unwrap();
    let found = examine(&data, &data.signers[0], Some(&content), &[]);
    let failed = found.checks.iter().filter(|check| check.outcome == Outcome::Fails);
    let failed: Vec<_> = failed.map(|check| check.name).collect();
    assert_eq!(failed, ["content.digest", "signature"]);
}
