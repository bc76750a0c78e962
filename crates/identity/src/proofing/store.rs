//! The rows of checks.

use store::{Error, Moment, Result, Tx, params};

use super::{Draft, Purpose, Refusal, Request, State};
use crate::AccountId;

const DRAFT: &str = "identity_proofing.draft";
const OUTCOME: &str = "identity_proofing.outcome";

type Row = (AccountId, String, i64, String, Vec<u8>, Option<Vec<u8>>, String, Option<Moment>);

/// The check of an account for a purpose.
pub fn find(tx: &Tx, account: AccountId, purpose: Purpose) -> Result<Option<Request>> {
    let row: Option<Row> = tx.query_opt(
        "select account_id, purpose, rev, state, draft, outcome, reference, sent_at
         from identity_proofing where account_id = $1 and purpose = $2",
        params![account, purpose.as_str()],
    )?;
    row.map(|row| read(tx, row)).transpose()
}

/// The account whose check has this reference number, for the desk.
pub fn by_reference(tx: &Tx, reference: &str) -> Result<Option<AccountId>> {
    let row: Option<(AccountId,)> = tx.query_opt(
        "select account_id from identity_proofing where reference = $1",
        params![reference],
    )?;
    Ok(row.map(|(id,)| id))
}

/// Keeps a draft; whatever was being checked is not any more.
pub(super) fn save(tx: &mut Tx, account: AccountId, purpose: Purpose, draft: &Draft) -> Result<()> {
    let plain = serde_json::to_vec(draft).map_err(Error::bug)?;
    let (sealed, reference, now) = (tx.vault().seal(DRAFT, &plain), reference(tx), tx.now());
    tx.execute(
        "insert into identity_proofing
           (account_id, purpose, rev, state, draft, outcome, reference, sent_at, updated_at)
         values ($1, $2, 1, 'typing', $3, null, $4, null, $5)
         on conflict (account_id, purpose) do update
           set rev = identity_proofing.rev + 1, state = 'typing', draft = excluded.draft,
             outcome = null, sent_at = null, updated_at = excluded.updated_at",
        params![account, purpose.as_str(), sealed, reference, now],
    )?;
    Ok(())
}

pub(super) fn begin_check(tx: &mut Tx, request: &Request) -> Result<i64> {
    let now = tx.now();
    let rows: Vec<(i64,)> = tx.execute_returning(
        "update identity_proofing
         set state = 'checking', rev = rev + 1, outcome = null, sent_at = $3, updated_at = $3
         where account_id = $1 and purpose = $2 and state in ('typing', 'refused')
         returning rev",
        params![request.account, request.purpose.as_str(), now],
    )?;
    // Its state was read in this very transaction.
    rows.first().map(|(rev,)| *rev).ok_or(Error::Conflict)
}

pub(super) fn wait(tx: &mut Tx, request: &Request) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "update identity_proofing set state = 'waiting', updated_at = $4
         where account_id = $1 and purpose = $2 and rev = $3 and state = 'checking'",
        params![request.account, request.purpose.as_str(), request.rev, now],
    )
    .map(|_| ())
}

pub(super) fn refuse(tx: &mut Tx, request: &Request, refusal: &Refusal) -> Result<()> {
    let plain = serde_json::to_vec(refusal).map_err(Error::bug)?;
    let (sealed, now) = (tx.vault().seal(OUTCOME, &plain), tx.now());
    tx.execute(
        "update identity_proofing set state = 'refused', outcome = $4, updated_at = $5
         where account_id = $1 and purpose = $2 and rev = $3",
        params![request.account, request.purpose.as_str(), request.rev, sealed, now],
    )
    .map(|_| ())
}

/// What was typed is not needed any more.
pub(super) fn forget(tx: &mut Tx, account: AccountId, purpose: Purpose) -> Result<()> {
    tx.execute(
        "delete from identity_proofing where account_id = $1 and purpose = $2",
        params![account, purpose.as_str()],
    )
    .map(|_| ())
}

/// `4821-0937-55`: ten random digits, for reading out.
fn reference(tx: &Tx) -> String {
    let digit = || char::from(b'0' + u8::try_from(tx.entropy().below(10)).unwrap_or(0));
    let digits: String = (0..10).map(|_| digit()).collect();
    format!("{}-{}-{}", &digits[..4], &digits[4..8], &digits[8..])
}

fn read(tx: &Tx, row: Row) -> Result<Request> {
    let (account, purpose, rev, state, draft, outcome, reference, sent_at) = row;
    let purpose = match purpose.as_str() {
        "level" => Purpose::Level,
        "inn" => Purpose::Inn,
        _ => return Err(Error::bug("a check has an unknown purpose")),
    };
    let state = match state.as_str() {
        "typing" => State::Typing,
        "checking" => State::Checking,
        "waiting" => State::Waiting,
        "refused" => State::Refused,
        _ => return Err(Error::bug("a check has an unknown state")),
    };
    let draft = unseal(tx, DRAFT, &draft)?;
    let refusal = outcome.map(|sealed| unseal(tx, OUTCOME, &sealed)).transpose()?;
    Ok(Request { account, purpose, rev, state, draft, refusal, reference, sent_at })
}

fn unseal<T: serde::de::DeserializeOwned>(tx: &Tx, context: &str, sealed: &[u8]) -> Result<T> {
    let plain = tx.vault().open_bytes(context, sealed);
    let plain = plain.ok_or_else(|| Error::bug("a check cannot be decrypted"))?;
    serde_json::from_slice(&plain).map_err(Error::bug)
}

/// A confirmation number as it is kept.
pub(super) type Number = (String, Moment);

const NUMBER: &str = "identity_confirmation.number";

/// Gives an account this number in place of an older one; `false` when another account has it.
pub(super) fn put_number(
    tx: &mut Tx,
    account: AccountId,
    number: &str,
    expires_at: Moment,
) -> Result<bool> {
    let hash = tx.vault().lookup("identity_confirmation", number);
    let (sealed, now) = (tx.vault().seal_text(NUMBER, number), tx.now());
    tx.execute("delete from identity_confirmation where account_id = $1", params![account])?;
    let put = tx.execute(
        "insert into identity_confirmation
           (account_id, hash, number, created_at, expires_at, used_at)
         values ($1, $2, $3, $4, $5, null) on conflict do nothing",
        params![account, hash, sealed, now, expires_at],
    )?;
    Ok(put == 1)
}

/// The living number of an account.
pub(super) fn number_of(tx: &Tx, account: AccountId) -> Result<Option<Number>> {
    let row: Option<(Vec<u8>, Moment)> = tx.query_opt(
        "select number, expires_at from identity_confirmation
         where account_id = $1 and used_at is null and expires_at > $2",
        params![account, tx.now()],
    )?;
    let Some((sealed, expires_at)) = row else { return Ok(None) };
    Ok(Some((tx.vault().open_text(NUMBER, &sealed)?, expires_at)))
}

/// The account that a living number belongs to.
pub(super) fn by_number(tx: &Tx, number: &str) -> Result<Option<AccountId>> {
    let hash = tx.vault().lookup("identity_confirmation", number);
    let row: Option<(AccountId,)> = tx.query_opt(
        "select account_id from identity_confirmation
         where hash = $1 and used_at is null and expires_at > $2",
        params![hash, tx.now()],
    )?;
    Ok(row.map(|(id,)| id))
}

pub(super) fn use_up_number(tx: &mut Tx, account: AccountId) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "update identity_confirmation set used_at = $2
         where account_id = $1 and used_at is null",
        params![account, now],
    )
    .map(|_| ())
}

/// For [`super::confirm`]: ids that sort by time are no secret, so numbers are random.
pub(super) fn eight_digits(tx: &Tx) -> String {
    (0..8).map(|_| char::from(b'0' + u8::try_from(tx.entropy().below(10)).unwrap_or(0))).collect()
}
