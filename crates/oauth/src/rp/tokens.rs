//! Judging what the token and UserInfo endpoints answered.

use std::fmt;

use super::RelyingParty;
use super::begin::CodeGrant;
use super::fault::{Reason, RpError};
use crate::claims::{ClaimFault, IdClaims, check_times, subject};
use crate::jose::{self, Jwks, Typ};
use crate::json::{self, JsonFault, Object};
use crate::provider::{ACCESS_TOKEN_TYPE, MANDATE_TOKEN_TYPE};
use crate::scope::Scopes;
use crate::secret::{Secret, same};

/// The largest answer that is read, in bytes.
const MAX_ANSWER_BYTES: usize = 128 * 1024;
/// An access token without `expires_in` is taken for short-lived: this many seconds.
const DEFAULT_LIFE: i64 = 60;
/// A longer life than a year is a mistake.
const LONGEST_LIFE: i64 = 366 * 24 * 60 * 60;

/// The tokens of a sign-in. None of them may reach the browser.
#[derive(Clone)]
pub struct Tokens {
    /// Who signed in, verified.
    pub id: IdClaims,
    /// The ID token as it came, for the `id_token_hint` of the sign-out.
    pub id_token: Secret,
    /// For UserInfo and exchange.
    pub access_token: Secret,
    /// For new tokens, if the provider gave one.
    pub refresh_token: Option<Secret>,
    /// When the access token becomes worthless, seconds since the epoch.
    pub expires_at: i64,
    /// What was granted; `None`: all that was asked.
    pub scope: Option<Scopes>,
}

impl Tokens {
    /// The session at the provider, by which a logout token names it.
    pub fn sid(&self) -> Option<&str> {
        self.id.sid.as_deref()
    }
}

impl fmt::Debug for Tokens {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Tokens")
            .field("sub", &self.id.sub)
            .field("expires_at", &self.expires_at)
            .finish_non_exhaustive()
    }
}

/// What is remembered of the sign-in, to compare a refreshed ID token with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Previous<'a> {
    /// The person.
    pub sub: &'a str,
    /// When she proved who she is.
    pub auth_time: Option<i64>,
}

/// The answer to a refresh.
#[derive(Debug, Clone)]
pub struct Refreshed {
    /// The new access token.
    pub access_token: Secret,
    /// The next refresh token; `None`: the old one stays good.
    pub refresh_token: Option<Secret>,
    /// When the access token becomes worthless, seconds since the epoch.
    pub expires_at: i64,
    /// A new ID token, verified, with its text.
    pub id: Option<(IdClaims, Secret)>,
}

/// The answer to an exchange: an access token for one audience, or a mandate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchanged {
    /// The token or mandate.
    pub token: Secret,
    /// When it becomes worthless, seconds since the epoch.
    pub expires_at: i64,
    /// What was granted.
    pub scope: Option<Scopes>,
}

impl RelyingParty {
    /// Judges the answer to [`token_request`](Self::token_request): the ID token is verified as
    /// OpenID Connect Core §3.1.3.7 says, and the access token is bound to it by `at_hash`.
    pub fn tokens(
        &self,
        grant: &CodeGrant,
        status: u16,
        body: &[u8],
        jwks: &Jwks,
        now: i64,
    ) -> Result<Tokens, RpError> {
        let answer = Answer::read(status, body, now, "Bearer")?;
        let id_token = answer.id_token.as_deref().ok_or(JsonFault::Missing("id_token"))?;
        let id = self.id_token(id_token, answer.access_token.expose(), jwks, now)?;
        if !id.nonce.as_deref().is_some_and(|nonce| same(nonce, &grant.nonce)) {
            return Err(RpError::new(Reason::Nonce, "nonce is missing or foreign"));
        }
        if let Some(max_age) = grant.max_age {
            let auth_time =
                id.auth_time.ok_or(ClaimFault::Json(JsonFault::Missing("auth_time")))?;
            if now.saturating_sub(auth_time) > max_age.saturating_add(self.leeway) {
                return Err(RpError::new(Reason::SignInTooOld, "auth_time is older than max_age"));
            }
        }
        Ok(Tokens {
            id,
            id_token: Secret::from(id_token),
            access_token: answer.access_token,
            refresh_token: answer.refresh_token,
            expires_at: answer.expires_at,
            scope: answer.scope,
        })
    }

    /// Judges the answer to [`refresh_request`](Self::refresh_request). An ID token may be
    /// missing; one that is there must speak of the same person and the same sign-in
    /// (OpenID Connect Core §12.2).
    pub fn refreshed(
        &self,
        previous: Previous<'_>,
        status: u16,
        body: &[u8],
        jwks: &Jwks,
        now: i64,
    ) -> Result<Refreshed, RpError> {
        let answer = Answer::read(status, body, now, "Bearer")?;
        let id = match answer.id_token.as_deref() {
            None => None,
            Some(text) => {
                let id = self.id_token(text, answer.access_token.expose(), jwks, now)?;
                let other_time = match (id.auth_time, previous.auth_time) {
                    (Some(new), Some(old)) => new != old,
                    _ => false,
                };
                if id.sub != previous.sub || other_time {
                    return Err(RpError::new(
                        Reason::SubjectMismatch,
                        "the refreshed token speaks of another sign-in",
                    ));
                }
                Some((id, Secret::from(text)))
            }
        };
        Ok(Refreshed {
            access_token: answer.access_token,
            refresh_token: answer.refresh_token,
            expires_at: answer.expires_at,
            id,
        })
    }

    /// Judges the answer to [`exchange_request`](Self::exchange_request): an access token.
    pub fn exchanged(&self, status: u16, body: &[u8], now: i64) -> Result<Exchanged, RpError> {
        const KINDS: [&str; 2] = [ACCESS_TOKEN_TYPE, "urn:ietf:params:oauth:token-type:jwt"];
        Answer::read(status, body, now, "Bearer")?.of_kind(&KINDS)
    }

    /// Judges the answer to [`mandate_request`](Self::mandate_request): a mandate.
    pub fn mandate(&self, status: u16, body: &[u8], now: i64) -> Result<Exchanged, RpError> {
        Answer::read(status, body, now, "N_A")?.of_kind(&[MANDATE_TOKEN_TYPE])
    }

    /// Judges the answer to [`userinfo_request`](Self::userinfo_request): it must speak of the
    /// person of the ID token (OpenID Connect Core §5.3.2).
    pub fn userinfo(&self, status: u16, body: &[u8], sub: &str) -> Result<Object, RpError> {
        check_status(status, body)?;
        let claims = json::object(body, MAX_ANSWER_BYTES)?;
        match subject(&claims)? {
            Some(named) if named == sub => Ok(claims),
            _ => Err(RpError::new(Reason::SubjectMismatch, "userinfo speaks of another person")),
        }
    }

    /// Signature, issuer, audience, times and `at_hash` (OpenID Connect Core §3.1.3.7).
    fn id_token(
        &self,
        token: &str,
        access_token: &str,
        jwks: &Jwks,
        now: i64,
    ) -> Result<IdClaims, RpError> {
        let verified = jose::verify(token, jwks, Typ::Jwt, &self.algorithms)?;
        let claims = IdClaims::read(verified.claims)?;
        if claims.iss != self.issuer {
            return Err(ClaimFault::Issuer.into());
        }
        // One audience only: we trust nobody beside us, and azp could then only repeat our name.
        let for_us = claims.aud.iter().all(|aud| *aud == self.client_id);
        if !for_us || claims.azp.as_deref().is_some_and(|azp| azp != self.client_id) {
            return Err(ClaimFault::Audience.into());
        }
        check_times(&claims.all, now, self.leeway)?;
        let expected = verified.algorithm.half_hash(access_token);
        if claims.at_hash.as_deref().is_some_and(|at_hash| !same(at_hash, &expected)) {
            return Err(RpError::new(Reason::Nonce, "at_hash belongs to another access token"));
        }
        Ok(claims)
    }
}

/// The members of a token answer (RFC 6749 §5.1).
struct Answer {
    access_token: Secret,
    refresh_token: Option<Secret>,
    id_token: Option<String>,
    issued_token_type: Option<String>,
    expires_at: i64,
    scope: Option<Scopes>,
}

impl Answer {
    /// Reads an answer whose `token_type` must be `kind` (in any case, RFC 6749 §7.1).
    fn read(status: u16, body: &[u8], now: i64, kind: &str) -> Result<Self, RpError> {
        check_status(status, body)?;
        let answer = json::object(body, MAX_ANSWER_BYTES)?;
        if !json::required_text(&answer, "token_type")?.eq_ignore_ascii_case(kind) {
            return Err(RpError::new(Reason::Malformed, "another token_type than expected"));
        }
        let life = match answer.get("expires_in") {
            None | Some(serde_json::Value::Null) => DEFAULT_LIFE,
            Some(value) => value
                .as_i64()
                .filter(|seconds| (0..=LONGEST_LIFE).contains(seconds))
                .ok_or(JsonFault::Wrong("expires_in"))?,
        };
        let scope = json::text(&answer, "scope")?.map(Scopes::parse).transpose();
        Ok(Self {
            access_token: Secret::from(json::required_text(&answer, "access_token")?),
            refresh_token: json::text(&answer, "refresh_token")?.map(Secret::from),
            id_token: json::text(&answer, "id_token")?.map(str::to_owned),
            issued_token_type: json::text(&answer, "issued_token_type")?.map(str::to_owned),
            expires_at: now.saturating_add(life),
            scope: scope.map_err(|_| JsonFault::Wrong("scope"))?,
        })
    }

    /// What an exchange made, if it is one of these kinds (RFC 8693 §2.2.1).
    fn of_kind(self, kinds: &[&str]) -> Result<Exchanged, RpError> {
        let issued = self.issued_token_type.ok_or(JsonFault::Missing("issued_token_type"))?;
        if !kinds.contains(&issued.as_str()) {
            return Err(RpError::new(Reason::Malformed, "another kind of token was issued"));
        }
        Ok(Exchanged { token: self.access_token, expires_at: self.expires_at, scope: self.scope })
    }
}

/// Anything but 200 is an error answer; its body need not be JSON.
fn check_status(status: u16, body: &[u8]) -> Result<(), RpError> {
    if status == 200 {
        return Ok(());
    }
    let answer = json::object(body, MAX_ANSWER_BYTES).unwrap_or_default();
    let text = |name| json::text(&answer, name).ok().flatten().unwrap_or_default();
    if status >= 500 || status == 429 {
        return Err(RpError::new(Reason::ProviderUnavailable, format!("status {status}")));
    }
    match text("error") {
        "" if status == 401 => Err(RpError::new(Reason::GrantRefused, "status 401")),
        "" => Err(RpError::new(Reason::ProviderRefused, format!("status {status}"))),
        "invalid_token" => Err(RpError::new(Reason::GrantRefused, text("error_description"))),
        code => Err(RpError::of_code(code, text("error_description"))),
    }
}
