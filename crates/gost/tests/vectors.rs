//! Every file of tests/vectors: made by GOST engine, and checked by others (see its README).

use std::fs;
use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use gost::pkcs8::{DecodePrivateKey, EncodePrivateKey, ObjectIdentifier};
use gost::signature::{Keypair, Signer, Verifier};
use gost::spki::der::asn1::{AnyRef, BitStringRef, OctetStringRef};
use gost::spki::der::{Decode, Encode, Reader, SliceReader, Tag, TagNumber, Tagged};
use gost::spki::{DecodePublicKey, EncodePublicKey, SubjectPublicKeyInfoRef};
use gost::{Error, ParameterSet, Signature, SigningKey, VerifyingKey};
use streebog::{Digest, Streebog256, Streebog512};

const FOLDERS: [(&str, ParameterSet); 12] = [
    ("g256_A", ParameterSet::CryptoProA),
    ("g256_B", ParameterSet::CryptoProB),
    ("g256_C", ParameterSet::CryptoProC),
    ("g256_XA", ParameterSet::CryptoProXchA),
    ("g256_XB", ParameterSet::CryptoProXchB),
    ("g256_TCA", ParameterSet::Tc26_256A),
    ("g256_TCB", ParameterSet::Tc26_256B),
    ("g256_TCC", ParameterSet::Tc26_256C),
    ("g256_TCD", ParameterSet::Tc26_256D),
    ("g512_A", ParameterSet::Tc26_512A),
    ("g512_B", ParameterSet::Tc26_512B),
    ("g512_C", ParameterSet::Tc26_512C),
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors")
}

fn read(path: &str) -> Vec<u8> {
    fs::read(folder().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn public(name: &str) -> VerifyingKey {
    let pem = String::from_utf8(read(&format!("{name}/pub.pem"))).unwrap();
    VerifyingKey::from_public_key_pem(&pem).unwrap()
}

#[test]
fn keys_are_read_and_written_as_the_engine_does() {
    for (name, set) in FOLDERS {
        let der = read(&format!("{name}/key.der"));
        let key = SigningKey::from_pkcs8_der(&der).unwrap();
        assert_eq!(key.set(), set, "{name}");
        assert_eq!(key.to_pkcs8_der().unwrap().as_bytes(), der, "{name}");
        assert_eq!(key.verifying_key(), public(name), "{name}");
        let pem = String::from_utf8(read(&format!("{name}/pub.pem"))).unwrap();
        assert_eq!(key.public().to_public_key_pem(Default::default()).unwrap(), pem, "{name}");
    }
}

#[test]
fn bare_signatures_hold_for_their_message_only() {
    for (name, _) in FOLDERS {
        let key = public(name);
        let own = SigningKey::from_pkcs8_der(&read(&format!("{name}/key.der"))).unwrap();
        for (message, other) in [("v1", "v2ac"), ("v2ac", "v1")] {
            let bytes = read(&format!("{name}/raw_{message}.sig"));
            let message = read(&format!("msg_{message}.txt"));
            let other = read(&format!("msg_{other}.txt"));
            let signature = Signature::from_slice(&bytes).unwrap();
            key.verify(&message, &signature).unwrap();
            assert!(key.verify(&other, &signature).is_err(), "{name}");
            assert_eq!(signature.as_bytes(), bytes);

            let reversed: Vec<u8> = bytes.iter().rev().copied().collect();
            assert_eq!(Signature::from_reversed(&reversed).unwrap(), signature);
            assert_eq!(signature.to_reversed().as_ref(), reversed);

            let ours: Signature = own.sign(&message);
            key.verify(&message, &ours).unwrap();
            assert_eq!(own.sign(&message), ours, "without fresh bytes it is the same again");
        }
    }
}

#[test]
fn every_flipped_bit_of_a_signature_is_seen() {
    for (name, _) in FOLDERS {
        let key = public(name);
        let message = read("msg_v1.txt");
        let bytes = read(&format!("{name}/raw_v1.sig"));
        for i in (0..8 * bytes.len()).step_by(if bytes.len() == 64 { 5 } else { 37 }) {
            let mut bytes = bytes.clone();
            bytes[i / 8] ^= 1 << (i % 8);
            let signature = Signature::from_slice(&bytes).unwrap();
            assert!(key.verify(&message, &signature).is_err(), "{name}, bit {i}");
        }
    }
}

#[test]
fn negative_vectors_do_not_hold() {
    let key = public("g256_A");
    let message = read("msg_v1.txt");
    for name in ["raw_all_ff", "raw_byte_reversed", "raw_r_s_swapped"] {
        let signature = Signature::from_slice(&read(&format!("negative/{name}.sig"))).unwrap();
        assert!(key.verify(&message, &signature).is_err(), "{name}");
    }
    let zero = Signature::from_slice(&read("negative/raw_all_zero.sig"));
    assert_eq!(zero.unwrap_err(), Error::Range);
    let truncated = Signature::from_slice(&read("negative/raw_truncated.sig"));
    assert_eq!(truncated.unwrap_err(), Error::Length);

    let flipped = cms(&read("negative/cms_bitflip_sig.der"));
    assert!(flipped.verify(&key, Some(&message)).is_err());
    let other = cms(&read("negative/cms_other_signer_other_msg.der"));
    assert!(other.verify(&key, Some(&message)).is_err());
}

#[test]
fn tokens_hold() {
    for (file, name) in [
        ("GOST3410_2012_256.g256_A.jwt", "g256_A"),
        ("GOST3410_2012_256.g256_TCA.jwt", "g256_TCA"),
        ("GOST3410_2012_256.g256_XA.jwt", "g256_XA"),
        ("GOST3410_2012_512.g512_A.jwt", "g512_A"),
    ] {
        let token = String::from_utf8(read(&format!("jwt/{file}"))).unwrap();
        let (signed, signature) = token.trim().rsplit_once('.').unwrap();
        let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
        let signature = Signature::from_slice(&signature).unwrap();
        public(name).verify(signed.as_bytes(), &signature).unwrap();
        assert!(public(name).verify(&signed.as_bytes()[1..], &signature).is_err());
    }
}

#[test]
fn certificates_are_signed_by_their_own_key() {
    for (name, set) in FOLDERS {
        let der = read(&format!("{name}/cert.der"));
        let hash = Streebog256::digest(&der);
        let hex: String = hash.iter().map(|byte| format!("{byte:02X}")).collect();
        let stated = read(&format!("{name}/client_certificate_hash.txt"));
        assert_eq!(hex.as_bytes(), stated.trim_ascii_end(), "{name}");

        let parts = elements(AnyRef::from_der(&der).unwrap());
        let fields = elements(parts[0]);
        let info = fields[6].to_der().unwrap();
        let info = SubjectPublicKeyInfoRef::from_der(&info).unwrap();
        let key = VerifyingKey::try_from(info).unwrap();
        assert_eq!(key, public(name));
        let algorithm = elements(parts[1])[0].decode_as::<ObjectIdentifier>().unwrap();
        assert_eq!(algorithm, set.signature_oid(), "{name}");
        let signature: BitStringRef<'_> = parts[2].decode_as().unwrap();
        let signature = Signature::from_slice(signature.raw_bytes()).unwrap();
        key.verify(&parts[0].to_der().unwrap(), &signature).unwrap();
    }
}

#[test]
fn the_signatures_in_cms_files_hold() {
    for (name, _) in FOLDERS {
        let key = public(name);
        let (v1, v2ac) = (read("msg_v1.txt"), read("msg_v2ac.txt"));
        for (file, detached) in [
            ("cms_detached_v1", Some(&v1)),
            ("cms_detached_v2ac", Some(&v2ac)),
            ("cms_detached_noattr_v1", Some(&v1)),
            ("cms_attached_v1", None),
            ("cms_attached_cades_v1", None),
        ] {
            let message = cms(&read(&format!("{name}/{file}.der")));
            message.verify(&key, detached.map(Vec::as_slice)).unwrap();
            if detached.is_none() {
                assert_eq!(message.content.as_deref(), Some(v1.as_slice()), "{name}/{file}");
            } else {
                assert!(message.verify(&key, Some(b"other")).is_err(), "{name}/{file}");
            }
        }
    }
}

/// Of a CMS message with one signer, what its signature is about. The crate `sign` reads CMS in
/// earnest; this is no more than enough for these files.
struct Cms {
    content: Option<Vec<u8>>,
    /// The signed attributes as they are hashed, and the digest among them.
    attributes: Option<(Vec<u8>, Vec<u8>)>,
    signature: Signature,
}

impl Cms {
    fn verify(&self, key: &VerifyingKey, detached: Option<&[u8]>) -> Result<(), String> {
        let content = self.content.as_deref().or(detached).ok_or("no content")?;
        let Some((attributes, stated)) = &self.attributes else {
            return key.verify(content, &self.signature).map_err(|error| error.to_string());
        };
        let digest = match key.set().size() {
            32 => Streebog256::digest(content).to_vec(),
            _ => Streebog512::digest(content).to_vec(),
        };
        if digest != *stated {
            return Err("another content".into());
        }
        key.verify(attributes, &self.signature).map_err(|error| error.to_string())
    }
}

fn cms(der: &[u8]) -> Cms {
    let outer = elements(AnyRef::from_der(der).unwrap());
    let data = elements(inside(outer[1]));
    let encapsulated = elements(data[2]);
    let content = encapsulated.get(1).map(|explicit| {
        inside(*explicit).decode_as::<&OctetStringRef>().unwrap().as_bytes().to_vec()
    });
    let signer = elements(elements(*data.last().unwrap())[0]);
    let attributes = signer.iter().find(|element| is_context(element, TagNumber(0))).map(|set| {
        let hashed = AnyRef::new(Tag::Set, set.value()).unwrap();
        let digest = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
        let stated = elements(hashed).into_iter().find_map(|attribute| {
            let parts = elements(attribute);
            (parts[0].decode_as::<ObjectIdentifier>() == Ok(digest))
                .then(|| elements(parts[1])[0].value().to_vec())
        });
        (hashed.to_der().unwrap(), stated.unwrap())
    });
    let signature = signer.iter().rfind(|element| element.tag() == Tag::OctetString).unwrap();
    Cms { content, attributes, signature: Signature::from_slice(signature.value()).unwrap() }
}

fn elements(parent: AnyRef<'_>) -> Vec<AnyRef<'_>> {
    let mut reader = SliceReader::new(parent.value()).unwrap();
    let mut children = Vec::new();
    while !reader.is_finished() {
        children.push(reader.decode().unwrap());
    }
    children
}

fn inside(explicit: AnyRef<'_>) -> AnyRef<'_> {
    AnyRef::from_der(explicit.value()).unwrap()
}

fn is_context(element: &AnyRef<'_>, number: TagNumber) -> bool {
    element.tag() == Tag::ContextSpecific { constructed: true, number }
}
