//! The token endpoint (RFC 6749 §3.2, §4.1.3, §5, §6; RFC 8693).

use serde::{Deserialize, Serialize};

use super::client_auth::ClientAuth;
use super::exchange::ExchangeRequest;
use crate::form::Params;
use crate::pkce::Verifier;
use crate::refusal::{ErrorCode, Refusal};
use crate::scope::Scopes;
use crate::secret::Secret;

/// The longest code, refresh token or subject token that is read, in bytes.
pub(super) const MAX_TOKEN_BYTES: usize = crate::jose::MAX_TOKEN_BYTES;

/// What the token endpoint can be asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum GrantType {
    /// `authorization_code`
    #[serde(rename = "authorization_code")]
    AuthorizationCode,
    /// `refresh_token`
    #[serde(rename = "refresh_token")]
    RefreshToken,
    /// `client_credentials`
    #[serde(rename = "client_credentials")]
    ClientCredentials,
    /// `urn:ietf:params:oauth:grant-type:token-exchange`
    #[serde(rename = "urn:ietf:params:oauth:grant-type:token-exchange")]
    TokenExchange,
}

impl GrantType {
    /// All grants.
    pub const ALL: [GrantType; 4] = [
        GrantType::AuthorizationCode,
        GrantType::RefreshToken,
        GrantType::ClientCredentials,
        GrantType::TokenExchange,
    ];

    /// The name as it is sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AuthorizationCode => "authorization_code",
            Self::RefreshToken => "refresh_token",
            Self::ClientCredentials => "client_credentials",
            Self::TokenExchange => "urn:ietf:params:oauth:grant-type:token-exchange",
        }
    }

    /// The grant of that name.
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|grant| grant.as_str() == name)
    }
}

/// A request to the token endpoint: who asks, and for what. Check the client first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TokenCall {
    /// The client's credentials, to be checked.
    pub client: ClientAuth,
    /// What it asks for.
    pub request: TokenRequest,
}

impl TokenCall {
    /// Reads a POST with a form body. Credentials in the query are refused, because queries are
    /// logged (RFC 6749 §2.3.1). The caller has checked the content type
    /// ([`crate::form::is_form`]).
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
        let request = TokenRequest::read(&params)?;
        Ok(Self { client, request })
    }
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TokenRequest {
    /// Redeem a code (RFC 6749 §4.1.3, RFC 7636 §4.5).
    AuthorizationCode {
        /// The code.
        code: Secret,
        /// Must be the one of the authorization request.
        redirect_uri: String,
        /// Must fit the challenge. A wrong one burns the code.
        verifier: Verifier,
    },
    /// New tokens for a refresh token (RFC 6749 §6).
    RefreshToken {
        /// The token.
        refresh_token: Secret,
        /// Fewer scopes than were granted; `None` asks for all of them.
        scope: Option<Scopes>,
    },
    /// A token for the client itself (RFC 6749 §4.4).
    ClientCredentials {
        /// The scopes it wants.
        scope: Option<Scopes>,
    },
    /// Another token for a token (RFC 8693).
    Exchange(ExchangeRequest),
}

impl TokenRequest {
    /// Reads the form. Unknown parameters are ignored, known ones may appear once.
    pub fn read(params: &Params<'_>) -> Result<Self, Refusal> {
        let grant = required(params, "grant_type")?;
        let grant = GrantType::parse(grant).ok_or_else(|| {
            Refusal::new(ErrorCode::UnsupportedGrantType, "the grant type is not supported")
        })?;
        Ok(match grant {
            GrantType::AuthorizationCode => Self::AuthorizationCode {
                code: token(params, "code")?,
                redirect_uri: required(params, "redirect_uri")?.to_owned(),
                // A missing or malformed verifier never reaches the code, so it is the request
                // that is at fault; a well-formed wrong one is an invalid grant (RFC 7636 §4.6).
                verifier: Verifier::parse(required(params, "code_verifier")?)
                    .map_err(|fault| invalid(fault.to_string()))?,
            },
            GrantType::RefreshToken => Self::RefreshToken {
                refresh_token: token(params, "refresh_token")?,
                scope: scope(params)?,
            },
            GrantType::ClientCredentials => Self::ClientCredentials { scope: scope(params)? },
            GrantType::TokenExchange => Self::Exchange(ExchangeRequest::read(params)?),
        })
    }

    /// The grant type, to be compared with what the client may use.
    pub fn grant_type(&self) -> GrantType {
        match self {
            Self::AuthorizationCode { .. } => GrantType::AuthorizationCode,
            Self::RefreshToken { .. } => GrantType::RefreshToken,
            Self::ClientCredentials { .. } => GrantType::ClientCredentials,
            Self::Exchange(_) => GrantType::TokenExchange,
        }
    }
}

/// The answer of the token endpoint (RFC 6749 §5.1, RFC 8693 §2.2.1). Serialise it as JSON and
/// send it with `Cache-Control: no-store`.
#[derive(Clone, Serialize)]
pub struct TokenResponse {
    /// The access token; for a mandate, the mandate.
    pub access_token: String,
    /// `Bearer`, or `N_A` for a mandate, which opens nothing by itself.
    pub token_type: &'static str,
    /// Seconds until the access token is worthless.
    pub expires_in: i64,
    /// What was granted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scope: Option<Scopes>,
    /// The next refresh token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// The ID token.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id_token: Option<String>,
    /// What an exchange made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued_token_type: Option<&'static str>,
}

impl TokenResponse {
    /// An answer with a bearer token; fill in the rest with struct update syntax.
    pub fn bearer(access_token: String, expires_in: i64) -> Self {
        Self {
            access_token,
            token_type: "Bearer",
            expires_in,
            scope: None,
            refresh_token: None,
            id_token: None,
            issued_token_type: None,
        }
    }

    /// The answer to an exchange for an access token.
    pub fn exchanged(access_token: String, expires_in: i64, scope: Scopes) -> Self {
        Self {
            scope: Some(scope),
            issued_token_type: Some(super::exchange::ACCESS_TOKEN_TYPE),
            ..Self::bearer(access_token, expires_in)
        }
    }

    /// The answer to an exchange for a mandate (RFC 8693 §2.2.1: `N_A`).
    pub fn mandate(mandate: String, expires_in: i64, scope: Scopes) -> Self {
        Self {
            token_type: "N_A",
            scope: Some(scope),
            issued_token_type: Some(super::exchange::MANDATE_TOKEN_TYPE),
            ..Self::bearer(mandate, expires_in)
        }
    }

    /// The JSON body.
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

impl std::fmt::Debug for TokenResponse {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("TokenResponse")
            .field("expires_in", &self.expires_in)
            .field("scope", &self.scope)
            .finish_non_exhaustive()
    }
}

pub(super) fn parse(body: &[u8]) -> Result<Params<'_>, Refusal> {
    Params::parse_bytes(body).map_err(|fault| invalid(fault.to_string()))
}

pub(super) fn one<'p>(
    params: &'p Params<'_>,
    name: &'static str,
) -> Result<Option<&'p str>, Refusal> {
    params.one(name).map_err(|fault| invalid(fault.to_string()))
}

pub(super) fn required<'p>(params: &'p Params<'_>, name: &'static str) -> Result<&'p str, Refusal> {
    one(params, name)?.ok_or_else(|| invalid(format!("{name} is missing")))
}

/// A code or token; one that is too long to be ours is wrong, not malformed.
pub(super) fn token(params: &Params<'_>, name: &'static str) -> Result<Secret, Refusal> {
    let token = required(params, name)?;
    if token.len() > MAX_TOKEN_BYTES || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(Refusal::new(ErrorCode::InvalidGrant, format!("{name} is not valid")));
    }
    Ok(Secret::from(token))
}

pub(super) fn scope(params: &Params<'_>) -> Result<Option<Scopes>, Refusal> {
    let Some(text) = one(params, "scope")? else { return Ok(None) };
    Scopes::parse(text)
        .map(|scope| if scope.is_empty() { None } else { Some(scope) })
        .map_err(|fault| Refusal::new(ErrorCode::InvalidScope, fault.to_string()))
}

pub(super) fn invalid(why: impl Into<std::borrow::Cow<'static, str>>) -> Refusal {
    Refusal::new(ErrorCode::InvalidRequest, why)
}
