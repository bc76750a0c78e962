//! ОГРН and ОГРНИП: the number under which an organisation or an entrepreneur is registered.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::digits::{self, DigitsFault, Slip};
use crate::{Explained, Inn};

/// Thirteen digits of an organisation or fifteen of an entrepreneur; the last one checks the
/// others (order of the Ministry of Finance 165н of 30.10.2017, items 5 to 7).
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Ogrn(String);

/// Why a text is not an ОГРН.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OgrnFault {
    /// Not a number of thirteen or fifteen digits.
    Digits(DigitsFault),
    /// Only zeros: nobody has this number.
    Zeros,
    /// The last digit does not fit the others.
    Checksum(Slip),
}

impl Ogrn {
    /// Reads what somebody typed; spaces and dashes are passed over.
    ///
    /// # Errors
    /// [`OgrnFault`] with the likely slip.
    pub fn parse(text: &str) -> Result<Ogrn, OgrnFault> {
        let digits = digits::of(text).map_err(OgrnFault::Digits)?;
        let values = digits::values(&digits);
        if !matches!(values.len(), 13 | 15) {
            let want = if values.len() < 14 { 13 } else { 15 };
            return Err(OgrnFault::Digits(DigitsFault::Length { got: values.len(), want }));
        }
        if values.iter().all(|value| *value == 0) {
            return Err(OgrnFault::Zeros);
        }
        if !fits(&values) {
            return Err(OgrnFault::Checksum(Slip::find(&values, fits)));
        }
        Ok(Ogrn(digits))
    }

    /// The number with these first twelve digits (a value below 1,000,000,000,000).
    pub fn of_organisation(first_twelve: u64) -> Option<Ogrn> {
        if first_twelve == 0 || first_twelve >= 1_000_000_000_000 {
            return None;
        }
        Some(Ogrn(format!("{first_twelve:012}{}", first_twelve % 11 % 10)))
    }

    /// Whether it is an entrepreneur's: a person without an organisation.
    pub fn is_entrepreneur(&self) -> bool {
        self.0.len() == 15
    }

    /// Whether both numbers can belong to the same: two of an organisation, or two of a person.
    pub fn goes_with(&self, inn: &Inn) -> bool {
        self.is_entrepreneur() == inn.is_person()
    }

    /// The digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The rest of the number before the last digit, divided by eleven or thirteen.
fn fits(values: &[u8]) -> bool {
    let Some((last, first)) = values.split_last() else { return false };
    let divisor = if values.len() == 15 { 13 } else { 11 };
    let number = first.iter().fold(0_u64, |sum, digit| sum * 10 + u64::from(*digit));
    number % divisor % 10 == u64::from(*last)
}

impl fmt::Display for Ogrn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// An entrepreneur's number is a person's.
impl fmt::Debug for Ogrn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Ogrn({}…)", &self.0[..1])
    }
}

impl OgrnFault {
    /// The refusal in words.
    pub fn explained(&self) -> Explained {
        match self {
            Self::Digits(DigitsFault::Empty) => Explained::new("registries-ogrn-empty"),
            Self::Digits(fault) => fault.explained(),
            Self::Zeros => Explained::new("registries-ogrn-zeros"),
            Self::Checksum(slip) => slip.explained(),
        }
    }
}

impl fmt::Display for OgrnFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an OGRN")
    }
}

impl TryFrom<String> for Ogrn {
    type Error = OgrnFault;

    fn try_from(text: String) -> Result<Ogrn, OgrnFault> {
        Ogrn::parse(&text)
    }
}

impl From<Ogrn> for String {
    fn from(ogrn: Ogrn) -> String {
        ogrn.0
    }
}

#[cfg(test)]
mod tests;
