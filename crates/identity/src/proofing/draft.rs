//! What was typed: kept as it came, read when it is needed.

use std::collections::BTreeMap;

use jiff::civil::Date;
use registries::{BirthDate, Explained, Gender, Inn, Name, Passport, Snils};
use serde::{Deserialize, Serialize};

use super::{Purpose, Typed};
use crate::account::{Account, FullName};

/// Names of the fields, in forms and in the kept draft.
pub mod field {
    /// Surname.
    pub const FAMILY: &str = "family";
    /// Given name.
    pub const GIVEN: &str = "given";
    /// Patronymic, may be empty.
    pub const ADDITIONAL: &str = "additional";
    /// Date of birth.
    pub const BIRTH: &str = "birth";
    /// `female` or `male`.
    pub const GENDER: &str = "gender";
    /// Series of the passport.
    pub const SERIES: &str = "series";
    /// Number of the passport.
    pub const NUMBER: &str = "number";
    /// Its date of issue.
    pub const ISSUED_ON: &str = "issued_on";
    /// Who issued it.
    pub const ISSUED_BY: &str = "issued_by";
    /// The code of the office.
    pub const ISSUER_CODE: &str = "issuer_code";
    /// СНИЛС.
    pub const SNILS: &str = "snils";
    /// ИНН.
    pub const INN: &str = "inn";
    /// `yes`: the ИНН is left for later.
    pub const INN_LATER: &str = "inn_later";
}

/// A page of the way up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Step {
    /// The name as in the passport.
    Name,
    /// Passport, date of birth and sex.
    Passport,
    /// СНИЛС.
    Snils,
    /// ИНН.
    Inn,
}

/// Everything as typed, by field.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Draft(BTreeMap<String, String>);

/// A field and what is wrong with it.
pub type Problem = (&'static str, Explained);

impl Step {
    /// The last part of the step's address and of keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Step::Name => "name",
            Step::Passport => "passport",
            Step::Snils => "snils",
            Step::Inn => "inn",
        }
    }

    /// The step of a word.
    pub fn parse(word: &str) -> Option<Step> {
        let all = [Step::Name, Step::Passport, Step::Snils, Step::Inn];
        all.into_iter().find(|step| step.as_str() == word)
    }

    /// Its fields, in the order of the page.
    pub fn fields(self) -> &'static [&'static str] {
        match self {
            Step::Name => &[field::FAMILY, field::GIVEN, field::ADDITIONAL],
            Step::Passport => &[
                field::BIRTH,
                field::GENDER,
                field::SERIES,
                field::NUMBER,
                field::ISSUED_ON,
                field::ISSUER_CODE,
                field::ISSUED_BY,
            ],
            Step::Snils => &[field::SNILS],
            Step::Inn => &[field::INN, field::INN_LATER],
        }
    }
}

impl Draft {
    /// What the account knows already.
    pub fn of(account: &Account) -> Draft {
        let person = &account.personal;
        let mut draft = Draft::default();
        draft.set(field::FAMILY, person.name.family.as_str());
        draft.set(field::GIVEN, person.name.given.as_str());
        let additional = person.name.additional.as_ref().map_or("", Name::as_str);
        draft.set(field::ADDITIONAL, additional);
        if let Some(born) = person.birth_date {
            draft.set(field::BIRTH, &registries::date::typed(born));
        }
        draft
    }

    /// A field; empty when nothing was typed.
    pub fn get(&self, field: &str) -> &str {
        self.0.get(field).map_or("", String::as_str)
    }

    /// Puts a field in.
    pub fn set(&mut self, field: &str, value: &str) {
        self.0.insert(field.to_owned(), value.to_owned());
    }

    /// Whether anything of a step was typed.
    pub fn has(&self, step: Step) -> bool {
        step.fields().iter().any(|field| !self.get(field).is_empty())
    }

    /// Whether the ИНН is left for later.
    pub fn leaves_inn(&self) -> bool {
        self.get(field::INN_LATER) == "yes" && self.get(field::INN).is_empty()
    }

    /// What is wrong in a step.
    pub fn problems(&self, step: Step, today: Date) -> Vec<Problem> {
        match step {
            Step::Name => self.name().err().unwrap_or_default(),
            Step::Passport => self.document(today).err().unwrap_or_default(),
            Step::Snils => match Snils::parse(self.get(field::SNILS)) {
                Ok(_) => Vec::new(),
                Err(fault) => vec![(field::SNILS, fault.explained())],
            },
            Step::Inn => match self.inn() {
                Ok(_) => Vec::new(),
                Err(problem) => vec![problem],
            },
        }
    }

    /// Reads everything that a purpose needs, or names the first step in which something is
    /// missing or wrong.
    pub fn read(
        &self,
        purpose: Purpose,
        account: &Account,
        today: Date,
    ) -> std::result::Result<Typed, Step> {
        if purpose == Purpose::Inn {
            let person = &account.personal;
            let born = person.birth_date.and_then(|born| BirthDate::new(born, today).ok());
            return Ok(Typed {
                name: person.name.clone(),
                birth_date: born.ok_or(Step::Passport)?,
                gender: None,
                passport: None,
                snils: person.snils.as_ref().map(|snils| snils.value.clone()),
                inn: Some(self.inn().ok().flatten().ok_or(Step::Inn)?),
            });
        }
        let name = self.name().map_err(|_| Step::Name)?;
        let (birth_date, gender, passport) = self.document(today).map_err(|_| Step::Passport)?;
        let snils = Snils::parse(self.get(field::SNILS)).map_err(|_| Step::Snils)?;
        Ok(Typed {
            name,
            birth_date,
            gender: Some(gender),
            passport: Some(passport),
            snils: Some(snils),
            inn: self.inn().map_err(|_| Step::Inn)?,
        })
    }

    fn name(&self) -> std::result::Result<FullName, Vec<Problem>> {
        let read = |field: &'static str| {
            Name::parse(self.get(field)).map_err(|fault| (field, fault.explained()))
        };
        let additional = match self.get(field::ADDITIONAL) {
            "" => Ok(None),
            _ => read(field::ADDITIONAL).map(Some),
        };
        match (read(field::FAMILY), read(field::GIVEN), additional) {
            (Ok(family), Ok(given), Ok(additional)) => Ok(FullName { family, given, additional }),
            (family, given, additional) => {
                Err([family.err(), given.err(), additional.err()].into_iter().flatten().collect())
            }
        }
    }

    fn document(
        &self,
        today: Date,
    ) -> std::result::Result<(BirthDate, Gender, Passport), Vec<Problem>> {
        let mut problems = Vec::new();
        let mut note = |field: &'static str, said: Explained| problems.push((field, said));
        let born = BirthDate::parse(self.get(field::BIRTH), today)
            .map_err(|fault| note(field::BIRTH, fault.explained()));
        let gender = gender(self.get(field::GENDER))
            .ok_or_else(|| note(field::GENDER, Explained::new("identity-level-gender-empty")));
        let series = Passport::parse_series(self.get(field::SERIES))
            .map_err(|fault| note(field::SERIES, fault.explained()));
        let number = Passport::parse_number(self.get(field::NUMBER))
            .map_err(|fault| note(field::NUMBER, fault.explained()));
        let issued_on = Passport::parse_issued_on(self.get(field::ISSUED_ON), born.ok(), today)
            .map_err(|fault| note(field::ISSUED_ON, fault.explained()));
        let issuer_code = Passport::parse_issuer_code(self.get(field::ISSUER_CODE))
            .map_err(|fault| note(field::ISSUER_CODE, fault.explained()));
        let issued_by = Passport::parse_issued_by(self.get(field::ISSUED_BY))
            .map_err(|fault| note(field::ISSUED_BY, fault.explained()));
        match (born, gender, series, number, issued_on, issuer_code, issued_by) {
            (Ok(born), Ok(gender), Ok(series), Ok(number), Ok(on), Ok(code), Ok(by)) => {
                let passport =
                    Passport { series, number, issued_on: on, issued_by: by, issuer_code: code };
                Ok((born, gender, passport))
            }
            _ => Err(problems),
        }
    }

    fn inn(&self) -> std::result::Result<Option<Inn>, Problem> {
        if self.leaves_inn() {
            return Ok(None);
        }
        let read = Inn::parse_person(self.get(field::INN));
        read.map(Some).map_err(|fault| (field::INN, fault.explained()))
    }
}

fn gender(word: &str) -> Option<Gender> {
    match word {
        "female" => Some(Gender::Female),
        "male" => Some(Gender::Male),
        _ => None,
    }
}
