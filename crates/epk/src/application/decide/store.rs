//! Decisions and remarks in the database.

use store::{Moment, Result, Tx, params};
use web::staff::StaffId;

use super::{Decision, Remark, Verdict};
use crate::application::ApplicationId;

const REASON: &str = "epk_decision.reason";
const NAME: &str = "epk_decision.staff_name";
const WORDS: &str = "epk_remark.words";

/// Keeps the decision of a round; `false` when there is one.
pub(super) fn put(tx: &mut Tx, id: ApplicationId, round: i64, decision: &Decision) -> Result<bool> {
    let reason = tx.vault().seal_text(REASON, &decision.reason);
    let staff = decision.by.as_ref().map(|(id, _)| *id);
    let name = decision.by.as_ref().map(|(_, name)| tx.vault().seal_text(NAME, name));
    tx.execute(
        "insert into epk_decision (application, round, verdict, reason, staff, staff_name,
           decided_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict do nothing",
        params![id, round, decision.verdict.as_str(), reason, staff, name, decision.at],
    )
    .map(|rows| rows == 1)
}

/// The decision of a round.
pub fn decision(tx: &Tx, id: ApplicationId, round: i64) -> Result<Option<Decision>> {
    type Row = (String, Vec<u8>, Option<StaffId>, Option<Vec<u8>>, Moment);
    let row: Option<Row> = tx.query_opt(
        "select verdict, reason, staff, staff_name, decided_at from epk_decision
         where application = $1 and round = $2",
        params![id, round],
    )?;
    let Some((verdict, reason, staff, name, at)) = row else { return Ok(None) };
    let by = match staff.zip(name) {
        Some((staff, name)) => Some((staff, tx.vault().open_text(NAME, &name)?)),
        None => None,
    };
    let reason = tx.vault().open_text(REASON, &reason)?;
    Ok(Some(Decision { verdict: Verdict::parse(&verdict)?, reason, by, at }))
}

pub(super) fn add_remark(
    tx: &mut Tx,
    id: ApplicationId,
    round: i64,
    remark: &Remark,
) -> Result<()> {
    let words = tx.vault().seal_text(WORDS, &remark.words);
    tx.execute(
        "insert into epk_remark (application, round, target, words, answered_at)
         values ($1, $2, $3, $4, null) on conflict do nothing",
        params![id, round, remark.target, words],
    )
    .map(|_| ())
}

/// The remarks of a round.
pub fn remarks(tx: &Tx, id: ApplicationId, round: i64) -> Result<Vec<Remark>> {
    let rows: Vec<(String, Vec<u8>, Option<Moment>)> = tx.query(
        "select target, words, answered_at from epk_remark
         where application = $1 and round = $2 order by target",
        params![id, round],
    )?;
    let remark = |(target, words, answered): (String, Vec<u8>, Option<Moment>)| {
        let words = tx.vault().open_text(WORDS, &words)?;
        Ok(Remark { target, words, answered: answered.is_some() })
    };
    rows.into_iter().map(remark).collect()
}

/// Notes that what a remark is about was saved again.
pub(crate) fn answer_remark(
    tx: &mut Tx,
    id: ApplicationId,
    round: i64,
    target: &str,
) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "update epk_remark set answered_at = $4
         where application = $1 and round = $2 and target = $3",
        params![id, round, target, now],
    )
    .map(|_| ())
}
