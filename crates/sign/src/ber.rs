//! A pull parser of BER (X.690) that streams: it never holds more than a caller asks for.
//!
//! Messages with a large content inside are read through this, once, from front to back. Lengths
//! may be indefinite and strings may come in pieces, as programs that stream write them. Depth
//! and the size of what is kept are bounded; whatever the bytes are, the answer is an [`Error`],
//! never a panic.

use std::fmt;
use std::io::{self, Read};

use crate::say;
use crate::verdict::Text;

/// How deep elements may lie in one another.
pub const MAX_DEPTH: usize = 64;

/// INTEGER.
pub const INTEGER: u8 = 0x02;
/// OCTET STRING, in one piece.
pub const OCTET_STRING: u8 = 0x04;
/// OBJECT IDENTIFIER.
pub const OBJECT_IDENTIFIER: u8 = 0x06;
/// SEQUENCE.
pub const SEQUENCE: u8 = 0x30;
/// SET.
pub const SET: u8 = 0x31;

/// Bytes that one reader keeps in all, whatever it is asked for.
const KEPT_MAX: usize = 64 * 1024 * 1024;
/// The bit of a tag that says that there are elements inside.
const CONSTRUCTED: u8 = 0x20;
/// Bytes that are read at a time.
const PIECE: usize = 64 * 1024;

/// Why bytes are not what was expected, and where.
#[derive(Debug)]
pub enum Error {
    /// Reading failed.
    Io(io::Error),
    /// The bytes end within an element.
    Truncated {
        /// The byte, counted from 0.
        at: u64,
    },
    /// There is something else than expected.
    Unexpected {
        /// The byte, counted from 0.
        at: u64,
        /// What was expected.
        expected: &'static str,
    },
    /// Elements lie in one another too deep.
    TooDeep {
        /// The byte, counted from 0.
        at: u64,
    },
    /// An element is too large for what it is, or larger than what it lies in.
    TooLong {
        /// The byte, counted from 0.
        at: u64,
    },
}

/// A text that is none in Base64 was read well; it is only not what was expected.
fn unread(error: io::Error, at: u64) -> Error {
    match error.kind() {
        io::ErrorKind::InvalidData => Error::Unexpected { at, expected: "Base64" },
        _ => Error::Io(error),
    }
}

impl Error {
    /// Why, for people.
    pub fn text(&self) -> Text {
        match self {
            Self::Io(error) => say!("не удалось прочитать: {error}", "cannot be read: {error}"),
            Self::Truncated { at } => {
                say!("данные обрываются на байте {at}", "the data breaks off at byte {at}")
            }
            Self::Unexpected { at, expected } => {
                say!("байт {at}: ожидалось {expected}", "byte {at}: expected {expected}")
            }
            Self::TooDeep { at } => say!(
                "байт {at}: вложенность больше {MAX_DEPTH}",
                "byte {at}: nested deeper than {MAX_DEPTH}"
            ),
            Self::TooLong { at } => {
                say!("байт {at}: длина больше, чем может быть", "byte {at}: longer than it can be")
            }
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for Error {}

/// What stands before the contents of an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// Class, form and number; numbers above 30 are never used where this reads.
    pub tag: u8,
    /// Bytes of the contents; none if an end-of-contents ends them.
    pub length: Option<u64>,
    /// Where the element begins, in bytes from the front.
    pub at: u64,
}

impl Header {
    /// Whether there are elements inside.
    pub fn is_constructed(&self) -> bool {
        self.tag & CONSTRUCTED != 0
    }

    /// Says what was expected here instead.
    pub fn unexpected(&self, expected: &'static str) -> Error {
        Error::Unexpected { at: self.at, expected }
    }
}

/// An element whose inside is being read.
struct Open {
    /// Where it, or what it lies in, ends at the latest.
    end: Option<u64>,
    indefinite: bool,
}

/// Reads elements one after the other.
///
/// After [`Reader::pull`] has given a header, its element is to be taken by one of
/// [`Reader::enter`], [`Reader::octets`], [`Reader::element`] or [`Reader::skip`].
pub struct Reader<R> {
    input: R,
    position: u64,
    open: Vec<Open>,
    kept: usize,
}

impl<R: Read> Reader<R> {
    /// Begins at the front.
    pub fn new(input: R) -> Self {
        Self { input, position: 0, open: Vec::new(), kept: 0 }
    }

    /// Bytes read so far.
    pub fn position(&self) -> u64 {
        self.position
    }

    /// The header of the next element inside the innermost one that was entered.
    ///
    /// None at its end, which leaves it; outside of all elements, none at the end of the input.
    ///
    /// # Errors
    ///
    /// Whatever is wrong with the header.
    pub fn pull(&mut self) -> Result<Option<Header>, Error> {
        let at = self.position;
        match self.open.last() {
            Some(open) if !open.indefinite && open.end == Some(at) => {
                self.open.pop();
                return Ok(None);
            }
            Some(_) => {}
            None => return self.outermost(),
        }
        let tag = self.byte()?;
        let header = self.header(tag, at)?;
        if tag != 0 {
            return Ok(Some(header));
        }
        let ends = header.length == Some(0) && self.open.last().is_some_and(|it| it.indefinite);
        if !ends {
            return Err(Error::Unexpected { at, expected: "an element, not end-of-contents" });
        }
        self.open.pop();
        Ok(None)
    }

    fn outermost(&mut self) -> Result<Option<Header>, Error> {
        let at = self.position;
        let mut tag = [0];
        loop {
            match self.input.read(&mut tag) {
                Ok(0) => return Ok(None),
                Ok(_) => break,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(unread(error, self.position)),
            }
        }
        self.position += 1;
        if tag[0] == 0 {
            return Err(Error::Unexpected { at, expected: "an element" });
        }
        self.header(tag[0], at).map(Some)
    }

    /// The next element, which must be there and have this tag.
    ///
    /// # Errors
    ///
    /// [`Error::Unexpected`] with `expected` if it is another.
    pub fn expect(&mut self, tag: u8, expected: &'static str) -> Result<Header, Error> {
        let at = self.position;
        match self.pull()? {
            Some(header) if header.tag == tag => Ok(header),
            Some(header) => Err(header.unexpected(expected)),
            None => Err(Error::Unexpected { at, expected }),
        }
    }

    /// Goes inside: what comes next is what lies in the element.
    ///
    /// # Errors
    ///
    /// [`Error::Unexpected`] if nothing can lie in it; [`Error::TooDeep`].
    pub fn enter(&mut self, header: &Header) -> Result<(), Error> {
        if !header.is_constructed() {
            return Err(header.unexpected("an element with elements inside"));
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(Error::TooDeep { at: header.at });
        }
        let outer = self.open.last().and_then(|open| open.end);
        let (end, indefinite) = match header.length {
            // `header` saw to it that this does not overflow and lies within what is around.
            Some(length) => (Some(self.position + length), false),
            None => (outer, true),
        };
        self.open.push(Open { end, indefinite });
        Ok(())
    }

    /// Leaves the innermost element that was entered, over whatever is left in it.
    ///
    /// # Errors
    ///
    /// Whatever is wrong in what is left.
    pub fn leave(&mut self) -> Result<(), Error> {
        while let Some(header) = self.pull()? {
            self.skip(&header)?;
        }
        Ok(())
    }

    /// Passes over an element.
    ///
    /// # Errors
    ///
    /// [`Error::Truncated`], and what is wrong inside if its length is indefinite.
    pub fn skip(&mut self, header: &Header) -> Result<(), Error> {
        match header.length {
            Some(length) => self.contents(length, &mut |_| Ok(())),
            None => {
                self.enter(header)?;
                self.leave()
            }
        }
    }

    /// Gives the octets of a string to `sink`, in pieces of any length.
    ///
    /// The string may itself consist of strings, as those do that were written without knowing
    /// how long they become.
    ///
    /// # Errors
    ///
    /// [`Error::Unexpected`] if something else than an OCTET STRING lies in it; what `sink` says.
    pub fn octets(
        &mut self,
        header: &Header,
        sink: &mut dyn FnMut(&[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        if !header.is_constructed() {
            let length = header.length.ok_or(header.unexpected("a length"))?;
            return self.contents(length, sink);
        }
        self.enter(header)?;
        while let Some(piece) = self.pull()? {
            if piece.tag & !CONSTRUCTED != OCTET_STRING {
                return Err(piece.unexpected("a piece of an OCTET STRING"));
            }
            self.octets(&piece, sink)?;
        }
        Ok(())
    }

    /// Reads a whole element, with its tag, and writes it with definite lengths of the fewest
    /// bytes and its strings in one piece: an element in DER stays as it is.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`] if it has more than `limit` bytes.
    pub fn element(&mut self, header: &Header, limit: usize) -> Result<Vec<u8>, Error> {
        if !header.is_constructed() {
            let contents = self.bytes(header, limit)?;
            return Ok(tlv(header.tag, &[&contents]));
        }
        if header.tag == OCTET_STRING | CONSTRUCTED {
            let mut contents = Vec::new();
            self.octets(header, &mut |piece| keep(&mut contents, piece, header.at, limit))?;
            self.account(header, contents.len())?;
            return Ok(tlv(OCTET_STRING, &[&contents]));
        }
        let mut contents = Vec::new();
        // Elements with nothing inside cost memory, too.
        self.account(header, 0)?;
        self.enter(header)?;
        while let Some(inner) = self.pull()? {
            let element = self.element(&inner, limit)?;
            keep(&mut contents, &element, header.at, limit)?;
        }
        Ok(tlv(header.tag, &[&contents]))
    }

    /// The contents of an element that has no elements inside.
    ///
    /// # Errors
    ///
    /// [`Error::TooLong`] if there are more than `limit` bytes.
    pub fn bytes(&mut self, header: &Header, limit: usize) -> Result<Vec<u8>, Error> {
        let length = header.length.filter(|_| !header.is_constructed());
        let length = length.ok_or(header.unexpected("an element without elements inside"))?;
        let mut contents = Vec::new();
        if length > limit as u64 {
            return Err(Error::TooLong { at: header.at });
        }
        self.contents(length, &mut |piece| keep(&mut contents, piece, header.at, limit))?;
        self.account(header, contents.len())?;
        Ok(contents)
    }

    /// Counts what is kept, so that many elements are bounded as one is.
    fn account(&mut self, header: &Header, kept: usize) -> Result<(), Error> {
        self.kept += kept + 2;
        if self.kept > KEPT_MAX { Err(Error::TooLong { at: header.at }) } else { Ok(()) }
    }

    /// Reads to the end of the input and says whether all of that is padding.
    ///
    /// # Errors
    ///
    /// [`Error::Io`].
    pub fn remainder_is(&mut self, padding: impl Fn(u8) -> bool) -> Result<bool, Error> {
        let mut piece = [0; 512];
        loop {
            match self.input.read(&mut piece) {
                Ok(0) => return Ok(true),
                Ok(read) if !piece[..read].iter().all(|byte| padding(*byte)) => return Ok(false),
                Ok(read) => self.position += read as u64,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(unread(error, self.position)),
            }
        }
    }

    fn contents(
        &mut self,
        length: u64,
        sink: &mut dyn FnMut(&[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let mut piece = vec![0; PIECE.min(usize::try_from(length).unwrap_or(PIECE))];
        let mut left = length;
        while left > 0 {
            let wanted = piece.len().min(usize::try_from(left).unwrap_or(PIECE));
            let read = match self.input.read(&mut piece[..wanted]) {
                Ok(0) => return Err(Error::Truncated { at: self.position }),
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(unread(error, self.position)),
            };
            self.position += read as u64;
            left -= read as u64;
            sink(&piece[..read])?;
        }
        Ok(())
    }

    fn header(&mut self, tag: u8, at: u64) -> Result<Header, Error> {
        if tag & 0x1f == 0x1f {
            return Err(Error::Unexpected { at, expected: "a tag below 31" });
        }
        let length = match self.byte()? {
            0x80 if tag & CONSTRUCTED != 0 => None,
            0x80 => return Err(Error::Unexpected { at, expected: "a definite length" }),
            short @ 0..0x80 => Some(u64::from(short)),
            0xff => return Err(Error::Unexpected { at, expected: "a length" }),
            long => {
                let mut length: u64 = 0;
                for _ in 0..long & 0x7f {
                    if length >> 56 != 0 {
                        return Err(Error::TooLong { at });
                    }
                    length = length << 8 | u64::from(self.byte()?);
                }
                Some(length)
            }
        };
        if let Some(length) = length {
            let end = self.position.checked_add(length).ok_or(Error::TooLong { at })?;
            if self.end().is_some_and(|outer| end > outer) {
                return Err(Error::TooLong { at });
            }
        }
        Ok(Header { tag, length, at })
    }

    fn end(&self) -> Option<u64> {
        self.open.last().and_then(|open| open.end)
    }

    fn byte(&mut self) -> Result<u8, Error> {
        if self.end() == Some(self.position) {
            return Err(Error::Truncated { at: self.position });
        }
        let mut byte = [0];
        self.input.read_exact(&mut byte).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => Error::Truncated { at: self.position },
            _ => unread(error, self.position),
        })?;
        self.position += 1;
        Ok(byte[0])
    }
}

fn keep(kept: &mut Vec<u8>, piece: &[u8], at: u64, limit: usize) -> Result<(), Error> {
    if kept.len() + piece.len() > limit {
        return Err(Error::TooLong { at });
    }
    kept.extend_from_slice(piece);
    Ok(())
}

/// Writes an element of parts in DER.
pub fn tlv(tag: u8, parts: &[&[u8]]) -> Vec<u8> {
    let length: usize = parts.iter().map(|part| part.len()).sum();
    let mut element = head(tag, length as u64);
    element.reserve(length);
    for part in parts {
        element.extend_from_slice(part);
    }
    element
}

/// Writes the header of an element in DER.
pub fn head(tag: u8, length: u64) -> Vec<u8> {
    let mut header = vec![tag];
    if length < 0x80 {
        header.push(length as u8);
        return header;
    }
    let bytes = length.to_be_bytes();
    let skipped = length.leading_zeros() as usize / 8;
    header.push(0x80 | (bytes.len() - skipped) as u8);
    header.extend_from_slice(&bytes[skipped..]);
    header
}

#[cfg(test)]
mod tests;
