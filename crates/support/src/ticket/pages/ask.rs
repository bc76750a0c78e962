//! The form, and the page with the number.

use ::store::{Moment, Tx};
use askama::Template;
use axum::extract::{Path, Query, State as Of};
use axum::http::StatusCode;
use registries::{Email, Inn, Snils};
use serde::Deserialize;
use web::{Choice, Current, Failure, Fields, Form, Page, Visit, see_other};

use super::{Answer, Help, hers, known_address, lets_in, masked_address};
use crate::ticket::{self, Request, Sent, Topic, WORDS_MAX, WORDS_MIN};

#[derive(Template)]
#[template(path = "ticket/ask.html")]
struct AskPage {
    page: Page,
    fields: Fields,
    topics: Vec<Choice>,
    signed_in: bool,
    most: usize,
}

/// What a page that failed says about itself in the link to the form.
#[derive(Deserialize)]
pub(super) struct Failed {
    incident: Option<String>,
    at: Option<i64>,
}

pub(super) async fn show(
    Of(help): Of<Help>,
    visit: Visit,
    who: Option<Current>,
    Query(failed): Query<Failed>,
) -> Answer {
    let mut fields = Fields::empty();
    if let Some(who) = &who {
        fields.set("email", known_address(&help, &visit, who).await?);
    }
    if let Some(incident) = failed.incident.filter(|number| is_incident(number)) {
        let at = failed.at.map(|at| web::date::date_time(Moment(at), visit.lang));
        let parts = [Some(incident), at];
        fields.set("incident", parts.into_iter().flatten().collect::<Vec<_>>().join(", "));
        fields.set("topic", Topic::Error.as_str());
    }
    let page = form_page(&help, &visit, who.is_some(), fields).await?;
    Ok(web::html(&page))
}

/// What the number of an incident looks like: `7KQ2M-XY3AB`.
fn is_incident(text: &str) -> bool {
    let sign = |(at, c): (usize, char)| {
        if at == 5 { c == '-' } else { c.is_ascii_uppercase() || c.is_ascii_digit() }
    };
    text.len() == 11 && text.chars().enumerate().all(sign)
}

async fn form_page(
    help: &Help,
    visit: &Visit,
    signed_in: bool,
    fields: Fields,
) -> Result<AskPage, Failure> {
    let page = help.page(visit, "support-ticket-ask-title").await?.narrow();
    let choice = |topic: Topic| {
        Choice::new(topic.as_str(), page.t(&format!("support-ticket-topic-{}", topic.as_str())))
    };
    let topics = Topic::ALL.into_iter().map(choice).collect();
    Ok(AskPage { page, fields, topics, signed_in, most: WORDS_MAX })
}

const NAMES: [&str; 6] = ["topic", "words", "incident", "snils", "inn", "email"];
const INCIDENT_MAX: usize = 100;

pub(super) async fn send(
    Of(help): Of<Help>,
    visit: Visit,
    who: Option<Current>,
    form: Form,
) -> Answer {
    let mut fields = Fields::from(&form, &NAMES);
    let subject = who.as_ref().map(|who| who.subject.clone());
    let Some(request) = read(&visit, subject, &form, &mut fields) else {
        let page = form_page(&help, &visit, who.is_some(), fields).await?;
        return Ok(web::html_status(StatusCode::UNPROCESSABLE_ENTITY, &page));
    };
    let write = move |tx: &mut Tx| ticket::send(tx, &request);
    match help.app.db.write_once("ticket.send", &form.once(), write).await? {
        Sent::Taken { id, number } => {
            let there = see_other(&format!("/help/tickets/{number}/sent"));
            Ok(lets_in(&help, &visit, id, there))
        }
        Sent::Spent { until } => {
            let when = web::date::date_time(until, visit.lang);
            fields.error("", visit.t1("support-ticket-spent", "when", when));
            let page = form_page(&help, &visit, who.is_some(), fields).await?;
            Ok(web::html_status(StatusCode::TOO_MANY_REQUESTS, &page))
        }
    }
}

/// The request, or what is wrong with it in `fields`.
fn read(
    visit: &Visit,
    subject: Option<String>,
    form: &Form,
    fields: &mut Fields,
) -> Option<Request> {
    let topic: Option<Topic> = form.text("topic").parse().ok();
    if topic.is_none() {
        fields.error("topic", visit.t("support-ticket-topic-missing"));
    }
    let words = form.text("words");
    match words.chars().count() {
        count if count < WORDS_MIN => {
            fields.error("words", visit.t1("support-ticket-words-short", "least", WORDS_MIN));
        }
        count if count > WORDS_MAX => {
            fields.error("words", visit.t1("support-ticket-words-long", "most", WORDS_MAX));
        }
        _ => {}
    }
    let incident = form.text("incident");
    if incident.chars().count() > INCIDENT_MAX {
        let text = visit.t1("support-ticket-words-long", "most", INCIDENT_MAX);
        fields.error("incident", text);
    }
    let typed = |name| Some(form.text(name)).filter(|text| !text.is_empty());
    let snils = typed("snils").and_then(|text| {
        let read = Snils::parse(text).map_err(|why| why.explained().said_to(visit));
        read.map_err(|why| fields.error("snils", why)).ok()
    });
    let inn = typed("inn").and_then(|text| {
        let read = Inn::parse_person(text).map_err(|why| why.explained().said_to(visit));
        read.map_err(|why| fields.error("inn", why)).ok()
    });
    let email = Email::parse(form.text("email")).map_err(|why| why.explained().said_to(visit));
    let email = email.map_err(|why| fields.error("email", why)).ok();
    if fields.has_errors() {
        return None;
    }
    Some(Request {
        site: visit.site,
        subject,
        network: ticket::network(visit.address),
        topic: topic?,
        words: words.to_owned(),
        incident: Some(incident.to_owned()).filter(|text| !text.is_empty()),
        email: email?,
        snils,
        inn,
        lang: visit.lang,
    })
}

#[derive(Template)]
#[template(path = "ticket/sent.html")]
struct SentPage {
    page: Page,
    number: String,
    due: String,
    email: String,
    signed_in: bool,
}

/// The number, and what happens next.
pub(super) async fn sent(
    Of(help): Of<Help>,
    visit: Visit,
    who: Option<Current>,
    Path(number): Path<String>,
) -> Answer {
    let ticket = hers(&help, &visit, who.as_ref(), &number).await?;
    let page = help.page(&visit, "support-ticket-sent-title").await?.narrow();
    let due = ticket.created_at.plus(ticket::ANSWER_WITHIN);
    Ok(web::html(&SentPage {
        number: ticket.number.to_string(),
        due: page.date_time(due),
        email: masked_address(&ticket.email),
        signed_in: who.is_some(),
        page,
    }))
}
