//! `application/x-www-form-urlencoded` (WHATWG URL, section 5) as strict UTF-8.

use unicode_normalization::UnicodeNormalization as _;

use super::Pair;

/// Fields that a form may have.
const MOST: usize = 512;

/// The fields in order; `None` when a name or value is not UTF-8, holds a NUL, or there are too
/// many.
pub(crate) fn pairs(body: &[u8]) -> Option<Vec<Pair>> {
    let mut out = Vec::new();
    for part in body.split(|b| *b == b'&').filter(|part| !part.is_empty()) {
        if out.len() == MOST {
            return None;
        }
        let (name, value) = match part.iter().position(|b| *b == b'=') {
            Some(at) => (&part[..at], &part[at + 1..]),
            None => (part, &part[..0]),
        };
        let (name, raw) = (decoded(name)?, decoded(value)?);
        let text = raw.trim().nfc().collect();
        out.push(Pair { name, raw, text });
    }
    Some(out)
}

/// A field whose value came as it is; `None` when it is not UTF-8 or holds a NUL.
pub(crate) fn pair(name: String, value: Vec<u8>) -> Option<Pair> {
    let raw = String::from_utf8(value).ok().filter(|text| !text.contains('\0'))?;
    let text = raw.trim().nfc().collect();
    Some(Pair { name, raw, text })
}

/// `+` is a space, `%41` a byte; a `%` without two digits stands for itself.
fn decoded(bytes: &[u8]) -> Option<String> {
    let mut out = Vec::with_capacity(bytes.len());
    let mut rest = bytes;
    while let Some((&first, after)) = rest.split_first() {
        let hex = after.first().zip(after.get(1)).and_then(|(a, b)| Some((digit(*a)?, digit(*b)?)));
        match (first, hex) {
            (b'%', Some((high, low))) => {
                out.push(high << 4 | low);
                rest = &after[2..];
            }
            (b'+', _) => {
                out.push(b' ');
                rest = after;
            }
            _ => {
                out.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8(out).ok().filter(|text| !text.contains('\0'))
}

fn digit(byte: u8) -> Option<u8> {
    char::from(byte).to_digit(16).and_then(|d| u8::try_from(d).ok())
}
