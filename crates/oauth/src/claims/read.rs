//! What a verified token says. The signature was checked before; these are the rules after it.

use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Actor, LOGOUT_EVENT, Mandate, name};
use crate::acr::Level;
use crate::json::{self, JsonFault, Object};
use crate::scope::Scopes;

/// Why claims were refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ClaimFault {
    /// A claim is missing, of another type or out of range.
    Json(JsonFault),
    /// `exp` has passed.
    Expired,
    /// `iat` or `nbf` lies in the future.
    NotYetValid,
    /// Issued by somebody else.
    Issuer,
    /// Issued for somebody else (`aud`, `azp`).
    Audience,
    /// Not a logout token: wrong `events`, a `nonce`, or neither `sub` nor `sid`.
    NotLogout,
}

impl fmt::Display for ClaimFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(fault) => fault.fmt(out),
            Self::Expired => out.write_str("the token has expired"),
            Self::NotYetValid => out.write_str("the token is not valid yet"),
            Self::Issuer => out.write_str("the token has another issuer"),
            Self::Audience => out.write_str("the token is for another audience"),
            Self::NotLogout => out.write_str("the token is not a logout token"),
        }
    }
}

impl std::error::Error for ClaimFault {}

impl From<JsonFault> for ClaimFault {
    fn from(fault: JsonFault) -> Self {
        Self::Json(fault)
    }
}

/// The claims of an ID token. All claims, ours and foreign, stay in `all`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct IdClaims {
    /// The provider.
    pub iss: String,
    /// The person, as this client knows her.
    pub sub: String,
    /// The clients the token is for.
    pub aud: Vec<String>,
    /// Expiry, seconds since the epoch.
    pub exp: i64,
    /// Issue, seconds since the epoch.
    pub iat: i64,
    /// When the person proved who she is.
    pub auth_time: Option<i64>,
    /// The `nonce` of the request.
    pub nonce: Option<String>,
    /// The level, in the provider's words.
    pub acr: Option<String>,
    /// The means of the sign-in.
    pub amr: Vec<String>,
    /// The session at the provider.
    pub sid: Option<String>,
    /// The left half of the access token's hash.
    pub at_hash: Option<String>,
    /// The party the token was issued to.
    pub azp: Option<String>,
    /// Every claim of the token.
    pub all: Object,
}

impl IdClaims {
    /// Reads the claims; only types and ranges are checked here.
    pub fn read(claims: Object) -> Result<Self, ClaimFault> {
        let owned = |name| json::text(&claims, name).map(|text| text.map(str::to_owned));
        json::time(&claims, "nbf")?;
        Ok(Self {
            iss: json::required_text(&claims, "iss")?.to_owned(),
            sub: subject(&claims)?.ok_or(JsonFault::Missing("sub"))?,
            aud: json::audience(&claims)?,
            exp: json::required_time(&claims, "exp")?,
            iat: json::required_time(&claims, "iat")?,
            auth_time: json::time(&claims, "auth_time")?,
            nonce: owned("nonce")?,
            acr: owned("acr")?,
            amr: json::texts(&claims, "amr")?.unwrap_or_default(),
            sid: owned("sid")?,
            at_hash: owned("at_hash")?,
            azp: owned("azp")?,
            all: claims,
        })
    }

    /// The level of the account in our words: the claim `level`, else the `acr`; `None` when
    /// another provider uses neither.
    pub fn level(&self) -> Option<Level> {
        let claimed = self.text(name::LEVEL).and_then(Level::parse);
        claimed.or_else(|| self.acr.as_deref().and_then(Level::from_acr))
    }

    /// The text of any claim; `None` when it is absent or not a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.all.get(name).and_then(Value::as_str)
    }
}

/// The claims of a verified access token (RFC 9068 §2.2).
#[derive(Debug, Clone, PartialEq)]
pub struct AccessClaims {
    /// The provider.
    pub iss: String,
    /// The person; for client credentials the client itself.
    pub sub: String,
    /// The resources the token is for.
    pub aud: Vec<String>,
    /// Expiry, seconds since the epoch.
    pub exp: i64,
    /// Issue, seconds since the epoch.
    pub iat: i64,
    /// The name of the token.
    pub jti: String,
    /// The client that got it.
    pub client_id: String,
    /// What it opens.
    pub scope: Scopes,
    /// When the person proved who she is.
    pub auth_time: Option<i64>,
    /// The level.
    pub acr: Option<String>,
    /// The session at the provider.
    pub sid: Option<String>,
    /// Who acts for the person.
    pub act: Option<Actor>,
    /// The mandate it was exchanged from.
    pub mandate: Option<Mandate>,
    /// Every claim of the token.
    pub all: Object,
}

impl AccessClaims {
    /// Reads the claims; only types and ranges are checked here.
    pub fn read(claims: Object) -> Result<Self, ClaimFault> {
        let owned = |name| json::text(&claims, name).map(|text| text.map(str::to_owned));
        let required = |name| json::required_text(&claims, name).map(str::to_owned);
        let scope = json::text(&claims, "scope")?.unwrap_or("");
        json::time(&claims, "nbf")?;
        Ok(Self {
            iss: required("iss")?,
            sub: subject(&claims)?.ok_or(JsonFault::Missing("sub"))?,
            aud: json::audience(&claims)?,
            exp: json::required_time(&claims, "exp")?,
            iat: json::required_time(&claims, "iat")?,
            jti: required("jti")?,
            client_id: required("client_id")?,
            scope: Scopes::parse(scope).map_err(|_| JsonFault::Wrong("scope"))?,
            auth_time: json::time(&claims, "auth_time")?,
            acr: owned("acr")?,
            sid: owned("sid")?,
            act: object_claim(&claims, "act")?,
            mandate: object_claim(&claims, name::MANDATE)?,
            all: claims,
        })
    }

    /// The text of any claim; `None` when it is absent or not a text.
    pub fn text(&self, name: &str) -> Option<&str> {
        self.all.get(name).and_then(Value::as_str)
    }
}

/// The claims of a verified logout token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogoutClaims {
    /// The provider.
    pub iss: String,
    /// The clients that are told.
    pub aud: Vec<String>,
    /// Issue, seconds since the epoch.
    pub iat: i64,
    /// Expiry, seconds since the epoch; remember the `jti` until then.
    pub exp: i64,
    /// The name of the token: refuse it when it comes again.
    pub jti: String,
    /// The person.
    pub sub: Option<String>,
    /// The session.
    pub sid: Option<String>,
}

impl LogoutClaims {
    /// Reads the claims and checks what makes them a logout (§2.6, steps 4 to 6): `sub` or `sid`,
    /// exactly the one event with an object as value, and no `nonce`.
    pub fn read(claims: &Object) -> Result<Self, ClaimFault> {
        let read = Self {
            iss: json::required_text(claims, "iss")?.to_owned(),
            aud: json::audience(claims)?,
            iat: json::required_time(claims, "iat")?,
            exp: json::required_time(claims, "exp")?,
            jti: json::required_text(claims, "jti")?.to_owned(),
            sub: subject(claims)?,
            sid: json::text(claims, "sid")?.filter(|sid| !sid.is_empty()).map(str::to_owned),
        };
        let event = match claims.get("events") {
            Some(Value::Object(events)) if events.len() == 1 => events.get(LOGOUT_EVENT),
            _ => None,
        };
        let is_event = event.is_some_and(Value::is_object);
        let names_somebody = read.sub.is_some() || read.sid.is_some();
        if !is_event || !names_somebody || claims.contains_key("nonce") {
            return Err(ClaimFault::NotLogout);
        }
        Ok(read)
    }
}

/// Checks `exp`, `iat` and `nbf` against the clock with a leeway in seconds.
pub(crate) fn check_times(claims: &Object, now: i64, leeway: i64) -> Result<(), ClaimFault> {
    let expiry = json::required_time(claims, "exp")?;
    if now.saturating_sub(leeway) >= expiry {
        return Err(ClaimFault::Expired);
    }
    let latest = now.saturating_add(leeway);
    let issued = json::required_time(claims, "iat")?;
    if issued > latest || json::time(claims, "nbf")?.is_some_and(|start| start > latest) {
        return Err(ClaimFault::NotYetValid);
    }
    Ok(())
}

/// `sub`: at most 255 ASCII characters (OpenID Connect Core §2), never empty.
pub(crate) fn subject(claims: &Object) -> Result<Option<String>, JsonFault> {
    match json::text(claims, "sub")? {
        None => Ok(None),
        Some(sub) if !sub.is_empty() && sub.len() <= 255 && sub.is_ascii() => {
            Ok(Some(sub.to_owned()))
        }
        Some(_) => Err(JsonFault::Wrong("sub")),
    }
}

fn object_claim<T: serde::de::DeserializeOwned>(
    claims: &Object,
    name: &'static str,
) -> Result<Option<T>, JsonFault> {
    match claims.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => T::deserialize(value).map(Some).map_err(|_| JsonFault::Wrong(name)),
    }
}
