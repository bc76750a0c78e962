//! A new password in place of the present one.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use web::{Failure, Fields, FlashKind, Form, Page, Visit, flash, html, html_status, see_other};

use super::prove::{Tried, try_password};
use super::{Answer, HOME, tell};
use crate::account::Account;
use crate::password::{self, Weakness};
use crate::registration::weakness_in_words;
use crate::{Identity, Person, nav, ui};

#[derive(Template)]
#[template(path = "security/password.html")]
struct PasswordPage {
    page: Page,
    fields: Fields,
}

pub(super) async fn ask(visit: Visit, person: Person) -> Answer {
    Ok(html(&page(&visit, &person, Fields::empty())))
}

fn page(visit: &Visit, person: &Person, fields: Fields) -> PasswordPage {
    PasswordPage { page: nav::page(visit, person, "identity-newpassword-title").narrow(), fields }
}

pub(super) async fn change(
    State(identity): State<Identity>,
    visit: Visit,
    person: Person,
    form: Form,
) -> Answer {
    let mut fields = Fields::empty();
    let (typed, new) = (form.raw("current").to_owned(), form.raw("new").to_owned());
    let once = ui::once(&identity.app, &form, &[&typed, &new]);
    if typed.is_empty() {
        fields.error("current", Tried::Empty.said(&visit));
    }
    if let Err(weakness) = judge(&identity, &person.account, &new).await? {
        fields.error("new", weakness_in_words(&visit, weakness));
    } else if typed == new {
        fields.error("new", visit.t("identity-newpassword-same"));
    }
    if !fields.has_errors() {
        let tried = try_password(&identity, &visit, &person.account, &typed, &once).await?;
        if tried != Tried::Right {
            fields.error("current", tried.said(&visit));
        }
    }
    if fields.has_errors() {
        let shown = page(&visit, &person, fields);
        return Ok(html_status(StatusCode::UNPROCESSABLE_ENTITY, &shown));
    }
    let entropy = identity.app.entropy.clone();
    let hashed = identity.app.cpu.run(move || password::hash(&new, &entropy)).await?;
    let (sso, facts) = (person.sso.clone(), visit.facts());
    let farewells = identity
        .app
        .db
        .write_once("security.password", &once, move |tx| {
            super::super::change_password(tx, &sso, &hashed, &facts)
        })
        .await?;
    tell(&identity, farewells).await;
    Ok(changed())
}

fn changed() -> axum::response::Response {
    flash(see_other(HOME), FlashKind::Success, "identity-newpassword-changed")
}

async fn judge(
    identity: &Identity,
    account: &Account,
    new: &str,
) -> Result<Result<password::Strength, Weakness>, Failure> {
    let person = &account.personal;
    let mut own = vec![person.name.to_string()];
    own.extend(person.phone.as_ref().map(|known| known.value.as_str().to_owned()));
    own.extend(person.email.as_ref().map(|known| known.value.as_str().to_owned()));
    own.extend(person.birth_date.map(registries::date::typed));
    let new = new.to_owned();
    let judged = identity.app.cpu.run(move || {
        let own: Vec<&str> = own.iter().map(String::as_str).collect();
        password::judge(&new, &own)
    });
    judged.await
}
