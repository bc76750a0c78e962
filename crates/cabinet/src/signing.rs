//! Signing an act (an application, an order) by a code of six digits: the simple signature.
//!
//! The code goes by SMS to the phone that the provider vouches for, and its words name the act. It
//! belongs to one act *and to its content as stored*: whoever changes the content afterwards needs
//! a new code. It lives five minutes, is kept as a keyed hash, dies after three wrong attempts and
//! is used up by one statement. Attempts are charged before they are compared; how many codes are
//! sent and how many wrong ones are typed within an hour is limited for the account, so that
//! beginning again gains nothing.

mod store;
#[cfg(test)]
mod tests;

use ::store::{HOUR, MINUTE, Moment, Result, SECOND, Tx};
use notify::{Channel, CodeMessage};
use serde::{Deserialize, Serialize};
use web::{Lang, Site};

use crate::CabinetAccountId;

/// How long a code can be used.
pub const LIFE: i64 = 5 * MINUTE;
/// How long it takes until another one can be sent.
pub const PAUSE: i64 = MINUTE;
/// Wrong attempts after which a code is dead.
pub const WRONG_MOST: i64 = 3;
/// Codes that are sent to an account within an hour of the clock.
pub const SENT_PER_HOUR: i64 = 10;
/// Wrong codes of an account within an hour of the clock.
pub const WRONG_PER_HOUR: i64 = 10;
/// A clock that went back by more than this makes a code worthless: its age is unknown.
const CLOCK_SLACK: i64 = MINUTE;

/// What is signed, and by whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Act {
    /// The site that asks for the signature.
    pub site: Site,
    /// Whose signature it is.
    pub account: CabinetAccountId,
    /// The name of the act on its site, such as `application:01h…:1`.
    pub name: String,
    /// SHA-256 of the content as it is stored at this moment.
    pub content: [u8; 32],
    /// The middle of the keys of the message's words (`notify`), which name the act.
    pub words: &'static str,
}

/// How sending ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sent {
    /// It is on its way.
    Sent {
        /// Which code of this act it is.
        number: i64,
    },
    /// The last one was sent a moment ago.
    Wait {
        /// When another one can be sent.
        until: Moment,
    },
    /// No more codes within this hour.
    Spent {
        /// When there will be one again.
        until: Moment,
    },
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Checked {
    /// It was right, and is used up.
    Right {
        /// Which code it was.
        number: i64,
    },
    /// It was wrong.
    Wrong {
        /// How many attempts are left before the code is dead.
        left: i64,
    },
    /// The content was changed after the code had been sent: the code counts no longer.
    Changed,
    /// There is no living code: expired, used, replaced or dead after wrong attempts.
    Dead,
    /// Too many wrong codes within this hour.
    Spent {
        /// When the next attempt is possible.
        until: Moment,
    },
}

/// What a page shows about the code that was sent last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// Which code of this act it is.
    pub number: i64,
    /// When it was sent.
    pub sent_at: Moment,
    /// Whether it can be used, for the content as it is now.
    pub alive: bool,
    /// Seconds until another one can be sent; 0 when it can be.
    pub again_in: i64,
}

/// Makes a code for the act as it is now and sends it; an older one is dead from now on.
pub fn send(tx: &mut Tx, act: &Act, phone: &str, lang: Lang) -> Result<Sent> {
    let standing = standing(tx, act)?;
    if let Some(Standing { again_in, .. }) = standing
        && again_in > 0
    {
        return Ok(Sent::Wait { until: tx.now().plus(again_in * SECOND) });
    }
    if tx.charge(&act.budget("sent"), HOUR)? > SENT_PER_HOUR {
        return Ok(Sent::Spent { until: next_hour(tx.now()) });
    }
    let number = standing.map_or(1, |standing| standing.number + 1);
    let code = tx.entropy().six_digits();
    let mac = act.mac(tx, number, &code);
    let expires_at = tx.now().plus(LIFE);
    store::put(tx, act, number, &mac, expires_at)?;
    let message = CodeMessage {
        site: act.site,
        channel: Channel::Sms,
        to: phone,
        lang,
        purpose_key: act.words,
        code: &code,
        number: u32::try_from(number).unwrap_or(u32::MAX),
        expires_at,
    };
    notify::send_code(tx, &message)?;
    Ok(Sent::Sent { number })
}

/// Compares what was typed with the living code of the act, and uses it up when it is right.
pub fn check(tx: &mut Tx, act: &Act, typed: &str) -> Result<Checked> {
    let wrongs = act.budget("wrong");
    if tx.charge(&wrongs, HOUR)? > WRONG_PER_HOUR {
        return Ok(Checked::Spent { until: next_hour(tx.now()) });
    }
    let Some(charged) = store::charge(tx, act)? else { return Ok(Checked::Dead) };
    if charged.content != act.content {
        store::kill(tx, act)?;
        return Ok(Checked::Changed);
    }
    let message = act.message(charged.number, &digits(typed));
    let right = tx.vault().mac_is(PURPOSE, &message, &charged.mac);
    if right && store::use_up(tx, act, charged.number)? {
        tx.uncharge(&wrongs)?;
        return Ok(Checked::Right { number: charged.number });
    }
    Ok(Checked::Wrong { left: (WRONG_MOST - charged.wrong).max(0) })
}

/// What stands about the last code of an act.
pub fn standing(tx: &Tx, act: &Act) -> Result<Option<Standing>> {
    let Some(row) = store::get(tx, act)? else { return Ok(None) };
    let now = tx.now();
    let waited = now.since(row.sent_at);
    // After a clock that went back nobody is left waiting.
    let again_in =
        if (0..PAUSE).contains(&waited) { (PAUSE - waited + SECOND - 1) / SECOND } else { 0 };
    let alive = !row.used
        && row.wrong < WRONG_MOST
        && row.expires_at > now
        && waited >= -CLOCK_SLACK
        && row.content == act.content;
    Ok(Some(Standing { number: row.number, sent_at: row.sent_at, alive, again_in }))
}

/// Whether what was typed has the form of a code; anything else is not an attempt.
pub fn is_code(typed: &str) -> bool {
    let typed = digits(typed);
    typed.len() == 6 && typed.bytes().all(|b| b.is_ascii_digit())
}

/// Removes codes that ended a day ago.
pub(crate) fn forget_old(tx: &mut Tx) -> Result<()> {
    store::forget_old(tx)
}

/// People put spaces and dashes between the digits.
fn digits(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect()
}

fn next_hour(now: Moment) -> Moment {
    Moment((now.0.div_euclid(HOUR) + 1) * HOUR)
}

impl Act {
    fn key(&self) -> String {
        format!("{}/{}", self.site, self.name)
    }

    fn budget(&self, what: &str) -> String {
        format!("cabinet.code-{what}:{}", self.account)
    }

    fn mac(&self, tx: &Tx, number: i64, code: &str) -> Vec<u8> {
        tx.vault().mac(PURPOSE, &self.message(number, code))
    }

    fn message(&self, number: i64, code: &str) -> Vec<u8> {
        let mut message = format!("{}\n{}\n{number}\n{code}\n", self.key(), self.account);
        self.content.iter().for_each(|byte| message.push_str(&format!("{byte:02x}")));
        message.into_bytes()
    }
}

const PURPOSE: &str = "cabinet_code";
