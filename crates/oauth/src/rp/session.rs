//! The end of a session: leaving by the provider, and being told that somebody left.

use super::RelyingParty;
use super::begin::with_query;
use super::discovery::Discovery;
use super::fault::RpError;
use crate::claims::{ClaimFault, LogoutClaims, check_times};
use crate::form;
use crate::jose::{self, Jwks, Typ};

/// Which sessions the provider wants ended. Refuse a `jti` that was seen before, until
/// `expires_at`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logout {
    /// The person; without `sid`, all her sessions.
    pub sub: Option<String>,
    /// The session.
    pub sid: Option<String>,
    /// The name of the token.
    pub jti: String,
    /// When the provider said so, seconds since the epoch.
    pub issued_at: i64,
    /// Until when the `jti` must be remembered, seconds since the epoch.
    pub expires_at: i64,
}

impl RelyingParty {
    /// Where to send the browser to sign out at the provider too; `None` when the provider offers
    /// no such page: then only our own session ends.
    pub fn end_session_url(
        &self,
        discovery: &Discovery,
        id_token_hint: Option<&str>,
        state: Option<&str>,
    ) -> Option<String> {
        let endpoint = discovery.end_session_endpoint.as_deref()?;
        let pairs = [
            ("client_id", Some(self.client_id.as_str())),
            ("id_token_hint", id_token_hint),
            ("post_logout_redirect_uri", self.post_logout.as_ref().map(|uri| uri.as_str())),
            ("state", state),
        ];
        let pairs = pairs.into_iter().filter_map(|(name, value)| Some((name, value?)));
        Some(with_query(endpoint, &form::encode(pairs)))
    }

    /// Judges a logout token (OpenID Connect Back-Channel Logout 1.0 §2.6). Answer 200 when the
    /// sessions have ended, 400 for an error, both with `Cache-Control: no-store`.
    pub fn logout_token(&self, token: &str, jwks: &Jwks, now: i64) -> Result<Logout, RpError> {
        let verified = jose::verify(token, jwks, Typ::LogoutToken, &self.algorithms)?;
        let claims = LogoutClaims::read(&verified.claims)?;
        if claims.iss != self.issuer {
            return Err(ClaimFault::Issuer.into());
        }
        if !claims.aud.contains(&self.client_id) {
            return Err(ClaimFault::Audience.into());
        }
        check_times(&verified.claims, now, self.leeway)?;
        Ok(Logout {
            sub: claims.sub,
            sid: claims.sid,
            jti: claims.jti,
            issued_at: claims.iat,
            expires_at: claims.exp.saturating_add(self.leeway),
        })
    }
}
