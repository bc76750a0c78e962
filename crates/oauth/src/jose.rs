//! Signed tokens: compact JWS (RFC 7515), keys (RFC 7517), algorithms (RFC 7518, RFC 8037).
//!
//! We sign with ES256 only. We verify ES256, RS256 and EdDSA (Ed25519), because providers of others
//! use them. The caller always says which algorithms and which `typ` are allowed; `none` and the
//! `HS*` family do not exist here, so a public key can never be taken for a secret.
//!
//! ```
//! use oauth::jose::{Algorithm, Jwks, SigningKey, Typ, verify};
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let key = SigningKey::generate()?;                       // or from_pkcs8(&der)
//! let token = key.sign(Typ::AccessToken, &serde_json::json!({"sub": "42"}))?;
//! let keys = Jwks::new([key.verifying_key()?]);
//! let published = keys.to_json();                          // the body of jwks_uri
//! let seen = Jwks::parse(published.as_bytes())?;           // the other side reads it
//! let verified = verify(&token, &seen, Typ::AccessToken, &[Algorithm::Es256])?;
//! assert_eq!(verified.claims["sub"], "42");
//! # Ok(()) }
//! ```

mod jwk;
mod jws;
#[cfg(test)]
pub(crate) mod keys_for_tests;
mod signing;
#[cfg(test)]
mod tests;

use std::fmt;

use aws_lc_rs::digest::{SHA256, SHA512, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

pub use jwk::{Jwk, Jwks, VerifyingKey};
pub use jws::{MAX_TOKEN_BYTES, Verified, verify};
pub use signing::SigningKey;

/// A signature algorithm that we verify.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Algorithm {
    /// ECDSA on P-256 with SHA-256 (RFC 7518 §3.4).
    Es256,
    /// RSASSA-PKCS1-v1_5 with SHA-256, keys of 2048 to 8192 bits (RFC 7518 §3.3).
    Rs256,
    /// Ed25519 (RFC 8037 §3.1).
    EdDsa,
}

impl Algorithm {
    /// Everything that we can verify.
    pub const ALL: [Algorithm; 3] = [Algorithm::Es256, Algorithm::Rs256, Algorithm::EdDsa];

    /// The name in a JWS header.
    pub fn name(self) -> &'static str {
        match self {
            Self::Es256 => "ES256",
            Self::Rs256 => "RS256",
            Self::EdDsa => "EdDSA",
        }
    }

    /// Reads a header's `alg`; `Ed25519` (RFC 9864) is another name of `EdDSA` here.
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "ES256" => Some(Self::Es256),
            "RS256" => Some(Self::Rs256),
            "EdDSA" | "Ed25519" => Some(Self::EdDsa),
            _ => None,
        }
    }

    /// The left half of a token's hash, as `at_hash` carries it (OpenID Connect Core §3.1.3.6).
    pub fn half_hash(self, token: &str) -> String {
        let full = match self {
            Self::Es256 | Self::Rs256 => digest(&SHA256, token.as_bytes()),
            Self::EdDsa => digest(&SHA512, token.as_bytes()),
        };
        let (left, _) = full.as_ref().split_at(full.as_ref().len() / 2);
        URL_SAFE_NO_PAD.encode(left)
    }
}

/// What kind of token a signature covers (RFC 8725 §3.11): one kind never passes for another.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Typ {
    /// An ID token: `JWT` or no `typ` at all.
    Jwt,
    /// An access token: `at+jwt` (RFC 9068 §2.1).
    AccessToken,
    /// A logout token: `logout+jwt` (OpenID Connect Back-Channel Logout 1.0 §2.4).
    LogoutToken,
}

impl Typ {
    /// The header value that we write.
    pub fn name(self) -> &'static str {
        match self {
            Self::Jwt => "JWT",
            Self::AccessToken => "at+jwt",
            Self::LogoutToken => "logout+jwt",
        }
    }

    /// Whether a header's `typ` says this kind; an `application/` before it means nothing.
    fn is(self, header: Option<&str>) -> bool {
        let Some(header) = header else { return self == Self::Jwt };
        let short = match header.get(..12) {
            Some(prefix) if prefix.eq_ignore_ascii_case("application/") => &header[12..],
            _ => header,
        };
        short.eq_ignore_ascii_case(self.name())
    }
}

/// A key that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyFault {
    /// The bytes are not a private key on P-256 in PKCS#8.
    Pkcs8,
    /// The operating system gave no randomness, or no memory was left.
    Generation,
    /// The text is not a JWK set, or it is larger than the reader allows.
    Set,
    /// The key is not one that we can verify with: other curve, RSA under 2048 bits, for
    /// encryption, or published together with its private part.
    Unusable,
    /// Two usable keys carry the same `kid`.
    DuplicateKid,
}

impl fmt::Display for KeyFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Pkcs8 => "not a P-256 private key in PKCS#8",
            Self::Generation => "a key could not be generated",
            Self::Set => "not a JWK set",
            Self::Unusable => "no usable key",
            Self::DuplicateKid => "two keys carry the same kid",
        })
    }
}

impl std::error::Error for KeyFault {}

/// A token could not be signed: its claims do not serialise, or the library failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SignFault;

impl fmt::Display for SignFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("the token could not be signed")
    }
}

impl std::error::Error for SignFault {}

/// Why a token was refused before its claims were looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JwsFault {
    /// Longer than [`MAX_TOKEN_BYTES`].
    TooLarge,
    /// Not three parts of unpadded base64url, or header or claims are not proper JSON objects.
    Malformed,
    /// `alg` is none, symmetric, unknown, or not on the caller's list.
    Algorithm,
    /// `typ` says another kind of token.
    Type,
    /// The header demands an extension (`crit`, `b64`) that we do not know.
    Critical,
    /// No key of the set fits. The set may be old: fetch it once more, then give up.
    UnknownKey,
    /// The signature is wrong.
    Signature,
}

impl fmt::Display for JwsFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::TooLarge => "the token is too large",
            Self::Malformed => "the token is malformed",
            Self::Algorithm => "the signature algorithm is not allowed",
            Self::Type => "the token is of another type",
            Self::Critical => "the token demands an unknown extension",
            Self::UnknownKey => "the signing key is unknown",
            Self::Signature => "the signature is wrong",
        })
    }
}

impl std::error::Error for JwsFault {}
