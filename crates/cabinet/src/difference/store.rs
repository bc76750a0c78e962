//! Differences in the database.

use registries::Register;
use store::{Error, Id, Moment, Result, Tx, params};

use super::{Difference, Found, Reading};
use crate::CabinetAccountId;

/// A difference that stands, by what it is recognised.
pub(super) struct Known {
    id: Id,
    pub(super) line: String,
    pub(super) hash: Vec<u8>,
}

pub(super) fn known(tx: &Tx, account: CabinetAccountId, register: Register) -> Result<Vec<Known>> {
    let rows: Vec<(Id, String, Vec<u8>)> = tx.query(
        "select id, line, hash from cabinet_difference
         where account = $1 and register = $2 and resolved_at is null",
        params![account, register.as_str()],
    )?;
    Ok(rows.into_iter().map(|(id, line, hash)| Known { id, line, hash }).collect())
}

pub(super) fn standing(tx: &Tx, account: CabinetAccountId) -> Result<Vec<Difference>> {
    let rows: Vec<(String, String, Vec<u8>, Vec<u8>, Moment)> = tx.query(
        "select register, line, ours, theirs, found_at from cabinet_difference
         where account = $1 and resolved_at is null order by id",
        params![account],
    )?;
    rows.into_iter()
        .map(|(register, line, ours, theirs, found_at)| {
            Ok(Difference {
                register: register.parse().map_err(|()| Error::bug("an unknown register"))?,
                line,
                ours: tx.vault().open_text(OURS, &ours)?,
                theirs: tx.vault().open_text(THEIRS, &theirs)?,
                found_at,
            })
        })
        .collect()
}

/// Writes a difference down; `false` when another reading has just done so.
pub(super) fn insert(tx: &mut Tx, reading: Reading, found: &Found) -> Result<bool> {
    let (id, now) = (tx.new_id(), tx.now());
    let ours = tx.vault().seal_text(OURS, found.line.ours.as_deref().unwrap_or_default());
    let theirs = tx.vault().seal_text(THEIRS, found.line.theirs.as_deref().unwrap_or_default());
    let made = tx.execute(
        "insert into cabinet_difference
           (id, account, register, line, ours, theirs, hash, found_at, seen_at, resolved_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $8, null)
         on conflict do nothing",
        params![
            id,
            reading.account,
            reading.register.as_str(),
            found.line.key,
            ours,
            theirs,
            found.hash,
            now
        ],
    )?;
    Ok(made == 1)
}

/// Notes that what still stands was seen again.
pub(super) fn seen(tx: &mut Tx, account: CabinetAccountId, register: Register) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "update cabinet_difference set seen_at = $3
         where account = $1 and register = $2 and resolved_at is null",
        params![account, register.as_str(), now],
    )
    .map(|_| ())
}

pub(super) fn resolve(tx: &mut Tx, known: &Known) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "update cabinet_difference set resolved_at = $2 where id = $1",
        params![known.id, now],
    )
    .map(|_| ())
}

const OURS: &str = "cabinet_difference.ours";
const THEIRS: &str = "cabinet_difference.theirs";
