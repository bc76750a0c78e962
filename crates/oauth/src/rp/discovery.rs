//! What the provider says about itself (OpenID Connect Discovery 1.0 §4.3).

use serde::{Deserialize, Serialize};

use super::fault::{Reason, RpError};
use crate::address::is_safe_text;
use crate::json::{self, Object};

const MAX_BYTES: usize = 128 * 1024;

/// The checked discovery document of one provider.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Discovery {
    /// The provider, byte by byte as configured.
    pub issuer: String,
    /// Where people are sent.
    pub authorization_endpoint: String,
    /// Where codes are redeemed.
    pub token_endpoint: String,
    /// Where the public keys are.
    pub jwks_uri: String,
    /// Where claims are read.
    pub userinfo_endpoint: Option<String>,
    /// Where people sign out.
    pub end_session_endpoint: Option<String>,
    /// Where tokens are withdrawn.
    pub revocation_endpoint: Option<String>,
    /// Whether every answer carries `iss` (RFC 9207 §2.3): then one without it is refused.
    pub iss_in_answer: bool,
    /// Whether tokens can be exchanged.
    pub exchange: bool,
    /// Whether sessions that end are announced to us.
    pub backchannel_logout: bool,
    /// The levels it knows.
    pub acr_values: Vec<String>,
    /// What `prompt` may say; empty when it does not tell.
    pub prompt_values: Vec<String>,
}

impl Discovery {
    /// Reads a discovery document and checks that it speaks for `issuer`: a document that names
    /// another issuer is refused (§4.3), as are addresses that are not secure.
    pub fn parse(body: &[u8], issuer: &str) -> Result<Self, RpError> {
        let document = json::object(body, MAX_BYTES)?;
        if json::required_text(&document, "issuer")? != issuer {
            return Err(RpError::new(
                Reason::IssuerMismatch,
                "the discovery document names another issuer",
            ));
        }
        let list = |name| Ok::<_, RpError>(json::texts(&document, name)?);
        offers(list("response_types_supported")?, "code", "response_type=code")?;
        offers(list("code_challenge_methods_supported")?, "S256", "PKCE with S256")?;
        let grants = list("grant_types_supported")?.unwrap_or_default();
        Ok(Self {
            issuer: issuer.to_owned(),
            authorization_endpoint: required(&document, "authorization_endpoint")?,
            token_endpoint: required(&document, "token_endpoint")?,
            jwks_uri: required(&document, "jwks_uri")?,
            userinfo_endpoint: endpoint(&document, "userinfo_endpoint")?,
            end_session_endpoint: endpoint(&document, "end_session_endpoint")?,
            revocation_endpoint: endpoint(&document, "revocation_endpoint")?,
            iss_in_answer: json::flag(&document, "authorization_response_iss_parameter_supported")?,
            exchange: grants.iter().any(|grant| grant == super::request::EXCHANGE),
            backchannel_logout: json::flag(&document, "backchannel_logout_supported")?,
            acr_values: list("acr_values_supported")?.unwrap_or_default(),
            prompt_values: list("prompt_values_supported")?.unwrap_or_default(),
        })
    }

    /// `scheme://host[:port]` of the sign-in page, for a Content-Security-Policy's `form-action`.
    pub fn origin(&self) -> String {
        url::Url::parse(&self.authorization_endpoint)
            .map(|url| url.origin().ascii_serialization())
            .unwrap_or_default()
    }

    /// Whether the provider knows our levels.
    pub fn knows_our_levels(&self) -> bool {
        crate::acr::Level::ALL.iter().all(|level| self.acr_values.iter().any(|v| v == level.acr()))
    }
}

/// A list that is there must name what we need; an absent one says nothing.
fn offers(list: Option<Vec<String>>, wanted: &str, what: &str) -> Result<(), RpError> {
    match list {
        Some(list) if !list.iter().any(|item| item == wanted) => {
            Err(RpError::new(Reason::NotOffered, format!("the provider does not offer {what}")))
        }
        _ => Ok(()),
    }
}

fn endpoint(document: &Object, name: &'static str) -> Result<Option<String>, RpError> {
    match json::text(document, name)? {
        None => Ok(None),
        Some(address) if is_safe_text(address) && !address.contains('#') => {
            Ok(Some(address.to_owned()))
        }
        Some(_) => Err(RpError::new(Reason::InsecureAddress, format!("{name} is not secure"))),
    }
}

fn required(document: &Object, name: &'static str) -> Result<String, RpError> {
    let missing = || RpError::new(Reason::Malformed, format!("{name} is missing"));
    endpoint(document, name)?.ok_or_else(missing)
}
