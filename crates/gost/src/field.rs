//! Arithmetic modulo a prime: of coordinates modulo *p* and of scalars modulo *q*.
//!
//! Two reductions are known. Where *p* is a little below a power of two (2^256 − 617 and
//! 2^512 − 569), the high half of a product is multiplied by that little and added to the low
//! half. Everything else uses Montgomery's form.
//!
//! All of it runs in constant time, but for what is called `vartime`.

use core::fmt;
use core::marker::PhantomData;
use core::ops::{Add, Mul, Neg, Sub};

use zeroize::Zeroize;

use crate::inverse;
use crate::limbs::{self, Limbs};

/// A prime of `N` words that arithmetic is done modulo.
pub trait Prime<const N: usize>: Copy + Eq + fmt::Debug + Send + Sync + 'static {
    /// The prime itself.
    const MODULUS: Limbs<N>;
    /// By how much the prime is below 2^(64 N), where that fits in 31 bits; otherwise none.
    const SHORTFALL: Option<u64> = shortfall(&Self::MODULUS);
}

const fn shortfall<const N: usize>(modulus: &Limbs<N>) -> Option<u64> {
    let (rest, _) = limbs::sub(&[0; N], modulus);
    let mut i = 1;
    while i < N {
        if rest[i] != 0 {
            return None;
        }
        i += 1;
    }
    if rest[0] >> 31 == 0 { Some(rest[0]) } else { None }
}

/// A residue modulo the prime `P`.
///
/// Modulo a prime with a shortfall it is any number below 2^(64 N) of the right residue;
/// otherwise it is in Montgomery's form and below the prime.
#[derive(Clone, Copy, Debug)]
pub struct Element<P, const N: usize> {
    limbs: Limbs<N>,
    prime: PhantomData<P>,
}

impl<P: Prime<N>, const N: usize> Element<P, N> {
    /// 0.
    pub const ZERO: Self = Self::raw([0; N]);
    /// 1.
    pub const ONE: Self = Self::raw(match P::SHORTFALL {
        Some(_) => one(),
        None => Self::R,
    });

    /// 2^(64 N) modulo the prime.
    const R: Limbs<N> = doubled(one(), 64 * N, &P::MODULUS);
    /// 2^(128 N) modulo the prime.
    const R2: Limbs<N> = doubled(one(), 128 * N, &P::MODULUS);
    /// −1/prime modulo 2^64.
    const MINUS_INVERSE: u64 = limbs::inverse_word(P::MODULUS[0]).wrapping_neg();

    /// Whether a product is so long that a call is better than a copy of it.
    const LONG: bool = N > 4 || P::SHORTFALL.is_none();

    const fn raw(limbs: Limbs<N>) -> Self {
        Self { limbs, prime: PhantomData }
    }

    /// The residue of any number below 2^(64 N).
    #[inline]
    pub fn new(number: Limbs<N>) -> Self {
        match P::SHORTFALL {
            Some(_) => Self::raw(number),
            None => Self::raw(number) * Self::raw(Self::R2),
        }
    }

    /// The residue of `low` + 2^(64 N) `high`.
    pub fn from_wide(low: Limbs<N>, high: Limbs<N>) -> Self {
        // The residue of 2^(64 N) itself is R.
        Self::new(low) + Self::new(high) * Self::new(Self::R)
    }

    /// The number below the prime, or none if it is not below it.
    pub fn canonical(number: Limbs<N>) -> Option<Self> {
        limbs::sub(&number, &P::MODULUS).1.then(|| Self::new(number))
    }

    /// The number below the prime that stands for this residue.
    #[inline]
    pub fn number(&self) -> Limbs<N> {
        match P::SHORTFALL {
            Some(_) => {
                let (less, borrow) = limbs::sub(&self.limbs, &P::MODULUS);
                limbs::select(&less, &self.limbs, limbs::hidden_mask(borrow))
            }
            None => Self::redc(self.limbs, [0; N]).limbs,
        }
    }

    /// Whether it is 0, as a mask.
    #[inline]
    pub fn is_zero(&self) -> u64 {
        let zero = limbs::equal(&self.limbs, &[0; N]);
        match P::SHORTFALL {
            Some(_) => zero | limbs::equal(&self.limbs, &P::MODULUS),
            None => zero,
        }
    }

    /// `yes` where the mask is all ones, `no` where it is all zeros.
    #[inline(always)]
    pub fn select(no: &Self, yes: &Self, mask: u64) -> Self {
        Self::raw(limbs::select(&no.limbs, &yes.limbs, mask))
    }

    /// Adds `other` bit by bit where the mask is all ones: to pick one of several, from zero on.
    #[inline(always)]
    pub fn pick(&mut self, other: &Self, mask: u64) {
        for (limb, other) in self.limbs.iter_mut().zip(&other.limbs) {
            *limb |= other & mask;
        }
    }

    /// Twice.
    #[inline(always)]
    pub fn double(self) -> Self {
        self + self
    }

    /// Half.
    #[inline(always)]
    pub fn half(self) -> Self {
        let odd = limbs::hidden_mask(self.limbs[0] & 1 == 1);
        let (sum, carry) = limbs::add(&self.limbs, &limbs::masked(&P::MODULUS, odd));
        let mut half = [0; N];
        let mut above = carry as u64;
        for (half, limb) in half.iter_mut().zip(&sum).rev() {
            *half = limb >> 1 | above << 63;
            above = limb & 1;
        }
        Self::raw(half)
    }

    /// Multiplied by itself.
    #[inline(always)]
    pub fn square(self) -> Self {
        if Self::LONG { self.far_square() } else { self.near_square() }
    }

    #[inline(always)]
    fn near_square(&self) -> Self {
        let (low, high) = limbs::square(&self.limbs);
        Self::reduce(low, high)
    }

    #[inline(never)]
    fn far_square(&self) -> Self {
        self.near_square()
    }

    #[inline(always)]
    fn near_product(&self, other: &Self) -> Self {
        let (low, high) = limbs::mul(&self.limbs, &other.limbs);
        Self::reduce(low, high)
    }

    #[inline(never)]
    fn far_product(&self, other: &Self) -> Self {
        self.near_product(other)
    }

    /// 1 divided by it; 0 for 0.
    pub fn invert(self) -> Self {
        let inverse = Self::raw(inverse::modulo(&self.number(), &P::MODULUS));
        match P::SHORTFALL {
            Some(_) => inverse,
            // Into Montgomery's form.
            None => inverse * Self::raw(Self::R2),
        }
    }

    /// The residue of a product, or that divided by 2^(64 N) in Montgomery's form.
    #[inline(always)]
    fn reduce(low: Limbs<N>, high: Limbs<N>) -> Self {
        match P::SHORTFALL {
            Some(shortfall) => Self::fold(low, high, shortfall),
            None => Self::redc(low, high),
        }
    }

    /// `low` + `high` 2^(64 N), where 2^(64 N) is the shortfall.
    #[inline(always)]
    fn fold(low: Limbs<N>, high: Limbs<N>, shortfall: u64) -> Self {
        let mut sum = [0; N];
        let mut carry = 0;
        for i in 0..N {
            (sum[i], carry) = high[i].carrying_mul_add(shortfall, low[i], carry);
        }
        // What is carried is at most the shortfall, so that this product fits a word.
        Self::raw(sum).fold_small(carry * shortfall, shortfall)
    }

    /// Adds a word; what is carried out returns as the shortfall.
    #[inline(always)]
    fn fold_small(self, word: u64, shortfall: u64) -> Self {
        let mut sum = self.limbs;
        let mut carry;
        (sum[0], carry) = sum[0].overflowing_add(word);
        for limb in &mut sum[1..] {
            (*limb, carry) = limb.overflowing_add(carry as u64);
        }
        // Only a sum that is now below `word` was carried: the lowest word has room.
        sum[0] = sum[0].wrapping_add(shortfall & limbs::mask(carry));
        Self::raw(sum)
    }

    /// Montgomery's reduction: (`low` + `high` 2^(64 N)) / 2^(64 N), for `high` below the prime.
    #[inline(always)]
    fn redc(low: Limbs<N>, high: Limbs<N>) -> Self {
        let mut low = low;
        let mut high = high;
        let mut above = false;
        for i in 0..N {
            let factor = low[i].wrapping_mul(Self::MINUS_INVERSE);
            let mut carry = 0;
            for j in 0..N {
                let word = if i + j < N { &mut low[i + j] } else { &mut high[i + j - N] };
                (*word, carry) = factor.carrying_mul_add(P::MODULUS[j], *word, carry);
            }
            (high[i], above) = high[i].carrying_add(carry, above);
        }
        let (less, borrow) = limbs::sub(&high, &P::MODULUS);
        Self::raw(limbs::select(&less, &high, limbs::hidden_mask(borrow & !above)))
    }
}

/// Inverts several residues, none of them 0, with one inversion.
pub fn invert_all<P: Prime<N>, const N: usize, const M: usize>(elements: &mut [Element<P, N>; M]) {
    // The product of all before each, then one inversion, then backwards.
    let mut before = [Element::ONE; M];
    let mut product = Element::ONE;
    for (before, element) in before.iter_mut().zip(elements.iter()) {
        *before = product;
        product = product * *element;
    }
    let mut inverse = product.invert();
    for (before, element) in before.iter().zip(elements.iter_mut()).rev() {
        let inverted = inverse * *before;
        inverse = inverse * *element;
        *element = inverted;
    }
}

impl<P: Prime<N>, const N: usize> Add for Element<P, N> {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        let (sum, carry) = limbs::add(&self.limbs, &other.limbs);
        match P::SHORTFALL {
            Some(shortfall) => {
                let word = shortfall & limbs::mask(carry);
                Self::raw(sum).fold_small(word, shortfall)
            }
            None => {
                let (less, borrow) = limbs::sub(&sum, &P::MODULUS);
                Self::raw(limbs::select(&less, &sum, limbs::hidden_mask(borrow & !carry)))
            }
        }
    }
}

impl<P: Prime<N>, const N: usize> Sub for Element<P, N> {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        let (mut difference, borrow) = limbs::sub(&self.limbs, &other.limbs);
        match P::SHORTFALL {
            Some(shortfall) => {
                let borrow = limbs::mask(borrow);
                let mut again;
                (difference[0], again) = difference[0].overflowing_sub(shortfall & borrow);
                for limb in &mut difference[1..] {
                    (*limb, again) = limb.overflowing_sub(again as u64);
                }
                // Only what was below the shortfall borrows again: the lowest word is large now.
                let again = shortfall & limbs::mask(again);
                difference[0] = difference[0].wrapping_sub(again);
                Self::raw(difference)
            }
            None => {
                let back = limbs::masked(&P::MODULUS, limbs::hidden_mask(borrow));
                Self::raw(limbs::add(&difference, &back).0)
            }
        }
    }
}

impl<P: Prime<N>, const N: usize> Mul for Element<P, N> {
    type Output = Self;

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        if Self::LONG { self.far_product(&other) } else { self.near_product(&other) }
    }
}

impl<P: Prime<N>, const N: usize> Neg for Element<P, N> {
    type Output = Self;

    #[inline(always)]
    fn neg(self) -> Self {
        Self::ZERO - self
    }
}

impl<P: Prime<N>, const N: usize> PartialEq for Element<P, N> {
    fn eq(&self, other: &Self) -> bool {
        (*self - *other).is_zero() != 0
    }
}

impl<P: Prime<N>, const N: usize> Eq for Element<P, N> {}

impl<P, const N: usize> Zeroize for Element<P, N> {
    fn zeroize(&mut self) {
        self.limbs.zeroize();
    }
}

const fn one<const N: usize>() -> Limbs<N> {
    let mut one = [0; N];
    one[0] = 1;
    one
}

/// The number doubled so many times modulo the modulus.
const fn doubled<const N: usize>(number: Limbs<N>, times: usize, modulus: &Limbs<N>) -> Limbs<N> {
    let mut number = number;
    let mut i = 0;
    while i < times {
        let (twice, carry) = limbs::add(&number, &number);
        let (less, borrow) = limbs::sub(&twice, modulus);
        number = if borrow && !carry { twice } else { less };
        i += 1;
    }
    number
}

#[cfg(test)]
mod tests;
