//! The documents that are agreed to at registration: each text, in each language, has a version and
//! a digest, and both are kept with the acceptance.

use std::sync::LazyLock;

use aws_lc_rs::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};
use web::Lang;

/// Which document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The user agreement.
    Agreement,
    /// The consent to the processing of personal data, which stands alone (156-FZ).
    PersonalData,
}

/// A document in one language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Document {
    /// Which.
    pub kind: Kind,
    /// Its version; the day from which it is in force.
    pub version: &'static str,
    /// Its text: paragraphs, and headings that begin with `# `.
    pub text: &'static str,
    /// SHA-256 of the text in hexadecimal digits.
    pub sha256: String,
}

/// A piece of a document, for the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A heading.
    Heading(&'static str),
    /// A paragraph.
    Paragraph(&'static str),
}

static DOCUMENTS: LazyLock<Vec<(Lang, Document)>> = LazyLock::new(|| {
    let document =
        |kind, text| Document { kind, version: "2026-11-22", text, sha256: sha256(text) };
    use Kind::{Agreement, PersonalData};
    vec![
        (Lang::Ru, document(Agreement, include_str!("../../documents/agreement.ru.txt"))),
        (Lang::En, document(Agreement, include_str!("../../documents/agreement.en.txt"))),
        (Lang::Ru, document(PersonalData, include_str!("../../documents/personal-data.ru.txt"))),
        (Lang::En, document(PersonalData, include_str!("../../documents/personal-data.en.txt"))),
    ]
});

fn sha256(text: &str) -> String {
    digest(&SHA256, text.as_bytes()).as_ref().iter().map(|b| format!("{b:02x}")).collect()
}

impl Kind {
    /// The word in tables and the end of keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Agreement => "agreement",
            Kind::PersonalData => "personal-data",
        }
    }

    /// The document of a word.
    pub fn parse(word: &str) -> Option<Kind> {
        [Kind::Agreement, Kind::PersonalData].into_iter().find(|kind| kind.as_str() == word)
    }

    /// The key of its title.
    pub(crate) fn title_key(self) -> &'static str {
        match self {
            Kind::Agreement => "identity-agreement",
            Kind::PersonalData => "identity-personal-data",
        }
    }

    /// Where it is read, now and later.
    pub(crate) fn path(self) -> &'static str {
        match self {
            Kind::Agreement => "/documents/agreement",
            Kind::PersonalData => "/documents/personal-data",
        }
    }
}

impl Document {
    /// The document that is in force.
    pub fn of(kind: Kind, lang: Lang) -> &'static Document {
        let found = DOCUMENTS.iter().find(|(l, document)| *l == lang && document.kind == kind);
        &found.unwrap_or(&DOCUMENTS[0]).1
    }

    /// Its text, piece by piece.
    pub fn pieces(&self) -> impl Iterator<Item = Piece> {
        self.text.split("\n\n").map(|part| {
            let part = part.trim();
            part.strip_prefix("# ").map_or(Piece::Paragraph(part), Piece::Heading)
        })
    }
}
