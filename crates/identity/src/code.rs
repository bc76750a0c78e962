//! One-time codes of six digits, sent by SMS or e-mail.
//!
//! A code belongs to one flow (a sign-in, a registration, a recovery, a change of contacts) and one
//! channel of it, lives five minutes, is kept as a keyed hash, and is used up by one statement. A
//! new code kills the older. Attempts are charged before they are compared. How many codes are sent
//! and how many wrong ones are typed within an hour is limited per account (or per address, where
//! there is no account yet), across flows: starting again gains nothing.

mod store;
#[cfg(test)]
mod tests;

use ::store::{HOUR, MINUTE, Moment, Result, SECOND, Tx};
use notify::{Channel, CodeMessage};
use web::{Lang, Site};

use crate::budget::{self, Budget};

/// How long a code can be used.
pub const LIFE: i64 = 5 * MINUTE;
/// How long a flow waits before it sends another one.
pub const PAUSE: i64 = MINUTE;
/// Wrong attempts after which a code is dead.
pub const WRONG_MOST: i64 = 3;
/// Codes that are sent to an account or address within any hour.
pub const SENT_PER_HOUR: i64 = 10;
/// Wrong codes of an account or address within any hour.
pub const WRONG_PER_HOUR: i64 = 10;
/// A clock that went back by more than this makes a code worthless: its age is unknown.
const CLOCK_SLACK: i64 = MINUTE;

/// Which code is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The flow, such as `login:01h…`.
    pub flow: String,
    /// The channel.
    pub channel: Channel,
    /// Whose hourly limits it counts against: `account:…` or `address:…`.
    pub whose: String,
    /// Whether wrong attempts close the channel for the whole flow (there is an alternative), or
    /// only kill the code (there is none).
    pub closes: bool,
}

/// A code to be made.
#[derive(Clone, Debug)]
pub struct Order<'a> {
    /// Where it belongs.
    pub place: Place,
    /// Where it goes; nowhere when nobody may know that there is no such person: then no code is
    /// ever right.
    pub to: Option<&'a str>,
    /// The middle of the keys of its words (`notify`): `code-login`.
    pub purpose: &'static str,
    /// The language of the message.
    pub lang: Lang,
}

/// How sending ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Sent {
    /// It is on its way.
    Sent {
        /// Which message of this flow it is.
        number: i64,
    },
    /// The pause of this flow is not over.
    Wait {
        /// When it will be.
        until: Moment,
    },
    /// No more codes within this hour.
    Spent {
        /// When there will be one again.
        until: Moment,
    },
}

/// How a check ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Checked {
    /// It was right, and is used up.
    Right,
    /// It was wrong.
    Wrong {
        /// How many attempts are left before the code, or the channel, is closed.
        left: i64,
    },
    /// There is no living code: expired, used, replaced or dead after wrong attempts.
    Dead,
    /// This channel is closed for this flow.
    Closed,
    /// Too many wrong codes within this hour.
    Spent {
        /// When the next attempt is possible.
        until: Moment,
    },
}

/// What a page shows about the code that was sent last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Its number.
    pub number: i64,
    /// When it was sent.
    pub sent_at: Moment,
    /// Until when it can be used.
    pub expires_at: Moment,
    /// Whether it can be used.
    pub alive: bool,
    /// Whether the channel is closed for this flow.
    pub closed: bool,
    /// Seconds until another one can be sent; 0 when it can be.
    pub again_in: i64,
}

/// Makes and sends a code; the older one of the same place is dead from now on.
pub fn send(tx: &mut Tx, order: &Order) -> Result<Sent> {
    let place = &order.place;
    let standing = standing(tx, place)?;
    if let Some(Standing { again_in, .. }) = standing
        && again_in > 0
    {
        return Ok(Sent::Wait { until: tx.now().plus(again_in * SECOND) });
    }
    let sends = place.sends();
    if sends.take(tx)?.is_none() {
        return Ok(Sent::Spent { until: sends.next_at(tx)? });
    }
    let number = standing.map_or(1, |standing| standing.number + 1);
    let code = tx.entropy().six_digits();
    let mac = match order.to {
        Some(_) => place.mac(tx, number, &code),
        // Compared like any other, and equal to none.
        None => tx.entropy().bytes::<32>().to_vec(),
    };
    let expires_at = tx.now().plus(LIFE);
    store::put(tx, place, number, &mac, expires_at)?;
    if let Some(to) = order.to {
        let message = CodeMessage {
            site: Site::Identity,
            channel: place.channel,
            to,
            lang: order.lang,
            purpose_key: order.purpose,
            code: &code,
            number: u32::try_from(number).unwrap_or(u32::MAX),
            expires_at,
        };
        notify::send_code(tx, &message)?;
    }
    Ok(Sent::Sent { number })
}

/// Compares what was typed with the living code of a place, and uses it up when it is right.
pub fn check(tx: &mut Tx, place: &Place, typed: &str) -> Result<Checked> {
    let wrongs = place.wrongs();
    let Some(charged) = wrongs.take(tx)? else {
        return Ok(Checked::Spent { until: wrongs.next_at(tx)? });
    };
    let Some((number, mac, wrong, total)) = store::charge(tx, place)? else {
        budget::give_back(tx, charged)?;
        let closed = standing(tx, place)?.is_some_and(|standing| standing.closed);
        return Ok(if closed { Checked::Closed } else { Checked::Dead });
    };
    let right = tx.vault().mac_is("identity_code", &place.message(number, &digits(typed)), &mac);
    if right && store::use_up(tx, place, number)? {
        budget::give_back(tx, charged)?;
        return Ok(Checked::Right);
    }
    let used = if place.closes { total } else { wrong };
    Ok(Checked::Wrong { left: (WRONG_MOST - used).max(0) })
}

/// What stands about the last code of a place.
pub fn standing(tx: &Tx, place: &Place) -> Result<Option<Standing>> {
    let Some(row) = store::get(tx, place)? else { return Ok(None) };
    let now = tx.now();
    let waited = now.since(row.sent_at);
    // After a clock that went back nobody is left waiting.
    let again_in =
        if (0..PAUSE).contains(&waited) { (PAUSE - waited + SECOND - 1) / SECOND } else { 0 };
    let closed = place.closes && row.wrong_total >= WRONG_MOST;
    let alive = !closed
        && !row.used
        && row.wrong < WRONG_MOST
        && row.expires_at > now
        && waited >= -CLOCK_SLACK;
    Ok(Some(Standing {
        number: row.number,
        sent_at: row.sent_at,
        expires_at: row.expires_at,
        alive,
        closed,
        again_in,
    }))
}

/// Kills the codes of a flow: its address was changed, or the flow is over.
pub fn forget(tx: &mut Tx, flow: &str) -> Result<()> {
    store::forget(tx, flow)
}

/// The digits of what was typed: people put spaces and dashes between them.
pub fn digits(typed: &str) -> String {
    typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect()
}

/// Whether what was typed has the form of a code; anything else is not an attempt.
pub fn is_code(typed: &str) -> bool {
    let typed = digits(typed);
    typed.len() == 6 && typed.bytes().all(|b| b.is_ascii_digit())
}

/// The hourly limit of wrong codes, for factors that are not sent (the authenticator app).
pub(crate) fn wrongs_of(whose: &str) -> Budget {
    Budget::new("code-wrong", whose, WRONG_PER_HOUR, HOUR)
}

impl Place {
    fn sends(&self) -> Budget {
        Budget::new("code-sent", &self.whose, SENT_PER_HOUR, HOUR)
    }

    fn wrongs(&self) -> Budget {
        wrongs_of(&self.whose)
    }

    fn mac(&self, tx: &Tx, number: i64, code: &str) -> Vec<u8> {
        tx.vault().mac("identity_code", &self.message(number, code))
    }

    fn message(&self, number: i64, code: &str) -> Vec<u8> {
        format!("{}\n{}\n{number}\n{code}", self.flow, self.channel.as_str()).into_bytes()
    }
}
