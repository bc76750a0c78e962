//! What was checked, what came out, and why: for people and for programs.

use jiff::Timestamp;
use jiff::tz::{TimeZone, offset};
use serde::{Serialize, Serializer};

use crate::certificate::{Certificate, attribute};

pub use self::report::{Line, Report};

mod report;

/// How a check ended.
///
/// They are ordered from good to bad, so that of several the worst is the `max`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// It is as it must be.
    Holds,
    /// Nothing says no, but something needed for yes is missing.
    Unknown,
    /// It is not as it must be.
    Fails,
}

/// A language of people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Language {
    /// Русский.
    #[default]
    Russian,
    /// English.
    English,
}

/// A sentence in both languages, without its full stop; make it with [`say!`](crate::say).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Text {
    /// По-русски.
    pub ru: String,
    /// In English.
    pub en: String,
}

impl Text {
    /// The sentence in a language.
    pub fn in_language(&self, language: Language) -> &str {
        match language {
            Language::Russian => &self.ru,
            Language::English => &self.en,
        }
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;
        let mut both = serializer.serialize_struct("Text", 2)?;
        both.serialize_field("ru", &self.ru)?;
        both.serialize_field("en", &self.en)?;
        both.end()
    }
}

/// A [`Text`] from two literals with the arguments of `format!` captured from around:
/// `say!("срок истёк {end}", "it expired on {end}")`.
#[macro_export]
macro_rules! say {
    ($ru:literal, $en:literal $(,)?) => {
        $crate::verdict::Text { ru: format!($ru), en: format!($en) }
    };
}

/// One thing that was checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Check {
    /// What was checked, for programs: words with dots such as `content.digest`. It never changes.
    pub name: &'static str,
    /// What it was checked on: names and values, for programs and for who wants to know more.
    #[serde(serialize_with = "as_map", skip_serializing_if = "Vec::is_empty")]
    pub input: Vec<(&'static str, String)>,
    /// How it ended.
    pub outcome: Outcome,
    /// Why it ended so; always there unless it holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<Text>,
}

impl Check {
    /// It is as it must be.
    pub fn holds(name: &'static str) -> Self {
        Self { name, input: Vec::new(), outcome: Outcome::Holds, why: None }
    }

    /// It is not as it must be.
    pub fn fails(name: &'static str, why: Text) -> Self {
        Self { name, input: Vec::new(), outcome: Outcome::Fails, why: Some(why) }
    }

    /// It cannot be told.
    pub fn unknown(name: &'static str, why: Text) -> Self {
        Self { name, input: Vec::new(), outcome: Outcome::Unknown, why: Some(why) }
    }

    /// Remembers what it was checked on.
    #[must_use]
    pub fn on(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.input.push((name, value.into()));
        self
    }

    /// Adds a remark to a check that holds.
    #[must_use]
    pub fn because(mut self, why: Text) -> Self {
        self.why = Some(why);
        self
    }
}

fn as_map<S: Serializer>(
    pairs: &[(&'static str, String)],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(pairs.iter().map(|(name, value)| (name, value)))
}

/// What came out of a signed file: one value for people (see [`Report`]) and programs.
#[derive(Clone, Debug, Serialize)]
pub struct Verdict {
    /// The worst of everything.
    pub outcome: Outcome,
    /// As of when certificates were judged that no time-stamp proves a time for.
    pub at: Timestamp,
    /// What was checked of the file as a whole.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub checks: Vec<Check>,
    /// Its signatures.
    pub signatures: Vec<Signature>,
}

/// The format of a time-stamp in the place of a signature.
pub(crate) const DOCUMENT_STAMP: &str = "PDF DocTimeStamp";

/// One signature of a file and what was found out about it.
#[derive(Clone, Debug, Serialize)]
pub struct Signature {
    /// The worst of its checks and its stamps.
    pub outcome: Outcome,
    /// `CMS`, `CAdES-BES`, `CAdES-T`, `PAdES B-B` or `PAdES B-T`.
    pub format: &'static str,
    /// Who signed, as the certificate says.
    pub signer: Option<Signer>,
    /// When it was signed, as the signer says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_at: Option<Timestamp>,
    /// A moment at which the signature was there, as a time-stamp proves.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stamped_at: Option<Timestamp>,
    /// What was checked.
    pub checks: Vec<Check>,
    /// Its time-stamps.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stamps: Vec<Stamped>,
}

/// A time-stamp of a signature.
#[derive(Clone, Debug, Serialize)]
pub struct Stamped {
    /// The worst of its checks.
    pub outcome: Outcome,
    /// The time that it says.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub time: Option<Timestamp>,
    /// Who made it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub authority: Option<Signer>,
    /// What was checked.
    pub checks: Vec<Check>,
}

/// Who a certificate names, and the certificate.
#[derive(Clone, Debug, Serialize)]
pub struct Signer {
    /// The person, else the organisation.
    pub name: String,
    /// The organisation, if a person is named beside it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub organization: Option<String>,
    /// The position held there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// СНИЛС of the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub snils: Option<String>,
    /// ИНН of the person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inn: Option<String>,
    /// ИНН of the organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub inn_of_organization: Option<String>,
    /// ОГРН of the organisation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ogrn: Option<String>,
    /// ОГРНИП of the entrepreneur.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ogrnip: Option<String>,
    /// The whole name of the subject in one line.
    pub subject: String,
    /// The whole name of the issuer in one line.
    pub issuer: String,
    /// The number of the certificate in hexadecimal digits.
    pub serial: String,
    /// SHA-256 of the certificate in hexadecimal digits.
    pub fingerprint: String,
    /// From when the certificate is valid.
    pub not_before: Timestamp,
    /// Until when the certificate is valid.
    pub not_after: Timestamp,
}

impl Verdict {
    /// Puts together what was found. A file without signatures and without a check that says why
    /// fails: that is what whoever asked wants to know.
    pub fn new(at: Timestamp, mut checks: Vec<Check>, signatures: Vec<Signature>) -> Self {
        if signatures.is_empty() && checks.iter().all(|check| check.outcome == Outcome::Holds) {
            let why = say!("в файле нет подписей", "there is no signature in the file");
            checks.push(Check::fails("signatures", why));
        }
        let outcomes = signatures.iter().map(|signature| signature.outcome);
        let outcome = checks.iter().map(|check| check.outcome).chain(outcomes).max();
        Self { outcome: outcome.unwrap_or(Outcome::Unknown), at, checks, signatures }
    }

    /// Of a file that is not what it should be.
    pub fn malformed(at: Timestamp, why: Text) -> Self {
        Self::new(at, vec![Check::fails("format", why)], Vec::new())
    }
}

impl Signature {
    /// The worst of the checks and of the stamps.
    pub fn worst(checks: &[Check], stamps: &[Stamped]) -> Outcome {
        let stamps = stamps.iter().map(|stamp| stamp.outcome);
        stamps.chain([worst(checks)]).max().unwrap_or(Outcome::Unknown)
    }
}

impl Signer {
    /// Whom a certificate names.
    pub fn of(certificate: &Certificate) -> Self {
        let subject = certificate.subject();
        let name = subject.title();
        let organization = subject.get(attribute::ORGANIZATION);
        Self {
            organization: organization.filter(|organization| *organization != name),
            name,
            title: subject.get(attribute::TITLE),
            snils: subject.snils(),
            inn: subject.inn(),
            inn_of_organization: subject.inn_of_organization(),
            ogrn: subject.ogrn(),
            ogrnip: subject.ogrnip(),
            subject: subject.to_string(),
            issuer: certificate.issuer().to_string(),
            serial: certificate.serial_text(),
            fingerprint: certificate.fingerprint(),
            not_before: certificate.not_before(),
            not_after: certificate.not_after(),
        }
    }
}

/// A moment for people, by the clock of Moscow, which has been UTC+3 since 2014.
pub fn moment(at: Timestamp) -> Text {
    let local = at.to_zoned(TimeZone::fixed(offset(3)));
    let (day, month, year) = (local.day(), local.month(), local.year());
    let (hour, minute) = (local.hour(), local.minute());
    say!(
        "{day:02}.{month:02}.{year} в {hour:02}:{minute:02} (МСК)",
        "{year}-{month:02}-{day:02} {hour:02}:{minute:02} Moscow time"
    )
}

/// The worst of some checks; [`Outcome::Unknown`] of none, because nothing was checked.
pub fn worst(checks: &[Check]) -> Outcome {
    checks.iter().map(|check| check.outcome).max().unwrap_or(Outcome::Unknown)
}
