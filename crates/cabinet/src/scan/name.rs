//! Names of files as people gave them: shown, never used as a path.

use super::Kind;

/// The longest name that is kept, in characters.
pub const LONGEST_NAME: usize = 120;

/// A name that can be shown anywhere: no folders, no control characters, nothing that turns the
/// direction of writing or cannot be seen, and with the ending of what the file is.
///
/// Empty when nothing of the name is left but the ending.
pub fn clean_name(sent: &str, kind: Kind) -> String {
    let name = visible(sent);
    let ending = kind.extension();
    let stem = bare(stem(&name), LONGEST_NAME - ending.len() - 1);
    if stem.is_empty() { String::new() } else { format!("{stem}.{ending}") }
}

/// The same with the ending that it came with, for a file that is not taken.
pub fn shown_name(sent: &str) -> String {
    bare(&visible(sent), LONGEST_NAME)
}

fn visible(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let visible: String = last.chars().filter_map(shown).collect();
    visible.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Not longer than `most`, and without dots and spaces around it.
fn bare(name: &str, most: usize) -> String {
    let edge = ['.', ' '];
    let short: String = name.trim_start_matches(edge).chars().take(most).collect();
    short.trim_end_matches(edge).to_owned()
}

/// Without an ending that says what the file is said to be.
fn stem(name: &str) -> &str {
    const KNOWN: [&str; 6] = ["pdf", "jpg", "jpeg", "jpe", "jfif", "png"];
    match name.rsplit_once('.') {
        Some((stem, ending)) if KNOWN.contains(&ending.to_lowercase().as_str()) => stem,
        _ => name,
    }
}

/// The character, a space for one that breaks lines, or nothing.
fn shown(c: char) -> Option<char> {
    match c {
        '\t' | '\n' | '\r' | '\u{2028}' | '\u{2029}' => Some(' '),
        _ if c.is_control() || is_format(c) => None,
        // Kept from meaning something in a shell, a page or a header.
        '<' | '>' | ':' | '"' | '|' | '?' | '*' => Some('_'),
        _ => Some(c),
    }
}

/// Unicode's category Cf and what else takes no place: soft hyphen, marks and overrides of
/// direction, zero widths, tags, variation selectors, private use.
fn is_format(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{034F}' | '\u{061C}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}' | '\u{3164}' | '\u{E000}'..='\u{F8FF}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}' | '\u{FFF0}'..='\u{FFFD}'
        | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}' | '\u{F0000}'..)
}
