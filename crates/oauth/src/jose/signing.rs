//! The private key and what it signs.

use std::fmt;

use aws_lc_rs::rand::SystemRandom;
use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair as _};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Serialize;

use super::jwk::{Jwk, VerifyingKey};
use super::{KeyFault, SignFault, Typ};

/// An ES256 key. Its `kid` is the thumbprint of the public key (RFC 7638), so the same key has
/// the same name on every node and after every restart.
pub struct SigningKey {
    pair: EcdsaKeyPair,
    public: Jwk,
    kid: String,
    headers: Headers,
}

/// The encoded header of each kind of token; it never changes for a key.
struct Headers {
    jwt: String,
    access_token: String,
    logout_token: String,
}

/// The length of an ES256 signature in base64url.
const SIGNATURE_CHARS: usize = 86;

impl SigningKey {
    /// Makes a new key from the system's randomness.
    pub fn generate() -> Result<Self, KeyFault> {
        let pair = EcdsaKeyPair::generate(&ECDSA_P256_SHA256_FIXED_SIGNING)
            .map_err(|_| KeyFault::Generation)?;
        Self::new(pair)
    }

    /// Reads a P-256 private key from PKCS#8 (DER, RFC 5208).
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, KeyFault> {
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, der)
            .map_err(|_| KeyFault::Pkcs8)?;
        Self::new(pair)
    }

    fn new(pair: EcdsaKeyPair) -> Result<Self, KeyFault> {
        let public = Jwk::from_point(pair.public_key().as_ref()).ok_or(KeyFault::Unusable)?;
        let kid = public.thumbprint();
        let public = public.with_kid(kid.clone());
        let header = |typ: Typ| {
            let json = format!(r#"{{"alg":"ES256","typ":"{}","kid":"{kid}"}}"#, typ.name());
            URL_SAFE_NO_PAD.encode(json)
        };
        let headers = Headers {
            jwt: header(Typ::Jwt),
            access_token: header(Typ::AccessToken),
            logout_token: header(Typ::LogoutToken),
        };
        Ok(Self { pair, public, kid, headers })
    }

    /// The private key in PKCS#8 (DER), to be sealed before it is stored.
    pub fn to_pkcs8(&self) -> Result<Vec<u8>, KeyFault> {
        let document = self.pair.to_pkcs8v1().map_err(|_| KeyFault::Pkcs8)?;
        Ok(document.as_ref().to_vec())
    }

    /// The key's name in token headers and in the JWK set.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The public half as it is published.
    pub fn public_jwk(&self) -> &Jwk {
        &self.public
    }

    /// The public half, ready to verify.
    pub fn verifying_key(&self) -> Result<VerifyingKey, KeyFault> {
        VerifyingKey::new(self.public.clone())
    }

    /// Signs claims as a compact JWS with this key's `kid` and the given `typ`.
    pub fn sign<C: Serialize + ?Sized>(&self, typ: Typ, claims: &C) -> Result<String, SignFault> {
        let header = match typ {
            Typ::Jwt => &self.headers.jwt,
            Typ::AccessToken => &self.headers.access_token,
            Typ::LogoutToken => &self.headers.logout_token,
        };
        let claims = serde_json::to_vec(claims).map_err(|_| SignFault)?;
        let length = header.len() + claims.len() * 4 / 3 + SIGNATURE_CHARS + 6;
        let mut token = String::with_capacity(length);
        token.push_str(header);
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(&claims, &mut token);
        let random = SystemRandom::new();
        let signature = self.pair.sign(&random, token.as_bytes()).map_err(|_| SignFault)?;
        token.push('.');
        URL_SAFE_NO_PAD.encode_string(signature, &mut token);
        Ok(token)
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("SigningKey").field("kid", &self.kid).finish_non_exhaustive()
    }
}
