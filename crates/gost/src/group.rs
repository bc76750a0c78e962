//! What the two forms of curves have in common, and the multiplications written over it.
//!
//! `Weierstrass` and `Edwards` say how points are added; here is which ones are added.

#[cfg(feature = "alloc")]
use alloc::{boxed::Box, vec::Vec};

#[cfg(feature = "alloc")]
use once_cell::race::OnceBox;
use zeroize::Zeroize;

use crate::Error;
use crate::field::{Element, Prime};
use crate::limbs::{self, Limbs};

/// Bits of a scalar that one row of the table of the base point stands for.
const WINDOW: usize = 5;
/// Points of one row: the odd multiples below 2^WINDOW.
const ROW: usize = 1 << (WINDOW - 1);
/// The width of the signed digits for the point of a key in a verification.
const KEY_WIDTH: usize = 5;
/// The same for the base point, whose multiples are kept.
#[cfg(feature = "alloc")]
const BASE_WIDTH: usize = 8;
/// Signed digits of the longest scalar; one more than its bits.
const DIGITS: usize = 513;

/// A row of the table of the base point.
pub type Row<G, const N: usize> = [<G as Group<N>>::Affine; ROW];

/// A residue modulo the order of the group.
pub type Scalar<G, const N: usize> = Element<<G as Group<N>>::Order, N>;

/// A coordinate.
pub type Coordinate<G, const N: usize> = Element<<G as Group<N>>::Field, N>;

/// The group of prime order *q* of a curve, in the form in which it is quickest.
///
/// Coordinates outside are always those of the Weierstrass equation, as in every certificate.
pub trait Group<const N: usize>: Copy + Send + Sync + 'static {
    /// The prime *p* of the coordinates.
    type Field: Prime<N>;
    /// The prime *q*, the order of the group.
    type Order: Prime<N>;
    /// A point in a chain of additions.
    type Point: Copy + Zeroize;
    /// A point that is added to such a chain; never the neutral element.
    type Affine: Copy + Send + Sync;
    /// A point that is added to such a chain, made without a division.
    type Cached: Copy;

    /// A number of its own for each curve: separates the nonces of one key on two curves.
    const TAG: u8;

    /// The base point.
    fn generator() -> Self::Affine;
    /// The point with these coordinates; refuses what is not on the curve or not in the group.
    fn lift(x: Coordinate<Self, N>, y: Coordinate<Self, N>) -> Result<Self::Affine, Error>;
    /// The coordinates of a point of the group that is not the neutral element.
    fn coordinates(point: &Self::Point) -> (Coordinate<Self, N>, Coordinate<Self, N>);
    /// Whether the point has this *x*; the neutral element has none.
    fn has_x(point: &Self::Point, x: &Coordinate<Self, N>) -> bool;

    /// The neutral element.
    fn neutral() -> Self::Point;
    /// Whether it is the neutral element.
    fn is_neutral(point: &Self::Point) -> bool;
    /// Starts a chain of additions.
    fn point(affine: &Self::Affine) -> Self::Point;
    /// The point twice.
    fn double(point: &Self::Point) -> Self::Point;
    /// The point twice, good for nothing but to be doubled again: not all of it may be made.
    fn double_on(point: &Self::Point) -> Self::Point {
        Self::double(point)
    }
    /// The sum of two points that are neither equal nor opposite nor neutral, in constant time.
    fn add_different(point: &Self::Point, other: &Self::Affine) -> Self::Point;
    /// The sum of two points of which neither is neutral, in constant time.
    fn add(point: &Self::Point, other: &Self::Affine) -> Self::Point;
    /// The sum of any two points.
    #[cfg(any(feature = "alloc", test))]
    fn add_vartime(point: &Self::Point, other: &Self::Affine) -> Self::Point;
    /// The sum of any two points.
    fn add_cached_vartime(point: &Self::Point, other: &Self::Cached) -> Self::Point;
    /// Makes a point ready to be added.
    fn cache(point: &Self::Point) -> Self::Cached;
    /// The opposite of a cached point.
    fn negate_cached(cached: &Self::Cached) -> Self::Cached;
    /// The opposite where the mask is all ones.
    fn negate_affine(affine: &Self::Affine, mask: u64) -> Self::Affine;
    /// The opposite where the mask is all ones.
    fn negate_point(point: &Self::Point, mask: u64) -> Self::Point;
    /// Reads the point at a secret index: all of the row is read.
    fn pick(row: &Row<Self, N>, index: u64) -> Self::Affine;
    /// Divides by the last coordinates, with one inversion for all.
    fn normalise(points: &[Self::Point; ROW]) -> Row<Self, N>;

    /// Where the tables of the base point are kept.
    #[cfg(feature = "alloc")]
    fn tables() -> &'static OnceBox<Tables<Self, N>>;
}

/// Multiples of the base point, made at first use.
#[cfg(feature = "alloc")]
pub struct Tables<G: Group<N>, const N: usize> {
    /// Row *i* has the odd multiples of 2^(WINDOW i) times the base point: 1, 3, 5 and so on.
    rows: Vec<Row<G, N>>,
    /// The odd multiples of the base point below 2^(BASE_WIDTH − 1).
    odd: Vec<Row<G, N>>,
}

#[cfg(feature = "alloc")]
impl<G: Group<N>, const N: usize> Tables<G, N> {
    fn get() -> &'static Self {
        G::tables().get_or_init(|| {
            let rows = Rows::<G, N>::new(&G::generator()).take(rows::<N>()).collect();
            let mut odd = Vec::new();
            let mut point: G::Point = G::point(&G::generator());
            let step = G::cache(&G::double(&point));
            while odd.len() * ROW < 1 << (BASE_WIDTH - 2) {
                let mut row = [point; ROW];
                for i in 1..ROW {
                    row[i] = G::add_cached_vartime(&row[i - 1], &step);
                }
                point = G::add_cached_vartime(&row[ROW - 1], &step);
                odd.push(G::normalise(&row));
            }
            Box::new(Self { rows, odd })
        })
    }
}

/// How many rows a scalar of N words needs.
const fn rows<const N: usize>() -> usize {
    (64 * N).div_ceil(WINDOW)
}

/// The rows of the table of a point, one after the other.
struct Rows<G: Group<N>, const N: usize> {
    point: G::Point,
}

impl<G: Group<N>, const N: usize> Rows<G, N> {
    fn new(point: &G::Affine) -> Self {
        Self { point: G::point(point) }
    }
}

impl<G: Group<N>, const N: usize> Iterator for Rows<G, N> {
    type Item = Row<G, N>;

    fn next(&mut self) -> Option<Row<G, N>> {
        let mut odd = [self.point; ROW];
        let step = G::cache(&G::double(&self.point));
        for i in 1..ROW {
            odd[i] = G::add_cached_vartime(&odd[i - 1], &step);
        }
        for _ in 1..WINDOW {
            self.point = G::double_on(&self.point);
        }
        self.point = G::double(&self.point);
        Some(G::normalise(&odd))
    }
}

/// The base point times a secret scalar, in constant time.
///
/// The scalar is made odd by taking its opposite, so that it is a sum of odd digits between
/// −31 and 31 times powers of 32, none of which is zero. They are added from the lowest on.
/// What was added up is then smaller in absolute value than what is added next, and both are
/// below *q*: no two equal or opposite points meet. Only at the last digit, where the sum may pass
/// *q*, they can, and there the addition is complete.
pub fn mul_base<G: Group<N>, const N: usize>(scalar: &Scalar<G, N>) -> G::Point {
    #[cfg(feature = "alloc")]
    return mul_rows::<G, N>(scalar, Tables::<G, N>::get().rows.iter());
    #[cfg(not(feature = "alloc"))]
    mul_rows::<G, N>(scalar, Rows::<G, N>::new(&G::generator()))
}

fn mul_rows<G: Group<N>, const N: usize>(
    scalar: &Scalar<G, N>,
    rows: impl Iterator<Item = impl core::borrow::Borrow<Row<G, N>>>,
) -> G::Point {
    let mut number = scalar.number();
    let even = limbs::hidden_mask(number[0] & 1 == 0);
    let (opposite, _) = limbs::sub(&<G::Order as Prime<N>>::MODULUS, &number);
    number = limbs::select(&number, &opposite, even);

    let last = self::rows::<N>() - 1;
    let mut sum = G::neutral();
    for (i, row) in rows.take(last + 1).enumerate() {
        // All odd digits: the bit above a digit's own decides its sign.
        let above = limbs::bits(&number, WINDOW * i + 1, WINDOW);
        let above = if i == last { above | ROW as u64 } else { above };
        let negative = limbs::is_zero_word(above & ROW as u64);
        let index = (above ^ negative) & (ROW as u64 - 1);
        let digit = G::negate_affine(&G::pick(row.borrow(), index), negative);
        sum = match i {
            0 => G::point(&digit),
            i if i == last => G::add(&sum, &digit),
            _ => G::add_different(&sum, &digit),
        };
    }
    number.zeroize();
    G::negate_point(&sum, even)
}

/// `base` times the base point plus `key` times a point, for numbers that are no secret.
pub fn mul_two_vartime<G: Group<N>, const N: usize>(
    base: &Scalar<G, N>,
    key: &Scalar<G, N>,
    point: &G::Affine,
) -> G::Point {
    let key_digits = Digits::new(key.number(), KEY_WIDTH);
    let key_multiples = odd_multiples::<G, N>(point);

    #[cfg(feature = "alloc")]
    let (base_digits, base_multiples) =
        (Digits::new(base.number(), BASE_WIDTH), &Tables::<G, N>::get().odd);
    #[cfg(not(feature = "alloc"))]
    let (base_digits, base_multiples) =
        (Digits::new(base.number(), KEY_WIDTH), odd_multiples::<G, N>(&G::generator()));

    let mut sum = G::neutral();
    for i in (0..key_digits.len.max(base_digits.len)).rev() {
        if key_digits.at[i] | base_digits.at[i] == 0 && i > 0 {
            sum = G::double_on(&sum);
            continue;
        }
        sum = G::double(&sum);
        let digit = key_digits.at[i];
        if digit != 0 {
            sum = add_multiple::<G, N>(&sum, &key_multiples, digit);
        }
        let digit = base_digits.at[i];
        if digit != 0 {
            #[cfg(feature = "alloc")]
            {
                let i = (digit.unsigned_abs() / 2) as usize;
                let multiple = &base_multiples[i / ROW][i % ROW];
                let multiple = G::negate_affine(multiple, limbs::mask(digit < 0));
                sum = G::add_vartime(&sum, &multiple);
            }
            #[cfg(not(feature = "alloc"))]
            {
                sum = add_multiple::<G, N>(&sum, &base_multiples, digit);
            }
        }
    }
    sum
}

/// A point times a number that is no secret.
pub fn mul_vartime<G: Group<N>, const N: usize>(number: &Limbs<N>, point: &G::Affine) -> G::Point {
    let digits = Digits::new(*number, KEY_WIDTH);
    let multiples = odd_multiples::<G, N>(point);
    let mut sum = G::neutral();
    for digit in digits.at[..digits.len].iter().rev() {
        sum = G::double(&sum);
        if *digit != 0 {
            sum = add_multiple::<G, N>(&sum, &multiples, *digit);
        }
    }
    sum
}

/// The odd multiples of a point below 2^(KEY_WIDTH − 1).
type OddMultiples<G, const N: usize> = [<G as Group<N>>::Cached; 1 << (KEY_WIDTH - 2)];

fn odd_multiples<G: Group<N>, const N: usize>(point: &G::Affine) -> OddMultiples<G, N> {
    let mut point = G::point(point);
    let twice = G::cache(&G::double(&point));
    let mut multiples = [G::cache(&point); 1 << (KEY_WIDTH - 2)];
    for multiple in &mut multiples[1..] {
        point = G::add_cached_vartime(&point, &twice);
        *multiple = G::cache(&point);
    }
    multiples
}

fn add_multiple<G: Group<N>, const N: usize>(
    sum: &G::Point,
    multiples: &OddMultiples<G, N>,
    digit: i8,
) -> G::Point {
    let multiple = &multiples[(digit.unsigned_abs() / 2) as usize];
    if digit < 0 {
        G::add_cached_vartime(sum, &G::negate_cached(multiple))
    } else {
        G::add_cached_vartime(sum, multiple)
    }
}

/// A number as signed odd digits with many zeros between them (wNAF), the lowest first.
struct Digits {
    at: [i8; DIGITS],
    /// The place above the highest digit.
    len: usize,
}

impl Digits {
    /// Digits below 2^(width − 1) in absolute value; at most one in `width` is not zero.
    fn new<const N: usize>(number: Limbs<N>, width: usize) -> Self {
        let mut at = [0; DIGITS];
        let mut len = 0;
        let mut carry = 0;
        let mut i = 0;
        while i <= 64 * N {
            let window = limbs::bits(&number, i, width) + carry;
            if window & 1 == 0 {
                // A carry stays until a zero bit takes it.
                i += 1;
                continue;
            }
            carry = window >> (width - 1);
            at[i] = (window as i64 - ((carry as i64) << width)) as i8;
            len = i + 1;
            i += width;
        }
        Self { at, len }
    }
}

#[cfg(test)]
mod tests;
