//! What became of a sending, and the receipt.

use askama::Template;
use axum::extract::{Path, State as Given};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::http::{HeaderName, HeaderValue};
use axum::response::IntoResponse as _;
use cabinet::Person;
use notify::Channel;
use notify::contact::masked;
use serde_json::json;
use store::journal::Draft;
use web::{Failure, Form, Page, Site, Visit};

use super::{Answer, Post, Sending, State, find, label};
use crate::passport::print::MEDIA_TYPE;
use crate::passport::{self, Passport};
use crate::sending::print::{self, grouped};
use crate::sending::{SendingId, hex, jobs, renew as renew_now};

#[derive(Template)]
#[template(path = "sending/show.html")]
struct ShowPage {
    page: Page,
    /// The address of this page.
    here: String,
    home: String,
    state: &'static str,
    tone: &'static str,
    label: String,
    lead: String,
    /// Who gave no answer, when it is tried again and until when.
    waits: Vec<String>,
    number: String,
    reason: String,
    rows: Vec<(String, String)>,
    signature: Vec<(String, String)>,
    receipt: String,
    /// Where the person signs in again, to agree to a service that is new.
    again: String,
    /// Where it can be cancelled, while it can.
    cancel: String,
    /// What else there is to know of one that was cancelled.
    doubt: String,
    over: bool,
}

pub(super) async fn found(
    post: &Post,
    person: &Person,
    id: &str,
) -> Result<(Sending, Passport), Failure> {
    let id: SendingId = id.parse().map_err(|_| Failure::NotFound)?;
    let holder = person.account;
    let found = post.cabinet.app.db.read(move |tx| {
        let Some(sending) = find(tx, holder, id)? else { return Ok(None) };
        Ok(passport::find(tx, sending.passport)?.map(|passport| (sending, passport)))
    });
    found.await?.ok_or(Failure::NotFound)
}

pub(super) async fn show(
    Given(post): Given<Post>,
    visit: Visit,
    person: Person,
    Path(id): Path<String>,
) -> Answer {
    let (sending, passport) = found(&post, &person, &id).await?;
    let state = sending.state;
    let title = format!("epk-sending-{}-title", state.as_str());
    let page = post.cabinet.page(&visit, &person, &title).await;
    let name = sending.signed.name.text(page.lang());
    let here = format!("/sendings/{}", sending.id);
    let answered = matches!(state, State::Delivered | State::Refused);
    Ok(web::html(&ShowPage {
        home: format!("/passport/{}", passport.id),
        state: state.as_str(),
        tone: state.tone(),
        label: label(&page, state),
        lead: lead(&page, &sending, name),
        waits: waits(&page, &sending, name),
        number: sending.number.clone().unwrap_or_default(),
        reason: sending.reason.clone().filter(|_| state == State::Refused).unwrap_or_default(),
        rows: rows(&page, &sending, &passport, name),
        signature: signature(&page, &sending),
        receipt: if answered { format!("{here}/receipt") } else { String::new() },
        again: format!("/go?next={here}"),
        cancel: match sending.can_be_cancelled() {
            true => format!("{here}/cancel"),
            false => String::new(),
        },
        doubt: doubt(&page, &sending),
        over: state.is_over(),
        here,
        page,
    }))
}

/// What is known of the passport's way when nothing more is handed over.
fn doubt(page: &Page, sending: &Sending) -> String {
    let key = match (sending.state, sending.may_be_there) {
        (State::Cancelled | State::Undelivered | State::Stopped, _) if sending.number.is_some() => {
            "epk-sending-answered-late"
        }
        (State::Cancelled, true) => "epk-sending-cancelled-doubt",
        (State::Stopped, true) => "epk-sending-stopped-doubt",
        (State::Cancelled | State::Stopped, false) => "epk-sending-cancelled-sure",
        _ => return String::new(),
    };
    page.t(key)
}

fn lead(page: &Page, sending: &Sending, name: &str) -> String {
    let thinks = sending.state == State::Waiting && sending.accepted_at.is_some();
    let key = match sending.state {
        State::Waiting if thinks => "epk-sending-accepted-lead".to_owned(),
        state => format!("epk-sending-{}-lead", state.as_str()),
    };
    let state = sending.reason.as_deref().filter(|_| sending.state == State::Stopped);
    let state = state.map(|state| page.t(&format!("epk-passport-state-{state}")));
    page.t2(&key, "service", name, "state", state.unwrap_or_default())
}

/// What is waited for. Nothing for one that is under way for the first time.
fn waits(page: &Page, sending: &Sending, name: &str) -> Vec<String> {
    if sending.state != State::Waiting {
        return Vec::new();
    }
    let mut lines = match sending.waits_for.as_str() {
        "provider" => vec![page.t("epk-sending-waits-provider")],
        "service" => vec![page.t1("epk-sending-waits-service", "service", name)],
        _ => Vec::new(),
    };
    lines.extend(sending.next_try_at.map(|at| {
        let key = if sending.waits_for.is_empty() { "asks" } else { "tries" };
        page.t1(&format!("epk-sending-{key}-next"), "when", page.time(at))
    }));
    let until = page.date_time(sending.deadline_at);
    lines.push(page.t1("epk-sending-until", "when", until));
    lines
}

fn rows(page: &Page, sending: &Sending, passport: &Passport, name: &str) -> Vec<(String, String)> {
    let purpose = sending.signed.purpose.text(page.lang());
    let mut rows = vec![
        (page.t("epk-sending-service"), name.to_owned()),
        (page.t("epk-sending-purpose"), purpose.to_owned()),
        (page.t("epk-sending-passport"), passport.number.to_string()),
        (page.t("epk-sending-holder"), passport.facts.whole_name()),
        (page.t("epk-sending-sha256"), grouped(&hex(&sending.sha256))),
        (page.t("epk-sending-key"), sending.id.to_string()),
    ];
    if let Some(at) = sending.settled_at {
        let key = match sending.state {
            State::Delivered | State::Refused => "epk-sending-answered",
            _ => "epk-sending-ended",
        };
        rows.insert(0, (page.t(key), page.date_time(at)));
    }
    rows
}

fn signature(page: &Page, sending: &Sending) -> Vec<(String, String)> {
    vec![
        (page.t("epk-receipt-signed"), page.date_time(sending.signed_at)),
        (page.t("epk-receipt-phone"), masked(Channel::Sms, &sending.phone)),
        (page.t("epk-receipt-agreement"), sending.agreement.clone()),
        (page.t("epk-sending-content"), grouped(&hex(&sending.content))),
    ]
}

/// One press renews the consent.
pub(super) async fn renew(
    Given(post): Given<Post>,
    person: Person,
    Path(id): Path<String>,
    form: Form,
) -> Answer {
    let (sending, _) = found(&post, &person, &id).await?;
    let (id, session) = (sending.id, person.session);
    let db = &post.cabinet.app.db;
    let once = form.once();
    let renewed =
        db.write_once("epk.sending.renew", &once, move |tx| renew_now(tx, &sending, session));
    renewed.await?;
    jobs::settled(&post, id).await?;
    Ok(web::see_other(&format!("/sendings/{id}")))
}

/// The receipt as a file.
pub(super) async fn download(
    Given(post): Given<Post>,
    person: Person,
    Path(id): Path<String>,
) -> Answer {
    let (sending, passport) = found(&post, &person, &id).await?;
    let app = &post.cabinet.app;
    let name = format!("attachment; filename=\"{}\"", print::file_name(&sending));
    let (id, texts) = (sending.id, app.text.clone());
    let made = app.cpu.run(move || print::make(&sending, &passport, &texts)).await?;
    let file = made.map_err(Failure::internal)?.ok_or(Failure::NotFound)?;
    app.db.journal_later(
        Draft::new(Site::Epk.as_str(), "sending.receipt")
            .by("person", person.account)
            .about(person.account)
            .with(json!({ "sending": id })),
    );
    let headers: [(HeaderName, HeaderValue); 2] = [
        (CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE)),
        (CONTENT_DISPOSITION, HeaderValue::from_str(&name).map_err(Failure::internal)?),
    ];
    Ok((headers, file).into_response())
}
