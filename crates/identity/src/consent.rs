//! Consents: what a person allowed a service to receive, in which words, and when.
//!
//! A consent is asked for at the first entry, when a service asks for more than before, and when
//! its terms have a new version. The exact text that was shown is kept under its SHA-256.

pub(crate) mod pages;
mod store;
#[cfg(test)]
mod tests;

use ::store::journal::Draft;
use ::store::{HOUR, Moment, Result, Tx};
use aws_lc_rs::digest::{SHA256, digest};
use oauth::scope::{self, Scopes};
use registries::Register;
use serde_json::json;

use crate::account::{AccountId, Alive};
use crate::client::{self, Client};
use crate::grant;
use crate::logout::{self, Farewell};
use crate::mandate;

pub use store::{find, of_account, restored, text};

/// Number of the wording of the page itself; it grows when the page says something else.
const WORDING: u32 = 1;

/// A consent in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Consent {
    /// Who gave it.
    pub account: AccountId,
    /// To which client.
    pub client: String,
    /// What it covers: scopes, and the audiences of registers that may be asked.
    pub covers: Scopes,
    /// The version of the text.
    pub version: String,
    /// SHA-256 of the text.
    pub text_hash: Vec<u8>,
    /// When the service was first allowed in.
    pub since: Moment,
    /// When this consent was given.
    pub given_at: Moment,
    /// When the service was last entered, to the hour.
    pub used_at: Moment,
}

/// What a client is given, and what has to be consented to for it.
#[derive(Clone, Debug, PartialEq)]
pub struct Asked {
    /// The scopes of the grant.
    pub scope: Scopes,
    /// The scopes and the audiences.
    pub covers: Scopes,
    /// The version of the text.
    pub version: String,
}

impl Asked {
    /// What a request comes down to: scopes that are ours and that the client may have; the rest
    /// is left out, and the answer to the client names what is left.
    pub fn of(client: &Client, requested: &Scopes) -> Asked {
        let scope = requested.intersection(&client.settings.scopes);
        let audiences = client.settings.audiences.iter().map(String::as_str);
        let covers = scope.iter().chain(audiences).collect();
        let version = format!("{WORDING}.{}", client.settings.terms_version);
        Asked { scope, covers, version }
    }

    /// Whether a consent covers it.
    pub fn is_covered(&self, consent: Option<&Consent>) -> bool {
        consent.is_some_and(|consent| {
            self.covers.is_subset(&consent.covers) && consent.version == self.version
        })
    }
}

/// The text of a consent as plain lines, and its hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// What was shown.
    pub body: String,
    /// Its SHA-256.
    pub hash: Vec<u8>,
}

impl Text {
    /// The text made of the lines of a page.
    pub fn new(body: String) -> Text {
        let hash = digest(&SHA256, body.as_bytes()).as_ref().to_vec();
        Text { body, hash }
    }

    /// The hash in hexadecimal, as the page carries it and the journal names it.
    pub fn hex(&self) -> String {
        hex(&self.hash)
    }
}

/// Records that a person agreed. What she agreed to before for this service stays agreed to, as
/// long as the terms are the same.
pub fn give(tx: &mut Tx, alive: &Alive, client: &Client, asked: &Asked, text: &Text) -> Result<()> {
    let account = alive.account();
    let before = store::find(tx, account, &client.id)?;
    let kept = before.as_ref().filter(|known| known.version == asked.version);
    let covers = match kept {
        Some(known) => known.covers.iter().chain(asked.covers.iter()).collect(),
        None => asked.covers.clone(),
    };
    let now = tx.now();
    let consent = Consent {
        account,
        client: client.id.clone(),
        covers,
        version: asked.version.clone(),
        text_hash: text.hash.clone(),
        since: before.as_ref().map_or(now, |known| known.since),
        given_at: now,
        used_at: now,
    };
    let linked = before.is_none();
    let new = !asked.is_covered(before.as_ref());
    store::save_text(tx, &consent.version, text)?;
    store::save(tx, &consent)?;
    let about = json!({
        "client": consent.client,
        "covers": consent.covers,
        "version": consent.version,
        "text": text.hex(),
    });
    let draft = Draft::new("identity", "consent.given").by("person", account).about(account);
    tx.journal(&draft.with(about))?;
    if new {
        tell(tx, client, &consent, linked)?;
    }
    Ok(())
}

/// Tells a person what she has agreed to, and that a service was linked when it is a new one. Who
/// agrees once more to the same is told nothing.
fn tell(tx: &mut Tx, client: &Client, consent: &Consent, linked: bool) -> Result<()> {
    let service = client.settings.name.as_arg();
    let sends = !client.settings.receiver_names(&consent.covers, "ru").is_empty();
    let keys = label_keys(&consent.covers).into_iter();
    let data = notify::list_arg(keys.chain(sends.then_some("consent-data-sending")));
    let given = vec![("service", service.clone()), ("data", data)];
    crate::tell(tx, consent.account, notify::Kind::Consent, "consent-given", given)?;
    if linked {
        let named = vec![("service", service)];
        crate::tell(tx, consent.account, notify::Kind::Service, "service-linked", named)?;
    }
    Ok(())
}

/// The keys of the words for what a consent covers: data first, then registers.
fn label_keys(covers: &Scopes) -> Vec<&'static str> {
    let data = scope::ALL.iter().filter(|scope| covers.contains(scope));
    let registers = Register::ALL.into_iter().filter(|r| covers.contains(r.audience()));
    data.filter_map(|scope| label_key(scope)).chain(registers.map(register_key)).collect()
}

fn label_key(scope: &str) -> Option<&'static str> {
    Some(match scope {
        scope::OPENID => "consent-data-level",
        scope::PROFILE => "consent-data-name",
        scope::BIRTHDATE => "consent-data-birthdate",
        scope::GENDER => "consent-data-gender",
        scope::EMAIL => "consent-data-email",
        scope::PHONE => "consent-data-phone",
        scope::SNILS => "consent-data-snils",
        scope::INN => "consent-data-inn",
        scope::ID_DOC => "consent-data-passport",
        _ => return None,
    })
}

fn register_key(register: Register) -> &'static str {
    match register {
        Register::Sfr => "consent-register-sfr",
        Register::Fns => "consent-register-fns",
        Register::Education => "consent-register-education",
        Register::Egrn => "consent-register-egrn",
        Register::Business => "consent-register-business",
        Register::Tfoms => "consent-register-tfoms",
    }
}

/// Records that a person said no.
pub fn declined(tx: &mut Tx, account: AccountId, client: &str) -> Result<()> {
    let draft = Draft::new("identity", "consent.declined").by("person", account).about(account);
    tx.journal(&draft.with(json!({"client": client})))?;
    Ok(())
}

/// Notes that a service was entered, at most once an hour.
pub fn used(tx: &mut Tx, consent: &Consent) -> Result<()> {
    if tx.now().since(consent.used_at) < HOUR {
        return Ok(());
    }
    store::used(tx, consent.account, &consent.client)
}

/// Withdraws a consent: codes, tokens and mandates of the service end, and the service is told
/// to end its sessions. `None`: there was none.
pub fn withdraw(tx: &mut Tx, account: AccountId, client: &str) -> Result<Option<Vec<Farewell>>> {
    if !store::withdraw(tx, account, client)? {
        return Ok(None);
    }
    let left = grant::leave_client(tx, account, client, grant::why::CONSENT)?;
    mandate::end_client(tx, account, client, mandate::why::CONSENT)?;
    let draft = Draft::new("identity", "consent.withdrawn").by("person", account).about(account);
    tx.journal(&draft.with(json!({"client": client})))?;
    if let Some(service) = client::find(tx, client)? {
        let named = vec![("service", service.settings.name.as_arg())];
        crate::tell(tx, account, notify::Kind::Consent, "consent-withdrawn", named)?;
    }
    logout::farewells(tx, &left, logout::HEAD_START).map(Some)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
