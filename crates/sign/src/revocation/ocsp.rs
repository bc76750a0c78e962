//! Answers whether a certificate is revoked (OCSP, RFC 6960).

use std::ops::Range;

use der::asn1::{AnyRef, BitStringRef, GeneralizedTime, OctetStringRef};
use der::referenced::OwnedToRef as _;
use der::{Decode, Encode, Enumerated, Reader, Sequence, SliceReader, Tag, Tagged as _};
use jiff::Timestamp;
use spki::{AlgorithmIdentifierOwned, ObjectIdentifier};
use x509_cert::ext::{Extension, Extensions};
use x509_cert::name::Name as X501Name;
use x509_cert::time::Time;

use super::{Asked, Finding, Status, soon_after};
use crate::algorithm::{DigestAlgorithm, PublicKey, SignatureAlgorithm};
use crate::certificate::{Certificate, Malformed, Name, purpose, timestamp};
use crate::say;
use crate::verdict::{Text, moment};
use crate::work;

pub(crate) const QUESTION_TYPE: &str = "application/ocsp-request";
const BASIC: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.1");
const NONCE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.2");
/// Since when on certificates that have expired are kept (RFC 6960, section 4.4.4).
const ARCHIVE_CUTOFF: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.5.5.7.48.1.6");
/// How many certificates of an answer are looked at: one is needed.
const CERTIFICATES_MAX: usize = 8;

/// An answer about one certificate or several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    der: Vec<u8>,
    body: Result<Body, Refusal>,
}

/// The answerer did not answer: its code (RFC 6960, section 4.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enumerated)]
#[repr(u8)]
enum Refusal {
    Successful = 0,
    MalformedRequest = 1,
    InternalError = 2,
    TryLater = 3,
    SignatureRequired = 5,
    Unauthorized = 6,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct Body {
    der: Vec<u8>,
    signed: Range<usize>,
    responder: Responder,
    produced: Timestamp,
    single: Vec<Single>,
    nonce: Option<Vec<u8>>,
    unknown_critical: bool,
    algorithm: AlgorithmIdentifierOwned,
    signature: Vec<u8>,
    certificates: Vec<Certificate>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Responder {
    Name(Name),
    /// SHA-1 of the bytes of the key.
    Key(Vec<u8>),
}

/// What is said of one certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Single {
    id: CertificateId,
    state: State,
    made: Timestamp,
    until: Option<Timestamp>,
    /// Certificates that expired since then are still known.
    cutoff: Option<Timestamp>,
    unknown_critical: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Good,
    Revoked { since: Timestamp, reason: Option<u8> },
    Unknown,
}

/// Which certificate is meant (RFC 6960, section 4.1.1).
#[derive(Clone, Debug, PartialEq, Eq, Sequence)]
pub(crate) struct CertificateId {
    digest: AlgorithmIdentifierOwned,
    issuer_name: der::asn1::OctetString,
    issuer_key: der::asn1::OctetString,
    serial: der::asn1::Int,
}

impl CertificateId {
    pub(crate) fn new(
        digest: DigestAlgorithm,
        certificate: &Certificate,
        issuer: &Certificate,
    ) -> der::Result<Self> {
        Ok(Self {
            // NULL, because older answerers compare the bytes.
            digest: AlgorithmIdentifierOwned {
                oid: digest.oid(),
                parameters: Some(der::Any::from(AnyRef::NULL)),
            },
            issuer_name: der::asn1::OctetString::new(digest.hash(issuer.subject().der()))?,
            issuer_key: der::asn1::OctetString::new(digest.hash(issuer.key_bits()))?,
            serial: der::asn1::Int::new(certificate.serial())?,
        })
    }

    fn is_of(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        let Some(digest) = DigestAlgorithm::from_oid(&self.digest.oid) else { return false };
        self.serial.as_bytes() == certificate.serial()
            && self.issuer_name.as_bytes() == digest.hash(issuer.subject().der())
            && self.issuer_key.as_bytes() == digest.hash(issuer.key_bits())
    }
}

/// A question about a certificate, with a nonce if there is one (RFC 9654).
pub(crate) fn question(asked: &Asked<'_>, nonce: Option<&[u8; 16]>) -> der::Result<Vec<u8>> {
    #[derive(Sequence)]
    struct Request {
        id: CertificateId,
    }
    #[derive(Sequence)]
    struct Body {
        list: Vec<Request>,
        #[asn1(context_specific = "2", tag_mode = "EXPLICIT", optional = "true")]
        extensions: Option<Extensions>,
    }
    #[derive(Sequence)]
    struct Question {
        body: Body,
    }
    let id = CertificateId::new(DigestAlgorithm::Sha1, asked.certificate, asked.issuer)?;
    let extensions = match nonce {
        Some(nonce) => Some(vec![Extension {
            extn_id: NONCE,
            critical: false,
            extn_value: der::asn1::OctetString::new(OctetStringRef::new(nonce)?.to_der()?)?,
        }]),
        None => None,
    };
    Question { body: Body { list: vec![Request { id }], extensions } }.to_der()
}

impl Answer {
    /// Steps to ask it about any certificate: signatures of those who may have signed it.
    pub(crate) fn steps(&self) -> u64 {
        let Ok(body) = &self.body else { return 1 };
        let keys = 1 + body.certificates.len() as u64;
        keys * work::of_examining(body.der.len(), 0)
    }

    /// How often it speaks of a certificate with this number.
    pub(crate) fn mentions(&self, serial: &[u8]) -> u64 {
        let Ok(body) = &self.body else { return 0 };
        let single = body.single.iter().filter(|single| single.id.serial.as_bytes() == serial);
        single.count() as u64
    }

    /// Reads an answer in DER. That an answerer refuses to answer is an answer, too.
    ///
    /// # Errors
    ///
    /// [`Malformed`] if it is none.
    pub fn from_der(der: &[u8]) -> Result<Self, Malformed> {
        let body = read(der).map_err(|error| Malformed::der("OCSP response", error))?;
        Ok(Self { der: der.to_vec(), body })
    }

    /// The answer in DER.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// What the answer says of a certificate. `nonce` is what was sent with the question.
    ///
    /// If not the issuer itself signed it, the certificate of who did comes with it, and when: the
    /// caller finds out whether that was revoked.
    pub(crate) fn about(
        &self,
        asked: &Asked<'_>,
        nonce: Option<&[u8; 16]>,
    ) -> (Finding, Option<(Certificate, Timestamp)>) {
        let body = match &self.body {
            Ok(body) => body,
            Err(refusal) => return (Finding::Unusable(refusal_text(*refusal)), None),
        };
        let Some(single) = body.single_of(asked) else { return (Finding::Silent, None) };
        if let Some(why) = body.why_unusable(single, asked, nonce) {
            return (Finding::Unusable(why), None);
        }
        match body.answerer(asked) {
            Ok(answerer) => {
                let answerer = answerer.map(|answerer| (answerer.clone(), body.produced));
                (body.says(single, asked), answerer)
            }
            Err(why) => (Finding::Unusable(why), None),
        }
    }

    /// Until when the answer about a certificate is good, if it says so.
    pub(crate) fn until(&self, asked: &Asked<'_>) -> Option<Timestamp> {
        self.body.as_ref().ok()?.single_of(asked)?.until
    }

    /// The same, or right after it was made.
    pub(crate) fn good_until(&self, asked: &Asked<'_>) -> Timestamp {
        let body = self.body.as_ref().ok();
        let made = body.map_or(Timestamp::MIN, |body| body.produced);
        self.until(asked).unwrap_or_else(|| soon_after(made))
    }
}

impl Body {
    /// What is said of a certificate; of several the newest counts.
    fn single_of(&self, asked: &Asked<'_>) -> Option<&Single> {
        let meant = |single: &&Single| single.id.is_of(asked.certificate, asked.issuer);
        self.single.iter().filter(meant).max_by_key(|single| single.made)
    }

    fn why_unusable(
        &self,
        single: &Single,
        asked: &Asked<'_>,
        nonce: Option<&[u8; 16]>,
    ) -> Option<Text> {
        if self.unknown_critical || single.unknown_critical {
            return Some(say!(
                "в ответе OCSP обязательное дополнение, которого программа не знает",
                "the OCSP answer has a critical extension that is not known"
            ));
        }
        let made = single.made.max(self.produced);
        if asked.is_in_future(made) {
            let Text { ru, en } = moment(made);
            return Some(say!(
                "ответ OCSP датирован будущим: {ru}",
                "the OCSP answer is of the future: {en}"
            ));
        }
        // Many answerers leave the nonce out, because they answer from a store; one that is there
        // must be ours.
        if let (Some(sent), Some(got)) = (nonce, &self.nonce)
            && sent[..] != got[..]
        {
            return Some(say!(
                "ответ OCSP дан на другой вопрос",
                "the OCSP answer is one to another question"
            ));
        }
        None
    }

    /// Who signed. The issuer itself may answer, which is `None`, or whom it gave a certificate for
    /// that purpose (RFC 6960, section 4.2.2.2).
    fn answerer<'a>(&'a self, asked: &Asked<'a>) -> Result<Option<&'a Certificate>, Text> {
        let issuer = asked.issuer;
        let hash = DigestAlgorithm::Sha256.hash(&self.der);
        let is_signed_by = |who: &Certificate| {
            asked.effort.check(&hash, who, |key| self.is_signed_by(key)).is_ok()
        };
        if self.responder.is(issuer) && is_signed_by(issuer) {
            return Ok(None);
        }
        let at_hand = self.certificates.iter().chain(asked.others);
        for answerer in at_hand.filter(|answerer| self.responder.is(answerer)) {
            if is_signed_by(answerer) {
                return self.why_no_right(answerer, asked).map_or(Ok(Some(answerer)), Err);
            }
        }
        Err(say!(
            "подпись под ответом OCSP не сходится или подписавший неизвестен",
            "the signature of the OCSP answer does not match, or its signer is not known"
        ))
    }

    fn why_no_right(&self, answerer: &Certificate, asked: &Asked<'_>) -> Option<Text> {
        let issuer = asked.issuer;
        let is_issued = asked.effort.is_issued(answerer, issuer);
        let extensions = answerer.extensions();
        let is_meant = extensions.purposes.as_deref().unwrap_or_default().contains(&purpose::OCSP)
            && extensions.unknown_critical.is_empty()
            && answerer.usage().is_none_or(|usage| usage.digital_signature());
        if !is_issued || !is_meant {
            return Some(say!(
                "подписавший ответ OCSP не вправе отвечать за этого издателя",
                "the signer of the OCSP answer may not answer for this issuer"
            ));
        }
        if self.produced < answerer.not_before() || self.produced > answerer.not_after() {
            return Some(say!(
                "ответ OCSP подписан вне срока действия сертификата",
                "the OCSP answer was signed outside of its certificate's term"
            ));
        }
        None
    }

    fn is_signed_by(&self, key: &PublicKey) -> Result<(), Text> {
        let algorithm = SignatureAlgorithm::read(self.algorithm.owned_to_ref(), None, key);
        let verified = algorithm.and_then(|algorithm| {
            key.verify(algorithm, &self.der[self.signed.clone()], &self.signature)
        });
        verified.map_err(|error| error.text())
    }

    fn says(&self, single: &Single, asked: &Asked<'_>) -> Finding {
        let source = format!("OCSP {}", self.produced);
        match single.state {
            State::Unknown => Finding::Unusable(say!(
                "отвечающий по OCSP не знает такого сертификата",
                "the OCSP answerer does not know the certificate"
            )),
            State::Revoked { since, reason } => {
                asked.revoked(since, reason, source, single.made.max(self.produced))
            }
            State::Good => {
                // Whoever forgets the certificates that have expired calls them good, too.
                let end = asked.certificate.not_after();
                let keeps = single.cutoff.is_some_and(|cutoff| cutoff <= end);
                match asked.unrevoked(single.made, single.until, keeps) {
                    Finding::Says(_) => Finding::Says(Status::Good { source, brought: false }),
                    other => other,
                }
            }
        }
    }
}

impl Responder {
    fn is(&self, certificate: &Certificate) -> bool {
        match self {
            Self::Name(name) => name == certificate.subject(),
            Self::Key(hash) => *hash == DigestAlgorithm::Sha1.hash(certificate.key_bits()),
        }
    }
}

fn refusal_text(refusal: Refusal) -> Text {
    match refusal {
        Refusal::TryLater => {
            say!("сервер OCSP просит спросить позже", "the OCSP server asks to try later")
        }
        Refusal::Unauthorized => say!(
            "сервер OCSP не отвечает за этот сертификат",
            "the OCSP server does not answer for this certificate"
        ),
        Refusal::SignatureRequired => say!(
            "сервер OCSP отвечает только на подписанные вопросы",
            "the OCSP server answers signed questions only"
        ),
        _ => say!("сервер OCSP не смог ответить", "the OCSP server could not answer"),
    }
}

fn read(der: &[u8]) -> der::Result<Result<Body, Refusal>> {
    let mut reader = SliceReader::new(der)?;
    let basic = reader.sequence(|outer| {
        let refusal = Refusal::decode(outer)?;
        if refusal != Refusal::Successful {
            outer.drain(outer.remaining_len())?;
            return Ok(Err(refusal));
        }
        let bytes = tagged(outer, 0)?.ok_or_else(|| Tag::Sequence.value_error())?;
        let mut inner = SliceReader::new(bytes)?;
        let basic = inner.sequence(|inner| {
            if ObjectIdentifier::decode(inner)? != BASIC {
                return Err(Tag::ObjectIdentifier.value_error().into());
            }
            Ok::<_, der::Error>(<&OctetStringRef>::decode(inner)?.as_bytes())
        })?;
        inner.finish()?;
        Ok::<_, der::Error>(Ok(basic))
    })?;
    reader.finish()?;
    match basic {
        Ok(basic) => read_basic(basic).map(Ok),
        Err(refusal) => Ok(Err(refusal)),
    }
}

fn read_basic(der: &[u8]) -> der::Result<Body> {
    let mut reader = SliceReader::new(der)?;
    let body = reader.sequence(|outer| {
        let start = usize::try_from(outer.position())?;
        let mut body = outer.sequence(read_data)?;
        body.signed = start..usize::try_from(outer.position())?;
        body.algorithm = AlgorithmIdentifierOwned::decode(outer)?;
        let signature = BitStringRef::decode(outer)?;
        let whole = signature.as_bytes().ok_or_else(|| Tag::BitString.value_error())?;
        body.signature = whole.to_vec();
        if let Some(certificates) = tagged(outer, 0)? {
            body.certificates = read_certificates(certificates)?;
        }
        Ok::<_, der::Error>(body)
    })?;
    reader.finish()?;
    Ok(Body { der: der.to_vec(), ..body })
}

fn read_certificates(der: &[u8]) -> der::Result<Vec<Certificate>> {
    let mut reader = SliceReader::new(der)?;
    let certificates = reader.sequence(|list| {
        let mut found = Vec::new();
        while !list.is_finished() {
            let der = list.tlv_bytes()?;
            // A certificate that is not read here cannot be the one that counts.
            if found.len() < CERTIFICATES_MAX {
                found.extend(Certificate::from_der(der).ok());
            }
        }
        Ok::<_, der::Error>(found)
    })?;
    reader.finish()?;
    Ok(certificates)
}

fn read_data(reader: &mut SliceReader<'_>) -> der::Result<Body> {
    if let Some(version) = tagged(reader, 0)?
        && u8::from_der(version)? != 0
    {
        return Err(Tag::Integer.value_error().into());
    }
    let responder = match Tag::peek(reader)? {
        Tag::ContextSpecific { number, .. } if number.value() == 1 => {
            let name = tagged(reader, 1)?.unwrap_or_default();
            Responder::Name(Name::new(&X501Name::from_der(name)?))
        }
        _ => {
            let hash = tagged(reader, 2)?.ok_or_else(|| Tag::OctetString.value_error())?;
            Responder::Key(<&OctetStringRef>::from_der(hash)?.as_bytes().to_vec())
        }
    };
    let produced = time(GeneralizedTime::decode(reader)?);
    let single = reader.sequence(|list| {
        let mut found = Vec::new();
        while !list.is_finished() {
            found.push(list.sequence(read_single)?);
        }
        Ok::<_, der::Error>(found)
    })?;
    let mut body = Body {
        der: Vec::new(),
        signed: 0..0,
        responder,
        produced,
        single,
        nonce: None,
        unknown_critical: false,
        algorithm: AlgorithmIdentifierOwned { oid: BASIC, parameters: None },
        signature: Vec::new(),
        certificates: Vec::new(),
    };
    if let Some(extensions) = tagged(reader, 1)? {
        for extension in Extensions::from_der(extensions)? {
            let bytes = extension.extn_value.as_bytes();
            match extension.extn_id {
                NONCE => {
                    // Some write the bytes bare, without the OCTET STRING around them.
                    let wrapped = <&OctetStringRef>::from_der(bytes).map(|nonce| nonce.as_bytes());
                    body.nonce = Some(wrapped.unwrap_or(bytes).to_vec());
                }
                _ => body.unknown_critical |= extension.critical,
            }
        }
    }
    Ok(body)
}

fn read_single(reader: &mut SliceReader<'_>) -> der::Result<Single> {
    let id = CertificateId::decode(reader)?;
    let status = AnyRef::decode(reader)?;
    let state = match status.tag() {
        Tag::ContextSpecific { number, constructed: false } if number.value() == 0 => {
            empty(status)?;
            State::Good
        }
        Tag::ContextSpecific { number, constructed: true } if number.value() == 1 => {
            let mut revoked = SliceReader::new(status.value())?;
            let since = time(GeneralizedTime::decode(&mut revoked)?);
            let reason = match tagged(&mut revoked, 0)? {
                Some(code) => Some(super::crl::reason_code(code)?),
                None => None,
            };
            revoked.finish()?;
            State::Revoked { since, reason }
        }
        Tag::ContextSpecific { number, constructed: false } if number.value() == 2 => {
            empty(status)?;
            State::Unknown
        }
        tag => return Err(tag.value_error().into()),
    };
    let made = time(GeneralizedTime::decode(reader)?);
    let until = match tagged(reader, 0)? {
        Some(until) => Some(time(GeneralizedTime::from_der(until)?)),
        None => None,
    };
    let mut single = Single { id, state, made, until, cutoff: None, unknown_critical: false };
    if let Some(extensions) = tagged(reader, 1)? {
        for extension in Extensions::from_der(extensions)? {
            match extension.extn_id {
                ARCHIVE_CUTOFF => {
                    let cutoff = GeneralizedTime::from_der(extension.extn_value.as_bytes())?;
                    single.cutoff = Some(time(cutoff));
                }
                _ => single.unknown_critical |= extension.critical,
            }
        }
    }
    Ok(single)
}

/// NULL under a tag of its own has nothing in it.
fn empty(value: AnyRef<'_>) -> der::Result<()> {
    match value.value() {
        [] => Ok(()),
        _ => Err(Tag::Null.value_error().into()),
    }
}

/// The inside of the next element if it carries this tag.
fn tagged<'a>(reader: &mut SliceReader<'a>, wanted: u32) -> der::Result<Option<&'a [u8]>> {
    if reader.is_finished() {
        return Ok(None);
    }
    match Tag::peek(reader)? {
        Tag::ContextSpecific { constructed: true, number } if number.value() == wanted => {
            Ok(Some(AnyRef::decode(reader)?.value()))
        }
        _ => Ok(None),
    }
}

fn time(found: GeneralizedTime) -> Timestamp {
    timestamp(Time::GeneralTime(found))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::authority::{Kind, Known, Order, answer};
    use crate::ber::{SEQUENCE, tlv};
    use crate::fixture::{days, key, named, now, root};

    #[test]
    fn an_answerer_that_keeps_the_expired_may_call_them_good() {
        let root = root("Root");
        let (key, subject) = (key(), named("Leaf"));
        let (from, until) = (now() - days(30), now() - days(10));
        let order = Order::new(Kind::Signer, &subject, key.public(), from, until);
        let leaf = root.issue(&order).unwrap();
        let term = (now(), now() + days(1));
        let der = answer(&leaf, root.certificate(), &Known::Good, term, root.key(), None).unwrap();
        let body = Answer::from_der(&der).unwrap().body.unwrap();
        let (issuer, at) = (root.certificate(), now() - days(20));
        let of_answerer = false;
        let effort = &crate::revocation::Effort::default();
        let (certificate, others, now_) = (&leaf, &[][..], now());
        let asked = Asked { certificate, issuer, others, at, now: now_, effort, of_answerer };
        let id = CertificateId::new(DigestAlgorithm::Sha1, &leaf, issuer).unwrap();
        let id = id.to_der().unwrap();
        let written = |time: Timestamp| {
            let since = std::time::Duration::from_secs(time.as_second().unsigned_abs());
            GeneralizedTime::from_unix_duration(since).unwrap().to_der().unwrap()
        };
        for (cutoff, good) in [(until - days(1), true), (until + days(1), false)] {
            let extn_value = der::asn1::OctetString::new(written(cutoff)).unwrap();
            let extension = Extension { extn_id: ARCHIVE_CUTOFF, critical: false, extn_value };
            let extensions = tlv(0xa1, &[&vec![extension].to_der().unwrap()]);
            let single = tlv(SEQUENCE, &[&id, &[0x80, 0], &written(now()), &extensions]);
            let mut reader = SliceReader::new(&single).unwrap();
            let single = reader.sequence(read_single).unwrap();
            assert_eq!(single.cutoff, Some(cutoff));
            let says_good =
                matches!(body.says(&single, &asked), Finding::Says(Status::Good { .. }));
            assert_eq!(says_good, good, "{cutoff}");
        }
    }
}
