//! The page of the password.

mod second;

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use store::Secret;
use web::{Failure, Fields, Form, Page, Turn, Visit, html_status, see_other};

use super::attempt::{Permit, Ticket};
use super::{LIFE, Means, Settled};
use crate::account::Identifier;
use crate::pages::{self, Answer, Message};
use crate::password::temporary;
use crate::provider::flow;
use crate::{Identity, Person, password, recovery};

pub(crate) use second::{CodePage, Send, dead, sent_lead};

/// The cookie with the handle of a sign-in.
const COOKIE: &str = "login";

pub(crate) fn routes() -> Router<Identity> {
    Router::new()
        .route("/login", get(ask).post(try_password))
        .route("/login/help", get(second::help))
        .route("/login/{means}", get(second::ask).post(second::answer))
        .route("/login/{means}/send", post(second::send))
}

/// Where a page sends a person who must sign in, or who is signed in and must prove once more who
/// she is (`again`). `next` is a local path to come back to.
pub fn start(next: &str, again: bool) -> String {
    let next = escaped(web::next(next));
    if again { format!("/login?again=1&next={next}") } else { format!("/login?next={next}") }
}

fn escaped(text: &str) -> String {
    url::form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[derive(Template)]
#[template(path = "login/password.html")]
struct PasswordPage {
    page: Page,
    fields: Fields,
    next: String,
    /// The name of who is signed in and proves herself once more.
    again: Option<String>,
    /// The service that she comes from.
    service: Option<String>,
    /// Where registration begins, with the way back.
    register: String,
}

/// What the page is asked with.
struct Start {
    next: String,
    again: Option<Person>,
}

async fn ask(
    State(identity): State<Identity>,
    visit: Visit,
    person: Option<Person>,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = query.unwrap_or_default();
    let asked = |name: &str| {
        let mut pairs = url::form_urlencoded::parse(query.as_bytes());
        pairs.find(|(found, _)| found == name).map(|(_, value)| value.into_owned())
    };
    let next = web::next(&asked("next").unwrap_or_default()).to_owned();
    if person.is_some() && asked("again").is_none() {
        return Ok(see_other(&next));
    }
    let mut fields = Fields::empty();
    if let Some(phone) = person.as_ref().and_then(|person| person.personal.phone.as_ref()) {
        fields.set("login", phone.value.to_string());
    }
    page(&identity, &visit, fields, Start { next, again: person }, StatusCode::OK).await
}

async fn page(
    identity: &Identity,
    visit: &Visit,
    mut fields: Fields,
    start: Start,
    status: StatusCode,
) -> Answer {
    let Start { next, again } = start;
    let (kept, visitor) = (next.clone(), visit.visitor.clone());
    let back = identity.app.db.read(move |tx| flow::way_back(tx, &kept, &visitor)).await?;
    let hint = back.as_ref().and_then(|back| back.login_hint.clone());
    if fields.value("login").is_empty() && !fields.has_errors() {
        fields.set("login", hint.unwrap_or_default());
    }
    let service = back.map(|back| back.name(visit.lang).to_owned());
    let register = match next.as_str() {
        "/" => "/register".to_owned(),
        next => format!("/register?next={}", escaped(next)),
    };
    let again = again.map(|person| person.personal.name.short());
    let page = visit.page("identity-login").narrow();
    Ok(html_status(status, &PasswordPage { page, fields, next, again, service, register }))
}

async fn try_password(
    State(identity): State<Identity>,
    visit: Visit,
    person: Option<Person>,
    form: Result<Form, Failure>,
) -> Answer {
    let form = match pages::form_of(&visit, form) {
        Ok(form) => form,
        Err(answer) => return answer,
    };
    let mut fields = Fields::from(&form, &["login"]);
    let who = Identifier::detect(form.text("login"));
    if form.text("login").is_empty() {
        fields.error("login", visit.t("identity-login-who-empty"));
    } else if who.is_none() {
        fields.error("login", visit.t("identity-login-who-form"));
    }
    if form.raw("password").is_empty() {
        fields.error("password", visit.t("identity-password-empty"));
    }
    let next = web::next(form.text("next")).to_owned();
    let start = Start { next: next.clone(), again: person.filter(|_| form.has("again")) };
    let (Some(who), false) = (who, fields.has_errors()) else {
        return page(&identity, &visit, fields, start, StatusCode::UNPROCESSABLE_ENTITY).await;
    };
    let tried = attempt(&identity, &visit, &form, who, &next).await?;
    count(tried.as_str());
    let status = match tried {
        Tried::Settled(Settled::Second { handle, means }) => {
            return Ok(pages::handle_cookie(COOKIE, &handle.0, LIFE).on(see_other(path_of(means))));
        }
        Tried::Settled(Settled::Temporary { handle }) => return Ok(recovery::go_on(&handle)),
        Tried::Settled(Settled::Locked) => return Ok(locked(&visit)),
        Tried::Settled(Settled::Wrong { left }) => {
            fields.error("", wrong(&visit, left));
            StatusCode::UNPROCESSABLE_ENTITY
        }
        Tried::Wait => {
            fields.error("", visit.t("identity-login-wait"));
            StatusCode::TOO_MANY_REQUESTS
        }
    };
    page(&identity, &visit, fields, start, status).await
}

enum Tried {
    Settled(Settled),
    Wait,
}

impl Tried {
    /// The outcome that is counted.
    fn as_str(&self) -> &'static str {
        match self {
            Tried::Settled(Settled::Second { .. }) => "password-right",
            Tried::Settled(Settled::Temporary { .. }) => "temporary-right",
            Tried::Settled(Settled::Wrong { .. }) => "password-wrong",
            Tried::Settled(Settled::Locked) => "locked",
            Tried::Wait => "slowed",
        }
    }
}

/// Counts a step of a sign-in by its outcome.
fn count(outcome: &'static str) {
    metrics::counter!("identity_sign_ins", "outcome" => outcome).increment(1);
}

/// Charge, compare, settle. The same form sent twice is one attempt; another password in it is
/// another one.
async fn attempt(
    identity: &Identity,
    visit: &Visit,
    form: &Form,
    who: Identifier,
    next: &str,
) -> Result<Tried, Failure> {
    let app = &identity.app;
    // Before the attempt is charged: who is turned away for lack of room has not tried.
    let turn = app.cpu.enter()?;
    let typed = Secret(form.raw("password").to_owned());
    let once = pages::once(app, form, &[form.text("login"), &typed.0]);
    let (config, address) = (identity.config.clone(), visit.address);
    let (charge, settle) = ([&once[..], b"charge"].concat(), [&once[..], b"settle"].concat());
    let permit = app
        .db
        .write_once("login.charge", &charge, move |tx| super::charge(tx, &config, &who, address));
    let ticket = match permit.await? {
        Permit::Go(ticket) => ticket,
        Permit::Locked => return Ok(Tried::Settled(Settled::Locked)),
        Permit::Wait => return Ok(Tried::Wait),
        Permit::TooMany { until } => {
            return Err(Failure::TooMany { retry_seconds: pages::seconds_until(app, until) });
        }
    };
    let temporary = temporary::Typed::of(app.db.vault(), &typed.0);
    let right = is_right(turn, typed, &ticket).await?;
    let (visitor, next) = (pages::visitor(visit), next.to_owned());
    let settled = app.db.write_once("login.settle", &settle, move |tx| match &temporary {
        Some(typed) if !right => super::settle_temporary(tx, &ticket, typed, &visitor),
        _ => super::settle(tx, &ticket, right, &next, &visitor),
    });
    Ok(Tried::Settled(settled.await?))
}

async fn is_right(turn: Turn, typed: Secret, ticket: &Ticket) -> Result<bool, Failure> {
    // Longer than any password can be: nothing to compare, and nothing to spend.
    if typed.0.chars().count() > password::LONGEST * 4 {
        return Ok(false);
    }
    let hashed = ticket.hashed.clone();
    turn.run(move || password::is_right(&typed.0, &hashed)).await
}

fn wrong(visit: &Visit, left: i64) -> String {
    match left {
        1 | 2 => visit.t1("identity-login-wrong-left", "left", left),
        _ => visit.t("identity-login-wrong"),
    }
}

fn locked(visit: &Visit) -> Response {
    Message::new(visit, "identity-locked")
        .says(visit.t("identity-locked-why"))
        .says(visit.t("identity-locked-sessions"))
        .advises(visit.t("identity-locked-recover"))
        .advises(visit.t("identity-locked-desk"))
        .leads("/recovery", visit.t("identity-recovery-start"))
        .leads("/help", visit.t("identity-result-desk"))
        .answer(StatusCode::FORBIDDEN)
}

fn path_of(means: Means) -> &'static str {
    match means {
        Means::Sms => "/login/code",
        Means::Totp => "/login/totp",
        Means::Email => "/login/email",
    }
}

fn means_of(word: &str) -> Result<Means, Failure> {
    match word {
        "code" => Ok(Means::Sms),
        "totp" => Ok(Means::Totp),
        "email" => Ok(Means::Email),
        _ => Err(Failure::NotFound),
    }
}
