//! The internal passport of a citizen of the Russian Federation.

use std::fmt;

use jiff::civil::{Date, date};
use jiff::{Span, ToSpan as _};
use serde::{Deserialize, Serialize};

use crate::date::{self, BirthDate, DateFault};
use crate::digits::{self, DigitsFault};
use crate::{Explained, name};

/// A passport as a person types it and a register keeps it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Passport {
    /// Four digits.
    pub series: String,
    /// Six digits.
    pub number: String,
    /// When it was issued.
    pub issued_on: Date,
    /// The office that issued it.
    pub issued_by: String,
    /// The code of that office, `770-001`.
    pub issuer_code: String,
}

/// What is wrong with one field of a passport.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PassportFault {
    /// The series is not four digits.
    Series(DigitsFault),
    /// No region has the number that the series begins with.
    Region,
    /// The number is not six digits.
    Number(DigitsFault),
    /// Numbers begin with 000101.
    NoSuchNumber,
    /// The date of issue is not a date.
    IssuedOn(DateFault),
    /// It was issued in the future.
    IssuedInFuture,
    /// There were no such passports before October 1997.
    IssuedTooEarly,
    /// It was issued before its holder turned fourteen.
    IssuedBefore14,
    /// The office is not named, is too long or has signs that no office has.
    IssuedBy,
    /// The code of the office is not six digits.
    IssuerCode(DigitsFault),
}

/// The first day passports of today's form were issued.
const FIRST_ISSUED: Date = date(1997, 10, 1);
/// A passport is renewed within this many days after the birthdays below.
const GRACE_DAYS: i32 = 90;
/// The ages at which a passport is renewed.
const RENEWED_AT: [i16; 2] = [20, 45];
const ISSUED_BY_MAX: usize = 250;

impl Passport {
    /// Reads the four digits of the series: `45 08`.
    ///
    /// # Errors
    /// [`PassportFault::Series`], [`PassportFault::Region`].
    pub fn parse_series(text: &str) -> Result<String, PassportFault> {
        let series = digits::exactly(text, 4).map_err(PassportFault::Series)?;
        if series.starts_with("00") { Err(PassportFault::Region) } else { Ok(series) }
    }

    /// Reads the six digits of the number.
    ///
    /// # Errors
    /// [`PassportFault::Number`], [`PassportFault::NoSuchNumber`].
    pub fn parse_number(text: &str) -> Result<String, PassportFault> {
        let number = digits::exactly(text, 6).map_err(PassportFault::Number)?;
        if number.as_str() <= "000100" { Err(PassportFault::NoSuchNumber) } else { Ok(number) }
    }

    /// Reads the date of issue. Without a date of birth the age is not checked.
    ///
    /// # Errors
    /// [`PassportFault::IssuedOn`] and those after it.
    pub fn parse_issued_on(
        text: &str,
        born: Option<BirthDate>,
        today: Date,
    ) -> Result<Date, PassportFault> {
        let issued = date::parse(text).map_err(PassportFault::IssuedOn)?;
        if issued > today {
            Err(PassportFault::IssuedInFuture)
        } else if issued < FIRST_ISSUED {
            Err(PassportFault::IssuedTooEarly)
        } else if born.is_some_and(|born| issued < born.turns(14)) {
            Err(PassportFault::IssuedBefore14)
        } else {
            Ok(issued)
        }
    }

    /// Reads the name of the issuing office.
    ///
    /// # Errors
    /// [`PassportFault::IssuedBy`].
    pub fn parse_issued_by(text: &str) -> Result<String, PassportFault> {
        let office = name::tidy(text);
        let length = office.chars().count();
        let allowed = |c: char| c.is_alphanumeric() || c == ' ' || "-.,«»\"'№()/".contains(c);
        let worded = office.chars().any(char::is_alphabetic);
        if (3..=ISSUED_BY_MAX).contains(&length) && worded && office.chars().all(allowed) {
            Ok(office)
        } else {
            Err(PassportFault::IssuedBy)
        }
    }

    /// Reads the code of the issuing office and writes it as `770-001`.
    ///
    /// # Errors
    /// [`PassportFault::IssuerCode`].
    pub fn parse_issuer_code(text: &str) -> Result<String, PassportFault> {
        let code = digits::exactly(text, 6).map_err(PassportFault::IssuerCode)?;
        Ok(format!("{}-{}", &code[..3], &code[3..]))
    }

    /// The last day on which it is good, if it runs out at all: 90 days after the holder's
    /// twentieth or forty-fifth birthday, whichever comes first after the issue.
    pub fn good_until(&self, born: BirthDate) -> Option<Date> {
        let renewal =
            RENEWED_AT.iter().map(|age| born.turns(*age)).find(|day| *day > self.issued_on);
        renewal.map(|day| day.saturating_add(grace()))
    }

    /// Series and number together, the ten digits that name the document.
    pub fn digits(&self) -> String {
        format!("{}{}", self.series, self.number)
    }
}

fn grace() -> Span {
    GRACE_DAYS.days()
}

impl fmt::Display for Passport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (region, year) = self.series.split_at_checked(2).unwrap_or((&self.series, ""));
        write!(f, "{region} {year} {}", self.number)
    }
}

/// Somebody's document does not belong into a log.
impl fmt::Debug for Passport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Passport(…)")
    }
}

impl PassportFault {
    /// The refusal in words.
    pub fn explained(&self) -> Explained {
        match self {
            Self::Series(DigitsFault::Empty) => Explained::new("registries-passport-series-empty"),
            Self::Number(DigitsFault::Empty) => Explained::new("registries-passport-number-empty"),
            Self::IssuerCode(DigitsFault::Empty) => {
                Explained::new("registries-passport-code-empty")
            }
            Self::Series(fault) | Self::Number(fault) | Self::IssuerCode(fault) => {
                fault.explained()
            }
            Self::IssuedOn(DateFault::Empty) => Explained::new("registries-passport-date-empty"),
            Self::IssuedOn(fault) => fault.explained(),
            Self::Region => Explained::new("registries-passport-region"),
            Self::NoSuchNumber => Explained::new("registries-passport-no-such-number"),
            Self::IssuedInFuture => Explained::new("registries-passport-future"),
            Self::IssuedTooEarly => Explained::new("registries-passport-too-early"),
            Self::IssuedBefore14 => Explained::new("registries-passport-before-14"),
            Self::IssuedBy => Explained::new("registries-passport-office"),
        }
    }
}

#[cfg(test)]
mod tests;
