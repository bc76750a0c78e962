//! Requests for help: somebody writes, with or without an account; the desk answers in time; both
//! read the same thread.
//!
//! * **Who reads it.** She does when she is signed in on the site she wrote from, or by a link
//!   from a letter. Every letter has a link of its own with 256 random bits, whose keyed hash is
//!   kept. Opening it takes a press of a button, so that scanners of mail change nothing.
//! * **The clock.** `due_at` is set while the desk owes an answer: a day from the first words, and
//!   again from words after an answer. It stands still while the desk waits for her. When it has
//!   passed, administrators are told and the ticket is marked ([`escalate`]).
//! * **Masks.** Staff see addresses and numbers masked until she has told them an access number
//!   or they give a reason, which stands in her thread. The access number is no code: people are
//!   told that staff never ask for codes, so it looks different and opens nothing else.
//! * **Two at once.** An answer names how much had been said when it was begun. If there is more
//!   by now, nothing is written and the page comes back with both.

mod access;
pub mod figures;
pub(crate) mod jobs;
mod kind;
pub(crate) mod mail;
mod mask;
mod number;
pub(crate) mod pages;
pub(crate) mod staff;
mod store;
mod tell;
#[cfg(test)]
pub(crate) mod tests;

use ::store::file::{self, FileId, Label, Owner, Written};
use ::store::journal::Draft;
use ::store::{DAY, Error, HOUR, MINUTE, Moment, Result, Tx};
use cabinet::scan::pages::Refused;
use registries::{Email, Inn, Snils};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::staff::{Belongs, Citizen, NotOwn, Own};
use web::{Lang, Role, Site, Staff, StaffId};

pub use access::{Ground, is_open, make_access, open_data, request_access};
pub use figures::{Figures, figures};
pub use kind::{EntryKind, Queue, State, Topic, Via};
pub use number::{Number, NumberFault};
pub use pages::{Frame, routes};

::store::id!(
    /// A ticket.
    pub TicketId
);

/// How long the desk has for an answer to the form.
pub const ANSWER_WITHIN: i64 = DAY;
/// How long the link of a letter opens the thread.
pub const LINK_LIFE: i64 = 180 * DAY;
/// How long an access number counts.
pub const ACCESS_LIFE: i64 = 15 * MINUTE;
/// How long data stay open for a member of staff.
pub const VIEW_LIFE: i64 = 30 * MINUTE;
/// How long after the end she can still write in the thread.
pub const REOPEN_WITHIN: i64 = 14 * DAY;
/// Requests from one address (IPv6: one /64) within an hour.
pub const PER_ADDRESS_HOUR: i64 = 10;
/// Requests with one contact address within a day.
pub const PER_CONTACT_DAY: i64 = 5;
/// Words of hers in one thread within an hour.
pub const REPLIES_PER_HOUR: i64 = 20;
/// Pictures in one thread within an hour.
pub const PICTURES_PER_HOUR: i64 = 5;
/// The largest picture, in bytes.
pub const PICTURE_MAX: u64 = 5 * 1024 * 1024;
/// Access numbers that staff may try on one ticket within an hour.
pub const TRIES_PER_HOUR: i64 = 5;
/// Access numbers that are made for one ticket within an hour.
pub const ACCESS_PER_HOUR: i64 = 5;
/// Tickets on one page of a queue.
pub const QUEUE_PAGE: i64 = 25;
/// Entries on one page of a thread.
pub const THREAD_PAGE: i64 = 50;
/// The fewest characters of a description and of a reason.
pub const WORDS_MIN: usize = 10;
/// The most characters of a description and of an answer.
pub const WORDS_MAX: usize = 5_000;
/// The most characters of a reason.
pub const REASON_MAX: usize = 500;

/// In an entry about handing over: nobody has it now.
const EVERYBODY: &str = "everybody";

/// A request as it is made.
#[derive(Clone, Debug)]
pub struct Request {
    /// Where it is made.
    pub site: Site,
    /// Her id there, when she is signed in.
    pub subject: Option<String>,
    /// The network it comes from: see [`network`].
    pub network: String,
    /// What it is about.
    pub topic: Topic,
    /// Her words.
    pub words: String,
    /// Number or time of an error, as she typed it.
    pub incident: Option<String>,
    /// Where the answer goes.
    pub email: Email,
    /// Her СНИЛС, if she gave it.
    pub snils: Option<Snils>,
    /// Her ИНН, if she gave it.
    pub inn: Option<Inn>,
    /// The language she reads.
    pub lang: Lang,
}

/// How sending ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sent {
    /// The desk has it.
    Taken {
        /// Its id.
        id: TicketId,
        /// Its number.
        number: Number,
    },
    /// Too many from this network or with this address.
    Spent {
        /// When the next one is possible.
        until: Moment,
    },
}

/// A ticket with everything that is known.
#[derive(Clone, Debug)]
pub struct Ticket {
    /// Its id.
    pub id: TicketId,
    /// Its number.
    pub number: Number,
    /// The site it came from.
    pub site: Site,
    /// Her id there, if she was signed in.
    pub subject: Option<String>,
    /// What it is about.
    pub topic: Topic,
    /// The language of letters.
    pub lang: Lang,
    /// Where the answer goes.
    pub email: String,
    /// Whether she has shown that she reads that address.
    pub confirmed: bool,
    /// Her СНИЛС.
    pub snils: Option<String>,
    /// Her ИНН.
    pub inn: Option<String>,
    /// Number or time of an error.
    pub incident: Option<String>,
    /// Whose turn it is.
    pub state: State,
    /// How many words of either side the thread has.
    pub said: i64,
    /// The member of staff who has it.
    pub holder: Option<StaffId>,
    /// When it was made.
    pub created_at: Moment,
    /// Until when an answer is owed.
    pub due_at: Option<Moment>,
    /// The first answer.
    pub answered_at: Option<Moment>,
    /// When the present deadline had passed.
    pub escalated_at: Option<Moment>,
    /// When it was closed.
    pub closed_at: Option<Moment>,
}

/// An entry of the thread.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What it is.
    pub kind: EntryKind,
    /// Who of the staff.
    pub staff: Option<StaffId>,
    /// The words; may be empty.
    pub words: String,
    /// A picture, or a PDF that came with a letter.
    pub picture: Option<FileId>,
    /// How it came.
    pub via: Via,
    /// The letter as it came, where words were cut from it.
    pub original: Option<String>,
    /// Its place in the thread, from 1.
    pub place: i64,
    /// When.
    pub at: Moment,
}

/// A picture whose bytes are on the disk.
#[derive(Clone, Debug)]
pub struct Picture {
    /// The bytes.
    pub written: Written,
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media: &'static str,
}

/// How an action ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Acted {
    /// It is done.
    Done,
    /// It was so already.
    Needless,
    /// More has been said since the page was opened; nothing was written.
    Meanwhile,
    /// It is closed, for good or for this action.
    Closed,
    /// It is a request of her own: a colleague does it.
    Own,
    /// The access number is wrong, used or too old.
    WrongNumber,
    /// Too often.
    Spent {
        /// When it is possible again.
        until: Moment,
    },
}

/// Takes a request. Attempts are charged first; an address that she has confirmed on this site
/// counts as confirmed.
pub fn send(tx: &mut Tx, request: &Request) -> Result<Sent> {
    let from = tx.charge(&hashed_key(tx, "address", &request.network), HOUR)?;
    if from > PER_ADDRESS_HOUR {
        return Ok(Sent::Spent { until: next(tx, HOUR) });
    }
    let email = String::from(request.email.clone());
    if tx.charge(&hashed_key(tx, "contact", &email.to_lowercase()), DAY)? > PER_CONTACT_DAY {
        return Ok(Sent::Spent { until: next(tx, DAY) });
    }
    let id = TicketId(tx.new_id());
    let confirmed = tell::is_hers(tx, request.site, request.subject.as_deref(), &email)?;
    let due = tx.now().plus(ANSWER_WITHIN);
    let number = store::put(tx, id, request, confirmed, due)?;
    store::put_entry(tx, id, 1, EntryKind::Asked, None, &request.words)?;
    jobs::watch(tx, id, due)?;
    let draft = draft(request.site, "ticket.sent", request.subject.as_deref(), &number);
    let draft = match &request.subject {
        Some(subject) => draft.by("person", subject),
        None => draft.by_anonymous(),
    };
    tx.journal(&draft)?;
    if let Some(ticket) = store::find(tx, id)? {
        tell::person(tx, &ticket, tell::RECEIVED, 1)?;
    }
    Ok(Sent::Taken { id, number })
}

/// Her words in the thread. They start the desk's clock again unless it is running, and bring a
/// ticket back that was closed a short while ago.
pub fn reply(tx: &mut Tx, id: TicketId, words: &str) -> Result<Acted> {
    let key = hashed_key(tx, "reply", &id.to_string());
    if tx.charge(&key, HOUR)? > REPLIES_PER_HOUR {
        return Ok(Acted::Spent { until: next(tx, HOUR) });
    }
    let said = Said { words, ..Said::default() };
    add(tx, id, &said)
}

/// Whether one more picture of hers may be judged; charged before, because that takes long.
pub fn may_show(tx: &mut Tx, id: TicketId) -> Result<bool> {
    let key = hashed_key(tx, "picture", &id.to_string());
    Ok(tx.charge(&key, HOUR)? <= PICTURES_PER_HOUR)
}

/// A picture in the thread, instead of words.
pub fn show(tx: &mut Tx, id: TicketId, picture: &Picture) -> Result<Acted> {
    let acted = add(tx, id, &Said { picture: Some(picture.written.id), ..Said::default() })?;
    if acted == Acted::Done {
        keep(tx, picture)?;
    }
    Ok(acted)
}

fn keep(tx: &mut Tx, picture: &Picture) -> Result<()> {
    let Picture { written, name, media } = picture;
    file::keep(tx, written, &Label { noun: "ticket", name, media }).map(|_| ())
}

/// Whose the pictures of a ticket are: its own, so that none opens in another thread.
pub fn owner(ticket: &Ticket) -> Owner {
    Owner::new(ticket.site, ticket.id)
}

/// What she adds to the thread.
#[derive(Default)]
struct Said<'a> {
    words: &'a str,
    picture: Option<FileId>,
    via: Via,
    original: Option<&'a str>,
}

fn add(tx: &mut Tx, id: TicketId, said: &Said) -> Result<Acted> {
    let due = tx.now().plus(ANSWER_WITHIN);
    let since = tx.now().plus(-REOPEN_WITHIN);
    let Some(place) = store::ask_again(tx, id, due, since)? else { return Ok(Acted::Closed) };
    store::put_entry(tx, id, place, EntryKind::Asked, None, said.words)?;
    if let Some(picture) = said.picture {
        store::put_picture(tx, id, place, picture)?;
    }
    if said.via != Via::Page {
        store::put_letter(tx, id, place, said.via, said.original)?;
    }
    let Some(ticket) = store::find(tx, id)? else { return Ok(Acted::Closed) };
    if let Some(due) = ticket.due_at {
        jobs::watch(tx, id, due)?;
    }
    let draft = draft(ticket.site, "ticket.replied", ticket.subject.as_deref(), &ticket.number);
    tx.journal(&match &ticket.subject {
        Some(subject) if said.via == Via::Page => draft.by("person", subject),
        // Nobody knows who sends a letter.
        _ => draft.by_anonymous(),
    })?;
    Ok(Acted::Done)
}

/// Writes down that a file of hers was not taken, for both sides to see. It changes nothing else.
pub fn refused(tx: &mut Tx, id: TicketId, file: &Refused, via: Via) -> Result<()> {
    let words = serde_json::to_string(file).map_err(Error::bug)?;
    let place = store::next_place(tx, id)?;
    store::put_entry(tx, id, place, EntryKind::Refused, None, &words)?;
    if via == Via::Page { Ok(()) } else { store::put_letter(tx, id, place, via, None) }
}

impl Ticket {
    /// Whether this citizen wrote it, on any site, or it names her address.
    fn is_of(&self, tx: &Tx, citizen: &Citizen) -> Result<bool> {
        let Citizen { provider, sub, login } = citizen;
        if login.as_ref().is_some_and(|login| login.eq_ignore_ascii_case(&self.email)) {
            return Ok(true);
        }
        let Some(subject) = &self.subject else { return Ok(false) };
        Ok(match self.site {
            Site::Identity => subject == sub,
            site => cabinet::account::of_person(tx, site, provider, sub)?
                .is_some_and(|account| account.to_string() == *subject),
        })
    }
}

impl Belongs for Ticket {
    fn own(&self, tx: &Tx, citizen: &Citizen) -> Result<Option<Own>> {
        let number = self.number.to_string();
        let subject = self.subject.clone().unwrap_or_else(|| number.clone());
        let own = Own { site: self.site, subject, thing: json!({ "number": number }) };
        Ok(self.is_of(tx, citizen)?.then_some(own))
    }
}

/// Whether a ticket is that of somebody who works here. She neither answers it nor opens its data.
pub fn is_own(tx: &Tx, staff: &Staff, ticket: &Ticket) -> Result<bool> {
    staff.owns(tx, crate::staff::citizen_of, ticket)
}

/// The ticket for an action of staff, unless it is her own: that she tried is written down.
fn for_staff(
    tx: &mut Tx,
    staff: &Staff,
    what: &str,
    id: TicketId,
) -> Result<std::result::Result<NotOwn<Ticket>, Acted>> {
    let Some(ticket) = store::find(tx, id)? else { return Ok(Err(Acted::Needless)) };
    let ticket = staff.about(tx, crate::staff::citizen_of, what, ticket)?;
    Ok(ticket.ok_or(Acted::Own))
}

/// Finds the ticket of a link. Whoever has it reads the mailbox: the address is confirmed now.
pub fn open_link(tx: &mut Tx, token: &str) -> Result<Option<TicketId>> {
    let hash = tell::link_hash(tx, token);
    let found = store::by_link(tx, &hash)?;
    if let Some(id) = found {
        store::confirm(tx, id)?;
    }
    Ok(found)
}

/// The desk's words; `said` is how much had been said when they were begun. They may close it.
pub fn answer(
    tx: &mut Tx,
    staff: &Staff,
    id: TicketId,
    said: i64,
    words: &str,
    close: bool,
) -> Result<Acted> {
    if let Err(acted) = for_staff(tx, staff, "answer", id)? {
        return Ok(acted);
    }
    let Some(place) = store::answer(tx, id, said, staff.id, close)? else {
        return Ok(match store::find(tx, id)? {
            Some(ticket) if ticket.said == said => Acted::Closed,
            Some(_) => Acted::Meanwhile,
            None => Acted::Needless,
        });
    };
    store::put_entry(tx, id, place, EntryKind::Answered, Some(staff.id), words)?;
    let Some(ticket) = store::find(tx, id)? else { return Ok(Acted::Needless) };
    let about = |event| draft(ticket.site, event, ticket.subject.as_deref(), &ticket.number);
    tx.journal(&about("ticket.answered").by("staff", staff.id))?;
    if close {
        let place = store::next_place(tx, id)?;
        store::put_entry(tx, id, place, EntryKind::Closed, Some(staff.id), "")?;
        tx.journal(&about("ticket.closed").by("staff", staff.id))?;
    }
    let event = if close { tell::CLOSED } else { tell::ANSWERED };
    tell::person(tx, &ticket, event, place)?;
    Ok(Acted::Done)
}

/// Closes it without more words. Not while an answer is owed that nobody gave.
pub fn close(tx: &mut Tx, staff: &Staff, id: TicketId, said: i64) -> Result<Acted> {
    if let Err(acted) = for_staff(tx, staff, "close", id)? {
        return Ok(acted);
    }
    let Some(place) = store::close(tx, id, said)? else {
        return Ok(match store::find(tx, id)? {
            Some(ticket) if ticket.state == State::Closed => Acted::Needless,
            _ => Acted::Meanwhile,
        });
    };
    store::put_entry(tx, id, place, EntryKind::Closed, Some(staff.id), "")?;
    let Some(ticket) = store::find(tx, id)? else { return Ok(Acted::Needless) };
    let draft = draft(ticket.site, "ticket.closed", ticket.subject.as_deref(), &ticket.number);
    tx.journal(&draft.by("staff", staff.id))?;
    tell::person(tx, &ticket, tell::CLOSED, place)?;
    Ok(Acted::Done)
}

/// Gives it to a member of staff, also to herself, or back to everybody. `from` is who had it when
/// the page was opened: of two who take it at once, one has it, by one statement.
pub fn hand(
    tx: &mut Tx,
    staff: &Staff,
    id: TicketId,
    from: Option<StaffId>,
    to: Option<StaffId>,
) -> Result<Acted> {
    if let Err(acted) = for_staff(tx, staff, "hand", id)? {
        return Ok(acted);
    }
    let works = |to| Ok(crate::staff::find(tx, to)?.is_some_and(|member| works_here(&member)));
    if from == to || !to.map_or(Ok(true), works)? {
        return Ok(Acted::Needless);
    }
    let Some(place) = store::hand(tx, id, from, to)? else { return Ok(Acted::Meanwhile) };
    // To whom; staff read it, she does not.
    let whom = to.map_or_else(|| EVERYBODY.to_owned(), |to| to.to_string());
    store::put_entry(tx, id, place, EntryKind::Handed, Some(staff.id), &whom)?;
    let Some(ticket) = store::find(tx, id)? else { return Ok(Acted::Needless) };
    let draft = draft(ticket.site, "ticket.handed", ticket.subject.as_deref(), &ticket.number);
    tx.journal(&draft.by("staff", staff.id).with(json!({ "to": to })))?;
    Ok(Acted::Done)
}

/// Whether tickets can be given to somebody.
pub fn works_here(member: &crate::staff::Member) -> bool {
    let fits =
        member.roles.contains(&Role::Operator) || member.roles.contains(&Role::Administrator);
    fits && member.state == crate::staff::State::Active
}

/// Marks a ticket whose deadline has passed without an answer, and tells the administrators;
/// once for each deadline, however often it is called.
pub fn escalate(tx: &mut Tx, id: TicketId, due: Moment) -> Result<Acted> {
    let Some(place) = store::escalate(tx, id, due)? else { return Ok(Acted::Needless) };
    store::put_entry(tx, id, place, EntryKind::Overdue, None, "")?;
    let Some(ticket) = store::find(tx, id)? else { return Ok(Acted::Needless) };
    let draft = draft(ticket.site, "ticket.overdue", ticket.subject.as_deref(), &ticket.number);
    tx.journal(&draft)?;
    tell::administrators(tx, &ticket, due)?;
    Ok(Acted::Done)
}

/// A ticket by its id.
pub fn find(tx: &Tx, id: TicketId) -> Result<Option<Ticket>> {
    store::find(tx, id)
}

/// A ticket by its number.
pub fn by_number(tx: &Tx, number: &Number) -> Result<Option<Ticket>> {
    store::by_number(tx, number)
}

/// The tickets that somebody made while signed in, newest first.
pub fn of(tx: &Tx, site: Site, subject: &str) -> Result<Vec<Ticket>> {
    store::of(tx, site, subject)
}

/// A part of a thread, oldest first.
#[derive(Clone, Debug)]
pub struct Part {
    /// At most [`THREAD_PAGE`] of them.
    pub entries: Vec<Entry>,
    /// The place before which there are older ones.
    pub older: Option<i64>,
}

/// The newest entries of a thread, or those before a place.
pub fn thread(tx: &Tx, id: TicketId, before: Option<i64>) -> Result<Part> {
    let mut entries = store::thread(tx, id, before.unwrap_or(i64::MAX), THREAD_PAGE + 1)?;
    let most = usize::try_from(THREAD_PAGE).unwrap_or(usize::MAX);
    let more = entries.len() > most;
    entries.truncate(most);
    entries.reverse();
    let older = entries.first().filter(|_| more).map(|entry| entry.place);
    Ok(Part { entries, older })
}

/// Which tickets the desk looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The queue.
    pub queue: Queue,
    /// From this site only.
    pub site: Option<Site>,
    /// Which page, from nought.
    pub page: i64,
}

/// What the desk looks at, and whether there is more; `staff` is who looks.
pub fn queue(tx: &Tx, wanted: &Wanted, staff: StaffId) -> Result<(Vec<Ticket>, bool)> {
    let mut tickets = store::queue(tx, wanted, staff)?;
    let most = usize::try_from(QUEUE_PAGE).unwrap_or(usize::MAX);
    let more = tickets.len() > most;
    tickets.truncate(most);
    Ok((tickets, more))
}

/// Removes what is of no use any more.
pub(crate) fn forget_old(tx: &mut Tx) -> Result<()> {
    store::forget_old(tx)
}

/// The network of an address: whoever has an IPv6 address has a whole /64.
pub fn network(address: std::net::IpAddr) -> String {
    match address {
        std::net::IpAddr::V4(v4) => v4.to_string(),
        std::net::IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            format!("{a:x}:{b:x}:{c:x}:{d:x}::/64")
        }
    }
}

/// Words long enough to be a reason: [`WORDS_MIN`] to [`REASON_MAX`] characters, more than one.
pub fn is_reason(text: &str) -> bool {
    let count = text.chars().count();
    (WORDS_MIN..=REASON_MAX).contains(&count) && text.split_whitespace().nth(1).is_some()
}

fn draft(site: Site, event: &str, subject: Option<&str>, number: &Number) -> Draft {
    let number = number.to_string();
    let about = subject.unwrap_or(&number).to_owned();
    Draft::new(site.as_str(), event).about(about).with(json!({ "number": number }))
}

/// Counters lie open in their table: addresses do not.
fn hashed_key(tx: &Tx, what: &str, whose: &str) -> String {
    let hash = tx.vault().lookup("support_ticket_count", &format!("{what}:{whose}"));
    let hex: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    format!("support.ticket-{what}:{hex}")
}

/// When the present window of a counter is over.
fn next(tx: &Tx, window: i64) -> Moment {
    Moment((tx.now().0.div_euclid(window) + 1) * window)
}
