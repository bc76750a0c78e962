//! What ends by itself: flows, codes and counts that nobody needs any more.

use serde_json::json;
use store::job::{Ending, Runner};
use store::{DAY, HOUR, Result, SECOND, Tx, params};

use crate::{Identity, budget};

/// The kind of the job.
const JOB: &str = "identity.tidy";
/// How long a finished or abandoned flow stays, so that the desk finds its reference number.
const KEPT: i64 = 30 * DAY;
/// How long the count of an unknown identifier stays.
const UNKNOWN_KEPT: i64 = 366 * DAY;
/// How many browsers and networks are forgotten at once: they are many.
const AT_ONCE: u32 = 1_000;

pub(crate) fn jobs(runner: Runner, identity: &Identity) -> Runner {
    let db = identity.app.db.clone();
    runner.on(JOB, move |_| {
        let db = db.clone();
        async move {
            let full = db.write("identity.tidy", forget_old).await?;
            let pause = if full { SECOND } else { HOUR };
            Ok(Ending::Later(db.clock().now().plus(pause)))
        }
    })
}

/// Makes sure that the job is there; called once at start.
pub(crate) fn begin(tx: &mut Tx) -> Result<()> {
    let now = tx.now();
    tx.enqueue_once(JOB, JOB, &json!({}), now).map(|_| ())
}

/// Tells whether there is more to be removed.
fn forget_old(tx: &mut Tx) -> Result<bool> {
    budget::forget_old(tx)?;
    crate::security::forget_old(tx)?;
    let now = tx.now();
    let (kept, day) = (now.plus(-KEPT), now.plus(-DAY));
    tx.execute("delete from identity_code where expires_at < $1", params![day])?;
    tx.execute("delete from identity_registration where expires_at < $1", params![kept])?;
    tx.execute("delete from identity_login where expires_at < $1", params![day])?;
    tx.execute("delete from identity_recovery where expires_at < $1", params![kept])?;
    tx.execute("delete from identity_temporary where expires_at < $1", params![day])?;
    crate::regain::forget_old(tx, kept)?;
    tx.execute("delete from identity_look where at < $1", params![day])?;
    tx.execute(
        "delete from identity_totp where confirmed_at is null and created_at < $1",
        params![day],
    )?;
    tx.execute(
        "delete from identity_attempt
         where (locked_at is null and last_at < $1) or last_at < $2",
        params![day, now.plus(-UNKNOWN_KEPT)],
    )?;
    let known = tx.execute(
        "delete from identity_known where (account_id, hash) in (
           select account_id, hash from identity_known where last_at < $1
           order by last_at limit $2)",
        params![now.plus(-366 * DAY), AT_ONCE],
    )?;
    Ok(known >= u64::from(AT_ONCE))
}

/// Ends every flow and every code: a copy may hold some that were used after it was made.
pub(crate) fn restored(tx: &mut Tx) -> Result<()> {
    crate::security::forget_all(tx)?;
    crate::regain::restored(tx)?;
    let now = tx.now();
    tx.execute("delete from identity_code", params![])?;
    tx.execute("delete from identity_login", params![])?;
    tx.execute("delete from identity_temporary", params![])?;
    tx.execute("delete from identity_totp where confirmed_at is null", params![])?;
    tx.execute("update identity_registration set expires_at = $1", params![now])?;
    tx.execute("update identity_recovery set step = 'dead', expires_at = $1", params![now])?;
    // A time step of the app that was used after the copy was made must not be used again.
    tx.execute("update identity_totp set last_step = $1", params![now.seconds() / 30 + 1])?;
    Ok(())
}
