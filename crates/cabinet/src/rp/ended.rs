//! What a provider has ended, remembered for as long as a sign-in may be under way: a call-back
//! that meets a logout token on the way must not leave a session that nobody ends any more.
//!
//! The transaction of the logout token writes here and ends the sessions that are open; the one
//! that opens a session reads here. Whichever comes second sees the other.

use oauth::rp::Logout;
use store::{HOUR, Result, Tx, params};
use web::Site;

use super::Arrival;

/// How long an end is remembered. The code of a sign-in lives a minute and its ID token ten, so
/// nothing that was made before the end can come later than this.
const REMEMBERED: i64 = HOUR;
/// Clocks of the provider's nodes may differ by so many seconds.
const LEEWAY: i64 = 5;

/// Remembers what a logout token ended: a session, or all sessions of a person.
pub(super) fn remember(tx: &mut Tx, site: Site, provider: &str, logout: &Logout) -> Result<()> {
    let name = match (&logout.sid, &logout.sub) {
        (Some(sid), _) => name(tx, site, provider, "sid", sid),
        (None, Some(sub)) => name(tx, site, provider, "sub", sub),
        (None, None) => return Ok(()),
    };
    let (now, until) = (tx.now(), logout.issued_at.saturating_add(LEEWAY));
    tx.execute(
        "insert into cabinet_ended (name, told_until, ended_at, forget_at) values ($1, $2, $3, $4)
         on conflict (name) do update
           set told_until = excluded.told_until, ended_at = excluded.ended_at,
             forget_at = excluded.forget_at
           where cabinet_ended.told_until <= excluded.told_until",
        params![name, until, now, now.plus(REMEMBERED)],
    )?;
    Ok(())
}

/// Whether an arrival comes from what has been ended: its sign-in was begun before we were told,
/// and its ID token was made before the provider said so. A session that goes on, such as after a
/// consent was withdrawn and given again, makes later tokens.
pub(super) fn is_over(tx: &Tx, arrival: &Arrival, issued_at: i64) -> Result<bool> {
    let (site, provider) = (arrival.site, arrival.provider.as_str());
    let named = |kind, value| name(tx, site, provider, kind, value);
    let sid = arrival.sid.as_deref().map(|sid| named("sid", sid));
    let sub = named("sub", &arrival.sub);
    let (ended,): (i64,) = tx.query_one(
        "select count(*) from cabinet_ended
         where name in ($1, $2) and told_until >= $3 and ended_at >= $4",
        params![sid.unwrap_or_else(|| sub.clone()), sub, issued_at, arrival.begun_at],
    )?;
    Ok(ended > 0)
}

/// Forgets what can meet no sign-in any more.
pub(super) fn forget_old(tx: &mut Tx) -> Result<()> {
    let now = tx.now();
    tx.execute("delete from cabinet_ended where forget_at <= $1", params![now]).map(|_| ())
}

fn name(tx: &Tx, site: Site, provider: &str, kind: &str, value: &str) -> Vec<u8> {
    tx.vault().lookup("cabinet.ended", &format!("{site} {provider} {kind} {value}"))
}
