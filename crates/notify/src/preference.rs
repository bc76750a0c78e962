//! What a person wants to be told, and how: a table of kinds and ways, and a [`Manner`].

mod form;
pub(crate) mod manner;
pub mod pages;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use ::store::journal::Draft;
use ::store::{Result, Tx};
use web::Site;

use crate::{Channel, Kind, Recipient, message};

pub use manner::{Manner, Quiet, Zone};

/// A way for a notice to reach a person: the list on the site, or a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Way {
    /// The list of notices on the site, and the open page.
    Page,
    /// E-mail.
    Email,
    /// SMS.
    Sms,
}

/// A person's choices for every kind and way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preferences {
    chosen: BTreeMap<(Kind, Way), bool>,
    /// From which importance on, and when.
    pub manner: Manner,
}

/// How an attempt to choose ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Chosen {
    /// It is recorded.
    Saved,
    /// Codes and security notices cannot be switched off; nothing was recorded.
    Locked,
}

impl Preferences {
    /// Whether notices of `kind` go this way, if they are important enough.
    pub fn wants(&self, kind: Kind, way: impl Into<Way>) -> bool {
        let way = way.into();
        let usual = || way.channel().is_none_or(|channel| kind.is_usual(channel));
        kind.is_locked() || self.chosen.get(&(kind, way)).copied().unwrap_or_else(usual)
    }

    /// Whether this notice goes this way.
    pub(crate) fn lets(&self, kind: Kind, event: &str, way: impl Into<Way>) -> bool {
        let way = way.into();
        self.wants(kind, way) && self.manner.lets(kind, event, way)
    }
}

impl Way {
    /// All ways, in the order in which pages show them.
    pub const ALL: [Way; 3] = [Way::Page, Way::Email, Way::Sms];

    /// The word in tables, forms and keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Way::Page => "page",
            Way::Email => "email",
            Way::Sms => "sms",
        }
    }

    /// The way of a word in a table or a form.
    pub fn parse(word: &str) -> Option<Way> {
        Way::ALL.into_iter().find(|way| way.as_str() == word)
    }

    /// The channel of its messages; the list on the site has none.
    pub fn channel(self) -> Option<Channel> {
        match self {
            Way::Page => None,
            Way::Email => Some(Channel::Email),
            Way::Sms => Some(Channel::Sms),
        }
    }

    /// Whether the row of a kind has a box for it: codes stand in no list.
    pub(crate) fn fits(self, kind: Kind) -> bool {
        self != Way::Page || kind != Kind::Code
    }
}

impl From<Channel> for Way {
    fn from(channel: Channel) -> Way {
        match channel {
            Channel::Email => Way::Email,
            Channel::Sms => Way::Sms,
        }
    }
}

/// The kinds that a site sends, in the order in which its page shows them.
pub fn kinds(site: Site) -> &'static [Kind] {
    match site {
        Site::Sep | Site::Epk => &[
            Kind::Security,
            Kind::Account,
            Kind::Application,
            Kind::Document,
            Kind::Reminder,
            Kind::Service,
            Kind::Support,
        ],
        _ => &[
            Kind::Code,
            Kind::Security,
            Kind::SignIn,
            Kind::Account,
            Kind::Consent,
            Kind::Service,
            Kind::Support,
        ],
    }
}

/// A person's choices.
pub fn of(tx: &Tx, who: &Recipient) -> Result<Preferences> {
    let manner = store::manner(tx, who)?.unwrap_or_default();
    Ok(Preferences { chosen: store::get(tx, who)?, manner })
}

/// Records a person's choices; what is not named stays as it was. What waits already and is not
/// wanted any more does not leave. Either all of them are
/// recorded or, when one would switch off what cannot be switched off, none.
pub fn choose<W: Into<Way> + Copy>(
    tx: &mut Tx,
    who: &Recipient,
    choices: &[(Kind, W, bool)],
) -> Result<Chosen> {
    if choices.iter().any(|(kind, _, chosen)| kind.is_locked() && !chosen) {
        return Ok(Chosen::Locked);
    }
    let before = of(tx, who)?;
    let mut changed = Vec::new();
    for &(kind, way, chosen) in choices.iter().filter(|(kind, ..)| !kind.is_locked()) {
        let way = way.into();
        if before.wants(kind, way) != chosen {
            store::put(tx, who, kind, way, chosen)?;
            if let (false, Some(channel)) = (chosen, way.channel()) {
                message::withdraw(tx, who, kind, channel)?;
            }
            changed.push(format!("{}:{}={chosen}", kind.as_str(), way.as_str()));
        }
    }
    if !changed.is_empty() {
        let draft = Draft::new(who.site.as_str(), "notices.chosen")
            .by("person", &who.subject)
            .about(&who.subject)
            .with(serde_json::json!({ "changed": changed }));
        tx.journal(&draft)?;
    }
    Ok(Chosen::Saved)
}

/// Records how a person wants to be told. What waits for its time already is planned anew.
pub fn choose_manner(tx: &mut Tx, who: &Recipient, manner: &Manner) -> Result<()> {
    if of(tx, who)?.manner == *manner {
        return Ok(());
    }
    store::put_manner(tx, who, manner)?;
    message::plan_anew(tx, who, manner)?;
    let from = manner.from.map(crate::Importance::as_str);
    let draft = Draft::new(who.site.as_str(), "notices.manner")
        .by("person", &who.subject)
        .about(&who.subject)
        .with(serde_json::json!({
            "from": from,
            "digest": manner.digest,
            "quiet": manner.quiet.map(Quiet::shown),
            "zone": manner.zone.as_str(),
        }));
    tx.journal(&draft).map(|_| ())
}
