//! The conversation of SMTP (RFC 5321) as rules without a connection.

use std::fmt;

use registries::Email;

use crate::fault::Fault;

/// The largest letter, in bytes (RFC 1870).
pub const LETTER_MAX: usize = 1024 * 1024;
/// The longest command, in bytes: long addresses with their parameters fit.
pub const LINE_MAX: usize = 4 * 1024;
const RECIPIENTS_MAX: usize = 100;
const NONSENSE_MAX: u32 = 10;

/// What the server says: a code and its lines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    code: u16,
    text: &'static str,
}

/// What follows a command.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// What is said.
    pub reply: Reply,
    /// Set when a letter for these recipients comes next.
    pub letter: Option<Vec<String>>,
    /// Whether the server hangs up.
    pub ends: bool,
}

/// How far a conversation has come.
#[derive(Clone, Debug, Default)]
pub struct Dialogue {
    greeted: bool,
    sender: bool,
    recipients: Vec<String>,
    nonsense: u32,
}

macro_rules! replies {
    ($($name:ident = $code:literal $text:literal;)*) => {
        impl Reply {
            $(#[doc = $text] pub const $name: Reply = Reply { code: $code, text: $text };)*
        }
    };
}

replies! {
    WELCOME = 220 "phone.localhost ESMTP sandbox: every mail is shown on the simulated phone";
    BYE = 221 "2.0.0 Bye";
    HELLO = 250 "phone.localhost";
    FEATURES = 250 "phone.localhost
SIZE 1048576
8BITMIME
SMTPUTF8
PIPELINING
ENHANCEDSTATUSCODES";
    FINE = 250 "2.0.0 Ok";
    SENDER = 250 "2.1.0 Ok";
    RECIPIENT = 250 "2.1.5 Ok";
    TAKEN = 250 "2.6.0 Ok: it is on the phone";
    UNVERIFIED = 252 "2.1.5 Send it and see";
    GO_ON = 354 "End with a line that holds a single dot";
    DOWN = 421 "4.3.2 Service not available";
    TIMEOUT = 421 "4.4.2 Nothing was said for too long";
    STORAGE = 451 "4.3.0 Storage is busy, try again later";
    UNKNOWN = 500 "5.5.2 Unknown command";
    LINE_TOO_LONG = 500 "5.5.2 Line too long";
    SYNTAX = 501 "5.5.4 The arguments are wrong";
    NOT_OFFERED = 502 "5.5.1 Not offered here";
    ORDER = 503 "5.5.1 Another command comes first";
    TOO_MANY = 452 "4.5.3 Too many recipients";
    NO_ADDRESS = 553 "5.1.3 That is no mail address";
    TOO_LARGE = 552 "5.3.4 The letter is larger than 1048576 bytes";
    TOO_MUCH = 421 "4.3.4 The letter never ends";
    NOT_A_LETTER = 554 "5.6.0 The letter cannot be read";
    BARE_LINE_END = 550 "5.6.0 A line must end with CR LF";
    NONSENSE = 421 "4.7.0 Too many commands that are none";
}

impl Step {
    /// Says something and listens on.
    pub fn reply(reply: Reply) -> Step {
        Step { reply, letter: None, ends: false }
    }

    /// Says something and hangs up.
    pub fn end(reply: Reply) -> Step {
        Step { reply, letter: None, ends: true }
    }
}

impl Dialogue {
    /// The first word of the server.
    pub fn greet(&self, fault: Fault) -> Step {
        if is_down(fault) { Step::end(Reply::DOWN) } else { Step::reply(Reply::WELCOME) }
    }

    /// Answers one command.
    pub fn hear(&mut self, line: &[u8], fault: Fault) -> Step {
        if is_down(fault) {
            return Step::end(Reply::DOWN);
        }
        let Ok(line) = std::str::from_utf8(line) else { return self.nonsense(Reply::SYNTAX) };
        let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
        let rest = rest.trim();
        match verb.to_ascii_uppercase().as_str() {
            "EHLO" if !rest.is_empty() => self.hello(Reply::FEATURES),
            "HELO" if !rest.is_empty() => self.hello(Reply::HELLO),
            "EHLO" | "HELO" => self.nonsense(Reply::SYNTAX),
            "MAIL" => self.mail(rest),
            "RCPT" => self.rcpt(rest, fault),
            "DATA" if !rest.is_empty() => self.nonsense(Reply::SYNTAX),
            "DATA" if self.recipients.is_empty() => Step::reply(Reply::ORDER),
            "DATA" => {
                let letter = Some(std::mem::take(&mut self.recipients));
                self.sender = false;
                Step { reply: Reply::GO_ON, letter, ends: false }
            }
            "RSET" => {
                self.forget();
                Step::reply(Reply::FINE)
            }
            "NOOP" => Step::reply(Reply::FINE),
            "VRFY" => Step::reply(Reply::UNVERIFIED),
            "QUIT" => Step::end(Reply::BYE),
            "STARTTLS" | "AUTH" | "EXPN" | "HELP" | "TURN" | "BDAT" => {
                self.nonsense(Reply::NOT_OFFERED)
            }
            _ => self.nonsense(Reply::UNKNOWN),
        }
    }

    fn hello(&mut self, reply: Reply) -> Step {
        self.forget();
        self.greeted = true;
        Step::reply(reply)
    }

    fn forget(&mut self) {
        self.sender = false;
        self.recipients.clear();
    }

    fn mail(&mut self, rest: &str) -> Step {
        if !self.greeted || self.sender {
            return Step::reply(Reply::ORDER);
        }
        let Some((address, parameters)) = path(rest, "FROM:") else {
            return self.nonsense(Reply::SYNTAX);
        };
        for parameter in parameters.split_ascii_whitespace() {
            let (name, value) = parameter.split_once('=').unwrap_or((parameter, ""));
            match name.to_ascii_uppercase().as_str() {
                "SIZE" if value.parse::<usize>().is_ok_and(|size| size > LETTER_MAX) => {
                    return Step::reply(Reply::TOO_LARGE);
                }
                "SIZE" | "BODY" | "SMTPUTF8" => {}
                _ => return Step::reply(Reply::SYNTAX),
            }
        }
        // Notices about mail that could not be delivered come from nobody.
        if !address.is_empty() && Email::parse(address).is_err() && !is_local(address) {
            return Step::reply(Reply::NO_ADDRESS);
        }
        self.sender = true;
        Step::reply(Reply::SENDER)
    }

    fn rcpt(&mut self, rest: &str, fault: Fault) -> Step {
        if !self.sender {
            return Step::reply(Reply::ORDER);
        }
        let Some((address, _)) = path(rest, "TO:") else {
            return self.nonsense(Reply::SYNTAX);
        };
        if let Some(code) = fault.status {
            return Step::reply(Reply { code, text: "This failure was asked for" });
        }
        let Ok(email) = Email::parse(address) else { return Step::reply(Reply::NO_ADDRESS) };
        if self.recipients.len() == RECIPIENTS_MAX {
            return Step::reply(Reply::TOO_MANY);
        }
        let folded = email.folded();
        if !self.recipients.contains(&folded) {
            self.recipients.push(folded);
        }
        Step::reply(Reply::RECIPIENT)
    }

    fn nonsense(&mut self, reply: Reply) -> Step {
        self.nonsense += 1;
        if self.nonsense > NONSENSE_MAX { Step::end(Reply::NONSENSE) } else { Step::reply(reply) }
    }
}

/// Whether the whole server is to be down. Codes that a server gives for one recipient are given
/// for each recipient; any other status is no word of SMTP at this place and means «down».
fn is_down(fault: Fault) -> bool {
    fault.status.is_some_and(|status| !matches!(status, 450..=452 | 550..=554))
}

/// A sender on this machine, `kabinet@localhost`.
fn is_local(address: &str) -> bool {
    address.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host == "localhost")
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
pub struct LetterEnd {
    /// The letter's bytes end here, with their last line end.
    pub content: usize,
    /// The next command begins here.
    pub after: usize,
}

/// Finds the line with a single dot. Only CR LF ends a line here: whoever takes a bare LF for
/// one can be made to see two letters where another server saw one.
pub fn end_of_letter(buffer: &[u8], first: bool) -> Option<LetterEnd> {
    if first && buffer.starts_with(b".\r\n") {
        return Some(LetterEnd { content: 0, after: 3 });
    }
    let at = buffer.windows(5).position(|window| window == b"\r\n.\r\n")?;
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
