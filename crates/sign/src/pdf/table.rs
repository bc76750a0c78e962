//! Cross-reference tables and streams of all revisions (ISO 32000-1, 7.5.4 to 7.5.8).

use std::cell::Cell;
use std::collections::{HashMap, HashSet};

use super::Broken;
use super::file::{Place, begin_stream};
use super::inflate::inflate;
use super::value::{Dictionary, Lexer, Value};

/// Revisions of a file, parts of linearised ones counted singly.
const SECTIONS: usize = 1024;
/// Objects of a file, of all its revisions.
const OBJECTS: usize = 2_000_000;

/// What all tables say together.
pub(super) struct Chain {
    /// Where each object is, by its number.
    pub places: HashMap<u32, Place>,
    /// The trailer of the newest table.
    pub trailer: Dictionary,
    /// Where the newest table stands, and whether it is a stream.
    pub newest: (usize, bool),
    /// All places in the file that any table names, those of the tables themselves included.
    pub named: HashSet<usize>,
    pub encrypted: bool,
    /// How many bytes of tables were read.
    pub read: usize,
}

/// One table.
struct Section {
    entries: Vec<(u32, Place)>,
    trailer: Dictionary,
    is_stream: bool,
    /// Where it ends.
    end: usize,
}

/// Follows the tables from the newest to the oldest; `room` is what may be inflated.
pub(super) fn read(bytes: &[u8], start: usize, room: &Cell<usize>) -> Result<Chain, Broken> {
    let mut chain: Option<Chain> = None;
    let mut next = Some(start);
    let (mut seen, mut work, mut count) = (HashSet::new(), 0_usize, 0_usize);
    while let Some(at) = next {
        let error = |expected| Broken { at, expected };
        if !seen.insert(at) || seen.len() > SECTIONS {
            return Err(error("tables of cross-references that do not go in a circle"));
        }
        let mut section = section(bytes, at, room)?;
        // What stands beside an older table fills up what that table calls free.
        if let Some(beside) = offset(&section.trailer, "XRefStm", at)? {
            let hidden = self::section(bytes, beside, room)?;
            let free = |entry: &(u32, Place)| entry.1 == Place::Free;
            let (free, taken): (Vec<_>, Vec<_>) = section.entries.into_iter().partition(free);
            section.entries = taken;
            section.entries.extend(hidden.entries);
            section.entries.extend(free);
            work = work.saturating_add(hidden.end.saturating_sub(beside));
        }
        work = work.saturating_add(section.end - at);
        count += section.entries.len();
        if work > 2 * bytes.len() || count > OBJECTS {
            return Err(error("tables of cross-references that do not overlap"));
        }
        next = offset(&section.trailer, "Prev", at)?;
        let chain = chain.get_or_insert_with(|| Chain {
            places: HashMap::new(),
            trailer: section.trailer.clone(),
            newest: (at, section.is_stream),
            named: HashSet::new(),
            encrypted: false,
            read: 0,
        });
        chain.read = work;
        chain.encrypted |= section.trailer.get("Encrypt").is_some();
        chain.add(at, section);
    }
    chain.ok_or(Broken { at: start, expected: "a table of cross-references" })
}

impl Chain {
    /// Takes an older table; what newer ones say of an object stays.
    fn add(&mut self, at: usize, section: Section) {
        self.named.insert(at);
        for (number, place) in section.entries {
            if let Place::At { offset, .. } = place {
                self.named.insert(offset);
            }
            self.places.entry(number).or_insert(place);
        }
    }
}

fn offset(trailer: &Dictionary, key: &str, at: usize) -> Result<Option<usize>, Broken> {
    let error = Broken { at, expected: "a place in the file as /Prev or /XRefStm" };
    trailer.get(key).map(|value| value.as_usize().ok_or(error)).transpose()
}

/// Reads a table with its trailer, or a stream.
fn section(bytes: &[u8], at: usize, room: &Cell<usize>) -> Result<Section, Broken> {
    let section = parsed(bytes, at, room)?;
    let mut numbers = HashSet::new();
    // Programs differ in which one counts.
    if section.entries.iter().any(|(number, _)| !numbers.insert(*number)) {
        return Err(Broken { at, expected: "each object only once in one table" });
    }
    Ok(section)
}

fn parsed(bytes: &[u8], at: usize, room: &Cell<usize>) -> Result<Section, Broken> {
    let mut lexer = Lexer::new(bytes, at);
    lexer.space();
    if lexer.word("xref") {
        let mut entries = Vec::new();
        pass(&mut lexer, &mut |number, place| entries.push((number, place)))?;
        let error = lexer.error("a trailer");
        let Value::Dictionary(trailer) = lexer.value()? else { return Err(error) };
        return Ok(Section { entries, trailer, is_stream: false, end: lexer.at() });
    }
    let error = lexer.error("a table or a stream of cross-references");
    lexer.object().map_err(|_| error)?;
    let Value::Dictionary(trailer) = lexer.value()? else { return Err(error) };
    lexer.space();
    let is_table = trailer.get("Type").is_some_and(|kind| kind.is_name("XRef"));
    if !lexer.word("stream") || !is_table {
        return Err(error);
    }
    begin_stream(&mut lexer)?;
    let length = trailer.get("Length").and_then(Value::as_usize).ok_or(error)?;
    let data = inflate(&trailer, lexer.skip(length)?, room.get())?;
    room.set(room.get() - data.len());
    let entries = packed(&trailer, &data).ok_or(error)?;
    Ok(Section { entries, trailer, is_stream: true, end: lexer.at() })
}

/// Passes over a table from behind `xref` to behind `trailer`.
pub(super) fn pass(lexer: &mut Lexer<'_>, take: &mut impl FnMut(u32, Place)) -> Result<(), Broken> {
    loop {
        lexer.space();
        if lexer.word("trailer") {
            return Ok(());
        }
        let (first, count) = (lexer.number()?, lexer.number()?);
        for number in first..first.saturating_add(count) {
            let error = lexer.error("an entry of a table of cross-references");
            let number = u32::try_from(number).map_err(|_| error)?;
            let (offset, generation) = (lexer.number()?, lexer.number()?);
            lexer.space();
            let offset = usize::try_from(offset).map_err(|_| error)?;
            match (lexer.word("n"), lexer.word("f"), u16::try_from(generation)) {
                (true, false, Ok(_)) if offset == 0 => take(number, Place::Free),
                (true, false, Ok(generation)) => take(number, Place::At { offset, generation }),
                (false, true, _) => take(number, Place::Free),
                _ => return Err(error),
            }
        }
    }
}

/// The entries of a stream of cross-references.
fn packed(trailer: &Dictionary, data: &[u8]) -> Option<Vec<(u32, Place)>> {
    let integers = |value: &Value| -> Option<Vec<usize>> {
        value.as_array()?.iter().map(Value::as_usize).collect()
    };
    let [kind, second, third] = integers(trailer.get("W")?)?[..] else { return None };
    if kind > 8 || second > 8 || third > 8 || kind + second + third == 0 {
        return None;
    }
    let ranges = match trailer.get("Index") {
        Some(index) => integers(index)?,
        None => vec![0, trailer.get("Size")?.as_usize()?],
    };
    let mut rows = data.chunks_exact(kind + second + third);
    let mut entries = Vec::new();
    for range in ranges.chunks(2) {
        let [first, count] = range else { return None };
        for number in *first..first.saturating_add(*count) {
            let (one, rest) = rows.next()?.split_at(kind);
            let (two, three) = rest.split_at(second);
            let two = big_endian(two);
            let three = big_endian(three);
            let place = match if one.is_empty() { 1 } else { big_endian(one) } {
                0 => Place::Free,
                1 => Place::At {
                    offset: usize::try_from(two).ok()?,
                    generation: u16::try_from(three).ok()?,
                },
                2 => Place::In {
                    stream: u32::try_from(two).ok()?,
                    index: usize::try_from(three).ok()?,
                },
                _ => return None,
            };
            entries.push((u32::try_from(number).ok()?, place));
        }
    }
    Some(entries)
}

fn big_endian(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}
