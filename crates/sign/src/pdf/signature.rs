//! Signatures that stand in a PDF (ISO 32000-1, 12.8).

use std::collections::HashSet;
use std::ops::Range;

use super::change::{self, Change};
use super::file::File;
use super::form::{Field, Form};
use super::range::{ByteRange, Refused};
use super::value::{Dictionary, Value};
use super::{Broken, Malformed};
use crate::certificate::visible;

/// Signatures that are read of one file.
const SIGNATURES: usize = 100;

/// What a signature is made of (its `/SubFilter`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A CAdES signature: `ETSI.CAdES.detached`, PAdES.
    Cades,
    /// A CMS signature: `adbe.pkcs7.detached`, of before PAdES.
    Cms,
    /// A time-stamp of the document: `ETSI.RFC3161`.
    Stamp,
    /// Something that is not read here.
    Other(String),
}

/// What a signature says of itself; nobody vouches for it but who signed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Said {
    /// When it was made, as it is written: `D:20261122101500+03'00'`.
    pub time: Option<String>,
    /// Who signed.
    pub name: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// Where.
    pub location: Option<String>,
}

/// A signature in a PDF.
#[derive(Clone, Debug)]
pub struct Signature {
    /// The name of its field.
    pub field: String,
    /// What it is made of.
    pub kind: Kind,
    /// What it says of itself.
    pub said: Said,
    /// The bytes that it covers, or why they are refused.
    pub range: Result<ByteRange, Refused>,
    /// The CMS message or stamp in it, as DER; nothing if what is there is none.
    pub contents: Option<Vec<u8>>,
    /// What may change after it: 1 nothing, 2 fields and signatures, 3 annotations, too.
    pub level: u8,
    /// Whether it locks fields (FieldMDP); which ones is not read.
    pub locks: bool,
    /// What changed after it; unknown where the range is refused.
    pub changes: Result<Vec<Change>, Malformed>,
    /// Whether that is unknown only because to find it out would take too much work.
    pub is_unfinished: bool,
}

/// All signatures of a file, those that cover less first.
///
/// # Errors
/// When the file is no PDF, is encrypted or is not understood.
pub fn signatures(bytes: &[u8]) -> Result<Vec<Signature>, Malformed> {
    signatures_of(&File::open(bytes)?)
}

/// The signatures of an open file. What changed after them is looked for when all of them were
/// read: if that takes too much work, the rest is known nevertheless.
pub(super) fn signatures_of(file: &File<'_>) -> Result<Vec<Signature>, Malformed> {
    let (_, root) = file.root()?;
    let form = Form::of(file, &root)?;
    let mut found: Vec<(&Field, Signature)> = Vec::new();
    let mut seen = HashSet::new();
    for field in form.fields.iter().filter(|field| field.kind == "Sig") {
        let Some(standing) = standing(file, field)? else { continue };
        // One signature shown as two: the second field says nothing new.
        let twice = !seen.insert(standing.place.start);
        if twice || found.len() == SIGNATURES {
            let expected = "each signature in one field, and not more than a hundred";
            return Err(Broken { at: standing.place.start, expected }.into());
        }
        found.push((field, read(file, field, &standing)?));
    }
    found.sort_by_key(|(_, signature)| match &signature.range {
        Ok(range) => range.end,
        Err(_) => usize::MAX,
    });
    for (field, signature) in &mut found {
        if let Ok(range) = &signature.range {
            let changes = changes(file, range, field);
            signature.is_unfinished = changes.is_err() && file.is_exhausted();
            signature.changes = changes.map_err(Malformed::from);
        }
    }
    Ok(found.into_iter().map(|(_, signature)| signature).collect())
}

/// What each signature of a file permits, see [`Signature::level`].
pub(super) fn levels(file: &File<'_>, form: &Form) -> Result<Vec<u8>, Broken> {
    let mut levels = Vec::new();
    for field in form.fields.iter().filter(|field| field.kind == "Sig") {
        if let Some(standing) = standing(file, field)? {
            levels.push(level(file, &standing.dictionary)?);
        }
    }
    Ok(levels)
}

/// A signature dictionary and where its object stands.
struct Standing {
    dictionary: Dictionary,
    place: Range<usize>,
}

fn standing(file: &File<'_>, field: &Field) -> Result<Option<Standing>, Broken> {
    let error = Broken { at: 0, expected: "a signature that stands in the file itself" };
    let (dictionary, object) = match &field.value {
        None => return Ok(None),
        Some(Value::Reference(id)) => match file.object(*id)? {
            // Reading on as if it were empty would leave a field that looks signed unjudged.
            None => return Err(error),
            Some(object) => (object.value.clone(), object),
        },
        Some(value) => (value.clone(), file.object(field.id)?.ok_or(error)?),
    };
    match (dictionary, object.span) {
        (Value::Dictionary(dictionary), Some(place)) => Ok(Some(Standing { dictionary, place })),
        _ => Err(error),
    }
}

fn read(file: &File<'_>, field: &Field, standing: &Standing) -> Result<Signature, Broken> {
    let Standing { dictionary, place } = standing;
    let bytes = file.bytes();
    let range = ByteRange::judge(bytes, dictionary, place);
    let kind = match file.entry(dictionary, "SubFilter")? {
        Value::Name(name) => match &name[..] {
            b"ETSI.CAdES.detached" => Kind::Cades,
            b"adbe.pkcs7.detached" => Kind::Cms,
            b"ETSI.RFC3161" => Kind::Stamp,
            other => Kind::Other(visible(&String::from_utf8_lossy(other))),
        },
        _ => Kind::Other(String::new()),
    };
    let words = |key| Ok::<_, Broken>(file.entry(dictionary, key)?.as_words());
    let said = Said {
        time: words("M")?,
        name: words("Name")?,
        reason: words("Reason")?,
        location: words("Location")?,
    };
    let contents = match dictionary.get("Contents") {
        Some(Value::Text(contents)) => unpadded(contents).map(<[u8]>::to_vec),
        _ => None,
    };
    let unread = Broken { at: place.start, expected: "a range of bytes that is accepted" };
    Ok(Signature {
        field: field.name.clone(),
        kind,
        said,
        level: level(file, dictionary)?,
        locks: locks(file, dictionary)? || field.dictionary.get("Lock").is_some(),
        contents,
        changes: Err(unread.into()),
        is_unfinished: false,
        range,
    })
}

/// The file as it was signed must show this signature in this field.
fn changes(file: &File<'_>, range: &ByteRange, field: &Field) -> Result<Vec<Change>, Broken> {
    let before = file.before(range.end)?;
    let (_, root) = before.root()?;
    let form = Form::of(&before, &root)?;
    let shown = form.field(field.id).filter(|old| old.kind == "Sig" && old.value == field.value);
    let same = match &field.value {
        Some(Value::Reference(id)) => before.place(id.number) == file.place(id.number),
        _ => before.place(field.id.number) == file.place(field.id.number),
    };
    if shown.is_none() || !same {
        let expected = "a revision that shows the signature which covers it";
        return Err(Broken { at: range.hole.start, expected });
    }
    change::between(&before, file)
}

/// One DER value with nothing but zeros behind it.
fn unpadded(contents: &[u8]) -> Option<&[u8]> {
    let (first, rest) = contents.split_at_checked(2)?;
    if first[0] != 0x30 {
        return None;
    }
    let (head, length) = match first[1] {
        length @ 0..0x80 => (2, usize::from(length)),
        0x80 => return indefinite(contents),
        long => {
            let count = usize::from(long & 0x7F);
            let digits = rest.get(..count).filter(|digits| digits.len() <= 4)?;
            let length = digits.iter().fold(0, |sum, byte| sum << 8 | usize::from(*byte));
            (2 + count, length)
        }
    };
    let (der, padding) = contents.split_at_checked(head.checked_add(length)?)?;
    padding.iter().all(|byte| *byte == 0).then_some(der)
}

/// Of a value without a length only the reader knows where it ends: its zeros are left on.
fn indefinite(contents: &[u8]) -> Option<&[u8]> {
    let last = contents.iter().rposition(|byte| *byte != 0)?;
    Some(contents.get(..last + 1 + 64).unwrap_or(contents))
}

/// Whether a signature locks fields (ISO 32000-1, 12.8.2.4).
fn locks(file: &File<'_>, signature: &Dictionary) -> Result<bool, Broken> {
    let references = file.entry(signature, "Reference")?;
    for reference in references.as_array().unwrap_or_default() {
        let Value::Dictionary(reference) = file.resolve(reference)? else { continue };
        if file.entry(&reference, "TransformMethod")?.is_name("FieldMDP") {
            return Ok(true);
        }
    }
    Ok(false)
}

/// What a certifying signature permits (ISO 32000-1, 12.8.2.2); others permit filling in.
fn level(file: &File<'_>, signature: &Dictionary) -> Result<u8, Broken> {
    let references = file.entry(signature, "Reference")?;
    for reference in references.as_array().unwrap_or_default() {
        let Value::Dictionary(reference) = file.resolve(reference)? else { continue };
        if !file.entry(&reference, "TransformMethod")?.is_name("DocMDP") {
            continue;
        }
        let parameters = file.dictionary(&reference, "TransformParams")?.unwrap_or_default();
        let level = file.entry(&parameters, "P")?.as_integer();
        return Ok(level.and_then(|p| u8::try_from(p).ok()).filter(|p| *p <= 3).unwrap_or(2));
    }
    Ok(2)
}
