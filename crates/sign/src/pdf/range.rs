//! The bytes that a signature in a PDF covers (ISO 32000-1, 12.8.1; ETSI EN 319 142-1, 5.3).

use std::ops::Range;

use super::value::{Dictionary, Value, is_space};

/// Everything from the beginning of the file to `end`, but for one hole: the signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ByteRange {
    /// The hole, its brackets included.
    pub hole: Range<usize>,
    /// Where the last covered byte ends.
    pub end: usize,
}

/// Why a range of bytes is refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// It is not four whole numbers.
    Numbers,
    /// It does not begin with the file.
    Beginning,
    /// Its parts overlap or stand in the wrong order.
    Order,
    /// It reaches out of the file.
    Outside,
    /// What it leaves out is not exactly its own signature.
    Hole,
    /// It does not end where a revision of the file ends.
    End,
    /// Its own dictionary is not covered.
    Itself,
}

impl ByteRange {
    /// Judges the range of a signature dictionary that stands at `place` in the file.
    pub(super) fn judge(
        bytes: &[u8],
        signature: &Dictionary,
        place: &Range<usize>,
    ) -> Result<ByteRange, Refused> {
        let numbers = signature.get("ByteRange").and_then(Value::as_array);
        let numbers: Option<Vec<usize>> =
            numbers.and_then(|numbers| numbers.iter().map(Value::as_usize).collect());
        let Some(&[first, gap, second, length]) = numbers.as_deref() else {
            return Err(Refused::Numbers);
        };
        if first != 0 || gap == 0 {
            return Err(Refused::Beginning);
        }
        if second <= gap || length == 0 {
            return Err(Refused::Order);
        }
        let end = second.checked_add(length).filter(|end| *end <= bytes.len());
        let end = end.ok_or(Refused::Outside)?;
        let range = ByteRange { hole: gap..second, end };
        let itself = signature.span("ByteRange").ok_or(Refused::Itself)?;
        let covered = place.end <= end && !overlaps(&itself, &range.hole);
        if !covered {
            return Err(Refused::Itself);
        }
        let inside = signature.span("Contents") == Some(range.hole.clone());
        let hole = bytes.get(range.hole.clone()).unwrap_or_default();
        if !inside || !hole.starts_with(b"<") || !hole.ends_with(b">") {
            return Err(Refused::Hole);
        }
        if ends_revision(bytes, end) { Ok(range) } else { Err(Refused::End) }
    }

    /// The covered bytes of a file, in two parts.
    pub fn parts<'a>(&self, bytes: &'a [u8]) -> [&'a [u8]; 2] {
        let part = |range: Range<usize>| bytes.get(range).unwrap_or_default();
        [part(0..self.hole.start), part(self.hole.end..self.end)]
    }
}

fn overlaps(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start < other.end && other.start < one.end
}

/// Whether `%%EOF` stands before `end`, with nothing but the end of its line between.
fn ends_revision(bytes: &[u8], end: usize) -> bool {
    let Some(before) = bytes.get(..end) else { return false };
    let spaces = before.iter().rev().take(4).take_while(|byte| is_space(**byte)).count();
    before[..end - spaces].ends_with(b"%%EOF")
}
