//! Letters of two alphabets that look alike: a name typed partly with the other keyboard is the
//! same name, and one made to look like another is found.

use unicode_normalization::UnicodeNormalization as _;

/// The alphabets that names are written in here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Alphabet {
    /// Cyrillic.
    Cyrillic,
    /// Latin, with its marks.
    Latin,
}

/// Pairs (Latin, Cyrillic) of small and capital letters that cannot be told apart in print.
const TWINS: &[(char, char)] = &[
    ('a', 'а'),
    ('c', 'с'),
    ('e', 'е'),
    ('o', 'о'),
    ('p', 'р'),
    ('x', 'х'),
    ('y', 'у'),
    ('k', 'к'),
    ('ë', 'ё'),
    ('A', 'А'),
    ('B', 'В'),
    ('C', 'С'),
    ('E', 'Е'),
    ('H', 'Н'),
    ('K', 'К'),
    ('M', 'М'),
    ('O', 'О'),
    ('P', 'Р'),
    ('T', 'Т'),
    ('X', 'Х'),
    ('Y', 'У'),
    ('Ë', 'Ё'),
];

/// The alphabet of a letter, if it is one of the two.
pub fn alphabet(c: char) -> Option<Alphabet> {
    match u32::from(c) {
        0x400..=0x481 | 0x48A..=0x52F | 0x1C80..=0x1C8F => Some(Alphabet::Cyrillic),
        0x41..=0x5A | 0x61..=0x7A | 0xC0..=0xD6 | 0xD8..=0xF6 | 0xF8..=0x24F | 0x1E00..=0x1EFF => {
            Some(Alphabet::Latin)
        }
        _ => None,
    }
}

/// The alphabet of most letters of a text; Cyrillic when there are as many of both.
pub fn main_alphabet(text: &str) -> Alphabet {
    let count = |of| text.chars().filter(|c| alphabet(*c) == Some(of)).count();
    if count(Alphabet::Latin) > count(Alphabet::Cyrillic) {
        Alphabet::Latin
    } else {
        Alphabet::Cyrillic
    }
}

/// The first letter that is of another alphabet than most of the text, and its alphabet.
pub fn stranger(text: &str) -> Option<(char, Alphabet)> {
    let home = main_alphabet(text);
    let strange = |c| alphabet(c).filter(|of| *of != home).map(|of| (c, of));
    text.chars().find_map(strange)
}

/// Replaces letters that strayed in from the other alphabet by their twins.
///
/// # Errors
/// The first strange letter that has no twin: the word is really mixed.
pub fn repair(word: &str) -> Result<String, char> {
    let home = main_alphabet(word);
    let at_home = |c: char| match alphabet(c) {
        Some(of) if of != home => twin(c).ok_or(c),
        _ => Ok(c),
    };
    word.chars().map(at_home).collect()
}

fn twin(c: char) -> Option<char> {
    TWINS.iter().find_map(|(latin, cyrillic)| match c {
        c if c == *latin => Some(*cyrillic),
        c if c == *cyrillic => Some(*latin),
        _ => None,
    })
}

/// The form in which texts are searched and compared: composed, small letters, `ё` as `е`, and
/// every Latin letter with a Cyrillic twin (of either size) as that twin.
pub fn fold(text: &str) -> String {
    let small = text.nfc().flat_map(char::to_lowercase);
    small.map(|c| if c == 'ё' || c == 'ë' { 'е' } else { cyrillic_twin(c) }).collect()
}

fn cyrillic_twin(small: char) -> char {
    match small {
        // Only the capitals of these look alike; text that may be in capitals folds the same way.
        'b' => 'в',
        'h' => 'н',
        'm' => 'м',
        't' => 'т',
        other => TWINS.iter().find(|(latin, _)| *latin == other).map_or(other, |pair| pair.1),
    }
}

#[cfg(test)]
mod tests;
