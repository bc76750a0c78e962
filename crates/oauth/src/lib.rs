//! OAuth 2 and OpenID Connect as data and pure checks, on both sides of the wire.
//!
//! There is no network, no clock and no store in this crate: times come in as seconds since the
//! epoch, random bytes come in as arrays, and what should be sent comes out as values. No input can
//! make it panic.
//!
//! | module | what it is |
//! |---|---|
//! | [`jose`] | signed tokens: [`jose::SigningKey`], [`jose::Jwks`], [`jose::verify`] |
//! | [`pkce`] | [`pkce::Verifier`], [`pkce::Challenge`] (S256) |
//! | [`scope`], [`acr`] | our scopes, levels ([`acr::Level`]) and means of sign-in |
//! | [`claims`] | tokens to sign ([`claims::NewIdToken`] and others) and what verified ones say |
//! | [`address`] | [`address::RedirectUri`]: registration rules, exact comparison |
//! | [`refusal`] | [`refusal::Refusal`]: error code → status, JSON, `WWW-Authenticate` |
//! | [`provider`] | the endpoints of a provider |
//! | [`bearer`] | the check of an API that accepts access tokens |
//! | [`rp`] | the relying party as a state machine |
//! | [`json`], [`form`], [`secret`] | strict readers, and texts that stay out of logs |
//!
//! # The provider
//!
//! ```
//! use oauth::address::RedirectUri;
//! use oauth::provider::{AuthorizationDraft, Denial};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let query = "response_type=code&client_id=sep&redirect_uri=https%3A%2F%2Fsep.example%2Fback\
//!     &scope=openid&state=s&code_challenge_method=S256\
//!     &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
//! let draft = AuthorizationDraft::read(query)?;         // an error here is shown on a page
//! assert_eq!(draft.client_id(), "sep");                 // look the client up
//! let registered = [RedirectUri::register("https://sep.example/back")?];
//! match draft.check(&registered) {
//!     Ok(request) => {                                  // store it (serde), sign in, consent
//!         let address = request.code_location("the-code", "https://id.example");
//!         assert!(address.ends_with("code=the-code&state=s&iss=https%3A%2F%2Fid.example"));
//!     }
//!     Err(Denial::Page(_fault)) => { /* a page of ours */ }
//!     Err(denial) => { let _to = denial.location("https://id.example"); }
//! }
//! # Ok(()) }
//! ```
//!
//! The token endpoint: `TokenCall::read(authorization, query, body)?` gives the client's
//! credentials and a [`provider::TokenRequest`]; compare the secret's hash, take the code in one
//! statement, then `stored_challenge.accepts(&verifier)`; answer with
//! [`provider::TokenResponse`] or a [`refusal::Refusal`]:
//!
//! ```
//! use oauth::claims::NewAccessToken;
//! use oauth::{bearer, jose, scope::Scopes};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let key = jose::SigningKey::generate()?;
//! let token = NewAccessToken {
//!     iss: "https://id.example", sub: "42", aud: "fns", exp: 1_300, iat: 1_000, jti: "t1",
//!     client_id: "sep", scope: &Scopes::parse("inn")?, auth_time: None, acr: None, amr: &[],
//!     sid: None, act: None, mandate: None, about: None,
//! }
//! .sign(&key)?;
//! // The register, on the other side:
//! let jwks = jose::Jwks::new([key.verifying_key()?]);
//! let claims =
//!     bearer::verify_access_token(&token, &jwks, "https://id.example", "fns", 1_010, 5, "inn")?;
//! assert_eq!(claims.sub, "42");
//! let refusal =
//!     bearer::verify_access_token(&token, &jwks, "https://id.example", "egrn", 1_010, 5, "inn")
//!         .unwrap_err();
//! assert_eq!(refusal.status(), 401);
//! # Ok(()) }
//! ```
//!
//! The relying party: see [`rp`].

pub mod acr;
pub mod address;
pub mod bearer;
pub mod claims;
pub mod form;
pub mod jose;
pub mod json;
pub mod pkce;
pub mod provider;
pub mod refusal;
pub mod rp;
pub mod scope;
pub mod secret;

pub use address::RedirectUri;
pub use bearer::verify_access_token;
pub use refusal::{ErrorCode, Refusal};
pub use secret::Secret;
