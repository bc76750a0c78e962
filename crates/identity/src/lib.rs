//! The identity provider: accounts and how people prove that they are theirs, levels and consents,
//! and the OpenID Connect endpoints that let services rely on all that.
//!
//! Everything that a page does is a plain function over a transaction; demonstration people are
//! made by the same calls. The sequences, each line a form of its page:
//!
//! | registration | |
//! |---|---|
//! | [`registration::set_name`] | gives the handle that the browser holds |
//! | [`registration::set_email`] | sends a code: see [`notify::message::waiting_for`] |
//! | [`registration::check_code`] | |
//! | [`registration::set_phone`], [`registration::check_code`] | the same for the phone |
//! | [`password::judge`], [`password::hash`] | outside of the transaction |
//! | [`registration::set_password`] | |
//! | [`registration::accept`] twice | the second gives account and session |
//!
//! | sign-in | |
//! |---|---|
//! | [`login::charge`] | permission to compare one password |
//! | [`password::is_right`] | outside of the transaction, on `app.cpu` |
//! | [`login::settle`] | wrong, locked, or a handle and a code on its way |
//! | [`login::answer`] | the session |
//!
//! | recovery | |
//! |---|---|
//! | [`recovery::begin`], [`recovery::check_email`] | |
//! | [`recovery::check_second`] | SMS or the app |
//! | [`recovery::set_password`] | sessions end, the lock is lifted, everybody is told |
//!
//! A temporary password ([`staff::password::send`]) typed at the sign-in begins a recovery at its
//! second line. A new phone ([`staff::regain::grant`]) is another second factor there, for who has
//! lost hers.
//!
//! | the authenticator app | |
//! |---|---|
//! | [`factor::begin_totp`] | [`factor::totp_now`] is what the app shows |
//! | [`factor::confirm_totp`] | |
//!
//! What others rely on: [`Person`] (who is signed in), [`account::alive`] (may she act, in this
//! transaction), [`account::unlock`], [`account::restrict`], [`login::start`] (where to send who
//! must prove herself once more), [`registration::inquire`] and [`recovery::inquire`] (reference
//! numbers quoted at the desk).

pub mod account;
mod budget;
pub mod client;
pub mod code;
pub mod consent;
pub mod factor;
pub mod grant;
pub mod key;
mod known;
pub mod linked;
pub mod login;
pub mod logout;
pub mod mandate;
pub mod nav;
mod pages;
pub mod password;
pub mod person;
pub mod profile;
pub mod proof;
pub mod proofing;
pub mod provider;
pub mod recovery;
pub mod regain;
pub mod registration;
pub mod security;
pub mod service;
pub mod sso;
pub mod staff;
#[cfg(test)]
mod story;
mod tidy;

use std::sync::Arc;

use axum::Router;
use serde_json::{Value, json};
use store::job::Runner;
use store::journal::Draft;
use store::{Result, Tx};
use web::{App, VisitFacts};

pub use account::{Account, AccountId, Level};
/// The short name that pages of several nouns use.
use pages as ui;
pub use person::Person;

/// What every handler of the provider has at hand. Cheap to clone.
#[derive(Clone)]
pub struct Identity {
    /// The parts that all sites share.
    pub app: App,
    /// The registers that levels are checked against.
    pub registries: registries::Registries,
    /// The protocol side: endpoints, keys, tokens.
    pub provider: provider::Provider,
    /// What the operator decides.
    pub config: Arc<Config>,
}

/// What the operator decides about the provider.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Config {
    /// How many passwords are evaluated for one address (IPv6: one /64) within an hour.
    pub passwords_per_address_hour: i64,
    /// How many codes are sent on behalf of one address within an hour.
    pub codes_per_address_hour: i64,
}

impl Default for Config {
    fn default() -> Config {
        Config { passwords_per_address_hour: 600, codes_per_address_hour: 200 }
    }
}

impl Identity {
    /// The provider over the parts of the program.
    pub fn new(app: App, registries: registries::Registries, config: Config) -> Identity {
        let provider = provider::Provider::new(app.clone());
        Identity { app, registries, provider, config: Arc::new(config) }
    }
}

/// All pages and endpoints of the provider's site.
pub fn routes(identity: &Identity) -> Router {
    Router::new()
        .merge(registration::routes())
        .merge(login::routes())
        .merge(recovery::routes())
        .merge(regain::pages::routes())
        .merge(profile::pages::routes())
        .merge(proofing::pages::routes())
        .merge(security::pages::routes())
        .with_state(identity.clone())
        .merge(provider::routes(&identity.provider))
        .merge(notify::pages::settings(security::pages::notifications))
}

/// The provider's jobs.
pub fn jobs(runner: Runner, identity: &Identity) -> Runner {
    let runner = tidy::jobs(runner, identity);
    let runner = proofing::jobs::jobs(runner, identity);
    provider::jobs(runner, &identity.provider)
}

/// At every start, before the first request: the jobs that come back, and the first keys.
pub fn begin(tx: &mut Tx) -> Result<()> {
    tidy::begin(tx)?;
    provider::jobs::begin(tx)
}

/// After a restore from a copy: flows, codes and sessions end, and so does everything that was
/// issued. What was dead stays dead.
pub fn restored(tx: &mut Tx) -> Result<()> {
    tidy::restored(tx)?;
    sso::restored(tx)
}

/// An entry of the journal by somebody who is not known yet, with address and browser.
fn entry(event: &str, facts: &VisitFacts, more: Value) -> Draft {
    let mut payload = json!({"address": facts.address, "agent": facts.agent});
    if let (Value::Object(payload), Value::Object(more)) = (&mut payload, more) {
        payload.extend(more);
    }
    Draft::new("identity", event).by_anonymous().with(payload)
}

/// The same by the owner of an account.
fn own_entry(event: &str, account: AccountId, facts: &VisitFacts, more: Value) -> Draft {
    entry(event, facts, more).by("person", account).about(account)
}

/// Tells the owner of an account something.
fn tell(
    tx: &mut Tx,
    account: AccountId,
    kind: notify::Kind,
    event: &str,
    args: Vec<(&str, String)>,
) -> Result<()> {
    let notice = notify::Notice { kind, event, args, key: None };
    notify::tell(tx, &account::recipient(account), &notice)
}
