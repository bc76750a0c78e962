//! Passports and what became of them.

use cabinet::CabinetAccountId;
use store::{Error, Moment, Result, Tx, params};

use super::print::Form;
use super::{Change, Code, Issued, Number, Order, Passport, PassportId, State, number};

const FACTS: &str = "epk_passport.facts";
const CODE: &str = "epk_passport.code";
const REASON: &str = "epk_passport_change.reason";
const FILE: &str = "epk_passport_print.file";

/// What came of an issue.
pub(super) enum Put {
    /// A passport with this number is new.
    New(Number),
    /// The application had been issued before.
    Before(Issued),
}

pub(super) fn put(tx: &mut Tx, id: PassportId, order: &Order, expires_at: Moment) -> Result<Put> {
    let facts = serde_json::to_vec(&order.facts).map_err(Error::bug)?;
    let facts = tx.vault().seal(FACTS, &facts);
    let code = Code::random(tx.entropy());
    let code = tx.vault().seal_text(CODE, code.signs());
    let now = tx.now();
    for _ in 0..number::TRIES {
        let number = Number::random(now, tx.entropy());
        let made = tx.execute(
            "insert into epk_passport
               (id, number, code, application, holder, facts, state, issued_at, expires_at,
                supersedes, superseded_by, changes)
             values ($1, $2, $3, $4, $5, $6, 'valid', $7, $8, null, null, 0)
             on conflict do nothing",
            params![id, number, code, order.application, order.holder, facts, now, expires_at],
        )?;
        if made == 1 {
            return Ok(Put::New(number));
        }
        // Either the application was issued before, or the number is somebody else's.
        let before: Option<(PassportId, Number)> = tx.query_opt(
            "select id, number from epk_passport where application = $1",
            params![order.application],
        )?;
        if let Some((id, number)) = before {
            return Ok(Put::Before(Issued { id, number }));
        }
    }
    Err(Error::bug("no free number of a passport was found"))
}

/// Marks `old` as superseded by `new`; the place of that change, or `None` when there is nothing
/// of this holder to supersede.
pub(super) fn supersede(
    tx: &mut Tx,
    holder: CabinetAccountId,
    old: PassportId,
    new: PassportId,
) -> Result<Option<i64>> {
    let places: Vec<(i64,)> = tx.execute_returning(
        "update epk_passport
         set state = 'superseded', superseded_by = $3, changes = changes + 1
         where id = $1 and holder = $2 and state in ('valid', 'suspended')
         returning changes",
        params![old, holder, new],
    )?;
    let Some((place,)) = places.first() else { return Ok(None) };
    tx.execute("update epk_passport set supersedes = $2 where id = $1", params![new, old])?;
    Ok(Some(*place))
}

/// Changes the state of a passport that was changed `seen` times so far; `false` when somebody
/// has changed it since.
pub(super) fn change(tx: &mut Tx, id: PassportId, seen: i64, state: State) -> Result<bool> {
    let changed = tx.execute(
        "update epk_passport set state = $3, changes = changes + 1
         where id = $1 and changes = $2",
        params![id, seen, state.as_str()],
    )?;
    Ok(changed == 1)
}

pub(super) fn add_change(
    tx: &mut Tx,
    id: PassportId,
    place: i64,
    state: State,
    actor: &str,
    reason: &str,
) -> Result<()> {
    let reason = tx.vault().seal_text(REASON, reason);
    tx.execute(
        "insert into epk_passport_change (passport, place, state, at, actor, reason)
         values ($1, $2, $3, $4, $5, $6)",
        params![id, place, state.as_str(), tx.now(), actor, reason],
    )
    .map(|_| ())
}

pub(super) fn history(tx: &Tx, id: PassportId) -> Result<Vec<Change>> {
    let rows: Vec<(String, Moment, String, Vec<u8>)> = tx.query(
        "select state, at, actor, reason from epk_passport_change where passport = $1
         order by place",
        params![id],
    )?;
    let change = |(state, at, actor, reason): (String, Moment, String, Vec<u8>)| {
        let state = State::parse(&state)?;
        let reason = tx.vault().open_text(REASON, &reason)?;
        Ok(Change { state, at, actor, reason })
    };
    rows.into_iter().map(change).collect()
}

pub(super) fn find(tx: &Tx, id: PassportId) -> Result<Option<Passport>> {
    let row: Option<Raw> = tx.query_opt(
        "select id, number, code, holder, facts, state, issued_at, expires_at, supersedes,
           superseded_by, changes
         from epk_passport where id = $1",
        params![id],
    )?;
    row.map(|raw| passport(tx, raw)).transpose()
}

pub(super) fn by_number(tx: &Tx, number: Number) -> Result<Option<Passport>> {
    let row: Option<Raw> = tx.query_opt(
        "select id, number, code, holder, facts, state, issued_at, expires_at, supersedes,
           superseded_by, changes
         from epk_passport where number = $1",
        params![number],
    )?;
    row.map(|raw| passport(tx, raw)).transpose()
}

pub(super) fn of_holder(tx: &Tx, holder: CabinetAccountId) -> Result<Vec<Passport>> {
    let rows: Vec<Raw> = tx.query(
        "select id, number, code, holder, facts, state, issued_at, expires_at, supersedes,
           superseded_by, changes
         from epk_passport where holder = $1 order by issued_at desc, id desc",
        params![holder],
    )?;
    rows.into_iter().map(|raw| passport(tx, raw)).collect()
}

type Raw = (
    PassportId,
    Number,
    Vec<u8>,
    CabinetAccountId,
    Vec<u8>,
    String,
    Moment,
    Moment,
    Option<PassportId>,
    Option<PassportId>,
    i64,
);

fn passport(tx: &Tx, raw: Raw) -> Result<Passport> {
    let (id, number, code, holder, facts, state, issued_at, expires_at, old, new, changes) = raw;
    let code = Code::parse(&tx.vault().open_text(CODE, &code)?)
        .ok_or_else(|| Error::bug("a passport has no code"))?;
    let facts = tx.vault().open_text(FACTS, &facts)?;
    Ok(Passport {
        id,
        number,
        code,
        holder,
        facts: serde_json::from_str(&facts).map_err(Error::bug)?,
        issued_at,
        expires_at,
        supersedes: old,
        superseded_by: new,
        changes,
        stored: State::parse(&state)?,
    })
}

/// Keeps the file of a passport, unless one is kept already.
pub(super) fn keep_file(
    tx: &mut Tx,
    id: PassportId,
    form: Form,
    sha256: &[u8],
    file: &[u8],
) -> Result<()> {
    let sealed = tx.vault().seal(FILE, file);
    tx.execute(
        "insert into epk_passport_print (passport, form, sha256, file, made_at)
         values ($1, $2, $3, $4, $5) on conflict do nothing",
        params![id, form.as_str(), sha256, sealed, tx.now()],
    )
    .map(|_| ())
}

pub(super) fn file(tx: &Tx, id: PassportId, form: Form) -> Result<Option<Vec<u8>>> {
    let row: Option<(Vec<u8>,)> = tx.query_opt(
        "select file from epk_passport_print where passport = $1 and form = $2",
        params![id, form.as_str()],
    )?;
    let open = |(sealed,): (Vec<u8>,)| {
        let opened = tx.vault().open_bytes(FILE, &sealed);
        opened.ok_or_else(|| Error::bug("the file of a passport cannot be decrypted"))
    };
    row.map(open).transpose()
}

pub(super) fn fingerprint(tx: &Tx, id: PassportId, form: Form) -> Result<Option<Vec<u8>>> {
    let row: Option<(Vec<u8>,)> = tx.query_opt(
        "select sha256 from epk_passport_print where passport = $1 and form = $2",
        params![id, form.as_str()],
    )?;
    Ok(row.map(|(sha256,)| sha256))
}

/// Whose file has this digest.
pub(super) fn by_file(tx: &Tx, sha256: &[u8]) -> Result<Option<PassportId>> {
    let row: Option<(PassportId,)> =
        tx.query_opt("select passport from epk_passport_print where sha256 = $1", params![sha256])?;
    Ok(row.map(|(id,)| id))
}
