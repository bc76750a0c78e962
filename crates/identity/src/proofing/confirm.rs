//! The confirmed level: a member of staff sees the person with her passport.

use ::store::{DAY, Moment, Result, Tx};
use serde::{Deserialize, Serialize};
use serde_json::json;
use subtle::ConstantTimeEq as _;

use super::store;
use crate::account::{self, AccountId, By, Level};
use crate::budget::Budget;

/// How long a number to bring along can be used.
pub const NUMBER_LIFE: i64 = 30 * DAY;
/// Passports that staff may type for one account within any day.
pub const ATTEMPTS_PER_DAY: i64 = 5;

/// A number to bring along.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Number {
    /// `1234-5678`.
    pub text: String,
    /// Until when it can be used.
    pub expires_at: Moment,
}

/// How a confirmation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Confirming {
    /// The account is confirmed from now on.
    Done,
    /// It was confirmed before, perhaps a moment ago by a colleague.
    Already,
    /// Its owner has not reached the standard level: there is no passport to compare with.
    TooEarly,
    /// Its owner may not act.
    Closed,
    /// Another passport than the one the registers confirmed.
    Wrong {
        /// Attempts that are left within this day.
        left: i64,
    },
    /// No attempts are left.
    Spent {
        /// When there will be one again.
        until: Moment,
    },
    /// There is no such account.
    Gone,
}

/// The number that the owner of an account brings along; a new one in place of the older when
/// there is none that lives. `None` unless her level is the standard one.
pub fn number(tx: &mut Tx, id: AccountId) -> Result<Option<Number>> {
    let Some(account) = account::find(tx, id)? else { return Ok(None) };
    if account.level != Level::Standard {
        return Ok(None);
    }
    if let Some(known) = number_of(tx, id)? {
        return Ok(Some(known));
    }
    let expires_at = tx.now().plus(NUMBER_LIFE);
    // A hundred million numbers: a second try is already unlikely.
    for _ in 0..8 {
        let digits = store::eight_digits(tx);
        if store::put_number(tx, id, &digits, expires_at)? {
            tx.journal(&By::Owner.draft("proofing.number_made", id))?;
            return Ok(Some(Number { text: written(&digits), expires_at }));
        }
    }
    Err(::store::Error::bug("there is no free confirmation number"))
}

/// The living number of an account.
pub fn number_of(tx: &Tx, id: AccountId) -> Result<Option<Number>> {
    let known = store::number_of(tx, id)?;
    Ok(known.map(|(digits, expires_at)| Number { text: written(&digits), expires_at }))
}

/// The account that a living number leads to; for the desk.
pub fn by_number(tx: &Tx, typed: &str) -> Result<Option<AccountId>> {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    if digits.len() == 8 { store::by_number(tx, &digits) } else { Ok(None) }
}

/// Confirms an account: `series` and `number` are of the passport that lies before the member of
/// staff `staff`. Each attempt is counted before it is compared.
pub fn confirm(
    tx: &mut Tx,
    staff: &str,
    id: AccountId,
    series: &str,
    number: &str,
) -> Result<Confirming> {
    let Some(account) = account::find(tx, id)? else { return Ok(Confirming::Gone) };
    if !account.status.may_act(tx.now()) {
        return Ok(Confirming::Closed);
    }
    match account.level {
        Level::Simple => return Ok(Confirming::TooEarly),
        Level::Confirmed => return Ok(Confirming::Already),
        Level::Standard => {}
    }
    let Some(passport) = &account.personal.passport else { return Ok(Confirming::TooEarly) };
    let attempts = Budget::new("confirm", id, ATTEMPTS_PER_DAY, DAY);
    if attempts.take(tx)?.is_none() {
        return Ok(Confirming::Spent { until: attempts.next_at(tx)? });
    }
    let by = By::Staff(staff);
    let typed: String = format!("{series}{number}").chars().filter(char::is_ascii_digit).collect();
    let same = typed.as_bytes().ct_eq(passport.value.digits().as_bytes());
    if !bool::from(same) {
        let left = attempts.left(tx)?;
        tx.journal(&by.draft("staff.passport_wrong", id).with(json!({"left": left})))?;
        return Ok(Confirming::Wrong { left });
    }
    // One statement is the judge when two colleagues press at once.
    if !account::raise(tx, id, Level::Standard, Level::Confirmed)? {
        return Ok(Confirming::Already);
    }
    store::use_up_number(tx, id)?;
    let level = Level::Confirmed.as_str();
    tx.journal(&by.draft("proofing.confirmed", id).with(json!({"level": level})))?;
    crate::tell(tx, id, notify::Kind::Account, "level-raised", vec![("level", level.into())])?;
    Ok(Confirming::Done)
}

fn written(digits: &str) -> String {
    let (first, last) = digits.split_at_checked(4).unwrap_or((digits, ""));
    format!("{first}-{last}")
}
