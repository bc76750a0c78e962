//! Requests.

use cabinet::CabinetAccountId;
use store::{Error, Moment, Result, Tx, params};

use super::{LAPSES_AFTER, Purpose, Request, RequestId, State, Wish};
use crate::employer::EmployerId;
use crate::passport::{Passport, PassportId};

const WORDS: &str = "epk_request.words";

/// Puts a request; `false` while the organisation may not ask this holder: not about a passport
/// that has taken the place of the one that it asked about, either.
pub(super) fn put(
    tx: &mut Tx,
    id: RequestId,
    employer: EmployerId,
    by: CabinetAccountId,
    passport: &Passport,
    wish: &Wish,
) -> Result<bool> {
    let (now, open_for) = (tx.now(), format!("{employer}/{}", passport.holder));
    tx.execute(
        "update epk_request set open_for = null where open_for = $1 and free_at <= $2",
        params![open_for, now],
    )?;
    let words = tx.vault().seal_text(WORDS, &wish.words);
    let lapses_at = now.plus(LAPSES_AFTER);
    let made = tx.execute(
        "insert into epk_request
           (id, employer, passport, holder, asked_by, open_for, free_at, purpose, words, days,
            state, asked_at, lapses_at, decided_at, ends_at, opens)
         select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'waiting', $11, $7, null, null, 0
         where not exists (
           select 1 from epk_request where employer = $2 and holder = $4 and free_at > $11)
         on conflict (open_for) do nothing",
        params![
            id,
            employer,
            passport.id,
            passport.holder,
            by,
            open_for,
            lapses_at,
            wish.purpose.as_str(),
            words,
            wish.days,
            now
        ],
    )?;
    Ok(made == 1)
}

pub(super) fn approve(tx: &mut Tx, id: RequestId, ends_at: Moment) -> Result<bool> {
    let changed = tx.execute(
        "update epk_request set state = 'open', decided_at = $2, ends_at = $3, free_at = $3
         where id = $1 and state = 'waiting' and lapses_at > $2",
        params![id, tx.now(), ends_at],
    )?;
    Ok(changed == 1)
}

pub(super) fn decline(tx: &mut Tx, id: RequestId, free_at: Moment) -> Result<bool> {
    let changed = tx.execute(
        "update epk_request set state = 'declined', decided_at = $2, free_at = $3
         where id = $1 and state = 'waiting' and lapses_at > $2",
        params![id, tx.now(), free_at],
    )?;
    Ok(changed == 1)
}

/// Ends a request that waits, or a view that is open; from `free_at` on the organisation may ask
/// again.
pub(super) fn end(
    tx: &mut Tx,
    id: RequestId,
    from: &str,
    to: State,
    free_at: Moment,
) -> Result<bool> {
    let changed = tx.execute(
        "update epk_request
         set state = $3, free_at = $5,
             ends_at = case when ends_at is null then null else $4 end
         where id = $1 and state = $2
           and case when ends_at is null then lapses_at else ends_at end > $4",
        params![id, from, to.as_str(), tx.now(), free_at],
    )?;
    Ok(changed == 1)
}

/// Counts an opening; how many there were with it, and when the view ends. `None` when it is
/// closed.
pub(super) fn open(tx: &mut Tx, id: RequestId) -> Result<Option<(i64, Moment)>> {
    let opened: Vec<(i64, Moment)> = tx.execute_returning(
        "update epk_request set opens = opens + 1
         where id = $1 and state = 'open' and ends_at > $2
         returning opens, ends_at",
        params![id, tx.now()],
    )?;
    Ok(opened.first().copied())
}

type Raw = (
    RequestId,
    EmployerId,
    PassportId,
    CabinetAccountId,
    CabinetAccountId,
    String,
    Vec<u8>,
    i64,
    String,
    Moment,
    Moment,
    Option<Moment>,
    Option<Moment>,
    i64,
);

fn request(tx: &Tx, raw: Raw) -> Result<Request> {
    let purpose = Purpose::parse(&raw.5);
    Ok(Request {
        id: raw.0,
        employer: raw.1,
        passport: raw.2,
        holder: raw.3,
        asked_by: raw.4,
        purpose: purpose.ok_or_else(|| Error::bug("a request has an unknown purpose"))?,
        words: tx.vault().open_text(WORDS, &raw.6)?,
        days: raw.7,
        stored: State::parse(&raw.8)?,
        asked_at: raw.9,
        lapses_at: raw.10,
        decided_at: raw.11,
        ends_at: raw.12,
        opens: raw.13,
    })
}

pub(super) fn find(tx: &Tx, id: RequestId) -> Result<Option<Request>> {
    let row: Option<Raw> = tx.query_opt(
        "select id, employer, passport, holder, asked_by, purpose, words, days, state, asked_at,
           lapses_at, decided_at, ends_at, opens
         from epk_request where id = $1",
        params![id],
    )?;
    row.map(|raw| request(tx, raw)).transpose()
}

pub(super) fn by_employer(tx: &Tx, employer: EmployerId, limit: i64) -> Result<Vec<Request>> {
    let rows: Vec<Raw> = tx.query(
        "select id, employer, passport, holder, asked_by, purpose, words, days, state, asked_at,
           lapses_at, decided_at, ends_at, opens
         from epk_request where employer = $1 order by asked_at desc, id desc limit $2",
        params![employer, limit],
    )?;
    rows.into_iter().map(|raw| request(tx, raw)).collect()
}

/// Open views come first, so that nothing pushes one off the page that closes it.
pub(super) fn by_holder(
    tx: &Tx,
    holder: CabinetAccountId,
    passport: PassportId,
    limit: i64,
) -> Result<Vec<Request>> {
    let rows: Vec<Raw> = tx.query(
        "select id, employer, passport, holder, asked_by, purpose, words, days, state, asked_at,
           lapses_at, decided_at, ends_at, opens
         from epk_request where holder = $1 and passport = $2
         order by case when state = 'open' and ends_at > $3 then 0
             when state = 'waiting' and lapses_at > $3 then 1 else 2 end,
           asked_at desc, id desc limit $4",
        params![holder, passport, tx.now(), limit],
    )?;
    rows.into_iter().map(|raw| request(tx, raw)).collect()
}
