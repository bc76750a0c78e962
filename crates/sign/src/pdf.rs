//! Seals in PDF files: PAdES B-B and B-T (ETSI EN 319 142-1), made and read.
//!
//! A seal is a further revision of the file: the bytes that were there stay as they are. So do
//! the marks of PDF/A. Reading one tells which bytes it covers and what became of the file
//! afterwards; the CMS message in it is for [`crate::cms`].
//!
//! The structure is read by a small reader of our own, see decision 16: it holds the file in
//! memory, follows the tables of all revisions and repairs nothing.

mod change;
mod file;
mod form;
mod inflate;
mod mark;
mod range;
mod seal;
mod signature;
mod table;
mod update;
mod validation;
mod value;
mod verify;

pub use change::Change;
pub use range::{ByteRange, Refused};
pub use seal::{Error, Mark, Prepared, Seal, prepare, room, sign};
pub use signature::{Kind, Said, Signature, signatures};
pub use validation::extend;
pub use verify::{verify, verify_within};

use crate::malformed::Malformed;

/// Where reading ended and what was expected there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Broken {
    /// 0 where the place is not known.
    at: usize,
    expected: &'static str,
}

impl From<Broken> for Malformed {
    fn from(Broken { at, expected }: Broken) -> Malformed {
        let at = (at > 0).then_some(at);
        Malformed { what: "PDF", at, why: format!("expected {expected}") }
    }
}

#[cfg(test)]
mod tests;
