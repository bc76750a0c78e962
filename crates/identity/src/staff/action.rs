//! What operators change: each change needs an open record that is not their own and a reason,
//! and all of them end in the same ways.

use ::store::{DAY, Moment, Result, Tx};
use notify::Kind;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Clerk, VIEW_LIFE, store};
use crate::account::{self, AccountId};
use crate::proofing::confirm;

/// The fewest characters of a reason.
pub const REASON_MIN: usize = 10;
/// The most characters of a reason.
pub const REASON_MAX: usize = 500;

/// Why a record is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ground {
    /// A reason in words, for the person to read.
    Reason(Reason),
    /// The number that the person told.
    Number(String),
}

/// Words long enough to be a reason.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reason(String);

/// A change for which a reason is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Action {
    /// Opens the entrance that wrong passwords closed.
    Unlock,
    /// Closes the account for so many days, or until [`Action::Lift`]; the reason is shown to
    /// its owner, with the way back.
    Restrict {
        /// How many days.
        days: Option<i64>,
    },
    /// Ends a restriction before its time.
    Lift,
}

/// How an action ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Acted {
    /// It is done.
    Done,
    /// There was nothing to do: somebody else was quicker.
    Needless,
    /// The record is not open for this member of staff.
    NotOpen,
    /// It is her own account: a colleague does it.
    Own,
    /// The number is not this person's, or its time is up.
    WrongNumber,
}

impl Reason {
    /// Words of [`REASON_MIN`] to [`REASON_MAX`] characters, more than one.
    pub fn parse(text: &str) -> Option<Reason> {
        let text = text.trim();
        let length = text.chars().count();
        let words = text.split_whitespace().count();
        let fits = (REASON_MIN..=REASON_MAX).contains(&length) && words > 1;
        fits.then(|| Reason(text.to_owned()))
    }

    /// The words.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Action {
    /// The word in addresses, in the journal and in keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Action::Unlock => "unlock",
            Action::Restrict { .. } => "restrict",
            Action::Lift => "lift",
        }
    }
}

/// Opens a record for a member of staff.
pub fn open(tx: &mut Tx, clerk: &Clerk, id: AccountId, ground: &Ground) -> Result<Acted> {
    let (reason, about) = match ground {
        Ground::Reason(reason) => (reason.as_str().to_owned(), json!({"reason": reason.as_str()})),
        Ground::Number(number) => {
            if confirm::by_number(tx, number)? != Some(id) {
                return Ok(Acted::WrongNumber);
            }
            (String::new(), json!({"number": true}))
        }
    };
    store::open(tx, clerk.id, id, &reason, tx.now().plus(VIEW_LIFE))?;
    tx.journal(&clerk.by().draft("staff.read", id).with(about))?;
    Ok(Acted::Done)
}

/// Until when a record is open for a member of staff.
pub fn is_open(tx: &Tx, clerk: &Clerk, id: AccountId) -> Result<Option<Moment>> {
    store::open_until(tx, clerk.id, id)
}

/// Why this member of staff may not change this account now, if she may not. That somebody tried
/// to change her own account is written down.
pub(super) fn barrier(
    tx: &mut Tx,
    clerk: &Clerk,
    id: AccountId,
    what: &str,
) -> Result<Option<Acted>> {
    if clerk.own == Some(id) {
        let tried = json!({"action": what});
        tx.journal(&clerk.by().draft("staff.own_refused", id).with(tried))?;
        return Ok(Some(Acted::Own));
    }
    let closed = store::open_until(tx, clerk.id, id)?.is_none();
    Ok(closed.then_some(Acted::NotOpen))
}

/// Changes an account.
pub fn act(
    tx: &mut Tx,
    clerk: &Clerk,
    id: AccountId,
    action: Action,
    reason: &Reason,
) -> Result<Acted> {
    if let Some(refused) = barrier(tx, clerk, id, action.as_str())? {
        return Ok(refused);
    }
    let by = clerk.by();
    let done = match action {
        Action::Unlock => account::unlock(tx, id, &by)?,
        Action::Restrict { days } => {
            let until = days.map(|days| tx.now().plus(days * DAY));
            account::restrict(tx, id, reason.as_str(), until, &by)?
        }
        Action::Lift => {
            let lifted = account::lift(tx, id, &by)?;
            if lifted {
                crate::tell(tx, id, Kind::Security, "restriction-lifted", Vec::new())?;
            }
            lifted
        }
    };
    if !done {
        return Ok(Acted::Needless);
    }
    let about = json!({"action": action.as_str(), "reason": reason.as_str()});
    tx.journal(&by.draft("staff.acted", id).with(about))?;
    Ok(Acted::Done)
}

/// How a confirmation at the desk ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Confirmed {
    /// The document was looked at.
    Compared(confirm::Confirming),
    /// It was not: see [`Acted`].
    Not(Acted),
}

/// Confirms the owner by the passport that lies before the member of staff.
pub fn confirm(
    tx: &mut Tx,
    clerk: &Clerk,
    id: AccountId,
    series: &str,
    number: &str,
) -> Result<Confirmed> {
    if let Some(refused) = barrier(tx, clerk, id, "confirm")? {
        return Ok(Confirmed::Not(refused));
    }
    confirm::confirm(tx, &clerk.name, id, series, number).map(Confirmed::Compared)
}
