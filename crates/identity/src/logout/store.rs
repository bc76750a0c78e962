//! Farewells in the database: a row for each service that has not confirmed yet.

use ::store::{Result, Tx, params};

use super::{Farewell, FarewellId};

pub(super) fn insert(tx: &mut Tx, farewell: &Farewell) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "insert into identity_logout (id, client, account, session, created_at)
         values ($1, $2, $3, $4, $5)",
        params![farewell.id, farewell.client, farewell.account, farewell.session, now],
    )?;
    Ok(())
}

/// Whether a service still has to be told.
pub(crate) fn find(tx: &Tx, id: FarewellId) -> Result<bool> {
    let row: Option<(String,)> =
        tx.query_opt("select client from identity_logout where id = $1", params![id])?;
    Ok(row.is_some())
}

/// The service has confirmed.
pub(crate) fn forget(tx: &mut Tx, id: FarewellId) -> Result<()> {
    tx.execute("delete from identity_logout where id = $1", params![id])?;
    Ok(())
}

/// Forgets everything that waits: after a restore those sessions are not ours to end.
pub fn forget_all(tx: &mut Tx) -> Result<u64> {
    tx.execute("delete from identity_logout", params![])
}
