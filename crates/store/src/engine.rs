//! The two engines. Nothing outside this folder names `rusqlite` or `postgres` for statements.

pub(crate) mod lite;
pub(crate) mod pg;

use crate::{Error, Result, Tx};

/// A closure on its way through an engine, with the place its answer goes to.
pub(crate) trait Work: Send {
    /// Its name for logs and metrics.
    fn name(&self) -> &'static str;
    fn kind(&self) -> Kind;
    /// Runs it once; it may be asked to run again from the start.
    fn run(&mut self, tx: &mut Tx) -> Result<()>;
    /// Gives the answer: what it returned when `end` is `Ok`, else the error.
    fn answer(self: Box<Self>, end: Result<()>);
}

/// How a closure wants to be run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One consistent view, no writes.
    Read,
    /// Serializable.
    Write,
    /// A write that may be repeated after a commit whose end is unknown, because it finds its
    /// own outcome under its key.
    Keyed,
    /// A single statement that claims rows: read committed, skipping what others hold.
    Claim,
}

/// Closures that wait for an engine, as `/metrics` shows them.
pub(crate) fn queued(more: f64) {
    metrics::gauge!("store_queue").increment(more);
}

/// Runs one piece of work; a panic inside is a bug of that work and stops nothing else.
pub(crate) fn run_caught(work: &mut dyn Work, tx: &mut Tx) -> Result<()> {
    let name = work.name();
    let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| work.run(tx)))
        .unwrap_or_else(|_| Err(Error::Broken(format!("{name} panicked"))));
    match (outcome, tx.failure()) {
        // A closure that swallowed a failed statement must not commit half of its work.
        (Ok(()), Some(error)) => Err(error),
        (outcome, _) => outcome,
    }
}
