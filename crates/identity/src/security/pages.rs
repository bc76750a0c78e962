//! *Настройки → Безопасность* and the pages under it.

mod change;
mod password;
mod prove;
mod sessions;
mod two_step;

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use store::Moment;
use web::session::SessionRow;
use web::{Failure, Page, Visit, html, see_other};

use super::journal::{self, Line};
use crate::account::Second;
use crate::client;
use crate::factor;
use crate::{Identity, Person, nav};

type Answer = Result<Response, Failure>;

/// The address of the settings' first page.
pub(crate) const HOME: &str = "/settings/security";

pub(crate) fn routes() -> Router<Identity> {
    Router::new()
        .route(HOME, get(summary))
        .route("/settings", get(|| async { see_other(HOME) }))
        .route("/settings/security/journal", get(journal))
        .route("/settings/security/password", get(password::ask).post(password::change))
        .route("/settings/security/prove", get(prove::ask).post(prove::check))
        .route("/settings/security/sessions", get(sessions::list))
        .route("/settings/security/sessions/others/end", post(sessions::end_others))
        .route("/settings/security/sessions/{session}/end", post(sessions::end))
        .route("/settings/security/two-step", get(two_step::choose).post(two_step::chosen))
        .route("/settings/security/two-step/remove", post(two_step::remove))
        .route(
            "/settings/security/two-step/app/{setup}",
            get(two_step::show).post(two_step::confirm),
        )
        .route("/settings/security/phone", get(change::ask_phone).post(change::begin_phone))
        .route("/settings/security/email", get(change::ask_email).post(change::begin_email))
        .route("/settings/security/change/{change}", get(change::show).post(change::step))
        .route("/settings/security/change/{change}/again", post(change::again))
}

#[derive(Template)]
#[template(path = "security/summary.html")]
struct SummaryPage {
    page: Page,
    password: String,
    two_step: String,
    phone: String,
    email: String,
    sessions: usize,
}

async fn summary(State(identity): State<Identity>, visit: Visit, person: Person) -> Answer {
    let (id, session) = (person.id, person.sso.session);
    let found = identity.app.db.read(move |tx| {
        let password_at = crate::password::set_at(tx, id)?;
        Ok((password_at, factor::of(tx, id)?, super::sessions(tx, id, session)?))
    });
    let (password_at, factors, rows) = found.await?;
    let page = nav::page(&visit, &person, "identity-security-title");
    let default = factors.map_or(Second::Sms, |factors| factors.default);
    let two_step = page.t(&format!("identity-two-step-{}", default.as_str()));
    let missing = || page.t("identity-profile-missing");
    let password = password_at.map_or_else(missing, |at| {
        page.t1("identity-security-password-since", "date", page.date(at))
    });
    let contacts = &person.personal;
    let phone = contacts.phone.as_ref().map_or_else(missing, |known| known.value.to_string());
    let email =
        contacts.email.as_ref().map_or_else(missing, |known| known.value.as_str().to_owned());
    let sessions = rows.len();
    Ok(html(&SummaryPage { page, password, two_step, phone, email, sessions }))
}

/// The frame of *Настройки уведомлений* ([`notify::pages::settings`]).
pub(crate) async fn notifications(
    visit: Visit,
    title_key: &'static str,
) -> Result<notify::pages::Framed, Failure> {
    let person = crate::person::current(&visit).await?.ok_or(Failure::SignIn)?;
    let who = crate::account::recipient(person.id);
    Ok(notify::pages::Framed { who, page: nav::page(&visit, &person, title_key) })
}

#[derive(Template)]
#[template(path = "security/journal.html")]
struct JournalPage {
    page: Page,
    lines: Vec<Line>,
    newer: String,
    older: String,
}

#[derive(Deserialize)]
struct Before {
    before: Option<i64>,
}

async fn journal(
    State(identity): State<Identity>,
    visit: Visit,
    person: Person,
    Query(query): Query<Before>,
) -> Answer {
    let (id, before) = (person.id, query.before.map(Moment));
    let found =
        identity.app.db.read(move |tx| Ok((journal::leaf(tx, id, before)?, client::all(tx)?)));
    let (leaf, clients) = found.await?;
    let page = nav::page(&visit, &person, "identity-journal-title");
    let lang = visit.lang;
    let services = |id: &str| {
        let client = clients.iter().find(|client| client.id == id)?;
        Some(client.settings.name.in_language(lang.as_str()).to_owned())
    };
    let lines = leaf.entries.iter().map(|entry| journal::line(&page, entry, &services)).collect();
    let address = "/settings/security/journal";
    let newer = before.map_or(String::new(), |_| address.to_owned());
    let older = leaf.older.map_or(String::new(), |at| format!("{address}?before={}", at.0));
    Ok(html(&JournalPage { page, lines, newer, older }))
}

/// Sends somebody who did not prove who she is lately to do so, and back to `path`.
async fn unless_fresh(
    identity: &Identity,
    person: &Person,
    path: &str,
) -> Result<Option<Response>, Failure> {
    let sso = person.sso.clone();
    let fresh = identity.app.db.read(move |tx| super::is_fresh(tx, &sso)).await?;
    let query = oauth::form::encode([("next", path)]);
    Ok((!fresh).then(|| see_other(&format!("/settings/security/prove?{query}"))))
}

/// Tells the services that sessions ended; nobody waits for slow ones longer than two seconds.
/// Whether all have confirmed.
async fn tell(identity: &Identity, farewells: Vec<crate::logout::Farewell>) -> bool {
    if farewells.is_empty() {
        return true;
    }
    crate::logout::tell_now(&identity.provider, farewells).await.missing.is_empty()
}

/// A session in words.
struct SessionShown {
    id: String,
    device: String,
    row: SessionRow,
}
