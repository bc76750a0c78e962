//! The rows of authenticator apps.

use store::{Error, Moment, Result, Tx, params};

use super::{SETUP_LIFE, TotpId};
use crate::AccountId;

const SECRET: &str = "identity_totp.secret";

/// An app that is in use.
pub(super) struct Totp {
    pub(super) id: TotpId,
    pub(super) secret: [u8; 20],
    pub(super) since: Moment,
}

pub(super) fn insert(tx: &mut Tx, account: AccountId, secret: &[u8; 20]) -> Result<TotpId> {
    let (id, now) = (TotpId(tx.new_id()), tx.now());
    let sealed = tx.vault().seal(SECRET, secret);
    // One set-up at a time: an abandoned one is worth nothing.
    tx.execute(
        "delete from identity_totp where account_id = $1 and confirmed_at is null",
        params![account],
    )?;
    tx.execute(
        "insert into identity_totp (id, account_id, secret, last_step, created_at, confirmed_at)
         values ($1, $2, $3, 0, $4, null)",
        params![id, account, sealed, now],
    )?;
    Ok(id)
}

/// The secret of a set-up that is under way.
pub(super) fn pending(tx: &Tx, account: AccountId, id: TotpId) -> Result<Option<[u8; 20]>> {
    let since = tx.now().plus(-SETUP_LIFE);
    let row: Option<(Vec<u8>,)> = tx.query_opt(
        "select secret from identity_totp
         where id = $1 and account_id = $2 and confirmed_at is null and created_at > $3",
        params![id, account, since],
    )?;
    row.map(|(sealed,)| open(tx, &sealed)).transpose()
}

/// Puts a set-up into use in place of the older app; `step` is used up with it.
pub(super) fn confirm(tx: &mut Tx, account: AccountId, id: TotpId, step: i64) -> Result<bool> {
    let now = tx.now();
    let confirmed = tx.execute(
        "update identity_totp set confirmed_at = $3, last_step = $4
         where id = $1 and account_id = $2 and confirmed_at is null",
        params![id, account, now, step],
    )?;
    if confirmed == 1 {
        tx.execute(
            "delete from identity_totp where account_id = $1 and id <> $2",
            params![account, id],
        )?;
    }
    Ok(confirmed == 1)
}

pub(super) fn confirmed(tx: &Tx, account: AccountId) -> Result<Option<Totp>> {
    let row: Option<(TotpId, Vec<u8>, Moment)> = tx.query_opt(
        "select id, secret, confirmed_at from identity_totp
         where account_id = $1 and confirmed_at is not null",
        params![account],
    )?;
    let Some((id, sealed, since)) = row else { return Ok(None) };
    Ok(Some(Totp { id, secret: open(tx, &sealed)?, since }))
}

/// Uses a time step up; `false` when it, or a later one, was used before.
pub(super) fn use_step(tx: &mut Tx, id: TotpId, step: i64) -> Result<bool> {
    let used = tx.execute(
        "update identity_totp set last_step = $2 where id = $1 and last_step < $2",
        params![id, step],
    )?;
    Ok(used == 1)
}

pub(super) fn remove(tx: &mut Tx, account: AccountId) -> Result<bool> {
    let removed = tx.execute(
        "delete from identity_totp where account_id = $1 and confirmed_at is not null",
        params![account],
    )?;
    Ok(removed > 0)
}

fn open(tx: &Tx, sealed: &[u8]) -> Result<[u8; 20]> {
    let plain = tx.vault().open_bytes(SECRET, sealed);
    plain
        .and_then(|bytes| bytes.try_into().ok())
        .ok_or_else(|| Error::bug("the secret of an app cannot be decrypted"))
}
