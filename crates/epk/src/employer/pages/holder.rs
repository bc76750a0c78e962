//! The holder's side: being found, requests, views, readings, watches of one passport.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State as Ax};
use axum::http::StatusCode;
use axum::routing::{get, post};
use cabinet::{Cabinet, CabinetAccountId, Person};
use store::{Moment, Tx};
use web::{
    Choice, Failure, Fields, FlashKind, Form, Page, Visit, flash, html, html_status, see_other,
};

use super::Answer;
use super::search::{Shown, days_choice, shown, wished};
use crate::employer::Employer;
use crate::employer::find::{card, since, switch_off, switch_on};
use crate::employer::request::{
    self, DAYS, Reading, Request, RequestId, State, approve, close, decline, of_holder, readings,
};
use crate::passport::{self, Passport, PassportId};
use crate::watch::{self, Watch, WatchId};

/// How many of the latest requests and readings are shown.
const REQUESTS: i64 = 100;
const READINGS: u32 = 100;

pub(super) fn routes() -> Router<Cabinet> {
    Router::new()
        .route("/passport/{id}/employers", get(show))
        .route("/passport/{id}/employers/find", post(switch))
        .route("/passport/{id}/employers/requests/{request}", get(ask).post(answer))
        .route("/passport/{id}/employers/requests/{request}/close", post(end_view))
        .route("/passport/{id}/employers/watches/{watch}/end", post(end_watch))
}

#[derive(Template)]
#[template(path = "employer/holder.html")]
struct HolderPage {
    page: Page,
    id: PassportId,
    number: String,
    /// Whether it can be found at all: only a passport that counts.
    valid: bool,
    since: Option<Moment>,
    preview: Shown,
    requests: Vec<Row>,
    watches: Vec<Watching>,
    readings: Vec<Reading>,
}

/// A request in the list.
struct Row {
    href: String,
    organisation: String,
    text: String,
    tone: &'static str,
    state: String,
}

/// A watch in the list.
struct Watching {
    id: WatchId,
    organisation: String,
    since: String,
}

/// All that the page needs, of one moment.
struct Known {
    passport: Passport,
    since: Option<Moment>,
    requests: Vec<(Request, Employer)>,
    watches: Vec<(Watch, Employer)>,
    readings: Vec<Reading>,
    now: Moment,
}

fn known(tx: &Tx, holder: CabinetAccountId, id: PassportId) -> store::Result<Option<Known>> {
    let found = passport::find(tx, id)?.filter(|passport| passport.holder == holder);
    let Some(passport) = found else { return Ok(None) };
    Ok(Some(Known {
        since: since(tx, id)?,
        requests: request::about(tx, holder, id, REQUESTS)?,
        watches: watch::over(tx, holder, id)?,
        readings: readings(tx, holder, id, READINGS)?,
        now: tx.now(),
        passport,
    }))
}

async fn show(
    Ax(cabinet): Ax<Cabinet>,
    visit: Visit,
    person: Person,
    Path(id): Path<String>,
) -> Answer {
    let id: PassportId = id.parse().map_err(|_| Failure::NotFound)?;
    let holder = person.account;
    let known = cabinet.app.db.read(move |tx| known(tx, holder, id)).await?;
    let known = known.ok_or(Failure::NotFound)?;
    let page = cabinet.page(&visit, &person, "epk-employers-title").await;
    let watching = |(watch, employer): &(Watch, Employer)| Watching {
        id: watch.id,
        organisation: employer.facts.name.clone(),
        since: page.t1("epk-employers-watch-since", "when", page.date_time(watch.begun_at)),
    };
    let row = |(one, employer): &(Request, Employer)| row(&page, id, one, employer, known.now);
    Ok(html(&HolderPage {
        id,
        number: known.passport.number.to_string(),
        valid: known.passport.state(known.now) == passport::State::Valid,
        since: known.since,
        preview: shown(&page, String::new(), &card(&known.passport)),
        requests: known.requests.iter().map(row).collect(),
        watches: known.watches.iter().map(watching).collect(),
        readings: known.readings,
        page,
    }))
}

fn row(page: &Page, id: PassportId, one: &Request, employer: &Employer, now: Moment) -> Row {
    let state = one.state(now);
    let text = match (state, one.ends_at) {
        (State::Open, Some(ends_at)) => {
            page.t1("epk-employers-open-until", "when", page.date_time(ends_at))
        }
        _ => page.t1("epk-employer-asked-at", "when", page.date_time(one.asked_at)),
    };
    Row {
        href: format!("/passport/{id}/employers/requests/{}", one.id),
        organisation: employer.facts.name.clone(),
        text,
        tone: state.tone(),
        state: page.t(&format!("epk-employer-request-{}", state.as_str())),
    }
}

async fn switch(
    Ax(cabinet): Ax<Cabinet>,
    person: Person,
    Path(id): Path<String>,
    form: Form,
) -> Answer {
    let id: PassportId = id.parse().map_err(|_| Failure::NotFound)?;
    let (holder, on) = (person.account, form.text("to") == "on");
    let once = form.once();
    let switching = cabinet.app.db.write_once("employer.find", &once, move |tx| {
        let own = passport::find(tx, id)?.is_some_and(|passport| passport.holder == holder);
        match (own, on) {
            (false, _) => Ok(None),
            (true, true) => switch_on(tx, holder, id).map(Some),
            (true, false) => switch_off(tx, holder, id).map(|()| Some(true)),
        }
    });
    let back = see_other(&format!("/passport/{id}/employers"));
    Ok(match (switching.await?.ok_or(Failure::NotFound)?, on) {
        (true, true) => flash(back, FlashKind::Success, "epk-employers-on-done"),
        (true, false) => flash(back, FlashKind::Success, "epk-employers-off-done"),
        (false, _) => flash(back, FlashKind::Warning, "epk-employers-not-valid"),
    })
}

#[derive(Template)]
#[template(path = "employer/decide.html")]
struct DecidePage {
    page: Page,
    fields: Fields,
    path: String,
    back: String,
    state: State,
    state_label: String,
    about: String,
    rows: Vec<(String, String)>,
    days: Vec<Choice>,
}

async fn ask(
    Ax(cabinet): Ax<Cabinet>,
    visit: Visit,
    person: Person,
    Path((passport, request)): Path<(String, String)>,
) -> Answer {
    let fields = Fields::empty();
    decide_page(&cabinet, &visit, &person, &passport, &request, fields, StatusCode::OK).await
}

async fn decide_page(
    cabinet: &Cabinet,
    visit: &Visit,
    person: &Person,
    passport: &str,
    request: &str,
    mut fields: Fields,
    status: StatusCode,
) -> Answer {
    let (passport, id) = ids(passport, request)?;
    let holder = person.account;
    let found = cabinet.app.db.read(move |tx| {
        let found = of_holder(tx, holder, id)?.filter(|one| one.passport == passport);
        let Some(request) = found else { return Ok(None) };
        let employer = crate::employer::find_employer(tx, request.employer)?;
        Ok(employer.map(|employer| (request, employer)))
    });
    let (request, employer) = found.await?.ok_or(Failure::NotFound)?;
    let page = cabinet.page(visit, person, "epk-employers-request").await.narrow();
    let page = page.title(employer.facts.name.clone());
    let state = request.state(cabinet.app.clock.now());
    if fields.value("days").is_empty() {
        fields.set("days", request.days.to_string());
    }
    let when = request.ends_at.map_or_else(String::new, |at| page.date_time(at));
    let mut rows = wished(&page, &request);
    rows.extend([
        (page.t("epk-employer-ogrn"), employer.facts.ogrn.to_string()),
        (page.t("epk-employer-email"), employer.facts.email.to_string()),
        (page.t("epk-employers-opens"), request.opens.to_string()),
    ]);
    let fits = DAYS.into_iter().filter(|days| *days <= request.days);
    Ok(html_status(
        status,
        &DecidePage {
            fields,
            back: format!("/passport/{passport}/employers"),
            path: format!("/passport/{passport}/employers/requests/{id}"),
            state,
            state_label: page.t(&format!("epk-employer-request-{}", state.as_str())),
            about: page.t1(&format!("epk-employers-about-{}", state.as_str()), "when", when),
            rows,
            days: fits.map(|days| days_choice(&page, days)).collect(),
            page,
        },
    ))
}

fn ids(passport: &str, request: &str) -> Result<(PassportId, RequestId), Failure> {
    let (passport, request) = (passport.parse().ok(), request.parse().ok());
    passport.zip(request).ok_or(Failure::NotFound)
}

/// Opens the passport for some days, or says no.
async fn answer(
    Ax(cabinet): Ax<Cabinet>,
    visit: Visit,
    person: Person,
    Path((passport, request)): Path<(String, String)>,
    form: Form,
) -> Answer {
    let (own, id) = ids(&passport, &request)?;
    let (holder, once) = (person.account, form.once());
    let back = see_other(&format!("/passport/{own}/employers/requests/{id}"));
    let db = &cabinet.app.db;
    let (done, said) = match form.text("answer") {
        "open" => {
            let days: Option<i64> = form.text("days").parse().ok();
            let Some(days) = days.filter(|days| DAYS.contains(days)) else {
                let mut fields = Fields::from(&form, &["days"]);
                fields.error("days", visit.t("epk-employer-days-missing"));
                let status = StatusCode::UNPROCESSABLE_ENTITY;
                return decide_page(&cabinet, &visit, &person, &passport, &request, fields, status)
                    .await;
            };
            let name = "employer.approve";
            let done = db.write_once(name, &once, move |tx| approve(tx, holder, id, days)).await?;
            (done, "epk-employers-opened")
        }
        "refuse" => {
            let name = "employer.decline";
            let done = db.write_once(name, &once, move |tx| decline(tx, holder, id)).await?;
            (done, "epk-employers-refused")
        }
        _ => return Err(Failure::Invalid),
    };
    Ok(match done.ok_or(Failure::NotFound)? {
        true => flash(back, FlashKind::Success, said),
        false => flash(back, FlashKind::Warning, "epk-employer-late"),
    })
}

async fn end_view(
    Ax(cabinet): Ax<Cabinet>,
    person: Person,
    Path((passport, request)): Path<(String, String)>,
    form: Form,
) -> Answer {
    let (own, id) = ids(&passport, &request)?;
    let holder = person.account;
    let once = form.once();
    let closing =
        cabinet.app.db.write_once("employer.close", &once, move |tx| close(tx, holder, id));
    let back = see_other(&format!("/passport/{own}/employers/requests/{id}"));
    Ok(match closing.await?.ok_or(Failure::NotFound)? {
        true => flash(back, FlashKind::Success, "epk-employers-closed"),
        false => flash(back, FlashKind::Warning, "epk-employer-late"),
    })
}

async fn end_watch(
    Ax(cabinet): Ax<Cabinet>,
    person: Person,
    Path((passport, watch)): Path<(String, String)>,
    form: Form,
) -> Answer {
    let id: WatchId = watch.parse().map_err(|_| Failure::NotFound)?;
    let passport: PassportId = passport.parse().map_err(|_| Failure::NotFound)?;
    let holder = person.account;
    let once = form.once();
    let ending = cabinet
        .app
        .db
        .write_once("watch.end", &once, move |tx| watch::end_by_holder(tx, holder, id));
    let back = see_other(&format!("/passport/{passport}/employers"));
    Ok(match ending.await?.ok_or(Failure::NotFound)? {
        true => flash(back, FlashKind::Success, "epk-employers-unwatched"),
        false => flash(back, FlashKind::Warning, "epk-employer-late"),
    })
}
