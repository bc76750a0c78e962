//! The page of a temporary password.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use notify::Channel;
use store::Tx;
use web::{Choice, Failure, Fields, Form, Page, Staff, Visit, html_status};

use super::{Answer, Desk, address, both, document, ended};
use crate::account::AccountId;
use crate::staff::password::{self, Obstacle, Sending};
use crate::staff::{Acted, Clerk, Record};
use crate::ui;

#[derive(Template)]
#[template(path = "staff/password.html")]
struct PasswordPage {
    page: Page,
    fields: Fields,
    /// Back to the record.
    back: String,
    action: String,
    /// Whose record it is.
    owner: String,
    /// Where it goes, masked.
    to: String,
    /// Why it cannot be sent.
    obstacle: Option<String>,
    kinds: Vec<Choice>,
}

pub(super) async fn ask(
    State(desk): State<Desk>,
    visit: Visit,
    member: Staff,
    Path(path): Path<String>,
) -> Answer {
    let (_, id) = both(&member, &path)?;
    shown(&desk, &visit, &member, id, document::preset(), StatusCode::OK).await
}

/// The page, for a record that is open and not one's own.
async fn shown(
    desk: &Desk,
    visit: &Visit,
    member: &Staff,
    id: AccountId,
    fields: Fields,
    status: StatusCode,
) -> Result<Response, Failure> {
    let Record { account, open_until, own, .. } = desk.record(member, id).await?;
    if own || open_until.is_none() {
        return ended(id, if own { Acted::Own } else { Acted::NotOpen }, "");
    }
    let page = desk.page(visit, member, "identity-staff-password").await;
    let email = account.personal.email.as_ref().map(|known| known.value.as_str().to_owned());
    let to = notify::contact::masked(Channel::Email, &email.unwrap_or_default());
    let owner = account.personal.name.to_string();
    let found = desk.app().db.read(move |tx| password::obstacle(tx, &account)).await?;
    let kinds = document::kinds(&page);
    let shown = PasswordPage {
        page,
        fields,
        back: address(id),
        action: format!("{}/password", address(id)),
        owner,
        to,
        obstacle: found.map(|obstacle| said(visit, obstacle)),
        kinds,
    };
    Ok(html_status(status, &shown))
}

fn said(visit: &Visit, obstacle: Obstacle) -> String {
    visit.t(&format!("identity-staff-password-{}", obstacle.as_str()))
}

pub(super) async fn send(
    State(desk): State<Desk>,
    visit: Visit,
    member: Staff,
    Path(path): Path<String>,
    form: Form,
) -> Answer {
    let (by, id) = both(&member, &path)?;
    let mut fields = Fields::from(&form, &document::KEPT);
    let problem = StatusCode::UNPROCESSABLE_ENTITY;
    let (Some(document), Some(reason)) = document::read(&visit, &form, &mut fields) else {
        return shown(&desk, &visit, &member, id, fields, problem).await;
    };
    let once = ui::once(desk.app(), &form, &[form.text("document"), form.text("kind")]);
    let work = move |tx: &mut Tx, clerk: &Clerk| password::send(tx, clerk, id, &document, &reason);
    match desk.write_once("staff.password", &once, by, work).await? {
        Sending::Sent => return ended(id, Acted::Done, "identity-staff-password-sent"),
        Sending::Not(acted) => return ended(id, acted, ""),
        // The page says so itself.
        Sending::Useless(_) => {}
        Sending::Document(fit) => {
            fields.error("document", document::said(&visit, fit));
        }
        Sending::Spent { until } => {
            let when = web::date::date_time(until, visit.lang);
            fields.error("", visit.t1("identity-staff-password-spent", "when", when));
        }
    }
    shown(&desk, &visit, &member, id, fields, problem).await
}
