//! What was sent to phones and mailboxes.

use ::store::Moment;
use registries::{Email, Phone};
use serde::Serialize;

pub mod api;
pub mod pages;
pub mod reply;
pub mod store;
#[cfg(test)]
mod tests;

::store::id!(
    /// A message on the simulated phone.
    pub MessageId
);

/// The way a message came.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Channel {
    /// To the phone.
    Sms,
    /// To the mailbox.
    Email,
    /// To the mobile application; nothing sends such messages yet.
    Push,
}

/// A message, as `GET /api/messages` answers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Message {
    /// Its id.
    pub id: MessageId,
    /// When it came.
    #[serde(serialize_with = "registries::instant::serialize")]
    pub at: Moment,
    /// The way it came.
    pub channel: Channel,
    /// To whom: a phone in E.164, or an e-mail address in lower case.
    pub to: String,
    /// The subject of a mail.
    pub subject: Option<String>,
    /// Its text.
    pub text: String,
    /// The only run of exactly six digits in the text.
    pub code: Option<String>,
    /// Where answers to a mail go, if its sender said so.
    #[serde(skip)]
    pub reply_to: Option<String>,
    /// The `Message-ID` of a mail.
    #[serde(skip)]
    pub message_id: Option<String>,
}

impl Channel {
    /// Its name in the API and the table.
    pub fn as_str(self) -> &'static str {
        match self {
            Channel::Sms => "sms",
            Channel::Email => "email",
            Channel::Push => "push",
        }
    }

    /// The channel of this name.
    pub fn parse(name: &str) -> Option<Channel> {
        [Channel::Sms, Channel::Email, Channel::Push]
            .into_iter()
            .find(|channel| channel.as_str() == name)
    }
}

/// The only run of exactly six digits in a text: the code, if the message carries one.
pub fn code_in(text: &str) -> Option<String> {
    let runs = text.split(|c: char| !c.is_ascii_digit());
    let mut codes = runs.filter(|run| run.len() == 6);
    let code = codes.next()?;
    codes.next().is_none().then(|| code.to_owned())
}

/// An address as messages are kept under it: a phone in E.164, or e-mail in lower case. A plus
/// that a query has turned into a space is put back. Text that is neither stays as it is.
pub fn address(text: &str) -> String {
    if text.contains('@') {
        let trimmed = text.trim();
        let read = Email::parse(trimmed).map(|email| email.folded());
        return read.unwrap_or_else(|_| trimmed.to_lowercase());
    }
    let digits = text.trim();
    let lost_plus = text.starts_with(' ') && digits.starts_with(|c: char| c.is_ascii_digit());
    let number = if lost_plus { format!("+{digits}") } else { digits.to_owned() };
    Phone::parse(&number).map_or(number, String::from)
}
