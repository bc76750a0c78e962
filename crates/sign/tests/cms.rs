//! Messages by GOST engine and OpenSSL, by ourselves, and broken ones.

use std::fs;
use std::io::Cursor;
use std::path::Path;

use gost::ParameterSet;
use sign::algorithm::{Curve, PublicKey};
use sign::ber::{OCTET_STRING, SEQUENCE, SET, tlv};
use sign::certificate::Certificate;
use sign::cms::{Content, Examined, SignedData, Signing, examine};
use sign::key::{KeyKind, SigningKey};
use sign::verdict::{Outcome, worst};

#[path = "made/certificates.rs"]
mod certificates;

const FOLDERS: [&str; 12] = [
    "g256_A", "g256_B", "g256_C", "g256_XA", "g256_XB", "g256_TCA", "g256_TCB", "g256_TCC",
    "g256_TCD", "g512_A", "g512_B", "g512_C",
];

const KINDS: [KeyKind; 9] = [
    KeyKind::Gost(ParameterSet::CryptoProXchA),
    KeyKind::Gost(ParameterSet::Tc26_256A),
    KeyKind::Gost(ParameterSet::Tc26_512A),
    KeyKind::Gost(ParameterSet::Tc26_512C),
    KeyKind::Rsa2048,
    KeyKind::Ec(Curve::P256),
    KeyKind::Ec(Curve::P384),
    KeyKind::Ec(Curve::P521),
    KeyKind::Ed25519,
];

fn read(path: &str) -> Vec<u8> {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(path);
    let gost = Path::new(env!("CARGO_MANIFEST_DIR")).join("../gost/tests/vectors").join(path);
    let file = if tests.exists() { tests } else { gost };
    fs::read(&file).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// Every signature of a message, examined with a content beside it.
fn examined(message: &[u8], beside: Option<&[u8]>) -> Vec<Examined> {
    let Ok(data) = SignedData::from_bytes(message) else { return Vec::new() };
    let beside = beside.map(|content| {
        Content::read(&mut &content[..], &data.known_digests(), &mut |_| {}).unwrap()
    });
    let content = data.content.as_ref().or(beside.as_ref());
    data.signers.iter().map(|signer| examine(&data, signer, content, &[])).collect()
}

/// Of a message that has one signature, or none that can be read.
fn outcome(message: &[u8], beside: Option<&[u8]>) -> Outcome {
    let found = examined(message, beside);
    found.first().map_or(Outcome::Fails, |found| worst(&found.checks))
}

struct Signer {
    key: SigningKey,
    certificate: Certificate,
}

impl Signer {
    fn new(kind: KeyKind) -> Self {
        let key = SigningKey::generate(kind).unwrap();
        let certificate = certificates::of(&key, "Тестова Анна Примеровна", 7);
        Self { key, certificate }
    }

    fn signing(&self) -> Signing<'_> {
        Signing {
            key: &self.key,
            certificate: &self.certificate,
            chain: &[],
            signed_at: Some("2026-11-22T07:40:00Z".parse().unwrap()),
            cades: true,
            stamp: None,
        }
    }

    fn detached(&self, content: &[u8]) -> Vec<u8> {
        self.signing().detached(&self.key.digest().hash(content)).unwrap()
    }

    fn attached(&self, content: &[u8]) -> Vec<u8> {
        let mut message = Vec::new();
        self.signing().attached(&mut Cursor::new(content), &mut message, &mut |_| {}).unwrap();
        message
    }
}

#[test]
fn messages_of_gost_engine_hold_for_their_content_only() {
    let (v1, v2ac) = (read("msg_v1.txt"), read("msg_v2ac.txt"));
    for folder in FOLDERS {
        for (file, content) in [
            ("cms_detached_v1", Some(&v1)),
            ("cms_detached_v2ac", Some(&v2ac)),
            ("cms_detached_noattr_v1", Some(&v1)),
            ("cms_attached_v1", None),
            ("cms_attached_cades_v1", None),
        ] {
            let message = read(&format!("{folder}/{file}.der"));
            let content = content.map(Vec::as_slice);
            let found = examined(&message, content);
            assert_eq!(worst(&found[0].checks), Outcome::Holds, "{folder}/{file}: {found:#?}");
            let cades = file.contains("cades");
            assert_eq!(found[0].format, if cades { "CAdES-BES" } else { "CMS" });
            assert_eq!(found[0].signed_at.is_some(), !file.contains("noattr"));
            if content.is_some() {
                assert_eq!(outcome(&message, Some(b"another")), Outcome::Fails, "{folder}/{file}");
                assert_eq!(outcome(&message, None), Outcome::Unknown, "{folder}/{file}");
            } else {
                let data = SignedData::from_bytes(&message).unwrap();
                assert_eq!(data.content.unwrap().whole.as_deref(), Some(v1.as_slice()));
            }
        }
    }
}

#[test]
fn messages_of_openssl_by_rsa_hold() {
    let v1 = read("msg_v1.txt");
    let v2ac = read("msg_v2ac.txt");
    for (name, content) in [
        ("cms_attached_v1", None),
        ("cms_detached_v1", Some(&v1)),
        ("cms_detached_v2ac", Some(&v2ac)),
        // The text mode of S/MIME ends lines with CR LF; there is none in this content.
        ("smime_text_detached_v1", Some(&v1)),
    ] {
        let message = read(&format!("rsa2048/{name}.der"));
        let found = examined(&message, content.map(Vec::as_slice));
        assert_eq!(worst(&found[0].checks), Outcome::Holds, "{name}: {found:#?}");
    }
}

#[test]
fn negative_vectors_do_not_hold() {
    let v1 = read("msg_v1.txt");
    for name in ["cms_bitflip_sig", "cms_other_signer_other_msg"] {
        let message = read(&format!("negative/{name}.der"));
        assert_eq!(outcome(&message, Some(&v1)), Outcome::Fails, "{name}");
    }
}

#[test]
fn what_every_kind_of_key_signs_holds() {
    for kind in KINDS {
        let signer = Signer::new(kind);
        let content = b"An application of nobody.".as_slice();
        let beside = signer.detached(content);
        let found = examined(&beside, Some(content));
        assert_eq!(worst(&found[0].checks), Outcome::Holds, "{kind:?}: {found:#?}");
        assert_eq!(found[0].format, "CAdES-BES");
        assert_eq!(found[0].signed_at, signer.signing().signed_at);
        assert_eq!(outcome(&beside, Some(b"another")), Outcome::Fails);

        for content in [content, b"", &vec![7; 3_000_000]] {
            let inside = signer.attached(content);
            assert_eq!(outcome(&inside, None), Outcome::Holds, "{kind:?} {}", content.len());
            let mut extracted = Vec::new();
            SignedData::extract(&mut Cursor::new(&inside), &mut extracted, &mut |_| {}).unwrap();
            assert_eq!(extracted, content);
        }
        let again = SigningKey::from_pkcs8_der(&signer.key.to_pkcs8_der().unwrap()).unwrap();
        assert_eq!(again.public(), signer.key.public());
        let again = SigningKey::from_pem(&signer.key.to_pkcs8_pem().unwrap()).unwrap();
        assert_eq!(again.public(), signer.key.public());
        let public = PublicKey::from_der(&signer.key.public().to_der().unwrap()).unwrap();
        assert_eq!(&public, signer.key.public());
    }
}

#[test]
fn pss_holds() {
    let mut signer = Signer::new(KeyKind::Rsa2048);
    signer.key = signer.key.with_pss();
    let message = signer.detached(b"content");
    assert_eq!(outcome(&message, Some(b"content")), Outcome::Holds);
    assert_eq!(outcome(&message, Some(b"Content")), Outcome::Fails);
}

#[test]
fn a_key_does_not_sign_with_the_certificate_of_another() {
    let (one, two) = (Signer::new(KeyKind::Ed25519), Signer::new(KeyKind::Ed25519));
    let signing = Signing { certificate: &two.certificate, ..one.signing() };
    assert!(signing.detached(&[0; 64]).is_err());
}

#[test]
fn a_program_outside_signs_what_holds_or_nothing() {
    for kind in KINDS {
        let signer = Signer::new(kind);
        let public = signer.key.public().clone();
        let ed25519 = kind == KeyKind::Ed25519;
        for (reversed, spoiled) in [(false, false), (true, false), (false, true)] {
            let key = SigningKey::from_pkcs8_der(&signer.key.to_pkcs8_der().unwrap()).unwrap();
            let outside = move |bytes: &[u8]| {
                let signed = if ed25519 { key.sign(bytes) } else { key.sign_digest(bytes) };
                let mut signature = signed.map_err(|error| error.to_string())?;
                if reversed {
                    signature.reverse();
                }
                if spoiled {
                    signature[40] ^= 1;
                }
                Ok(signature)
            };
            let key = SigningKey::outside(public.clone(), Box::new(outside));
            let signing = Signing { key: &key, ..signer.signing() };
            let message = signing.detached(&key.digest().hash(b"content"));
            let gost = matches!(kind, KeyKind::Gost(_));
            assert_eq!(message.is_ok(), !spoiled && (!reversed || gost), "{kind:?}");
            if let Ok(message) = message {
                assert_eq!(outcome(&message, Some(b"content")), Outcome::Holds);
            }
        }
    }
}

#[test]
fn base64_is_unwrapped() {
    use base64::Engine as _;
    let message = read("g256_A/cms_attached_v1.der");
    let one_line = base64::engine::general_purpose::STANDARD.encode(&message);
    let lines = one_line.as_bytes().chunks(64).collect::<Vec<_>>().join(&b"\r\n"[..]);
    let lines = String::from_utf8(lines).unwrap();
    for text in [
        one_line.clone(),
        format!("{one_line}\n"),
        format!("\u{feff}{one_line}"),
        lines.clone(),
        format!("-----BEGIN PKCS7-----\n{lines}\n-----END PKCS7-----\n"),
        format!("-----BEGIN CMS-----\r\n{lines}\r\n-----END CMS-----\r\nand so on"),
    ] {
        assert_eq!(outcome(text.as_bytes(), None), Outcome::Holds, "{}", &text[..40]);
    }
    assert_eq!(outcome(&one_line.as_bytes()[..500], None), Outcome::Fails);
}

#[test]
fn indefinite_lengths_and_a_content_in_pieces_hold() {
    let der = read("g256_A/cms_attached_cades_v1.der");
    let streamed = streamed(&der);
    assert_eq!(outcome(&streamed, None), Outcome::Holds);
    for len in 0..streamed.len() {
        assert_eq!(outcome(&streamed[..len], None), Outcome::Fails, "{len}");
    }
}

/// The message as a program writes it that does not know how long its content becomes.
fn streamed(der: &[u8]) -> Vec<u8> {
    let message = elements(der);
    let mut data = elements(&elements(&message[1])[0]);
    let content = elements(&elements(&data[2])[1])[0].clone();
    let octets = &content[content.len() - der_length(&content)..];
    let pieces: Vec<Vec<u8>> = octets.chunks(7).map(|piece| tlv(OCTET_STRING, &[piece])).collect();
    let content = indefinite(0xa0, &[&indefinite(0x24, &[&pieces.concat()])]);
    data[2] = indefinite(SEQUENCE, &[&elements(&data[2])[0], &content]);
    data[3] = indefinite(0xa0, &[&elements(&data[3]).concat()]);
    let signer = elements(&elements(&data[4])[0]).concat();
    data[4] = indefinite(SET, &[&indefinite(SEQUENCE, &[&signer])]);
    let data = indefinite(0xa0, &[&indefinite(SEQUENCE, &[&data.concat()])]);
    indefinite(SEQUENCE, &[&message[0], &data])
}

fn indefinite(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    [&[tag, 0x80], parts.concat().as_slice(), &[0, 0]].concat()
}

fn der_length(element: &[u8]) -> usize {
    match element[1] {
        short @ 0..0x80 => short.into(),
        long => element[2..2 + usize::from(long & 0x7f)]
            .iter()
            .fold(0, |length, byte| length << 8 | usize::from(*byte)),
    }
}

/// The elements in one, each as it stands.
fn elements(der: &[u8]) -> Vec<Vec<u8>> {
    let mut left = &der[der.len() - der_length(der)..];
    let mut found = Vec::new();
    while !left.is_empty() {
        let header = if left[1] < 0x80 { 2 } else { 2 + usize::from(left[1] & 0x7f) };
        let (element, rest) = left.split_at(header + der_length(left));
        found.push(element.to_vec());
        left = rest;
    }
    found
}
