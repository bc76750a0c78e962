//! The laws of a group, for random multiples of the base points of all nine curves.

use proptest::collection::vec;
use proptest::prelude::*;
use std::vec::Vec;

use super::*;
use crate::curves;

#[test]
fn signed_digits_add_up_to_the_number() {
    for number in [0, 1, 2, 15, 16, 17, 31, 1 << 63, u64::MAX, u64::MAX - 1, 0xF0F1_2345] {
        for width in [2, 5, 8] {
            let digits = Digits::new([number], width);
            let mut sum = 0i128;
            for (i, digit) in digits.at[..digits.len].iter().enumerate() {
                assert!((*digit as i128).abs() < 1 << (width - 1));
                sum += (*digit as i128) << i;
            }
            assert_eq!(sum, number as i128);
        }
    }
}

fn scalar<G: Group<N>, const N: usize>(words: &[u64]) -> Scalar<G, N> {
    let mut number = [0; N];
    number.copy_from_slice(&words[..N]);
    Scalar::<G, N>::new(number)
}

fn same<G: Group<N>, const N: usize>(a: &G::Point, b: &G::Point) -> bool {
    match (G::is_neutral(a), G::is_neutral(b)) {
        (false, false) => G::coordinates(a) == G::coordinates(b),
        (a, b) => a == b,
    }
}

fn laws<G: Group<N>, const N: usize>(words: &[Vec<u64>]) {
    let [a, b, c] = [0, 1, 2].map(|i| scalar::<G, N>(&words[i]));
    let multiple = |scalar: &Scalar<G, N>| group_multiple::<G, N>(scalar);
    let add = |x: &G::Point, y: &G::Point| G::add_cached_vartime(x, &G::cache(y));
    let [x, y, z] = [&a, &b, &c].map(multiple);

    assert!(same::<G, N>(&add(&x, &y), &add(&y, &x)), "commutative");
    let left = add(&add(&x, &y), &z);
    assert!(same::<G, N>(&left, &add(&x, &add(&y, &z))), "associative");
    assert!(same::<G, N>(&left, &multiple(&(a + b + c))), "as numbers add up");
    assert!(same::<G, N>(&add(&x, &x), &G::double(&x)), "doubled");
    let opposite = G::negate_point(&x, u64::MAX);
    assert!(G::is_neutral(&add(&x, &opposite)), "opposite");
    assert!(same::<G, N>(&opposite, &multiple(&-a)), "opposite number");

    // Multiplication by a number, and by two at once.
    let (x_x, x_y) = G::coordinates(&x);
    let affine = G::lift(x_x, x_y).unwrap();
    let product = mul_vartime::<G, N>(&b.number(), &affine);
    assert!(same::<G, N>(&product, &multiple(&(a * b))), "product");
    let both = mul_two_vartime::<G, N>(&c, &b, &affine);
    assert!(same::<G, N>(&both, &multiple(&(c + a * b))), "two at once");
    assert!(same::<G, N>(&G::add_vartime(&y, &affine), &add(&y, &x)), "affine");
    assert!(same::<G, N>(&G::add(&y, &affine), &add(&y, &x)), "in constant time");
    let inverse = a.invert();
    assert!(same::<G, N>(
        &mul_vartime::<G, N>(&inverse.number(), &affine),
        &multiple(&Element::ONE)
    ));
}

fn group_multiple<G: Group<N>, const N: usize>(scalar: &Scalar<G, N>) -> G::Point {
    mul_base::<G, N>(scalar)
}

/// Random words, and often such as make carries run.
fn words() -> impl Strategy<Value = Vec<u64>> {
    let word = prop_oneof![4 => any::<u64>(), 1 => Just(0), 1 => Just(u64::MAX), 1 => Just(1)];
    vec(word, 8)
}

fn times(cases: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

proptest! {
    #![proptest_config(times(40))]

    #[test]
    fn the_laws_of_a_group_hold(words in vec(words(), 3)) {
        let [a, b, c] = [0, 1, 2].map(|i| words[i].iter().all(|word| *word == 0));
        prop_assume!(!a && !b && !c);
        laws::<curves::CryptoProA, 4>(&words);
        laws::<curves::CryptoProB, 4>(&words);
        laws::<curves::CryptoProC, 4>(&words);
        laws::<curves::Tc26256A, 4>(&words);
        laws::<curves::Tc26512A, 8>(&words);
        laws::<curves::Tc26512B, 8>(&words);
        laws::<curves::Tc26512C, 8>(&words);
        laws::<curves::Worked256, 4>(&words);
        laws::<curves::Worked512, 8>(&words);
    }
}
