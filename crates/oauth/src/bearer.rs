//! The resource server: an API that accepts access tokens (RFC 6750, RFC 9068 §4).

use crate::claims::AccessClaims;
use crate::claims::check_times;
use crate::jose::{self, Algorithm, Jwks, JwsFault, Typ};
use crate::refusal::{ErrorCode, Refusal};

/// Takes the token out of an `Authorization` header. The name of the scheme may be written in any
/// case. A token in the query is never read (RFC 9700 §4.3.2).
pub fn token_of(authorization: Option<&str>) -> Result<&str, Refusal> {
    let header = authorization.ok_or_else(Refusal::no_credentials)?;
    let (scheme, token) = header.split_once(' ').ok_or_else(Refusal::no_credentials)?;
    if !scheme.eq_ignore_ascii_case("Bearer") {
        return Err(Refusal::no_credentials());
    }
    let token = token.trim_matches(' ');
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte);
    if token.is_empty() || !token.bytes().all(allowed) {
        return Err(Refusal::new(ErrorCode::InvalidToken, "the access token is malformed"));
    }
    Ok(token)
}

/// Verifies an access token: ES256, `typ: at+jwt`, issuer, audience, times, scope.
///
/// `required_scope` is one scope or several separated by spaces, all of which are needed; empty
/// asks for none. The refusal knows its status and `WWW-Authenticate` header; when
/// [`Refusal::wants_fresh_keys`] says so, fetch the JWK set once and try again.
pub fn verify_access_token(
    jws: &str,
    jwks: &Jwks,
    issuer: &str,
    audience: &str,
    now: i64,
    leeway: i64,
    required_scope: &str,
) -> Result<AccessClaims, Refusal> {
    let refuse = |why: &'static str| Refusal::new(ErrorCode::InvalidToken, why);
    let verified = jose::verify(jws, jwks, Typ::AccessToken, &[Algorithm::Es256]).map_err(
        |fault| match fault {
            JwsFault::UnknownKey => Refusal::unknown_key(),
            fault => Refusal::new(ErrorCode::InvalidToken, fault.to_string()),
        },
    )?;
    let from_claims =
        |fault: crate::claims::ClaimFault| Refusal::new(ErrorCode::InvalidToken, fault.to_string());
    check_times(&verified.claims, now, leeway).map_err(from_claims)?;
    let claims = AccessClaims::read(verified.claims).map_err(from_claims)?;
    if claims.iss != issuer {
        return Err(refuse("the token has another issuer"));
    }
    if !claims.aud.iter().any(|aud| aud == audience) {
        return Err(refuse("the token is for another audience"));
    }
    let lacks = |scope: &str| !scope.is_empty() && !claims.scope.contains(scope);
    if required_scope.split(' ').any(lacks) {
        return Err(Refusal::insufficient_scope(required_scope));
    }
    Ok(claims)
}

#[cfg(test)]
mod tests;
