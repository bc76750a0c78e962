//! Numbers as people type them, and what went wrong when a checksum does not fit.

use crate::Explained;

/// Why a text is not a number of the expected length.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DigitsFault {
    /// Nothing was typed.
    Empty,
    /// A letter stands in the place of a digit; where it looks like one, which.
    Letter {
        /// The letter.
        letter: char,
        /// The digit it looks like.
        digit: Option<char>,
    },
    /// Some other sign.
    Sign(char),
    /// The number is shorter or longer than it must be.
    Length {
        /// How many digits were typed.
        got: usize,
        /// How many there must be.
        want: usize,
    },
}

impl DigitsFault {
    /// The refusal in words.
    pub fn explained(&self) -> Explained {
        match self {
            Self::Empty => Explained::new("registries-digits-empty"),
            Self::Letter { letter, digit: Some(digit) } => {
                Explained::new("registries-digits-lookalike")
                    .with("letter", letter.to_string())
                    .with("digit", digit.to_string())
            }
            Self::Letter { letter, digit: None } => {
                Explained::new("registries-digits-letter").with("letter", letter.to_string())
            }
            Self::Sign(sign) => Explained::new("registries-digits-sign").with("sign", shown(*sign)),
            Self::Length { got, want } => Explained::new(if got < want {
                "registries-digits-short"
            } else {
                "registries-digits-long"
            })
            .with("got", *got)
            .with("want", *want),
        }
    }
}

/// A sign as it can be shown: what has no shape of its own is named by its code.
pub(crate) fn shown(sign: char) -> String {
    if sign.is_control() || is_invisible(sign) {
        format!("U+{:04X}", u32::from(sign))
    } else {
        sign.to_string()
    }
}

/// Signs without a shape: joiners, direction marks, soft hyphens. They come along when text is
/// copied from documents.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(
        u32::from(c),
        0xAD | 0x34F
            | 0x61C
            | 0x115F..=0x1160
            | 0x17B4..=0x17B5
            | 0x180B..=0x180F
            | 0x200B..=0x200F
            | 0x202A..=0x202E
            | 0x2060..=0x206F
            | 0x3164
            | 0xFE00..=0xFE0F
            | 0xFEFF
            | 0xFFF9..=0xFFFB
            | 0xE0000..=0xE0FFF
    )
}

/// Whether a sign is one of the dashes that people type.
pub fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{FE63}' | '\u{FF0D}')
}

/// The digits of a text without spaces, dashes and invisible signs.
///
/// # Errors
/// [`DigitsFault`], but for the length.
pub fn of(text: &str) -> Result<String, DigitsFault> {
    let mut digits = String::with_capacity(text.len().min(32));
    for c in text.chars() {
        if c.is_ascii_digit() {
            digits.push(c);
        } else if c.is_whitespace() || is_dash(c) || is_invisible(c) {
            continue;
        } else if c.is_alphabetic() {
            return Err(DigitsFault::Letter { letter: c, digit: looks_like(c) });
        } else {
            return Err(DigitsFault::Sign(c));
        }
    }
    if digits.is_empty() { Err(DigitsFault::Empty) } else { Ok(digits) }
}

/// The digits of a text that must hold exactly `want` of them.
pub(crate) fn exactly(text: &str, want: usize) -> Result<String, DigitsFault> {
    let digits = of(text)?;
    if digits.len() == want {
        Ok(digits)
    } else {
        Err(DigitsFault::Length { got: digits.len(), want })
    }
}

fn looks_like(letter: char) -> Option<char> {
    match letter {
        'О' | 'о' | 'O' | 'o' => Some('0'),
        'l' | 'I' | 'і' | 'І' => Some('1'),
        'З' | 'з' => Some('3'),
        'Ч' | 'ч' => Some('4'),
        'S' | 's' => Some('5'),
        'б' => Some('6'),
        'В' | 'B' => Some('8'),
        _ => None,
    }
}

/// The values of ASCII digits.
pub(crate) fn values(digits: &str) -> Vec<u8> {
    digits.bytes().map(|b| b.wrapping_sub(b'0')).collect()
}

/// The sum of digits times weights.
pub(crate) fn weigh(values: &[u8], weights: &[u32]) -> u32 {
    values.iter().zip(weights).map(|(value, weight)| u32::from(*value) * weight).sum()
}

/// What most likely happened to a number whose checksum does not fit. Places count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// Two neighbours changed places: this one and the next.
    Swapped {
        /// The place of the first of the two.
        first: usize,
    },
    /// One digit is wrong.
    Digit {
        /// Its place.
        place: usize,
    },
    /// More than one repair would fit, or none.
    Unclear,
}

impl Slip {
    /// Looks for the one repair that makes the checksum fit. Where several would, none is named:
    /// a wrong hint is worse than no hint.
    pub(crate) fn find(values: &[u8], fits: impl Fn(&[u8]) -> bool) -> Slip {
        let mut tried = values.to_vec();
        let mut swaps = Vec::new();
        for first in 0..values.len().saturating_sub(1) {
            if values[first] == values[first + 1] {
                continue;
            }
            tried.swap(first, first + 1);
            if fits(&tried) {
                swaps.push(first + 1);
            }
            tried.swap(first, first + 1);
        }
        if let [first] = swaps[..] {
            return Slip::Swapped { first };
        }
        let mut places = Vec::new();
        for place in 0..values.len() {
            let repaired = (0..=9).filter(|digit| *digit != values[place]).any(|digit| {
                tried[place] = digit;
                fits(&tried)
            });
            tried[place] = values[place];
            if repaired {
                places.push(place + 1);
            }
        }
        match places[..] {
            [place] if swaps.is_empty() => Slip::Digit { place },
            _ => Slip::Unclear,
        }
    }

    /// The refusal in words; `number` names the number: `snils` or `inn`.
    pub(crate) fn explained(self) -> Explained {
        match self {
            Slip::Swapped { first } => Explained::new("registries-checksum-swapped")
                .with("first", first)
                .with("second", first + 1),
            Slip::Digit { place } => {
                Explained::new("registries-checksum-digit").with("place", place)
            }
            Slip::Unclear => Explained::new("registries-checksum-unclear"),
        }
    }
}
