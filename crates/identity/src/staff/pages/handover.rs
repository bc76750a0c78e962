//! The page on which a phone or an e-mail address goes to somebody else.

use askama::Template;
use axum::extract::{Path, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use notify::Channel;
use store::Tx;
use web::{
    Choice, Failure, Fields, FlashKind, Form, Page, Staff, Visit, flash, html_status, see_other,
};

use super::{Answer, Desk, address, both, document, ended};
use crate::account::{Account, AccountId};
use crate::staff::handover::{self, Handed, HandoverId, Newcomer, Order, Pending};
use crate::staff::{Acted, Clerk, Record};
use crate::ui;

#[derive(Template)]
#[template(path = "staff/handover.html")]
struct HandoverPage {
    page: Page,
    fields: Fields,
    /// Back to the record.
    back: String,
    action: String,
    owner: String,
    contacts: Vec<Choice>,
    kinds: Vec<Choice>,
    /// What waits for a newcomer's code, and can be taken back.
    pending: Vec<Waiting>,
}

/// A hand-over that waits.
struct Waiting {
    id: HandoverId,
    /// The phone or the address.
    label: String,
    value: String,
    /// Where the newcomer is looked at, and what leads there.
    href: String,
    newcomer: String,
    until: String,
}

pub(super) async fn ask(
    State(desk): State<Desk>,
    visit: Visit,
    member: Staff,
    Path(path): Path<String>,
    RawQuery(query): RawQuery,
) -> Answer {
    let (_, id) = both(&member, &path)?;
    let mut fields = document::preset();
    // The page of a registration leads here with its number and what is taken.
    for (name, value) in url::form_urlencoded::parse(query.unwrap_or_default().as_bytes()) {
        if name == "to" || name == "what" {
            fields.set(&name, value.into_owned());
        }
    }
    shown(&desk, &visit, &member, id, fields, StatusCode::OK).await
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
    let page = desk.page(visit, member, "identity-staff-handover").await;
    let pending = desk.app().db.read(move |tx| handover::pending(tx, id)).await?;
    let shown = HandoverPage {
        pending: pending.iter().map(|pending| waiting(&page, &account, pending)).collect(),
        fields,
        back: address(id),
        action: format!("{}/hand-over", address(id)),
        owner: account.personal.name.to_string(),
        contacts: contacts(&page, &account),
        kinds: document::kinds(&page),
        page,
    };
    Ok(html_status(status, &shown))
}

fn waiting(page: &Page, account: &Account, pending: &Pending) -> Waiting {
    let person = &account.personal;
    let (label, value) = match pending.channel {
        Channel::Sms => {
            ("identity-field-phone", person.phone.as_ref().map(|known| known.value.to_string()))
        }
        Channel::Email => {
            ("identity-field-email", person.email.as_ref().map(|known| known.value.to_string()))
        }
    };
    let (href, newcomer) = match pending.to {
        Newcomer::Account(to) => (address(to), "identity-staff-handover-to-account"),
        Newcomer::Registration(to) => {
            (format!("/newcomers/{to}"), "identity-staff-handover-to-registration")
        }
    };
    Waiting {
        id: pending.id,
        label: page.t(label),
        value: value.unwrap_or_default(),
        href,
        newcomer: page.t(newcomer),
        until: page.date_time(pending.expires_at),
    }
}

fn contacts(page: &Page, account: &Account) -> Vec<Choice> {
    let choice = |word: &str, key: &str, value: String| {
        Choice::new(word, format!("{}: {value}", page.t(key)))
    };
    let person = &account.personal;
    let phone = person.phone.as_ref().map(|known| {
        choice(Channel::Sms.as_str(), "identity-field-phone", known.value.to_string())
    });
    let email = person.email.as_ref().map(|known| {
        choice(Channel::Email.as_str(), "identity-field-email", known.value.as_str().to_owned())
    });
    phone.into_iter().chain(email).collect()
}

pub(super) async fn hand_over(
    State(desk): State<Desk>,
    visit: Visit,
    member: Staff,
    Path(path): Path<String>,
    form: Form,
) -> Answer {
    let (by, id) = both(&member, &path)?;
    let mut fields = Fields::from(&form, &["what", "to", document::KEPT[0], document::KEPT[1]]);
    let problem = StatusCode::UNPROCESSABLE_ENTITY;
    let channel = Channel::parse(form.text("what"));
    if channel.is_none() {
        fields.error("what", visit.t("identity-staff-handover-what-empty"));
    }
    let to = form.text("to").to_owned();
    if to.is_empty() {
        fields.error("to", visit.t("identity-staff-handover-to-empty"));
    }
    let (document, reason) = document::read(&visit, &form, &mut fields);
    let (Some(channel), Some(document), Some(reason), false) =
        (channel, document, reason, to.is_empty())
    else {
        return shown(&desk, &visit, &member, id, fields, problem).await;
    };
    let once = ui::once(desk.app(), &form, &[form.text("document"), form.text("kind"), &to]);
    let order = Order { channel, to, document, reason };
    let work = move |tx: &mut Tx, clerk: &Clerk| handover::hand_over(tx, clerk, id, &order);
    let (field, says) = match desk.write_once("staff.handover", &once, by, work).await? {
        Handed::Done(newcomer) => return Ok(done(newcomer)),
        Handed::Not(acted) => return ended(id, acted, ""),
        Handed::Nothing => return ended(id, Acted::Needless, ""),
        Handed::Document(fit) => ("document", document::said(&visit, fit)),
        Handed::Spent { until } => {
            ("to", visit.t1("identity-staff-spent", "when", web::date::time(until)))
        }
        other => ("to", visit.t(why(other))),
    };
    fields.error(field, says);
    shown(&desk, &visit, &member, id, fields, problem).await
}

pub(super) async fn withdraw(
    State(desk): State<Desk>,
    member: Staff,
    Path(path): Path<String>,
    form: Form,
) -> Answer {
    let (by, id) = both(&member, &path)?;
    let seen = form.text("seen").parse::<HandoverId>().map_err(|_| Failure::NotFound)?;
    let work = move |tx: &mut Tx, clerk: &Clerk| handover::withdraw(tx, clerk, id, seen);
    let acted = desk.write_once("staff.handover_withdraw", &form.once(), by, work).await?;
    ended(id, acted, "identity-staff-handover-withdrawn")
}

/// To the newcomer, who goes on with a code.
fn done(newcomer: Newcomer) -> Response {
    let (to, says) = match newcomer {
        Newcomer::Account(account) => (address(account), "identity-staff-handover-done-account"),
        Newcomer::Registration(registration) => {
            (format!("/newcomers/{registration}"), "identity-staff-handover-done")
        }
    };
    flash(see_other(&to), FlashKind::Success, says)
}

fn why(handed: Handed) -> &'static str {
    match handed {
        Handed::Same => "identity-staff-handover-same",
        Handed::Oneself => "identity-staff-own",
        Handed::OtherValue => "identity-staff-handover-other",
        Handed::Closed => "identity-staff-closed",
        _ => "identity-staff-nobody",
    }
}
