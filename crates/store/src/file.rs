//! Stored files: bytes sealed in a folder, and a row that says whose they are.
//!
//! ```
//! use store::Db;
//! use store::file::{self, Files, Label, Owner};
//! let db = Db::memory();
//! let files = Files::temporary(&db);
//! let owner = Owner::new("epk", "anna");
//! let mut draft = files.begin(&owner).unwrap();
//! draft.write(b"a scan").unwrap();
//! let written = draft.finish().unwrap();
//! let id = written.id;
//! db.write_now("scan.add", move |tx| {
//!     file::keep(tx, &written, &Label { noun: "scan", name: "diploma.pdf", media: "text/plain" })
//! })
//! .unwrap();
//! let found = db.read_now(move |tx| file::find(tx, &owner, id)).unwrap().unwrap();
//! assert_eq!(files.open(&found).unwrap().all(1024).unwrap(), b"a scan");
//! ```
//!
//! * **Order.** Bytes are written, synced to the disk with the folder they lie in, and only then
//!   named by a row, in the transaction of the fact that refers to them. A crash in between leaves
//!   bytes that nobody knows, never a row without bytes; [`SWEEP`] removes such bytes a day later.
//! * **Sealing.** Each file has a key of its own, derived from the key file, a random salt, its id
//!   and its owner; chunks of 64 KiB are sealed under their number and a mark of the last one. What
//!   was changed, cut off, put in another order or in another file's place does not open.
//! * **Removing** marks the row; bytes and row go a day later, so that a backup that began before
//!   finds everything its rows speak of.
//! * Names that people gave are data. The path of a file is made of its id alone.

mod folder;
mod seal;
mod store;
mod sweep;
#[cfg(test)]
mod tests;

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use aws_lc_rs::digest;

use crate::{DAY, Db, Error, Id, Moment, Result, Tx};

use folder::Folder;
use seal::{Opener, Sealer};

pub(crate) use store::kept;
pub use store::{find, keep, of, remove};
pub use sweep::{FileReport, SWEEP, jobs, sweep, verify};

crate::id!(/** A stored file. */ pub FileId);

/// Whose a file is: a person on a site. It opens for nobody else.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Owner {
    /// The site, such as `epk`.
    pub site: String,
    /// The person's id there.
    pub subject: String,
}

impl Owner {
    /// A person on a site.
    pub fn new(site: impl std::fmt::Display, subject: impl std::fmt::Display) -> Owner {
        Owner { site: site.to_string(), subject: subject.to_string() }
    }
}

/// What a row says of a file beside what its bytes say.
#[derive(Clone, Copy, Debug)]
pub struct Label<'a> {
    /// What it belongs to, such as `scan`.
    pub noun: &'static str,
    /// What its owner calls it; sealed.
    pub name: &'a str,
    /// Its media type, by its content.
    pub media: &'a str,
}

/// Bytes that are safe on the disk and that no row names yet: see [`keep`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The id of the file to be.
    pub id: FileId,
    /// Whose it is.
    pub owner: Owner,
    /// Bytes of the content.
    pub size: u64,
    /// SHA-256 of the content.
    pub sha256: Vec<u8>,
}

/// A stored file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Its id.
    pub id: FileId,
    /// Whose it is.
    pub owner: Owner,
    /// What it belongs to.
    pub noun: String,
    /// What its owner called it.
    pub name: String,
    /// Its media type.
    pub media: String,
    /// Bytes of the content.
    pub size: u64,
    /// SHA-256 of the content.
    pub sha256: Vec<u8>,
    /// When its row was written.
    pub kept_at: Moment,
}

/// How long bytes without a row, and bytes whose row was removed, stay on the disk.
pub const GRACE: i64 = DAY;

/// The folder of the files, with the keys they are sealed with. Cheap to clone.
#[derive(Clone)]
pub struct Files(Arc<Inner>);

struct Inner {
    folder: Folder,
    db: Db,
    /// Removed with the last clone.
    passing: bool,
}

impl Files {
    /// The files of a database. The folder is made with the first file.
    pub fn at(folder: impl Into<PathBuf>, db: &Db) -> Files {
        let folder = Folder::new(folder.into());
        Files(Arc::new(Inner { folder, db: db.clone(), passing: false }))
    }

    /// A folder of the system's for passing things, which goes with the last clone: for stories,
    /// and where nothing is kept.
    pub fn temporary(db: &Db) -> Files {
        let name = format!("kabinet-files-{}", crate::Entropy::system().token());
        let folder = Folder::new(std::env::temp_dir().join(name));
        Files(Arc::new(Inner { folder, db: db.clone(), passing: true }))
    }

    /// Begins a file. It blocks: not on an async worker.
    ///
    /// # Errors
    /// [`Error::Busy`] when the disk is full.
    pub fn begin(&self, owner: &Owner) -> Result<Draft> {
        let db = &self.0.db;
        let id = FileId(Id::new(db.clock().now(), db.entropy()));
        let (sealer, header) = Sealer::new(db.vault(), db.entropy(), id, owner);
        let mut file = self.0.folder.begin(id)?;
        file.write_all(&header).map_err(|e| folder::error(id, &e))?;
        Ok(Draft {
            files: self.clone(),
            id,
            owner: owner.clone(),
            file: Some(file),
            sealer,
            waiting: Vec::with_capacity(seal::CHUNK + seal::TAG),
            size: 0,
            digest: digest::Context::new(&digest::SHA256),
        })
    }

    /// Opens a file to read it from the start; each chunk is checked before it is given out. It
    /// blocks: not on an async worker.
    ///
    /// # Errors
    /// [`Error::Missing`] when its bytes are not there, [`Error::Broken`] when they are not whole.
    pub fn open(&self, file: &File) -> Result<Reader> {
        self.reader(file.id, &file.owner)
    }

    /// The same for bytes that no row names yet.
    pub fn open_written(&self, written: &Written) -> Result<Reader> {
        self.reader(written.id, &written.owner)
    }

    /// Takes back bytes that will have no row.
    pub fn discard(&self, written: &Written) {
        self.0.folder.erase(written.id);
    }

    fn reader(&self, id: FileId, owner: &Owner) -> Result<Reader> {
        let (file, length) = self.0.folder.open(id)?;
        let opener = Opener::new(self.0.db.vault(), file, length, id, owner)?;
        Ok(Reader { id, opener })
    }

    pub(crate) fn sealed(&self, id: FileId) -> PathBuf {
        self.0.folder.path(id)
    }

    pub(crate) fn take_in(&self, id: FileId, from: &Path) -> Result<()> {
        self.0.folder.take_in(id, from)
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if self.passing {
            self.folder.vanish();
        }
    }
}

/// A file that is being written; what is not finished vanishes.
pub struct Draft {
    files: Files,
    id: FileId,
    owner: Owner,
    file: Option<std::fs::File>,
    sealer: Sealer,
    /// Less than a chunk and one byte that waits for more.
    waiting: Vec<u8>,
    size: u64,
    digest: digest::Context,
}

impl Draft {
    /// Adds bytes.
    ///
    /// # Errors
    /// [`Error::Busy`] when the disk is full.
    pub fn write(&mut self, mut bytes: &[u8]) -> Result<()> {
        if self.file.is_none() {
            return Err(Error::bug("nothing is added to a file after a failure"));
        }
        self.digest.update(bytes);
        self.size += bytes.len() as u64;
        while !bytes.is_empty() {
            // A full chunk goes when more comes after it: the last one carries a mark.
            if self.waiting.len() == seal::CHUNK {
                self.put_chunk(false)?;
            }
            let room = seal::CHUNK - self.waiting.len();
            let (now, later) = bytes.split_at(room.min(bytes.len()));
            self.waiting.extend_from_slice(now);
            bytes = later;
        }
        Ok(())
    }

    /// How many bytes were added.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// Ends the file and answers when the disk has it.
    ///
    /// # Errors
    /// [`Error::Busy`] when the disk is full.
    pub fn finish(mut self) -> Result<Written> {
        self.put_chunk(true)?;
        let file = self.file.take().ok_or(Error::Missing)?;
        self.files.0.folder.settle(self.id, &file)?;
        let sha256 = self.digest.clone().finish().as_ref().to_vec();
        Ok(Written { id: self.id, owner: self.owner.clone(), size: self.size, sha256 })
    }

    fn put_chunk(&mut self, last: bool) -> Result<()> {
        // Taken out: after a failure nothing can be added, and nothing finished.
        let mut file = self.file.take().ok_or(Error::Missing)?;
        self.sealer.seal(&mut self.waiting, last)?;
        file.write_all(&self.waiting).map_err(|e| folder::error(self.id, &e))?;
        self.waiting.clear();
        self.file = Some(file);
        Ok(())
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        self.files.0.folder.abandon(self.id);
    }
}

/// Reads a file, chunk by chunk.
pub struct Reader {
    id: FileId,
    opener: Opener<std::fs::File>,
}

impl Reader {
    /// The next bytes, at most 64 KiB; `None` at the end.
    ///
    /// # Errors
    /// [`Error::Broken`] when the chunk was changed, moved or cut off.
    pub fn next_chunk(&mut self) -> Result<Option<Vec<u8>>> {
        self.opener.next_chunk().map_err(|what| Error::Broken(format!("file {}: {what}", self.id)))
    }

    /// All of it.
    ///
    /// # Errors
    /// [`Error::Broken`] when it is longer than `most` bytes, and as [`Reader::next_chunk`].
    pub fn all(mut self, most: usize) -> Result<Vec<u8>> {
        let mut all = Vec::new();
        while let Some(chunk) = self.next_chunk()? {
            if all.len() + chunk.len() > most {
                return Err(Error::Broken(format!("file {} is longer than expected", self.id)));
            }
            all.extend_from_slice(&chunk);
        }
        Ok(all)
    }
}

/// Makes sure that the sweeping goes on; see [`SWEEP`].
fn schedule_sweep(tx: &mut Tx) -> Result<()> {
    let due = tx.now().plus(sweep::EVERY);
    tx.enqueue_once(SWEEP, SWEEP, &(), due).map(|_| ())
}
