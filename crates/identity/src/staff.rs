//! What the desk does with people's accounts: finding one, seeing it, confirming its owner,
//! unlocking, restricting, sending a one-use password, granting a new phone, handing one over.
//!
//! An account is found by an exact value only, and shown masked. Whoever wants to see more gives
//! a reason in words, or the number that the person has brought along; either is written into the
//! journal that the person reads, and so is every look, whichever way it came. The passport is
//! never shown here: staff type it from the document before them, and it must be the same
//! ([`crate::proofing::confirm`], [`document`]). Nobody changes the account that is her own.

pub mod action;
pub mod document;
pub mod handover;
pub(crate) mod pages;
pub mod password;
pub mod regain;
mod store;
#[cfg(test)]
mod tests;

use ::store::{HOUR, MINUTE, Moment, Result, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::staff::StaffId;

use crate::account::{self, Account, AccountId, By, Identifier, Status};
use crate::budget::Budget;
use crate::proofing::{self, confirm};
use crate::recovery;
use crate::registration::{self, RegistrationId};

pub use action::{Acted, Action, Ground, Reason, act, open};
pub use pages::{Frame, routes};

/// How long a record stays open for a member of staff, and for how long one entry of the journal
/// stands for looks at a record.
pub const VIEW_LIFE: i64 = 30 * MINUTE;
/// Searches of one member of staff within any hour.
pub const SEARCHES_PER_HOUR: i64 = 120;

/// Tells which account a member of staff enters the desk with: the `sub` at the provider, if she
/// has entered yet. The desk knows it.
pub type OwnAccount = fn(&Tx, StaffId) -> Result<Option<String>>;

/// Who works at the desk, in one transaction.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clerk {
    /// The member of staff.
    pub id: StaffId,
    /// The account that is her own.
    pub own: Option<AccountId>,
    /// The id in words.
    name: String,
}

impl Clerk {
    /// The member of staff `id` with her own account.
    pub fn of(tx: &Tx, id: StaffId, own: OwnAccount) -> Result<Clerk> {
        let own = own(tx, id)?.and_then(|sub| sub.parse().ok());
        Ok(Clerk { id, own, name: id.to_string() })
    }

    /// As the actor of an entry.
    pub(crate) fn by(&self) -> By<'_> {
        By::Staff(&self.name)
    }

    /// The hourly limit of searches and looks.
    fn searches(&self) -> Budget {
        Budget::new("staff-search", self.id, SEARCHES_PER_HOUR, HOUR)
    }
}

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Search {
    /// This account has exactly this.
    Found {
        /// The account.
        account: AccountId,
    },
    /// It is the number of a registration that has led to no account yet.
    Newcomer {
        /// The registration.
        registration: RegistrationId,
    },
    /// Nobody has exactly this.
    Nobody,
    /// Too many searches within this hour.
    Spent {
        /// When the next is possible.
        until: Moment,
    },
}

/// How a look at a record ended.
#[derive(Clone, Debug, PartialEq)]
pub enum Look {
    /// This is it.
    Shown(Box<Record>),
    /// There is no such account.
    Nobody,
    /// Too many searches and looks within this hour.
    Spent {
        /// When the next is possible.
        until: Moment,
    },
}

/// A record before the eyes of a member of staff.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The account.
    pub account: Account,
    /// Until when everything is shown; nothing while it is masked.
    pub open_until: Option<Moment>,
    /// Whether it is the account of who looks.
    pub own: bool,
    /// When it is open: the account that holds the numbers for which its owner was refused.
    pub held_by: Option<AccountId>,
    /// When it was read.
    pub at: Moment,
}

/// Finds an account by an exact phone, e-mail, СНИЛС, account number, confirmation number or
/// reference number. Who was found reads it in her journal.
pub fn search(tx: &mut Tx, clerk: &Clerk, text: &str) -> Result<Search> {
    let searches = clerk.searches();
    if searches.take(tx)?.is_none() {
        return Ok(Search::Spent { until: searches.next_at(tx)? });
    }
    match find(tx, text.trim())? {
        Search::Found { account } => {
            store::look(tx, clerk.id, account)?;
            let how = json!({"how": "search"});
            tx.journal(&clerk.by().draft("staff.found", account).with(how))?;
            Ok(Search::Found { account })
        }
        other => Ok(other),
    }
}

fn find(tx: &Tx, text: &str) -> Result<Search> {
    if let Some(account) = account_of(tx, text)? {
        return Ok(Search::Found { account });
    }
    Ok(match registration::inquire(tx, text)? {
        Some(inquiry) => match inquiry.account {
            Some(account) => Search::Found { account },
            None => Search::Newcomer { registration: inquiry.id },
        },
        None => Search::Nobody,
    })
}

/// The account that has exactly this.
fn account_of(tx: &Tx, text: &str) -> Result<Option<AccountId>> {
    if let Ok(id) = text.parse::<AccountId>() {
        return Ok(account::find(tx, id)?.map(|account| account.id));
    }
    match shape(text).as_str() {
        "0000-0000" | "00000000" => {
            let brought = confirm::by_number(tx, text)?;
            let recovering = recovery::inquire(tx, text)?.and_then(|inquiry| inquiry.account);
            return Ok(brought.or(recovering));
        }
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

/// Shows a record. Whoever comes by its address reads personal data like who searched for it: the
/// look counts against the same hour, and its owner reads it in her journal.
pub fn look(tx: &mut Tx, clerk: &Clerk, id: AccountId) -> Result<Look> {
    let Some(account) = account::find(tx, id)? else { return Ok(Look::Nobody) };
    let open_until = store::open_until(tx, clerk.id, id)?;
    if store::look(tx, clerk.id, id)? {
        let searches = clerk.searches();
        if searches.take(tx)?.is_none() {
            store::forget_look(tx, clerk.id, id)?;
            return Ok(Look::Spent { until: searches.next_at(tx)? });
        }
        let how = json!({"how": "address"});
        tx.journal(&clerk.by().draft("staff.found", id).with(how))?;
    }
    let held_by = match open_until {
        Some(_) => proofing::held_by(tx, &account)?,
        None => None,
    };
    let (own, at) = (clerk.own == Some(id), tx.now());
    Ok(Look::Shown(Box::new(Record { account, open_until, own, held_by, at })))
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
