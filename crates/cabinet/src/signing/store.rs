//! The rows of codes that sign.

use store::{DAY, Moment, Result, Tx, params};

use super::{Act, CLOCK_SLACK, WRONG_MOST};

/// A code as it is kept.
pub(super) struct CodeRow {
    pub(super) number: i64,
    pub(super) content: Vec<u8>,
    pub(super) wrong: i64,
    pub(super) sent_at: Moment,
    pub(super) expires_at: Moment,
    pub(super) used: bool,
}

/// A living code at which an attempt was charged; `wrong` counts that attempt.
pub(super) struct Charged {
    pub(super) number: i64,
    pub(super) mac: Vec<u8>,
    pub(super) content: Vec<u8>,
    pub(super) wrong: i64,
}

pub(super) fn get(tx: &Tx, act: &Act) -> Result<Option<CodeRow>> {
    let row: Option<(i64, Vec<u8>, i64, Moment, Moment, Option<Moment>)> = tx.query_opt(
        "select number, content, wrong, sent_at, expires_at, used_at from cabinet_code
         where act = $1",
        params![act.key()],
    )?;
    Ok(row.map(|(number, content, wrong, sent_at, expires_at, used_at)| CodeRow {
        number,
        content,
        wrong,
        sent_at,
        expires_at,
        used: used_at.is_some(),
    }))
}

/// Puts a new code in the place of the older one.
pub(super) fn put(
    tx: &mut Tx,
    act: &Act,
    number: i64,
    mac: &[u8],
    expires_at: Moment,
) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "insert into cabinet_code (act, number, mac, content, wrong, sent_at, expires_at, used_at)
         values ($1, $2, $3, $4, 0, $5, $6, null)
         on conflict (act) do update set number = excluded.number, mac = excluded.mac,
           content = excluded.content, wrong = 0, sent_at = excluded.sent_at,
           expires_at = excluded.expires_at, used_at = null",
        params![act.key(), number, mac, act.content.to_vec(), now, expires_at],
    )
    .map(|_| ())
}

/// Charges an attempt at the living code, in one statement; `None` when there is none.
pub(super) fn charge(tx: &mut Tx, act: &Act) -> Result<Option<Charged>> {
    let now = tx.now();
    let rows: Vec<(i64, Vec<u8>, Vec<u8>, i64)> = tx.execute_returning(
        "update cabinet_code set wrong = wrong + 1
         where act = $1 and used_at is null and wrong < $2 and expires_at > $3 and sent_at <= $4
         returning number, mac, content, wrong",
        params![act.key(), WRONG_MOST, now, now.plus(CLOCK_SLACK)],
    )?;
    let charged = rows.into_iter().next();
    Ok(charged.map(|(number, mac, content, wrong)| Charged { number, mac, content, wrong }))
}

/// Uses the code up; `false` when it was used meanwhile.
pub(super) fn use_up(tx: &mut Tx, act: &Act, number: i64) -> Result<bool> {
    let now = tx.now();
    tx.execute(
        "update cabinet_code set used_at = $3 where act = $1 and number = $2 and used_at is null",
        params![act.key(), number, now],
    )
    .map(|rows| rows == 1)
}

/// Makes the living code worthless.
pub(super) fn kill(tx: &mut Tx, act: &Act) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "update cabinet_code set used_at = $2 where act = $1 and used_at is null",
        params![act.key(), now],
    )
    .map(|_| ())
}

pub(super) fn forget_old(tx: &mut Tx) -> Result<()> {
    let before = tx.now().plus(-DAY);
    tx.execute("delete from cabinet_code where expires_at < $1", params![before]).map(|_| ())
}
