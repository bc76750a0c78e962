//! Invented people in the database.

use ::store::{Error, Moment, Result, Tx, params};
use registries::{Citizen, Inn, Snils};

use super::{Draft, Inventing, PersonId, complete};
use registries::date::today;

/// A line of the list of people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Who.
    pub id: PersonId,
    /// «Фамилия Имя Отчество».
    pub name: String,
    /// СНИЛС, if she has one.
    pub snils: Option<String>,
    /// When she was invented.
    pub created_at: Moment,
}

/// Numbers that were made up are tried again with other dice when somebody has them.
const TRIES: u64 = 20;

/// Invents a citizen.
pub fn invent(tx: &mut Tx, draft: &Draft) -> Result<Inventing> {
    let (count,): (i64,) = tx.query_one("select count(*) from sandbox_person", params![])?;
    let serial = u64::try_from(count).unwrap_or(0);
    for again in 0..TRIES {
        let seed = serial.wrapping_mul(TRIES).wrapping_add(again).wrapping_add(digest(draft));
        let citizen = complete(draft, seed, today(tx.now()));
        let id = PersonId(tx.new_id());
        if insert(tx, id, &citizen)? {
            return Ok(Inventing::Invented(id, Box::new(citizen)));
        }
        if let Some(taken) = taken(tx, draft)? {
            return Ok(Inventing::Taken(taken));
        }
    }
    Err(Error::bug("no free number for an invented person"))
}

fn insert(tx: &mut Tx, id: PersonId, citizen: &Citizen) -> Result<bool> {
    let json = serde_json::to_string(citizen).map_err(Error::bug)?;
    let rows = tx.execute(
        "insert into sandbox_person (id, snils, inn, name, citizen, created_at)
         values ($1, $2, $3, $4, $5, $6) on conflict do nothing",
        params![
            id,
            citizen.snils.as_ref().map(Snils::as_str),
            citizen.inn.as_ref().map(Inn::as_str),
            citizen.full_name(),
            json,
            tx.now(),
        ],
    )?;
    Ok(rows == 1)
}

/// The number that was asked for and that somebody has.
fn taken(tx: &Tx, draft: &Draft) -> Result<Option<&'static str>> {
    if let Some(Some(snils)) = &draft.snils
        && by_snils(tx, snils)?.is_some()
    {
        return Ok(Some("snils"));
    }
    if let Some(Some(inn)) = &draft.inn
        && by_inn(tx, inn)?.is_some()
    {
        return Ok(Some("inn"));
    }
    Ok(None)
}

/// The same for the same draft, in every process.
fn digest(draft: &Draft) -> u64 {
    let text = format!("{draft:?}");
    text.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

/// The citizen with this СНИЛС.
pub fn by_snils(tx: &Tx, snils: &Snils) -> Result<Option<(PersonId, Citizen)>> {
    found(tx.query_opt(
        "select id, citizen from sandbox_person where snils = $1",
        params![snils.as_str()],
    )?)
}

/// The citizen with this ИНН.
pub fn by_inn(tx: &Tx, inn: &Inn) -> Result<Option<(PersonId, Citizen)>> {
    found(tx.query_opt(
        "select id, citizen from sandbox_person where inn = $1",
        params![inn.as_str()],
    )?)
}

/// The citizen with this id.
pub fn by_id(tx: &Tx, id: PersonId) -> Result<Option<(PersonId, Citizen)>> {
    found(tx.query_opt("select id, citizen from sandbox_person where id = $1", params![id])?)
}

/// A page of the list, newest first, from `after` on.
pub fn list(tx: &Tx, skip: i64, most: i64) -> Result<Vec<Line>> {
    let rows: Vec<(PersonId, String, Option<String>, Moment)> = tx.query(
        "select id, name, snils, created_at from sandbox_person
         order by id desc limit $1 offset $2",
        params![most, skip],
    )?;
    let line = |(id, name, snils, created_at)| Line { id, name, snils, created_at };
    Ok(rows.into_iter().map(line).collect())
}

/// How many people there are.
pub fn count(tx: &Tx) -> Result<i64> {
    let (count,): (i64,) = tx.query_one("select count(*) from sandbox_person", params![])?;
    Ok(count)
}

fn found(row: Option<(PersonId, String)>) -> Result<Option<(PersonId, Citizen)>> {
    let Some((id, json)) = row else { return Ok(None) };
    Ok(Some((id, serde_json::from_str(&json).map_err(Error::bug)?)))
}
