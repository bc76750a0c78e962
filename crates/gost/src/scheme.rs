//! The scheme itself on any of the groups: GOST R 34.10-2012, section 6; RFC 7091, section 6.

use sha2::{Digest, Sha512};
use zeroize::{Zeroize, Zeroizing};

use crate::field::{Element, Prime};
use crate::group::{self, Coordinate, Group, Scalar};
use crate::limbs::{self, Limbs};

/// Fresh random bytes that each nonce is made with, or zeros for a deterministic one.
pub type Freshness = [u8; 32];

/// How often a signature is tried; one fails with a probability of about 2^-254.
const TRIES: u8 = 100;

/// The point of a private key.
pub fn public<G: Group<N>, const N: usize>(
    secret: &Scalar<G, N>,
) -> (Coordinate<G, N>, Coordinate<G, N>) {
    let mut point = group::mul_base::<G, N>(secret);
    let coordinates = G::coordinates(&point);
    point.zeroize();
    coordinates
}

/// The number *e* that a hash stands for: its bytes are read from the lowest on, and 1 is in the
/// place of 0.
pub fn hashed<G: Group<N>, const N: usize>(digest: &[u8]) -> Scalar<G, N> {
    let e = Scalar::<G, N>::new(limbs::from_le_bytes(digest));
    Element::select(&e, &Element::ONE, e.is_zero())
}

/// Signs a hash: *r* and *s*, or none if no nonce would do, which does not happen.
pub fn sign<G: Group<N>, const N: usize>(
    secret: &Scalar<G, N>,
    digest: &[u8],
    freshness: &Freshness,
) -> Option<(Limbs<N>, Limbs<N>)> {
    let e = hashed::<G, N>(digest);
    (0..TRIES).find_map(|attempt| {
        let mut nonce = nonce::<G, N>(secret, digest, freshness, attempt);
        let signature = sign_with::<G, N>(secret, &e, &nonce);
        nonce.zeroize();
        signature
    })
}

/// Signs with a nonce; none if *r* or *s* would be 0.
pub fn sign_with<G: Group<N>, const N: usize>(
    secret: &Scalar<G, N>,
    e: &Scalar<G, N>,
    nonce: &Scalar<G, N>,
) -> Option<(Limbs<N>, Limbs<N>)> {
    if nonce.is_zero() != 0 {
        return None;
    }
    let mut point = group::mul_base::<G, N>(nonce);
    let (x, _) = G::coordinates(&point);
    point.zeroize();
    let r = Scalar::<G, N>::new(x.number());
    let s = r * *secret + *nonce * *e;
    (r.is_zero() | s.is_zero() == 0).then(|| (r.number(), s.number()))
}

/// Whether the signature is one of this hash by this key.
pub fn verify<G: Group<N>, const N: usize>(
    key: &G::Affine,
    digest: &[u8],
    r: Limbs<N>,
    s: Limbs<N>,
) -> bool {
    let (Some(r_scalar), Some(s)) = (Scalar::<G, N>::canonical(r), Scalar::<G, N>::canonical(s))
    else {
        return false;
    };
    if r_scalar.is_zero() | s.is_zero() != 0 {
        return false;
    }
    let inverse = hashed::<G, N>(digest).invert();
    let point = group::mul_two_vartime::<G, N>(&(s * inverse), &-(r_scalar * inverse), key);
    // Instead of dividing by Z: r is x modulo q, so that x is one of r, r + q, … below p.
    let mut x = r;
    while let Some(candidate) = Coordinate::<G, N>::canonical(x) {
        if G::has_x(&point, &candidate) {
            return true;
        }
        let (next, carry) = limbs::add(&x, &<G::Order as Prime<N>>::MODULUS);
        if carry {
            return false;
        }
        x = next;
    }
    false
}

/// The nonce for a hash: SHA-512 over all there is, read as a number and reduced modulo *q*.
///
/// A nonce that is guessed or used twice gives the key away, so that it is made of the key and the
/// hash (without fresh bytes it is a function of the two, as in RFC 6979) and fresh bytes, which
/// come first and fill a block, so that what the key is mixed with is never the same twice (as in
/// draft-irtf-cfrg-det-sigs-with-noise). The number has at least as many bits more than *q* as *q*
/// itself, so that no residue is likelier than another.
///
/// It is not Streebog that is used here because `streebog` looks bytes up in tables, which would
/// show the key to who watches the cache; SHA-512 has no tables. Nobody who verifies sees which.
fn nonce<G: Group<N>, const N: usize>(
    secret: &Scalar<G, N>,
    digest: &[u8],
    freshness: &Freshness,
    attempt: u8,
) -> Scalar<G, N> {
    let mut first = [0; 128];
    first[..16].copy_from_slice(b"kabinet nonce 1\0");
    first[16] = G::TAG;
    first[17] = attempt;
    first[32..64].copy_from_slice(freshness);
    let mut key = Zeroizing::new([0; 64]);
    let number = Zeroizing::new(secret.number());
    limbs::to_le_bytes(&number, &mut *key);
    let state = Sha512::new().chain_update(first).chain_update(*key).chain_update(digest);

    let mut wide = Zeroizing::new([0; 128]);
    let length = 16 * N;
    for (block, part) in wide[..length].chunks_mut(64).zip([b"0", b"1"]) {
        block.copy_from_slice(&state.clone().chain_update(part).finalize());
    }
    let low = Zeroizing::new(limbs::from_le_bytes(&wide[..length / 2]));
    let high = Zeroizing::new(limbs::from_le_bytes(&wide[length / 2..length]));
    Scalar::<G, N>::from_wide(*low, *high)
}

#[cfg(test)]
mod tests;
