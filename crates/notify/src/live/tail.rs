//! What a node has told already.

use std::collections::HashMap;

use ::store::{Id, Moment, Result, SECOND};
use tokio::time::{Duration, Instant};
use web::App;
use web::live::Change;

use super::{BACK, store};

/// How far an ordinary look goes back, in microseconds: commits take less as a rule.
const NEAR: i64 = SECOND;
/// A look goes back all of [`BACK`] this often.
const FAR_EVERY: Duration = Duration::from_secs(3);
/// Rows read at once.
const BATCH: usize = 1_000;

/// What was told lately, and when was last looked far back.
#[derive(Debug, Default)]
pub(super) struct Tail {
    told: HashMap<Id, Moment>,
    far: Option<Instant>,
}

impl Tail {
    /// Tells what is new; returns how much that was.
    pub(super) async fn look(&mut self, app: &App) -> Result<usize> {
        let is_far = self.far.is_none_or(|at| at.elapsed() >= FAR_EVERY);
        let now = app.clock.now();
        let mut place = (now.plus(if is_far { -BACK } else { -NEAR }), String::new());
        let mut new = 0;
        loop {
            let from = place.clone();
            let rows = app.db.read(move |tx| store::since(tx, from.0, &from.1, BATCH)).await?;
            let count = rows.len();
            for row in rows {
                place = (row.change.at, row.change.id.to_string());
                if self.told.insert(row.change.id, row.change.at).is_none() {
                    app.live.tell(row.who.site, &row.who.subject, &row.change);
                    new += 1;
                }
            }
            if count < BATCH {
                break;
            }
        }
        if is_far {
            self.far = Some(Instant::now());
            // Twice as far, for the clocks of other nodes.
            self.told.retain(|_, at| *at > now.plus(-2 * BACK));
        }
        Ok(new)
    }
}

/// A change and whose it is.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) who: crate::Recipient,
    pub(super) change: Change,
}
