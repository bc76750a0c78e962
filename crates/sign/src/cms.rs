//! CMS SignedData (RFC 5652) and CAdES (EN 319 122-1): read, checked, and made.
//!
//! Reading forgives what real programs do differently; making is strict DER. The content is only
//! ever streamed. The crate `cms` gives the structures that are written; they are read here by
//! hand, because it accepts no sets out of order, and because numbers of elements are bounded.

use std::io::{self, Read, Seek, SeekFrom};
use std::sync::OnceLock;

use der::Decode as _;
use spki::{AlgorithmIdentifierOwned, ObjectIdentifier};

use crate::ber;
use crate::certificate::Certificate;
use crate::digest::{Digest, DigestAlgorithm};

pub use self::check::{Examined, examine};
pub use self::write::{Changed, Signing};

mod armour;
mod check;
mod read;
mod write;

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

/// id-data: a content about which nothing is said.
pub const DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.1");
/// id-signedData.
pub const SIGNED_DATA: ObjectIdentifier = oid("1.2.840.113549.1.7.2");
/// Attribute contentType.
pub const CONTENT_TYPE: ObjectIdentifier = oid("1.2.840.113549.1.9.3");
/// Attribute messageDigest.
pub const MESSAGE_DIGEST: ObjectIdentifier = oid("1.2.840.113549.1.9.4");
/// Attribute signingTime.
pub const SIGNING_TIME: ObjectIdentifier = oid("1.2.840.113549.1.9.5");
/// Attribute signingCertificate (RFC 2634), whose hash is SHA-1.
pub const SIGNING_CERTIFICATE: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.12");
/// Attribute signingCertificateV2 (RFC 5035).
pub const SIGNING_CERTIFICATE_V2: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.47");
/// Unsigned attribute with a time-stamp of the signature.
pub const SIGNATURE_TIME_STAMP: ObjectIdentifier = oid("1.2.840.113549.1.9.16.2.14");

/// A content of at most so many bytes is kept as a whole while it is hashed.
pub const KEPT_MAX: usize = 1024 * 1024;

/// A message with the signatures in it.
#[derive(Clone, Debug)]
pub struct SignedData {
    /// What the content is.
    pub content_type: ObjectIdentifier,
    /// The content, if it is inside.
    pub content: Option<Content>,
    /// The hashes that are named for the whole; programs are often wrong here.
    pub digests: Vec<ObjectIdentifier>,
    /// Certificates, each in DER.
    pub certificates: Vec<Vec<u8>>,
    /// Lists of revoked certificates, each in DER.
    pub lists: Vec<Vec<u8>>,
    /// Answers of OCSP, each in DER.
    pub answers: Vec<Vec<u8>>,
    /// The signatures.
    pub signers: Vec<SignerInfo>,
    /// Those of the certificates that can be read, once they were asked for.
    parsed: Parsed,
}

/// What was read of a message's certificates. A copy of the message reads its own anew, because
/// others may have been put into it.
#[derive(Debug, Default)]
struct Parsed(OnceLock<Vec<Certificate>>);

impl Clone for Parsed {
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// One signature.
#[derive(Clone, Debug)]
pub struct SignerInfo {
    /// How the signer's certificate is named.
    pub signer: SignerIdentifier,
    /// The hash of the content and of the attributes.
    pub digest: AlgorithmIdentifierOwned,
    /// What was signed beside the content.
    pub signed: Option<SignedAttributes>,
    /// How it was signed.
    pub algorithm: AlgorithmIdentifierOwned,
    /// The signature.
    pub signature: Vec<u8>,
    /// What was added later.
    pub unsigned: Vec<Attribute>,
}

/// How a signer's certificate is named.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SignerIdentifier {
    /// By its issuer and number.
    Issued {
        /// The name of the issuer in DER.
        issuer: Vec<u8>,
        /// The bytes of the number.
        serial: Vec<u8>,
    },
    /// By the identifier of its key.
    Key(Vec<u8>),
}

/// Attributes that were signed.
#[derive(Clone, Debug)]
pub struct SignedAttributes {
    /// The bytes that were hashed: the attributes as a SET, in the order in which they stand.
    pub der: Vec<u8>,
    /// Each of them.
    pub attributes: Vec<Attribute>,
}

/// An attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Attribute {
    /// What it is.
    pub oid: ObjectIdentifier,
    /// Its values, each in DER.
    pub values: Vec<Vec<u8>>,
}

/// A content that went by.
#[derive(Clone, Debug, Default)]
pub struct Content {
    /// Its bytes.
    pub length: u64,
    /// Its hashes.
    pub hashes: Vec<(DigestAlgorithm, Vec<u8>)>,
    /// The whole of it, if it has at most [`KEPT_MAX`] bytes.
    pub whole: Option<Vec<u8>>,
}

impl SignedData {
    /// Reads a message: DER or BER, or either in Base64 with or without the lines of PEM.
    ///
    /// A content inside is hashed on the way. It is read a second time only if the message did
    /// not name its hashes in front. `progress` is told how many bytes went by.
    ///
    /// # Errors
    ///
    /// What was expected, and where.
    pub fn read<R: Read + Seek>(
        input: &mut R,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Self, ber::Error> {
        let start = input.stream_position().map_err(ber::Error::Io)?;
        let first = read::message(armour::open(input)?, &[], progress, &mut |_| Ok(()))?;
        let Some(content) = &first.content else { return Ok(first) };
        let needed = first.known_digests();
        if needed.iter().all(|digest| content.hash(*digest).is_some()) {
            return Ok(first);
        }
        input.seek(SeekFrom::Start(start)).map_err(ber::Error::Io)?;
        read::message(armour::open(input)?, &needed, progress, &mut |_| Ok(()))
    }

    /// Those of the certificates that can be read. They are read once: every signature asks for
    /// them, and a message may have a thousand of both. What is put among [`Self::certificates`]
    /// afterwards is not seen.
    pub fn readable_certificates(&self) -> &[Certificate] {
        self.parsed.0.get_or_init(|| {
            let certificates = self.certificates.iter();
            certificates.filter_map(|der| Certificate::from_der(der).ok()).collect()
        })
    }

    /// Reads a message that is at hand.
    ///
    /// # Errors
    ///
    /// As [`SignedData::read`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, ber::Error> {
        Self::read(&mut io::Cursor::new(bytes), &mut |_| {})
    }

    /// Reads a message and writes the content inside to `output`.
    ///
    /// # Errors
    ///
    /// As [`SignedData::read`]; [`ber::Error::Io`] if writing fails.
    pub fn extract<R: Read + Seek>(
        input: &mut R,
        output: &mut dyn io::Write,
        progress: &mut dyn FnMut(u64),
    ) -> Result<Self, ber::Error> {
        let mut sink = |piece: &[u8]| output.write_all(piece).map_err(ber::Error::Io);
        read::message(armour::open(input)?, &[], progress, &mut sink)
    }

    /// The hashes that its signatures want of the content, those that are known.
    pub fn known_digests(&self) -> Vec<DigestAlgorithm> {
        let mut known = Vec::new();
        for signer in &self.signers {
            let digest = DigestAlgorithm::from_oid(&signer.digest.oid);
            known.extend(digest.filter(|digest| !known.contains(digest)));
        }
        known
    }
}

impl SignerInfo {
    /// The value of an attribute that was signed and must be there once with one value.
    ///
    /// # Errors
    ///
    /// How many values there are if it is more than one.
    pub fn signed_value(&self, oid: ObjectIdentifier) -> Result<Option<&[u8]>, usize> {
        let attributes = self.signed.iter().flat_map(|signed| &signed.attributes);
        let mut count = 0;
        let mut found = None;
        for attribute in attributes.filter(|attribute| attribute.oid == oid) {
            // An attribute without a value is as wrong as one with two.
            count += attribute.values.len().max(1);
            found = found.or(attribute.values.first());
            if attribute.values.is_empty() {
                count += 1;
            }
        }
        if count > 1 { Err(count) } else { Ok(found.map(Vec::as_slice)) }
    }

    /// Unsigned values of a kind.
    pub fn unsigned_values(&self, oid: ObjectIdentifier) -> impl Iterator<Item = &[u8]> {
        let attributes = self.unsigned.iter().filter(move |attribute| attribute.oid == oid);
        attributes.flat_map(|attribute| attribute.values.iter().map(Vec::as_slice))
    }
}

impl Content {
    /// Hashes what is read, in constant memory. `progress` is told how many bytes went by.
    ///
    /// # Errors
    ///
    /// If reading fails.
    pub fn read(
        input: &mut dyn Read,
        digests: &[DigestAlgorithm],
        progress: &mut dyn FnMut(u64),
    ) -> io::Result<Self> {
        let mut hashing = Hashing::new(digests);
        let mut piece = vec![0; 64 * 1024];
        loop {
            match input.read(&mut piece) {
                Ok(0) => return Ok(hashing.finish()),
                Ok(read) => {
                    hashing.update(&piece[..read]);
                    progress(hashing.length);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// One of its hashes, if it was made.
    pub fn hash(&self, digest: DigestAlgorithm) -> Option<&[u8]> {
        self.hashes.iter().find(|(made, _)| *made == digest).map(|(_, hash)| hash.as_slice())
    }
}

/// A content that goes by.
struct Hashing {
    length: u64,
    digests: Vec<Digest>,
    whole: Option<Vec<u8>>,
}

impl Hashing {
    fn new(digests: &[DigestAlgorithm]) -> Self {
        let mut begun: Vec<Digest> = Vec::new();
        for digest in digests {
            if !begun.iter().any(|other| other.algorithm() == *digest) {
                begun.push(digest.begin());
            }
        }
        Self { length: 0, digests: begun, whole: Some(Vec::new()) }
    }

    fn update(&mut self, piece: &[u8]) {
        self.length += piece.len() as u64;
        for digest in &mut self.digests {
            digest.update(piece);
        }
        match &mut self.whole {
            Some(whole) if whole.len() + piece.len() <= KEPT_MAX => whole.extend_from_slice(piece),
            whole => *whole = None,
        }
    }

    fn finish(self) -> Content {
        let hashes = self.digests.into_iter().map(|digest| (digest.algorithm(), digest.finish()));
        Content { length: self.length, hashes: hashes.collect(), whole: self.whole }
    }
}

/// An OBJECT IDENTIFIER in DER.
fn read_oid(der: &[u8]) -> Option<ObjectIdentifier> {
    ObjectIdentifier::from_der(der).ok()
}
