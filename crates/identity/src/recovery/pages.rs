//! The pages of recovery.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use store::Secret;
use web::{Failure, Fields, FlashKind, Form, Page, Visit, cookie, flash, html_status, see_other};

use super::{Begun, LIFE, Means, Moved, Step, View};
use crate::Identity;
use crate::account::Identifier;
use crate::code;
use crate::login::{self, CodePage, Send, dead, sent_lead};
use crate::pages::{self, Answer, Message};
use crate::registration::{PasswordPage, weakness_in_words};

/// The cookie with the handle of a recovery.
const COOKIE: &str = "recovery";

pub(crate) fn routes() -> Router<Identity> {
    Router::new()
        .route("/recovery", get(ask).post(begin))
        .route("/recovery/password", get(ask_password).post(take_password))
        .route("/recovery/help", get(help))
        .route("/recovery/{means}", get(ask_code).post(take_code))
        .route("/recovery/{means}/send", post(send))
}

#[derive(Template)]
#[template(path = "recovery/start.html")]
struct StartPage {
    page: Page,
    fields: Fields,
}

async fn ask(visit: Visit) -> Answer {
    Ok(start_page(&visit, Fields::empty(), StatusCode::OK))
}

fn start_page(visit: &Visit, fields: Fields, status: StatusCode) -> Response {
    html_status(status, &StartPage { page: visit.page("identity-recovery").narrow(), fields })
}

async fn begin(
    State(identity): State<Identity>,
    visit: Visit,
    form: Result<Form, Failure>,
) -> Answer {
    let form = match pages::form_of(&visit, form) {
        Ok(form) => form,
        Err(answer) => return answer,
    };
    let Some(who) = Identifier::detect(form.text("login")) else {
        let mut fields = Fields::from(&form, &["login"]);
        let empty = form.text("login").is_empty();
        let key = if empty { "identity-login-who-empty" } else { "identity-login-who-form" };
        fields.error("login", visit.t(key));
        return Ok(start_page(&visit, fields, StatusCode::UNPROCESSABLE_ENTITY));
    };
    let once = pages::once(&identity.app, &form, &[form.text("login")]);
    let (config, lang, visitor) = (identity.config.clone(), visit.lang, pages::visitor(&visit));
    let begun = identity
        .app
        .db
        .write_once("recovery.begin", &once, move |tx| {
            super::begin(tx, &config, &who, lang, &visitor)
        })
        .await?;
    match begun {
        Begun::Yes(handle) => {
            Ok(pages::handle_cookie(COOKIE, &handle.0, LIFE).on(see_other("/recovery/email")))
        }
        Begun::TooMany { until } => {
            Err(Failure::TooMany { retry_seconds: pages::seconds_until(&identity.app, until) })
        }
    }
}

/// To the second step of a recovery that began at the page of the password.
pub(crate) fn go_on(handle: &Secret) -> Response {
    // From there the browser is sent to the page of the present step.
    pages::handle_cookie(COOKIE, &handle.0, LIFE).on(see_other("/recovery/password"))
}

/// The recovery of this browser.
async fn find(identity: &Identity, visit: &Visit) -> Result<Option<(Secret, View)>, Failure> {
    let Some(handle) = visit.cookies.get(COOKIE).filter(|handle| !handle.is_empty()) else {
        return Ok(None);
    };
    let handle = Secret(handle.to_owned());
    let asked = handle.clone();
    let view = identity.app.db.read(move |tx| super::view(tx, &asked.0)).await?;
    Ok(view.map(|view| (handle, view)))
}

/// The page of the present step.
fn path_of(view: &View) -> &'static str {
    match view.step {
        Step::Email => "/recovery/email",
        Step::Second => view.open.first().map_or("/recovery/help", |means| path_of_means(*means)),
        Step::Password => "/recovery/password",
        Step::Done => "/login",
        Step::Dead => "/recovery/help",
    }
}

impl Means {
    /// The one whose words are the same.
    fn at_login(self) -> login::Means {
        match self {
            Means::Email => login::Means::Email,
            Means::Sms | Means::NewPhone => login::Means::Sms,
            Means::Totp => login::Means::Totp,
        }
    }
}

fn path_of_means(means: Means) -> &'static str {
    match means {
        Means::Sms => "/recovery/sms",
        Means::NewPhone => "/recovery/new-phone",
        Means::Totp => "/recovery/totp",
        Means::Email => "/recovery/email",
    }
}

fn lost() -> Response {
    flash(see_other("/recovery"), FlashKind::Info, "identity-recovery-begin-again")
}

/// Whether the page of a means belongs to the present step.
fn fits(view: &View, means: Means) -> bool {
    match view.step {
        Step::Email => means == Means::Email,
        Step::Second => view.open.contains(&means),
        _ => false,
    }
}

async fn ask_code(
    State(identity): State<Identity>,
    visit: Visit,
    Path(means): Path<String>,
) -> Answer {
    let means = Means::parse(&means).ok_or(Failure::NotFound)?;
    let Some((_, view)) = find(&identity, &visit).await? else { return Ok(lost()) };
    if !fits(&view, means) {
        return Ok(see_other(path_of(&view)));
    }
    Ok(code_page(&visit, &view, means, Fields::empty(), StatusCode::OK))
}

fn code_page(
    visit: &Visit,
    view: &View,
    means: Means,
    fields: Fields,
    status: StatusCode,
) -> Response {
    let (title, standing) = match means {
        Means::Email => ("identity-code-email", view.email),
        Means::Sms => ("identity-code-sms", view.sms),
        Means::NewPhone => ("identity-code-new-phone", view.new_sms),
        Means::Totp => ("identity-code-totp", None),
    };
    let lead = match (means, standing) {
        (Means::Totp, _) => visit.t("identity-code-totp-lead"),
        // Whether there is such an account is not said.
        (Means::Email, Some(standing)) => {
            visit.t1("identity-recovery-sent", "number", standing.number)
        }
        (Means::Email, None) => visit.t("identity-recovery-unsent"),
        (Means::Sms, standing) => {
            let to = view.factors.as_ref().and_then(|factors| factors.sms.clone());
            sent_lead(visit, login::Means::Sms, standing, &to.unwrap_or_default())
        }
        (Means::NewPhone, standing) => {
            let to = view.new_phone.clone().unwrap_or_default();
            sent_lead(visit, login::Means::Sms, standing, &to)
        }
    };
    let others: Vec<(String, String)> = view
        .open
        .iter()
        .filter(|other| **other != means)
        .map(|other| {
            let key = match other {
                Means::Totp => "identity-code-by-totp",
                Means::NewPhone => "identity-code-by-new-phone",
                Means::Sms if view.new_phone.is_some() => "identity-code-by-old-phone",
                _ => "identity-code-by-sms",
            };
            (path_of_means(*other).to_owned(), visit.t(key))
        })
        .collect();
    let page = CodePage {
        page: visit.page(title).narrow(),
        fields,
        back: ("/recovery".into(), visit.t("identity-recovery-anew")),
        lead,
        step: None,
        typed: means == Means::Totp || standing.is_some(),
        action: path_of_means(means).into(),
        flow: String::new(),
        submit: visit.t("identity-continue"),
        send: (means != Means::Totp).then(|| Send {
            action: format!("{}/send", path_of_means(means)),
            seconds: standing.map_or(0, |standing| standing.again_in),
        }),
        others,
        help: ("/recovery/help".into(), visit.t("identity-recovery-no-access")),
    };
    html_status(status, &page)
}

async fn take_code(
    State(identity): State<Identity>,
    visit: Visit,
    Path(means): Path<String>,
    form: Form,
) -> Answer {
    let means = Means::parse(&means).ok_or(Failure::NotFound)?;
    let Some((handle, view)) = find(&identity, &visit).await? else { return Ok(lost()) };
    let typed = form.text("code").to_owned();
    let problem = if code::is_code(&typed) {
        let once = pages::once(&identity.app, &form, &[&handle.0, means.as_str(), &typed]);
        let (asked, visitor) = (handle.clone(), pages::visitor(&visit));
        let moved = identity
            .app
            .db
            .write_once("recovery.code", &once, move |tx| match means {
                Means::Email => super::check_email(tx, &asked.0, &typed, &visitor),
                means => super::check_second(tx, &asked.0, means, &typed, &visitor),
            })
            .await?;
        match moved {
            Moved::Wrong { left } => visit.t1("identity-code-not-right", "left", left),
            Moved::DeadCode => visit.t(dead(means.at_login())),
            Moved::Spent { until } => pages::with_time(&visit, "identity-code-tries-spent", until),
            Moved::Closed => {
                let back = on(&identity, &visit).await?;
                return Ok(flash(back, FlashKind::Warning, "identity-code-closed"));
            }
            Moved::To(_) | Moved::Wait { .. } => return on(&identity, &visit).await,
            Moved::NoFlow => return Ok(lost()),
        }
    } else {
        visit.t("identity-code-form")
    };
    if !fits(&view, means) {
        return Ok(see_other(path_of(&view)));
    }
    let mut fields = Fields::empty();
    fields.error("code", problem);
    Ok(code_page(&visit, &view, means, fields, StatusCode::UNPROCESSABLE_ENTITY))
}

/// To the page of the step that the recovery stands at now.
async fn on(identity: &Identity, visit: &Visit) -> Answer {
    Ok(match find(identity, visit).await? {
        Some((_, view)) => see_other(path_of(&view)),
        None => lost(),
    })
}

async fn send(
    State(identity): State<Identity>,
    visit: Visit,
    Path(means): Path<String>,
    form: Form,
) -> Answer {
    let means = Means::parse(&means).ok_or(Failure::NotFound)?;
    let Some((handle, view)) = find(&identity, &visit).await? else { return Ok(lost()) };
    if !fits(&view, means) {
        return Ok(see_other(path_of(&view)));
    }
    let (once, lang) = (form.once(), visit.lang);
    let moved = identity
        .app
        .db
        .write_once("recovery.send", &once, move |tx| super::send(tx, &handle.0, means, lang))
        .await?;
    let back = see_other(path_of_means(means));
    Ok(match moved {
        Moved::To(_) => flash(back, FlashKind::Success, "identity-code-resent"),
        Moved::Wait { .. } => flash(back, FlashKind::Info, "identity-code-wait"),
        Moved::Spent { .. } => flash(back, FlashKind::Warning, "identity-code-sends-spent"),
        Moved::NoFlow => lost(),
        _ => back,
    })
}

async fn ask_password(State(identity): State<Identity>, visit: Visit) -> Answer {
    let Some((_, view)) = find(&identity, &visit).await? else { return Ok(lost()) };
    if view.step != Step::Password {
        return Ok(see_other(path_of(&view)));
    }
    Ok(password_page(&visit, Fields::empty(), StatusCode::OK))
}

fn password_page(visit: &Visit, fields: Fields, status: StatusCode) -> Response {
    let page = PasswordPage {
        page: visit.page("identity-recovery-password").narrow(),
        fields,
        back: "/recovery",
        action: "/recovery/password",
        username: String::new(),
        step: 0,
        steps: 0,
    };
    html_status(status, &page)
}

async fn take_password(State(identity): State<Identity>, visit: Visit, form: Form) -> Answer {
    let Some((handle, view)) = find(&identity, &visit).await? else { return Ok(lost()) };
    if view.step != Step::Password {
        return Ok(see_other(path_of(&view)));
    }
    let asked = handle.clone();
    let own = identity.app.db.read(move |tx| super::own(tx, &asked.0)).await?;
    let (hashed, _) = match pages::choose(&identity.app, form.raw("password"), own).await? {
        Ok(chosen) => chosen,
        Err(weakness) => {
            let mut fields = Fields::empty();
            fields.error("password", weakness_in_words(&visit, weakness));
            return Ok(password_page(&visit, fields, StatusCode::UNPROCESSABLE_ENTITY));
        }
    };
    let visitor = pages::visitor(&visit);
    let moved = identity
        .app
        .db
        .write("recovery.password", move |tx| super::set_password(tx, &handle.0, &hashed, &visitor))
        .await?;
    match moved {
        Moved::To(Step::Done) => {
            let to = flash(see_other("/login"), FlashKind::Success, "identity-recovery-done");
            Ok(cookie::clear(to, COOKIE))
        }
        _ => on(&identity, &visit).await,
    }
}

/// For who has no second channel: the desk, with a document and the number of this recovery.
async fn help(State(identity): State<Identity>, visit: Visit) -> Answer {
    let found = find(&identity, &visit).await?.filter(|(_, view)| view.step != Step::Done);
    let mut message = Message::new(&visit, "identity-recovery-help")
        .says(visit.t("identity-recovery-help-why"))
        .advises(visit.t("identity-recovery-help-document"))
        .advises(visit.t("identity-recovery-help-number"))
        .says(visit.t("identity-recovery-help-after"))
        .says(visit.t("identity-recovery-help-phone"))
        .says(visit.t("identity-recovery-help-both"))
        .says(visit.t("identity-recovery-help-none"));
    if let Some((_, view)) = found {
        message = message.quotes(view.reference);
    }
    let message = message.leads("/recovery", visit.t("identity-recovery-anew"));
    Ok(message.leads("/help", visit.t("identity-result-desk")).answer(StatusCode::OK))
}
