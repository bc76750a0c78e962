//! What people see of tickets, on the site where they write: the thread, the list, the way in by
//! the link of a letter. The form is in [`ask`].

mod ask;
mod picture;

use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use ::store::{Moment, Tx};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State as Of};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use cabinet::scan::pages::Refused;
use notify::{Channel, contact};
use serde::{Deserialize, Serialize};
use web::{App, Current, Failure, Fields, FlashKind, Form, Page, Visit, cookie, see_other};

use super::{
    Acted, EntryKind, REOPEN_WITHIN, State, Ticket, TicketId, VIEW_LIFE, Via, WORDS_MAX, staff,
};

/// The frame of a site's pages: from a visit and the key of a title to the page, with the name
/// and the navigation of whoever is signed in.
pub type Frame = Arc<dyn Fn(Visit, &'static str) -> Framed + Send + Sync>;
/// A page on its way.
pub type Framed = Pin<Box<dyn Future<Output = Result<Page, Failure>> + Send>>;

type Answer = Result<Response, Failure>;

/// What the handlers here have at hand.
#[derive(Clone)]
struct Help {
    app: App,
    frame: Frame,
}

/// The pages of *Помощь* that need the desk, for a site where people are.
pub fn routes(app: &App, frame: Frame) -> Router {
    Router::new()
        .route("/help/ask", get(ask::show).post(ask::send))
        .route("/help/tickets", get(list))
        .route("/help/tickets/{number}", get(show))
        .route("/help/tickets/{number}/sent", get(ask::sent))
        .route("/help/tickets/{number}/reply", post(reply))
        .route("/help/tickets/{number}/access", post(access))
        .route("/help/tickets/{number}/picture", post(picture::add))
        .route("/help/tickets/{number}/picture/{file}", get(picture::give))
        .route("/help/link/{token}", get(link).post(open))
        .with_state(Help { app: app.clone(), frame })
}

impl Help {
    async fn page(&self, visit: &Visit, title_key: &'static str) -> Result<Page, Failure> {
        (self.frame)(visit.clone(), title_key).await
    }
}

/// The threads that this browser has opened by links, or begun, a short while ago.
const OPENED: &str = "tickets";
const OPENED_LIFE: Duration = Duration::from_secs(3_600);
const OPENED_MOST: usize = 5;

fn opened(help: &Help, visit: &Visit) -> Vec<TicketId> {
    cookie::open(&help.app, visit, OPENED).unwrap_or_default()
}

/// Lets this browser read one more thread for a while.
fn lets_in(help: &Help, visit: &Visit, id: TicketId, response: Response) -> Response {
    let mut ids = opened(help, visit);
    ids.retain(|known| *known != id);
    ids.insert(0, id);
    ids.truncate(OPENED_MOST);
    cookie::seal(&help.app, OPENED, &ids, OPENED_LIFE).on(response)
}

/// The ticket of the address, if it is this reader's. Anybody else's is not there.
async fn hers(
    help: &Help,
    visit: &Visit,
    who: Option<&Current>,
    number: &str,
) -> Result<Ticket, Failure> {
    let number = number.parse().map_err(|_| Failure::NotFound)?;
    let found = help.app.db.read(move |tx| super::by_number(tx, &number)).await?;
    let ticket = found.filter(|ticket| ticket.site == visit.site).ok_or(Failure::NotFound)?;
    let owns = who.is_some_and(|who| ticket.subject.as_deref() == Some(who.subject.as_str()));
    if owns || opened(help, visit).contains(&ticket.id) {
        Ok(ticket)
    } else {
        Err(Failure::NotFound)
    }
}

#[derive(Template)]
#[template(path = "ticket/list.html")]
struct ListPage {
    page: Page,
    rows: Vec<Row>,
    signed_in: bool,
}

struct Row {
    href: String,
    title: String,
    tag: &'static str,
    state: String,
    hint: String,
}

async fn list(Of(help): Of<Help>, visit: Visit, who: Option<Current>) -> Answer {
    let (site, ids) = (visit.site, opened(&help, &visit));
    let subject = who.as_ref().map(|who| who.subject.clone());
    let read = move |tx: &Tx| {
        let mut found = match &subject {
            Some(subject) => super::of(tx, site, subject)?,
            None => Vec::new(),
        };
        for id in &ids {
            let known = found.iter().any(|ticket| ticket.id == *id);
            found.extend(super::find(tx, *id)?.filter(|t| !known && t.site == site));
        }
        Ok((found, tx.now()))
    };
    let (tickets, now) = help.app.db.read(read).await?;
    let page = help.page(&visit, "support-ticket-list-title").await?.narrow();
    let row = |ticket: &Ticket| Row {
        href: format!("/help/tickets/{}", ticket.number),
        title: page.t2(
            "support-ticket-named",
            "number",
            ticket.number.to_string(),
            "topic",
            topic(&page, ticket),
        ),
        tag: tag(ticket, now),
        state: page.t(&format!("support-ticket-state-{}", ticket.state.as_str())),
        hint: clock(&page, ticket, now),
    };
    let rows = tickets.iter().map(row).collect();
    Ok(web::html(&ListPage { page, rows, signed_in: who.is_some() }))
}

pub(super) fn topic(page: &Page, ticket: &Ticket) -> String {
    page.t(&format!("support-ticket-topic-{}", ticket.topic.as_str()))
}

/// The colour of a state.
pub(super) fn tag(ticket: &Ticket, now: Moment) -> &'static str {
    match ticket.state {
        State::Waiting if ticket.due_at.is_some_and(|due| due < now) => "warning",
        State::Waiting => "info",
        State::Answered => "success",
        State::Closed => "neutral",
    }
}

/// Until when an answer comes, or how long the first one took.
fn clock(page: &Page, ticket: &Ticket, now: Moment) -> String {
    match (ticket.due_at, ticket.answered_at) {
        (Some(due), _) if due < now => {
            page.t1("support-ticket-clock-late", "when", page.date_time(due))
        }
        (Some(due), _) => page.t1("support-ticket-clock", "when", page.date_time(due)),
        (None, Some(at)) => {
            let took = at.since(ticket.created_at);
            page.t1("support-ticket-clock-answered", "took", span(page, took))
        }
        (None, None) => String::new(),
    }
}

/// A span in words: «2 ч 5 мин».
pub(super) fn span(page: &Page, micros: i64) -> String {
    let minutes = (micros / ::store::MINUTE).max(1);
    match minutes / 60 {
        0 => page.t1("support-ticket-minutes", "minutes", minutes),
        hours => page.t2("support-ticket-hours", "hours", hours, "minutes", minutes % 60),
    }
}

#[derive(Template)]
#[template(path = "ticket/thread.html")]
struct ThreadPage {
    page: Page,
    fields: Fields,
    number: String,
    topic: String,
    tag: &'static str,
    state: String,
    clock: String,
    lines: Vec<Line>,
    /// The addresses of the newest and of older entries.
    newest: String,
    older: String,
    may_write: bool,
    reopens: bool,
    /// The access number that was just made, and until when it counts.
    access: Option<(String, String)>,
    most: usize,
}

/// An entry of the thread as a page shows it.
pub(super) struct Line {
    pub(super) at: Moment,
    pub(super) title: String,
    pub(super) kind: &'static str,
    pub(super) words: Vec<String>,
    /// The address of a file; empty when it is hidden.
    pub(super) picture: Option<String>,
    /// That it came with a letter.
    pub(super) via: String,
    /// The letter as it came, where something was cut from it.
    pub(super) original: Vec<String>,
}

/// That a letter brought it, and that nobody knows whose it was.
pub(super) fn via(page: &Page, via: Via) -> String {
    match via {
        Via::Page => String::new(),
        Via::Mail => page.t("support-ticket-via-mail"),
        Via::OtherMail => page.t("support-ticket-via-mail-other"),
    }
}

/// Which file was not taken, and why; its name only for whom it is no secret.
pub(super) fn refused_words(page: &Page, kept: &str, named: bool) -> String {
    let read = serde_json::from_str::<Refused>(kept).ok();
    read.map_or(String::new(), |file| {
        let name = if named { file.name } else { String::new() };
        Refused { name, why: file.why }.words(page)
    })
}

/// The way an access number went.
pub(super) fn sent_by(page: &Page, channel: &str) -> String {
    match channel {
        "sms" => page.t("support-ticket-access-by-sms"),
        _ => page.t("support-ticket-access-by-mail"),
    }
}

/// The words line by line, without empty ones.
pub(super) fn lines_of(words: &str) -> Vec<String> {
    words.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
}

/// Which part of a long thread is wanted.
#[derive(Deserialize)]
struct Before {
    before: Option<i64>,
}

async fn show(
    Of(help): Of<Help>,
    visit: Visit,
    who: Option<Current>,
    Path(number): Path<String>,
    Query(Before { before }): Query<Before>,
) -> Answer {
    let ticket = hers(&help, &visit, who.as_ref(), &number).await?;
    let page = thread(&help, &visit, &ticket, Fields::empty(), before).await?;
    Ok(web::html(&page))
}

async fn thread(
    help: &Help,
    visit: &Visit,
    ticket: &Ticket,
    fields: Fields,
    before: Option<i64>,
) -> Result<ThreadPage, Failure> {
    let id = ticket.id;
    let read = move |tx: &Tx| Ok((super::thread(tx, id, before)?, staff::names(tx)?, tx.now()));
    let (part, names, now) = help.app.db.read(read).await?;
    let page = help.page(visit, "support-ticket-list-title").await?.narrow();
    let page = page.title(visit.t1("support-ticket-title", "number", ticket.number.to_string()));
    let lines = part.entries.into_iter().filter_map(|entry| {
        let key = match entry.kind {
            EntryKind::Asked if entry.via != Via::Page => "support-ticket-entry-letter",
            EntryKind::Asked => "support-ticket-entry-you",
            EntryKind::Answered => "support-ticket-entry-desk",
            EntryKind::Opened if entry.words.is_empty() => "support-ticket-entry-opened-number",
            EntryKind::Opened => "support-ticket-entry-opened",
            EntryKind::Closed => "support-ticket-entry-closed",
            EntryKind::Overdue => "support-ticket-entry-overdue",
            EntryKind::Requested => "support-ticket-entry-requested",
            EntryKind::Refused => "support-ticket-entry-refused",
            // Who of the staff has it is the desk's own affair.
            EntryKind::Handed => return None,
        };
        // Whoever looked at her data, or asked to, is named to her.
        let name = entry.staff.and_then(|id| names.get(&id).cloned()).unwrap_or_default();
        let minutes = VIEW_LIFE / ::store::MINUTE;
        let title = page.t2(key, "name", name, "minutes", minutes);
        let words = match entry.kind {
            EntryKind::Refused => refused_words(&page, &entry.words, true),
            EntryKind::Requested => sent_by(&page, &entry.words),
            _ => entry.words,
        };
        let there = |file| format!("/help/tickets/{}/picture/{file}", ticket.number);
        Some(Line {
            at: entry.at,
            title,
            kind: shade(entry.kind),
            words: lines_of(&words),
            picture: entry.picture.map(there),
            via: via(&page, entry.via),
            original: entry.original.as_deref().map(lines_of).unwrap_or_default(),
        })
    });
    let here = format!("/help/tickets/{}", ticket.number);
    Ok(ThreadPage {
        fields,
        number: ticket.number.to_string(),
        topic: topic(&page, ticket),
        tag: tag(ticket, now),
        state: page.t(&format!("support-ticket-state-{}", ticket.state.as_str())),
        clock: clock(&page, ticket, now),
        lines: lines.collect(),
        newest: before.map_or(String::new(), |_| here.clone()),
        older: part.older.map_or(String::new(), |place| format!("{here}?before={place}")),
        may_write: may_write(ticket, now),
        reopens: ticket.state == State::Closed,
        access: told(help, visit, ticket, now),
        most: WORDS_MAX,
        page,
    })
}

pub(super) fn shade(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Answered => "success",
        EntryKind::Opened | EntryKind::Overdue | EntryKind::Requested => "warning",
        EntryKind::Refused => "danger",
        EntryKind::Asked | EntryKind::Handed | EntryKind::Closed => "neutral",
    }
}

fn may_write(ticket: &Ticket, now: Moment) -> bool {
    ticket.closed_at.is_none_or(|closed| now.since(closed) < REOPEN_WITHIN)
}

async fn reply(
    Of(help): Of<Help>,
    visit: Visit,
    who: Option<Current>,
    Path(number): Path<String>,
    form: Form,
) -> Answer {
    let ticket = hers(&help, &visit, who.as_ref(), &number).await?;
    let mut fields = Fields::from(&form, &["words"]);
    let words = form.text("words").to_owned();
    if words.is_empty() {
        fields.error("words", visit.t("support-ticket-reply-empty"));
    } else if words.chars().count() > WORDS_MAX {
        fields.error("words", visit.t1("support-ticket-words-long", "most", WORDS_MAX));
    } else {
        let id = ticket.id;
        let once = once(&form, &words);
        let write = move |tx: &mut Tx| super::reply(tx, id, &words);
        match help.app.db.write_once("ticket.reply", &once, write).await? {
            Acted::Spent { until } => {
                let when = web::date::time(until);
                fields.error("words", visit.t1("support-ticket-spent", "when", when));
            }
            Acted::Closed => {
                fields.error("words", visit.t("support-ticket-reply-closed"));
            }
            _ => {
                let back = see_other(&format!("/help/tickets/{}", ticket.number));
                return Ok(web::flash(back, FlashKind::Success, "support-ticket-replied"));
            }
        }
    }
    let page = thread(&help, &visit, &ticket, fields, None).await?;
    Ok(web::html_status(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// The key of words that were sent. Who goes back and sends other words from the same page has
/// sent something else: nothing of it may be dropped as a repeat.
pub(super) fn once(form: &Form, words: &str) -> Vec<u8> {
    [&form.once(), words.as_bytes()].concat()
}

/// An access number on its way to the page that shows it, in a cookie of this browser.
#[derive(Serialize, Deserialize)]
struct Told {
    ticket: TicketId,
    access: String,
    until: i64,
}

const TOLD: &str = "ticket-access";
const TOLD_LIFE: Duration = Duration::from_secs(900);

fn told(help: &Help, visit: &Visit, ticket: &Ticket, now: Moment) -> Option<(String, String)> {
    let told: Told = cookie::open(&help.app, visit, TOLD)?;
    let counts = told.ticket == ticket.id && now.0 < told.until;
    counts.then(|| (told.access, web::date::time(Moment(told.until))))
}

/// Makes the number that opens her data to whoever she tells it.
async fn access(
    Of(help): Of<Help>,
    visit: Visit,
    who: Option<Current>,
    Path(number): Path<String>,
    form: Form,
) -> Answer {
    let ticket = hers(&help, &visit, who.as_ref(), &number).await?;
    let id = ticket.id;
    let write = move |tx: &mut Tx| {
        let until = tx.now().plus(super::ACCESS_LIFE).0;
        Ok(super::make_access(tx, id)?.map(|access| Told { ticket: id, access, until }))
    };
    let made = help.app.db.write_once("ticket.access", &form.once(), write).await?;
    let back = see_other(&format!("/help/tickets/{}#access", ticket.number));
    Ok(match made {
        Some(told) => cookie::seal(&help.app, TOLD, &told, TOLD_LIFE).on(back),
        None => web::flash(back, FlashKind::Warning, "support-ticket-access-spent"),
    })
}

#[derive(Template)]
#[template(path = "ticket/link.html")]
struct LinkPage {
    page: Page,
    token: String,
    over: bool,
}

/// What the link of a letter shows first. It asks nothing of the storage, so that scanners of
/// mail, which follow links, change nothing and learn nothing.
async fn link(visit: Visit, Path(token): Path<String>) -> Response {
    let page = visit.page("support-ticket-link-title").narrow();
    web::html(&LinkPage { page, token: shape(token), over: false })
}

/// What cannot be a token is not repeated on a page.
fn shape(token: String) -> String {
    let fits = token.len() == 64 && token.bytes().all(|b| (b'a'..=b'p').contains(&b));
    if fits { token } else { "x".to_owned() }
}

async fn open(Of(help): Of<Help>, visit: Visit, Path(token): Path<String>, _form: Form) -> Answer {
    let token = shape(token);
    let tried = token.clone();
    let write = move |tx: &mut Tx| match super::open_link(tx, &tried)? {
        Some(id) => super::find(tx, id),
        None => Ok(None),
    };
    let found = help.app.db.write("ticket.link", write).await?;
    match found.filter(|ticket| ticket.site == visit.site) {
        Some(ticket) => {
            let there = see_other(&format!("/help/tickets/{}", ticket.number));
            Ok(lets_in(&help, &visit, ticket.id, there))
        }
        None => {
            let page = visit.page("support-ticket-link-over").narrow();
            Ok(web::html_status(StatusCode::GONE, &LinkPage { page, token, over: true }))
        }
    }
}

/// The address that she has confirmed on this site.
async fn known_address(help: &Help, visit: &Visit, who: &Current) -> Result<String, Failure> {
    let recipient = notify::Recipient::new(visit.site, &who.subject);
    let found = help.app.db.read(move |tx| contact::of(tx, &recipient)).await?;
    Ok(found.and_then(|contact| contact.email).unwrap_or_default())
}

fn masked_address(address: &str) -> String {
    contact::masked(Channel::Email, address)
}
