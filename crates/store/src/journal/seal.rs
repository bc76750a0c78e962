//! The sealer: gives unsealed entries their positions and signs the head of the tree.

use std::io::{BufRead as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::merkle::{self, Edge, Hash};
use crate::{Db, Error, Id, Moment, Result, Tx, params};

/// Bytes of an Ed25519 signature.
const SIGNATURE_LEN: usize = 64;
/// At most so many entries under one head.
const BATCH: u32 = 2_000;

/// Seals the journal of a database every second and keeps the signed heads in a file too.
pub struct Sealer {
    db: Db,
    heads: PathBuf,
}

impl Sealer {
    /// A sealer that appends heads to the file `heads`.
    pub fn new(db: Db, heads: &Path) -> Sealer {
        Sealer { db, heads: heads.to_owned() }
    }

    /// Seals until `stop` resolves, then once more.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        loop {
            let stopping = tokio::select! {
                () = &mut stop => true,
                () = tokio::time::sleep(Duration::from_millis(700)) => false,
            };
            if let Err(error) = self.turn().await {
                tracing::error!(%error, "the journal cannot be sealed");
            }
            if stopping {
                return;
            }
        }
    }

    /// Writes what was put off, seals everything that is unsealed and appends the heads.
    pub async fn turn(&self) -> Result<()> {
        super::write_put_off(&self.db).await?;
        while let Sealing::Sealed { full: true } = seal_once(&self.db).await? {}
        let last = last_number(&self.heads)?;
        let heads = self.db.read(move |tx| heads_after(tx, last)).await?;
        append_heads(&self.heads, &heads)
    }
}

/// How one sealing ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sealing {
    /// There was nothing to seal.
    Nothing,
    /// Another node sealed first; its head stands.
    Lost,
    /// A head was signed; `full` tells that more may wait.
    Sealed {
        /// The batch was as large as it may be.
        full: bool,
    },
}

/// Signs one head over what is unsealed now.
pub async fn seal_once(db: &Db) -> Result<Sealing> {
    match db.write("journal.seal", seal).await {
        // The head's number is its primary key: of two nodes one is refused, and rolls back.
        Err(Error::Constraint(_)) => Ok(Sealing::Lost),
        outcome => outcome,
    }
}

type Unsealed = (Id, Moment, String, String, String, Option<String>, Vec<u8>);

fn seal(tx: &mut Tx) -> Result<Sealing> {
    let entries = tx.query::<Unsealed>(
        "select id, at, site, event, actor, subject, commitment from store_journal
         where position is null order by id limit $1",
        params![BATCH],
    )?;
    if entries.is_empty() {
        return Ok(Sealing::Nothing);
    }
    let last: Option<(i64, Vec<u8>, Vec<u8>)> = tx.query_opt(
        "select number, edge, signature from store_head order by number desc limit 1",
        params![],
    )?;
    let (number, mut edge, previous) = match last {
        None => (1, Edge::default(), merkle::sha256(&[])),
        Some((number, edge, signature)) => {
            let edge = Edge::from_bytes(&edge)
                .ok_or_else(|| Error::bug("the last head of the journal is damaged"))?;
            (number + 1, edge, merkle::sha256(&[&signature]))
        }
    };
    let first = edge.size();
    let mut leaves = Vec::with_capacity(entries.len() * 32);
    for (offset, entry) in entries.iter().enumerate() {
        let hash = leaf_of(first + offset as u64, entry);
        leaves.extend_from_slice(&hash);
        edge.push(hash);
    }
    let head = Head {
        number,
        size: i64::try_from(edge.size()).unwrap_or(i64::MAX),
        root: edge.root(),
        previous,
        at: tx.now(),
        signature: Vec::new(),
    };
    let signature = tx.vault().sign_journal(&head.message());
    tx.execute(
        "insert into store_head (number, size, root, leaves, edge, previous, at, signature)
         values ($1, $2, $3, $4, $5, $6, $7, $8)",
        params![
            head.number,
            head.size,
            head.root,
            leaves,
            edge.to_bytes(),
            head.previous,
            head.at,
            signature
        ],
    )?;
    for (offset, entry) in entries.iter().enumerate() {
        let position = i64::try_from(first).unwrap_or(i64::MAX) + offset as i64;
        tx.execute(
            "update store_journal set position = $2 where id = $1 and position is null",
            params![entry.0, position],
        )?;
    }
    Ok(Sealing::Sealed { full: entries.len() == BATCH as usize })
}

/// The leaf of an entry at its position.
pub(crate) fn leaf_of(position: u64, entry: &Unsealed) -> Hash {
    let (id, at, site, event, actor, subject, commitment) = entry;
    let subject_known: &[u8] = if subject.is_some() { &[1] } else { &[0] };
    merkle::leaf(&[
        &position.to_be_bytes(),
        id.as_bytes(),
        &at.0.to_be_bytes(),
        site.as_bytes(),
        event.as_bytes(),
        actor.as_bytes(),
        subject_known,
        subject.as_deref().unwrap_or_default().as_bytes(),
        commitment,
    ])
}

/// A signed head.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    pub(crate) number: i64,
    pub(crate) size: i64,
    pub(crate) root: Hash,
    pub(crate) previous: Hash,
    pub(crate) at: Moment,
    pub(crate) signature: Vec<u8>,
}

impl Head {
    /// What is signed: everything but the signature.
    pub(crate) fn message(&self) -> Vec<u8> {
        let mut out = b"kabinet journal head 1".to_vec();
        out.extend_from_slice(&self.number.to_be_bytes());
        out.extend_from_slice(&self.size.to_be_bytes());
        out.extend_from_slice(&self.root);
        out.extend_from_slice(&self.previous);
        out.extend_from_slice(&self.at.0.to_be_bytes());
        out
    }

    fn to_line(&self) -> String {
        let encode = |bytes: &[u8]| STANDARD.encode(bytes);
        format!(
            "{} {} {} {} {} {}\n",
            self.number,
            self.size,
            encode(&self.root),
            encode(&self.previous),
            self.at.0,
            encode(&self.signature)
        )
    }

    pub(crate) fn from_line(line: &str) -> Option<Head> {
        let mut parts = line.split(' ');
        let mut next = || parts.next();
        let head = Head {
            number: next()?.parse().ok()?,
            size: next()?.parse().ok()?,
            root: STANDARD.decode(next()?).ok()?.try_into().ok()?,
            previous: STANDARD.decode(next()?).ok()?.try_into().ok()?,
            at: Moment(next()?.parse().ok()?),
            signature: STANDARD.decode(next()?).ok()?,
        };
        // A line that was cut short can still be read: its signature is not whole.
        (parts.next().is_none() && head.signature.len() == SIGNATURE_LEN).then_some(head)
    }
}

pub(crate) fn heads_after(tx: &Tx, number: i64) -> Result<Vec<Head>> {
    let rows = tx.query::<(i64, i64, Hash, Hash, Moment, Vec<u8>)>(
        "select number, size, root, previous, at, signature from store_head
         where number > $1 order by number",
        params![number],
    )?;
    Ok(rows
        .into_iter()
        .map(|(number, size, root, previous, at, signature)| Head {
            number,
            size,
            root,
            previous,
            at,
            signature,
        })
        .collect())
}

/// Appends heads to the file and makes sure that the disk has them.
pub fn append_heads(path: &Path, heads: &[Head]) -> Result<()> {
    if heads.is_empty() {
        return Ok(());
    }
    let write = || -> std::io::Result<()> {
        let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path)?;
        let mut lines: String = heads.iter().map(Head::to_line).collect();
        if is_torn(path)? {
            lines.insert(0, '\n');
        }
        file.write_all(lines.as_bytes())?;
        file.sync_all()
    };
    write().map_err(|e| Error::Broken(format!("{}: {e}", path.display())))
}

/// Whether a crash cut the last line short: a head written behind it would be lost with it.
fn is_torn(path: &Path) -> std::io::Result<bool> {
    use std::io::{Read as _, Seek as _, SeekFrom};
    let mut file = std::fs::File::open(path)?;
    if file.seek(SeekFrom::End(0))? == 0 {
        return Ok(false);
    }
    file.seek(SeekFrom::End(-1))?;
    let mut last = [0];
    file.read_exact(&mut last)?;
    Ok(last != *b"\n")
}

fn last_number(path: &Path) -> Result<i64> {
    Ok(read_heads(path)?.last().map_or(0, |head| head.number))
}

/// The heads in the file. A last line that a crash cut short is passed over: it was never
/// acknowledged, and is appended again.
pub(crate) fn read_heads(path: &Path) -> Result<Vec<Head>> {
    let file = match std::fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(Error::Broken(format!("{}: {error}", path.display()))),
    };
    let lines: std::io::Result<Vec<String>> = std::io::BufReader::new(file).lines().collect();
    let lines = lines.map_err(|e| Error::Broken(format!("{}: {e}", path.display())))?;
    Ok(lines.iter().filter_map(|line| Head::from_line(line)).collect())
}
