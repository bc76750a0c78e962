//! What can be wrong with a key or a signature.

use core::fmt;

/// Why bytes are no key or no signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// It has the wrong number of bytes.
    Length,
    /// A number is 0, or not below the order of the group.
    Range,
    /// The point is not on the curve of its parameter set.
    NotOnCurve,
    /// The point is on the curve but not in the group of prime order.
    ///
    /// Only the two sets with cofactor 4 have such points.
    WrongGroup,
    /// The source of random bytes failed.
    Entropy,
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Length => "wrong number of bytes",
            Self::Range => "number is zero or not below the order of the group",
            Self::NotOnCurve => "point is not on the curve of its parameter set",
            Self::WrongGroup => "point is not in the group of prime order",
            Self::Entropy => "source of random bytes failed",
        })
    }
}

impl core::error::Error for Error {}
