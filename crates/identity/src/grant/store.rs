//! Grants in the database.

use ::store::{DAY, Error, Moment, Result, Tx, params};
use oauth::scope::Scopes;
use web::session::SessionId;

use super::{Grant, GrantId, Left};
use crate::account::AccountId;

/// How long a grant that is over is kept, so that a code or refresh token that comes again is
/// still recognised, and leaving tells every service of a session.
const KEPT: i64 = DAY;

type Columns = (
    GrantId,
    AccountId,
    String,
    SessionId,
    String,
    String,
    Moment,
    Option<Moment>,
    i64,
    Moment,
    Moment,
);

fn read(row: Columns) -> Result<Grant> {
    let (id, account, client, session, scope, bound, created_at, used_at, generation, ..) = &row;
    Ok(Grant {
        id: *id,
        account: *account,
        client: client.clone(),
        session: *session,
        scope: Scopes::parse(scope).map_err(Error::bug)?,
        bound: serde_json::from_str(bound).map_err(Error::bug)?,
        created_at: *created_at,
        used_at: *used_at,
        generation: *generation,
        refreshed_at: row.9,
        expires_at: row.10,
    })
}

fn first(rows: Vec<Columns>) -> Result<Option<Grant>> {
    rows.into_iter().next().map(read).transpose()
}

/// A grant that has not ended; its time may be up.
pub fn open(tx: &Tx, id: GrantId) -> Result<Option<Grant>> {
    first(tx.query(
        "select id, account, client, session, scope, bound, created_at, used_at, generation,
           refreshed_at, expires_at
         from identity_grant where id = $1 and ended_at is null",
        params![id],
    )?)
}

/// The grants of a person that have not ended, newest first.
pub fn of_account(tx: &Tx, account: AccountId) -> Result<Vec<Grant>> {
    tx.query::<Columns>(
        "select id, account, client, session, scope, bound, created_at, used_at, generation,
           refreshed_at, expires_at
         from identity_grant where account = $1 and ended_at is null order by id desc",
        params![account],
    )?
    .into_iter()
    .map(read)
    .collect()
}

pub(super) fn insert(tx: &mut Tx, grant: &Grant, code: &[u8]) -> Result<()> {
    let bound = serde_json::to_string(&grant.bound).map_err(Error::bug)?;
    tx.execute(
        "insert into identity_grant (id, account, client, session, scope, code, bound,
           created_at, used_at, generation, refreshed_at, expires_at, ended_at,
           end_why, left_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, null, 0, $8, $9, null, null, null)",
        params![
            grant.id,
            grant.account,
            grant.client,
            grant.session,
            grant.scope.to_string(),
            code,
            bound,
            grant.created_at,
            grant.expires_at
        ],
    )?;
    Ok(())
}

/// Takes a code that nobody has taken: of many at once, one gets the row. From now on the first
/// refresh token is the valid one, whether it is given out or not.
pub(super) fn take_code(tx: &mut Tx, id: GrantId, code: &[u8]) -> Result<Option<Grant>> {
    let now = tx.now();
    first(tx.execute_returning(
        "update identity_grant set used_at = $3, generation = 1
         where id = $1 and code = $2 and used_at is null and ended_at is null
         returning id, account, client, session, scope, bound, created_at, used_at, generation,
           refreshed_at, expires_at",
        params![id, code, now],
    )?)
}

/// The grant of a code, whatever became of it.
pub(super) fn by_code(tx: &Tx, id: GrantId, code: &[u8]) -> Result<Option<Grant>> {
    first(tx.query(
        "select id, account, client, session, scope, bound, created_at, used_at, generation,
           refreshed_at, expires_at
         from identity_grant where id = $1 and code = $2",
        params![id, code],
    )?)
}

/// Ends a grant whose code was never taken.
pub(super) fn burn(tx: &mut Tx, id: GrantId, why: &str) -> Result<Option<Grant>> {
    let now = tx.now();
    first(tx.execute_returning(
        "update identity_grant set ended_at = $2, end_why = $3
         where id = $1 and used_at is null and ended_at is null
         returning id, account, client, session, scope, bound, created_at, used_at, generation,
           refreshed_at, expires_at",
        params![id, now, why],
    )?)
}

/// Makes the next refresh token the valid one, if `generation` is the valid one now.
pub(super) fn turn(tx: &mut Tx, id: GrantId, generation: i64) -> Result<bool> {
    let now = tx.now();
    let turned = tx.execute(
        "update identity_grant set generation = generation + 1, refreshed_at = $3
         where id = $1 and generation = $2 and ended_at is null",
        params![id, generation, now],
    )?;
    Ok(turned == 1)
}

pub(super) fn end(tx: &mut Tx, id: GrantId, why: &str) -> Result<bool> {
    let now = tx.now();
    let ended = tx.execute(
        "update identity_grant set ended_at = $2, end_why = $3
         where id = $1 and ended_at is null",
        params![id, now, why],
    )?;
    Ok(ended == 1)
}

/// Ends what came from a session and tells which services were entered in it. Each is named
/// once, also when its grant had ended before: its own session may live on.
pub fn leave_session(tx: &mut Tx, session: SessionId, why: &str) -> Result<Vec<Left>> {
    let now = tx.now();
    let rows = tx.execute_returning(
        "update identity_grant
         set ended_at = coalesce(ended_at, $2), end_why = coalesce(end_why, $3), left_at = $2
         where session = $1 and left_at is null
         returning account, client, session, used_at",
        params![session, now, why],
    )?;
    Ok(left(rows))
}

/// Ends what a client holds of a person and tells in which sessions she entered it.
pub fn leave_client(tx: &mut Tx, account: AccountId, client: &str, why: &str) -> Result<Vec<Left>> {
    let now = tx.now();
    let rows = tx.execute_returning(
        "update identity_grant
         set ended_at = coalesce(ended_at, $3), end_why = coalesce(end_why, $4), left_at = $3
         where account = $1 and client = $2 and left_at is null
         returning account, client, session, used_at",
        params![account, client, now, why],
    )?;
    Ok(left(rows))
}

type LeftColumns = (AccountId, String, SessionId, Option<Moment>);

/// A code that was never redeemed made no session there, so nobody has to be told.
fn left(rows: Vec<LeftColumns>) -> Vec<Left> {
    let used = rows.into_iter().filter(|(.., used_at)| used_at.is_some());
    let mut left: Vec<Left> =
        used.map(|(account, client, session, _)| Left { account, client, session }).collect();
    left.sort_unstable();
    left.dedup();
    left
}

/// Ends every grant.
pub fn end_all(tx: &mut Tx, why: &str) -> Result<u64> {
    let now = tx.now();
    tx.execute(
        "update identity_grant set ended_at = $1, end_why = $2 where ended_at is null",
        params![now, why],
    )
}

/// The sessions in which services were entered and not left.
pub fn sessions_of(tx: &Tx, account: AccountId) -> Result<Vec<SessionId>> {
    let rows: Vec<(SessionId,)> = tx.query(
        "select distinct session from identity_grant
         where account = $1 and left_at is null order by session",
        params![account],
    )?;
    Ok(rows.into_iter().map(|(session,)| session).collect())
}

/// Removes grants that have been over for a day, at most `at_once`.
pub fn forget_old(tx: &mut Tx, at_once: u32) -> Result<u64> {
    let before = tx.now().plus(-KEPT);
    tx.execute(
        "delete from identity_grant where id in (
           select id from identity_grant where expires_at < $1 order by expires_at limit $2)",
        params![before, at_once],
    )
}
