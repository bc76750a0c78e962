//! Where a person is reached. Identity and the cabinets keep it up to date; only addresses that
//! the person has confirmed belong here.

pub(crate) mod store;

use ::store::{Result, Tx};
use web::{Lang, Site};

use crate::Channel;

/// A person as one site knows the person.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Recipient {
    /// The site.
    pub site: Site,
    /// The person's id on that site.
    pub subject: String,
}

impl Recipient {
    /// The person `subject` of `site`.
    pub fn new(site: Site, subject: impl std::fmt::Display) -> Recipient {
        Recipient { site, subject: subject.to_string() }
    }
}

/// A person's confirmed addresses and the language to write in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contact {
    /// E-mail.
    pub email: Option<String>,
    /// Mobile phone in E.164: `+79…`.
    pub phone: Option<String>,
    /// The language of messages.
    pub lang: Lang,
}

impl Contact {
    /// The address for a channel.
    pub fn address(&self, channel: Channel) -> Option<&str> {
        match channel {
            Channel::Email => self.email.as_deref(),
            Channel::Sms => self.phone.as_deref(),
        }
    }
}

/// Records where a person is reached, in place of what was known. Messages that wait for a digest
/// or the end of quiet hours go to the new address; what is due goes to the old one.
pub fn set(tx: &mut Tx, who: &Recipient, contact: Contact) -> Result<()> {
    let before = store::get(tx, who)?;
    store::put(tx, who, &contact)?;
    let addresses = |contact: &Contact| (contact.email.clone(), contact.phone.clone());
    if before.is_some_and(|before| addresses(&before) != addresses(&contact)) {
        crate::message::readdress(tx, who, &contact)?;
    }
    Ok(())
}

/// Where a person is reached, if anybody said.
pub fn of(tx: &Tx, who: &Recipient) -> Result<Option<Contact>> {
    store::get(tx, who)
}

/// Forgets where a person is reached: the account was closed or unlinked.
pub fn forget(tx: &mut Tx, who: &Recipient) -> Result<()> {
    store::remove(tx, who)
}

/// An address as a screen may show it: enough to recognise one's own.
pub fn masked(channel: Channel, address: &str) -> String {
    match channel {
        Channel::Email => {
            let (name, host) = address.split_once('@').unwrap_or((address, ""));
            let first: String = name.chars().take(1).collect();
            format!("{first}•••@{host}")
        }
        Channel::Sms => {
            let digits: Vec<char> = address.chars().filter(char::is_ascii_digit).collect();
            let last: String = digits.iter().skip(digits.len().saturating_sub(4)).collect();
            let (two, rest) = last.split_at(last.len().min(2));
            format!("+{} ••• •••-{two}-{rest}", digits.first().unwrap_or(&'•'))
        }
    }
}
