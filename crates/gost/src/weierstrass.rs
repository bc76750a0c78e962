//! Curves *y*² = *x*³ + *a x* + *b* of prime order, in Jacobian coordinates
//! (*x* = X/Z², *y* = Y/Z³; Z = 0 for the neutral element).

use core::marker::PhantomData;

#[cfg(feature = "alloc")]
use once_cell::race::OnceBox;
use zeroize::Zeroize;

use crate::Error;
use crate::field::{self, Element, Prime};
#[cfg(feature = "alloc")]
use crate::group::Tables;
use crate::group::{Coordinate, Group, Row};
use crate::limbs::{self, Limbs};

/// The parameters of such a curve.
pub trait Parameters<const N: usize>: Copy + Send + Sync + 'static {
    /// The prime *p*.
    type Field: Prime<N>;
    /// The prime *q*.
    type Order: Prime<N>;
    /// The coefficient *a*; none says −3, for which there is a shorter formula.
    const A: Option<Limbs<N>> = None;
    /// The coefficient *b*.
    const B: Limbs<N>;
    /// The base point.
    const GENERATOR: (Limbs<N>, Limbs<N>);
    /// See [`Group::TAG`].
    const TAG: u8;
    /// See [`Group::tables`].
    #[cfg(feature = "alloc")]
    fn tables() -> &'static OnceBox<Tables<Weierstrass<Self>, N>>;
}

/// The group of a curve with parameters `C`.
#[derive(Clone, Copy)]
pub struct Weierstrass<C>(PhantomData<C>);

type Field<C, const N: usize> = Element<<C as Parameters<N>>::Field, N>;

/// A point (X : Y : Z).
#[derive(Clone, Copy)]
pub struct Jacobian<F, const N: usize> {
    x: Element<F, N>,
    y: Element<F, N>,
    z: Element<F, N>,
}

/// A point (*x*, *y*).
#[derive(Clone, Copy)]
pub struct Affine<F, const N: usize> {
    x: Element<F, N>,
    y: Element<F, N>,
}

/// A point (X : Y : Z) with Z² and Z³.
#[derive(Clone, Copy)]
pub struct Cached<F, const N: usize> {
    point: Jacobian<F, N>,
    zz: Element<F, N>,
    zzz: Element<F, N>,
}

impl<F, const N: usize> Zeroize for Jacobian<F, N> {
    fn zeroize(&mut self) {
        self.x.zeroize();
        self.y.zeroize();
        self.z.zeroize();
    }
}

impl<C: Parameters<N>, const N: usize> Group<N> for Weierstrass<C> {
    type Field = C::Field;
    type Order = C::Order;
    type Point = Jacobian<C::Field, N>;
    type Affine = Affine<C::Field, N>;
    type Cached = Cached<C::Field, N>;

    const TAG: u8 = C::TAG;

    fn generator() -> Self::Affine {
        Affine { x: Field::<C, N>::new(C::GENERATOR.0), y: Field::<C, N>::new(C::GENERATOR.1) }
    }

    /// The order is prime: each point of the curve is in the group.
    #[inline(never)]
    fn lift(x: Field<C, N>, y: Field<C, N>) -> Result<Self::Affine, Error> {
        let ax = match C::A {
            Some(a) => Field::<C, N>::new(a) * x,
            None => Field::<C, N>::ZERO - x - x.double(),
        };
        let right = x.square() * x + ax + Field::<C, N>::new(C::B);
        (y.square() == right).then_some(Affine { x, y }).ok_or(Error::NotOnCurve)
    }

    #[inline(never)]
    fn coordinates(point: &Self::Point) -> (Field<C, N>, Field<C, N>) {
        let inverse = point.z.invert();
        let square = inverse.square();
        (point.x * square, point.y * square * inverse)
    }

    fn has_x(point: &Self::Point, x: &Field<C, N>) -> bool {
        !Self::is_neutral(point) && point.x == *x * point.z.square()
    }

    fn neutral() -> Self::Point {
        Jacobian { x: Field::<C, N>::ONE, y: Field::<C, N>::ONE, z: Field::<C, N>::ZERO }
    }

    fn is_neutral(point: &Self::Point) -> bool {
        point.z.is_zero() != 0
    }

    fn point(affine: &Self::Affine) -> Self::Point {
        Jacobian { x: affine.x, y: affine.y, z: Field::<C, N>::ONE }
    }

    #[inline(never)]
    fn double(point: &Self::Point) -> Self::Point {
        let Jacobian { x, y, z } = *point;
        let zz = z.square();
        let slope = match C::A {
            Some(a) => {
                let xx = x.square();
                xx.double() + xx + Field::<C, N>::new(a) * zz.square()
            }
            None => {
                let product = (x - zz) * (x + zz);
                product.double() + product
            }
        };
        let twice_y = y.double();
        let four_yy = twice_y.square();
        let four_xyy = x * four_yy;
        let out_x = slope.square() - four_xyy.double();
        Jacobian {
            x: out_x,
            y: slope * (four_xyy - out_x) - four_yy.square().half(),
            z: twice_y * z,
        }
    }

    #[inline(never)]
    fn add_different(point: &Self::Point, other: &Self::Affine) -> Self::Point {
        let (sum, _, _) = add_affine::<C, N>(point, other);
        sum
    }

    fn add(point: &Self::Point, other: &Self::Affine) -> Self::Point {
        let (sum, h, r) = add_affine::<C, N>(point, other);
        let twice = Self::double(&Self::point(other));
        let equal = h.is_zero() & r.is_zero();
        Jacobian {
            x: Element::select(&sum.x, &twice.x, equal),
            y: Element::select(&sum.y, &twice.y, equal),
            z: Element::select(&sum.z, &twice.z, equal),
        }
    }

    #[cfg(any(feature = "alloc", test))]
    #[inline(never)]
    fn add_vartime(point: &Self::Point, other: &Self::Affine) -> Self::Point {
        if Self::is_neutral(point) {
            return Self::point(other);
        }
        let (sum, h, r) = add_affine::<C, N>(point, other);
        finish_vartime::<C, N>(point, sum, &h, &r)
    }

    #[inline(never)]
    fn add_cached_vartime(point: &Self::Point, other: &Self::Cached) -> Self::Point {
        if Self::is_neutral(point) {
            return other.point;
        }
        if Self::is_neutral(&other.point) {
            return *point;
        }
        let zz = point.z.square();
        let (sum, h, r) = add_jacobian::<C, N>(
            (point.x * other.zz, point.y * other.zzz),
            (other.point.x * zz, other.point.y * zz * point.z),
            point.z * other.point.z,
        );
        finish_vartime::<C, N>(point, sum, &h, &r)
    }

    #[inline(never)]
    fn cache(point: &Self::Point) -> Self::Cached {
        let zz = point.z.square();
        Cached { point: *point, zz, zzz: zz * point.z }
    }

    fn negate_cached(cached: &Self::Cached) -> Self::Cached {
        let point = Jacobian { y: -cached.point.y, ..cached.point };
        Cached { point, ..*cached }
    }

    #[inline(always)]
    fn negate_affine(affine: &Self::Affine, mask: u64) -> Self::Affine {
        Affine { x: affine.x, y: Element::select(&affine.y, &-affine.y, mask) }
    }

    fn negate_point(point: &Self::Point, mask: u64) -> Self::Point {
        Jacobian { y: Element::select(&point.y, &-point.y, mask), ..*point }
    }

    #[inline(always)]
    fn pick(row: &Row<Self, N>, index: u64) -> Self::Affine {
        let mut picked = Affine { x: Element::ZERO, y: Element::ZERO };
        for (i, affine) in row.iter().enumerate() {
            let mask = limbs::is_zero_word(i as u64 ^ index);
            picked.x.pick(&affine.x, mask);
            picked.y.pick(&affine.y, mask);
        }
        picked
    }

    #[inline(never)]
    fn normalise(points: &[Self::Point; 16]) -> Row<Self, N> {
        let mut inverses = points.map(|point| point.z);
        field::invert_all(&mut inverses);
        let mut row = [Affine { x: Element::ZERO, y: Element::ZERO }; 16];
        for ((affine, point), inverse) in row.iter_mut().zip(points).zip(&inverses) {
            let square = inverse.square();
            *affine = Affine { x: point.x * square, y: point.y * square * *inverse };
        }
        row
    }

    #[cfg(feature = "alloc")]
    fn tables() -> &'static OnceBox<Tables<Self, N>> {
        C::tables()
    }
}

/// A sum, with the two differences that are zero for equal points.
type Sum<C, const N: usize> = (Jacobian<<C as Parameters<N>>::Field, N>, Field<C, N>, Field<C, N>);

/// The sum of a point and an affine one that differ; see [`add_jacobian`].
#[inline(always)]
fn add_affine<C: Parameters<N>, const N: usize>(
    point: &Jacobian<C::Field, N>,
    other: &Affine<C::Field, N>,
) -> Sum<C, N> {
    let zz = point.z.square();
    add_jacobian::<C, N>((point.x, point.y), (other.x * zz, other.y * zz * point.z), point.z)
}

/// The sum of two points over a common Z, and by how much their *x* and *y* differ.
///
/// It is not the sum where the two are equal (both differences are zero) or either is neutral.
/// Of opposite points (only the first is zero) it is the neutral element, as it must be.
#[inline(always)]
fn add_jacobian<C: Parameters<N>, const N: usize>(
    (x, y): (Field<C, N>, Field<C, N>),
    (other_x, other_y): (Field<C, N>, Field<C, N>),
    z: Coordinate<Weierstrass<C>, N>,
) -> Sum<C, N> {
    let h = other_x - x;
    let r = other_y - y;
    let hh = h.square();
    let hhh = hh * h;
    let xhh = x * hh;
    let out_x = r.square() - hhh - xhh.double();
    let out_y = r * (xhh - out_x) - y * hhh;
    (Jacobian { x: out_x, y: out_y, z: z * h }, h, r)
}

/// Puts the double in the place of what is no sum.
fn finish_vartime<C: Parameters<N>, const N: usize>(
    point: &Jacobian<C::Field, N>,
    sum: Jacobian<C::Field, N>,
    h: &Field<C, N>,
    r: &Field<C, N>,
) -> Jacobian<C::Field, N> {
    if h.is_zero() & r.is_zero() == 0 { sum } else { Weierstrass::<C>::double(point) }
}
