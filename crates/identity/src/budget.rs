//! Budgets: how often a thing may be done within any span of time.
//!
//! Unlike [`Tx::charge`], which counts in windows that begin at fixed moments, a budget looks
//! back: whatever the moment, no more than `most` uses lie within the span before it. Uses that
//! seem to lie in the future count, too: a clock that was set back gives nothing away.

#[cfg(test)]
mod tests;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use store::{Id, Moment, Result, Tx, params};

/// What is limited, for whom, and how much of it there is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Budget {
    /// What is limited and for whom; kept as a keyed hash.
    pub(crate) key: String,
    /// How many uses.
    pub(crate) most: i64,
    /// Within how many microseconds.
    pub(crate) span: i64,
}

/// A use that was taken and can be given back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Use(Id);

impl Budget {
    pub(crate) fn new(what: &str, whose: impl std::fmt::Display, most: i64, span: i64) -> Budget {
        Budget { key: format!("{what}:{whose}"), most, span }
    }

    fn hash(&self, tx: &Tx) -> String {
        URL_SAFE_NO_PAD.encode(tx.vault().lookup("identity_use", &self.key))
    }

    /// Takes one use in one statement; `None` when there is none left.
    pub(crate) fn take(&self, tx: &mut Tx) -> Result<Option<Use>> {
        let (id, key, now) = (tx.new_id(), self.hash(tx), tx.now());
        let taken = tx.execute(
            "insert into identity_use (id, key, at)
             select cast($1 as text), cast($2 as text), cast($3 as int8)
             where (select count(*) from identity_use where key = $2 and at > $4) < $5",
            params![id, key, now, now.plus(-self.span), self.most],
        )?;
        Ok((taken == 1).then_some(Use(id)))
    }

    /// How many uses are left.
    pub(crate) fn left(&self, tx: &Tx) -> Result<i64> {
        let (used,): (i64,) = tx.query_one(
            "select count(*) from identity_use where key = $1 and at > $2",
            params![self.hash(tx), tx.now().plus(-self.span)],
        )?;
        Ok((self.most - used).max(0))
    }

    /// When the next use will be there, if there is none now.
    pub(crate) fn next_at(&self, tx: &Tx) -> Result<Moment> {
        // The use that has to grow old is the `most`-th newest.
        let row: Option<(Moment,)> = tx.query_opt(
            "select at from identity_use where key = $1 and at > $2
             order by at desc limit 1 offset $3",
            params![self.hash(tx), tx.now().plus(-self.span), self.most - 1],
        )?;
        Ok(row.map_or(tx.now(), |(at,)| at.plus(self.span)))
    }
}

/// Gives a use back: it turned out to be a right one.
pub(crate) fn give_back(tx: &mut Tx, taken: Use) -> Result<()> {
    tx.execute("delete from identity_use where id = $1", params![taken.0]).map(|_| ())
}

/// Removes what no budget looks at any more.
pub(crate) fn forget_old(tx: &mut Tx) -> Result<()> {
    let before = tx.now().plus(-2 * store::DAY);
    tx.execute("delete from identity_use where at < $1", params![before]).map(|_| ())
}
