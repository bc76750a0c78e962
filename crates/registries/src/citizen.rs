//! A citizen as all registers together know her: what the sandbox's `POST /api/people` answers.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use crate::record::{
    Contribution, Declaration, Education, Employment, Holder, Licence, MedicalCertificate,
    PropertyApplication,
};
use crate::{Gender, Inn, Passport, Snils};

/// Everything that the simulated registers hold about one person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Citizen {
    /// Surname.
    pub family_name: String,
    /// Given name.
    pub given_name: String,
    /// Patronymic, if she has one.
    pub additional_name: Option<String>,
    /// Date of birth.
    pub birth_date: Date,
    /// Sex.
    pub gender: Gender,
    /// СНИЛС, if she has one.
    pub snils: Option<Snils>,
    /// ИНН, if she has one.
    pub inn: Option<Inn>,
    /// The internal passport; children and foreigners have none.
    pub passport: Option<Passport>,
    /// Education, newest first.
    pub education: Vec<Education>,
    /// Work, newest first.
    pub employment: Vec<Employment>,
    /// Insurance contributions, newest first.
    pub contributions: Vec<Contribution>,
    /// Tax declarations, newest first.
    pub declarations: Vec<Declaration>,
    /// Applications about real estate, newest first.
    pub property: Vec<PropertyApplication>,
    /// Licences, newest first.
    pub licences: Vec<Licence>,
    /// The number of the medical insurance policy, sixteen digits.
    pub policy_number: String,
    /// Medical certificates, newest first.
    pub medical: Vec<MedicalCertificate>,
}

impl Citizen {
    /// «Фамилия Имя Отчество».
    pub fn full_name(&self) -> String {
        let mut name = format!("{} {}", self.family_name, self.given_name);
        if let Some(additional) = &self.additional_name {
            name.push(' ');
            name.push_str(additional);
        }
        name
    }

    /// The person as registers write her at the head of a record.
    pub fn holder(&self) -> Holder {
        Holder {
            family_name: self.family_name.clone(),
            given_name: self.given_name.clone(),
            additional_name: self.additional_name.clone(),
            birth_date: self.birth_date,
            gender: self.gender,
            snils: self.snils.clone(),
            inn: self.inn.clone(),
        }
    }
}
