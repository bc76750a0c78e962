//! Addresses of programs, and the calls to them.

use store::{Moment, Result, Secret, Tx, params};

use super::{Delivery, DeliveryId, Hook, Stage};
use crate::employer::EmployerId;
use crate::watch::Watch;

const URL: &str = "epk_hook.url";
const SECRET: &str = "epk_hook.secret";

pub(super) fn set(tx: &mut Tx, employer: EmployerId, url: &str, secret: &str) -> Result<()> {
    let (url, secret) = (tx.vault().seal_text(URL, url), tx.vault().seal_text(SECRET, secret));
    tx.execute(
        "insert into epk_hook (employer, url, secret, made_at) values ($1, $2, $3, $4)
         on conflict (employer) do update
         set url = excluded.url, secret = excluded.secret, made_at = excluded.made_at",
        params![employer, url, secret, tx.now()],
    )
    .map(|_| ())
}

pub(super) fn remove(tx: &mut Tx, employer: EmployerId) -> Result<bool> {
    let gone = tx.execute("delete from epk_hook where employer = $1", params![employer])?;
    Ok(gone == 1)
}

pub(super) fn get(tx: &Tx, employer: EmployerId) -> Result<Option<Hook>> {
    let row: Option<(Vec<u8>, Vec<u8>, Moment)> = tx.query_opt(
        "select url, secret, made_at from epk_hook where employer = $1",
        params![employer],
    )?;
    let hook = |(url, secret, made_at): (Vec<u8>, Vec<u8>, Moment)| {
        let secret = Secret(tx.vault().open_text(SECRET, &secret)?);
        Ok(Hook { url: tx.vault().open_text(URL, &url)?, secret, made_at })
    };
    row.map(hook).transpose()
}

/// Puts a call; `false` when this change has one already.
pub(super) fn put(
    tx: &mut Tx,
    id: DeliveryId,
    watch: &Watch,
    number: &str,
    mark: &str,
    body: &str,
) -> Result<bool> {
    let made = tx.execute(
        "insert into epk_delivery
           (id, employer, watch, mark, number, body, state, attempts, error, made_at, due_at,
            ended_at)
         values ($1, $2, $3, $4, $5, $6, 'waiting', 0, null, $7, $7, null)
         on conflict (watch, mark) do nothing",
        params![id, watch.employer, watch.id, mark, number, body, tx.now()],
    )?;
    Ok(made == 1)
}

type Raw = (DeliveryId, EmployerId, String, String, String, i64, Option<String>, Moment, Moment);

fn delivery(raw: Raw) -> Result<Delivery> {
    let (id, employer, number, body, state, attempts, error, made_at, due_at) = raw;
    let (stage, error) = (Stage::parse(&state)?, error.unwrap_or_default());
    Ok(Delivery { id, employer, number, body, stage, attempts, error, made_at, due_at })
}

pub(super) fn find(tx: &Tx, id: DeliveryId) -> Result<Option<Delivery>> {
    let row: Option<Raw> = tx.query_opt(
        "select id, employer, number, body, state, attempts, error, made_at, due_at
         from epk_delivery where id = $1",
        params![id],
    )?;
    row.map(delivery).transpose()
}

pub(super) fn of_employer(tx: &Tx, employer: EmployerId, limit: i64) -> Result<Vec<Delivery>> {
    let rows: Vec<Raw> = tx.query(
        "select id, employer, number, body, state, attempts, error, made_at, due_at
         from epk_delivery where employer = $1 order by made_at desc, id desc limit $2",
        params![employer, limit],
    )?;
    rows.into_iter().map(delivery).collect()
}

/// Ends a call with this attempt; `false` when another has overtaken it.
pub(super) fn end(
    tx: &mut Tx,
    id: DeliveryId,
    attempt: i64,
    stage: Stage,
    error: &str,
) -> Result<bool> {
    let ended = tx.execute(
        "update epk_delivery set state = $3, attempts = $2, error = $4, ended_at = $5
         where id = $1 and state = 'waiting' and attempts < $2",
        params![id, attempt, stage.as_str(), error, tx.now()],
    )?;
    Ok(ended == 1)
}

pub(super) fn put_off(
    tx: &mut Tx,
    id: DeliveryId,
    attempt: i64,
    error: &str,
    due_at: Moment,
) -> Result<bool> {
    let changed = tx.execute(
        "update epk_delivery set attempts = $2, error = $3, due_at = $4
         where id = $1 and state = 'waiting' and attempts < $2",
        params![id, attempt, error, due_at],
    )?;
    Ok(changed == 1)
}

/// Lets a call that was given up wait again, as if it were new.
pub(super) fn revive(tx: &mut Tx, id: DeliveryId) -> Result<bool> {
    let revived = tx.execute(
        "update epk_delivery set state = 'waiting', attempts = 0, due_at = $2, ended_at = null
         where id = $1 and state = 'dead'",
        params![id, tx.now()],
    )?;
    Ok(revived == 1)
}

/// Removes calls that ended before `before`; how many.
pub(super) fn forget(tx: &mut Tx, before: Moment, limit: u64) -> Result<u64> {
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    tx.execute(
        "delete from epk_delivery where id in (
           select id from epk_delivery where ended_at < $1 order by ended_at limit $2)",
        params![before, limit],
    )
}
