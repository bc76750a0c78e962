//! The journal of one member of staff.

use super::{Entry, RawEntry, entry};
use crate::{Moment, Result, Tx, params};

/// What one member of staff did, newest first, older than `before`.
pub fn by_staff(
    tx: &Tx,
    staff: impl std::fmt::Display,
    before: Option<Moment>,
    limit: u32,
) -> Result<Vec<Entry>> {
    // The index holds staff only; its condition has to stand here word by word.
    let rows = tx.query::<RawEntry>(
        "select id, at, site, event, actor, subject, payload from store_journal
         where actor = $1 and actor like 'staff:%' and at < $2
         order by at desc, id desc limit $3",
        params![format!("staff:{staff}"), before.unwrap_or(Moment(i64::MAX)), limit],
    )?;
    rows.into_iter().map(|raw| entry(tx, raw)).collect()
}
