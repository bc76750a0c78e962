//! Certificates (X.509, RFC 5280), read strictly, with what Russian ones say of people and
//! organisations.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use der::referenced::OwnedToRef as _;
use der::{Decode as _, Encode as _, Reader as _, SliceReader};
use jiff::Timestamp;
use x509_cert::Certificate as Outline;
use x509_cert::certificate::Version;
use x509_cert::ext::pkix::KeyUsage;
use x509_cert::time::Time;

use crate::algorithm::{DigestAlgorithm, Error, PublicKey, SignatureAlgorithm};
pub use crate::malformed::Malformed;
pub use spki::ObjectIdentifier;

pub use self::extensions::{Extensions, Identification, Marks, Pointers, purpose};
pub(crate) use self::file::blocks;
pub use self::file::read_all;
pub use self::name::{Name, attribute, visible};

pub(crate) mod extensions;
mod file;
mod name;
#[cfg(test)]
mod tests;

/// The largest certificate that is read, in bytes: real ones have a few thousand.
pub const SIZE_MAX: usize = 64 * 1024;

/// A certificate; a copy of it is cheap.
#[derive(Clone)]
pub struct Certificate(Arc<Read>);

struct Read {
    der: Vec<u8>,
    signed: Range<usize>,
    outline: Outline,
    subject: Name,
    issuer: Name,
    key_der: Vec<u8>,
    key: Result<PublicKey, Error>,
    extensions: Extensions,
}

impl Certificate {
    /// Reads a certificate in DER.
    ///
    /// # Errors
    ///
    /// [`Malformed`] if it is none: not DER, something behind its end, an extension twice or one
    /// that cannot be read, or two different names of the signature algorithm. A key or an
    /// algorithm that is not known is no error here; see [`Certificate::key`].
    pub fn from_der(der: &[u8]) -> Result<Self, Malformed> {
        if der.len() > SIZE_MAX {
            return Err(malformed(format!("{} bytes, at most {SIZE_MAX} are read", der.len())));
        }
        let wrong = |error| Malformed::der("certificate", error);
        let outline = Outline::from_der(der).map_err(wrong)?;
        let signed = signed_part(der).map_err(wrong)?;
        let body = outline.tbs_certificate();
        if body.signature() != outline.signature_algorithm() {
            return Err(malformed("the signature algorithm is named twice and differently"));
        }
        let found = body.extensions().map(Vec::as_slice).unwrap_or_default();
        if !found.is_empty() && body.version() != Version::V3 {
            return Err(malformed("extensions in a certificate that is not of version 3"));
        }
        if outline.signature().as_bytes().is_none() {
            return Err(malformed("the signature is not of whole bytes"));
        }
        let extensions = Extensions::read(found)?;
        let key_der = body.subject_public_key_info().to_der().map_err(wrong)?;
        Ok(Self(Arc::new(Read {
            der: der.to_vec(),
            signed,
            subject: Name::new(body.subject()),
            issuer: Name::new(body.issuer()),
            key: PublicKey::from_der(&key_der),
            key_der,
            extensions,
            outline,
        })))
    }

    /// The certificate in DER.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// The certificate in PEM.
    pub fn to_pem(&self) -> String {
        file::pem("CERTIFICATE", self.der())
    }

    /// The part that the issuer signed (tbsCertificate).
    pub fn signed_part(&self) -> &[u8] {
        &self.0.der[self.0.signed.clone()]
    }

    /// Whom it names.
    pub fn subject(&self) -> &Name {
        &self.0.subject
    }

    /// Who issued it.
    pub fn issuer(&self) -> &Name {
        &self.0.issuer
    }

    /// Its number with the issuer: the bytes of the INTEGER.
    pub fn serial(&self) -> &[u8] {
        self.0.outline.tbs_certificate().serial_number().as_bytes()
    }

    /// Its number in hexadecimal digits, without the zero byte that only says that it is positive.
    pub fn serial_text(&self) -> String {
        match self.serial() {
            [0, rest @ ..] if !rest.is_empty() => hexadecimal(rest),
            serial => hexadecimal(serial),
        }
    }

    /// From when it is valid.
    pub fn not_before(&self) -> Timestamp {
        timestamp(self.0.outline.tbs_certificate().validity().not_before)
    }

    /// Until when it is valid, including.
    pub fn not_after(&self) -> Timestamp {
        timestamp(self.0.outline.tbs_certificate().validity().not_after)
    }

    /// The public key.
    ///
    /// # Errors
    ///
    /// A kind or a curve that is not known, or a key that is none of its kind.
    pub fn key(&self) -> Result<&PublicKey, &Error> {
        self.0.key.as_ref()
    }

    /// The public key as it is encoded, a SubjectPublicKeyInfo.
    pub fn key_der(&self) -> &[u8] {
        &self.0.key_der
    }

    /// The bytes of the key inside of it, whose SHA-1 names the key in OCSP.
    pub(crate) fn key_bits(&self) -> &[u8] {
        let info = self.0.outline.tbs_certificate().subject_public_key_info();
        info.subject_public_key.raw_bytes()
    }

    /// What it says in extensions.
    pub fn extensions(&self) -> &Extensions {
        &self.0.extensions
    }

    /// What the key may be used for; `None` if the certificate does not say, and so for all.
    pub fn usage(&self) -> Option<&KeyUsage> {
        self.0.extensions.usage.as_ref()
    }

    /// Whether it is an authority's, which may issue others.
    pub fn is_authority(&self) -> bool {
        self.0.extensions.constraints.as_ref().is_some_and(|constraints| constraints.ca)
    }

    /// Whether subject and issuer are the same name.
    pub fn is_self_issued(&self) -> bool {
        self.0.subject == self.0.issuer
    }

    /// SHA-256 of the whole, in hexadecimal digits.
    pub fn fingerprint(&self) -> String {
        hexadecimal(&DigestAlgorithm::Sha256.hash(self.der()))
    }

    /// Version 1 or 2: without extensions, as roots were made before 1996.
    pub(crate) fn is_old(&self) -> bool {
        self.0.outline.tbs_certificate().version() != Version::V3
    }

    /// Checks the issuer's signature with the key of `issuer`, and nothing else.
    ///
    /// # Errors
    ///
    /// Why it does not hold or cannot be checked.
    pub fn is_signed_by(&self, issuer: &PublicKey) -> Result<SignatureAlgorithm, Error> {
        let outline = &self.0.outline;
        let named = outline.signature_algorithm().owned_to_ref();
        let algorithm = SignatureAlgorithm::read(named, None, issuer)?;
        let signature = outline.signature().as_bytes().ok_or(Error::WrongSignature)?;
        issuer.verify(algorithm, self.signed_part(), signature)?;
        Ok(algorithm)
    }
}

impl PartialEq for Certificate {
    fn eq(&self, other: &Self) -> bool {
        self.0.der == other.0.der
    }
}

impl Eq for Certificate {}

impl fmt::Debug for Certificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Certificate({}, {})", self.subject(), self.serial_text())
    }
}

fn malformed(why: impl Into<String>) -> Malformed {
    Malformed::new("certificate", why)
}

/// Where the signed part lies in what is signed: the first element of the outer SEQUENCE.
pub(crate) fn signed_part(der: &[u8]) -> der::Result<Range<usize>> {
    let mut reader = SliceReader::new(der)?;
    let part = reader.sequence(|reader| {
        let start = usize::try_from(reader.position())?;
        let length = reader.tlv_bytes()?.len();
        reader.drain(reader.remaining_len())?;
        Ok::<_, der::Error>(start..start + length)
    })?;
    reader.finish()?;
    Ok(part)
}

/// A time of a certificate; what lies beyond the end of our calendar is its end.
pub(crate) fn timestamp(time: Time) -> Timestamp {
    let seconds = time.to_unix_duration().as_secs();
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    Timestamp::from_second(seconds).unwrap_or(Timestamp::MAX)
}

pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
