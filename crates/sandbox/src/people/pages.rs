//! The list of invented people, each person's records, and the form that invents one.

use axum::extract::{Path, Query, State};
use axum::response::Response;
use http::StatusCode;
use jiff::civil::Date;
use registries::date::typed;
use registries::record::Progress;
use registries::{Citizen, Gender, Snils};
use serde::Deserialize;
use serde_json::{Map, Value, json};
use web::{Choice, Failure, Fields, Form, Page, Visit, html, html_status, see_other};

use super::store::{self, Line};
use super::{Inventing, PersonId};
use crate::Sandbox;
use crate::fault::pages::frame;

const PAGE_LENGTH: i64 = 50;
/// The fields of the form; all may stay empty.
const FIELDS: [&str; 7] =
    ["family_name", "given_name", "additional_name", "birth_date", "gender", "snils", "inn"];

#[derive(askama::Template)]
#[template(path = "people/list.html")]
struct ListPage {
    page: Page,
    lines: Vec<Line>,
    newer: String,
    older: String,
}

#[derive(askama::Template)]
#[template(path = "people/new.html")]
struct NewPage {
    page: Page,
    fields: Fields,
    genders: Vec<Choice>,
}

#[derive(askama::Template)]
#[template(path = "people/show.html")]
struct ShowPage {
    page: Page,
    citizen: Citizen,
}

/// Which part of the list.
#[derive(Deserialize)]
pub struct Part {
    #[serde(default)]
    skip: u32,
}

/// All invented people, newest first.
pub async fn list(
    State(sandbox): State<Sandbox>,
    visit: Visit,
    Query(part): Query<Part>,
) -> Result<Response, Failure> {
    let skip = i64::from(part.skip);
    let mut lines = sandbox.app().db.read(move |tx| store::list(tx, skip, PAGE_LENGTH + 1)).await?;
    let more = lines.len() as i64 > PAGE_LENGTH;
    lines.truncate(PAGE_LENGTH as usize);
    let place = |skip: i64| format!("/people?skip={skip}");
    let older = if more { place(skip + PAGE_LENGTH) } else { String::new() };
    let newer = if skip > 0 { place((skip - PAGE_LENGTH).max(0)) } else { String::new() };
    let page = frame(&visit, "sandbox-people-title", "/people");
    Ok(html(&ListPage { page, lines, newer, older }))
}

/// One person and what the registers hold about her.
pub async fn show(
    State(sandbox): State<Sandbox>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id: PersonId = id.parse().map_err(|_| Failure::NotFound)?;
    let found = sandbox.app().db.read(move |tx| store::by_id(tx, id)).await?;
    let (_, citizen) = found.ok_or(Failure::NotFound)?;
    let page = frame(&visit, "sandbox-people-title", "").title(citizen.full_name());
    Ok(html(&ShowPage { page, citizen }))
}

/// The form.
pub async fn new(visit: Visit) -> Response {
    html(&form_page(&visit, Fields::empty().with("gender", "")))
}

/// Invents the person of the form.
pub async fn create(
    State(sandbox): State<Sandbox>,
    visit: Visit,
    form: Form,
) -> Result<Response, Failure> {
    let mut draft = Map::new();
    for name in FIELDS.into_iter().filter(|name| !form.text(name).is_empty()) {
        draft.insert(name.to_owned(), json!(form.text(name)));
    }
    if form.has("no_additional_name") {
        draft.insert("without".to_owned(), json!(["additional_name"]));
    }
    let mut fields = Fields::from(&form, &FIELDS);
    match sandbox.invent(&Value::Object(draft)).await? {
        Ok(Inventing::Invented(id, _)) => return Ok(see_other(&format!("/people/{id}"))),
        Ok(Inventing::Taken(field)) => {
            fields.error(field, visit.t("sandbox-refused-taken"));
        }
        Err(refused) => {
            for one in refused {
                fields.error(&one.field, one.reason.said_to(&visit));
            }
        }
    }
    Ok(html_status(StatusCode::UNPROCESSABLE_ENTITY, &form_page(&visit, fields)))
}

fn form_page(visit: &Visit, fields: Fields) -> NewPage {
    let genders = vec![
        Choice::new("", visit.t("sandbox-gender-any")),
        Choice::new("female", visit.t("sandbox-gender-female")),
        Choice::new("male", visit.t("sandbox-gender-male")),
    ];
    let page = frame(visit, "sandbox-new-title", "/people/new").narrow();
    NewPage { page, fields, genders }
}

impl Line {
    /// The СНИЛС as it is printed.
    fn shown_snils(&self) -> String {
        let snils = self.snils.as_deref().and_then(|text| Snils::parse(text).ok());
        snils.map_or("—".to_owned(), |snils| snils.to_string())
    }
}

impl ShowPage {
    fn day(&self, day: &Date) -> String {
        web::date::day(*day, self.page.lang())
    }

    fn until(&self, day: &Option<Date>, never: &str) -> String {
        day.map_or_else(|| self.page.t(never), |day| self.day(&day))
    }

    fn gender(&self) -> String {
        self.page.t(match self.citizen.gender {
            Gender::Female => "sandbox-gender-female",
            Gender::Male => "sandbox-gender-male",
        })
    }

    fn snils(&self) -> String {
        let none = || self.page.t("sandbox-none");
        self.citizen.snils.as_ref().map_or_else(none, ToString::to_string)
    }

    fn inn(&self) -> String {
        let none = || self.page.t("sandbox-none");
        self.citizen.inn.as_ref().map_or_else(none, ToString::to_string)
    }

    fn passport(&self) -> String {
        let Some(passport) = &self.citizen.passport else { return self.page.t("sandbox-none") };
        let day = typed(passport.issued_on);
        format!("{passport}, {day}, {}, {}", passport.issued_by, passport.issuer_code)
    }

    fn progress(&self, progress: &Progress) -> String {
        self.page.t(match progress {
            Progress::Received => "sandbox-progress-received",
            Progress::UnderReview => "sandbox-progress-under-review",
            Progress::Accepted => "sandbox-progress-accepted",
            Progress::Refused => "sandbox-progress-refused",
        })
    }

    /// «48 120,50 ₽».
    fn rubles(&self, kopecks: &i64) -> String {
        let sign = if *kopecks < 0 { "−" } else { "" };
        let (whole, part) = (kopecks.unsigned_abs() / 100, kopecks.unsigned_abs() % 100);
        let digits = whole.to_string();
        let mut grouped = String::new();
        for (place, digit) in digits.chars().enumerate() {
            if place > 0 && (digits.len() - place) % 3 == 0 {
                grouped.push('\u{a0}');
            }
            grouped.push(digit);
        }
        let comma = if self.page.lang() == web::Lang::Ru { ',' } else { '.' };
        format!("{sign}{grouped}{comma}{part:02}\u{a0}₽")
    }
}
