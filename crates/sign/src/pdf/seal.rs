//! Making a seal: room for the signature first, then its bytes.

use std::fmt;
use std::ops::Range;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::file::File;
use super::form::{Field, Form};
use super::range::ByteRange;
use super::update::{Update, write, write_hex};
use super::value::{Dictionary, Id, Value};
use super::{Broken, signature};
use crate::cms::Signing;
use crate::digest::DigestAlgorithm;
use crate::malformed::Malformed;
use crate::say;
use crate::verdict::Text;

/// How a seal is to be.
#[derive(Clone, Debug)]
pub struct Seal {
    /// The name of its field: a new one, or one that waits for a signature; `Signature1` or the
    /// next free one if nothing is said.
    pub field: Option<String>,
    /// When it is made; the message in it does not say so (ETSI EN 319 142-1, 6.3).
    pub time: Timestamp,
    /// Who signs.
    pub name: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// Where.
    pub location: Option<String>,
    /// Bytes of room for the message, see [`room`].
    pub room: usize,
    /// What may change afterwards: 1 nothing, 2 fields and signatures, 3 annotations, too. Only
    /// the first signature of a file can say so; others leave it out.
    pub permits: Option<u8>,
    /// What it shows on a page; nothing if it is left out.
    pub mark: Option<Mark>,
}

/// A picture of the seal on a page; it proves nothing.
#[derive(Clone, Debug)]
pub struct Mark {
    /// The page, counted from 0.
    pub page: usize,
    /// Left, bottom, right and top, in points from the lower left corner of the page.
    pub place: [f32; 4],
    /// Operators that draw it in a box of this size whose lower left corner is 0, 0: paths and
    /// colours only, for there are no fonts and no pictures.
    pub drawing: Vec<u8>,
}

/// Why a file cannot be sealed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// It is no PDF, is encrypted, or is not understood.
    Malformed(Malformed),
    /// An earlier signature permits no further one.
    Forbidden,
    /// The field is taken, is none for signatures or prescribes what is not done here.
    Field(String),
    /// There is no such page.
    Page(usize),
    /// Something is signed already, so what may change cannot be said any more.
    TooLate,
    /// The message is larger than the room for it: bytes wanted, bytes there.
    Room(usize, usize),
    /// The key did not sign, or no time-stamp was to be had.
    Key(Text),
}

/// A file with room for a signature.
#[derive(Clone, Debug)]
pub struct Prepared {
    bytes: Vec<u8>,
    range: ByteRange,
}

/// What is enough for the message that `signing` makes.
pub fn room(signing: &Signing<'_>) -> usize {
    let all = [signing.certificate].into_iter().chain(signing.chain);
    let certificates: usize = all.map(|certificate| certificate.der().len()).sum();
    // Stamps come with certificates of their own, of which nothing is known before.
    let stamp = if signing.stamp.is_some() { 16 * 1024 } else { 0 };
    certificates + stamp + 4 * 1024
}

/// Seals a file: PAdES B-B, and B-T if `signing` has somebody who stamps.
///
/// What `signing` says of a time and of CAdES is not looked at: a seal has its time outside of
/// the message and always names its certificate in it. For a signer outside take [`prepare`],
/// [`Prepared::digest`] and [`Prepared::finish`] instead.
///
/// # Errors
///
/// [`Error`].
pub fn sign(bytes: &[u8], seal: &Seal, signing: &Signing<'_>) -> Result<Vec<u8>, Error> {
    let signing = Signing { signed_at: None, cades: true, ..*signing };
    let prepared = prepare(bytes, seal)?;
    let message = signing.detached(&prepared.digest(signing.digest()));
    prepared.finish(&message.map_err(|error| Error::Key(error.text()))?)
}

/// Adds a revision with room for a signature.
///
/// # Errors
///
/// [`Error`], all but [`Error::Room`].
pub fn prepare(bytes: &[u8], seal: &Seal) -> Result<Prepared, Error> {
    let file = File::open(bytes)?;
    let (root_id, mut root) = file.root()?;
    let form = Form::of(&file, &root)?;
    let earlier = signature::levels(&file, &form)?;
    if earlier.contains(&1) {
        return Err(Error::Forbidden);
    }
    if seal.permits.is_some() && !earlier.is_empty() {
        return Err(Error::TooLate);
    }
    let mut update = Update::of(&file);
    let id = update.name();
    match waiting(&form, seal.field.as_deref())? {
        Some(field) => fill(&mut update, &form, &mut root, field, id),
        None => {
            let name = seal.field.clone().unwrap_or_else(|| form.free_name());
            let field = widget(&file, &mut update, seal, &name, id)?;
            enter(&file, &mut update, &form, &mut root, field)?;
        }
    }
    if seal.permits.is_some() {
        root.set("Perms", Value::Dictionary(Dictionary::of([("DocMDP", Value::Reference(id))])));
    }
    if root != file.root()?.1 {
        update.set(root_id, &Value::Dictionary(root));
    }
    let (content, holes) = content(seal);
    update.set_content(id, content);
    let written = update.write();
    let at = written.places.get(&id).copied().unwrap_or_default();
    let prepared = Prepared::of(written.bytes, at, holes);
    prepared.read_back(id)?;
    Ok(prepared)
}

impl Prepared {
    /// Writes the range of bytes, which is known only now.
    fn of(mut bytes: Vec<u8>, at: usize, holes: Holes) -> Prepared {
        let hole = at + holes.contents.start..at + holes.contents.end;
        let range = ByteRange { hole, end: bytes.len() };
        let ByteRange { hole, end } = &range;
        let numbers = format!("[0 {} {} {}]", hole.start, hole.end, end - hole.end);
        let place = at + holes.range.start..at + holes.range.end;
        let padded = format!("{numbers:<width$}", width = place.len());
        bytes[place].copy_from_slice(padded.as_bytes());
        Prepared { bytes, range }
    }

    /// Whether the new revision shows the new signature; a file whose objects are used for several
    /// things at once can make writing one of them take away another.
    fn read_back(&self, id: Id) -> Result<(), Broken> {
        let file = File::open(&self.bytes)?;
        let form = Form::of(&file, &file.root()?.1)?;
        let shown = |field: &Field| field.value == Some(Value::Reference(id));
        let object = file.object(id)?;
        let range = object.as_ref().and_then(|object| {
            let place = object.span.as_ref()?;
            ByteRange::judge(&self.bytes, object.value.as_dictionary()?, place).ok()
        });
        if form.fields.iter().any(shown) && range.as_ref() == Some(&self.range) {
            return Ok(());
        }
        Err(Broken { at: self.range.hole.start, expected: "each object used for one thing" })
    }

    /// What is to be signed: two parts, one after the other.
    pub fn parts(&self) -> [&[u8]; 2] {
        self.range.parts(&self.bytes)
    }

    /// The hash of what is to be signed, for a signer outside.
    pub fn digest(&self, algorithm: DigestAlgorithm) -> Vec<u8> {
        let mut digest = algorithm.begin();
        self.parts().iter().for_each(|part| digest.update(part));
        digest.finish()
    }

    /// Puts the message (CMS, detached, as DER) where it belongs.
    ///
    /// # Errors
    ///
    /// [`Error::Room`].
    pub fn finish(mut self, message: &[u8]) -> Result<Vec<u8>, Error> {
        let hole = self.range.hole.clone();
        let room = (hole.len() - 2) / 2;
        if message.len() > room {
            return Err(Error::Room(message.len(), room));
        }
        let mut digits = Vec::with_capacity(2 * message.len());
        write_hex(message, &mut digits);
        self.bytes[hole.start + 1..][..digits.len()].copy_from_slice(&digits);
        Ok(self.bytes)
    }
}

/// The field that is named, if it is there and waits for a signature.
fn waiting<'a>(form: &'a Form, name: Option<&str>) -> Result<Option<&'a Field>, Error> {
    let Some(name) = name else { return Ok(None) };
    let taken = || Error::Field(name.to_owned());
    let Some(field) = form.fields.iter().find(|field| field.name == name) else {
        // A dot would make it a part of a group.
        return if name.is_empty() || name.contains('.') { Err(taken()) } else { Ok(None) };
    };
    let prescribes = ["Lock", "SV"].iter().any(|key| field.dictionary.get(key).is_some());
    let waits = field.kind == "Sig" && field.value.is_none() && !prescribes;
    if waits { Ok(Some(field)) } else { Err(taken()) }
}

/// Fills in a field that waits.
fn fill(
    update: &mut Update<'_, '_>,
    form: &Form,
    root: &mut Dictionary,
    field: &Field,
    signature: Id,
) {
    let mut dictionary = field.dictionary.clone();
    dictionary.set("V", Value::Reference(signature));
    update.set(field.id, &Value::Dictionary(dictionary));
    put(update, form, root, form.dictionary.clone());
}

/// Writes the form, with the flags that there are signatures and nothing but additions
/// (ISO 32000-1, table 219).
fn put(
    update: &mut Update<'_, '_>,
    form: &Form,
    root: &mut Dictionary,
    mut dictionary: Dictionary,
) {
    dictionary.set("SigFlags", Value::Integer(3));
    let dictionary = Value::Dictionary(dictionary);
    match form.id {
        Some(id) => update.set(id, &dictionary),
        None => root.set("AcroForm", dictionary),
    }
}

/// A field and what shows it, one object (ISO 32000-1, 12.5.6.19), and its entry on the page.
fn widget(
    file: &File<'_>,
    update: &mut Update<'_, '_>,
    seal: &Seal,
    name: &str,
    signature: Id,
) -> Result<Id, Error> {
    let number = seal.mark.as_ref().map_or(0, |mark| mark.page);
    let (page_id, mut page) = page(file, number)?.ok_or(Error::Page(number))?;
    let [left, bottom, right, top] = seal.mark.as_ref().map_or([0.0; 4], |mark| mark.place);
    let look = update.name();
    let mut form = Dictionary::of([
        ("Type", Value::name("XObject")),
        ("Subtype", Value::name("Form")),
        ("BBox", numbers(&[0.0, 0.0, right - left, top - bottom])),
    ]);
    form.set("Resources", Value::Dictionary(Dictionary::default()));
    let drawing = seal.mark.as_ref().map_or(&b""[..], |mark| &mark.drawing);
    update.set_stream(look, form, drawing);
    let id = update.name();
    let look = Dictionary::of([("N", Value::Reference(look))]);
    let field = Dictionary::of([
        ("Type", Value::name("Annot")),
        ("Subtype", Value::name("Widget")),
        ("FT", Value::name("Sig")),
        ("T", Value::words(name)),
        ("V", Value::Reference(signature)),
        // Print, and Locked (ISO 32000-1, table 165).
        ("F", Value::Integer(132)),
        ("Rect", numbers(&[left, bottom, right, top])),
        ("P", Value::Reference(page_id)),
        ("AP", Value::Dictionary(look)),
    ]);
    update.set(id, &Value::Dictionary(field));
    let mut annotations = file.entry(&page, "Annots")?.as_array().unwrap_or_default().to_vec();
    annotations.push(Value::Reference(id));
    match page.get("Annots").and_then(Value::as_reference) {
        Some(list) => update.set(list, &Value::Array(annotations)),
        None => {
            page.set("Annots", Value::Array(annotations));
            update.set(page_id, &Value::Dictionary(page));
        }
    }
    Ok(id)
}

/// Enters a field into the form, which is made if there is none.
fn enter(
    file: &File<'_>,
    update: &mut Update<'_, '_>,
    form: &Form,
    root: &mut Dictionary,
    field: Id,
) -> Result<(), Broken> {
    let mut dictionary = form.dictionary.clone();
    let mut fields = file.entry(&dictionary, "Fields")?.as_array().unwrap_or_default().to_vec();
    fields.push(Value::Reference(field));
    match dictionary.get("Fields").and_then(Value::as_reference) {
        Some(list) => update.set(list, &Value::Array(fields)),
        None => dictionary.set("Fields", Value::Array(fields)),
    }
    put(update, form, root, dictionary);
    Ok(())
}

/// Where room is left in the content of the signature's object.
struct Holes {
    range: Range<usize>,
    contents: Range<usize>,
}

/// The signature dictionary with two holes.
fn content(seal: &Seal) -> (Vec<u8>, Holes) {
    let mut dictionary = Dictionary::of([
        ("Type", Value::name("Sig")),
        ("Filter", Value::name("Adobe.PPKLite")),
        ("SubFilter", Value::name("ETSI.CAdES.detached")),
        ("M", Value::Text(date(seal.time).into())),
    ]);
    let said = [("Name", &seal.name), ("Reason", &seal.reason), ("Location", &seal.location)];
    for (key, words) in said {
        if let Some(words) = words {
            dictionary.set(key, Value::words(words));
        }
    }
    if let Some(level) = seal.permits {
        dictionary.set("Reference", Value::Array(vec![Value::Dictionary(permission(level))]));
    }
    let mut content = Vec::new();
    write(&Value::Dictionary(dictionary), &mut content);
    content.truncate(content.len() - b">>".len());
    content.extend_from_slice(b"/ByteRange ");
    let start = content.len();
    // Three numbers of ten digits are more than any file in memory has.
    content.extend_from_slice(&[b' '; 60]);
    let range = start..content.len();
    content.extend_from_slice(b"\n/Contents ");
    let start = content.len();
    content.push(b'<');
    content.resize(content.len() + 2 * seal.room, b'0');
    content.push(b'>');
    let contents = start..content.len();
    content.extend_from_slice(b"\n>>");
    (content, Holes { range, contents })
}

/// ISO 32000-1, tables 253 and 254.
fn permission(level: u8) -> Dictionary {
    let parameters = Dictionary::of([
        ("Type", Value::name("TransformParams")),
        ("P", Value::Integer(level.into())),
        ("V", Value::name("1.2")),
    ]);
    Dictionary::of([
        ("Type", Value::name("SigRef")),
        ("TransformMethod", Value::name("DocMDP")),
        ("TransformParams", Value::Dictionary(parameters)),
    ])
}

/// ISO 32000-1, 7.9.4.
fn date(time: Timestamp) -> String {
    let time = time.to_zoned(TimeZone::UTC);
    time.strftime("D:%Y%m%d%H%M%S+00'00'").to_string()
}

fn numbers(numbers: &[f32]) -> Value {
    let written = numbers.iter().map(|number| match number.fract() == 0.0 {
        true => Value::Integer(*number as i64),
        false => Value::Number(format!("{number:.2}").into()),
    });
    Value::Array(written.collect())
}

/// A page by its number from 0 (ISO 32000-1, 7.7.3).
fn page(file: &File<'_>, wanted: usize) -> Result<Option<(Id, Dictionary)>, Broken> {
    let (_, root) = file.root()?;
    let mut todo: Vec<Id> = root.get("Pages").and_then(Value::as_reference).into_iter().collect();
    let mut seen = std::collections::HashSet::new();
    let mut count = 0;
    while let Some(id) = todo.pop() {
        let object = file.object(id)?.filter(|_| seen.insert(id));
        let Some(Value::Dictionary(node)) = object.map(|object| object.value) else { continue };
        let kids = file.entry(&node, "Kids")?;
        match kids.as_array() {
            Some(kids) => todo.extend(kids.iter().rev().filter_map(Value::as_reference)),
            None if count == wanted => return Ok(Some((id, node))),
            None => count += 1,
        }
    }
    Ok(None)
}

impl Error {
    /// Why, for people.
    pub fn text(&self) -> Text {
        match self {
            Error::Malformed(malformed) => {
                say!("файл не разобран: {malformed}", "the file was not understood: {malformed}")
            }
            Error::Forbidden => say!(
                "подпись, которая уже есть в файле, запрещает добавлять другие",
                "a signature in the file forbids further ones"
            ),
            Error::Field(name) => say!(
                "поле «{name}» занято или не подходит для подписи",
                "the field “{name}” is taken or not fit for a signature"
            ),
            Error::Page(page) => {
                let page = page + 1;
                say!("в файле нет страницы {page}", "the file has no page {page}")
            }
            Error::TooLate => say!(
                "файл уже подписан: запретить изменения может только первая подпись",
                "the file is signed already: only the first signature can forbid changes"
            ),
            Error::Room(wanted, room) => say!(
                "подпись занимает {wanted} байт, а места оставлено {room}",
                "the signature takes {wanted} bytes and there is room for {room}"
            ),
            Error::Key(text) => text.clone(),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text().en)
    }
}

impl std::error::Error for Error {}

impl From<Broken> for Error {
    fn from(broken: Broken) -> Error {
        Error::Malformed(broken.into())
    }
}
