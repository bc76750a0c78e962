//! A PDF as its cross-reference tables show it (ISO 32000-1, 7.5), all revisions together.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use super::inflate::inflate;
use super::value::{Dictionary, Id, Lexer, Value, is_space};
use super::{Broken, table};

/// All inflated streams of a file together, in bytes.
const INFLATED: usize = 128 * 1024 * 1024;
/// Where the last `startxref` stands at the latest, counted from the end.
const TAIL: usize = 2048;
/// How often a file is read, all its objects and all its revisions together,
const WORK: usize = 128;
/// and how many bytes may be read of a small one, what is inflated counted in,
const WORK_MIN: usize = 1024 * 1024 * 1024;
/// and of a large one.
const WORK_MAX: usize = 4 * 1024 * 1024 * 1024;
/// What is expected of a file that wants more.
const LESS: &str = "a file that takes less work to read";
/// References that name references.
const HOPS: usize = 16;

/// Where an object is said to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// It was deleted.
    Free,
    /// In the file itself.
    At { offset: usize, generation: u16 },
    /// In a stream of objects.
    In { stream: u32, index: usize },
}

/// A file, or its beginning up to the end of a revision.
pub(super) struct File<'a> {
    bytes: &'a [u8],
    /// Where each object is, by its number; those that were deleted are there, too.
    places: HashMap<u32, Place>,
    /// What the newest table says of the file.
    trailer: Dictionary,
    /// Where the newest table stands, and whether it is a stream.
    newest: (usize, bool),
    /// The places in the file that some table of some revision names.
    named: HashSet<usize>,
    packed: RefCell<HashMap<u32, Rc<Packed>>>,
    room: Cell<usize>,
    /// Bytes that may still be read: what is named a thousand times is not read so often. Shared
    /// with what is read of the same file as it was before.
    work: Rc<Cell<usize>>,
}

/// An object.
#[derive(Clone, Debug)]
pub(super) struct Object {
    pub value: Value,
    /// Where it stands, unless it is in a stream of objects.
    pub span: Option<std::ops::Range<usize>>,
    /// Where its bytes begin, if it is a stream.
    stream: Option<usize>,
}

/// A stream of objects, inflated.
struct Packed {
    bytes: Vec<u8>,
    /// The number and the place of each.
    index: Vec<(u32, usize)>,
}

impl<'a> File<'a> {
    pub(super) fn open(bytes: &'a [u8]) -> Result<File<'a>, Broken> {
        let work = bytes.len().saturating_mul(WORK).clamp(WORK_MIN, WORK_MAX);
        Self::open_within(bytes, work)
    }

    /// The same with so many bytes to be read at most.
    pub(super) fn open_within(bytes: &'a [u8], work: usize) -> Result<File<'a>, Broken> {
        Self::shared(bytes, Rc::new(Cell::new(work)))
    }

    /// The file as it was when it ended here. It is read at the expense of this one.
    pub(super) fn before(&self, end: usize) -> Result<File<'a>, Broken> {
        Self::shared(&self.bytes[..end], Rc::clone(&self.work))
    }

    /// Whether reading ended because too much would have been read.
    pub(super) fn is_exhausted(&self) -> bool {
        self.work.get() == 0
    }

    fn shared(bytes: &'a [u8], work: Rc<Cell<usize>>) -> Result<File<'a>, Broken> {
        if !bytes.starts_with(b"%PDF-") {
            return Err(Broken { at: 0, expected: "`%PDF-`" });
        }
        spend(&work, TAIL)?;
        let room = Cell::new(INFLATED);
        let chain = table::read(bytes, start(bytes)?, &room);
        let tables = chain.as_ref().map_or(2 * bytes.len(), |chain| chain.read);
        spend(&work, tables.saturating_add(INFLATED - room.get()))?;
        let chain = chain?;
        if chain.encrypted {
            return Err(Broken { at: chain.newest.0, expected: "a file without encryption" });
        }
        Ok(File {
            bytes,
            places: chain.places,
            trailer: chain.trailer,
            newest: chain.newest,
            named: chain.named,
            packed: RefCell::default(),
            room,
            work,
        })
    }

    pub(super) fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    pub(super) fn trailer(&self) -> &Dictionary {
        &self.trailer
    }

    pub(super) fn newest(&self) -> (usize, bool) {
        self.newest
    }

    pub(super) fn is_named(&self, offset: usize) -> bool {
        self.named.contains(&offset)
    }

    pub(super) fn numbers(&self) -> impl Iterator<Item = u32> {
        self.places.keys().copied()
    }

    /// Where an object is; one in a stream of objects is also where that stream is.
    pub(super) fn place(&self, number: u32) -> (Option<Place>, Option<Place>) {
        let place = self.places.get(&number).copied().filter(|place| *place != Place::Free);
        let outer = match place {
            Some(Place::In { stream, .. }) => self.places.get(&stream).copied(),
            _ => None,
        };
        (place, outer)
    }

    /// An object, or nothing where none has this number.
    pub(super) fn object(&self, id: Id) -> Result<Option<Object>, Broken> {
        match self.place(id.number).0 {
            Some(Place::At { offset, generation }) if generation == id.generation => {
                self.standing(id, offset).map(Some)
            }
            Some(Place::In { stream, index }) if id.generation == 0 => {
                let value = self.unpacked(stream, index, id.number)?;
                Ok(Some(Object { value, span: None, stream: None }))
            }
            _ => Ok(None),
        }
    }

    /// What a value is when it is no reference.
    pub(super) fn resolve(&self, value: &Value) -> Result<Value, Broken> {
        let mut value = value.clone();
        for _ in 0..HOPS {
            let Value::Reference(id) = value else { return Ok(value) };
            value = self.object(id)?.map_or(Value::Null, |object| object.value);
        }
        Err(Broken { at: 0, expected: "no reference to a reference" })
    }

    /// The dictionary that is the value of a key, also by reference.
    pub(super) fn dictionary(
        &self,
        of: &Dictionary,
        key: &str,
    ) -> Result<Option<Dictionary>, Broken> {
        match self.entry(of, key)? {
            Value::Dictionary(dictionary) => Ok(Some(dictionary)),
            Value::Null => Ok(None),
            _ => Err(Broken { at: 0, expected: "a dictionary where the format wants one" }),
        }
    }

    /// The value of a key, also by reference.
    pub(super) fn entry(&self, of: &Dictionary, key: &str) -> Result<Value, Broken> {
        of.get(key).map_or(Ok(Value::Null), |value| self.resolve(value))
    }

    /// The name of the catalogue and it.
    pub(super) fn root(&self) -> Result<(Id, Dictionary), Broken> {
        let error = Broken { at: self.newest.0, expected: "a /Root that is a dictionary" };
        let id = self.trailer.get("Root").and_then(Value::as_reference).ok_or(error)?;
        match self.object(id)?.map(|object| object.value) {
            Some(Value::Dictionary(root)) => Ok((id, root)),
            _ => Err(error),
        }
    }

    /// The bytes of a stream as they stand in the file; nothing if it is none.
    pub(super) fn stream(&self, object: &Object) -> Result<Option<&'a [u8]>, Broken> {
        let (Some(at), Value::Dictionary(dictionary)) = (object.stream, &object.value) else {
            return Ok(None);
        };
        let mut lexer = Lexer::new(self.bytes, at);
        let error = lexer.error("a stream of the /Length that is said");
        let length = self.entry(dictionary, "Length")?.as_usize().ok_or(error)?;
        let data = lexer.skip(length).map_err(|_| error)?;
        let spaces = lexer.rest().iter().take(4).take_while(|b| is_space(**b)).count();
        lexer.skip(spaces)?;
        if lexer.word("endstream") { Ok(Some(data)) } else { Err(error) }
    }

    /// Where the object that stands at a place ends, its stream included.
    pub(super) fn end_of(&self, offset: usize) -> Result<usize, Broken> {
        let id = Lexer::new(self.bytes, offset).object()?;
        let object = self.standing(id, offset)?;
        let Some(data) = self.stream(&object)? else {
            return Ok(object.span.map_or(offset, |span| span.end));
        };
        let mut lexer = Lexer::new(self.bytes, object.stream.unwrap_or(offset) + data.len());
        lexer.space();
        let whole = lexer.word("endstream") && {
            lexer.space();
            lexer.word("endobj")
        };
        if whole { Ok(lexer.at()) } else { Err(lexer.error("`endobj`")) }
    }

    /// The object that must stand at a place.
    fn standing(&self, id: Id, offset: usize) -> Result<Object, Broken> {
        let mut lexer = Lexer::new(self.bytes, offset);
        lexer.space();
        let start = lexer.at();
        if lexer.object()? != id {
            let expected = "the object that the table of cross-references names here";
            return Err(Broken { at: start, expected });
        }
        let value = self.read(&mut lexer)?;
        lexer.space();
        let stream = match &value {
            Value::Dictionary(_) if lexer.word("stream") => Some(begin_stream(&mut lexer)?),
            _ if lexer.word("endobj") => None,
            _ => return Err(lexer.error("`endobj`")),
        };
        Ok(Object { value, span: Some(start..lexer.at()), stream })
    }

    fn unpacked(&self, stream: u32, index: usize, number: u32) -> Result<Value, Broken> {
        let error = Broken { at: 0, expected: "the object that a stream of objects must hold" };
        let packed = self.packed(stream)?;
        let (found, offset) = *packed.index.get(index).ok_or(error)?;
        if found != number {
            return Err(error);
        }
        self.read(&mut Lexer::new(&packed.bytes, offset))
    }

    fn read(&self, lexer: &mut Lexer<'_>) -> Result<Value, Broken> {
        let start = lexer.at();
        let value = lexer.value()?;
        spend(&self.work, lexer.at() - start)?;
        Ok(value)
    }

    /// A stream of objects (ISO 32000-1, 7.5.7).
    fn packed(&self, number: u32) -> Result<Rc<Packed>, Broken> {
        if let Some(packed) = self.packed.borrow().get(&number) {
            return Ok(packed.clone());
        }
        let error = Broken { at: 0, expected: "a stream of objects" };
        // A stream of objects cannot stand in another: no chain, no circle.
        let Some(Place::At { offset, generation }) = self.place(number).0 else {
            return Err(error);
        };
        let object = self.standing(Id { number, generation }, offset)?;
        let data = self.stream(&object)?.ok_or(error)?;
        let dictionary = object.value.as_dictionary().ok_or(error)?;
        if !dictionary.get("Type").is_some_and(|kind| kind.is_name("ObjStm")) {
            return Err(error);
        }
        let bytes = inflate(dictionary, data, self.room.get())?;
        self.room.set(self.room.get() - bytes.len());
        spend(&self.work, bytes.len())?;
        let integer = |key| dictionary.get(key).and_then(Value::as_usize).ok_or(error);
        let (count, first) = (integer("N")?, integer("First")?);
        let mut lexer = Lexer::new(bytes.get(..first).ok_or(error)?, 0);
        let mut index = Vec::new();
        for _ in 0..count {
            let number = u32::try_from(lexer.number()?).map_err(|_| error)?;
            let offset = usize::try_from(lexer.number()?).map_err(|_| error)?;
            index.push((number, first.saturating_add(offset)));
        }
        let packed = Rc::new(Packed { bytes, index });
        self.packed.borrow_mut().insert(number, packed.clone());
        Ok(packed)
    }
}

fn spend(work: &Cell<usize>, bytes: usize) -> Result<(), Broken> {
    let left = work.get().checked_sub(bytes);
    work.set(left.unwrap_or_default());
    left.map(|_| ()).ok_or(Broken { at: 0, expected: LESS })
}

/// Passes over the end of the line after `stream`.
pub(super) fn begin_stream(lexer: &mut Lexer<'_>) -> Result<usize, Broken> {
    let line = match lexer.rest() {
        [b'\r', b'\n', ..] => 2,
        [b'\n', ..] => 1,
        _ => return Err(lexer.error("the end of the line after `stream`")),
    };
    lexer.skip(line)?;
    Ok(lexer.at())
}

/// What the last `startxref` says.
fn start(bytes: &[u8]) -> Result<usize, Broken> {
    let from = bytes.len().saturating_sub(TAIL);
    let word = b"startxref";
    let last = bytes[from..].windows(word.len()).rposition(|window| window == word);
    let error = Broken { at: from, expected: "`startxref` near the end" };
    let mut lexer = Lexer::new(bytes, from + last.ok_or(error)? + word.len());
    usize::try_from(lexer.number()?).map_err(|_| error)
}
