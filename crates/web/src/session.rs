//! Sign-in state of a site: a row per session, found by the hash of its cookie.

mod binding;
mod store;
#[cfg(test)]
mod tests;

use std::net::IpAddr;
use std::sync::Arc;

use ::store::{DAY, HOUR, Moment, Secret};
use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use http::request::Parts;
use serde::de::DeserializeOwned;

pub use binding::Binding;
pub use store::{
    data, end, end_all, end_where_external, end_where_external_subject, forget_old, is_alive, of,
    open, open_from, renew, restored, set_external, update_data, was_ended,
};

use crate::{App, Failure, Visit, cookie};

::store::id!(
    /// A session; the provider shows it to its clients as `sid`.
    pub SessionId
);

/// How long a session lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Microseconds without a request after which it ends.
    pub idle: i64,
    /// Microseconds after which it ends in any case.
    pub total: i64,
}

impl Limits {
    /// For people: 30 minutes without a request, 8 hours in all.
    pub const PERSON: Limits = Limits { idle: HOUR / 2, total: 8 * HOUR };
    /// For staff: 15 minutes without a request, 8 hours in all.
    pub const STAFF: Limits = Limits { idle: HOUR / 4, total: 8 * HOUR };
}

/// A session that was just opened; `cookie` goes to the browser and is kept nowhere.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
pub struct Opened {
    /// Its id.
    pub id: SessionId,
    /// The value of its cookie, for [`cookie::set_session`].
    pub cookie: Secret,
}

/// The session at a provider that a session came from.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct External {
    /// The provider's `sid`.
    pub session: Option<String>,
    /// The person's `sub` there.
    pub subject: Option<String>,
}

/// A session as its owner sees it in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct SessionRow {
    /// Its id.
    pub id: SessionId,
    /// When it was opened.
    pub opened_at: Moment,
    /// The last request, to the minute.
    pub seen_at: Moment,
    /// The address it was opened from.
    pub address: IpAddr,
    /// The browser it was opened in.
    pub agent: String,
    /// Whether it is the one that asks; [`SessionRow::mark`] sets it.
    pub current: bool,
}

impl SessionRow {
    /// Marks the row of the session that asks.
    pub fn mark(rows: &mut [SessionRow], current: SessionId) {
        rows.iter_mut().for_each(|row| row.current = row.id == current);
    }
}

/// Why a session ended; the words are kept in the row and are the end of a text's key
/// (`web-ended-…`).
pub mod why {
    /// The person pressed «Выйти».
    pub const SIGNED_OUT: &str = "signed-out";
    /// Another address.
    pub const ADDRESS: &str = "address";
    /// Nothing was asked for too long, or the time was up.
    pub const EXPIRED: &str = "expired";
    /// The owner ended it from another session.
    pub const BY_OWNER: &str = "by-owner";
    /// The password or another factor was changed.
    pub const CREDENTIALS: &str = "credentials";
    /// The provider told that the sign-in is over.
    pub const PROVIDER: &str = "provider";
    /// Staff or the program ended it.
    pub const BY_STAFF: &str = "by-staff";
    /// The storage came back from a copy.
    pub const RESTORED: &str = "restored";

    pub(crate) const ALL: [&str; 8] =
        [SIGNED_OUT, ADDRESS, EXPIRED, BY_OWNER, CREDENTIALS, PROVIDER, BY_STAFF, RESTORED];
}

/// The session of a request that is signed in. As a handler's argument `Current` demands it
/// (others are sent to the sign-in page and back), `Option<Current>` does not.
#[derive(Clone, Debug)]
pub struct Current(Arc<State>);

/// What a [`Current`] holds.
#[derive(Debug)]
pub struct State {
    /// The session.
    pub id: SessionId,
    /// Whose it is: the person's id on this site.
    pub subject: String,
    /// When it was opened.
    pub opened_at: Moment,
    data: serde_json::Value,
}

impl std::ops::Deref for Current {
    type Target = State;

    fn deref(&self) -> &State {
        &self.0
    }
}

impl Current {
    /// What the site keeps with the session.
    ///
    /// # Errors
    /// [`Failure::Internal`] when it is of another shape: a bug.
    pub fn data<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        serde_json::from_value(self.data.clone()).map_err(Failure::internal)
    }
}

/// The session of a request, if it is signed in: found once per request.
///
/// # Errors
/// When storage does not answer.
pub async fn current(app: &App, visit: &Visit) -> Result<Option<Current>, Failure> {
    let found = visit.session.get_or_try_init(|| find(app, visit)).await?;
    Ok(found.clone())
}

async fn find(app: &App, visit: &Visit) -> Result<Option<Current>, Failure> {
    let Some(cookie) = visit.cookies.get(cookie::SESSION).filter(|c| !c.is_empty()) else {
        return Ok(None);
    };
    let (site, address, binding) = (visit.site, visit.address, app.sites.binding(visit.site));
    let hash = hash(cookie);
    let key = hash.clone();
    let count = unread(app, visit);
    let met = app.db.read(move |tx| {
        let met = store::meet(tx, site, &key, address, binding)?;
        let unread = match (&met, &count) {
            (store::Met::Alive { current, .. }, Some(count)) => {
                Some(count(tx, site, &current.subject)?)
            }
            _ => None,
        };
        Ok((met, unread))
    });
    let (met, unread) = met.await?;
    visit.notes().unread = unread;
    let met = match met {
        // A script's header must not silence that somebody else has the cookie.
        store::Met::Alive { current, quiet, followed } if quiet || (visit.passive && !followed) => {
            return Ok(Some(current));
        }
        store::Met::Ended(over) => store::Met::Ended(over),
        // It has to be written down; decide again inside that transaction.
        _ => {
            let (facts, moved) = (visit.facts(), app.moved.clone());
            app.db
                .write("web.session_seen", move |tx| {
                    let moved = moved.as_ref();
                    store::note(
                        tx,
                        &store::Asked { site, hash: &hash, facts: &facts, binding, moved },
                    )
                })
                .await?
        }
    };
    match met {
        store::Met::Alive { current, .. } => Ok(Some(current)),
        store::Met::Ended(over) => {
            visit.notes().ended = Some(over);
            Ok(None)
        }
        store::Met::Moved => Err(Failure::internal("a moved session was not decided")),
    }
}

/// What counts unread notices, for a page that will show the number; a form with errors is one.
fn unread(app: &App, visit: &Visit) -> Option<crate::Unread> {
    let page = visit.path_only() != crate::live::PATH;
    app.unread.clone().filter(|_| page && visit.site.has_notices())
}

/// The hash under which a cookie is kept: the cookie has 256 random bits, so no salt is needed.
fn hash(cookie: &str) -> Vec<u8> {
    use aws_lc_rs::digest;
    digest::digest(&digest::SHA256, cookie.as_bytes()).as_ref().to_vec()
}

/// How long ended sessions stay, so that a later visit can be told why.
pub const KEPT: i64 = 30 * DAY;

/// How many rows of a kind [`forget_old`] removes at once.
pub const FORGOTTEN_AT_ONCE: u32 = 1_000;

impl<S: Sync> OptionalFromRequestParts<S> for Current {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Option<Current>, Failure> {
        let visit = Visit::of(parts)?;
        current(visit.app(), &visit).await
    }
}

impl<S: Sync> FromRequestParts<S> for Current {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Current, Failure> {
        let visit = Visit::of(parts)?;
        current(visit.app(), &visit).await?.ok_or(Failure::SignIn)
    }
}

/// Raw parts of a found row, for [`store`].
fn made(id: SessionId, subject: String, opened_at: Moment, data: serde_json::Value) -> Current {
    Current(Arc::new(State { id, subject, opened_at, data }))
}
