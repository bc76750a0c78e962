//! A new phone for who lost the one that her codes went to, together with the password.
//!
//! Somebody at the desk has seen her passport and typed the new phone. That alone opens nothing:
//! she begins an ordinary recovery, types the code from her mailbox, and then the code that goes
//! to the new phone. So a member of staff who wants an account of somebody else needs the mailbox,
//! too. Where the mailbox is lost as well, a second member of staff must have seen the document,
//! and [`COOLING`] passes before the new mailbox counts.
//!
//! Whoever owns the account reads of it at once on every address there is, with a link that stops
//! it; signing in stops it, too. The row is consumed by one statement, together with the new
//! password.

pub(crate) mod pages;
mod store;

use ::store::{DAY, Moment, Result, Secret, Tx};
use notify::{Address, Channel, Kind, moment_arg};
use registries::{Email, Phone};
use serde_json::json;
use web::staff::StaffId;
use web::{Site, VisitFacts};

use crate::account::{self, Account, AccountId, Claim};

pub use store::RegainId;

/// How long one can be used.
pub const LIFE: i64 = DAY;
/// How long a colleague has for a second look at the document.
pub const APPROVAL: i64 = DAY;
/// How long the owner has to object before a new mailbox counts.
pub const COOLING: i64 = 3 * DAY;

/// What was granted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// Its id.
    pub id: RegainId,
    /// Whose account it is for.
    pub account: AccountId,
    /// The new phone.
    pub phone: Phone,
    /// The new mailbox, where the old one is lost too.
    pub email: Option<Email>,
    /// Who saw the document.
    pub staff: StaffId,
    /// Since when it can be used; nothing while the word of a colleague is missing.
    pub usable_at: Option<Moment>,
    /// Until when.
    pub expires_at: Moment,
}

/// What is to be granted.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) phone: Phone,
    pub(crate) email: Option<Email>,
}

/// Why one ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// The owner followed the link «это не я».
    Stopped,
    /// The owner signed in: she has lost nothing.
    Entered,
    /// The owner recovered the account without it.
    Recovered,
    /// The desk took it back.
    Withdrawn,
    /// The account was restricted or closed.
    Closed,
}

impl Why {
    fn as_str(self) -> &'static str {
        match self {
            Why::Stopped => "stopped",
            Why::Entered => "entered",
            Why::Recovered => "recovered",
            Why::Withdrawn => "withdrawn",
            Why::Closed => "closed",
        }
    }
}

impl Grant {
    /// Whether it can be used at a moment.
    pub fn is_usable(&self, now: Moment) -> bool {
        self.usable_at.is_some_and(|from| from <= now)
    }

    /// The phone as its owner may see it before she has proved anything by it.
    pub(crate) fn masked(&self) -> String {
        self.phone.masked()
    }
}

/// The one that an account has, whether it can be used already or not.
pub fn of(tx: &Tx, account: AccountId) -> Result<Option<Grant>> {
    store::living(tx, account)
}

/// The one that an account has, if it can be used now.
pub(crate) fn usable(tx: &Tx, account: AccountId) -> Result<Option<Grant>> {
    let now = tx.now();
    Ok(store::living(tx, account)?.filter(|grant| grant.is_usable(now)))
}

/// Whether phone or mailbox belong to another account, or are granted to one.
pub(crate) fn taken(tx: &Tx, id: AccountId, wanted: &Wanted) -> Result<Option<Channel>> {
    let other = |owner: Option<AccountId>| owner.is_some_and(|owner| owner != id);
    let phone = account::Identifier::Phone(wanted.phone.clone());
    if other(account::by_identifier(tx, &phone)?) || store::is_granted(tx, id, &wanted.phone)? {
        return Ok(Some(Channel::Sms));
    }
    let Some(email) = &wanted.email else { return Ok(None) };
    let email = account::Identifier::Email(email.clone());
    Ok(other(account::by_identifier(tx, &email)?).then_some(Channel::Email))
}

/// Writes one down in the place of one that is over, and tells the owner on every address how to
/// stop it. With a new mailbox it waits for a colleague.
pub(crate) fn grant(tx: &mut Tx, account: &Account, wanted: &Wanted, by: StaffId) -> Result<Grant> {
    let now = tx.now();
    let waits = wanted.email.is_some();
    let usable_at = (!waits).then_some(now);
    let expires_at = now.plus(if waits { APPROVAL } else { LIFE });
    let grant = store::put(tx, account.id, wanted, by, (usable_at, expires_at))?;
    let args = vec![("token", store::stop_token(tx, grant.id))];
    let event = if waits { "regain-begun" } else { "regain-granted" };
    crate::tell(tx, account.id, Kind::Security, event, args)?;
    if !waits {
        tell_next(tx, account, &grant)?;
    }
    Ok(grant)
}

/// A colleague has seen the document again: the time to object begins. The link that stops it is
/// that of the first letter, so that it works whichever letter the owner opens. `None` when there
/// is nothing to approve.
pub(crate) fn approve(
    tx: &mut Tx,
    account: &Account,
    id: RegainId,
    by: StaffId,
) -> Result<Option<Grant>> {
    let usable_at = tx.now().plus(COOLING);
    if !store::approve(tx, id, by, (usable_at, usable_at.plus(LIFE)))? {
        return Ok(None);
    }
    let Some(grant) = of(tx, account.id)? else { return Ok(None) };
    let token = store::stop_token(tx, id);
    let args = vec![("token", token), ("from", moment_arg(usable_at))];
    crate::tell(tx, account.id, Kind::Security, "regain-approved", args)?;
    tell_next(tx, account, &grant)?;
    Ok(Some(grant))
}

/// Tells whoever reads the new addresses what to do, and until when.
fn tell_next(tx: &mut Tx, account: &Account, grant: &Grant) -> Result<()> {
    let from = grant.usable_at.unwrap_or(grant.expires_at);
    let args = [("from", moment_arg(from)), ("until", moment_arg(grant.expires_at))];
    let lang = account.lang;
    let mut tell = |channel: Channel, to: &str| {
        let address = Address { site: Site::Identity, channel, to, lang };
        notify::tell_address(tx, &address, "regain-next", &args)
    };
    tell(Channel::Sms, grant.phone.as_str())?;
    match &grant.email {
        Some(email) => tell(Channel::Email, email.as_str()),
        None => Ok(()),
    }
}

/// Ends the one that an account has, if it has one; `true` when it did.
pub(crate) fn end(tx: &mut Tx, account: AccountId, why: Why) -> Result<bool> {
    store::end(tx, account, why.as_str())
}

/// The owner has signed in with everything that she is said to have lost: it ends, and she reads
/// so in her journal.
pub(crate) fn entered(tx: &mut Tx, account: AccountId, facts: &VisitFacts) -> Result<()> {
    if end(tx, account, Why::Entered)? {
        tx.journal(&crate::own_entry("regain.entered", account, facts, json!({})))?;
        crate::tell(tx, account, Kind::Security, "regain-stopped", Vec::new())?;
    }
    Ok(())
}

/// The owner has recovered the account by what she had: a grant that she did not need must not stay
/// open after that. The letter of the recovery tells her the rest.
pub(crate) fn recovered(tx: &mut Tx, account: AccountId, facts: &VisitFacts) -> Result<()> {
    if end(tx, account, Why::Recovered)? {
        tx.journal(&crate::own_entry("regain.recovered", account, facts, json!({})))?;
    }
    Ok(())
}

/// Ends the one whose link somebody followed; `false` when it was over.
pub fn stop(tx: &mut Tx, token: &Secret, facts: &VisitFacts) -> Result<bool> {
    let Some(account) = store::stop(tx, &token.0, Why::Stopped.as_str())? else {
        return Ok(false);
    };
    tx.journal(&crate::entry("regain.stopped", facts, json!({})).about(account))?;
    crate::tell(tx, account, Kind::Security, "regain-stopped", Vec::new())?;
    Ok(true)
}

/// Consumes the grant `id`, in one statement, and puts what was proved by it in the place of what
/// was lost; the old addresses are told. `false` when it is over, or another account has the phone
/// or the mailbox by now.
pub(crate) fn use_up(tx: &mut Tx, old: &Account, id: RegainId, phone_proved: bool) -> Result<bool> {
    let Some(grant) = usable(tx, old.id)?.filter(|grant| grant.id == id) else {
        return Ok(false);
    };
    let wanted = Wanted { phone: grant.phone.clone(), email: grant.email.clone() };
    if taken(tx, old.id, &wanted)?.is_some() || !store::use_up(tx, id)? {
        return Ok(false);
    }
    let set = |claim: Claim| match claim {
        Claim::Done => Ok(()),
        // It was free a moment ago, in this very transaction.
        Claim::Taken | Claim::Gone => Err(::store::Error::Conflict),
    };
    if phone_proved {
        set(account::set_phone(tx, old.id, &grant.phone)?)?;
        tell_old(tx, old, Channel::Sms)?;
    }
    if let Some(email) = &grant.email {
        set(account::set_email(tx, old.id, email)?)?;
        tell_old(tx, old, Channel::Email)?;
    }
    let draft = ::store::journal::Draft::new("identity", "regain.used").by("staff", grant.staff);
    tx.journal(&draft.about(old.id).with(json!({"regain": id})))?;
    Ok(true)
}

/// Whoever reads the old address must know, too: it may be the true owner.
fn tell_old(tx: &mut Tx, old: &Account, channel: Channel) -> Result<()> {
    let person = &old.personal;
    let to = match channel {
        Channel::Sms => person.phone.as_ref().map(|known| known.value.as_str()),
        Channel::Email => person.email.as_ref().map(|known| known.value.as_str()),
    };
    let Some(to) = to else { return Ok(()) };
    let address = Address { site: Site::Identity, channel, to, lang: old.lang };
    notify::tell_address(tx, &address, "recovery-done", &[])
}

/// Removes what nobody needs any more.
pub(crate) fn forget_old(tx: &mut Tx, kept: Moment) -> Result<()> {
    store::forget_old(tx, kept)
}

/// After a restore from a copy: one that was used since must not be used again.
pub(crate) fn restored(tx: &mut Tx) -> Result<()> {
    store::end_every(tx)
}
