//! What a register is asked about a person, and what it answers: `POST /api/v1/{register}/check`.
//!
//! A register says whether what it was told agrees with what it holds. It never says what it
//! holds instead: the answer is for people who have yet to prove who they are.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use store::Moment;

use crate::name::{self, Likeness};
use crate::{Inn, Snils};

/// The sex of a person as documents know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Gender {
    /// Женский.
    Female,
    /// Мужской.
    Male,
}

/// A person as somebody says she is. What is left out is not compared.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PersonQuestion {
    /// Surname.
    pub family_name: String,
    /// Given name.
    pub given_name: String,
    /// Patronymic; `None` says that there is none.
    #[serde(default)]
    pub additional_name: Option<String>,
    /// Date of birth.
    pub birth_date: Date,
    /// Sex.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gender: Option<Gender>,
    /// СНИЛС; it must be the one that the access token is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub snils: Option<Snils>,
    /// ИНН.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inn: Option<Inn>,
    /// The passport.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub passport: Option<PassportQuestion>,
}

/// The parts of a passport that registers keep.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PassportQuestion {
    /// Four digits.
    pub series: String,
    /// Six digits.
    pub number: String,
    /// The date of issue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issued_on: Option<Date>,
    /// The code of the office, `770-001`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub issuer_code: Option<String>,
}

/// Somebody's document does not belong into a log.
impl std::fmt::Debug for PassportQuestion {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PassportQuestion(…)")
    }
}

impl From<&crate::Passport> for PassportQuestion {
    fn from(passport: &crate::Passport) -> PassportQuestion {
        PassportQuestion {
            series: passport.series.clone(),
            number: passport.number.clone(),
            issued_on: Some(passport.issued_on),
            issuer_code: Some(passport.issuer_code.clone()),
        }
    }
}

/// Whether one thing agrees with what the register holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Agreement {
    /// It is what the register holds.
    Same,
    /// A name with one letter missing, added, changed or swapped with its neighbour.
    OneLetter,
    /// The register holds something else.
    Differs,
    /// It was not asked about.
    NotAsked,
    /// The register does not keep it for this person.
    NotHeld,
}

impl Agreement {
    /// Compares what was said with what is held.
    pub fn of<T: PartialEq + ?Sized>(said: Option<&T>, held: Option<&T>) -> Agreement {
        match (said, held) {
            (None, _) => Agreement::NotAsked,
            (_, None) => Agreement::NotHeld,
            (Some(said), Some(held)) if said == held => Agreement::Same,
            _ => Agreement::Differs,
        }
    }

    /// Compares two names as [`name::compare`] does.
    pub fn of_names(said: &str, held: &str) -> Agreement {
        match name::compare(said, held) {
            Likeness::Same => Agreement::Same,
            likeness if likeness.is_slip() => Agreement::OneLetter,
            Likeness::Differs(_) => Agreement::Differs,
        }
    }

    /// Whether nothing speaks against it.
    pub fn is_fine(self) -> bool {
        matches!(self, Agreement::Same | Agreement::NotAsked)
    }
}

/// What a register answers to a [`PersonQuestion`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Match {
    /// When the register looked.
    #[serde(with = "crate::instant")]
    pub as_of: Moment,
    /// Surname.
    pub family_name: Agreement,
    /// Given name.
    pub given_name: Agreement,
    /// Patronymic.
    pub additional_name: Agreement,
    /// Date of birth.
    pub birth_date: Agreement,
    /// Sex.
    pub gender: Agreement,
    /// СНИЛС.
    pub snils: Agreement,
    /// ИНН.
    pub inn: Agreement,
    /// Series, number and what else was asked of the passport.
    pub passport: Agreement,
}

/// One line of a [`Match`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Surname.
    FamilyName,
    /// Given name.
    GivenName,
    /// Patronymic.
    AdditionalName,
    /// Date of birth.
    BirthDate,
    /// Sex.
    Gender,
    /// СНИЛС.
    Snils,
    /// ИНН.
    Inn,
    /// The passport.
    Passport,
}

impl Match {
    /// Every line of it.
    pub fn parts(&self) -> [(Part, Agreement); 8] {
        [
            (Part::FamilyName, self.family_name),
            (Part::GivenName, self.given_name),
            (Part::AdditionalName, self.additional_name),
            (Part::BirthDate, self.birth_date),
            (Part::Gender, self.gender),
            (Part::Snils, self.snils),
            (Part::Inn, self.inn),
            (Part::Passport, self.passport),
        ]
    }

    /// The lines that were asked about and do not agree, or that the register does not keep.
    pub fn differences(&self) -> Vec<(Part, Agreement)> {
        self.parts().into_iter().filter(|(_, agreement)| !agreement.is_fine()).collect()
    }

    /// Whether everything that was asked agrees.
    pub fn is_complete(&self) -> bool {
        self.differences().is_empty()
    }

    /// Whether surname, given name and patronymic agree.
    pub fn names_match(&self) -> bool {
        self.family_name.is_fine() && self.given_name.is_fine() && self.additional_name.is_fine()
    }
}
