//! Powers of attorney that machines read (машиночитаемая доверенность, МЧД): who lets whom act in
//! whose name, and whether the signer of a document is one of them.
//!
//! The formats are those of ФНС and Минцифры: 003 (`EMCHD_1`) and 002. Their schemas were not at
//! hand; the names of elements are those that several public programs agree on. What differs from
//! program to program is read either way.

use jiff::civil::Date;
use serde::Serialize;

pub use self::judge::{Given, Judged, Registry, compare, judge, signature_inside};

mod judge;
mod numbers;
mod read;
mod report;
#[cfg(test)]
mod tests;

/// The largest file that is read, in bytes: real ones have some ten thousand.
pub const SIZE_MAX: usize = 4 * 1024 * 1024;

/// A power of attorney as it says of itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Power {
    /// `003` or `002`.
    pub format: &'static str,
    /// The number in the registry: a GUID in small letters.
    pub number: String,
    /// The number that the principal gave it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub own_number: Option<String>,
    /// The day of its making, which is the first of its term.
    pub from: Date,
    /// The last day of its term.
    pub until: Date,
    /// Where its state is told, as it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub system: Option<String>,
    /// Whether the representatives may hand it on.
    pub handing_on: HandingOn,
    /// If it was handed on: the number of the power that stands behind it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub behind: Option<Behind>,
    /// In whose name is acted. More than one must all have signed it.
    pub principals: Vec<Party>,
    /// Who may act.
    pub representatives: Vec<Party>,
    /// What they may do, as text.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// What they may do, by codes of the national list of powers.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<Code>,
    /// Whether several representatives may act together only.
    pub jointly: bool,
    /// The namespace of its elements, if it is not the one of the format.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strange_namespace: Option<String>,
}

/// Whether a power may be handed on to others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum HandingOn {
    /// It may not.
    No,
    /// Once.
    Once,
    /// Again and again.
    Always,
    /// It is not said in words that are known.
    Unknown,
}

/// The power that stands behind one that was handed on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Behind {
    /// Its number, if it is said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub number: Option<String>,
}

/// One thing that representatives may do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Code {
    /// The code.
    pub code: String,
    /// What it is called.
    pub name: String,
}

/// What somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A Russian organisation.
    Organization,
    /// A branch of one.
    Branch,
    /// A foreign organisation.
    Foreign,
    /// An entrepreneur.
    Entrepreneur,
    /// A person.
    Person,
}

/// A principal or a representative. Numbers are as they stand there, but for what separates
/// digits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Party {
    /// What it is.
    pub kind: Kind,
    /// What it is called; for a person surname, name and patronymic.
    pub name: String,
    /// ИНН: 10 digits of an organisation, 12 of a person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inn: Option<String>,
    /// КПП of an organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub kpp: Option<String>,
    /// ОГРН, or ОГРНИП of an entrepreneur.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ogrn: Option<String>,
    /// СНИЛС of a person or an entrepreneur.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snils: Option<String>,
    /// Date of birth of a person or an entrepreneur.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub born: Option<Date>,
    /// Position.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub position: Option<String>,
    /// Who acts for an organisation without a power of attorney.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub heads: Vec<Party>,
}

/// Why a file is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unread {
    /// It is no power of attorney.
    Malformed(crate::malformed::Malformed),
    /// It is one in another format.
    Format(String),
}

impl Power {
    /// Reads a power of attorney.
    ///
    /// # Errors
    ///
    /// [`Unread`] if it is none, or in a format that is not read.
    pub fn read(xml: &[u8]) -> Result<Self, Unread> {
        read::power(xml)
    }
}
