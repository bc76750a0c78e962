//! Electronic signatures that hold: made, read and checked.
//!
//! **This is not a certified cryptographic tool (СКЗИ).** Where the law asks for one, let an
//! outside program sign and verify.

#![warn(missing_docs)]

pub mod algorithm;
pub mod authority;
pub mod ber;
pub mod certificate;
pub mod chain;
pub mod cms;
pub mod digest;
#[cfg(test)]
mod fixture;
pub mod key;
pub mod malformed;
pub mod pdf;
pub mod power;
pub mod revocation;
pub mod stamp;
pub mod transport;
pub mod trust;
pub mod verdict;
pub mod verify;
pub mod work;
mod xml;
