//! How a caller lets this crate ask the network: it opens none itself.

use std::fmt;
use std::time::Duration;

use crate::certificate::visible;
use crate::say;
use crate::verdict::Text;

/// A question over HTTP.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// Where to: `http` or `https`.
    pub url: String,
    /// What is sent by POST, with its media type; GET if there is nothing.
    pub body: Option<(&'static str, Vec<u8>)>,
    /// How many bytes of an answer are read at most; a longer one is an error.
    pub limit: usize,
}

/// Sends a question and returns the body of the answer with status 200, or why there is none.
///
/// The addresses come from certificates that others made: a caller that stands inside a network of
/// its own should refuse addresses of that network.
pub type Transport<'a> = dyn Fn(&Request) -> Result<Vec<u8>, Failure> + Send + Sync + 'a;

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// None, or only a part of it, came within this time.
    Late(Duration),
    /// The name is not known, nobody listens there, or TLS failed.
    Refused,
    /// The connection broke, or what came is not HTTP.
    Broken,
    /// It came with another status than 200.
    Status(u16),
    /// It is longer than so many bytes.
    TooLong(usize),
    /// It led on to other addresses too often, or to none.
    Redirected,
    /// The address leads to this machine or into a private network, and that was not permitted.
    Inside,
    /// It is no address of HTTP.
    Address,
    /// Enough was asked, or waited for, in this check.
    Exhausted,
    /// Something else, in words.
    Other(String),
}

impl Failure {
    /// Why, for people.
    pub fn text(&self) -> Text {
        match self {
            Self::Late(time) => {
                let seconds = time.as_secs_f32();
                say!("нет ответа за {seconds} с", "no answer within {seconds} s")
            }
            Self::Refused => say!("не удалось соединиться", "nobody answers there"),
            Self::Broken => say!("соединение прервалось", "the connection broke"),
            Self::Status(status) => say!("ответ с кодом {status}", "answered with status {status}"),
            Self::TooLong(limit) => {
                say!("ответ длиннее {limit} байт", "the answer is longer than {limit} bytes")
            }
            Self::Redirected => say!(
                "ответ отсылает по другим адресам слишком часто или в никуда",
                "the answer leads on to other addresses too often, or nowhere"
            ),
            Self::Inside => say!(
                "адрес ведёт на этот компьютер или в частную сеть, туда не ходим",
                "the address leads to this machine or into a private network and is not asked"
            ),
            Self::Address => say!("это не адрес http", "this is no address of http"),
            Self::Exhausted => say!(
                "исчерпано время или число вопросов на одну проверку",
                "the time or the number of questions for one check is used up"
            ),
            Self::Other(why) => {
                let why = visible(why);
                say!("{why}", "{why}")
            }
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for Failure {}
