//! Cross-reference tables and streams of all revisions (ISO 32000-1, 7.5.4 to 7.5.8).

use std::collections::{HashMap, HashSet};

use super::lexer::Lexer;
use super::{Inflater, Malformed, OBJECTS, Value, begin_stream, end_stream, entry, items, names};

/// Revisions of a file, parts of linearised ones counted singly.
const SECTIONS: usize = 512;
/// Where the last `startxref` stands at the latest, counted from the end.
const TAIL: usize = 2048;

/// Where an object is said to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It was deleted.
    Free,
    /// In the file itself.
    At { offset: usize, generation: u64 },
    /// In a stream of objects.
    In { stream: u32, place: u32 },
}

/// What all tables say together.
#[derive(Default)]
pub(super) struct Chain {
    /// Everything that any of them says.
    pub(super) places: Vec<(u32, Place)>,
    /// What the newest says of each number.
    pub(super) newest: HashMap<u32, Place>,
    /// The number of the catalogue.
    pub(super) root: u32,
    /// Whether any of them names an encryption.
    pub(super) encrypted: bool,
}

/// Follows the tables from the end of the file.
pub(super) fn read(bytes: &[u8], inflater: &mut Inflater) -> Result<Chain, Malformed> {
    let tail = bytes.len().saturating_sub(TAIL);
    let last = bytes[tail..].windows(9).rposition(|w| w == b"startxref").ok_or(Malformed)?;
    let mut lexer = Lexer::new(bytes, tail + last + 9);
    let mut next = vec![lexer.number()?];
    if lexer.rest().trim_ascii() != b"%%EOF" {
        return Err(Malformed);
    }
    let mut chain = Chain::default();
    let (mut seen, mut roots, mut work) = (HashSet::new(), Vec::new(), 0);
    while let Some(offset) = next.pop() {
        let offset = usize::try_from(offset).map_err(|_| Malformed)?;
        // A place that was there already is a circle.
        if offset >= bytes.len() || !seen.insert(offset) || seen.len() > SECTIONS {
            return Err(Malformed);
        }
        let mut lexer = Lexer::new(bytes, offset);
        let trailer = section(&mut lexer, &mut chain, inflater)?;
        // Tables that lie in one another would be read again and again.
        work += lexer.at() - offset;
        if work > 2 * bytes.len() || chain.places.len() > OBJECTS {
            return Err(Malformed);
        }
        chain.encrypted |= entry(trailer, "Encrypt")?.is_some_and(|value| value != Value::Other);
        if let Some(Value::Reference(root)) = entry(trailer, "Root")? {
            roots.push(root);
        }
        // The stream beside a table comes before older ones, so it is followed first.
        for key in ["Prev", "XRefStm"] {
            match entry(trailer, key)? {
                None => {}
                Some(Value::Integer(offset)) => {
                    next.push(u64::try_from(offset).map_err(|_| Malformed)?);
                }
                Some(_) => return Err(Malformed),
            }
        }
    }
    chain.root = *roots.first().ok_or(Malformed)?;
    for (number, place) in &chain.places {
        chain.newest.entry(*number).or_insert(*place);
    }
    Ok(chain)
}

/// Reads a table or a stream, and returns what its trailer says.
fn section<'a>(
    lexer: &mut Lexer<'a>,
    chain: &mut Chain,
    inflater: &mut Inflater,
) -> Result<&'a [u8], Malformed> {
    lexer.space()?;
    if lexer.word("xref") {
        entries(lexer, &mut |number, place| chain.places.push((number, place)))?;
        return match lexer.value(&mut ())? {
            Value::Dictionary(trailer) => Ok(trailer),
            _ => Err(Malformed),
        };
    }
    lexer.object()?;
    let Value::Dictionary(dictionary) = lexer.value(&mut ())? else { return Err(Malformed) };
    lexer.space()?;
    if !lexer.word("stream") || !names(dictionary, "Type", "XRef")? {
        return Err(Malformed);
    }
    begin_stream(lexer)?;
    let Some(Value::Integer(length)) = entry(dictionary, "Length")? else { return Err(Malformed) };
    let data = lexer.skip(usize::try_from(length).map_err(|_| Malformed)?)?;
    end_stream(lexer)?;
    packed(dictionary, &inflater.inflate(dictionary, data)?, chain)?;
    Ok(dictionary)
}

/// Passes over a table from behind `xref` to behind `trailer`.
pub(super) fn pass(lexer: &mut Lexer<'_>) -> Result<(), Malformed> {
    entries(lexer, &mut |_, _| {})
}

fn entries(lexer: &mut Lexer<'_>, take: &mut impl FnMut(u32, Place)) -> Result<(), Malformed> {
    loop {
        lexer.space()?;
        if lexer.word("trailer") {
            return Ok(());
        }
        let (first, count) = (lexer.number()?, lexer.number()?);
        for number in first..first.saturating_add(count) {
            let number = u32::try_from(number).map_err(|_| Malformed)?;
            let (offset, generation) = (lexer.number()?, lexer.number()?);
            lexer.space()?;
            let offset = usize::try_from(offset).map_err(|_| Malformed)?;
            match (lexer.word("n"), lexer.word("f")) {
                (true, false) => take(number, Place::At { offset, generation }),
                (false, true) => take(number, Place::Free),
                _ => return Err(Malformed),
            }
        }
    }
}

/// The entries of a cross-reference stream.
fn packed(dictionary: &[u8], data: &[u8], chain: &mut Chain) -> Result<(), Malformed> {
    let integers = |key, most| match entry(dictionary, key)? {
        Some(Value::Array(array)) => integers(array, most).map(Some),
        None => Ok(None),
        Some(_) => Err(Malformed),
    };
    let widths = integers("W", 3)?.ok_or(Malformed)?;
    let [kind, second, third] = widths[..] else { return Err(Malformed) };
    let width = kind + second + third;
    if widths.iter().any(|width| *width > 8) || width == 0 {
        return Err(Malformed);
    }
    let ranges = match (integers("Index", 2 * SECTIONS)?, entry(dictionary, "Size")?) {
        (Some(ranges), _) => ranges,
        (None, Some(Value::Integer(size))) => {
            vec![0, usize::try_from(size).map_err(|_| Malformed)?]
        }
        _ => return Err(Malformed),
    };
    let mut rows = data.chunks_exact(width);
    for range in ranges.chunks(2) {
        let [first, count] = range else { return Err(Malformed) };
        for number in *first..first.saturating_add(*count) {
            let row = rows.next().ok_or(Malformed)?;
            let number = u32::try_from(number).map_err(|_| Malformed)?;
            let (one, rest) = row.split_at(kind);
            let (two, three) = rest.split_at(second);
            let kind = if one.is_empty() { 1 } else { big_endian(one) };
            let place = match kind {
                0 => Place::Free,
                1 => {
                    let offset = usize::try_from(big_endian(two)).map_err(|_| Malformed)?;
                    Place::At { offset, generation: big_endian(three) }
                }
                2 => Place::In {
                    stream: u32::try_from(big_endian(two)).map_err(|_| Malformed)?,
                    place: u32::try_from(big_endian(three)).map_err(|_| Malformed)?,
                },
                _ => return Err(Malformed),
            };
            chain.places.push((number, place));
            if chain.places.len() > OBJECTS {
                return Err(Malformed);
            }
        }
    }
    Ok(())
}

fn integers(array: &[u8], most: usize) -> Result<Vec<usize>, Malformed> {
    let integer = |value| match value {
        Value::Integer(value) => usize::try_from(value).map_err(|_| Malformed),
        _ => Err(Malformed),
    };
    items(array, most)?.into_iter().map(integer).collect()
}

fn big_endian(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0, |sum, byte| sum << 8 | u64::from(*byte))
}
