//! What the algorithms named in certificates and messages mean, and the check of a signature.

use std::fmt;

use aws_lc_rs::digest::Digest as ShaDigest;
use aws_lc_rs::signature::{self as rsa_and_ec, UnparsedPublicKey, VerificationAlgorithm};
use der::asn1::{AnyRef, BitStringRef};
use der::{Decode as _, Encode as _};
use gost::signature::hazmat::PrehashVerifier as _;
use gost::spki::EncodePublicKey as _;
use spki::{
    AlgorithmIdentifierOwned, AlgorithmIdentifierRef, ObjectIdentifier, SubjectPublicKeyInfoRef,
};

pub use crate::digest::{Digest, DigestAlgorithm};
use crate::say;
use crate::verdict::{Outcome, Text};

mod pss;

const fn oid(text: &str) -> ObjectIdentifier {
    ObjectIdentifier::new_unwrap(text)
}

const RSA_KEY: ObjectIdentifier = oid("1.2.840.113549.1.1.1");
const RSA_PSS: ObjectIdentifier = oid("1.2.840.113549.1.1.10");
const EC_KEY: ObjectIdentifier = oid("1.2.840.10045.2.1");
const ED25519: ObjectIdentifier = oid("1.3.101.112");

/// RSA (PKCS #1 v1.5) together with a hash, RFC 8017, appendix A.2.4.
const RSA_WITH: [(ObjectIdentifier, DigestAlgorithm); 4] = [
    (oid("1.2.840.113549.1.1.5"), DigestAlgorithm::Sha1),
    (oid("1.2.840.113549.1.1.11"), DigestAlgorithm::Sha256),
    (oid("1.2.840.113549.1.1.12"), DigestAlgorithm::Sha384),
    (oid("1.2.840.113549.1.1.13"), DigestAlgorithm::Sha512),
];

/// ECDSA together with a hash, RFC 5758, section 3.2.
const ECDSA_WITH: [(ObjectIdentifier, DigestAlgorithm); 4] = [
    (oid("1.2.840.10045.4.1"), DigestAlgorithm::Sha1),
    (oid("1.2.840.10045.4.3.2"), DigestAlgorithm::Sha256),
    (oid("1.2.840.10045.4.3.3"), DigestAlgorithm::Sha384),
    (oid("1.2.840.10045.4.3.4"), DigestAlgorithm::Sha512),
];

/// The shortest RSA key that counts, in bits.
pub const RSA_MIN_BITS: u32 = 2048;

/// Why an algorithm or a key cannot be used, or a signature does not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// Nobody here knows keys of this kind.
    UnknownKey(ObjectIdentifier),
    /// Nobody here knows the curve or parameter set of the key.
    UnknownCurve(ObjectIdentifier),
    /// Nobody here knows this hash.
    UnknownDigest(ObjectIdentifier),
    /// Nobody here knows this signature algorithm.
    UnknownSignature(ObjectIdentifier),
    /// The algorithm is known, but not with these parameters.
    UnknownParameters(ObjectIdentifier),
    /// The key is none of its kind: wrong lengths, or a point off its curve.
    MalformedKey,
    /// The algorithm is not one for a key of this kind, or with this hash.
    Mismatch,
    /// The hash is broken: two contents with the same hash can be made.
    WeakDigest(DigestAlgorithm),
    /// The RSA key has this many bits, which are too few.
    ShortKey(u32),
    /// The signature is not one of this content by this key.
    WrongSignature,
}

impl Error {
    /// What it means for a verdict: what is not known is not wrong.
    pub fn outcome(&self) -> Outcome {
        match self {
            Self::UnknownKey(_)
            | Self::UnknownCurve(_)
            | Self::UnknownDigest(_)
            | Self::UnknownSignature(_)
            | Self::UnknownParameters(_) => Outcome::Unknown,
            _ => Outcome::Fails,
        }
    }

    /// Why, for people.
    pub fn text(&self) -> Text {
        match self {
            Self::UnknownKey(oid) => {
                say!("вид ключа {oid} программе неизвестен", "keys of kind {oid} are not known")
            }
            Self::UnknownCurve(oid) => say!(
                "параметры ключа {oid} программе неизвестны",
                "the curve or parameter set {oid} of the key is not known"
            ),
            Self::UnknownDigest(oid) => {
                say!("хеш-функция {oid} программе неизвестна", "the hash {oid} is not known")
            }
            Self::UnknownSignature(oid) => say!(
                "алгоритм подписи {oid} программе неизвестен",
                "the signature algorithm {oid} is not known"
            ),
            Self::UnknownParameters(oid) => say!(
                "алгоритм {oid} назван с параметрами, которых программа не знает",
                "the parameters of the algorithm {oid} are not known"
            ),
            Self::MalformedKey => {
                say!("открытый ключ записан неверно", "the public key is malformed")
            }
            Self::Mismatch => say!(
                "алгоритм подписи не подходит к ключу",
                "the signature algorithm does not go with the key"
            ),
            Self::WeakDigest(digest) => say!(
                "хеш-функция {digest} ненадёжна: можно подобрать другой документ с тем же хешем",
                "{digest} is broken: another document with the same hash can be made"
            ),
            Self::ShortKey(bits) => say!(
                "ключ RSA слишком короткий: {bits} бит, нужно не меньше {RSA_MIN_BITS}",
                "the RSA key is too short: {bits} bits of at least {RSA_MIN_BITS}"
            ),
            Self::WrongSignature => {
                say!("подпись не сходится", "the signature does not match")
            }
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for Error {}

/// How a signature was made: the scheme and the hash in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignatureAlgorithm {
    /// GOST R 34.10-2012 of 256 bits over Streebog-256.
    Gost256,
    /// GOST R 34.10-2012 of 512 bits over Streebog-512.
    Gost512,
    /// RSASSA-PKCS1-v1_5 (RFC 8017, section 8.2).
    RsaPkcs1(DigestAlgorithm),
    /// RSASSA-PSS (RFC 8017, section 8.1), MGF1 with the same hash.
    RsaPss {
        /// The hash.
        digest: DigestAlgorithm,
        /// Bytes of salt.
        salt: u16,
    },
    /// ECDSA on the curve of the key, r and s in a SEQUENCE.
    Ecdsa(DigestAlgorithm),
    /// Pure Ed25519 (RFC 8032), which hashes the message itself.
    Ed25519,
}

impl SignatureAlgorithm {
    /// What the names of a signature algorithm and of a hash beside it mean for a key.
    ///
    /// The algorithm may be named together with its hash, or by the name of the key alone, with
    /// NULL, without or with the key's parameters: programs differ. `digest` is the hash that a
    /// CMS message names beside it; certificates name none.
    ///
    /// # Errors
    ///
    /// What is not known, [`Error::Mismatch`] if it is nothing for this key or the hashes differ,
    /// and [`Error::WeakDigest`].
    pub fn read(
        algorithm: AlgorithmIdentifierRef<'_>,
        digest: Option<DigestAlgorithm>,
        key: &PublicKey,
    ) -> Result<Self, Error> {
        let found = Self::named(algorithm, digest, key)?;
        if !found.fits(key) {
            return Err(Error::Mismatch);
        }
        match (found.digest(), digest) {
            (Some(weak), _) | (_, Some(weak)) if weak.is_weak() => Err(Error::WeakDigest(weak)),
            (Some(found), Some(named)) if found != named => Err(Error::Mismatch),
            _ => Ok(found),
        }
    }

    fn named(
        algorithm: AlgorithmIdentifierRef<'_>,
        digest: Option<DigestAlgorithm>,
        key: &PublicKey,
    ) -> Result<Self, Error> {
        let with = |table: &[(ObjectIdentifier, DigestAlgorithm)]| {
            table.iter().find(|(oid, _)| *oid == algorithm.oid).map(|(_, digest)| *digest)
        };
        match algorithm.oid {
            gost::SIGNATURE_256 | gost::KEY_256 => Ok(Self::Gost256),
            gost::SIGNATURE_512 | gost::KEY_512 => Ok(Self::Gost512),
            RSA_PSS => pss::read(algorithm),
            ED25519 => Ok(Self::Ed25519),
            // The name of the key alone: the hash is the one named beside it.
            RSA_KEY => digest.map(Self::RsaPkcs1).ok_or(Error::UnknownSignature(algorithm.oid)),
            EC_KEY => digest.map(Self::Ecdsa).ok_or(Error::UnknownSignature(algorithm.oid)),
            oid => with(&RSA_WITH)
                .map(Self::RsaPkcs1)
                .or_else(|| with(&ECDSA_WITH).map(Self::Ecdsa))
                .ok_or(match key {
                    // An old GOST name for a new key is a fault, not a thing to be learnt.
                    PublicKey::Gost(_) if oid == self::oid("1.2.643.2.2.3") => Error::Mismatch,
                    _ => Error::UnknownSignature(oid),
                }),
        }
    }

    fn fits(self, key: &PublicKey) -> bool {
        match (self, key) {
            (Self::Gost256, PublicKey::Gost(key)) => key.set().size() == 32,
            (Self::Gost512, PublicKey::Gost(key)) => key.set().size() == 64,
            (Self::RsaPkcs1(digest), PublicKey::Rsa(key)) => !key.only_pss && is_sha(digest),
            (Self::RsaPss { digest, .. }, PublicKey::Rsa(_))
            | (Self::Ecdsa(digest), PublicKey::Ec(_)) => is_sha(digest),
            (Self::Ed25519, PublicKey::Ed25519(_)) => true,
            _ => false,
        }
    }

    /// The hash in it; none for Ed25519.
    pub fn digest(self) -> Option<DigestAlgorithm> {
        match self {
            Self::Gost256 => Some(DigestAlgorithm::Streebog256),
            Self::Gost512 => Some(DigestAlgorithm::Streebog512),
            Self::RsaPkcs1(digest) | Self::RsaPss { digest, .. } | Self::Ecdsa(digest) => {
                Some(digest)
            }
            Self::Ed25519 => None,
        }
    }

    /// How it is written, together with its hash, in certificates and in what we sign.
    pub fn identifier(self) -> AlgorithmIdentifierOwned {
        let with = |table: &[(ObjectIdentifier, DigestAlgorithm)], digest| {
            let row = table.iter().find(|(_, known)| *known == digest);
            // Only a hash of the table gets here: `fits` lets no other through.
            row.map_or(table[1].0, |(oid, _)| *oid)
        };
        match self {
            Self::Gost256 => bare(gost::SIGNATURE_256),
            Self::Gost512 => bare(gost::SIGNATURE_512),
            Self::RsaPkcs1(digest) => AlgorithmIdentifierOwned {
                oid: with(&RSA_WITH, digest),
                parameters: Some(der::Any::from(AnyRef::NULL)),
            },
            Self::RsaPss { digest, salt } => pss::write(digest, salt),
            Self::Ecdsa(digest) => bare(with(&ECDSA_WITH, digest)),
            Self::Ed25519 => bare(ED25519),
        }
    }

    /// How it is written in the signatures of CMS: for GOST and RSA by the name of the key, as
    /// those programs do that others read (RFC 3370, section 3.2; GOST engine, CryptoPro).
    pub fn identifier_in_cms(self) -> AlgorithmIdentifierOwned {
        match self {
            Self::Gost256 => bare(gost::KEY_256),
            Self::Gost512 => bare(gost::KEY_512),
            Self::RsaPkcs1(_) => AlgorithmIdentifierOwned {
                oid: RSA_KEY,
                parameters: Some(der::Any::from(AnyRef::NULL)),
            },
            other => other.identifier(),
        }
    }
}

impl fmt::Display for SignatureAlgorithm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gost256 => f.write_str("GOST R 34.10-2012 256"),
            Self::Gost512 => f.write_str("GOST R 34.10-2012 512"),
            Self::RsaPkcs1(digest) => write!(f, "RSA PKCS #1 v1.5 {digest}"),
            Self::RsaPss { digest, .. } => write!(f, "RSA PSS {digest}"),
            Self::Ecdsa(digest) => write!(f, "ECDSA {digest}"),
            Self::Ed25519 => f.write_str("Ed25519"),
        }
    }
}

fn bare(oid: ObjectIdentifier) -> AlgorithmIdentifierOwned {
    AlgorithmIdentifierOwned { oid, parameters: None }
}

fn is_sha(digest: DigestAlgorithm) -> bool {
    digest.in_aws_lc().is_some()
}

/// A public key of a kind that is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PublicKey {
    /// GOST R 34.10-2012.
    Gost(Box<gost::VerifyingKey>),
    /// RSA.
    Rsa(RsaKey),
    /// ECDSA on P-256, P-384 or P-521.
    Ec(EcKey),
    /// Ed25519.
    Ed25519([u8; 32]),
}

/// An RSA key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RsaKey {
    /// RSAPublicKey (RFC 8017, appendix A.1.1).
    der: Vec<u8>,
    bits: u32,
    /// The certificate says that the key is for PSS only (RFC 4055, section 1.2).
    only_pss: bool,
}

impl RsaKey {
    /// Bits of its modulus.
    pub(crate) fn bits(&self) -> u32 {
        self.bits
    }
}

/// A key on a curve of NIST.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EcKey {
    curve: Curve,
    /// The point (SEC 1, section 2.3.3).
    point: Vec<u8>,
}

impl EcKey {
    /// Its curve.
    pub fn curve(&self) -> Curve {
        self.curve
    }
}

/// A curve of NIST.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Curve {
    /// secp256r1.
    P256,
    /// secp384r1.
    P384,
    /// secp521r1.
    P521,
}

impl Curve {
    const ALL: [Self; 3] = [Self::P256, Self::P384, Self::P521];

    /// Its object identifier (RFC 5480, section 2.1.1.1).
    pub fn oid(self) -> ObjectIdentifier {
        match self {
            Self::P256 => oid("1.2.840.10045.3.1.7"),
            Self::P384 => oid("1.3.132.0.34"),
            Self::P521 => oid("1.3.132.0.35"),
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::P256 => "P-256",
            Self::P384 => "P-384",
            Self::P521 => "P-521",
        }
    }

    /// The hash of the curve's own strength.
    pub fn digest(self) -> DigestAlgorithm {
        match self {
            Self::P256 => DigestAlgorithm::Sha256,
            Self::P384 => DigestAlgorithm::Sha384,
            Self::P521 => DigestAlgorithm::Sha512,
        }
    }

    /// A parameter of keys that names the curve.
    pub(crate) fn read(parameters: Option<AnyRef<'_>>) -> Result<Self, Error> {
        let named = parameters.ok_or(Error::MalformedKey)?;
        let named = named.decode_as().map_err(|_| Error::UnknownParameters(EC_KEY))?;
        let known = Self::ALL.into_iter().find(|curve| curve.oid() == named);
        known.ok_or(Error::UnknownCurve(named))
    }

    fn verification(self, digest: DigestAlgorithm) -> Option<&'static dyn VerificationAlgorithm> {
        use DigestAlgorithm::{Sha256, Sha384, Sha512};
        Some(match (self, digest) {
            (Self::P256, Sha256) => &rsa_and_ec::ECDSA_P256_SHA256_ASN1,
            (Self::P256, Sha384) => &rsa_and_ec::ECDSA_P256_SHA384_ASN1,
            (Self::P256, Sha512) => &rsa_and_ec::ECDSA_P256_SHA512_ASN1,
            (Self::P384, Sha256) => &rsa_and_ec::ECDSA_P384_SHA256_ASN1,
            (Self::P384, Sha384) => &rsa_and_ec::ECDSA_P384_SHA384_ASN1,
            (Self::P384, Sha512) => &rsa_and_ec::ECDSA_P384_SHA512_ASN1,
            (Self::P521, Sha256) => &rsa_and_ec::ECDSA_P521_SHA256_ASN1,
            (Self::P521, Sha384) => &rsa_and_ec::ECDSA_P521_SHA384_ASN1,
            (Self::P521, Sha512) => &rsa_and_ec::ECDSA_P521_SHA512_ASN1,
            _ => return None,
        })
    }
}

impl PublicKey {
    /// Reads a SubjectPublicKeyInfo (RFC 5280, section 4.1.2.7).
    ///
    /// # Errors
    ///
    /// What is not known, and [`Error::MalformedKey`].
    pub fn from_der(der: &[u8]) -> Result<Self, Error> {
        let info = SubjectPublicKeyInfoRef::from_der(der).map_err(|_| Error::MalformedKey)?;
        Self::read(info)
    }

    /// Reads the key of a certificate.
    ///
    /// # Errors
    ///
    /// As [`PublicKey::from_der`].
    pub fn read(info: SubjectPublicKeyInfoRef<'_>) -> Result<Self, Error> {
        let bytes = info.subject_public_key.as_bytes().ok_or(Error::MalformedKey)?;
        match info.algorithm.oid {
            gost::KEY_256 | gost::KEY_512 => gost_key(info),
            RSA_KEY => Self::rsa(bytes),
            RSA_PSS => match Self::rsa(bytes)? {
                Self::Rsa(key) => Ok(Self::Rsa(RsaKey { only_pss: true, ..key })),
                other => Ok(other),
            },
            EC_KEY => Self::ec(Curve::read(info.algorithm.parameters)?, bytes),
            ED25519 => Ok(Self::Ed25519(bytes.try_into().map_err(|_| Error::MalformedKey)?)),
            oid => Err(Error::UnknownKey(oid)),
        }
    }

    /// The key in an RSAPublicKey (RFC 8017, appendix A.1.1).
    pub(crate) fn rsa(der: &[u8]) -> Result<Self, Error> {
        let bits = rsa_and_ec::RsaParameters::public_modulus_len(der);
        let bits = bits.map_err(|_| Error::MalformedKey)?;
        Ok(Self::Rsa(RsaKey { der: der.to_vec(), bits, only_pss: false }))
    }

    /// The key of a point (SEC 1, section 2.3.3).
    pub(crate) fn ec(curve: Curve, point: &[u8]) -> Result<Self, Error> {
        let checked = curve.verification(curve.digest()).ok_or(Error::MalformedKey)?;
        UnparsedPublicKey::new(checked, point).parse().map_err(|_| Error::MalformedKey)?;
        Ok(Self::Ec(EcKey { curve, point: point.to_vec() }))
    }

    /// Writes it as a SubjectPublicKeyInfo.
    ///
    /// # Errors
    ///
    /// None that is known: writing what was read does not fail.
    pub fn to_der(&self) -> der::Result<Vec<u8>> {
        let write = |oid, parameters: Option<AnyRef<'_>>, bytes: &[u8]| {
            let algorithm = AlgorithmIdentifierRef { oid, parameters };
            let subject_public_key = BitStringRef::from_bytes(bytes)?;
            SubjectPublicKeyInfoRef { algorithm, subject_public_key }.to_der()
        };
        match self {
            Self::Gost(key) => match key.to_public_key_der() {
                Ok(document) => Ok(document.as_bytes().to_vec()),
                Err(_) => Err(der::ErrorKind::Failed.into()),
            },
            Self::Rsa(key) if key.only_pss => write(RSA_PSS, None, &key.der),
            Self::Rsa(key) => write(RSA_KEY, Some(AnyRef::NULL), &key.der),
            Self::Ec(key) => {
                let curve = key.curve.oid().to_der()?;
                write(EC_KEY, Some(AnyRef::from_der(&curve)?), &key.point)
            }
            Self::Ed25519(key) => write(ED25519, None, key),
        }
    }

    /// Checks a signature of a message.
    ///
    /// # Errors
    ///
    /// [`Error::WrongSignature`] unless it is one; [`Error::ShortKey`]; [`Error::Mismatch`].
    pub fn verify(
        &self,
        algorithm: SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), Error> {
        match (self, algorithm.digest()) {
            (_, Some(digest)) => self.verify_digest(algorithm, &digest.hash(message), signature),
            (Self::Ed25519(key), None) => {
                let key = UnparsedPublicKey::new(&rsa_and_ec::ED25519, key);
                key.verify(message, signature).map_err(|_| Error::WrongSignature)
            }
            _ => Err(Error::Mismatch),
        }
    }

    /// Checks a signature of a message of which there is the hash.
    ///
    /// # Errors
    ///
    /// As [`PublicKey::verify`]; always [`Error::Mismatch`] for Ed25519, which needs the message.
    pub fn verify_digest(
        &self,
        algorithm: SignatureAlgorithm,
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), Error> {
        if !algorithm.fits(self) {
            return Err(Error::Mismatch);
        }
        match self {
            Self::Gost(key) => {
                let signature =
                    gost::Signature::from_slice(signature).map_err(|_| Error::WrongSignature)?;
                key.verify_prehash(digest, &signature).map_err(|_| Error::WrongSignature)
            }
            Self::Rsa(key) => {
                if key.bits < RSA_MIN_BITS {
                    return Err(Error::ShortKey(key.bits));
                }
                let verification = match algorithm {
                    SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256) => {
                        &rsa_and_ec::RSA_PKCS1_2048_8192_SHA256
                    }
                    SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha384) => {
                        &rsa_and_ec::RSA_PKCS1_2048_8192_SHA384
                    }
                    SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha512) => {
                        &rsa_and_ec::RSA_PKCS1_2048_8192_SHA512
                    }
                    SignatureAlgorithm::RsaPss { digest, salt } => {
                        pss::verification(digest, salt, key.bits)
                            .ok_or(Error::UnknownParameters(RSA_PSS))?
                    }
                    _ => return Err(Error::Mismatch),
                };
                verify_sha(verification, &key.der, algorithm, digest, signature)
            }
            Self::Ec(key) => {
                let hash = algorithm.digest().ok_or(Error::Mismatch)?;
                let verification = key.curve.verification(hash).ok_or(Error::Mismatch)?;
                verify_sha(verification, &key.point, algorithm, digest, signature)
            }
            Self::Ed25519(_) => Err(Error::Mismatch),
        }
    }
}

fn gost_key(info: SubjectPublicKeyInfoRef<'_>) -> Result<PublicKey, Error> {
    match gost::VerifyingKey::try_from(info) {
        Ok(key) => Ok(PublicKey::Gost(Box::new(key))),
        Err(spki::Error::OidUnknown { oid }) => Err(Error::UnknownCurve(oid)),
        Err(_) => Err(Error::MalformedKey),
    }
}

fn verify_sha(
    verification: &'static dyn VerificationAlgorithm,
    key: &[u8],
    algorithm: SignatureAlgorithm,
    digest: &[u8],
    signature: &[u8],
) -> Result<(), Error> {
    let hash = algorithm.digest().and_then(DigestAlgorithm::in_aws_lc).ok_or(Error::Mismatch)?;
    let digest = ShaDigest::import_less_safe(digest, hash).map_err(|_| Error::Mismatch)?;
    let key = UnparsedPublicKey::new(verification, key);
    key.verify_digest(&digest, signature).map_err(|_| Error::WrongSignature)
}

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Gost(key) => write!(f, "GOST R 34.10-2012 {}", key.set()),
            Self::Rsa(key) => write!(f, "RSA {}", key.bits),
            Self::Ec(key) => write!(f, "ECDSA {}", key.curve.name()),
            Self::Ed25519(_) => f.write_str("Ed25519"),
        }
    }
}
