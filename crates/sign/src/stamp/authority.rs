//! An authority of one's own, for tests and for the sandbox.

use der::{Decode as _, Encode as _};
use jiff::Timestamp;
use spki::ObjectIdentifier;

use super::{Answer, Error, Failure, Info, Request, STAMP_INFO, Stamp, Status};
use crate::certificate::{Certificate, Malformed, purpose};
use crate::cms::Signing;
use crate::digest::DigestAlgorithm;
use crate::key::SigningKey;

/// Who makes stamps: a key, its certificate and those above it.
///
/// Where its clock and its numbers come from is the caller's affair. It is no trusted third party
/// merely because it runs.
pub struct Authority {
    pub(super) key: SigningKey,
    pub(super) certificate: Certificate,
    pub(super) chain: Vec<Certificate>,
    pub(super) policy: ObjectIdentifier,
    pub(super) accuracy: Option<u64>,
}

impl Authority {
    /// An authority whose stamps say `policy` and `accuracy` in millionths of a second.
    ///
    /// # Errors
    ///
    /// [`crate::key::Error::Malformed`] if the certificate is not one of the key, or is not for
    /// time-stamps and nothing else (RFC 3161, section 2.3).
    pub fn new(
        key: SigningKey,
        certificate: Certificate,
        chain: Vec<Certificate>,
        policy: ObjectIdentifier,
        accuracy: Option<u64>,
    ) -> Result<Authority, crate::key::Error> {
        let belongs = certificate.key().ok() == Some(key.public());
        let extensions = certificate.extensions();
        let alone = extensions.purposes.as_deref() == Some(&[purpose::TIME_STAMPING]);
        let stamps = alone && extensions.purposes_critical;
        if !belongs || !stamps {
            let why = "a certificate of this key for time-stamps alone was expected";
            return Err(crate::key::Error::Malformed(why.into()));
        }
        Ok(Authority { key, certificate, chain, policy, accuracy })
    }

    /// Its certificate.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Answers a question in DER, in DER; `serial` is a number that no stamp had before, its
    /// highest bit not set.
    ///
    /// A question that cannot be granted is answered, too.
    ///
    /// # Errors
    ///
    /// [`Error::Key`] if the signing fails.
    pub fn answer(&self, question: &[u8], now: Timestamp, serial: &[u8]) -> Result<Vec<u8>, Error> {
        let answer = match Request::from_der(question) {
            Err(malformed) => refusal(Failure::Format, malformed.to_string()),
            Ok(request) => self.grant(&request, now, serial)?,
        };
        Ok(answer.to_der()?)
    }

    fn grant(&self, request: &Request, now: Timestamp, serial: &[u8]) -> Result<Answer, Error> {
        let imprint = &request.imprint;
        let digest = DigestAlgorithm::from_oid(&imprint.algorithm);
        let Some(digest) = digest.filter(|digest| !digest.is_weak()) else {
            return Ok(refusal(Failure::Algorithm, "this hash is not known or weak".into()));
        };
        if imprint.hash.len() != digest.size() {
            return Ok(refusal(Failure::Format, "the hash has another length".into()));
        }
        if request.policy.is_some_and(|policy| policy != self.policy) {
            return Ok(refusal(Failure::Policy, format!("the only policy is {}", self.policy)));
        }
        let info = Info {
            policy: self.policy,
            imprint: imprint.clone(),
            serial: serial.to_vec(),
            time: now,
            accuracy: self.accuracy,
            ordering: false,
            nonce: request.nonce.clone(),
            authority: Some(self.certificate.subject().der().to_vec()),
        };
        let stamp = self.sign(&info, now, request.certificates)?;
        Ok(Answer {
            status: Status::Granted,
            words: Vec::new(),
            failure: None,
            stamp: Some(Stamp::from_der(&stamp)?),
        })
    }

    fn sign(&self, info: &Info, now: Timestamp, certificates: bool) -> Result<Vec<u8>, Error> {
        let content = info.to_der().map_err(wrong)?;
        let signing = Signing {
            key: &self.key,
            certificate: &self.certificate,
            chain: &self.chain,
            signed_at: Some(now),
            cades: true,
            stamp: None,
        };
        let message = signing.enclosing(STAMP_INFO, &content).map_err(Error::Key)?;
        if certificates { Ok(message) } else { bare(&message).map_err(wrong) }
    }
}

fn wrong(error: der::Error) -> Error {
    Error::Malformed(Malformed::der("time-stamp", error))
}

/// Takes out the certificates, for who did not ask for them (RFC 3161, section 2.4.1).
fn bare(message: &[u8]) -> der::Result<Vec<u8>> {
    let mut outer = ::cms::content_info::ContentInfo::from_der(message)?;
    let mut data: ::cms::signed_data::SignedData = outer.content.decode_as()?;
    data.certificates = None;
    outer.content = der::Any::encode_from(&data)?;
    outer.to_der()
}

fn refusal(failure: Failure, words: String) -> Answer {
    Answer { status: Status::Rejected, words: vec![words], failure: Some(failure), stamp: None }
}
