//! The two sets whose curves have an Edwards form *u*² + *v*² = 1 + *d u² v²* and order 4 *q*,
//! in extended coordinates (*u* = X/Z, *v* = Y/Z, T = XY/Z).
//!
//! *d* is no square, so that the one formula of addition holds for all points. RFC 7836,
//! section 5.2 and appendix A, gives the two maps between the forms: with *s* = (1 − *d*)/4 and
//! *t* = (1 + *d*)/6, the point (*u*, *v*) is (*s* (1 + *v*)/(1 − *v*) + *t*, the same *x* − *t*
//! divided by *u*) on the Weierstrass curve.

use core::marker::PhantomData;

#[cfg(feature = "alloc")]
use once_cell::race::OnceBox;
use zeroize::Zeroize;

use crate::Error;
use crate::field::{self, Element, Prime};
#[cfg(feature = "alloc")]
use crate::group::Tables;
use crate::group::{self, Group, Row};
use crate::limbs::{self, Limbs};

/// The parameters of such a curve.
pub trait Parameters<const N: usize>: Copy + Send + Sync + 'static {
    /// The prime *p*.
    type Field: Prime<N>;
    /// The prime *q*.
    type Order: Prime<N>;
    /// The coefficient *d*.
    const D: Limbs<N>;
    /// The coefficients *a* and *b* of the Weierstrass equation.
    const WEIERSTRASS: (Limbs<N>, Limbs<N>);
    /// The base point in coordinates of the Weierstrass equation.
    const GENERATOR: (Limbs<N>, Limbs<N>);
    /// See [`Group::TAG`].
    const TAG: u8;
    /// See [`Group::tables`].
    #[cfg(feature = "alloc")]
    fn tables() -> &'static OnceBox<Tables<Edwards<Self>, N>>;
}

/// The group of order *q* of a curve with parameters `C`.
#[derive(Clone, Copy)]
pub struct Edwards<C>(PhantomData<C>);

type Field<C, const N: usize> = Element<<C as Parameters<N>>::Field, N>;

/// A point (X : Y : Z) with T = XY/Z.
#[derive(Clone, Copy)]
pub struct Extended<F, const N: usize> {
    x: Element<F, N>,
    y: Element<F, N>,
    z: Element<F, N>,
    t: Element<F, N>,
}

/// A point (*u*, *v*) with *d u v*.
#[derive(Clone, Copy)]
pub struct Affine<F, const N: usize> {
    u: Element<F, N>,
    v: Element<F, N>,
    duv: Element<F, N>,
}

/// A point (X : Y : Z) with *d* T.
#[derive(Clone, Copy)]
pub struct Cached<F, const N: usize> {
    x: Element<F, N>,
    y: Element<F, N>,
    z: Element<F, N>,
    dt: Element<F, N>,
}

impl<F, const N: usize> Zeroize for Extended<F, N> {
    fn zeroize(&mut self) {
        self.x.zeroize();
        self.y.zeroize();
        self.z.zeroize();
        self.t.zeroize();
    }
}

/// 12 *s* = 3 (1 − *d*) and 12 *t* = 2 (1 + *d*): so multiplied, the maps need no sixths.
fn twelvefold<C: Parameters<N>, const N: usize>() -> (Field<C, N>, Field<C, N>) {
    let d = Field::<C, N>::new(C::D);
    let rest = Field::<C, N>::ONE - d;
    (rest.double() + rest, (Field::<C, N>::ONE + d).double())
}

fn times_twelve<F: Prime<N>, const N: usize>(element: Element<F, N>) -> Element<F, N> {
    (element.double() + element).double().double()
}

/// The point (*u*, *v*) for a point of the Weierstrass curve other than the one of order two.
fn from_weierstrass<C: Parameters<N>, const N: usize>(
    x: Field<C, N>,
    y: Field<C, N>,
) -> Result<Affine<C::Field, N>, Error> {
    let (a, b) = C::WEIERSTRASS;
    let right = (x.square() + Field::<C, N>::new(a)) * x + Field::<C, N>::new(b);
    if y.square() != right {
        return Err(Error::NotOnCurve);
    }
    let (s, t) = twelvefold::<C, N>();
    let above = times_twelve(x) - t;
    let (u_below, v_below) = (times_twelve(y), above + s);
    let below = u_below * v_below;
    if below.is_zero() != 0 {
        return Err(Error::WrongGroup);
    }
    let inverse = below.invert();
    let u = above * inverse * v_below;
    let v = (above - s) * inverse * u_below;
    Ok(Affine { u, v, duv: Field::<C, N>::new(C::D) * u * v })
}

/// The four factors of the double.
type Factors<C, const N: usize> = (Field<C, N>, Field<C, N>, Field<C, N>, Field<C, N>);

#[inline(always)]
fn doubled<C: Parameters<N>, const N: usize>(point: &Extended<C::Field, N>) -> Factors<C, N> {
    let Extended { x, y, z, .. } = *point;
    let (xx, yy) = (x.square(), y.square());
    let g = xx + yy;
    ((x + y).square() - g, g - z.square().double(), g, xx - yy)
}

impl<C: Parameters<N>, const N: usize> Group<N> for Edwards<C> {
    type Field = C::Field;
    type Order = C::Order;
    type Point = Extended<C::Field, N>;
    type Affine = Affine<C::Field, N>;
    type Cached = Cached<C::Field, N>;

    const TAG: u8 = C::TAG;

    fn generator() -> Self::Affine {
        let (x, y) = C::GENERATOR;
        let generator = from_weierstrass::<C, N>(Field::<C, N>::new(x), Field::<C, N>::new(y));
        // The parameters are on their curve; a test says so.
        generator.unwrap_or(Affine { u: Element::ZERO, v: Element::ONE, duv: Element::ZERO })
    }

    /// Three of four points of the curve are not in the group: *q* times the point tells.
    #[inline(never)]
    fn lift(x: Field<C, N>, y: Field<C, N>) -> Result<Self::Affine, Error> {
        let point = from_weierstrass::<C, N>(x, y)?;
        let times_order = group::mul_vartime::<Self, N>(&C::Order::MODULUS, &point);
        Self::is_neutral(&times_order).then_some(point).ok_or(Error::WrongGroup)
    }

    #[inline(never)]
    fn coordinates(point: &Self::Point) -> (Field<C, N>, Field<C, N>) {
        let (s, t) = twelvefold::<C, N>();
        let Extended { x, y, z, .. } = *point;
        // (1 + v)/(1 − v) = (Z + Y)/(Z − Y) and 1/u = Z/X, with one inversion for both.
        let below = z - y;
        let inverse = times_twelve(below * x).invert();
        let above = s * (z + y) * inverse;
        (above * x + t * below * x * inverse, above * z)
    }

    fn has_x(point: &Self::Point, x: &Field<C, N>) -> bool {
        let (s, t) = twelvefold::<C, N>();
        let (above, below) = (point.z + point.y, point.z - point.y);
        !Self::is_neutral(point) && s * above == (times_twelve(*x) - t) * below
    }

    fn neutral() -> Self::Point {
        let (zero, one) = (Field::<C, N>::ZERO, Field::<C, N>::ONE);
        Extended { x: zero, y: one, z: one, t: zero }
    }

    fn is_neutral(point: &Self::Point) -> bool {
        point.x.is_zero() != 0 && point.y == point.z
    }

    fn point(affine: &Self::Affine) -> Self::Point {
        let Affine { u, v, .. } = *affine;
        Extended { x: u, y: v, z: Field::<C, N>::ONE, t: u * v }
    }

    #[inline(never)]
    fn double(point: &Self::Point) -> Self::Point {
        let (e, f, g, h) = doubled::<C, N>(point);
        Extended { x: e * f, y: g * h, z: f * g, t: e * h }
    }

    /// Without T, which no doubling reads.
    #[inline(never)]
    fn double_on(point: &Self::Point) -> Self::Point {
        let (e, f, g, h) = doubled::<C, N>(point);
        Extended { x: e * f, y: g * h, z: f * g, t: Element::ZERO }
    }

    #[inline(never)]
    fn add_different(point: &Self::Point, other: &Self::Affine) -> Self::Point {
        let Extended { x, y, z, t } = *point;
        let a = x * other.u;
        let b = y * other.v;
        let c = t * other.duv;
        let e = (x + y) * (other.u + other.v) - a - b;
        let (f, g, h) = (z - c, z + c, b - a);
        Extended { x: e * f, y: g * h, z: f * g, t: e * h }
    }

    fn add(point: &Self::Point, other: &Self::Affine) -> Self::Point {
        Self::add_different(point, other)
    }

    #[cfg(any(feature = "alloc", test))]
    #[inline(never)]
    fn add_vartime(point: &Self::Point, other: &Self::Affine) -> Self::Point {
        Self::add_different(point, other)
    }

    #[inline(never)]
    fn add_cached_vartime(point: &Self::Point, other: &Self::Cached) -> Self::Point {
        let Extended { x, y, z, t } = *point;
        let a = x * other.x;
        let b = y * other.y;
        let c = t * other.dt;
        let zz = z * other.z;
        let e = (x + y) * (other.x + other.y) - a - b;
        let (f, g, h) = (zz - c, zz + c, b - a);
        Extended { x: e * f, y: g * h, z: f * g, t: e * h }
    }

    #[inline(never)]
    fn cache(point: &Self::Point) -> Self::Cached {
        let Extended { x, y, z, t } = *point;
        Cached { x, y, z, dt: Field::<C, N>::new(C::D) * t }
    }

    fn negate_cached(cached: &Self::Cached) -> Self::Cached {
        Cached { x: -cached.x, dt: -cached.dt, ..*cached }
    }

    #[inline(always)]
    fn negate_affine(affine: &Self::Affine, mask: u64) -> Self::Affine {
        Affine {
            u: Element::select(&affine.u, &-affine.u, mask),
            v: affine.v,
            duv: Element::select(&affine.duv, &-affine.duv, mask),
        }
    }

    fn negate_point(point: &Self::Point, mask: u64) -> Self::Point {
        Extended {
            x: Element::select(&point.x, &-point.x, mask),
            t: Element::select(&point.t, &-point.t, mask),
            ..*point
        }
    }

    #[inline(always)]
    fn pick(row: &Row<Self, N>, index: u64) -> Self::Affine {
        let mut picked = Affine { u: Element::ZERO, v: Element::ZERO, duv: Element::ZERO };
        for (i, affine) in row.iter().enumerate() {
            let mask = limbs::is_zero_word(i as u64 ^ index);
            picked.u.pick(&affine.u, mask);
            picked.v.pick(&affine.v, mask);
            picked.duv.pick(&affine.duv, mask);
        }
        picked
    }

    #[inline(never)]
    fn normalise(points: &[Self::Point; 16]) -> Row<Self, N> {
        let mut inverses = points.map(|point| point.z);
        field::invert_all(&mut inverses);
        let mut row = [Affine { u: Element::ZERO, v: Element::ZERO, duv: Element::ZERO }; 16];
        for ((affine, point), inverse) in row.iter_mut().zip(points).zip(&inverses) {
            let (u, v) = (point.x * *inverse, point.y * *inverse);
            *affine = Affine { u, v, duv: Field::<C, N>::new(C::D) * u * v };
        }
        row
    }

    #[cfg(feature = "alloc")]
    fn tables() -> &'static OnceBox<Tables<Self, N>> {
        C::tables()
    }
}

#[cfg(test)]
mod tests;
