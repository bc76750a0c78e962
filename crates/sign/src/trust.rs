//! Anchors of trust: certificates that the caller believes without asking anybody.

use std::fmt;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::certificate::{Certificate, Malformed, read_all};

pub use self::list::{Accredited, NationalList};

mod canonical;
pub(crate) mod dsig;
mod list;
#[cfg(test)]
pub(crate) mod tests;

/// Ends of names of files that are read in a folder.
const ENDINGS: [&str; 6] = ["cer", "crt", "pem", "der", "p7b", "p7c"];
/// How many bytes of a file are read.
const FILE_MAX: u64 = 64 * 1024 * 1024;

/// A set of anchors.
#[derive(Clone, Debug, Default)]
pub struct Trust {
    anchors: Vec<Certificate>,
}

/// A file that could not be read, and why.
#[derive(Debug)]
pub struct Unreadable {
    /// The file or the folder.
    pub path: PathBuf,
    /// Why.
    pub why: Why,
}

/// Why a file could not be read.
#[derive(Debug)]
pub enum Why {
    /// The system says so.
    System(io::Error),
    /// It is not what it should be.
    Malformed(Malformed),
    /// The folder has no certificates.
    Empty,
    /// It is larger than what is read.
    TooLarge,
}

impl fmt::Display for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.path.display())?;
        match &self.why {
            Why::System(error) => error.fmt(f),
            Why::Malformed(error) => error.fmt(f),
            Why::Empty => f.write_str("no certificate in this folder"),
            Why::TooLarge => write!(f, "larger than {FILE_MAX} bytes"),
        }
    }
}

impl std::error::Error for Unreadable {}

impl Trust {
    /// These anchors.
    pub fn new(anchors: impl IntoIterator<Item = Certificate>) -> Self {
        let mut trust = Self::default();
        for anchor in anchors {
            trust.add(anchor);
        }
        trust
    }

    /// The certificates of a file, or of the files of a folder that end in `.cer`, `.crt`, `.pem`,
    /// `.der`, `.p7b` or `.p7c`; folders in it are not entered.
    ///
    /// # Errors
    ///
    /// [`Unreadable`] names the file: a broken anchor is a fault to be seen, not to be passed over.
    pub fn from_path(path: &Path) -> Result<Self, Unreadable> {
        let mut trust = Self::default();
        if !path.is_dir() {
            trust.add_file(path)?;
            return Ok(trust);
        }
        let system = |error| unreadable(path, Why::System(error));
        let mut files = Vec::new();
        for entry in std::fs::read_dir(path).map_err(system)? {
            let file = entry.map_err(system)?.path();
            let ending = file.extension().and_then(|ending| ending.to_str()).unwrap_or_default();
            if ENDINGS.contains(&ending.to_lowercase().as_str()) && file.is_file() {
                files.push(file);
            }
        }
        files.sort();
        for file in &files {
            trust.add_file(file)?;
        }
        if trust.anchors.is_empty() {
            return Err(unreadable(path, Why::Empty));
        }
        Ok(trust)
    }

    fn add_file(&mut self, path: &Path) -> Result<(), Unreadable> {
        for certificate in certificates_of(path)? {
            self.add(certificate);
        }
        Ok(())
    }

    /// One more anchor.
    pub fn add(&mut self, anchor: Certificate) {
        if !self.contains(&anchor) {
            self.anchors.push(anchor);
        }
    }

    /// All anchors.
    pub fn anchors(&self) -> &[Certificate] {
        &self.anchors
    }

    /// Whether this very certificate is one.
    pub fn contains(&self, certificate: &Certificate) -> bool {
        self.anchors.contains(certificate)
    }
}

/// The certificates of a file, whatever its form.
///
/// # Errors
///
/// [`Unreadable`] names the file.
pub fn certificates_of(path: &Path) -> Result<Vec<Certificate>, Unreadable> {
    read_all(&bytes_of(path)?).map_err(|error| unreadable(path, Why::Malformed(error)))
}

/// The bytes of a file of at most 64 MiB.
///
/// # Errors
///
/// [`Unreadable`] names the file.
pub fn bytes_of(path: &Path) -> Result<Vec<u8>, Unreadable> {
    let system = |error| unreadable(path, Why::System(error));
    let file = std::fs::File::open(path).map_err(system)?;
    let mut bytes = Vec::new();
    file.take(FILE_MAX + 1).read_to_end(&mut bytes).map_err(system)?;
    if bytes.len() as u64 > FILE_MAX {
        return Err(unreadable(path, Why::TooLarge));
    }
    Ok(bytes)
}

fn unreadable(path: &Path, why: Why) -> Unreadable {
    Unreadable { path: path.to_owned(), why }
}
