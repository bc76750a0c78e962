//! Refusals in the words of the protocol: an error code and a description for developers.

use std::borrow::Cow;
use std::fmt;

use serde::{Deserialize, Serialize};
use serde_json::json;

/// The error codes of OAuth 2 and OpenID Connect that we use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// The request is malformed (RFC 6749 §4.1.2.1, §5.2).
    InvalidRequest,
    /// Client authentication failed (RFC 6749 §5.2); answered with 401.
    InvalidClient,
    /// Code, refresh token or subject token is wrong, used, old or another client's.
    InvalidGrant,
    /// The client may not use this grant.
    UnauthorizedClient,
    /// The grant type is not offered.
    UnsupportedGrantType,
    /// The response type is not offered.
    UnsupportedResponseType,
    /// A scope is malformed or more than was granted.
    InvalidScope,
    /// The person or the provider said no.
    AccessDenied,
    /// Something broke on our side.
    ServerError,
    /// We are overloaded or down for a while.
    TemporarilyUnavailable,
    /// `prompt=none`, but the person has to do something (OpenID Connect Core §3.1.2.6).
    InteractionRequired,
    /// `prompt=none`, but nobody is signed in.
    LoginRequired,
    /// `prompt=none`, but consent is missing.
    ConsentRequired,
    /// `request` is not supported.
    RequestNotSupported,
    /// `request_uri` is not supported.
    RequestUriNotSupported,
    /// `registration` is not supported.
    RegistrationNotSupported,
    /// The audience is unknown or not for this client (RFC 8693 §2.2.2).
    InvalidTarget,
    /// The asked `acr` cannot be reached (OpenID Connect Core Error Code 1.0).
    UnmetAuthenticationRequirements,
    /// The access token is wrong, expired or for somebody else (RFC 6750 §3.1); 401.
    InvalidToken,
    /// The access token lacks a scope (RFC 6750 §3.1); 403.
    InsufficientScope,
    /// The kind of token cannot be revoked (RFC 7009 §2.2.1).
    UnsupportedTokenType,
}

impl ErrorCode {
    /// The code as it is sent.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidRequest => "invalid_request",
            Self::InvalidClient => "invalid_client",
            Self::InvalidGrant => "invalid_grant",
            Self::UnauthorizedClient => "unauthorized_client",
            Self::UnsupportedGrantType => "unsupported_grant_type",
            Self::UnsupportedResponseType => "unsupported_response_type",
            Self::InvalidScope => "invalid_scope",
            Self::AccessDenied => "access_denied",
            Self::ServerError => "server_error",
            Self::TemporarilyUnavailable => "temporarily_unavailable",
            Self::InteractionRequired => "interaction_required",
            Self::LoginRequired => "login_required",
            Self::ConsentRequired => "consent_required",
            Self::RequestNotSupported => "request_not_supported",
            Self::RequestUriNotSupported => "request_uri_not_supported",
            Self::RegistrationNotSupported => "registration_not_supported",
            Self::InvalidTarget => "invalid_target",
            Self::UnmetAuthenticationRequirements => "unmet_authentication_requirements",
            Self::InvalidToken => "invalid_token",
            Self::InsufficientScope => "insufficient_scope",
            Self::UnsupportedTokenType => "unsupported_token_type",
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// An error answer. The description is printable ASCII without quotes or backslashes, so that it
/// fits every place the protocol puts it: JSON, a redirect, a header (RFC 6749 §5.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    code: ErrorCode,
    description: Cow<'static, str>,
    detail: Detail,
}

/// What some refusals carry beside code and description.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Detail {
    Nothing,
    /// No credentials were sent at all: the challenge names no error (RFC 6750 §3.1).
    NoCredentials,
    /// The client tried `Authorization: Basic`.
    Basic,
    /// The scope that is needed.
    Scope(String),
    /// The signing key is unknown here; a fresh JWK set may have it.
    UnknownKey,
}

impl Refusal {
    /// Makes a refusal; characters that the protocol forbids in a description become `?`.
    pub fn new(code: ErrorCode, description: impl Into<Cow<'static, str>>) -> Self {
        let description = description.into();
        let allowed = |c: char| matches!(c, ' ' | '!' | '#'..='[' | ']'..='~');
        let description = if description.chars().all(allowed) {
            description
        } else {
            description.chars().map(|c| if allowed(c) { c } else { '?' }).collect()
        };
        Self { code, description, detail: Detail::Nothing }
    }

    pub(crate) fn no_credentials() -> Self {
        let mut refusal = Self::new(ErrorCode::InvalidToken, "no access token was sent");
        refusal.detail = Detail::NoCredentials;
        refusal
    }

    pub(crate) fn insufficient_scope(needed: &str) -> Self {
        let mut refusal = Self::new(ErrorCode::InsufficientScope, "the token lacks a scope");
        refusal.detail = Detail::Scope(needed.to_owned());
        refusal
    }

    pub(crate) fn unknown_key() -> Self {
        let mut refusal = Self::new(ErrorCode::InvalidToken, "the signing key is unknown");
        refusal.detail = Detail::UnknownKey;
        refusal
    }

    /// Client authentication failed after `Authorization: Basic` was used: 401 must then name
    /// the scheme (RFC 6749 §5.2).
    pub fn over_basic(mut self) -> Self {
        self.detail = Detail::Basic;
        self
    }

    /// The error code.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// The description for developers, in English.
    pub fn description(&self) -> &str {
        &self.description
    }

    /// Whether the token was signed with a key that the given JWK set lacks: fetch the set again,
    /// at most once in a while, and verify once more.
    pub fn wants_fresh_keys(&self) -> bool {
        self.detail == Detail::UnknownKey
    }

    /// The HTTP status of a JSON answer.
    pub fn status(&self) -> u16 {
        match self.code {
            ErrorCode::InvalidClient | ErrorCode::InvalidToken => 401,
            ErrorCode::InsufficientScope | ErrorCode::AccessDenied => 403,
            ErrorCode::ServerError => 500,
            ErrorCode::TemporarilyUnavailable => 503,
            _ => 400,
        }
    }

    /// The JSON body (RFC 6749 §5.2); send it with `Cache-Control: no-store`.
    pub fn json(&self) -> String {
        json!({"error": self.code.as_str(), "error_description": self.description}).to_string()
    }

    /// The `WWW-Authenticate` header that belongs to the answer, if one does.
    pub fn www_authenticate(&self) -> Option<String> {
        match (&self.detail, self.code) {
            (Detail::Basic, ErrorCode::InvalidClient) => {
                Some("Basic realm=\"kabinet\", charset=\"UTF-8\"".to_owned())
            }
            (Detail::NoCredentials, _) => Some("Bearer realm=\"kabinet\"".to_owned()),
            (_, ErrorCode::InvalidToken | ErrorCode::InsufficientScope) => {
                let mut header = format!(
                    "Bearer realm=\"kabinet\", error=\"{}\", error_description=\"{}\"",
                    self.code, self.description
                );
                if let Detail::Scope(scope) = &self.detail {
                    header.push_str(", scope=\"");
                    header.push_str(scope);
                    header.push('"');
                }
                Some(header)
            }
            _ => None,
        }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.code, self.description)
    }
}

impl std::error::Error for Refusal {}

#[cfg(test)]
mod tests;
