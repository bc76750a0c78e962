//! The conversation of SMTP (RFC 5321) and LMTP (RFC 2033) as rules without a connection.

use std::fmt;

use crate::ticket::TicketId;

/// The largest letter, in bytes (RFC 1870): a picture of five megabytes in base64, and words.
pub(super) const LETTER_MAX: usize = 12 * 1024 * 1024;
/// The longest command, in bytes: long addresses with their parameters fit.
pub(super) const LINE_MAX: usize = 4 * 1024;
/// Requests that one letter is for.
const RECIPIENTS_MAX: usize = 5;
/// Wrong addresses and nonsense in one conversation.
const WRONG_MAX: u32 = 20;

/// What the server says: a code and its lines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reply {
    code: u16,
    text: &'static str,
}

/// What follows a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// This is said.
    Say(Reply),
    /// Whose address is it? The answer goes to [`Dialogue::found`].
    Find(String),
    /// A letter comes.
    Letter(Envelope),
    /// This is said, and the server hangs up.
    End(Reply),
}

/// For whom a letter is, and who hands it over.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Envelope {
    /// The sender's address; empty for notices about mail that could not be delivered.
    pub(super) sender: String,
    /// The requests.
    pub(super) recipients: Vec<TicketId>,
    /// LMTP: each recipient gets an answer of its own.
    pub(super) each: bool,
}

/// How far a conversation has come.
#[derive(Clone, Debug, Default)]
pub(super) struct Dialogue {
    greeted: bool,
    begun: bool,
    envelope: Envelope,
    wrong: u32,
}

macro_rules! replies {
    ($($name:ident = $code:literal $text:literal;)*) => {
        impl Reply {
            $(#[doc = $text] pub(super) const $name: Reply =
                Reply { code: $code, text: $text };)*
        }
    };
}

replies! {
    WELCOME = 220 "Kabinet takes replies to its letters";
    BYE = 221 "2.0.0 Bye";
    HELLO = 250 "Kabinet";
    FEATURES = 250 "Kabinet
SIZE 12582912
8BITMIME
SMTPUTF8
PIPELINING
ENHANCEDSTATUSCODES";
    FINE = 250 "2.0.0 Ok";
    SENDER = 250 "2.1.0 Ok";
    RECIPIENT = 250 "2.1.5 Ok";
    TAKEN = 250 "2.6.0 Ok";
    UNVERIFIED = 252 "2.1.5 Send it and see";
    GO_ON = 354 "End with a line that holds a single dot";
    TIMEOUT = 421 "4.4.2 Nothing was said for too long";
    TOO_MUCH = 421 "4.3.4 The letter never ends";
    TOO_WRONG = 421 "4.7.0 Too much that was wrong";
    BUSY = 451 "4.3.0 Busy, try again later";
    TOO_OFTEN = 451 "4.7.1 Too many letters within an hour, try again later";
    TOO_MANY = 452 "4.5.3 Too many recipients";
    UNKNOWN = 500 "5.5.2 Unknown command";
    LINE_TOO_LONG = 500 "5.5.2 Line too long";
    SYNTAX = 501 "5.5.4 The arguments are wrong";
    NOT_OFFERED = 502 "5.5.1 Not offered here";
    ORDER = 503 "5.5.1 Another command comes first";
    NOBODY = 550 "5.1.1 No such address; write by the form under Help on the site";
    BARE_LINE_END = 550 "5.6.0 A line must end with CR LF";
    TOO_LARGE = 552 "5.3.4 The letter is larger than 12582912 bytes";
    NOT_A_LETTER = 554 "5.6.0 The letter cannot be read";
}

impl Dialogue {
    /// Answers one command.
    pub(super) fn hear(&mut self, line: &[u8]) -> Step {
        let Ok(line) = std::str::from_utf8(line) else { return self.wrong(Reply::SYNTAX) };
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let rest = rest.trim();
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" | "LHLO" | "HELO" if rest.is_empty() => self.wrong(Reply::SYNTAX),
            "EHLO" => self.hello(false, Reply::FEATURES),
            "LHLO" => self.hello(true, Reply::FEATURES),
            "HELO" => self.hello(false, Reply::HELLO),
            "MAIL" => self.mail(rest),
            "RCPT" => self.rcpt(rest),
            "DATA" if !rest.is_empty() => self.wrong(Reply::SYNTAX),
            "DATA" if self.envelope.recipients.is_empty() => self.wrong(Reply::ORDER),
            "DATA" => {
                let each = self.envelope.each;
                self.begun = false;
                let next = Envelope { each, ..Envelope::default() };
                Step::Letter(std::mem::replace(&mut self.envelope, next))
            }
            "RSET" => {
                self.forget();
                Step::Say(Reply::FINE)
            }
            "NOOP" => Step::Say(Reply::FINE),
            // Whether an address exists is told to nobody who does not write to it.
            "VRFY" => Step::Say(Reply::UNVERIFIED),
            "QUIT" => Step::End(Reply::BYE),
            "STARTTLS" | "AUTH" | "EXPN" | "HELP" | "TURN" | "BDAT" => {
                self.wrong(Reply::NOT_OFFERED)
            }
            _ => self.wrong(Reply::UNKNOWN),
        }
    }

    /// Goes on when it is known whose an address is. Wrong, old and malformed ones are answered
    /// alike.
    pub(super) fn found(&mut self, ticket: Option<TicketId>) -> Step {
        match ticket {
            None => self.wrong(Reply::NOBODY),
            Some(ticket) => {
                self.envelope.recipients.push(ticket);
                Step::Say(Reply::RECIPIENT)
            }
        }
    }

    fn hello(&mut self, each: bool, reply: Reply) -> Step {
        self.greeted = true;
        self.envelope.each = each;
        self.forget();
        Step::Say(reply)
    }

    fn forget(&mut self) {
        self.begun = false;
        self.envelope.sender.clear();
        self.envelope.recipients.clear();
    }

    fn mail(&mut self, rest: &str) -> Step {
        if !self.greeted || self.begun {
            return self.wrong(Reply::ORDER);
        }
        let Some((sender, parameters)) = path(rest, "FROM:") else {
            return self.wrong(Reply::SYNTAX);
        };
        for parameter in parameters.split_ascii_whitespace() {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            match name.to_ascii_uppercase().as_str() {
                "SIZE" if value.parse::<usize>().is_ok_and(|size| size > LETTER_MAX) => {
                    return Step::Say(Reply::TOO_LARGE);
                }
                "SIZE" | "BODY" | "SMTPUTF8" => {}
                _ => return self.wrong(Reply::SYNTAX),
            }
        }
        self.begun = true;
        sender.clone_into(&mut self.envelope.sender);
        Step::Say(Reply::SENDER)
    }

    fn rcpt(&mut self, rest: &str) -> Step {
        if !self.begun {
            return self.wrong(Reply::ORDER);
        }
        let Some((address, _)) = path(rest, "TO:") else { return self.wrong(Reply::SYNTAX) };
        if self.envelope.recipients.len() == RECIPIENTS_MAX {
            return Step::Say(Reply::TOO_MANY);
        }
        Step::Find(address.to_owned())
    }

    fn wrong(&mut self, reply: Reply) -> Step {
        self.wrong += 1;
        if self.wrong > WRONG_MAX { Step::End(Reply::TOO_WRONG) } else { Step::Say(reply) }
    }
}

/// The address between angle brackets after `FROM:` or `TO:`, and what follows it.
fn path<'a>(rest: &'a str, prefix: &str) -> Option<(&'a str, &'a str)> {
    let start = rest.get(..prefix.len())?;
    if !start.eq_ignore_ascii_case(prefix) {
        return None;
    }
    let bracketed = rest[prefix.len()..].trim_start().strip_prefix('<')?;
    let (address, parameters) = bracketed.split_once('>')?;
    Some((address.trim(), parameters.trim()))
}

/// Where a letter ends in a buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LetterEnd {
    /// The letter's bytes end here, with their last line end.
    pub(super) content: usize,
    /// The next command begins here.
    pub(super) after: usize,
}

/// Finds the line with a single dot, looking from `from` on. Only CR LF ends a line here: whoever
/// takes a bare LF for one can be made to see two letters where another server saw one. `at_start`:
/// the buffer begins where the letter does, so that an empty one is seen.
pub(super) fn end_of_letter(buffer: &[u8], from: usize, at_start: bool) -> Option<LetterEnd> {
    if at_start && buffer.starts_with(b".\r\n") {
        return Some(LetterEnd { content: 0, after: 3 });
    }
    let rest = buffer.get(from..)?;
    let at = from + rest.windows(5).position(|window| window == b"\r\n.\r\n")?;
    Some(LetterEnd { content: at + 2, after: at + 5 })
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut lines = self.text.split('\n').peekable();
        while let Some(line) = lines.next() {
            let between = if lines.peek().is_some() { '-' } else { ' ' };
            write!(f, "{}{between}{line}\r\n", self.code)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use ::store::{Entropy, Id, Moment};

    use super::*;

    fn ticket() -> TicketId {
        TicketId(Id::new(Moment(1), &Entropy::seeded(1)))
    }

    fn says(dialogue: &mut Dialogue, line: &str) -> u16 {
        match dialogue.hear(line.as_bytes()) {
            Step::Say(reply) | Step::End(reply) => reply.code,
            Step::Find(_) | Step::Letter(_) => 0,
        }
    }

    #[test]
    fn nothing_comes_before_what_it_needs() {
        let mut talk = Dialogue::default();
        assert_eq!(says(&mut talk, "MAIL FROM:<a@b.ru>"), 503);
        assert_eq!(says(&mut talk, "EHLO here"), 250);
        assert_eq!(says(&mut talk, "RCPT TO:<help+x@y>"), 503);
        assert_eq!(says(&mut talk, "DATA"), 503);
        assert_eq!(says(&mut talk, "MAIL FROM:<a@b.ru> SIZE=99999999"), 552);
        assert_eq!(says(&mut talk, "MAIL FROM:<a@b.ru> BODY=8BITMIME"), 250);
        assert_eq!(says(&mut talk, "MAIL FROM:<a@b.ru>"), 503);
        assert_eq!(talk.hear(b"rcpt to: <help+x@y>"), Step::Find("help+x@y".into()));
        assert_eq!(talk.found(None), Step::Say(Reply::NOBODY));
        assert_eq!(says(&mut talk, "DATA"), 503);
        talk.found(Some(ticket()));
        let Step::Letter(envelope) = talk.hear(b"DATA") else { panic!("no letter") };
        assert_eq!(envelope.sender, "a@b.ru");
        assert_eq!(envelope.recipients, [ticket()]);
        assert!(!envelope.each);
        assert_eq!(says(&mut talk, "DATA"), 503, "one letter for one command");
    }

    #[test]
    fn a_local_delivery_agent_hears_of_each_recipient() {
        let mut talk = Dialogue::default();
        for line in ["LHLO here", "MAIL FROM:<>"] {
            assert_eq!(says(&mut talk, line), 250);
        }
        talk.found(Some(ticket()));
        talk.found(Some(ticket()));
        let Step::Letter(envelope) = talk.hear(b"DATA") else { panic!("no letter") };
        assert!(envelope.each && envelope.sender.is_empty());
        assert_eq!(envelope.recipients.len(), 2);
    }

    #[test]
    fn guessing_ends_the_conversation() {
        let mut talk = Dialogue::default();
        says(&mut talk, "EHLO here");
        says(&mut talk, "MAIL FROM:<a@b.ru>");
        for _ in 0..WRONG_MAX {
            assert_eq!(talk.found(None), Step::Say(Reply::NOBODY));
        }
        assert_eq!(talk.found(None), Step::End(Reply::TOO_WRONG));
    }

    #[test]
    fn only_a_dot_between_whole_line_ends_ends_a_letter() {
        let end = |bytes: &[u8]| end_of_letter(bytes, 0, true).map(|end| (end.content, end.after));
        assert_eq!(end(b".\r\nQUIT"), Some((0, 3)));
        assert_eq!(end_of_letter(b".\r\nQUIT", 0, false), None, "a line went before");
        assert_eq!(end(b"a\r\n.\r\nQUIT"), Some((3, 6)));
        for open in [&b"a\n.\n"[..], b"a\r.\r", b"a\n.\r\n", b"a\r\n.\n", b"a\r\n..\r\n"] {
            assert_eq!(end(open), None, "{open:?}");
        }
    }
}
