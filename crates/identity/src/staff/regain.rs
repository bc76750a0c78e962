//! Granting a new phone to somebody who has lost hers together with the password: see
//! [`crate::regain`].
//!
//! The passport is typed from the document and must be that of the account; an account that knows
//! none has nothing to compare with, and nothing that could not be made anew. Where the mailbox
//! is lost as well, a colleague sees the document once more.

use ::store::{DAY, Moment, Result, Tx};
use notify::Channel;
use registries::{Email, Phone};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Clerk;
use super::action::{Acted, Reason, barrier};
use super::document::{Document, Fit};
use crate::account::{self, Account, AccountId};
use crate::budget::Budget;
use crate::factor;
use crate::regain::{self, Grant, RegainId, Wanted, Why};

/// How often for one account within any day.
pub const PER_DAY: i64 = 3;

/// What is granted, by whose word.
#[derive(Clone, Debug)]
pub struct Order {
    /// The new phone.
    pub phone: Phone,
    /// The new mailbox, only where the old one is lost too.
    pub email: Option<Email>,
    /// The document that was shown.
    pub document: Document,
    /// Why, for the owner to read.
    pub reason: Reason,
}

/// How granting ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Granting {
    /// She may recover her account now.
    Done,
    /// A colleague must see the document, too.
    Waits,
    /// Nothing was looked at: see [`Acted`].
    Not(Acted),
    /// Something is granted already, and must be taken back first.
    Lives,
    /// The account cannot be recovered this way.
    Useless(Obstacle),
    /// The document is not that of the account.
    Document(Fit),
    /// The phone or the mailbox belongs to another account.
    Taken {
        /// Whether it is the mailbox.
        email: bool,
    },
    /// Too many searches within this hour, or no more of these today.
    Spent {
        /// When the next is possible.
        until: Moment,
    },
}

/// How the word of a colleague ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Approving {
    /// The time to object runs.
    Done {
        /// Since when it can be used.
        from: Moment,
    },
    /// Nothing was looked at: see [`Acted`].
    Not(Acted),
    /// What she looked at is over, and something else is granted: she must look again.
    Changed,
    /// Who granted it cannot be the second one.
    Same,
    /// The document is not that of the account.
    Document(Fit),
}

/// Why an account cannot be recovered by a new phone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Obstacle {
    /// It is restricted or closed.
    Closed,
    /// It knows no passport that a document could be compared with.
    NoPassport,
    /// It has no mailbox, and no new one was typed.
    NoEmail,
}

impl Obstacle {
    /// The end of the key of its words.
    pub fn as_str(self) -> &'static str {
        match self {
            Obstacle::Closed => "closed",
            Obstacle::NoPassport => "no-passport",
            Obstacle::NoEmail => "no-email",
        }
    }
}

/// What stands against it whatever is typed, if anything does. A lock does not: a recovery lifts
/// it.
pub fn obstacle(tx: &Tx, account: &Account) -> Option<Obstacle> {
    let closed = super::is_restricted(account, tx.now())
        || matches!(account.status, account::Status::Closed { .. });
    if closed {
        return Some(Obstacle::Closed);
    }
    account.personal.passport.is_none().then_some(Obstacle::NoPassport)
}

/// Grants a new phone to who has shown the passport of an account. What lives is not replaced: who
/// wants to must take it back, and the owner and the journal are told of that, too.
pub fn grant(tx: &mut Tx, clerk: &Clerk, id: AccountId, order: &Order) -> Result<Granting> {
    if let Some(refused) = barrier(tx, clerk, id, "regain")? {
        return Ok(Granting::Not(refused));
    }
    let Some(account) = account::find(tx, id)? else { return Ok(Granting::Not(Acted::Needless)) };
    if let Some(obstacle) = obstacle(tx, &account) {
        return Ok(Granting::Useless(obstacle));
    }
    if regain::of(tx, id)?.is_some() {
        return Ok(Granting::Lives);
    }
    let mailbox = factor::of(tx, id)?.and_then(|factors| factors.email);
    if order.email.is_none() && mailbox.is_none() {
        return Ok(Granting::Useless(Obstacle::NoEmail));
    }
    match order.document.fits(tx, clerk, &account)? {
        Fit::Yes => {}
        other => return Ok(Granting::Document(other)),
    }
    // That a phone is taken is a search, too.
    let searches = clerk.searches();
    if searches.take(tx)?.is_none() {
        return Ok(Granting::Spent { until: searches.next_at(tx)? });
    }
    let wanted = Wanted { phone: order.phone.clone(), email: order.email.clone() };
    if let Some(channel) = regain::taken(tx, id, &wanted)? {
        return Ok(Granting::Taken { email: channel == Channel::Email });
    }
    let grants = Budget::new("regain", id, PER_DAY, DAY);
    if grants.take(tx)?.is_none() {
        return Ok(Granting::Spent { until: grants.next_at(tx)? });
    }
    let granted = regain::grant(tx, &account, &wanted, clerk.id)?;
    note(tx, clerk, &granted, "staff.regain_granted", &order.document, &order.reason)?;
    Ok(if granted.usable_at.is_some() { Granting::Done } else { Granting::Waits })
}

/// The second look at the document, by a colleague of who granted it. It counts for `seen` alone,
/// the one whose phone and mailbox she has read: otherwise who granted it could put others in
/// their place while she compares the document.
pub fn approve(
    tx: &mut Tx,
    clerk: &Clerk,
    id: AccountId,
    seen: RegainId,
    document: &Document,
    reason: &Reason,
) -> Result<Approving> {
    if let Some(refused) = barrier(tx, clerk, id, "regain")? {
        return Ok(Approving::Not(refused));
    }
    let (Some(account), Some(granted)) = (account::find(tx, id)?, regain::of(tx, id)?) else {
        return Ok(Approving::Not(Acted::Needless));
    };
    if granted.id != seen {
        return Ok(Approving::Changed);
    }
    if granted.usable_at.is_some() || obstacle(tx, &account).is_some() {
        return Ok(Approving::Not(Acted::Needless));
    }
    if granted.staff == clerk.id {
        return Ok(Approving::Same);
    }
    match document.fits(tx, clerk, &account)? {
        Fit::Yes => {}
        other => return Ok(Approving::Document(other)),
    }
    let Some(granted) = regain::approve(tx, &account, seen, clerk.id)? else {
        return Ok(Approving::Not(Acted::Needless));
    };
    note(tx, clerk, &granted, "staff.regain_approved", document, reason)?;
    Ok(Approving::Done { from: granted.usable_at.unwrap_or(granted.expires_at) })
}

/// Takes back what an account was granted.
pub fn withdraw(tx: &mut Tx, clerk: &Clerk, id: AccountId) -> Result<Acted> {
    if let Some(refused) = barrier(tx, clerk, id, "regain")? {
        return Ok(refused);
    }
    if !regain::end(tx, id, Why::Withdrawn)? {
        return Ok(Acted::Needless);
    }
    tx.journal(&clerk.by().draft("staff.regain_withdrawn", id))?;
    crate::tell(tx, id, notify::Kind::Security, "regain-stopped", Vec::new())?;
    Ok(Acted::Done)
}

fn note(
    tx: &mut Tx,
    clerk: &Clerk,
    granted: &Grant,
    event: &str,
    document: &Document,
    reason: &Reason,
) -> Result<()> {
    let about = json!({
        "regain": granted.id,
        "reason": reason.as_str(),
        "document": document.entry(),
        "mailbox": granted.email.is_some(),
    });
    tx.journal(&clerk.by().draft(event, granted.account).with(about)).map(|_| ())
}
