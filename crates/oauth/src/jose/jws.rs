//! Verifying a compact JWS.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use super::{Algorithm, Jwks, JwsFault, Typ};
use crate::json::{self, JsonFault, Object};

/// The longest token that is read, in bytes.
pub const MAX_TOKEN_BYTES: usize = 16 * 1024;
/// The longest header, in bytes after decoding.
const MAX_HEADER_BYTES: usize = 8 * 1024;

/// A token whose signature and type are right. Its claims are still to be checked.
#[derive(Debug, Clone)]
pub struct Verified {
    /// The algorithm of the signature.
    pub algorithm: Algorithm,
    /// All claims.
    pub claims: Object,
}

/// Verifies a compact JWS against a set of keys.
///
/// Only `alg`, `typ` and `kid` of the header decide; keys inside the token (`jwk`, `jku`, `x5u`,
/// `x5c`) are never looked at, and anything under `crit` is refused (RFC 7515 §4.1.11).
pub fn verify(
    token: &str,
    keys: &Jwks,
    typ: Typ,
    algorithms: &[Algorithm],
) -> Result<Verified, JwsFault> {
    if token.len() > MAX_TOKEN_BYTES {
        return Err(JwsFault::TooLarge);
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(JwsFault::Malformed)?;
    let (header, claims) = signed.split_once('.').ok_or(JwsFault::Malformed)?;
    if claims.contains('.') {
        return Err(JwsFault::Malformed);
    }
    let header = decode_object(header, MAX_HEADER_BYTES)?;
    let text = |name| json::text(&header, name).map_err(|_| JwsFault::Malformed);
    let algorithm = text("alg")?
        .and_then(Algorithm::parse)
        .filter(|algorithm| algorithms.contains(algorithm))
        .ok_or(JwsFault::Algorithm)?;
    if header.contains_key("crit") || header.contains_key("b64") {
        return Err(JwsFault::Critical);
    }
    if !typ.is(text("typ")?) {
        return Err(JwsFault::Type);
    }
    let key = keys.find(text("kid")?, algorithm).ok_or(JwsFault::UnknownKey)?;
    let signature = URL_SAFE_NO_PAD.decode(signature).map_err(|_| JwsFault::Malformed)?;
    if !key.accepts(signed.as_bytes(), &signature) {
        return Err(JwsFault::Signature);
    }
    Ok(Verified { algorithm, claims: decode_object(claims, MAX_TOKEN_BYTES)? })
}

fn decode_object(part: &str, limit: usize) -> Result<Object, JwsFault> {
    let bytes = URL_SAFE_NO_PAD.decode(part).map_err(|_| JwsFault::Malformed)?;
    json::object(&bytes, limit).map_err(|fault| match fault {
        JsonFault::TooLarge => JwsFault::TooLarge,
        _ => JwsFault::Malformed,
    })
}
