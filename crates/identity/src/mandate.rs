//! Mandates: a person's permission for work that outlives her sign-in.
//!
//! A service exchanges the token of a sign-in once for a mandate: one register, one purpose, one
//! application, at most 30 days. The mandate opens nothing by itself; the service's jobs exchange
//! it for tokens of five minutes. The person sees her mandates in «Связанные сервисы» and
//! withdraws them. A locked account keeps them, because the lock protects the sign-in; those of a
//! restricted account sleep until the restriction is lifted; those of a closed one end, and nothing
//! survives a restore from a copy. Those of an entry whose code or refresh token comes twice end
//! with its tokens.

mod store;
#[cfg(test)]
mod tests;

use ::store::journal::Draft;
use ::store::{Moment, Result, SECOND, Secret, Tx};
use oauth::provider::MAX_MANDATE_SECONDS;
use oauth::scope::Scopes;
use serde_json::json;

use crate::account::{self, AccountId, Status};
use crate::client::{self, Client};
use crate::grant::{self, Grant};

pub use store::{end_every, forget_old, of_account};

::store::id!(
    /// A mandate.
    pub MandateId
);

/// What mandates begin with, so that scanners for leaked secrets know them.
const PREFIX: &str = "kmd_";
const ID_CHARS: usize = 26;
const SECRET_CHARS: usize = 43;

/// Why a mandate ended.
pub mod why {
    /// The person withdrew it.
    pub const WITHDRAWN: &str = "withdrawn";
    /// The person withdrew her consent for the service.
    pub const CONSENT: &str = "consent";
    /// The service gave it back: the work is done.
    pub const REVOKED: &str = "revoked";
}

/// A mandate.
#[derive(Clone, Debug, PartialEq)]
pub struct Mandate {
    /// Its id.
    pub id: MandateId,
    /// Who gave it.
    pub account: AccountId,
    /// To which client.
    pub client: String,
    /// The register it is for.
    pub audience: String,
    /// What tokens made of it may carry.
    pub scope: Scopes,
    /// What for, in the service's words.
    pub purpose: String,
    /// The application it belongs to.
    pub reference: String,
    /// When it was given.
    pub created_at: Moment,
    /// When it ends by itself.
    pub expires_at: Moment,
    /// When it was last used.
    pub used_at: Option<Moment>,
}

impl Mandate {
    /// How tokens made of it name it.
    pub fn claim(&self) -> oauth::claims::Mandate {
        oauth::claims::Mandate {
            id: self.id.to_string(),
            purpose: self.purpose.clone(),
            reference: self.reference.clone(),
        }
    }
}

/// What a mandate is asked for.
#[derive(Clone, Debug)]
pub struct Wish {
    /// The register.
    pub audience: String,
    /// What for.
    pub purpose: String,
    /// The application.
    pub reference: String,
    /// Seconds.
    pub lifetime: i64,
}

/// Makes a mandate from a living grant; its secret comes back once and is kept as a hash.
/// The caller has proven that account, session and client may act.
pub fn give(tx: &mut Tx, grant: &Grant, wish: &Wish) -> Result<(Mandate, Secret)> {
    let id = MandateId(tx.new_id());
    let text = format!("{PREFIX}{id}{}", tx.entropy().token());
    let now = tx.now();
    let lifetime = wish.lifetime.clamp(1, MAX_MANDATE_SECONDS) * SECOND;
    let mandate = Mandate {
        id,
        account: grant.account,
        client: grant.client.clone(),
        audience: wish.audience.clone(),
        scope: grant.scope.clone(),
        purpose: wish.purpose.clone(),
        reference: wish.reference.clone(),
        created_at: now,
        expires_at: now.plus(lifetime),
        used_at: None,
    };
    store::insert(tx, &mandate, grant.id, &grant::hash(&text))?;
    journal(tx, &mandate, "mandate.given", ("client", &mandate.client))?;
    Ok((mandate, Secret(text)))
}

/// The mandate of this text if it is in force and the client's own; notes that it was used.
pub fn take(tx: &mut Tx, client: &Client, text: &str) -> Result<Option<Mandate>> {
    let Some(id) = parse(text) else { return Ok(None) };
    store::take(tx, id, &client.id, &grant::hash(text))
}

/// The same without noting a use; for introspection.
pub fn known(tx: &Tx, client: &Client, text: &str) -> Result<Option<Mandate>> {
    let Some(id) = parse(text) else { return Ok(None) };
    let mandate = store::find(tx, id, &client.id, &grant::hash(text))?;
    Ok(mandate.filter(|mandate| tx.now() < mandate.expires_at))
}

/// The client gives a mandate back; tells whether it was one of its own.
pub fn revoke(tx: &mut Tx, client: &Client, text: &str) -> Result<bool> {
    let Some(mandate) = take(tx, client, text)? else { return Ok(false) };
    store::end(tx, mandate.id, mandate.account, why::REVOKED)?;
    journal(tx, &mandate, "mandate.revoked", ("client", &client.id))?;
    Ok(true)
}

/// Whether a text is meant to be a mandate.
pub fn is_mandate(text: &str) -> bool {
    text.starts_with(PREFIX)
}

/// The person withdraws one of hers. `false`: it is not hers, or it has ended.
pub fn withdraw(tx: &mut Tx, account: AccountId, id: MandateId) -> Result<bool> {
    let Some(mandate) = of_account(tx, account)?.into_iter().find(|known| known.id == id) else {
        return Ok(false);
    };
    if !store::end(tx, id, account, why::WITHDRAWN)? {
        return Ok(false);
    }
    journal(tx, &mandate, "mandate.withdrawn", ("person", &account.to_string()))?;
    Ok(true)
}

/// Ends all mandates that a person gave one client.
pub fn end_client(tx: &mut Tx, account: AccountId, client: &str, why: &str) -> Result<u64> {
    store::end_client(tx, account, client, why)
}

/// Ends all mandates of a person: her account was closed.
pub fn end_all(tx: &mut Tx, account: AccountId, why: &str) -> Result<u64> {
    let ended = store::end_account(tx, account, why)?;
    if ended > 0 {
        let draft = Draft::new("identity", "mandate.ended_all").about(account);
        tx.journal(&draft.with(json!({"mandates": ended, "why": why})))?;
    }
    Ok(ended)
}

/// Ends the mandates that came from one entry: its code or a refresh token came twice, so whoever
/// asked for them may have been a thief.
pub fn end_grant(tx: &mut Tx, grant: &Grant, why: &str) -> Result<u64> {
    let ended = store::end_grant(tx, grant.id, why)?;
    if ended > 0 {
        let draft = Draft::new("identity", "mandate.ended_with_entry");
        let about =
            json!({"mandates": ended, "client": grant.client, "grant": grant.id, "why": why});
        tx.journal(&draft.about(grant.account).with(about))?;
    }
    Ok(ended)
}

/// Whether work for a person may go on: for a locked account it may, because the lock protects
/// the sign-in; not for one that staff restricted, nor for one that was closed.
pub fn may_be_worked_for(tx: &Tx, account: AccountId) -> Result<bool> {
    let now = tx.now();
    Ok(match account::lock_state(tx, account)? {
        Some(status) => status.may_act(now) || matches!(status, Status::Locked { .. }),
        None => false,
    })
}

/// A mandate whose tokens are good at this moment; for introspection.
pub fn in_force(tx: &Tx, id: MandateId) -> Result<Option<Mandate>> {
    let Some(mandate) = store::open(tx, id)? else { return Ok(None) };
    let open = client::open(tx, &mandate.client)?.is_some();
    Ok((open && tx.now() < mandate.expires_at).then_some(mandate))
}

fn parse(text: &str) -> Option<MandateId> {
    let rest = text.strip_prefix(PREFIX)?;
    if rest.len() != ID_CHARS + SECRET_CHARS {
        return None;
    }
    rest.get(..ID_CHARS)?.parse().ok()
}

fn journal(tx: &mut Tx, mandate: &Mandate, event: &str, by: (&str, &str)) -> Result<()> {
    let draft = Draft::new("identity", event).by(by.0, by.1).about(mandate.account);
    let about = json!({
        "mandate": mandate.id,
        "client": mandate.client,
        "audience": mandate.audience,
        "reference": mandate.reference,
    });
    tx.journal(&draft.with(about))?;
    Ok(())
}
