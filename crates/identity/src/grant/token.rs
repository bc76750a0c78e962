//! The texts of codes and refresh tokens.

use ::store::{Id, Secret, Tx};
use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::GrantId;

/// Characters of an id at the beginning of a code.
const ID_CHARS: usize = 26;
/// Characters of 256 bits in base64url.
const SECRET_CHARS: usize = 43;
/// What refresh tokens begin with, so that scanners for leaked secrets know them.
const PREFIX: &str = "krt_";
const PURPOSE: &str = "identity.refresh";

/// SHA-256 of a code or mandate. They carry 256 random bits, so no salt is needed.
pub(crate) fn hash(code: &str) -> Vec<u8> {
    digest(&SHA256, code.as_bytes()).as_ref().to_vec()
}

/// The grant that a code names; the rest of it is proven by its hash.
pub(super) fn grant_of_code(code: &str) -> Option<GrantId> {
    if code.len() != ID_CHARS + SECRET_CHARS {
        return None;
    }
    code.get(..ID_CHARS)?.parse().ok()
}

/// A refresh token that we made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RefreshToken {
    /// Its grant.
    pub grant: GrantId,
    /// Its number within the grant, from 1.
    pub generation: i64,
    /// As the client gets it.
    pub text: Secret,
}

impl RefreshToken {
    pub(super) fn new(tx: &Tx, grant: GrantId, generation: i64) -> RefreshToken {
        let mut bytes = named(grant, generation);
        let mac = tx.vault().mac(PURPOSE, &bytes);
        bytes.extend_from_slice(&mac);
        let text = Secret(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes)));
        RefreshToken { grant, generation, text }
    }

    /// Reads a token; `None` unless we made it.
    pub fn parse(tx: &Tx, text: &str) -> Option<RefreshToken> {
        let bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX)?).ok()?;
        let (body, mac) = bytes.split_at_checked(16 + 8)?;
        if !tx.vault().mac_is(PURPOSE, body, mac) {
            return None;
        }
        let (id, generation) = body.split_at_checked(16)?;
        let grant = GrantId(Id::from_bytes(id.try_into().ok()?));
        let generation = i64::from_be_bytes(generation.try_into().ok()?);
        Some(RefreshToken { grant, generation, text: Secret(text.to_owned()) })
    }
}

fn named(grant: GrantId, generation: i64) -> Vec<u8> {
    let mut bytes = grant.0.as_bytes().to_vec();
    bytes.extend_from_slice(&generation.to_be_bytes());
    bytes
}
