//! Handing a phone or an e-mail address from one account to somebody else: a number that went to
//! another person, a mailbox that was deleted and given out anew.
//!
//! The newcomer shows a document at the desk, and the hand-over is written down. Nothing changes
//! yet but that a code for the newcomer really goes there; the owner is told on every address.
//! With the newcomer's right code the contact is taken from the older account, and what rested on
//! it ends. So the desk alone takes nothing from anybody and gives nobody anything: who does not
//! read it gets none, and an owner who proves that she reads it keeps it ([`kept`]). That two
//! accounts never have the same one is up to the key of `identity_handle`.

mod store;
#[cfg(test)]
mod tests;

use ::store::journal::Draft;
use ::store::{DAY, Moment, Result, Tx};
use notify::{Channel, Kind};
use registries::{Email, Phone};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::action::{Acted, Reason, barrier};
use super::document::{Document, Fit};
use super::{Clerk, Search, find};
use crate::account::{self, Account, AccountId, By, Handle};
use crate::registration::{self, RegistrationId};

pub use store::HandoverId;

/// How long the newcomer has to type a code that goes there.
pub const LIFE: i64 = 3 * DAY;

/// What is handed over, by whose word.
#[derive(Clone, Debug)]
pub struct Order {
    /// The phone (SMS) or the e-mail address.
    pub channel: Channel,
    /// Who gets it: the number of a registration, or anything that finds an account.
    pub to: String,
    /// The document that the newcomer showed.
    pub document: Document,
    /// Why, for both to read.
    pub reason: Reason,
}

/// How handing over ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Handed {
    /// It is written down: the newcomer gets it with the code that goes there.
    Done(Newcomer),
    /// Nothing was looked at: see [`Acted`].
    Not(Acted),
    /// The older account has no such contact (any more).
    Nothing,
    /// Nobody is found by what was typed.
    Nobody,
    /// The newcomer is the owner of the older account.
    Same,
    /// The newcomer is the member of staff herself.
    Oneself,
    /// In the registration another phone or address was typed.
    OtherValue,
    /// The newcomer's account is restricted or closed.
    Closed,
    /// The document is not that of the newcomer's account.
    Document(Fit),
    /// Too many searches within this hour.
    Spent {
        /// When the next is possible.
        until: Moment,
    },
}

/// Who gets a contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Newcomer {
    /// Somebody who has an account.
    Account(AccountId),
    /// Somebody who is registering.
    Registration(RegistrationId),
}

/// A hand-over that waits for the newcomer's code.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pending {
    /// Its id.
    pub id: HandoverId,
    /// The phone (SMS) or the e-mail address.
    pub channel: Channel,
    /// Who gets it.
    pub to: Newcomer,
    /// Until when.
    pub expires_at: Moment,
}

/// Writes down that a contact of the account `from` goes to the newcomer of `order`, in the place
/// of what was written down about it before.
pub fn hand_over(tx: &mut Tx, clerk: &Clerk, from: AccountId, order: &Order) -> Result<Handed> {
    if let Some(refused) = barrier(tx, clerk, from, "handover")? {
        return Ok(Handed::Not(refused));
    }
    let Some(account) = account::find(tx, from)? else { return Ok(Handed::Nothing) };
    let Some(contact) = Contact::of(&account, order.channel) else { return Ok(Handed::Nothing) };
    let searches = clerk.searches();
    if searches.take(tx)?.is_none() {
        return Ok(Handed::Spent { until: searches.next_at(tx)? });
    }
    let newcomer = match find(tx, order.to.trim())? {
        Search::Found { account } => {
            if let Some(refused) = stands_against(tx, clerk, from, account, &order.document)? {
                return Ok(refused);
            }
            Newcomer::Account(account)
        }
        Search::Newcomer { registration } => {
            if !typed_it(tx, &order.to, &contact)? {
                return Ok(Handed::OtherValue);
            }
            Newcomer::Registration(registration)
        }
        Search::Nobody | Search::Spent { .. } => return Ok(Handed::Nobody),
    };
    note(tx, clerk, from, newcomer, &contact, order)?;
    Ok(Handed::Done(newcomer))
}

/// What speaks against an account as the newcomer.
fn stands_against(
    tx: &mut Tx,
    clerk: &Clerk,
    from: AccountId,
    to: AccountId,
    document: &Document,
) -> Result<Option<Handed>> {
    if to == from {
        return Ok(Some(Handed::Same));
    }
    if clerk.own == Some(to) {
        let tried = json!({"action": "handover"});
        tx.journal(&clerk.by().draft("staff.own_refused", to).with(tried))?;
        return Ok(Some(Handed::Oneself));
    }
    let Some(account) = account::find(tx, to)? else { return Ok(Some(Handed::Nobody)) };
    if !account.status.may_act(tx.now()) {
        return Ok(Some(Handed::Closed));
    }
    Ok(match document.fits(tx, clerk, &account)? {
        Fit::Yes => None,
        other => Some(Handed::Document(other)),
    })
}

/// Whether the contact was typed in the registration with this number.
fn typed_it(tx: &Tx, reference: &str, contact: &Contact) -> Result<bool> {
    let Some(inquiry) = registration::inquire(tx, reference)? else { return Ok(false) };
    Ok(match contact {
        Contact::Phone(phone) => inquiry.phone.is_some_and(|(typed, _)| typed == *phone),
        Contact::Email(email) => {
            inquiry.email.is_some_and(|(typed, _)| typed.folded() == email.folded())
        }
    })
}

/// The row, and the entries that both read: the older owner why, the newcomer also by which
/// document.
fn note(
    tx: &mut Tx,
    clerk: &Clerk,
    from: AccountId,
    newcomer: Newcomer,
    contact: &Contact,
    order: &Order,
) -> Result<()> {
    let reason = order.reason.as_str();
    let grounds = json!({"reason": reason, "document": order.document.entry()});
    store::end(tx, from, contact.handle().kind)?;
    let id = store::insert(tx, clerk.id, from, newcomer, &contact.handle(), &grounds)?;
    let why = json!({"handover": id, "reason": reason});
    tx.journal(&clerk.by().draft("staff.handed_over", from).with(why))?;
    crate::tell(tx, from, Kind::Security, contact.asked(), Vec::new())?;
    let mut entry = Draft::new("identity", "staff.contact_freed").by("staff", clerk.id);
    let mut said = grounds;
    said["handover"] = json!(id);
    match newcomer {
        Newcomer::Account(to) => {
            entry = entry.about(to);
            crate::tell(tx, to, Kind::Account, contact.freed(), Vec::new())?;
        }
        Newcomer::Registration(registration) => said["registration"] = json!(registration),
    }
    tx.journal(&entry.with(said)).map(|_| ())
}

/// What of an account waits to be handed over.
pub fn pending(tx: &Tx, from: AccountId) -> Result<Vec<Pending>> {
    store::pending(tx, from)
}

/// Takes back what was written down; it counts for `seen` alone, the one that was looked at. Both
/// people read that nothing will change. A code that is on its way to the newcomer proves nothing
/// then: the older account still has the contact.
pub fn withdraw(tx: &mut Tx, clerk: &Clerk, from: AccountId, seen: HandoverId) -> Result<Acted> {
    if let Some(refused) = barrier(tx, clerk, from, "handover")? {
        return Ok(refused);
    }
    let Some((channel, newcomer)) = store::withdraw(tx, from, seen)? else {
        return Ok(Acted::Needless);
    };
    let about = json!({"handover": seen, "channel": channel.as_str()});
    tx.journal(&clerk.by().draft("staff.handover_withdrawn", from).with(about.clone()))?;
    crate::tell(tx, from, Kind::Security, "handover-withdrawn", Vec::new())?;
    if let Newcomer::Account(to) = newcomer {
        tx.journal(&clerk.by().draft("staff.contact_not_freed", to).with(about))?;
        crate::tell(tx, to, Kind::Account, "contact-not-freed", Vec::new())?;
    }
    Ok(Acted::Done)
}

/// Whether a contact is being handed to this newcomer by the account that has it: then a code for
/// her goes there, although it is somebody else's.
pub(crate) fn waits(tx: &Tx, newcomer: Newcomer, handle: &Handle) -> Result<bool> {
    store::waits(tx, newcomer, handle)
}

/// Which contacts of a registration are handed over to who registers.
pub(super) fn waiting(tx: &Tx, inquiry: &registration::Inquiry) -> Result<Vec<Channel>> {
    let newcomer = Newcomer::Registration(inquiry.id);
    let phone = inquiry.phone.as_ref().map(|(phone, _)| (Channel::Sms, Handle::phone(phone)));
    let email = inquiry.email.as_ref().map(|(email, _)| (Channel::Email, Handle::email(email)));
    let mut found = Vec::new();
    for (channel, handle) in phone.into_iter().chain(email) {
        if waits(tx, newcomer, &handle)? {
            found.push(channel);
        }
    }
    Ok(found)
}

/// The newcomer has typed the code that went there: the older account has the contact no more.
/// `false` when nothing waits for her.
pub(crate) fn take(tx: &mut Tx, newcomer: Newcomer, handle: &Handle) -> Result<bool> {
    let Some((from, staff)) = store::take(tx, newcomer, handle)? else { return Ok(false) };
    let channel = if handle.kind == "phone" { Channel::Sms } else { Channel::Email };
    let contact = match account::find(tx, from)? {
        Some(account) => Contact::of(&account, channel),
        None => None,
    };
    let Some(contact) = contact.filter(|contact| contact.handle() == *handle) else {
        return Ok(false);
    };
    let staff = staff.to_string();
    account::drop_contact(tx, from, channel, contact.value(), &By::Staff(&staff))
}

/// The owner of an account has typed a code that went to her phone or mailbox: she reads it, so it
/// is not handed to anybody.
pub(crate) fn kept(tx: &mut Tx, id: AccountId, channel: Channel) -> Result<()> {
    let kind = if channel == Channel::Sms { "phone" } else { "email" };
    if store::end(tx, id, kind)? {
        let how = json!({"channel": channel.as_str()});
        tx.journal(&By::Owner.draft("account.contact_kept", id).with(how))?;
    }
    Ok(())
}

/// An account has got a contact: if the desk took it from another one for her, she reads so in her
/// journal, also when she had no account at that time.
pub(crate) fn received(tx: &mut Tx, id: AccountId, handle: &Handle) -> Result<()> {
    for (handover, staff, mut grounds) in store::receive(tx, id, handle)? {
        grounds["handover"] = json!(handover);
        let draft = Draft::new("identity", "account.contact_received").by("staff", staff);
        tx.journal(&draft.about(id).with(grounds))?;
    }
    Ok(())
}

/// What an account has on a channel.
#[derive(Clone, Debug)]
enum Contact {
    Phone(Phone),
    Email(Email),
}

impl Contact {
    fn of(account: &Account, channel: Channel) -> Option<Contact> {
        let person = &account.personal;
        match channel {
            Channel::Sms => person.phone.as_ref().map(|known| Contact::Phone(known.value.clone())),
            Channel::Email => {
                person.email.as_ref().map(|known| Contact::Email(known.value.clone()))
            }
        }
    }

    fn value(&self) -> &str {
        match self {
            Contact::Phone(phone) => phone.as_str(),
            Contact::Email(email) => email.as_str(),
        }
    }

    fn handle(&self) -> Handle {
        match self {
            Contact::Phone(phone) => Handle::phone(phone),
            Contact::Email(email) => Handle::email(email),
        }
    }

    /// The event that the owner is told of before anything has changed.
    fn asked(&self) -> &'static str {
        match self {
            Contact::Phone(_) => "phone-handover-asked",
            Contact::Email(_) => "email-handover-asked",
        }
    }

    /// The event that the newcomer is told of.
    fn freed(&self) -> &'static str {
        match self {
            Contact::Phone(_) => "phone-freed",
            Contact::Email(_) => "email-freed",
        }
    }
}
