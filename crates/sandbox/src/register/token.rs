//! Whose token it is: access tokens are verified with the keys that the provider publishes.

use std::sync::Arc;
use std::time::Duration;

use oauth::claims::AccessClaims;
use oauth::jose::Jwks;
use oauth::{Refusal, bearer, json};
use registries::register;
use tokio::sync::Mutex;
use tokio::time::Instant;
use web::{Out, Request};

/// The published keys of one provider, fetched when they are needed. Cheap to clone.
#[derive(Clone)]
pub struct Keys {
    issuer: Arc<str>,
    out: Out,
    /// Held while fetching, so that a hundred calls after a rotation fetch once.
    fetched: Arc<Mutex<Option<Fetched>>>,
}

struct Fetched {
    /// `None` when the last try failed.
    keys: Option<Arc<Jwks>>,
    at: Instant,
}

/// Why a token is not accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenRefused {
    /// What is wrong with it, in the words of RFC 6750.
    Token(Refusal),
    /// The provider's keys cannot be had at this moment.
    NoKeys,
}

/// After this time keys are fetched again, so that withdrawn ones are forgotten.
const FRESH: Duration = Duration::from_secs(600);
/// Unknown keys make us fetch at most this often: a flood of bad tokens is not passed on.
const PAUSE: Duration = Duration::from_secs(2);
const DEADLINE: Duration = Duration::from_secs(3);
/// Clocks may differ by so many seconds.
const LEEWAY: i64 = 5;
const DOCUMENT_MAX: usize = 128 * 1024;

impl Keys {
    /// The keys of an issuer; nothing is fetched yet.
    pub fn of(issuer: &str, out: Out) -> Keys {
        Keys { issuer: issuer.into(), out, fetched: Arc::default() }
    }

    /// Verifies the `Authorization` header of a call to a register or a service, which `audience`
    /// names; `now` is in seconds since the epoch.
    ///
    /// # Errors
    /// [`TokenRefused`].
    pub async fn verify(
        &self,
        authorization: Option<&str>,
        audience: &str,
        now: i64,
    ) -> Result<AccessClaims, TokenRefused> {
        let token = bearer::token_of(authorization).map_err(TokenRefused::Token)?;
        let known = self.keys(FRESH).await;
        let verify = |keys: &Jwks| {
            bearer::verify_access_token(
                token,
                keys,
                &self.issuer,
                audience,
                now,
                LEEWAY,
                register::SCOPE,
            )
        };
        match known.as_deref().map(verify) {
            Some(Err(refusal)) if refusal.wants_fresh_keys() => {
                let fresh = self.keys(PAUSE).await.ok_or(TokenRefused::NoKeys)?;
                verify(&fresh).map_err(TokenRefused::Token)
            }
            Some(outcome) => outcome.map_err(TokenRefused::Token),
            None => Err(TokenRefused::NoKeys),
        }
    }

    /// Keys that are at most `age` old. When new ones cannot be had the old ones are still good.
    async fn keys(&self, age: Duration) -> Option<Arc<Jwks>> {
        let mut held = self.fetched.lock().await;
        if let Some(fetched) = &*held {
            let age = if fetched.keys.is_some() { age } else { PAUSE };
            if fetched.at.elapsed() < age {
                return fetched.keys.clone();
            }
        }
        let before = held.take().and_then(|fetched| fetched.keys);
        let keys = match self.fetch().await {
            Ok(keys) => Some(Arc::new(keys)),
            Err(why) => {
                tracing::warn!(issuer = &*self.issuer, why, "the provider's keys cannot be had");
                before
            }
        };
        *held = Some(Fetched { keys: keys.clone(), at: Instant::now() });
        keys
    }

    async fn fetch(&self) -> Result<Jwks, String> {
        let issuer = self.issuer.trim_end_matches('/');
        let place = format!("{issuer}/.well-known/openid-configuration");
        let document = self.get(&place).await?;
        let document = json::object(&document, DOCUMENT_MAX).map_err(|e| e.to_string())?;
        let named = json::required_text(&document, "issuer").map_err(|e| e.to_string())?;
        if named != &*self.issuer {
            return Err("the discovery document names another issuer".to_owned());
        }
        let place = json::required_text(&document, "jwks_uri").map_err(|e| e.to_string())?;
        Jwks::parse(&self.get(place).await?).map_err(|e| e.to_string())
    }

    async fn get(&self, url: &str) -> Result<Vec<u8>, String> {
        let answer = self.out.send(Request::get(url), DEADLINE).await.map_err(|e| e.to_string())?;
        if answer.status == http::StatusCode::OK {
            Ok(answer.body.to_vec())
        } else {
            Err(format!("answer {}", answer.status.as_u16()))
        }
    }
}
