//! The session of the provider: the one sign-in for all services.
//!
//! It is a session of the site `identity` ([`web::session`]) that remembers when and how the
//! person proved who she is. Its id is the `sid` of ID tokens and logout tokens. Everything that
//! services hold because of it (codes, refresh and access tokens) is a row of
//! [`crate::grant`] that names it and ends with it.

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};
use serde_json::json;
use store::journal::Draft;
use store::{Error, Moment, Result, Tx};
use web::session::{self, Current, Limits, Opened, SessionId};
use web::{Failure, MovedSession, Site, VisitFacts};

use crate::account::{self, AccountId, Alive, Status};
use crate::logout::Farewell;
use crate::proof::TwoFactors;
use crate::{consent, grant, logout, mandate};

/// How a person signed in; kept with her session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SignIn {
    /// When she proved who she is (`auth_time`).
    pub at: Moment,
    /// By what ([`oauth::acr::amr`]).
    pub amr: Vec<String>,
}

/// A session of the provider with what it knows.
#[derive(Clone, Debug, PartialEq)]
pub struct Sso {
    /// `sid`.
    pub session: SessionId,
    /// Whose it is.
    pub account: AccountId,
    /// How she signed in.
    pub sign_in: SignIn,
}

impl Sso {
    /// Reads the session of a request.
    ///
    /// # Errors
    /// [`Failure::Internal`] when its contents are of another shape: a bug.
    pub fn of(current: &Current) -> std::result::Result<Sso, Failure> {
        Ok(Sso {
            session: current.id,
            account: current.subject.parse().map_err(Failure::internal)?,
            sign_in: current.data()?,
        })
    }
}

/// What became of the browser's session after all factors were proven.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Entered {
    /// A new session: its cookie goes to the browser ([`web::cookie::set_session`]).
    New(Opened),
    /// The same person proved herself again, because a service or a page asked for it. Her
    /// session goes on under its id, which the services know, with a new time of sign-in and a new
    /// cookie: who copied the older one must not gain from the proof.
    Again(Opened),
}

/// Opens a session with the proof of two factors of one account in one flow, or renews the one
/// that the browser has. `before` is that session; when it is another person's, it ends.
///
/// # Errors
/// [`Error::Broken`] when the proofs are of another account than the living one: a bug.
pub fn open(
    tx: &mut Tx,
    alive: &Alive,
    two: &TwoFactors,
    facts: &VisitFacts,
    before: Option<&Sso>,
) -> Result<Entered> {
    let account = alive.account();
    if two.account() != account {
        return Err(Error::bug("the proofs of one account cannot open another"));
    }
    let amr = two.amr().iter().map(|means| (*means).to_owned()).collect();
    let sign_in = SignIn { at: tx.now(), amr };
    if let Some(before) = before {
        let same = before.account == account;
        let renewed = if same { session::renew(tx, before.session, &sign_in)? } else { None };
        if let Some(opened) = renewed {
            return Ok(Entered::Again(opened));
        }
        end(tx, before.session, session::why::SIGNED_OUT)?;
    }
    let subject = account.to_string();
    let opened = session::open(tx, Site::Identity, &subject, facts, &sign_in, Limits::PERSON)?;
    Ok(Entered::New(opened))
}

/// Ends one session and everything that services hold because of it, and leaves the jobs that
/// tell them. Whoever wants the answers at once passes what comes back to [`logout::tell_now`].
pub fn end(tx: &mut Tx, session: SessionId, why: &str) -> Result<Vec<Farewell>> {
    session::end(tx, session, why)?;
    let left = grant::leave_session(tx, session, why)?;
    logout::farewells(tx, &left, logout::HEAD_START)
}

/// Ends what rested on a session that was used from another address, in the transaction of its
/// end: codes and tokens die, services are told by jobs, and the person is told at every address.
pub fn moved(tx: &mut Tx, moved: &MovedSession) -> Result<()> {
    let account: AccountId = moved.subject.parse().map_err(Error::bug)?;
    end(tx, moved.id, session::why::ADDRESS)?;
    let address = vec![("address", moved.facts.address.to_string())];
    crate::tell(tx, account, notify::Kind::Security, "session-ended-address", address)
}

/// Ends what a session led to after its own time ran out: services may outlive it, and whoever
/// signs out at one of them means all. A session that still lives is left alone: it goes on in
/// another browser.
pub fn end_expired(tx: &mut Tx, account: AccountId, session: SessionId) -> Result<Vec<Farewell>> {
    let lives = session::data::<SignIn>(tx, session)?.is_some();
    if lives || !grant::sessions_of(tx, account)?.contains(&session) {
        return Ok(Vec::new());
    }
    let draft = Draft::new("identity", "session.signed_out").by("person", account).about(account);
    tx.journal(&draft.with(json!({"session": session})))?;
    end(tx, session, session::why::SIGNED_OUT)
}

/// Ends all sessions of a person except one, with everything that services hold because of them.
pub fn end_others(
    tx: &mut Tx,
    account: AccountId,
    except: Option<SessionId>,
    why: &str,
) -> Result<Vec<Farewell>> {
    end_all_but(tx, account, except, why, logout::HEAD_START)
}

fn end_all_but(
    tx: &mut Tx,
    account: AccountId,
    except: Option<SessionId>,
    why: &str,
    head_start: i64,
) -> Result<Vec<Farewell>> {
    let subject = account.to_string();
    let ended = session::end_all(tx, Site::Identity, &subject, except, why)?;
    // Services may outlive a session whose time ran out, so the grants are looked through too.
    let mut left = Vec::new();
    for session in grant::sessions_of(tx, account)? {
        if Some(session) != except {
            left.extend(grant::leave_session(tx, session, why)?);
        }
    }
    if !ended.is_empty() || !left.is_empty() {
        let draft = Draft::new("identity", "session.ended_all").about(account);
        let about = json!({"sessions": ended.len(), "services": left.len(), "why": why});
        tx.journal(&draft.with(about))?;
    }
    logout::farewells(tx, &left, head_start)
}

/// Ends every session of a person, every code and every token, and leaves the jobs that tell the
/// services, due at once: no page waits for their answers. Mandates stay, because they were given
/// for work that outlives sign-ins (whether one may be used is looked at each time), unless the
/// account was closed in this transaction.
pub fn end_everything(tx: &mut Tx, account: AccountId, why: &str) -> Result<Vec<Farewell>> {
    if matches!(account::lock_state(tx, account)?, None | Some(Status::Closed { .. })) {
        mandate::end_all(tx, account, why)?;
    }
    end_all_but(tx, account, None, why, 0)
}

/// After a restore from a copy: what was alive in it may have been ended after it was made, so
/// nothing of it lives on. Sessions, codes, tokens and mandates end, waiting requests are
/// forgotten, and the keys are replaced. Consents stay as records, but each is asked for again:
/// the copy may not know that it was withdrawn.
pub fn restored(tx: &mut Tx) -> Result<()> {
    session::restored(tx)?;
    grant::end_all(tx, session::why::RESTORED)?;
    mandate::end_every(tx, session::why::RESTORED)?;
    consent::restored(tx)?;
    crate::provider::flow::forget_all(tx)?;
    logout::forget_all(tx)?;
    crate::key::rotate(tx, crate::key::Rotation::Emergency)?;
    tx.journal(&Draft::new("identity", "provider.restored"))?;
    Ok(())
}
