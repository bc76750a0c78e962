//! The page on which somebody who has lost phone and password gets a new phone.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use registries::{Email, Phone};
use store::Tx;
use web::{
    Choice, Failure, Fields, FlashKind, Form, Page, Staff, Visit, flash, html_status, see_other,
};

use super::{Answer, Desk, address, both, document, ended};
use crate::account::AccountId;
use crate::regain::{self, Grant, RegainId};
use crate::staff::regain::{self as desk_regain, Approving, Granting, Obstacle, Order};
use crate::staff::{Acted, Clerk, Record};
use crate::ui;

#[derive(Template)]
#[template(path = "staff/regain.html")]
struct RegainPage {
    page: Page,
    fields: Fields,
    /// Back to the record.
    back: String,
    action: String,
    /// Whose record it is.
    owner: String,
    /// Why it cannot be done.
    obstacle: Option<String>,
    /// What is granted already.
    granted: Option<Shown>,
    kinds: Vec<Choice>,
}

/// A grant that lives.
struct Shown {
    /// Which one is shown: the word of a colleague counts for this one alone.
    id: RegainId,
    rows: Vec<(String, String)>,
    /// Whether the word of a colleague is missing, and this member of staff may give it.
    waits: bool,
    may_approve: bool,
    /// Whether there is a new mailbox, too.
    mailbox: bool,
}

pub(super) async fn ask(
    State(desk): State<Desk>,
    visit: Visit,
    member: Staff,
    Path(path): Path<String>,
) -> Answer {
    let (_, id) = both(&member, &path)?;
    shown(&desk, &visit, &member, id, document::preset(), StatusCode::OK, None).await
}

/// The page, for a record that is open and not one's own. `seen` is what a form was sent for: where
/// something else lives by now the page says so, whatever else is wrong with the form.
async fn shown(
    desk: &Desk,
    visit: &Visit,
    member: &Staff,
    id: AccountId,
    mut fields: Fields,
    status: StatusCode,
    seen: Option<&str>,
) -> Result<Response, Failure> {
    let Record { account, open_until, own, .. } = desk.record(member, id).await?;
    if own || open_until.is_none() {
        return ended(id, if own { Acted::Own } else { Acted::NotOpen }, "");
    }
    let page = desk.page(visit, member, "identity-staff-regain").await;
    let owner = account.personal.name.to_string();
    let read = desk
        .app()
        .db
        .read(move |tx| Ok((desk_regain::obstacle(tx, &account), regain::of(tx, id)?, tx.now())));
    let (obstacle, granted, now) = read.await?;
    if seen.is_some_and(|seen| granted.as_ref().is_none_or(|g| g.id.to_string() != seen)) {
        fields.error("", visit.t("identity-staff-regain-changed"));
    }
    let shown = RegainPage {
        fields,
        back: address(id),
        action: format!("{}/regain", address(id)),
        owner,
        obstacle: obstacle.map(|obstacle| said(visit, obstacle)),
        granted: granted.map(|grant| Shown {
            id: grant.id,
            waits: grant.usable_at.is_none(),
            may_approve: grant.usable_at.is_none() && grant.staff != member.id,
            mailbox: grant.email.is_some(),
            rows: rows(&page, &grant, grant.is_usable(now)),
        }),
        kinds: document::kinds(&page),
        page,
    };
    Ok(html_status(status, &shown))
}

fn rows(page: &Page, grant: &Grant, usable: bool) -> Vec<(String, String)> {
    let mut rows = vec![(page.t("identity-staff-regain-phone"), grant.phone.to_string())];
    if let Some(email) = &grant.email {
        rows.push((page.t("identity-staff-regain-email"), email.as_str().to_owned()));
    }
    if let Some(from) = grant.usable_at.filter(|_| !usable) {
        rows.push((page.t("identity-staff-regain-from"), page.date_time(from)));
    }
    let key = match grant.usable_at {
        Some(_) => "identity-staff-regain-until",
        None => "identity-staff-regain-approve-until",
    };
    rows.push((page.t(key), page.date_time(grant.expires_at)));
    rows
}

fn said(visit: &Visit, obstacle: Obstacle) -> String {
    visit.t(&format!("identity-staff-regain-{}", obstacle.as_str()))
}

pub(super) async fn grant(
    State(desk): State<Desk>,
    visit: Visit,
    member: Staff,
    Path(path): Path<String>,
    form: Form,
) -> Answer {
    let (by, id) = both(&member, &path)?;
    let mut fields = Fields::from(&form, &["phone", "email", document::KEPT[0], document::KEPT[1]]);
    let problem = StatusCode::UNPROCESSABLE_ENTITY;
    let phone = Phone::parse(form.text("phone"));
    if let Err(fault) = &phone {
        fields.error("phone", fault.explained().said_to(&visit));
    }
    let email = match form.text("email") {
        "" => Ok(None),
        typed => Email::parse(typed).map(Some),
    };
    if let Err(fault) = &email {
        fields.error("email", fault.explained().said_to(&visit));
    }
    let (document, reason) = document::read(&visit, &form, &mut fields);
    let (Ok(phone), Ok(email), Some(document), Some(reason)) = (phone, email, document, reason)
    else {
        return shown(&desk, &visit, &member, id, fields, problem, None).await;
    };
    let typed = [form.text("document"), form.text("phone"), form.text("email")];
    let once = ui::once(desk.app(), &form, &typed);
    let order = Order { phone, email, document, reason };
    let work = move |tx: &mut Tx, clerk: &Clerk| desk_regain::grant(tx, clerk, id, &order);
    let to_page = see_other(&format!("{}/regain", address(id)));
    match desk.write_once("staff.regain", &once, by, work).await? {
        Granting::Done => {
            return Ok(flash(to_page, FlashKind::Success, "identity-staff-regain-done"));
        }
        Granting::Waits => {
            return Ok(flash(to_page, FlashKind::Info, "identity-staff-regain-waits"));
        }
        Granting::Not(acted) => return ended(id, acted, ""),
        Granting::Lives => {
            fields.error("", visit.t("identity-staff-regain-lives"));
        }
        // The page says the others itself.
        Granting::Useless(Obstacle::NoEmail) => {
            fields.error("email", visit.t("identity-staff-regain-no-email"));
        }
        Granting::Useless(_) => {}
        Granting::Document(fit) => {
            fields.error("document", document::said(&visit, fit));
        }
        Granting::Taken { email } => {
            let field = if email { "email" } else { "phone" };
            fields.error(field, visit.t("identity-staff-regain-taken"));
        }
        Granting::Spent { until } => {
            let when = web::date::date_time(until, visit.lang);
            fields.error("", visit.t1("identity-staff-regain-spent", "when", when));
        }
    }
    shown(&desk, &visit, &member, id, fields, problem, None).await
}

pub(super) async fn approve(
    State(desk): State<Desk>,
    visit: Visit,
    member: Staff,
    Path(path): Path<String>,
    form: Form,
) -> Answer {
    let (by, id) = both(&member, &path)?;
    let mut fields = Fields::from(&form, &document::KEPT);
    let problem = StatusCode::UNPROCESSABLE_ENTITY;
    let seen = form.text("seen");
    let (document, reason) = document::read(&visit, &form, &mut fields);
    let (Some(document), Some(reason), Ok(regain)) = (document, reason, seen.parse::<RegainId>())
    else {
        return shown(&desk, &visit, &member, id, fields, problem, Some(seen)).await;
    };
    let once = ui::once(desk.app(), &form, &[seen, form.text("document"), form.text("kind")]);
    let work = move |tx: &mut Tx, clerk: &Clerk| {
        desk_regain::approve(tx, clerk, id, regain, &document, &reason)
    };
    match desk.write_once("staff.regain_approve", &once, by, work).await? {
        Approving::Done { .. } => {
            let to = see_other(&format!("{}/regain", address(id)));
            return Ok(flash(to, FlashKind::Success, "identity-staff-regain-approved"));
        }
        Approving::Not(acted) => return ended(id, acted, ""),
        // The page says it itself.
        Approving::Changed => {}
        Approving::Same => {
            fields.error("document", visit.t("identity-staff-regain-same"));
        }
        Approving::Document(fit) => {
            fields.error("document", document::said(&visit, fit));
        }
    }
    shown(&desk, &visit, &member, id, fields, problem, Some(seen)).await
}

pub(super) async fn withdraw(
    State(desk): State<Desk>,
    member: Staff,
    Path(path): Path<String>,
    form: Form,
) -> Answer {
    let (by, id) = both(&member, &path)?;
    let work = move |tx: &mut Tx, clerk: &Clerk| desk_regain::withdraw(tx, clerk, id);
    let acted = desk.write_once("staff.regain_withdraw", &form.once(), by, work).await?;
    ended(id, acted, "identity-staff-regain-withdrawn")
}
