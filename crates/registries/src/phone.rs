//! Phone numbers: what people type becomes E.164 (ITU-T), `+79001234567`.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Explained;
use crate::digits;

/// A phone number in E.164.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone(String);

/// Why a text is not a phone number.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhoneFault {
    /// Nothing was typed.
    Empty,
    /// A letter or a sign that no number has.
    Sign(char),
    /// A Russian number with too few or too many digits after +7.
    Russian {
        /// How many digits follow +7; there must be ten.
        got: usize,
    },
    /// Nobody has a number with this digit after +7.
    Area(char),
    /// The country cannot be told: no plus and not of the Russian form.
    NoCountry,
    /// A foreign number with fewer than seven or more than fifteen digits.
    Foreign {
        /// How many digits were typed.
        got: usize,
    },
}

impl Phone {
    /// Reads `+7…`, `8…`, ten digits from 9 on, or a foreign number with its plus (or `00`).
    ///
    /// # Errors
    /// [`PhoneFault`].
    pub fn parse(text: &str) -> Result<Phone, PhoneFault> {
        let (plus, number) = signs(text)?;
        if plus || number.starts_with("00") {
            return international(if plus { &number } else { &number[2..] });
        }
        if let Some(abroad) = number.strip_prefix("810").filter(|_| number.len() > 11) {
            return international(abroad);
        }
        match (number.as_bytes()[0], number.len()) {
            (b'9', 10) => russian(&number),
            (b'7' | b'8', 2..) => russian(&number[1..]),
            _ => Err(PhoneFault::NoCountry),
        }
    }

    /// The number with its plus and without spaces.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is a Russian mobile number.
    pub fn is_russian_mobile(&self) -> bool {
        self.0.starts_with("+79") && self.0.len() == 12
    }

    /// With the middle hidden: `+7 9•• •••-••-67`. For pages that only remind of it. Its spaces and
    /// hyphens do not break: no line ends inside a number.
    pub fn masked(&self) -> String {
        let shown = self.0.len() - 2;
        match self.0.strip_prefix("+7") {
            Some(rest) => {
                let (first, last) = (&rest[..1], &self.0[shown..]);
                format!("+7\u{a0}{first}••\u{a0}•••\u{2011}••\u{2011}{last}")
            }
            None => format!("{}•••••{}", &self.0[..3], &self.0[shown..]),
        }
    }
}

/// Whether there is a plus, and the digits.
fn signs(text: &str) -> Result<(bool, String), PhoneFault> {
    let mut plus = false;
    let mut number = String::with_capacity(16);
    for c in text.chars() {
        match c {
            '0'..='9' => number.push(c),
            '+' | '＋' if !plus && number.is_empty() => plus = true,
            '(' | ')' | '.' | '/' => {}
            c if c.is_whitespace() || digits::is_dash(c) || digits::is_invisible(c) => {}
            c => return Err(PhoneFault::Sign(c)),
        }
    }
    if number.is_empty() { Err(PhoneFault::Empty) } else { Ok((plus, number)) }
}

fn russian(rest: &str) -> Result<Phone, PhoneFault> {
    if rest.len() != 10 {
        return Err(PhoneFault::Russian { got: rest.len() });
    }
    match rest.chars().next() {
        Some(area @ '0'..='2') => Err(PhoneFault::Area(area)),
        _ => Ok(Phone(format!("+7{rest}"))),
    }
}

fn international(number: &str) -> Result<Phone, PhoneFault> {
    match number.strip_prefix('7') {
        Some(rest) => russian(rest),
        // No country code begins with zero.
        None if number.starts_with('0') => Err(PhoneFault::NoCountry),
        None if (7..=15).contains(&number.len()) => Ok(Phone(format!("+{number}"))),
        None => Err(PhoneFault::Foreign { got: number.len() }),
    }
}

/// Grouped for reading: `+7 900 123-45-67`.
impl fmt::Display for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.strip_prefix("+7") {
            Some(d) if d.len() == 10 => {
                write!(f, "+7 {} {}-{}-{}", &d[..3], &d[3..6], &d[6..8], &d[8..])
            }
            _ => f.write_str(&self.0),
        }
    }
}

/// Somebody's number does not belong into a log.
impl fmt::Debug for Phone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Phone({})", self.masked())
    }
}

impl PhoneFault {
    /// The refusal in words.
    pub fn explained(&self) -> Explained {
        match self {
            Self::Empty => Explained::new("registries-phone-empty"),
            Self::Sign(sign) => {
                Explained::new("registries-phone-sign").with("sign", digits::shown(*sign))
            }
            Self::Russian { got } => Explained::new("registries-phone-russian").with("got", *got),
            Self::Area(area) => {
                Explained::new("registries-phone-area").with("digit", area.to_string())
            }
            Self::NoCountry => Explained::new("registries-phone-country"),
            Self::Foreign { got } => Explained::new("registries-phone-foreign").with("got", *got),
        }
    }
}

impl fmt::Display for PhoneFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a phone number")
    }
}

impl TryFrom<String> for Phone {
    type Error = PhoneFault;

    fn try_from(text: String) -> Result<Phone, PhoneFault> {
        Phone::parse(&text)
    }
}

impl From<Phone> for String {
    fn from(phone: Phone) -> String {
        phone.0
    }
}

#[cfg(test)]
mod tests;
