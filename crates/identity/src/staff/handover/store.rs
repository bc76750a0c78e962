//! The rows of contacts that were handed over.

use serde_json::Value;
use store::{Error, Result, Tx, params};
use web::staff::StaffId;

use super::Newcomer;
use crate::account::{AccountId, Handle};

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
    let (account, registration) = match newcomer {
        Newcomer::Account(account) => (Some(account), None),
        Newcomer::Registration(registration) => (None, Some(registration)),
    };
    tx.execute(
        "insert into identity_handover (id, kind, hash, from_account, to_account, registration_id,
           staff_id, grounds, at, received_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, null)",
        params![id, handle.kind, hash, from, account, registration, staff, sealed, now],
    )?;
    Ok(id)
}

/// What was handed over, by whom, on which grounds.
pub(super) type Received = (HandoverId, StaffId, Value);

/// Marks what waits for an account as received. What its owner took back herself was not for her.
pub(super) fn receive(tx: &mut Tx, account: AccountId, handle: &Handle) -> Result<Vec<Received>> {
    let (hash, now) = (tx.vault().lookup(handle.kind, &handle.value), tx.now());
    let rows: Vec<(HandoverId, StaffId, Vec<u8>)> = tx.execute_returning(
        "update identity_handover set received_at = $4, to_account = $3
         where kind = $1 and hash = $2 and received_at is null and from_account <> $3
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
