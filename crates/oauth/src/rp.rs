//! The relying party: a site that lets people in through a provider. A state machine without I/O:
//! it makes requests as data, and judges the answers that the caller fetched.
//!
//! ```
//! use oauth::rp::{Discovery, Extras, RelyingParty};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let rp = RelyingParty::new("https://id.example", "sep", "secret", "https://sep.example/back")?
//!     .with_scopes("openid profile email")?
//!     .with_post_logout("https://sep.example/left")?;
//! // GET rp.discovery_url(), then:
//! # let body = br#"{"issuer":"https://id.example",
//! #   "authorization_endpoint":"https://id.example/a","token_endpoint":"https://id.example/t",
//! #   "jwks_uri":"https://id.example/j","response_types_supported":["code"],
//! #   "authorization_response_iss_parameter_supported":true}"#;
//! let discovery = Discovery::parse(body, rp.issuer())?;
//! let random = [7; 96];                         // 96 fresh random bytes per sign-in
//! let (address, pending) = rp.begin(&discovery, &random, 1_000, &Extras::default())?;
//! assert!(address.starts_with("https://id.example/a?"));
//! // 303 to `address`; seal `pending` (serde) in a cookie; then, in the call-back:
//! let query = format!("code=abc&state={}&iss=https%3A%2F%2Fid.example", pending.state());
//! let grant = rp.answer(pending, &query, 1_010)?;
//! let request = rp.token_request(&discovery, &grant);   // send it: method, url, headers, body
//! // let tokens = rp.tokens(&grant, status, &body, &jwks, now)?;
//! # assert_eq!(request.url, "https://id.example/t");
//! # Ok(()) }
//! ```
//!
//! When a judgement fails with [`Reason::UnknownKey`] ([`RpError::wants_fresh_keys`]), the provider
//! may have rotated its keys: fetch the JWK set once more (not oftener than every 10 s) and judge
//! the same answer again.

mod begin;
mod discovery;
mod fault;
mod request;
mod session;
#[cfg(test)]
mod tests;
mod tokens;

use crate::acr::Level;
use crate::address::{AddressFault, RedirectUri};
use crate::jose::Algorithm;
use crate::scope::{ScopeFault, Scopes};
use crate::secret::Secret;

pub use begin::{CodeGrant, Extras, PENDING_SECONDS, Pending, Prompting};
pub use discovery::Discovery;
pub use fault::{Reason, RpError};
pub use request::{HttpRequest, MandateTerms, Method};
pub use session::Logout;
pub use tokens::{Exchanged, Previous, Refreshed, Tokens};

/// How the client proves itself at the token endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ClientSecretIn {
    /// The `Authorization` header (`client_secret_basic`), which every provider must offer.
    Header,
    /// The form (`client_secret_post`).
    Body,
}

/// One client at one provider, checked once when the program starts.
#[derive(Debug, Clone)]
pub struct RelyingParty {
    issuer: String,
    client_id: String,
    client_secret: Secret,
    secret_in: ClientSecretIn,
    redirect_uri: RedirectUri,
    post_logout: Option<RedirectUri>,
    scopes: Scopes,
    algorithms: Vec<Algorithm>,
    leeway: i64,
}

/// A configuration that cannot work; the program should not start with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConfigFault {
    /// The issuer is neither https nor http on this machine, or has a query or fragment.
    Issuer,
    /// The client id is empty or not printable ASCII.
    ClientId,
    /// The address for answers cannot be registered anywhere.
    RedirectUri(AddressFault),
    /// The scopes are malformed or lack `openid`.
    Scopes,
}

impl std::fmt::Display for ConfigFault {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Issuer => out.write_str("issuer is neither https nor http on this machine"),
            Self::ClientId => out.write_str("client_id is empty or not printable ASCII"),
            Self::RedirectUri(fault) => write!(out, "redirect_uri: {fault}"),
            Self::Scopes => out.write_str("scopes are malformed or lack openid"),
        }
    }
}

impl std::error::Error for ConfigFault {}

impl From<AddressFault> for ConfigFault {
    fn from(fault: AddressFault) -> Self {
        Self::RedirectUri(fault)
    }
}

impl From<ScopeFault> for ConfigFault {
    fn from(_: ScopeFault) -> Self {
        Self::Scopes
    }
}

impl RelyingParty {
    /// A client with scope `openid`, its secret in the header, a leeway of 60 s between the
    /// clocks, and every signature algorithm that we verify.
    pub fn new(
        issuer: &str,
        client_id: &str,
        client_secret: impl Into<Secret>,
        redirect_uri: &str,
    ) -> Result<Self, ConfigFault> {
        if !crate::address::is_safe_text(issuer) || issuer.contains(['?', '#']) {
            return Err(ConfigFault::Issuer);
        }
        if client_id.is_empty() || !client_id.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(ConfigFault::ClientId);
        }
        Ok(Self {
            issuer: issuer.to_owned(),
            client_id: client_id.to_owned(),
            client_secret: client_secret.into(),
            secret_in: ClientSecretIn::Header,
            redirect_uri: RedirectUri::register(redirect_uri)?,
            post_logout: None,
            scopes: Scopes::parse(crate::scope::OPENID)?,
            algorithms: Algorithm::ALL.to_vec(),
            leeway: 60,
        })
    }

    /// Asks for these scopes, separated by spaces; `openid` must be among them.
    pub fn with_scopes(mut self, scopes: &str) -> Result<Self, ConfigFault> {
        self.scopes = Scopes::parse(scopes)?;
        if self.scopes.contains(crate::scope::OPENID) { Ok(self) } else { Err(ConfigFault::Scopes) }
    }

    /// Where people come back to after signing out at the provider.
    pub fn with_post_logout(mut self, address: &str) -> Result<Self, ConfigFault> {
        self.post_logout = Some(RedirectUri::register(address)?);
        Ok(self)
    }

    /// Sends the secret elsewhere than in the header.
    pub fn with_secret_in(mut self, place: ClientSecretIn) -> Self {
        self.secret_in = place;
        self
    }

    /// Accepts fewer signature algorithms.
    pub fn with_algorithms(mut self, algorithms: &[Algorithm]) -> Self {
        self.algorithms = algorithms.to_vec();
        self
    }

    /// Tolerates this difference between the clocks, in seconds (0 to 300).
    pub fn with_leeway(mut self, seconds: i64) -> Self {
        self.leeway = seconds.clamp(0, 300);
        self
    }

    /// The provider, byte by byte as it is configured.
    pub fn issuer(&self) -> &str {
        &self.issuer
    }

    /// The client's name at the provider.
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    /// Where answers arrive.
    pub fn redirect_uri(&self) -> &RedirectUri {
        &self.redirect_uri
    }

    /// Where the discovery document lies (OpenID Connect Discovery 1.0 §4).
    pub fn discovery_url(&self) -> String {
        format!("{}/.well-known/openid-configuration", self.issuer.trim_end_matches('/'))
    }
}

/// Whether a sign-in reached a level; `acr` values of other providers reach none.
pub fn reaches(claims: &crate::claims::IdClaims, level: Level) -> bool {
    claims.level().is_some_and(|reached| reached >= level)
}
