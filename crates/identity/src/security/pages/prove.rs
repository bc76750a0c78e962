//! The password once more, before something that protects the account is changed.

use askama::Template;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use serde::Deserialize;
use web::{Failure, Fields, Form, Page, Visit, html, html_status, see_other};

use super::{Answer, HOME};
use crate::account::{Account, Identifier};
use crate::login::attempt::Permit;
use crate::login::{self, Again};
use crate::{Identity, Person, nav, password, ui};

#[derive(Template)]
#[template(path = "security/prove.html")]
struct ProvePage {
    page: Page,
    fields: Fields,
    next: String,
}

#[derive(Deserialize)]
pub(super) struct Next {
    next: Option<String>,
}

pub(super) async fn ask(visit: Visit, person: Person, Query(query): Query<Next>) -> Answer {
    let next = local(query.next.as_deref().unwrap_or(HOME));
    let page = nav::page(&visit, &person, "identity-prove-title").narrow();
    Ok(html(&ProvePage { page, fields: Fields::empty(), next }))
}

pub(super) async fn check(
    State(identity): State<Identity>,
    visit: Visit,
    person: Person,
    form: Form,
) -> Answer {
    let next = local(form.text("next"));
    let typed = form.raw("password");
    let once = ui::once(&identity.app, &form, &[typed]);
    let tried = try_password(&identity, &visit, &person.account, typed, &once).await?;
    if tried == Tried::Right {
        let (sso, facts) = (person.sso.clone(), visit.facts());
        let db = &identity.app.db;
        db.write("security.prove", move |tx| super::super::prove(tx, &sso, &facts)).await?;
        return Ok(see_other(&next));
    }
    let mut fields = Fields::empty();
    fields.error("password", tried.said(&visit));
    let page = nav::page(&visit, &person, "identity-prove-title").narrow();
    let shown = ProvePage { page, fields, next };
    Ok(html_status(StatusCode::UNPROCESSABLE_ENTITY, &shown))
}

/// Only pages of the settings ask for a proof.
fn local(next: &str) -> String {
    let next = web::next(next);
    if next.starts_with("/settings/") { next.to_owned() } else { HOME.to_owned() }
}

/// How a password that was typed again was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tried {
    /// It is hers.
    Right,
    /// Nothing was typed.
    Empty,
    /// It is not hers.
    Wrong {
        /// So many more may be wrong.
        left: i64,
    },
    /// Too many wrong ones.
    Locked,
    /// Too many at this moment, or from this address.
    Later,
}

impl Tried {
    /// The reason in words.
    pub(super) fn said(self, visit: &Visit) -> String {
        match self {
            Tried::Right => String::new(),
            Tried::Empty => visit.t("identity-prove-empty"),
            Tried::Wrong { left } => visit.t1("identity-prove-wrong", "left", left),
            Tried::Locked => visit.t("identity-prove-locked"),
            Tried::Later => visit.t("identity-prove-later"),
        }
    }
}

/// Compares a password with the account's: charged, compared outside of transactions, settled.
/// Counts together with the attempts to sign in. A repeat of the same form (`once`) is the same
/// attempt: it is compared with the password of that time and counted once.
pub(super) async fn try_password(
    identity: &Identity,
    visit: &Visit,
    account: &Account,
    typed: &str,
    once: &[u8],
) -> Result<Tried, Failure> {
    if typed.is_empty() {
        return Ok(Tried::Empty);
    }
    let Some(identifier) = identifier(account) else { return Ok(Tried::Later) };
    // Before the attempt is charged: who is turned away for lack of room has not tried.
    let turn = identity.app.cpu.enter()?;
    let (config, address) = (identity.config.clone(), visit.address);
    let db = &identity.app.db;
    let (charge, settle) = ([once, b"charge"].concat(), [once, b"settle"].concat());
    let charged = db.write_once("security.charge", &charge, move |tx| {
        login::charge(tx, &config, &identifier, address)
    });
    let ticket = match charged.await? {
        Permit::Go(ticket) => ticket,
        Permit::Locked => return Ok(Tried::Locked),
        Permit::Wait | Permit::TooMany { .. } => return Ok(Tried::Later),
    };
    let (hashed, typed) = (ticket.hashed.clone(), typed.to_owned());
    let right = turn.run(move || password::is_right(&typed, &hashed)).await?;
    let visitor = ui::visitor(visit);
    let settled = db.write_once("security.settle", &settle, move |tx| {
        login::settle_again(tx, &ticket, right, &visitor)
    });
    Ok(match settled.await? {
        Again::Right => Tried::Right,
        Again::Wrong { left } => Tried::Wrong { left },
        Again::Locked => Tried::Locked,
    })
}

/// Any identifier leads to the account's one counter.
fn identifier(account: &Account) -> Option<Identifier> {
    let person = &account.personal;
    let phone = person.phone.as_ref().map(|known| Identifier::Phone(known.value.clone()));
    phone.or_else(|| person.email.as_ref().map(|known| Identifier::Email(known.value.clone())))
}
