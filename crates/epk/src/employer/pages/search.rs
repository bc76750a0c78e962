//! The way of an organisation to a passport: search, cards, a request, the view.

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State as Ax};
use axum::http::StatusCode;
use axum::routing::{get, post};
use cabinet::Cabinet;
use serde::Deserialize;
use serde_json::json;
use store::Moment;
use web::{
    Choice, Failure, Fields, FlashKind, Form, Page, Visit, flash, html, html_status, see_other,
};

use super::{Acting, Answer};
use crate::employer::entry;
use crate::employer::find::{self, Card, FindId, Found, Searching, behind, card};
use crate::employer::request::{
    Asking, DAYS, Opening, Purpose, Request, RequestId, State, View, WORDS_MAX, Wish, card_of,
    of_employer, open, withdraw,
};
use crate::passport;
use crate::passport::pages::qualified;

pub(super) fn routes() -> Router<Cabinet> {
    Router::new()
        .route("/employer/search", get(search))
        .route("/employer/ask/{card}", get(ask).post(send))
        .route("/employer/requests/{id}", get(show))
        .route("/employer/requests/{id}/withdraw", post(take_back))
        .route("/employer/requests/{id}/passport", get(look))
}

/// «инженер, бакалавриат» and how many more.
pub(super) fn title(page: &Page, card: &Card) -> String {
    let one =
        |(qualification, level, _): &(String, String, i16)| qualified(page, qualification, level);
    card.qualifications.iter().map(one).collect::<Vec<_>>().join("; ")
}

/// A card as pages show it.
pub(super) struct Shown {
    pub(super) href: String,
    pub(super) title: String,
    pub(super) rows: Vec<(String, String)>,
}

pub(super) fn shown(page: &Page, href: String, card: &Card) -> Shown {
    let year = |(qualification, level, year): &(String, String, i16)| {
        let what = match qualification.as_str() {
            "" => qualified(page, "", level),
            qualification => qualification.to_owned(),
        };
        let what = page.t1("epk-employer-card-year", "qualification", what);
        (what, year.to_string())
    };
    let until = web::date::day(card.until, page.lang());
    let mut rows: Vec<(String, String)> = card.qualifications.iter().map(year).collect();
    rows.push((page.t("epk-passport-until"), until));
    Shown { href, title: title(page, card), rows }
}

#[derive(Deserialize)]
struct Question {
    q: Option<String>,
    page: Option<i64>,
}

#[derive(Template)]
#[template(path = "employer/search.html")]
struct SearchPage {
    page: Page,
    fields: Fields,
    asked: bool,
    cards: Vec<Shown>,
    older: String,
}

async fn search(
    Ax(cabinet): Ax<Cabinet>,
    visit: Visit,
    acting: Acting,
    Query(question): Query<Question>,
) -> Answer {
    let words = question.q.unwrap_or_default();
    let words: String = words.trim().chars().take(200).collect();
    let place = question.page.unwrap_or(0);
    let page = cabinet.page(&visit, &acting.person, "epk-employer-search").await;
    let mut fields = Fields::empty().with("q", words.as_str());
    if words.is_empty() {
        let (cards, older) = (Vec::new(), String::new());
        return Ok(html(&SearchPage { page, fields, asked: false, cards, older }));
    }
    let (by, asked) = (acting.person.account, words.clone());
    let searching =
        cabinet.app.db.write("employer.search", move |tx| find::search(tx, by, &asked, place));
    let found = match searching.await? {
        Searching::Found(found) => found,
        Searching::Beyond => return Err(Failure::NotFound),
        Searching::Nobody => return Ok(see_other("/employer")),
        Searching::TooMany { until } => return Err(too_many(&cabinet, until)),
        Searching::Vague => {
            fields.error("q", visit.t("epk-employer-search-vague"));
            let (cards, older) = (Vec::new(), String::new());
            let shown = SearchPage { page, fields, asked: false, cards, older };
            return Ok(html_status(StatusCode::UNPROCESSABLE_ENTITY, &shown));
        }
    };
    let about = json!({ "employer": acting.employer.id, "words": words, "page": place });
    cabinet.app.db.journal_later(entry("searched").by("person", by).with(about));
    let older = older(&found, &words, place);
    let cards = found
        .cards
        .iter()
        .map(|(id, card)| shown(&page, format!("/employer/ask/{id}"), card))
        .collect();
    Ok(html(&SearchPage { page, fields, asked: true, cards, older }))
}

/// The address of the next page; empty when there is none.
fn older(found: &Found, words: &str, place: i64) -> String {
    if !found.more {
        return String::new();
    }
    let page = (place + 1).to_string();
    format!("/employer/search?{}", oauth::form::encode([("q", words), ("page", page.as_str())]))
}

fn too_many(cabinet: &Cabinet, until: Moment) -> Failure {
    let seconds = until.since(cabinet.app.clock.now()) / store::SECOND + 1;
    Failure::TooMany { retry_seconds: u64::try_from(seconds).unwrap_or(1) }
}

#[derive(Template)]
#[template(path = "employer/ask.html")]
struct AskPage {
    page: Page,
    fields: Fields,
    card: Shown,
    purposes: Vec<Choice>,
    days: Vec<Choice>,
}

async fn ask(
    Ax(cabinet): Ax<Cabinet>,
    visit: Visit,
    acting: Acting,
    Path(id): Path<String>,
) -> Answer {
    let fields = Fields::empty().with("days", "7");
    ask_page(&cabinet, &visit, &acting, &id, fields, StatusCode::OK).await
}

async fn ask_page(
    cabinet: &Cabinet,
    visit: &Visit,
    acting: &Acting,
    id: &str,
    fields: Fields,
    status: StatusCode,
) -> Answer {
    let find: FindId = id.parse().map_err(|_| Failure::NotFound)?;
    let found = cabinet.app.db.read(move |tx| behind(tx, find)).await?;
    let card = card(&found.ok_or(Failure::NotFound)?);
    let page = cabinet.page(visit, &acting.person, "epk-employer-ask").await.narrow();
    let purpose = |purpose: Purpose| Choice::new(purpose.as_str(), page.t(purpose.key()));
    let purposes = Purpose::ALL.into_iter().map(purpose).collect();
    let days = DAYS.into_iter().map(|count| days_choice(&page, count)).collect();
    let card = shown(&page, format!("/employer/ask/{id}"), &card);
    Ok(html_status(status, &AskPage { page, fields, card, purposes, days }))
}

pub(super) fn days_choice(page: &Page, count: i64) -> Choice {
    Choice::new(count.to_string(), page.t1("epk-employer-days", "days", count))
}

async fn send(
    Ax(cabinet): Ax<Cabinet>,
    visit: Visit,
    acting: Acting,
    Path(id): Path<String>,
    form: Form,
) -> Answer {
    let find: FindId = id.parse().map_err(|_| Failure::NotFound)?;
    let mut fields = Fields::from(&form, &["purpose", "words", "days"]);
    let Some(wish) = read(&visit, &form, &mut fields) else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return ask_page(&cabinet, &visit, &acting, &id, fields, status).await;
    };
    let by = acting.person.account;
    let once = form.once();
    let asking = cabinet.app.db.write_once("employer.ask", &once, move |tx| {
        crate::employer::request::ask(tx, by, find, &wish)
    });
    let home = see_other("/employer");
    Ok(match asking.await?.ok_or(Failure::NotFound)? {
        Asking::Done(request) => {
            let to = see_other(&format!("/employer/requests/{request}"));
            flash(to, FlashKind::Success, "epk-employer-ask-done")
        }
        Asking::Gone => flash(home, FlashKind::Warning, "epk-employer-ask-gone"),
        Asking::Already => flash(home, FlashKind::Warning, "epk-employer-ask-already"),
        Asking::TooMany => flash(home, FlashKind::Warning, "epk-employer-ask-spent"),
    })
}

fn read(visit: &Visit, form: &Form, fields: &mut Fields) -> Option<Wish> {
    let purpose = Purpose::parse(form.text("purpose"));
    if purpose.is_none() {
        fields.error("purpose", visit.t("epk-employer-purpose-missing"));
    }
    let words = form.text("words").to_owned();
    if purpose == Some(Purpose::Other) && words.chars().count() < passport::REASON_MIN {
        fields.error("words", visit.t("epk-employer-words-missing"));
    }
    if words.chars().count() > WORDS_MAX {
        fields.error("words", visit.t1("epk-employer-words-long", "max", WORDS_MAX));
    }
    let days = form.text("days").parse().ok().filter(|days| DAYS.contains(days));
    if days.is_none() {
        fields.error("days", visit.t("epk-employer-days-missing"));
    }
    if fields.has_errors() {
        return None;
    }
    Some(Wish { purpose: purpose?, words, days: days? })
}

#[derive(Template)]
#[template(path = "employer/request.html")]
struct RequestPage {
    page: Page,
    id: RequestId,
    state: State,
    state_label: String,
    about: String,
    /// Nothing when the holder does not show it any more.
    card: Option<Shown>,
    rows: Vec<(String, String)>,
}

async fn show(
    Ax(cabinet): Ax<Cabinet>,
    visit: Visit,
    acting: Acting,
    Path(id): Path<String>,
) -> Answer {
    let id: RequestId = id.parse().map_err(|_| Failure::NotFound)?;
    let by = acting.person.account;
    let found = cabinet.app.db.read(move |tx| {
        let Some(request) = of_employer(tx, by, id)? else { return Ok(None) };
        let card = card_of(tx, &request)?;
        Ok(Some((request, card)))
    });
    let (request, card) = found.await?.ok_or(Failure::NotFound)?;
    let page = cabinet.page(&visit, &acting.person, "epk-employer-request").await.narrow();
    let state = request.state(cabinet.app.clock.now());
    let when = match state {
        State::Waiting => page.date_time(request.lapses_at),
        _ => request.ends_at.map_or_else(String::new, |at| page.date_time(at)),
    };
    Ok(html(&RequestPage {
        id,
        state,
        state_label: page.t(&format!("epk-employer-request-{}", state.as_str())),
        about: page.t1(&format!("epk-employer-about-{}", state.as_str()), "when", when),
        card: card.map(|card| shown(&page, String::new(), &card)),
        rows: wished(&page, &request),
        page,
    }))
}

/// Why and for how long an organisation asks.
pub(super) fn wished(page: &Page, request: &Request) -> Vec<(String, String)> {
    let mut rows = vec![
        (page.t("epk-employer-purpose"), page.t(request.purpose.key())),
        (page.t("epk-employer-term"), page.t1("epk-employer-days", "days", request.days)),
        (page.t("epk-employer-asked-when"), page.date_time(request.asked_at)),
    ];
    if !request.words.is_empty() {
        rows.insert(1, (page.t("epk-employer-words"), request.words.clone()));
    }
    rows
}

async fn take_back(
    Ax(cabinet): Ax<Cabinet>,
    acting: Acting,
    Path(id): Path<String>,
    form: Form,
) -> Answer {
    let id: RequestId = id.parse().map_err(|_| Failure::NotFound)?;
    let by = acting.person.account;
    let once = form.once();
    let done =
        cabinet.app.db.write_once("employer.withdraw", &once, move |tx| withdraw(tx, by, id));
    let back = see_other(&format!("/employer/requests/{id}"));
    Ok(match done.await?.ok_or(Failure::NotFound)? {
        true => flash(back, FlashKind::Success, "epk-employer-withdrawn"),
        false => flash(back, FlashKind::Warning, "epk-employer-late"),
    })
}

#[derive(Template)]
#[template(path = "employer/view.html")]
struct ViewPage {
    page: Page,
    id: RequestId,
    state: passport::State,
    state_label: String,
    until: String,
    rows: Vec<(String, String)>,
    education: Vec<(String, String, String)>,
    states: Vec<(Moment, String)>,
    watchable: bool,
}

#[derive(Template)]
#[template(path = "employer/closed.html")]
struct ClosedPage {
    page: Page,
    id: RequestId,
}

/// Opens the passport. It counts, and the holder reads it.
async fn look(
    Ax(cabinet): Ax<Cabinet>,
    visit: Visit,
    acting: Acting,
    Path(id): Path<String>,
) -> Answer {
    let id: RequestId = id.parse().map_err(|_| Failure::NotFound)?;
    let by = acting.person.account;
    let opening = cabinet.app.db.write("employer.open", move |tx| open(tx, by, id)).await?;
    match opening.ok_or(Failure::NotFound)? {
        Opening::View(view) => {
            let page = cabinet.page(&visit, &acting.person, "epk-employer-view").await;
            Ok(html(&view_page(page, id, &view)))
        }
        Opening::Closed => {
            let page = cabinet.page(&visit, &acting.person, "epk-employer-closed").await.narrow();
            Ok(html_status(StatusCode::NOT_FOUND, &ClosedPage { page, id }))
        }
    }
}

fn view_page(page: Page, id: RequestId, view: &View) -> ViewPage {
    let label = |state: passport::State| page.t(&format!("epk-passport-state-{}", state.as_str()));
    let education = |(qualification, level, institution, year): &(String, String, String, i16)| {
        (qualified(&page, qualification, level), institution.clone(), year.to_string())
    };
    let final_ = matches!(view.state, passport::State::Revoked | passport::State::Superseded);
    ViewPage {
        id,
        state: view.state,
        state_label: label(view.state),
        until: page.t1("epk-employer-view-until", "when", page.date_time(view.ends_at)),
        rows: vec![
            (page.t("epk-passport-name"), view.name.clone()),
            (page.t("epk-passport-number"), view.number.to_string()),
            (page.t("epk-passport-issued"), page.date(view.issued_at)),
            (page.t("epk-passport-until"), web::date::day(view.until, page.lang())),
        ],
        education: view.education.iter().map(education).collect(),
        states: view.states.iter().rev().map(|(at, state)| (*at, label(*state))).collect(),
        watchable: !final_,
        page,
    }
}
