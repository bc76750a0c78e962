//! An organisation's pages about what it watches, and about its own program that is called.

use std::time::Duration;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State as Ax};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use cabinet::{Cabinet, Person};
use serde::{Deserialize, Serialize};
use store::Secret;
use web::{
    Failure, Fields, FlashKind, Form, OutError, Page, Visit, cookie, flash, html, html_status,
    see_other,
};

use super::hook::{self, Delivery, DeliveryId, PAUSES, Stage, URL_MAX};
use super::{Beginning, Given, Watch, WatchId, Ways, begin, end, of_employer};
use crate::employer::Employer;
use crate::employer::pages::Acting;
use crate::employer::request::RequestId;
use crate::passport::{Code, Number, Passport};

type Answer = Result<Response, Failure>;

/// How many calls the page shows.
const DELIVERIES: i64 = 50;

pub(crate) fn routes(cabinet: &Cabinet) -> Router {
    Router::new()
        .route("/employer/watches", get(all).post(by_code))
        .route("/employer/watches/view/{request}", post(by_view))
        .route("/employer/watches/{id}/end", post(stop))
        .route("/employer/hook", get(show).post(set))
        .route("/employer/hook/secret", get(secret))
        .route("/employer/hook/remove", post(remove))
        .route("/employer/hook/deliveries/{id}/again", post(again))
        .with_state(cabinet.clone())
}

#[derive(Template)]
#[template(path = "watch/list.html")]
struct ListPage {
    page: Page,
    fields: Fields,
    rows: Vec<Row>,
    /// Whether there is a program to call.
    hooked: bool,
}

/// A watch in the list.
struct Row {
    id: WatchId,
    number: String,
    tone: &'static str,
    state: String,
    about: String,
}

async fn all(Ax(cabinet): Ax<Cabinet>, visit: Visit, acting: Acting) -> Answer {
    let fields = Fields::empty().with("email", "yes");
    list_page(&cabinet, &visit, &acting, fields, StatusCode::OK).await
}

async fn list_page(
    cabinet: &Cabinet,
    visit: &Visit,
    acting: &Acting,
    fields: Fields,
    status: StatusCode,
) -> Answer {
    let id = acting.employer.id;
    let found = cabinet.app.db.read(move |tx| {
        let watches = of_employer(tx, id, super::WATCHES_MAX)?;
        Ok((watches, hook::of(tx, id)?.is_some(), tx.now()))
    });
    let (watches, hooked, now) = found.await?;
    let page = cabinet.page(visit, &acting.person, "epk-watch-title").await;
    let row = |(watch, passport): &(Watch, Passport)| {
        let state = passport.state(now);
        Row {
            id: watch.id,
            number: passport.number.to_string(),
            tone: state.tone(),
            state: page.t(&format!("epk-passport-state-{}", state.as_str())),
            about: told_how(&page, watch),
        }
    };
    let rows = watches.iter().map(row).collect();
    Ok(html_status(status, &ListPage { page, fields, rows, hooked }))
}

fn told_how(page: &Page, watch: &Watch) -> String {
    let key = match (watch.by_email, watch.by_hook) {
        (true, true) => "epk-watch-ways-both",
        (false, true) => "epk-watch-ways-hook",
        _ => "epk-watch-ways-email",
    };
    page.t1(key, "when", page.date(watch.begun_at))
}

/// By number and code, as the holder gave them.
async fn by_code(Ax(cabinet): Ax<Cabinet>, visit: Visit, acting: Acting, form: Form) -> Answer {
    let mut fields = Fields::from(&form, &["number", "key", "email", "hook"]);
    let number = form.text("number").parse::<Number>().ok();
    if number.is_none() {
        fields.error("number", visit.t("epk-verification-number-wrong"));
    }
    let code = Code::parse(form.text("key"));
    if code.is_none() {
        fields.error("key", visit.t("epk-verification-code-wrong"));
    }
    let ways = Ways { email: form.has("email"), hook: form.has("hook") };
    if !ways.email && !ways.hook {
        fields.error("email", visit.t("epk-watch-ways-missing"));
    }
    let given = number.zip(code).map(|(number, code)| Given::Code(number, code, visit.address));
    let Some(given) = given.filter(|_| !fields.has_errors()) else {
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return list_page(&cabinet, &visit, &acting, fields, status).await;
    };
    let by = acting.person.account;
    let once = form.once();
    let beginning =
        cabinet.app.db.write_once("watch.begin", &once, move |tx| begin(tx, by, &given, ways));
    let problem = match beginning.await?.ok_or(Failure::NotFound)? {
        Beginning::Nothing => "epk-verification-nothing",
        Beginning::TooMany => "epk-watch-too-many",
        beginning => return Ok(begun(beginning)),
    };
    fields.error("", visit.t(problem));
    let status = StatusCode::UNPROCESSABLE_ENTITY;
    list_page(&cabinet, &visit, &acting, fields, status).await
}

/// By a view that is open: by e-mail, and by a call where there is a program.
async fn by_view(
    Ax(cabinet): Ax<Cabinet>,
    acting: Acting,
    Path(request): Path<String>,
    form: Form,
) -> Answer {
    let request: RequestId = request.parse().map_err(|_| Failure::NotFound)?;
    let (by, employer) = (acting.person.account, acting.employer.id);
    let once = form.once();
    let beginning = cabinet.app.db.write_once("watch.begin", &once, move |tx| {
        let ways = Ways { email: true, hook: hook::of(tx, employer)?.is_some() };
        begin(tx, by, &Given::View(request), ways)
    });
    Ok(begun(beginning.await?.ok_or(Failure::NotFound)?))
}

fn begun(beginning: Beginning) -> Response {
    let list = see_other("/employer/watches");
    match beginning {
        Beginning::Done(_) => flash(list, FlashKind::Success, "epk-watch-begun"),
        Beginning::Already => flash(list, FlashKind::Info, "epk-watch-already"),
        Beginning::Final => flash(list, FlashKind::Warning, "epk-watch-final"),
        Beginning::Nothing => flash(list, FlashKind::Warning, "epk-watch-closed"),
        Beginning::TooMany => flash(list, FlashKind::Warning, "epk-watch-too-many"),
    }
}

async fn stop(
    Ax(cabinet): Ax<Cabinet>,
    acting: Acting,
    Path(id): Path<String>,
    form: Form,
) -> Answer {
    let id: WatchId = id.parse().map_err(|_| Failure::NotFound)?;
    let by = acting.person.account;
    let once = form.once();
    let ending = cabinet.app.db.write_once("watch.stop", &once, move |tx| end(tx, by, id));
    ending.await?.ok_or(Failure::NotFound)?;
    Ok(flash(see_other("/employer/watches"), FlashKind::Success, "epk-watch-ended"))
}

#[derive(Template)]
#[template(path = "watch/hook.html")]
struct HookPage {
    page: Page,
    fields: Fields,
    url: Option<String>,
    since: String,
    calls: Vec<Call>,
    /// After so many attempts a call is given up.
    attempts: usize,
    /// For so many days one that has ended is kept.
    kept_days: i64,
}

/// A call in the list.
struct Call {
    id: DeliveryId,
    number: String,
    tone: &'static str,
    stage: String,
    about: String,
    dead: bool,
}

async fn show(Ax(cabinet): Ax<Cabinet>, visit: Visit, acting: Acting) -> Answer {
    let Acting { person, employer } = acting;
    hook_page(&cabinet, &visit, &person, &employer, Fields::empty(), StatusCode::OK).await
}

async fn hook_page(
    cabinet: &Cabinet,
    visit: &Visit,
    person: &Person,
    employer: &Employer,
    mut fields: Fields,
    status: StatusCode,
) -> Answer {
    let id = employer.id;
    let found = cabinet
        .app
        .db
        .read(move |tx| Ok((hook::of(tx, id)?, hook::deliveries(tx, id, DELIVERIES)?)));
    let (known, deliveries) = found.await?;
    let page = cabinet.page(visit, person, "epk-hook-title").await;
    let url = known.as_ref().map(|hook| hook.url.clone());
    if !fields.has_errors() {
        fields.set("url", url.clone().unwrap_or_default());
    }
    let since = known.map_or_else(String::new, |hook| page.date_time(hook.made_at));
    let calls = deliveries.iter().map(|one| call(&page, one)).collect();
    let (attempts, kept_days) = (PAUSES.len() + 1, hook::KEPT / store::DAY);
    Ok(html_status(status, &HookPage { page, fields, url, since, calls, attempts, kept_days }))
}

fn call(page: &Page, one: &Delivery) -> Call {
    let why = match one.error.split_once('-') {
        Some(("status", status)) => page.t1("epk-hook-why-status", "status", status),
        _ if one.error.is_empty() => String::new(),
        _ => page.t(&format!("epk-hook-why-{}", one.error)),
    };
    let next = match one.stage {
        Stage::Waiting => page.t1("epk-hook-next", "when", page.date_time(one.due_at)),
        _ => String::new(),
    };
    let tries = page.tw(
        "epk-hook-tries",
        &[("count", one.attempts.into()), ("when", page.date_time(one.made_at).into())],
    );
    let parts = [tries, why, next];
    let number = one.number.parse().map(|number: Number| number.to_string());
    Call {
        id: one.id,
        number: number.unwrap_or_else(|_| one.number.clone()),
        tone: one.stage.tone(),
        stage: page.t(&format!("epk-hook-stage-{}", one.stage.as_str())),
        about: parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" "),
        dead: one.stage == Stage::Dead,
    }
}

async fn set(Ax(cabinet): Ax<Cabinet>, visit: Visit, acting: Acting, form: Form) -> Answer {
    let url = form.text("url").to_owned();
    let mut fields = Fields::from(&form, &["url"]);
    if let Some(problem) = problem(&cabinet, &url) {
        fields.error("url", visit.t(problem));
        let Acting { person, employer } = acting;
        let status = StatusCode::UNPROCESSABLE_ENTITY;
        return hook_page(&cabinet, &visit, &person, &employer, fields, status).await;
    }
    let by = acting.person.account;
    let once = form.once();
    let setting = cabinet.app.db.write_once("hook.set", &once, move |tx| hook::set(tx, by, &url));
    let Some(secret) = setting.await? else {
        let back = see_other("/employer/hook");
        return Ok(flash(back, FlashKind::Warning, "epk-hook-spent"));
    };
    let sealed = cookie::seal(&cabinet.app, HANDED, &Handed(secret), HANDED_LIFE);
    Ok(sealed.on(see_other("/employer/hook/secret")))
}

/// What is wrong with an address, as far as it can be seen without calling it.
fn problem(cabinet: &Cabinet, url: &str) -> Option<&'static str> {
    if url.is_empty() {
        return Some("epk-hook-url-empty");
    }
    if url.chars().count() > URL_MAX {
        return Some("epk-hook-url-long");
    }
    match cabinet.app.out.judge_stranger(url) {
        Ok(()) => None,
        Err(OutError::Inside) => Some("epk-hook-url-inside"),
        Err(_) => Some("epk-hook-url-wrong"),
    }
}

/// A secret on its way to the page that shows it, in a cookie of this browser.
const HANDED: &str = "employer-hook";
const HANDED_LIFE: Duration = Duration::from_secs(120);

#[derive(Serialize, Deserialize)]
struct Handed(Secret);

#[derive(Template)]
#[template(path = "watch/secret.html")]
struct SecretPage {
    page: Page,
    secret: String,
}

/// Shows the secret, once.
async fn secret(Ax(cabinet): Ax<Cabinet>, visit: Visit, acting: Acting) -> Answer {
    let Some(Handed(secret)) = cookie::open(&cabinet.app, &visit, HANDED) else {
        return Ok(see_other("/employer/hook"));
    };
    let page = cabinet.page(&visit, &acting.person, "epk-hook-secret-title").await.narrow();
    Ok(cookie::clear(html(&SecretPage { page, secret: secret.0 }), HANDED))
}

async fn remove(Ax(cabinet): Ax<Cabinet>, acting: Acting, form: Form) -> Answer {
    let by = acting.person.account;
    let once = form.once();
    let removing = cabinet.app.db.write_once("hook.remove", &once, move |tx| hook::remove(tx, by));
    removing.await?;
    Ok(flash(see_other("/employer/hook"), FlashKind::Success, "epk-hook-removed"))
}

async fn again(
    Ax(cabinet): Ax<Cabinet>,
    acting: Acting,
    Path(id): Path<String>,
    form: Form,
) -> Answer {
    let id: DeliveryId = id.parse().map_err(|_| Failure::NotFound)?;
    let by = acting.person.account;
    let once = form.once();
    let reviving =
        cabinet.app.db.write_once("hook.again", &once, move |tx| hook::again(tx, by, id));
    let back = see_other("/employer/hook");
    Ok(match reviving.await?.ok_or(Failure::NotFound)? {
        true => flash(back, FlashKind::Success, "epk-hook-again-done"),
        false => flash(back, FlashKind::Info, "epk-hook-again-late"),
    })
}
