//! *Изменить контактные данные*: a new phone or e-mail address.
//!
//! Two channels are proved: first a second factor that does not depend on what is replaced (the
//! authenticator app, else a code over the other channel), then a code to the new address. An
//! address of another account is taken like any other, but no code goes there: its owner is told
//! instead, and the page does not differ.

use ::store::{MINUTE, Result, Tx};
use notify::{Address, Channel, Kind};
use registries::{Email, Phone};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Site, VisitFacts};

use super::store;
use crate::account::{self, Account, AccountId, Claim, Identifier};
use crate::code::{self, Checked, Order, Place, Sent, Standing};
use crate::factor;
use crate::staff::handover::{self, Newcomer};

::store::id!(
    /// A change of a contact that is under way.
    pub ChangeId
);

/// How long a change may take.
pub const LIFE: i64 = 30 * MINUTE;

/// A change that is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its id.
    pub id: ChangeId,
    /// Whose contact it is.
    pub account: AccountId,
    /// What is replaced: SMS for the phone.
    pub channel: Channel,
    /// The new phone or address.
    pub value: String,
    /// Whether the second factor was shown.
    pub second_shown: bool,
}

/// By which second factor a change is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Means {
    /// A code of the authenticator app.
    Totp,
    /// A code by SMS to the phone that stays.
    Sms,
    /// A code by e-mail to the address that stays.
    Email,
}

/// How the beginning went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Began {
    /// The second factor comes next.
    Second(ChangeId),
    /// It is what the account has.
    Same,
    /// There is no other channel left to prove who she is: support with a document.
    NoMeans,
}

/// How a step of a change went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stepped {
    /// Now the code to the new address.
    New,
    /// The contact is replaced.
    Done,
    /// The code was not right.
    Code(Checked),
    /// It belongs to another account by now; said as "it did not work".
    Taken,
    /// There is no such change, or its time is up.
    Gone,
}

impl Means {
    /// The word in keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Means::Totp => "totp",
            Means::Sms => "sms",
            Means::Email => "email",
        }
    }
}

/// The means by which an account may change a contact: the app, else the other channel.
pub fn means(tx: &Tx, account: AccountId, channel: Channel) -> Result<Option<Means>> {
    let Some(factors) = factor::of(tx, account)? else { return Ok(None) };
    Ok(match channel {
        _ if factors.totp.is_some() => Some(Means::Totp),
        Channel::Sms => factors.email.map(|_| Means::Email),
        Channel::Email => factors.sms.map(|_| Means::Sms),
    })
}

/// Begins to replace the phone.
pub fn begin_phone(tx: &mut Tx, account: &Account, phone: &Phone) -> Result<Began> {
    let same = account.personal.phone.as_ref().is_some_and(|known| known.value == *phone);
    begin(tx, account, Channel::Sms, phone.as_str(), same)
}

/// Begins to replace the e-mail address.
pub fn begin_email(tx: &mut Tx, account: &Account, email: &Email) -> Result<Began> {
    let known = account.personal.email.as_ref();
    let same = known.is_some_and(|known| known.value.as_str() == email.as_str());
    begin(tx, account, Channel::Email, email.as_str(), same)
}

fn begin(
    tx: &mut Tx,
    account: &Account,
    channel: Channel,
    value: &str,
    same: bool,
) -> Result<Began> {
    if same {
        return Ok(Began::Same);
    }
    let Some(means) = means(tx, account.id, channel)? else { return Ok(Began::NoMeans) };
    let expires_at = tx.now().plus(LIFE);
    let id = store::insert_change(tx, account.id, channel, value, expires_at)?;
    send_second(tx, account, id, means)?;
    Ok(Began::Second(id))
}

/// A change of this account that is under way.
pub fn find(tx: &Tx, account: AccountId, id: ChangeId) -> Result<Option<Change>> {
    store::change(tx, account, id)
}

/// What stands about the code that the next step asks for; `None` for the app.
pub fn standing(tx: &Tx, change: &Change) -> Result<Option<Standing>> {
    if change.second_shown {
        return code::standing(tx, &new_place(change));
    }
    match means(tx, change.account, change.channel)? {
        Some(means @ (Means::Sms | Means::Email)) => {
            code::standing(tx, &second_place(change.account, change.id, means))
        }
        _ => Ok(None),
    }
}

/// Sends the code of the next step once more. `None` when there is no such change, or the app is
/// asked.
pub fn send_again(tx: &mut Tx, account: &Account, id: ChangeId) -> Result<Option<Sent>> {
    let Some(change) = find(tx, account.id, id)? else { return Ok(None) };
    if change.second_shown {
        return send_new(tx, account, &change).map(Some);
    }
    match means(tx, account.id, change.channel)? {
        Some(means) => send_second(tx, account, id, means),
        None => Ok(None),
    }
}

/// Takes the code of the next step.
pub fn step(
    tx: &mut Tx,
    account: &Account,
    id: ChangeId,
    typed: &str,
    facts: &VisitFacts,
) -> Result<Stepped> {
    let Some(change) = find(tx, account.id, id)? else { return Ok(Stepped::Gone) };
    if !change.second_shown {
        let Some(means) = means(tx, account.id, change.channel)? else {
            return Ok(Stepped::Gone);
        };
        let checked = match means {
            Means::Totp => factor::verify_totp(tx, account.id, typed)?,
            means => code::check(tx, &second_place(account.id, id, means), typed)?,
        };
        if checked != Checked::Right {
            return wrong(tx, account.id, checked, facts);
        }
        store::second_shown(tx, id)?;
        send_new(tx, account, &change)?;
        return Ok(Stepped::New);
    }
    let checked = code::check(tx, &new_place(&change), typed)?;
    if checked != Checked::Right {
        return wrong(tx, account.id, checked, facts);
    }
    finish(tx, account, &change, facts)
}

fn wrong(tx: &mut Tx, id: AccountId, checked: Checked, facts: &VisitFacts) -> Result<Stepped> {
    tx.journal(&crate::own_entry("security.code_wrong", id, facts, json!({})))?;
    Ok(Stepped::Code(checked))
}

fn finish(tx: &mut Tx, old: &Account, change: &Change, facts: &VisitFacts) -> Result<Stepped> {
    if !store::use_up(tx, change.id)? {
        return Ok(Stepped::Gone);
    }
    if let Some(identifier) = identifier(change) {
        handover::take(tx, Newcomer::Account(old.id), &identifier.handle())?;
    }
    let (claim, event, notice) = match change.channel {
        Channel::Sms => match Phone::parse(&change.value) {
            Ok(phone) => {
                (account::set_phone(tx, old.id, &phone)?, "security.phone_changed", "phone-changed")
            }
            Err(_) => return Ok(Stepped::Gone),
        },
        Channel::Email => match Email::parse(&change.value) {
            Ok(email) => {
                (account::set_email(tx, old.id, &email)?, "security.email_changed", "email-changed")
            }
            Err(_) => return Ok(Stepped::Gone),
        },
    };
    match claim {
        Claim::Taken => return Ok(Stepped::Taken),
        Claim::Gone => return Ok(Stepped::Gone),
        Claim::Done => {}
    }
    tx.journal(&crate::own_entry(event, old.id, facts, json!({})))?;
    crate::tell(tx, old.id, Kind::Security, notice, Vec::new())?;
    // Whoever reads the old address must know, too: it may be the true owner.
    if let Some(to) = old_address(old, change.channel) {
        let (site, channel, lang) = (Site::Identity, change.channel, old.lang);
        let address = Address { site, channel, to: &to, lang };
        notify::tell_address(tx, &address, notice, &[])?;
    }
    Ok(Stepped::Done)
}

fn old_address(account: &Account, channel: Channel) -> Option<String> {
    let person = &account.personal;
    match channel {
        Channel::Sms => person.phone.as_ref().map(|known| known.value.as_str().to_owned()),
        Channel::Email => person.email.as_ref().map(|known| known.value.as_str().to_owned()),
    }
}

/// `None` for the app: it needs no message.
fn send_second(tx: &mut Tx, account: &Account, id: ChangeId, means: Means) -> Result<Option<Sent>> {
    let person = &account.personal;
    let to = match means {
        Means::Totp => return Ok(None),
        Means::Sms => person.phone.as_ref().map(|known| known.value.as_str()),
        Means::Email => person.email.as_ref().map(|known| known.value.as_str()),
    };
    let place = second_place(account.id, id, means);
    let order = Order { place, to, purpose: "code-two-step", lang: account.lang };
    code::send(tx, &order).map(Some)
}

fn send_new(tx: &mut Tx, account: &Account, change: &Change) -> Result<Sent> {
    let mut owner = owner(tx, change)?.filter(|owner| *owner != account.id);
    if let (Some(_), Some(identifier)) = (owner, identifier(change)) {
        // The desk has seen her document: the owner was told then, and the code is real.
        let newcomer = Newcomer::Account(account.id);
        if handover::waits(tx, newcomer, &identifier.handle())? {
            owner = None;
        }
    }
    let number = code::standing(tx, &new_place(change))?.map_or(0, |standing| standing.number);
    let to = owner.is_none().then_some(change.value.as_str());
    let order = Order { place: new_place(change), to, purpose: "code-contact", lang: account.lang };
    let sent = code::send(tx, &order)?;
    if let (Some(owner), 0) = (owner, number) {
        crate::tell(tx, owner, Kind::Security, "contact-claimed", Vec::new())?;
        let draft = ::store::journal::Draft::new("identity", "security.contact_claimed");
        tx.journal(&draft.about(owner))?;
    }
    Ok(sent)
}

fn owner(tx: &Tx, change: &Change) -> Result<Option<AccountId>> {
    identifier(change).map_or(Ok(None), |identifier| account::by_identifier(tx, &identifier))
}

fn identifier(change: &Change) -> Option<Identifier> {
    match change.channel {
        Channel::Sms => Phone::parse(&change.value).ok().map(Identifier::Phone),
        Channel::Email => Email::parse(&change.value).ok().map(Identifier::Email),
    }
}

fn second_place(account: AccountId, id: ChangeId, means: Means) -> Place {
    let channel = if means == Means::Sms { Channel::Sms } else { Channel::Email };
    Place { flow: format!("allow:{id}"), channel, whose: factor::whose(account), closes: false }
}

fn new_place(change: &Change) -> Place {
    Place {
        flow: format!("change:{}", change.id),
        channel: change.channel,
        whose: factor::whose(change.account),
        closes: false,
    }
}
