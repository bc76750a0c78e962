//! Against the plainest arithmetic there is: doubling and adding modulo the prime.

use proptest::collection::vec;
use proptest::prelude::*;
use std::vec::Vec;

use super::*;
use crate::curves;
use crate::group::Group;

/// a + b modulo the prime, both below it.
fn plain_sum<const N: usize>(a: &Limbs<N>, b: &Limbs<N>, prime: &Limbs<N>) -> Limbs<N> {
    let (sum, carry) = limbs::add(a, b);
    let (less, borrow) = limbs::sub(&sum, prime);
    if carry || !borrow { less } else { sum }
}

fn plain_product<const N: usize>(a: &Limbs<N>, b: &Limbs<N>, prime: &Limbs<N>) -> Limbs<N> {
    let mut sum = [0; N];
    for i in (0..64 * N).rev() {
        sum = plain_sum(&sum, &sum, prime);
        if b[i / 64] >> (i % 64) & 1 == 1 {
            sum = plain_sum(&sum, a, prime);
        }
    }
    sum
}

/// Any number below 2^(64 N) modulo the prime.
fn plain_rest<const N: usize>(number: &Limbs<N>, prime: &Limbs<N>) -> Limbs<N> {
    plain_product(&one(), number, prime)
}

fn check<P: Prime<N>, const N: usize>(words: &[Vec<u64>]) {
    let p = &P::MODULUS;
    let [a, b] = [0, 1].map(|i| {
        let mut number = [0; N];
        number.copy_from_slice(&words[i][..N]);
        number
    });
    let (x, y) = (Element::<P, N>::new(a), Element::<P, N>::new(b));
    let (a, b) = (plain_rest(&a, p), plain_rest(&b, p));
    assert_eq!(x.number(), a);
    assert_eq!((x + y).number(), plain_sum(&a, &b, p));
    assert_eq!((x * y).number(), plain_product(&a, &b, p));
    assert_eq!(x.square().number(), plain_product(&a, &a, p));
    assert_eq!((x - y + y).number(), a);
    assert_eq!((-x + x).number(), [0; N]);
    let same = x;
    assert_eq!((x - same).is_zero(), u64::MAX);
    assert_eq!(x.half().double().number(), a);
    assert_eq!(x.double().number(), plain_sum(&a, &a, p));
    // 2^(64 N) is what 2^(64 N) − 1 and 1 are together.
    let above = plain_sum(&plain_rest(&[u64::MAX; N], p), &one(), p);
    let wide = plain_sum(&a, &plain_product(&b, &above, p), p);
    assert_eq!(Element::<P, N>::from_wide(a, b).number(), wide);
    if x.is_zero() == 0 {
        assert_eq!((x * x.invert()).number(), one());
        let mut several = [x, Element::ONE.double(), x.square()];
        invert_all(&mut several);
        assert_eq!((several[0] * x).number(), one());
        assert_eq!((several[2] * x * x).number(), one());
    }
    let beside = if a == b { u64::MAX } else { 0 };
    assert_eq!(x == y, beside != 0);
    assert_eq!(Element::select(&x, &y, 0).number(), a);
    assert_eq!(Element::select(&x, &y, u64::MAX).number(), b);
}

fn all(words: &[Vec<u64>]) {
    check::<<curves::CryptoProA as Group<4>>::Field, 4>(words);
    check::<<curves::CryptoProA as Group<4>>::Order, 4>(words);
    check::<<curves::CryptoProB as Group<4>>::Field, 4>(words);
    check::<<curves::CryptoProB as Group<4>>::Order, 4>(words);
    check::<<curves::CryptoProC as Group<4>>::Field, 4>(words);
    check::<<curves::CryptoProC as Group<4>>::Order, 4>(words);
    check::<<curves::Tc26256A as Group<4>>::Order, 4>(words);
    check::<<curves::Tc26512A as Group<8>>::Field, 8>(words);
    check::<<curves::Tc26512A as Group<8>>::Order, 8>(words);
    check::<<curves::Tc26512B as Group<8>>::Field, 8>(words);
    check::<<curves::Tc26512B as Group<8>>::Order, 8>(words);
    check::<<curves::Tc26512C as Group<8>>::Order, 8>(words);
    check::<<curves::Worked512 as Group<8>>::Field, 8>(words);
}

/// Random words, and often such as make carries run to the end.
fn words() -> impl Strategy<Value = Vec<u64>> {
    let word = prop_oneof![
        3 => any::<u64>(),
        2 => Just(u64::MAX),
        2 => Just(0),
        1 => 0..2000u64,
        1 => (0..2000u64).prop_map(|word| u64::MAX - word),
    ];
    vec(word, 8)
}

fn times(cases: u32) -> ProptestConfig {
    ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) }
}

proptest! {
    #![proptest_config(times(200))]

    #[test]
    fn it_is_the_arithmetic_of_residues(words in vec(words(), 2)) {
        all(&words);
    }
}

/// Every pair of numbers around 0, the primes and 2^(64 N).
#[test]
fn it_holds_around_the_ends() {
    fn ends<P: Prime<N>, const N: usize>() {
        let mut numbers = Vec::new();
        for word in (0..4).chain([568, 569, 570, 616, 617, 618, 1233, 1234, 1235]) {
            let mut small = [0; N];
            small[0] = word;
            numbers.push(small);
            numbers.push(limbs::sub(&[0; N], &small).0);
            numbers.push(limbs::sub(&P::MODULUS, &small).0);
            numbers.push(limbs::add(&P::MODULUS, &small).0);
        }
        for a in &numbers {
            for b in &numbers {
                check::<P, N>(&[a.to_vec(), b.to_vec()]);
            }
        }
    }
    ends::<<curves::CryptoProA as Group<4>>::Field, 4>();
    ends::<<curves::CryptoProB as Group<4>>::Field, 4>();
    ends::<<curves::Tc26256A as Group<4>>::Order, 4>();
    ends::<<curves::Tc26512A as Group<8>>::Field, 8>();
}
