//! Changes in the database.

use ::store::{Error, Id, Moment, Result, Tx, params};
use web::live::Change;

use super::tail::Row;
use crate::Recipient;

pub(super) fn put(
    tx: &mut Tx,
    who: &Recipient,
    about: Option<&str>,
    notice: Option<Id>,
) -> Result<()> {
    tx.execute(
        "insert into notify_live (id, site, subject, about, notice, created_at)
         values ($1, $2, $3, $4, $5, $6)",
        params![tx.new_id(), who.site.as_str(), who.subject, about, notice, tx.now()],
    )?;
    tx.wake_after_commit();
    Ok(())
}

/// Changes of everybody after a moment and, at that moment, after an id; oldest first.
pub(super) fn since(tx: &Tx, from: Moment, id: &str, limit: usize) -> Result<Vec<Row>> {
    type Raw = (Id, Moment, String, String, Option<String>, Option<Id>);
    let rows: Vec<Raw> = tx.query(
        "select id, created_at, site, subject, about, notice from notify_live
         where created_at >= $1 and (created_at > $1 or id > $2)
         order by created_at, id limit $3",
        params![from, id, limit],
    )?;
    let row = |(id, at, site, subject, about, notice): Raw| {
        let site = site.parse().map_err(Error::bug)?;
        let who = Recipient { site, subject };
        Ok(Row { who, change: Change { id, at, about, notice } })
    };
    rows.into_iter().map(row).collect()
}

/// Changes of one person after a moment, oldest first.
pub(super) fn of(tx: &Tx, who: &Recipient, from: Moment, limit: usize) -> Result<Vec<Change>> {
    type Raw = (Id, Moment, Option<String>, Option<Id>);
    let rows: Vec<Raw> = tx.query(
        "select id, created_at, about, notice from notify_live
         where site = $1 and subject = $2 and created_at > $3 order by created_at limit $4",
        params![who.site.as_str(), who.subject, from, limit],
    )?;
    let change = |(id, at, about, notice)| Change { id, at, about, notice };
    Ok(rows.into_iter().map(change).collect())
}

/// Removes changes that were made before `before`, a thousand at a time.
pub(crate) fn forget(tx: &mut Tx, before: Moment) -> Result<u64> {
    tx.execute(
        "delete from notify_live where id in (
           select id from notify_live where created_at < $1 order by created_at limit 1000)",
        params![before],
    )
}
