//! Applications, their answers, and what happened to them. What was signed and decided lies in
//! `sign/store.rs` and `decide/store.rs`.

use cabinet::CabinetAccountId;
use serde::de::DeserializeOwned;
use serde_json::Value;
use store::{Error, Moment, Result, Tx, params};

use super::answers::{Answers, EDUCATION, Kept, NO_WORK, PERSON, WORK};
use super::scans::SCANS;
use super::{Application, ApplicationId, Event, State, list_of};

const CONTENT: &str = "epk_answer.content";

/// Begins an application; `false` when one is open already.
pub(super) fn insert(tx: &mut Tx, id: ApplicationId, account: CabinetAccountId) -> Result<bool> {
    let now = tx.now();
    tx.execute(
        "insert into epk_application (id, account, open_for, state, number, round, created_at,
           saved_at, submitted_at, due_at, decided_at, overdue_at, waits_for, tries, next_try_at)
         values ($1, $2, $2, 'draft', null, 0, $3, $3, null, null, null, null, null, 0, null)
         on conflict (open_for) do nothing",
        params![id, account, now],
    )
    .map(|rows| rows == 1)
}

type Columns = (
    ApplicationId,
    CabinetAccountId,
    String,
    Option<String>,
    i64,
    Moment,
    Moment,
    Option<Moment>,
    Option<Moment>,
    Option<Moment>,
    Option<Moment>,
    Option<String>,
    i64,
    Option<Moment>,
);

fn read(row: Columns) -> Result<Application> {
    Ok(Application {
        id: row.0,
        account: row.1,
        state: State::parse(&row.2)?,
        number: row.3,
        round: row.4,
        created_at: row.5,
        saved_at: row.6,
        submitted_at: row.7,
        due_at: row.8,
        decided_at: row.9,
        overdue_at: row.10,
        waits_for: row.11.iter().flat_map(|names| names.split(' ')).map(str::to_owned).collect(),
        tries: row.12,
        next_try_at: row.13,
    })
}

pub(super) fn find(tx: &Tx, id: ApplicationId) -> Result<Option<Application>> {
    let row: Option<Columns> = tx.query_opt(
        "select id, account, state, number, round, created_at, saved_at, submitted_at, due_at,
           decided_at, overdue_at, waits_for, tries, next_try_at
         from epk_application where id = $1",
        params![id],
    )?;
    row.map(read).transpose()
}

pub(super) fn open_of(tx: &Tx, account: CabinetAccountId) -> Result<Option<Application>> {
    let row: Option<Columns> = tx.query_opt(
        "select id, account, state, number, round, created_at, saved_at, submitted_at, due_at,
           decided_at, overdue_at, waits_for, tries, next_try_at
         from epk_application where open_for = $1",
        params![account],
    )?;
    row.map(read).transpose()
}

pub(super) fn of_account(tx: &Tx, account: CabinetAccountId) -> Result<Vec<Application>> {
    let rows: Vec<Columns> = tx.query(
        "select id, account, state, number, round, created_at, saved_at, submitted_at, due_at,
           decided_at, overdue_at, waits_for, tries, next_try_at
         from epk_application where account = $1 order by id desc limit 100",
        params![account],
    )?;
    rows.into_iter().map(read).collect()
}

/// Applications in a state, those that are due first.
pub(super) fn in_state(tx: &Tx, state: State, limit: i64) -> Result<Vec<Application>> {
    let rows: Vec<Columns> = tx.query(
        "select id, account, state, number, round, created_at, saved_at, submitted_at, due_at,
           decided_at, overdue_at, waits_for, tries, next_try_at
         from epk_application where state = $1 order by due_at limit $2",
        params![state.as_str(), limit],
    )?;
    rows.into_iter().map(read).collect()
}

/// Moves an application of this round on, from one of `from`; `false` when it is elsewhere.
pub(super) fn move_to(
    tx: &mut Tx,
    id: ApplicationId,
    round: i64,
    from: &[State],
    to: State,
) -> Result<bool> {
    let Some(now) = find(tx, id)?.filter(|now| from.contains(&now.state)) else {
        return Ok(false);
    };
    let decided = to.is_over().then_some(tx.now());
    // The state it was read in is part of the condition: of two that move it one succeeds.
    tx.execute(
        "update epk_application
         set state = $4, decided_at = $5, waits_for = null, tries = 0, next_try_at = null,
           open_for = case when $6 = 1 then null else open_for end
         where id = $1 and round = $2 and state = $3",
        params![id, round, now.state.as_str(), to.as_str(), decided, i64::from(to.is_over())],
    )
    .map(|rows| rows == 1)
}

/// Notes which registers gave no answer and when they are asked again.
pub(super) fn wait(
    tx: &mut Tx,
    id: ApplicationId,
    registers: &str,
    next_try_at: Moment,
) -> Result<()> {
    tx.execute(
        "update epk_application set waits_for = $2, tries = tries + 1, next_try_at = $3
         where id = $1 and state = 'checking'",
        params![id, registers, next_try_at],
    )
    .map(|_| ())
}

/// Notes that the promise is broken; `false` when that is noted, or it was decided in time.
pub(super) fn overdue(tx: &mut Tx, id: ApplicationId, round: i64) -> Result<bool> {
    let now = tx.now();
    tx.execute(
        "update epk_application set overdue_at = $3
         where id = $1 and round = $2 and overdue_at is null
           and state in ('checking', 'review')",
        params![id, round, now],
    )
    .map(|rows| rows == 1)
}

/// How many entries the list of a part has; 0 for what is no entry.
pub(super) fn entries(tx: &Tx, id: ApplicationId, part: &str) -> Result<usize> {
    let list = list_of(part);
    if list == part {
        return Ok(0);
    }
    let rows: Vec<(String,)> =
        tx.query("select part from epk_answer where application = $1", params![id])?;
    Ok(rows.iter().filter(|(known,)| list_of(known) == list && known != list).count())
}

/// Keeps a part that the page showed in revision `seen`, 0 for a new one; `false` when it has
/// another revision by now.
pub(super) fn put(
    tx: &mut Tx,
    id: ApplicationId,
    part: &str,
    seen: i64,
    content: &Value,
) -> Result<bool> {
    let plain = serde_json::to_vec(content).map_err(Error::bug)?;
    let (sealed, now) = (tx.vault().seal(CONTENT, &plain), tx.now());
    let kept = if seen == 0 {
        tx.execute(
            "insert into epk_answer (application, part, revision, content, saved_at)
             values ($1, $2, 1, $3, $4) on conflict do nothing",
            params![id, part, sealed, now],
        )?
    } else {
        tx.execute(
            "update epk_answer set revision = revision + 1, content = $4, saved_at = $5
             where application = $1 and part = $2 and revision = $3",
            params![id, part, seen, sealed, now],
        )?
    };
    Ok(kept == 1)
}

pub(super) fn delete(tx: &mut Tx, id: ApplicationId, part: &str, seen: i64) -> Result<bool> {
    tx.execute(
        "delete from epk_answer where application = $1 and part = $2 and revision = $3",
        params![id, part, seen],
    )
    .map(|rows| rows == 1)
}

/// Notes that something in the application was saved.
pub(super) fn touch(tx: &mut Tx, id: ApplicationId) -> Result<()> {
    let now = tx.now();
    tx.execute("update epk_application set saved_at = $2 where id = $1", params![id, now])
        .map(|_| ())
}

pub(super) fn forget_answers(tx: &mut Tx, id: ApplicationId) -> Result<()> {
    tx.execute("delete from epk_answer where application = $1", params![id]).map(|_| ())
}

/// One part as it is kept.
pub(super) fn content(tx: &Tx, id: ApplicationId, part: &str) -> Result<Option<Value>> {
    let row: Option<(Vec<u8>,)> = tx.query_opt(
        "select content from epk_answer where application = $1 and part = $2",
        params![id, part],
    )?;
    row.map(|(sealed,)| open(tx, &sealed)).transpose()
}

/// All parts by name, with their content as it is kept.
pub(super) fn parts(tx: &Tx, id: ApplicationId) -> Result<Vec<(String, Vec<u8>)>> {
    let rows: Vec<(String, Vec<u8>)> = tx.query(
        "select part, content from epk_answer where application = $1 order by part",
        params![id],
    )?;
    rows.into_iter().map(|(part, sealed)| Ok((part, plain(tx, &sealed)?))).collect()
}

pub(super) fn answers(tx: &Tx, id: ApplicationId) -> Result<Answers> {
    let rows: Vec<(String, i64, Vec<u8>, Moment)> = tx.query(
        "select part, revision, content, saved_at from epk_answer
         where application = $1 order by part",
        params![id],
    )?;
    let mut answers = Answers::default();
    for (part, revision, sealed, saved_at) in rows {
        let content = open(tx, &sealed)?;
        match (list_of(&part), part.contains('/')) {
            (PERSON, false) => answers.person = Some(kept(part, revision, saved_at, content)?),
            (NO_WORK, false) => answers.no_work = Some(kept(part, revision, saved_at, content)?),
            (EDUCATION, true) => answers.education.push(kept(part, revision, saved_at, content)?),
            (WORK, true) => answers.work.push(kept(part, revision, saved_at, content)?),
            (SCANS, true) => answers.scans.push(kept(part, revision, saved_at, content)?),
            _ => return Err(Error::bug("an application has an unknown part")),
        }
    }
    // The newest first, as registers list them.
    answers.education.sort_by_key(|kept| std::cmp::Reverse(kept.value.facts.issued_on));
    answers.work.sort_by_key(|kept| std::cmp::Reverse(kept.value.facts.from));
    Ok(answers)
}

fn kept<T: DeserializeOwned>(
    part: String,
    revision: i64,
    saved_at: Moment,
    content: Value,
) -> Result<Kept<T>> {
    let value = serde_json::from_value(content).map_err(Error::bug)?;
    Ok(Kept { part, revision, saved_at, value })
}

fn plain(tx: &Tx, sealed: &[u8]) -> Result<Vec<u8>> {
    let plain = tx.vault().open_bytes(CONTENT, sealed);
    plain.ok_or_else(|| Error::bug("epk_answer.content cannot be decrypted"))
}

fn open(tx: &Tx, sealed: &[u8]) -> Result<Value> {
    serde_json::from_slice(&plain(tx, sealed)?).map_err(Error::bug)
}

/// Notes something that happened; `false` when it was noted before.
pub(super) fn add_event(tx: &mut Tx, id: ApplicationId, event: &str, mark: &str) -> Result<bool> {
    let (row, now) = (tx.new_id(), tx.now());
    tx.execute(
        "insert into epk_event (id, application, event, mark, at) values ($1, $2, $3, $4, $5)
         on conflict (application, event, mark) do nothing",
        params![row, id, event, mark, now],
    )
    .map(|rows| rows == 1)
}

pub(super) fn events(tx: &Tx, id: ApplicationId) -> Result<Vec<Event>> {
    let rows: Vec<(String, Moment)> = tx.query(
        "select event, at from epk_event where application = $1 order by at, id",
        params![id],
    )?;
    let mut events: Vec<_> = rows.into_iter().map(|(event, at)| Event { event, at }).collect();
    // What happened in one transaction has one moment.
    events.sort_by_key(|event| (event.at, ORDER.iter().position(|known| *known == event.event)));
    Ok(events)
}

/// In which order things happen within one transaction.
const ORDER: &[&str] = &["started", "signed", "renewed", "review", "issued"];
