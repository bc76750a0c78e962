//! What a person permits for her application: mandates for the registers, taken with the
//! signature, renewed with one press; and the work that is begun with them. `jobs.rs` does it.

pub(super) mod store;

use ::store::{MINUTE, Moment, Result, Tx};
use oauth::Secret;
use serde::{Deserialize, Serialize};
use web::session::SessionId;

use super::{Application, ApplicationId, By, PROMISE, State, note, store as rows, tell};

/// Asks the registers and applies the rules.
pub const CHECK: &str = "epk.check";
/// Looks whether the mandates still stand while an examiner has the application.
pub const WATCH: &str = "epk.watch";
/// Looks whether the promise was kept.
pub const DUE: &str = "epk.due";
/// Gives mandates back.
pub const GIVE_BACK: &str = "epk.give_back";

/// What a job is about.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Work {
    /// The application.
    pub application: ApplicationId,
    /// The round that it was made in.
    pub round: i64,
    /// The sign-in that can give mandates.
    pub session: Option<SessionId>,
}

/// Begins the work after a signature or a renewed consent, in its transaction.
pub(super) fn begin(
    tx: &mut Tx,
    application: &Application,
    session: SessionId,
    due_at: Moment,
) -> Result<()> {
    let work =
        Work { application: application.id, round: application.round, session: Some(session) };
    tx.enqueue(CHECK, &work, tx.now())?;
    tx.enqueue(DUE, &Work { session: None, ..work }, due_at).map(|_| ())
}

pub(super) fn watch(tx: &mut Tx, application: &Application) -> Result<()> {
    let work = Work { application: application.id, round: application.round, session: None };
    tx.enqueue(WATCH, &work, tx.now().plus(WATCH_EVERY)).map(|_| ())
}

pub(super) fn give_back(tx: &mut Tx, application: &Application) -> Result<()> {
    let work = Work { application: application.id, round: application.round, session: None };
    tx.enqueue(GIVE_BACK, &work, tx.now()).map(|_| ())
}

/// «Дать согласие»: one press renews what the check needs.
pub fn renew(tx: &mut Tx, application: &Application, session: SessionId) -> Result<bool> {
    let (id, round) = (application.id, application.round);
    let due_at = tx.now().plus(PROMISE);
    if !rows::move_to(tx, id, round, &[State::Consent], State::Checking)? {
        return Ok(false);
    }
    store::promise(tx, id, due_at)?;
    note(tx, application, By::Person, "renewed", &tx.now().0.to_string())?;
    begin(tx, application, session, due_at)?;
    Ok(true)
}

/// Parks an application because the mandates of these audiences ended, and tells the person.
pub(super) fn park(tx: &mut Tx, application: &Application, ended: &[&str]) -> Result<bool> {
    let (id, round) = (application.id, application.round);
    let from = &[State::Checking, State::Review];
    if !rows::move_to(tx, id, round, from, State::Consent)? {
        return Ok(false);
    }
    for audience in ended {
        // What looked like its end may have been a token that was refused: nobody else ends it.
        if let Some(mandate) = store::kept(tx, id, audience)? {
            crate::mandate::give_back(tx, &mandate)?;
        }
        store::forget_mandate(tx, id, audience)?;
    }
    let mark = tx.now().0.to_string();
    note(tx, application, By::System, "consent", &mark)?;
    tell(tx, application, "application-consent", &mark)?;
    Ok(true)
}

/// Keeps a new mandate. While the provider made it the application may have been withdrawn or have
/// gone on; then the mandate goes back, and `false` says so.
pub(super) fn keep(
    tx: &mut Tx,
    application: &Application,
    audience: &str,
    mandate: &Secret,
    ends_at: Moment,
) -> Result<bool> {
    let checked = (application.id, application.round);
    let kept = store::keep_mandate(tx, checked, audience, mandate, ends_at)?;
    if !kept {
        crate::mandate::give_back(tx, mandate)?;
    }
    Ok(kept)
}

/// How often the mandates of an application that waits for an examiner are tried.
pub(super) const WATCH_EVERY: i64 = MINUTE;
