//! The rows of sessions.

use std::net::IpAddr;

use serde::Serialize;
use serde::de::DeserializeOwned;
use store::journal::Draft;
use store::{Error, MINUTE, Moment, Result, Secret, Tx, params};

use super::{
    Binding, Current, External, FORGOTTEN_AT_ONCE, KEPT, Limits, Opened, SessionId, SessionRow,
    hash, made, why,
};
use crate::visit::Ended;
use crate::{Moved, MovedSession, Site, VisitFacts, keep};

const FACTS: &str = "web_session.facts";
const DATA: &str = "web_session.data";

/// Opens a session of `subject` (the person's id on that site). `data` is kept sealed with it.
/// The caller ends the session that the browser had before, if any.
pub fn open(
    tx: &mut Tx,
    site: Site,
    subject: &str,
    visit: &VisitFacts,
    data: &impl Serialize,
    limits: Limits,
) -> Result<Opened> {
    open_from(tx, site, subject, visit, data, limits, &External::default())
}

/// The same for a session that comes from a provider's session, so that it can be ended by it.
pub fn open_from(
    tx: &mut Tx,
    site: Site,
    subject: &str,
    visit: &VisitFacts,
    data: &impl Serialize,
    limits: Limits,
    external: &External,
) -> Result<Opened> {
    let id = SessionId(tx.new_id());
    let cookie = tx.entropy().token();
    let facts = seal(tx, FACTS, visit)?;
    let data = seal(tx, DATA, data)?;
    let now = tx.now();
    tx.execute(
        "insert into web_session (id, site, cookie_hash, subject, facts, data, external,
           external_subject, opened_at, seen_at, idle, expires_at, ended_at, end_why)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9, $10, $11, null, null)",
        params![
            id,
            site.as_str(),
            hash(&cookie),
            subject,
            facts,
            data,
            external.session,
            external.subject,
            now,
            limits.idle,
            now.plus(limits.total)
        ],
    )?;
    Ok(Opened { id, cookie: Secret(cookie) })
}

/// Notes which session at a provider a session came from, when that was not said at its opening.
pub fn set_external(tx: &mut Tx, id: SessionId, external: &External) -> Result<()> {
    tx.execute(
        "update web_session set external = $2, external_subject = $3 where id = $1",
        params![id, external.session, external.subject],
    )
    .map(|_| ())
}

/// What is kept with a session; `None` when it has ended or never was.
pub fn data<T: DeserializeOwned>(tx: &Tx, id: SessionId) -> Result<Option<T>> {
    let row: Option<(Vec<u8>,)> = tx.query_opt(
        "select data from web_session
         where id = $1 and ended_at is null and expires_at > $2 and seen_at + idle > $2",
        params![id, tx.now()],
    )?;
    row.map(|(sealed,)| unseal(tx, DATA, &sealed)).transpose()
}

/// Whether a session lives; asking does not prolong it.
pub fn is_alive(tx: &Tx, id: SessionId) -> Result<bool> {
    let row: Option<(SessionId,)> = tx.query_opt(
        "select id from web_session
         where id = $1 and ended_at is null and expires_at > $2 and seen_at + idle > $2",
        params![id, tx.now()],
    )?;
    Ok(row.is_some())
}

/// Replaces what is kept with a living session; `false` when it has ended meanwhile.
pub fn update_data(tx: &mut Tx, id: SessionId, data: &impl Serialize) -> Result<bool> {
    let sealed = seal(tx, DATA, data)?;
    let changed = tx.execute(
        "update web_session set data = $2 where id = $1 and ended_at is null",
        params![id, sealed],
    )?;
    Ok(changed == 1)
}

/// Gives a living session a new cookie and replaces what is kept with it: its owner has proved who
/// she is once more, and a cookie that somebody copied before must not gain from that. `None` when
/// it has ended meanwhile.
pub fn renew(tx: &mut Tx, id: SessionId, data: &impl Serialize) -> Result<Option<Opened>> {
    let sealed = seal(tx, DATA, data)?;
    let cookie = tx.entropy().token();
    let changed = tx.execute(
        "update web_session set cookie_hash = $2, data = $3 where id = $1 and ended_at is null",
        params![id, hash(&cookie), sealed],
    )?;
    Ok((changed == 1).then_some(Opened { id, cookie: Secret(cookie) }))
}

/// Ends a session; `why` is one of [`why`]'s words. `false` when it had ended already.
pub fn end(tx: &mut Tx, id: SessionId, why: &str) -> Result<bool> {
    let now = tx.now();
    let ended = tx.execute(
        "update web_session set ended_at = $2, end_why = $3
         where id = $1 and ended_at is null",
        params![id, now, why],
    )?;
    Ok(ended == 1)
}

/// Whether somebody ended a session: its owner, staff, another address. One whose time ran out
/// was not ended: what it led to lives on for its own time.
pub fn was_ended(tx: &Tx, id: SessionId) -> Result<bool> {
    let row: Option<(Option<Moment>,)> =
        tx.query_opt("select ended_at from web_session where id = $1", params![id])?;
    Ok(row.is_none_or(|(ended_at,)| ended_at.is_some()))
}

/// Ends all sessions of a person on a site, except one, and tells which.
pub fn end_all(
    tx: &mut Tx,
    site: Site,
    subject: &str,
    except: Option<SessionId>,
    why: &str,
) -> Result<Vec<SessionId>> {
    let except = except.map_or(String::new(), |id| id.to_string());
    let now = tx.now();
    let rows: Vec<(SessionId,)> = tx.execute_returning(
        "update web_session set ended_at = $1, end_why = $2
         where site = $3 and subject = $4 and id <> $5 and ended_at is null returning id",
        params![now, why, site.as_str(), subject, except],
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Ends the sessions of a site that came from the provider's session `external`.
pub fn end_where_external(tx: &mut Tx, site: Site, external: &str) -> Result<Vec<SessionId>> {
    let now = tx.now();
    let rows: Vec<(SessionId,)> = tx.execute_returning(
        "update web_session set ended_at = $1, end_why = $2
         where site = $3 and external = $4 and ended_at is null returning id",
        params![now, why::PROVIDER, site.as_str(), external],
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// Ends the sessions of a site whose person is `subject` at the provider.
pub fn end_where_external_subject(
    tx: &mut Tx,
    site: Site,
    subject: &str,
) -> Result<Vec<SessionId>> {
    let now = tx.now();
    let rows: Vec<(SessionId,)> = tx.execute_returning(
        "update web_session set ended_at = $1, end_why = $2
         where site = $3 and external_subject = $4 and ended_at is null returning id",
        params![now, why::PROVIDER, site.as_str(), subject],
    )?;
    Ok(rows.into_iter().map(|(id,)| id).collect())
}

/// The living sessions of a person on a site, the latest used first.
pub fn of(tx: &Tx, site: Site, subject: &str) -> Result<Vec<SessionRow>> {
    let rows: Vec<(SessionId, Moment, Moment, Vec<u8>)> = tx.query(
        "select id, opened_at, seen_at, facts from web_session
         where site = $1 and subject = $2 and ended_at is null
           and expires_at > $3 and seen_at + idle > $3
         order by seen_at desc, id desc",
        params![site.as_str(), subject, tx.now()],
    )?;
    let row = |(id, opened_at, seen_at, facts): (SessionId, Moment, Moment, Vec<u8>)| {
        let facts: VisitFacts = unseal(tx, FACTS, &facts)?;
        let VisitFacts { address, agent } = facts;
        Ok(SessionRow { id, opened_at, seen_at, address, agent, current: false })
    };
    rows.into_iter().map(row).collect()
}

/// Ends every session of every site: what was alive in a copy must not be alive after it.
pub fn restored(tx: &mut Tx) -> Result<u64> {
    let now = tx.now();
    tx.execute(
        "update web_session set ended_at = $1, end_why = $2 where ended_at is null",
        params![now, why::RESTORED],
    )
}

/// Removes sessions that have been over for [`KEPT`], and forms that nobody came back for: at most
/// [`FORGOTTEN_AT_ONCE`] of each, so that no other writer waits long. Tells how many went; where
/// they were that many, there may be more.
pub fn forget_old(tx: &mut Tx) -> Result<u64> {
    let before = tx.now().plus(-KEPT);
    let forms = keep::forget_old(tx, FORGOTTEN_AT_ONCE)?;
    let expired = tx.execute(
        "delete from web_session where id in (
           select id from web_session where expires_at < $1 order by expires_at limit $2)",
        params![before, FORGOTTEN_AT_ONCE],
    )?;
    let ended = tx.execute(
        "delete from web_session where id in (
           select id from web_session where ended_at < $1 order by ended_at limit $2)",
        params![before, FORGOTTEN_AT_ONCE],
    )?;
    Ok(forms.max(expired).max(ended))
}

/// What a cookie leads to.
pub(super) enum Met {
    /// A living session; `quiet` when nothing has to be written down, `followed` when it comes
    /// from a new address that is to be told.
    Alive { current: Current, quiet: bool, followed: bool },
    /// A session that is over.
    Ended(Ended),
    /// A session that is used from an address it is not bound to.
    Moved,
}

type Found = (SessionId, String, Vec<u8>, Vec<u8>, Moment, Moment, i64, Moment, Option<String>);

/// Looks a cookie up: one indexed read.
pub(super) fn meet(
    tx: &Tx,
    site: Site,
    hash: &[u8],
    address: IpAddr,
    binding: Binding,
) -> Result<Met> {
    let row: Option<Found> = tx.query_opt(
        "select id, subject, facts, data, opened_at, seen_at, idle, expires_at, end_why
         from web_session where cookie_hash = $1 and site = $2",
        params![hash, site.as_str()],
    )?;
    let Some((id, subject, facts, data, opened_at, seen_at, idle, expires_at, end_why)) = row
    else {
        return Ok(over(why::EXPIRED, None));
    };
    if let Some(reason) = end_why {
        return Ok(over(&reason, Some(subject)));
    }
    let now = tx.now();
    if now >= expires_at || now >= seen_at.plus(idle) {
        return Ok(over(why::EXPIRED, Some(subject)));
    }
    let facts: VisitFacts = unseal(tx, FACTS, &facts)?;
    if !binding.allows(facts.address, address) {
        return Ok(Met::Moved);
    }
    let quiet = facts.address == address && now.since(seen_at) < MINUTE;
    let followed = facts.address != address && binding == Binding::Signal;
    let current = made(id, subject, opened_at, unseal(tx, DATA, &data)?);
    Ok(Met::Alive { current, quiet, followed })
}

/// A request with a cookie of which something has to be written down.
pub(super) struct Asked<'a> {
    pub(super) site: Site,
    pub(super) hash: &'a [u8],
    pub(super) facts: &'a VisitFacts,
    pub(super) binding: Binding,
    pub(super) moved: Option<&'a Moved>,
}

/// Looks a cookie up and writes down what has to be: that it was used, that it moved.
pub(super) fn note(tx: &mut Tx, asked: &Asked) -> Result<Met> {
    let met = meet(tx, asked.site, asked.hash, asked.facts.address, asked.binding)?;
    match met {
        Met::Moved => Ok(over(why::ADDRESS, asked.end(tx)?)),
        Met::Alive { current, quiet: false, followed } => {
            if address_of(tx, current.id)? != asked.facts.address {
                asked.follow(tx, &current)?;
            }
            let now = tx.now();
            tx.execute(
                "update web_session set seen_at = $2 where id = $1 and seen_at < $2",
                params![current.id, now],
            )?;
            Ok(Met::Alive { current, quiet: true, followed })
        }
        other => Ok(other),
    }
}

impl Asked<'_> {
    /// Ends the session; whoever comes at the same time finds it ended.
    fn end(&self, tx: &mut Tx) -> Result<Option<String>> {
        let now = tx.now();
        let ended: Vec<(SessionId, String)> = tx.execute_returning(
            "update web_session set ended_at = $1, end_why = $2
             where cookie_hash = $3 and site = $4 and ended_at is null returning id, subject",
            params![now, why::ADDRESS, self.hash, self.site.as_str()],
        )?;
        for (id, subject) in &ended {
            self.tell(tx, *id, subject, true)?;
        }
        Ok(ended.into_iter().next().map(|(_, subject)| subject))
    }

    /// Takes the new address for the session's own; in mode `signal` that is told.
    fn follow(&self, tx: &mut Tx, current: &Current) -> Result<()> {
        if self.binding != Binding::Signal {
            return Ok(());
        }
        let facts = seal(tx, FACTS, self.facts)?;
        tx.execute("update web_session set facts = $2 where id = $1", params![current.id, facts])?;
        self.tell(tx, current.id, &current.subject, false)
    }

    fn tell(&self, tx: &mut Tx, id: SessionId, subject: &str, ended: bool) -> Result<()> {
        let draft = Draft::new(self.site.as_str(), "session.address_changed");
        tx.journal(&draft.about(subject).with(serde_json::json!({
            "session": id,
            "address": self.facts.address,
            "agent": self.facts.agent,
            "outcome": if ended { "ended" } else { "goes on" },
        })))?;
        let Some(moved) = self.moved else { return Ok(()) };
        moved(tx, &MovedSession { site: self.site, id, subject, facts: self.facts, ended })
    }
}

fn over(reason: &str, subject: Option<String>) -> Met {
    Met::Ended(Ended { reason: reason.to_owned(), subject })
}

fn address_of(tx: &Tx, id: SessionId) -> Result<IpAddr> {
    let (facts,): (Vec<u8>,) =
        tx.query_one("select facts from web_session where id = $1", params![id])?;
    Ok(unseal::<VisitFacts>(tx, FACTS, &facts)?.address)
}

fn seal(tx: &Tx, context: &str, value: &impl Serialize) -> Result<Vec<u8>> {
    let plain = serde_json::to_vec(value).map_err(Error::bug)?;
    Ok(tx.vault().seal(context, &plain))
}

fn unseal<T: DeserializeOwned>(tx: &Tx, context: &str, sealed: &[u8]) -> Result<T> {
    let plain = tx
        .vault()
        .open_bytes(context, sealed)
        .ok_or_else(|| Error::Broken(format!("{context} cannot be decrypted")))?;
    serde_json::from_slice(&plain).map_err(Error::bug)
}
