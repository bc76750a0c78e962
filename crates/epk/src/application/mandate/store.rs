//! Mandates in the database.

use oauth::Secret;
use store::{Moment, Result, Tx, params};

use crate::application::ApplicationId;

const MANDATE: &str = "epk_mandate.mandate";

/// Keeps a mandate in the place of an older one; `false` when the application is not being checked
/// in this round any more, and nobody would give the mandate back.
pub(crate) fn keep_mandate(
    tx: &mut Tx,
    (id, round): (ApplicationId, i64),
    audience: &str,
    mandate: &Secret,
    ends_at: Moment,
) -> Result<bool> {
    let sealed = tx.vault().seal_text(MANDATE, mandate.expose());
    let kept = tx.execute(
        "insert into epk_mandate (application, audience, mandate, ends_at)
         select id, $2, $3, $4 from epk_application
         where id = $1 and round = $5 and state = 'checking'
         on conflict (application, audience) do update
           set mandate = excluded.mandate, ends_at = excluded.ends_at",
        params![id, audience, sealed, ends_at, round],
    )?;
    Ok(kept == 1)
}

/// The mandate for an audience that is kept, whatever its time.
pub(crate) fn kept(tx: &Tx, id: ApplicationId, audience: &str) -> Result<Option<Secret>> {
    let row: Option<(Vec<u8>,)> = tx.query_opt(
        "select mandate from epk_mandate where application = $1 and audience = $2",
        params![id, audience],
    )?;
    row.map(|(sealed,)| tx.vault().open_text(MANDATE, &sealed).map(Secret::from)).transpose()
}

/// The mandate for an audience, if its time is not up.
pub(crate) fn mandate(tx: &Tx, id: ApplicationId, audience: &str) -> Result<Option<Secret>> {
    let row: Option<(Vec<u8>,)> = tx.query_opt(
        "select mandate from epk_mandate
         where application = $1 and audience = $2 and ends_at > $3",
        params![id, audience, tx.now()],
    )?;
    row.map(|(sealed,)| tx.vault().open_text(MANDATE, &sealed).map(Secret::from)).transpose()
}

/// Whether there ever was one, whatever its time.
pub(crate) fn was_given(tx: &Tx, id: ApplicationId, audience: &str) -> Result<bool> {
    let row: Option<(Moment,)> = tx.query_opt(
        "select ends_at from epk_mandate where application = $1 and audience = $2",
        params![id, audience],
    )?;
    Ok(row.is_some())
}

pub(crate) fn mandates(tx: &Tx, id: ApplicationId) -> Result<Vec<Secret>> {
    let rows: Vec<(Vec<u8>,)> =
        tx.query("select mandate from epk_mandate where application = $1", params![id])?;
    let open = |(sealed,): (Vec<u8>,)| tx.vault().open_text(MANDATE, &sealed).map(Secret::from);
    rows.into_iter().map(open).collect()
}

pub(crate) fn forget_mandate(tx: &mut Tx, id: ApplicationId, audience: &str) -> Result<()> {
    tx.execute(
        "delete from epk_mandate where application = $1 and audience = $2",
        params![id, audience],
    )
    .map(|_| ())
}

pub(crate) fn forget_mandates(tx: &mut Tx, id: ApplicationId) -> Result<()> {
    tx.execute("delete from epk_mandate where application = $1", params![id]).map(|_| ())
}

/// Promises a decision until a later moment.
pub(crate) fn promise(tx: &mut Tx, id: ApplicationId, due_at: Moment) -> Result<()> {
    tx.execute(
        "update epk_application set due_at = $2, overdue_at = null where id = $1",
        params![id, due_at],
    )
    .map(|_| ())
}
