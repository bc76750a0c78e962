//! Parameters of a query string or a form body (`application/x-www-form-urlencoded`).
//!
//! Unlike a lossy reader, this one refuses bytes that are not UTF-8: two different requests must
//! never look equal after reading.

use std::borrow::Cow;
use std::fmt;

/// The longest query or form body that is read, in bytes.
pub const MAX_BYTES: usize = 48 * 1024;
/// The most parameters that are read.
pub const MAX_PAIRS: usize = 100;

/// Why parameters were refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FormFault {
    /// More than [`MAX_BYTES`] bytes or [`MAX_PAIRS`] parameters.
    TooLarge,
    /// A broken percent escape, or bytes that are not UTF-8.
    Malformed,
    /// A parameter that may appear once appears again.
    Duplicate(&'static str),
}

impl fmt::Display for FormFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => out.write_str("the request is too large"),
            Self::Malformed => out.write_str("the request is not properly encoded"),
            Self::Duplicate(name) => write!(out, "the parameter {name} is repeated"),
        }
    }
}

impl std::error::Error for FormFault {}

/// Decoded parameters in the order in which they were sent.
#[derive(Clone, Default)]
pub struct Params<'a> {
    pairs: Vec<(Cow<'a, str>, Cow<'a, str>)>,
}

impl<'a> Params<'a> {
    /// Reads a query string (without `?`) or a form body.
    pub fn parse(raw: &'a str) -> Result<Self, FormFault> {
        if raw.len() > MAX_BYTES {
            return Err(FormFault::TooLarge);
        }
        let mut pairs = Vec::new();
        for part in raw.split('&').filter(|part| !part.is_empty()) {
            if pairs.len() == MAX_PAIRS {
                return Err(FormFault::TooLarge);
            }
            let (name, value) = part.split_once('=').unwrap_or((part, ""));
            let name = decode(name).ok_or(FormFault::Malformed)?;
            let value = decode(value).ok_or(FormFault::Malformed)?;
            pairs.push((name, value));
        }
        Ok(Self { pairs })
    }

    /// Reads a form body as it came from the network.
    pub fn parse_bytes(raw: &'a [u8]) -> Result<Self, FormFault> {
        Self::parse(std::str::from_utf8(raw).map_err(|_| FormFault::Malformed)?)
    }

    /// The value of a parameter that may appear once. A parameter without a value counts as
    /// absent (RFC 6749 §3.1), but it still counts as an appearance.
    pub fn one(&self, name: &'static str) -> Result<Option<&str>, FormFault> {
        let mut found = self.pairs.iter().filter(|(key, _)| key == name);
        let first = found.next();
        if found.next().is_some() {
            return Err(FormFault::Duplicate(name));
        }
        Ok(first.map(|(_, value)| value.as_ref()).filter(|value| !value.is_empty()))
    }

    /// Whether a parameter of this name was sent with a value, once or more often.
    pub fn has(&self, name: &str) -> bool {
        self.pairs.iter().any(|(key, value)| key == name && !value.is_empty())
    }

    /// All pairs in the order in which they were sent.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.pairs.iter().map(|(name, value)| (name.as_ref(), value.as_ref()))
    }
}

/// Values can be secrets, so only the names are shown.
impl fmt::Debug for Params<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_list().entries(self.pairs.iter().map(|(name, _)| name)).finish()
    }
}

/// Whether a `Content-Type` header announces a form body; parameters such as `charset` may follow.
pub fn is_form(content_type: Option<&str>) -> bool {
    let media = content_type.unwrap_or("").split(';').next().unwrap_or("").trim();
    media.eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

/// Encodes pairs as a query string or form body.
pub fn encode<'p>(pairs: impl IntoIterator<Item = (&'p str, &'p str)>) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

/// Undoes `+` and percent escapes; `None` for a broken escape or bytes that are not UTF-8.
pub(crate) fn decode(raw: &str) -> Option<Cow<'_, str>> {
    if !raw.bytes().any(|byte| byte == b'%' || byte == b'+') {
        return Some(Cow::Borrowed(raw));
    }
    let mut bytes = raw.bytes();
    let mut decoded = Vec::with_capacity(raw.len());
    while let Some(byte) = bytes.next() {
        decoded.push(match byte {
            b'+' => b' ',
            b'%' => (hex(bytes.next()?)? << 4) | hex(bytes.next()?)?,
            other => other,
        });
    }
    String::from_utf8(decoded).ok().map(Cow::Owned)
}

fn hex(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        b'A'..=b'F' => Some(digit - b'A' + 10),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
