//! Staff in the database. Names and addresses lie encrypted.

use ::store::{Moment, Result, Tx, params};
use web::StaffId;
use web::staff::Citizen;

use super::{Member, State};

const NAME: &str = "support_staff.name";
const LOGIN: &str = "support_staff.login";

pub(super) fn put(
    tx: &mut Tx,
    id: StaffId,
    name: &str,
    roles: &str,
    invitation: &[u8],
    ends_at: Moment,
) -> Result<()> {
    let name = tx.vault().seal_text(NAME, name);
    tx.execute(
        "insert into support_staff
           (id, name, login, roles, provider, sub, invitation, invitation_ends_at, invited_at,
            bound_at, entered_at, suspended_at)
         values ($1, $2, null, $3, null, null, $4, $5, $6, null, null, null)",
        params![id, name, roles, invitation, ends_at, tx.now()],
    )
    .map(|_| ())
}

pub(super) fn renew(tx: &mut Tx, id: StaffId, invitation: &[u8], ends_at: Moment) -> Result<bool> {
    let renewed = tx.execute(
        "update support_staff set invitation = $2, invitation_ends_at = $3
         where id = $1 and sub is null and suspended_at is null",
        params![id, invitation, ends_at],
    )?;
    Ok(renewed == 1)
}

pub(super) fn is_open(tx: &Tx, invitation: &[u8]) -> Result<bool> {
    let row: Option<(StaffId,)> = tx.query_opt(
        "select id from support_staff
         where invitation = $1 and invitation_ends_at > $2 and sub is null
           and suspended_at is null",
        params![invitation, tx.now()],
    )?;
    Ok(row.is_some())
}

/// Uses an invitation and binds the account, both in one statement.
pub(super) fn bind(
    tx: &mut Tx,
    invitation: &[u8],
    provider: &str,
    sub: &str,
) -> Result<Option<StaffId>> {
    let bound: Vec<(StaffId,)> = tx.execute_returning(
        "update support_staff set provider = $2, sub = $3, bound_at = $4, invitation = null
         where invitation = $1 and invitation_ends_at > $4 and sub is null
           and suspended_at is null
           and not exists (
             select 1 from support_staff as other where other.provider = $2 and other.sub = $3)
         returning id",
        params![invitation, provider, sub, tx.now()],
    )?;
    Ok(bound.first().map(|(id,)| *id))
}

/// Ends every invitation that waits.
pub(super) fn end_invitations(tx: &mut Tx) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "update support_staff set invitation = null, invitation_ends_at = $1
         where invitation is not null",
        params![now],
    )
    .map(|_| ())
}

pub(super) fn note_entry(tx: &mut Tx, id: StaffId, login: Option<&str>) -> Result<()> {
    let login = login.map(|login| tx.vault().seal_text(LOGIN, login));
    tx.execute(
        "update support_staff set entered_at = $2, login = $3 where id = $1",
        params![id, tx.now(), login],
    )
    .map(|_| ())
}

pub(super) fn suspend(tx: &mut Tx, id: StaffId) -> Result<bool> {
    let suspended = tx.execute(
        "update support_staff set suspended_at = $2 where id = $1 and suspended_at is null",
        params![id, tx.now()],
    )?;
    Ok(suspended == 1)
}

pub(super) fn reinstate(tx: &mut Tx, id: StaffId) -> Result<bool> {
    let reinstated = tx.execute(
        "update support_staff set suspended_at = null
         where id = $1 and suspended_at is not null",
        params![id],
    )?;
    Ok(reinstated == 1)
}

type Raw = (
    StaffId,
    Vec<u8>,
    Option<Vec<u8>>,
    String,
    Option<String>,
    Moment,
    Option<Moment>,
    Option<Moment>,
);

pub(super) fn list(tx: &Tx) -> Result<Vec<Member>> {
    let rows: Vec<Raw> = tx.query(
        "select id, name, login, roles, sub, invitation_ends_at, entered_at, suspended_at
         from support_staff order by invited_at, id",
        params![],
    )?;
    rows.into_iter().map(|raw| member(tx, raw)).collect()
}

pub(super) fn find(tx: &Tx, id: StaffId) -> Result<Option<Member>> {
    let row: Option<Raw> = tx.query_opt(
        "select id, name, login, roles, sub, invitation_ends_at, entered_at, suspended_at
         from support_staff where id = $1",
        params![id],
    )?;
    row.map(|raw| member(tx, raw)).transpose()
}

pub(super) fn find_by_sub(tx: &Tx, provider: &str, sub: &str) -> Result<Option<Member>> {
    let row: Option<Raw> = tx.query_opt(
        "select id, name, login, roles, sub, invitation_ends_at, entered_at, suspended_at
         from support_staff where provider = $1 and sub = $2",
        params![provider, sub],
    )?;
    row.map(|raw| member(tx, raw)).transpose()
}

pub(super) fn sub_of(tx: &Tx, id: StaffId) -> Result<Option<String>> {
    let row: Option<(Option<String>,)> =
        tx.query_opt("select sub from support_staff where id = $1", params![id])?;
    Ok(row.and_then(|(sub,)| sub))
}

pub(super) fn citizen_of(tx: &Tx, id: StaffId) -> Result<Option<Citizen>> {
    type Row = (Option<String>, Option<String>, Option<Vec<u8>>);
    let row: Option<Row> =
        tx.query_opt("select provider, sub, login from support_staff where id = $1", params![id])?;
    let Some((Some(provider), Some(sub), login)) = row else { return Ok(None) };
    let login = login.map(|login| tx.vault().open_text(LOGIN, &login)).transpose()?;
    Ok(Some(Citizen { provider, sub, login }))
}

fn member(tx: &Tx, raw: Raw) -> Result<Member> {
    let (id, name, login, roles, sub, ends_at, entered_at, suspended_at) = raw;
    let state = match (suspended_at, sub) {
        (Some(_), _) => State::Suspended,
        (None, Some(_)) => State::Active,
        (None, None) if ends_at > tx.now() => State::Invited,
        (None, None) => State::Overdue,
    };
    Ok(Member {
        id,
        name: tx.vault().open_text(NAME, &name)?,
        login: login.map(|login| tx.vault().open_text(LOGIN, &login)).transpose()?,
        roles: roles.split(' ').filter_map(|role| role.parse().ok()).collect(),
        state,
        entered_at,
    })
}
