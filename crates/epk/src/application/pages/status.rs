//! An application after the signature: where it is, what the rules found, what happened to it.

use askama::Template;
use axum::extract::{Path, State as Given};
use cabinet::{Cabinet, Person};
use notify::Channel;
use notify::contact::masked;
use store::{HOUR, MINUTE, Moment};
use web::{FlashKind, Form, Page, Visit};

use super::summary::{Block, summary};
use super::{Answer, Opened, tag};
use crate::application::{
    Application, Event, State, decision, events, evidence, jobs, mandate, signature,
    withdraw as take_back,
};
use crate::check::pages::{Found, found, passed};
use crate::passport;

#[derive(Template)]
#[template(path = "application/status.html")]
struct StatusPage {
    page: Page,
    home: String,
    state: &'static str,
    state_words: String,
    tag: &'static str,
    number: String,
    lead: String,
    /// What is waited for, and when it is asked again.
    waits: Vec<String>,
    promise: Vec<String>,
    /// Until the promise is broken; nought where nothing is promised any more.
    minutes_left: i64,
    reason: String,
    by: String,
    rules: Vec<Found>,
    passed: String,
    /// The passport that was issued, and its number.
    passport: Option<(String, String)>,
    receipt: Vec<(String, String)>,
    sha256: String,
    blocks: Vec<Block>,
    events: Vec<Happened>,
    withdrawable: bool,
}

pub(super) async fn page(
    cabinet: &Cabinet,
    visit: &Visit,
    person: &Person,
    opened: &Opened,
) -> Answer {
    let application = opened.application.clone();
    let (id, round, account) = (application.id, application.round, application.account);
    let decided_at = application.decided_at;
    let found_all = cabinet.app.db.read(move |tx| {
        let passports = passport::of_holder(tx, account)?;
        Ok((
            evidence(tx, id, round)?,
            decision(tx, id, round)?,
            signature(tx, id, round)?,
            events(tx, id)?,
            // The decision and the issue are one transaction.
            passports.into_iter().find(|known| Some(known.issued_at) == decided_at),
        ))
    });
    let (findings, decided, signed, events, issued) = found_all.await?;
    let title = format!("epk-status-{}-title", application.state.as_str());
    let page = cabinet.page(visit, person, &title).await;
    let now = cabinet.app.clock.now();
    let receipt = signed.as_ref().map(|signed| {
        vec![
            (page.t("epk-receipt-signed"), page.date_time(signed.signed_at)),
            (page.t("epk-receipt-phone"), masked(Channel::Sms, &signed.phone)),
            (page.t("epk-receipt-agreement"), signed.agreement.clone()),
        ]
    });
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let examiner = decided.as_ref().and_then(|decided| decided.by.as_ref());
    Ok(web::html(&StatusPage {
        home: opened.path(""),
        state: application.state.as_str(),
        state_words: page.t(&format!("epk-state-{}", application.state.as_str())),
        tag: tag(application.state),
        number: application.number.clone().unwrap_or_default(),
        lead: page.t(&format!("epk-status-{}-lead", application.state.as_str())),
        waits: waits(&page, &application),
        promise: promise(&page, &application, now),
        minutes_left: minutes_left(&application, now),
        by: examiner.map_or_else(String::new, |(_, name)| short(name)),
        reason: decided.map(|decided| decided.reason).unwrap_or_default(),
        passed: passed(&page, &findings),
        rules: found(&page, &findings),
        passport: issued
            .map(|issued| (format!("/passport/{}", issued.id), issued.number.to_string())),
        receipt: receipt.unwrap_or_default(),
        sha256: signed.map_or_else(String::new, |signed| hex(&signed.content)),
        blocks: summary(&page, &opened.answers),
        events: happened(&page, &events),
        withdrawable: !application.state.is_over(),
        page,
    }))
}

/// Something that happened, in words.
pub(crate) struct Happened {
    pub(crate) at: Moment,
    pub(crate) words: String,
}

/// What happened, in words.
pub(crate) fn happened(page: &Page, events: &[Event]) -> Vec<Happened> {
    let words = |event: &Event| page.t(&format!("epk-event-{}", event.event));
    events.iter().map(|event| Happened { at: event.at, words: words(event) }).collect()
}

/// Which registers are waited for.
pub(crate) fn waits(page: &Page, application: &Application) -> Vec<String> {
    if application.state != State::Checking || application.waits_for.is_empty() {
        return Vec::new();
    }
    let name = |register: &String| match register.as_str() {
        "provider" => page.t("web-site-identity"),
        register => page.t(&format!("registries-register-{register}")),
    };
    let names: Vec<String> = application.waits_for.iter().map(name).collect();
    let mut lines = vec![page.t1("epk-waits-for", "registers", names.join(", "))];
    lines
        .extend(application.next_try_at.map(|at| page.t1("epk-waits-next", "when", page.time(at))));
    lines
}

fn minutes_left(application: &Application, now: Moment) -> i64 {
    let waits = matches!(application.state, State::Checking | State::Review);
    let due_at = application.due_at.filter(|_| waits);
    due_at.map_or(0, |due_at| due_at.since(now).max(0) / MINUTE)
}

/// Until when a decision is promised, and how long that is.
pub(crate) fn promise(page: &Page, application: &Application, now: Moment) -> Vec<String> {
    let waits = matches!(application.state, State::Checking | State::Review);
    let Some(due_at) = application.due_at.filter(|_| waits) else { return Vec::new() };
    let until = page.t1("epk-promise-until", "when", page.date_time(due_at));
    let left = due_at.since(now);
    if left <= 0 {
        return vec![until, page.t("epk-promise-broken")];
    }
    let left = page.t2("epk-promise-left", "hours", left / HOUR, "minutes", left % HOUR / MINUTE);
    vec![until, left]
}

/// «Экспертов Олег Проверович» as «Экспертов О. П.».
fn short(name: &str) -> String {
    let mut parts = name.split_whitespace();
    let surname = parts.next().unwrap_or_default().to_owned();
    let initials = parts.filter_map(|part| part.chars().next());
    initials.fold(surname, |out, initial| format!("{out}\u{a0}{initial}."))
}

/// «Дать согласие»: one press.
pub(super) async fn renew(
    Given(cabinet): Given<Cabinet>,
    person: Person,
    Path(id): Path<String>,
    form: Form,
) -> Answer {
    let opened = Opened::find(&cabinet, &person, &id).await?;
    let (application, session) = (opened.application.clone(), person.session);
    let once = form.once();
    let renewed = cabinet
        .app
        .db
        .write_once("epk.renew", &once, move |tx| mandate::renew(tx, &application, session));
    renewed.await?;
    jobs::settled(&cabinet, opened.application.id).await?;
    Ok(web::see_other(&opened.path("")))
}

#[derive(Template)]
#[template(path = "application/withdraw.html")]
struct WithdrawPage {
    page: Page,
    home: String,
    action: String,
    is_draft: bool,
}

pub(super) async fn withdrawing(
    Given(cabinet): Given<Cabinet>,
    visit: Visit,
    person: Person,
    Path(id): Path<String>,
) -> Answer {
    let opened = Opened::find(&cabinet, &person, &id).await?;
    if opened.application.state.is_over() {
        return Ok(web::see_other(&opened.path("")));
    }
    let is_draft = opened.application.round == 0;
    let title = if is_draft { "epk-remove-title" } else { "epk-withdraw-title" };
    let page = cabinet.page(&visit, &person, title).await.narrow();
    let (home, action) = (opened.path(""), opened.path("/withdraw"));
    Ok(web::html(&WithdrawPage { page, home, action, is_draft }))
}

pub(super) async fn withdraw(
    Given(cabinet): Given<Cabinet>,
    person: Person,
    Path(id): Path<String>,
    form: Form,
) -> Answer {
    let opened = Opened::find(&cabinet, &person, &id).await?;
    let application = opened.application.clone();
    let once = form.once();
    let withdrawn =
        cabinet.app.db.write_once("epk.withdraw", &once, move |tx| take_back(tx, &application));
    Ok(if withdrawn.await? {
        let to = web::see_other("/applications");
        web::flash(to, FlashKind::Success, "epk-withdrawn")
    } else {
        web::see_other(&opened.path(""))
    })
}
