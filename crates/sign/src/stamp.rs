//! Time-stamps (RFC 3161): a third party vouches that something was there at a moment.
//!
//! A [`Request`] goes to an authority, an [`Answer`] with a [`Stamp`] comes back; [`ask`] does
//! both over the caller's transport. On a signature a stamp proves that it is older than the
//! stamp, which keeps it valid when the signer's certificate expires (CAdES-T, PAdES B-T).

use std::fmt;

use der::asn1::BitString;
use jiff::Timestamp;
use spki::ObjectIdentifier;

use crate::certificate::Malformed;
use crate::cms::SignedData;
use crate::digest::DigestAlgorithm;
use crate::say;
use crate::transport;
use crate::verdict::Text;

mod ask;
mod authority;
mod check;
#[cfg(test)]
mod tests;
mod wire;

pub use ask::{ask, check_answer};
pub use authority::Authority;
pub use check::{Checked, Expected};

/// id-ct-TSTInfo: what the content of a stamp is.
pub const STAMP_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
/// The media type of a question.
pub const QUESTION_TYPE: &str = "application/timestamp-query";
/// The media type of an answer.
pub const ANSWER_TYPE: &str = "application/timestamp-reply";
/// The longest answer that is read, in bytes.
pub const ANSWER_MAX: usize = 256 * 1024;

/// The hash of what is stamped.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imprint {
    /// Its function.
    pub algorithm: ObjectIdentifier,
    /// It.
    pub hash: Vec<u8>,
}

/// A question to an authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// What is to be stamped.
    pub imprint: Imprint,
    /// Under which of the authority's policies; it chooses if nothing is said.
    pub policy: Option<ObjectIdentifier>,
    /// A number that the answer repeats, so that an old answer is not taken for a new one; its
    /// bytes, highest first, as a number of ASN.1.
    pub nonce: Option<Vec<u8>>,
    /// Whether the authority's certificate shall come along.
    pub certificates: bool,
}

/// An answer of an authority.
#[derive(Clone, Debug)]
pub struct Answer {
    /// What it says.
    pub status: Status,
    /// Why, in the authority's words.
    pub words: Vec<String>,
    /// Why not.
    pub failure: Option<Failure>,
    /// The stamp.
    pub stamp: Option<Stamp>,
}

/// What an authority says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Here is the stamp.
    Granted,
    /// Here is a stamp that is not quite as it was asked for.
    GrantedWithChanges,
    /// No.
    Rejected,
    /// Not yet.
    Waiting,
    /// Its certificate will be revoked soon.
    RevocationWarning,
    /// Its certificate is revoked.
    Revoked,
}

/// Why an authority gives no stamp (RFC 3161, section 2.4.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failure {
    /// It does not know the hash function.
    Algorithm,
    /// The question is not permitted.
    Request,
    /// The question is not of the right form.
    Format,
    /// It has no clock at this moment.
    Time,
    /// It has no such policy.
    Policy,
    /// It does not know the extension.
    Extension,
    /// It has not the additional information.
    Information,
    /// It failed.
    System,
}

/// A stamp: a CMS message with [`Info`] in it.
#[derive(Clone, Debug)]
pub struct Stamp {
    der: Vec<u8>,
    data: SignedData,
    info: Info,
}

/// What a stamp says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Info {
    /// Under which policy it was made.
    pub policy: ObjectIdentifier,
    /// What was stamped.
    pub imprint: Imprint,
    /// Its number with the authority: the bytes of the INTEGER.
    pub serial: Vec<u8>,
    /// When.
    pub time: Timestamp,
    /// By how much the time may be wrong, in millionths of a second.
    pub accuracy: Option<u64>,
    /// Whether two stamps of this authority can be ordered by their times alone.
    pub ordering: bool,
    /// The number of the question.
    pub nonce: Option<Vec<u8>>,
    /// The authority, if it says a name of X.500: its DER.
    pub authority: Option<Vec<u8>>,
}

/// Why there is no stamp.
#[derive(Debug)]
pub enum Error {
    /// The authority could not be asked; why, in a few words.
    Transport(transport::Failure),
    /// What it answered is no answer.
    Malformed(Malformed),
    /// It refused; its words.
    Refused(Status, Option<Failure>, String),
    /// It stamped something else or answered another question.
    Mismatch(&'static str),
    /// The key of our own authority does not sign.
    Key(crate::key::Error),
}

impl Imprint {
    /// The imprint of some bytes.
    pub fn of(algorithm: DigestAlgorithm, bytes: &[u8]) -> Imprint {
        Imprint { algorithm: algorithm.oid(), hash: algorithm.hash(bytes) }
    }
}

impl Request {
    /// A question about an imprint, with a nonce of 16 fresh random bytes; the certificate shall
    /// come along.
    pub fn new(imprint: Imprint, mut random: [u8; 16]) -> Request {
        // A number of ASN.1 that is positive and has no zeros in front.
        random[0] = random[0] & 0x3F | 0x40;
        let nonce = Some(random.to_vec());
        Request { imprint, policy: None, nonce, certificates: true }
    }
}

impl Stamp {
    /// Reads a stamp.
    ///
    /// # Errors
    ///
    /// [`Malformed`]: no CMS message, not one signer, or no information of a stamp in it.
    pub fn from_der(der: &[u8]) -> Result<Stamp, Malformed> {
        const WHAT: &str = "time-stamp";
        let data = SignedData::from_bytes(der);
        let data = data.map_err(|error| Malformed::new(WHAT, error.to_string()))?;
        if data.content_type != STAMP_INFO {
            return Err(Malformed::new(WHAT, "its content says that it is something else"));
        }
        if data.signers.len() != 1 {
            return Err(Malformed::new(WHAT, "not one signature"));
        }
        let content = data.content.as_ref().and_then(|content| content.whole.as_deref());
        let content = content.ok_or_else(|| Malformed::new(WHAT, "no content"))?;
        let info = Info::from_der(content)?;
        Ok(Stamp { der: der.to_vec(), data, info })
    }

    /// It, in DER.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// What it says.
    pub fn info(&self) -> &Info {
        &self.info
    }

    /// The message around it.
    pub fn message(&self) -> &SignedData {
        &self.data
    }
}

impl Status {
    const ALL: [Status; 6] = [
        Status::Granted,
        Status::GrantedWithChanges,
        Status::Rejected,
        Status::Waiting,
        Status::RevocationWarning,
        Status::Revoked,
    ];

    fn number(self) -> u8 {
        self as u8
    }

    fn from_number(number: u8) -> Option<Status> {
        Status::ALL.get(usize::from(number)).copied()
    }
}

impl Failure {
    /// The bits that name them.
    const BITS: [(Failure, usize); 8] = [
        (Failure::Algorithm, 0),
        (Failure::Request, 2),
        (Failure::Format, 5),
        (Failure::Time, 14),
        (Failure::Policy, 15),
        (Failure::Extension, 16),
        (Failure::Information, 17),
        (Failure::System, 25),
    ];

    fn of_bits(bits: &BitString) -> Option<Failure> {
        let set = |place: usize| bits.bits().nth(place) == Some(true);
        Failure::BITS.iter().find(|(_, place)| set(*place)).map(|(failure, _)| *failure)
    }

    fn to_bits(self) -> der::Result<BitString> {
        let place = Failure::BITS.iter().find(|(failure, _)| *failure == self);
        let place = place.map_or(25, |(_, place)| *place);
        let mut bytes = vec![0; place / 8 + 1];
        bytes[place / 8] = 0x80 >> (place % 8);
        // A string of named bits ends with the last one that is set (X.690, 11.2.2).
        BitString::new((7 - place % 8) as u8, bytes)
    }
}

impl Error {
    /// Why, for people.
    pub fn text(&self) -> Text {
        match self {
            Error::Transport(failure) => {
                let Text { ru, en } = failure.text();
                say!(
                    "служба штампов времени не отвечает: {ru}",
                    "the time-stamp authority does not answer: {en}"
                )
            }
            Error::Malformed(malformed) => say!(
                "служба штампов времени ответила неразборчиво: {malformed}",
                "the time-stamp authority answered what cannot be read: {malformed}"
            ),
            Error::Refused(status, failure, words) => {
                let code = failure.map(|failure| format!(", {failure:?}")).unwrap_or_default();
                say!(
                    "служба штампов времени отказала ({status:?}{code}): {words}",
                    "the time-stamp authority refused ({status:?}{code}): {words}"
                )
            }
            Error::Mismatch(what) => say!(
                "служба штампов времени ответила не на тот вопрос: {what}",
                "the time-stamp authority answered another question: {what}"
            ),
            Error::Key(error) => error.text(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for Error {}

impl From<Malformed> for Error {
    fn from(malformed: Malformed) -> Error {
        Error::Malformed(malformed)
    }
}
