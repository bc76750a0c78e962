//! Name, e-mail, phone and their codes.

use askama::Template;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use registries::{Email, Explained, Name, Phone};
use web::{Failure, Fields, FlashKind, Form, Page, Visit, flash, html_status, see_other};

use super::{COOKIE, PAGES, find, frame, number_of, path_of};
use crate::account::FullName;
use crate::code;
use crate::login::{CodePage, Means, Send, sent_lead};
use crate::pages::{self, Answer, Message};
use crate::registration::{self, Begun, LIFE, Moved, Step, View};
use crate::{Identity, Person};

#[derive(Template)]
#[template(path = "registration/name.html")]
struct NamePage {
    page: Page,
    fields: Fields,
    action: &'static str,
    next: String,
    step: i64,
    steps: i64,
    first: bool,
}

#[derive(Template)]
#[template(path = "registration/address.html")]
struct AddressPage {
    page: Page,
    fields: Fields,
    back: &'static str,
    action: &'static str,
    phone: bool,
    step: i64,
    steps: i64,
}

/// The present registration at a page of its, or where to go instead.
pub(super) enum At {
    Here(View),
    Elsewhere(Response),
}

/// Whether the page of `step` can be shown: an address can be corrected later on, a code is asked
/// for only where it is due.
pub(super) async fn at(identity: &Identity, visit: &Visit, step: Step) -> Result<At, Failure> {
    let Some((_, view)) = find(identity, visit).await? else {
        return Ok(At::Elsewhere(see_other("/register")));
    };
    let is_code = matches!(step, Step::EmailCode | Step::PhoneCode);
    let fits = if is_code { view.step == step } else { view.step >= step };
    if view.step == Step::Done || !fits {
        return Ok(At::Elsewhere(see_other(path_of(view.step))));
    }
    Ok(At::Here(view))
}

/// The beginning: whatever registration the browser had, this is a new one. On a shared computer
/// nobody continues what somebody else has begun.
pub(super) async fn ask_first(
    visit: Visit,
    person: Option<Person>,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = query.unwrap_or_default();
    let mut pairs = url::form_urlencoded::parse(query.as_bytes());
    let next = pairs.find(|(name, _)| name == "next").map(|(_, next)| next.into_owned());
    let next = web::next(&next.unwrap_or_default()).to_owned();
    if person.is_some() {
        return Ok(see_other(&next));
    }
    Ok(name_page(&visit, Fields::empty(), &next, true, StatusCode::OK))
}

pub(super) async fn ask_name(State(identity): State<Identity>, visit: Visit) -> Answer {
    let view = match at(&identity, &visit, Step::Name).await? {
        At::Here(view) => view,
        At::Elsewhere(response) => return Ok(response),
    };
    let mut fields = Fields::empty();
    if let Some(name) = view.name {
        fields.set("family", name.family.as_str()).set("given", name.given.as_str());
        fields.set("additional", name.additional.as_ref().map_or("", Name::as_str));
    }
    Ok(name_page(&visit, fields, "", false, StatusCode::OK))
}

fn name_page(
    visit: &Visit,
    fields: Fields,
    next: &str,
    first: bool,
    status: StatusCode,
) -> Response {
    let page = NamePage {
        page: frame(visit, "identity-register-name"),
        fields,
        action: if first { "/register" } else { "/register/name" },
        next: next.to_owned(),
        step: number_of(Step::Name),
        steps: PAGES,
        first,
    };
    html_status(status, &page)
}

pub(super) async fn begin(
    State(identity): State<Identity>,
    visit: Visit,
    form: Result<Form, Failure>,
) -> Answer {
    let form = match pages::form_of(&visit, form) {
        Ok(form) => form,
        Err(answer) => return answer,
    };
    let next = web::next(form.text("next")).to_owned();
    let name = match name_of(&visit, &form) {
        Ok(name) => name,
        Err(fields) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(name_page(&visit, fields, &next, true, status));
        }
    };
    let (visitor, lang, once) = (pages::visitor(&visit), visit.lang, form.once());
    let config = identity.config.clone();
    let begun = identity
        .app
        .db
        .write_once("registration.begin", &once, move |tx| {
            registration::begin(tx, &config, &name, &next, lang, &visitor)
        })
        .await?;
    match begun {
        Begun::Yes(handle) => {
            let on = see_other(path_of(Step::Email));
            Ok(pages::handle_cookie(COOKIE, &handle.0, LIFE).on(on))
        }
        Begun::TooMany { until } => {
            Err(Failure::TooMany { retry_seconds: pages::seconds_until(&identity.app, until) })
        }
    }
}

pub(super) async fn take_name(
    State(identity): State<Identity>,
    visit: Visit,
    form: Form,
) -> Answer {
    let Some((handle, _)) = find(&identity, &visit).await? else {
        return Ok(see_other("/register"));
    };
    let name = match name_of(&visit, &form) {
        Ok(name) => name,
        Err(fields) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            return Ok(name_page(&visit, fields, "", false, status));
        }
    };
    let (visitor, lang) = (pages::visitor(&visit), visit.lang);
    let view = identity
        .app
        .db
        .write("registration.name", move |tx| {
            registration::set_name(tx, Some(&handle.0), &name, "", lang, &visitor)?;
            registration::view(tx, &handle.0)
        })
        .await?;
    Ok(see_other(view.map_or("/register", |view| path_of(view.step))))
}

fn name_of(visit: &Visit, form: &Form) -> Result<FullName, Fields> {
    let mut fields = Fields::from(form, &["family", "given", "additional"]);
    let mut part = |name: &str, empty: &str| match Name::parse(form.text(name)) {
        Ok(part) => Some(part),
        Err(_) if form.text(name).is_empty() => {
            fields.error(name, visit.t(empty));
            None
        }
        Err(fault) => {
            fields.error(name, fault.explained().said_to(visit));
            None
        }
    };
    let family = part("family", "identity-register-family-empty");
    let given = part("given", "identity-register-given-empty");
    let additional = match form.text("additional") {
        "" => None,
        _ => part("additional", "identity-register-given-empty"),
    };
    match (family, given, fields.has_errors()) {
        (Some(family), Some(given), false) => Ok(FullName { family, given, additional }),
        _ => Err(fields),
    }
}

pub(super) async fn ask_email(State(identity): State<Identity>, visit: Visit) -> Answer {
    ask_address(&identity, &visit, Step::Email).await
}

pub(super) async fn ask_phone(State(identity): State<Identity>, visit: Visit) -> Answer {
    ask_address(&identity, &visit, Step::Phone).await
}

async fn ask_address(identity: &Identity, visit: &Visit, step: Step) -> Answer {
    let view = match at(identity, visit, step).await? {
        At::Here(view) => view,
        At::Elsewhere(response) => return Ok(response),
    };
    let known = match step {
        Step::Email => view.email.map(|email| email.as_str().to_owned()),
        _ => view.phone.map(|phone| phone.to_string()),
    };
    let fields = Fields::empty().with("address", known.unwrap_or_default());
    Ok(address_page(visit, step, fields, StatusCode::OK))
}

fn address_page(visit: &Visit, step: Step, fields: Fields, status: StatusCode) -> Response {
    let phone = step == Step::Phone;
    let title = if phone { "identity-register-phone" } else { "identity-register-email" };
    let page = AddressPage {
        page: frame(visit, title),
        fields,
        back: if phone { path_of(Step::Email) } else { path_of(Step::Name) },
        action: path_of(step),
        phone,
        step: number_of(step),
        steps: PAGES,
    };
    html_status(status, &page)
}

pub(super) async fn take_email(
    State(identity): State<Identity>,
    visit: Visit,
    form: Form,
) -> Answer {
    let email = match Email::parse(form.text("address")) {
        Ok(email) => email,
        Err(fault) => return Ok(bad_address(&visit, &form, Step::Email, &fault.explained())),
    };
    let Some((handle, _)) = find(&identity, &visit).await? else {
        return Ok(see_other("/register"));
    };
    let (config, visitor, once) = (identity.config.clone(), pages::visitor(&visit), form.once());
    let moved = identity
        .app
        .db
        .write_once("registration.email", &once, move |tx| {
            registration::set_email(tx, &config, &handle.0, &email, &visitor)
        })
        .await?;
    Ok(go(moved))
}

pub(super) async fn take_phone(
    State(identity): State<Identity>,
    visit: Visit,
    form: Form,
) -> Answer {
    let phone = match Phone::parse(form.text("address")) {
        Ok(phone) => phone,
        Err(fault) => return Ok(bad_address(&visit, &form, Step::Phone, &fault.explained())),
    };
    let Some((handle, _)) = find(&identity, &visit).await? else {
        return Ok(see_other("/register"));
    };
    let (config, visitor, once) = (identity.config.clone(), pages::visitor(&visit), form.once());
    let moved = identity
        .app
        .db
        .write_once("registration.phone", &once, move |tx| {
            registration::set_phone(tx, &config, &handle.0, &phone, &visitor)
        })
        .await?;
    Ok(go(moved))
}

fn bad_address(visit: &Visit, form: &Form, step: Step, why: &Explained) -> Response {
    let mut fields = Fields::from(form, &["address"]);
    fields.error("address", why.said_to(visit));
    address_page(visit, step, fields, StatusCode::UNPROCESSABLE_ENTITY)
}

fn correct_key(step: Step) -> &'static str {
    match step {
        Step::EmailCode => "identity-register-correct-email",
        _ => "identity-register-correct-phone",
    }
}

/// Where a form leads that was taken.
pub(super) fn go(moved: Moved) -> Response {
    match moved {
        Moved::To(step) => see_other(path_of(step)),
        _ => see_other("/register"),
    }
}

pub(super) async fn ask_email_code(State(identity): State<Identity>, visit: Visit) -> Answer {
    ask_code(&identity, &visit, Step::EmailCode, Fields::empty(), StatusCode::OK).await
}

pub(super) async fn ask_phone_code(State(identity): State<Identity>, visit: Visit) -> Answer {
    ask_code(&identity, &visit, Step::PhoneCode, Fields::empty(), StatusCode::OK).await
}

async fn ask_code(
    identity: &Identity,
    visit: &Visit,
    step: Step,
    fields: Fields,
    status: StatusCode,
) -> Answer {
    let view = match at(identity, visit, step).await? {
        At::Here(view) => view,
        At::Elsewhere(response) => return Ok(response),
    };
    let (means, title, back) = match step {
        Step::EmailCode => (Means::Email, "identity-register-email-code", Step::Email),
        _ => (Means::Sms, "identity-register-phone-code", Step::Phone),
    };
    let to = match step {
        Step::EmailCode => view.email.as_ref().map(|email| email.as_str().to_owned()),
        _ => view.phone.as_ref().map(|phone| phone.to_string()),
    };
    let page = CodePage {
        page: frame(visit, title),
        fields,
        back: (path_of(back).into(), visit.t(correct_key(step))),
        lead: sent_lead(visit, means, view.code, &to.unwrap_or_default()),
        step: Some((number_of(step), PAGES)),
        typed: view.code.is_some(),
        action: path_of(step).into(),
        flow: String::new(),
        submit: visit.t("identity-continue"),
        send: Some(Send {
            action: "/register/send".into(),
            seconds: view.code.map_or(0, |code| code.again_in),
        }),
        others: Vec::new(),
        help: ("/register/no-code".into(), visit.t("identity-register-no-code")),
    };
    Ok(html_status(status, &page))
}

pub(super) async fn take_email_code(
    State(identity): State<Identity>,
    visit: Visit,
    form: Form,
) -> Answer {
    take_code(&identity, &visit, &form, Step::EmailCode).await
}

pub(super) async fn take_phone_code(
    State(identity): State<Identity>,
    visit: Visit,
    form: Form,
) -> Answer {
    take_code(&identity, &visit, &form, Step::PhoneCode).await
}

async fn take_code(identity: &Identity, visit: &Visit, form: &Form, step: Step) -> Answer {
    let typed = form.text("code").to_owned();
    let problem = if code::is_code(&typed) {
        let Some((handle, _)) = find(identity, visit).await? else {
            return Ok(see_other("/register"));
        };
        let once = pages::once(&identity.app, form, &[&handle.0, &typed]);
        let moved = identity
            .app
            .db
            .write_once("registration.code", &once, move |tx| {
                registration::check_code(tx, &handle.0, step, &typed)
            })
            .await?;
        match moved {
            Moved::Wrong { left } => visit.t1("identity-code-not-right", "left", left),
            Moved::DeadCode => visit.t("identity-code-dead"),
            Moved::Spent { until } => pages::with_time(visit, "identity-code-tries-spent", until),
            moved => return Ok(go(moved)),
        }
    } else {
        visit.t("identity-code-form")
    };
    let mut fields = Fields::empty();
    fields.error("code", problem);
    ask_code(identity, visit, step, fields, StatusCode::UNPROCESSABLE_ENTITY).await
}

pub(super) async fn send(State(identity): State<Identity>, visit: Visit, form: Form) -> Answer {
    let Some((handle, view)) = find(&identity, &visit).await? else {
        return Ok(see_other("/register"));
    };
    let (config, visitor, once) = (identity.config.clone(), pages::visitor(&visit), form.once());
    let moved = identity
        .app
        .db
        .write_once("registration.send", &once, move |tx| {
            registration::resend(tx, &config, &handle.0, &visitor)
        })
        .await?;
    let back = see_other(path_of(view.step));
    Ok(match moved {
        Moved::To(step) if step == view.step && view.code.is_some() => {
            flash(back, FlashKind::Success, "identity-code-resent")
        }
        Moved::Wait { .. } => flash(back, FlashKind::Info, "identity-code-wait"),
        Moved::Spent { .. } => flash(back, FlashKind::Warning, "identity-code-sends-spent"),
        moved => go(moved),
    })
}

/// Why a code may not come: every reason, for everybody, so that the page gives nothing away.
pub(super) async fn no_code(State(identity): State<Identity>, visit: Visit) -> Answer {
    let Some((_, view)) = find(&identity, &visit).await? else {
        return Ok(see_other("/register"));
    };
    let (about, taken, back) = match view.step {
        Step::EmailCode => {
            ("identity-no-code-email", "identity-no-code-email-taken", path_of(Step::Email))
        }
        Step::PhoneCode => {
            ("identity-no-code-phone", "identity-no-code-phone-taken", path_of(Step::Phone))
        }
        step => return Ok(see_other(path_of(step))),
    };
    let message = Message::new(&visit, "identity-no-code")
        .says(visit.t("identity-no-code-why"))
        .says(visit.t(taken))
        .advises(visit.t(about))
        .advises(visit.t("identity-no-code-wait"))
        .advises(visit.t("identity-no-code-desk"))
        .quotes(view.reference)
        .leads(path_of(view.step), visit.t("identity-no-code-back"))
        .leads(back, visit.t(correct_key(view.step)));
    Ok(message.answer(StatusCode::OK))
}
