//! Keys of any parameter set.

use core::fmt;

use signature::hazmat::{PrehashSigner, PrehashVerifier, RandomizedPrehashSigner};
use signature::rand_core::TryCryptoRng;
use signature::{Keypair, MultipartSigner, MultipartVerifier, RandomizedSigner, Signer, Verifier};
use streebog::{Digest, Streebog256, Streebog512};
use zeroize::{Zeroize, Zeroizing};

use crate::group::{Coordinate, Group, Scalar};
use crate::scheme::{self, Freshness};
use crate::set::Curve;
use crate::{Error, ParameterSet, Signature, curves, limbs};

/// One variant for each curve, holding what `$inner` is there.
macro_rules! of_each_curve {
    ($(#[$meta:meta])* $name:ident, $inner:ident) => {
        $(#[$meta])*
        enum $name {
            CryptoProA($inner<curves::CryptoProA, 4>),
            CryptoProB($inner<curves::CryptoProB, 4>),
            CryptoProC($inner<curves::CryptoProC, 4>),
            Tc26256A($inner<curves::Tc26256A, 4>),
            Tc26512A($inner<curves::Tc26512A, 8>),
            Tc26512B($inner<curves::Tc26512B, 8>),
            Tc26512C($inner<curves::Tc26512C, 8>),
        }
    };
}

/// The body for the curve of a set: with its group as `$G`, its words as `$N`, and the variant of
/// `$name` for it as `$variant`.
macro_rules! on_curve {
    ($set:expr, $name:ident::$variant:ident, $G:ident, $N:ident => $body:expr) => {
        on_curve!(@ $set, $name, $variant, $G, $N, $body;
            CryptoProA 4, CryptoProB 4, CryptoProC 4, Tc26256A 4,
            Tc26512A 8, Tc26512B 8, Tc26512C 8)
    };
    (@ $set:expr, $name:ident, $variant:ident, $G:ident, $N:ident, $body:expr;
        $($curve:ident $words:literal),*) => {
        match $set.curve() {
            $(Curve::$curve => {
                type $G = curves::$curve;
                const $N: usize = $words;
                let $variant = $name::$curve;
                $body
            })*
        }
    };
}

/// The body for what the key holds, bound to `$inner`, with its group as `$G`.
macro_rules! with_inner {
    ($value:expr, $name:ident($inner:ident), $G:ident, $N:ident => $body:expr) => {
        with_inner!(@ $value, $name, $inner, $G, $N, $body;
            CryptoProA 4, CryptoProB 4, CryptoProC 4, Tc26256A 4,
            Tc26512A 8, Tc26512B 8, Tc26512C 8)
    };
    (@ $value:expr, $name:ident, $inner:ident, $G:ident, $N:ident, $body:expr;
        $($curve:ident $words:literal),*) => {
        match $value {
            $($name::$curve($inner) => {
                type $G = curves::$curve;
                const $N: usize = $words;
                $body
            })*
        }
    };
}

type Affine<G, const N: usize> = <G as Group<N>>::Affine;

of_each_curve! {
    #[derive(Clone)]
    Secret, Scalar
}

of_each_curve! {
    #[derive(Clone, Copy)]
    Point, Affine
}

/// A private key: a number *d* with 0 < *d* < *q*, its parameter set and its point.
///
/// The number is erased from memory when the key is dropped.
#[derive(Clone)]
pub struct SigningKey {
    secret: Secret,
    public: VerifyingKey,
}

/// A public key: a point of a parameter set's curve, of prime order.
#[derive(Clone, Copy)]
pub struct VerifyingKey {
    set: ParameterSet,
    point: Point,
    /// *x* and *y*, each from its lowest byte on.
    bytes: [u8; 128],
}

impl SigningKey {
    /// Makes a key.
    ///
    /// # Errors
    ///
    /// [`Error::Entropy`] if the source of random bytes fails.
    pub fn generate<R: TryCryptoRng + ?Sized>(
        set: ParameterSet,
        rng: &mut R,
    ) -> Result<Self, Error> {
        let mut wide = Zeroizing::new([0; 128]);
        rng.try_fill_bytes(&mut *wide).map_err(|_| Error::Entropy)?;
        Self::from_wide(set, &wide)
    }

    /// The key for twice as many random bits as *q* has: no number is likelier than another.
    fn from_wide(set: ParameterSet, wide: &[u8; 128]) -> Result<Self, Error> {
        on_curve!(set, Secret::variant, G, N => {
            let (low, high) = wide[..16 * N].split_at(8 * N);
            let (low, high) = (limbs::from_le_bytes(low), limbs::from_le_bytes(high));
            let mut secret = Scalar::<G, N>::from_wide(low, high);
            if secret.is_zero() != 0 {
                // Never; only a broken source of random bytes gives this.
                return Err(Error::Entropy);
            }
            let public = public::<G, N>(set, &secret)?;
            let key = Self { secret: variant(secret), public };
            secret.zeroize();
            Ok(key)
        })
    }

    /// Reads the number *d* from its lowest byte on, as key files have it.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] unless there are as many bytes as the set has; [`Error::Range`] if *d* is
    /// 0 or not below *q*.
    pub fn from_le_bytes(set: ParameterSet, bytes: &[u8]) -> Result<Self, Error> {
        Self::from_masked(set, bytes, &[])
    }

    /// Reads a key times some numbers modulo *q*, and divides by them: times their inverses, which
    /// is what is written beside the key.
    pub(crate) fn from_masked(
        set: ParameterSet,
        bytes: &[u8],
        masks: &[u8],
    ) -> Result<Self, Error> {
        if bytes.len() != set.size() || !masks.len().is_multiple_of(set.size()) {
            return Err(Error::Length);
        }
        on_curve!(set, Secret::variant, G, N => {
            let number = |bytes| {
                let scalar = Scalar::<G, N>::canonical(limbs::from_le_bytes(bytes));
                scalar.ok_or(Error::Range)
            };
            let mut secret = number(bytes)?;
            for mask in masks.chunks(set.size()) {
                secret = secret * number(mask)?;
            }
            if secret.is_zero() != 0 {
                return Err(Error::Range);
            }
            let public = public::<G, N>(set, &secret)?;
            let key = Self { secret: variant(secret), public };
            secret.zeroize();
            Ok(key)
        })
    }

    /// The number *d* from its lowest byte on, as key files have it; the first
    /// [`ParameterSet::size`] bytes count.
    #[cfg(feature = "alloc")]
    pub(crate) fn to_le_bytes(&self) -> Zeroizing<[u8; 64]> {
        let mut bytes = Zeroizing::new([0; 64]);
        with_inner!(&self.secret, Secret(secret), G, N => {
            let number = Zeroizing::new(Scalar::<G, N>::number(secret));
            limbs::to_le_bytes(&number, &mut bytes[..8 * N]);
        });
        bytes
    }

    /// The parameter set.
    pub fn set(&self) -> ParameterSet {
        self.public.set
    }

    /// The public key that belongs to it.
    pub fn public(&self) -> &VerifyingKey {
        &self.public
    }

    fn sign(&self, digest: &[u8], freshness: &Freshness) -> Result<Signature, signature::Error> {
        if digest.len() != self.set().size() {
            return Err(signature::Error::new());
        }
        with_inner!(&self.secret, Secret(secret), G, N => {
            let (r, s) = scheme::sign::<G, N>(secret, digest, freshness)
                .ok_or_else(signature::Error::new)?;
            let (mut r_bytes, mut s_bytes) = ([0; 8 * N], [0; 8 * N]);
            limbs::to_be_bytes(&r, &mut r_bytes);
            limbs::to_be_bytes(&s, &mut s_bytes);
            Signature::from_r_s(&r_bytes, &s_bytes).map_err(|_| signature::Error::new())
        })
    }
}

impl Drop for SigningKey {
    fn drop(&mut self) {
        with_inner!(&mut self.secret, Secret(secret), G, N => {
            Scalar::<G, N>::zeroize(secret)
        });
    }
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SigningKey").field("set", &self.set()).finish_non_exhaustive()
    }
}

impl VerifyingKey {
    /// Reads *x* and *y*, each from its lowest byte on, as certificates have them.
    ///
    /// # Errors
    ///
    /// [`Error::Length`] unless there are twice as many bytes as the set has; [`Error::Range`] if
    /// a coordinate is not below *p*; [`Error::NotOnCurve`] or [`Error::WrongGroup`] if it is no
    /// point of the group.
    pub fn from_le_bytes(set: ParameterSet, bytes: &[u8]) -> Result<Self, Error> {
        if bytes.len() != 2 * set.size() {
            return Err(Error::Length);
        }
        on_curve!(set, Point::variant, G, N => {
            let (x, y) = bytes.split_at(set.size());
            let number = |bytes| {
                let element = Coordinate::<G, N>::canonical(limbs::from_le_bytes(bytes));
                element.ok_or(Error::Range)
            };
            let point = G::lift(number(x)?, number(y)?)?;
            let mut kept = [0; 128];
            kept[..bytes.len()].copy_from_slice(bytes);
            Ok(Self { set, point: variant(point), bytes: kept })
        })
    }

    /// *x* and *y*, each from its lowest byte on, as certificates have them.
    pub fn to_le_bytes(&self) -> &[u8] {
        &self.bytes[..2 * self.set.size()]
    }

    /// The parameter set.
    pub fn set(&self) -> ParameterSet {
        self.set
    }
}

/// The public key of a number: made from its coordinates as any other, and checked like it.
fn public<G: Group<N>, const N: usize>(
    set: ParameterSet,
    secret: &Scalar<G, N>,
) -> Result<VerifyingKey, Error> {
    let (x, y) = scheme::public::<G, N>(secret);
    let mut bytes = [0; 128];
    limbs::to_le_bytes(&x.number(), &mut bytes[..8 * N]);
    limbs::to_le_bytes(&y.number(), &mut bytes[8 * N..16 * N]);
    VerifyingKey::from_le_bytes(set, &bytes[..16 * N])
}

impl PartialEq for VerifyingKey {
    fn eq(&self, other: &Self) -> bool {
        self.set == other.set && self.to_le_bytes() == other.to_le_bytes()
    }
}

impl Eq for VerifyingKey {}

impl fmt::Debug for VerifyingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("VerifyingKey");
        debug.field("set", &self.set).field("bytes", &self.to_le_bytes()).finish()
    }
}

impl Keypair for SigningKey {
    type VerifyingKey = VerifyingKey;

    fn verifying_key(&self) -> VerifyingKey {
        self.public
    }
}

/// Streebog of the length that the set wants, over the parts one after the other.
fn hash(set: ParameterSet, parts: &[&[u8]]) -> ([u8; 64], usize) {
    let mut digest = [0; 64];
    if set.size() == 32 {
        let hasher = parts.iter().fold(Streebog256::new(), |h, part| h.chain_update(part));
        digest[..32].copy_from_slice(&hasher.finalize());
    } else {
        let hasher = parts.iter().fold(Streebog512::new(), |h, part| h.chain_update(part));
        digest.copy_from_slice(&hasher.finalize());
    }
    (digest, set.size())
}

fn fresh<R: TryCryptoRng + ?Sized>(rng: &mut R) -> Result<Freshness, signature::Error> {
    let mut freshness = [0; 32];
    rng.try_fill_bytes(&mut freshness).map_err(|_| signature::Error::new())?;
    Ok(freshness)
}

/// Without fresh random bytes: the same message gives the same signature again.
///
/// Where there is a source of random bytes, [`RandomizedSigner`] is to be preferred: it keeps its
/// security when the source is bad, and makes attacks on the machine harder when it is good.
impl Signer<Signature> for SigningKey {
    fn try_sign(&self, message: &[u8]) -> Result<Signature, signature::Error> {
        self.try_multipart_sign(&[message])
    }
}

impl MultipartSigner<Signature> for SigningKey {
    fn try_multipart_sign(&self, parts: &[&[u8]]) -> Result<Signature, signature::Error> {
        let (digest, len) = hash(self.set(), parts);
        self.sign(&digest[..len], &[0; 32])
    }
}

impl PrehashSigner<Signature> for SigningKey {
    fn sign_prehash(&self, digest: &[u8]) -> Result<Signature, signature::Error> {
        self.sign(digest, &[0; 32])
    }
}

impl RandomizedSigner<Signature> for SigningKey {
    fn try_sign_with_rng<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        message: &[u8],
    ) -> Result<Signature, signature::Error> {
        let freshness = fresh(rng)?;
        let (digest, len) = hash(self.set(), &[message]);
        self.sign(&digest[..len], &freshness)
    }
}

impl RandomizedPrehashSigner<Signature> for SigningKey {
    fn sign_prehash_with_rng<R: TryCryptoRng + ?Sized>(
        &self,
        rng: &mut R,
        digest: &[u8],
    ) -> Result<Signature, signature::Error> {
        self.sign(digest, &fresh(rng)?)
    }
}

impl Verifier<Signature> for VerifyingKey {
    fn verify(&self, message: &[u8], signature: &Signature) -> Result<(), signature::Error> {
        self.multipart_verify(&[message], signature)
    }
}

impl MultipartVerifier<Signature> for VerifyingKey {
    fn multipart_verify(
        &self,
        parts: &[&[u8]],
        signature: &Signature,
    ) -> Result<(), signature::Error> {
        let (digest, len) = hash(self.set, parts);
        self.verify_prehash(&digest[..len], signature)
    }
}

impl PrehashVerifier<Signature> for VerifyingKey {
    fn verify_prehash(&self, digest: &[u8], signature: &Signature) -> Result<(), signature::Error> {
        let len = self.set.size();
        let lengths_fit = digest.len() == len && signature.r().len() == len;
        let holds = lengths_fit
            && with_inner!(&self.point, Point(point), G, N => {
                let r = limbs::from_be_bytes(signature.r());
                let s = limbs::from_be_bytes(signature.s());
                scheme::verify::<G, N>(point, digest, r, s)
            });
        if holds { Ok(()) } else { Err(signature::Error::new()) }
    }
}
