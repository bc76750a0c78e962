//! The number of a ticket: short enough for the phone, and a slip is noticed.

use std::fmt;
use std::str::FromStr;

use store::{Entropy, Error, FromValue, Result, ToValue, Value};

/// Eight random digits and one that checks them, shown as `482-109-375`. Random, so that it does
/// not tell how many requests there are.
#[derive(Clone, PartialEq, Eq, Debug, serde::Serialize, serde::Deserialize)]
pub struct Number(String);

/// Why a text is not a number of a ticket.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NumberFault {
    /// Not nine digits.
    Digits,
    /// A digit is wrong, or two neighbours were swapped.
    Check,
}

const DIGITS: usize = 9;
const GROUP: usize = 3;

impl Number {
    pub(super) fn random(entropy: &Entropy) -> Number {
        let mut digits = format!("{:08}", entropy.below(100_000_000));
        digits.push(check_digit(&digits));
        Number(digits)
    }
}

impl fmt::Display for Number {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let d = &self.0;
        write!(f, "{}-{}-{}", &d[..GROUP], &d[GROUP..2 * GROUP], &d[2 * GROUP..])
    }
}

impl FromStr for Number {
    type Err = NumberFault;

    /// Reads what somebody typed: «№», spaces and dashes are passed over.
    fn from_str(text: &str) -> std::result::Result<Number, NumberFault> {
        let passed = |c: &char| !c.is_whitespace() && !"-–—№.".contains(*c);
        let digits: String = text.chars().filter(passed).collect();
        if digits.len() != DIGITS || !digits.bytes().all(|b| b.is_ascii_digit()) {
            return Err(NumberFault::Digits);
        }
        let (first, last) = digits.split_at(DIGITS - 1);
        if last.starts_with(check_digit(first)) {
            Ok(Number(digits))
        } else {
            Err(NumberFault::Check)
        }
    }
}

impl ToValue for Number {
    fn to_value(&self) -> Value {
        Value::Text(self.0.clone())
    }
}

impl FromValue for Number {
    fn from_value(value: Value) -> Result<Number> {
        let text = String::from_value(value)?;
        text.parse().map_err(|_| Error::bug("a ticket has a number that is none"))
    }
}

/// The check digit of H. M. Damm (Total anti-symmetrische Quasigruppen, 2004): any one wrong
/// digit and any two neighbours that were swapped give another one.
fn check_digit(digits: &str) -> char {
    let step = |interim: u8, digit: u8| {
        DAMM[usize::from(interim)].as_bytes()[usize::from(digit - b'0')] - b'0'
    };
    char::from(b'0' + digits.bytes().fold(0, step))
}

const DAMM: [&str; 10] = [
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
];

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_number_is_read_as_people_write_it() {
        // 572 has the check digit 4 in Damm's thesis.
        assert_eq!(check_digit("572"), '4');
        let number = Number::random(&Entropy::seeded(7));
        let shown = number.to_string();
        for text in [shown.clone(), format!(" № {} ", shown.replace('-', " ")), number.0.clone()]
        {
            assert_eq!(text.parse(), Ok(number.clone()), "{text}");
        }
        assert_eq!("12-34".parse::<Number>(), Err(NumberFault::Digits));
        assert_eq!("482-109-37x".parse::<Number>(), Err(NumberFault::Digits));
    }

    proptest! {
        #[test]
        fn one_wrong_digit_and_two_swapped_ones_are_noticed(
            seed in any::<u64>(), place in 0..8_usize, other in 1..10_u8,
        ) {
            let right = Number::random(&Entropy::seeded(seed)).0.into_bytes();
            let mut wrong = right.clone();
            wrong[place] = b'0' + (wrong[place] - b'0' + other) % 10;
            let mut swapped = right.clone();
            swapped.swap(place, place + 1);
            let read = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap().parse::<Number>();
            prop_assert_eq!(read(wrong), Err(NumberFault::Check));
            if swapped != right {
                prop_assert_eq!(read(swapped), Err(NumberFault::Check));
            }
        }
    }
}
