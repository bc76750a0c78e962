//! The OpenID Connect endpoints, and what they share.
//!
//! A request is parsed and checked by [`oauth::provider`], decided in one transaction
//! ([`authorize`], [`crate::grant`], [`exchange`]), and its tokens are signed after the commit.

pub mod authorize;
mod claims;
pub mod endpoints;
pub mod exchange;
pub mod flow;
mod issue;
pub mod jobs;
pub mod lookup;
#[cfg(test)]
pub(crate) mod tests;
mod verified;

use std::sync::Arc;

use bytes::Bytes;
use oauth::json::Object;
use oauth::provider::{GrantType, Metadata};
use store::{Error, Result};
use web::{App, Site};

use crate::account::AccountId;
use crate::key::{Keyset, Ring};

pub use endpoints::routes;
pub use issue::REGISTER_TOKEN_LIFE;
pub use jobs::jobs;

/// The provider: the parts of the program with the keys and the documents that do not change.
/// Cheap to clone.
#[derive(Clone)]
pub struct Provider(Arc<Inner>);

struct Inner {
    app: App,
    issuer: String,
    ring: Ring,
    verified: verified::Verified,
    discovery: Bytes,
}

impl Provider {
    /// The provider of the site `identity`; its issuer is the site's origin. One per process:
    /// make it once and give clones to whoever needs it.
    pub fn new(app: App) -> Provider {
        let issuer = app.sites.origin(Site::Identity).to_owned();
        let discovery = Bytes::from(metadata(&issuer).json());
        let ring = Ring::new(app.db.clone());
        let verified = verified::Verified::default();
        Provider(Arc::new(Inner { app, issuer, ring, verified, discovery }))
    }

    /// The parts of the program.
    pub fn app(&self) -> &App {
        &self.0.app
    }

    /// The issuer, byte by byte as in every token.
    pub fn issuer(&self) -> &str {
        &self.0.issuer
    }

    /// The keys of this moment.
    pub async fn keys(&self) -> Result<Arc<Keyset>> {
        self.0.ring.keys().await
    }

    /// The verified claims of an access token of ours that has not expired; `None` for anything
    /// else. Whether it is still good is decided by looking up what it names.
    pub async fn verified(&self, token: &str) -> Result<Option<Arc<lookup::Access>>> {
        let keys = self.keys().await?;
        let now = self.app().clock.now().seconds();
        Ok(self.0.verified.check(&keys, self.issuer(), token, now))
    }

    /// A token of five minutes for a register, issued by the provider to itself, so that it can
    /// check what an applicant typed: `about` are the claims (`snils`, `inn` …) as typed. None when
    /// the account may not be used. `register` is the audience.
    pub async fn register_token(
        &self,
        account: AccountId,
        register: &'static str,
        about: Object,
    ) -> Result<Option<String>> {
        let keys = self.keys().await?;
        let alive = self
            .app()
            .db
            .read(move |tx| Ok(crate::account::alive(tx, account)?.map(|alive| alive.level())))
            .await?;
        let Some(level) = alive else { return Ok(None) };
        let now = self.app().clock.now().seconds();
        let made = issue::own_register_token(self, &keys, account, level, register, &about, now);
        made.map(Some).map_err(Error::bug)
    }

    fn discovery(&self) -> Bytes {
        self.0.discovery.clone()
    }
}

/// What discovery says: the truth about these endpoints.
fn metadata(issuer: &str) -> Metadata {
    let mut metadata = Metadata::new(issuer, issuer);
    metadata.end_session_endpoint = format!("{issuer}{}", endpoints::END_SESSION);
    // Services act for people; a token for the service itself would open nothing here.
    metadata.grant_types_supported.retain(|grant| *grant != GrantType::ClientCredentials);
    metadata
}
