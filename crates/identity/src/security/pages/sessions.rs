//! Where a person is signed in, and ending it.

use askama::Template;
use axum::extract::{Path, State};
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
    tell(&identity, farewells).await;
    if session == person.sso.session {
        return Ok(cookie::clear_session(see_other("/")));
    }
    Ok(flash(see_other(LIST), FlashKind::Success, "identity-sessions-ended"))
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
    tell(&identity, farewells).await;
    Ok(flash(see_other(LIST), FlashKind::Success, "identity-sessions-all-ended"))
}
