//! Which records are open for whom, and who looked at them.

use store::{Moment, Result, Tx, params};
use web::staff::StaffId;

use super::VIEW_LIFE;
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

/// Notes that a record is looked at; `true` unless that was noted within [`VIEW_LIFE`].
pub(super) fn look(tx: &mut Tx, staff: StaffId, account: AccountId) -> Result<bool> {
    let now = tx.now();
    let noted = tx.execute(
        "insert into identity_look (staff_id, account_id, at) values ($1, $2, $3)
         on conflict (staff_id, account_id) do update set at = excluded.at
         where identity_look.at <= $4 or identity_look.at > $3",
        params![staff, account, now, now.plus(-VIEW_LIFE)],
    )?;
    Ok(noted == 1)
}

/// Nothing was shown after all.
pub(super) fn forget_look(tx: &mut Tx, staff: StaffId, account: AccountId) -> Result<()> {
    tx.execute(
        "delete from identity_look where staff_id = $1 and account_id = $2",
        params![staff, account],
    )
    .map(|_| ())
}
