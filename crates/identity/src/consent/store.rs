//! Consents in the database.

use ::store::{Error, Moment, Result, Tx, params};
use oauth::scope::Scopes;

use super::{Consent, Text};
use crate::account::AccountId;

type Columns = (AccountId, String, String, String, Vec<u8>, Moment, Moment, Moment);

fn read(row: Columns) -> Result<Consent> {
    let (account, client, covers, version, text_hash, since, given_at, used_at) = row;
    let covers = covers_of(&covers)?;
    Ok(Consent { account, client, covers, version, text_hash, since, given_at, used_at })
}

fn covers_of(text: &str) -> Result<Scopes> {
    Scopes::parse(text).map_err(Error::bug)
}

/// The consent in force of a person for a client.
pub fn find(tx: &Tx, account: AccountId, client: &str) -> Result<Option<Consent>> {
    tx.query_opt::<Columns>(
        "select account, client, scope, version, text_hash, since, given_at, used_at
         from identity_consent where account = $1 and client = $2 and withdrawn_at is null",
        params![account, client],
    )?
    .map(read)
    .transpose()
}

/// All consents in force of a person, the last used first.
pub fn of_account(tx: &Tx, account: AccountId) -> Result<Vec<Consent>> {
    tx.query::<Columns>(
        "select account, client, scope, version, text_hash, since, given_at, used_at
         from identity_consent where account = $1 and withdrawn_at is null
         order by used_at desc, client",
        params![account],
    )?
    .into_iter()
    .map(read)
    .collect()
}

/// The text of a hash.
pub fn text(tx: &Tx, hash: &[u8]) -> Result<Option<String>> {
    let row: Option<(String,)> =
        tx.query_opt("select text from identity_consent_text where hash = $1", params![hash])?;
    Ok(row.map(|(text,)| text))
}

pub(super) fn save(tx: &mut Tx, consent: &Consent) -> Result<()> {
    tx.execute(
        "insert into identity_consent
           (account, client, scope, version, text_hash, since, given_at, used_at, withdrawn_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, null)
         on conflict (account, client) do update
         set scope = excluded.scope, version = excluded.version, text_hash = excluded.text_hash,
             since = excluded.since, given_at = excluded.given_at, used_at = excluded.used_at,
             withdrawn_at = null",
        params![
            consent.account,
            consent.client,
            consent.covers.to_string(),
            consent.version,
            consent.text_hash,
            consent.since,
            consent.given_at,
            consent.used_at
        ],
    )?;
    Ok(())
}

pub(super) fn save_text(tx: &mut Tx, version: &str, text: &Text) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "insert into identity_consent_text (hash, version, text, at) values ($1, $2, $3, $4)
         on conflict do nothing",
        params![text.hash, version, text.body, now],
    )?;
    Ok(())
}

pub(super) fn used(tx: &mut Tx, account: AccountId, client: &str) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "update identity_consent set used_at = $3 where account = $1 and client = $2",
        params![account, client, now],
    )?;
    Ok(())
}

pub(super) fn withdraw(tx: &mut Tx, account: AccountId, client: &str) -> Result<bool> {
    let now = tx.now();
    let changed = tx.execute(
        "update identity_consent set withdrawn_at = $3
         where account = $1 and client = $2 and withdrawn_at is null",
        params![account, client, now],
    )?;
    Ok(changed == 1)
}

/// After a restore nobody knows whether a consent was withdrawn since the copy: each is asked
/// for again at the next entry, because no text has this version.
pub fn restored(tx: &mut Tx) -> Result<u64> {
    tx.execute("update identity_consent set version = 'restored'", params![])
}
