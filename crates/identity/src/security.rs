//! Security: what protects an account, and who used it. *Настройки → Безопасность*.
//!
//! Whoever changes how an account is protected has proved who she is within [`FRESH`]: by signing
//! in, or by typing the password again in this session. A phone or an address is replaced by
//! proving two channels: a second factor that does not depend on it, and the new one.

pub mod contact;
pub mod device;
pub mod journal;
pub(crate) mod pages;
mod store;
#[cfg(test)]
mod tests;

use ::store::{MINUTE, Result, Tx};
use notify::Kind;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::session::{self, SessionId, SessionRow};
use web::{Site, VisitFacts};

use crate::account::AccountId;
use crate::logout::Farewell;
use crate::password::{self, Hashed};
use crate::sso::{self, Sso};

pub(crate) use store::{forget_all, forget_old};

/// How long a proof counts for changes of what protects the account.
pub const FRESH: i64 = 15 * MINUTE;

/// How ending a session went.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Ended {
    /// It is over; the services have to be told.
    Done(Vec<Farewell>),
    /// There is no such session of this person.
    NotHers,
}

/// Whether the person of a session proved who she is within [`FRESH`].
pub fn is_fresh(tx: &Tx, sso: &Sso) -> Result<bool> {
    let proved = store::proved_at(tx, sso.session)?.max(Some(sso.sign_in.at));
    // A proof from the future (the clock went back) is of unknown age.
    Ok(proved.is_some_and(|at| (0..FRESH).contains(&tx.now().since(at))))
}

/// Remembers that the password was typed again in a session.
pub fn prove(tx: &mut Tx, sso: &Sso, facts: &VisitFacts) -> Result<()> {
    store::note_proof(tx, sso.session)?;
    tx.journal(&crate::own_entry("security.proved", sso.account, facts, json!({}))).map(|_| ())
}

/// Gives the account a new password that was judged and hashed before. Every other session ends,
/// and so does every sign-in that is under way with the old one.
pub fn change_password(
    tx: &mut Tx,
    sso: &Sso,
    hashed: &Hashed,
    facts: &VisitFacts,
) -> Result<Vec<Farewell>> {
    let id = sso.account;
    password::set(tx, id, hashed)?;
    crate::login::end_all(tx, id)?;
    let farewells = sso::end_others(tx, id, Some(sso.session), session::why::CREDENTIALS)?;
    tx.journal(&crate::own_entry("security.password_changed", id, facts, json!({})))?;
    crate::tell(tx, id, Kind::Security, "password-changed", Vec::new())?;
    Ok(farewells)
}

/// The living sessions of a person, the newest first; the one that asks is marked.
pub fn sessions(tx: &Tx, id: AccountId, current: SessionId) -> Result<Vec<SessionRow>> {
    let mut rows = session::of(tx, Site::Identity, &id.to_string())?;
    SessionRow::mark(&mut rows, current);
    Ok(rows)
}

/// Ends one of a person's own sessions.
pub fn end_session(
    tx: &mut Tx,
    id: AccountId,
    session: SessionId,
    facts: &VisitFacts,
) -> Result<Ended> {
    let hers = session::of(tx, Site::Identity, &id.to_string())?;
    if !hers.iter().any(|row| row.id == session) {
        return Ok(Ended::NotHers);
    }
    let farewells = sso::end(tx, session, session::why::BY_OWNER)?;
    let about = json!({"session": session});
    tx.journal(&crate::own_entry("security.session_ended", id, facts, about))?;
    Ok(Ended::Done(farewells))
}

/// Ends all sessions of a person except the one that asks.
pub fn end_other_sessions(tx: &mut Tx, sso: &Sso, facts: &VisitFacts) -> Result<Vec<Farewell>> {
    let why = session::why::BY_OWNER;
    let farewells = sso::end_others(tx, sso.account, Some(sso.session), why)?;
    let entry = crate::own_entry("security.other_sessions_ended", sso.account, facts, json!({}));
    tx.journal(&entry)?;
    Ok(farewells)
}
