//! Scans of documents that people send: what is taken, what is refused, and what to do then.
//!
//! The type is that of the content, never that of a name or a header. Images are decoded under
//! limits that are read first, turned upright and written anew, so that nothing but the picture is
//! left of them. A PDF is kept as it came, and only when every object in it could be read and does
//! nothing but show pages ([ADR 14](../../../docs/adr/0014-own-reader-for-pdf-scans.md)).
//!
//! [`check`] is plain computing and belongs on `web::Cpu`; [`pages::receive`] does all of it for a
//! form with files.

mod name;
pub mod pages;
mod pdf;
mod picture;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub use name::{LONGEST_NAME, clean_name, shown_name};

/// The largest file, in bytes.
pub const LARGEST: usize = 10 * 1024 * 1024;
/// Files of one application.
pub const MOST: usize = 10;
/// The largest picture, in pixels: A4 in colour at 600 dots per inch has 35 million.
pub const PIXELS: u64 = 50_000_000;

/// What a scan is, by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A PDF.
    Pdf,
    /// A JPEG.
    Jpeg,
    /// A PNG.
    Png,
}

/// Why a file is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refusal {
    /// It has no bytes.
    Empty,
    /// It is larger than [`LARGEST`].
    TooLarge,
    /// There are [`MOST`] already.
    TooMany,
    /// The same file is there already.
    Same,
    /// It is no PDF, JPEG or PNG, whatever its name says.
    OtherKind,
    /// The picture cannot be decoded.
    DamagedPicture,
    /// The picture has more than [`PIXELS`].
    TooManyPixels {
        /// Its width.
        width: u32,
        /// Its height.
        height: u32,
    },
    /// The PDF asks for a password or forbids something.
    Encrypted,
    /// The PDF runs something: a script, a program, a form that sends itself.
    Active,
    /// The PDF carries other files.
    Attachments,
    /// The PDF is a form of the XFA kind, which is a program of its own.
    Xfa,
    /// The PDF cannot be read to its end by the rules of its format.
    Unreadable,
}

/// A file that is taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clean {
    /// What it is.
    pub kind: Kind,
    /// What is to be kept instead of what came; `None` when it is kept as it came.
    pub rewritten: Option<Vec<u8>>,
}

impl Kind {
    /// Its media type.
    pub fn media(self) -> &'static str {
        match self {
            Kind::Pdf => "application/pdf",
            Kind::Jpeg => "image/jpeg",
            Kind::Png => "image/png",
        }
    }

    /// The end of its file name.
    pub fn extension(self) -> &'static str {
        match self {
            Kind::Pdf => "pdf",
            Kind::Jpeg => "jpg",
            Kind::Png => "png",
        }
    }

    /// What these bytes begin like. It is judged at the very first byte: what begins later is
    /// something else before that.
    fn of(bytes: &[u8]) -> Option<Kind> {
        if bytes.starts_with(b"%PDF-") {
            Some(Kind::Pdf)
        } else if bytes.starts_with(&[0xFF, 0xD8, 0xFF]) {
            Some(Kind::Jpeg)
        } else if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            Some(Kind::Png)
        } else {
            None
        }
    }
}

impl Refusal {
    /// The key of the words that say what is wrong and what to do.
    pub fn key(self) -> &'static str {
        match self {
            Refusal::Empty => "cabinet-scan-empty",
            Refusal::TooLarge => "cabinet-scan-too-large",
            Refusal::TooMany => "cabinet-scan-too-many",
            Refusal::Same => "cabinet-scan-same",
            Refusal::OtherKind => "cabinet-scan-other-kind",
            Refusal::DamagedPicture => "cabinet-scan-damaged-picture",
            Refusal::TooManyPixels { .. } => "cabinet-scan-too-many-pixels",
            Refusal::Encrypted => "cabinet-scan-encrypted",
            Refusal::Active => "cabinet-scan-active",
            Refusal::Attachments => "cabinet-scan-attachments",
            Refusal::Xfa => "cabinet-scan-xfa",
            Refusal::Unreadable => "cabinet-scan-unreadable",
        }
    }
}

/// Judges a file. It computes for up to seconds and never panics, whatever the bytes are.
///
/// # Errors
/// [`Refusal`].
pub fn check(bytes: &[u8]) -> Result<Clean, Refusal> {
    if bytes.is_empty() {
        return Err(Refusal::Empty);
    }
    if bytes.len() > LARGEST {
        return Err(Refusal::TooLarge);
    }
    let kind = Kind::of(bytes).ok_or(Refusal::OtherKind)?;
    // The decoders are others' code: should one panic after all, the file is damaged.
    let judged = std::panic::catch_unwind(|| match kind {
        Kind::Pdf => pdf::check(bytes).map(|()| Clean { kind, rewritten: None }),
        Kind::Jpeg | Kind::Png => picture::rewrite(bytes, kind),
    });
    judged.unwrap_or(Err(match kind {
        Kind::Pdf => Refusal::Unreadable,
        Kind::Jpeg | Kind::Png => Refusal::DamagedPicture,
    }))
}
