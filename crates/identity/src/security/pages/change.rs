//! *Изменить контактные данные*: the new value, the second factor, the code to the new address.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use notify::Channel;
use registries::{Email, Phone};
use web::{Failure, Fields, FlashKind, Form, Page, Visit, flash, html, html_status, see_other};

use super::{Answer, HOME, unless_fresh};
use crate::code::{self, Checked, Standing};
use crate::security::contact::{self, Began, Change, ChangeId, Means, Stepped};
use crate::{Identity, Person, nav, ui};

#[derive(Template)]
#[template(path = "security/contact.html")]
struct ContactPage {
    page: Page,
    fields: Fields,
    phone: bool,
    now: String,
}

pub(super) async fn ask_phone(
    State(identity): State<Identity>,
    visit: Visit,
    person: Person,
) -> Answer {
    ask(&identity, &visit, &person, Channel::Sms).await
}

pub(super) async fn ask_email(
    State(identity): State<Identity>,
    visit: Visit,
    person: Person,
) -> Answer {
    ask(&identity, &visit, &person, Channel::Email).await
}

async fn ask(identity: &Identity, visit: &Visit, person: &Person, channel: Channel) -> Answer {
    if let Some(prove) = unless_fresh(identity, person, visit.path_only()).await? {
        return Ok(prove);
    }
    Ok(html(&contact_page(visit, person, channel, Fields::empty())))
}

fn contact_page(visit: &Visit, person: &Person, channel: Channel, fields: Fields) -> ContactPage {
    let (title, now) = match channel {
        Channel::Sms => {
            let known = person.personal.phone.as_ref();
            ("identity-contact-phone", known.map(|known| known.value.to_string()))
        }
        Channel::Email => {
            let known = person.personal.email.as_ref();
            ("identity-contact-email", known.map(|known| known.value.as_str().to_owned()))
        }
    };
    let page = nav::page(visit, person, title).narrow();
    ContactPage { page, fields, phone: channel == Channel::Sms, now: now.unwrap_or_default() }
}

pub(super) async fn begin_phone(
    State(identity): State<Identity>,
    visit: Visit,
    person: Person,
    form: Form,
) -> Answer {
    if let Some(prove) = unless_fresh(&identity, &person, visit.path_only()).await? {
        return Ok(prove);
    }
    let mut fields = Fields::from(&form, &["phone"]);
    let phone = match Phone::parse(form.text("phone")) {
        Ok(phone) => phone,
        Err(fault) => {
            fields.error("phone", fault.explained().said_to(&visit));
            return Ok(again_with(&visit, &person, Channel::Sms, fields));
        }
    };
    let account = person.account.clone();
    let once = ui::once(&identity.app, &form, &[form.text("phone")]);
    let began = identity
        .app
        .db
        .write_once("security.phone", &once, move |tx| contact::begin_phone(tx, &account, &phone));
    began_answer(&visit, &person, Channel::Sms, fields, began.await?)
}

pub(super) async fn begin_email(
    State(identity): State<Identity>,
    visit: Visit,
    person: Person,
    form: Form,
) -> Answer {
    if let Some(prove) = unless_fresh(&identity, &person, visit.path_only()).await? {
        return Ok(prove);
    }
    let mut fields = Fields::from(&form, &["email"]);
    let email = match Email::parse(form.text("email")) {
        Ok(email) => email,
        Err(fault) => {
            fields.error("email", fault.explained().said_to(&visit));
            return Ok(again_with(&visit, &person, Channel::Email, fields));
        }
    };
    let account = person.account.clone();
    let once = ui::once(&identity.app, &form, &[form.text("email")]);
    let began = identity
        .app
        .db
        .write_once("security.email", &once, move |tx| contact::begin_email(tx, &account, &email));
    began_answer(&visit, &person, Channel::Email, fields, began.await?)
}

fn again_with(visit: &Visit, person: &Person, channel: Channel, fields: Fields) -> Response {
    let shown = contact_page(visit, person, channel, fields);
    html_status(StatusCode::UNPROCESSABLE_ENTITY, &shown)
}

fn began_answer(
    visit: &Visit,
    person: &Person,
    channel: Channel,
    mut fields: Fields,
    began: Began,
) -> Answer {
    let field = if channel == Channel::Sms { "phone" } else { "email" };
    match began {
        Began::Second(change) => return Ok(see_other(&address(change))),
        Began::Same => fields.error(field, visit.t("identity-contact-same")),
        Began::NoMeans => fields.error("", visit.t("identity-contact-no-means")),
    };
    Ok(again_with(visit, person, channel, fields))
}

fn address(change: ChangeId) -> String {
    format!("/settings/security/change/{change}")
}

#[derive(Template)]
#[template(path = "security/code.html")]
struct CodePage {
    page: Page,
    fields: Fields,
    lead: String,
    standing: Option<Standing>,
    seconds: i64,
    action: String,
    again: String,
    before: &'static str,
}

pub(super) async fn show(
    State(identity): State<Identity>,
    visit: Visit,
    person: Person,
    Path(id): Path<String>,
) -> Answer {
    let shown = code_page(&identity, &visit, &person, &id, Fields::empty()).await?;
    Ok(html(&shown))
}

async fn code_page(
    identity: &Identity,
    visit: &Visit,
    person: &Person,
    id: &str,
    fields: Fields,
) -> Result<CodePage, Failure> {
    let id: ChangeId = id.parse().map_err(|_| Failure::NotFound)?;
    let account = person.id;
    let found = identity.app.db.read(move |tx| {
        let Some(change) = contact::find(tx, account, id)? else { return Ok(None) };
        let means = contact::means(tx, account, change.channel)?;
        let standing = contact::standing(tx, &change)?;
        Ok(Some((change, means, standing)))
    });
    let (change, means, standing) = found.await?.ok_or(Failure::NotFound)?;
    let title = if change.second_shown { "identity-change-new" } else { "identity-change-second" };
    Ok(CodePage {
        page: nav::page(visit, person, title).narrow(),
        fields,
        lead: lead(visit, person, &change, means),
        standing,
        seconds: standing.map_or(0, |standing| standing.again_in),
        action: address(id),
        again: format!("{}/again", address(id)),
        before: match change.channel {
            Channel::Sms => "/settings/security/phone",
            Channel::Email => "/settings/security/email",
        },
    })
}

fn lead(visit: &Visit, person: &Person, change: &Change, means: Option<Means>) -> String {
    if change.second_shown {
        let new = match change.channel {
            Channel::Sms => Phone::parse(&change.value).map(|phone| phone.to_string()).ok(),
            Channel::Email => Some(change.value.clone()),
        };
        return visit.t1("identity-change-sent-new", "to", new.unwrap_or_default());
    }
    let known = &person.personal;
    let (channel, to) = match means {
        Some(Means::Sms) => (Channel::Sms, known.phone.as_ref().map(|k| k.value.as_str())),
        Some(Means::Email) => (Channel::Email, known.email.as_ref().map(|k| k.value.as_str())),
        Some(Means::Totp) | None => return visit.t("identity-change-app"),
    };
    let to = notify::contact::masked(channel, to.unwrap_or_default());
    visit.t1("identity-change-sent", "to", to)
}

pub(super) async fn step(
    State(identity): State<Identity>,
    visit: Visit,
    person: Person,
    Path(id): Path<String>,
    form: Form,
) -> Answer {
    let change: ChangeId = id.parse().map_err(|_| Failure::NotFound)?;
    if !code::is_code(form.text("code")) {
        return wrong(&identity, &visit, &person, &id, visit.t("security-code-form")).await;
    }
    let (account, facts) = (person.account.clone(), visit.facts());
    let typed = form.text("code").to_owned();
    let once = ui::once(&identity.app, &form, &[&typed]);
    let stepped = identity.app.db.write_once("security.change", &once, move |tx| {
        contact::step(tx, &account, change, &typed, &facts)
    });
    match stepped.await? {
        Stepped::New => Ok(see_other(&address(change))),
        Stepped::Done => Ok(flash(see_other(HOME), FlashKind::Success, "identity-contact-changed")),
        Stepped::Taken => {
            Ok(flash(see_other(HOME), FlashKind::Error, "identity-contact-not-changed"))
        }
        Stepped::Gone => Err(Failure::NotFound),
        Stepped::Code(checked) => {
            wrong(&identity, &visit, &person, &id, code_said(&visit, checked)).await
        }
    }
}

fn code_said(visit: &Visit, checked: Checked) -> String {
    match checked {
        Checked::Right => String::new(),
        Checked::Wrong { left: 0 } | Checked::Dead | Checked::Closed => {
            visit.t("security-code-dead")
        }
        Checked::Wrong { left } => visit.t1("security-code-wrong", "left", left),
        Checked::Spent { until } => visit.t1("security-code-spent", "when", web::date::time(until)),
    }
}

async fn wrong(
    identity: &Identity,
    visit: &Visit,
    person: &Person,
    id: &str,
    says: String,
) -> Answer {
    let mut fields = Fields::empty();
    fields.error("code", says);
    let shown = code_page(identity, visit, person, id, fields).await?;
    Ok(html_status(StatusCode::UNPROCESSABLE_ENTITY, &shown))
}

pub(super) async fn again(
    State(identity): State<Identity>,
    visit: Visit,
    person: Person,
    Path(id): Path<String>,
    form: Form,
) -> Answer {
    let change: ChangeId = id.parse().map_err(|_| Failure::NotFound)?;
    let account = person.account.clone();
    let once = form.once();
    let sent = identity.app.db.write_once("security.change_again", &once, move |tx| {
        contact::send_again(tx, &account, change)
    });
    match sent.await? {
        None => Err(Failure::NotFound),
        Some(code::Sent::Spent { until }) => {
            let says = visit.t1("identity-code-sent-spent", "when", web::date::time(until));
            wrong(&identity, &visit, &person, &id, says).await
        }
        Some(code::Sent::Sent { .. }) => {
            Ok(flash(see_other(&address(change)), FlashKind::Success, "identity-code-resent"))
        }
        Some(code::Sent::Wait { .. }) => {
            Ok(flash(see_other(&address(change)), FlashKind::Info, "identity-code-wait"))
        }
    }
}
