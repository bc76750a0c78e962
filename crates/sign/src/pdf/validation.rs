//! Data for later checks, beside the seals: certificates, lists of revoked ones and answers about
//! them (DSS: ISO 32000-2, 12.8.4.3; ETSI EN 319 142-1, 5.4.2).
//!
//! The seals do not cover it and need not: each part is signed by itself, and is judged like one
//! that came from elsewhere. What cannot be read of it is of no use, and no fault of the seals.

use super::file::File;
use super::inflate::inflate;
use super::seal::Error;
use super::update::Update;
use super::value::{Dictionary, Value};
use crate::revocation::Evidence;

/// The lists of the dictionary.
const CERTIFICATES: &str = "Certs";
const LISTS: &str = "CRLs";
const ANSWERS: &str = "OCSPs";
/// How many streams of a kind are read.
const MANY: usize = 1_000;
/// The bytes of all of them together.
const WHOLE: usize = 64 * 1024 * 1024;

/// What a file has of it.
pub(super) fn read(bytes: &[u8]) -> Evidence {
    let Ok(file) = File::open(bytes) else { return Evidence::default() };
    let dictionary = file.root().and_then(|(_, root)| file.dictionary(&root, "DSS"));
    let Ok(Some(dictionary)) = dictionary else { return Evidence::default() };
    let mut room = WHOLE;
    let mut of = |key| streams(&file, &dictionary, key, &mut room);
    Evidence { certificates: of(CERTIFICATES), lists: of(LISTS), answers: of(ANSWERS) }
}

fn streams(file: &File<'_>, dictionary: &Dictionary, key: &str, room: &mut usize) -> Vec<Vec<u8>> {
    let list = file.entry(dictionary, key).unwrap_or(Value::Null);
    let mut found = Vec::new();
    for item in list.as_array().unwrap_or_default().iter().take(MANY) {
        let Some(Ok(Some(object))) = item.as_reference().map(|id| file.object(id)) else {
            continue;
        };
        let (Ok(Some(data)), Some(about)) = (file.stream(&object), object.value.as_dictionary())
        else {
            continue;
        };
        match inflate(about, data, *room) {
            Ok(content) => {
                *room -= content.len();
                found.push(content);
            }
            // What ends in an error was inflated up to there: not a thousand times.
            Err(_) => *room /= 2,
        }
    }
    found
}

/// Adds evidence to a sealed file, as a further revision. What is there already stays and is not
/// written twice.
///
/// # Errors
///
/// [`Error::Malformed`] for what is no PDF, is encrypted or is not understood.
pub fn extend(bytes: &[u8], evidence: &Evidence) -> Result<Vec<u8>, Error> {
    let file = File::open(bytes)?;
    let (root_id, mut root) = file.root()?;
    let known = read(bytes);
    let mut dictionary = file.dictionary(&root, "DSS")?.unwrap_or_default();
    let mut update = Update::of(&file);
    for (key, parts, known) in [
        (CERTIFICATES, &evidence.certificates, &known.certificates),
        (LISTS, &evidence.lists, &known.lists),
        (ANSWERS, &evidence.answers, &known.answers),
    ] {
        let mut list = file.entry(&dictionary, key)?.as_array().unwrap_or_default().to_vec();
        for part in parts.iter().filter(|part| !known.contains(part)) {
            let id = update.name();
            update.set_stream(id, Dictionary::default(), part);
            list.push(Value::Reference(id));
        }
        if !list.is_empty() {
            dictionary.set(key, Value::Array(list));
        }
    }
    let id = root.get("DSS").and_then(Value::as_reference);
    let id = id.unwrap_or_else(|| update.name());
    update.set(id, &Value::Dictionary(dictionary));
    if root.get("DSS") != Some(&Value::Reference(id)) {
        root.set("DSS", Value::Reference(id));
        update.set(root_id, &Value::Dictionary(root));
    }
    Ok(update.write().bytes)
}
