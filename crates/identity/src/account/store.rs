//! The rows of accounts and of what they are found by.

use store::{Error, Moment, Result, Tx, params};
use web::Lang;

use super::{Account, AccountId, Handle, Identifier, Level, Personal, Second, Status};

const PERSON: &str = "identity_account.person";

type StatusRow = (String, Moment, Option<Moment>, Option<String>);

/// An account by its id.
pub fn find(tx: &Tx, id: AccountId) -> Result<Option<Account>> {
    type Found = (
        i64,
        String,
        String,
        Moment,
        Option<Moment>,
        Option<String>,
        Vec<u8>,
        String,
        String,
        Moment,
        Moment,
    );
    let row: Option<Found> = tx.query_opt(
        "select rev, level, status, status_at, status_until, status_why, person, second, lang,
           created_at, updated_at
         from identity_account where id = $1",
        params![id],
    )?;
    let Some((rev, level, status, at, until, why, person, second, lang, created_at, updated_at)) =
        row
    else {
        return Ok(None);
    };
    Ok(Some(Account {
        id,
        rev,
        level: parsed(Level::parse(&level))?,
        status: read_status((status, at, until, why))?,
        personal: unseal(tx, &person)?,
        second: parsed(Second::parse(&second))?,
        lang: lang.parse().unwrap_or_default(),
        created_at,
        updated_at,
    }))
}

/// The account that an identifier leads to.
pub fn by_identifier(tx: &Tx, identifier: &Identifier) -> Result<Option<AccountId>> {
    let found = owner(tx, &identifier.handle())?;
    match (found, identifier) {
        (None, Identifier::Either(_, snils)) => owner(tx, &Handle::snils(snils)),
        (found, _) => Ok(found),
    }
}

/// The account that a passport (ten digits) belongs to, for the desk.
pub fn of_passport(tx: &Tx, digits: &str) -> Result<Option<AccountId>> {
    owner(tx, &Handle::passport(digits))
}

/// The account that an ИНН belongs to.
pub fn of_inn(tx: &Tx, inn: &registries::Inn) -> Result<Option<AccountId>> {
    owner(tx, &Handle::inn(inn))
}

pub(super) fn owner(tx: &Tx, handle: &Handle) -> Result<Option<AccountId>> {
    let row: Option<(AccountId,)> = tx.query_opt(
        "select account_id from identity_handle where kind = $1 and hash = $2",
        params![handle.kind, tx.vault().lookup(handle.kind, &handle.value)],
    )?;
    Ok(row.map(|(id,)| id))
}

/// Level and status, without opening anything sealed.
pub(super) fn standing(tx: &Tx, id: AccountId) -> Result<Option<(Level, Status)>> {
    let row: Option<(String, String, Moment, Option<Moment>, Option<String>)> = tx.query_opt(
        "select level, status, status_at, status_until, status_why
         from identity_account where id = $1",
        params![id],
    )?;
    let Some((level, status, at, until, why)) = row else { return Ok(None) };
    Ok(Some((parsed(Level::parse(&level))?, read_status((status, at, until, why))?)))
}

pub(super) fn insert(tx: &mut Tx, id: AccountId, personal: &Personal, lang: Lang) -> Result<()> {
    let (sealed, now) = (seal(tx, personal)?, tx.now());
    tx.execute(
        "insert into identity_account (id, rev, level, status, status_why, status_until, status_at,
           person, second, lang, created_at, updated_at)
         values ($1, 1, $2, 'active', null, null, $3, $4, 'sms', $5, $3, $3)",
        params![id, Level::Simple.as_str(), now, sealed, lang.as_str()],
    )?;
    Ok(())
}

pub(super) fn save_personal(tx: &mut Tx, account: &Account) -> Result<()> {
    let (sealed, now) = (seal(tx, &account.personal)?, tx.now());
    let saved = tx.execute(
        "update identity_account set person = $3, rev = rev + 1, updated_at = $4
         where id = $1 and rev = $2",
        params![account.id, account.rev, sealed, now],
    )?;
    // It was read in this very transaction.
    if saved == 1 { Ok(()) } else { Err(Error::Conflict) }
}

pub(super) fn set_level(tx: &mut Tx, id: AccountId, level: Level) -> Result<bool> {
    let now = tx.now();
    let changed = tx.execute(
        "update identity_account set level = $2, rev = rev + 1, updated_at = $3 where id = $1",
        params![id, level.as_str(), now],
    )?;
    Ok(changed == 1)
}

pub(super) fn raise(tx: &mut Tx, id: AccountId, from: Level, to: Level) -> Result<bool> {
    let now = tx.now();
    let changed = tx.execute(
        "update identity_account set level = $3, rev = rev + 1, updated_at = $4
         where id = $1 and level = $2",
        params![id, from.as_str(), to.as_str(), now],
    )?;
    Ok(changed == 1)
}

pub(super) fn set_lang(tx: &mut Tx, id: AccountId, lang: Lang) -> Result<bool> {
    let changed = tx.execute(
        "update identity_account set lang = $2 where id = $1 and lang <> $2",
        params![id, lang.as_str()],
    )?;
    Ok(changed == 1)
}

pub(crate) fn set_second(tx: &mut Tx, id: AccountId, second: Second) -> Result<bool> {
    let changed = tx.execute(
        "update identity_account set second = $2, rev = rev + 1 where id = $1",
        params![id, second.as_str()],
    )?;
    Ok(changed == 1)
}

/// A restriction whose time is up is none: the account is active again, also by its word.
pub(super) fn end_lapsed(tx: &mut Tx, id: AccountId) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "update identity_account
         set status = 'active', status_at = $2, status_until = null, status_why = null,
           rev = rev + 1, updated_at = $2
         where id = $1 and status = 'restricted' and status_until is not null
           and status_until <= $2",
        params![id, now],
    )
    .map(|_| ())
}

/// Compare and set: only from the status `from`.
pub(super) fn set_status(tx: &mut Tx, id: AccountId, from: &str, to: &Status) -> Result<bool> {
    let (until, why) = match to {
        Status::Restricted { until, why, .. } => (*until, Some(why.as_str())),
        _ => (None, None),
    };
    let now = tx.now();
    let changed = tx.execute(
        "update identity_account
         set status = $3, status_at = $4, status_until = $5, status_why = $6, rev = rev + 1,
           updated_at = $4
         where id = $1 and status = $2",
        params![id, from, to.as_str(), now, until, why],
    )?;
    Ok(changed == 1)
}

/// Claims a handle; `false` when another account has it.
pub(super) fn claim(tx: &mut Tx, id: AccountId, handle: &Handle) -> Result<bool> {
    let hash = tx.vault().lookup(handle.kind, &handle.value);
    let now = tx.now();
    let claimed = tx.execute(
        "insert into identity_handle (kind, hash, account_id, claimed_at) values ($1, $2, $3, $4)
         on conflict do nothing",
        params![handle.kind, hash, id, now],
    )?;
    Ok(claimed == 1 || owner(tx, handle)? == Some(id))
}

/// Gives up other handles of the same kind.
pub(super) fn release_others(tx: &mut Tx, id: AccountId, keep: &Handle) -> Result<()> {
    let hash = tx.vault().lookup(keep.kind, &keep.value);
    tx.execute(
        "delete from identity_handle where account_id = $1 and kind = $2 and hash <> $3",
        params![id, keep.kind, hash],
    )?;
    Ok(())
}

/// Gives up every handle of a kind.
pub(super) fn release_kind(tx: &mut Tx, id: AccountId, kind: &str) -> Result<()> {
    tx.execute("delete from identity_handle where account_id = $1 and kind = $2", params![id, kind])
        .map(|_| ())
}

/// Ends the changes of contacts that are under way.
pub(super) fn end_changes(tx: &mut Tx, id: AccountId) -> Result<()> {
    let now = tx.now();
    tx.execute(
        "update identity_change set used_at = $2 where account_id = $1 and used_at is null",
        params![id, now],
    )
    .map(|_| ())
}

pub(super) fn release_all(tx: &mut Tx, id: AccountId) -> Result<()> {
    tx.execute("delete from identity_handle where account_id = $1", params![id])?;
    Ok(())
}

fn read_status((status, since, until, why): StatusRow) -> Result<Status> {
    Ok(match status.as_str() {
        "active" => Status::Active,
        "locked" => Status::Locked { since },
        "restricted" => Status::Restricted { since, until, why: why.unwrap_or_default() },
        "closed" => Status::Closed { since },
        _ => return Err(Error::bug("an account has an unknown status")),
    })
}

fn parsed<T>(value: Option<T>) -> Result<T> {
    value.ok_or_else(|| Error::bug("an account has an unknown word"))
}

fn seal(tx: &Tx, personal: &Personal) -> Result<Vec<u8>> {
    let plain = serde_json::to_vec(personal).map_err(Error::bug)?;
    Ok(tx.vault().seal(PERSON, &plain))
}

fn unseal(tx: &Tx, sealed: &[u8]) -> Result<Personal> {
    let plain = tx.vault().open_bytes(PERSON, sealed);
    let plain = plain.ok_or_else(|| Error::bug("an account cannot be decrypted"))?;
    serde_json::from_slice(&plain).map_err(Error::bug)
}
