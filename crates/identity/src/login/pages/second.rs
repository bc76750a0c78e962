//! The pages of the second step, one for each means.

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use store::Secret;
use web::{Failure, Fields, FlashKind, Form, Page, Visit, cookie, flash, html_status, see_other};

use super::{COOKIE, means_of, path_of};
use crate::code::{self, Sent, Standing};
use crate::login::{self, Answered, LoginId, Means, View};
use crate::pages::{self, Answer, Message};
use crate::provider::flow;
use crate::{Identity, Person, sso};

#[derive(Template)]
#[template(path = "login/code.html")]
pub(crate) struct CodePage {
    pub(crate) page: Page,
    pub(crate) fields: Fields,
    /// Where the link back leads, and its words.
    pub(crate) back: (String, String),
    pub(crate) lead: String,
    /// Which step of how many it is, where they are counted.
    pub(crate) step: Option<(i64, i64)>,
    /// Whether there is a code to be typed.
    pub(crate) typed: bool,
    pub(crate) action: String,
    pub(crate) flow: String,
    pub(crate) submit: String,
    /// How (another) code is sent.
    pub(crate) send: Option<Send>,
    /// Other ways on.
    pub(crate) others: Vec<(String, String)>,
    /// Where help is found, and its words.
    pub(crate) help: (String, String),
}

/// How a code is sent.
pub(crate) struct Send {
    pub(crate) action: String,
    pub(crate) seconds: i64,
}

/// The sign-in of this browser.
async fn find(identity: &Identity, visit: &Visit) -> Result<Option<(Secret, View)>, Failure> {
    let Some(handle) = visit.cookies.get(COOKIE).filter(|handle| !handle.is_empty()) else {
        return Ok(None);
    };
    let handle = Secret(handle.to_owned());
    let asked = handle.clone();
    let view = identity.app.db.read(move |tx| login::view(tx, &asked.0)).await?;
    Ok(view.map(|view| (handle, view)))
}

/// Where somebody without a sign-in goes: to its beginning, or on, when it has ended well.
async fn lost(visit: &Visit) -> Answer {
    if crate::person::current(visit).await?.is_some() {
        return Ok(see_other("/"));
    }
    Ok(flash(see_other("/login"), FlashKind::Info, "identity-login-begin-again"))
}

pub(super) async fn ask(
    State(identity): State<Identity>,
    visit: Visit,
    Path(means): Path<String>,
) -> Answer {
    let means = means_of(&means)?;
    let Some((_, view)) = find(&identity, &visit).await? else { return lost(&visit).await };
    if view.dead {
        return Ok(see_other("/login/help"));
    }
    if !view.open.contains(&means) {
        return Ok(see_other(view.open.first().map_or("/login/help", |means| path_of(*means))));
    }
    show(&identity, &visit, &view, means, Fields::empty(), StatusCode::OK).await
}

async fn show(
    identity: &Identity,
    visit: &Visit,
    view: &View,
    means: Means,
    fields: Fields,
    status: StatusCode,
) -> Answer {
    let (next, back) = way(identity, visit, view.id).await?;
    let mut page = visit.page(title(means)).narrow();
    if let Some(back) = back {
        page = page.form_action(back.origin);
    }
    let standing = standing(view, means);
    let page = CodePage {
        page,
        fields,
        back: (super::start(&next, false), visit.t("identity-login-other-account")),
        lead: lead(visit, view, means),
        step: None,
        typed: means == Means::Totp || standing.is_some(),
        action: path_of(means).into(),
        flow: view.id.to_string(),
        submit: visit.t("identity-login-submit"),
        send: (means != Means::Totp).then(|| Send {
            action: format!("{}/send", path_of(means)),
            seconds: standing.map_or(0, |standing| standing.again_in),
        }),
        others: others(visit, view, means),
        help: ("/login/help".into(), visit.t("identity-code-none-works")),
    };
    Ok(html_status(status, &page))
}

/// Where a sign-in leads, and the service behind that, if it leads to one.
async fn way(
    identity: &Identity,
    visit: &Visit,
    id: LoginId,
) -> Result<(String, Option<flow::WayBack>), Failure> {
    let visitor = visit.visitor.clone();
    let found = identity.app.db.read(move |tx| {
        let next = login::next_of(tx, id)?.unwrap_or_default();
        let back = flow::way_back(tx, &next, &visitor)?;
        Ok((next, back))
    });
    Ok(found.await?)
}

fn title(means: Means) -> &'static str {
    match means {
        Means::Sms => "identity-code-sms",
        Means::Totp => "identity-code-totp",
        Means::Email => "identity-code-email",
    }
}

fn standing(view: &View, means: Means) -> Option<Standing> {
    match means {
        Means::Sms => view.sms,
        Means::Email => view.email,
        Means::Totp => None,
    }
}

fn lead(visit: &Visit, view: &View, means: Means) -> String {
    let to = match means {
        Means::Totp => return visit.t("identity-code-totp-lead"),
        Means::Sms => view.factors.sms.clone(),
        Means::Email => view.factors.email.clone(),
    };
    let to = to.unwrap_or_default();
    sent_lead(visit, means, standing(view, means), &to)
}

/// «Мы отправили код № 2 на номер …», or what can be done while there is none.
pub(crate) fn sent_lead(
    visit: &Visit,
    means: Means,
    standing: Option<Standing>,
    to: &str,
) -> String {
    match (standing, means) {
        (Some(standing), Means::Email) => visit.tw(
            "identity-code-sent-email",
            &[("number", standing.number.into()), ("to", to.into())],
        ),
        (Some(standing), _) => visit
            .tw("identity-code-sent-sms", &[("number", standing.number.into()), ("to", to.into())]),
        (None, Means::Email) => visit.t1("identity-code-unsent-email", "to", to),
        (None, _) => visit.t1("identity-code-unsent-sms", "to", to),
    }
}

/// The other means that are open.
fn others(visit: &Visit, view: &View, means: Means) -> Vec<(String, String)> {
    view.open
        .iter()
        .filter(|other| **other != means)
        .map(|other| {
            let key = match other {
                Means::Sms => "identity-code-by-sms",
                Means::Totp => "identity-code-by-totp",
                Means::Email => "identity-code-by-email",
            };
            (path_of(*other).to_owned(), visit.t(key))
        })
        .collect()
}

pub(super) async fn send(
    State(identity): State<Identity>,
    visit: Visit,
    Path(means): Path<String>,
    form: Form,
) -> Answer {
    let means = means_of(&means)?;
    let Some((handle, _)) = find(&identity, &visit).await? else { return lost(&visit).await };
    let once = form.once();
    let sent = identity
        .app
        .db
        .write_once("login.send", &once, move |tx| login::send(tx, &handle.0, means));
    let back = see_other(path_of(means));
    Ok(match sent.await? {
        None => see_other("/login/help"),
        Some(sent) => tell_sent(back, sent),
    })
}

/// Back to the page of the code, which says what became of the sending.
fn tell_sent(back: Response, sent: Sent) -> Response {
    match sent {
        Sent::Sent { number: 1 } => back,
        Sent::Sent { .. } => flash(back, FlashKind::Success, "identity-code-resent"),
        Sent::Wait { .. } => flash(back, FlashKind::Info, "identity-code-wait"),
        Sent::Spent { .. } => flash(back, FlashKind::Warning, "identity-code-sends-spent"),
    }
}

pub(super) async fn answer(
    State(identity): State<Identity>,
    visit: Visit,
    person: Option<Person>,
    Path(means): Path<String>,
    form: Result<Form, Failure>,
) -> Answer {
    let means = means_of(&means)?;
    let form = match pages::form_of(&visit, form) {
        Ok(form) => form,
        Err(answer) => return answer,
    };
    let Some(handle) = visit.cookies.get(COOKIE).map(|handle| Secret(handle.to_owned())) else {
        return lost(&visit).await;
    };
    let Ok(id) = form.text("flow").parse::<LoginId>() else { return lost(&visit).await };
    let typed = form.text("code").to_owned();
    if !code::is_code(&typed) {
        return again(&identity, &visit, means, visit.t("identity-code-form")).await;
    }
    let once = pages::once(&identity.app, &form, &[&handle.0, means.as_str(), &typed]);
    let (visitor, before) = (pages::visitor(&visit), person.map(|person| person.sso));
    let answered = identity.app.db.write_once("login.answer", &once, move |tx| {
        login::answer(tx, &handle.0, id, means, &typed, &visitor, before.as_ref())
    });
    let answered = answered.await?;
    super::count(answered.as_str());
    match answered {
        Answered::Entered { session, next } => {
            let response = cookie::clear(see_other(web::next(&next)), COOKIE);
            let (sso::Entered::New(opened) | sso::Entered::Again(opened)) = session;
            Ok(cookie::set_session(response, &opened))
        }
        Answered::Wrong { left } => {
            again(&identity, &visit, means, visit.t1("identity-code-not-right", "left", left)).await
        }
        Answered::Dead => {
            let text = visit.t(dead(means));
            again(&identity, &visit, means, text).await
        }
        Answered::Spent { until } => {
            let text = pages::with_time(&visit, "identity-code-tries-spent", until);
            again(&identity, &visit, means, text).await
        }
        Answered::Closed => {
            let Some((_, view)) = find(&identity, &visit).await? else {
                return lost(&visit).await;
            };
            let to = view.open.first().map_or("/login/help", |means| path_of(*means));
            Ok(flash(see_other(to), FlashKind::Warning, "identity-code-closed"))
        }
        Answered::OutOfMeans => Ok(see_other("/login/help")),
        Answered::NoFlow => lost(&visit).await,
        Answered::Refused { why, until } => Ok(refused(&visit, why, until)),
    }
}

/// Why a code that was once right is not right now, and what to do.
pub(crate) fn dead(means: Means) -> &'static str {
    match means {
        Means::Totp => "identity-code-totp-used",
        _ => "identity-code-dead",
    }
}

/// The page once more, with what is wrong.
async fn again(identity: &Identity, visit: &Visit, means: Means, text: String) -> Answer {
    let Some((_, view)) = find(identity, visit).await? else { return lost(visit).await };
    let mut fields = Fields::empty();
    fields.error("code", text);
    show(identity, visit, &view, means, fields, StatusCode::UNPROCESSABLE_ENTITY).await
}

fn refused(visit: &Visit, why: Option<String>, until: Option<store::Moment>) -> Response {
    let Some(why) = why else { return super::locked(visit) };
    let mut message = Message::new(visit, "identity-restricted")
        .says(visit.t("identity-restricted-why"))
        .says(visit.t1("identity-restricted-reason", "why", why));
    if let Some(until) = until {
        let at = web::date::date_time(until, visit.lang);
        message = message.says(visit.t1("identity-restricted-until", "time", at));
    }
    message
        .advises(visit.t("identity-restricted-ask"))
        .advises(visit.t("identity-restricted-desk"))
        .leads("/help", visit.t("identity-help"))
        .answer(StatusCode::FORBIDDEN)
}

pub(super) async fn help(State(identity): State<Identity>, visit: Visit) -> Answer {
    let next = match find(&identity, &visit).await? {
        Some((_, view)) => way(&identity, &visit, view.id).await?.0,
        None => String::new(),
    };
    let message = Message::new(&visit, "identity-login-help")
        .says(visit.t("identity-login-help-why"))
        .advises(visit.t("identity-login-help-wait"))
        .advises(visit.t("identity-login-help-recover"))
        .advises(visit.t("identity-login-help-desk"))
        .leads(&super::start(&next, false), visit.t("identity-login-anew"))
        .leads("/recovery", visit.t("identity-recovery-start"))
        .leads("/help", visit.t("identity-result-desk"));
    Ok(message.answer(StatusCode::OK))
}
