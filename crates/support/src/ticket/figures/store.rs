//! Tickets as figures see them.

use ::store::{Error, Moment, Result, Tx, params};

use super::{Figures, Trace};

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

type Raw = (String, String, Moment, Option<Moment>, Option<Moment>, Option<Moment>, Option<i64>);

/// Requests made since then.
pub(super) fn since(tx: &Tx, since: Moment) -> Result<Vec<Trace>> {
    let rows: Vec<Raw> = tx.query(
        "select site, topic, created_at, due_at, answered_at, closed_at, reopened
         from support_ticket where created_at > $1 limit 100000",
        params![since],
    )?;
    let trace = |(site, topic, created_at, due_at, answered_at, closed_at, reopened): Raw| {
        Ok(Trace {
            site: site.parse().map_err(Error::bug)?,
            topic: topic.parse().map_err(|()| Error::bug("a ticket has an unknown topic"))?,
            created_at,
            due_at,
            answered_at,
            closed: closed_at.is_some(),
            reopened: reopened.unwrap_or(0) > 0,
        })
    };
    rows.into_iter().map(trace).collect()
}

/// Since when those wait that an answer is owed to.
pub(super) fn waiting_since(tx: &Tx) -> Result<Vec<Moment>> {
    let rows: Vec<(Moment,)> = tx.query(
        "select due_at from support_ticket where due_at is not null limit 100000",
        params![],
    )?;
    Ok(rows.into_iter().map(|(due,)| due.plus(-super::ANSWER_WITHIN)).collect())
}
