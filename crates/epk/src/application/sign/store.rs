//! Signatures, numbers, and the diplomas of signed applications.

use store::{Moment, Result, Tx, params};

use super::Signature;
use crate::application::{Application, ApplicationId};

const PHONE: &str = "epk_signature.phone";

/// Moves an application on to the check in its next round; `false` when somebody else has.
pub(super) fn submit(tx: &mut Tx, seen: &Application, due_at: Moment) -> Result<bool> {
    let now = tx.now();
    tx.execute(
        "update epk_application
         set state = 'checking', round = round + 1, submitted_at = $3, due_at = $4,
           overdue_at = null, waits_for = null, tries = 0, next_try_at = null
         where id = $1 and round = $2 and state in ('draft', 'returned')",
        params![seen.id, seen.round, now, due_at],
    )
    .map(|rows| rows == 1)
}

/// Gives an application its number, unless another one has it.
pub(super) fn number(tx: &mut Tx, id: ApplicationId, number: &str) -> Result<bool> {
    tx.execute(
        "update epk_application set number = $2
         where id = $1 and number is null
           and not exists (select 1 from epk_application where number = $2)",
        params![id, number],
    )
    .map(|rows| rows == 1)
}

/// Keeps the signature of a round; `false` when there is one.
pub(super) fn put(
    tx: &mut Tx,
    id: ApplicationId,
    round: i64,
    signature: &Signature,
) -> Result<bool> {
    let phone = tx.vault().seal_text(PHONE, &signature.phone);
    tx.execute(
        "insert into epk_signature (application, round, content, agreement, agreement_sha256,
           phone, code, signed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing",
        params![
            id,
            round,
            signature.content,
            signature.agreement,
            signature.agreement_sha256,
            phone,
            signature.code,
            signature.signed_at
        ],
    )
    .map(|rows| rows == 1)
}

pub(super) fn get(tx: &Tx, id: ApplicationId, round: i64) -> Result<Option<Signature>> {
    type Row = (Vec<u8>, String, Vec<u8>, Vec<u8>, i64, Moment);
    let row: Option<Row> = tx.query_opt(
        "select content, agreement, agreement_sha256, phone, code, signed_at from epk_signature
         where application = $1 and round = $2",
        params![id, round],
    )?;
    let Some((content, agreement, agreement_sha256, phone, code, signed_at)) = row else {
        return Ok(None);
    };
    let phone = tx.vault().open_text(PHONE, &phone)?;
    Ok(Some(Signature { content, agreement, agreement_sha256, phone, code, signed_at }))
}

/// Notes that a signed application has this diploma.
pub(super) fn add_diploma(tx: &mut Tx, id: ApplicationId, lookup: &[u8]) -> Result<()> {
    tx.execute(
        "insert into epk_diploma (application, lookup) values ($1, $2) on conflict do nothing",
        params![id, lookup],
    )
    .map(|_| ())
}

pub(crate) fn forget_diplomas(tx: &mut Tx, id: ApplicationId) -> Result<()> {
    tx.execute("delete from epk_diploma where application = $1", params![id]).map(|_| ())
}

/// Whether a signed application of somebody else has this diploma.
pub(crate) fn elsewhere(tx: &Tx, application: &Application, lookup: &[u8]) -> Result<bool> {
    let row: Option<(String,)> = tx.query_opt(
        "select other.id from epk_diploma
           join epk_application other on other.id = epk_diploma.application
         where epk_diploma.lookup = $1 and other.account <> $2 limit 1",
        params![lookup, application.account],
    )?;
    Ok(row.is_some())
}
