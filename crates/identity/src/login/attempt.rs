//! Passwords that are tried: charged before the hash, counted whatever comes in parallel.
//!
//! One counter stands for an account, whichever identifier is typed, and one for each identifier
//! that leads to nobody. Both behave the same: five wrong ones in a row lock it. An account is
//! unlocked by support or by recovery; an unknown identifier stays locked for a year, so that the
//! difference cannot be seen by waiting.

use serde::{Deserialize, Serialize};
use store::{DAY, Moment, Result, SECOND, Tx, params};

use crate::account::{self, Account, AccountId, Identifier, Status};
use crate::budget::Budget;
use crate::password::{self, Hashed};

/// Wrong passwords that lock.
pub const MOST: i64 = 5;
/// Wrong passwords that did not lock are forgotten after this time without another.
const FORGOTTEN: i64 = DAY;
/// A hash takes a fraction of a second; whoever did not come back by then will not.
pub(super) const UNFINISHED: i64 = 30 * SECOND;

/// Permission to compare one password.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Ticket {
    key: Vec<u8>,
    /// Whose password it is; nobody's when the identifier is unknown.
    pub account: Option<AccountId>,
    /// What to compare with.
    pub hashed: Hashed,
}

/// Whether a password may be compared.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Permit {
    /// Yes.
    Go(Ticket),
    /// Too many wrong ones.
    Locked,
    /// Five are being compared at this moment.
    Wait,
    /// Too many from this address.
    TooMany {
        /// When the next is possible.
        until: Moment,
    },
}

/// Charges one attempt. For an unknown identifier the ticket holds a decoy.
pub(super) fn charge(tx: &mut Tx, identifier: &Identifier, address: &Budget) -> Result<Permit> {
    // Looked at before anything is written: a network that has spent its hour must not leave a row
    // for every identifier that it makes up.
    if address.left(tx)? == 0 {
        return Ok(Permit::TooMany { until: address.next_at(tx)? });
    }
    let account = match account::by_identifier(tx, identifier)? {
        Some(id) => account::find(tx, id)?,
        None => None,
    };
    if account.as_ref().is_some_and(|a| matches!(a.status, Status::Locked { .. })) {
        return Ok(Permit::Locked);
    }
    let key = key_of(tx, account.as_ref(), identifier);
    if !take(tx, &key)? {
        return refused(tx, &key, account.as_ref());
    }
    if address.take(tx)?.is_none() {
        put_back(tx, &key)?;
        return Ok(Permit::TooMany { until: address.next_at(tx)? });
    }
    let account = account.map(|account| account.id);
    let hashed = match account {
        Some(id) => password::of(tx, id)?,
        None => None,
    };
    let hashed = hashed.unwrap_or_else(|| password::decoy(tx.entropy()));
    Ok(Permit::Go(Ticket { key, account, hashed }))
}

fn key_of(tx: &Tx, account: Option<&Account>, identifier: &Identifier) -> Vec<u8> {
    match account {
        Some(account) => account_key(tx, account.id),
        None => {
            let handle = identifier.handle();
            let unknown = format!("unknown:{}:{}", handle.kind, handle.value);
            tx.vault().lookup("identity_attempt", &unknown)
        }
    }
}

fn account_key(tx: &Tx, id: AccountId) -> Vec<u8> {
    tx.vault().lookup("identity_attempt", &format!("account:{id}"))
}

/// One statement: `false` when five are counted or it is locked.
fn take(tx: &mut Tx, key: &[u8]) -> Result<bool> {
    let now = tx.now();
    let taken: Vec<(i64,)> = tx.execute_returning(
        "insert into identity_attempt (key, count, last_at, locked_at) values ($1, 1, $2, null)
         on conflict (key) do update
         set count = case when identity_attempt.last_at < $3 then 1
             else identity_attempt.count + 1 end,
           last_at = $2
         where identity_attempt.locked_at is null and identity_attempt.count < $4
         returning count",
        params![key, now, now.plus(-FORGOTTEN), MOST],
    )?;
    Ok(!taken.is_empty())
}

fn put_back(tx: &mut Tx, key: &[u8]) -> Result<()> {
    tx.execute("update identity_attempt set count = count - 1 where key = $1", params![key])
        .map(|_| ())
}

/// Why there is no permission. Five that were charged and never finished (the program died while
/// it was hashing) count as wrong.
fn refused(tx: &mut Tx, key: &[u8], account: Option<&Account>) -> Result<Permit> {
    let (last_at, locked_at): (Moment, Option<Moment>) = tx.query_one(
        "select last_at, locked_at from identity_attempt where key = $1",
        params![key],
    )?;
    if locked_at.is_none() {
        if tx.now().since(last_at) < UNFINISHED {
            return Ok(Permit::Wait);
        }
        lock(tx, key, account.map(|account| account.id))?;
    }
    Ok(Permit::Locked)
}

/// What a wrong password leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Missed {
    /// So many more may be wrong.
    Left(i64),
    /// That was the last one.
    Locked {
        /// Whether it is this very attempt that locked.
        now: bool,
    },
}

/// Records that the password of a ticket was wrong.
pub(super) fn missed(tx: &mut Tx, ticket: &Ticket) -> Result<Missed> {
    let row: Option<(i64, Option<Moment>)> = tx.query_opt(
        "select count, locked_at from identity_attempt where key = $1",
        params![ticket.key],
    )?;
    Ok(match row {
        Some((_, Some(_))) => Missed::Locked { now: false },
        Some((count, None)) if count >= MOST => {
            Missed::Locked { now: lock(tx, &ticket.key, ticket.account)? }
        }
        Some((count, None)) => Missed::Left(MOST - count),
        // A right one came in between and cleared the count.
        None => Missed::Left(MOST),
    })
}

fn lock(tx: &mut Tx, key: &[u8], account: Option<AccountId>) -> Result<bool> {
    let now = tx.now();
    let locked = tx.execute(
        "update identity_attempt set locked_at = $2 where key = $1 and locked_at is null",
        params![key, now],
    )?;
    if let Some(account) = account {
        account::lock(tx, account)?;
    }
    Ok(locked == 1)
}

/// Records that the password was right; `false` when the account was locked meanwhile.
pub(super) fn hit(tx: &mut Tx, ticket: &Ticket) -> Result<bool> {
    let row: Option<(Option<Moment>,)> =
        tx.query_opt("select locked_at from identity_attempt where key = $1", params![ticket.key])?;
    if matches!(row, Some((Some(_),))) {
        return Ok(false);
    }
    tx.execute("delete from identity_attempt where key = $1", params![ticket.key])?;
    Ok(true)
}

/// Forgets the wrong passwords of an account: it was unlocked, or has a new password.
pub(crate) fn forget(tx: &mut Tx, id: AccountId) -> Result<()> {
    let key = account_key(tx, id);
    tx.execute("delete from identity_attempt where key = $1", params![key]).map(|_| ())
}
