//! The claims of our tokens: written here by the provider, read by everybody else.
//!
//! `New…` values borrow what the provider knows and sign in one go; [`AccessClaims`],
//! [`IdClaims`] and [`LogoutClaims`] are what a verified token says.

mod read;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use serde_json::json;

use crate::jose::{SignFault, SigningKey, Typ};
use crate::json::Object;
use crate::scope::Scopes;

pub use read::{AccessClaims, ClaimFault, IdClaims, LogoutClaims};
pub(crate) use read::{check_times, subject};

/// Claim names of our own.
pub mod name {
    /// The level of the account: `simple`, `standard` or `confirmed`.
    pub const LEVEL: &str = "level";
    /// СНИЛС, eleven digits.
    pub const SNILS: &str = "snils";
    /// ИНН of a person, twelve digits.
    pub const INN: &str = "inn";
    /// The passport: an object with `series`, `number`, `issued_on`, `issued_by`, `issuer_code`.
    pub const PASSPORT: &str = "passport";
    /// The mandate under which an access token acts ([`super::Mandate`]).
    pub const MANDATE: &str = "mandate";
}

/// The one event of a logout token (OpenID Connect Back-Channel Logout 1.0 §2.4).
pub const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";

/// An ID token to be signed (OpenID Connect Core §2). Times are seconds since the epoch.
#[derive(Debug, Clone, Serialize)]
pub struct NewIdToken<'a> {
    /// The provider.
    pub iss: &'a str,
    /// The person, as this client knows her.
    pub sub: &'a str,
    /// The client.
    pub aud: &'a str,
    /// The token is worthless from this second on.
    pub exp: i64,
    /// When the token was made.
    pub iat: i64,
    /// When the person proved who she is.
    pub auth_time: i64,
    /// The client's `nonce`, unchanged.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nonce: Option<&'a str>,
    /// The level ([`crate::acr`]).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acr: Option<&'a str>,
    /// The means of the sign-in ([`crate::acr::amr`]).
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub amr: &'a [&'a str],
    /// The session, as logout tokens will name it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<&'a str>,
    /// [`crate::jose::Algorithm::half_hash`] of the access token issued beside this token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at_hash: Option<String>,
    /// The party the token was issued to, only where it is not the audience.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub azp: Option<&'a str>,
    /// Claims about the person that the scopes allow. The names above must not be among them.
    #[serde(flatten)]
    pub about: &'a Object,
}

impl NewIdToken<'_> {
    /// Signs the token (`typ: JWT`).
    pub fn sign(&self, key: &SigningKey) -> Result<String, SignFault> {
        const OWN: [&str; 12] = [
            "iss",
            "sub",
            "aud",
            "exp",
            "iat",
            "auth_time",
            "nonce",
            "acr",
            "amr",
            "sid",
            "at_hash",
            "azp",
        ];
        // A repeated member would let two readers see two people.
        if OWN.iter().any(|name| self.about.contains_key(*name)) {
            return Err(SignFault);
        }
        key.sign(Typ::Jwt, self)
    }
}

/// An access token to be signed (RFC 9068 §2.2). Times are seconds since the epoch.
#[derive(Debug, Clone, Serialize)]
pub struct NewAccessToken<'a> {
    /// The provider.
    pub iss: &'a str,
    /// The person; for client credentials the client itself.
    pub sub: &'a str,
    /// The one resource that may accept the token.
    pub aud: &'a str,
    /// The token is worthless from this second on.
    pub exp: i64,
    /// When the token was made.
    pub iat: i64,
    /// A name of the token that is never used again.
    pub jti: &'a str,
    /// The client that got the token.
    pub client_id: &'a str,
    /// What the token opens.
    pub scope: &'a Scopes,
    /// When the person proved who she is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub auth_time: Option<i64>,
    /// The level ([`crate::acr`]).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub acr: Option<&'a str>,
    /// The means of the sign-in.
    #[serde(skip_serializing_if = "<[_]>::is_empty")]
    pub amr: &'a [&'a str],
    /// The session at the provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sid: Option<&'a str>,
    /// Who acts for the person after a token exchange (RFC 8693 §4.1).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub act: Option<Actor>,
    /// The mandate the token was exchanged from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mandate: Option<&'a Mandate>,
    /// Claims about the person that the resource needs, such as `snils` for a register. The names
    /// above must not be among them.
    #[serde(flatten)]
    pub about: Option<&'a Object>,
}

impl NewAccessToken<'_> {
    /// Signs the token (`typ: at+jwt`).
    pub fn sign(&self, key: &SigningKey) -> Result<String, SignFault> {
        const OWN: [&str; 13] = [
            "iss",
            "sub",
            "aud",
            "exp",
            "iat",
            "jti",
            "client_id",
            "scope",
            "auth_time",
            "acr",
            "amr",
            "sid",
            "act",
        ];
        let taken = |about: &Object| {
            about.contains_key(name::MANDATE) || OWN.iter().any(|name| about.contains_key(*name))
        };
        // A repeated member would let two readers see two people.
        if self.about.is_some_and(taken) {
            return Err(SignFault);
        }
        key.sign(Typ::AccessToken, self)
    }
}

/// Who acts (RFC 8693 §4.1): the client that exchanged the token.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Actor {
    /// The client id.
    pub sub: String,
}

/// The permission to work for a person after her sign-in, for one purpose and one application.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mandate {
    /// The name under which the person sees and withdraws it.
    pub id: String,
    /// What for.
    pub purpose: String,
    /// The application it belongs to.
    pub reference: String,
}

/// A logout token to be signed (OpenID Connect Back-Channel Logout 1.0 §2.4).
#[derive(Debug, Clone)]
pub struct NewLogoutToken<'a> {
    /// The provider.
    pub iss: &'a str,
    /// The client that is told.
    pub aud: &'a str,
    /// When the token was made.
    pub iat: i64,
    /// At most two minutes later is recommended.
    pub exp: i64,
    /// A name of the token that is never used again.
    pub jti: &'a str,
    /// The person; without `sid` all her sessions end.
    pub sub: Option<&'a str>,
    /// The session that ended.
    pub sid: Option<&'a str>,
}

impl NewLogoutToken<'_> {
    /// Signs the token (`typ: logout+jwt`). `sub` or `sid` must be there.
    pub fn sign(&self, key: &SigningKey) -> Result<String, SignFault> {
        if self.sub.is_none() && self.sid.is_none() {
            return Err(SignFault);
        }
        let mut claims = json!({
            "iss": self.iss, "aud": self.aud, "iat": self.iat, "exp": self.exp, "jti": self.jti,
            "events": { LOGOUT_EVENT: {} },
        });
        if let Some(sub) = self.sub {
            claims["sub"] = json!(sub);
        }
        if let Some(sid) = self.sid {
            claims["sid"] = json!(sid);
        }
        key.sign(Typ::LogoutToken, &claims)
    }
}
