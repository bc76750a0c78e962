//! Where the bytes lie: `incoming/ID` while they are written, then `XY/ID`, where `XY` are the
//! last two characters of the id, so that no folder grows large.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::os::unix::fs::{DirBuilderExt as _, OpenOptionsExt as _};
use std::path::{Path, PathBuf};

use super::FileId;
use crate::{Error, Id, Result};

const INCOMING: &str = "incoming";

pub(super) struct Folder(PathBuf);

impl Folder {
    pub(super) fn new(root: PathBuf) -> Folder {
        Folder(root)
    }

    /// Where a finished file lies.
    pub(super) fn path(&self, id: FileId) -> PathBuf {
        let name = id.to_string();
        self.0.join(&name[name.len() - 2..]).join(name)
    }

    fn incoming(&self, id: FileId) -> PathBuf {
        self.0.join(INCOMING).join(id.to_string())
    }

    /// Makes the place of a new file.
    pub(super) fn begin(&self, id: FileId) -> Result<File> {
        let make = || {
            make_synced(&self.0)?;
            make_synced(&self.0.join(INCOMING))?;
            private(&self.incoming(id))
        };
        make().map_err(|e| error(id, &e))
    }

    /// Syncs what was written and puts it in its place; when this returns, it stays there.
    pub(super) fn settle(&self, id: FileId, file: &File) -> Result<()> {
        let path = self.path(id);
        let settle = || {
            file.sync_all()?;
            let shelf = path.parent().unwrap_or(&self.0);
            make_synced(shelf)?;
            fs::rename(self.incoming(id), &path)?;
            sync_folder(shelf)
        };
        settle().map_err(|e| error(id, &e))
    }

    /// Removes what is unfinished, if it is there.
    pub(super) fn abandon(&self, id: FileId) {
        gone(id, fs::remove_file(self.incoming(id)));
    }

    /// Removes a finished file, if it is there.
    pub(super) fn erase(&self, id: FileId) {
        gone(id, fs::remove_file(self.path(id)));
    }

    /// A finished file and its length on the disk.
    pub(super) fn open(&self, id: FileId) -> Result<(File, u64)> {
        let open = || {
            let file = File::open(self.path(id))?;
            let length = file.metadata()?.len();
            Ok((file, length))
        };
        open().map_err(|e: io::Error| match e.kind() {
            ErrorKind::NotFound => Error::Missing,
            _ => error(id, &e),
        })
    }

    /// Copies a finished file from elsewhere into its place, as it is; one that lies there stays.
    pub(super) fn take_in(&self, id: FileId, from: &Path) -> Result<()> {
        if self.path(id).exists() {
            return Ok(());
        }
        let mut to = self.begin(id)?;
        let copied = File::open(from).and_then(|mut from| io::copy(&mut from, &mut to));
        copied.map_err(|e| error(id, &e))?;
        self.settle(id, &to)
    }

    /// The ids of all files, finished or not, and whether each is finished. What has another name
    /// than an id is nothing of ours.
    pub(super) fn ids(&self) -> io::Result<Vec<(FileId, bool)>> {
        let mut found = Vec::new();
        let shelves = match fs::read_dir(&self.0) {
            Ok(shelves) => shelves,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(found),
            Err(error) => return Err(error),
        };
        for shelf in shelves {
            let shelf = shelf?;
            if !shelf.file_type()?.is_dir() {
                continue;
            }
            let finished = shelf.file_name() != INCOMING;
            for entry in fs::read_dir(shelf.path())? {
                let name = entry?.file_name();
                if let Some(Ok(id)) = name.to_str().map(str::parse::<Id>) {
                    found.push((FileId(id), finished));
                }
            }
        }
        Ok(found)
    }

    /// Removes everything; for stories.
    pub(super) fn vanish(&self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Makes a folder that only its owner opens, and syncs the one that holds it.
fn make_synced(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    match DirBuilder::new().mode(0o700).create(folder) {
        Err(error) if error.kind() != ErrorKind::AlreadyExists => return Err(error),
        _ => {}
    }
    folder.parent().map_or(Ok(()), sync_folder)
}

fn sync_folder(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

fn private(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

/// A full disk passes; anything else is broken storage.
pub(super) fn error(id: FileId, error: &io::Error) -> Error {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            tracing::error!(%id, %error, "the disk of the files is full");
            Error::Busy
        }
        _ => Error::Broken(format!("file {id}: {error}")),
    }
}

/// What stays because of an error is removed by the next sweeping.
fn gone(id: FileId, removed: io::Result<()>) {
    if let Err(error) = removed
        && error.kind() != ErrorKind::NotFound
    {
        tracing::warn!(%id, %error, "a file stays for now");
    }
}
