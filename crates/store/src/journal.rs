//! The journal: every fact and every reading of a person's data by somebody else, in the
//! transaction of the fact; sealed within a second under a signed Merkle head.
//!
//! A leaf holds a commitment to the encrypted payload, so that erasing a payload later leaves
//! the tree verifiable, and the random nonce inside the ciphertext keeps anyone from trying
//! payloads against the commitment.

mod merkle;
mod seal;
mod staff;
mod verify;

pub use seal::{Sealer, append_heads, seal_once};
pub use staff::by_staff;
pub use verify::{Finding, Report, verify};

use serde::{Deserialize, Serialize};

use crate::{Db, Error, Id, Moment, Result, Tx, params};

const CONTEXT: &str = "store_journal.payload";

/// An entry to be written.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Draft {
    /// The site it happened on: `identity`, `sep`, `desk` …
    pub site: String,
    /// What happened, dotted: `login.password_wrong`.
    pub event: String,
    /// Who did it: `person:ID`, `staff:ID`, `client:ID`, `system`, `anonymous`.
    pub actor: String,
    /// Whose data or account it is about, if anybody's.
    pub subject: Option<String>,
    /// Everything else; encrypted at rest. Never secrets, codes or tokens.
    pub payload: serde_json::Value,
}

impl Draft {
    /// An entry by the program itself about nobody, to be refined.
    pub fn new(site: &str, event: &str) -> Draft {
        Draft {
            site: site.into(),
            event: event.into(),
            actor: "system".into(),
            subject: None,
            payload: serde_json::Value::Null,
        }
    }

    /// Who did it.
    #[must_use]
    pub fn by(mut self, kind: &str, id: impl std::fmt::Display) -> Draft {
        self.actor = format!("{kind}:{id}");
        self
    }

    /// Somebody who is not signed in did it.
    #[must_use]
    pub fn by_anonymous(mut self) -> Draft {
        self.actor = "anonymous".into();
        self
    }

    /// Whom it is about.
    #[must_use]
    pub fn about(mut self, subject: impl std::fmt::Display) -> Draft {
        self.subject = Some(subject.to_string());
        self
    }

    /// What else there is to say.
    #[must_use]
    pub fn with(mut self, payload: serde_json::Value) -> Draft {
        self.payload = payload;
        self
    }
}

/// An entry as it is read.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Its id.
    pub id: Id,
    /// When it happened.
    pub at: Moment,
    /// On which site.
    pub site: String,
    /// What happened.
    pub event: String,
    /// Who did it.
    pub actor: String,
    /// Whom it is about.
    pub subject: Option<String>,
    /// The rest; `None` when it was erased.
    pub payload: Option<serde_json::Value>,
}

impl Tx<'_> {
    /// Writes an entry with this transaction.
    pub fn journal(&mut self, draft: &Draft) -> Result<Id> {
        self.journal_at(self.now(), draft)
    }

    fn journal_at(&mut self, at: Moment, draft: &Draft) -> Result<Id> {
        let id = self.new_id();
        let plain = serde_json::to_vec(&draft.payload).map_err(Error::bug)?;
        let sealed = self.vault().seal(CONTEXT, &plain);
        let commitment = commitment(&sealed);
        self.execute(
            "insert into store_journal
               (id, at, site, event, actor, subject, payload, commitment, position)
             values ($1, $2, $3, $4, $5, $6, $7, $8, null)",
            params![
                id,
                at,
                draft.site,
                draft.event,
                draft.actor,
                draft.subject,
                sealed,
                commitment
            ],
        )?;
        Ok(id)
    }
}

/// What a leaf holds of a payload.
pub(crate) fn commitment(sealed: &[u8]) -> [u8; 32] {
    merkle::sha256(&[sealed])
}

/// Writes the entries that were put off; at most a second's worth is lost in a crash.
pub async fn write_put_off(db: &Db) -> Result<usize> {
    let drafts = db.take_drafts();
    let count = drafts.len();
    for batch in drafts.chunks(500) {
        let batch = batch.to_vec();
        db.write("journal.put_off", move |tx| {
            batch.iter().try_for_each(|(at, draft)| tx.journal_at(*at, draft).map(|_| ()))
        })
        .await?;
    }
    Ok(count)
}

/// Entries about one person on one site, newest first, older than `before`.
pub fn about(
    tx: &Tx,
    site: &str,
    subject: &str,
    before: Option<Moment>,
    limit: u32,
) -> Result<Vec<Entry>> {
    let rows = tx.query::<RawEntry>(
        "select id, at, site, event, actor, subject, payload from store_journal
         where subject = $1 and site = $2 and at < $3 order by at desc, id desc limit $4",
        params![subject, site, before.unwrap_or(Moment(i64::MAX)), limit],
    )?;
    rows.into_iter().map(|raw| entry(tx, raw)).collect()
}

/// Entries of one kind about one person on one site, newest first, older than `before`.
pub fn about_event(
    tx: &Tx,
    site: &str,
    subject: &str,
    event: &str,
    before: Option<Moment>,
    limit: u32,
) -> Result<Vec<Entry>> {
    let rows = tx.query::<RawEntry>(
        "select id, at, site, event, actor, subject, payload from store_journal
         where subject = $1 and site = $2 and event = $3 and at < $4
         order by at desc, id desc limit $5",
        params![subject, site, event, before.unwrap_or(Moment(i64::MAX)), limit],
    )?;
    rows.into_iter().map(|raw| entry(tx, raw)).collect()
}

/// Entries about one person on all sites, newest first, older than `before`.
pub fn about_everywhere(
    tx: &Tx,
    subject: &str,
    before: Option<Moment>,
    limit: u32,
) -> Result<Vec<Entry>> {
    let rows = tx.query::<RawEntry>(
        "select id, at, site, event, actor, subject, payload from store_journal
         where subject = $1 and at < $2 order by at desc, id desc limit $3",
        params![subject, before.unwrap_or(Moment(i64::MAX)), limit],
    )?;
    rows.into_iter().map(|raw| entry(tx, raw)).collect()
}

/// The event that records an erasure; its subject is the erased entry.
const ERASED: &str = "journal.erased";

/// How many entries wait for their head.
pub fn unsealed(tx: &Tx) -> Result<i64> {
    let sql = "select count(*) from store_journal where position is null";
    tx.query_one::<(i64,)>(sql, params![]).map(|row| row.0)
}

/// Blanks the payload of an entry and records that: `by` says who and why. Verification accepts
/// a blank payload only where such a record stands.
pub fn erase(tx: &mut Tx, id: Id, by: &Draft) -> Result<bool> {
    let erased = tx.execute(
        "update store_journal set payload = null where id = $1 and payload is not null",
        params![id],
    )?;
    if erased == 1 {
        let draft = Draft { event: ERASED.into(), ..by.clone() }.about(id);
        tx.journal(&draft)?;
    }
    Ok(erased == 1)
}

type RawEntry = (Id, Moment, String, String, String, Option<String>, Option<Vec<u8>>);

fn entry(tx: &Tx, raw: RawEntry) -> Result<Entry> {
    let (id, at, site, event, actor, subject, sealed) = raw;
    let payload = match sealed {
        None => None,
        Some(sealed) => {
            let plain = tx
                .vault()
                .open_bytes(CONTEXT, &sealed)
                .ok_or_else(|| Error::bug("a journal entry cannot be decrypted"))?;
            Some(serde_json::from_slice(&plain).map_err(Error::bug)?)
        }
    };
    Ok(Entry { id, at, site, event, actor, subject, payload })
}
