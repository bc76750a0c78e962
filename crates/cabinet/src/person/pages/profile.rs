//! *Мои данные*: what came from the provider, what the registers say, and where the two differ.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use registries::{FnsRecord, Record, SfrRecord};
use web::{Failure, Page, Visit};

use super::level_key;
use crate::section::pages::{Note, when};
use crate::section::{Comparison, Line, Patience, Section, compare, snils_shown};
use crate::{Cabinet, Person, Profile};

/// A value of the profile with its words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// What it is.
    pub label: String,
    /// The value.
    pub value: String,
}

/// One register beside the profile.
pub struct Compared {
    /// The register's name.
    pub name: String,
    /// The lines, when it has answered.
    pub lines: Vec<Line>,
    /// Where it comes from, how old it is.
    pub note: Note,
}

#[derive(Template)]
#[template(path = "person/profile.html")]
struct ProfilePage {
    page: Page,
    rows: Vec<Row>,
    entered: String,
    change: Option<String>,
    compared: Vec<Compared>,
}

pub(super) async fn show(
    State(cabinet): State<Cabinet>,
    visit: Visit,
    person: Person,
) -> Result<Response, Failure> {
    let until = Patience::of_a_page();
    let (sfr, fns) = tokio::join!(
        cabinet.section::<SfrRecord>(&person, until),
        cabinet.section::<FnsRecord>(&person, until),
    );
    let page = cabinet.page(&visit, &person, "cabinet-profile-title").await;
    let compared =
        vec![cabinet.compared(&page, &person, &sfr?), cabinet.compared(&page, &person, &fns?)];
    let now = cabinet.app.clock.now();
    Ok(web::html(&ProfilePage {
        rows: rows(&page, &person.profile),
        entered: page.t1("cabinet-profile-entered", "when", when(&page, person.entered_at, now)),
        change: cabinet.entrance.pages().map(|pages| cabinet.there_and_back(&pages.profile)),
        compared,
        page,
    }))
}

impl Cabinet {
    /// A register beside the profile.
    pub fn compared<R: Record>(
        &self,
        page: &Page,
        person: &Person,
        section: &Section<R>,
    ) -> Compared {
        let holder = section.record.as_ref().map(Record::holder);
        let lines = holder.map(|holder| compare(&person.profile, holder)).unwrap_or_default();
        let name = page.t(R::REGISTER.name_key());
        Compared { name, lines, note: self.note(page, section) }
    }
}

impl Compared {
    /// Whether anything differs.
    pub fn differs(&self) -> bool {
        self.lines.iter().any(|line| line.comparison == Comparison::Different)
    }
}

impl Line {
    /// Colour and key of the words that say how the values stand to each other.
    pub fn tag(&self) -> (&'static str, &'static str) {
        match self.comparison {
            Comparison::Same => ("success", "cabinet-compare-same"),
            Comparison::Different => ("danger", "cabinet-compare-different"),
            Comparison::Missing => ("neutral", "cabinet-compare-missing"),
        }
    }
}

/// The profile in words; what the provider did not tell is left out.
pub fn rows(page: &Page, profile: &Profile) -> Vec<Row> {
    let gender = profile.gender.as_deref().map(|gender| match gender {
        "female" => page.t("cabinet-gender-female"),
        _ => page.t("cabinet-gender-male"),
    });
    let name = Some(profile.whole_name()).filter(|name| !name.is_empty());
    let born = profile.birth_date.as_deref().map(|iso| web::date::short_iso(iso, page.lang()));
    let all = [
        ("cabinet-full-name", name),
        ("cabinet-birth-date", born),
        ("cabinet-gender", gender),
        ("cabinet-snils", profile.snils.as_deref().map(snils_shown)),
        ("cabinet-inn", profile.inn.clone()),
        ("cabinet-phone", profile.phone.as_deref().map(phone_shown)),
        ("cabinet-email", profile.email.clone()),
        ("cabinet-level", profile.level.map(|level| page.t(level_key(level)))),
    ];
    let rows = all.into_iter().filter_map(|(key, value)| Some((key, value?)));
    rows.map(|(key, value)| Row { label: page.t(key), value }).collect()
}

fn phone_shown(e164: &str) -> String {
    registries::Phone::parse(e164).map_or_else(|_| e164.to_owned(), |phone| phone.to_string())
}
