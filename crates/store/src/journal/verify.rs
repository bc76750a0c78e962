//! Verification of the journal: finds any edit, deletion, reorder or truncation up to the last
//! signed head, and names the entry.

use std::path::Path;

use aws_lc_rs::signature::{ED25519, UnparsedPublicKey};
use serde::Serialize;

use super::merkle::{self, Edge, Hash};
use super::seal::{Head, leaf_of, read_heads};
use crate::{Id, Moment, Result, Tx, params};

/// What verification found.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Entries under signed heads.
    pub entries: i64,
    /// Entries that wait for their head.
    pub unsealed: i64,
    /// The number of the last head.
    pub head: i64,
    /// Everything that does not hold; empty means that the journal is whole.
    pub findings: Vec<Finding>,
}

impl Report {
    /// Nothing was found.
    pub fn holds(&self) -> bool {
        self.findings.is_empty()
    }
}

/// One thing that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What is wrong, in a few words.
    pub what: String,
    /// The position of the entry, from 0, where one can be named.
    pub position: Option<i64>,
    /// The entry's id, where the row is still there.
    pub entry: Option<String>,
    /// The number of the head that shows it.
    pub head: Option<i64>,
}

/// How many entries are held in memory at once.
const PAGE: i64 = 5_000;

/// Verifies everything; `heads` is the file that signed heads are also kept in.
pub fn verify(tx: &Tx, heads: Option<&Path>) -> Result<Report> {
    let mut check = Check { tx, findings: Vec::new(), key: tx.vault().journal_public_key() };
    let (head, size) = check.tree()?;
    if let Some(path) = heads {
        check.file(path, head)?;
    }
    check.strays(size)?;
    let unsealed = super::unsealed(tx)?;
    Ok(Report { entries: size, unsealed, head, findings: check.findings })
}

struct Check<'a, 'c> {
    tx: &'a Tx<'c>,
    findings: Vec<Finding>,
    key: Vec<u8>,
}

type StoredHead = (i64, i64, Hash, Vec<u8>, Vec<u8>, Hash, Moment, Vec<u8>);
type StoredEntry =
    (Id, Moment, String, String, String, Option<String>, Vec<u8>, Option<Vec<u8>>, i64);

impl Check<'_, '_> {
    fn found(&mut self, what: &str, position: Option<i64>, entry: Option<Id>, head: Option<i64>) {
        let entry = entry.map(|id| id.to_string());
        self.findings.push(Finding { what: what.into(), position, entry, head });
    }

    /// Walks all heads; returns the number of the last and the size it covers.
    fn tree(&mut self) -> Result<(i64, i64)> {
        let mut edge = Edge::default();
        let mut previous = merkle::sha256(&[]);
        let mut number = 0;
        loop {
            let next: Option<StoredHead> = self.tx.query_opt(
                "select number, size, root, leaves, edge, previous, at, signature
                 from store_head where number > $1 order by number limit 1",
                params![number],
            )?;
            let Some((found, size, root, leaves, stored_edge, before, at, signature)) = next else {
                return Ok((number, i64::try_from(edge.size()).unwrap_or(i64::MAX)));
            };
            if found != number + 1 {
                self.found("heads are missing before this one", None, None, Some(found));
            }
            if before != previous {
                self.found("the head does not follow the one before it", None, None, Some(found));
            }
            let first = i64::try_from(edge.size()).unwrap_or(i64::MAX);
            let (leaves, rest) = leaves.as_chunks::<32>();
            leaves.iter().for_each(|leaf| edge.push(*leaf));
            if !rest.is_empty() || size != first + leaves.len() as i64 || edge.root() != root {
                let position = Some(first);
                self.found(
                    "the root does not match the head's leaves",
                    position,
                    None,
                    Some(found),
                );
            }
            if edge.to_bytes() != stored_edge {
                self.found("the head's edge of the tree was changed", None, None, Some(found));
            }
            previous = merkle::sha256(&[&signature]);
            let head = Head { number: found, size, root, previous: before, at, signature };
            if !self.signed(&head) {
                self.found("the head's signature does not hold", None, None, Some(found));
            }
            self.entries(first, leaves, found)?;
            number = found;
        }
    }

    fn signed(&self, head: &Head) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.key).verify(&head.message(), &head.signature).is_ok()
    }

    /// Compares the rows at `first…` with the leaves of their head.
    fn entries(&mut self, first: i64, leaves: &[Hash], head: i64) -> Result<()> {
        let end = first + leaves.len() as i64;
        let mut from = first;
        while from < end {
            let until = (from + PAGE).min(end);
            let rows = self.tx.query::<StoredEntry>(
                "select id, at, site, event, actor, subject, commitment, payload, position
                 from store_journal where position >= $1 and position < $2 order by position",
                params![from, until],
            )?;
            let mut rows = rows.into_iter().peekable();
            for position in from..until {
                match rows.next_if(|row| row.8 == position) {
                    None => self.found("the entry is gone", Some(position), None, Some(head)),
                    Some(row) => self.entry(row, leaves[(position - first) as usize], head)?,
                }
            }
            from = until;
        }
        Ok(())
    }

    fn entry(&mut self, row: StoredEntry, leaf: Hash, head: i64) -> Result<()> {
        let (id, at, site, event, actor, subject, commitment, payload, position) = row;
        let trouble = match payload {
            Some(sealed) if super::commitment(&sealed).as_slice() == commitment => None,
            Some(_) => Some("the entry's payload was changed"),
            None if self.erasure_recorded(id)? => None,
            None => Some("the entry's payload is gone and no erasure is recorded"),
        };
        if let Some(what) = trouble {
            self.found(what, Some(position), Some(id), Some(head));
        }
        let place = u64::try_from(position).unwrap_or(u64::MAX);
        let entry = (id, at, site, event, actor, subject, commitment);
        if leaf_of(place, &entry) != leaf {
            self.found("the entry was changed or moved", Some(position), Some(id), Some(head));
        }
        Ok(())
    }

    fn erasure_recorded(&self, id: Id) -> Result<bool> {
        let (count,): (i64,) = self.tx.query_one(
            "select count(*) from store_journal where subject = $1 and event = $2",
            params![id, super::ERASED],
        )?;
        Ok(count > 0)
    }

    /// The database may be ahead of the file, never behind it, and must agree with it.
    fn file(&mut self, path: &Path, last: i64) -> Result<()> {
        for head in read_heads(path)? {
            if !self.signed(&head) {
                self.found("a head in the file is not signed", None, None, Some(head.number));
                continue;
            }
            let stored: Option<(Hash, i64)> = self.tx.query_opt(
                "select root, size from store_head where number = $1",
                params![head.number],
            )?;
            match stored {
                Some((root, size)) if root == head.root && size == head.size => {}
                Some(_) => {
                    self.found("the file has another head", None, None, Some(head.number));
                }
                None => {
                    let position = Some(head.size - 1);
                    let what = if head.number > last {
                        "the journal was cut off: the file has a later head"
                    } else {
                        "a head of the file is gone from the database"
                    };
                    self.found(what, position, None, Some(head.number));
                }
            }
        }
        Ok(())
    }

    /// Rows that claim a position no head covers.
    fn strays(&mut self, size: i64) -> Result<()> {
        let rows = self.tx.query::<(Id, i64)>(
            "select id, position from store_journal
             where position is not null and (position >= $1 or position < 0)
             order by position limit 100",
            params![size],
        )?;
        for (id, position) in rows {
            self.found("no head covers this entry", Some(position), Some(id), None);
        }
        Ok(())
    }
}
