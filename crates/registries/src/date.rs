//! Calendar dates as people type them, and the rules for a date of birth.

use std::fmt;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::Moment;

use crate::Explained;

/// Why a text is not a date.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DateFault {
    /// Nothing was typed.
    Empty,
    /// Not of the form ДД.ММ.ГГГГ.
    Form,
    /// A year of two digits says too little.
    ShortYear,
    /// There is no such month.
    Month(String),
    /// No month has such a day.
    Day(String),
    /// This month (2, 4, 6, 9 or 11) is shorter.
    ShortMonth(i8),
    /// 29 February in a year without one.
    NotLeap(i16),
}

/// Why a date cannot be one of birth.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BirthDateFault {
    /// Not a date at all.
    Date(DateFault),
    /// It has not come yet.
    Future,
    /// Nobody alive was born then.
    TooOld {
        /// The first year that is believed.
        earliest: i16,
    },
}

/// The oldest age that is believed, in years.
const OLDEST: i16 = 125;

/// The date of birth of somebody alive.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct BirthDate(Date);

/// The calendar date in Moscow.
pub fn today(now: Moment) -> Date {
    let moscow = jiff::tz::TimeZone::fixed(jiff::tz::offset(3));
    now.timestamp().to_zoned(moscow).date()
}

/// Reads ДД.ММ.ГГГГ (also with `/`, `-` or spaces) or ГГГГ-ММ-ДД.
///
/// # Errors
/// [`DateFault`].
pub fn parse(text: &str) -> Result<Date, DateFault> {
    let text = text.trim();
    if text.is_empty() {
        return Err(DateFault::Empty);
    }
    let cut = |c: char| c == '.' || c == '/' || c.is_whitespace() || crate::digits::is_dash(c);
    let parts: Vec<&str> = text.split(cut).filter(|part| !part.is_empty()).collect();
    match parts[..] {
        [year, month, day] if year.len() == 4 => from_parts(day, month, year),
        [day, month, year] => from_parts(day, month, year),
        _ => Err(DateFault::Form),
    }
}

/// Reads a date typed into three fields.
///
/// # Errors
/// [`DateFault`].
pub fn from_parts(day: &str, month: &str, year: &str) -> Result<Date, DateFault> {
    let [day, month, year] = [day.trim(), month.trim(), year.trim()];
    if [day, month, year].iter().all(|part| part.is_empty()) {
        return Err(DateFault::Empty);
    }
    let number = |part: &str, longest: usize| {
        let fits = !part.is_empty() && part.len() <= longest;
        let digits = fits && part.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| part.parse::<i16>().ok()).flatten().ok_or(DateFault::Form)
    };
    let (day_number, month_number) = (number(day, 2)?, number(month, 2)?);
    let year_number = number(year, 4)?;
    if year.len() < 4 {
        return Err(DateFault::ShortYear);
    }
    if !(1..=12).contains(&month_number) {
        return Err(DateFault::Month(month.to_owned()));
    }
    if !(1..=31).contains(&day_number) {
        return Err(DateFault::Day(day.to_owned()));
    }
    let month_number = i8::try_from(month_number).unwrap_or(1);
    let day_number = i8::try_from(day_number).unwrap_or(1);
    Date::new(year_number, month_number, day_number).map_err(|_| match (month_number, day_number) {
        (2, 29) => DateFault::NotLeap(year_number),
        _ => DateFault::ShortMonth(month_number),
    })
}

/// A date as it is typed and shown in forms: ДД.ММ.ГГГГ.
pub fn typed(date: Date) -> String {
    format!("{:02}.{:02}.{:04}", date.day(), date.month(), date.year())
}

impl BirthDate {
    /// Reads a date of birth; `today` is the date where the person is asked.
    ///
    /// # Errors
    /// [`BirthDateFault`].
    pub fn parse(text: &str, today: Date) -> Result<BirthDate, BirthDateFault> {
        BirthDate::new(parse(text).map_err(BirthDateFault::Date)?, today)
    }

    /// Checks a date that was read before.
    ///
    /// # Errors
    /// [`BirthDateFault::Future`], [`BirthDateFault::TooOld`].
    pub fn new(date: Date, today: Date) -> Result<BirthDate, BirthDateFault> {
        let earliest = today.year() - OLDEST;
        if date > today {
            Err(BirthDateFault::Future)
        } else if date.year() < earliest {
            Err(BirthDateFault::TooOld { earliest })
        } else {
            Ok(BirthDate(date))
        }
    }

    /// The date.
    pub fn date(self) -> Date {
        self.0
    }

    /// Completed years on a day. Who was born on 29 February is a year older on 1 March.
    pub fn age(self, today: Date) -> i16 {
        let birthday_passed = (today.month(), today.day()) >= (self.0.month(), self.0.day());
        today.year() - self.0.year() - i16::from(!birthday_passed)
    }

    /// The day of the birthday that completes `years` (1 March for 29 February).
    pub fn turns(self, years: i16) -> Date {
        let year = self.0.year().saturating_add(years).min(9_998);
        Date::new(year, self.0.month(), self.0.day())
            .or_else(|_| Date::new(year, 3, 1))
            .unwrap_or(Date::MAX)
    }
}

impl fmt::Display for BirthDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&typed(self.0))
    }
}

impl DateFault {
    /// The refusal in words.
    pub fn explained(&self) -> Explained {
        match self {
            Self::Empty => Explained::new("registries-date-empty"),
            Self::Form => Explained::new("registries-date-form"),
            Self::ShortYear => Explained::new("registries-date-short-year"),
            Self::Month(month) => Explained::new("registries-date-month").with("month", month),
            Self::Day(day) => Explained::new("registries-date-day").with("day", day),
            Self::ShortMonth(month) => {
                // Fluent selects by identifiers, which begin with a letter.
                Explained::new("registries-date-short-month").with("month", format!("m{month}"))
            }
            Self::NotLeap(year) => {
                Explained::new("registries-date-not-leap").with("year", year.to_string())
            }
        }
    }
}

impl BirthDateFault {
    /// The refusal in words.
    pub fn explained(&self) -> Explained {
        match self {
            Self::Date(DateFault::Empty) => Explained::new("registries-birth-empty"),
            Self::Date(fault) => fault.explained(),
            Self::Future => Explained::new("registries-birth-future"),
            Self::TooOld { earliest } => {
                Explained::new("registries-birth-too-old").with("earliest", earliest.to_string())
            }
        }
    }
}

#[cfg(test)]
mod tests;
