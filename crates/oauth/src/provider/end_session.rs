//! Sign-out at the provider (OpenID Connect RP-Initiated Logout 1.0).

use std::fmt;

use super::authorization::MAX_STATE_BYTES;
use crate::address::RedirectUri;
use crate::claims::{ClaimFault, IdClaims};
use crate::form::{FormFault, Params};
use crate::jose::{self, Algorithm, Jwks, JwsFault, Typ};

/// What a client sends with a person who wants to leave. All of it is optional; without a valid
/// hint the person is asked on a page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EndSessionRequest {
    /// An ID token of the session, not yet verified: see [`IdTokenHint::verify`].
    pub id_token_hint: Option<String>,
    /// The client; must be the hint's audience when both are there.
    pub client_id: Option<String>,
    /// Where the person wants to go afterwards; see [`Self::location`].
    pub post_logout_redirect_uri: Option<String>,
    /// To be given back unchanged.
    pub state: Option<String>,
    /// Languages, the preferred one first.
    pub ui_locales: Option<String>,
}

impl EndSessionRequest {
    /// Reads a query string or the form body of a POST. An error belongs on a page.
    pub fn read(raw: &str) -> Result<Self, FormFault> {
        let params = Params::parse(raw)?;
        let one = |name| params.one(name).map(|text| text.map(str::to_owned));
        let request = Self {
            id_token_hint: one("id_token_hint")?,
            client_id: one("client_id")?,
            post_logout_redirect_uri: one("post_logout_redirect_uri")?,
            state: one("state")?,
            ui_locales: one("ui_locales")?,
        };
        match &request.state {
            Some(state) if state.len() > MAX_STATE_BYTES => Err(FormFault::TooLarge),
            _ => Ok(request),
        }
    }

    /// The client to look up: the one the verified hint was issued to, else the one named.
    /// `None` also when the two differ: then nobody has asked.
    pub fn client<'a>(&'a self, hint: Option<&'a IdTokenHint>) -> Option<&'a str> {
        match (hint, self.client_id.as_deref()) {
            (Some(hint), Some(named)) if hint.client_id != named => None,
            (Some(hint), _) => Some(&hint.client_id),
            (None, named) => named,
        }
    }

    /// Where to send the browser after the sign-out, if the client registered exactly this
    /// address; `None` ends on a page of ours. Without a verified hint nobody proved that the
    /// client asked: then let the person confirm on a page first (§2, §3).
    pub fn location(&self, registered: &[RedirectUri]) -> Option<String> {
        let wanted = self.post_logout_redirect_uri.as_deref()?;
        let known = registered.iter().find(|known| known.is_exactly(wanted))?;
        Some(known.with(self.state.as_deref().map(|state| ("state", state))))
    }
}

/// Why a hint says nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HintFault {
    /// Not a token of ours, or changed.
    Signature(JwsFault),
    /// Its claims are not those of an ID token of ours.
    Claims(ClaimFault),
}

impl fmt::Display for HintFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Signature(fault) => fault.fmt(out),
            Self::Claims(fault) => fault.fmt(out),
        }
    }
}

impl std::error::Error for HintFault {}

/// A verified `id_token_hint`: we issued it, to this client, about this person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IdTokenHint {
    /// The client it was issued to.
    pub client_id: String,
    /// The person, as that client knows her.
    pub sub: String,
    /// The session.
    pub sid: Option<String>,
}

impl IdTokenHint {
    /// Verifies a hint. It may have expired (RP-Initiated Logout 1.0 §4), so no clock is needed.
    pub fn verify(token: &str, keys: &Jwks, issuer: &str) -> Result<Self, HintFault> {
        let verified = jose::verify(token, keys, Typ::Jwt, &[Algorithm::Es256])
            .map_err(HintFault::Signature)?;
        let claims = IdClaims::read(verified.claims).map_err(HintFault::Claims)?;
        if claims.iss != issuer {
            return Err(HintFault::Claims(ClaimFault::Issuer));
        }
        let [client_id] = claims.aud.as_slice() else {
            return Err(HintFault::Claims(ClaimFault::Audience));
        };
        Ok(Self { client_id: client_id.clone(), sub: claims.sub, sid: claims.sid })
    }
}
