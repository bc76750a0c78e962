//! Introspection (RFC 7662) and revocation (RFC 7009).

use serde::Serialize;

use super::client_auth::ClientAuth;
use super::token::{MAX_TOKEN_BYTES, invalid, parse, required};
use crate::claims::AccessClaims;
use crate::refusal::Refusal;
use crate::scope::Scopes;
use crate::secret::Secret;

/// A request that names a token: the same form for introspection and revocation. The
/// `token_type_hint` is not read: whoever looks a token up finds it by itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenLookup {
    /// The client's credentials, to be checked.
    pub client: ClientAuth,
    /// The token.
    pub token: Secret,
}

impl TokenLookup {
    /// Reads a POST with a form body; parameters in the query are refused.
    pub fn read(
        authorization: Option<&str>,
        query: Option<&str>,
        body: &[u8],
    ) -> Result<Self, Refusal> {
        if query.is_some_and(|query| !query.is_empty()) {
            return Err(invalid("parameters belong into the body, not into the address"));
        }
        let params = parse(body)?;
        let client = ClientAuth::read(authorization, &params)?;
        let token = required(&params, "token")?;
        if token.len() > MAX_TOKEN_BYTES {
            return Err(invalid("token is too long"));
        }
        Ok(Self { client, token: Secret::from(token) })
    }
}

/// The answer of the introspection endpoint (RFC 7662 §2.2). The default is the answer for
/// everything that is unknown, over, or another client's: `{"active":false}` and nothing else.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Introspection {
    /// Whether the token is good for the client that asks.
    pub active: bool,
    /// What it opens.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scopes>,
    /// The client it was issued to.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub client_id: Option<String>,
    /// `Bearer`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token_type: Option<&'static str>,
    /// Expiry, seconds since the epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exp: Option<i64>,
    /// Issue, seconds since the epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iat: Option<i64>,
    /// The person.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sub: Option<String>,
    /// The resources it is for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aud: Vec<String>,
    /// The provider.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub iss: Option<String>,
    /// The name of the token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub jti: Option<String>,
}

impl Introspection {
    /// `{"active":false}`
    pub fn inactive() -> Self {
        Self::default()
    }

    /// The answer for a verified access token that has not been withdrawn.
    pub fn of(claims: AccessClaims) -> Self {
        Self {
            active: true,
            scope: Some(claims.scope),
            client_id: Some(claims.client_id),
            token_type: Some("Bearer"),
            exp: Some(claims.exp),
            iat: Some(claims.iat),
            sub: Some(claims.sub),
            aud: claims.aud,
            iss: Some(claims.iss),
            jti: Some(claims.jti),
        }
    }

    /// The JSON body.
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_else(|_| r#"{"active":false}"#.to_owned())
    }
}
