//! ИНН: the number of a taxpayer.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::Explained;
use crate::digits::{self, DigitsFault, Slip};

/// Twelve digits of a person or ten of an organisation.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Inn(String);

/// Why a text is not an ИНН.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InnFault {
    /// Not a number of ten or twelve digits.
    Digits(DigitsFault),
    /// Ten digits: the number of an organisation where a person's is wanted.
    Organisation,
    /// Only zeros: nobody has this number.
    Zeros,
    /// The last digits do not fit the first.
    Checksum(Slip),
}

const WEIGHTS_10: [u32; 9] = [2, 4, 10, 3, 5, 9, 4, 6, 8];
const WEIGHTS_11: [u32; 10] = [7, 2, 4, 10, 3, 5, 9, 4, 6, 8];
const WEIGHTS_12: [u32; 11] = [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8];

impl Inn {
    /// Reads the number of a person or an organisation; spaces and dashes are passed over.
    ///
    /// # Errors
    /// [`InnFault`] with the likely slip.
    pub fn parse(text: &str) -> Result<Inn, InnFault> {
        let digits = digits::of(text).map_err(InnFault::Digits)?;
        let values = digits::values(&digits);
        if !matches!(values.len(), 10 | 12) {
            let want = if values.len() < 10 { 10 } else { 12 };
            return Err(InnFault::Digits(DigitsFault::Length { got: values.len(), want }));
        }
        if values.iter().all(|value| *value == 0) {
            return Err(InnFault::Zeros);
        }
        if !fits(&values) {
            return Err(InnFault::Checksum(Slip::find(&values, fits)));
        }
        Ok(Inn(digits))
    }

    /// Reads the number of a person: twelve digits.
    ///
    /// # Errors
    /// As [`Inn::parse`], and [`InnFault::Organisation`].
    pub fn parse_person(text: &str) -> Result<Inn, InnFault> {
        match Inn::parse(text) {
            Ok(inn) if !inn.is_person() => Err(InnFault::Organisation),
            Err(InnFault::Digits(DigitsFault::Length { got, .. })) => {
                Err(InnFault::Digits(DigitsFault::Length { got, want: 12 }))
            }
            outcome => outcome,
        }
    }

    /// The number of a person with these first ten digits (a value below 10,000,000,000).
    pub fn of_person(first_ten: u64) -> Option<Inn> {
        if first_ten == 0 || first_ten >= 10_000_000_000 {
            return None;
        }
        let mut values = digits::values(&format!("{first_ten:010}"));
        values.push(check(&values, &WEIGHTS_11));
        values.push(check(&values, &WEIGHTS_12));
        Some(Inn(values.iter().map(|value| char::from(b'0' + value)).collect()))
    }

    /// Whether it is a person's.
    pub fn is_person(&self) -> bool {
        self.0.len() == 12
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// With all but the last four digits hidden.
    pub fn masked(&self) -> String {
        let hidden = self.0.len() - 4;
        format!("{}{}", "*".repeat(hidden), &self.0[hidden..])
    }
}

fn check(values: &[u8], weights: &[u32]) -> u8 {
    u8::try_from(digits::weigh(values, weights) % 11 % 10).unwrap_or(0)
}

fn fits(values: &[u8]) -> bool {
    match values.len() {
        10 => check(values, &WEIGHTS_10) == values[9],
        12 => check(values, &WEIGHTS_11) == values[10] && check(values, &WEIGHTS_12) == values[11],
        _ => false,
    }
}

impl fmt::Display for Inn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Somebody's number does not belong into a log.
impl fmt::Debug for Inn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Inn({})", self.masked())
    }
}

impl InnFault {
    /// The refusal in words.
    pub fn explained(&self) -> Explained {
        match self {
            Self::Digits(DigitsFault::Empty) => Explained::new("registries-inn-empty"),
            Self::Digits(fault) => fault.explained(),
            Self::Organisation => Explained::new("registries-inn-organisation"),
            Self::Zeros => Explained::new("registries-inn-zeros"),
            Self::Checksum(slip) => slip.explained(),
        }
    }
}

impl fmt::Display for InnFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an INN")
    }
}

impl TryFrom<String> for Inn {
    type Error = InnFault;

    fn try_from(text: String) -> Result<Inn, InnFault> {
        Inn::parse(&text)
    }
}

impl From<Inn> for String {
    fn from(inn: Inn) -> String {
        inn.0
    }
}

#[cfg(test)]
mod tests;
