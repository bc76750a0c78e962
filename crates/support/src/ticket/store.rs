//! Tickets in the database. Words, addresses and numbers of people lie encrypted.

use ::store::file::FileId;
use ::store::{Error, Moment, Result, Row, Tx, params};
use web::{Lang, Site, StaffId};

use super::{Entry, EntryKind, Figures, Number, Queue, Request, State, Ticket, TicketId};

const EMAIL: &str = "support_ticket.email";
const SNILS: &str = "support_ticket.snils";
const INN: &str = "support_ticket.inn";
const INCIDENT: &str = "support_ticket.incident";
const WORDS: &str = "support_ticket_entry.words";

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

pub(super) fn put_access(tx: &mut Tx, id: TicketId, hash: &[u8], until: Moment) -> Result<()> {
    tx.execute(
        "insert into support_ticket_access (ticket, hash, expires_at, used_at)
         values ($1, $2, $3, null)
         on conflict (ticket) do update set
           hash = excluded.hash, expires_at = excluded.expires_at, used_at = null",
        params![id, hash, until],
    )
    .map(|_| ())
}

pub(super) fn use_access(tx: &mut Tx, id: TicketId, hash: &[u8]) -> Result<bool> {
    let now = tx.now();
    let used = tx.execute(
        "update support_ticket_access set used_at = $3
         where ticket = $1 and hash = $2 and used_at is null and expires_at > $3",
        params![id, hash, now],
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

pub(super) fn queue(tx: &Tx, queue: Queue, staff: StaffId) -> Result<Vec<Ticket>> {
    let waiting = select!("where due_at is not null order by due_at, id limit 100");
    let overdue = select!("where due_at < $1 order by due_at, id limit 100");
    let mine = select!(
        "where holder = $1 and state <> 'closed'
         order by case when due_at is null then 1 else 0 end, due_at, id limit 100"
    );
    let answered = select!("where state = 'answered' order by id desc limit 100");
    let closed = select!("where state = 'closed' order by closed_at desc, id desc limit 100");
    let rows: Vec<Row> = match queue {
        Queue::Waiting => tx.query(waiting, params![])?,
        Queue::Overdue => tx.query(overdue, params![tx.now()])?,
        Queue::Mine => tx.query(mine, params![staff])?,
        Queue::Answered => tx.query(answered, params![])?,
        Queue::Closed => tx.query(closed, params![])?,
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

type Raw = (String, Option<StaffId>, Option<Vec<u8>>, Option<FileId>, Moment);

pub(super) fn thread(tx: &Tx, id: TicketId) -> Result<Vec<Entry>> {
    let rows: Vec<Raw> = tx.query(
        "select kind, staff, words, file, at from support_ticket_entry
         where ticket = $1 order by place",
        params![id],
    )?;
    let entry = |(kind, staff, words, picture, at): Raw| {
        let kind = EntryKind::of(&kind)
            .ok_or_else(|| Error::bug("an entry of a ticket has an unknown kind"))?;
        let words = words.map(|words| tx.vault().open_text(WORDS, &words)).transpose()?;
        Ok(Entry { kind, staff, words: words.unwrap_or_default(), picture, at })
    };
    rows.into_iter().map(entry).collect()
}

pub(super) fn counts(tx: &Tx) -> Result<Figures> {
    let (waiting, overdue): (i64, i64) = tx.query_one(
        "select count(*), count(case when due_at < $1 then 1 end)
         from support_ticket where due_at is not null",
        params![tx.now()],
    )?;
    let (open,): (i64,) =
        tx.query_one("select count(*) from support_ticket where state <> 'closed'", params![])?;
    Ok(Figures { open, waiting, overdue, ..Figures::default() })
}

/// What each first answer since then took, and whether it came in time.
pub(super) fn first_answers(tx: &Tx, since: Moment) -> Result<Vec<(i64, bool)>> {
    let rows: Vec<(i64,)> = tx.query(
        "select answered_at - created_at from support_ticket
         where created_at > $1 and answered_at is not null limit 100000",
        params![since],
    )?;
    Ok(rows.into_iter().map(|(took,)| (took, took <= super::ANSWER_WITHIN)).collect())
}
