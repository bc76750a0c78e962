//! The discovery document (OpenID Connect Discovery 1.0 §3, RFC 8414 §2, RFC 9207 §3).

use serde::Serialize;

use super::token::GrantType;
use crate::acr::Level;
use crate::scope;

/// What the provider says about itself. Every line is true of this crate's checks; a provider
/// that offers less takes lines away. Serialise it once and serve the bytes.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Metadata {
    /// The issuer, byte by byte as in every token.
    pub issuer: String,
    /// Where people are sent.
    pub authorization_endpoint: String,
    /// Where codes are redeemed.
    pub token_endpoint: String,
    /// Where claims are read.
    pub userinfo_endpoint: String,
    /// Where the public keys are.
    pub jwks_uri: String,
    /// Where people sign out.
    pub end_session_endpoint: String,
    /// Where tokens are asked about.
    pub introspection_endpoint: String,
    /// Where tokens are withdrawn.
    pub revocation_endpoint: String,
    /// All scopes.
    pub scopes_supported: Vec<&'static str>,
    /// All claims.
    pub claims_supported: Vec<&'static str>,
    /// `code` only.
    pub response_types_supported: [&'static str; 1],
    /// `query` only.
    pub response_modes_supported: [&'static str; 1],
    /// The grants of the token endpoint.
    pub grant_types_supported: Vec<GrantType>,
    /// `public`, or `pairwise` when each client knows the person under another name.
    pub subject_types_supported: Vec<&'static str>,
    /// `ES256` only.
    pub id_token_signing_alg_values_supported: [&'static str; 1],
    /// How clients prove who they are at the token endpoint.
    pub token_endpoint_auth_methods_supported: Vec<&'static str>,
    /// The same at the introspection endpoint.
    pub introspection_endpoint_auth_methods_supported: Vec<&'static str>,
    /// The same at the revocation endpoint.
    pub revocation_endpoint_auth_methods_supported: Vec<&'static str>,
    /// `S256` only.
    pub code_challenge_methods_supported: [&'static str; 1],
    /// The levels.
    pub acr_values_supported: Vec<&'static str>,
    /// What `prompt` may say.
    pub prompt_values_supported: Vec<&'static str>,
    /// The languages of the pages.
    pub ui_locales_supported: Vec<&'static str>,
    /// The parameter `claims` is not read.
    pub claims_parameter_supported: bool,
    /// The parameter `request` is refused.
    pub request_parameter_supported: bool,
    /// The parameter `request_uri` is refused; left out it would mean yes.
    pub request_uri_parameter_supported: bool,
    /// Every answer carries `iss`.
    pub authorization_response_iss_parameter_supported: bool,
    /// Clients are told when a session ends.
    pub backchannel_logout_supported: bool,
    /// The logout token names the session.
    pub backchannel_logout_session_supported: bool,
}

impl Metadata {
    /// A provider whose endpoints lie under `base` (its origin, without a slash at the end) at
    /// `/oauth2/…`; change what lies elsewhere.
    pub fn new(issuer: &str, base: &str) -> Self {
        let at = |path: &str| format!("{base}{path}");
        let methods = || vec!["client_secret_basic", "client_secret_post"];
        Self {
            issuer: issuer.to_owned(),
            authorization_endpoint: at("/oauth2/authorize"),
            token_endpoint: at("/oauth2/token"),
            userinfo_endpoint: at("/oauth2/userinfo"),
            jwks_uri: at("/oauth2/jwks"),
            end_session_endpoint: at("/oauth2/logout"),
            introspection_endpoint: at("/oauth2/introspect"),
            revocation_endpoint: at("/oauth2/revoke"),
            scopes_supported: scope::ALL.to_vec(),
            claims_supported: claims(),
            response_types_supported: ["code"],
            response_modes_supported: ["query"],
            grant_types_supported: GrantType::ALL.to_vec(),
            subject_types_supported: vec!["public"],
            id_token_signing_alg_values_supported: ["ES256"],
            token_endpoint_auth_methods_supported: methods(),
            introspection_endpoint_auth_methods_supported: methods(),
            revocation_endpoint_auth_methods_supported: methods(),
            code_challenge_methods_supported: ["S256"],
            acr_values_supported: Level::ALL.iter().map(|level| level.acr()).collect(),
            prompt_values_supported: vec!["none", "login", "consent", "create"],
            ui_locales_supported: vec!["ru", "en"],
            claims_parameter_supported: false,
            request_parameter_supported: false,
            request_uri_parameter_supported: false,
            authorization_response_iss_parameter_supported: true,
            backchannel_logout_supported: true,
            backchannel_logout_session_supported: true,
        }
    }

    /// The JSON body of `/.well-known/openid-configuration`.
    pub fn json(&self) -> String {
        serde_json::to_string(self).unwrap_or_default()
    }
}

/// Claims of every ID token, and those that scopes open.
fn claims() -> Vec<&'static str> {
    let always = ["iss", "aud", "exp", "iat", "auth_time", "nonce", "acr", "amr", "sid", "at_hash"];
    let opened = scope::ALL.iter().flat_map(|scope| scope::claims_of(scope));
    always.iter().chain(opened).copied().collect()
}
