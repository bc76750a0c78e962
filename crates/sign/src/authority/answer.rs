//! Answers about revocation as they are written (RFC 6960, section 4.2).

use der::asn1::{Any, BitString, GeneralizedTime, OctetString};
use der::{Decode, Encode, Sequence, Tag, TagNumber};
use jiff::Timestamp;
use spki::{AlgorithmIdentifierOwned, ObjectIdentifier};

use super::issue::date_time;
use super::{Error, Revoked, key_id};
use crate::algorithm::DigestAlgorithm;
use crate::certificate::Certificate;
use crate::key::SigningKey;
use crate::revocation::ocsp::CertificateId;

/// What an answerer knows of a certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// It was not revoked.
    Good,
    /// It was revoked.
    Revoked(Revoked),
    /// Nobody knows it.
    Unknown,
}

/// Makes an answer about a certificate.
///
/// `signer` is the key of the issuer, or with `answerer` the key of the certificate that the issuer
/// gave for that purpose.
///
/// # Errors
///
/// [`Error::Key`].
pub fn answer(
    certificate: &Certificate,
    issuer: &Certificate,
    known: &Known,
    (made, until): (Timestamp, Timestamp),
    signer: &SigningKey,
    answerer: Option<&Certificate>,
) -> Result<Vec<u8>, Error> {
    #[derive(Sequence)]
    struct Single {
        id: CertificateId,
        state: Any,
        made: GeneralizedTime,
        #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
        until: GeneralizedTime,
    }
    #[derive(Sequence)]
    struct Data {
        #[asn1(context_specific = "2", tag_mode = "EXPLICIT")]
        responder: OctetString,
        produced: GeneralizedTime,
        single: Vec<Single>,
    }
    let made = generalized(made)?;
    let single = Single {
        id: CertificateId::new(DigestAlgorithm::Sha1, certificate, issuer)?,
        state: state(known)?,
        made,
        until: generalized(until)?,
    };
    let responder = OctetString::new(key_id(signer.public())?)?;
    let data = Data { responder, produced: made, single: vec![single] }.to_der()?;
    envelope(&data, signer, answerer)
}

fn envelope(
    data: &[u8],
    signer: &SigningKey,
    answerer: Option<&Certificate>,
) -> Result<Vec<u8>, Error> {
    #[derive(Sequence)]
    struct Basic {
        data: Any,
        algorithm: AlgorithmIdentifierOwned,
        signature: BitString,
        #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
        certificates: Option<Vec<Any>>,
    }
    #[derive(Sequence)]
    struct Bytes {
        kind: ObjectIdentifier,
        basic: OctetString,
    }
    #[derive(Sequence)]
    struct Response {
        status: Any,
        #[asn1(context_specific = "0", tag_mode = "EXPLICIT")]
        bytes: Bytes,
    }
    let certificates = match answerer {
        Some(answerer) => Some(vec![Any::from_der(answerer.der())?]),
        None => None,
    };
    let basic = Basic {
        data: Any::from_der(data)?,
        algorithm: signer.identifier(),
        signature: BitString::from_bytes(&signer.sign(data)?)?,
        certificates,
    };
    let kind = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.1");
    let bytes = Bytes { kind, basic: OctetString::new(basic.to_der()?)? };
    let status = Any::new(Tag::Enumerated, [0])?;
    Ok(Response { status, bytes }.to_der()?)
}

fn state(known: &Known) -> der::Result<Any> {
    let tag = |number, constructed| Tag::ContextSpecific { number: TagNumber(number), constructed };
    match known {
        Known::Good => Any::new(tag(0, false), []),
        Known::Unknown => Any::new(tag(2, false), []),
        Known::Revoked(revoked) => {
            let mut inside = generalized(revoked.since)?.to_der()?;
            if revoked.reason != 0 {
                let code = Any::new(Tag::Enumerated, [revoked.reason])?.to_der()?;
                inside.extend(Any::new(tag(0, true), code)?.to_der()?);
            }
            Any::new(tag(1, true), inside)
        }
    }
}

fn generalized(moment: Timestamp) -> der::Result<GeneralizedTime> {
    date_time(moment).map(GeneralizedTime::from_date_time)
}
