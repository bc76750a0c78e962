//! The provider's side as data and pure checks. Nothing here reads a database or a clock: the
//! provider loads the client, calls a check, and stores what came out.
//!
//! * [`AuthorizationDraft`] → [`AuthorizationRequest`] (the authorization endpoint)
//! * [`TokenCall`] → [`TokenRequest`] → [`TokenResponse`] (the token endpoint)
//! * [`TokenLookup`] → [`Introspection`] (introspection and revocation)
//! * [`EndSessionRequest`] (sign-out at the provider)
//! * [`Metadata`] (the discovery document)
//!
//! The claims that it signs are in [`crate::claims`], its refusals in [`crate::refusal`].

mod authorization;
mod client_auth;
mod end_session;
mod exchange;
mod introspection;
mod metadata;
#[cfg(test)]
mod tests;
mod token;

pub use authorization::{
    AuthorizationDraft, AuthorizationRequest, Denial, MAX_NONCE_BYTES, MAX_STATE_BYTES, PageFault,
    Prompt,
};
pub use client_auth::{AuthMethod, ClientAuth};
pub use end_session::{EndSessionRequest, HintFault, IdTokenHint};
pub use exchange::{
    ACCESS_TOKEN_TYPE, ExchangeRequest, MANDATE_TOKEN_TYPE, MAX_MANDATE_SECONDS, Requested,
    SubjectKind,
};
pub use introspection::{Introspection, TokenLookup};
pub use metadata::Metadata;
pub use token::{GrantType, TokenCall, TokenRequest, TokenResponse};
