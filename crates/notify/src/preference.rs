//! What a person wants to be told, and how: a table of kinds and channels.

pub mod pages;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use ::store::journal::Draft;
use ::store::{Result, Tx};
use web::Site;

use crate::{Channel, Kind, Recipient};

/// A person's choices for every kind and channel.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preferences(BTreeMap<(Kind, Channel), bool>);

/// How an attempt to choose ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Chosen {
    /// It is recorded.
    Saved,
    /// Codes and security notices cannot be switched off; nothing was recorded.
    Locked,
}

impl Preferences {
    /// Whether messages of `kind` go over `channel`.
    pub fn wants(&self, kind: Kind, channel: Channel) -> bool {
        kind.is_locked()
            || self.0.get(&(kind, channel)).copied().unwrap_or_else(|| kind.is_usual(channel))
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
    store::get(tx, who).map(Preferences)
}

/// Records a person's choices; what is not named stays as it was. Either all of them are
/// recorded or, when one would switch off what cannot be switched off, none.
pub fn choose(tx: &mut Tx, who: &Recipient, choices: &[(Kind, Channel, bool)]) -> Result<Chosen> {
    if choices.iter().any(|(kind, _, chosen)| kind.is_locked() && !chosen) {
        return Ok(Chosen::Locked);
    }
    let before = of(tx, who)?;
    let mut changed = Vec::new();
    for &(kind, channel, chosen) in choices.iter().filter(|(kind, ..)| !kind.is_locked()) {
        if before.wants(kind, channel) != chosen {
            store::put(tx, who, kind, channel, chosen)?;
            changed.push(format!("{}:{}={chosen}", kind.as_str(), channel.as_str()));
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
