//! The desk's pages about people, mounted there under `/people`.

mod actions;

use std::pin::Pin;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use store::Moment;
use web::{Choice, Failure, Fields, Form, Page, Role, Staff, Visit, html, html_status, see_other};

use super::{Search, is_open, masked_name};
use crate::Identity;
use crate::account::{self, Account, AccountId, Level, Status};
use crate::profile::LevelShown;

type Answer = Result<Response, Failure>;

/// The desk's frame around a page: from a visit, who asks, and the key of a title.
pub type Frame = Arc<dyn Fn(Visit, Staff, &'static str) -> Framing + Send + Sync>;
type Framing = Pin<Box<dyn Future<Output = Page> + Send>>;

/// What the handlers here have at hand.
#[derive(Clone)]
struct Desk {
    identity: Identity,
    frame: Frame,
}

/// The routes, for operators only; to others they are not there. `frame` is the desk's.
pub fn routes(identity: &Identity, frame: Frame) -> Router {
    Router::new()
        .route("/people", get(ask).post(search))
        .route("/people/{account}", get(show))
        .route("/people/{account}/open", post(actions::open))
        .route("/people/{account}/confirm", post(actions::confirm))
        .route("/people/{account}/unlock", post(actions::unlock))
        .route("/people/{account}/restrict", post(actions::restrict))
        .route("/people/{account}/lift", post(actions::lift))
        .with_state(Desk { identity: identity.clone(), frame })
}

#[derive(Template)]
#[template(path = "staff/search.html")]
struct SearchPage {
    page: Page,
    fields: Fields,
}

async fn ask(State(desk): State<Desk>, visit: Visit, staff: Staff) -> Answer {
    staff.require(Role::Operator)?;
    let page = (desk.frame)(visit, staff, "identity-staff-title").await;
    Ok(html(&SearchPage { page, fields: Fields::empty() }))
}

async fn search(State(desk): State<Desk>, visit: Visit, staff: Staff, form: Form) -> Answer {
    staff.require(Role::Operator)?;
    let (id, text) = (staff.id, form.text("who").to_owned());
    let mut fields = Fields::from(&form, &["who"]);
    if text.is_empty() {
        fields.error("who", visit.t("identity-staff-who-empty"));
    } else {
        let db = &desk.identity.app.db;
        match db.write("staff.search", move |tx| super::search(tx, id, &text)).await? {
            Search::Found { account } => return Ok(see_other(&format!("/people/{account}"))),
            Search::Nobody => fields.error("who", visit.t("identity-staff-nobody")),
            Search::Spent { until } => {
                let when = web::date::time(until);
                fields.error("who", visit.t1("identity-staff-spent", "when", when))
            }
        };
    }
    let page = (desk.frame)(visit, staff, "identity-staff-title").await;
    Ok(html_status(StatusCode::UNPROCESSABLE_ENTITY, &SearchPage { page, fields }))
}

#[derive(Template)]
#[template(path = "staff/person.html")]
struct PersonPage {
    page: Page,
    fields: Fields,
    id: AccountId,
    level: LevelShown,
    status: &'static str,
    status_label: String,
    why: String,
    rows: Vec<(String, String)>,
    /// Until when everything is shown; nothing while it is masked.
    open_until: Option<String>,
    may_confirm: bool,
    locked: bool,
    restricted: bool,
    terms: Vec<Choice>,
}

async fn show(
    State(desk): State<Desk>,
    visit: Visit,
    staff: Staff,
    Path(id): Path<String>,
) -> Answer {
    let shown = person_page(&desk, &visit, &staff, &id, Fields::empty()).await?;
    Ok(html(&shown))
}

/// A page with what is wrong in one of its forms.
async fn wrong(desk: &Desk, visit: &Visit, staff: &Staff, id: &str, fields: Fields) -> Answer {
    let shown = person_page(desk, visit, staff, id, fields).await?;
    Ok(html_status(StatusCode::UNPROCESSABLE_ENTITY, &shown))
}

async fn person_page(
    desk: &Desk,
    visit: &Visit,
    staff: &Staff,
    id: &str,
    fields: Fields,
) -> Result<PersonPage, Failure> {
    staff.require(Role::Operator)?;
    let id: AccountId = id.parse().map_err(|_| Failure::NotFound)?;
    let staff_id = staff.id;
    let found = desk
        .identity
        .app
        .db
        .read(move |tx| Ok((account::find(tx, id)?, is_open(tx, staff_id, id)?, tx.now())));
    let (account, open, now) = found.await?;
    let account = account.ok_or(Failure::NotFound)?;
    let page = (desk.frame)(visit.clone(), staff.clone(), "identity-staff-person").await;
    let name = match open {
        Some(_) => account.personal.name.to_string(),
        None => masked_name(&account),
    };
    let rows = match open {
        Some(_) => open_rows(&page, &account),
        None => masked_rows(&page, &account),
    };
    let (status, why) = status(&page, &account, now);
    Ok(PersonPage {
        fields,
        id,
        level: LevelShown::new(&page, account.level),
        status,
        status_label: page.t(&format!("identity-status-{}", account.status.as_str())),
        why,
        rows,
        open_until: open.map(|until| page.time(until)),
        may_confirm: account.level == Level::Standard && account.status.may_act(now),
        locked: matches!(account.status, Status::Locked { .. }),
        restricted: super::is_restricted(&account, now),
        terms: terms(&page),
        page: page.title(name),
    })
}

/// The weight of the status, and the reason of a restriction.
fn status(page: &Page, account: &Account, now: Moment) -> (&'static str, String) {
    match &account.status {
        Status::Active => ("success", String::new()),
        Status::Locked { since } => {
            ("warning", page.t1("identity-staff-locked-since", "when", page.date_time(since)))
        }
        Status::Restricted { until, why, .. } if !account.status.may_act(now) => {
            let until = match until {
                Some(until) => page.t1("identity-staff-until", "when", page.date_time(until)),
                None => page.t("identity-staff-until-lifted"),
            };
            ("danger", format!("{why} ({until})"))
        }
        Status::Restricted { .. } => ("neutral", page.t("identity-staff-restriction-over")),
        Status::Closed { .. } => ("danger", String::new()),
    }
}

fn masked_rows(page: &Page, account: &Account) -> Vec<(String, String)> {
    let person = &account.personal;
    let missing = || page.t("identity-profile-missing");
    let phone = person.phone.as_ref().map_or_else(missing, |known| known.value.masked());
    let email = person.email.as_ref().map_or_else(missing, |known| {
        notify::contact::masked(notify::Channel::Email, known.value.as_str())
    });
    let snils = person.snils.as_ref().map_or_else(missing, |known| known.value.masked());
    vec![
        (page.t("identity-field-phone"), phone),
        (page.t("identity-field-email"), email),
        (page.t("identity-field-snils"), snils),
        (page.t("identity-staff-created"), page.date(account.created_at)),
    ]
}

/// Everything but the passport: staff type it from the document.
fn open_rows(page: &Page, account: &Account) -> Vec<(String, String)> {
    let person = &account.personal;
    let missing = || page.t("identity-profile-missing");
    let born = person.birth_date.map_or_else(missing, |day| web::date::day(day, page.lang()));
    let phone = person.phone.as_ref().map_or_else(missing, |known| known.value.to_string());
    let email = person.email.as_ref().map_or_else(missing, |known| known.value.as_str().to_owned());
    let snils = person.snils.as_ref().map_or_else(missing, |known| known.value.to_string());
    let inn = person.inn.as_ref().map_or_else(missing, |known| known.value.to_string());
    vec![
        (page.t("identity-field-birth-date"), born),
        (page.t("identity-field-phone"), phone),
        (page.t("identity-field-email"), email),
        (page.t("identity-field-snils"), snils),
        (page.t("identity-field-inn"), inn),
        (page.t("identity-staff-created"), page.date(account.created_at)),
        (page.t("identity-staff-number"), account.id.to_string()),
    ]
}

/// How long a restriction lasts, in days; nothing for one that is lifted by hand.
const TERMS: [(&str, Option<i64>); 4] =
    [("1", Some(1)), ("7", Some(7)), ("30", Some(30)), ("open", None)];

fn terms(page: &Page) -> Vec<Choice> {
    let choice = |(word, days): &(&str, Option<i64>)| {
        let label = match days {
            Some(days) => page.t1("identity-staff-days", "days", *days),
            None => page.t("identity-staff-until-lifted"),
        };
        Choice::new(*word, label)
    };
    TERMS.iter().map(choice).collect()
}
