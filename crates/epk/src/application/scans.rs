//! Scans of documents that go with an application: parts of what it says, so that the signature
//! covers their digests. Nobody has to attach any.

use ::store::file::{self, FileId, Label, Owner};
use ::store::{Moment, Result, Tx};
use cabinet::scan::pages::Taken;
use cabinet::scan::{Kind, MOST, Refusal};
use serde::{Deserialize, Serialize};
use web::Site;

use super::answers::Kept;
use super::{Application, Saving, answers, save};

/// Before the id in the part of a scan; alone, the whole list.
pub const SCANS: &str = "scans";

/// A scan.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scan {
    /// The stored file.
    pub file: FileId,
    /// What the person called it; empty when nothing of the name was left.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// Bytes.
    pub size: u64,
    /// SHA-256 of the content, in hexadecimal: through it the signature covers the file.
    pub sha256: String,
    /// When it was added.
    pub added_at: Moment,
}

/// How adding one ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Adding {
    /// It is there.
    Added(FileId),
    /// It was not taken.
    Refused(Refusal),
    /// Nothing can be added now.
    Closed,
}

/// Whose files they are.
pub fn owner(application: &Application) -> Owner {
    Owner::new(Site::Epk, application.account)
}

/// Adds files whose bytes are on the disk, each on its own.
pub fn add(tx: &mut Tx, application: &Application, taken: &[Taken]) -> Result<Vec<Adding>> {
    taken.iter().map(|one| add_one(tx, application, one)).collect()
}

fn add_one(tx: &mut Tx, application: &Application, taken: &Taken) -> Result<Adding> {
    let written = &taken.written;
    let scan = Scan {
        file: written.id,
        name: taken.name.clone(),
        kind: taken.kind,
        size: written.size,
        sha256: written.sha256.iter().map(|byte| format!("{byte:02x}")).collect(),
        added_at: tx.now(),
    };
    let known = answers(tx, application.id)?.scans;
    if known.iter().any(|kept| kept.value.sha256 == scan.sha256) {
        return Ok(Adding::Refused(Refusal::Same));
    }
    if known.len() >= MOST {
        return Ok(Adding::Refused(Refusal::TooMany));
    }
    match save(tx, application, &part(scan.file), 0, &scan)? {
        Saving::Saved => {
            let label = Label { noun: "scan", name: &scan.name, media: scan.kind.media() };
            file::keep(tx, written, &label)?;
            Ok(Adding::Added(scan.file))
        }
        Saving::Full => Ok(Adding::Refused(Refusal::TooMany)),
        Saving::Closed | Saving::Conflict => Ok(Adding::Closed),
    }
}

/// A scan of this application.
pub fn find(tx: &Tx, application: &Application, file: FileId) -> Result<Option<Kept<Scan>>> {
    let scans = answers(tx, application.id)?.scans;
    Ok(scans.into_iter().find(|kept| kept.value.file == file))
}

/// Removes one. [`Saving::Conflict`] when it is not there.
pub fn remove(tx: &mut Tx, application: &Application, file: FileId) -> Result<Saving> {
    let Some(kept) = find(tx, application, file)? else { return Ok(Saving::Conflict) };
    let removed = super::remove(tx, application, &kept.part, kept.revision)?;
    if removed == Saving::Saved {
        file::remove(tx, &owner(application), file)?;
    }
    Ok(removed)
}

/// Removes the files of a draft that is removed as a whole.
pub(super) fn forget(tx: &mut Tx, application: &Application) -> Result<()> {
    for kept in answers(tx, application.id)?.scans {
        file::remove(tx, &owner(application), kept.value.file)?;
    }
    Ok(())
}

fn part(file: FileId) -> String {
    format!("{SCANS}/{file}")
}
