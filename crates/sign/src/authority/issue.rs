//! Certificates as they are written (RFC 5280, section 4.1).

use der::asn1::{Any, BitString, Int, OctetString};
use der::{DateTime, Decode, Encode, Sequence};
use jiff::Timestamp;
use spki::AlgorithmIdentifierOwned;
use x509_cert::certificate::Version;
use x509_cert::ext::Extensions;
use x509_cert::ext::pkix::AuthorityKeyIdentifier;
use x509_cert::time::Time;

use super::order::{Order, extension};
use super::{Error, key_id};
use crate::certificate::{Certificate, extensions as known};
use crate::key::SigningKey;

#[derive(Sequence)]
struct Body {
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
    version: Version,
    serial: Int,
    algorithm: AlgorithmIdentifierOwned,
    issuer: Any,
    validity: Validity,
    subject: Any,
    key: Any,
    #[asn1(context_specific = "3", tag_mode = "EXPLICIT")]
    extensions: Extensions,
}

#[derive(Sequence)]
struct Validity {
    not_before: Time,
    not_after: Time,
}

/// A certificate by an authority.
pub(super) fn certificate(
    order: &Order<'_>,
    issuer: &Certificate,
    key: &SigningKey,
    serial: &[u8; 16],
) -> Result<Certificate, Error> {
    if order.until > issuer.not_after() {
        return Err(Error::Term);
    }
    let issuer_id = match &issuer.extensions().key_id {
        Some(id) => id.clone(),
        None => key_id(key.public())?,
    };
    make(order, issuer.subject().der(), &issuer_id, key, serial)
}

/// A certificate by the key that it is for.
pub(super) fn root(
    order: &Order<'_>,
    key: &SigningKey,
    serial: &[u8; 16],
) -> Result<Certificate, Error> {
    make(order, &order.subject.to_der()?, &key_id(key.public())?, key, serial)
}

fn make(
    order: &Order<'_>,
    issuer: &[u8],
    issuer_id: &[u8],
    key: &SigningKey,
    serial: &[u8; 16],
) -> Result<Certificate, Error> {
    if order.from >= order.until {
        return Err(Error::Term);
    }
    let subject_id = OctetString::new(key_id(order.key)?)?;
    let authority_id = AuthorityKeyIdentifier {
        key_identifier: Some(OctetString::new(issuer_id)?),
        ..AuthorityKeyIdentifier::default()
    };
    let mut extensions = order.extensions()?;
    extensions.push(extension(known::SUBJECT_KEY_ID, false, &subject_id)?);
    extensions.push(extension(known::AUTHORITY_KEY_ID, false, &authority_id)?);
    let body = Body {
        version: Version::V3,
        serial: Int::new(serial)?,
        algorithm: key.identifier(),
        issuer: Any::from_der(issuer)?,
        validity: Validity { not_before: time(order.from)?, not_after: time(order.until)? },
        subject: Any::from_der(&order.subject.to_der()?)?,
        key: Any::from_der(&order.key.to_der()?)?,
        extensions,
    };
    Ok(Certificate::from_der(&signed(&body.to_der()?, key)?)?)
}

/// What is signed, the algorithm and the signature, in one SEQUENCE.
pub(super) fn signed(body: &[u8], key: &SigningKey) -> Result<Vec<u8>, Error> {
    #[derive(Sequence)]
    struct Signed {
        body: Any,
        algorithm: AlgorithmIdentifierOwned,
        signature: BitString,
    }
    let signature = BitString::from_bytes(&key.sign(body)?)?;
    let body = Any::from_der(body)?;
    Ok(Signed { body, algorithm: key.identifier(), signature }.to_der()?)
}

/// UTCTime until 2049, GeneralizedTime from then on (RFC 5280, section 4.1.2.5).
pub(super) fn time(moment: Timestamp) -> der::Result<Time> {
    date_time(moment).map(Time::from)
}

pub(super) fn date_time(moment: Timestamp) -> der::Result<DateTime> {
    let seconds = u64::try_from(moment.as_second()).unwrap_or_default();
    DateTime::from_unix_duration(std::time::Duration::from_secs(seconds))
}
