//! Watches.

use cabinet::CabinetAccountId;
use store::{Moment, Result, Tx, params};

use super::{Watch, WatchId, Ways};
use crate::employer::EmployerId;
use crate::passport::{Passport, PassportId};

/// Begins a watch; `false` when the organisation watches this passport already.
pub(super) fn put(
    tx: &mut Tx,
    id: WatchId,
    employer: EmployerId,
    by: CabinetAccountId,
    passport: &Passport,
    ways: Ways,
) -> Result<bool> {
    let open_for = format!("{employer}/{}", passport.id);
    let made = tx.execute(
        "insert into epk_watch
           (id, employer, passport, holder, begun_by, open_for, by_email, by_hook, begun_at,
            ended_at, ended_by)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, null, null)
         on conflict (open_for) do nothing",
        params![
            id,
            employer,
            passport.id,
            passport.holder,
            by,
            open_for,
            ways.email,
            ways.hook,
            tx.now()
        ],
    )?;
    Ok(made == 1)
}

pub(super) fn end(tx: &mut Tx, id: WatchId, by: CabinetAccountId) -> Result<bool> {
    let ended = tx.execute(
        "update epk_watch set open_for = null, ended_at = $2, ended_by = $3
         where id = $1 and ended_at is null",
        params![id, tx.now(), by],
    )?;
    Ok(ended == 1)
}

/// How many an organisation has.
pub(super) fn count(tx: &Tx, employer: EmployerId) -> Result<i64> {
    let (count,) = tx.query_one(
        "select count(*) from epk_watch where employer = $1 and ended_at is null",
        params![employer],
    )?;
    Ok(count)
}

type Raw = (
    WatchId,
    EmployerId,
    PassportId,
    CabinetAccountId,
    CabinetAccountId,
    bool,
    bool,
    Moment,
    Option<Moment>,
);

fn watch(raw: Raw) -> Watch {
    let (id, employer, passport, holder, begun_by, by_email, by_hook, begun_at, ended_at) = raw;
    Watch { id, employer, passport, holder, begun_by, by_email, by_hook, begun_at, ended_at }
}

pub(super) fn find(tx: &Tx, id: WatchId) -> Result<Option<Watch>> {
    let row: Option<Raw> = tx.query_opt(
        "select id, employer, passport, holder, begun_by, by_email, by_hook, begun_at, ended_at
         from epk_watch where id = $1",
        params![id],
    )?;
    Ok(row.map(watch))
}

/// All that last, over one passport.
pub(super) fn over(tx: &Tx, passport: PassportId) -> Result<Vec<Watch>> {
    let rows: Vec<Raw> = tx.query(
        "select id, employer, passport, holder, begun_by, by_email, by_hook, begun_at, ended_at
         from epk_watch where passport = $1 and ended_at is null order by begun_at desc, id desc",
        params![passport],
    )?;
    Ok(rows.into_iter().map(watch).collect())
}

/// All that last, of one organisation.
pub(super) fn of_employer(tx: &Tx, employer: EmployerId, limit: i64) -> Result<Vec<Watch>> {
    let rows: Vec<Raw> = tx.query(
        "select id, employer, passport, holder, begun_by, by_email, by_hook, begun_at, ended_at
         from epk_watch where employer = $1 and ended_at is null
         order by begun_at desc, id desc limit $2",
        params![employer, limit],
    )?;
    Ok(rows.into_iter().map(watch).collect())
}
