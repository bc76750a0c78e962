//! СНИЛС: the number of a person's pension account.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Explained;
use crate::digits::{self, DigitsFault, Slip};

/// Eleven digits: nine of the account, two that check them. Shown as `112-233-445 95`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Snils(String);

/// Why a text is not a СНИЛС.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SnilsFault {
    /// Not eleven digits.
    Digits(DigitsFault),
    /// Only zeros: nobody has this number.
    Zeros,
    /// The last two digits do not fit the first nine.
    Checksum(Slip),
}

/// Numbers up to this one were given out before there were check digits.
const LAST_UNCHECKED: u32 = 1_001_998;

impl Snils {
    /// Reads what somebody typed; spaces and dashes are passed over.
    ///
    /// # Errors
    /// [`SnilsFault`] with the likely slip.
    pub fn parse(text: &str) -> Result<Snils, SnilsFault> {
        let digits = digits::exactly(text, 11).map_err(SnilsFault::Digits)?;
        let values = digits::values(&digits);
        if values.iter().all(|value| *value == 0) {
            return Err(SnilsFault::Zeros);
        }
        let number: u32 = digits[..9].parse().unwrap_or(u32::MAX);
        if number > LAST_UNCHECKED && !fits(&values) {
            return Err(SnilsFault::Checksum(Slip::find(&values, fits)));
        }
        Ok(Snils(digits))
    }

    /// The СНИЛС of an account number below 1,000,000,000 that is above 001-001-998.
    pub fn of_account(number: u32) -> Option<Snils> {
        if number <= LAST_UNCHECKED || number >= 1_000_000_000 {
            return None;
        }
        let account = format!("{number:09}");
        let control = control(&digits::values(&account));
        Some(Snils(format!("{account}{control:02}")))
    }

    /// The eleven digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// With all but the last four digits hidden, for pages that only remind of it.
    pub fn masked(&self) -> String {
        format!("***-***-*{} {}", &self.0[7..9], &self.0[9..])
    }
}

/// The two check digits of nine (weights 9 to 1, modulo 101, 100 is written 00).
fn control(account: &[u8]) -> u32 {
    digits::weigh(account, &[9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101 % 100
}

fn fits(values: &[u8]) -> bool {
    let (account, check) = values.split_at(9);
    control(account) == u32::from(check[0]) * 10 + u32::from(check[1])
}

impl fmt::Display for Snils {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let d = &self.0;
        write!(f, "{}-{}-{} {}", &d[..3], &d[3..6], &d[6..9], &d[9..])
    }
}

/// Somebody's number does not belong into a log.
impl fmt::Debug for Snils {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Snils({})", self.masked())
    }
}

impl SnilsFault {
    /// The refusal in words.
    pub fn explained(&self) -> Explained {
        match self {
            Self::Digits(DigitsFault::Empty) => Explained::new("registries-snils-empty"),
            Self::Digits(fault) => fault.explained(),
            Self::Zeros => Explained::new("registries-snils-zeros"),
            Self::Checksum(slip) => slip.explained(),
        }
    }
}

impl fmt::Display for SnilsFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a SNILS")
    }
}

impl TryFrom<String> for Snils {
    type Error = SnilsFault;

    fn try_from(text: String) -> Result<Snils, SnilsFault> {
        Snils::parse(&text)
    }
}

impl From<Snils> for String {
    fn from(snils: Snils) -> String {
        snils.0
    }
}

#[cfg(test)]
mod tests;
