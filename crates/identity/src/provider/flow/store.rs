//! Flows in the database; the request is sealed, because a hint may be somebody's phone.

use ::store::{Error, Moment, Result, Tx, params};
use oauth::provider::AuthorizationRequest;
use web::session::SessionId;

use super::{Flow, FlowId};

const REQUEST: &str = "identity_flow.request";

pub(super) fn insert(
    tx: &mut Tx,
    id: FlowId,
    request: &AuthorizationRequest,
    visitor: &[u8],
    arrived_at: Moment,
    expires_at: Moment,
) -> Result<()> {
    let plain = serde_json::to_vec(request).map_err(Error::bug)?;
    let sealed = tx.vault().seal(REQUEST, &plain);
    tx.execute(
        "insert into identity_flow (id, request, visitor, session, arrived_at, expires_at)
         values ($1, $2, $3, null, $4, $5)",
        params![id, sealed, visitor, arrived_at, expires_at],
    )?;
    Ok(())
}

pub(super) fn find(tx: &Tx, id: FlowId, visitor: &[u8]) -> Result<Option<Flow>> {
    let row: Option<(Vec<u8>, Option<SessionId>, Moment)> = tx.query_opt(
        "select request, session, arrived_at from identity_flow
         where id = $1 and visitor = $2 and expires_at > $3",
        params![id, visitor, tx.now()],
    )?;
    let Some((sealed, session, arrived_at)) = row else { return Ok(None) };
    let plain = tx.vault().open_bytes(REQUEST, &sealed);
    let plain = plain.ok_or_else(|| Error::bug("a kept request cannot be decrypted"))?;
    let request = serde_json::from_slice(&plain).map_err(Error::bug)?;
    Ok(Some(Flow { id, request, session, arrived_at }))
}

pub(super) fn bind(tx: &mut Tx, id: FlowId, session: SessionId) -> Result<bool> {
    let changed =
        tx.execute("update identity_flow set session = $2 where id = $1", params![id, session])?;
    Ok(changed == 1)
}

pub(super) fn take(tx: &mut Tx, id: FlowId) -> Result<bool> {
    let taken = tx.execute("delete from identity_flow where id = $1", params![id])?;
    Ok(taken == 1)
}

/// Removes flows whose time is up.
pub fn forget_old(tx: &mut Tx) -> Result<u64> {
    let now = tx.now();
    tx.execute("delete from identity_flow where expires_at <= $1", params![now])
}

/// Removes every flow.
pub fn forget_all(tx: &mut Tx) -> Result<u64> {
    tx.execute("delete from identity_flow", params![])
}
