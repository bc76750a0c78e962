//! Changes come into the open page: a row for each, one look per node over the database, and a
//! stream for each page that is seen ([`web::live`]).
//!
//! A row may be committed after one with a later moment, and the clocks of nodes differ. So every
//! look goes back, a little each time and [`BACK`] every now and then, and what was told already
//! is not told again. A stream that begins reads what came since its page was made.

mod jobs;
pub(crate) mod pages;
pub(crate) mod store;
mod tail;
#[cfg(test)]
mod tests;

use ::store::{HOUR, Id, Result, SECOND, Tx};

use crate::Recipient;

pub use jobs::run;

/// Rows stay so long; a page that slept longer is told to look at everything.
pub(crate) const KEPT: i64 = HOUR;
/// Rows that were committed late by up to this long, in microseconds, are not missed.
const BACK: i64 = 15 * SECOND;

/// The most that [`touched`] looks at.
const TOUCHED_MAX: usize = 1_000;

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

/// What the open pages of a person were lately told to show anew, oldest first. For stories;
/// nothing that serves requests calls it.
pub fn touched(tx: &Tx, who: &Recipient) -> Result<Vec<String>> {
    let changes = store::of(tx, who, tx.now().plus(-KEPT), TOUCHED_MAX)?;
    Ok(changes.into_iter().filter_map(|change| change.about).collect())
}
