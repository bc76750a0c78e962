//! Proof Key for Code Exchange (RFC 7636), method `S256` only.

use std::fmt;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

use crate::secret::same;

/// A verifier or challenge that breaks the rules of RFC 7636 §4.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PkceFault {
    /// A verifier has 43 to 128 characters of `A-Z a-z 0-9 - . _ ~` (§4.1).
    Verifier,
    /// An `S256` challenge is exactly 32 bytes in unpadded base64url: 43 characters (§4.2).
    Challenge,
}

impl fmt::Display for PkceFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Verifier => "code_verifier is not 43 to 128 unreserved characters",
            Self::Challenge => "code_challenge is not an S256 value",
        })
    }
}

impl std::error::Error for PkceFault {}

/// The secret that a client keeps until it redeems the code.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Verifier(String);

impl Verifier {
    /// Makes a verifier of 43 characters from 32 random bytes (RFC 7636 §4.1, note).
    pub fn from_random(bytes: &[u8; 32]) -> Self {
        Self(URL_SAFE_NO_PAD.encode(bytes))
    }

    /// Reads a verifier as a client sent it.
    pub fn parse(text: &str) -> Result<Self, PkceFault> {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
        if (43..=128).contains(&text.len()) && text.bytes().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(PkceFault::Verifier)
        }
    }

    /// The verifier as it is sent to the token endpoint.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The challenge that belongs to this verifier.
    pub fn challenge(&self) -> Challenge {
        Challenge(URL_SAFE_NO_PAD.encode(digest(&SHA256, self.0.as_bytes())))
    }
}

impl TryFrom<String> for Verifier {
    type Error = PkceFault;

    fn try_from(text: String) -> Result<Self, PkceFault> {
        Self::parse(&text)
    }
}

impl From<Verifier> for String {
    fn from(verifier: Verifier) -> Self {
        verifier.0
    }
}

impl fmt::Debug for Verifier {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Verifier(…)")
    }
}

/// The SHA-256 of a verifier, sent with the authorization request and kept with the code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Challenge(String);

impl Challenge {
    /// Reads an `S256` challenge as a client sent it.
    pub fn parse(text: &str) -> Result<Self, PkceFault> {
        if text.len() != 43 {
            return Err(PkceFault::Challenge);
        }
        match URL_SAFE_NO_PAD.decode(text) {
            Ok(bytes) if bytes.len() == 32 => Ok(Self(text.to_owned())),
            _ => Err(PkceFault::Challenge),
        }
    }

    /// Whether the verifier is the one this challenge was made of (constant time).
    pub fn accepts(&self, verifier: &Verifier) -> bool {
        same(&self.0, &verifier.challenge().0)
    }

    /// The challenge as it is sent and stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for Challenge {
    type Error = PkceFault;

    fn try_from(text: String) -> Result<Self, PkceFault> {
        Self::parse(&text)
    }
}

impl From<Challenge> for String {
    fn from(challenge: Challenge) -> Self {
        challenge.0
    }
}

#[cfg(test)]
mod tests;
