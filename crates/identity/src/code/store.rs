//! The rows of codes.

use store::{Moment, Result, Tx, params};

use super::{CLOCK_SLACK, Place, WRONG_MOST};

/// A code as it is kept.
pub(super) struct CodeRow {
    pub(super) number: i64,
    pub(super) wrong: i64,
    pub(super) wrong_total: i64,
    pub(super) sent_at: Moment,
    pub(super) expires_at: Moment,
    pub(super) used: bool,
}

pub(super) fn get(tx: &Tx, place: &Place) -> Result<Option<CodeRow>> {
    let row: Option<(i64, i64, i64, Moment, Moment, Option<Moment>)> = tx.query_opt(
        "select number, wrong, wrong_total, sent_at, expires_at, used_at from identity_code
         where flow = $1 and channel = $2",
        params![place.flow, place.channel.as_str()],
    )?;
    Ok(row.map(|(number, wrong, wrong_total, sent_at, expires_at, used_at)| CodeRow {
        number,
        wrong,
        wrong_total,
        sent_at,
        expires_at,
        used: used_at.is_some(),
    }))
}

/// Puts a new code in the place of the older one. What was typed wrong in this flow stays counted.
pub(super) fn put(
    tx: &mut Tx,
    place: &Place,
    number: i64,
    mac: &[u8],
    expires_at: Moment,
) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "insert into identity_code (flow, channel, number, mac, wrong, wrong_total, sent_at,
           expires_at, used_at)
         values ($1, $2, $3, $4, 0, 0, $5, $6, null)
         on conflict (flow, channel) do update set number = excluded.number, mac = excluded.mac,
           wrong = 0, sent_at = excluded.sent_at, expires_at = excluded.expires_at, used_at = null",
        params![place.flow, place.channel.as_str(), number, mac, now, expires_at],
    )?;
    Ok(())
}

/// Charges an attempt at the living code, in one statement: its number and hash, and the wrong
/// attempts including this one. `None` when there is no living code.
pub(super) fn charge(tx: &mut Tx, place: &Place) -> Result<Option<(i64, Vec<u8>, i64, i64)>> {
    let now = tx.now();
    let most_total = if place.closes { WRONG_MOST } else { i64::MAX };
    let rows = tx.execute_returning(
        "update identity_code set wrong = wrong + 1, wrong_total = wrong_total + 1
         where flow = $1 and channel = $2 and used_at is null and wrong < $3 and wrong_total < $4
           and expires_at > $5 and sent_at <= $6
         returning number, mac, wrong, wrong_total",
        params![
            place.flow,
            place.channel.as_str(),
            WRONG_MOST,
            most_total,
            now,
            now.plus(CLOCK_SLACK)
        ],
    )?;
    Ok(rows.into_iter().next())
}

/// Uses the code up and takes the charge back; `false` when it was used meanwhile.
pub(super) fn use_up(tx: &mut Tx, place: &Place, number: i64) -> Result<bool> {
    let now = tx.now();
    let used = tx.execute(
        "update identity_code
         set used_at = $4, wrong = wrong - 1, wrong_total = wrong_total - 1
         where flow = $1 and channel = $2 and number = $3 and used_at is null",
        params![place.flow, place.channel.as_str(), number, now],
    )?;
    Ok(used == 1)
}

pub(super) fn forget(tx: &mut Tx, flow: &str) -> Result<()> {
    tx.execute("delete from identity_code where flow = $1", params![flow]).map(|_| ())
}
