//! The look of a node: it finds what changed and tells the pages that are open here.

use std::time::Duration;

use tokio::time::Instant;
use web::App;

use super::tail::Tail;

/// Without a commit of this node, others' are looked for this often.
const LOOK: Duration = Duration::from_millis(500);
/// Between two looks there is at least this; commits come in swarms.
const PAUSE: Duration = Duration::from_millis(100);

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
