//! What keys are read from, and what is refused.

#[path = "engine/random.rs"]
mod random;

use std::fs;
use std::path::Path;

use gost::pkcs8::{DecodePrivateKey, EncodePrivateKey, PrivateKeyInfoRef};
use gost::signature::hazmat::{PrehashSigner, PrehashVerifier};
use gost::signature::{Keypair, RandomizedSigner, Signer, Verifier};
use gost::spki::der::asn1::{Any, BitStringRef, OctetString, OctetStringRef, Uint};
use gost::spki::der::{Decode, Encode, Tag};
use gost::spki::{
    AlgorithmIdentifierRef, DecodePublicKey, DynSignatureAlgorithmIdentifier, EncodePublicKey,
    ObjectIdentifier, SignatureBitStringEncoding,
};
use gost::{Error, ParameterSet, Signature, SigningKey, VerifyingKey};
use random::Random;

fn vector(path: &str) -> Vec<u8> {
    fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/vectors").join(path)).unwrap()
}

fn some_key(set: ParameterSet) -> SigningKey {
    SigningKey::from_le_bytes(set, &vec![0x1F; set.size()]).unwrap()
}

/// The contents of the private key put into the container of a key of this set.
fn container(set: ParameterSet, contents: &[u8], public: Option<&[u8]>) -> Vec<u8> {
    let algorithm = set.key_algorithm().unwrap().to_der().unwrap();
    let mut info = PrivateKeyInfoRef::new(
        AlgorithmIdentifierRef::from_der(&algorithm).unwrap(),
        OctetStringRef::new(contents).unwrap(),
    );
    info.public_key = public.map(|bytes| BitStringRef::from_bytes(bytes).unwrap());
    info.to_der().unwrap()
}

#[test]
fn private_keys_are_read_in_every_known_way() {
    for set in ParameterSet::ALL {
        let key = some_key(set);
        let bytes = vec![0x1F; set.size()];
        let public = key.public().to_le_bytes().to_vec();
        let octets = OctetString::new(bytes.clone()).unwrap().to_der().unwrap();
        let reversed: Vec<u8> = bytes.iter().rev().copied().collect();
        let integer = Uint::new(&reversed).unwrap().to_der().unwrap();

        // Times one, twice: `masks_are_undone` has other masks.
        let mut one = vec![0; set.size()];
        one[0] = 1;
        let masked = [bytes.as_slice(), &one, &one].concat();
        let mut fields = OctetString::new(masked.clone()).unwrap().to_der().unwrap();
        fields.extend(OctetString::new(public.clone()).unwrap().to_der().unwrap());
        let sequence = Any::new(Tag::Sequence, fields).unwrap().to_der().unwrap();

        for contents in [&bytes, &octets, &integer, &masked, &sequence] {
            let der = container(set, contents, None);
            let read = SigningKey::from_pkcs8_der(&der).unwrap();
            assert_eq!(read.public(), key.public(), "{set}");
        }
        let point = OctetString::new(public.clone()).unwrap().to_der().unwrap();
        for public in [&public, &point] {
            let der = container(set, &bytes, Some(public));
            assert!(SigningKey::from_pkcs8_der(&der).is_ok());
        }
        let other = SigningKey::from_le_bytes(set, &vec![0x1E; set.size()]).unwrap();
        let der = container(set, &bytes, Some(other.public().to_le_bytes()));
        assert!(SigningKey::from_pkcs8_der(&der).is_err(), "the public key of another");
    }
}

/// 3 and 1/3 modulo q: whichever of the two is called the key, the key is 1.
#[test]
fn masks_are_undone() {
    let set = ParameterSet::CryptoProA;
    let (mut one, mut three) = ([0; 32], [0; 32]);
    (one[0], three[0]) = (1, 3);
    let mut third = [0xAA; 32];
    third[..16].copy_from_slice(&0x4840_B5A0_663C_8B55_83AD_675B_CF96_7B0Du128.to_le_bytes());
    let key = SigningKey::from_le_bytes(set, &one).unwrap();
    for masked in [[three, third].concat(), [third, three].concat()] {
        let der = container(set, &masked, None);
        assert_eq!(SigningKey::from_pkcs8_der(&der).unwrap().public(), key.public());
    }
}

#[test]
fn private_numbers_out_of_range_and_wrong_lengths_are_refused() {
    for set in ParameterSet::ALL {
        let len = set.size();
        let read = |bytes: &[u8]| SigningKey::from_le_bytes(set, bytes).err();
        assert_eq!(read(&vec![0; len]), Some(Error::Range));
        assert_eq!(read(&vec![0xFF; len]), Some(Error::Range));
        for wrong in [0, 1, len - 1, len + 1, 2 * len] {
            assert_eq!(read(&vec![1; wrong]), Some(Error::Length));
        }
        let all = |byte, count| container(set, &vec![byte; count], None);
        for der in [
            all(0, len),
            all(0xFF, len),
            all(1, 0),
            all(1, len - 1),
            all(1, len + 1),
            all(0, 2 * len),
            all(0xFF, 3 * len),
            container(set, &[0x30, 0x80], None),
            container(set, &[0x30, 0x00], None),
            container(set, &[0x02, 0x01, 0x00], None),
            container(set, &[0x02, 0x01, 0xFF], None),
            container(set, &[0x04, 0x01, 0x01], None),
            container(set, &[0x05, 0x00], None),
        ] {
            assert!(SigningKey::from_pkcs8_der(&der).is_err(), "{set}: {der:x?}");
        }
    }
}

#[test]
fn points_off_the_curve_are_refused() {
    for set in ParameterSet::ALL {
        let key = some_key(set);
        let bytes = key.public().to_le_bytes().to_vec();
        let read = |bytes: &[u8]| VerifyingKey::from_le_bytes(set, bytes).err();
        assert_eq!(read(&bytes), None);
        for i in [0, set.size() - 1, set.size(), 2 * set.size() - 1] {
            let mut bytes = bytes.clone();
            bytes[i] ^= 1;
            assert!(matches!(read(&bytes), Some(Error::NotOnCurve | Error::Range)), "{set}");
        }
        let mut swapped = bytes.clone();
        swapped.rotate_left(set.size());
        assert!(read(&swapped).is_some());
        assert_eq!(read(&vec![0; 2 * set.size()]), Some(Error::NotOnCurve));
        assert_eq!(read(&vec![0xFF; 2 * set.size()]), Some(Error::Range));
        assert_eq!(read(&bytes[1..]), Some(Error::Length));
        assert_eq!(read(&[]), Some(Error::Length));
    }
}

/// The same curve under another name is another key; another curve is none at all.
#[test]
fn a_key_keeps_the_name_of_its_set() {
    let key = some_key(ParameterSet::CryptoProA);
    let bytes = key.public().to_le_bytes();
    let again = VerifyingKey::from_le_bytes(ParameterSet::CryptoProXchA, bytes).unwrap();
    assert_ne!(again, key.verifying_key());
    let signature: Signature = key.sign(b"message");
    again.verify(b"message", &signature).unwrap();
    assert!(VerifyingKey::from_le_bytes(ParameterSet::CryptoProB, bytes).is_err());
    for set in ParameterSet::ALL {
        assert_eq!(ParameterSet::from_oid(&set.oid()), Some(set));
        let der = some_key(set).public().to_public_key_der().unwrap();
        assert_eq!(VerifyingKey::from_public_key_der(der.as_bytes()).unwrap().set(), set);
    }
}

#[test]
fn foreign_and_mixed_algorithms_are_refused() {
    let spki = |algorithm: ObjectIdentifier, parameters: &[ObjectIdentifier], key: &[u8]| {
        let mut list = Vec::new();
        for oid in parameters {
            list.extend(oid.to_der().unwrap());
        }
        let list = Any::new(Tag::Sequence, list).unwrap();
        let algorithm = [algorithm.to_der().unwrap(), list.to_der().unwrap()].concat();
        let point = OctetString::new(key).unwrap().to_der().unwrap();
        let mut fields = Any::new(Tag::Sequence, algorithm).unwrap().to_der().unwrap();
        fields.extend(BitStringRef::from_bytes(&point).unwrap().to_der().unwrap());
        let der = Any::new(Tag::Sequence, fields).unwrap().to_der().unwrap();
        VerifyingKey::from_public_key_der(&der).is_ok()
    };
    let set = ParameterSet::CryptoProA;
    let key = some_key(set).public().to_le_bytes().to_vec();
    assert!(spki(gost::KEY_256, &[set.oid()], &key), "without the hash");
    assert!(spki(gost::KEY_256, &[set.oid(), gost::DIGEST_256], &key));
    let cipher = ObjectIdentifier::new_unwrap("1.2.643.2.2.31.1");
    assert!(spki(gost::KEY_256, &[set.oid(), gost::DIGEST_256, cipher], &key), "an old key");
    assert!(!spki(gost::KEY_512, &[set.oid()], &key), "a short set in a long key");
    assert!(!spki(gost::KEY_256, &[], &key), "no set");
    assert!(!spki(gost::KEY_256, &[cipher], &key), "no such set");
    assert!(!spki(ObjectIdentifier::new_unwrap("1.2.643.2.2.19"), &[set.oid()], &key), "of 2001");
    assert!(!spki(gost::KEY_256, &[set.oid()], &key[1..]));
    assert!(!spki(gost::KEY_256, &[set.oid()], &[]));
}

/// Nothing panics, and nothing but a key comes out, whatever byte is changed or missing.
#[test]
fn spoiled_containers_are_refused_quietly() {
    for (folder, step) in [("g256_A", 1), ("g512_C", 7)] {
        let private = vector(&format!("{folder}/key.der"));
        let pem = String::from_utf8(vector(&format!("{folder}/pub.pem"))).unwrap();
        let key = VerifyingKey::from_public_key_pem(&pem).unwrap();
        let public = key.to_public_key_der().unwrap().as_bytes().to_vec();
        for i in 0..private.len() {
            assert!(SigningKey::from_pkcs8_der(&private[..i]).is_err());
        }
        for i in 0..public.len() {
            assert!(VerifyingKey::from_public_key_der(&public[..i]).is_err());
        }
        for i in (0..8 * public.len()).step_by(step) {
            let mut public = public.clone();
            public[i / 8] ^= 1 << (i % 8);
            if let Ok(other) = VerifyingKey::from_public_key_der(&public) {
                // Only the names of sets and of the hash have neighbours.
                assert_eq!(other.to_le_bytes(), key.to_le_bytes());
            }
        }
        for i in (0..8 * private.len()).step_by(step) {
            let mut private = private.clone();
            private[i / 8] ^= 1 << (i % 8);
            let _ = SigningKey::from_pkcs8_der(&private);
        }
    }
}

#[test]
fn hashes_and_signatures_of_another_length_are_refused() {
    for set in ParameterSet::ALL {
        let key = some_key(set);
        let (long, digest) = ([7; 128], vec![7; set.size()]);
        let signature: Signature = key.sign_prehash(&digest).unwrap();
        key.public().verify_prehash(&digest, &signature).unwrap();
        for wrong in [0, 1, set.size() - 1, set.size() + 1, 128] {
            let signed: Result<Signature, _> = key.sign_prehash(&long[..wrong]);
            assert!(signed.is_err());
            assert!(key.public().verify_prehash(&long[..wrong], &signature).is_err());
        }
        let other = Signature::from_slice(&vec![1; 192 - 2 * set.size()]).unwrap();
        assert!(key.public().verify_prehash(&digest, &other).is_err());
    }
    for wrong in [0, 1, 63, 65, 127, 129, 1000] {
        assert_eq!(Signature::from_slice(&vec![1; wrong]), Err(Error::Length));
        assert_eq!(Signature::from_reversed(&vec![1; wrong]), Err(Error::Length));
    }
    assert_eq!(Signature::from_r_s(&[1; 32], &[1; 64]), Err(Error::Length));
    assert_eq!(Signature::from_r_s(&[1; 33], &[1; 33]), Err(Error::Length));
    assert_eq!(Signature::from_r_s(&[1; 32], &[0; 32]), Err(Error::Range));
    assert_eq!(Signature::from_r_s(&[0; 32], &[1; 32]), Err(Error::Range));
}

#[test]
fn fresh_bytes_make_other_signatures_of_the_same_message() {
    for set in ParameterSet::ALL {
        let key = some_key(set);
        let mut random = Random::new("fresh");
        let one: Signature = key.sign_with_rng(&mut random, b"message");
        let two: Signature = key.sign_with_rng(&mut random, b"message");
        let plain: Signature = key.sign(b"message");
        assert!(one != two && one != plain && two != plain);
        for signature in [one, two, plain] {
            key.verifying_key().verify(b"message", &signature).unwrap();
        }
    }
}

#[test]
fn what_programs_show_of_keys_does_not_give_them_away() {
    let key = some_key(ParameterSet::CryptoProA);
    assert_eq!(format!("{key:?}"), "SigningKey { set: CryptoProA, .. }");
    let algorithm = key.signature_algorithm_identifier().unwrap();
    assert_eq!(algorithm.oid, gost::SIGNATURE_256);
    assert!(algorithm.parameters.is_none());
    let signature: Signature = key.sign(b"message");
    assert_eq!(signature.to_bitstring().unwrap().raw_bytes(), signature.as_bytes());
    assert_eq!(
        SigningKey::from_pkcs8_der(key.to_pkcs8_der().unwrap().as_bytes()).unwrap().public(),
        key.public()
    );
}
