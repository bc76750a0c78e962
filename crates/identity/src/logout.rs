//! Leaving: the end of a session here and at every service that was entered in it (OpenID Connect
//! RP-Initiated Logout 1.0, Back-Channel Logout 1.0).
//!
//! In the transaction that ends the session, each service to be told becomes a row and a job. A
//! page that waits tells all of them at once and removes the rows of those that confirmed; the job
//! finds its row gone, or tries again with growing pauses.

mod jobs;
pub(crate) mod pages;
mod store;
#[cfg(test)]
mod tests;

use ::store::{Error, Moment, Result, SECOND, Tx};
use oauth::claims::NewLogoutToken;
use serde::{Deserialize, Serialize};
use web::session::SessionId;

use crate::account::AccountId;
use crate::client::{self, Words};
use crate::grant::Left;
use crate::key::Keyset;

pub use jobs::{Told, retry, tell_now};
pub use store::forget_all;
pub(crate) use store::{find, forget};

::store::id!(
    /// A service that has to be told.
    pub FarewellId
);

/// The kind of the job that tries again.
pub const JOB: &str = "identity.logout";
/// The job leaves whoever waits for the answers this much time.
pub(crate) const HEAD_START: i64 = 3 * SECOND;
/// Seconds that a logout token is good for (Back-Channel Logout 1.0 §2.4: at most two minutes).
const TOKEN_LIFE: i64 = 120;

/// A service that has to be told that a session is over.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Farewell {
    /// Its id.
    pub id: FarewellId,
    /// The service.
    pub client: String,
    /// Its name, to be shown when it does not answer.
    pub name: Words,
    /// Where it is told.
    pub url: String,
    /// The person, as the service knows her.
    pub account: AccountId,
    /// The session that ended.
    pub session: SessionId,
    made_at: Moment,
}

impl Farewell {
    /// When the session ended.
    pub fn made_at(&self) -> Moment {
        self.made_at
    }
}

/// Writes down who has to be told, with a job for each that begins after `head_start`: nothing,
/// unless a page tells them meanwhile. Services that registered no address for it cannot be told
/// and are left out.
pub(crate) fn farewells(tx: &mut Tx, left: &[Left], head_start: i64) -> Result<Vec<Farewell>> {
    let mut farewells = Vec::with_capacity(left.len());
    for left in left {
        let Some(client) = client::find(tx, &left.client)? else { continue };
        let Some(url) = &client.settings.backchannel_logout_uri else { continue };
        let farewell = Farewell {
            id: FarewellId(tx.new_id()),
            client: client.id,
            name: client.settings.name,
            url: url.to_string(),
            account: left.account,
            session: left.session,
            made_at: tx.now(),
        };
        store::insert(tx, &farewell)?;
        let due = tx.now().plus(head_start);
        tx.enqueue(JOB, &farewell, due)?;
        farewells.push(farewell);
    }
    Ok(farewells)
}

/// The signed logout token for a farewell. `jti` is a name that is never used again.
pub fn token(
    keys: &Keyset,
    issuer: &str,
    farewell: &Farewell,
    now: i64,
    jti: &str,
) -> Result<String> {
    let (sub, sid) = (farewell.account.to_string(), farewell.session.to_string());
    let token = NewLogoutToken {
        iss: issuer,
        aud: &farewell.client,
        iat: now,
        exp: now + TOKEN_LIFE,
        jti,
        sub: Some(&sub),
        sid: Some(&sid),
    };
    token.sign(&keys.active).map_err(Error::bug)
}
