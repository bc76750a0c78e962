//! A further revision of a file: objects, a table of them, and the way to older ones
//! (ISO 32000-1, 7.5.6).

use std::collections::BTreeMap;

use super::file::File;
use super::value::{Dictionary, Id, Value, is_regular};
use crate::digest::DigestAlgorithm;

/// Objects that are new or otherwise than before.
pub(super) struct Update<'a, 'b> {
    file: &'a File<'b>,
    objects: BTreeMap<Id, Vec<u8>>,
    next: u32,
}

/// A file with its new revision.
pub(super) struct Written {
    pub bytes: Vec<u8>,
    /// Where the content of each new object begins.
    pub places: BTreeMap<Id, usize>,
}

impl<'a, 'b> Update<'a, 'b> {
    pub(super) fn of(file: &'a File<'b>) -> Update<'a, 'b> {
        let size = file.trailer().get("Size").and_then(Value::as_usize).unwrap_or(0);
        let size = u32::try_from(size).unwrap_or(0);
        let next = file.numbers().max().map_or(size, |last| size.max(last.saturating_add(1)));
        Update { file, objects: BTreeMap::new(), next: next.max(1) }
    }

    /// A name that no object has.
    pub(super) fn name(&mut self) -> Id {
        let id = Id::new(self.next);
        self.next = self.next.saturating_add(1);
        id
    }

    pub(super) fn set(&mut self, id: Id, value: &Value) {
        let mut content = Vec::new();
        write(value, &mut content);
        self.objects.insert(id, content);
    }

    pub(super) fn set_content(&mut self, id: Id, content: Vec<u8>) {
        self.objects.insert(id, content);
    }

    pub(super) fn set_stream(&mut self, id: Id, mut dictionary: Dictionary, data: &[u8]) {
        self.objects.insert(id, stream(&mut dictionary, data));
    }

    /// The file as it was, and the revision after it.
    pub(super) fn write(mut self) -> Written {
        let mut bytes = self.file.bytes().to_vec();
        if !bytes.ends_with(b"\n") {
            bytes.push(b'\n');
        }
        let mut trailer = self.trailer();
        let mut offsets = BTreeMap::new();
        let mut places = BTreeMap::new();
        for (id, content) in std::mem::take(&mut self.objects) {
            offsets.insert(id, bytes.len());
            places.insert(id, object(id, &content, &mut bytes));
        }
        let start = bytes.len();
        if self.file.newest().1 {
            let id = self.name();
            offsets.insert(id, start);
            trailer.set("Type", Value::name("XRef"));
            trailer.set("Size", Value::Integer(self.next.into()));
            let content = stream_table(trailer, &offsets);
            object(id, &content, &mut bytes);
        } else {
            trailer.set("Size", Value::Integer(self.next.into()));
            table(&offsets, &mut bytes);
            bytes.extend_from_slice(b"trailer\n");
            write(&Value::Dictionary(trailer), &mut bytes);
            bytes.push(b'\n');
        }
        bytes.extend_from_slice(format!("startxref\n{start}\n%%EOF\n").as_bytes());
        Written { bytes, places }
    }

    fn trailer(&self) -> Dictionary {
        let old = self.file.trailer();
        let mut trailer = Dictionary::default();
        for key in ["Root", "Info"] {
            if let Some(value) = old.get(key) {
                trailer.set(key, value.clone());
            }
        }
        // The first part names the document, the second this revision (ISO 32000-1, 14.4).
        if let Some([first, _]) = old.get("ID").and_then(Value::as_array) {
            let mut digest = DigestAlgorithm::Sha256.begin();
            digest.update(&self.file.bytes().len().to_be_bytes());
            self.objects.values().for_each(|content| digest.update(content));
            let revision = Value::Text(digest.finish()[..16].to_vec());
            trailer.set("ID", Value::Array(vec![first.clone(), revision]));
        }
        trailer.set("Prev", integer(self.file.newest().0));
        trailer
    }
}

/// Writes an object and tells where its content begins.
fn object(id: Id, content: &[u8], out: &mut Vec<u8>) -> usize {
    out.extend_from_slice(format!("{} {} obj\n", id.number, id.generation).as_bytes());
    let at = out.len();
    out.extend_from_slice(content);
    out.extend_from_slice(b"\nendobj\n");
    at
}

fn stream(dictionary: &mut Dictionary, data: &[u8]) -> Vec<u8> {
    dictionary.set("Length", integer(data.len()));
    let mut content = Vec::new();
    write(&Value::Dictionary(dictionary.clone()), &mut content);
    content.extend_from_slice(b"\nstream\n");
    content.extend_from_slice(data);
    content.extend_from_slice(b"\nendstream");
    content
}

/// Numbers that follow each other, with what belongs to each.
fn runs(offsets: &BTreeMap<Id, usize>) -> Vec<Vec<(Id, usize)>> {
    let mut runs: Vec<Vec<(Id, usize)>> = Vec::new();
    for (id, offset) in offsets {
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|(last, _)| last.number + 1 == id.number) => {
                run.push((*id, *offset));
            }
            _ => runs.push(vec![(*id, *offset)]),
        }
    }
    runs
}

fn table(offsets: &BTreeMap<Id, usize>, out: &mut Vec<u8>) {
    out.extend_from_slice(b"xref\n");
    for run in runs(offsets) {
        out.extend_from_slice(format!("{} {}\n", run[0].0.number, run.len()).as_bytes());
        for (id, offset) in run {
            let line = format!("{offset:010} {:05} n \n", id.generation);
            out.extend_from_slice(line.as_bytes());
        }
    }
}

fn stream_table(mut trailer: Dictionary, offsets: &BTreeMap<Id, usize>) -> Vec<u8> {
    let mut index = Vec::new();
    let mut data = Vec::new();
    for run in runs(offsets) {
        index.push(Value::Integer(run[0].0.number.into()));
        index.push(integer(run.len()));
        for (id, offset) in run {
            data.push(1);
            data.extend_from_slice(&(offset as u64).to_be_bytes()[2..]);
            data.extend_from_slice(&id.generation.to_be_bytes());
        }
    }
    trailer.set("Index", Value::Array(index));
    trailer.set("W", Value::Array([1, 6, 2].map(Value::Integer).into()));
    stream(&mut trailer, &data)
}

fn integer(number: usize) -> Value {
    Value::Integer(i64::try_from(number).unwrap_or(i64::MAX))
}

/// Writes a value.
pub(super) fn write(value: &Value, out: &mut Vec<u8>) {
    match value {
        Value::Null => out.extend_from_slice(b"null"),
        Value::Bool(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Value::Integer(value) => out.extend_from_slice(value.to_string().as_bytes()),
        Value::Number(written) => out.extend_from_slice(written),
        Value::Name(name) => write_name(name, out),
        Value::Text(text) => write_text(text, out),
        Value::Array(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.push(b' ');
                }
                write(item, out);
            }
            out.push(b']');
        }
        Value::Dictionary(dictionary) => {
            out.extend_from_slice(b"<<");
            for (key, value) in dictionary.iter() {
                out.push(b'\n');
                write_name(key, out);
                out.push(b' ');
                write(value, out);
            }
            out.extend_from_slice(b"\n>>");
        }
        Value::Reference(id) => {
            out.extend_from_slice(format!("{} {} R", id.number, id.generation).as_bytes());
        }
    }
}

fn write_name(name: &[u8], out: &mut Vec<u8>) {
    out.push(b'/');
    for byte in name {
        if is_regular(*byte) && byte.is_ascii_graphic() && *byte != b'#' {
            out.push(*byte);
        } else {
            out.extend_from_slice(format!("#{byte:02X}").as_bytes());
        }
    }
}

fn write_text(text: &[u8], out: &mut Vec<u8>) {
    let plain = |byte: &u8| (b' '..=b'~').contains(byte) && !b"()\\".contains(byte);
    if text.iter().all(plain) {
        out.push(b'(');
        out.extend_from_slice(text);
        out.push(b')');
    } else {
        out.push(b'<');
        write_hex(text, out);
        out.push(b'>');
    }
}

/// Two digits for each byte.
pub(super) fn write_hex(bytes: &[u8], out: &mut Vec<u8>) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for byte in bytes {
        out.push(DIGITS[usize::from(byte >> 4)]);
        out.push(DIGITS[usize::from(byte & 0xF)]);
    }
}
