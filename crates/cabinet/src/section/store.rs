//! The last good answers of registers.

use registries::Register;
use serde::Serialize;
use serde::de::DeserializeOwned;
use store::{Error, Moment, Result, Tx, params};

use crate::CabinetAccountId;

/// An answer that was kept; `record` is `None` when the register did not know the person.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct KeptRecord<R> {
    pub record: Option<R>,
    pub as_of: Moment,
    pub asked_at: Moment,
}

/// Keeps an answer, unless a later one is kept already: a slow answer must not replace it, and
/// `false` says so.
pub(crate) fn keep<R: Serialize>(
    tx: &mut Tx,
    account: CabinetAccountId,
    register: Register,
    kept: &KeptRecord<R>,
) -> Result<bool> {
    let plain = serde_json::to_vec(&kept.record).map_err(Error::bug)?;
    let sealed = tx.vault().seal(RECORD, &plain);
    tx.execute(
        "insert into cabinet_record (account, register, record, as_of_at, asked_at)
         values ($1, $2, $3, $4, $5)
         on conflict (account, register) do update
           set record = excluded.record, as_of_at = excluded.as_of_at,
             asked_at = excluded.asked_at
           where cabinet_record.asked_at <= excluded.asked_at",
        params![account, register.as_str(), sealed, kept.as_of, kept.asked_at],
    )
    .map(|rows| rows == 1)
}

/// The answer that was kept. One that can no longer be read (its shape has changed) is no answer.
pub(crate) fn kept<R: DeserializeOwned>(
    tx: &Tx,
    account: CabinetAccountId,
    register: Register,
) -> Result<Option<KeptRecord<R>>> {
    let row: Option<(Vec<u8>, Moment, Moment)> = tx.query_opt(
        "select record, as_of_at, asked_at from cabinet_record
         where account = $1 and register = $2",
        params![account, register.as_str()],
    )?;
    let Some((sealed, as_of, asked_at)) = row else { return Ok(None) };
    let plain = tx
        .vault()
        .open_bytes(RECORD, &sealed)
        .ok_or_else(|| Error::bug("cabinet_record.record cannot be decrypted"))?;
    let record = serde_json::from_slice(&plain).ok();
    Ok(record.map(|record| KeptRecord { record, as_of, asked_at }))
}

const RECORD: &str = "cabinet_record.record";
