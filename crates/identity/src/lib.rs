//! The identity provider: accounts and how people prove that they are theirs, levels and consents,
//! and the OpenID Connect endpoints that let services rely on all that.

pub mod account;
mod budget;
pub mod client;
pub mod code;
pub mod consent;
pub mod factor;
pub mod key;
pub mod linked;
pub mod login;
pub mod logout;
pub mod mandate;
pub mod password;
pub mod profile;
pub mod proof;
pub mod proofing;
pub mod provider;
pub mod recovery;
pub mod registration;
pub mod security;
pub mod sso;
pub mod staff;

pub use account::{AccountId, Level};
