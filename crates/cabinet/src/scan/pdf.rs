//! PDFs: every object is read, by two ways that must agree.
//!
//! A program that shows a PDF follows its cross-reference tables, from the end of the file
//! backwards. Another may give up on them and look for objects from the start. What one of them
//! sees and the other does not is where things hide. So the file is walked from its first byte to
//! its last, object by object, with nothing unknown in between; and every place that a table of
//! any revision names must be the start of an object that the walk found. Streams that hold
//! objects or tables are inflated, under limits; those that hold pages and pictures are not, for
//! nothing in them can act.
//!
//! All work is bounded by the length of the file and a few constants: nothing is read twice that
//! could be asked for again, nothing is built in memory, and no chain is followed in a circle.

mod inflate;
mod lexer;
mod table;
mod witness;

use std::collections::{HashMap, HashSet};

use super::Refusal;
use inflate::Inflater;
use lexer::{Lexer, Value, entry, is_space, items};
use table::{Chain, Place};
use witness::Watch;

/// It does not follow the rules of the format as far as they are known here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Malformed;

/// Objects of a file, of all its revisions.
const OBJECTS: usize = 200_000;

/// Judges a PDF.
///
/// # Errors
/// [`Refusal::Encrypted`], [`Refusal::Active`], [`Refusal::Attachments`], [`Refusal::Xfa`],
/// [`Refusal::Unreadable`].
pub(super) fn check(bytes: &[u8]) -> Result<(), Refusal> {
    if carries_archive(bytes) {
        return Err(Refusal::Attachments);
    }
    let mut inflater = Inflater::default();
    let chain = table::read(bytes, &mut inflater).map_err(|Malformed| Refusal::Unreadable)?;
    if chain.encrypted {
        return Err(Refusal::Encrypted);
    }
    let mut walk = Walk::new(bytes, &chain, inflater);
    let walked = walk.file().and_then(|()| walk.compare());
    // What was seen before something could not be read is the better reason.
    walk.watch.verdict()?;
    walked.map_err(|Malformed| Refusal::Unreadable)
}

/// Whether an archive's directory ends here, too: such a file is a PDF to one program and a ZIP
/// to another, which looks for it from the end (APPNOTE.TXT, 4.3.16).
fn carries_archive(bytes: &[u8]) -> bool {
    let tail = &bytes[bytes.len().saturating_sub(22 + 65_535)..];
    tail.windows(22).enumerate().any(|(at, window)| {
        let comment = usize::from(u16::from_le_bytes([window[20], window[21]]));
        window.starts_with(b"PK\x05\x06") && at + 22 + comment <= tail.len()
    })
}

/// The way through a file from its start.
struct Walk<'a> {
    bytes: &'a [u8],
    chain: &'a Chain,
    inflater: Inflater,
    watch: Watch,
    /// The objects that stand in the file themselves, by where they begin.
    standing: HashMap<usize, (u32, u64)>,
    /// The objects in each stream of objects, by the stream's number and their place.
    packed: HashSet<(u32, u32, u32)>,
    /// The numbers of all objects.
    numbers: HashSet<u32>,
    count: usize,
}

impl<'a> Walk<'a> {
    fn new(bytes: &'a [u8], chain: &'a Chain, inflater: Inflater) -> Walk<'a> {
        Walk {
            bytes,
            chain,
            inflater,
            watch: Watch::default(),
            standing: HashMap::new(),
            packed: HashSet::new(),
            numbers: HashSet::new(),
            count: 0,
        }
    }

    fn file(&mut self) -> Result<(), Malformed> {
        let mut lexer = Lexer::new(self.bytes, 0);
        loop {
            lexer.space()?;
            if lexer.is_over() {
                return Ok(());
            }
            if lexer.word("xref") {
                table::pass(&mut lexer)?;
                lexer.value(&mut self.watch)?;
            } else if lexer.word("startxref") {
                lexer.number()?;
            } else {
                self.object(&mut lexer)?;
            }
        }
    }

    fn object(&mut self, lexer: &mut Lexer<'a>) -> Result<(), Malformed> {
        let start = lexer.at();
        let (number, generation) = lexer.object()?;
        let value = lexer.value(&mut self.watch)?;
        self.count(number)?;
        self.standing.insert(start, (number, generation));
        self.watch.object(number, &value);
        lexer.space()?;
        if lexer.word("stream") {
            let Value::Dictionary(dictionary) = value else { return Err(Malformed) };
            let data = self.stream(lexer, dictionary)?;
            self.watch.stream(dictionary)?;
            if names(dictionary, "Type", "ObjStm")? {
                self.unpack(number, dictionary, data)?;
            }
            lexer.space()?;
        }
        if lexer.word("endobj") { Ok(()) } else { Err(Malformed) }
    }

    fn count(&mut self, number: u32) -> Result<(), Malformed> {
        self.count += 1;
        self.numbers.insert(number);
        if self.count > OBJECTS { Err(Malformed) } else { Ok(()) }
    }

    /// The bytes of a stream, up to and over its `endstream`.
    fn stream(&self, lexer: &mut Lexer<'a>, dictionary: &[u8]) -> Result<&'a [u8], Malformed> {
        begin_stream(lexer)?;
        let length = match entry(dictionary, "Length")? {
            Some(Value::Integer(length)) => usize::try_from(length).map_err(|_| Malformed)?,
            Some(Value::Reference(number)) => self.length(number, lexer.rest())?,
            _ => return Err(Malformed),
        };
        let data = lexer.skip(length)?;
        end_stream(lexer)?;
        Ok(data)
    }

    /// The integer that an object is.
    fn length(&self, number: u32, data: &[u8]) -> Result<usize, Malformed> {
        let offset = match self.chain.newest.get(&number) {
            Some(Place::At { offset, .. }) => *offset,
            // Should it say otherwise than the bytes do, then what follows is read as objects
            // here and found wrong, or no table names it.
            Some(Place::In { .. }) => return find(data, b"endstream").ok_or(Malformed),
            Some(Place::Free) | None => return Err(Malformed),
        };
        // A bound on what is read again for each stream that names it.
        let end = self.bytes.len().min(offset.saturating_add(64));
        let mut lexer = Lexer::new(&self.bytes[..end], offset);
        match (lexer.object()?, lexer.value(&mut ())?) {
            ((found, _), Value::Integer(length)) if found == number => {
                usize::try_from(length).map_err(|_| Malformed)
            }
            _ => Err(Malformed),
        }
    }

    /// Reads the objects in a stream (ISO 32000-1, 7.5.7).
    fn unpack(&mut self, number: u32, dictionary: &[u8], data: &[u8]) -> Result<(), Malformed> {
        let data = self.inflater.inflate(dictionary, data)?;
        let integer = |key| match entry(dictionary, key)? {
            Some(Value::Integer(value)) => usize::try_from(value).map_err(|_| Malformed),
            _ => Err(Malformed),
        };
        let (count, first) = (integer("N")?, integer("First")?);
        let (head, body) = data.split_at_checked(first).ok_or(Malformed)?;
        let mut index = Lexer::new(head, 0);
        let mut lexer = Lexer::new(body, 0);
        for place in 0..count {
            let packed = u32::try_from(index.number()?).map_err(|_| Malformed)?;
            let offset = usize::try_from(index.number()?).map_err(|_| Malformed)?;
            let end = lexer.at();
            lexer.space()?;
            // One after the other: no object is read twice, and nothing lies between them.
            if !(end..=lexer.at()).contains(&offset) {
                return Err(Malformed);
            }
            self.count(packed)?;
            let value = lexer.value(&mut self.watch)?;
            self.watch.object(packed, &value);
            let place = u32::try_from(place).map_err(|_| Malformed)?;
            self.packed.insert((number, place, packed));
        }
        lexer.space()?;
        index.space()?;
        if lexer.is_over() && index.is_over() { Ok(()) } else { Err(Malformed) }
    }

    /// What the tables name must be what the walk found.
    fn compare(&self) -> Result<(), Malformed> {
        for (number, place) in &self.chain.places {
            let holds = match place {
                Place::Free => true,
                Place::At { offset, generation } => {
                    let spaces = self.bytes.get(*offset..).unwrap_or_default();
                    let spaces = spaces.iter().take(4).take_while(|b| is_space(**b)).count();
                    self.standing.get(&(offset + spaces)) == Some(&(*number, *generation))
                }
                Place::In { stream, place } => self.packed.contains(&(*stream, *place, *number)),
            };
            if !holds {
                return Err(Malformed);
            }
        }
        let whole = self.numbers.contains(&self.chain.root) && self.watch.has_pages();
        if whole { Ok(()) } else { Err(Malformed) }
    }
}

/// The end of the line after `stream`.
fn begin_stream(lexer: &mut Lexer<'_>) -> Result<(), Malformed> {
    let line = match lexer.rest() {
        [b'\r', b'\n', ..] => 2,
        [b'\n', ..] => 1,
        _ => return Err(Malformed),
    };
    lexer.skip(line).map(|_| ())
}

fn end_stream(lexer: &mut Lexer<'_>) -> Result<(), Malformed> {
    let spaces = lexer.rest().iter().take(4).take_while(|b| is_space(**b)).count();
    lexer.skip(spaces)?;
    if lexer.word("endstream") { Ok(()) } else { Err(Malformed) }
}

/// Whether the value of a key is this name.
fn names(dictionary: &[u8], key: &str, name: &str) -> Result<bool, Malformed> {
    Ok(matches!(entry(dictionary, key)?, Some(Value::Name(found)) if found.is(name)))
}

fn find(text: &[u8], part: &[u8]) -> Option<usize> {
    text.windows(part.len()).position(|window| window == part)
}
