//! Public keys and sets of them.

use aws_lc_rs::digest::{SHA256, digest};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_FIXED, ED25519, ParsedPublicKey, RSA_PKCS1_2048_8192_SHA256,
    RsaPublicKeyComponents,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use super::{Algorithm, KeyFault};
use crate::json::{self, Object};

/// The largest JWK set that is read, in bytes.
const MAX_SET_BYTES: usize = 128 * 1024;
/// The most keys of a set that are looked at.
const MAX_KEYS: usize = 64;

/// A public key as JSON (RFC 7517), for signatures only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Jwk {
    kid: Option<String>,
    material: Material,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Material {
    P256 { x: [u8; 32], y: [u8; 32] },
    Rsa { n: Vec<u8>, e: Vec<u8> },
    Ed25519 { x: [u8; 32] },
}

impl Jwk {
    /// Takes an uncompressed point (`04 || x || y`) on P-256.
    pub(super) fn from_point(point: &[u8]) -> Option<Self> {
        let (&4, rest) = point.split_first()? else { return None };
        let (x, y) = rest.split_at_checked(32)?;
        let material = Material::P256 { x: x.try_into().ok()?, y: y.try_into().ok()? };
        Some(Self { kid: None, material })
    }

    pub(super) fn with_kid(mut self, kid: String) -> Self {
        self.kid = Some(kid);
        self
    }

    /// Reads a member of a JWK set. A key for another purpose, of another kind, or one that
    /// comes with its private part is unusable.
    pub fn read(object: &Object) -> Result<Self, KeyFault> {
        const PRIVATE: [&str; 7] = ["d", "p", "q", "dp", "dq", "qi", "k"];
        if PRIVATE.iter().any(|name| object.contains_key(*name)) {
            return Err(KeyFault::Unusable);
        }
        let text = |name| json::text(object, name).map_err(|_| KeyFault::Unusable);
        let bytes = |name| {
            let encoded = text(name)?.ok_or(KeyFault::Unusable)?;
            URL_SAFE_NO_PAD.decode(encoded).map_err(|_| KeyFault::Unusable)
        };
        let fixed = |name| -> Result<[u8; 32], KeyFault> {
            bytes(name)?.try_into().map_err(|_| KeyFault::Unusable)
        };
        let verifies = match json::texts(object, "key_ops").map_err(|_| KeyFault::Unusable)? {
            Some(operations) => operations.iter().any(|operation| operation == "verify"),
            None => true,
        };
        if !verifies || text("use")?.is_some_and(|purpose| purpose != "sig") {
            return Err(KeyFault::Unusable);
        }
        let material = match (text("kty")?, text("crv")?) {
            (Some("EC"), Some("P-256")) => Material::P256 { x: fixed("x")?, y: fixed("y")? },
            (Some("OKP"), Some("Ed25519")) => Material::Ed25519 { x: fixed("x")? },
            (Some("RSA"), _) => Material::Rsa { n: bytes("n")?, e: bytes("e")? },
            _ => return Err(KeyFault::Unusable),
        };
        let jwk = Self { kid: text("kid")?.map(str::to_owned), material };
        match text("alg")? {
            Some(name) if Algorithm::parse(name) != Some(jwk.algorithm()) => {
                Err(KeyFault::Unusable)
            }
            _ => Ok(jwk),
        }
    }

    /// The key's name, if it has one.
    pub fn kid(&self) -> Option<&str> {
        self.kid.as_deref()
    }

    /// The one algorithm this key is used with.
    pub fn algorithm(&self) -> Algorithm {
        match self.material {
            Material::P256 { .. } => Algorithm::Es256,
            Material::Rsa { .. } => Algorithm::Rs256,
            Material::Ed25519 { .. } => Algorithm::EdDsa,
        }
    }

    /// The thumbprint with SHA-256 in base64url (RFC 7638 §3).
    pub fn thumbprint(&self) -> String {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let canonical = match &self.material {
            Material::P256 { x, y } => {
                format!(r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}"#, encode(x), encode(y))
            }
            Material::Rsa { n, e } => {
                format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, encode(e), encode(n))
            }
            Material::Ed25519 { x } => {
                format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, encode(x))
            }
        };
        encode(digest(&SHA256, canonical.as_bytes()).as_ref())
    }

    /// The key as JSON, with `use` and `alg`.
    pub fn to_value(&self) -> Value {
        let encode = |bytes: &[u8]| URL_SAFE_NO_PAD.encode(bytes);
        let mut value = match &self.material {
            Material::P256 { x, y } => {
                json!({"kty": "EC", "crv": "P-256", "x": encode(x), "y": encode(y)})
            }
            Material::Rsa { n, e } => json!({"kty": "RSA", "n": encode(n), "e": encode(e)}),
            Material::Ed25519 { x } => json!({"kty": "OKP", "crv": "Ed25519", "x": encode(x)}),
        };
        value["use"] = json!("sig");
        value["alg"] = json!(self.algorithm().name());
        if let Some(kid) = &self.kid {
            value["kid"] = json!(kid);
        }
        value
    }
}

/// A public key that is parsed once and verifies many signatures.
#[derive(Debug, Clone)]
pub struct VerifyingKey {
    jwk: Jwk,
    key: ParsedPublicKey,
}

impl VerifyingKey {
    /// Checks the key (point on the curve, size of the modulus) and keeps it parsed.
    pub fn new(jwk: Jwk) -> Result<Self, KeyFault> {
        let key = match &jwk.material {
            Material::P256 { x, y } => {
                let point = [&[4][..], x, y].concat();
                ParsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point)
            }
            Material::Ed25519 { x } => ParsedPublicKey::new(&ED25519, x),
            Material::Rsa { n, e } => {
                // 2048 to 8192 bits; a leading zero byte would make a short modulus look long.
                if !(256..=1024).contains(&n.len()) || n.first() == Some(&0) {
                    return Err(KeyFault::Unusable);
                }
                RsaPublicKeyComponents { n: n.as_slice(), e: e.as_slice() }
                    .to_parsed_public_key(&RSA_PKCS1_2048_8192_SHA256)
            }
        };
        Ok(Self { jwk, key: key.map_err(|_| KeyFault::Unusable)? })
    }

    /// The key as data.
    pub fn jwk(&self) -> &Jwk {
        &self.jwk
    }

    /// Whether the signature over the message was made with this key.
    pub fn accepts(&self, message: &[u8], signature: &[u8]) -> bool {
        self.key.verify_sig(message, signature).is_ok()
    }
}

/// A set of public keys, parsed and ready.
#[derive(Debug, Clone, Default)]
pub struct Jwks {
    keys: Vec<VerifyingKey>,
}

impl Jwks {
    /// A set of our own keys: the current one and those still valid after a rotation.
    pub fn new(keys: impl IntoIterator<Item = VerifyingKey>) -> Self {
        Self { keys: keys.into_iter().collect() }
    }

    /// Reads a published set (RFC 7517 §5). Keys that we cannot use are passed over; a set with
    /// no usable key, or with two under one `kid`, is refused.
    pub fn parse(bytes: &[u8]) -> Result<Self, KeyFault> {
        let set = json::object(bytes, MAX_SET_BYTES).map_err(|_| KeyFault::Set)?;
        let Some(Value::Array(members)) = set.get("keys") else { return Err(KeyFault::Set) };
        let mut keys: Vec<VerifyingKey> = Vec::new();
        for member in members.iter().take(MAX_KEYS) {
            let Value::Object(member) = member else { return Err(KeyFault::Set) };
            let Ok(key) = Jwk::read(member).and_then(VerifyingKey::new) else { continue };
            let kid = key.jwk.kid();
            if kid.is_some() && keys.iter().any(|other| other.jwk.kid() == kid) {
                return Err(KeyFault::DuplicateKid);
            }
            keys.push(key);
        }
        if keys.is_empty() { Err(KeyFault::Unusable) } else { Ok(Self { keys }) }
    }

    /// The set as JSON text: the body of `jwks_uri` (`application/json`).
    pub fn to_json(&self) -> String {
        let keys: Vec<Value> = self.keys.iter().map(|key| key.jwk.to_value()).collect();
        json!({ "keys": keys }).to_string()
    }

    /// The keys of the set.
    pub fn keys(&self) -> &[VerifyingKey] {
        &self.keys
    }

    /// The key for a header. Without a `kid` there must be exactly one key of the algorithm.
    pub(super) fn find(&self, kid: Option<&str>, algorithm: Algorithm) -> Option<&VerifyingKey> {
        let mut fitting = self.keys.iter().filter(|key| {
            key.jwk.algorithm() == algorithm && (kid.is_none() || key.jwk.kid() == kid)
        });
        let first = fitting.next();
        if fitting.next().is_some() { None } else { first }
    }
}
