//! The authorization request (RFC 6749 §4.1.1, OpenID Connect Core §3.1.2.1, RFC 7636 §4.3).
//!
//! Until the client is known and its redirect address is proven to be registered, an error is
//! shown on a page of ours; sending it anywhere would make us an open redirector. From then on
//! errors go back to the client with `state` and `iss` (RFC 9207).

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::address::RedirectUri;
use crate::form::{FormFault, Params};
use crate::pkce::Challenge;
use crate::refusal::{ErrorCode, Refusal};
use crate::scope::Scopes;

/// The longest `state`, in bytes. Two thousand characters of any script fit.
pub const MAX_STATE_BYTES: usize = 8_000;
/// The longest `nonce`, in bytes.
pub const MAX_NONCE_BYTES: usize = 1_000;
const MAX_CLIENT_ID_BYTES: usize = 200;
const MAX_HINT_BYTES: usize = 500;
const MAX_LIST: usize = 10;

/// An error that must be shown on a page, because nobody proved where else it could go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageFault {
    /// The query is too large or not properly encoded.
    Malformed,
    /// `client_id` is missing, repeated or not a possible name.
    ClientId,
    /// `redirect_uri` is missing or repeated.
    RedirectUri,
    /// `redirect_uri` is not one of the registered addresses, byte by byte.
    RedirectMismatch,
}

impl fmt::Display for PageFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Malformed => "the request is too large or not properly encoded",
            Self::ClientId => "client_id is missing or repeated",
            Self::RedirectUri => "redirect_uri is missing or repeated",
            Self::RedirectMismatch => "redirect_uri is not registered",
        })
    }
}

impl std::error::Error for PageFault {}

/// Why there is no authorization request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Denial {
    /// Show a page; never redirect.
    Page(PageFault),
    /// Send the error back to the client.
    Redirect {
        /// The registered address that the client named.
        to: RedirectUri,
        /// The `state` to give back.
        state: Option<String>,
        /// What is wrong.
        refusal: Refusal,
    },
}

impl Denial {
    /// Where to send the browser (303); `None` when a page must be shown.
    pub fn location(&self, issuer: &str) -> Option<String> {
        match self {
            Self::Page(_) => None,
            Self::Redirect { to, state, refusal } => {
                Some(error_location(to, state.as_deref(), refusal, issuer))
            }
        }
    }
}

/// A request of which only client and redirect address have been read.
#[derive(Debug, Clone)]
pub struct AuthorizationDraft<'a> {
    params: Params<'a>,
}

impl<'a> AuthorizationDraft<'a> {
    /// Reads a query string, or the form body of a POST to the same endpoint.
    pub fn read(raw: &'a str) -> Result<Self, PageFault> {
        let params = Params::parse(raw).map_err(|_| PageFault::Malformed)?;
        let draft = Self { params };
        let name = draft.params.one("client_id").ok().flatten().ok_or(PageFault::ClientId)?;
        if name.len() > MAX_CLIENT_ID_BYTES || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(PageFault::ClientId);
        }
        Ok(draft)
    }

    /// The client to look up.
    pub fn client_id(&self) -> &str {
        self.params.one("client_id").ok().flatten().unwrap_or_default()
    }

    /// Checks everything else. `registered` are the addresses of the client that was looked up;
    /// for an unknown client show a page of your own instead of calling this.
    pub fn check(&self, registered: &[RedirectUri]) -> Result<AuthorizationRequest, Denial> {
        let page = |fault| Denial::Page(fault);
        let sent = match self.params.one("redirect_uri") {
            Ok(Some(sent)) => sent,
            Ok(None) | Err(_) => return Err(page(PageFault::RedirectUri)),
        };
        let to = registered
            .iter()
            .find(|known| known.is_exactly(sent))
            .ok_or(page(PageFault::RedirectMismatch))?;
        // A state that was sent twice, or is too long, is not given back.
        let state = self.params.one("state").ok().flatten();
        let state = state.filter(|state| state.len() <= MAX_STATE_BYTES).map(str::to_owned);
        self.parameters(to, state.clone()).map_err(|refusal| Denial::Redirect {
            to: to.clone(),
            state,
            refusal,
        })
    }

    fn parameters(
        &self,
        to: &RedirectUri,
        state: Option<String>,
    ) -> Result<AuthorizationRequest, Refusal> {
        self.refuse_objects()?;
        match self.one("response_type")? {
            Some("code") => {}
            Some(_) => {
                return Err(Refusal::new(
                    ErrorCode::UnsupportedResponseType,
                    "only response_type=code is supported",
                ));
            }
            None => return Err(invalid("response_type is missing")),
        }
        if self.one("response_mode")?.is_some_and(|mode| mode != "query") {
            return Err(invalid("only response_mode=query is supported"));
        }
        if self.one("state")?.is_some_and(|state| state.len() > MAX_STATE_BYTES) {
            return Err(invalid("state is too long"));
        }
        let scope = self.scope()?;
        let challenge = self.challenge()?;
        let nonce = self.one("nonce")?;
        if nonce.is_some_and(|nonce| nonce.len() > MAX_NONCE_BYTES) {
            return Err(invalid("nonce is too long"));
        }
        let login_hint = self.one("login_hint")?;
        if login_hint.is_some_and(|hint| hint.len() > MAX_HINT_BYTES) {
            return Err(invalid("login_hint is too long"));
        }
        Ok(AuthorizationRequest {
            client_id: self.client_id().to_owned(),
            redirect_uri: to.clone(),
            scope,
            state,
            nonce: nonce.map(str::to_owned),
            challenge,
            prompt: Prompt::read(self.one("prompt")?.unwrap_or(""))?,
            max_age: self.max_age()?,
            login_hint: login_hint.map(str::to_owned),
            ui_locales: words(self.one("ui_locales")?, is_language),
            acr_values: words(self.one("acr_values")?, |_| true),
            id_token_hint: self.one("id_token_hint")?.map(str::to_owned),
        })
    }

    /// Request objects would be fetched or trusted before they are checked: not supported
    /// (OpenID Connect Core §3.1.2.6 gives each its own error).
    fn refuse_objects(&self) -> Result<(), Refusal> {
        let refused = [
            ("request", ErrorCode::RequestNotSupported),
            ("request_uri", ErrorCode::RequestUriNotSupported),
            ("registration", ErrorCode::RegistrationNotSupported),
        ];
        for (name, code) in refused {
            if self.params.has(name) {
                return Err(Refusal::new(code, format!("{name} is not supported")));
            }
        }
        Ok(())
    }

    fn scope(&self) -> Result<Scopes, Refusal> {
        let invalid_scope = |why: &'static str| Refusal::new(ErrorCode::InvalidScope, why);
        let text = self.one("scope")?.ok_or_else(|| invalid_scope("scope is missing"))?;
        let scope = Scopes::parse(text).map_err(|_| invalid_scope("scope is malformed"))?;
        if scope.is_empty() {
            return Err(invalid_scope("scope is missing"));
        }
        Ok(scope)
    }

    fn challenge(&self) -> Result<Challenge, Refusal> {
        let challenge = self.one("code_challenge")?;
        let challenge = challenge.ok_or_else(|| invalid("code_challenge is missing"))?;
        // Without a method RFC 7636 means "plain", which we do not offer.
        if self.one("code_challenge_method")? != Some("S256") {
            return Err(invalid("code_challenge_method must be S256"));
        }
        Challenge::parse(challenge).map_err(|fault| invalid(fault.to_string()))
    }

    fn max_age(&self) -> Result<Option<i64>, Refusal> {
        let Some(text) = self.one("max_age")? else { return Ok(None) };
        if text.len() > 9 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(invalid("max_age is not a number of seconds"));
        }
        text.parse().map(Some).map_err(|_| invalid("max_age is not a number of seconds"))
    }

    fn one(&self, name: &'static str) -> Result<Option<&str>, Refusal> {
        self.params.one(name).map_err(|fault: FormFault| invalid(fault.to_string()))
    }
}

/// What the client wants to happen (OpenID Connect Core §3.1.2.1, Initiating User Registration
/// 1.0). All `false`: whatever is needed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prompt {
    /// Show nothing: answer at once or with an error.
    pub none: bool,
    /// Ask for the password again, also when somebody is signed in. `select_account` counts as
    /// this.
    pub login: bool,
    /// Ask for consent again.
    pub consent: bool,
    /// Begin with registration.
    pub create: bool,
}

impl Prompt {
    fn read(text: &str) -> Result<Self, Refusal> {
        let mut prompt = Self::default();
        for word in text.split(' ').filter(|word| !word.is_empty()) {
            match word {
                "none" => prompt.none = true,
                "login" | "select_account" => prompt.login = true,
                "consent" => prompt.consent = true,
                "create" => prompt.create = true,
                _ => return Err(invalid("prompt has an unknown value")),
            }
        }
        if prompt.none && (prompt.login || prompt.consent || prompt.create) {
            return Err(invalid("prompt=none stands alone"));
        }
        Ok(prompt)
    }
}

/// A checked request. It can be stored while the person signs in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AuthorizationRequest {
    /// The client.
    pub client_id: String,
    /// Its registered address for the answer.
    pub redirect_uri: RedirectUri,
    /// The scopes it asks for, known or not.
    pub scope: Scopes,
    /// To be given back unchanged.
    pub state: Option<String>,
    /// To be put into the ID token unchanged.
    pub nonce: Option<String>,
    /// To be compared when the code is redeemed.
    pub challenge: Challenge,
    /// What shall happen.
    pub prompt: Prompt,
    /// The sign-in may be at most this many seconds old; 0 means "now".
    pub max_age: Option<i64>,
    /// Who will probably sign in: a phone, e-mail or СНИЛС to put into the field.
    pub login_hint: Option<String>,
    /// Languages, the preferred one first.
    pub ui_locales: Vec<String>,
    /// Wanted levels, the preferred one first; unknown ones are kept.
    pub acr_values: Vec<String>,
    /// An ID token from an earlier sign-in, not yet verified: see
    /// [`IdTokenHint`](super::IdTokenHint).
    pub id_token_hint: Option<String>,
}

impl AuthorizationRequest {
    /// Whether an ID token is asked for.
    pub fn is_openid(&self) -> bool {
        self.scope.contains(crate::scope::OPENID)
    }

    /// Whether a sign-in made at `auth_time` is too old for this request. `arrived_at` is when
    /// the request came in, not the present: a sign-in made for this request is never too old.
    pub fn is_too_old(&self, auth_time: i64, arrived_at: i64) -> bool {
        self.max_age.is_some_and(|age| arrived_at.saturating_sub(auth_time) > age)
    }

    /// Where to send the browser (303) with the code.
    pub fn code_location(&self, code: &str, issuer: &str) -> String {
        let state = self.state.as_deref().map(|state| ("state", state));
        self.redirect_uri.with([("code", code)].into_iter().chain(state).chain([("iss", issuer)]))
    }

    /// Where to send the browser (303) with an error.
    pub fn refusal_location(&self, refusal: &Refusal, issuer: &str) -> String {
        error_location(&self.redirect_uri, self.state.as_deref(), refusal, issuer)
    }
}

fn error_location(to: &RedirectUri, state: Option<&str>, why: &Refusal, issuer: &str) -> String {
    let error = [("error", why.code().as_str()), ("error_description", why.description())];
    let state = state.map(|state| ("state", state));
    to.with(error.into_iter().chain(state).chain([("iss", issuer)]))
}

fn invalid(why: impl Into<std::borrow::Cow<'static, str>>) -> Refusal {
    Refusal::new(ErrorCode::InvalidRequest, why)
}

/// Hints are advice: what cannot be one is passed over, and a long list is cut.
fn words(text: Option<&str>, fits: impl Fn(&str) -> bool) -> Vec<String> {
    let words = text.unwrap_or("").split(' ').filter(|word| !word.is_empty() && fits(word));
    words.filter(|word| word.len() <= 200).take(MAX_LIST).map(str::to_owned).collect()
}

fn is_language(word: &str) -> bool {
    word.len() <= 35 && word.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}
