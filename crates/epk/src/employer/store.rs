//! Organisations, who acts for them, and invitations.

use cabinet::CabinetAccountId;
use store::{Error, Moment, Result, Tx, params};

use super::{Employer, EmployerId, Facts, Member, State};

const FACTS: &str = "epk_employer.facts";
const REASON: &str = "epk_employer.reason";
const NAME: &str = "epk_employer_member.name";
/// Registration numbers are looked up by keyed hash: an entrepreneur's is a person's.
const OGRN: &str = "epk-ogrn";
const INVITATION: &str = "epk-employer-invitation";

pub(super) fn put(tx: &mut Tx, id: EmployerId, facts: &Facts) -> Result<()> {
    let facts = tx.vault().seal(FACTS, &serde_json::to_vec(facts).map_err(Error::bug)?);
    tx.execute(
        "insert into epk_employer (id, facts, held, state, reason, changes, asked_at, decided_at)
         values ($1, $2, null, 'waiting', null, 0, $3, null)",
        params![id, facts, tx.now()],
    )
    .map(|_| ())
}

type Raw = (EmployerId, Vec<u8>, String, Option<Vec<u8>>, i64, Moment, Option<Moment>);

fn employer(tx: &Tx, raw: Raw) -> Result<Employer> {
    let (id, facts, state, reason, changes, asked_at, decided_at) = raw;
    let facts = tx.vault().open_text(FACTS, &facts)?;
    let reason = reason.map(|sealed| tx.vault().open_text(REASON, &sealed)).transpose()?;
    Ok(Employer {
        id,
        facts: serde_json::from_str(&facts).map_err(Error::bug)?,
        state: State::parse(&state)?,
        reason: reason.unwrap_or_default(),
        changes,
        asked_at,
        decided_at,
    })
}

pub(super) fn find(tx: &Tx, id: EmployerId) -> Result<Option<Employer>> {
    let row: Option<Raw> = tx.query_opt(
        "select id, facts, state, reason, changes, asked_at, decided_at from epk_employer
         where id = $1",
        params![id],
    )?;
    row.map(|raw| employer(tx, raw)).transpose()
}

pub(super) fn of(tx: &Tx, account: CabinetAccountId) -> Result<Option<Employer>> {
    let row: Option<Raw> = tx.query_opt(
        "select e.id, e.facts, e.state, e.reason, e.changes, e.asked_at, e.decided_at
         from epk_employer_member as m join epk_employer as e on e.id = m.employer
         where m.account = $1",
        params![account],
    )?;
    row.map(|raw| employer(tx, raw)).transpose()
}

pub(super) fn list(tx: &Tx, limit: i64) -> Result<Vec<Employer>> {
    let mut rows: Vec<Raw> = tx.query(
        "select id, facts, state, reason, changes, asked_at, decided_at from epk_employer
         where state = 'waiting' order by asked_at limit $1",
        params![limit],
    )?;
    let decided: Vec<Raw> = tx.query(
        "select id, facts, state, reason, changes, asked_at, decided_at from epk_employer
         where state <> 'waiting' order by decided_at desc limit $1",
        params![limit],
    )?;
    rows.extend(decided);
    rows.into_iter().map(|raw| employer(tx, raw)).collect()
}

/// Who is confirmed with this registration number.
pub(super) fn holder_of(tx: &Tx, ogrn: &str) -> Result<Option<EmployerId>> {
    let row: Option<(EmployerId,)> = tx.query_opt(
        "select id from epk_employer where held = $1",
        params![tx.vault().lookup(OGRN, ogrn)],
    )?;
    Ok(row.map(|(id,)| id))
}

/// Changes the state of an organisation that was changed `seen` times so far; `false` when
/// somebody has changed it since.
pub(super) fn change(
    tx: &mut Tx,
    id: EmployerId,
    seen: i64,
    state: State,
    ogrn: &str,
    reason: &str,
) -> Result<bool> {
    let held = (state == State::Confirmed).then(|| tx.vault().lookup(OGRN, ogrn));
    let reason = tx.vault().seal_text(REASON, reason);
    let changed = tx.execute(
        "update epk_employer
         set state = $3, held = $4, reason = $5, changes = changes + 1, decided_at = $6
         where id = $1 and changes = $2",
        params![id, seen, state.as_str(), held, reason, tx.now()],
    )?;
    Ok(changed == 1)
}

/// Makes a person act for an organisation; `false` when she acts for one already.
pub(super) fn add_member(
    tx: &mut Tx,
    id: EmployerId,
    account: CabinetAccountId,
    name: &str,
) -> Result<bool> {
    let name = tx.vault().seal_text(NAME, name);
    let added = tx.execute(
        "insert into epk_employer_member (account, employer, name, joined_at)
         values ($1, $2, $3, $4) on conflict (account) do nothing",
        params![account, id, name, tx.now()],
    )?;
    Ok(added == 1)
}

/// Nobody is kept by an organisation that was declined.
pub(super) fn leave_declined(tx: &mut Tx, account: CabinetAccountId) -> Result<()> {
    let left: Vec<(EmployerId,)> = tx.execute_returning(
        "delete from epk_employer_member
         where account = $1
           and employer in (select id from epk_employer where state = 'declined')
         returning employer",
        params![account],
    )?;
    left.into_iter().try_for_each(|(id,)| note_former(tx, id, account))
}

/// Whoever has acted for an organisation is remembered: see [`acted`].
fn note_former(tx: &mut Tx, id: EmployerId, account: CabinetAccountId) -> Result<()> {
    tx.execute(
        "insert into epk_employer_former (account, employer, left_at) values ($1, $2, $3)
         on conflict (account, employer) do update set left_at = excluded.left_at",
        params![account, id, tx.now()],
    )
    .map(|_| ())
}

/// Whether a person acts for an organisation, or ever did.
pub(super) fn acted(tx: &Tx, id: EmployerId, account: CabinetAccountId) -> Result<bool> {
    let (count,): (i64,) = tx.query_one(
        "select (select count(*) from epk_employer_member where account = $1 and employer = $2)
           + (select count(*) from epk_employer_former where account = $1 and employer = $2)",
        params![account, id],
    )?;
    Ok(count > 0)
}

/// Removes somebody; `false` when she is nobody there, or the last one.
pub(super) fn remove_member(
    tx: &mut Tx,
    id: EmployerId,
    account: CabinetAccountId,
) -> Result<bool> {
    let removed = tx.execute(
        "delete from epk_employer_member
         where account = $1 and employer = $2
           and exists (
             select 1 from epk_employer_member as other
             where other.employer = $2 and other.account <> $1)",
        params![account, id],
    )?;
    if removed == 1 {
        note_former(tx, id, account)?;
    }
    Ok(removed == 1)
}

pub(super) fn members(tx: &Tx, id: EmployerId) -> Result<Vec<Member>> {
    let rows: Vec<(CabinetAccountId, Vec<u8>, Moment)> = tx.query(
        "select account, name, joined_at from epk_employer_member where employer = $1
         order by joined_at, account",
        params![id],
    )?;
    let member = |(account, name, joined_at): (CabinetAccountId, Vec<u8>, Moment)| {
        Ok(Member { account, name: tx.vault().open_text(NAME, &name)?, joined_at })
    };
    rows.into_iter().map(member).collect()
}

pub(super) fn put_invitation(
    tx: &mut Tx,
    token: &str,
    id: EmployerId,
    by: CabinetAccountId,
    ends_at: Moment,
) -> Result<()> {
    let hash = tx.vault().mac(INVITATION, token.as_bytes());
    tx.execute(
        "insert into epk_employer_invitation (token, employer, invited_by, ends_at, used_by)
         values ($1, $2, $3, $4, null)",
        params![hash, id, by, ends_at],
    )
    .map(|_| ())
}

/// Where an invitation that can be used leads to: not one of somebody who has left since.
pub(super) fn invited_to(tx: &Tx, token: &str) -> Result<Option<EmployerId>> {
    let hash = tx.vault().mac(INVITATION, token.as_bytes());
    let row: Option<(EmployerId,)> = tx.query_opt(
        "select i.employer from epk_employer_invitation as i
         where i.token = $1 and i.used_by is null and i.ends_at > $2
           and exists (
             select 1 from epk_employer_member as m
             where m.account = i.invited_by and m.employer = i.employer)",
        params![hash, tx.now()],
    )?;
    Ok(row.map(|(id,)| id))
}

/// Uses an invitation to an organisation that is confirmed and that its maker still acts for, once.
pub(super) fn use_invitation(
    tx: &mut Tx,
    token: &str,
    who: CabinetAccountId,
) -> Result<Option<EmployerId>> {
    let hash = tx.vault().mac(INVITATION, token.as_bytes());
    let used: Vec<(EmployerId,)> = tx.execute_returning(
        "update epk_employer_invitation set used_by = $2
         where token = $1 and used_by is null and ends_at > $3
           and employer in (select id from epk_employer where state = 'confirmed')
           and exists (
             select 1 from epk_employer_member as m
             where m.account = epk_employer_invitation.invited_by
               and m.employer = epk_employer_invitation.employer)
         returning employer",
        params![hash, who, tx.now()],
    )?;
    Ok(used.first().map(|(id,)| *id))
}
