//! The desk's pages about passports, mounted there under `/passports`: for examiners only, and
//! nobody's own.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State as Ax};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde_json::json;
use store::HOUR;
use web::staff::StaffId;
use web::{
    Choice, Failure, Fields, FlashKind, Form, Page, Role, Staff, Visit, flash, html, html_status,
    see_other,
};

use super::{
    Act, Change, Decided, Number, Passport, PassportId, Reason, State, by_number, decide, entry,
    find, history,
};
use crate::desk::pages::{Desk, Kind, own};
use crate::desk::{Reached, reach};

type Answer = Result<Response, Failure>;

/// Where these pages lie.
pub const HOME: &str = "/passports";
/// Searches of one examiner within an hour.
const SEARCHES_PER_HOUR: i64 = 240;

/// The routes, for examiners only; to others they are not there.
pub fn routes(desk: &Desk) -> Router {
    Router::new()
        .route(HOME, get(ask).post(search))
        .route("/passports/{id}", get(show).post(act))
        .with_state(desk.clone())
}

#[derive(Template)]
#[template(path = "passport/staff_search.html")]
struct SearchPage {
    page: Page,
    fields: Fields,
}

async fn ask(Ax(desk): Ax<Desk>, visit: Visit, staff: Staff) -> Answer {
    staff.require(Role::Examiner)?;
    let page = (desk.frame)(visit, staff, "epk-passport-staff-title").await.narrow();
    Ok(html(&SearchPage { page, fields: Fields::empty() }))
}

async fn search(Ax(desk): Ax<Desk>, visit: Visit, staff: Staff, form: Form) -> Answer {
    staff.require(Role::Examiner)?;
    let mut fields = Fields::from(&form, &["number"]);
    let found = match form.text("number").parse::<Number>() {
        Ok(number) => look_up(&desk, staff.id, number).await?,
        Err(_) => Err("epk-passport-staff-number-wrong"),
    };
    match found {
        Ok(id) => return Ok(see_other(&format!("{HOME}/{id}"))),
        Err(key) => fields.error("number", visit.t(key)),
    };
    let page = (desk.frame)(visit, staff, "epk-passport-staff-title").await.narrow();
    Ok(html_status(StatusCode::UNPROCESSABLE_ENTITY, &SearchPage { page, fields }))
}

/// Each search counts, so that nobody walks through the numbers.
async fn look_up(
    desk: &Desk,
    staff: StaffId,
    number: Number,
) -> Result<Result<PassportId, &'static str>, Failure> {
    let searching = desk.cabinet.app.db.write("passport.search", move |tx| {
        if tx.charge(&format!("epk-passport-search:{staff}"), HOUR)? > SEARCHES_PER_HOUR {
            return Ok(Err("epk-passport-staff-spent"));
        }
        let found = by_number(tx, number)?.map(|passport| passport.id);
        Ok(found.ok_or("epk-passport-staff-nobody"))
    });
    Ok(searching.await?)
}

#[derive(Template)]
#[template(path = "passport/staff_show.html")]
struct ShowPage {
    page: Page,
    fields: Fields,
    id: PassportId,
    seen: i64,
    number: String,
    state: State,
    state_label: String,
    rows: Vec<(String, String)>,
    lines: Vec<String>,
    steps: Vec<(store::Moment, String, String)>,
    acts: Vec<Choice>,
}

async fn show(Ax(desk): Ax<Desk>, visit: Visit, staff: Staff, Path(id): Path<String>) -> Answer {
    staff.require(Role::Examiner)?;
    Ok(match show_page(&desk, &visit, &staff, &id, Fields::empty()).await? {
        Some(shown) => html(&shown),
        None => own(&desk, visit, staff, Kind::Passport).await,
    })
}

/// The page of a passport; `None` when it is her own.
async fn show_page(
    desk: &Desk,
    visit: &Visit,
    staff: &Staff,
    id: &str,
    fields: Fields,
) -> Result<Option<ShowPage>, Failure> {
    let id: PassportId = id.parse().map_err(|_| Failure::NotFound)?;
    let (who, known_as) = (staff.clone(), desk.known_as);
    // Reading somebody's data is a fact, in the transaction of the reading.
    let reading = desk.cabinet.app.db.write("passport.staff_read", move |tx| {
        let found = find(tx, id)?;
        reach(tx, (&who, known_as), "open", found, |tx, passport| {
            let draft = entry("staff_read", passport.holder).by("staff", passport.staff());
            tx.journal(&draft.with(json!({ "passport": id })))?;
            Ok((passport.state(tx.now()), history(tx, id)?, passport.into_thing()))
        })
    });
    let (state, changes, passport) = match reading.await? {
        Reached::Done(read) => read,
        Reached::Own => return Ok(None),
        Reached::Nobody => return Err(Failure::NotFound),
    };
    let page = (desk.frame)(visit.clone(), staff.clone(), "epk-passport-staff-title").await;
    let lang = page.lang();
    Ok(Some(ShowPage {
        fields,
        id,
        seen: passport.changes,
        number: passport.number.to_string(),
        state,
        state_label: page.t(&format!("epk-passport-state-{}", state.as_str())),
        rows: rows(&page, &passport),
        lines: checks(desk, &passport, lang),
        steps: steps(&page, &changes),
        acts: acts(&page, state),
        page,
    }))
}

fn rows(page: &Page, passport: &Passport) -> Vec<(String, String)> {
    let facts = &passport.facts;
    let mut rows = vec![
        (page.t("epk-passport-name"), facts.whole_name()),
        (page.t("epk-passport-born"), web::date::day(facts.birth_date, page.lang())),
        (page.t("epk-passport-issued"), page.date(passport.issued_at)),
        (page.t("epk-passport-until"), web::date::day(passport.last_day(), page.lang())),
    ];
    for one in &facts.education {
        let what = super::pages::qualified(page, &one.qualification, &one.level);
        let number = format!("{} {}", one.diploma_series, one.diploma_number);
        let diploma = format!("{what}. {}. {}", one.institution, number.trim());
        rows.push((page.t("epk-passport-education"), diploma));
    }
    for one in &facts.employment {
        let work = format!("{}, {}", one.position, one.employer);
        rows.push((page.t("epk-passport-work"), work));
    }
    rows
}

fn checks(desk: &Desk, passport: &Passport, lang: web::Lang) -> Vec<String> {
    let checks = passport.facts.checks.iter();
    checks.map(|check| super::print::line(&desk.cabinet.app.text, lang, check)).collect()
}

fn steps(page: &Page, changes: &[Change]) -> Vec<(store::Moment, String, String)> {
    let step = |(place, change): (usize, &Change)| {
        let word = if place == 0 { "issued" } else { change.state.as_str() };
        (change.at, page.t(&format!("epk-passport-event-{word}")), change.reason.clone())
    };
    let mut steps: Vec<_> = changes.iter().enumerate().map(step).collect();
    steps.reverse();
    steps
}

fn acts(page: &Page, state: State) -> Vec<Choice> {
    let possible = Act::ALL.into_iter().filter(|act| act.is_possible(state));
    let choice = |act: Act| {
        let key = format!("epk-passport-staff-act-{}", act.as_str());
        Choice::new(act.as_str(), page.t(&key)).hint(page.t(&format!("{key}-hint")))
    };
    possible.map(choice).collect()
}

async fn act(
    Ax(desk): Ax<Desk>,
    visit: Visit,
    staff: Staff,
    Path(path): Path<String>,
    form: Form,
) -> Answer {
    staff.require(Role::Examiner)?;
    let id: PassportId = path.parse().map_err(|_| Failure::NotFound)?;
    let seen: i64 = form.text("seen").parse().map_err(|_| Failure::Invalid)?;
    let mut fields = Fields::from(&form, &["act", "why"]);
    let chosen = Act::ALL.into_iter().find(|act| act.as_str() == form.text("act"));
    let reason = Reason::parse(form.text("why"));
    if chosen.is_none() {
        fields.error("act", visit.t("epk-passport-staff-act-missing"));
    }
    if reason.is_none() {
        fields.error("why", visit.t("epk-passport-staff-reason-short"));
    }
    let (Some(chosen), Some(reason)) = (chosen, reason) else {
        return Ok(match show_page(&desk, &visit, &staff, &path, fields).await? {
            Some(shown) => html_status(StatusCode::UNPROCESSABLE_ENTITY, &shown),
            None => own(&desk, visit, staff, Kind::Passport).await,
        });
    };
    let (who, known_as, once) = (staff.clone(), desk.known_as, form.once());
    let deciding = desk.cabinet.app.db.write_once("passport.decide", &once, move |tx| {
        let found = find(tx, id)?;
        reach(tx, (&who, known_as), chosen.as_str(), found, |tx, passport| {
            decide(tx, &passport, seen, chosen, &reason)
        })
    });
    let back = see_other(&format!("{HOME}/{id}"));
    let (kind, key) = match deciding.await? {
        Reached::Done(Decided::Done) => (FlashKind::Success, "epk-passport-staff-done"),
        Reached::Done(Decided::Overtaken) => (FlashKind::Warning, "epk-passport-staff-overtaken"),
        Reached::Done(Decided::Impossible) => (FlashKind::Warning, "epk-passport-staff-impossible"),
        Reached::Own => return Ok(own(&desk, visit, staff, Kind::Passport).await),
        Reached::Nobody => return Err(Failure::NotFound),
    };
    Ok(flash(back, kind, key))
}
