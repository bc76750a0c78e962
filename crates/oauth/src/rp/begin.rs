//! The way to the provider and back: the authorization request and its answer.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use super::RelyingParty;
use super::discovery::Discovery;
use super::fault::{Reason, RpError};
use crate::form::{self, FormFault, Params};
use crate::pkce::Verifier;
use crate::secret::{Secret, same};

/// A sign-in must come back within this time, in seconds.
pub const PENDING_SECONDS: i64 = 60 * 60;
const MAX_CODE_BYTES: usize = 4_000;

/// What the site wants beside a plain sign-in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Extras {
    /// What the provider shall show.
    pub prompt: Option<Prompting>,
    /// The sign-in may be at most this many seconds old; the answer is checked against it. For a
    /// step that wants the person to prove herself again: `Some(0)`.
    pub max_age: Option<i64>,
    /// Wanted levels, the preferred one first.
    pub acr_values: Vec<String>,
    /// Languages, the preferred one first.
    pub ui_locales: Vec<String>,
    /// Who will probably sign in.
    pub login_hint: Option<String>,
}

/// The values of `prompt` that a site uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Prompting {
    /// Nothing may be shown.
    None,
    /// Ask for the password again.
    Login,
    /// Ask for consent again.
    Consent,
    /// Begin with registration.
    Create,
}

impl Prompting {
    fn as_str(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Login => "login",
            Self::Consent => "consent",
            Self::Create => "create",
        }
    }
}

/// A sign-in on its way. It holds the PKCE verifier: keep it sealed (a cookie bound to this
/// browser), and drop it when the answer has been judged.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pending {
    state: String,
    nonce: String,
    verifier: Verifier,
    issuer: String,
    iss_in_answer: bool,
    max_age: Option<i64>,
    created_at: i64,
}

impl Pending {
    /// The `state`, by which several sign-ins of one browser can be told apart.
    pub fn state(&self) -> &str {
        &self.state
    }

    /// When it was begun, seconds since the epoch.
    pub fn created_at(&self) -> i64 {
        self.created_at
    }
}

impl fmt::Debug for Pending {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Pending").field("created_at", &self.created_at).finish_non_exhaustive()
    }
}

/// A code that belongs to a sign-in of this browser, and what is needed to redeem it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeGrant {
    pub(super) code: Secret,
    pub(super) verifier: Verifier,
    pub(super) nonce: String,
    pub(super) max_age: Option<i64>,
}

impl RelyingParty {
    /// Begins a sign-in: the address to send the browser to (303), and what to remember.
    /// `random` are 96 fresh random bytes.
    pub fn begin(
        &self,
        discovery: &Discovery,
        random: &[u8; 96],
        now: i64,
        extras: &Extras,
    ) -> Result<(String, Pending), RpError> {
        self.same_issuer(&discovery.issuer)?;
        let max_age = extras.max_age.map(|seconds| seconds.max(0));
        let [state, nonce, verifier] = thirds(random);
        let verifier = Verifier::from_random(&verifier);
        let pending = Pending {
            state: URL_SAFE_NO_PAD.encode(state),
            nonce: URL_SAFE_NO_PAD.encode(nonce),
            issuer: discovery.issuer.clone(),
            iss_in_answer: discovery.iss_in_answer,
            max_age,
            created_at: now,
            verifier,
        };
        let scope = self.scopes.to_string();
        let challenge = pending.verifier.challenge();
        let mut pairs = vec![
            ("response_type", "code"),
            ("client_id", self.client_id.as_str()),
            ("redirect_uri", self.redirect_uri.as_str()),
            ("scope", scope.as_str()),
            ("state", &pending.state),
            ("nonce", &pending.nonce),
            ("code_challenge", challenge.as_str()),
            ("code_challenge_method", "S256"),
        ];
        let max_age = max_age.map(|seconds| seconds.to_string());
        let acr_values = extras.acr_values.join(" ");
        let ui_locales = extras.ui_locales.join(" ");
        let more = [
            ("prompt", extras.prompt.map(Prompting::as_str)),
            ("max_age", max_age.as_deref()),
            ("acr_values", Some(acr_values.as_str())),
            ("ui_locales", Some(ui_locales.as_str())),
            ("login_hint", extras.login_hint.as_deref()),
        ];
        pairs.extend(more.into_iter().filter_map(|(name, value)| {
            value.filter(|value| !value.is_empty()).map(|value| (name, value))
        }));
        let address = with_query(&discovery.authorization_endpoint, &form::encode(pairs));
        Ok((address, pending))
    }

    /// Judges the call-back. `query` is the raw query string without `?`.
    ///
    /// The checks come in this order: properly encoded, `state` ours (constant time), begun not
    /// too long ago, `iss` ours (RFC 9207 §2.4), then error or code.
    pub fn answer(&self, pending: Pending, query: &str, now: i64) -> Result<CodeGrant, RpError> {
        let malformed = |fault: FormFault| RpError::new(Reason::Malformed, fault.to_string());
        let params = Params::parse(query).map_err(malformed)?;
        let one = |name| params.one(name).map_err(malformed);
        let state = one("state")?.unwrap_or_default();
        if !same(state, &pending.state) {
            return Err(RpError::new(Reason::StateMismatch, "state is missing or foreign"));
        }
        self.same_issuer(&pending.issuer)?;
        let age = now.saturating_sub(pending.created_at);
        if age > PENDING_SECONDS || age < -self.leeway {
            return Err(RpError::new(Reason::TookTooLong, "the sign-in was begun long ago"));
        }
        match one("iss")? {
            Some(iss) => self.same_issuer(iss)?,
            None if pending.iss_in_answer => {
                return Err(RpError::new(Reason::IssuerMismatch, "iss is missing"));
            }
            None => {}
        }
        if let Some(code) = one("error")? {
            let description = one("error_description")?.unwrap_or_default();
            return Err(RpError::of_code(code, description));
        }
        let code = one("code")?.ok_or_else(|| RpError::new(Reason::Malformed, "no code"))?;
        if code.len() > MAX_CODE_BYTES || !code.bytes().all(|byte| matches!(byte, b' '..=b'~')) {
            return Err(RpError::new(Reason::Malformed, "the code is malformed"));
        }
        Ok(CodeGrant {
            code: Secret::from(code),
            verifier: pending.verifier,
            nonce: pending.nonce,
            max_age: pending.max_age,
        })
    }

    fn same_issuer(&self, issuer: &str) -> Result<(), RpError> {
        if issuer == self.issuer {
            return Ok(());
        }
        Err(RpError::new(Reason::IssuerMismatch, "the answer comes from another issuer"))
    }
}

/// Three independent values of 32 bytes.
fn thirds(random: &[u8; 96]) -> [[u8; 32]; 3] {
    let mut parts = [[0; 32]; 3];
    for (part, bytes) in parts.iter_mut().zip(random.chunks_exact(32)) {
        part.copy_from_slice(bytes);
    }
    parts
}

/// Adds a query to an endpoint that may already have one (RFC 6749 §3.1).
pub(super) fn with_query(endpoint: &str, query: &str) -> String {
    let joint = match endpoint.find('?') {
        None => "?",
        Some(at) if at + 1 == endpoint.len() => "",
        Some(_) => "&",
    };
    format!("{endpoint}{joint}{query}")
}
