//! The number of a passport and the code that opens the public check together with it.
//!
//! The number is for people: two digits of the year of the issue, nine random ones, and one that
//! shows a slip. It is no secret and opens nothing. The code cannot be guessed, and is made of
//! signs that look the same on a Russian and on a Latin keyboard.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use store::{Entropy, Error, FromValue, Moment, ToValue, Value};

/// How many random numbers are tried at one issue. With a million passports in a year one number
/// in a thousand is taken, so that even the second is rarely needed.
pub const TRIES: usize = 12;

const NUMBER_LEN: usize = 12;
const CODE_LEN: usize = 16;
const GROUP: usize = 4;

/// Neither 0 nor 1 nor the letters taken for digits; each letter has a Cyrillic twin. 16 of them
/// carry 66 bits.
const SIGNS: &[u8; 18] = b"23456789ACEHKMPTXY";

/// A passport's number: twelve digits, the last of which depends on the others.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number([u8; NUMBER_LEN]);

/// The code of the public check. Never prints by itself: see [`Code::shown`].
#[derive(Clone, PartialEq, Eq)]
pub struct Code([u8; CODE_LEN]);

/// The text is not a number of a passport: it has other signs, or digits were mistyped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotANumber;

impl Number {
    /// A random number for an issue at `now`.
    pub fn random(now: Moment, entropy: &Entropy) -> Number {
        let year = registries::date::today(now).year().rem_euclid(100);
        let text = format!("{year:02}{:09}", entropy.below(1_000_000_000));
        let mut digits = [b'0'; NUMBER_LEN];
        digits[..NUMBER_LEN - 1].copy_from_slice(text.as_bytes());
        digits[NUMBER_LEN - 1] = check_digit(&digits[..NUMBER_LEN - 1]);
        Number(digits)
    }

    /// The twelve digits.
    pub fn digits(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

/// Reads a number as people type it, with spaces or dashes anywhere.
impl FromStr for Number {
    type Err = NotANumber;

    fn from_str(text: &str) -> Result<Number, NotANumber> {
        let signs = text.chars().filter(|c| !is_separator(*c));
        let digits: Vec<u8> = signs.map(|c| u8::try_from(c).unwrap_or(b'?')).collect();
        let digits: [u8; NUMBER_LEN] = digits.try_into().map_err(|_| NotANumber)?;
        let whole = digits.iter().all(u8::is_ascii_digit);
        let right = whole && check_digit(&digits[..NUMBER_LEN - 1]) == digits[NUMBER_LEN - 1];
        if right { Ok(Number(digits)) } else { Err(NotANumber) }
    }
}

/// «2648 3719 0527».
impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&grouped(self.digits(), '\u{a0}'))
    }
}

impl fmt::Debug for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.digits())
    }
}

impl Serialize for Number {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.digits())
    }
}

impl<'de> Deserialize<'de> for Number {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Number, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(|NotANumber| serde::de::Error::custom("not a number of a passport"))
    }
}

impl ToValue for Number {
    fn to_value(&self) -> Value {
        self.digits().to_value()
    }
}

impl FromValue for Number {
    fn from_value(value: Value) -> store::Result<Number> {
        let text = String::from_value(value)?;
        text.parse().map_err(|NotANumber| Error::bug("a column holds no number of a passport"))
    }
}

impl Code {
    /// A new one.
    pub fn random(entropy: &Entropy) -> Code {
        Code(std::array::from_fn(|_| SIGNS[entropy.below(18) as usize % SIGNS.len()]))
    }

    /// Reads a code as people type it: small or capital, Cyrillic or Latin, with spaces or
    /// dashes anywhere. `None` when it cannot be one.
    pub fn parse(text: &str) -> Option<Code> {
        let signs = text.chars().filter(|c| !is_separator(*c)).take(CODE_LEN + 1);
        let signs: Option<Vec<u8>> = signs.map(sign).collect();
        signs?.try_into().ok().map(Code)
    }

    /// The sixteen signs without separators, for addresses.
    pub fn signs(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// «K7HX-93TC-AE42-PMXY», for the holder and the printed form.
    pub fn shown(&self) -> String {
        grouped(self.signs(), '-')
    }

    /// Whether both are the same, in constant time.
    pub fn is(&self, other: &Code) -> bool {
        aws_lc_rs::constant_time::verify_slices_are_equal(&self.0, &other.0).is_ok()
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

/// A typed sign as one of [`SIGNS`].
fn sign(c: char) -> Option<u8> {
    let latin = match c.to_uppercase().next().unwrap_or(c) {
        'А' => 'A',
        'С' => 'C',
        'Е' | 'Ё' => 'E',
        'Н' => 'H',
        'К' => 'K',
        'М' => 'M',
        'Р' => 'P',
        'Т' => 'T',
        'Х' => 'X',
        'У' => 'Y',
        'З' => '3',
        other => other,
    };
    u8::try_from(latin).ok().filter(|sign| SIGNS.contains(sign))
}

fn is_separator(c: char) -> bool {
    c.is_whitespace() || registries::digits::is_dash(c)
}

fn grouped(text: &str, between: char) -> String {
    let mut out = String::with_capacity(text.len() + text.len() / GROUP);
    for (at, c) in text.chars().enumerate() {
        if at > 0 && at % GROUP == 0 {
            out.push(between);
        }
        out.push(c);
    }
    out
}

/// The check digit of H. M. Damm (Total anti-symmetrische Quasigruppen, 2004): any one wrong
/// digit and any two neighbours that were swapped give another one.
fn check_digit(digits: &[u8]) -> u8 {
    let step = |interim: usize, digit: &u8| usize::from(DAMM[interim][usize::from(digit - b'0')]);
    let last = digits.iter().fold(0, step);
    b'0' + u8::try_from(last).unwrap_or(0)
}

const DAMM: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];
