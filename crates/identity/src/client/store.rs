//! Clients in the database. Settings are read on every use: a client that was disabled on one
//! node is disabled on all.

use ::store::{Error, Result, Tx, params};

use super::{Client, Settings};

type Columns = (String, String, Option<i64>);

/// The client of this id.
pub fn find(tx: &Tx, id: &str) -> Result<Option<Client>> {
    tx.query_opt::<Columns>(
        "select id, settings, disabled_at from identity_client where id = $1",
        params![id],
    )?
    .map(read)
    .transpose()
}

/// All clients by id.
pub fn all(tx: &Tx) -> Result<Vec<Client>> {
    tx.query::<Columns>(
        "select id, settings, disabled_at from identity_client order by id",
        params![],
    )?
    .into_iter()
    .map(read)
    .collect()
}

fn read((id, settings, disabled_at): Columns) -> Result<Client> {
    let settings = serde_json::from_str(&settings).map_err(Error::bug)?;
    Ok(Client { id, settings, disabled: disabled_at.is_some() })
}

/// Whether this is the hash of its secret. Both are keyed hashes: comparing them in the database
/// tells nobody anything.
pub(super) fn has_secret(tx: &Tx, id: &str, hash: &[u8]) -> Result<bool> {
    let row: Option<(String,)> = tx.query_opt(
        "select id from identity_client where id = $1 and secret = $2",
        params![id, hash],
    )?;
    Ok(row.is_some())
}

/// Inserts or changes a client; without a hash its secret stays.
pub(super) fn save(
    tx: &mut Tx,
    id: &str,
    secret: Option<&[u8]>,
    settings: &Settings,
) -> Result<()> {
    let text = serde_json::to_string(settings).map_err(Error::bug)?;
    let now = tx.now();
    match secret {
        Some(secret) => tx.execute(
            "insert into identity_client (id, secret, settings, created_at, updated_at)
             values ($1, $2, $3, $4, $4)
             on conflict (id) do update
             set secret = excluded.secret, settings = excluded.settings,
                 updated_at = excluded.updated_at",
            params![id, secret, text, now],
        )?,
        None => tx.execute(
            "update identity_client set settings = $2, updated_at = $3 where id = $1",
            params![id, text, now],
        )?,
    };
    Ok(())
}

pub(super) fn set_disabled(tx: &mut Tx, id: &str, disabled: bool) -> Result<bool> {
    let now = tx.now();
    let at = disabled.then_some(now);
    let changed = tx.execute(
        "update identity_client set disabled_at = $2, updated_at = $3 where id = $1",
        params![id, at, now],
    )?;
    Ok(changed == 1)
}
