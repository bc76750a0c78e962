//! Tokens behind sessions, and names that count once.

use oauth::Secret;
use store::{Moment, Result, Tx, params};

/// What is kept of a sign-in's tokens.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub sub: String,
    /// When the person proved who she is, seconds since the epoch.
    pub auth_time: Option<i64>,
    pub id_token: Secret,
    pub access: Secret,
    pub access_ends_at: Moment,
    /// Nobody has it who is refreshing at this moment.
    pub refresh: Option<Secret>,
    /// Until when somebody is refreshing.
    pub refreshing_until_at: Moment,
}

pub(super) fn keep(tx: &mut Tx, session: &str, held: &Held, ends_at: Moment) -> Result<()> {
    let seal = |column: &str, secret: &Secret| tx.vault().seal_text(column, secret.expose());
    let id_token = seal(ID_TOKEN, &held.id_token);
    let access = seal(ACCESS, &held.access);
    let refresh = held.refresh.as_ref().map(|secret| seal(REFRESH, secret));
    tx.execute(
        "insert into cabinet_token
           (session, sub, auth_time, id_token, access, access_ends_at, refresh,
            refreshing_until_at, ends_at)
         values ($1, $2, $3, $4, $5, $6, $7, 0, $8)",
        params![
            session,
            held.sub,
            held.auth_time,
            id_token,
            access,
            held.access_ends_at,
            refresh,
            ends_at
        ],
    )
    .map(|_| ())
}

pub(super) fn held(tx: &Tx, session: &str) -> Result<Option<Held>> {
    type Row = (String, Option<i64>, Vec<u8>, Vec<u8>, Moment, Option<Vec<u8>>, Moment);
    let row: Option<Row> = tx.query_opt(
        "select sub, auth_time, id_token, access, access_ends_at, refresh, refreshing_until_at
         from cabinet_token where session = $1",
        params![session],
    )?;
    let Some((sub, auth_time, id_token, access, access_ends_at, refresh, until)) = row else {
        return Ok(None);
    };
    let open = |column: &str, sealed: &[u8]| tx.vault().open_text(column, sealed).map(Secret::from);
    Ok(Some(Held {
        sub,
        auth_time,
        id_token: open(ID_TOKEN, &id_token)?,
        access: open(ACCESS, &access)?,
        access_ends_at,
        refresh: refresh.map(|sealed| open(REFRESH, &sealed)).transpose()?,
        refreshing_until_at: until,
    }))
}

/// Takes the refresh token out of the table and with it the right to refresh until `until`, unless
/// somebody else has it or the tokens have been replaced since they were read.
pub(super) fn claim_refresh(
    tx: &mut Tx,
    session: &str,
    seen: Moment,
    until: Moment,
) -> Result<Option<Secret>> {
    let now = tx.now();
    let row: Option<(Vec<u8>,)> = tx.query_opt(
        "select refresh from cabinet_token
         where session = $1 and access_ends_at = $2 and refreshing_until_at <= $3
           and refresh is not null",
        params![session, seen, now],
    )?;
    let Some((sealed,)) = row else { return Ok(None) };
    let taken = tx.execute(
        "update cabinet_token set refreshing_until_at = $4, refresh = null
         where session = $1 and access_ends_at = $2 and refreshing_until_at <= $3
           and refresh is not null",
        params![session, seen, now, until],
    )?;
    if taken != 1 {
        return Ok(None);
    }
    tx.vault().open_text(REFRESH, &sealed).map(|text| Some(Secret::from(text)))
}

/// Replaces the tokens by new ones and gives the right to refresh back.
pub(super) fn replace(
    tx: &mut Tx,
    session: &str,
    access: &Secret,
    access_ends_at: Moment,
    refresh: &Secret,
    id_token: Option<&Secret>,
) -> Result<()> {
    let seal = |column: &str, secret: &Secret| tx.vault().seal_text(column, secret.expose());
    let access = seal(ACCESS, access);
    let refresh = seal(REFRESH, refresh);
    let id_token = id_token.map(|secret| seal(ID_TOKEN, secret));
    tx.execute(
        "update cabinet_token set access = $2, access_ends_at = $3,
           refresh = $4, id_token = coalesce($5, id_token), refreshing_until_at = 0
         where session = $1",
        params![session, access, access_ends_at, refresh, id_token],
    )
    .map(|_| ())
}

/// Puts a refresh token back that was not used; the next one may try at `again`.
pub(super) fn put_back(tx: &mut Tx, session: &str, refresh: &Secret, again: Moment) -> Result<()> {
    let sealed = tx.vault().seal_text(REFRESH, refresh.expose());
    tx.execute(
        "update cabinet_token set refreshing_until_at = $2, refresh = $3
         where session = $1 and refresh is null",
        params![session, again, sealed],
    )
    .map(|_| ())
}

/// The refresh token may have been used up, so it stays away; nobody needs to wait for it.
pub(super) fn give_up_refresh(tx: &mut Tx, session: &str) -> Result<()> {
    tx.execute(
        "update cabinet_token set refreshing_until_at = 0 where session = $1 and refresh is null",
        params![session],
    )
    .map(|_| ())
}

/// Removes everything that belongs to a session.
pub(super) fn forget(tx: &mut Tx, session: &str) -> Result<()> {
    tx.execute("delete from cabinet_exchanged where session = $1", params![session])?;
    tx.execute("delete from cabinet_token where session = $1", params![session])?;
    Ok(())
}

pub(super) fn exchanged(
    tx: &Tx,
    session: &str,
    audience: &str,
) -> Result<Option<(Secret, Moment)>> {
    let row: Option<(Vec<u8>, Moment)> = tx.query_opt(
        "select token, ends_at from cabinet_exchanged where session = $1 and audience = $2",
        params![session, audience],
    )?;
    let Some((sealed, ends_at)) = row else { return Ok(None) };
    let token = tx.vault().open_text(EXCHANGED, &sealed)?;
    Ok(Some((Secret::from(token), ends_at)))
}

/// Keeps an exchanged token, but only while its session has tokens: one that ended meanwhile
/// leaves nothing behind.
pub(super) fn keep_exchanged(
    tx: &mut Tx,
    session: &str,
    audience: &str,
    token: &Secret,
    ends_at: Moment,
) -> Result<()> {
    let sealed = tx.vault().seal_text(EXCHANGED, token.expose());
    tx.execute(
        "insert into cabinet_exchanged (session, audience, token, ends_at)
         select session, $2, $3, $4 from cabinet_token where session = $1
         on conflict (session, audience) do update
           set token = excluded.token, ends_at = excluded.ends_at",
        params![session, audience, sealed, ends_at],
    )
    .map(|_| ())
}

/// Whether `name` is used for the first time; it is remembered until `ends_at`.
pub(super) fn first_use(tx: &mut Tx, name: &[u8], ends_at: Moment) -> Result<bool> {
    tx.execute(
        "insert into cabinet_once (name, ends_at) values ($1, $2) on conflict do nothing",
        params![name, ends_at],
    )
    .map(|rows| rows == 1)
}

/// Removes what can no longer be used.
pub(super) fn sweep(tx: &mut Tx) -> Result<()> {
    let now = tx.now();
    tx.execute("delete from cabinet_exchanged where ends_at <= $1", params![now])?;
    tx.execute("delete from cabinet_token where ends_at <= $1", params![now])?;
    tx.execute("delete from cabinet_once where ends_at <= $1", params![now])?;
    Ok(())
}

const ID_TOKEN: &str = "cabinet_token.id_token";
const ACCESS: &str = "cabinet_token.access";
const REFRESH: &str = "cabinet_token.refresh";
const EXCHANGED: &str = "cabinet_exchanged.token";
