//! The desk's pages about organisations, mounted there under `/employers`: examiners and
//! administrators confirm and decline them, save their own.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State as Ax};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use serde_json::json;
use web::{
    Choice, Failure, Fields, FlashKind, Form, Page, Role, Staff, Visit, flash, html, html_status,
    see_other,
};

use super::pages::about;
use super::{
    Decided, Employer, EmployerId, Member, State, decide, entry, find_employer, list, members,
};
use crate::desk::pages::{Desk, Kind, own};
use crate::desk::{Reached, reach};
use crate::passport::Reason;

type Answer = Result<Response, Failure>;

/// Where these pages lie.
pub const HOME: &str = "/employers";
/// How many organisations of each kind the list shows.
const LIST: i64 = 100;

/// The routes, for examiners and administrators; to others they are not there.
pub fn routes(desk: &Desk) -> Router {
    Router::new()
        .route(HOME, get(all))
        .route("/employers/{id}", get(show).post(act))
        .with_state(desk.clone())
}

fn may(staff: &Staff) -> Result<(), Failure> {
    if staff.has(Role::Administrator) { Ok(()) } else { staff.require(Role::Examiner) }
}

#[derive(Template)]
#[template(path = "employer/staff_list.html")]
struct ListPage {
    page: Page,
    rows: Vec<Row>,
}

struct Row {
    href: String,
    name: String,
    text: String,
    tone: &'static str,
    state: String,
}

async fn all(Ax(desk): Ax<Desk>, visit: Visit, staff: Staff) -> Answer {
    may(&staff)?;
    let found = desk.cabinet.app.db.read(|tx| list(tx, LIST)).await?;
    let page = (desk.frame)(visit, staff, "epk-employer-staff-title").await;
    let row = |one: Employer| Row {
        href: format!("{HOME}/{}", one.id),
        text: page.t1("epk-employer-staff-asked", "when", page.date_time(one.asked_at)),
        tone: one.state.tone(),
        state: page.t(&format!("epk-employer-state-{}", one.state.as_str())),
        name: one.facts.name,
    };
    Ok(html(&ListPage { rows: found.into_iter().map(row).collect(), page }))
}

#[derive(Template)]
#[template(path = "employer/staff_show.html")]
struct ShowPage {
    page: Page,
    fields: Fields,
    id: EmployerId,
    seen: i64,
    state: State,
    state_label: String,
    rows: Vec<(String, String)>,
    reason: String,
    members: Vec<Member>,
    acts: Vec<Choice>,
}

async fn show(Ax(desk): Ax<Desk>, visit: Visit, staff: Staff, Path(id): Path<String>) -> Answer {
    may(&staff)?;
    Ok(match show_page(&desk, &visit, &staff, &id, Fields::empty()).await? {
        Some(shown) => html(&shown),
        None => own(&desk, visit, staff, Kind::Employer).await,
    })
}

/// The page of an organisation; `None` when she acts for it herself.
async fn show_page(
    desk: &Desk,
    visit: &Visit,
    staff: &Staff,
    id: &str,
    fields: Fields,
) -> Result<Option<ShowPage>, Failure> {
    let id: EmployerId = id.parse().map_err(|_| Failure::NotFound)?;
    let (who, known_as) = (staff.clone(), desk.known_as);
    // Reading somebody's data is a fact, in the transaction of the reading.
    let found = desk.cabinet.app.db.write("employer.staff_read", move |tx| {
        let found = find_employer(tx, id)?;
        reach(tx, (&who, known_as), "open", found, |tx, employer| {
            let members = members(tx, id)?;
            for member in &members {
                let draft = entry("staff_read").by("staff", employer.staff());
                let about = json!({ "employer": id });
                tx.journal(&draft.about(member.account).with(about))?;
            }
            Ok((employer.into_thing(), members))
        })
    });
    let (employer, members) = match found.await? {
        Reached::Done(read) => read,
        Reached::Own => return Ok(None),
        Reached::Nobody => return Err(Failure::NotFound),
    };
    let page = (desk.frame)(visit.clone(), staff.clone(), "epk-employer-staff-title").await;
    let page = page.title(employer.facts.name.clone());
    let possible = [State::Confirmed, State::Declined].into_iter();
    let act = |state: State| {
        let key = format!("epk-employer-staff-act-{}", state.as_str());
        Choice::new(state.as_str(), page.t(&key)).hint(page.t(&format!("{key}-hint")))
    };
    Ok(Some(ShowPage {
        fields,
        id,
        seen: employer.changes,
        state: employer.state,
        state_label: page.t(&format!("epk-employer-state-{}", employer.state.as_str())),
        rows: about(&page, &employer),
        acts: possible.filter(|state| *state != employer.state).map(act).collect(),
        reason: employer.reason,
        members,
        page,
    }))
}

async fn act(
    Ax(desk): Ax<Desk>,
    visit: Visit,
    staff: Staff,
    Path(path): Path<String>,
    form: Form,
) -> Answer {
    may(&staff)?;
    let id: EmployerId = path.parse().map_err(|_| Failure::NotFound)?;
    let seen: i64 = form.text("seen").parse().map_err(|_| Failure::Invalid)?;
    let mut fields = Fields::from(&form, &["act", "why"]);
    let chosen = match form.text("act") {
        "confirmed" => Some(State::Confirmed),
        "declined" => Some(State::Declined),
        _ => None,
    };
    let reason = Reason::parse(form.text("why"));
    if chosen.is_none() {
        fields.error("act", visit.t("epk-employer-staff-act-missing"));
    }
    if chosen == Some(State::Declined) && reason.is_none() {
        fields.error("why", visit.t("epk-passport-staff-reason-short"));
    }
    let Some(chosen) = chosen.filter(|_| !fields.has_errors()) else {
        return Ok(match show_page(&desk, &visit, &staff, &path, fields).await? {
            Some(shown) => html_status(StatusCode::UNPROCESSABLE_ENTITY, &shown),
            None => own(&desk, visit, staff, Kind::Employer).await,
        });
    };
    let (who, known_as, once) = (staff.clone(), desk.known_as, form.once());
    let deciding = desk.cabinet.app.db.write_once("employer.decide", &once, move |tx| {
        let found = find_employer(tx, id)?;
        reach(tx, (&who, known_as), chosen.as_str(), found, |tx, employer| {
            decide(tx, &employer, seen, chosen, reason.as_ref())
        })
    });
    let back = see_other(&format!("{HOME}/{id}"));
    let (kind, key) = match deciding.await? {
        Reached::Done(Decided::Done) => (FlashKind::Success, "epk-employer-staff-done"),
        Reached::Done(Decided::Overtaken) => (FlashKind::Warning, "epk-employer-staff-overtaken"),
        Reached::Done(Decided::Taken) => (FlashKind::Warning, "epk-employer-staff-taken"),
        Reached::Own => return Ok(own(&desk, visit, staff, Kind::Employer).await),
        Reached::Nobody => return Err(Failure::NotFound),
    };
    Ok(flash(back, kind, key))
}
