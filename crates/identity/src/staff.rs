//! What the desk does with people's accounts: finding one, seeing it, confirming its owner,
//! unlocking, restricting.
//!
//! An account is found by an exact value only, and shown masked. Whoever wants to see more gives
//! a reason in words, or the number that the person has brought along; either is written into the
//! journal that the person reads. The passport is never shown here: staff type it from the
//! document before them, and it must be the same ([`crate::proofing::confirm`]).

pub(crate) mod pages;
mod store;
#[cfg(test)]
mod tests;

use ::store::{HOUR, MINUTE, Moment, Result, Tx};
use notify::Kind;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::staff::StaffId;

use crate::account::{self, Account, AccountId, By, Identifier, Status};
use crate::budget::Budget;
use crate::proofing::{self, confirm};

pub use pages::{Frame, routes};

/// How long a record stays open for a member of staff.
pub const VIEW_LIFE: i64 = 30 * MINUTE;
/// Searches of one member of staff within any hour.
pub const SEARCHES_PER_HOUR: i64 = 120;
/// The fewest characters of a reason.
pub const REASON_MIN: usize = 10;
/// The most characters of a reason.
pub const REASON_MAX: usize = 500;

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Search {
    /// This account has exactly this.
    Found {
        /// The account.
        account: AccountId,
    },
    /// Nobody has exactly this.
    Nobody,
    /// Too many searches within this hour.
    Spent {
        /// When the next is possible.
        until: Moment,
    },
}

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

/// How an action ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Acted {
    /// It is done.
    Done,
    /// There was nothing to do: somebody else was quicker.
    Needless,
    /// The record is not open for this member of staff.
    NotOpen,
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

/// Finds an account by an exact phone, e-mail, СНИЛС, account number, confirmation number or
/// reference number. Who was found reads it in her journal.
pub fn search(tx: &mut Tx, staff: StaffId, text: &str) -> Result<Search> {
    let searches = Budget::new("staff-search", staff, SEARCHES_PER_HOUR, HOUR);
    if searches.take(tx)?.is_none() {
        return Ok(Search::Spent { until: searches.next_at(tx)? });
    }
    let Some(account) = find(tx, text.trim())? else { return Ok(Search::Nobody) };
    tx.journal(&By::Staff(&staff.to_string()).draft("staff.found", account))?;
    Ok(Search::Found { account })
}

fn find(tx: &Tx, text: &str) -> Result<Option<AccountId>> {
    if let Ok(id) = text.parse::<AccountId>() {
        return Ok(account::find(tx, id)?.map(|account| account.id));
    }
    match shape(text).as_str() {
        "0000-0000" | "00000000" => return confirm::by_number(tx, text),
        "0000-0000-00" => return proofing::by_reference(tx, text),
        _ => {}
    }
    match Identifier::detect(text) {
        Some(identifier) => account::by_identifier(tx, &identifier),
        None => Ok(None),
    }
}

/// The text with every digit as a zero.
fn shape(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect()
}

/// Opens a record for a member of staff.
pub fn open(tx: &mut Tx, staff: StaffId, id: AccountId, ground: &Ground) -> Result<Acted> {
    let (reason, about) = match ground {
        Ground::Reason(reason) => (reason.as_str().to_owned(), json!({"reason": reason.as_str()})),
        Ground::Number(number) => {
            if confirm::by_number(tx, number)? != Some(id) {
                return Ok(Acted::WrongNumber);
            }
            (String::new(), json!({"number": true}))
        }
    };
    store::open(tx, staff, id, &reason, tx.now().plus(VIEW_LIFE))?;
    tx.journal(&By::Staff(&staff.to_string()).draft("staff.read", id).with(about))?;
    Ok(Acted::Done)
}

/// Until when a record is open for a member of staff.
pub fn is_open(tx: &Tx, staff: StaffId, id: AccountId) -> Result<Option<Moment>> {
    store::open_until(tx, staff, id)
}

/// Unlocks an account that wrong passwords locked.
pub fn unlock(tx: &mut Tx, staff: StaffId, id: AccountId, reason: &Reason) -> Result<Acted> {
    act(tx, staff, id, "unlock", reason, |tx, by| {
        let unlocked = account::unlock(tx, id, by)?;
        if unlocked {
            crate::tell(tx, id, Kind::Security, "unlocked-by-support", Vec::new())?;
        }
        Ok(unlocked)
    })
}

/// Restricts an account; the reason is shown to its owner, with the way back.
pub fn restrict(
    tx: &mut Tx,
    staff: StaffId,
    id: AccountId,
    reason: &Reason,
    until: Option<Moment>,
) -> Result<Acted> {
    act(tx, staff, id, "restrict", reason, |tx, by| {
        account::restrict(tx, id, reason.as_str(), until, by)
    })
}

/// Ends a restriction before its time.
pub fn lift(tx: &mut Tx, staff: StaffId, id: AccountId, reason: &Reason) -> Result<Acted> {
    act(tx, staff, id, "lift", reason, |tx, by| {
        let lifted = account::lift(tx, id, by)?;
        if lifted {
            crate::tell(tx, id, Kind::Security, "restriction-lifted", Vec::new())?;
        }
        Ok(lifted)
    })
}

fn act(
    tx: &mut Tx,
    staff: StaffId,
    id: AccountId,
    what: &str,
    reason: &Reason,
    how: impl FnOnce(&mut Tx, &By) -> Result<bool>,
) -> Result<Acted> {
    if store::open_until(tx, staff, id)?.is_none() {
        return Ok(Acted::NotOpen);
    }
    let staff = staff.to_string();
    let by = By::Staff(&staff);
    if !how(tx, &by)? {
        return Ok(Acted::Needless);
    }
    let about = json!({"action": what, "reason": reason.as_str()});
    tx.journal(&by.draft("staff.acted", id).with(about))?;
    Ok(Acted::Done)
}

/// Confirms the owner by the passport that lies before the member of staff. `None` when the
/// record is not open.
pub fn confirm(
    tx: &mut Tx,
    staff: StaffId,
    id: AccountId,
    series: &str,
    number: &str,
) -> Result<Option<confirm::Confirming>> {
    if store::open_until(tx, staff, id)?.is_none() {
        return Ok(None);
    }
    confirm::confirm(tx, &staff.to_string(), id, series, number).map(Some)
}

/// The name of somebody whose record is not open: `Т. А. П.`
pub fn masked_name(account: &Account) -> String {
    let name = &account.personal.name;
    let parts = [Some(&name.family), Some(&name.given), name.additional.as_ref()];
    let initials = parts.into_iter().flatten().filter_map(|part| part.as_str().chars().next());
    initials.map(|c| format!("{c}.")).collect::<Vec<_>>().join(" ")
}

/// Whether an account is restricted at this moment.
pub fn is_restricted(account: &Account, now: Moment) -> bool {
    matches!(account.status, Status::Restricted { .. }) && !account.status.may_act(now)
}
