//! A temporary password by e-mail, for who has a document but not her password.

use ::store::{DAY, Moment, Result, Tx};
use notify::{Address, Channel, Kind};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::Site;

use super::Clerk;
use super::action::{Acted, Reason, barrier};
use super::document::{Document, Fit};
use crate::account::{self, Account, AccountId, Status};
use crate::budget::Budget;
use crate::factor;
use crate::password::temporary;

/// Temporary passwords for one account within any day.
pub const PER_DAY: i64 = 3;

/// How sending ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sending {
    /// It is on its way.
    Sent,
    /// Nothing was looked at: see [`Acted`].
    Not(Acted),
    /// The account cannot use one.
    Useless(Obstacle),
    /// The document is not that of the account.
    Document(Fit),
    /// No more today.
    Spent {
        /// When there will be one again.
        until: Moment,
    },
}

/// Why an account could do nothing with a temporary password.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Obstacle {
    /// There is no confirmed e-mail address.
    NoEmail,
    /// Neither phone nor app: the mailbox alone must not open an account.
    NoSecond,
    /// Wrong passwords have closed the entrance: no password is looked at.
    Locked,
    /// It is restricted or closed.
    Closed,
}

impl Obstacle {
    /// The end of the key of its words.
    pub fn as_str(self) -> &'static str {
        match self {
            Obstacle::NoEmail => "no-email",
            Obstacle::NoSecond => "no-second",
            Obstacle::Locked => "locked",
            Obstacle::Closed => "closed",
        }
    }
}

/// What stands against a temporary password, if anything does.
pub fn obstacle(tx: &Tx, account: &Account) -> Result<Option<Obstacle>> {
    let Some(factors) = factor::of(tx, account.id)? else { return Ok(Some(Obstacle::Closed)) };
    Ok(match account.status {
        Status::Locked { .. } => Some(Obstacle::Locked),
        _ if !account.status.may_act(tx.now()) => Some(Obstacle::Closed),
        _ if factors.email.is_none() => Some(Obstacle::NoEmail),
        _ if factors.sms.is_none() && factors.totp.is_none() => Some(Obstacle::NoSecond),
        _ => None,
    })
}

/// Sends a one-use password to the confirmed address of an account. Nobody at the desk sees it;
/// an older one is dead; every address of the owner is told.
pub fn send(
    tx: &mut Tx,
    clerk: &Clerk,
    id: AccountId,
    document: &Document,
    reason: &Reason,
) -> Result<Sending> {
    if let Some(refused) = barrier(tx, clerk, id, "password")? {
        return Ok(Sending::Not(refused));
    }
    let Some(account) = account::find(tx, id)? else { return Ok(Sending::Not(Acted::Needless)) };
    if let Some(obstacle) = obstacle(tx, &account)? {
        return Ok(Sending::Useless(obstacle));
    }
    let Some(email) = &account.personal.email else {
        return Ok(Sending::Useless(Obstacle::NoEmail));
    };
    match document.fits(tx, clerk, &account)? {
        Fit::Yes => {}
        other => return Ok(Sending::Document(other)),
    }
    let sends = Budget::new("temporary-password", id, PER_DAY, DAY);
    if sends.take(tx)?.is_none() {
        return Ok(Sending::Spent { until: sends.next_at(tx)? });
    }
    let password = temporary::make(tx, id)?;
    let to = email.value.as_str();
    let address = Address { site: Site::Identity, channel: Channel::Email, to, lang: account.lang };
    let expires_at = tx.now().plus(temporary::LIFE);
    notify::message::send_password(tx, &address, "temporary-password", &password, expires_at)?;
    let about = json!({"reason": reason.as_str(), "document": document.entry()});
    tx.journal(&clerk.by().draft("staff.password_sent", id).with(about))?;
    crate::tell(tx, id, Kind::Security, "temporary-password-sent", Vec::new())?;
    Ok(Sending::Sent)
}
