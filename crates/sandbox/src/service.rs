//! State services that take documents about people, simulated: they verify whose token it is,
//! check that the document is whole, and answer with a registration number, at once or later, or
//! refuse it with a reason.
//!
//! At `/api/v1/services/{service}/documents/{key}`, `PUT` hands a document in, where a repeat
//! changes nothing, and `GET` tells what became of it.
//!
//! `docs/services.md` says what is sent and answered.

use std::fmt;
use std::str::FromStr;

use ::store::{Moment, SECOND};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::Value;

pub mod api;
pub mod pages;
pub mod store;
#[cfg(test)]
mod tests;

/// A service that takes documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Service {
    /// Служба занятости: registers at once.
    Employment,
    /// Аккредитация специалистов: thinks for a while.
    Accreditation,
    /// Реестр экспертов: takes people with [`EXPERIENCE_MIN_MONTHS`] of work only.
    Experts,
}

/// What the audience of a token for a service begins with; its name follows.
pub const AUDIENCE: &str = "urn:kabinet:service:";
/// The least work of an expert.
pub const EXPERIENCE_MIN_MONTHS: i64 = 36;
/// How long one that thinks takes.
pub const THINKS: i64 = 3 * SECOND;

/// A document that arrived.
#[derive(Clone, Debug, PartialEq)]
pub struct Document {
    /// Which service has it.
    pub service: Service,
    /// The sender's key.
    pub key: String,
    /// Whose it is.
    pub holder: Holder,
    /// Its data.
    pub data: Value,
    /// The digest of its file, in hexadecimal.
    pub sha256: String,
    /// Its registration number.
    pub number: String,
    /// Why it is refused, if it is.
    pub reason: Option<String>,
    /// When it came.
    pub received_at: Moment,
    /// From when on the outcome is told.
    pub answered_at: Moment,
    /// How often it was sent.
    pub calls: i64,
}

/// Whose a document is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Holder {
    /// By the document.
    pub name: String,
    /// By the token: СНИЛС, or else ИНН.
    pub number: String,
    /// The client that brought it.
    pub client: String,
    /// On which mandate of the person.
    pub mandate: Option<String>,
}

/// What became of a document, at a moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It is being looked at.
    Received,
    /// It has a number.
    Registered,
    /// It was refused.
    Refused(String),
}

impl Document {
    /// What became of it.
    pub fn outcome(&self, now: Moment) -> Outcome {
        match &self.reason {
            _ if now < self.answered_at => Outcome::Received,
            Some(reason) => Outcome::Refused(reason.clone()),
            None => Outcome::Registered,
        }
    }

    /// Where the document says that its state can be asked for, if that is an address.
    pub fn check(&self) -> Option<&str> {
        let address = self.data.get("check")?.as_str()?;
        let known = address.starts_with("http://") || address.starts_with("https://");
        known.then_some(address)
    }
}

impl Service {
    /// All of them, in the order in which pages show them.
    pub const ALL: [Service; 3] = [Service::Employment, Service::Accreditation, Service::Experts];

    /// Its name in addresses, faults and audiences.
    pub fn as_str(self) -> &'static str {
        match self {
            Service::Employment => "employment",
            Service::Accreditation => "accreditation",
            Service::Experts => "experts",
        }
    }

    /// The audience of its tokens.
    pub fn audience(self) -> String {
        format!("{AUDIENCE}{self}")
    }

    /// The key of its name for people.
    pub fn name_key(self) -> &'static str {
        match self {
            Service::Employment => "sandbox-service-employment",
            Service::Accreditation => "sandbox-service-accreditation",
            Service::Experts => "sandbox-service-experts",
        }
    }

    /// The key of what it is for.
    pub fn about_key(self) -> &'static str {
        match self {
            Service::Employment => "sandbox-about-employment",
            Service::Accreditation => "sandbox-about-accreditation",
            Service::Experts => "sandbox-about-experts",
        }
    }

    /// The key of the words for why somebody sends it a document; they follow «чтобы».
    pub fn purpose_key(self) -> &'static str {
        match self {
            Service::Employment => "sandbox-purpose-employment",
            Service::Accreditation => "sandbox-purpose-accreditation",
            Service::Experts => "sandbox-purpose-experts",
        }
    }

    /// What its registration numbers begin with.
    fn prefix(self) -> &'static str {
        match self {
            Service::Employment => "СЗ",
            Service::Accreditation => "АС",
            Service::Experts => "РЭ",
        }
    }

    /// How long it thinks before it answers with an outcome.
    fn thinks(self) -> i64 {
        if self == Service::Accreditation { THINKS } else { 0 }
    }

    /// Why it refuses a document that is in order, if it does.
    fn objection(self, data: &Value, today: Date) -> Option<String> {
        let months = worked_months(data, today);
        (self == Service::Experts && months < EXPERIENCE_MIN_MONTHS).then(|| {
            let years = EXPERIENCE_MIN_MONTHS / 12;
            format!("В реестр экспертов принимают с опытом работы от {years} лет.")
        })
    }
}

/// Whole months of work in all; time at two places at once counts once.
fn worked_months(data: &Value, today: Date) -> i64 {
    let day = |value: Option<&Value>| -> Option<Date> { value?.as_str()?.parse().ok() };
    let month = |day: Date| i64::from(day.year()) * 12 + i64::from(day.month());
    let places = data.get("employment").and_then(Value::as_array);
    let mut months: Vec<i64> = Vec::new();
    for place in places.into_iter().flatten() {
        let Some(from) = day(place.get("from")) else { continue };
        let to = day(place.get("to")).unwrap_or(today).min(today);
        months.extend(month(from)..=month(to));
    }
    months.sort_unstable();
    months.dedup();
    i64::try_from(months.len()).unwrap_or(i64::MAX)
}

impl fmt::Display for Service {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Service {
    type Err = ();

    fn from_str(name: &str) -> Result<Service, ()> {
        Service::ALL.into_iter().find(|service| service.as_str() == name).ok_or(())
    }
}
