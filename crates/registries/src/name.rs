//! Names of people: what may stand in one, and when two are the same.

use std::fmt;

use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use crate::Explained;
use crate::digits::{is_dash, is_invisible, shown};
use crate::lookalike::{self, Alphabet};

mod likeness;

pub use likeness::{Difference, Likeness, compare};

/// One part of a name: surname, given name or patronymic. Russian or Latin letters, hyphens,
/// apostrophes and spaces; stored as it was typed, with one form of each sign.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Name(String);

/// Why a text is not a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameFault {
    /// Nothing was typed.
    Empty,
    /// More than [`NAME_MAX`] signs.
    TooLong {
        /// How many there are.
        got: usize,
    },
    /// A digit.
    Digit(char),
    /// A picture.
    Emoji,
    /// A sign without a shape: a direction mark, a joiner, a control character.
    Invisible(char),
    /// A letter of another alphabet than the two.
    Script(char),
    /// A letter of the other alphabet that has no twin in this one.
    Mixed(char),
    /// Another sign.
    Sign(char),
    /// A hyphen or an apostrophe where no letter stands beside it, or two in a row.
    Loose(char),
}

/// The longest part of a name, in characters.
pub const NAME_MAX: usize = 100;

impl Name {
    /// Reads what somebody typed. Letters that strayed in from the other keyboard are put right.
    ///
    /// # Errors
    /// [`NameFault`].
    pub fn parse(text: &str) -> Result<Name, NameFault> {
        let name = tidy(text);
        let length = name.chars().count();
        if length == 0 {
            return Err(NameFault::Empty);
        }
        if let Some(fault) = name.chars().find_map(refused) {
            return Err(fault);
        }
        if length > NAME_MAX {
            return Err(NameFault::TooLong { got: length });
        }
        check_signs(&name)?;
        let words: Result<Vec<String>, char> = name.split(' ').map(lookalike::repair).collect();
        Ok(Name(words.map_err(NameFault::Mixed)?.join(" ")))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form by which names are searched: see [`folded`].
    pub fn folded(&self) -> String {
        folded(&self.0)
    }
}

/// Composes letters, gives dashes, apostrophes and spaces one form each, and trims.
pub fn tidy(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.trim().nfc() {
        match c {
            c if is_dash(c) => out.push('-'),
            '’' | '‘' | 'ʼ' | '`' | '´' | '′' | 'ʹ' | '＇' => out.push('\''),
            c if c.is_whitespace() && !c.is_control() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            c => out.push(c),
        }
    }
    // People put a space beside a hyphen; it says nothing.
    out.replace(" -", "-").replace("- ", "-")
}

/// The form in which names are compared: look-alike letters and `ё` folded, small letters, and
/// without hyphens, apostrophes and spaces.
pub fn folded(name: &str) -> String {
    lookalike::fold(&tidy(name)).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn refused(c: char) -> Option<NameFault> {
    if lookalike::alphabet(c).is_some() || matches!(c, '-' | '\'' | ' ') {
        return None;
    }
    Some(match c {
        c if c.is_control() || is_invisible(c) => NameFault::Invisible(c),
        c if c.is_numeric() => NameFault::Digit(c),
        c if is_emoji(c) => NameFault::Emoji,
        c if c.is_alphabetic() => NameFault::Script(c),
        c if is_combining_mark(c) => NameFault::Sign(c),
        c => NameFault::Sign(c),
    })
}

fn is_emoji(c: char) -> bool {
    matches!(u32::from(c), 0x2190..=0x2BFF | 0x1F000..=0x1FBFF)
}

fn check_signs(name: &str) -> Result<(), NameFault> {
    let letters: Vec<char> = name.chars().collect();
    let is_letter = |at: usize| letters.get(at).is_some_and(|c| lookalike::alphabet(*c).is_some());
    for (at, c) in letters.iter().enumerate() {
        let before = at > 0 && is_letter(at - 1);
        let fits = match c {
            '-' => before && is_letter(at + 1),
            // Apostrophes begin and end names, too: «’т Хоофт».
            '\'' => before || is_letter(at + 1),
            _ => true,
        };
        if !fits {
            return Err(NameFault::Loose(*c));
        }
    }
    Ok(())
}

impl fmt::Display for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl NameFault {
    /// The refusal in words.
    pub fn explained(&self) -> Explained {
        match self {
            Self::Empty => Explained::new("registries-name-empty"),
            Self::TooLong { got } => {
                Explained::new("registries-name-long").with("got", *got).with("max", NAME_MAX)
            }
            Self::Digit(digit) => {
                Explained::new("registries-name-digit").with("digit", digit.to_string())
            }
            Self::Emoji => Explained::new("registries-name-emoji"),
            Self::Invisible(sign) => {
                Explained::new("registries-name-invisible").with("sign", shown(*sign))
            }
            Self::Script(letter) => {
                Explained::new("registries-name-script").with("letter", letter.to_string())
            }
            Self::Mixed(letter) => match lookalike::alphabet(*letter) {
                Some(Alphabet::Latin) => {
                    Explained::new("registries-name-latin").with("letter", letter.to_string())
                }
                _ => Explained::new("registries-name-cyrillic").with("letter", letter.to_string()),
            },
            Self::Sign(sign) => Explained::new("registries-name-sign").with("sign", shown(*sign)),
            Self::Loose(sign) => {
                Explained::new("registries-name-loose").with("sign", sign.to_string())
            }
        }
    }
}

impl fmt::Display for NameFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a name")
    }
}

impl TryFrom<String> for Name {
    type Error = NameFault;

    fn try_from(text: String) -> Result<Name, NameFault> {
        Name::parse(&text)
    }
}

impl From<Name> for String {
    fn from(name: Name) -> String {
        name.0
    }
}

#[cfg(test)]
mod tests;
