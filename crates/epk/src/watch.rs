//! An organisation hears when the state of a passport changes: by e-mail to its people, and by a
//! signed call to its own program ([`hook`]). It may watch what it was given: number and code, or
//! a view that is open. The holder sees who watches and ends it at any time.
//!
//! [`state_changed`] is called in the transaction of the change, so that none is forgotten; the
//! end of a term is nobody's act and comes by a job.

pub mod hook;
pub mod jobs;
pub mod pages;
mod store;
#[cfg(test)]
mod tests;

use std::net::IpAddr;

use ::store::{Moment, Result, Tx};
use cabinet::CabinetAccountId;
use notify::{Kind, Notice, moment_arg, text_arg};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::Site;

use crate::employer::request::{self, RequestId, State as Standing};
use crate::employer::{
    Employer, EmployerId, acting, find_employer, members, page_of_holder, tell, touch,
    touch_members,
};
use crate::passport::{Code, Number, Passport, PassportId, State};
use crate::verification::{self, Verdict};

::store::id!(/** A watch of an organisation over a passport. */ pub WatchId);

/// Where an organisation sees what it watches.
const PAGE: &str = "/employer/watches";
/// Watches of one organisation at a time.
pub const WATCHES_MAX: i64 = 500;

/// A watch as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Watch {
    /// Its id.
    pub id: WatchId,
    /// Who watches.
    pub employer: EmployerId,
    /// What.
    pub passport: PassportId,
    /// Whose it is.
    pub holder: CabinetAccountId,
    /// Which person of the organisation began.
    pub begun_by: CabinetAccountId,
    /// Whether the people of the organisation are written to.
    pub by_email: bool,
    /// Whether its program is called.
    pub by_hook: bool,
    /// Since when.
    pub begun_at: Moment,
    /// When it was ended.
    pub ended_at: Option<Moment>,
}

/// What was given to the organisation.
#[derive(Clone, Debug)]
pub enum Given {
    /// Number and code, as for the public check; a wrong code counts against the network.
    Code(Number, Code, IpAddr),
    /// A view that its holder opened.
    View(RequestId),
}

/// How an organisation wants to hear.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Ways {
    /// By e-mail.
    pub email: bool,
    /// By a call to its program.
    pub hook: bool,
}

/// The outcome of [`begin`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Beginning {
    /// The organisation watches from now on, and the holder has been told.
    Done(WatchId),
    /// It does already.
    Already,
    /// There is no passport with this number and code, or the view is closed.
    Nothing,
    /// It was revoked or replaced: nothing will happen to it any more.
    Final,
    /// Too many wrong codes from this network, or too many watches.
    TooMany,
}

/// Begins to watch.
pub fn begin(
    tx: &mut Tx,
    by: CabinetAccountId,
    given: &Given,
    ways: Ways,
) -> Result<Option<Beginning>> {
    let Some(employer) = acting(tx, by)? else { return Ok(None) };
    if store::count(tx, employer.id)? >= WATCHES_MAX {
        return Ok(Some(Beginning::TooMany));
    }
    let passport = match look_up(tx, by, given)? {
        Ok(passport) => passport,
        Err(refused) => return Ok(Some(refused)),
    };
    if matches!(passport.state(tx.now()), State::Revoked | State::Superseded) {
        return Ok(Some(Beginning::Final));
    }
    let id = WatchId(tx.new_id());
    if !store::put(tx, id, employer.id, by, &passport, ways)? {
        return Ok(Some(Beginning::Already));
    }
    let holder = passport.holder;
    jobs::remind_of_end(tx, id, passport.expires_at)?;
    let about = json!({ "watch": id, "employer": employer.id, "passport": passport.id });
    tx.journal(&entry("watched").by("person", by).about(holder).with(about))?;
    let args = vec![("organisation", employer.facts.name), ("passport", passport.id.to_string())];
    let (kind, key) = (Kind::Consent, Some(format!("{id}/begun")));
    let notice = Notice { kind, event: "employer-watched", args, key };
    tell(tx, holder, &page_of_holder(passport.id), &notice)?;
    touch_members(tx, employer.id, PAGE)?;
    Ok(Some(Beginning::Done(id)))
}

/// The passport that was given, or why there is none.
fn look_up(
    tx: &mut Tx,
    by: CabinetAccountId,
    given: &Given,
) -> Result<std::result::Result<Passport, Beginning>> {
    match given {
        Given::Code(number, code, from) => {
            let passport = match verification::verify(tx, *from, *number, code)? {
                Verdict::Found(shown) => shown.passport,
                Verdict::TooMany { .. } => return Ok(Err(Beginning::TooMany)),
                Verdict::Nothing => {
                    verification::charge(tx, *from)?;
                    return Ok(Err(Beginning::Nothing));
                }
            };
            Ok(crate::passport::find(tx, passport)?.ok_or(Beginning::Nothing))
        }
        Given::View(id) => {
            let request = request::of_employer(tx, by, *id)?;
            let open = request.filter(|request| request.state(tx.now()) == Standing::Open);
            let Some(request) = open else { return Ok(Err(Beginning::Nothing)) };
            let found = crate::passport::find(tx, request.passport)?;
            Ok(found.ok_or(Beginning::Nothing))
        }
    }
}

/// The organisation does not want to hear any more; `None` when the watch is another's.
pub fn end(tx: &mut Tx, by: CabinetAccountId, id: WatchId) -> Result<Option<bool>> {
    let Some(employer) = acting(tx, by)? else { return Ok(None) };
    let found = store::find(tx, id)?.filter(|watch| watch.employer == employer.id);
    let Some(watch) = found else { return Ok(None) };
    Ok(Some(finish(tx, &watch, by)?))
}

/// The holder does not want to be watched; `None` when it is another's passport.
pub fn end_by_holder(tx: &mut Tx, holder: CabinetAccountId, id: WatchId) -> Result<Option<bool>> {
    let found = store::find(tx, id)?.filter(|watch| watch.holder == holder);
    let Some(watch) = found else { return Ok(None) };
    let done = finish(tx, &watch, holder)?;
    if done && let Some(passport) = crate::passport::find(tx, watch.passport)? {
        let args = vec![("number", passport.number.to_string())];
        let (kind, key) = (Kind::Service, Some(format!("{id}/ended")));
        let notice = Notice { kind, event: "watch-ended", args, key };
        tell(tx, watch.begun_by, PAGE, &notice)?;
    }
    Ok(Some(done))
}

fn finish(tx: &mut Tx, watch: &Watch, by: CabinetAccountId) -> Result<bool> {
    let done = store::end(tx, watch.id, by)?;
    if done {
        let about = json!({ "watch": watch.id, "employer": watch.employer });
        tx.journal(&entry("unwatched").by("person", by).about(watch.holder).with(about))?;
        touch_members(tx, watch.employer, PAGE)?;
        touch(tx, watch.holder, &page_of_holder(watch.passport))?;
    }
    Ok(done)
}

/// What an organisation watches, newest first, with the number and the state of each passport.
pub fn of_employer(tx: &Tx, id: EmployerId, limit: i64) -> Result<Vec<(Watch, Passport)>> {
    let mut found = Vec::new();
    for watch in store::of_employer(tx, id, limit)? {
        if let Some(passport) = crate::passport::find(tx, watch.passport)? {
            found.push((watch, passport));
        }
    }
    Ok(found)
}

/// Who watches a passport of this holder.
pub fn over(
    tx: &Tx,
    holder: CabinetAccountId,
    passport: PassportId,
) -> Result<Vec<(Watch, Employer)>> {
    let mut found = Vec::new();
    for watch in store::over(tx, passport)? {
        if watch.holder == holder
            && let Some(employer) = find_employer(tx, watch.employer)?
        {
            found.push((watch, employer));
        }
    }
    Ok(found)
}

/// Tells everybody who watches a passport that its state is another one since now. `place` is
/// that of the change in the passport's history. A passport that does not count for good is not
/// found any more either.
pub(crate) fn state_changed(tx: &mut Tx, id: PassportId, state: State, place: i64) -> Result<()> {
    if matches!(state, State::Revoked | State::Superseded) {
        crate::employer::find::forget(tx, id)?;
    }
    if let Some(passport) = crate::passport::find(tx, id)? {
        touch(tx, passport.holder, &page_of_holder(id))?;
    }
    let now = tx.now();
    for watch in store::over(tx, id)? {
        hear(tx, &watch, state, now, &place.to_string())?;
    }
    Ok(())
}

/// Tells one organisation of one change, once for each `mark`.
fn hear(tx: &mut Tx, watch: &Watch, state: State, since: Moment, mark: &str) -> Result<()> {
    let Some(passport) = crate::passport::find(tx, watch.passport)? else { return Ok(()) };
    let found = find_employer(tx, watch.employer)?;
    let confirmed = |employer: &Employer| employer.state == crate::employer::State::Confirmed;
    let Some(employer) = found.filter(confirmed) else { return Ok(()) };
    touch_members(tx, employer.id, PAGE)?;
    if watch.by_hook {
        hook::put(tx, watch, &passport, state, since, mark)?;
    }
    if !watch.by_email {
        return Ok(());
    }
    for member in members(tx, employer.id)? {
        let args = vec![
            ("number", passport.number.to_string()),
            ("state", text_arg(state_key(state))),
            ("since", moment_arg(since)),
        ];
        let (kind, key) = (Kind::Document, Some(format!("{}/changed/{mark}", watch.id)));
        let notice = Notice { kind, event: "watch-changed", args, key };
        tell(tx, member.account, PAGE, &notice)?;
    }
    Ok(())
}

fn state_key(state: State) -> &'static str {
    match state {
        State::Valid => "epk-passport-state-valid",
        State::Suspended => "epk-passport-state-suspended",
        State::Revoked => "epk-passport-state-revoked",
        State::Expired => "epk-passport-state-expired",
        State::Superseded => "epk-passport-state-superseded",
    }
}

fn entry(event: &str) -> ::store::journal::Draft {
    ::store::journal::Draft::new(Site::Epk.as_str(), &format!("employer.{event}"))
}
