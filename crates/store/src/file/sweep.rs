//! What is done beside: sweeping, and checking that every file is whole.

use serde::Serialize;

use super::{FileId, Files, GRACE, store};
use crate::job::{Ending, Runner};
use crate::{Error, HOUR, Result};

/// The job that removes bytes nobody needs: unfinished ones, finished ones without a row, and
/// those whose row was removed, a day after.
pub const SWEEP: &str = "store.file_sweep";

/// How often.
pub(super) const EVERY: i64 = 6 * HOUR;
/// How many at once, so that no other writer waits long.
const AT_ONCE: u32 = 200;

/// Adds the handler of [`SWEEP`], once per program. All nodes must see the same folder.
pub fn jobs(runner: Runner, files: &Files) -> Runner {
    let files = files.clone();
    runner.on(SWEEP, move |_| {
        let files = files.clone();
        async move {
            let next = files.0.db.clock().now().plus(EVERY);
            let swept = tokio::task::spawn_blocking(move || sweep(&files)).await;
            swept.unwrap_or(Err(Error::Unknown)).map(|_| Ending::Later(next))
        }
    })
}

/// Sweeps once and tells how many files went. It blocks: not on an async worker.
pub fn sweep(files: &Files) -> Result<usize> {
    let db = &files.0.db;
    let before = db.clock().now().plus(-GRACE);
    let on_disk = files.0.folder.ids().map_err(|e| Error::Broken(format!("files: {e}")))?;
    let old = on_disk.into_iter().filter(|(id, _)| id.0.made_at() < before);
    let (finished, unfinished): (Vec<_>, Vec<_>) = old.partition(|(_, finished)| *finished);
    let mut gone = unfinished.len();
    for (id, _) in unfinished {
        files.0.folder.abandon(id);
    }
    for batch in finished.chunks(AT_ONCE as usize) {
        let ids: Vec<FileId> = batch.iter().map(|(id, _)| *id).collect();
        let unknown = db.read_now(move |tx| store::unknown(tx, &ids))?;
        gone += unknown.len();
        unknown.into_iter().for_each(|id| files.0.folder.erase(id));
    }
    loop {
        let removed = db.read_now(|tx| store::removed(tx, AT_ONCE))?;
        if removed.is_empty() {
            return Ok(gone);
        }
        gone += removed.len();
        removed.iter().for_each(|id| files.0.folder.erase(*id));
        db.write_now("file.forget", move |tx| store::forget(tx, &removed))?;
    }
}

/// What [`verify`] found.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct FileReport {
    /// How many files were read.
    pub files: u64,
    /// Those that are not what their row says, with the reason.
    pub findings: Vec<String>,
}

/// Reads every file and compares it with its row. It blocks: not on an async worker.
pub fn verify(files: &Files) -> Result<FileReport> {
    let mut report = FileReport::default();
    let mut after = String::new();
    loop {
        let from = after.clone();
        let page = files.0.db.read_now(move |tx| store::page(tx, &from, AT_ONCE))?;
        let Some(last) = page.last() else { return Ok(report) };
        after = last.id.to_string();
        for file in &page {
            report.files += 1;
            match digest(files, file) {
                Ok(found) if found == (file.size, file.sha256.clone()) => {}
                Ok(_) => report.findings.push(format!("file {}: its content is another", file.id)),
                Err(Error::Missing) => {
                    report.findings.push(format!("file {}: its bytes are not there", file.id));
                }
                Err(error) => report.findings.push(error.to_string()),
            }
        }
    }
}

fn digest(files: &Files, file: &super::File) -> Result<(u64, Vec<u8>)> {
    let mut digest = aws_lc_rs::digest::Context::new(&aws_lc_rs::digest::SHA256);
    let (mut reader, mut size) = (files.open(file)?, 0);
    while let Some(chunk) = reader.next_chunk()? {
        size += chunk.len() as u64;
        digest.update(&chunk);
    }
    Ok((size, digest.finish().as_ref().to_vec()))
}
