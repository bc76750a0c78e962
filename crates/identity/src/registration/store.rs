//! The rows of registrations.

use store::{Error, Moment, Result, Tx, params};
use web::VisitFacts;

use super::document::{Document, Kind};
use super::{Draft, Flow, LIFE};
use crate::AccountId;

store::id!(
    /// A registration.
    pub RegistrationId
);

const DRAFT: &str = "identity_registration.draft";
const FACTS: &str = "identity_acceptance.facts";

/// Puts a new registration behind a handle. The reference number is short, so it may be taken.
pub(super) fn insert(tx: &mut Tx, handle: &str, draft: &Draft) -> Result<RegistrationId> {
    let (id, now) = (RegistrationId(tx.new_id()), tx.now());
    let (hash, sealed) = (hash(tx, handle), seal(tx, draft)?);
    for _ in 0..20 {
        let reference = reference(tx);
        let made = tx.execute(
            "insert into identity_registration (id, rev, handle, reference, draft, account_id,
               created_at, expires_at)
             values ($1, 1, $2, $3, $4, null, $5, $6) on conflict do nothing",
            params![id, hash, reference, sealed, now, now.plus(LIFE)],
        )?;
        if made == 1 {
            return Ok(id);
        }
    }
    Err(Error::Busy)
}

/// A number to quote: two groups of four digits, so that nobody takes it for a code.
pub(crate) fn reference(tx: &Tx) -> String {
    let below = |n| tx.entropy().below(n);
    format!("{:04}-{:04}", below(10_000), below(10_000))
}

/// The registration behind a handle, if its time is not up.
pub(super) fn find(tx: &Tx, handle: &str) -> Result<Option<Flow>> {
    let row: Option<Found> = tx.query_opt(
        "select id, rev, reference, draft, account_id, created_at from identity_registration
         where handle = $1 and expires_at > $2",
        params![hash(tx, handle), tx.now()],
    )?;
    row.map(|row| read(tx, row)).transpose()
}

/// The registration with a reference number, also one that is over.
pub(super) fn by_reference(tx: &Tx, reference: &str) -> Result<Option<Flow>> {
    let row: Option<Found> = tx.query_opt(
        "select id, rev, reference, draft, account_id, created_at from identity_registration
         where reference = $1",
        params![reference],
    )?;
    row.map(|row| read(tx, row)).transpose()
}

/// A registration by its id, also one that is over.
pub(super) fn by_id(tx: &Tx, id: RegistrationId) -> Result<Option<Flow>> {
    let row: Option<Found> = tx.query_opt(
        "select id, rev, reference, draft, account_id, created_at from identity_registration
         where id = $1",
        params![id],
    )?;
    row.map(|row| read(tx, row)).transpose()
}

type Found = (RegistrationId, i64, String, Vec<u8>, Option<AccountId>, Moment);

fn read(tx: &Tx, (id, rev, reference, sealed, account, begun_at): Found) -> Result<Flow> {
    let plain = tx.vault().open_bytes(DRAFT, &sealed);
    let plain = plain.ok_or_else(|| Error::bug("a registration cannot be decrypted"))?;
    let draft = serde_json::from_slice(&plain).map_err(Error::bug)?;
    Ok(Flow { id, rev, reference, draft, account, begun_at })
}

/// Compare and set of everything typed and proved.
pub(super) fn save(tx: &mut Tx, flow: &mut Flow) -> Result<()> {
    let sealed = seal(tx, &flow.draft)?;
    let saved = tx.execute(
        "update identity_registration set draft = $3, account_id = $4, rev = rev + 1
         where id = $1 and rev = $2",
        params![flow.id, flow.rev, sealed, flow.account],
    )?;
    flow.rev += 1;
    // It was read in this very transaction.
    if saved == 1 { Ok(()) } else { Err(Error::Conflict) }
}

pub(super) fn accept(
    tx: &mut Tx,
    account: AccountId,
    accepted: &super::Accepted,
    facts: &VisitFacts,
) -> Result<()> {
    let plain = serde_json::to_vec(facts).map_err(Error::bug)?;
    let sealed = tx.vault().seal(FACTS, &plain);
    tx.execute(
        "insert into identity_acceptance (account_id, document, version, sha256, accepted_at, facts)
         values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
        params![
            account,
            accepted.kind.as_str(),
            accepted.version,
            accepted.sha256,
            accepted.at,
            sealed
        ],
    )?;
    Ok(())
}

/// What an account agreed to: document, version, digest, when.
pub type Acceptance = (String, String, String, Moment);

/// Everything that an account agreed to, the oldest first.
pub fn accepted_by(tx: &Tx, id: AccountId) -> Result<Vec<Acceptance>> {
    tx.query(
        "select document, version, sha256, accepted_at from identity_acceptance
         where account_id = $1 order by accepted_at, document",
        params![id],
    )
}

impl super::Accepted {
    pub(super) fn of(document: &Document, at: Moment) -> super::Accepted {
        let (version, sha256) = (document.version.to_owned(), document.sha256.clone());
        super::Accepted { kind: document.kind, version, sha256, at }
    }
}

impl Draft {
    pub(super) fn has_accepted(&self, kind: Kind) -> bool {
        self.accepted.iter().any(|accepted| accepted.kind == kind)
    }
}

fn seal(tx: &Tx, draft: &Draft) -> Result<Vec<u8>> {
    let plain = serde_json::to_vec(draft).map_err(Error::bug)?;
    Ok(tx.vault().seal(DRAFT, &plain))
}

fn hash(tx: &Tx, handle: &str) -> Vec<u8> {
    tx.vault().lookup("identity_registration", handle)
}
