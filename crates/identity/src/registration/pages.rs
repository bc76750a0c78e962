//! The pages of registration: one thing each.

mod end;
mod steps;

use axum::Router;
use axum::routing::{get, post};
use store::Secret;
use web::{Failure, Page, Visit};

use super::{Step, View};
use crate::Identity;
pub(crate) use end::{PasswordPage, edition, weakness_in_words};

/// The cookie with the handle of a registration.
const COOKIE: &str = "register";
/// How many pages ask for something, codes counted with their address.
const PAGES: i64 = 6;

pub(crate) fn routes() -> Router<Identity> {
    Router::new()
        .route("/register", get(steps::ask_first).post(steps::begin))
        .route("/register/name", get(steps::ask_name).post(steps::take_name))
        .route("/register/email", get(steps::ask_email).post(steps::take_email))
        .route("/register/email-code", get(steps::ask_email_code).post(steps::take_email_code))
        .route("/register/phone", get(steps::ask_phone).post(steps::take_phone))
        .route("/register/phone-code", get(steps::ask_phone_code).post(steps::take_phone_code))
        .route("/register/send", post(steps::send))
        .route("/register/no-code", get(steps::no_code))
        .route("/register/password", get(end::ask_password).post(end::take_password))
        .route("/register/agreement", get(end::ask_agreement).post(end::take_agreement))
        .route("/register/personal-data", get(end::ask_consent).post(end::take_consent))
        .route("/register/done", get(end::done))
        .route("/documents/{document}", get(end::text))
}

/// The registration of this browser.
async fn find(identity: &Identity, visit: &Visit) -> Result<Option<(Secret, View)>, Failure> {
    let Some(handle) = handle(visit) else { return Ok(None) };
    let asked = handle.clone();
    let view = identity.app.db.read(move |tx| super::view(tx, &asked.0)).await?;
    Ok(view.map(|view| (handle, view)))
}

fn handle(visit: &Visit) -> Option<Secret> {
    let handle = visit.cookies.get(COOKIE).filter(|handle| !handle.is_empty());
    handle.map(|handle| Secret(handle.to_owned()))
}

/// The page of a step.
fn path_of(step: Step) -> &'static str {
    match step {
        Step::Name => "/register/name",
        Step::Email => "/register/email",
        Step::EmailCode => "/register/email-code",
        Step::Phone => "/register/phone",
        Step::PhoneCode => "/register/phone-code",
        Step::Password => "/register/password",
        Step::Agreement => "/register/agreement",
        Step::PersonalData => "/register/personal-data",
        Step::Done => "/register/done",
    }
}

/// «Шаг 2 из 6».
fn number_of(step: Step) -> i64 {
    match step {
        Step::Name => 1,
        Step::Email | Step::EmailCode => 2,
        Step::Phone | Step::PhoneCode => 3,
        Step::Password => 4,
        Step::Agreement => 5,
        Step::PersonalData | Step::Done => 6,
    }
}

fn frame(visit: &Visit, title: &str) -> Page {
    visit.page(title).narrow()
}
