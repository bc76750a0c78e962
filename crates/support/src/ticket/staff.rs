//! Tickets at the desk: the queue. One ticket is in [`show`], what is done to it in [`act`], and
//! how well all that goes in [`figures`].

mod act;
mod figures;
mod show;

use std::collections::HashMap;

use ::store::{Moment, Tx};
use askama::Template;
use axum::Router;
use axum::extract::{Query, State as Of};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use web::{Failure, Fields, Page, Role, Site, Staff, StaffId, Visit, see_other};

use super::pages::{tag, topic};
use super::{Number, NumberFault, Queue, Ticket, TicketId, Wanted};
use crate::desk::{Desk, short};

type Answer = Result<Response, Failure>;

/// Where the desk's pages about tickets are.
pub(crate) const TICKETS: &str = "/tickets";
/// The sites that requests come from.
const SITES: [Site; 3] = [Site::Identity, Site::Sep, Site::Epk];

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route(TICKETS, get(queue))
        .route("/tickets/figures", get(figures::show))
        .route("/tickets/{number}", get(show::show))
        .route("/tickets/{number}/picture/{file}", get(show::picture))
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
    sites: Vec<(String, String, bool)>,
    rows: Vec<Row>,
    newer: String,
    older: String,
    open: i64,
    waiting: i64,
    overdue: i64,
    figures: bool,
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
struct Asked {
    queue: Option<String>,
    site: Option<String>,
    page: Option<String>,
    number: Option<String>,
}

async fn queue(
    Of(desk): Of<Desk>,
    visit: Visit,
    staff: Staff,
    Query(asked): Query<Asked>,
) -> Answer {
    require(&staff)?;
    let mut fields = Fields::empty();
    if let Some(typed) = &asked.number {
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
    let page = queue_page(&desk, &visit, &staff, wanted(&asked), fields).await?;
    let wrong = page.fields.has_errors();
    let status = if wrong { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok(web::html_status(status, &page))
}

/// What cannot be understood is the first page of what waits.
fn wanted(asked: &Asked) -> Wanted {
    let word = asked.queue.as_deref().unwrap_or_default();
    let queue = Queue::ALL.into_iter().find(|queue| queue.as_str() == word);
    let site = asked.site.as_deref().unwrap_or_default();
    let page = asked.page.as_deref().unwrap_or_default();
    Wanted {
        queue: queue.unwrap_or(Queue::Waiting),
        site: SITES.into_iter().find(|known| known.as_str() == site),
        page: page.parse().unwrap_or(0).clamp(0, 10_000),
    }
}

/// The address of a page of a queue.
fn address(wanted: &Wanted) -> String {
    let site = wanted.site.map(|site| format!("&site={site}")).unwrap_or_default();
    let page = if wanted.page > 0 { format!("&page={}", wanted.page) } else { String::new() };
    format!("{TICKETS}?queue={}{site}{page}", wanted.queue.as_str())
}

async fn queue_page(
    desk: &Desk,
    visit: &Visit,
    staff: &Staff,
    wanted: Wanted,
    fields: Fields,
) -> Result<QueuePage, Failure> {
    let id = staff.id;
    let read = move |tx: &Tx| {
        let (tickets, more) = super::queue(tx, &wanted, id)?;
        Ok((tickets, more, super::figures(tx)?, names(tx)?, tx.now()))
    };
    let (tickets, more, figures, names, now) = desk.app().db.read(read).await?;
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
        (address(&Wanted { queue, page: 0, ..wanted }), label, queue == wanted.queue)
    };
    let site = |site: Option<Site>| {
        let label = match site {
            Some(site) => page.t(&format!("support-site-{site}")),
            None => page.t("support-ticket-site-all"),
        };
        (address(&Wanted { site, page: 0, ..wanted }), label, site == wanted.site)
    };
    let turn = |by: i64| address(&Wanted { page: wanted.page + by, ..wanted });
    Ok(QueuePage {
        tabs: Queue::ALL.into_iter().map(tab).collect(),
        sites: std::iter::once(None).chain(SITES.map(Some)).map(site).collect(),
        newer: if wanted.page > 0 { turn(-1) } else { String::new() },
        older: if more { turn(1) } else { String::new() },
        open: figures.open,
        waiting: figures.waiting,
        overdue: figures.overdue,
        figures: staff.has(Role::Administrator),
        rows,
        fields,
        page,
    })
}

/// Surnames and initials of everybody who works or worked here.
pub(super) fn names(tx: &Tx) -> ::store::Result<HashMap<StaffId, String>> {
    let members = crate::staff::list(tx)?;
    Ok(members.into_iter().map(|member| (member.id, short(&member.name))).collect())
}

/// The ticket of an address, for what is done to it.
async fn target(desk: &Desk, staff: &Staff, number: &str) -> Result<(TicketId, Number), Failure> {
    require(staff)?;
    let number: Number = number.parse().map_err(|_| Failure::NotFound)?;
    let wanted = number.clone();
    let found = desk.app().db.read(move |tx| super::by_number(tx, &wanted)).await?;
    Ok((found.ok_or(Failure::NotFound)?.id, number))
}
