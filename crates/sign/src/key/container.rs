//! Private keys under a password: encrypted PKCS #8 (RFC 5958) and PKCS #12 (RFC 7292).
//!
//! Only PBES2 is read (PBKDF2 or scrypt with AES), which is what OpenSSL 3 and others of today
//! write. The old ways of PKCS #12 (RC2, 3DES) are refused by name.

use aws_lc_rs::hmac;
use der::Decode as _;
use pkcs8::EncryptedPrivateKeyInfoRef;
use pkcs8::pkcs5::EncryptionScheme;
use spki::{AlgorithmIdentifierRef, ObjectIdentifier};
use zeroize::Zeroizing;

use super::{Error, SigningKey, malformed};
use crate::ber::{INTEGER, OBJECT_IDENTIFIER, OCTET_STRING, Reader, SEQUENCE};
use crate::certificate::Certificate;
use crate::digest::DigestAlgorithm;

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

const DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.1");
const ENCRYPTED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.6");
const KEY_BAG: ObjectIdentifier = oid("1.2.840.113549.1.12.10.1.1");
const SHROUDED_KEY_BAG: ObjectIdentifier = oid("1.2.840.113549.1.12.10.1.2");
const CERTIFICATE_BAG: ObjectIdentifier = oid("1.2.840.113549.1.12.10.1.3");
/// Bytes of a container.
const SIZE_MAX: usize = 16 * 1024 * 1024;
/// Rounds of the derivation of a key for the check of the whole.
const ROUNDS_MAX: u32 = 10_000_000;

/// What was in a container.
pub struct Contents {
    /// The key.
    pub key: SigningKey,
    /// Certificates, of the key and others.
    pub certificates: Vec<Certificate>,
}

/// Reads an EncryptedPrivateKeyInfo.
pub fn encrypted(der: &[u8], password: &str) -> Result<SigningKey, Error> {
    let info = EncryptedPrivateKeyInfoRef::from_der(der).map_err(malformed)?;
    let opened = decrypt(&info.encryption_algorithm, info.encrypted_data.as_bytes(), password)?;
    SigningKey::from_pkcs8_der(&opened)
}

/// Reads a container with a key and its certificates.
pub fn pkcs12(der: &[u8], password: &str) -> Result<Contents, Error> {
    let file = elements(der, SEQUENCE)?;
    let safe = file.get(1).ok_or_else(|| malformed("PKCS #12"))?;
    let contents = data(safe)?;
    let Some(mac) = file.get(2) else { return Err(malformed("PKCS #12 without a MAC")) };
    check(mac, &contents, password)?;

    let mut keys = Vec::new();
    let mut certificates = Vec::new();
    for part in elements(&contents, SEQUENCE)? {
        let bags = match kind(&part)? {
            DATA => Zeroizing::new(data(&part)?),
            ENCRYPTED_DATA => opened(&part, password)?,
            other => return Err(malformed(format!("PKCS #12 with {other}"))),
        };
        for bag in elements(&bags, SEQUENCE)? {
            let parts = elements(&bag, SEQUENCE)?;
            let value = parts.get(1).ok_or_else(|| malformed("PKCS #12: bag"))?;
            let value = elements(value, 0xa0)?.into_iter().next().unwrap_or_default();
            match kind(&bag)? {
                KEY_BAG => keys.push(SigningKey::from_pkcs8_der(&value)?),
                SHROUDED_KEY_BAG => keys.push(encrypted(&value, password)?),
                CERTIFICATE_BAG => certificates.extend(certificate(&value)),
                _ => {}
            }
        }
    }
    let one = keys.len() == 1;
    let key = keys.pop().filter(|_| one);
    let key = key.ok_or_else(|| malformed("PKCS #12: there must be one private key"))?;
    Ok(Contents { key, certificates })
}

fn certificate(bag: &[u8]) -> Option<Certificate> {
    let value = elements(bag, SEQUENCE).ok()?.into_iter().nth(1)?;
    let octets = elements(&value, 0xa0).ok()?.into_iter().next()?;
    Certificate::from_der(&octets_of(&octets).ok()?).ok()
}

/// The octets inside of a ContentInfo of plain data.
fn data(info: &[u8]) -> Result<Vec<u8>, Error> {
    let parts = elements(info, SEQUENCE)?;
    let explicit = parts.get(1).ok_or_else(|| malformed("PKCS #12: content"))?;
    let octets = elements(explicit, 0xa0)?.into_iter().next();
    octets_of(&octets.unwrap_or_default())
}

fn octets_of(element: &[u8]) -> Result<Vec<u8>, Error> {
    let mut reader = Reader::new(element);
    let header = reader.expect(OCTET_STRING, "octets").map_err(malformed)?;
    reader.bytes(&header, SIZE_MAX).map_err(malformed)
}

/// What an EncryptedData says when it is decrypted.
fn opened(info: &[u8], password: &str) -> Result<Zeroizing<Vec<u8>>, Error> {
    let bad = || malformed("PKCS #12: encrypted content");
    let explicit = elements(info, SEQUENCE)?.into_iter().nth(1).ok_or_else(bad)?;
    let encrypted = elements(&explicit, 0xa0)?.into_iter().next().ok_or_else(bad)?;
    let content = elements(&encrypted, SEQUENCE)?.into_iter().nth(1).ok_or_else(bad)?;
    let parts = elements(&content, SEQUENCE)?;
    let [_, algorithm, octets] = &parts[..] else { return Err(bad()) };
    let mut reader = Reader::new(&octets[..]);
    let header = reader.pull().map_err(malformed)?.ok_or_else(bad)?;
    let mut bytes = Vec::new();
    let mut keep = |piece: &[u8]| {
        bytes.extend_from_slice(piece);
        Ok(())
    };
    reader.octets(&header, &mut keep).map_err(malformed)?;
    let named = AlgorithmIdentifierRef::from_der(algorithm).map_err(malformed)?;
    let oid = named.oid;
    let scheme = EncryptionScheme::try_from(named);
    let scheme =
        scheme.map_err(|_| malformed(format!("PKCS #12 encrypted by {oid}, not PBES2")))?;
    decrypt(&scheme, &bytes, password)
}

fn decrypt(
    scheme: &EncryptionScheme,
    bytes: &[u8],
    password: &str,
) -> Result<Zeroizing<Vec<u8>>, Error> {
    scheme.decrypt(password, bytes).map(Zeroizing::new).map_err(|_| Error::Password)
}

/// Checks the whole by the password (RFC 7292, section 5.1).
fn check(mac: &[u8], contents: &[u8], password: &str) -> Result<(), Error> {
    let bad = || malformed("PKCS #12: MAC");
    let parts = elements(mac, SEQUENCE)?;
    let [info, salt, rest @ ..] = &parts[..] else { return Err(bad()) };
    let info = elements(info, SEQUENCE)?;
    let [algorithm, stated] = &info[..] else { return Err(bad()) };
    let named = AlgorithmIdentifierRef::from_der(algorithm).map_err(malformed)?.oid;
    let unknown = || malformed(format!("PKCS #12 with a MAC by {named}"));
    let digest = DigestAlgorithm::from_oid(&named).ok_or_else(unknown)?;
    let algorithm = match digest {
        DigestAlgorithm::Sha1 => hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        DigestAlgorithm::Sha256 => hmac::HMAC_SHA256,
        DigestAlgorithm::Sha384 => hmac::HMAC_SHA384,
        DigestAlgorithm::Sha512 => hmac::HMAC_SHA512,
        _ => return Err(unknown()),
    };
    let rounds = match rest.first() {
        Some(rounds) if rounds.first() == Some(&INTEGER) => {
            u32::from_der(rounds).map_err(malformed)?
        }
        _ => 1,
    };
    if rounds == 0 || rounds > ROUNDS_MAX {
        return Err(bad());
    }
    let derived = derived(digest, &octets_of(salt)?, password, rounds);
    let key = hmac::Key::new(algorithm, &derived);
    hmac::verify(&key, contents, &octets_of(stated)?).map_err(|_| Error::Password)
}

/// A key of the length of the hash for a MAC (RFC 7292, appendix B.2, with the identifier 3).
fn derived(
    digest: DigestAlgorithm,
    salt: &[u8],
    password: &str,
    rounds: u32,
) -> Zeroizing<Vec<u8>> {
    let block = if digest.size() > 32 { 128 } else { 64 };
    let mut words = Zeroizing::new(Vec::new());
    for unit in password.encode_utf16().chain([0]) {
        words.extend_from_slice(&unit.to_be_bytes());
    }
    let filled = |bytes: &[u8]| -> Vec<u8> {
        let length = bytes.len().div_ceil(block) * block;
        bytes.iter().copied().cycle().take(length).collect()
    };
    let first = Zeroizing::new([vec![3; block], filled(salt), filled(&words)].concat());
    let mut hash = Zeroizing::new(digest.hash(&first));
    for _ in 1..rounds {
        hash = Zeroizing::new(digest.hash(&hash));
    }
    hash
}

/// The elements in one with this tag.
fn elements(der: &[u8], tag: u8) -> Result<Vec<Vec<u8>>, Error> {
    let mut reader = Reader::new(der);
    let outer = reader.expect(tag, "PKCS #12").map_err(malformed)?;
    reader.enter(&outer).map_err(malformed)?;
    let mut found = Vec::new();
    while let Some(header) = reader.pull().map_err(malformed)? {
        found.push(reader.element(&header, SIZE_MAX).map_err(malformed)?);
    }
    Ok(found)
}

/// The object identifier with which a SEQUENCE begins.
fn kind(der: &[u8]) -> Result<ObjectIdentifier, Error> {
    let first = elements(der, SEQUENCE)?.into_iter().next().unwrap_or_default();
    if first.first() != Some(&OBJECT_IDENTIFIER) {
        return Err(malformed("PKCS #12"));
    }
    ObjectIdentifier::from_der(&first).map_err(malformed)
}
