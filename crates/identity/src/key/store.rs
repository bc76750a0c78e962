//! Keys in the database; the private halves are sealed.

use ::store::{Error, Result, Tx, params};
use oauth::jose::SigningKey;

use super::Stored;

const CONTEXT: &str = "identity_key.private";

/// All keys, oldest first.
pub(super) fn all(tx: &Tx) -> Result<Vec<Stored>> {
    let rows = tx.query(
        "select number, kid, public, created_at, active_at, retired_at, withdrawn_at
         from identity_key order by number",
        params![],
    )?;
    let read = |(number, kid, public, created_at, active_at, retired_at, withdrawn_at)| Stored {
        number,
        kid,
        public,
        created_at,
        active_at,
        retired_at,
        withdrawn_at,
    };
    Ok(rows.into_iter().map(read).collect())
}

/// The number of the newest key.
pub(super) fn newest(tx: &Tx) -> Result<Option<i64>> {
    let row: Option<(i64,)> =
        tx.query_opt("select number from identity_key order by number desc limit 1", params![])?;
    Ok(row.map(|(number,)| number))
}

/// The private half of a key in PKCS 8.
pub(super) fn private(tx: &Tx, number: i64) -> Result<Vec<u8>> {
    let (sealed,): (Vec<u8>,) =
        tx.query_one("select private from identity_key where number = $1", params![number])?;
    let plain = tx.vault().open_bytes(CONTEXT, &sealed);
    plain.ok_or_else(|| Error::bug("a signing key cannot be decrypted"))
}

/// Inserts a key under its number unless the number is taken.
pub(super) fn insert(
    tx: &mut Tx,
    number: i64,
    key: &SigningKey,
    active_at: Option<::store::Moment>,
) -> Result<bool> {
    let public = key.public_jwk().to_value().to_string();
    let sealed = tx.vault().seal(CONTEXT, &key.to_pkcs8().map_err(Error::bug)?);
    let now = tx.now();
    let made = tx.execute(
        "insert into identity_key
           (number, kid, public, private, created_at, active_at, retired_at, withdrawn_at)
         values ($1, $2, $3, $4, $5, $6, null, null) on conflict do nothing",
        params![number, key.kid(), public, sealed, now, active_at],
    )?;
    Ok(made == 1)
}

pub(super) fn activate(tx: &mut Tx, number: i64) -> Result<bool> {
    let now = tx.now();
    let changed = tx.execute(
        "update identity_key set active_at = $2
         where number = $1 and active_at is null and withdrawn_at is null",
        params![number, now],
    )?;
    Ok(changed == 1)
}

pub(super) fn retire_below(tx: &mut Tx, number: i64) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "update identity_key set retired_at = $2 where number < $1 and retired_at is null",
        params![number, now],
    )?;
    Ok(())
}

pub(super) fn withdraw_below(tx: &mut Tx, number: i64) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "update identity_key set withdrawn_at = $2 where number < $1 and withdrawn_at is null",
        params![number, now],
    )?;
    Ok(())
}
