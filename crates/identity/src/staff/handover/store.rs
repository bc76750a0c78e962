//! The rows of contacts that were handed over.

use notify::Channel;
use serde_json::Value;
use store::{Error, Moment, Result, Tx, params};
use web::staff::StaffId;

use super::{LIFE, Newcomer, Pending};
use crate::account::{AccountId, Handle};
use crate::registration::RegistrationId;

store::id!(
    /// A contact that was handed over.
    pub HandoverId
);

const GROUNDS: &str = "identity_handover.grounds";

pub(super) fn insert(
    tx: &mut Tx,
    staff: StaffId,
    from: AccountId,
    newcomer: Newcomer,
    handle: &Handle,
    grounds: &Value,
) -> Result<HandoverId> {
    let plain = serde_json::to_vec(grounds).map_err(Error::bug)?;
    let (id, now) = (HandoverId(tx.new_id()), tx.now());
    let (hash, sealed) =
        (tx.vault().lookup(handle.kind, &handle.value), tx.vault().seal(GROUNDS, &plain));
    let (account, registration) = both(newcomer);
    let until = now.plus(LIFE);
    tx.execute(
        "insert into identity_handover (id, kind, hash, from_account, to_account, registration_id,
           staff_id, grounds, at, received_at, expires_at, taken_at, ended_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, null, $10, null, null)",
        params![id, handle.kind, hash, from, account, registration, staff, sealed, now, until],
    )?;
    Ok(id)
}

fn both(newcomer: Newcomer) -> (Option<AccountId>, Option<RegistrationId>) {
    match newcomer {
        Newcomer::Account(account) => (Some(account), None),
        Newcomer::Registration(registration) => (None, Some(registration)),
    }
}

/// Whether something is handed to a newcomer by the account that still has it.
pub(super) fn waits(tx: &Tx, newcomer: Newcomer, handle: &Handle) -> Result<bool> {
    let ((account, registration), now) = (both(newcomer), tx.now());
    let row: Option<(i64,)> = tx.query_opt(
        "select count(*) from identity_handover h
         join identity_handle o
           on o.kind = h.kind and o.hash = h.hash and o.account_id = h.from_account
         where h.kind = $1 and h.hash = $2 and (h.to_account = $3 or h.registration_id = $4)
           and h.taken_at is null and h.ended_at is null and h.expires_at > $5",
        params![
            handle.kind,
            tx.vault().lookup(handle.kind, &handle.value),
            account,
            registration,
            now
        ],
    )?;
    Ok(row.is_some_and(|(count,)| count > 0))
}

/// Takes what is handed to a newcomer, once: from whom, and by whose word.
pub(super) fn take(
    tx: &mut Tx,
    newcomer: Newcomer,
    handle: &Handle,
) -> Result<Option<(AccountId, StaffId)>> {
    let ((account, registration), now) = (both(newcomer), tx.now());
    let hash = tx.vault().lookup(handle.kind, &handle.value);
    let rows = tx.execute_returning(
        "update identity_handover set taken_at = $5
         where kind = $1 and hash = $2 and (to_account = $3 or registration_id = $4)
           and taken_at is null and ended_at is null and expires_at > $5
         returning from_account, staff_id",
        params![handle.kind, hash, account, registration, now],
    )?;
    Ok(rows.into_iter().next())
}

/// Ends what waits about a contact of an account; `false` when nothing did.
pub(super) fn end(tx: &mut Tx, from: AccountId, kind: &str) -> Result<bool> {
    let now = tx.now();
    let ended = tx.execute(
        "update identity_handover set ended_at = $3
         where from_account = $1 and kind = $2 and taken_at is null and ended_at is null
           and expires_at > $3",
        params![from, kind, now],
    )?;
    Ok(ended > 0)
}

type Row = (HandoverId, String, Option<AccountId>, Option<RegistrationId>, Moment);

/// What waits about contacts that an account still has.
pub(super) fn pending(tx: &Tx, from: AccountId) -> Result<Vec<Pending>> {
    let rows: Vec<Row> = tx.query(
        "select h.id, h.kind, h.to_account, h.registration_id, h.expires_at
         from identity_handover h
         join identity_handle o
           on o.kind = h.kind and o.hash = h.hash and o.account_id = h.from_account
         where h.from_account = $1 and h.taken_at is null and h.ended_at is null
           and h.expires_at > $2
         order by h.kind desc",
        params![from, tx.now()],
    )?;
    rows.into_iter()
        .map(|(id, kind, account, registration, expires_at)| {
            let to = one(account, registration)?;
            Ok(Pending { id, channel: channel(&kind), to, expires_at })
        })
        .collect()
}

/// Ends one that waits, once: which contact, and who does not get it.
pub(super) fn withdraw(
    tx: &mut Tx,
    from: AccountId,
    id: HandoverId,
) -> Result<Option<(Channel, Newcomer)>> {
    let now = tx.now();
    let rows: Vec<(String, Option<AccountId>, Option<RegistrationId>)> = tx.execute_returning(
        "update identity_handover set ended_at = $3
         where id = $1 and from_account = $2 and taken_at is null and ended_at is null
           and expires_at > $3
         returning kind, to_account, registration_id",
        params![id, from, now],
    )?;
    let Some((kind, account, registration)) = rows.into_iter().next() else { return Ok(None) };
    Ok(Some((channel(&kind), one(account, registration)?)))
}

fn channel(kind: &str) -> Channel {
    if kind == "phone" { Channel::Sms } else { Channel::Email }
}

fn one(account: Option<AccountId>, registration: Option<RegistrationId>) -> Result<Newcomer> {
    let account = account.map(Newcomer::Account);
    let found = account.or(registration.map(Newcomer::Registration));
    found.ok_or_else(|| Error::bug("a handover goes to nobody"))
}

/// What was handed over, by whom, on which grounds.
pub(super) type Received = (HandoverId, StaffId, Value);

/// Marks what was taken for an account as received; rows without an end are from the time when
/// it was taken at once. What its owner took back herself was not for her.
pub(super) fn receive(tx: &mut Tx, account: AccountId, handle: &Handle) -> Result<Vec<Received>> {
    let (hash, now) = (tx.vault().lookup(handle.kind, &handle.value), tx.now());
    let rows: Vec<(HandoverId, StaffId, Vec<u8>)> = tx.execute_returning(
        "update identity_handover set received_at = $4, to_account = $3
         where kind = $1 and hash = $2 and received_at is null and from_account <> $3
           and (taken_at is not null or expires_at is null)
           and (to_account is null or to_account = $3)
         returning id, staff_id, grounds",
        params![handle.kind, hash, account, now],
    )?;
    rows.into_iter().map(|(id, staff, sealed)| Ok((id, staff, opened(tx, &sealed)?))).collect()
}

fn opened(tx: &Tx, sealed: &[u8]) -> Result<Value> {
    let plain = tx.vault().open_bytes(GROUNDS, sealed);
    let plain = plain.ok_or_else(|| Error::bug("the grounds of a handover cannot be decrypted"))?;
    serde_json::from_slice(&plain).map_err(Error::bug)
}
