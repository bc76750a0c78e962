//! The holder's pages: the passport, its files, its history, who verified it.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State as Ax};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use cabinet::{Cabinet, CabinetAccountId, Person};
use jiff::civil::Date;
use qrcode::QrCode;
use qrcode::render::svg;
use serde_json::json;
use store::journal::Draft;
use store::{DAY, Moment, Tx};
use web::{Failure, Lang, Page, Site, Visit, html};

use super::print::{self, Form};
use super::{Change, Education, Employment, Passport, PassportId, State, history, jobs, of_holder};
use crate::application::pages::level as level_of;
use crate::sending::{self, Sending};
use crate::verification::{self, Look};

type Answer = Result<Response, Failure>;

/// How many of the latest looks are shown.
const LOOKS: u32 = 50;
/// From so many days before the end the page says that it comes.
const SOON_DAYS: i64 = 60;

pub(crate) fn routes(cabinet: &Cabinet) -> Router {
    Router::new()
        .route("/passport", get(newest))
        .route("/passport/{id}", get(show))
        .route("/passport/{id}/file", get(full))
        .route("/passport/{id}/file/plain", get(plain))
        .with_state(cabinet.clone())
}

#[derive(Template)]
#[template(path = "passport/none.html")]
struct NonePage {
    page: Page,
}

async fn newest(Ax(cabinet): Ax<Cabinet>, visit: Visit, person: Person) -> Answer {
    let holder = person.account;
    let all = cabinet.app.db.read(move |tx| of_holder(tx, holder)).await?;
    match all.first() {
        Some(newest) => passport_page(&cabinet, &visit, &person, newest.id).await,
        None => {
            let page = cabinet.page(&visit, &person, "epk-passport-title").await;
            Ok(html(&NonePage { page }))
        }
    }
}

async fn show(
    Ax(cabinet): Ax<Cabinet>,
    visit: Visit,
    person: Person,
    Path(id): Path<String>,
) -> Answer {
    let id: PassportId = id.parse().map_err(|_| Failure::NotFound)?;
    passport_page(&cabinet, &visit, &person, id).await
}

#[derive(Template)]
#[template(path = "passport/show.html")]
struct ShowPage {
    page: Page,
    number: String,
    code: String,
    link: String,
    picture: String,
    state: State,
    state_label: String,
    /// What the state means, and the examiner's reason.
    about: String,
    reason: String,
    /// What else there is to say about the term.
    soon: String,
    person: Vec<(String, String)>,
    terms: Vec<(String, String)>,
    education: Vec<(String, Vec<(String, String)>)>,
    work: Vec<(String, Vec<(String, String)>)>,
    rests: Rests,
    events: Vec<Event>,
    looks: Vec<Event>,
    sent: Vec<sending::pages::Line>,
    /// Where it is sent from; empty when it cannot be.
    send: String,
    download: String,
    employers: String,
    newer: Option<PassportId>,
    older: Option<PassportId>,
    others: Vec<(String, String, String)>,
}

/// What the lines of the sections rest on.
struct Rests {
    person: Vec<String>,
    education: Vec<String>,
    work: Vec<String>,
    rest: Vec<String>,
}

struct Event {
    at: Moment,
    title: String,
    detail: String,
}

/// All that the page needs, of one moment.
struct Known {
    passport: Passport,
    others: Vec<Passport>,
    changes: Vec<Change>,
    looks: Vec<Look>,
    sent: Vec<Sending>,
    now: Moment,
}

fn known(tx: &Tx, holder: CabinetAccountId, id: PassportId) -> store::Result<Option<Known>> {
    // Only among her own: somebody else's passport is not there.
    let mut others = of_holder(tx, holder)?;
    let Some(at) = others.iter().position(|passport| passport.id == id) else { return Ok(None) };
    let passport = others.remove(at);
    let changes = history(tx, id)?;
    let looks = verification::looks(tx, holder, id, LOOKS)?;
    let sent = sending::of_passport(tx, id)?;
    Ok(Some(Known { passport, others, changes, looks, sent, now: tx.now() }))
}

async fn passport_page(
    cabinet: &Cabinet,
    visit: &Visit,
    person: &Person,
    id: PassportId,
) -> Answer {
    let holder = person.account;
    let found = cabinet.app.db.read(move |tx| known(tx, holder, id)).await?;
    let Known { passport, others, changes, looks, sent, now } = found.ok_or(Failure::NotFound)?;
    let page = cabinet.page(visit, person, "epk-passport-title").await;
    let state = passport.state(now);
    let facts = &passport.facts;
    let link = print::check_url(&passport, &cabinet.app.sites);
    let label = |state: State| page.t(&format!("epk-passport-state-{}", state.as_str()));
    let other = |one: &Passport| {
        let (href, number) = (format!("/passport/{}", one.id), one.number.to_string());
        (href, page.t1("epk-passport-one", "number", number), label(one.state(now)))
    };
    Ok(html(&ShowPage {
        number: passport.number.to_string(),
        code: passport.code.shown(),
        picture: picture(&link),
        link,
        state,
        state_label: label(state),
        about: match state {
            State::Valid => String::new(),
            _ => page.t(&format!("epk-passport-about-{}", state.as_str())),
        },
        reason: reason(&page, state, &changes),
        soon: soon(&page, &passport, state, now),
        person: vec![
            (page.t("epk-passport-name"), facts.whole_name()),
            (page.t("epk-passport-born"), web::date::day(facts.birth_date, page.lang())),
        ],
        terms: vec![
            (page.t("epk-passport-issued"), page.date(passport.issued_at)),
            (page.t("epk-passport-until"), web::date::day(passport.last_day(), page.lang())),
        ],
        education: facts.education.iter().map(|one| diploma(&page, one)).collect(),
        work: facts.employment.iter().map(|one| job(&page, one)).collect(),
        rests: rests(cabinet, &page, &passport),
        events: events(&page, &passport, state, &changes),
        looks: looks.iter().map(|one| look(&page, one)).collect(),
        sent: sending::pages::lines(&page, &sent),
        send: match state {
            State::Valid => format!("/passport/{id}/send"),
            _ => String::new(),
        },
        download: format!("/passport/{id}/file"),
        employers: format!("/passport/{id}/employers"),
        newer: passport.superseded_by,
        older: passport.supersedes,
        others: others.iter().map(other).collect(),
        page,
    }))
}

/// The reason of the examiner, as long as the state is hers.
fn reason(page: &Page, state: State, changes: &[Change]) -> String {
    let last = changes.last().filter(|last| last.state == state && !last.reason.is_empty());
    let words = last.filter(|_| matches!(state, State::Suspended | State::Revoked));
    words.map_or_else(String::new, |change| {
        page.t1("epk-passport-reason", "reason", change.reason.as_str())
    })
}

fn soon(page: &Page, passport: &Passport, state: State, now: Moment) -> String {
    let near = now >= passport.expires_at.plus(-SOON_DAYS * DAY);
    if state != State::Valid || !near {
        return String::new();
    }
    let until = web::date::day(passport.last_day(), page.lang());
    page.t1("epk-passport-soon", "until", until)
}

fn diploma(page: &Page, one: &Education) -> (String, Vec<(String, String)>) {
    let number = format!("{} {}", one.diploma_series, one.diploma_number).trim().to_owned();
    let rows = vec![
        (page.t("epk-passport-institution"), one.institution.clone()),
        (page.t("epk-passport-diploma"), number),
        (page.t("epk-passport-issued"), web::date::day(one.issued_on, page.lang())),
    ];
    (qualified(page, &one.qualification, &one.level), rows)
}

/// «инженер, бакалавриат» for a page: the level is in its language, where it is a known one.
pub(crate) fn qualified(page: &Page, qualification: &str, level: &str) -> String {
    match page.lang() {
        Lang::Ru => super::qualified(qualification, level),
        _ => super::qualified(qualification, &level_of(page, level)),
    }
}

fn job(page: &Page, one: &Employment) -> (String, Vec<(String, String)>) {
    let day = |date: Date| web::date::day(date, page.lang());
    let to = one.to.map_or_else(|| page.t("epk-passport-now"), day);
    let rows = vec![
        (page.t("epk-passport-employer"), one.employer.clone()),
        (page.t("epk-passport-time"), format!("{} — {to}", day(one.from))),
    ];
    (one.position.clone(), rows)
}

fn rests(cabinet: &Cabinet, page: &Page, passport: &Passport) -> Rests {
    let of = |rules: &[&str]| -> Vec<String> {
        let checks = &passport.facts.checks;
        let held = checks.iter().filter(|check| rules.contains(&check.rule.as_str()));
        held.map(|check| print::line(&cabinet.app.text, page.lang(), check)).collect()
    };
    Rests {
        person: of(&["name", "birth-date"]),
        education: of(&["diploma"]),
        work: of(&["work"]),
        rest: of(&["completeness", "signature", "duplicates"]),
    }
}

/// Newest first.
fn events(page: &Page, passport: &Passport, state: State, changes: &[Change]) -> Vec<Event> {
    let step = |(place, change): (usize, &Change)| {
        let word = if place == 0 { "issued" } else { change.state.as_str() };
        let detail = match change.reason.as_str() {
            "" => String::new(),
            reason => page.t1("epk-passport-reason", "reason", reason),
        };
        let title = page.t(&format!("epk-passport-event-{word}"));
        Event { at: change.at, title, detail }
    };
    let mut events: Vec<Event> = changes.iter().enumerate().map(step).collect();
    if state == State::Expired {
        let title = page.t("epk-passport-event-expired");
        events.push(Event { at: passport.expires_at, title, detail: String::new() });
    }
    events.reverse();
    events
}

fn look(page: &Page, look: &Look) -> Event {
    let way = look.way.map_or("unknown", verification::Way::as_str);
    Event {
        at: look.at,
        title: page.t(&format!("epk-verification-way-{way}")),
        detail: look.organisation.clone().unwrap_or_else(|| page.t("epk-verification-nameless")),
    }
}

fn picture(link: &str) -> String {
    let Ok(code) = QrCode::new(link.as_bytes()) else { return String::new() };
    let drawn = code
        .render::<svg::Color>()
        .min_dimensions(220, 220)
        .dark_color(svg::Color("#000000"))
        .light_color(svg::Color("#ffffff"))
        .build();
    format!("data:image/svg+xml;base64,{}", STANDARD.encode(drawn))
}

async fn full(Ax(cabinet): Ax<Cabinet>, person: Person, Path(id): Path<String>) -> Answer {
    download(&cabinet, &person, &id, Form::Full).await
}

async fn plain(Ax(cabinet): Ax<Cabinet>, person: Person, Path(id): Path<String>) -> Answer {
    download(&cabinet, &person, &id, Form::Plain).await
}

async fn download(cabinet: &Cabinet, person: &Person, id: &str, form: Form) -> Answer {
    let id: PassportId = id.parse().map_err(|_| Failure::NotFound)?;
    let holder = person.account;
    let found = cabinet.app.db.read(move |tx| super::find(tx, id)).await?;
    let passport = found.filter(|one| one.holder == holder).ok_or(Failure::NotFound)?;
    let file = jobs::file(&cabinet.app, &passport, form).await?;
    cabinet.app.db.journal_later(
        Draft::new(Site::Epk.as_str(), "passport.downloaded")
            .by("person", holder)
            .about(holder)
            .with(json!({ "passport": id, "form": form.as_str() })),
    );
    let name = format!("attachment; filename=\"{}\"", print::file_name(&passport));
    let headers: [(HeaderName, HeaderValue); 2] = [
        (CONTENT_TYPE, HeaderValue::from_static(print::MEDIA_TYPE)),
        (CONTENT_DISPOSITION, HeaderValue::from_str(&name).map_err(Failure::internal)?),
    ];
    Ok((headers, file).into_response())
}
