//! Questions, answers and stamps as they are written (RFC 3161, sections 2.4 and 3).

use der::asn1::{BitString, Int, OctetString, Utf8StringRef};
use der::{Any, Decode as _, Encode as _, Sequence, Tag, Tagged as _};
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use spki::{AlgorithmIdentifierOwned, ObjectIdentifier};
use x509_cert::ext::Extensions;
use x509_cert::ext::pkix::name::GeneralName;

use super::{Answer, Failure, Imprint, Info, Request, Stamp, Status};
use crate::certificate::Malformed;
use crate::digest::DigestAlgorithm;

#[derive(Sequence)]
struct Question {
    version: u8,
    imprint: MessageImprint,
    #[asn1(optional = "true")]
    policy: Option<ObjectIdentifier>,
    #[asn1(optional = "true")]
    nonce: Option<Int>,
    #[asn1(default = "Default::default")]
    certificates: bool,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    extensions: Option<Extensions>,
}

#[derive(Sequence)]
struct MessageImprint {
    algorithm: AlgorithmIdentifierOwned,
    hash: OctetString,
}

#[derive(Sequence)]
struct Response {
    status: StatusInfo,
    #[asn1(optional = "true")]
    token: Option<Any>,
}

#[derive(Sequence)]
struct StatusInfo {
    status: u8,
    #[asn1(optional = "true")]
    words: Option<Vec<Any>>,
    #[asn1(optional = "true")]
    failure: Option<BitString>,
}

#[derive(Sequence)]
struct StampInfo {
    version: u8,
    policy: ObjectIdentifier,
    imprint: MessageImprint,
    serial: Int,
    /// With parts of a second, which the type for such times does not know.
    time: Any,
    #[asn1(optional = "true")]
    accuracy: Option<Accuracy>,
    #[asn1(default = "Default::default")]
    ordering: bool,
    #[asn1(optional = "true")]
    nonce: Option<Int>,
    #[asn1(context_specific = "0", tag_mode = "EXPLICIT", optional = "true")]
    authority: Option<GeneralName>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    extensions: Option<Extensions>,
}

#[derive(Sequence)]
struct Accuracy {
    #[asn1(optional = "true")]
    seconds: Option<u32>,
    #[asn1(context_specific = "0", tag_mode = "IMPLICIT", optional = "true")]
    millis: Option<u16>,
    #[asn1(context_specific = "1", tag_mode = "IMPLICIT", optional = "true")]
    micros: Option<u16>,
}

impl MessageImprint {
    fn of(imprint: &Imprint) -> der::Result<MessageImprint> {
        let algorithm =
            AlgorithmIdentifierOwned { oid: imprint.algorithm, parameters: Some(Any::null()) };
        // SHA takes NULL or nothing, and older authorities want NULL; Streebog takes nothing.
        let is_sha = DigestAlgorithm::from_oid(&imprint.algorithm)
            .is_some_and(|digest| digest.in_aws_lc().is_some());
        let parameters = algorithm.parameters.filter(|_| is_sha);
        let algorithm = AlgorithmIdentifierOwned { oid: imprint.algorithm, parameters };
        Ok(MessageImprint { algorithm, hash: OctetString::new(imprint.hash.as_slice())? })
    }

    fn read(self) -> Imprint {
        Imprint { algorithm: self.algorithm.oid, hash: self.hash.as_bytes().to_vec() }
    }
}

impl Request {
    /// The question in DER.
    ///
    /// # Errors
    ///
    /// None for a nonce that is a number of ASN.1.
    pub fn to_der(&self) -> Result<Vec<u8>, Malformed> {
        let write = || {
            let nonce = self.nonce.as_ref().map(|nonce| Int::new(nonce)).transpose()?;
            let question = Question {
                version: 1,
                imprint: MessageImprint::of(&self.imprint)?,
                policy: self.policy,
                nonce,
                certificates: self.certificates,
                extensions: None,
            };
            question.to_der()
        };
        write().map_err(|error| Malformed::der("time-stamp request", error))
    }

    /// Reads a question.
    ///
    /// # Errors
    ///
    /// [`Malformed`], also for extensions, none of which is known here.
    pub fn from_der(der: &[u8]) -> Result<Request, Malformed> {
        const WHAT: &str = "time-stamp request";
        let question = Question::from_der(der).map_err(|error| Malformed::der(WHAT, error))?;
        if question.version != 1 {
            return Err(Malformed::new(WHAT, "not of version 1"));
        }
        if question.extensions.is_some() {
            return Err(Malformed::new(WHAT, "an extension that is not known"));
        }
        Ok(Request {
            imprint: question.imprint.read(),
            policy: question.policy,
            nonce: question.nonce.map(|nonce| nonce.as_bytes().to_vec()),
            certificates: question.certificates,
        })
    }
}

impl Answer {
    /// Reads an answer.
    ///
    /// # Errors
    ///
    /// [`Malformed`], also for a stamp in it that is none.
    pub fn from_der(der: &[u8]) -> Result<Answer, Malformed> {
        const WHAT: &str = "answer of a time-stamp authority";
        let wrong = |error| Malformed::der(WHAT, error);
        let response = Response::from_der(der).map_err(wrong)?;
        let status = Status::from_number(response.status.status);
        let status = status.ok_or_else(|| Malformed::new(WHAT, "a status that is not known"))?;
        let words = response.status.words.unwrap_or_default();
        let words = words.iter().filter_map(|words| words.decode_as::<Utf8StringRef<'_>>().ok());
        let words = words.map(|words| words.as_str().to_owned()).collect();
        let failure = response.status.failure.map(|bits| Failure::of_bits(&bits));
        let stamp = match response.token {
            Some(token) => Some(Stamp::from_der(&token.to_der().map_err(wrong)?)?),
            None => None,
        };
        Ok(Answer { status, words, failure: failure.flatten(), stamp })
    }

    /// The answer in DER.
    ///
    /// # Errors
    ///
    /// None that is known.
    pub fn to_der(&self) -> Result<Vec<u8>, Malformed> {
        let write = || {
            let words: der::Result<Vec<Any>> = self
                .words
                .iter()
                .map(|words| Any::encode_from(&Utf8StringRef::new(words.as_str())?))
                .collect();
            let words = Some(words?).filter(|words| !words.is_empty());
            let failure = self.failure.map(Failure::to_bits).transpose()?;
            let status = StatusInfo { status: self.status.number(), words, failure };
            let token = self.stamp.as_ref().map(|stamp| Any::from_der(stamp.der())).transpose()?;
            Response { status, token }.to_der()
        };
        write().map_err(|error| Malformed::der("answer of a time-stamp authority", error))
    }
}

impl Info {
    pub(super) fn from_der(der: &[u8]) -> Result<Info, Malformed> {
        const WHAT: &str = "time-stamp";
        let read = StampInfo::from_der(der).map_err(|error| Malformed::der(WHAT, error))?;
        if read.version != 1 {
            return Err(Malformed::new(WHAT, "not of version 1"));
        }
        let is_time = read.time.tag() == Tag::GeneralizedTime;
        let time = Some(read.time.value()).filter(|_| is_time).and_then(time);
        let time = time.ok_or_else(|| Malformed::new(WHAT, "no time that can be read"))?;
        let extensions = read.extensions.unwrap_or_default();
        if extensions.iter().any(|extension| extension.critical) {
            return Err(Malformed::new(WHAT, "a critical extension that is not known"));
        }
        let accuracy = read.accuracy.map(|accuracy| {
            u64::from(accuracy.seconds.unwrap_or(0)) * 1_000_000
                + u64::from(accuracy.millis.unwrap_or(0)) * 1000
                + u64::from(accuracy.micros.unwrap_or(0))
        });
        let authority = match read.authority {
            Some(GeneralName::DirectoryName(name)) => name.to_der().ok(),
            _ => None,
        };
        Ok(Info {
            policy: read.policy,
            imprint: read.imprint.read(),
            serial: read.serial.as_bytes().to_vec(),
            time,
            accuracy,
            ordering: read.ordering,
            nonce: read.nonce.map(|nonce| nonce.as_bytes().to_vec()),
            authority,
        })
    }

    pub(super) fn to_der(&self) -> der::Result<Vec<u8>> {
        let accuracy = self.accuracy.map(|micros| Accuracy {
            seconds: u32::try_from(micros / 1_000_000).ok().filter(|seconds| *seconds > 0),
            millis: Some((micros / 1000 % 1000) as u16).filter(|millis| *millis > 0),
            micros: Some((micros % 1000) as u16).filter(|micros| *micros > 0),
        });
        let time = self.time.to_zoned(TimeZone::UTC).strftime("%Y%m%d%H%M%SZ").to_string();
        let authority = self.authority.as_deref().map(x509_cert::name::Name::from_der);
        let info = StampInfo {
            version: 1,
            policy: self.policy,
            imprint: MessageImprint::of(&self.imprint)?,
            serial: Int::new(&self.serial)?,
            time: Any::new(Tag::GeneralizedTime, time.as_bytes())?,
            accuracy,
            ordering: self.ordering,
            nonce: self.nonce.as_ref().map(|nonce| Int::new(nonce)).transpose()?,
            authority: authority.transpose()?.map(GeneralName::DirectoryName),
            extensions: None,
        };
        info.to_der()
    }
}

/// `20261122101500Z` or `20261122101500.25Z` (RFC 3161, section 2.4.2).
fn time(value: &[u8]) -> Option<Timestamp> {
    let text = std::str::from_utf8(value).ok()?.strip_suffix('Z')?;
    let (whole, part) = text.split_once('.').unwrap_or((text, "0"));
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.len() != 14 || !digits(whole) || !digits(part) {
        return None;
    }
    let number = |range: std::ops::Range<usize>| whole.get(range)?.parse::<i16>().ok();
    let small = |range| i8::try_from(number(range)?).ok();
    let nanos = format!("{part:0<9}").get(..9)?.parse().ok()?;
    let time = DateTime::new(
        number(0..4)?,
        small(4..6)?,
        small(6..8)?,
        small(8..10)?,
        small(10..12)?,
        small(12..14)?,
        nanos,
    );
    Some(time.ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::time;

    #[test]
    fn times_are_read_with_parts_of_a_second_and_in_no_other_form() {
        let read = |text: &str| time(text.as_bytes()).map(|time| time.to_string());
        assert_eq!(read("20261122101500Z").unwrap(), "2026-11-22T10:15:00Z");
        assert_eq!(read("20261122101500.25Z").unwrap(), "2026-11-22T10:15:00.25Z");
        let nanos = read("20261122101500.1234567891234Z").unwrap();
        assert_eq!(nanos, "2026-11-22T10:15:00.123456789Z");
        for wrong in [
            "",
            "Z",
            "20261122101500",
            "20261122101500+0300",
            "2026112210150Z",
            "20261322101500Z",
            "20261122101500.Z",
            "20261122101500.2.5Z",
            "2026112210150é",
        ] {
            assert_eq!(read(wrong), None, "{wrong}");
        }
    }
}
