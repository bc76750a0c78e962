//! E-mail addresses: the form that people really have (RFC 5321 with RFC 6531), without quoted
//! names and addresses of hosts by number.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

use crate::Explained;
use crate::digits::{is_invisible, shown};
use crate::lookalike::{Alphabet, stranger};

/// An e-mail address: the name as it was typed, the domain in lower case and ASCII.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Email(String);

/// Why a text is not an e-mail address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EmailFault {
    /// Nothing was typed.
    Empty,
    /// There is no `@`.
    NoAt,
    /// There is more than one `@`.
    ManyAts,
    /// Nothing stands before the `@`.
    NoName,
    /// Before the `@` a dot stands first, last or beside another.
    Dots,
    /// A sign that no address has.
    Sign(char),
    /// One letter is of another alphabet than those around it.
    Mixed(char),
    /// What follows the `@` is no domain: no dot, an empty part, forbidden signs.
    Domain,
    /// Longer than 254 bytes, or the name longer than 64 (RFC 5321 §4.5.3.1).
    TooLong,
}

const LONGEST: usize = 254;
const LONGEST_NAME: usize = 64;

impl Email {
    /// Reads what somebody typed.
    ///
    /// # Errors
    /// [`EmailFault`].
    pub fn parse(text: &str) -> Result<Email, EmailFault> {
        let text: String = text.trim().nfc().filter(|c| !is_invisible(*c)).collect();
        if text.is_empty() {
            return Err(EmailFault::Empty);
        }
        if let Some(sign) = text.chars().find(|c| c.is_whitespace() || c.is_control()) {
            return Err(EmailFault::Sign(sign));
        }
        let (name, domain) = text.rsplit_once('@').ok_or(EmailFault::NoAt)?;
        if name.contains('@') {
            return Err(EmailFault::ManyAts);
        }
        check_name(name)?;
        let domain = ascii_domain(domain)?;
        if name.len() > LONGEST_NAME || name.len() + 1 + domain.len() > LONGEST {
            return Err(EmailFault::TooLong);
        }
        Ok(Email(format!("{name}@{domain}")))
    }

    /// The address as it is written to.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form by which an address is looked up: nobody gives two people the same name in
    /// another case.
    pub fn folded(&self) -> String {
        self.0.to_lowercase()
    }

    /// With most of the name hidden: `a•••@example.org`.
    pub fn masked(&self) -> String {
        let (name, domain) = self.0.rsplit_once('@').unwrap_or((&self.0, ""));
        let first = name.chars().next().unwrap_or('•');
        format!("{first}•••@{domain}")
    }
}

fn check_name(name: &str) -> Result<(), EmailFault> {
    if name.is_empty() {
        return Err(EmailFault::NoName);
    }
    if name.starts_with('.') || name.ends_with('.') || name.contains("..") {
        return Err(EmailFault::Dots);
    }
    let allowed = |c: char| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.".contains(c);
    if let Some(sign) = name.chars().find(|c| !allowed(*c)) {
        return Err(EmailFault::Sign(sign));
    }
    // A Cyrillic letter among Latin ones is a slip of the keyboard, or a trap.
    match stranger(name) {
        Some((letter, _)) => Err(EmailFault::Mixed(letter)),
        None => Ok(()),
    }
}

/// The domain in ASCII (RFC 5891): `пример.рф` becomes `xn--e1afmkfd.xn--p1ai`.
fn ascii_domain(domain: &str) -> Result<String, EmailFault> {
    for label in domain.split('.') {
        if let Some((letter, Alphabet::Latin | Alphabet::Cyrillic)) = stranger(label) {
            return Err(EmailFault::Mixed(letter));
        }
    }
    let Ok(url::Host::Domain(ascii)) = url::Host::parse(domain) else {
        return Err(EmailFault::Domain);
    };
    let label_is_fine = |label: &str| {
        (1..=63).contains(&label.len())
            && label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let last = ascii.rsplit('.').next().unwrap_or_default();
    let named = last.len() >= 2 && !last.bytes().all(|b| b.is_ascii_digit());
    if ascii.contains('.') && ascii.split('.').all(label_is_fine) && named {
        Ok(ascii)
    } else {
        Err(EmailFault::Domain)
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Somebody's address does not belong into a log.
impl fmt::Debug for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Email({})", self.masked())
    }
}

impl EmailFault {
    /// The refusal in words.
    pub fn explained(&self) -> Explained {
        match self {
            Self::Empty => Explained::new("registries-email-empty"),
            Self::NoAt => Explained::new("registries-email-no-at"),
            Self::ManyAts => Explained::new("registries-email-many-ats"),
            Self::NoName => Explained::new("registries-email-no-name"),
            Self::Dots => Explained::new("registries-email-dots"),
            Self::Sign(c) if c.is_whitespace() => Explained::new("registries-email-space"),
            Self::Sign(sign) => Explained::new("registries-email-sign").with("sign", shown(*sign)),
            Self::Mixed(letter) => {
                Explained::new("registries-email-mixed").with("letter", letter.to_string())
            }
            Self::Domain => Explained::new("registries-email-domain"),
            Self::TooLong => Explained::new("registries-email-long"),
        }
    }
}

impl fmt::Display for EmailFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an e-mail address")
    }
}

impl TryFrom<String> for Email {
    type Error = EmailFault;

    fn try_from(text: String) -> Result<Email, EmailFault> {
        Email::parse(&text)
    }
}

impl From<Email> for String {
    fn from(email: Email) -> String {
        email.0
    }
}

#[cfg(test)]
mod tests;
