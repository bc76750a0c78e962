//! The document that a person shows at the desk, as the member of staff types it.

use ::store::{DAY, Moment, Result, Tx};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use subtle::ConstantTimeEq as _;

use super::Clerk;
use crate::account::Account;
use crate::budget::Budget;
use crate::proofing::confirm;

/// A document that was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Document {
    /// A passport of a citizen of Russia: ten digits.
    Passport(String),
    /// Another one: its kind and number in words.
    Other(String),
}

/// Whether a document is that of an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fit {
    /// It is, or the account knows of none: then the member of staff is the judge.
    Yes,
    /// The account has a passport, and another document was shown.
    PassportWanted,
    /// Another passport than that of the account.
    Wrong {
        /// Attempts that are left within this day.
        left: i64,
    },
    /// No attempts are left.
    Spent {
        /// When there will be one again.
        until: Moment,
    },
}

impl Document {
    /// For an entry of the journal about the person whose document it is.
    pub(super) fn entry(&self) -> Value {
        match self {
            Document::Passport(digits) => json!({"kind": "passport", "number": digits}),
            Document::Other(words) => json!({"kind": "other", "number": words}),
        }
    }

    /// Compares with the passport of an account. Attempts are counted together with those of
    /// [`confirm::confirm`], before anything is compared.
    pub(super) fn fits(&self, tx: &mut Tx, clerk: &Clerk, account: &Account) -> Result<Fit> {
        let Some(known) = &account.personal.passport else { return Ok(Fit::Yes) };
        let Document::Passport(digits) = self else { return Ok(Fit::PassportWanted) };
        let attempts = Budget::new("confirm", account.id, confirm::ATTEMPTS_PER_DAY, DAY);
        let Some(taken) = attempts.take(tx)? else {
            return Ok(Fit::Spent { until: attempts.next_at(tx)? });
        };
        if bool::from(digits.as_bytes().ct_eq(known.value.digits().as_bytes())) {
            crate::budget::give_back(tx, taken)?;
            return Ok(Fit::Yes);
        }
        let left = attempts.left(tx)?;
        let draft = clerk.by().draft("staff.passport_wrong", account.id);
        tx.journal(&draft.with(json!({"left": left})))?;
        Ok(Fit::Wrong { left })
    }
}
