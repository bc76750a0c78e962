//! What the pages of registration, sign-in and recovery share.

use std::time::Duration;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use store::{Moment, SECOND, Secret};
use web::cookie::SetCookie;
use web::{App, Failure, Form, Page, Visit, html_status};

use crate::login::Visitor;
use crate::password::{self, Hashed, Strength, Weakness};

/// What handlers answer.
pub(crate) type Answer = Result<Response, Failure>;

/// A page that says what happened and what can be done.
#[derive(Template)]
#[template(path = "login/message.html")]
pub(crate) struct Message {
    page: Page,
    paragraphs: Vec<String>,
    list: Vec<String>,
    reference: Option<String>,
    links: Vec<(String, String)>,
}

impl Message {
    /// A page with the title under `title`.
    pub(crate) fn new(visit: &Visit, title: &str) -> Message {
        Message {
            page: visit.page(title).narrow(),
            paragraphs: Vec::new(),
            list: Vec::new(),
            reference: None,
            links: Vec::new(),
        }
    }

    /// A paragraph in words.
    pub(crate) fn says(mut self, text: impl Into<String>) -> Message {
        self.paragraphs.push(text.into());
        self
    }

    /// One thing that can be done, in words.
    pub(crate) fn advises(mut self, text: impl Into<String>) -> Message {
        self.list.push(text.into());
        self
    }

    /// The number to quote at the desk.
    pub(crate) fn quotes(mut self, reference: impl Into<String>) -> Message {
        self.reference = Some(reference.into());
        self
    }

    /// A way on; the first one is the main one.
    pub(crate) fn leads(mut self, href: &str, text: impl Into<String>) -> Message {
        self.links.push((href.to_owned(), text.into()));
        self
    }

    /// The answer.
    pub(crate) fn answer(self, status: StatusCode) -> Response {
        html_status(status, &self)
    }
}

/// A form, or the page that says why there is none: a browser without cookies cannot be told from
/// another one, so it is told what is missing.
pub(crate) fn form_of(visit: &Visit, form: Result<Form, Failure>) -> Result<Form, Answer> {
    form.map_err(|failure| {
        if failure == Failure::Stale && visit.cookies.get(web::cookie::VISITOR).is_none() {
            return Ok(no_cookies(visit));
        }
        Err(failure)
    })
}

/// What a browser without cookies is told.
pub(crate) fn no_cookies(visit: &Visit) -> Response {
    Message::new(visit, "identity-cookies")
        .says(visit.t("identity-cookies-why"))
        .advises(visit.t("identity-cookies-allow"))
        .advises(visit.t("identity-cookies-private"))
        .advises(visit.t("identity-cookies-other"))
        .leads("/login", visit.t("identity-cookies-again"))
        .answer(StatusCode::BAD_REQUEST)
}

/// Who asks, as the flows know her.
pub(crate) fn visitor(visit: &Visit) -> Visitor {
    let browser = visit.visitor.as_str().to_owned();
    Visitor { facts: visit.facts(), browser, lang: visit.lang }
}

/// The one-use key of a form together with what was typed into it: the same form sent twice has
/// the outcome of the first, and another guess in the same form is another attempt.
pub(crate) fn once(app: &App, form: &Form, typed: &[&str]) -> Vec<u8> {
    let mut message = form.once();
    for part in typed {
        message.extend_from_slice(&(part.len() as u64).to_be_bytes());
        message.extend_from_slice(part.as_bytes());
    }
    app.db.vault().mac("identity.form", &message)
}

/// Judges and hashes a new password where computing disturbs nobody.
pub(crate) async fn choose(
    app: &App,
    typed: &str,
    own: Vec<String>,
) -> Result<Result<(Hashed, Strength), Weakness>, Failure> {
    let (typed, entropy) = (Secret(typed.to_owned()), app.entropy.clone());
    app.cpu.run(move || password::choose(&typed.0, &own, &entropy)).await
}

/// The cookie that holds the handle of a flow for `life` microseconds.
pub(crate) fn handle_cookie(name: &str, handle: &str, life: i64) -> SetCookie {
    let seconds = u64::try_from(life / SECOND).unwrap_or(0);
    SetCookie::new(name, handle, Some(Duration::from_secs(seconds)))
}

/// Seconds from now until a moment, at least one.
pub(crate) fn seconds_until(app: &App, until: Moment) -> u64 {
    u64::try_from(until.since(app.clock.now()) / SECOND).unwrap_or(0).max(1)
}

/// A text with the time of a moment in it.
pub(crate) fn with_time(visit: &Visit, key: &str, at: Moment) -> String {
    visit.t1(key, "time", web::date::time(at))
}
