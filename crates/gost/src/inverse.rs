//! Inverses modulo a prime in constant time, by divisions of the lowest bits.
//!
//! D. J. Bernstein, B.-Y. Yang, "Fast constant-time gcd computation and modular inversion",
//! TCHES 2019(3): a pair (*f*, *g*), at first the prime and the number, takes steps in each of
//! which *g* is made even by adding *f* where needed and halved; they may change places before.
//! Which of the two happens depends on the lowest bit of *g* and on a counter. After enough steps,
//! whose number depends on the length alone, *g* is 0 and *f* is ±1. The same steps taken by
//! (0, 1) modulo the prime give ± the inverse. Sixty-two steps look only at the lowest word of
//! each, and are then applied to the whole numbers as one matrix.

use crate::limbs::{self, Limbs};

/// Steps that are taken together, and bits of a word of a signed number here.
const STEPS: usize = 62;
const MASK: i64 = (1 << STEPS) - 1;

/// The most words: 512 bits, a sign and some room.
const WORDS: usize = 9;

/// A signed number in words of 62 bits, the lowest first; the highest has the sign.
type Signed = [i64; WORDS];

/// What 62 steps do to (*f*, *g*), times 2^62.
#[derive(Clone, Copy)]
struct Matrix {
    f: (i64, i64),
    g: (i64, i64),
}

/// The inverse of a number below the prime; 0 for 0.
pub fn modulo<const N: usize>(number: &Limbs<N>, prime: &Limbs<N>) -> Limbs<N> {
    let modulus = split(prime);
    let inverse = limbs::inverse_word(prime[0]) as i64 & MASK;
    let (mut f, mut g) = (modulus, split(number));
    let (mut d, mut e) = ([0; WORDS], [0; WORDS]);
    e[0] = 1;
    let mut counter = -1;
    for _ in 0..rounds(64 * N) {
        let matrix;
        (counter, matrix) = steps(counter, f[0], g[0]);
        apply_exactly(&matrix, &mut f, &mut g, words(N));
        apply_modulo(&matrix, &mut d, &mut e, &modulus, inverse, words(N));
    }
    // d is between −2 and 1 primes, and f = ±1 says which sign the inverse has.
    let sign = |number: &Signed| limbs::hidden((number[words(N) - 1] >> 63) as u64) as i64;
    let negative = sign(&d);
    add_where(&mut d, &modulus, negative, words(N));
    negate_where(&mut d, sign(&f), words(N));
    let negative = sign(&d);
    add_where(&mut d, &modulus, negative, words(N));
    join(&d)
}

/// Words of 62 bits for N of 64 bits and a sign.
const fn words(n: usize) -> usize {
    64 * n / STEPS + 1
}

/// How often 62 steps are taken: enough for all numbers of so many bits. The bound is that for a
/// counter that starts at 1/2: P. Wuille, "Bounds on divsteps iterations in safegcd".
const fn rounds(bits: usize) -> usize {
    ((45_907 * bits + 26_313) / 19_929).div_ceil(STEPS)
}

/// Sixty-two steps that look only at the lowest words.
///
/// The counter is −(δ + 1/2) of the paper, and f is odd all the time.
#[inline(always)]
fn steps(mut counter: i64, f: i64, g: i64) -> (i64, Matrix) {
    let (mut f, mut g) = (f, g);
    let (mut f_f, mut f_g, mut g_f, mut g_g) = (1i64, 0i64, 0i64, 1i64);
    for _ in 0..STEPS {
        let odd = -(g & 1);
        let swap = counter >> 63;
        // g + f, or g − f where they change places.
        let add = |to: i64, what: i64| to.wrapping_add(((what ^ swap).wrapping_sub(swap)) & odd);
        (g, g_f, g_g) = (add(g, f), add(g_f, f_f), add(g_g, f_g));
        // f + (g − f) is the g that was.
        let swap = swap & odd;
        counter = (counter ^ swap) - 1;
        f = f.wrapping_add(g & swap);
        f_f = f_f.wrapping_add(g_f & swap) << 1;
        f_g = f_g.wrapping_add(g_g & swap) << 1;
        g >>= 1;
    }
    (counter, Matrix { f: (f_f, f_g), g: (g_f, g_g) })
}

/// (f, g) becomes the matrix times it: the lowest 62 bits are 0 and fall off.
#[inline(always)]
fn apply_exactly(matrix: &Matrix, f: &mut Signed, g: &mut Signed, words: usize) {
    let (mut above_f, mut above_g) = (0i128, 0i128);
    for i in 0..words {
        above_f += product(matrix.f.0, f[i]) + product(matrix.f.1, g[i]);
        above_g += product(matrix.g.0, f[i]) + product(matrix.g.1, g[i]);
        if i > 0 {
            f[i - 1] = above_f as i64 & MASK;
            g[i - 1] = above_g as i64 & MASK;
        }
        above_f >>= STEPS;
        above_g >>= STEPS;
    }
    f[words - 1] = above_f as i64;
    g[words - 1] = above_g as i64;
}

/// The same modulo the prime: so many primes are added that the lowest 62 bits are 0.
///
/// Both are between −2 and 1 primes, before and after.
#[inline(always)]
fn apply_modulo(
    matrix: &Matrix,
    d: &mut Signed,
    e: &mut Signed,
    modulus: &Signed,
    inverse: i64,
    words: usize,
) {
    let (d_sign, e_sign) = (d[words - 1] >> 63, e[words - 1] >> 63);
    let mut primes_d = (matrix.f.0 & d_sign) + (matrix.f.1 & e_sign);
    let mut primes_e = (matrix.g.0 & d_sign) + (matrix.g.1 & e_sign);
    let lowest = |row: (i64, i64)| row.0.wrapping_mul(d[0]).wrapping_add(row.1.wrapping_mul(e[0]));
    let missing = |low: i64, primes: i64| inverse.wrapping_mul(low).wrapping_add(primes) & MASK;
    primes_d -= missing(lowest(matrix.f), primes_d);
    primes_e -= missing(lowest(matrix.g), primes_e);
    let (mut above_d, mut above_e) = (0i128, 0i128);
    for i in 0..words {
        above_d += product(matrix.f.0, d[i]) + product(matrix.f.1, e[i]);
        above_e += product(matrix.g.0, d[i]) + product(matrix.g.1, e[i]);
        above_d += product(modulus[i], primes_d);
        above_e += product(modulus[i], primes_e);
        if i > 0 {
            d[i - 1] = above_d as i64 & MASK;
            e[i - 1] = above_e as i64 & MASK;
        }
        above_d >>= STEPS;
        above_e >>= STEPS;
    }
    d[words - 1] = above_d as i64;
    e[words - 1] = above_e as i64;
}

#[inline(always)]
fn product(a: i64, b: i64) -> i128 {
    a as i128 * b as i128
}

/// Adds where the mask is all ones.
fn add_where(to: &mut Signed, number: &Signed, mask: i64, words: usize) {
    for (to, number) in to.iter_mut().zip(number) {
        *to += number & mask;
    }
    carry(to, words);
}

/// The opposite where the mask is all ones.
fn negate_where(number: &mut Signed, mask: i64, words: usize) {
    for word in number.iter_mut() {
        *word = (*word ^ mask) - mask;
    }
    carry(number, words);
}

/// Words back to 62 bits each.
fn carry(number: &mut Signed, words: usize) {
    for i in 1..words {
        number[i] += number[i - 1] >> STEPS;
        number[i - 1] &= MASK;
    }
}

fn split<const N: usize>(number: &Limbs<N>) -> Signed {
    let mut words = [0; WORDS];
    for (i, word) in words.iter_mut().enumerate() {
        *word = limbs::bits(number, STEPS * i, STEPS) as i64;
    }
    words
}

fn join<const N: usize>(words: &Signed) -> Limbs<N> {
    let mut number = [0; N];
    for (i, word) in words.iter().enumerate() {
        let (at, shift) = (STEPS * i / 64, STEPS * i % 64);
        if let Some(low) = number.get_mut(at) {
            *low |= (*word as u64) << shift;
        }
        if let Some(high) = number.get_mut(at + 1) {
            // What of 62 bits is above the 64 − shift that fitted; at least two bits are missing.
            *high |= (*word as u64) >> 1 >> (63 - shift);
        }
    }
    number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_steps_is_that_of_the_proof() {
        assert_eq!((rounds(256), rounds(512)), (10, 20));
        assert_eq!((words(4), words(8)), (5, 9));
    }

    #[test]
    fn small_numbers_are_inverted() {
        let prime = [1_000_003, 0, 0, 0];
        for number in 0..2000u64 {
            let inverse = modulo(&[number, 0, 0, 0], &prime);
            let product = u128::from(inverse[0]) * u128::from(number) % 1_000_003;
            assert_eq!(product, u128::from(number > 0));
            assert!(inverse[0] < 1_000_003 && inverse[1..] == [0; 3]);
        }
    }

    #[test]
    fn words_are_split_and_joined() {
        let number = [u64::MAX, 0x0123_4567_89AB_CDEF, 1 << 63, u64::MAX - 1];
        assert_eq!(join::<4>(&split(&number)), number);
        let number = [u64::MAX; 8];
        assert_eq!(join::<8>(&split(&number)), number);
    }
}
