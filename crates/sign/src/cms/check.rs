//! Whether one signature of a message is one of the content, by the certificate it names.

use der::referenced::OwnedToRef as _;
use jiff::Timestamp;
use spki::ObjectIdentifier;
use x509_cert::time::Time;

use super::{
    CONTENT_TYPE, Content, DATA, MESSAGE_DIGEST, SIGNATURE_TIME_STAMP, SIGNING_CERTIFICATE,
    SIGNING_CERTIFICATE_V2, SIGNING_TIME, SignedAttributes, SignedData, SignerInfo, read_oid,
};
use crate::algorithm::{Error, PublicKey, SignatureAlgorithm};
use crate::ber::{OCTET_STRING, Reader, SET, tlv};
use crate::certificate::{Certificate, hexadecimal, timestamp};
use crate::digest::DigestAlgorithm;
use crate::say;
use crate::verdict::Check;

mod named;

/// What the check of the signature itself is called.
const SIGNATURE: &str = "signature";

/// What was found out about a signature without asking whom to trust.
#[derive(Clone, Debug)]
pub struct Examined {
    /// The certificate that the signature names, if it is at hand.
    pub certificate: Option<Certificate>,
    /// When it was signed, as the signer says.
    pub signed_at: Option<Timestamp>,
    /// What is signed beside the content: `CMS`, `CAdES-BES` or, with a time-stamp, `CAdES-T`.
    pub format: &'static str,
    /// What was checked.
    pub checks: Vec<Check>,
}

/// Checks the signature of one signer.
///
/// `content` is what was signed; none if it is not at hand. `others` are certificates beside
/// those of the message. Whether the certificate may be believed is another question.
pub fn examine(
    data: &SignedData,
    signer: &SignerInfo,
    content: Option<&Content>,
    others: &[Certificate],
) -> Examined {
    let certificate = named::certificate(data, signer, others);
    let mut checks = Vec::new();
    checks.push(match &certificate {
        Some(found) => {
            Check::holds("signer.certificate").on("subject", found.subject().to_string())
        }
        None => Check::unknown(
            "signer.certificate",
            say!(
                "сертификата подписавшего нет ни в подписи, ни среди указанных",
                "the signer's certificate is neither in the signature nor among those given"
            ),
        ),
    });
    if signer.signed.is_some() {
        checks.extend(attributes(data, signer, certificate.as_ref()));
    }
    checks.push(digest(data, signer, content));
    checks.push(signature(signer, content, certificate.as_ref()));
    Examined { signed_at: signing_time(signer), format: format(signer), certificate, checks }
}

fn format(signer: &SignerInfo) -> &'static str {
    let names = |oid| matches!(signer.signed_value(oid), Ok(Some(_)));
    if !names(SIGNING_CERTIFICATE) && !names(SIGNING_CERTIFICATE_V2) {
        return "CMS";
    }
    match signer.unsigned_values(SIGNATURE_TIME_STAMP).next() {
        Some(_) => "CAdES-T",
        None => "CAdES-BES",
    }
}

/// The attributes that say something of the whole: each once, and about this content and signer.
fn attributes(
    data: &SignedData,
    signer: &SignerInfo,
    certificate: Option<&Certificate>,
) -> Vec<Check> {
    let mut checks = vec![once(signer)];
    checks.push(match signer.signed_value(CONTENT_TYPE).ok().flatten().map(read_oid) {
        Some(Some(stated)) if stated == data.content_type => {
            Check::holds("content.type").on("stated", stated.to_string())
        }
        Some(Some(stated)) => Check::fails(
            "content.type",
            say!("подписан другой вид содержимого", "another kind of content was signed"),
        )
        .on("stated", stated.to_string())
        .on("found", data.content_type.to_string()),
        _ => Check::fails(
            "content.type",
            say!(
                "среди подписанного нет вида содержимого",
                "the kind of content is not among what was signed"
            ),
        ),
    });
    if let Some(check) =
        certificate.and_then(|certificate| named::in_attributes(signer, certificate))
    {
        checks.push(check);
    }
    checks
}

fn once(signer: &SignerInfo) -> Check {
    const ONCE: [(ObjectIdentifier, &str); 5] = [
        (CONTENT_TYPE, "contentType"),
        (MESSAGE_DIGEST, "messageDigest"),
        (SIGNING_TIME, "signingTime"),
        (SIGNING_CERTIFICATE, "signingCertificate"),
        (SIGNING_CERTIFICATE_V2, "signingCertificateV2"),
    ];
    for (oid, name) in ONCE {
        if let Err(count) = signer.signed_value(oid) {
            let why = say!(
                "атрибут {name} должен быть один и с одним значением",
                "the attribute {name} must be there once with one value"
            );
            return Check::fails("attributes", why).on(name, count.to_string());
        }
    }
    let count = signer.signed.as_ref().map_or(0, |signed| signed.attributes.len());
    Check::holds("attributes").on("count", count.to_string())
}

/// Whether the content is the one that was signed.
///
/// Without signed attributes there is no hash to compare with; then the signature itself tells,
/// unless the content is such that it could have been taken for attributes.
fn digest(data: &SignedData, signer: &SignerInfo, content: Option<&Content>) -> Check {
    const NAME: &str = "content.digest";
    let Some(content) = content else {
        let why = say!(
            "подписанного документа нет: укажите его",
            "the signed document is not at hand: name it"
        );
        return Check::unknown(NAME, why);
    };
    let Some(algorithm) = DigestAlgorithm::from_oid(&signer.digest.oid) else {
        return refused(NAME, &Error::UnknownDigest(signer.digest.oid));
    };
    let Some(computed) = content.hash(algorithm) else {
        let why = say!("хеш {algorithm} не вычислен", "the hash {algorithm} was not made");
        return Check::unknown(NAME, why);
    };
    let check = match signer.signed_value(MESSAGE_DIGEST) {
        _ if algorithm.is_weak() => refused(NAME, &Error::WeakDigest(algorithm)),
        _ if signer.signed.is_none() => alone(NAME, data, content),
        Ok(Some(stated)) if *stated == tlv(OCTET_STRING, &[computed]) => Check::holds(NAME),
        Ok(Some(_)) => Check::fails(
            NAME,
            say!(
                "документ не тот, что был подписан: хеш не совпадает",
                "this is not the document that was signed: its hash differs"
            ),
        ),
        _ => Check::fails(
            NAME,
            say!(
                "среди подписанного нет хеша документа",
                "the hash of the document is not among what was signed"
            ),
        ),
    };
    let check = check.on("algorithm", algorithm.name()).on("computed", hexadecimal(computed));
    match signer.signed_value(MESSAGE_DIGEST) {
        Ok(Some(stated)) => check.on("stated", hexadecimal(stated.get(2..).unwrap_or_default())),
        _ => check,
    }
}

/// A content that was signed without attributes beside it.
///
/// Two things must not be: another kind of content than plain data (RFC 5652, section 5.3 wants
/// attributes then), and a content that is itself a set of attributes with a hash, because a
/// signature of attributes could have been cut out of another message and put on it.
fn alone(name: &'static str, data: &SignedData, content: &Content) -> Check {
    if data.content_type != DATA {
        let why = say!(
            "для такого вида содержимого нужны подписанные атрибуты, а их нет",
            "this kind of content wants signed attributes, and there are none"
        );
        return Check::fails(name, why).on("type", data.content_type.to_string());
    }
    let looks = content.whole.as_deref().is_some_and(|whole| {
        let mut reader = Reader::new(whole);
        let Ok(Some(header)) = reader.pull() else { return false };
        let attributes = super::read::attributes(whole, &header).unwrap_or_default();
        header.tag == SET && attributes.iter().any(|found| found.oid == MESSAGE_DIGEST)
    });
    if looks {
        let why = say!(
            "документ — это атрибуты другой подписи: он мог быть вырезан из неё",
            "the document is the attributes of another signature and may be cut out of it"
        );
        return Check::fails(name, why);
    }
    Check::holds(name)
}

/// Whether the signature is one of the attributes, or of the content, by the named key.
fn signature(
    signer: &SignerInfo,
    content: Option<&Content>,
    certificate: Option<&Certificate>,
) -> Check {
    let Some(certificate) = certificate else {
        let why = say!(
            "без сертификата подписавшего проверить подпись нечем",
            "without the signer's certificate there is nothing to check the signature with"
        );
        return Check::unknown(SIGNATURE, why);
    };
    let key = match certificate.key() {
        Ok(key) => key,
        Err(error) => return refused(SIGNATURE, error),
    };
    let Some(digest) = DigestAlgorithm::from_oid(&signer.digest.oid) else {
        return refused(SIGNATURE, &Error::UnknownDigest(signer.digest.oid));
    };
    let check = match SignatureAlgorithm::read(signer.algorithm.owned_to_ref(), Some(digest), key) {
        Ok(algorithm) => match &signer.signed {
            Some(signed) => over_attributes(key, algorithm, signed, &signer.signature),
            None => over_content(key, algorithm, content, &signer.signature),
        }
        .on("algorithm", algorithm.to_string()),
        Err(error) => refused(SIGNATURE, &error).on("algorithm", signer.algorithm.oid.to_string()),
    };
    check.on("digest", digest.name()).on("key", key.to_string())
}

fn over_attributes(
    key: &PublicKey,
    algorithm: SignatureAlgorithm,
    signed: &SignedAttributes,
    signature: &[u8],
) -> Check {
    let mut outcome = key.verify(algorithm, &signed.der, signature);
    if outcome == Err(Error::WrongSignature) {
        // Some sort the attributes before they hash them, and write them as they came.
        outcome = key.verify(algorithm, &sorted(&signed.der), signature);
    }
    match outcome {
        Ok(()) => Check::holds(SIGNATURE),
        Err(error) => refused(SIGNATURE, &error),
    }
}

fn over_content(
    key: &PublicKey,
    algorithm: SignatureAlgorithm,
    content: Option<&Content>,
    signature: &[u8],
) -> Check {
    let Some(content) = content else {
        let why = say!(
            "подписан сам документ, а его нет: укажите его",
            "the document itself was signed, and it is not at hand: name it"
        );
        return Check::unknown(SIGNATURE, why);
    };
    let hash = algorithm.digest().and_then(|digest| content.hash(digest));
    let outcome = match (hash, &content.whole) {
        (Some(hash), _) => key.verify_digest(algorithm, hash, signature),
        (None, Some(whole)) => key.verify(algorithm, whole, signature),
        (None, None) => {
            let why = say!(
                "{algorithm} без атрибутов проверяется только на документе до мегабайта",
                "{algorithm} without attributes is checked on documents up to a megabyte only"
            );
            return Check::unknown(SIGNATURE, why);
        }
    };
    match outcome {
        Ok(()) => Check::holds(SIGNATURE),
        Err(Error::WrongSignature) => Check::fails(
            SIGNATURE,
            say!(
                "документ не тот, что был подписан, или подпись испорчена",
                "this is not the document that was signed, or the signature is damaged"
            ),
        ),
        Err(error) => refused(SIGNATURE, &error),
    }
}

/// What an error of an algorithm means for a check.
fn refused(name: &'static str, error: &Error) -> Check {
    Check { name, input: Vec::new(), outcome: error.outcome(), why: Some(error.text()) }
}

/// The same SET in the order of DER (X.690, section 11.6).
fn sorted(set: &[u8]) -> Vec<u8> {
    let Some(mut elements) = inside(set) else { return set.to_vec() };
    elements.sort();
    let parts: Vec<&[u8]> = elements.iter().map(Vec::as_slice).collect();
    tlv(SET, &parts)
}

/// The elements that lie in one.
fn inside(der: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut reader = Reader::new(der);
    let outer = reader.pull().ok()??;
    reader.enter(&outer).ok()?;
    let mut elements = Vec::new();
    while let Some(header) = reader.pull().ok()? {
        elements.push(reader.element(&header, der.len()).ok()?);
    }
    Some(elements)
}

fn signing_time(signer: &SignerInfo) -> Option<Timestamp> {
    use der::Decode as _;
    let value = signer.signed_value(SIGNING_TIME).ok()??;
    Time::from_der(value).ok().map(timestamp)
}
