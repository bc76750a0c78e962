//! What is said of bytes that are not what they should be.

use std::fmt;

/// Bytes that are not what they were taken for: what was expected, where, and what was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Malformed {
    /// What was expected, such as `certificate`.
    pub what: &'static str,
    /// The byte at which reading stopped, counted from the beginning of the whole, if it is known.
    pub at: Option<usize>,
    /// What is wrong there.
    pub why: String,
}

impl Malformed {
    pub(crate) fn new(what: &'static str, why: impl Into<String>) -> Self {
        Self { what, at: None, why: why.into() }
    }

    pub(crate) fn der(what: &'static str, error: der::Error) -> Self {
        let at = error.position().and_then(|at| usize::try_from(at).ok());
        Self { what, at, why: error.kind().to_string() }
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { what, at, why } = self;
        match at {
            Some(at) => write!(f, "not a {what}: at byte {at}: {why}"),
            None => write!(f, "not a {what}: {why}"),
        }
    }
}

impl std::error::Error for Malformed {}
