//! GOST R 34.10-2012: Russian digital signatures on elliptic curves, over RustCrypto's traits.
//!
//! ```
//! use gost::signature::{Keypair, Signer, Verifier};
//! use gost::{ParameterSet, SigningKey};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let secret = [7; 32];                       // in earnest: SigningKey::generate(set, &mut rng)
//! let key = SigningKey::from_le_bytes(ParameterSet::CryptoProXchA, &secret)?;
//! let signature: gost::Signature = key.try_sign(b"message")?;
//! key.verifying_key().verify(b"message", &signature)?;
//! # Ok(()) }
//! ```
//!
//! # Sources
//!
//! - the scheme: GOST R 34.10-2012, in English RFC 7091; the hash: GOST R 34.11-2012, RFC 6986;
//! - the curves: RFC 4357 (section 11.4), RFC 7836 (appendix A), R 1323565.1.024-2019;
//! - keys and signatures in certificates and CMS: RFC 9215, R 1323565.1.023-2018.
//!
//! # Constant time
//!
//! Making a key, its point and a signature neither branches on a secret nor reads memory at an
//! address made from one: the code is written so, and docs/signatures.md says what was checked.
//! Verification runs as quickly as it can; everything it handles is public.
//!
//! **This is not a certified cryptographic tool (СКЗИ).** Where the law asks for one, use one.

#![no_std]
#![warn(missing_docs)]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(test)]
extern crate std;

mod curves;
mod edwards;
mod encoding;
mod error;
mod field;
mod group;
mod inverse;
mod key;
mod limbs;
mod scheme;
mod set;
mod value;
mod weierstrass;

pub use pkcs8;
pub use signature;
pub use spki;
use spki::ObjectIdentifier;

pub use error::Error;
pub use key::{SigningKey, VerifyingKey};
pub use set::ParameterSet;
pub use value::{Signature, SignatureBytes};

/// Keys of 256 bits: id-tc26-gost3410-12-256.
pub const KEY_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.643.7.1.1.1.1");
/// Keys of 512 bits: id-tc26-gost3410-12-512.
pub const KEY_512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.643.7.1.1.1.2");
/// Signatures of 256 bits over Streebog-256: id-tc26-signwithdigest-gost3410-12-256.
pub const SIGNATURE_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.643.7.1.1.3.2");
/// Signatures of 512 bits over Streebog-512: id-tc26-signwithdigest-gost3410-12-512.
pub const SIGNATURE_512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.643.7.1.1.3.3");
/// Streebog-256: id-tc26-gost3411-12-256.
pub const DIGEST_256: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.643.7.1.1.2.2");
/// Streebog-512: id-tc26-gost3411-12-512.
pub const DIGEST_512: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.643.7.1.1.2.3");
