//! The rows of sign-ins.

use store::{Error, Id, Moment, Result, Tx, params};

use super::{LIFE, Means, Step};
use crate::AccountId;

store::id!(
    /// A sign-in whose password was right.
    pub LoginId
);

const NEXT: &str = "identity_login.next";

/// A sign-in as it is kept.
#[derive(Clone, Debug)]
pub(super) struct Flow {
    pub(super) id: LoginId,
    pub(super) account: AccountId,
    pub(super) step: Step,
    pub(super) next: String,
    pub(super) totp_wrong: i64,
    pub(super) password_at: Moment,
}

/// Puts a sign-in behind a handle of a browser.
pub(super) fn insert(tx: &mut Tx, handle: &str, account: AccountId, next: &str) -> Result<LoginId> {
    let (id, now) = (LoginId(tx.new_id()), tx.now());
    let (hash, next) = (hash(tx, handle), tx.vault().seal_text(NEXT, next));
    tx.execute(
        "insert into identity_login (id, handle, account_id, step, next, totp_wrong,
           password_at, created_at, expires_at)
         values ($1, $2, $3, 'second', $4, 0, $5, $5, $6)",
        params![id, hash, account, next, now, now.plus(LIFE)],
    )?;
    Ok(id)
}

/// The sign-in behind a handle, if its time is not up.
pub(super) fn find(tx: &Tx, handle: &str) -> Result<Option<Flow>> {
    let now = tx.now();
    let row: Option<(Id, AccountId, String, Vec<u8>, i64, Moment)> = tx.query_opt(
        "select id, account_id, step, next, totp_wrong, password_at from identity_login
         where handle = $1 and expires_at > $2 and created_at <= $3",
        params![hash(tx, handle), now, now.plus(store::MINUTE)],
    )?;
    let Some((id, account, step, next, totp_wrong, password_at)) = row else { return Ok(None) };
    Ok(Some(Flow {
        id: LoginId(id),
        account,
        step: Step::parse(&step).ok_or_else(|| Error::bug("a sign-in has an unknown step"))?,
        next: tx.vault().open_text(NEXT, &next)?,
        totp_wrong,
        password_at,
    }))
}

/// Where a sign-in leads.
pub(super) fn next_of(tx: &Tx, id: LoginId) -> Result<Option<String>> {
    let row: Option<(Vec<u8>,)> =
        tx.query_opt("select next from identity_login where id = $1", params![id])?;
    row.map(|(next,)| tx.vault().open_text(NEXT, &next)).transpose()
}

/// Compare and set of the step.
pub(super) fn step(tx: &mut Tx, id: LoginId, from: Step, to: Step) -> Result<bool> {
    let moved = tx.execute(
        "update identity_login set step = $3 where id = $1 and step = $2",
        params![id, from.as_str(), to.as_str()],
    )?;
    Ok(moved == 1)
}

/// Charges an attempt at the app's code; `None` when the app is closed for this sign-in.
pub(super) fn charge_totp(tx: &mut Tx, id: LoginId) -> Result<Option<i64>> {
    let rows: Vec<(i64,)> = tx.execute_returning(
        "update identity_login set totp_wrong = totp_wrong + 1
         where id = $1 and totp_wrong < $2 returning totp_wrong",
        params![id, crate::code::WRONG_MOST],
    )?;
    Ok(rows.first().map(|(wrong,)| *wrong))
}

/// Takes such a charge back: the code was right.
pub(super) fn uncharge_totp(tx: &mut Tx, id: LoginId) -> Result<()> {
    tx.execute("update identity_login set totp_wrong = totp_wrong - 1 where id = $1", params![id])
        .map(|_| ())
}

/// Ends the open sign-ins of an account: its password was changed.
pub(crate) fn end_all(tx: &mut Tx, account: AccountId) -> Result<()> {
    tx.execute(
        "update identity_login set step = 'dead' where account_id = $1 and step = 'second'",
        params![account],
    )
    .map(|_| ())
}

fn hash(tx: &Tx, handle: &str) -> Vec<u8> {
    tx.vault().lookup("identity_login", handle)
}

impl Means {
    /// The word in the journal and in keys of texts.
    pub fn as_str(self) -> &'static str {
        match self {
            Means::Sms => "sms",
            Means::Totp => "totp",
            Means::Email => "email",
        }
    }

    /// The means of a word.
    pub fn parse(word: &str) -> Option<Means> {
        [Means::Sms, Means::Totp, Means::Email].into_iter().find(|means| means.as_str() == word)
    }
}
