//! Mandates in the database.

use ::store::{DAY, Error, Moment, Result, Tx, params};
use oauth::scope::Scopes;

use super::{Mandate, MandateId};
use crate::account::AccountId;
use crate::grant::GrantId;

const PURPOSE: &str = "identity_mandate.purpose";
/// How long a mandate that is over is kept.
const KEPT: i64 = 30 * DAY;

type Columns =
    (MandateId, AccountId, String, String, String, Vec<u8>, String, Moment, Moment, Option<Moment>);

fn read(tx: &Tx, row: Columns) -> Result<Mandate> {
    let (id, account, client, audience, scope, purpose, reference, created_at, expires_at, used) =
        row;
    Ok(Mandate {
        id,
        account,
        client,
        audience,
        scope: Scopes::parse(&scope).map_err(Error::bug)?,
        purpose: tx.vault().open_text(PURPOSE, &purpose)?,
        reference,
        created_at,
        expires_at,
        used_at: used,
    })
}

pub(super) fn insert(tx: &mut Tx, mandate: &Mandate, grant: GrantId, secret: &[u8]) -> Result<()> {
    let purpose = tx.vault().seal_text(PURPOSE, &mandate.purpose);
    tx.execute(
        "insert into identity_mandate (id, account, client, audience, scope, purpose, reference,
           secret, created_at, expires_at, used_at, ended_at, end_why, grant_id)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, null, null, null, $11)",
        params![
            mandate.id,
            mandate.account,
            mandate.client,
            mandate.audience,
            mandate.scope.to_string(),
            purpose,
            mandate.reference,
            secret,
            mandate.created_at,
            mandate.expires_at,
            grant
        ],
    )?;
    Ok(())
}

/// Notes the use of a mandate that is in force and returns it.
pub(super) fn take(
    tx: &mut Tx,
    id: MandateId,
    client: &str,
    secret: &[u8],
) -> Result<Option<Mandate>> {
    let now = tx.now();
    let rows: Vec<Columns> = tx.execute_returning(
        "update identity_mandate set used_at = $4
         where id = $1 and client = $2 and secret = $3 and ended_at is null
           and created_at <= $4 and expires_at > $4
         returning id, account, client, audience, scope, purpose, reference, created_at,
           expires_at, used_at",
        params![id, client, secret, now],
    )?;
    rows.into_iter().next().map(|row| read(tx, row)).transpose()
}

/// A client's mandate of this hash that has not ended; its time may be up.
pub(super) fn find(tx: &Tx, id: MandateId, client: &str, secret: &[u8]) -> Result<Option<Mandate>> {
    let row: Option<(String,)> = tx.query_opt(
        "select client from identity_mandate where id = $1 and client = $2 and secret = $3",
        params![id, client, secret],
    )?;
    if row.is_some() { open(tx, id) } else { Ok(None) }
}

/// A mandate that has not ended; its time may be up.
pub(super) fn open(tx: &Tx, id: MandateId) -> Result<Option<Mandate>> {
    let row: Option<Columns> = tx.query_opt(
        "select id, account, client, audience, scope, purpose, reference, created_at,
           expires_at, used_at
         from identity_mandate where id = $1 and ended_at is null",
        params![id],
    )?;
    row.map(|row| read(tx, row)).transpose()
}

/// The mandates of a person that are in force, newest first.
pub fn of_account(tx: &Tx, account: AccountId) -> Result<Vec<Mandate>> {
    let rows: Vec<Columns> = tx.query(
        "select id, account, client, audience, scope, purpose, reference, created_at,
           expires_at, used_at
         from identity_mandate
         where account = $1 and ended_at is null and expires_at > $2 order by id desc",
        params![account, tx.now()],
    )?;
    rows.into_iter().map(|row| read(tx, row)).collect()
}

pub(super) fn end(tx: &mut Tx, id: MandateId, account: AccountId, why: &str) -> Result<bool> {
    let now = tx.now();
    let ended = tx.execute(
        "update identity_mandate set ended_at = $3, end_why = $4
         where id = $1 and account = $2 and ended_at is null",
        params![id, account, now, why],
    )?;
    Ok(ended == 1)
}

pub(super) fn end_client(tx: &mut Tx, account: AccountId, client: &str, why: &str) -> Result<u64> {
    let now = tx.now();
    tx.execute(
        "update identity_mandate set ended_at = $3, end_why = $4
         where account = $1 and client = $2 and ended_at is null",
        params![account, client, now, why],
    )
}

pub(super) fn end_account(tx: &mut Tx, account: AccountId, why: &str) -> Result<u64> {
    let now = tx.now();
    tx.execute(
        "update identity_mandate set ended_at = $2, end_why = $3
         where account = $1 and ended_at is null",
        params![account, now, why],
    )
}

pub(super) fn end_grant(tx: &mut Tx, grant: GrantId, why: &str) -> Result<u64> {
    let now = tx.now();
    tx.execute(
        "update identity_mandate set ended_at = $2, end_why = $3
         where grant_id = $1 and ended_at is null",
        params![grant, now, why],
    )
}

/// Ends every mandate.
pub fn end_every(tx: &mut Tx, why: &str) -> Result<u64> {
    let now = tx.now();
    tx.execute(
        "update identity_mandate set ended_at = $1, end_why = $2 where ended_at is null",
        params![now, why],
    )
}

/// Removes mandates that have been over for a month, at most `at_once`.
pub fn forget_old(tx: &mut Tx, at_once: u32) -> Result<u64> {
    let before = tx.now().plus(-KEPT);
    tx.execute(
        "delete from identity_mandate where id in (
           select id from identity_mandate where expires_at < $1 order by expires_at limit $2)",
        params![before, at_once],
    )
}
