//! Passports that may be found, and their words.

use cabinet::CabinetAccountId;
use store::{Moment, Result, Tx, params};

use super::{FindId, WORDS_MAX};
use crate::passport::PassportId;

/// Lets a passport be found; `false` when it may be already.
pub(super) fn put(
    tx: &mut Tx,
    id: FindId,
    passport: PassportId,
    holder: CabinetAccountId,
) -> Result<bool> {
    let made = tx.execute(
        "insert into epk_find (id, passport, holder, since_at) values ($1, $2, $3, $4)
         on conflict (passport) do nothing",
        params![id, passport, holder, tx.now()],
    )?;
    Ok(made == 1)
}

pub(super) fn put_word(tx: &mut Tx, id: FindId, word: &str) -> Result<()> {
    tx.execute(
        "insert into epk_find_word (word, find) values ($1, $2) on conflict do nothing",
        params![word, id],
    )
    .map(|_| ())
}

/// `false` when it was not to be found, or is somebody else's.
pub(super) fn remove(tx: &mut Tx, holder: CabinetAccountId, passport: PassportId) -> Result<bool> {
    let gone: Vec<(FindId,)> = tx.execute_returning(
        "delete from epk_find where passport = $1 and holder = $2 returning id",
        params![passport, holder],
    )?;
    remove_words(tx, &gone)
}

pub(super) fn forget(tx: &mut Tx, passport: PassportId) -> Result<()> {
    let gone: Vec<(FindId,)> = tx.execute_returning(
        "delete from epk_find where passport = $1 returning id",
        params![passport],
    )?;
    remove_words(tx, &gone).map(|_| ())
}

fn remove_words(tx: &mut Tx, gone: &[(FindId,)]) -> Result<bool> {
    for (id,) in gone {
        tx.execute("delete from epk_find_word where find = $1", params![id])?;
    }
    Ok(!gone.is_empty())
}

pub(super) fn since(tx: &Tx, passport: PassportId) -> Result<Option<Moment>> {
    let row: Option<(Moment,)> =
        tx.query_opt("select since_at from epk_find where passport = $1", params![passport])?;
    Ok(row.map(|(since,)| since))
}

pub(super) fn passport(tx: &Tx, id: FindId) -> Result<Option<PassportId>> {
    let row: Option<(PassportId,)> =
        tx.query_opt("select passport from epk_find where id = $1", params![id])?;
    Ok(row.map(|(passport,)| passport))
}

/// Passports that count and have all of the words, newest first and without the first `skipped`;
/// nobody finds her own.
pub(super) fn search(
    tx: &Tx,
    by: CabinetAccountId,
    words: &[String],
    skipped: usize,
    limit: usize,
) -> Result<Vec<(FindId, PassportId)>> {
    // A question of fewer words names its first one several times, which changes nothing.
    let word = |place: usize| words.get(place).or(words.first()).map_or("", String::as_str);
    let [a, b, c, d, e]: [&str; WORDS_MAX] = std::array::from_fn(word);
    tx.query(
        "select f.id, f.passport from epk_find_word as w
           join epk_find as f on f.id = w.find
           join epk_passport as p on p.id = f.passport
         where w.word in ($1, $2, $3, $4, $5)
           and f.holder <> $6 and p.state = 'valid' and p.expires_at > $7
         group by f.id, f.passport having count(*) = $8
         order by f.id desc limit $9 offset $10",
        params![a, b, c, d, e, by, tx.now(), words.len(), limit, skipped],
    )
}
