//! The worked examples of the standard, and the corners of the arithmetic under them.

use std::vec::Vec;

use super::*;
use crate::curves;
use crate::limbs::hex;

/// GOST R 34.10-2012, appendix A.1; RFC 7091, section 7.1.
#[test]
fn the_worked_example_of_256_bits_comes_out() {
    type G = curves::Worked256;
    let scalar = |text| Scalar::<G, 4>::canonical(hex(text)).unwrap();
    let d = scalar("7A929ADE789BB9BE 10ED359DD39A72C1 1B60961F49397EEE 1D19CE9891EC3B28");
    let e = scalar("2DFBC1B372D89A11 88C09C52E0EEC61F CE52032AB1022E8E 67ECE6672B043EE5");
    let k = scalar("77105C9B20BCD312 2823C8CF6FCC7B95 6DE33814E95B7FE6 4FED924594DCEAB3");
    let (x, y) = public::<G, 4>(&d);
    assert_eq!(
        x.number(),
        hex("7F2B49E270DB6D90 D8595BEC458B50C5 8585BA1D4E9B788F 6689DBD8E56FD80B")
    );
    assert_eq!(
        y.number(),
        hex("26F1B489D6701DD1 85C8413A977B3CBB AF64D1C593D26627 DFFB101A87FF77DA")
    );
    let (r, s) = sign_with::<G, 4>(&d, &e, &k).unwrap();
    assert_eq!(r, hex("41AA28D2F1AB1482 80CD9ED56FEDA419 74053554A42767B8 3AD043FD39DC0493"));
    assert_eq!(s, hex("01456C64BA4642A1 653C235A98A60249 BCD6D3F746B631DF 928014F6C5BF9C40"));
    let mut digest = [0; 32];
    limbs::to_le_bytes(&e.number(), &mut digest);
    let key = G::lift(x, y).unwrap();
    assert!(verify::<G, 4>(&key, &digest, r, s));
    digest[31] ^= 1;
    assert!(!verify::<G, 4>(&key, &digest, r, s));
}

/// GOST R 34.10-2012, appendix A.2; RFC 7091, section 7.2.
#[test]
fn the_worked_example_of_512_bits_comes_out() {
    type G = curves::Worked512;
    let scalar = |text| Scalar::<G, 8>::canonical(hex(text)).unwrap();
    let d = scalar(
        "0BA6048AADAE241B A40936D47756D7C9 3091A0E851466970 0EE7508E508B1020 \
         72E8123B2200A056 3322DAD2827E2714 A2636B7BFD18AADF C62967821FA18DD4",
    );
    let e = scalar(
        "3754F3CFACC9E061 5C4F4A7C4D8DAB53 1B09B6F9C170C533 A71D147035B0C591 \
         7184EE536593F441 4339976C647C5D5A 407ADEDB1D560C4F C6777D2972075B8C",
    );
    let k = scalar(
        "0359E7F4B1410FEA CC570456C6801496 946312120B39D019 D455986E364F3658 \
         86748ED7A44B3E79 4434006011842286 212273A6D14CF70E A3AF71BB1AE679F1",
    );
    let (x, y) = public::<G, 8>(&d);
    assert_eq!(
        x.number(),
        hex("115DC5BC96760C7B 48598D8AB9E740D4 C4A85A65BE33C181 5B5C320C854621DD \
             5A515856D13314AF 69BC5B924C8B4DDF F75C45415C1D9DD9 DD33612CD530EFE1")
    );
    assert_eq!(
        y.number(),
        hex("37C7C90CD40B0F56 21DC3AC1B751CFA0 E2634FA0503B3D52 639F5D7FB72AFD61 \
             EA199441D943FFE7 F0C70A2759A3CDB8 4C114E1F9339FDF2 7F35ECA93677BEEC")
    );
    let (r, s) = sign_with::<G, 8>(&d, &e, &k).unwrap();
    assert_eq!(
        r,
        hex("2F86FA60A081091A 23DD795E1E3C689E E512A3C82EE0DCC2 643C78EEA8FCACD3 \
             5492558486B20F1C 9EC197C906998502 60C93BCBCD9C5C33 17E19344E173AE36")
    );
    assert_eq!(
        s,
        hex("1081B394696FFE8E 6585E7A9362D26B6 325F56778AADBC08 1C0BFBE933D52FF5 \
             823CE288E8C4F362 526080DF7F70CE40 6A6EEB1F56919CB9 2A9853BDE73E5B4A")
    );
    let mut digest = [0; 64];
    limbs::to_le_bytes(&e.number(), &mut digest);
    assert!(verify::<G, 8>(&G::lift(x, y).unwrap(), &digest, r, s));
}

/// RFC 7836, appendix A.2, gives the base points in coordinates of the Edwards form too: here the
/// point that we map there and back is the one of the Weierstrass form.
#[test]
fn points_of_the_edwards_form_come_back_from_it() {
    fn check<G: Group<N>, const N: usize>() {
        let (x, y) = G::coordinates(&G::point(&G::generator()));
        let lifted = G::lift(x, y).unwrap();
        assert!(G::coordinates(&G::point(&lifted)) == (x, y));
    }
    check::<curves::Tc26256A, 4>();
    check::<curves::Tc26512C, 8>();
}

/// Runs a check on each of the nine curves.
macro_rules! on_all {
    ($check:ident) => {
        $check::<curves::CryptoProA, 4>();
        $check::<curves::CryptoProB, 4>();
        $check::<curves::CryptoProC, 4>();
        $check::<curves::Tc26256A, 4>();
        $check::<curves::Tc26512A, 8>();
        $check::<curves::Tc26512B, 8>();
        $check::<curves::Tc26512C, 8>();
        $check::<curves::Worked256, 4>();
        $check::<curves::Worked512, 8>();
    };
}

/// Scalars at which a window, a carry or the last addition is a special case.
fn corners<G: Group<N>, const N: usize>() -> Vec<Limbs<N>> {
    let q = <G::Order as Prime<N>>::MODULUS;
    let small = |n: u64| {
        let mut number = [0; N];
        number[0] = n;
        number
    };
    let mut numbers = Vec::new();
    for n in [1, 2, 3, 4, 5, 15, 16, 17, 30, 31, 32, 33, 34, 63, 64, 65, 1023, 1024, 1025] {
        numbers.push(small(n));
        numbers.push(limbs::sub(&q, &small(n)).0);
    }
    // Powers of two and what they are away from q: the last addition of the table meets
    // equal points there, when the sum of all digits but the last is 2^j − q.
    for j in (64 * N).saturating_sub(8)..64 * N {
        let mut power = [0; N];
        power[j / 64] = 1 << (j % 64);
        for number in [power, limbs::sub(&q, &power).0, limbs::sub(&power, &q).0] {
            for offset in [0, 1, 2] {
                numbers.push(limbs::add(&number, &small(offset)).0);
                numbers.push(limbs::sub(&number, &small(offset)).0);
            }
        }
    }
    let (twice, _) = limbs::sub(&[0; N], &q);
    numbers.push(twice);
    numbers.push(limbs::sub(&q, &twice).0);
    numbers.push([u64::MAX; N]);
    numbers
}

/// The table of the base point against a chain of doublings and complete additions.
#[test]
fn the_base_point_times_corners_is_the_same_on_two_ways() {
    fn check<G: Group<N>, const N: usize>() {
        for number in corners::<G, N>() {
            let scalar = Scalar::<G, N>::new(number);
            if scalar.is_zero() != 0 {
                continue;
            }
            let quick = G::coordinates(&group::mul_base::<G, N>(&scalar));
            let plain = plain_multiple::<G, N>(&scalar.number(), &G::generator());
            assert!(quick == G::coordinates(&plain), "{number:x?}");
            let zero = Scalar::<G, N>::ZERO;
            let both = group::mul_two_vartime::<G, N>(&scalar, &zero, &G::generator());
            assert!(quick == G::coordinates(&both), "{number:x?}");
            let both = group::mul_two_vartime::<G, N>(&zero, &scalar, &G::generator());
            assert!(quick == G::coordinates(&both), "{number:x?}");
        }
    }
    on_all!(check);
}

fn plain_multiple<G: Group<N>, const N: usize>(number: &Limbs<N>, point: &G::Affine) -> G::Point {
    let mut sum = G::neutral();
    for i in (0..64 * N).rev() {
        sum = G::double(&sum);
        if number[i / 64] >> (i % 64) & 1 == 1 {
            sum = G::add_vartime(&sum, point);
        }
    }
    sum
}

#[test]
fn every_base_point_is_on_its_curve_and_of_its_order() {
    fn check<G: Group<N>, const N: usize>() {
        let generator = G::generator();
        let (x, y) = G::coordinates(&G::point(&generator));
        assert!(G::lift(x, y).is_ok());
        let q = <G::Order as Prime<N>>::MODULUS;
        assert!(G::is_neutral(&plain_multiple::<G, N>(&q, &generator)));
        assert!(G::is_neutral(&group::mul_vartime::<G, N>(&q, &generator)));
        assert!(G::lift(x, y + Element::ONE).is_err());
    }
    on_all!(check);
}

#[test]
fn opposite_equal_and_neutral_points_add_up() {
    fn check<G: Group<N>, const N: usize>() {
        let generator = G::generator();
        let opposite = G::negate_affine(&generator, u64::MAX);
        let point = G::point(&generator);
        let twice = G::double(&point);
        let same = |a: &G::Point, b: &G::Point| {
            assert!(G::coordinates(a) == G::coordinates(b));
        };
        same(&G::add_vartime(&point, &generator), &twice);
        same(&G::add(&point, &generator), &twice);
        same(&G::add_cached_vartime(&point, &G::cache(&point)), &twice);
        same(&G::add_vartime(&twice, &opposite), &point);
        same(&G::add(&twice, &opposite), &point);
        assert!(G::is_neutral(&G::add(&point, &opposite)));
        assert!(G::is_neutral(&G::add_vartime(&point, &opposite)));
        let cached = G::negate_cached(&G::cache(&point));
        assert!(G::is_neutral(&G::add_cached_vartime(&point, &cached)));
        same(&G::add_vartime(&G::neutral(), &generator), &point);
        same(&G::add_cached_vartime(&point, &G::cache(&G::neutral())), &point);
        assert!(G::is_neutral(&G::double(&G::neutral())));
        let (x, _) = G::coordinates(&point);
        assert!(G::has_x(&point, &x) && !G::has_x(&twice, &x) && !G::has_x(&G::neutral(), &x));
    }
    on_all!(check);
}

#[test]
fn numbers_out_of_range_are_no_signature() {
    fn check<G: Group<N>, const N: usize>() {
        let key = G::generator();
        let q = <G::Order as Prime<N>>::MODULUS;
        let digest = [0; 64];
        let digest = &digest[..8 * N];
        let one = Scalar::<G, N>::ONE;
        // The private key 1 and the hash 0, which counts as 1: a signature to spoil.
        let (r, s) = sign::<G, N>(&one, digest, &[0; 32]).unwrap();
        assert!(verify::<G, N>(&key, digest, r, s));
        for (r, s) in [
            ([0; N], s),
            (r, [0; N]),
            (q, s),
            (r, q),
            (limbs::add(&r, &q).0, s),
            (r, limbs::add(&s, &q).0),
            ([u64::MAX; N], s),
            (r, [u64::MAX; N]),
            (s, r),
        ] {
            assert!(!verify::<G, N>(&key, digest, r, s));
        }
    }
    on_all!(check);
}

#[test]
fn nonces_differ_by_key_hash_freshness_attempt_and_curve() {
    fn first<G: Group<N>, const N: usize>(key: u64, hash: u8, fresh: u8, attempt: u8) -> [u64; N] {
        let mut number = [0; N];
        number[0] = key;
        let secret = Scalar::<G, N>::new(number);
        nonce::<G, N>(&secret, &[hash; 64][..8 * N], &[fresh; 32], attempt).number()
    }
    let one = first::<curves::CryptoProA, 4>;
    assert_eq!(one(1, 2, 3, 4), one(1, 2, 3, 4));
    let all = [
        one(1, 2, 3, 4),
        one(2, 2, 3, 4),
        one(1, 3, 3, 4),
        one(1, 2, 4, 4),
        one(1, 2, 3, 5),
        first::<curves::CryptoProC, 4>(1, 2, 3, 4),
    ];
    for (i, a) in all.iter().enumerate() {
        assert!(all[i + 1..].iter().all(|b| a != b));
    }
    // The halves of the long one come from two hashes, not from one twice.
    let long = first::<curves::Tc26512A, 8>(1, 2, 3, 4);
    assert_ne!(long[..4], long[4..]);
}
