//! How far two names are apart.

use serde::{Deserialize, Serialize};

use super::folded;

/// Whether two names are the same but for case, `ё`, hyphens, apostrophes, spaces and letters
/// that look alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Likeness {
    /// The same name.
    Same,
    /// Not the same.
    Differs(Difference),
}

/// What sets two names apart. Places count letters from 1, in the first name, without hyphens,
/// apostrophes and spaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Difference {
    /// One letter is another one.
    OneLetter {
        /// Its place.
        place: usize,
    },
    /// One letter of the second name is missing from the first.
    MissingLetter {
        /// The place where it would stand.
        place: usize,
    },
    /// The first name has one letter too many.
    ExtraLetter {
        /// Its place.
        place: usize,
    },
    /// Two neighbours have changed places: this one and the next.
    SwappedLetters {
        /// The place of the first of the two.
        place: usize,
    },
    /// More than that.
    Much,
}

impl Likeness {
    /// Whether the names are the same.
    pub fn is_same(self) -> bool {
        self == Likeness::Same
    }

    /// Whether they differ by what a slip of the finger does.
    pub fn is_slip(self) -> bool {
        matches!(self, Likeness::Differs(difference) if difference != Difference::Much)
    }
}

/// Compares two names.
pub fn compare(first: &str, second: &str) -> Likeness {
    let first: Vec<char> = folded(first).chars().collect();
    let second: Vec<char> = folded(second).chars().collect();
    if first == second {
        return Likeness::Same;
    }
    let start = first.iter().zip(&second).take_while(|(a, b)| a == b).count();
    let place = start + 1;
    let (a, b) = (&first[start..], &second[start..]);
    let difference = match (a, b) {
        ([_, a @ ..], [_, b @ ..]) if a == b => Difference::OneLetter { place },
        (a, [_, b @ ..]) if a == b => Difference::MissingLetter { place },
        ([_, a @ ..], b) if a == b => Difference::ExtraLetter { place },
        ([a1, a2, a @ ..], [b1, b2, b @ ..]) if a1 == b2 && a2 == b1 && a == b => {
            Difference::SwappedLetters { place }
        }
        _ => Difference::Much,
    };
    // A short name with one other letter is simply another name.
    let short = first.len().min(second.len()) < 3;
    Likeness::Differs(if short { Difference::Much } else { difference })
}
