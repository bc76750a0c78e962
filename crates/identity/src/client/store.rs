//! Clients in the database. Rows are read on every use: a client that was disabled or changed on
//! one node is so on all. Only the parsing of the settings is spared, by the text itself.

use std::collections::HashMap;
use std::sync::{LazyLock, PoisonError, RwLock};

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

/// The client of this id with the hash of its secret.
pub(super) fn find_with_secret(tx: &Tx, id: &str) -> Result<Option<(Client, Vec<u8>)>> {
    let row: Option<(Vec<u8>, String, Option<i64>)> = tx.query_opt(
        "select secret, settings, disabled_at from identity_client where id = $1",
        params![id],
    )?;
    let Some((secret, settings, disabled_at)) = row else { return Ok(None) };
    Ok(Some((read((id.to_owned(), settings, disabled_at))?, secret)))
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
    Ok(Client { id, settings: parsed(settings)?, disabled: disabled_at.is_some() })
}

/// Settings under the very text that they were parsed from. Whatever a row says is looked up
/// whole, so nothing here can be out of date.
static PARSED: LazyLock<RwLock<HashMap<String, Settings>>> = LazyLock::new(RwLock::default);
/// More texts than this are not remembered: the memory starts anew.
const PARSED_MAX: usize = 1_000;

fn parsed(text: String) -> Result<Settings> {
    if let Some(known) = PARSED.read().unwrap_or_else(PoisonError::into_inner).get(&text) {
        return Ok(known.clone());
    }
    let settings: Settings = serde_json::from_str(&text).map_err(Error::bug)?;
    let mut all = PARSED.write().unwrap_or_else(PoisonError::into_inner);
    if all.len() >= PARSED_MAX {
        all.clear();
    }
    all.insert(text, settings.clone());
    Ok(settings)
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
