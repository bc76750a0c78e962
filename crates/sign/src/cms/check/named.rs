//! The certificate that a signature names: outside of what is signed, and inside.

use der::Decode as _;
use spki::AlgorithmIdentifierOwned;
use x509_cert::name::Name as X501Name;

use super::super::{
    SIGNING_CERTIFICATE, SIGNING_CERTIFICATE_V2, SignedData, SignerIdentifier, SignerInfo,
};
use super::{inside, refused};
use crate::algorithm::Error;
use crate::ber::{OCTET_STRING, SEQUENCE};
use crate::certificate::{Certificate, Name, hexadecimal};
use crate::digest::DigestAlgorithm;
use crate::say;
use crate::verdict::{Check, Outcome};

/// How many certificates named alike are looked at.
const ALIKE_MAX: usize = 16;

/// Finds it among those of the message and the others.
///
/// Several may be named alike, by mistake or on purpose; the one whose hash is among what was
/// signed is meant then.
pub fn certificate(
    data: &SignedData,
    signer: &SignerInfo,
    others: &[Certificate],
) -> Option<Certificate> {
    let issuer = match &signer.signer {
        SignerIdentifier::Issued { issuer, .. } => X501Name::from_der(issuer).ok(),
        SignerIdentifier::Key(_) => None,
    };
    let issuer = issuer.map(|name| Name::new(&name));
    let inside = data.readable_certificates().iter();
    let mut named: Vec<Certificate> = inside
        .chain(others)
        .filter(|certificate| is_named(&signer.signer, issuer.as_ref(), certificate))
        .take(ALIKE_MAX)
        .cloned()
        .collect();
    let meant = named.iter().position(|certificate| {
        in_attributes(signer, certificate).is_some_and(|check| check.outcome == Outcome::Holds)
    });
    if named.is_empty() { None } else { Some(named.swap_remove(meant.unwrap_or(0))) }
}

/// `name` is the issuer's in the identifier, if it can be read.
fn is_named(identifier: &SignerIdentifier, name: Option<&Name>, certificate: &Certificate) -> bool {
    match identifier {
        SignerIdentifier::Issued { issuer, serial } => {
            number(serial) == number(certificate.serial())
                && (issuer == certificate.issuer().der() || name == Some(certificate.issuer()))
        }
        SignerIdentifier::Key(id) => certificate.extensions().key_id.as_ref() == Some(id),
    }
}

/// A number without zeros in front: some programs write too many.
fn number(bytes: &[u8]) -> &[u8] {
    let zeros = bytes.iter().take_while(|byte| **byte == 0).count();
    &bytes[zeros..]
}

/// Whether the certificate is the one that the signer signed to be theirs (RFC 5035); none if
/// the signer signed nothing of the kind.
pub fn in_attributes(signer: &SignerInfo, certificate: &Certificate) -> Option<Check> {
    const NAME: &str = "attributes.certificate";
    let two = signer.signed_value(SIGNING_CERTIFICATE_V2).ok().flatten();
    let one = signer.signed_value(SIGNING_CERTIFICATE).ok().flatten();
    let (value, old) = match (two, one) {
        (Some(value), _) => (value, false),
        (None, Some(value)) => (value, true),
        (None, None) => return None,
    };
    let Some((algorithm, stated)) = hash(value, old) else {
        let why = say!(
            "атрибут с сертификатом подписавшего записан неверно",
            "the attribute with the signer's certificate is malformed"
        );
        return Some(Check::fails(NAME, why));
    };
    let algorithm = match algorithm {
        Ok(algorithm) => algorithm,
        Err(error) => return Some(refused(NAME, &error)),
    };
    let computed = algorithm.hash(certificate.der());
    let check = if computed == stated {
        Check::holds(NAME)
    } else {
        let why = say!(
            "подписавший назвал другой сертификат своим",
            "the signer named another certificate as theirs"
        );
        Check::fails(NAME, why)
    };
    let check = check.on("algorithm", algorithm.name()).on("stated", hexadecimal(&stated));
    Some(check.on("computed", hexadecimal(&computed)))
}

/// The first hash in an attribute: its algorithm, which for the old attribute is SHA-1 and by
/// default SHA-256, and the bytes.
fn hash(value: &[u8], old: bool) -> Option<(Result<DigestAlgorithm, Error>, Vec<u8>)> {
    let certificates = inside(value)?.into_iter().next()?;
    let mut first = inside(inside(&certificates)?.first()?)?.into_iter();
    let mut part = first.next()?;
    let mut algorithm = Ok(if old { DigestAlgorithm::Sha1 } else { DigestAlgorithm::Sha256 });
    if !old && part.first() == Some(&SEQUENCE) {
        let named = AlgorithmIdentifierOwned::from_der(&part).ok()?.oid;
        algorithm = DigestAlgorithm::from_oid(&named).ok_or(Error::UnknownDigest(named));
        part = first.next()?;
    }
    let hash = <&der::asn1::OctetStringRef>::from_der(&part).ok()?;
    (part.first() == Some(&OCTET_STRING)).then(|| (algorithm, hash.as_bytes().to_vec()))
}
