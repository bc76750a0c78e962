//! Reminders before the term ends: two months, a month and a week.

use notify::{Kind, Notice, Recipient};
use store::{DAY, Moment, Result, Tx};
use web::{Lang, Site};

use super::{Passport, PassportId, State};

/// How many days before the end.
pub const DAYS: [i64; 3] = [60, 30, 7];

/// When the first reminder is due.
pub(super) fn first(expires_at: Moment) -> Moment {
    before(expires_at, DAYS[0])
}

/// Sends what is due, once, and says when the next one is; nothing when there is none, or the
/// passport does not need one any more. Of several that are late only the last is sent.
pub(super) fn remind(tx: &mut Tx, id: PassportId) -> Result<Option<Moment>> {
    let Some(passport) = super::find(tx, id)? else { return Ok(None) };
    let now = tx.now();
    let state = passport.state(now);
    if !matches!(state, State::Valid | State::Suspended) {
        return Ok(None);
    }
    let is_due = |days: &&i64| now >= before(passport.expires_at, **days);
    if let Some(days) = DAYS.iter().rev().find(is_due)
        && state == State::Valid
    {
        tell(tx, &passport, *days)?;
    }
    let next = DAYS.iter().find(|days| !is_due(days));
    Ok(next.map(|days| before(passport.expires_at, *days)))
}

fn before(expires_at: Moment, days: i64) -> Moment {
    expires_at.plus(-days * DAY)
}

fn tell(tx: &mut Tx, passport: &Passport, days: i64) -> Result<()> {
    let until = |lang| web::date::day(passport.last_day(), lang);
    let notice = Notice {
        kind: Kind::Reminder,
        event: "passport-expires",
        args: vec![
            ("number", passport.number.to_string()),
            ("days", format!("d{days}")),
            ("until", notify::either_arg(&until(Lang::Ru), &until(Lang::En))),
        ],
        key: Some(format!("{}/expires/{days}", passport.id)),
    };
    let page = super::page_of(passport.id);
    notify::tell_about(tx, &Recipient::new(Site::Epk, passport.holder), &notice, &page)
}
