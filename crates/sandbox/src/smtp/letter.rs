//! A letter as it came over the wire, and what is shown of it.

use mail_parser::MessageParser;

use super::Reply;
use crate::message::Channel;
use crate::message::store::Incoming;

/// What is shown of a letter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    message_id: Option<String>,
    reply_to: Option<String>,
    subject: Option<String>,
    text: String,
}

const SUBJECT_MAX: usize = 500;
const TEXT_MAX: usize = 200_000;

impl Letter {
    /// Reads the bytes between `DATA` and the dot.
    ///
    /// # Errors
    /// A refusal for the sender.
    pub fn read(bytes: &[u8]) -> Result<Letter, Reply> {
        if has_bare_line_end(bytes) {
            return Err(Reply::BARE_LINE_END);
        }
        let bytes = without_doubled_dots(bytes);
        let parsed = MessageParser::default().parse(&bytes).ok_or(Reply::NOT_A_LETTER)?;
        let parts = (0..parsed.text_body_count()).filter_map(|part| parsed.body_text(part));
        let text = parts.map(|part| part.into_owned()).collect::<Vec<_>>().join("\n");
        let shown = |text: &str, most| -> String {
            let lines = text.replace("\r\n", "\n");
            let fit = lines.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t'));
            fit.take(most).collect::<String>().trim().to_owned()
        };
        Ok(Letter {
            message_id: parsed.message_id().map(str::to_owned),
            reply_to: parsed
                .reply_to()
                .and_then(|to| to.first())
                .and_then(|to| to.address.as_deref())
                .map(str::to_owned),
            subject: parsed.subject().map(|subject| shown(subject, SUBJECT_MAX)),
            text: shown(&text, TEXT_MAX),
        })
    }

    /// The message for one recipient. A letter that was sent again because our answer was lost
    /// has the same `Message-ID` and is the same message.
    pub fn to(&self, recipient: String) -> Incoming {
        let key = self.message_id.as_ref().map(|id| format!("mail:{recipient}:{id}"));
        Incoming {
            sender_key: key,
            channel: Channel::Email,
            to: recipient,
            subject: self.subject.clone(),
            text: self.text.clone(),
            reply_to: self.reply_to.clone(),
            message_id: self.message_id.clone(),
        }
    }
}

fn has_bare_line_end(bytes: &[u8]) -> bool {
    let is_whole = |at: usize| match bytes[at] {
        b'\n' => at > 0 && bytes[at - 1] == b'\r',
        b'\r' => bytes.get(at + 1) == Some(&b'\n'),
        _ => true,
    };
    !(0..bytes.len()).all(is_whole)
}

/// A dot at the start of a line was doubled on its way (RFC 5321 §4.5.2).
fn without_doubled_dots(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len());
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        out.extend_from_slice(line.strip_prefix(b".").unwrap_or(line));
    }
    out
}
