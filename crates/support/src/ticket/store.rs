//! Tickets in the database. Words, addresses and numbers of people lie encrypted.

use ::store::file::FileId;
use ::store::{Error, Moment, Result, Row, Tx, params};
use web::{Lang, Site, StaffId};

use super::{
    Entry, EntryKind, Number, QUEUE_PAGE, Queue, Request, State, Ticket, TicketId, Via, Wanted,
};

const EMAIL: &str = "support_ticket.email";
const SNILS: &str = "support_ticket.snils";
const INN: &str = "support_ticket.inn";
const INCIDENT: &str = "support_ticket.incident";
const WORDS: &str = "support_ticket_entry.words";
const MESSAGE_ID: &str = "support_ticket_letter.message_id";
const ORIGINAL: &str = "support_ticket_entry.original";

/// Numbers that are tried until a free one is found: of a hundred million few are taken.
const TRIES: usize = 20;

pub(super) fn put(
    tx: &mut Tx,
    id: TicketId,
    request: &Request,
    confirmed: bool,
    due: Moment,
) -> Result<Number> {
    let vault = tx.vault();
    let email = vault.seal_text(EMAIL, &String::from(request.email.clone()));
    let snils = request.snils.as_ref().map(|snils| vault.seal_text(SNILS, snils.as_str()));
    let inn = request.inn.as_ref().map(|inn| vault.seal_text(INN, inn.as_str()));
    let incident = request.incident.as_ref().map(|text| vault.seal_text(INCIDENT, text));
    let (site, topic, lang) = (request.site.as_str(), request.topic.as_str(), request.lang);
    let now = tx.now();
    let confirmed = confirmed.then_some(now);
    for _ in 0..TRIES {
        let number = Number::random(tx.entropy());
        let made = tx.execute(
            "insert into support_ticket
               (id, number, site, subject, topic, lang, email, email_confirmed_at, snils, inn,
                incident, state, places, said, holder, created_at, due_at, answered_at,
                escalated_at, closed_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'waiting', 1, 1, null, $12,
                     $13, null, null, null)
             on conflict (number) do nothing",
            params![
                id,
                number,
                site,
                request.subject,
                topic,
                lang.as_str(),
                email,
                confirmed,
                snils,
                inn,
                incident,
                now,
                due
            ],
        )?;
        if made == 1 {
            return Ok(number);
        }
    }
    Err(Error::bug("no free number of a ticket was found"))
}

pub(super) fn put_entry(
    tx: &mut Tx,
    ticket: TicketId,
    place: i64,
    kind: EntryKind,
    staff: Option<StaffId>,
    words: &str,
) -> Result<()> {
    let words = (!words.is_empty()).then(|| tx.vault().seal_text(WORDS, words));
    let now = tx.now();
    tx.execute(
        "insert into support_ticket_entry (ticket, place, kind, staff, words, file, at)
         values ($1, $2, $3, $4, $5, null, $6)",
        params![ticket, place, kind.as_str(), staff, words, now],
    )
    .map(|_| ())
}

pub(super) fn put_picture(tx: &mut Tx, id: TicketId, place: i64, file: FileId) -> Result<()> {
    tx.execute(
        "update support_ticket_entry set file = $3 where ticket = $1 and place = $2",
        params![id, place, file],
    )
    .map(|_| ())
}

pub(super) fn put_letter(
    tx: &mut Tx,
    id: TicketId,
    place: i64,
    via: Via,
    original: Option<&str>,
) -> Result<()> {
    let original = original.map(|text| tx.vault().seal_text(ORIGINAL, text));
    tx.execute(
        "update support_ticket_entry set via = $3, original = $4
         where ticket = $1 and place = $2",
        params![id, place, via.as_str(), original],
    )
    .map(|_| ())
}

/// A place in the thread for an entry that changes nothing else.
pub(super) fn next_place(tx: &mut Tx, id: TicketId) -> Result<i64> {
    let rows: Vec<(i64,)> = tx.execute_returning(
        "update support_ticket set places = places + 1 where id = $1 returning places",
        params![id],
    )?;
    rows.first().map(|(place,)| *place).ok_or(Error::Missing)
}

/// She writes: the clock runs again unless it does already. Nothing when it was closed before
/// `since`.
pub(super) fn ask_again(
    tx: &mut Tx,
    id: TicketId,
    due: Moment,
    since: Moment,
) -> Result<Option<i64>> {
    let rows: Vec<(i64,)> = tx.execute_returning(
        "update support_ticket
         set places = places + 1, said = said + 1, state = 'waiting', closed_at = null,
             reopened = case when closed_at is null then reopened
                        else coalesce(reopened, 0) + 1 end,
             escalated_at = case when due_at is null then null else escalated_at end,
             due_at = coalesce(due_at, $2)
         where id = $1 and (closed_at is null or closed_at > $3)
         returning places",
        params![id, due, since],
    )?;
    Ok(rows.first().map(|(place,)| *place))
}

/// The desk answers what had been said; nothing when there is more by now, or it is closed.
pub(super) fn answer(
    tx: &mut Tx,
    id: TicketId,
    said: i64,
    staff: StaffId,
    close: bool,
) -> Result<Option<i64>> {
    let now = tx.now();
    let state = if close { State::Closed } else { State::Answered };
    let closed_at = close.then_some(now);
    let rows: Vec<(i64,)> = tx.execute_returning(
        "update support_ticket
         set places = places + 1, said = said + 1, state = $3, due_at = null,
             answered_at = coalesce(answered_at, $4), holder = coalesce(holder, $5),
             closed_at = $6
         where id = $1 and said = $2 and state <> 'closed'
         returning places",
        params![id, said, state.as_str(), now, staff, closed_at],
    )?;
    Ok(rows.first().map(|(place,)| *place))
}

pub(super) fn close(tx: &mut Tx, id: TicketId, said: i64) -> Result<Option<i64>> {
    let now = tx.now();
    let rows: Vec<(i64,)> = tx.execute_returning(
        "update support_ticket
         set places = places + 1, state = 'closed', due_at = null, closed_at = $3
         where id = $1 and said = $2 and answered_at is not null and state <> 'closed'
         returning places",
        params![id, said, now],
    )?;
    Ok(rows.first().map(|(place,)| *place))
}

pub(super) fn hand(
    tx: &mut Tx,
    id: TicketId,
    from: Option<StaffId>,
    to: Option<StaffId>,
) -> Result<Option<i64>> {
    let rows: Vec<(i64,)> = tx.execute_returning(
        "update support_ticket set places = places + 1, holder = $3
         where id = $1 and holder is not distinct from $2 and state <> 'closed'
         returning places",
        params![id, from, to],
    )?;
    Ok(rows.first().map(|(place,)| *place))
}

pub(super) fn escalate(tx: &mut Tx, id: TicketId, due: Moment) -> Result<Option<i64>> {
    let now = tx.now();
    let rows: Vec<(i64,)> = tx.execute_returning(
        "update support_ticket set places = places + 1, escalated_at = $3
         where id = $1 and due_at = $2 and due_at <= $3 and escalated_at is null
         returning places",
        params![id, due, now],
    )?;
    Ok(rows.first().map(|(place,)| *place))
}

pub(super) fn confirm(tx: &mut Tx, id: TicketId) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "update support_ticket set email_confirmed_at = $2
         where id = $1 and email_confirmed_at is null",
        params![id, now],
    )
    .map(|_| ())
}

pub(super) fn put_link(tx: &mut Tx, id: TicketId, hash: &[u8], until: Moment) -> Result<()> {
    tx.execute(
        "insert into support_ticket_link (hash, ticket, expires_at) values ($1, $2, $3)",
        params![hash, id, until],
    )
    .map(|_| ())
}

pub(super) fn by_link(tx: &Tx, hash: &[u8]) -> Result<Option<TicketId>> {
    let row: Option<(TicketId,)> = tx.query_opt(
        "select ticket from support_ticket_link where hash = $1 and expires_at > $2",
        params![hash, tx.now()],
    )?;
    Ok(row.map(|(id,)| id))
}

pub(super) fn put_mailbox(tx: &mut Tx, id: TicketId, hash: &[u8], until: Moment) -> Result<()> {
    tx.execute(
        "insert into support_ticket_mailbox (hash, ticket, expires_at) values ($1, $2, $3)",
        params![hash, id, until],
    )
    .map(|_| ())
}

pub(super) fn by_mailbox(tx: &Tx, hash: &[u8]) -> Result<Option<TicketId>> {
    let row: Option<(TicketId,)> = tx.query_opt(
        "select ticket from support_ticket_mailbox where hash = $1 and expires_at > $2",
        params![hash, tx.now()],
    )?;
    Ok(row.map(|(id,)| id))
}

pub(super) fn has_letter(tx: &Tx, id: TicketId, hash: &[u8]) -> Result<bool> {
    let row: Option<(i64,)> = tx.query_opt(
        "select count(*) from support_ticket_letter where ticket = $1 and hash = $2",
        params![id, hash],
    )?;
    Ok(row.is_some_and(|(count,)| count > 0))
}

/// Notes that a letter has come; false when it came before.
pub(super) fn put_mark(
    tx: &mut Tx,
    id: TicketId,
    hash: &[u8],
    message_id: Option<&str>,
) -> Result<bool> {
    let message_id = message_id.map(|text| tx.vault().seal_text(MESSAGE_ID, text));
    let now = tx.now();
    let made = tx.execute(
        "insert into support_ticket_letter (ticket, hash, message_id, at)
         values ($1, $2, $3, $4) on conflict do nothing",
        params![id, hash, message_id, now],
    )?;
    Ok(made == 1)
}

/// The `Message-ID` of the letter that came last.
pub(super) fn last_letter(tx: &Tx, id: TicketId) -> Result<Option<String>> {
    let row: Option<(Vec<u8>,)> = tx.query_opt(
        "select message_id from support_ticket_letter
         where ticket = $1 and message_id is not null order by at desc limit 1",
        params![id],
    )?;
    row.map(|(sealed,)| tx.vault().open_text(MESSAGE_ID, &sealed)).transpose()
}

pub(super) fn put_access(
    tx: &mut Tx,
    id: TicketId,
    staff: Option<StaffId>,
    hash: &[u8],
    until: Moment,
) -> Result<()> {
    tx.execute(
        "insert into support_ticket_access (ticket, staff, hash, expires_at, used_at)
         values ($1, $2, $3, $4, null)
         on conflict (ticket) do update set staff = excluded.staff,
           hash = excluded.hash, expires_at = excluded.expires_at, used_at = null",
        params![id, staff, hash, until],
    )
    .map(|_| ())
}

/// Uses the number up, unless somebody else of the staff asked for it.
pub(super) fn use_access(tx: &mut Tx, id: TicketId, staff: StaffId, hash: &[u8]) -> Result<bool> {
    let now = tx.now();
    let used = tx.execute(
        "update support_ticket_access set used_at = $3
         where ticket = $1 and hash = $2 and used_at is null and expires_at > $3
           and (staff is null or staff = $4)",
        params![id, hash, now, staff],
    )?;
    Ok(used == 1)
}

pub(super) fn put_view(tx: &mut Tx, id: TicketId, staff: StaffId, until: Moment) -> Result<()> {
    tx.execute(
        "insert into support_ticket_view (ticket, staff, until_at) values ($1, $2, $3)
         on conflict (ticket, staff) do update set until_at = excluded.until_at",
        params![id, staff, until],
    )
    .map(|_| ())
}

pub(super) fn view_until(tx: &Tx, id: TicketId, staff: StaffId) -> Result<Option<Moment>> {
    let row: Option<(Moment,)> = tx.query_opt(
        "select until_at from support_ticket_view where ticket = $1 and staff = $2",
        params![id, staff],
    )?;
    Ok(row.map(|(until,)| until))
}

pub(super) fn forget_old(tx: &mut Tx) -> Result<()> {
    let now = tx.now();
    tx.execute("delete from support_ticket_link where expires_at < $1", params![now])?;
    tx.execute("delete from support_ticket_mailbox where expires_at < $1", params![now])?;
    let old = now.plus(-super::LINK_LIFE);
    tx.execute("delete from support_ticket_letter where at < $1", params![old])?;
    tx.execute("delete from support_ticket_access where expires_at < $1", params![now])?;
    tx.execute("delete from support_ticket_view where until_at < $1", params![now]).map(|_| ())
}

macro_rules! select {
    ($rest:literal) => {
        concat!(
            "select id, number, site, subject, topic, lang, email, email_confirmed_at, snils, inn,
               incident, state, said, holder, created_at, due_at, answered_at, escalated_at,
               closed_at
             from support_ticket ",
            $rest
        )
    };
}

pub(super) fn find(tx: &Tx, id: TicketId) -> Result<Option<Ticket>> {
    let row: Option<Row> = tx.query_opt(select!("where id = $1"), params![id])?;
    row.map(|row| ticket(tx, row)).transpose()
}

pub(super) fn by_number(tx: &Tx, number: &Number) -> Result<Option<Ticket>> {
    let row: Option<Row> = tx.query_opt(select!("where number = $1"), params![number])?;
    row.map(|row| ticket(tx, row)).transpose()
}

pub(super) fn of(tx: &Tx, site: Site, subject: &str) -> Result<Vec<Ticket>> {
    let sql = select!("where site = $1 and subject = $2 order by id desc limit 100");
    let rows: Vec<Row> = tx.query(sql, params![site.as_str(), subject])?;
    rows.into_iter().map(|row| ticket(tx, row)).collect()
}

pub(super) fn queue(tx: &Tx, wanted: &Wanted, staff: StaffId) -> Result<Vec<Ticket>> {
    let site = wanted.site.map(Site::as_str).unwrap_or_default();
    let (most, past) = (QUEUE_PAGE + 1, wanted.page.clamp(0, 10_000) * QUEUE_PAGE);
    let waiting = select!(
        "where due_at is not null and ($1 = '' or site = $1)
         order by due_at, id limit $2 offset $3"
    );
    let overdue = select!(
        "where due_at < $4 and ($1 = '' or site = $1) order by due_at, id limit $2 offset $3"
    );
    let mine = select!(
        "where holder = $4 and state <> 'closed' and ($1 = '' or site = $1)
         order by case when due_at is null then 1 else 0 end, due_at, id limit $2 offset $3"
    );
    let answered = select!(
        "where state = 'answered' and ($1 = '' or site = $1)
         order by id desc limit $2 offset $3"
    );
    let closed = select!(
        "where state = 'closed' and ($1 = '' or site = $1)
         order by closed_at desc, id desc limit $2 offset $3"
    );
    let rows: Vec<Row> = match wanted.queue {
        Queue::Waiting => tx.query(waiting, params![site, most, past])?,
        Queue::Overdue => tx.query(overdue, params![site, most, past, tx.now()])?,
        Queue::Mine => tx.query(mine, params![site, most, past, staff])?,
        Queue::Answered => tx.query(answered, params![site, most, past])?,
        Queue::Closed => tx.query(closed, params![site, most, past])?,
    };
    rows.into_iter().map(|row| ticket(tx, row)).collect()
}

fn ticket(tx: &Tx, mut row: Row) -> Result<Ticket> {
    let open = |context: &str, sealed: Option<Vec<u8>>| {
        sealed.map(|sealed| tx.vault().open_text(context, &sealed)).transpose()
    };
    let known = |what: &str| Error::Broken(format!("a ticket has an unknown {what}"));
    let site: String = row.take(2)?;
    let topic: String = row.take(4)?;
    let lang: String = row.take(5)?;
    let email: Vec<u8> = row.take(6)?;
    let state: String = row.take(11)?;
    let confirmed: Option<Moment> = row.take(7)?;
    Ok(Ticket {
        id: row.take(0)?,
        number: row.take(1)?,
        site: site.parse().map_err(|_| known("site"))?,
        subject: row.take(3)?,
        topic: topic.parse().map_err(|()| known("topic"))?,
        lang: lang.parse().unwrap_or(Lang::Ru),
        email: tx.vault().open_text(EMAIL, &email)?,
        confirmed: confirmed.is_some(),
        snils: open(SNILS, row.take(8)?)?,
        inn: open(INN, row.take(9)?)?,
        incident: open(INCIDENT, row.take(10)?)?,
        state: State::of(&state).ok_or_else(|| known("state"))?,
        said: row.take(12)?,
        holder: row.take(13)?,
        created_at: row.take(14)?,
        due_at: row.take(15)?,
        answered_at: row.take(16)?,
        escalated_at: row.take(17)?,
        closed_at: row.take(18)?,
    })
}

type Raw = (
    i64,
    String,
    Option<StaffId>,
    Option<Vec<u8>>,
    Option<FileId>,
    Option<String>,
    Option<Vec<u8>>,
    Moment,
);

/// Entries before a place, the newest first.
pub(super) fn thread(tx: &Tx, id: TicketId, before: i64, most: i64) -> Result<Vec<Entry>> {
    let rows: Vec<Raw> = tx.query(
        "select place, kind, staff, words, file, via, original, at from support_ticket_entry
         where ticket = $1 and place < $2 order by place desc limit $3",
        params![id, before, most],
    )?;
    let entry = |(place, kind, staff, words, picture, via, original, at): Raw| {
        let kind = EntryKind::of(&kind)
            .ok_or_else(|| Error::bug("an entry of a ticket has an unknown kind"))?;
        let open = |context: &str, sealed: Option<Vec<u8>>| {
            sealed.map(|sealed| tx.vault().open_text(context, &sealed)).transpose()
        };
        let words = open(WORDS, words)?.unwrap_or_default();
        let (via, original) = (Via::of(via.as_deref()), open(ORIGINAL, original)?);
        Ok(Entry { kind, staff, words, picture, via, original, place, at })
    };
    rows.into_iter().map(entry).collect()
}
