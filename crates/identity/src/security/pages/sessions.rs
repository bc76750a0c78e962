//! Where a person is signed in, and ending it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use web::session::SessionId;
use web::{Failure, FlashKind, Form, Page, Visit, cookie, flash, html, see_other};

use super::{Answer, SessionShown, tell};
use crate::security::{Ended, device};
use crate::{Identity, Person, nav};

const LIST: &str = "/settings/security/sessions";

#[derive(Template)]
#[template(path = "security/sessions.html")]
struct SessionsPage {
    page: Page,
    rows: Vec<SessionShown>,
    others: bool,
}

pub(super) async fn list(State(identity): State<Identity>, visit: Visit, person: Person) -> Answer {
    let (id, current) = (person.id, person.sso.session);
    let db = &identity.app.db;
    let rows = db.read(move |tx| super::super::sessions(tx, id, current)).await?;
    let page = nav::page(&visit, &person, "identity-sessions-title");
    let others = rows.iter().any(|row| !row.current);
    let shown = |row: web::session::SessionRow| SessionShown {
        id: row.id.to_string(),
        device: device::named(&row.agent).unwrap_or_else(|| page.t("identity-device-unknown")),
        row,
    };
    let rows = rows.into_iter().map(shown).collect();
    Ok(html(&SessionsPage { page, rows, others }))
}

pub(super) async fn end(
    State(identity): State<Identity>,
    visit: Visit,
    person: Person,
    Path(session): Path<String>,
    form: Form,
) -> Answer {
    let session: SessionId = session.parse().map_err(|_| Failure::NotFound)?;
    let (id, facts) = (person.id, visit.facts());
    let ended = identity
        .app
        .db
        .write_once("security.end_session", &form.once(), move |tx| {
            super::super::end_session(tx, id, session, &facts)
        })
        .await?;
    let Ended::Done(farewells) = ended else { return Err(Failure::NotFound) };
    let heard = tell(&identity, farewells).await;
    if session == person.sso.session {
        return Ok(cookie::clear_session(see_other("/")));
    }
    Ok(to_list("identity-sessions-ended", heard))
}

pub(super) async fn end_others(
    State(identity): State<Identity>,
    visit: Visit,
    person: Person,
    form: Form,
) -> Answer {
    let (sso, facts) = (person.sso.clone(), visit.facts());
    let farewells = identity
        .app
        .db
        .write_once("security.end_others", &form.once(), move |tx| {
            super::super::end_other_sessions(tx, &sso, &facts)
        })
        .await?;
    let heard = tell(&identity, farewells).await;
    Ok(to_list("identity-sessions-all-ended", heard))
}

/// Back to the list, which says that it is done, unless a service has not confirmed it yet.
fn to_list(done: &'static str, heard: bool) -> Response {
    let back = see_other(LIST);
    match heard {
        true => flash(back, FlashKind::Success, done),
        false => flash(back, FlashKind::Warning, "identity-sessions-unheard"),
    }
}
