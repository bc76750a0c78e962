//! Notices on the site itself: a list for each person, and which of them are read.

pub(crate) mod pages;
pub(crate) mod store;
#[cfg(test)]
pub(crate) mod tests;

use ::store::{DAY, Id, Moment, Result, Tx};
use web::Site;

use crate::{Kind, Notice, Recipient, live};

/// Notices stay in the list so long, read or not.
pub(crate) const KEPT: i64 = 180 * DAY;

/// A notice in the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its id; the messages of the same notice share it.
    pub id: Id,
    /// What it is about.
    pub kind: Kind,
    /// The middle of the keys of its words.
    pub event: String,
    /// What its words mention.
    pub args: Vec<(String, String)>,
    /// The page that it is about, as a path of the site.
    pub about: Option<String>,
    /// When it was made.
    pub created_at: Moment,
    /// When it was read.
    pub read_at: Option<Moment>,
}

/// Where a page of the list begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum From {
    /// At the newest.
    Newest,
    /// Below this one.
    Before(Id),
    /// Above this one.
    After(Id),
}

/// Puts a notice into the list; `false` when one with its key is there.
pub(crate) fn put(
    tx: &mut Tx,
    who: &Recipient,
    notice: &Notice,
    about: Option<&str>,
    id: Id,
) -> Result<bool> {
    store::put(tx, who, notice, about, id)
}

/// How many notices of a person are not read; at most a hundred are counted.
pub fn unread(tx: &Tx, site: Site, subject: &str) -> Result<u32> {
    store::unread(tx, site, subject)
}

/// A page of the list, newest first.
pub fn list(tx: &Tx, who: &Recipient, from: From, limit: u32) -> Result<Vec<Listed>> {
    match from {
        From::Newest => store::newest(tx, who, limit),
        From::Before(id) => store::before(tx, who, id, limit),
        From::After(id) => {
            let mut rows = store::after(tx, who, id, limit)?;
            rows.reverse();
            Ok(rows)
        }
    }
}

/// A notice of this person.
pub fn find(tx: &Tx, who: &Recipient, id: Id) -> Result<Option<Listed>> {
    store::find(tx, who, id)
}

/// Notes that a notice was read; other open pages of the person show the new number.
pub fn read(tx: &mut Tx, who: &Recipient, id: Id) -> Result<()> {
    if store::read(tx, who, id)? {
        live::put(tx, who, None, None)?;
    }
    Ok(())
}

/// Notes that every notice was read that was in the list when it showed `newest`; what came later
/// stays unread.
pub fn read_all(tx: &mut Tx, who: &Recipient, newest: Id) -> Result<u64> {
    let read = store::read_all(tx, who, newest)?;
    if read > 0 {
        live::put(tx, who, None, None)?;
    }
    Ok(read)
}
