//! One ticket at the desk.

use std::collections::HashMap;

use ::store::{DAY, Moment, Tx, journal};
use askama::Template;
use axum::extract::{Path, Query, State as Of};
use cabinet::scan::Refusal;
use cabinet::scan::pages::{REFUSED, Refused};
use notify::{Channel, contact};
use registries::{Inn, Snils};
use serde::Deserialize;
use web::{Choice, Failure, Fields, Page, Role, Site, Staff, StaffId, Visit};

use super::{Answer, TICKETS, names, require};
use crate::desk::{Desk, short};
use crate::ticket::mask::masked;
use crate::ticket::pages::{Line, lines_of, refused_words, sent_by, shade, span, tag, topic, via};
use crate::ticket::{
    self, Entry, EntryKind, Number, Part, State, Ticket, WORDS_MAX, store, tell, works_here,
};

#[derive(Template)]
#[template(path = "ticket/desk.html")]
pub(super) struct TicketPage {
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
    /// The addresses of the newest and of older entries.
    newest: String,
    older: String,
    /// Files of hers that were not taken lately, when and why.
    refusals: Vec<NotTaken>,
    open_until: Option<String>,
    /// Where an access number goes, masked.
    access_to: String,
    said: i64,
    /// It is a request of her who looks.
    own: bool,
    may_answer: bool,
    may_close: bool,
    /// What has happened meanwhile, and what to do.
    pub(super) meanwhile: Option<(String, String)>,
    pub(super) holder: String,
    /// Who looks, when she does not have it; she takes it by this.
    me: String,
    /// Whether somebody else has it.
    pub(super) held_by: Option<String>,
    colleagues: Vec<Choice>,
    most: usize,
}

/// What a page about one ticket reads.
struct Read {
    ticket: Ticket,
    thread: Part,
    refusals: Vec<(Moment, Refusal)>,
    phone: Option<String>,
    own: bool,
    open_until: Option<Moment>,
    names: HashMap<StaffId, String>,
    colleagues: Vec<(StaffId, String)>,
    now: Moment,
}

/// How far back refused files are shown.
const REFUSALS_SPAN: i64 = 7 * DAY;
const REFUSALS_MAX: u32 = 10;

/// Why files of somebody who was signed in were not taken on her site lately: neither their names
/// nor the files.
fn refusals(tx: &Tx, ticket: &Ticket) -> ::store::Result<Vec<(Moment, Refusal)>> {
    let Some(subject) = &ticket.subject else { return Ok(Vec::new()) };
    let site = ticket.site.as_str();
    let entries = journal::about_event(tx, site, subject, REFUSED, None, REFUSALS_MAX)?;
    let since = tx.now().plus(-REFUSALS_SPAN);
    let lately = entries.into_iter().filter(|entry| entry.at > since);
    Ok(lately
        .filter_map(|entry| {
            let why = entry.payload?.get("why")?.clone();
            Some((entry.at, serde_json::from_value(why).ok()?))
        })
        .collect())
}

fn read(
    tx: &Tx,
    number: &Number,
    staff: &Staff,
    before: Option<i64>,
) -> ::store::Result<Option<Read>> {
    let Some(ticket) = ticket::by_number(tx, number)? else { return Ok(None) };
    let now = tx.now();
    let until = store::view_until(tx, ticket.id, staff.id)?.filter(|until| *until > now);
    let members = crate::staff::list(tx)?;
    let colleagues = members.into_iter().filter(works_here).map(|m| (m.id, short(&m.name)));
    Ok(Some(Read {
        thread: ticket::thread(tx, ticket.id, before)?,
        refusals: refusals(tx, &ticket)?,
        phone: tell::phone(tx, &ticket)?,
        own: ticket::is_own(tx, staff, &ticket)?,
        open_until: until,
        names: names(tx)?,
        colleagues: colleagues.collect(),
        ticket,
        now,
    }))
}

/// Which part of a long thread is wanted.
#[derive(Deserialize)]
pub(super) struct Before {
    before: Option<i64>,
}

pub(super) async fn show(
    Of(desk): Of<Desk>,
    visit: Visit,
    staff: Staff,
    Path(number): Path<String>,
    Query(Before { before }): Query<Before>,
) -> Answer {
    require(&staff)?;
    let number = number.parse().map_err(|_| Failure::NotFound)?;
    Ok(web::html(&ticket_page(&desk, &visit, &staff, number, Fields::empty(), before).await?))
}

pub(super) async fn ticket_page(
    desk: &Desk,
    visit: &Visit,
    staff: &Staff,
    number: Number,
    mut fields: Fields,
    before: Option<i64>,
) -> Result<TicketPage, Failure> {
    let (who, id) = (staff.clone(), staff.id);
    let found = desk.app().db.read(move |tx| read(tx, &number, &who, before)).await?;
    let found = found.ok_or(Failure::NotFound)?;
    let Read { ticket, now, .. } = &found;
    let page = desk.page(visit, staff, "support-ticket-queue-title").await;
    let title = page.t1("support-ticket-title", "number", ticket.number.to_string());
    let page = page.title(title);
    let open = found.open_until.is_some() && !found.own;
    let everybody = Choice::new("", page.t("support-ticket-hand-everybody"));
    let others = found.colleagues.iter().map(|(id, name)| Choice::new(id.to_string(), name));
    let holder = ticket.holder.map(|id| id.to_string()).unwrap_or_default();
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
        lines: found.thread.entries.iter().map(|e| line(&page, &found, e, open)).collect(),
        newest: before.map_or(String::new(), |_| format!("{TICKETS}/{}", ticket.number)),
        older: found
            .thread
            .older
            .map_or(String::new(), |place| format!("{TICKETS}/{}?before={place}", ticket.number)),
        refusals: found.refusals.iter().map(|(at, why)| not_taken(&page, *at, *why)).collect(),
        access_to: match &found.phone {
            Some(phone) => contact::masked(Channel::Sms, phone),
            None => contact::masked(Channel::Email, &ticket.email),
        },
        open_until: found.open_until.map(web::date::time),
        said: ticket.said,
        own: found.own,
        may_answer: ticket.state != State::Closed && !found.own,
        may_close: ticket.state != State::Closed && !found.own && ticket.answered_at.is_some(),
        meanwhile: None,
        me: if ticket.holder == Some(id) { String::new() } else { id.to_string() },
        held_by: ticket
            .holder
            .filter(|holder| *holder != id)
            .and_then(|holder| found.names.get(&holder).cloned()),
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
    let holder = holder.unwrap_or_else(|| page.t("support-ticket-holder-nobody"));
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
        EntryKind::Handed => handed(page, found, entry, name),
        EntryKind::Closed => page.t1("support-ticket-desk-closed", "name", name),
        EntryKind::Overdue => page.t("support-ticket-entry-overdue"),
        EntryKind::Requested => page.t1("support-ticket-desk-requested", "name", name),
        EntryKind::Refused => page.t("support-ticket-entry-refused"),
    };
    let hide = |text: &str| if open { text.to_owned() } else { masked(text) };
    let words = match entry.kind {
        EntryKind::Asked => hide(&entry.words),
        EntryKind::Handed => String::new(),
        EntryKind::Refused => refused_words(page, &entry.words, open),
        EntryKind::Requested => sent_by(page, &entry.words),
        _ => entry.words.clone(),
    };
    let there = |file| format!("{TICKETS}/{}/picture/{file}", found.ticket.number);
    let picture = entry.picture.map(|file| if open { there(file) } else { String::new() });
    let original = entry.original.as_deref().map(|text| lines_of(&hide(text)));
    let (kind, words) = (shade(entry.kind), lines_of(&words));
    let via = via(page, entry.via);
    Line { at: entry.at, title, kind, words, picture, via, original: original.unwrap_or_default() }
}

/// Who took it, gave it back, or gave it to whom.
fn handed(page: &Page, found: &Read, entry: &Entry, name: String) -> String {
    if entry.words == ticket::EVERYBODY {
        return page.t1("support-ticket-desk-returned", "name", name);
    }
    let to: Option<StaffId> = entry.words.parse().ok();
    match to.and_then(|to| found.names.get(&to)) {
        Some(_) if to == entry.staff => page.t1("support-ticket-desk-taken", "name", name),
        Some(whom) => page.t2("support-ticket-desk-given", "name", name, "to", whom.as_str()),
        None => page.t1("support-ticket-desk-handed", "name", name),
    }
}

/// A picture of hers, while her data are open.
pub(super) async fn picture(
    Of(desk): Of<Desk>,
    staff: Staff,
    Path((number, file)): Path<(String, String)>,
) -> Answer {
    require(&staff)?;
    let number: Number = number.parse().map_err(|_| Failure::NotFound)?;
    let file = file.parse().map_err(|_| Failure::NotFound)?;
    let read = move |tx: &Tx| {
        let Some(ticket) = ticket::by_number(tx, &number)? else { return Ok(None) };
        Ok((ticket::is_open(tx, staff.id, ticket.id)? && !ticket::is_own(tx, &staff, &ticket)?)
            .then(|| ticket::owner(&ticket)))
    };
    let owner = desk.app().db.read(read).await?.ok_or(Failure::NotFound)?;
    cabinet::scan::pages::give(desk.app(), owner, file).await
}

/// A file that was not taken, without its name.
struct NotTaken {
    at: Moment,
    why: String,
}

fn not_taken(page: &Page, at: Moment, why: Refusal) -> NotTaken {
    NotTaken { at, why: Refused { name: String::new(), why }.words(page) }
}
