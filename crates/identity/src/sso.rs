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
use store::{Moment, Result, Tx};
use web::session::{self, Current, Limits, Opened, SessionId};
use web::{Failure, Site, VisitFacts};

use crate::account::{AccountId, Alive};
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

/// Opens a session after all factors were proven. The session that the browser had before ends:
/// a new proof gets a new cookie.
///
/// When the same person proved herself again (a service asked for it), the services of the
/// old session move to the new one, so that one sign-out still ends them all.
pub fn open(
    tx: &mut Tx,
    alive: &Alive,
    amr: &[&str],
    facts: &VisitFacts,
    before: Option<SessionId>,
) -> Result<Opened> {
    let account = alive.account();
    let amr = amr.iter().map(|means| (*means).to_owned()).collect();
    let sign_in = SignIn { at: tx.now(), amr };
    let subject = account.to_string();
    let opened =
        session::open(tx, Site::Identity, &subject, facts, &sign_in, Limits::PERSON)?;
    if let Some(before) = before {
        grant::move_session(tx, account, before, opened.id)?;
        end(tx, before, session::why::SIGNED_OUT)?;
    }
    Ok(opened)
}

/// Ends one session and everything that services hold because of it, and leaves the job of telling
/// them. Tells how many services have to be told.
pub fn end(tx: &mut Tx, session: SessionId, why: &str) -> Result<usize> {
    session::end(tx, session, why)?;
    let farewells = logout::farewells(tx, session)?;
    grant::end_session(tx, session, why)?;
    Ok(farewells.len())
}

/// Ends all sessions of a person except one, with everything that services hold because of them.
pub fn end_others(
    tx: &mut Tx,
    account: AccountId,
    except: Option<SessionId>,
    why: &str,
) -> Result<usize> {
    let subject = account.to_string();
    let ended = session::end_all(tx, Site::Identity, &subject, except, why)?;
    // Services may outlive a session whose time ran out: those grants end here, too.
    let orphans = grant::sessions_of(tx, account)?;
    let mut told = 0;
    for session in orphans.into_iter().filter(|session| Some(*session) != except) {
        told += logout::farewells(tx, session)?.len();
        grant::end_session(tx, session, why)?;
    }
    if !ended.is_empty() {
        let draft = Draft::new("identity", "session.ended_all").about(account);
        tx.journal(&draft.with(json!({"sessions": ended.len(), "why": why})))?;
    }
    Ok(told)
}

/// Ends every session of a person, every code and every token, and leaves the jobs that tell the
/// services. Mandates stay: they were given for work that outlives sign-ins. Who must not act at
/// all any more loses them by [`mandate::end_all`], too.
pub fn end_everything(tx: &mut Tx, account: AccountId, why: &str) -> Result<usize> {
    end_others(tx, account, None, why)
}

/// After a restore from a copy: what was alive in it may have been ended after it was made, so
/// nothing of it lives on. Sessions, codes, tokens and mandates end, waiting requests are
/// forgotten, and the keys are replaced. Consents stay: they are records, and a withdrawal that
/// the copy does not know of is asked about again by the text of the page after a restore.
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
