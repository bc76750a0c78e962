//! Documents to keep: a value that says what a document tells becomes a PDF/A file.
//!
//! The same value gives the same bytes on every machine: nothing here reads a clock, draws
//! randomness or looks for fonts. Text is real text in embedded fonts, marked for screen readers;
//! data for machines travel inside the file (PDF/A-3, ISO 19005-3). krilla checks each file
//! against the rules of its kind before it hands it out.
//!
//! ```
//! # let made_at = jiff::Timestamp::UNIX_EPOCH;
//! let document = pdf::Document {
//!     title: "Справка".into(),
//!     sections: vec![pdf::Section {
//!         heading: "Кому".into(),
//!         entries: vec![pdf::Entry::of(vec![pdf::Field::new("Имя", "Тестова Анна")])],
//!         ..pdf::Section::default()
//!     }],
//!     ..pdf::Document::new("urn:example:1", "ru", made_at)
//! };
//! assert!(pdf::print(&document, pdf::Form::A3).unwrap().starts_with(b"%PDF-1.7"));
//! ```

mod font;
mod layout;
mod paint;
mod qr;
#[cfg(test)]
mod tests;

use std::fmt;

use jiff::Timestamp;

/// What a document tells, without regard to how it looks.
#[derive(Clone, Debug)]
pub struct Document {
    /// What stays the same over all copies: a URN.
    pub id: String,
    /// The language of the words: `ru`, `en`.
    pub lang: &'static str,
    /// When it was made.
    pub made_at: Timestamp,
    /// The large words at the top; also the title of the file.
    pub title: String,
    /// One line below it.
    pub subtitle: String,
    /// Who issues it: one line above the title; also the author of the file.
    pub issuer: String,
    /// The colour of band, headings and frame.
    pub accent: [u8; 3],
    /// A code for cameras, in the corner of the first page.
    pub code: Option<Qr>,
    /// The few facts that matter most, side by side; at most three.
    pub highlights: Vec<Field>,
    /// The rest.
    pub sections: Vec<Section>,
    /// Stands at the foot of each page.
    pub footer: String,
    /// The number of a page, with `{page}` and `{pages}`.
    pub page_number: String,
    /// Data inside of the file; left out of [`Form::A1`].
    pub attachment: Option<Attachment>,
}

/// A QR code (ISO/IEC 18004).
#[derive(Clone, Debug)]
pub struct Qr {
    /// What a camera reads.
    pub content: String,
    /// What a screen reader says instead.
    pub alt: String,
    /// Lines below it.
    pub caption: Vec<String>,
}

/// A value with its name.
#[derive(Clone, Debug)]
pub struct Field {
    /// The name.
    pub label: String,
    /// The value.
    pub value: String,
}

/// Something under a heading.
#[derive(Clone, Debug, Default)]
pub struct Section {
    /// The heading.
    pub heading: String,
    /// What stands under it, one after the other.
    pub entries: Vec<Entry>,
    /// Paragraphs below.
    pub notes: Vec<String>,
}

/// Fields that belong together.
#[derive(Clone, Debug, Default)]
pub struct Entry {
    /// What they are about, in bold.
    pub title: String,
    /// They.
    pub fields: Vec<Field>,
}

/// A file inside of the file.
#[derive(Clone, Debug)]
pub struct Attachment {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// What it is, for people.
    pub description: String,
    /// It.
    pub bytes: Vec<u8>,
}

/// The kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// PDF/A-3a: marked for screen readers, with the attachment.
    A3,
    /// PDF/A-1b: what the oldest archives take; the same pages, no marks, no attachment.
    A1,
}

/// Why a document cannot be printed; a fault of ours, in words for the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unprintable(pub String);

/// Prints a document.
///
/// Signs that the fonts do not have are printed as `?`; the attachment keeps them.
///
/// # Errors
/// When the file would break the rules of its kind.
pub fn print(document: &Document, form: Form) -> Result<Vec<u8>, Unprintable> {
    let fonts = font::Fonts::load()?;
    let layout = layout::lay_out(document, &fonts)?;
    paint::paint(document, &layout, &fonts, form)
}

impl Document {
    /// An empty document.
    pub fn new(id: &str, lang: &'static str, made_at: Timestamp) -> Document {
        Document {
            id: id.to_owned(),
            lang,
            made_at,
            title: String::new(),
            subtitle: String::new(),
            issuer: String::new(),
            accent: [0x1b, 0x4a, 0x94],
            code: None,
            highlights: Vec::new(),
            sections: Vec::new(),
            footer: String::new(),
            page_number: String::new(),
            attachment: None,
        }
    }
}

impl Field {
    /// A value with its name.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Field {
        Field { label: label.into(), value: value.into() }
    }
}

impl Entry {
    /// Fields without a title.
    pub fn of(fields: Vec<Field>) -> Entry {
        Entry { title: String::new(), fields }
    }
}

impl fmt::Display for Unprintable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the document cannot be printed: {}", self.0)
    }
}

impl std::error::Error for Unprintable {}
