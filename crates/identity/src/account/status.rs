//! Whether the owner of an account may sign in and act, and how that changes.

use ::store::{Moment, Result, Tx};
use serde_json::json;

use super::{AccountId, By, recipient, store};

/// Whether the owner of an account may sign in and act.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// Yes.
    Active,
    /// Too many wrong passwords: nobody signs in until support or recovery unlocks it. Sessions
    /// that are open go on, else any stranger could throw anybody out.
    Locked {
        /// Since when.
        since: Moment,
    },
    /// Staff closed it for a time; the reason and the way back are shown to its owner.
    Restricted {
        /// Since when.
        since: Moment,
        /// When it ends by itself, if it does.
        until: Option<Moment>,
        /// The reason, in words for the owner.
        why: String,
    },
    /// It is over; nothing finds it any more.
    Closed {
        /// Since when.
        since: Moment,
    },
}

impl Status {
    /// Whether the owner may sign in at `now`.
    pub fn may_enter(&self, now: Moment) -> bool {
        !matches!(self, Status::Locked { .. }) && self.may_act(now)
    }

    /// Whether the owner, being signed in, may act at `now`: a restriction ends by itself.
    pub fn may_act(&self, now: Moment) -> bool {
        match self {
            Status::Active | Status::Locked { .. } => true,
            Status::Restricted { until: Some(until), .. } => *until <= now,
            _ => false,
        }
    }

    /// The word in the table, in the journal and in keys of texts.
    pub fn as_str(&self) -> &'static str {
        match self {
            Status::Active => "active",
            Status::Locked { .. } => "locked",
            Status::Restricted { .. } => "restricted",
            Status::Closed { .. } => "closed",
        }
    }
}

/// Locks an account after too many wrong passwords. `false` when it was not active.
pub(crate) fn lock(tx: &mut Tx, id: AccountId) -> Result<bool> {
    store::end_lapsed(tx, id)?;
    let since = tx.now();
    store::set_status(tx, id, "active", &Status::Locked { since })
}

/// Unlocks an account and forgets its wrong passwords. `false` when it was not locked.
pub fn unlock(tx: &mut Tx, id: AccountId, by: &By) -> Result<bool> {
    crate::login::attempt::forget(tx, id)?;
    let unlocked = store::set_status(tx, id, "locked", &Status::Active)?;
    if unlocked {
        tx.journal(&by.draft("account.unlocked", id))?;
        if matches!(by, By::Staff(_)) {
            crate::tell(tx, id, notify::Kind::Security, "unlocked-by-support", vec![])?;
        }
    }
    Ok(unlocked)
}

/// Closes an account for a time, or until [`lift`]; every session ends. `why` is shown to the
/// owner. `false` when it was restricted or closed already.
pub fn restrict(
    tx: &mut Tx,
    id: AccountId,
    why: &str,
    until: Option<Moment>,
    by: &By,
) -> Result<bool> {
    store::end_lapsed(tx, id)?;
    let status = Status::Restricted { since: tx.now(), until, why: why.to_owned() };
    let done = store::set_status(tx, id, "active", &status)?
        || store::set_status(tx, id, "locked", &status)?;
    if done {
        crate::sso::end_everything(tx, id, web::session::why::BY_STAFF)?;
        crate::regain::end(tx, id, crate::regain::Why::Closed)?;
        let until = until.map(Moment::seconds);
        let draft = by.draft("account.restricted", id);
        tx.journal(&draft.with(json!({"why": why, "until": until})))?;
        crate::tell(
            tx,
            id,
            notify::Kind::Security,
            "account-restricted",
            vec![("why", why.to_owned())],
        )?;
    }
    Ok(done)
}

/// Ends a restriction. `false` when there was none.
pub fn lift(tx: &mut Tx, id: AccountId, by: &By) -> Result<bool> {
    let lifted = store::set_status(tx, id, "restricted", &Status::Active)?;
    if lifted {
        tx.journal(&by.draft("account.restriction_lifted", id))?;
    }
    Ok(lifted)
}

/// Closes an account for good: its phone, e-mail and numbers are free for another one.
pub fn close(tx: &mut Tx, id: AccountId, by: &By) -> Result<bool> {
    let status = Status::Closed { since: tx.now() };
    let done = store::set_status(tx, id, "active", &status)?
        || store::set_status(tx, id, "locked", &status)?
        || store::set_status(tx, id, "restricted", &status)?;
    if done {
        crate::sso::end_everything(tx, id, web::session::why::BY_OWNER)?;
        crate::regain::end(tx, id, crate::regain::Why::Closed)?;
        store::release_all(tx, id)?;
        notify::contact::forget(tx, &recipient(id))?;
        tx.journal(&by.draft("account.closed", id))?;
    }
    Ok(done)
}
