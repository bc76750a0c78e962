//! What the registers keep about a person: `GET /api/v1/{register}/person`.
//!
//! Sums are whole kopecks. Dates are calendar dates without a time.

use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use store::Moment;

use crate::{Gender, Inn, Register, Snils};

/// The answer of one register. There is one type for each.
pub trait Record: Serialize + DeserializeOwned + Send + 'static {
    /// The register it comes from.
    const REGISTER: Register;

    /// When the register looked.
    fn as_of(&self) -> Moment;

    /// Whose record it is, as the register writes it.
    fn holder(&self) -> &Holder;
}

/// The person a record is about, as the register writes her name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
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
}

/// Work at one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Employment {
    /// The employer.
    pub employer: String,
    /// The position.
    pub position: String,
    /// The first day.
    pub from: Date,
    /// The last day; `None` while it goes on.
    pub to: Option<Date>,
}

/// Insurance contributions of one year at one employer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contribution {
    /// The year.
    pub year: i16,
    /// Who paid.
    pub employer: String,
    /// Months of insured work in the year, 1 to 12.
    pub months: i8,
    /// The pay they were computed from, in kopecks.
    pub pay_kopecks: i64,
    /// What was paid in, in kopecks.
    pub paid_kopecks: i64,
}

/// A document on education.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Education {
    /// School or university.
    pub institution: String,
    /// The level, such as «бакалавриат».
    pub level: String,
    /// The qualification, such as «инженер».
    pub qualification: String,
    /// Series of the blank.
    pub diploma_series: String,
    /// Number of the blank.
    pub diploma_number: String,
    /// When it was issued.
    pub issued_on: Date,
}

/// How far a request to a register has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Progress {
    /// It has been taken in.
    Received,
    /// It is being looked at.
    UnderReview,
    /// It was granted.
    Accepted,
    /// It was refused.
    Refused,
}

/// A tax declaration (form 3-НДФЛ).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Declaration {
    /// Its number.
    pub number: String,
    /// The year it is about.
    pub year: i16,
    /// When it was filed.
    pub filed_on: Date,
    /// How far it has come.
    pub progress: Progress,
    /// The income declared, in kopecks.
    pub income_kopecks: i64,
    /// The tax to pay, in kopecks; negative when it is to be paid back.
    pub tax_kopecks: i64,
}

/// An application about real estate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PropertyApplication {
    /// Its number.
    pub number: String,
    /// What is asked for.
    pub subject: String,
    /// The object.
    pub object: String,
    /// The cadastral number of the object.
    pub cadastral_number: String,
    /// When it was filed.
    pub filed_on: Date,
    /// How far it has come.
    pub progress: Progress,
}

/// A licence, a certificate or another right with a term.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Licence {
    /// Its number.
    pub number: String,
    /// What it allows.
    pub activity: String,
    /// Who issued it.
    pub issued_by: String,
    /// From this day.
    pub issued_on: Date,
    /// Until this day; `None` without a term.
    pub valid_until: Option<Date>,
}

/// A medical certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MedicalCertificate {
    /// Its number.
    pub number: String,
    /// The form, such as «086/у».
    pub form: String,
    /// What for.
    pub purpose: String,
    /// The clinic.
    pub issued_by: String,
    /// From this day.
    pub issued_on: Date,
    /// Until this day; `None` without a term.
    pub valid_until: Option<Date>,
    /// What the doctor wrote.
    pub conclusion: String,
}

macro_rules! records {
    ($($(#[$doc:meta])* $name:ident of $register:ident { $($(#[$field_doc:meta])*
        $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
        pub struct $name {
            /// When the register looked.
            #[serde(with = "crate::instant")]
            pub as_of: Moment,
            /// Whose record it is.
            pub holder: Holder,
            $($(#[$field_doc])* pub $field: $type,)*
        }

        impl Record for $name {
            const REGISTER: Register = Register::$register;

            fn as_of(&self) -> Moment {
                self.as_of
            }

            fn holder(&self) -> &Holder {
                &self.holder
            }
        }
    )*};
}

records! {
    /// What the tax service keeps.
    FnsRecord of Fns {
        /// Declarations, newest first.
        declarations: Vec<Declaration>,
    }
    /// What the pension and social fund keeps.
    SfrRecord of Sfr {
        /// Work, newest first.
        employment: Vec<Employment>,
        /// Contributions, newest first.
        contributions: Vec<Contribution>,
        /// The sum of all contributions, in kopecks.
        paid_kopecks: i64,
        /// Months of insured work in all.
        insured_months: i64,
    }
    /// What the register of real estate keeps.
    EgrnRecord of Egrn {
        /// Applications, newest first.
        applications: Vec<PropertyApplication>,
    }
    /// What «Мой бизнес» keeps.
    BusinessRecord of Business {
        /// Licences, newest first.
        licences: Vec<Licence>,
    }
    /// What the medical insurance fund keeps.
    TfomsRecord of Tfoms {
        /// The number of the insurance policy, sixteen digits.
        policy_number: String,
        /// Certificates, newest first.
        certificates: Vec<MedicalCertificate>,
    }
    /// What the register of education documents keeps.
    EducationRecord of Education {
        /// Documents, newest first.
        documents: Vec<Education>,
    }
}

/// The last good answer of a register about a person, to be shown with its time while the
/// register is away. Whoever keeps it seals it: it is somebody's data.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound = "")]
pub struct Kept<R: Record> {
    /// When the register was asked.
    #[serde(with = "crate::instant")]
    pub asked_at: Moment,
    /// Its answer, with the time at which the register looked.
    pub record: R,
}
