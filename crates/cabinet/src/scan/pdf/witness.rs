//! What a PDF must not have.

use std::collections::HashMap;

use super::lexer::{Name, Witness};
use super::{Malformed, Value, entry};
use crate::scan::Refusal;

/// Actions that reach out of the page (ISO 32000-1, 12.6.4). Going to a page of the same file and
/// following a link when it is pressed are not among them.
const ACTIONS: &[&str] = &[
    "JavaScript",
    "Launch",
    "ImportData",
    "SubmitForm",
    "GoToR",
    "GoToE",
    "GoTo3DView",
    "Rendition",
    "RichMediaExecute",
    "Movie",
    "Sound",
];

/// Annotations that play something.
const PLAYERS: &[&str] = &["RichMedia", "Movie", "Sound", "Screen", "3D"];

/// Collects what the dictionaries of a file say.
#[derive(Default)]
pub(super) struct Watch {
    active: bool,
    attachments: bool,
    xfa: bool,
    encrypted: bool,
    pages: bool,
    /// The objects that are said to happen when the file is opened.
    opens: Vec<u32>,
    /// Which objects do no more than go to a page; those that are seen twice must twice.
    harmless: HashMap<u32, bool>,
}

impl Watch {
    /// Is told of each object.
    pub(super) fn object(&mut self, number: u32, value: &Value<'_>) {
        // A name that stands alone may be what an action is called.
        if let Value::Name(name) = value {
            self.active |= name.is_one_of(ACTIONS);
        }
        *self.harmless.entry(number).or_insert(true) &= is_harmless(value);
    }

    /// Is told of the dictionary of each stream.
    pub(super) fn stream(&mut self, dictionary: &[u8]) -> Result<(), Malformed> {
        // The bytes of such a stream lie in another file, which may be on another machine.
        self.active |= entry(dictionary, "F")?.is_some();
        Ok(())
    }

    /// Whether a page was seen.
    pub(super) fn has_pages(&self) -> bool {
        self.pages
    }

    /// The reason to refuse, the plainest first.
    pub(super) fn verdict(&self) -> Result<(), Refusal> {
        let opens = |number: &u32| self.harmless.get(number) != Some(&true);
        if self.encrypted {
            Err(Refusal::Encrypted)
        } else if self.xfa {
            Err(Refusal::Xfa)
        } else if self.active || self.opens.iter().any(opens) {
            Err(Refusal::Active)
        } else if self.attachments {
            Err(Refusal::Attachments)
        } else {
            Ok(())
        }
    }
}

impl Witness for Watch {
    fn entry(&mut self, key: &Name, value: &Value<'_>) {
        let named = |names: &[&str]| matches!(value, Value::Name(name) if name.is_one_of(names));
        if key.is("Type") {
            self.pages |= named(&["Page"]);
            self.attachments |= named(&["EmbeddedFile"]);
        } else if key.is("Subtype") {
            self.active |= named(PLAYERS);
            self.attachments |= named(&["FileAttachment"]);
        } else if key.is("S") {
            self.active |= named(ACTIONS);
        } else if *value == Value::Other && !key.is("JS") {
            // Nothing, or a text.
        } else if key.is_one_of(&["JS", "JavaScript"]) {
            self.active = true;
        } else if key.is("AA") {
            self.active |=
                !matches!(value, Value::Dictionary(inside) if inside.trim_ascii().is_empty());
        } else if key.is_one_of(&["EF", "EmbeddedFiles"]) {
            self.attachments = true;
        } else if key.is("XFA") {
            self.xfa = true;
        } else if key.is("Encrypt") {
            self.encrypted = true;
        } else if key.is("OpenAction") {
            match value {
                Value::Reference(number) => self.opens.push(*number),
                value => self.active |= !is_harmless(value),
            }
        }
    }
}

/// A place in the file, or an action that goes to one and to nothing else.
fn is_harmless(value: &Value<'_>) -> bool {
    match value {
        Value::Array(_) | Value::Name(_) | Value::Other => true,
        Value::Dictionary(action) => {
            let goes = matches!(entry(action, "S"), Ok(Some(Value::Name(name))) if name.is("GoTo"));
            goes && matches!(entry(action, "Next"), Ok(None))
        }
        Value::Integer(_) | Value::Reference(_) => false,
    }
}
