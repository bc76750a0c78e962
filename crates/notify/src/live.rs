//! Changes come into the open page: a row for each, one look per node over the database, and a
//! stream for each page that is seen ([`web::live`]).
//!
//! A row may be committed after one with a later moment, and the clocks of nodes differ. So every
//! look goes back, a little each time and [`BACK`] every now and then, and what was told already
//! is not told again. A stream that begins reads what came since its page was made.

pub(crate) mod pages;
pub(crate) mod store;
mod tail;
#[cfg(test)]
mod tests;

use std::time::Duration;

use ::store::{HOUR, Id, Result, SECOND, Tx};
use tokio::time::Instant;
use web::App;

use self::tail::Tail;
use crate::Recipient;

/// Rows stay so long; a page that slept longer is told to look at everything.
pub(crate) const KEPT: i64 = HOUR;
/// Rows that were committed late by up to this long, in microseconds, are not missed.
const BACK: i64 = 15 * SECOND;
/// Without a commit of this node, others' are looked for this often.
const LOOK: Duration = Duration::from_millis(500);
/// Between two looks there is at least this; commits come in swarms.
const PAUSE: Duration = Duration::from_millis(50);

/// Writes that something changed for a person: what is at the path `about`, or only the number of
/// unread notices.
pub(crate) fn put(
    tx: &mut Tx,
    who: &Recipient,
    about: Option<&str>,
    notice: Option<Id>,
) -> Result<()> {
    if !who.site.has_notices() {
        return Ok(());
    }
    store::put(tx, who, about, notice)
}

/// Tells the pages that are open on this node, until `stop` resolves; then all streams end. Run it
/// once per node. While no page listens it does not look.
pub async fn run(app: App, stop: impl Future<Output = ()>) {
    tokio::pin!(stop);
    let mut tail = Tail::default();
    loop {
        if app.live.open() == 0 {
            tail = Tail::default();
            tokio::select! {
                () = &mut stop => break,
                () = app.live.somebody() => {}
            }
        }
        // Listen before looking, so that nothing that arrives in between is slept over.
        let arrived = app.db.work_arrived();
        let begun = Instant::now();
        if let Err(error) = tail.look(&app).await {
            tracing::warn!(%error, "changes cannot be looked for");
        }
        tokio::select! {
            () = &mut stop => break,
            () = arrived => tokio::time::sleep_until(begun + PAUSE).await,
            () = tokio::time::sleep(LOOK) => {}
        }
    }
    app.live.close();
}
