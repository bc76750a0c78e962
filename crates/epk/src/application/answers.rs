//! What an application says, and how it is read from what somebody typed.
//!
//! Personal data come from the profile at the provider; only what it does not tell is typed.
//! Education and work are lists of entries, each taken from a register or typed.

#[cfg(test)]
mod tests;

use cabinet::Profile;
use jiff::civil::{Date, date};
use registries::digits::{self, DigitsFault};
use registries::record::{Education, Employment};
use registries::{BirthDate, Explained, Name, date as dates, lookalike};
use serde::{Deserialize, Serialize};
use store::Moment;

use super::scans::Scan;

/// What is wrong with which fields, in the order of the form.
pub type Refused = Vec<(&'static str, Explained)>;

/// Fields by name as they were typed.
pub type Typed<'t> = &'t dyn Fn(&str) -> String;

/// Everything that an application says at one moment.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Answers {
    /// Who applies.
    pub person: Option<Kept<Identity>>,
    /// Documents on education, the newest first.
    pub education: Vec<Kept<Diploma>>,
    /// Work, the newest first.
    pub work: Vec<Kept<Job>>,
    /// She says that she has not worked yet.
    pub no_work: Option<Kept<NoWork>>,
    /// Scans of documents, in the order in which they were added.
    pub scans: Vec<Kept<Scan>>,
}

/// A part of the answers as it is kept.
#[derive(Clone, Debug, PartialEq)]
pub struct Kept<T> {
    /// Its name: `person`, `education/01h…`.
    pub part: String,
    /// How often it has been saved.
    pub revision: i64,
    /// When it was saved last.
    pub saved_at: Moment,
    /// What it says.
    pub value: T,
}

/// Where an entry comes from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// The person typed it, or changed what a register had said.
    #[default]
    Typed,
    /// It is as the register said.
    Register {
        /// The state of which moment that was.
        as_of: Moment,
    },
}

/// Who applies.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Surname.
    pub family_name: String,
    /// Given name.
    pub given_name: String,
    /// Patronymic, if there is one.
    pub middle_name: Option<String>,
    /// Date of birth.
    pub birth_date: Date,
    /// СНИЛС, eleven digits.
    pub snils: String,
    /// ИНН, twelve digits.
    pub inn: String,
    /// The fields that the profile told; the others were typed.
    pub told: Vec<String>,
    /// When the profile was told.
    pub told_at: Moment,
}

/// A document on education.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diploma {
    /// What it says.
    #[serde(flatten)]
    pub facts: Education,
    /// Where that comes from.
    pub source: Source,
}

/// Work at one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Job {
    /// What is said of it.
    #[serde(flatten)]
    pub facts: Employment,
    /// Where that comes from.
    pub source: Source,
}

/// «Я ещё не работал».
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoWork {
    /// Always true; the row is what counts.
    pub none: bool,
}

/// What dates are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bounds {
    /// The date where the person is asked.
    pub today: Date,
    /// Her date of birth, once it is known.
    pub born: Option<Date>,
}

/// The part of the personal data.
pub const PERSON: &str = "person";
/// The part that says that there has been no work.
pub const NO_WORK: &str = "work";
/// Before the id in the part of a document on education; alone, the whole list.
pub const EDUCATION: &str = "education";
/// Before the id in the part of a place of work; alone, the whole list.
pub const WORK: &str = "work";

/// The fields of the personal data that can be typed.
pub const PERSON_FIELDS: &[&str] = &["family_name", "given_name", "middle_name", "birth_date"];
/// The fields of a document on education.
pub const DIPLOMA_FIELDS: &[&str] =
    &["institution", "level", "qualification", "diploma_series", "diploma_number", "issued_on"];
/// The fields of a place of work; `now` is a box that stands for an empty `to`.
pub const JOB_FIELDS: &[&str] = &["employer", "position", "from", "to", "now"];

/// Levels of education in the words of the register, and the ends of the keys of their names.
pub const LEVELS: &[(&str, &str)] = &[
    ("среднее общее образование", "school"),
    ("среднее профессиональное образование", "vocational"),
    ("бакалавриат", "bachelor"),
    ("специалитет", "specialist"),
    ("магистратура", "master"),
    ("подготовка кадров высшей квалификации", "postgraduate"),
];

/// Entries in one list.
pub const ENTRIES_MAX: usize = 30;
const WORDS_MAX: usize = 200;
const SERIES_MAX: usize = 10;
/// Numbers of blanks have had six digits, later seven, in some regions more.
const NUMBER_DIGITS: std::ops::RangeInclusive<usize> = 5..=14;
/// Younger than this nobody leaves a school or is employed.
const YOUNGEST: i16 = 14;
/// Documents and work of before this year are somebody else's.
const EARLIEST: Date = date(1940, 1, 1);

/// Reads the personal data: from the profile where it tells them, else as they were typed.
///
/// # Errors
/// What is wrong with which field.
pub fn identity(
    profile: &Profile,
    told_at: Moment,
    typed: Typed,
    today: Date,
) -> Result<Identity, Refused> {
    let mut refused = Refused::new();
    let mut told = Vec::new();
    let mut name = |field: &'static str, known: &Option<String>, needed: bool| {
        if let Some(known) = known {
            told.push(field.to_owned());
            return Some(known.clone());
        }
        let text = typed(field);
        if text.is_empty() && !needed {
            return None;
        }
        let read = Name::parse(&text).map_err(|fault| refused.push((field, fault.explained())));
        read.ok().map(String::from)
    };
    let family_name = name("family_name", &profile.family_name, true);
    let given_name = name("given_name", &profile.given_name, true);
    let middle_name = name("middle_name", &profile.middle_name, false);
    let known = profile.birth_date.as_deref();
    if known.is_some() {
        told.push("birth_date".to_owned());
    }
    let born = BirthDate::parse(known.unwrap_or(&typed("birth_date")), today)
        .map_err(|fault| refused.push(("birth_date", fault.explained())));
    let (Some(family_name), Some(given_name), Ok(born)) = (family_name, given_name, born) else {
        return Err(refused);
    };
    if !refused.is_empty() {
        return Err(refused);
    }
    let (snils, inn) = (profile.snils.clone(), profile.inn.clone());
    Ok(Identity {
        family_name,
        given_name,
        middle_name,
        birth_date: born.date(),
        snils: snils.unwrap_or_default(),
        inn: inn.unwrap_or_default(),
        told,
        told_at,
    })
}

/// Reads a document on education.
///
/// # Errors
/// What is wrong with which field.
pub fn diploma(typed: Typed, bounds: &Bounds) -> Result<Education, Refused> {
    let mut refused = Refused::new();
    let institution = words(typed, "institution", "epk-field-institution-empty");
    let institution = noted(institution, &mut refused);
    let level = noted(words(typed, "level", "epk-field-level-empty"), &mut refused);
    // A school gives no qualification.
    let qualification = match typed("qualification").as_str() {
        "" | "-" | "—" => String::new(),
        _ => noted(words(typed, "qualification", ""), &mut refused),
    };
    let series = series(&typed("diploma_series")).map_err(|why| ("diploma_series", why));
    let diploma_series = noted(series, &mut refused);
    let number = number(&typed("diploma_number")).map_err(|why| ("diploma_number", why));
    let diploma_number = noted(number, &mut refused);
    let issued_on = noted(day(typed, "issued_on", bounds), &mut refused);
    if !refused.is_empty() {
        return Err(refused);
    }
    Ok(Education { institution, level, qualification, diploma_series, diploma_number, issued_on })
}

/// Reads a place of work.
///
/// # Errors
/// What is wrong with which field.
pub fn job(typed: Typed, bounds: &Bounds) -> Result<Employment, Refused> {
    let mut refused = Refused::new();
    let employer = noted(words(typed, "employer", "epk-field-employer-empty"), &mut refused);
    let position = noted(words(typed, "position", "epk-field-position-empty"), &mut refused);
    let from = day(typed, "from", bounds).map_err(|why| refused.push(why));
    let ended = typed("to");
    let to = match (typed("now").is_empty(), ended.is_empty()) {
        (false, true) => Ok(None),
        (false, false) => Err(("to", Explained::new("epk-field-to-or-now"))),
        (true, true) => Err(("to", Explained::new("epk-field-to-empty"))),
        (true, false) => day(typed, "to", bounds).map(Some),
    };
    let to = match (to, &from) {
        (Ok(Some(to)), Ok(from)) if to < *from => {
            let why = Explained::new("epk-field-to-before-from");
            refused.push(("to", why.with("from", dates::typed(*from))));
            None
        }
        (to, _) => noted(to, &mut refused),
    };
    match from {
        Ok(from) if refused.is_empty() => Ok(Employment { employer, position, from, to }),
        _ => Err(refused),
    }
}

/// A line of words: not empty, not too long, with a letter or digit in it, without signs that
/// have no shape.
fn words(
    typed: Typed,
    field: &'static str,
    empty: &'static str,
) -> Result<String, (&'static str, Explained)> {
    let text = typed(field).split_whitespace().collect::<Vec<_>>().join(" ");
    let length = text.chars().count();
    let why = if text.is_empty() {
        Explained::new(empty)
    } else if length > WORDS_MAX {
        Explained::new("epk-field-long").with("got", length).with("max", WORDS_MAX)
    } else if text.chars().any(is_unfit) {
        Explained::new("epk-field-sign")
    } else if !text.chars().any(char::is_alphanumeric) {
        Explained::new("epk-field-no-letters")
    } else {
        return Ok(text);
    };
    Err((field, why))
}

/// Control characters and the marks that turn the direction of writing round.
fn is_unfit(c: char) -> bool {
    c.is_control() || matches!(u32::from(c), 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F)
}

/// The series of a blank: digits, or letters and digits of older blanks, in capitals.
fn series(text: &str) -> Result<String, Explained> {
    let bare: String =
        text.chars().filter(|c| !c.is_whitespace() && !is_dash(*c)).collect::<String>();
    let bare = bare.to_uppercase();
    if bare.is_empty() {
        return Err(Explained::new("epk-field-series-empty"));
    }
    if let Some(sign) = bare.chars().find(|c| !c.is_ascii_digit() && !is_letter(*c)) {
        return Err(Explained::new("epk-field-series-sign").with("sign", sign.to_string()));
    }
    let length = bare.chars().count();
    if length > SERIES_MAX {
        return Err(Explained::new("epk-field-series-long").with("max", SERIES_MAX));
    }
    Ok(bare)
}

fn is_letter(c: char) -> bool {
    lookalike::alphabet(c).is_some()
}

fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}')
}

/// The number of a blank: digits only.
fn number(text: &str) -> Result<String, Explained> {
    let bare = text.trim().trim_start_matches('№');
    let digits = digits::of(bare).map_err(|fault| match fault {
        DigitsFault::Empty => Explained::new("epk-field-number-empty"),
        fault => fault.explained(),
    })?;
    if NUMBER_DIGITS.contains(&digits.len()) {
        Ok(digits)
    } else {
        Err(Explained::new("epk-field-number-length").with("got", digits.len()))
    }
}

/// A day in the life of somebody: not in the future, not before she was old enough.
fn day(
    typed: Typed,
    field: &'static str,
    bounds: &Bounds,
) -> Result<Date, (&'static str, Explained)> {
    let day = dates::parse(&typed(field)).map_err(|fault| (field, fault.explained()))?;
    if day > bounds.today {
        return Err((field, Explained::new("epk-field-date-future")));
    }
    let youngest = bounds.born.and_then(|born| BirthDate::new(born, bounds.today).ok());
    let earliest = youngest.map_or(EARLIEST, |born| born.turns(YOUNGEST).max(EARLIEST));
    if day < earliest {
        let why = Explained::new("epk-field-date-early");
        return Err((field, why.with("earliest", dates::typed(earliest))));
    }
    Ok(day)
}

/// Goes on reading after a field that was refused, so that all refusals are told at once.
fn noted<T: Default>(read: Result<T, (&'static str, Explained)>, refused: &mut Refused) -> T {
    read.unwrap_or_else(|why| {
        refused.push(why);
        T::default()
    })
}

impl Identity {
    /// «Тестова Анна Примеровна».
    pub fn whole_name(&self) -> String {
        let parts = [Some(&self.family_name), Some(&self.given_name), self.middle_name.as_ref()];
        parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ")
    }
}

impl<T> Kept<T> {
    /// The id in the name of the part: what follows the slash.
    pub fn id(&self) -> &str {
        self.part.split_once('/').map_or("", |(_, id)| id)
    }
}

impl Answers {
    /// When anything was saved last.
    pub fn saved_at(&self) -> Option<Moment> {
        let education = self.education.iter().map(|kept| kept.saved_at);
        let work = self.work.iter().map(|kept| kept.saved_at);
        let person = self.person.iter().map(|kept| kept.saved_at);
        let none = self.no_work.iter().map(|kept| kept.saved_at);
        let scans = self.scans.iter().map(|kept| kept.saved_at);
        education.chain(work).chain(person).chain(none).chain(scans).max()
    }

    /// The parts that are still missing before it can be signed.
    pub fn missing(&self) -> Vec<&'static str> {
        let work = self.work.is_empty() && self.no_work.is_none();
        let missing =
            [(PERSON, self.person.is_none()), (EDUCATION, self.education.is_empty()), (WORK, work)];
        missing.into_iter().filter(|(_, is)| *is).map(|(part, _)| part).collect()
    }

    /// Her date of birth, once it is known.
    pub fn born(&self) -> Option<Date> {
        self.person.as_ref().map(|kept| kept.value.birth_date)
    }
}
