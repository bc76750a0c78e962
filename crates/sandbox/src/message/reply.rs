//! Answering a letter from the simulated mailbox, by real SMTP to whoever takes replies.

use std::time::{Duration, UNIX_EPOCH};

use ::store::Tx;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use lettre::message::header::ContentType;
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use serde::Deserialize;
use web::{Failure, Fields, FlashKind, Form, Page, Visit, flash, html, html_status, see_other};

use super::pages::inbox_address;
use super::{Channel, Message, MessageId, address, store};
use crate::Sandbox;

const WORDS_MAX: usize = 5_000;
/// For one answer of the mail server.
const ANSWER: Duration = Duration::from_secs(10);

#[derive(askama::Template)]
#[template(path = "message/reply.html")]
struct ReplyPage {
    page: Page,
    fields: Fields,
    back: String,
    action: String,
    subject: String,
    lines: Vec<String>,
}

/// Which letter is answered.
#[derive(Deserialize)]
pub struct Which {
    to: String,
    id: String,
}

/// The form.
pub async fn show(
    State(sandbox): State<Sandbox>,
    visit: Visit,
    Query(which): Query<Which>,
) -> Result<Response, Failure> {
    let letter = letter(&sandbox, &which).await?;
    Ok(html(&form_page(&visit, &letter, Fields::empty())))
}

/// Sends the answer, and says what the mail server said.
pub async fn send(
    State(sandbox): State<Sandbox>,
    visit: Visit,
    Query(which): Query<Which>,
    form: Form,
) -> Result<Response, Failure> {
    let letter = letter(&sandbox, &which).await?;
    let mut fields = Fields::from(&form, &["words"]);
    let words = form.text("words");
    let count = words.chars().count();
    let why = if count == 0 {
        Some(visit.t("sandbox-reply-empty"))
    } else if count > WORDS_MAX {
        Some(visit.t1("sandbox-reply-long", "most", WORDS_MAX))
    } else {
        match deliver(&sandbox, &letter, words, &form.once()).await {
            Ok(()) => None,
            Err(Undelivered::Refused(code)) => {
                Some(visit.t1("sandbox-reply-refused", "code", i64::from(code)))
            }
            Err(Undelivered::Away) => Some(visit.t("sandbox-reply-away")),
        }
    };
    let Some(why) = why else {
        let back = see_other(&inbox_address(&letter.to, false));
        return Ok(flash(back, FlashKind::Success, "sandbox-reply-sent"));
    };
    fields.error("words", why);
    let page = form_page(&visit, &letter, fields);
    Ok(html_status(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// A letter that can be answered.
async fn letter(sandbox: &Sandbox, which: &Which) -> Result<Message, Failure> {
    let to = address(&which.to);
    let id: MessageId = which.id.parse().map_err(|_| Failure::NotFound)?;
    let found = sandbox.app().db.read(move |tx: &Tx| store::find(tx, &to, id)).await?;
    let answerable = |letter: &Message| letter.reply_to.is_some() && sandbox.relay().is_some();
    found.filter(|m| m.channel == Channel::Email && answerable(m)).ok_or(Failure::NotFound)
}

fn form_page(visit: &Visit, letter: &Message, fields: Fields) -> ReplyPage {
    let page = visit.page("sandbox-reply-title").narrow();
    let subject = letter.subject.clone().unwrap_or_else(|| visit.t("sandbox-no-subject"));
    ReplyPage {
        back: inbox_address(&letter.to, false),
        action: address_of(letter),
        lines: letter.text.lines().map(str::to_owned).collect(),
        subject,
        fields,
        page,
    }
}

/// Where a letter is answered.
pub(super) fn address_of(letter: &Message) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("to", &letter.to).append_pair("id", &letter.id.to_string());
    format!("/inbox/reply?{}", query.finish())
}

/// Why the mail server does not have it.
enum Undelivered {
    /// It said so, with this code.
    Refused(u16),
    /// Nobody answered.
    Away,
}

/// The answer as mail programs write it: the quote below, the same subject, and the letter that
/// it answers. The same press of the button makes the same letter.
async fn deliver(
    sandbox: &Sandbox,
    letter: &Message,
    words: &str,
    once: &[u8],
) -> Result<(), Undelivered> {
    let relay = sandbox.relay().ok_or(Undelivered::Away)?;
    let app = sandbox.app();
    let mark: String =
        app.db.vault().mac("phone.reply", once)[..16].iter().map(|b| format!("{b:02x}")).collect();
    let at = Duration::from_micros(u64::try_from(app.clock.now().0).unwrap_or(0));
    let from = letter.to.parse().map_err(|_| Undelivered::Refused(553))?;
    let reply_to = letter.reply_to.as_deref().unwrap_or_default();
    let to = reply_to.parse().map_err(|_| Undelivered::Refused(553))?;
    let subject = format!("Re: {}", letter.subject.as_deref().unwrap_or_default());
    let quote = letter.text.lines().map(|line| format!("> {line}\n")).collect::<String>();
    let date = web::date::date_time(letter.at, web::Lang::Ru);
    let body = format!("{words}\n\n{date}, {reply_to} пишет:\n{quote}");
    let mut builder = lettre::Message::builder()
        .from(from)
        .to(to)
        .subject(subject)
        .date(UNIX_EPOCH + at)
        .message_id(Some(format!("<{mark}@phone.localhost>")))
        .header(ContentType::TEXT_PLAIN);
    if let Some(id) = &letter.message_id {
        builder = builder.in_reply_to(format!("<{id}>")).references(format!("<{id}>"));
    }
    let answer = builder.body(body).map_err(|_| Undelivered::Refused(554))?;
    // The builder is called dangerous because it has no TLS: the way is a loopback.
    let transport = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(relay.ip().to_string())
        .port(relay.port())
        .timeout(Some(ANSWER))
        .build();
    let sent = transport.send(answer).await;
    sent.map(|_| ()).map_err(|error| {
        error.status().map_or(Undelivered::Away, |code| Undelivered::Refused(code.into()))
    })
}
