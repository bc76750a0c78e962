//! Whole numbers of a fixed length: `N` words of 64 bits, the lowest first.
//!
//! Nothing here branches on a value or reads memory at an address that depends on one.

use core::array::from_fn;

/// A number below 2^(64 N).
pub type Limbs<const N: usize> = [u64; N];

/// Reads a number in hexadecimal digits, the highest first, at compile time; spaces are skipped.
///
/// What does not fit, or is no digit, does not compile.
pub const fn hex<const N: usize>(text: &str) -> Limbs<N> {
    let text = text.as_bytes();
    let mut limbs = [0; N];
    let mut i = text.len();
    let mut nibble = 0;
    while i > 0 {
        i -= 1;
        let digit = match text[i] {
            digit @ b'0'..=b'9' => digit - b'0',
            digit @ b'A'..=b'F' => digit - b'A' + 10,
            b' ' => continue,
            _ => panic!("not a hexadecimal digit"),
        };
        limbs[nibble / 16] |= (digit as u64) << (4 * (nibble % 16));
        nibble += 1;
    }
    limbs
}

/// The sum below 2^(64 N), and what is carried out of it.
#[inline(always)]
pub const fn add<const N: usize>(a: &Limbs<N>, b: &Limbs<N>) -> (Limbs<N>, bool) {
    let mut sum = [0; N];
    let mut carry = false;
    let mut i = 0;
    while i < N {
        (sum[i], carry) = add_word(a[i], b[i], carry);
        i += 1;
    }
    (sum, carry)
}

/// The difference modulo 2^(64 N), and whether it had to borrow.
#[inline(always)]
pub const fn sub<const N: usize>(a: &Limbs<N>, b: &Limbs<N>) -> (Limbs<N>, bool) {
    let mut difference = [0; N];
    let mut borrow = false;
    let mut i = 0;
    while i < N {
        (difference[i], borrow) = sub_word(a[i], b[i], borrow);
        i += 1;
    }
    (difference, borrow)
}

/// `u64::carrying_add`, which is not yet `const`.
#[inline(always)]
const fn add_word(a: u64, b: u64, carry: bool) -> (u64, bool) {
    let (sum, first) = a.overflowing_add(b);
    let (sum, second) = sum.overflowing_add(carry as u64);
    (sum, first | second)
}

/// `u64::borrowing_sub`, which is not yet `const`.
#[inline(always)]
const fn sub_word(a: u64, b: u64, borrow: bool) -> (u64, bool) {
    let (difference, first) = a.overflowing_sub(b);
    let (difference, second) = difference.overflowing_sub(borrow as u64);
    (difference, first | second)
}

/// All ones for true and all zeros for false.
#[inline(always)]
pub const fn mask(condition: bool) -> u64 {
    (condition as u64).wrapping_neg()
}

/// The number where the mask is all ones, zero where it is all zeros.
#[inline(always)]
pub const fn masked<const N: usize>(a: &Limbs<N>, mask: u64) -> Limbs<N> {
    let mut out = [0; N];
    let mut i = 0;
    while i < N {
        out[i] = a[i] & mask;
        i += 1;
    }
    out
}

/// `yes` where the mask is all ones, `no` where it is all zeros.
#[inline(always)]
pub const fn select<const N: usize>(no: &Limbs<N>, yes: &Limbs<N>, mask: u64) -> Limbs<N> {
    let mut out = [0; N];
    let mut i = 0;
    while i < N {
        out[i] = no[i] ^ (mask & (no[i] ^ yes[i]));
        i += 1;
    }
    out
}

/// Whether the two are equal, as a mask.
#[inline(always)]
pub fn equal<const N: usize>(a: &Limbs<N>, b: &Limbs<N>) -> u64 {
    let mut different = 0;
    for (a, b) in a.iter().zip(b) {
        different |= a ^ b;
    }
    is_zero_word(different)
}

/// All ones for zero, all zeros for anything else.
#[inline(always)]
pub fn is_zero_word(word: u64) -> u64 {
    hidden(((word | word.wrapping_neg()) >> 63).wrapping_sub(1))
}

/// All ones for true and all zeros for false, and the compiler does not know that it is one of
/// the two.
#[inline(always)]
pub fn hidden_mask(condition: bool) -> u64 {
    hidden(mask(condition))
}

/// The word itself. Where the compiler knows that a mask has one of two values, it may make a
/// branch of it; this keeps it from knowing.
#[inline(always)]
pub fn hidden(word: u64) -> u64 {
    core::hint::black_box(word)
}

/// 1/odd modulo 2^64: each step doubles the number of right bits, and the first three are right.
pub const fn inverse_word(odd: u64) -> u64 {
    let mut inverse = odd;
    let mut i = 0;
    while i < 5 {
        inverse = inverse.wrapping_mul(2u64.wrapping_sub(odd.wrapping_mul(inverse)));
        i += 1;
    }
    inverse
}

/// The product in two halves, the lower first.
#[inline(always)]
pub fn mul<const N: usize>(a: &Limbs<N>, b: &Limbs<N>) -> (Limbs<N>, Limbs<N>) {
    let mut low = [0; N];
    let mut high = [0; N];
    // `high` is a window of N words that moves up a word with each word of `b`.
    for j in 0..N {
        let mut carry = 0;
        (low[j], carry) = a[0].carrying_mul_add(b[j], high[0], carry);
        for i in 1..N {
            (high[i - 1], carry) = a[i].carrying_mul_add(b[j], high[i], carry);
        }
        high[N - 1] = carry;
    }
    (low, high)
}

/// The square in two halves, the lower first; N is 4 or 8.
#[inline(always)]
pub fn square<const N: usize>(a: &Limbs<N>) -> (Limbs<N>, Limbs<N>) {
    let mut all = [0; 16];
    if N == 4 {
        all[..8].copy_from_slice(&square_four(from_fn(|i| a[i])));
    } else {
        // (x + 2^256 y)² = x² + 2^512 y² + 2^257 x y
        let (x, y) = (from_fn(|i| a[i]), from_fn(|i| a[i + N - 4]));
        all[..8].copy_from_slice(&square_four(x));
        all[8..].copy_from_slice(&square_four(y));
        let (low, high) = mul::<4>(&x, &y);
        let product = [low, high];
        let mut carry = false;
        let mut above = 0;
        for i in 0..12 {
            let word = if i < 8 { product[i / 4][i % 4] } else { 0 };
            (all[i + 4], carry) = all[i + 4].carrying_add(word << 1 | above, carry);
            above = word >> 63;
        }
    }
    (from_fn(|i| all[i]), from_fn(|i| all[i + N]))
}

/// The square of four words: products of different words once, doubled, and the squares.
#[inline(always)]
fn square_four([a, b, c, d]: Limbs<4>) -> Limbs<8> {
    let (p1, carry) = a.carrying_mul(b, 0);
    let (p2, carry) = a.carrying_mul(c, carry);
    let (p3, p4) = a.carrying_mul(d, carry);
    let (p3, carry) = b.carrying_mul_add(c, p3, 0);
    let (p4, p5) = b.carrying_mul_add(d, p4, carry);
    let (p5, p6) = c.carrying_mul_add(d, p5, 0);

    let (s0, s1) = a.carrying_mul(a, 0);
    let (s2, s3) = b.carrying_mul(b, 0);
    let (s4, s5) = c.carrying_mul(c, 0);
    let (s6, s7) = d.carrying_mul(d, 0);
    let (s1, carry) = s1.carrying_add(p1 << 1, false);
    let (s2, carry) = s2.carrying_add(p2 << 1 | p1 >> 63, carry);
    let (s3, carry) = s3.carrying_add(p3 << 1 | p2 >> 63, carry);
    let (s4, carry) = s4.carrying_add(p4 << 1 | p3 >> 63, carry);
    let (s5, carry) = s5.carrying_add(p5 << 1 | p4 >> 63, carry);
    let (s6, carry) = s6.carrying_add(p6 << 1 | p5 >> 63, carry);
    let (s7, _) = s7.carrying_add(p6 >> 63, carry);
    [s0, s1, s2, s3, s4, s5, s6, s7]
}

/// The bits of a number from a place on.
#[inline(always)]
pub fn bits<const N: usize>(number: &Limbs<N>, from: usize, count: usize) -> u64 {
    let word = |i: usize| number.get(i).copied().unwrap_or(0);
    let low = word(from / 64) >> (from % 64);
    let high = word(from / 64 + 1).checked_shl(64 - (from % 64) as u32).unwrap_or(0);
    (low | high) & ((1 << count) - 1)
}

/// Reads a number whose lowest byte comes first; missing high bytes are zero.
///
/// Bytes beyond 8 N are not read: the callers check lengths.
pub fn from_le_bytes<const N: usize>(bytes: &[u8]) -> Limbs<N> {
    let mut limbs = [0; N];
    for (limb, bytes) in limbs.iter_mut().zip(bytes.chunks(8)) {
        let mut word = [0; 8];
        word[..bytes.len()].copy_from_slice(bytes);
        *limb = u64::from_le_bytes(word);
    }
    limbs
}

/// Reads a number whose highest byte comes first.
pub fn from_be_bytes<const N: usize>(bytes: &[u8]) -> Limbs<N> {
    let mut limbs = [0; N];
    for (limb, bytes) in limbs.iter_mut().zip(bytes.rchunks(8)) {
        let mut word = [0; 8];
        word[8 - bytes.len()..].copy_from_slice(bytes);
        *limb = u64::from_be_bytes(word);
    }
    limbs
}

/// Writes 8 N bytes, the lowest first; shorter targets get the low bytes.
pub fn to_le_bytes<const N: usize>(limbs: &Limbs<N>, out: &mut [u8]) {
    for (bytes, limb) in out.chunks_mut(8).zip(limbs) {
        bytes.copy_from_slice(&limb.to_le_bytes()[..bytes.len()]);
    }
}

/// Writes 8 N bytes, the highest first; shorter targets get the low bytes.
pub fn to_be_bytes<const N: usize>(limbs: &Limbs<N>, out: &mut [u8]) {
    for (bytes, limb) in out.rchunks_mut(8).zip(limbs) {
        bytes.copy_from_slice(&limb.to_be_bytes()[8 - bytes.len()..]);
    }
}
