//! Tickets at the desk: the queue and one ticket. What is done to a ticket is in [`act`].

mod act;

use std::collections::HashMap;

use ::store::{Moment, Tx};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State as Of};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use notify::{Channel, contact};
use registries::{Inn, Snils};
use serde::Deserialize;
use web::{Choice, Failure, Fields, Page, Role, Site, Staff, StaffId, Visit, see_other};

use super::mask::masked;
use super::pages::{Line, lines_of, shade, span, tag, topic};
use super::{
    Entry, EntryKind, Figures, Number, NumberFault, Queue, State, Ticket, TicketId, WORDS_MAX,
    store, works_here,
};
use crate::desk::{Desk, short};

type Answer = Result<Response, Failure>;

/// Where the desk's pages about tickets are.
pub(crate) const TICKETS: &str = "/tickets";

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route(TICKETS, get(queue))
        .route("/tickets/{number}", get(show))
        .route("/tickets/{number}/picture/{file}", get(picture))
        .route("/tickets/{number}/open", post(act::open))
        .route("/tickets/{number}/access", post(act::access))
        .route("/tickets/{number}/answer", post(act::answer))
        .route("/tickets/{number}/close", post(act::close))
        .route("/tickets/{number}/hand", post(act::hand))
}

/// Tickets are there for operators, and for administrators, who hear of late answers.
pub(crate) fn may(staff: &Staff) -> bool {
    staff.has(Role::Operator) || staff.has(Role::Administrator)
}

fn require(staff: &Staff) -> Result<(), Failure> {
    if may(staff) { Ok(()) } else { Err(Failure::NotFound) }
}

#[derive(Template)]
#[template(path = "ticket/queue.html")]
struct QueuePage {
    page: Page,
    fields: Fields,
    tabs: Vec<(String, String, bool)>,
    rows: Vec<Row>,
    figures: Vec<(String, String)>,
}

struct Row {
    href: String,
    number: String,
    topic: String,
    site: String,
    tag: &'static str,
    state: String,
    due: Option<Moment>,
    late: bool,
    escalated: bool,
    holder: String,
    created_at: Moment,
}

#[derive(Deserialize)]
struct Wanted {
    queue: Option<String>,
    number: Option<String>,
}

async fn queue(
    Of(desk): Of<Desk>,
    visit: Visit,
    staff: Staff,
    Query(wanted): Query<Wanted>,
) -> Answer {
    require(&staff)?;
    let mut fields = Fields::empty();
    if let Some(typed) = wanted.number {
        fields.set("number", typed.as_str());
        match typed.parse::<Number>() {
            Ok(number) => {
                let there = format!("{TICKETS}/{number}");
                let read = move |tx: &Tx| super::by_number(tx, &number);
                if desk.app().db.read(read).await?.is_some() {
                    return Ok(see_other(&there));
                }
                fields.error("number", visit.t("support-ticket-find-none"));
            }
            Err(NumberFault::Digits) => {
                fields.error("number", visit.t("support-ticket-find-digits"));
            }
            Err(NumberFault::Check) => {
                fields.error("number", visit.t("support-ticket-find-check"));
            }
        }
    }
    let word = wanted.queue.unwrap_or_default();
    let which = Queue::ALL.into_iter().find(|queue| queue.as_str() == word);
    let page = queue_page(&desk, &visit, &staff, which.unwrap_or(Queue::Waiting), fields).await?;
    let wrong = page.fields.has_errors();
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(web::html_status(status, &page))
}

async fn queue_page(
    desk: &Desk,
    visit: &Visit,
    staff: &Staff,
    which: Queue,
    fields: Fields,
) -> Result<QueuePage, Failure> {
    let id = staff.id;
    let read = move |tx: &Tx| {
        let tickets = super::queue(tx, which, id)?;
        Ok((tickets, super::figures(tx)?, names(tx)?, tx.now()))
    };
    let (tickets, figures, names, now) = desk.app().db.read(read).await?;
    let page = desk.page(visit, staff, "support-ticket-queue-title").await;
    let row = |ticket: Ticket| Row {
        href: format!("{TICKETS}/{}", ticket.number),
        topic: topic(&page, &ticket),
        site: page.t(&format!("support-site-{}", ticket.site)),
        tag: tag(&ticket, now),
        state: page.t(&format!("support-ticket-state-{}", ticket.state.as_str())),
        due: ticket.due_at,
        late: ticket.due_at.is_some_and(|due| due < now),
        escalated: ticket.escalated_at.is_some(),
        holder: ticket.holder.and_then(|id| names.get(&id).cloned()).unwrap_or_default(),
        created_at: ticket.created_at,
        number: ticket.number.to_string(),
    };
    let rows = tickets.into_iter().map(row).collect();
    let tab = |queue: Queue| {
        let label = page.t(&format!("support-ticket-queue-{}", queue.as_str()));
        (format!("{TICKETS}?queue={}", queue.as_str()), label, queue == which)
    };
    let tabs = Queue::ALL.into_iter().map(tab).collect();
    let figures = shown(&page, &figures);
    Ok(QueuePage { page, fields, tabs, rows, figures })
}

/// The figures in words.
fn shown(page: &Page, figures: &Figures) -> Vec<(String, String)> {
    let median = match figures.median {
        Some(median) => span(page, median),
        None => page.t("support-ticket-figure-none"),
    };
    let in_time =
        page.t2("support-ticket-figure-of", "some", figures.in_time, "all", figures.answered);
    vec![
        (page.t("support-ticket-figure-open"), figures.open.to_string()),
        (page.t("support-ticket-figure-waiting"), figures.waiting.to_string()),
        (page.t("support-ticket-figure-overdue"), figures.overdue.to_string()),
        (page.t("support-ticket-figure-median"), median),
        (page.t("support-ticket-figure-in-time"), in_time),
    ]
}

/// Surnames and initials of everybody who works or worked here.
fn names(tx: &Tx) -> ::store::Result<HashMap<StaffId, String>> {
    let members = crate::staff::list(tx)?;
    Ok(members.into_iter().map(|member| (member.id, short(&member.name))).collect())
}

#[derive(Template)]
#[template(path = "ticket/desk.html")]
struct TicketPage {
    page: Page,
    fields: Fields,
    number: String,
    topic: String,
    tag: &'static str,
    state: String,
    escalated: bool,
    rows: Vec<(String, String)>,
    /// The page about her account, once her data are open.
    account: Option<String>,
    lines: Vec<Line>,
    open_until: Option<String>,
    said: i64,
    may_answer: bool,
    may_close: bool,
    meanwhile: bool,
    holder: String,
    colleagues: Vec<Choice>,
    most: usize,
}

/// What a page about one ticket reads.
struct Read {
    ticket: Ticket,
    thread: Vec<Entry>,
    open_until: Option<Moment>,
    names: HashMap<StaffId, String>,
    colleagues: Vec<(StaffId, String)>,
    now: Moment,
}

fn read(tx: &Tx, number: &Number, staff: StaffId) -> ::store::Result<Option<Read>> {
    let Some(ticket) = super::by_number(tx, number)? else { return Ok(None) };
    let now = tx.now();
    let until = store::view_until(tx, ticket.id, staff)?.filter(|until| *until > now);
    let members = crate::staff::list(tx)?;
    let colleagues = members.into_iter().filter(works_here).map(|m| (m.id, short(&m.name)));
    Ok(Some(Read {
        thread: super::thread(tx, ticket.id)?,
        open_until: until,
        names: names(tx)?,
        colleagues: colleagues.collect(),
        ticket,
        now,
    }))
}

async fn show(
    Of(desk): Of<Desk>,
    visit: Visit,
    staff: Staff,
    Path(number): Path<String>,
) -> Answer {
    require(&staff)?;
    let number = number.parse().map_err(|_| Failure::NotFound)?;
    Ok(web::html(&ticket_page(&desk, &visit, &staff, number, Fields::empty()).await?))
}

async fn ticket_page(
    desk: &Desk,
    visit: &Visit,
    staff: &Staff,
    number: Number,
    fields: Fields,
) -> Result<TicketPage, Failure> {
    let id = staff.id;
    let found = desk.app().db.read(move |tx| read(tx, &number, id)).await?;
    let found = found.ok_or(Failure::NotFound)?;
    let Read { ticket, now, .. } = &found;
    let page = desk.page(visit, staff, "support-ticket-queue-title").await;
    let title = page.t1("support-ticket-title", "number", ticket.number.to_string());
    let page = page.title(title);
    let open = found.open_until.is_some();
    let everybody = Choice::new("", page.t("support-ticket-hand-everybody"));
    let others = found.colleagues.iter().map(|(id, name)| Choice::new(id.to_string(), name));
    let holder = ticket.holder.map(|id| id.to_string()).unwrap_or_default();
    let mut fields = fields;
    if fields.value("to").is_empty() {
        fields.set("to", holder.as_str());
    }
    Ok(TicketPage {
        number: ticket.number.to_string(),
        topic: topic(&page, ticket),
        tag: tag(ticket, *now),
        state: page.t(&format!("support-ticket-state-{}", ticket.state.as_str())),
        escalated: ticket.escalated_at.is_some(),
        rows: rows(&page, &found, open),
        account: account(ticket).filter(|_| open && staff.has(Role::Operator)),
        lines: found.thread.iter().map(|entry| line(&page, &found, entry, open)).collect(),
        open_until: found.open_until.map(web::date::time),
        said: ticket.said,
        may_answer: ticket.state != State::Closed,
        may_close: ticket.state != State::Closed && ticket.answered_at.is_some(),
        meanwhile: false,
        holder,
        colleagues: std::iter::once(everybody).chain(others).collect(),
        most: WORDS_MAX,
        fields,
        page,
    })
}

/// Her account at the provider has a page of its own.
fn account(ticket: &Ticket) -> Option<String> {
    let subject = ticket.subject.as_ref().filter(|_| ticket.site == Site::Identity)?;
    Some(format!("{}/{subject}", crate::PEOPLE))
}

/// What is known, masked unless it is open.
fn rows(page: &Page, found: &Read, open: bool) -> Vec<(String, String)> {
    let ticket = &found.ticket;
    let shown = |text: &str, masked: String| if open { text.to_owned() } else { masked };
    let mut rows = vec![
        (page.t("support-ticket-row-site"), page.t(&format!("support-site-{}", ticket.site))),
        (page.t("support-ticket-row-created"), page.date_time(ticket.created_at)),
    ];
    if let Some(due) = ticket.due_at {
        let late =
            if due < found.now { "support-ticket-row-late" } else { "support-ticket-row-due" };
        rows.push((page.t(late), page.date_time(due)));
    }
    if let Some(answered) = ticket.answered_at {
        let took = span(page, answered.since(ticket.created_at));
        rows.push((page.t("support-ticket-row-answered"), took));
    }
    let holder = ticket.holder.and_then(|id| found.names.get(&id).cloned());
    let holder = holder.unwrap_or_else(|| page.t("support-ticket-hand-everybody"));
    rows.push((page.t("support-ticket-row-holder"), holder));
    let address = shown(&ticket.email, contact::masked(Channel::Email, &ticket.email));
    let proof = match (ticket.confirmed, ticket.subject.is_some()) {
        (true, _) => "support-ticket-email-confirmed",
        (false, _) => "support-ticket-email-unconfirmed",
    };
    rows.push((page.t("support-ticket-email"), format!("{address} ({})", page.t(proof))));
    let signed_in = match ticket.subject {
        Some(_) => "support-ticket-signed-in",
        None => "support-ticket-not-signed-in",
    };
    rows.push((page.t("support-ticket-row-who"), page.t(signed_in)));
    if let Some(snils) = ticket.snils.as_ref().and_then(|text| Snils::parse(text).ok()) {
        rows.push((page.t("support-ticket-row-snils"), shown(&snils.to_string(), snils.masked())));
    }
    if let Some(inn) = ticket.inn.as_ref().and_then(|text| Inn::parse(text).ok()) {
        rows.push((page.t("support-ticket-row-inn"), shown(inn.as_str(), inn.masked())));
    }
    if let Some(incident) = &ticket.incident {
        rows.push((page.t("support-ticket-row-incident"), shown(incident, masked(incident))));
    }
    rows
}

fn line(page: &Page, found: &Read, entry: &Entry, open: bool) -> Line {
    let name = entry.staff.and_then(|id| found.names.get(&id).cloned()).unwrap_or_default();
    let title = match entry.kind {
        EntryKind::Asked => page.t("support-ticket-desk-asked"),
        EntryKind::Answered => page.t1("support-ticket-desk-answered", "name", name),
        EntryKind::Opened if entry.words.is_empty() => {
            page.t1("support-ticket-desk-opened-number", "name", name)
        }
        EntryKind::Opened => page.t1("support-ticket-desk-opened", "name", name),
        EntryKind::Handed => page.t1("support-ticket-desk-handed", "name", name),
        EntryKind::Closed => page.t1("support-ticket-desk-closed", "name", name),
        EntryKind::Overdue => page.t("support-ticket-entry-overdue"),
    };
    let hers = entry.kind == EntryKind::Asked && !open;
    let words = if hers { masked(&entry.words) } else { entry.words.clone() };
    let there = |file| format!("{TICKETS}/{}/picture/{file}", found.ticket.number);
    let picture = entry.picture.map(|file| if open { there(file) } else { String::new() });
    Line { at: entry.at, title, kind: shade(entry.kind), words: lines_of(&words), picture }
}

/// A picture of hers, while her data are open.
async fn picture(
    Of(desk): Of<Desk>,
    staff: Staff,
    Path((number, file)): Path<(String, String)>,
) -> Answer {
    require(&staff)?;
    let number: Number = number.parse().map_err(|_| Failure::NotFound)?;
    let file = file.parse().map_err(|_| Failure::NotFound)?;
    let who = staff.id;
    let read = move |tx: &Tx| {
        let Some(ticket) = super::by_number(tx, &number)? else { return Ok(None) };
        Ok(super::is_open(tx, who, ticket.id)?.then(|| super::owner(&ticket)))
    };
    let owner = desk.app().db.read(read).await?.ok_or(Failure::NotFound)?;
    cabinet::scan::pages::give(desk.app(), owner, file).await
}

/// The ticket of an address, for what is done to it.
async fn target(desk: &Desk, staff: &Staff, number: &str) -> Result<(TicketId, Number), Failure> {
    require(staff)?;
    let number: Number = number.parse().map_err(|_| Failure::NotFound)?;
    let wanted = number.clone();
    let found = desk.app().db.read(move |tx| super::by_number(tx, &wanted)).await?;
    Ok((found.ok_or(Failure::NotFound)?.id, number))
}
