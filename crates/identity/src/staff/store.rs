//! Which records are open for whom.

use store::{Moment, Result, Tx, params};
use web::staff::StaffId;

use crate::account::AccountId;

const REASON: &str = "identity_view.reason";

pub(super) fn open(
    tx: &mut Tx,
    staff: StaffId,
    account: AccountId,
    reason: &str,
    until: Moment,
) -> Result<()> {
    let (sealed, now) = (tx.vault().seal_text(REASON, reason), tx.now());
    tx.execute(
        "insert into identity_view (staff_id, account_id, reason, opened_at, expires_at)
         values ($1, $2, $3, $4, $5)
         on conflict (staff_id, account_id) do update
           set reason = excluded.reason, opened_at = excluded.opened_at,
             expires_at = excluded.expires_at",
        params![staff, account, sealed, now, until],
    )
    .map(|_| ())
}

pub(super) fn open_until(tx: &Tx, staff: StaffId, account: AccountId) -> Result<Option<Moment>> {
    let row: Option<(Moment,)> = tx.query_opt(
        "select expires_at from identity_view
         where staff_id = $1 and account_id = $2 and expires_at > $3 and opened_at <= $3",
        params![staff, account, tx.now()],
    )?;
    Ok(row.map(|(until,)| until))
}
