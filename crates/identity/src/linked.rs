//! Linked services: what a person has entered, what each may know, and the permissions that it
//! holds for work without her.

pub(crate) mod pages;
#[cfg(test)]
mod tests;

use store::{Result, Tx};

use crate::account::AccountId;
use crate::client::{self, Client};
use crate::consent::{self, Consent};
use crate::mandate::{self, Mandate};

/// A service that a person has allowed in.
#[derive(Clone, Debug)]
pub struct Linked {
    /// The service.
    pub client: Client,
    /// What she agreed to.
    pub consent: Consent,
    /// The mandates that it holds.
    pub mandates: Vec<Mandate>,
}

/// The linked services of a person, the last used first. A service that was removed from the
/// provider cannot be entered and is not shown.
pub fn of(tx: &Tx, account: AccountId) -> Result<Vec<Linked>> {
    let mandates = mandate::of_account(tx, account)?;
    let mut linked = Vec::new();
    for consent in consent::of_account(tx, account)? {
        let Some(client) = client::find(tx, &consent.client)? else { continue };
        let mandates = mandates.iter().filter(|m| m.client == client.id).cloned().collect();
        linked.push(Linked { client, consent, mandates });
    }
    Ok(linked)
}

/// One of them.
pub fn find(tx: &Tx, account: AccountId, client: &str) -> Result<Option<Linked>> {
    Ok(of(tx, account)?.into_iter().find(|linked| linked.client.id == client))
}
