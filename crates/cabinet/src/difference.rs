//! Differences between what the provider says of a person and what a register says, remembered
//! from the reading that finds them to the one that no longer does.
//!
//! Each answer of a register is compared in the transaction that keeps it, so a difference, its
//! journal entry and the notice to the person exist together or not at all. The profile is the one
//! of the last entry: an older session elsewhere does not bring back what has been corrected.

mod pages;
mod store;
#[cfg(test)]
mod tests;

use ::store::journal::Draft;
use ::store::{DAY, Moment, Result, Tx};
use notify::{Kind, Notice, Recipient, list_arg, text_arg};
use registries::{Holder, Register};
use serde_json::json;
use web::Site;

use crate::account::{self, CabinetAccountId};
use crate::section::{Comparison, Line, compare};

pub use pages::Differing;

/// A difference that stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Which register says something else.
    pub register: Register,
    /// The key of the words for what differs.
    pub line: String,
    /// What the provider says.
    pub ours: String,
    /// What the register says.
    pub theirs: String,
    /// When it was found.
    pub found_at: Moment,
}

/// The differences of a person that stand, in the order in which they were found.
pub fn standing(tx: &Tx, account: CabinetAccountId) -> Result<Vec<Difference>> {
    store::standing(tx, account)
}

/// What a register says of a person, and where it is shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reading<'a> {
    pub(crate) site: Site,
    pub(crate) account: CabinetAccountId,
    pub(crate) register: Register,
    pub(crate) holder: &'a Holder,
}

impl Reading<'_> {
    /// Compares and writes down what is new and what is over; the person is told of what is new.
    pub(crate) fn note(self, tx: &mut Tx) -> Result<()> {
        let found = self.found(tx)?;
        let known = store::known(tx, self.account, self.register)?;
        let is =
            |id: &store::Known, found: &Found| id.line == found.line.key && id.hash == found.hash;
        for over in known.iter().filter(|known| !found.iter().any(|found| is(known, found))) {
            store::resolve(tx, over)?;
            self.journal(tx, "difference.resolved", &over.line)?;
        }
        store::seen(tx, self.account, self.register)?;
        let mut new = Vec::new();
        for found in found.iter().filter(|found| !known.iter().any(|known| is(known, found))) {
            if store::insert(tx, self, found)? {
                self.journal(tx, "difference.found", found.line.key)?;
                new.push(found);
            }
        }
        self.tell(tx, &new)
    }

    /// Whether [`Reading::note`] would find something new or over: the profile has changed since
    /// the register answered.
    pub(crate) fn is_news(self, tx: &Tx) -> Result<bool> {
        let mut found: Vec<_> =
            self.found(tx)?.into_iter().map(|f| (f.line.key.to_owned(), f.hash)).collect();
        let known = store::known(tx, self.account, self.register)?;
        let mut known: Vec<_> = known.into_iter().map(|k| (k.line, k.hash)).collect();
        found.sort_unstable();
        known.sort_unstable();
        Ok(found != known)
    }

    fn found(self, tx: &Tx) -> Result<Vec<Found>> {
        let Some(account) = account::find(tx, self.account)? else { return Ok(Vec::new()) };
        let lines = compare(&account.profile, self.holder).into_iter();
        let different = lines.filter(|line| line.comparison == Comparison::Different);
        Ok(different.map(|line| Found { hash: self.hash(tx, &line), line }).collect())
    }

    fn hash(self, tx: &Tx, line: &Line) -> Vec<u8> {
        let values = [line.ours.as_deref(), line.theirs.as_deref()].map(Option::unwrap_or_default);
        tx.vault().lookup("cabinet_difference", &values.join("\u{1f}"))
    }

    /// Time and author stand in the journal; the values do not, they are in the table.
    fn journal(self, tx: &mut Tx, event: &str, line: &str) -> Result<()> {
        let draft = Draft::new(self.site.as_str(), event).by("register", self.register);
        let about = json!({"register": self.register.as_str(), "line": line});
        tx.journal(&draft.about(self.account).with(about)).map(|_| ())
    }

    /// One notice for everything that is new. A register that goes to and fro is told of once a
    /// day.
    fn tell(self, tx: &mut Tx, new: &[&Found]) -> Result<()> {
        let Some(first) = new.first() else { return Ok(()) };
        let day = tx.now().0.div_euclid(DAY);
        let hash: String = first.hash.iter().map(|byte| format!("{byte:02x}")).collect();
        let notice = Notice {
            kind: Kind::Account,
            event: "data-differ",
            args: vec![
                ("register", text_arg(self.register.name_key())),
                ("lines", list_arg(new.iter().map(|found| found.line.key))),
            ],
            key: Some(format!("differs:{}:{}:{hash}:{day}", self.register, first.line.key)),
        };
        notify::tell(tx, &Recipient::new(self.site, self.account), &notice)
    }
}

/// A difference of one reading.
pub(crate) struct Found {
    line: Line,
    hash: Vec<u8>,
}
