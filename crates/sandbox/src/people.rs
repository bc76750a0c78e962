//! Invented citizens: what was asked for is read, what was left out is made up.

use jiff::civil::Date;
use registries::date::{self, BirthDate};
use registries::record::{Education, Employment};
use registries::{Citizen, Explained, Gender, Inn, Name, Passport, PassportFault, Snils};
use serde_json::{Map, Value};

pub mod api;
mod invent;
pub mod pages;
pub mod store;
#[cfg(test)]
mod tests;
mod words;

pub use invent::complete;

::store::id!(
    /// An invented citizen.
    pub PersonId
);

/// A citizen as somebody asks for her; what is `None` is made up.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// Surname.
    pub family_name: Option<Name>,
    /// Given name.
    pub given_name: Option<Name>,
    /// Patronymic; `Some(None)` for somebody who has none.
    pub additional_name: Option<Option<Name>>,
    /// Date of birth.
    pub birth_date: Option<BirthDate>,
    /// Sex.
    pub gender: Option<Gender>,
    /// СНИЛС; `Some(None)` for somebody who has none.
    pub snils: Option<Option<Snils>>,
    /// ИНН; `Some(None)` for somebody who has none.
    pub inn: Option<Option<Inn>>,
    /// The passport, each field for itself; `Some(None)` for somebody who has none.
    pub passport: Option<Option<PassportDraft>>,
    /// Education.
    pub education: Option<Vec<Education>>,
    /// Work.
    pub employment: Option<Vec<Employment>>,
}

/// The fields of a passport that were given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PassportDraft {
    /// Four digits.
    pub series: Option<String>,
    /// Six digits.
    pub number: Option<String>,
    /// The date of issue.
    pub issued_on: Option<Date>,
    /// The office.
    pub issued_by: Option<String>,
    /// The code of the office.
    pub issuer_code: Option<String>,
}

/// What is wrong with one field of a draft.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    /// The field, such as `passport.number` or `education[0].institution`.
    pub field: String,
    /// Why it is refused.
    pub reason: Explained,
}

/// What came of asking for a citizen.
#[derive(Clone, Debug, PartialEq)]
pub enum Inventing {
    /// All registers know her now.
    Invented(PersonId, Box<Citizen>),
    /// Somebody has this СНИЛС or ИНН already; the name of the field.
    Taken(&'static str),
}

impl Draft {
    /// Reads a draft from JSON. A field that is missing or `null` is made up; `without` lists
    /// what the person does not have (`additional_name`, `snils`, `inn`, `passport`).
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(json: &Value, today: Date) -> Result<Draft, Vec<Refused>> {
        let mut reader = Reader { refused: Vec::new(), today };
        let draft = match json {
            Value::Object(object) => reader.draft(object),
            _ => {
                reader.refuse("", Explained::new("sandbox-refused-object"));
                Draft::default()
            }
        };
        if reader.refused.is_empty() { Ok(draft) } else { Err(reader.refused) }
    }
}

/// Reads fields and notes what is wrong with them.
struct Reader {
    refused: Vec<Refused>,
    today: Date,
}

impl Reader {
    fn draft(&mut self, object: &Map<String, Value>) -> Draft {
        let birth_date = self.field(object, "birth_date", "", |text, reader| {
            BirthDate::parse(text, reader.today).map_err(|fault| fault.explained())
        });
        let mut draft = Draft {
            family_name: self.name(object, "family_name"),
            given_name: self.name(object, "given_name"),
            additional_name: self.name(object, "additional_name").map(Some),
            birth_date,
            gender: self.field(object, "gender", "", |text, _| gender(text)),
            snils: self
                .field(object, "snils", "", |text, _| {
                    Snils::parse(text).map_err(|fault| fault.explained())
                })
                .map(Some),
            inn: self
                .field(object, "inn", "", |text, _| {
                    Inn::parse_person(text).map_err(|fault| fault.explained())
                })
                .map(Some),
            passport: self.passport(object, birth_date).map(Some),
            education: self.list(object, "education", Reader::education),
            employment: self.list(object, "employment", Reader::employment),
        };
        self.without(object, &mut draft);
        draft
    }

    fn refuse(&mut self, field: impl Into<String>, reason: Explained) {
        self.refused.push(Refused { field: field.into(), reason });
    }

    /// Reads one text with its rule; `within` names the place of the object it stands in.
    fn field<T>(
        &mut self,
        object: &Map<String, Value>,
        name: &str,
        within: &str,
        read: impl Fn(&str, &Reader) -> Result<T, Explained>,
    ) -> Option<T> {
        let outcome = match object.get(name) {
            None | Some(Value::Null) => return None,
            Some(Value::String(text)) => read(text, self),
            Some(_) => Err(Explained::new("sandbox-refused-text")),
        };
        outcome.map_err(|reason| self.refuse(format!("{within}{name}"), reason)).ok()
    }

    fn name(&mut self, object: &Map<String, Value>, name: &str) -> Option<Name> {
        self.field(object, name, "", |text, _| Name::parse(text).map_err(|fault| fault.explained()))
    }

    fn passport(
        &mut self,
        object: &Map<String, Value>,
        born: Option<BirthDate>,
    ) -> Option<PassportDraft> {
        let fields = match object.get("passport") {
            None | Some(Value::Null) => return None,
            Some(Value::Object(fields)) => fields,
            Some(_) => {
                self.refuse("passport", Explained::new("sandbox-refused-object"));
                return None;
            }
        };
        let why = |fault: PassportFault| fault.explained();
        let within = "passport.";
        Some(PassportDraft {
            series: self
                .field(fields, "series", within, |t, _| Passport::parse_series(t).map_err(why)),
            number: self
                .field(fields, "number", within, |t, _| Passport::parse_number(t).map_err(why)),
            issued_on: self.field(fields, "issued_on", within, |text, reader| {
                Passport::parse_issued_on(text, born, reader.today).map_err(why)
            }),
            issued_by: self.field(fields, "issued_by", within, |t, _| {
                Passport::parse_issued_by(t).map_err(why)
            }),
            issuer_code: self.field(fields, "issuer_code", within, |t, _| {
                Passport::parse_issuer_code(t).map_err(why)
            }),
        })
    }

    fn list<T>(
        &mut self,
        object: &Map<String, Value>,
        name: &str,
        read: impl Fn(&mut Reader, &Map<String, Value>, &str) -> Option<T>,
    ) -> Option<Vec<T>> {
        let items = match object.get(name) {
            None | Some(Value::Null) => return None,
            Some(Value::Array(items)) if items.len() <= LIST_MAX => items,
            Some(_) => {
                self.refuse(name, Explained::new("sandbox-refused-list").with("max", LIST_MAX));
                return None;
            }
        };
        let mut list = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let place = format!("{name}[{index}]");
            match item {
                Value::Object(fields) => list.extend(read(self, fields, &format!("{place}."))),
                _ => self.refuse(place, Explained::new("sandbox-refused-object")),
            }
        }
        Some(list)
    }

    fn education(&mut self, fields: &Map<String, Value>, within: &str) -> Option<Education> {
        let institution = self.words(fields, "institution", within);
        let issued_on = self.day(fields, "issued_on", within);
        let level = self.words(fields, "level", within);
        let qualification = self.words(fields, "qualification", within);
        let diploma_series = self.words(fields, "diploma_series", within);
        let diploma_number = self.words(fields, "diploma_number", within);
        let Some(institution) = institution else {
            self.missing(fields, "institution", within);
            return None;
        };
        Some(Education {
            institution,
            level: level.unwrap_or_else(|| words::LEVELS[0].to_owned()),
            qualification: qualification.unwrap_or_else(|| words::QUALIFICATIONS[0].to_owned()),
            diploma_series: diploma_series.unwrap_or_else(|| "100000".to_owned()),
            diploma_number: diploma_number.unwrap_or_else(|| "0000001".to_owned()),
            issued_on: issued_on.unwrap_or(self.today),
        })
    }

    fn employment(&mut self, fields: &Map<String, Value>, within: &str) -> Option<Employment> {
        let employer = self.words(fields, "employer", within);
        let position = self.words(fields, "position", within);
        let from = self.day(fields, "from", within);
        let to = self.day(fields, "to", within);
        if from.zip(to).is_some_and(|(from, to)| to < from) {
            self.refuse(format!("{within}to"), Explained::new("sandbox-refused-order"));
        }
        let (Some(employer), Some(from)) = (employer, from) else {
            self.missing(fields, "employer", within);
            self.missing(fields, "from", within);
            return None;
        };
        let position = position.unwrap_or_else(|| words::POSITIONS[0].to_owned());
        Some(Employment { employer, position, from, to })
    }

    /// Notes a field that must be there and is not.
    fn missing(&mut self, fields: &Map<String, Value>, name: &str, within: &str) {
        if fields.get(name).is_none_or(Value::is_null) {
            self.refuse(format!("{within}{name}"), Explained::new("sandbox-refused-missing"));
        }
    }

    fn words(&mut self, fields: &Map<String, Value>, name: &str, within: &str) -> Option<String> {
        self.field(fields, name, within, |text, _| {
            let text = registries::name::tidy(text);
            let fits = (1..=WORDS_MAX).contains(&text.chars().count());
            if fits && !text.chars().any(char::is_control) {
                Ok(text)
            } else {
                Err(Explained::new("sandbox-refused-words").with("max", WORDS_MAX))
            }
        })
    }

    fn day(&mut self, fields: &Map<String, Value>, name: &str, within: &str) -> Option<Date> {
        self.field(fields, name, within, |text, reader| {
            let day = date::parse(text).map_err(|fault| fault.explained())?;
            if day > reader.today {
                Err(Explained::new("sandbox-refused-future"))
            } else if day.year() < 1900 {
                Err(Explained::new("sandbox-refused-ancient"))
            } else {
                Ok(day)
            }
        })
    }

    /// `without`: what the person does not have.
    fn without(&mut self, object: &Map<String, Value>, draft: &mut Draft) {
        let names = match object.get("without") {
            None | Some(Value::Null) => return,
            Some(Value::Array(names)) => names,
            Some(_) => {
                return self.refuse("without", Explained::new("sandbox-refused-without"));
            }
        };
        for name in names {
            match name.as_str() {
                Some("additional_name") => draft.additional_name = Some(None),
                Some("snils") => draft.snils = Some(None),
                Some("inn") => draft.inn = Some(None),
                Some("passport") => draft.passport = Some(None),
                _ => self.refuse("without", Explained::new("sandbox-refused-without")),
            }
        }
    }
}

const LIST_MAX: usize = 50;
const WORDS_MAX: usize = 300;

fn gender(text: &str) -> Result<Gender, Explained> {
    match text.trim().to_lowercase().as_str() {
        "female" | "f" | "ж" | "женский" => Ok(Gender::Female),
        "male" | "m" | "м" | "мужской" => Ok(Gender::Male),
        _ => Err(Explained::new("sandbox-refused-gender")),
    }
}
