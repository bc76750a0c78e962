//! Watching deadlines, and forgetting links.

use std::sync::Arc;

use ::store::job::{Ending, Runner};
use ::store::{DAY, Moment, Result, Tx};
use serde::{Deserialize, Serialize};
use web::App;

use super::TicketId;

/// The job that looks whether a deadline was kept.
pub(crate) const OVERDUE: &str = "support.ticket_overdue";
/// The job that removes links and views that are over, once a day.
pub(crate) const SWEEP: &str = "support.ticket_sweep";

#[derive(Serialize, Deserialize)]
struct Watched {
    ticket: TicketId,
    due: Moment,
}

/// Looks at a ticket again when its deadline has passed; once for each deadline.
pub(super) fn watch(tx: &mut Tx, ticket: TicketId, due: Moment) -> Result<()> {
    let key = format!("{OVERDUE}/{ticket}/{}", due.0);
    tx.enqueue_once(OVERDUE, &key, &Watched { ticket, due }, due)?;
    let tomorrow = tx.now().plus(DAY);
    tx.enqueue_once(SWEEP, SWEEP, &(), tomorrow).map(|_| ())
}

/// Adds the handlers of tickets.
pub fn jobs(runner: Runner, app: &App) -> Runner {
    let db = Arc::new(app.db.clone());
    let watched = db.clone();
    runner
        .on(OVERDUE, move |job| {
            let db = watched.clone();
            async move {
                let Watched { ticket, due } = job.read()?;
                let write = move |tx: &mut Tx| super::escalate(tx, ticket, due);
                db.write(OVERDUE, write).await.map(|_| Ending::Done)
            }
        })
        .on(SWEEP, move |_| {
            let db = db.clone();
            async move { db.write(SWEEP, super::forget_old).await.map(|()| Ending::Done) }
        })
}
