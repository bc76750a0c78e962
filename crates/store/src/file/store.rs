//! Rows about files.

use super::{File, FileId, GRACE, Label, Owner, Written, schedule_sweep};
use crate::{Error, Moment, Result, Tx, params};

const NAME: &str = "store_file.name";

type Row = (FileId, String, Vec<u8>, String, i64, Vec<u8>, Moment);

/// Names bytes by a row: from the commit on the file is there. Call it in the transaction of the
/// fact that refers to it.
pub fn keep(tx: &mut Tx, written: &Written, label: &Label) -> Result<()> {
    let name = tx.vault().seal_text(NAME, label.name);
    let size = i64::try_from(written.size).map_err(Error::bug)?;
    tx.execute(
        "insert into store_file
           (id, site, subject, noun, name, media, size, sha256, state, kept_at, removed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, 'kept', $9, null)",
        params![
            written.id,
            written.owner.site,
            written.owner.subject,
            label.noun,
            name,
            label.media,
            size,
            written.sha256,
            tx.now()
        ],
    )?;
    schedule_sweep(tx)
}

/// A file of this owner; `None` when it is not there, was removed or is somebody else's.
pub fn find(tx: &Tx, owner: &Owner, id: FileId) -> Result<Option<File>> {
    let row = tx.query_opt::<Row>(
        "select id, noun, name, media, size, sha256, kept_at from store_file
         where id = $1 and site = $2 and subject = $3 and state = 'kept'",
        params![id, owner.site, owner.subject],
    )?;
    row.map(|row| read(tx, owner.clone(), row)).transpose()
}

/// All files of this owner that belong to a noun, oldest first.
pub fn of(tx: &Tx, owner: &Owner, noun: &str) -> Result<Vec<File>> {
    let rows = tx.query::<Row>(
        "select id, noun, name, media, size, sha256, kept_at from store_file
         where site = $1 and subject = $2 and noun = $3 and state = 'kept' order by id",
        params![owner.site, owner.subject, noun],
    )?;
    rows.into_iter().map(|row| read(tx, owner.clone(), row)).collect()
}

/// Removes a file of this owner; `false` when there is none. Its bytes go a day later.
pub fn remove(tx: &mut Tx, owner: &Owner, id: FileId) -> Result<bool> {
    let now = tx.now();
    let removed = tx.execute(
        "update store_file set state = 'removed', removed_at = $4
         where id = $1 and site = $2 and subject = $3 and state = 'kept'",
        params![id, owner.site, owner.subject, now],
    )?;
    schedule_sweep(tx)?;
    Ok(removed == 1)
}

/// Files that are there, by id from the one after `after`.
pub(super) fn page(tx: &Tx, after: &str, most: u32) -> Result<Vec<File>> {
    type Whole = (FileId, String, Vec<u8>, String, i64, Vec<u8>, Moment, String, String);
    let rows = tx.query::<Whole>(
        "select id, noun, name, media, size, sha256, kept_at, site, subject from store_file
         where state = 'kept' and id > $1 order by id limit $2",
        params![after, most],
    )?;
    let whole = |(id, noun, name, media, size, sha256, kept_at, site, subject)| {
        let row = (id, noun, name, media, size, sha256, kept_at);
        read(tx, Owner { site, subject }, row)
    };
    rows.into_iter().map(whole).collect()
}

/// The ids of all files that are there.
pub(crate) fn kept(tx: &Tx) -> Result<Vec<FileId>> {
    let sql = "select id from store_file where state = 'kept' order by id";
    Ok(tx.query::<(FileId,)>(sql, params![])?.into_iter().map(|(id,)| id).collect())
}

/// Which of these no row knows.
pub(super) fn unknown(tx: &Tx, ids: &[FileId]) -> Result<Vec<FileId>> {
    let mut unknown = Vec::new();
    for id in ids {
        let sql = "select count(*) from store_file where id = $1";
        if tx.query_one::<(i64,)>(sql, params![id])?.0 == 0 {
            unknown.push(*id);
        }
    }
    Ok(unknown)
}

/// Files whose removal is over a day old.
pub(super) fn removed(tx: &Tx, most: u32) -> Result<Vec<FileId>> {
    let before = tx.now().plus(-GRACE);
    let rows = tx.query::<(FileId,)>(
        "select id from store_file where removed_at < $1 order by removed_at limit $2",
        params![before, most],
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Forgets files whose bytes are gone.
pub(super) fn forget(tx: &mut Tx, ids: &[FileId]) -> Result<()> {
    for id in ids {
        let sql = "delete from store_file where id = $1 and state = 'removed'";
        tx.execute(sql, params![id])?;
    }
    Ok(())
}

fn read(tx: &Tx, owner: Owner, row: Row) -> Result<File> {
    let (id, noun, name, media, size, sha256, kept_at) = row;
    let name = tx.vault().open_text(NAME, &name)?;
    let size = u64::try_from(size).map_err(Error::bug)?;
    Ok(File { id, owner, noun, name, media, size, sha256, kept_at })
}
