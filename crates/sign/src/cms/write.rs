//! Messages, made: strict DER, one signer.

use std::io::{self, Read, Seek, SeekFrom, Write};

use cms::cert::IssuerAndSerialNumber;
use cms::content_info::CmsVersion;
use cms::signed_data::{SignerIdentifier, SignerInfo};
use der::Decode as _;
use der::asn1::{Any, GeneralizedTime, OctetString, SetOfVec, UtcTime};
use jiff::Timestamp;
use spki::AlgorithmIdentifierOwned;
use x509_cert::attr::Attribute;

use super::{
    CONTENT_TYPE, Content, DATA, MESSAGE_DIGEST, SIGNATURE_TIME_STAMP, SIGNED_DATA,
    SIGNING_CERTIFICATE_V2, SIGNING_TIME,
};
use crate::ber::{INTEGER, OCTET_STRING, SEQUENCE, SET, head, tlv};
use crate::certificate::Certificate;
use crate::digest::DigestAlgorithm;
use crate::key::{Error, SigningKey};

/// Asks somebody for a time-stamp of a signature, and answers its token in DER.
pub type Stamp<'a> = &'a dyn Fn(&[u8]) -> Result<Vec<u8>, Error>;

/// How a message is made.
#[derive(Clone, Copy)]
pub struct Signing<'a> {
    /// The key.
    pub key: &'a SigningKey,
    /// The certificate of the key.
    pub certificate: &'a Certificate,
    /// Certificates that are put beside it, from its issuer upwards.
    pub chain: &'a [Certificate],
    /// The time to be written down, if any: PDF files have it elsewhere.
    pub signed_at: Option<Timestamp>,
    /// Whether the certificate's hash is signed too, which makes it CAdES-BES.
    pub cades: bool,
    /// Who stamps the signature, which makes it CAdES-T.
    pub stamp: Option<Stamp<'a>>,
}

/// Why a message with the content inside was not written.
#[derive(Debug)]
pub enum Changed {
    /// Reading or writing failed.
    Io(io::Error),
    /// The signing failed.
    Key(Error),
    /// The content changed between being signed and being written.
    Content,
}

impl From<io::Error> for Changed {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl From<Error> for Changed {
    fn from(error: Error) -> Self {
        Self::Key(error)
    }
}

impl Signing<'_> {
    /// The hash of the content that [`Signing::detached`] wants.
    pub fn digest(&self) -> DigestAlgorithm {
        self.key.digest()
    }

    /// Makes a message beside the content, of which there is the hash.
    ///
    /// # Errors
    ///
    /// [`Error::Malformed`] if the certificate is not one of the key; what signing answers.
    pub fn detached(&self, hash: &[u8]) -> Result<Vec<u8>, Error> {
        let (before, after) = self.around(hash, DATA)?;
        let content_type = encoded(&DATA)?;
        Ok(wrap(&[&before, &tlv(SEQUENCE, &[&content_type]), &after]))
    }

    /// Makes a message with a small content of any type inside.
    ///
    /// # Errors
    ///
    /// As [`Signing::detached`].
    pub fn enclosing(
        &self,
        content_type: spki::ObjectIdentifier,
        content: &[u8],
    ) -> Result<Vec<u8>, Error> {
        let hash = self.digest().hash(content);
        let (before, after) = self.around(&hash, content_type)?;
        let content_type = encoded(&content_type)?;
        let content = tlv(0xa0, &[&tlv(OCTET_STRING, &[content])]);
        Ok(wrap(&[&before, &tlv(SEQUENCE, &[&content_type, &content]), &after]))
    }

    /// Makes a message with the content inside: reads it twice, in constant memory.
    ///
    /// # Errors
    ///
    /// [`Changed`].
    pub fn attached<R: Read + Seek>(
        &self,
        content: &mut R,
        output: &mut dyn Write,
        progress: &mut dyn FnMut(u64),
    ) -> Result<(), Changed> {
        let start = content.stream_position()?;
        let digest = self.digest();
        let first = Content::read(content, &[digest], progress)?;
        let hash = first.hash(digest).unwrap_or_default();
        let (before, after) = self.around(hash, DATA)?;
        let content_type = encoded(&DATA)?;

        let octets = head(OCTET_STRING, first.length);
        let explicit = head(0xa0, octets.len() as u64 + first.length);
        let inner = (content_type.len() + explicit.len() + octets.len()) as u64 + first.length;
        let encapsulated = head(SEQUENCE, inner);
        let body = (before.len() + encapsulated.len() + after.len()) as u64 + inner;
        let data = head(SEQUENCE, body);
        let outer = head(0xa0, data.len() as u64 + body);
        let kind = encoded(&SIGNED_DATA)?;
        let whole = head(SEQUENCE, (kind.len() + outer.len() + data.len()) as u64 + body);
        for part in [
            &whole,
            &kind,
            &outer,
            &data,
            &before,
            &encapsulated,
            &content_type,
            &explicit,
            &octets,
        ] {
            output.write_all(part)?;
        }
        content.seek(SeekFrom::Start(start))?;
        let mut copying = Copying { from: content, to: output };
        let second = Content::read(&mut copying, &[digest], progress)?;
        if second.hash(digest) != first.hash(digest) {
            return Err(Changed::Content);
        }
        output.write_all(&after)?;
        Ok(())
    }

    /// What stands before the content and behind it.
    fn around(
        &self,
        hash: &[u8],
        content_type: spki::ObjectIdentifier,
    ) -> Result<(Vec<u8>, Vec<u8>), Error> {
        if self.certificate.key().ok() != Some(self.key.public()) {
            return Err(Error::Malformed("the certificate is not one of this key".into()));
        }
        // RFC 5652, section 5.1: 3 where the content is no plain data, else 1.
        let version: u8 = if content_type == DATA { 1 } else { 3 };
        let digests = tlv(SET, &[&encoded(&self.key.digest().identifier())?]);
        let before = [tlv(INTEGER, &[&[version]]), digests].concat();

        let mut certificates: Vec<&[u8]> =
            [self.certificate].into_iter().chain(self.chain).map(Certificate::der).collect();
        certificates.sort_unstable();
        certificates.dedup();
        let signer = self.signer(hash, content_type)?;
        let after = [tlv(0xa0, &certificates), tlv(SET, &[&signer])].concat();
        Ok((before, after))
    }

    fn signer(&self, hash: &[u8], content_type: spki::ObjectIdentifier) -> Result<Vec<u8>, Error> {
        let mut attributes = vec![
            attribute(CONTENT_TYPE, &encoded(&content_type)?)?,
            attribute(MESSAGE_DIGEST, &tlv(OCTET_STRING, &[hash]))?,
        ];
        if let Some(signed_at) = self.signed_at {
            attributes.push(attribute(SIGNING_TIME, &time(signed_at)?)?);
        }
        if self.cades {
            attributes.push(attribute(SIGNING_CERTIFICATE_V2, &self.named_certificate()?)?);
        }
        let signed_attrs = SetOfVec::try_from(attributes).map_err(written)?;
        let signature = self.key.sign(&encoded(&signed_attrs)?)?;
        let unsigned_attrs = match self.stamp {
            Some(stamp) => {
                let token = attribute(SIGNATURE_TIME_STAMP, &stamp(&signature)?)?;
                Some(SetOfVec::try_from(vec![token]).map_err(written)?)
            }
            None => None,
        };
        let outline = outline(self.certificate)?;
        let outline = outline.tbs_certificate();
        encoded(&SignerInfo {
            version: CmsVersion::V1,
            sid: SignerIdentifier::IssuerAndSerialNumber(IssuerAndSerialNumber {
                issuer: outline.issuer().clone(),
                serial_number: outline.serial_number().clone(),
            }),
            digest_alg: self.key.digest().identifier(),
            signed_attrs: Some(signed_attrs),
            signature_algorithm: self.key.algorithm().identifier_in_cms(),
            signature: OctetString::new(signature).map_err(written)?,
            unsigned_attrs,
        })
    }

    /// SigningCertificateV2 (RFC 5035): the hash of the certificate, its issuer and number.
    fn named_certificate(&self) -> Result<Vec<u8>, Error> {
        let digest = self.key.digest();
        let hash = tlv(OCTET_STRING, &[&digest.hash(self.certificate.der())]);
        let outline = outline(self.certificate)?;
        let outline = outline.tbs_certificate();
        let directory = tlv(0xa4, &[self.certificate.issuer().der()]);
        let issuer = tlv(SEQUENCE, &[&directory]);
        let serial = encoded(outline.serial_number())?;
        let issuer_and_serial = tlv(SEQUENCE, &[&issuer, &serial]);
        // SHA-256 is the default, and a default is not written in DER.
        let algorithm: AlgorithmIdentifierOwned = digest.identifier();
        let algorithm = match digest {
            DigestAlgorithm::Sha256 => Vec::new(),
            _ => encoded(&algorithm)?,
        };
        let one = tlv(SEQUENCE, &[&algorithm, &hash, &issuer_and_serial]);
        Ok(tlv(SEQUENCE, &[&tlv(SEQUENCE, &[&one])]))
    }
}

fn outline(certificate: &Certificate) -> Result<x509_cert::Certificate, Error> {
    x509_cert::Certificate::from_der(certificate.der()).map_err(written)
}

fn attribute(oid: spki::ObjectIdentifier, value: &[u8]) -> Result<Attribute, Error> {
    let value = Any::from_der(value).map_err(written)?;
    Ok(Attribute { oid, values: SetOfVec::try_from(vec![value]).map_err(written)? })
}

/// UTCTime before 2050, GeneralizedTime from then on (RFC 5652, section 11.3).
fn time(at: Timestamp) -> Result<Vec<u8>, Error> {
    let seconds = u64::try_from(at.as_second()).map_err(written)?;
    let since = std::time::Duration::from_secs(seconds);
    match UtcTime::from_unix_duration(since) {
        Ok(time) => encoded(&time),
        Err(_) => encoded(&GeneralizedTime::from_unix_duration(since).map_err(written)?),
    }
}

fn wrap(parts: &[&[u8]]) -> Vec<u8> {
    let data = tlv(0xa0, &[&tlv(SEQUENCE, parts)]);
    let kind = tlv(crate::ber::OBJECT_IDENTIFIER, &[SIGNED_DATA.as_bytes()]);
    tlv(SEQUENCE, &[&kind, &data])
}

fn encoded(value: &impl der::Encode) -> Result<Vec<u8>, Error> {
    value.to_der().map_err(written)
}

fn written(error: impl std::fmt::Display) -> Error {
    Error::Failed(error.to_string())
}

/// Writes what is read from it.
struct Copying<'a, R> {
    from: &'a mut R,
    to: &'a mut dyn Write,
}

impl<R: Read> Read for Copying<'_, R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(bytes)?;
        self.to.write_all(&bytes[..read])?;
        Ok(read)
    }
}
