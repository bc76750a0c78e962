//! Private keys: read, made, written, and signing.

use std::fmt;

use aws_lc_rs::digest::Digest as ShaDigest;
use aws_lc_rs::encoding::{AsDer as _, Pkcs8V1Der};
use aws_lc_rs::rand::{SecureRandom as _, SystemRandom};
use aws_lc_rs::rsa::KeySize;
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, ECDSA_P521_SHA512_ASN1_SIGNING,
    EcdsaKeyPair, EcdsaSigningAlgorithm, Ed25519KeyPair, KeyPair as _, RSA_PKCS1_SHA256,
    RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384, RSA_PSS_SHA512,
    RsaEncoding, RsaKeyPair,
};
use der::Decode as _;
use gost::pkcs8::EncodePrivateKey as _;
use gost::signature::Keypair as _;
use gost::signature::hazmat::RandomizedPrehashSigner as _;
use gost::signature::rand_core::{TryCryptoRng, TryRng};
use pkcs8::PrivateKeyInfoRef;
use spki::AlgorithmIdentifierOwned;
use zeroize::Zeroizing;

use crate::algorithm::{Curve, PublicKey, SignatureAlgorithm};
use crate::certificate::Certificate;
use crate::digest::DigestAlgorithm;
use crate::say;
use crate::verdict::Text;

mod container;
pub mod token;

/// A program outside that signs: it gets the hash, or for Ed25519 the message, and answers the
/// signature, or why not.
pub type Outside = dyn Fn(&[u8]) -> Result<Vec<u8>, String> + Send + Sync;

/// Why there is no key, or no signature by it.
#[derive(Debug)]
pub enum Error {
    /// There is no private key of a kind that is known, or it is malformed.
    Malformed(String),
    /// The key is encrypted and no password was given, or a wrong one.
    Password,
    /// The kind of key cannot do this: sign a hash instead of the message, or be written down.
    Unable,
    /// The hash does not have the length of the key's algorithm.
    DigestLength,
    /// The signing failed, or the system gives no random bytes.
    Failed(String),
    /// The key stays in a token, and the token does not sign.
    Token(token::Trouble),
}

impl Error {
    /// Why, for people.
    pub fn text(&self) -> Text {
        match self {
            Self::Malformed(what) => {
                say!("это не закрытый ключ: {what}", "this is no private key: {what}")
            }
            Self::Password => say!(
                "ключ зашифрован, а пароль не указан или не подходит",
                "the key is encrypted and the password is missing or wrong"
            ),
            Self::Unable => say!("этот ключ так не умеет", "this key cannot do that"),
            Self::DigestLength => say!(
                "длина хеша не подходит к алгоритму ключа",
                "the hash does not have the length of the key's algorithm"
            ),
            Self::Failed(what) => say!("подписать не удалось: {what}", "signing failed: {what}"),
            Self::Token(trouble) => trouble.text(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for Error {}

fn malformed(error: impl fmt::Display) -> Error {
    Error::Malformed(error.to_string())
}

fn failed(error: impl fmt::Display) -> Error {
    Error::Failed(error.to_string())
}

/// Kinds of keys that can be made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeyKind {
    /// GOST R 34.10-2012 with a parameter set.
    Gost(gost::ParameterSet),
    /// RSA of 2048 bits.
    Rsa2048,
    /// RSA of 3072 bits.
    Rsa3072,
    /// RSA of 4096 bits.
    Rsa4096,
    /// ECDSA.
    Ec(Curve),
    /// Ed25519.
    Ed25519,
}

impl KeyKind {
    /// The kind that people call so: `rsa2048`, `rsa3072`, `rsa4096`, `p256`, `p384`, `p521`,
    /// `ed25519`, a parameter set of GOST such as `TC26-256-A`, or `gost256` and `gost512` for the
    /// sets that most programs know.
    pub fn from_name(name: &str) -> Option<Self> {
        let set = |set: &gost::ParameterSet| set.name().eq_ignore_ascii_case(name);
        Some(match name.to_ascii_lowercase().as_str() {
            "gost256" => Self::Gost(gost::ParameterSet::Tc26_256B),
            "gost512" => Self::Gost(gost::ParameterSet::Tc26_512A),
            "rsa2048" => Self::Rsa2048,
            "rsa3072" => Self::Rsa3072,
            "rsa4096" => Self::Rsa4096,
            "p256" => Self::Ec(Curve::P256),
            "p384" => Self::Ec(Curve::P384),
            "p521" => Self::Ec(Curve::P521),
            "ed25519" => Self::Ed25519,
            _ => Self::Gost(gost::ParameterSet::ALL.into_iter().find(set)?),
        })
    }
}

/// A private key with the algorithm that it signs by.
pub struct SigningKey {
    secret: Secret,
    public: PublicKey,
    algorithm: SignatureAlgorithm,
}

enum Secret {
    Gost(Box<gost::SigningKey>),
    Rsa(Box<RsaKeyPair>),
    Ec(Box<EcdsaKeyPair>),
    Ed25519(Box<Ed25519KeyPair>),
    Outside(Box<Outside>),
    Token(Box<token::Token>),
}

impl SigningKey {
    /// A key that stays in another program, such as a certified tool; `public` is that of its
    /// certificate, and what the program answers must hold by it.
    pub fn outside(public: PublicKey, sign: Box<Outside>) -> Self {
        let algorithm = usual(&public);
        Self { secret: Secret::Outside(sign), public, algorithm }
    }

    /// A key that stays in a token.
    fn of_token(token: token::Token, public: PublicKey) -> Self {
        let algorithm = usual(&public);
        Self { secret: Secret::Token(Box::new(token)), public, algorithm }
    }

    /// Reads a PKCS #12 container: the one key in it, and its certificates.
    ///
    /// # Errors
    ///
    /// [`Error::Malformed`], also if it is encrypted in an old way; [`Error::Password`].
    pub fn from_pkcs12(der: &[u8], password: &str) -> Result<(Self, Vec<Certificate>), Error> {
        let contents = container::pkcs12(der, password)?;
        Ok((contents.key, contents.certificates))
    }

    /// Reads an encrypted key in PKCS #8.
    ///
    /// # Errors
    ///
    /// As [`SigningKey::from_pkcs12`].
    pub fn from_encrypted_der(der: &[u8], password: &str) -> Result<Self, Error> {
        container::encrypted(der, password)
    }

    /// Makes a key.
    ///
    /// # Errors
    ///
    /// [`Error::Failed`] if the system gives no random bytes.
    pub fn generate(kind: KeyKind) -> Result<Self, Error> {
        let rsa = |size| Self::of_rsa(RsaKeyPair::generate(size).map_err(failed)?);
        match kind {
            KeyKind::Gost(set) => {
                gost::SigningKey::generate(set, &mut System).map(Self::of_gost).map_err(failed)
            }
            KeyKind::Rsa2048 => rsa(KeySize::Rsa2048),
            KeyKind::Rsa3072 => rsa(KeySize::Rsa3072),
            KeyKind::Rsa4096 => rsa(KeySize::Rsa4096),
            KeyKind::Ec(curve) => {
                Self::of_ec(curve, EcdsaKeyPair::generate(signing(curve)).map_err(failed)?)
            }
            KeyKind::Ed25519 => Self::of_ed25519(Ed25519KeyPair::generate().map_err(failed)?),
        }
    }

    /// Reads a key in PKCS #8 (RFC 5958), not encrypted.
    ///
    /// # Errors
    ///
    /// [`Error::Malformed`].
    pub fn from_pkcs8_der(der: &[u8]) -> Result<Self, Error> {
        const RSA: &str = "1.2.840.113549.1.1.1";
        const RSA_PSS: &str = "1.2.840.113549.1.1.10";
        const EC: &str = "1.2.840.10045.2.1";
        const ED25519: &str = "1.3.101.112";
        let info = PrivateKeyInfoRef::from_der(der).map_err(malformed)?;
        let oid = info.algorithm.oid;
        if matches!(oid, gost::KEY_256 | gost::KEY_512) {
            return gost::SigningKey::try_from(info).map(Self::of_gost).map_err(malformed);
        }
        match oid.to_string().as_str() {
            RSA => Self::of_rsa(RsaKeyPair::from_pkcs8(der).map_err(malformed)?),
            RSA_PSS => {
                let pair = RsaKeyPair::from_der(info.private_key.as_bytes()).map_err(malformed)?;
                Ok(Self::of_rsa(pair)?.with_pss())
            }
            EC => {
                let curve = Curve::read(info.algorithm.parameters).map_err(malformed)?;
                let pair = EcdsaKeyPair::from_pkcs8(signing(curve), der).map_err(malformed)?;
                Self::of_ec(curve, pair)
            }
            ED25519 => {
                let pair = Ed25519KeyPair::from_pkcs8_maybe_unchecked(der).map_err(malformed)?;
                Self::of_ed25519(pair)
            }
            _ => Err(malformed(format!("{oid}?"))),
        }
    }

    /// Reads the first private key of a PEM text: PKCS #8, or the old forms of RSA and EC keys.
    ///
    /// # Errors
    ///
    /// [`Error::Malformed`]; [`Error::Password`] if it is encrypted.
    pub fn from_pem(pem: &str) -> Result<Self, Error> {
        Self::from_pem_with(pem, None)
    }

    /// The same for a key that may be encrypted.
    ///
    /// # Errors
    ///
    /// As [`SigningKey::from_pem`].
    pub fn from_pem_with(pem: &str, password: Option<&str>) -> Result<Self, Error> {
        let (label, der) = private_block(pem)?;
        match label.as_str() {
            "PRIVATE KEY" => Self::from_pkcs8_der(&der),
            "RSA PRIVATE KEY" => Self::of_rsa(RsaKeyPair::from_der(&der).map_err(malformed)?),
            "EC PRIVATE KEY" => [Curve::P256, Curve::P384, Curve::P521]
                .into_iter()
                .find_map(|curve| {
                    let pair = EcdsaKeyPair::from_private_key_der(signing(curve), &der).ok()?;
                    Self::of_ec(curve, pair).ok()
                })
                .ok_or_else(|| malformed("EC PRIVATE KEY?")),
            "ENCRYPTED PRIVATE KEY" => {
                Self::from_encrypted_der(&der, password.ok_or(Error::Password)?)
            }
            label => Err(malformed(label)),
        }
    }

    /// Writes the key in PKCS #8, not encrypted.
    ///
    /// # Errors
    ///
    /// [`Error::Unable`] for a key that stays in another program or device.
    pub fn to_pkcs8_der(&self) -> Result<Zeroizing<Vec<u8>>, Error> {
        let der = match &self.secret {
            Secret::Gost(key) => key.to_pkcs8_der().map_err(failed)?.as_bytes().to_vec(),
            Secret::Rsa(pair) => {
                let der: Pkcs8V1Der<'_> = pair.as_der().map_err(failed)?;
                der.as_ref().to_vec()
            }
            Secret::Ec(pair) => pair.to_pkcs8v1().map_err(failed)?.as_ref().to_vec(),
            Secret::Ed25519(pair) => pair.to_pkcs8v1().map_err(failed)?.as_ref().to_vec(),
            Secret::Outside(_) | Secret::Token(_) => return Err(Error::Unable),
        };
        Ok(Zeroizing::new(der))
    }

    /// Writes the key as PEM.
    ///
    /// # Errors
    ///
    /// As [`SigningKey::to_pkcs8_der`].
    pub fn to_pkcs8_pem(&self) -> Result<Zeroizing<String>, Error> {
        let der = self.to_pkcs8_der()?;
        let pem = der::pem::encode_string("PRIVATE KEY", der::pem::LineEnding::LF, &der);
        pem.map(Zeroizing::new).map_err(failed)
    }

    /// Lets an RSA key sign by PSS with its hash and a salt as long as the hash.
    #[must_use]
    pub fn with_pss(mut self) -> Self {
        if let SignatureAlgorithm::RsaPkcs1(digest) = self.algorithm {
            self.algorithm = SignatureAlgorithm::RsaPss { digest, salt: digest.size() as u16 };
        }
        self
    }

    /// The public key that belongs to it.
    pub fn public(&self) -> &PublicKey {
        &self.public
    }

    /// The algorithm that it signs by.
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// How certificates and messages name the algorithm.
    pub fn identifier(&self) -> AlgorithmIdentifierOwned {
        self.algorithm.identifier()
    }

    /// The hash that a message signed by it names: its own, SHA-512 for Ed25519 (RFC 8419).
    pub fn digest(&self) -> DigestAlgorithm {
        self.algorithm.digest().unwrap_or(DigestAlgorithm::Sha512)
    }

    /// Signs a message.
    ///
    /// # Errors
    ///
    /// [`Error::Failed`].
    pub fn sign(&self, message: &[u8]) -> Result<Vec<u8>, Error> {
        match (&self.secret, self.algorithm.digest()) {
            (Secret::Ed25519(pair), _) => {
                Ok(pair.try_sign(message).map_err(failed)?.as_ref().to_vec())
            }
            (_, Some(digest)) => self.sign_digest(&digest.hash(message)),
            (Secret::Outside(sign), None) => {
                let signature = sign(message).map_err(Error::Failed)?;
                let checked = self.public.verify(self.algorithm, message, &signature);
                checked.map_err(failed).map(|()| signature)
            }
            _ => Err(Error::Unable),
        }
    }

    /// Signs a message of which there is the hash.
    ///
    /// # Errors
    ///
    /// [`Error::Unable`] for Ed25519, which needs the message; [`Error::DigestLength`];
    /// [`Error::Failed`].
    pub fn sign_digest(&self, digest: &[u8]) -> Result<Vec<u8>, Error> {
        let hash = self.algorithm.digest().ok_or(Error::Unable)?;
        if digest.len() != hash.size() {
            return Err(Error::DigestLength);
        }
        let sha = || {
            let algorithm = hash.in_aws_lc().ok_or(Error::Unable)?;
            ShaDigest::import_less_safe(digest, algorithm).map_err(failed)
        };
        match &self.secret {
            Secret::Gost(key) => {
                let signed: gost::Signature =
                    key.sign_prehash_with_rng(&mut System, digest).map_err(failed)?;
                Ok(signed.as_bytes().to_vec())
            }
            Secret::Rsa(pair) => {
                let encoding = rsa_encoding(self.algorithm).ok_or(Error::Unable)?;
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign_digest(encoding, &sha()?, &mut signature).map_err(failed)?;
                Ok(signature)
            }
            Secret::Ec(pair) => Ok(pair.sign_digest(&sha()?).map_err(failed)?.as_ref().to_vec()),
            Secret::Outside(sign) => self.checked(digest, sign(digest).map_err(Error::Failed)?),
            Secret::Token(token) => {
                let signature = token.sign(self.algorithm, digest).map_err(Error::Token)?;
                self.checked(digest, signature)
            }
            Secret::Ed25519(_) => Err(Error::Unable),
        }
    }

    /// What a program outside or a token answered, if it holds; programs on CryptoPro's interface
    /// write the bytes of GOST signatures from behind.
    fn checked(&self, digest: &[u8], mut signature: Vec<u8>) -> Result<Vec<u8>, Error> {
        let mut holds = self.public.verify_digest(self.algorithm, digest, &signature);
        if holds.is_err() && matches!(self.public, PublicKey::Gost(_)) {
            signature.reverse();
            holds = self.public.verify_digest(self.algorithm, digest, &signature);
        }
        holds.map_err(failed).map(|()| signature)
    }

    fn of_gost(key: gost::SigningKey) -> Self {
        let algorithm = match key.set().size() {
            32 => SignatureAlgorithm::Gost256,
            _ => SignatureAlgorithm::Gost512,
        };
        let public = PublicKey::Gost(Box::new(key.verifying_key()));
        Self { secret: Secret::Gost(Box::new(key)), public, algorithm }
    }

    fn of_rsa(pair: RsaKeyPair) -> Result<Self, Error> {
        let public = PublicKey::rsa(pair.public_key().as_ref()).map_err(malformed)?;
        let algorithm = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256);
        Ok(Self { secret: Secret::Rsa(Box::new(pair)), public, algorithm })
    }

    fn of_ec(curve: Curve, pair: EcdsaKeyPair) -> Result<Self, Error> {
        let public = PublicKey::ec(curve, pair.public_key().as_ref()).map_err(malformed)?;
        let algorithm = SignatureAlgorithm::Ecdsa(curve.digest());
        Ok(Self { secret: Secret::Ec(Box::new(pair)), public, algorithm })
    }

    fn of_ed25519(pair: Ed25519KeyPair) -> Result<Self, Error> {
        let bytes = pair.public_key().as_ref();
        let public = PublicKey::Ed25519(bytes.try_into().map_err(malformed)?);
        let algorithm = SignatureAlgorithm::Ed25519;
        Ok(Self { secret: Secret::Ed25519(Box::new(pair)), public, algorithm })
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("public", &self.public).finish_non_exhaustive()
    }
}

/// The algorithm that a key signs by if nothing else is said.
fn usual(public: &PublicKey) -> SignatureAlgorithm {
    match public {
        PublicKey::Gost(key) if key.set().size() == 32 => SignatureAlgorithm::Gost256,
        PublicKey::Gost(_) => SignatureAlgorithm::Gost512,
        PublicKey::Rsa(_) => SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
        PublicKey::Ec(key) => SignatureAlgorithm::Ecdsa(key.curve().digest()),
        PublicKey::Ed25519(_) => SignatureAlgorithm::Ed25519,
    }
}

fn signing(curve: Curve) -> &'static EcdsaSigningAlgorithm {
    match curve {
        Curve::P256 => &ECDSA_P256_SHA256_ASN1_SIGNING,
        Curve::P384 => &ECDSA_P384_SHA384_ASN1_SIGNING,
        Curve::P521 => &ECDSA_P521_SHA512_ASN1_SIGNING,
    }
}

fn rsa_encoding(algorithm: SignatureAlgorithm) -> Option<&'static dyn RsaEncoding> {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    Some(match algorithm {
        SignatureAlgorithm::RsaPkcs1(Sha256) => &RSA_PKCS1_SHA256,
        SignatureAlgorithm::RsaPkcs1(Sha384) => &RSA_PKCS1_SHA384,
        SignatureAlgorithm::RsaPkcs1(Sha512) => &RSA_PKCS1_SHA512,
        SignatureAlgorithm::RsaPss { digest: Sha256, .. } => &RSA_PSS_SHA256,
        SignatureAlgorithm::RsaPss { digest: Sha384, .. } => &RSA_PSS_SHA384,
        SignatureAlgorithm::RsaPss { digest: Sha512, .. } => &RSA_PSS_SHA512,
        _ => return None,
    })
}

/// The first block of a PEM text that says it is a private key, with its label.
fn private_block(pem: &str) -> Result<(String, Zeroizing<Vec<u8>>), Error> {
    const BEGIN: &str = "-----BEGIN ";
    let mut rest = pem;
    while let Some(start) = rest.find(BEGIN) {
        let block = &rest[start..];
        let label = block[BEGIN.len()..].split("-----").next().unwrap_or_default();
        let end = format!("-----END {label}-----");
        let Some(len) = block.find(&end).map(|at| at + end.len()) else { break };
        if label.ends_with("PRIVATE KEY") {
            let (_, der) = der::pem::decode_vec(&block.as_bytes()[..len]).map_err(malformed)?;
            return Ok((label.to_owned(), Zeroizing::new(der)));
        }
        rest = &block[len..];
    }
    Err(malformed("no -----BEGIN PRIVATE KEY-----"))
}

/// The random bytes of the system, for keys and nonces of GOST.
struct System;

impl TryRng for System {
    type Error = aws_lc_rs::error::Unspecified;

    fn try_next_u32(&mut self) -> Result<u32, Self::Error> {
        let mut bytes = [0; 4];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u32::from_le_bytes(bytes))
    }

    fn try_next_u64(&mut self) -> Result<u64, Self::Error> {
        let mut bytes = [0; 8];
        self.try_fill_bytes(&mut bytes)?;
        Ok(u64::from_le_bytes(bytes))
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Self::Error> {
        SystemRandom::new().fill(bytes)
    }
}

impl TryCryptoRng for System {}
