//! Files that are written as a whole or not at all.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use super::Refusal;

/// A file that takes its name when it is complete. Dropped before, it leaves nothing behind.
pub struct Output {
    path: PathBuf,
    draft: PathBuf,
    writer: Option<BufWriter<File>>,
}

impl Output {
    /// Begins to write.
    pub fn create(path: &Path) -> Result<Self, Refusal> {
        let refused = |error: io::Error| Refusal::unreadable(path, &error);
        let name = path.file_name().ok_or_else(|| refused(io::ErrorKind::InvalidInput.into()))?;
        let mut draft = name.to_owned();
        draft.push(format!(".{}.part", std::process::id()));
        let draft = path.with_file_name(draft);
        let file = OpenOptions::new().write(true).create_new(true).open(&draft).map_err(refused)?;
        let writer = BufWriter::with_capacity(64 * 1024, file);
        Ok(Self { path: path.to_owned(), draft, writer: Some(writer) })
    }

    /// Where the bytes go.
    pub fn writer(&mut self) -> &mut dyn io::Write {
        match &mut self.writer {
            Some(writer) => writer,
            None => unreachable!("it is taken by `finish`, which consumes it"),
        }
    }

    /// Gives the file its name unless something has it already.
    pub fn finish_new(self) -> Result<(), Refusal> {
        // Whoever makes the name has it: to look first and rename then would be too late.
        let taken = OpenOptions::new().write(true).create_new(true).open(&self.path);
        taken.map_err(|error| Refusal::unreadable(&self.path, &error))?;
        let path = self.path.clone();
        self.finish().inspect_err(|_| {
            // The empty file is ours. That it stays is no worse than that the rename failed.
            let _ = fs::remove_file(&path);
        })
    }

    /// Gives the file its name, in place of what has it.
    pub fn finish(mut self) -> Result<(), Refusal> {
        let finished = (|| {
            if let Some(mut writer) = self.writer.take() {
                writer.flush()?;
                writer.get_ref().sync_all()?;
            }
            fs::rename(&self.draft, &self.path)
        })();
        finished.map_err(|error| Refusal::unreadable(&self.path, &error))
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        // After `finish` there is no draft any more.
        let _ = fs::remove_file(&self.draft);
    }
}
