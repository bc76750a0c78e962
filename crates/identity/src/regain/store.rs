//! The rows of what was granted.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use registries::{Email, Phone};
use store::{Error, MINUTE, Moment, Result, Tx, params};
use web::staff::StaffId;

use super::{Grant, Wanted};
use crate::account::{AccountId, Handle};

store::id!(
    /// A new phone that was granted for a recovery.
    pub RegainId
);

const PHONE: &str = "identity_regain.phone";
const EMAIL: &str = "identity_regain.email";

/// From when and until when one can be used.
pub(super) type Span = (Option<Moment>, Moment);

pub(super) fn put(
    tx: &mut Tx,
    account: AccountId,
    wanted: &Wanted,
    staff: StaffId,
    (usable_at, expires_at): Span,
) -> Result<Grant> {
    let (id, now) = (RegainId(tx.new_id()), tx.now());
    let phone = tx.vault().seal_text(PHONE, wanted.phone.as_str());
    let email = wanted.email.as_ref().map(|email| tx.vault().seal_text(EMAIL, email.as_str()));
    let (phone_hash, stop) = (phone_hash(tx, &wanted.phone), stop_hash(tx, &stop_token(tx, id)));
    tx.execute(
        "insert into identity_regain (account_id, id, phone, phone_hash, email, staff_id,
           approved_by, stop, created_at, usable_at, expires_at, ended_at, ended_why)
         values ($1, $2, $3, $4, $5, $6, null, $7, $8, $9, $10, null, null)
         on conflict (account_id) do update set id = excluded.id, phone = excluded.phone,
           phone_hash = excluded.phone_hash, email = excluded.email,
           staff_id = excluded.staff_id, approved_by = null, stop = excluded.stop,
           created_at = excluded.created_at, usable_at = excluded.usable_at,
           expires_at = excluded.expires_at, ended_at = null, ended_why = null",
        params![account, id, phone, phone_hash, email, staff, stop, now, usable_at, expires_at],
    )?;
    let Wanted { phone, email } = wanted.clone();
    Ok(Grant { id, account, phone, email, staff, usable_at, expires_at })
}

type Row = (RegainId, Vec<u8>, Option<Vec<u8>>, StaffId, Option<Moment>, Moment);

pub(super) fn living(tx: &Tx, account: AccountId) -> Result<Option<Grant>> {
    let now = tx.now();
    let row: Option<Row> = tx.query_opt(
        "select id, phone, email, staff_id, usable_at, expires_at from identity_regain
         where account_id = $1 and ended_at is null and expires_at > $2 and created_at <= $3",
        params![account, now, now.plus(MINUTE)],
    )?;
    let Some((id, phone, email, staff, usable_at, expires_at)) = row else { return Ok(None) };
    let phone = Phone::parse(&tx.vault().open_text(PHONE, &phone)?);
    let phone = phone.map_err(|_| Error::bug("a granted phone is none"))?;
    let email = match email {
        Some(sealed) => {
            let email = Email::parse(&tx.vault().open_text(EMAIL, &sealed)?);
            Some(email.map_err(|_| Error::bug("a granted mailbox is none"))?)
        }
        None => None,
    };
    Ok(Some(Grant { id, account, phone, email, staff, usable_at, expires_at }))
}

/// Whether a phone is granted to another account.
pub(super) fn is_granted(tx: &Tx, account: AccountId, phone: &Phone) -> Result<bool> {
    let row: Option<(i64,)> = tx.query_opt(
        "select count(*) from identity_regain
         where phone_hash = $1 and account_id <> $2 and ended_at is null and expires_at > $3",
        params![phone_hash(tx, phone), account, tx.now()],
    )?;
    Ok(row.is_some_and(|(count,)| count > 0))
}

/// A second member of staff, once; never the one who granted it.
pub(super) fn approve(
    tx: &mut Tx,
    id: RegainId,
    by: StaffId,
    (usable_at, expires_at): (Moment, Moment),
) -> Result<bool> {
    let (now, stop) = (tx.now(), stop_hash(tx, &stop_token(tx, id)));
    let approved = tx.execute(
        "update identity_regain
         set approved_by = $2, stop = $3, usable_at = $4, expires_at = $5
         where id = $1 and approved_by is null and usable_at is null and staff_id <> $2
           and ended_at is null and expires_at > $6",
        params![id, by, stop, usable_at, expires_at, now],
    )?;
    Ok(approved == 1)
}

/// Uses it up; `false` when it was used, ended, or its time is not now.
pub(super) fn use_up(tx: &mut Tx, id: RegainId) -> Result<bool> {
    let now = tx.now();
    let used = tx.execute(
        "update identity_regain set ended_at = $2, ended_why = 'used'
         where id = $1 and ended_at is null and usable_at is not null and usable_at <= $2
           and expires_at > $2",
        params![id, now],
    )?;
    Ok(used == 1)
}

pub(super) fn end(tx: &mut Tx, account: AccountId, why: &str) -> Result<bool> {
    let now = tx.now();
    let ended = tx.execute(
        "update identity_regain set ended_at = $2, ended_why = $3
         where account_id = $1 and ended_at is null and expires_at > $2",
        params![account, now, why],
    )?;
    Ok(ended == 1)
}

/// Ends the one of a token; whose it was.
pub(super) fn stop(tx: &mut Tx, token: &str, why: &str) -> Result<Option<AccountId>> {
    let (now, stop) = (tx.now(), stop_hash(tx, token));
    let rows: Vec<(AccountId,)> = tx.execute_returning(
        "update identity_regain set ended_at = $2, ended_why = $3
         where stop = $1 and ended_at is null and expires_at > $2 returning account_id",
        params![stop, now, why],
    )?;
    Ok(rows.first().map(|(account,)| *account))
}

pub(super) fn forget_old(tx: &mut Tx, kept: Moment) -> Result<()> {
    tx.execute("delete from identity_regain where expires_at < $1", params![kept]).map(|_| ())
}

pub(super) fn end_every(tx: &mut Tx) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "update identity_regain set ended_at = $1, ended_why = 'closed' where ended_at is null",
        params![now],
    )
    .map(|_| ())
}

fn phone_hash(tx: &Tx, phone: &Phone) -> Vec<u8> {
    let handle = Handle::phone(phone);
    tx.vault().lookup(handle.kind, &handle.value)
}

/// The token of the link that stops one. It is made of the id, because only its hash is kept and
/// every letter about the same grant must have the same link.
pub(super) fn stop_token(tx: &Tx, id: RegainId) -> String {
    URL_SAFE_NO_PAD.encode(tx.vault().mac("identity_regain.stop", id.to_string().as_bytes()))
}

fn stop_hash(tx: &Tx, token: &str) -> Vec<u8> {
    tx.vault().lookup("identity_regain", token)
}
