//! The points that only curves of order 4 *q* have: on the curve, and still no keys.

use super::*;
use crate::curves;

type Place<G, const N: usize> =
    (Element<<G as Group<N>>::Field, N>, Element<<G as Group<N>>::Field, N>);

fn refused<C: Parameters<N>, const N: usize>((x, y): Place<Edwards<C>, N>) {
    let (a, b) = C::WEIERSTRASS;
    let right = (x.square() + Element::new(a)) * x + Element::new(b);
    assert!(y.square() == right, "the point is on the curve");
    assert_eq!(Edwards::<C>::lift(x, y).err(), Some(Error::WrongGroup));
}

fn check<C: Parameters<N>, const N: usize>() {
    let generator = Edwards::<C>::generator();
    for multiple in 1..20u64 {
        let mut number = [0; N];
        number[0] = multiple;
        let point = group::mul_vartime::<Edwards<C>, N>(&number, &generator);
        assert!({
            let (x, y) = Edwards::<C>::coordinates(&point);
            Edwards::<C>::lift(x, y).is_ok()
        });
        // The point and one of order two, and the point and either one of order four.
        let Extended { x, y, z, t } = point;
        for moved in [
            Extended { x: -x, y: -y, z, t },
            Extended { x: y, y: -x, z, t: -t },
            Extended { x: -y, y: x, z, t: -t },
        ] {
            refused::<C, N>(Edwards::<C>::coordinates(&moved));
        }
    }
    // The points of order two and four themselves: (t, 0) and (s + t, ±s).
    let (s, t) = twelvefold::<C, N>();
    let twelfth = times_twelve(Element::<C::Field, N>::ONE).invert();
    let (s, t) = (s * twelfth, t * twelfth);
    refused::<C, N>((t, Element::ZERO));
    refused::<C, N>((s + t, s));
    refused::<C, N>((s + t, -s));
}

#[test]
fn points_outside_the_group_of_prime_order_are_refused() {
    fn inner<C: Parameters<N>, const N: usize>(_: PhantomData<Edwards<C>>) {
        check::<C, N>();
    }
    inner::<_, 4>(PhantomData::<curves::Tc26256A>);
    inner::<_, 8>(PhantomData::<curves::Tc26512C>);
}

/// RFC 7836, appendix A.2.
#[test]
fn the_base_points_are_those_of_the_edwards_form() {
    use crate::limbs::hex;

    let point = <curves::Tc26256A as Group<4>>::generator();
    assert_eq!(point.u.number(), hex("D"));
    assert_eq!(
        point.v.number(),
        hex("60CA1E32AA475B34 8488C38FAB07649C E7EF8DBE87F22E81 F92B2592DBA300E7")
    );
    let point = <curves::Tc26512C as Group<8>>::generator();
    assert_eq!(point.u.number(), hex("12"));
    assert_eq!(
        point.v.number(),
        hex("469AF79D1FB1F5E1 6B99592B77A01E2A 0FDFB0D01794368D 9A56117F7B386695 \
             22DD4B650CF789EE BF068C5D139732F0 905622C04B2BAAE7 600303EE73001A3D")
    );
}
