//! Grants: one entry of a person into a service, from the code to the last token.
//!
//! A grant is one row. It holds the hash of its one code, the number of its valid refresh token,
//! and what its tokens say; every token names it. Ending the row ends them all, so a sign-out, a
//! withdrawn consent or a replayed token needs one statement, and a code flow costs one insert and
//! one update.
//!
//! A code is the grant's id and 256 random bits, of which the row keeps the hash. A refresh token
//! is the grant's id, a number and a keyed hash over both: an old one is recognised as ours, which
//! tells theft from noise, without a row for each.
//!
//! There is no grace for a refresh token that comes twice. A client whose answer was lost cannot
//! be told from a thief who was faster, so both lose the grant and the person signs in again
//! (RFC 9700 §4.14.2); the cost is one silent round trip while her session lives.

mod store;
#[cfg(test)]
mod tests;
mod token;

use ::store::journal::Draft;
use ::store::{HOUR, MINUTE, Moment, Result, SECOND, Tx};
use notify::{Kind, Notice, Recipient};
use oauth::acr::Level;
use oauth::pkce::{Challenge, Verifier};
use oauth::provider::AuthorizationRequest;
use oauth::scope::{OFFLINE_ACCESS, Scopes};
use oauth::{ErrorCode, Refusal};
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::Site;
use web::session::{self, SessionId};

use crate::account::{self, AccountId, Alive};
use crate::client::{self, Client};
use crate::mandate;
use crate::sso::Sso;

pub use store::{end_all, forget_old, leave_client, leave_session, of_account, open, sessions_of};
pub use token::RefreshToken;
pub(crate) use token::hash;

::store::id!(
    /// A grant.
    pub GrantId
);

/// A code lives this long (RFC 6749 §4.1.2 allows ten times as much).
pub const CODE_LIFE: i64 = MINUTE;
/// A clock that went back by more than this makes a code worthless: its age is unknown.
pub const CLOCK_SLACK: i64 = 5 * SECOND;
/// A refresh token that was not used for so long is worthless.
pub const REFRESH_IDLE: i64 = HOUR;
/// However often it is renewed, a grant ends after this: as long as a session at most lives.
pub const GRANT_LIFE: i64 = 8 * HOUR;

/// Why a grant ended; beside the reasons for which sessions end ([`session::why`]).
pub mod why {
    /// Its code came twice.
    pub const CODE_REUSED: &str = "code-reused";
    /// Its code came with something wrong.
    pub const CODE_BURNT: &str = "code-burnt";
    /// An old refresh token came again.
    pub const REFRESH_REUSED: &str = "refresh-reused";
    /// The client gave its token back.
    pub const REVOKED: &str = "revoked";
    /// The person withdrew her consent.
    pub const CONSENT: &str = "consent";
}

/// What the code is bound to and what tokens will say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bound {
    redirect_uri: String,
    challenge: Challenge,
    /// The client's nonce.
    pub nonce: Option<String>,
    /// When the person proved who she is, in seconds.
    pub auth_time: i64,
    /// The level that the ID token names.
    pub acr: Option<String>,
    /// How she proved it.
    pub amr: Vec<String>,
}

/// A grant.
#[derive(Clone, Debug, PartialEq)]
pub struct Grant {
    /// Its id.
    pub id: GrantId,
    /// Whose it is.
    pub account: AccountId,
    /// The client it was given to.
    pub client: String,
    /// The session it came from (`sid`).
    pub session: SessionId,
    /// What was granted.
    pub scope: Scopes,
    /// What tokens say.
    pub bound: Bound,
    /// When the code was made.
    pub created_at: Moment,
    /// When it was redeemed.
    pub used_at: Option<Moment>,
    /// The number of the valid refresh token; 0 before the code is redeemed.
    pub generation: i64,
    /// When the last refresh token was made.
    pub refreshed_at: Moment,
    /// When it ends in any case.
    pub expires_at: Moment,
}

/// A service that was left: it has to be told that the session there is over.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Left {
    /// The person.
    pub account: AccountId,
    /// The service.
    pub client: String,
    /// The session of the provider in which it was entered.
    pub session: SessionId,
}

/// What a redeemed code or refresh token is good for.
#[derive(Clone, Debug, PartialEq)]
pub struct Redeemed {
    /// The grant.
    pub grant: Grant,
    /// The scopes of this answer: those of the grant or fewer.
    pub scope: Scopes,
    /// The level of the account.
    pub level: Level,
    /// The next refresh token, where one was granted.
    pub refresh: Option<RefreshToken>,
}

/// What the client is told instead.
pub type Answer<T> = std::result::Result<T, Refusal>;

/// Makes a grant with its code. `scope` is what the person agreed to.
pub fn issue(
    tx: &mut Tx,
    alive: &Alive,
    sso: &Sso,
    request: &AuthorizationRequest,
    scope: &Scopes,
) -> Result<String> {
    let id = GrantId(tx.new_id());
    let code = format!("{id}{}", tx.entropy().token());
    let bound = Bound {
        redirect_uri: request.redirect_uri.to_string(),
        challenge: request.challenge.clone(),
        nonce: request.nonce.clone(),
        auth_time: sso.sign_in.at.seconds(),
        acr: acr(&request.acr_values, alive.level()),
        amr: sso.sign_in.amr.clone(),
    };
    let now = tx.now();
    let grant = Grant {
        id,
        account: alive.account(),
        client: request.client_id.clone(),
        session: sso.session,
        scope: scope.clone(),
        bound,
        created_at: now,
        used_at: None,
        generation: 0,
        refreshed_at: now,
        expires_at: now.plus(GRANT_LIFE),
    };
    store::insert(tx, &grant, &token::hash(&code))?;
    let draft = Draft::new("identity", "service.entered").by("person", grant.account);
    let about = json!({"client": grant.client, "session": grant.session, "grant": grant.id});
    tx.journal(&draft.about(grant.account).with(about))?;
    Ok(code)
}

/// The `acr` of an ID token. A service that asked for levels gets the highest of them that the
/// account reaches, and none if it only asked for levels that we do not know: it must not take
/// ours for one of them (OpenID Connect Core §3.1.2.1, `acr_values`).
fn acr(asked: &[String], level: Level) -> Option<String> {
    if asked.is_empty() {
        return Some(level.acr().to_owned());
    }
    let known = asked.iter().filter_map(|acr| Level::from_acr(acr));
    known.filter(|asked| *asked <= level).max().map(|level| level.acr().to_owned())
}

/// Redeems a code: takes it in one statement, then looks whether everything fits. Whatever does
/// not fit burns it, and a code that comes twice takes back what the first one gave.
pub fn redeem(
    tx: &mut Tx,
    client: &Client,
    code: &str,
    redirect_uri: &str,
    verifier: &Verifier,
) -> Result<Answer<Redeemed>> {
    let refused = |why: &'static str| Ok(Err(Refusal::new(ErrorCode::InvalidGrant, why)));
    const SAME: &str = "the code is unknown, used, expired or another client's";
    let Some(id) = token::grant_of_code(code) else { return refused(SAME) };
    let Some(grant) = store::take_code(tx, id, &token::hash(code))? else {
        code_again(tx, id, code)?;
        return refused(SAME);
    };
    let age = tx.now().since(grant.created_at);
    let fresh = (-CLOCK_SLACK..=CODE_LIFE).contains(&age);
    let fits = grant.client == client.id && fresh;
    let proven = grant.bound.challenge.accepts(verifier);
    if !fits || grant.bound.redirect_uri != redirect_uri || !proven {
        end(tx, &grant, why::CODE_BURNT, "token.code_burnt")?;
        return refused(if fits { "redirect_uri or code_verifier does not fit" } else { SAME });
    }
    let alive = match standing(tx, &grant)? {
        Ok(alive) => alive,
        Err(refusal) => {
            end(tx, &grant, why::CODE_BURNT, "token.code_burnt")?;
            return Ok(Err(refusal));
        }
    };
    let offline = grant.scope.contains(OFFLINE_ACCESS);
    let refresh = offline.then(|| RefreshToken::new(tx, grant.id, grant.generation));
    let scope = grant.scope.clone();
    Ok(Ok(Redeemed { grant, scope, level: alive.level(), refresh }))
}

/// What to do with a code that could not be taken.
fn code_again(tx: &mut Tx, id: GrantId, code: &str) -> Result<()> {
    let Some(known) = store::by_code(tx, id, &token::hash(code))? else {
        // Our grant and a wrong secret: somebody edits codes. It is burnt.
        if let Some(grant) = store::burn(tx, id, why::CODE_BURNT)? {
            journal(tx, &grant, "token.code_burnt")?;
        }
        return Ok(());
    };
    end(tx, &known, why::CODE_REUSED, "token.code_reused")?;
    mandate::end_grant(tx, &known, why::CODE_REUSED).map(|_| ())
}

/// Turns a refresh token into the next one. An old one ends the grant and is told to the person.
pub fn refresh(
    tx: &mut Tx,
    client: &Client,
    token: &str,
    wanted: Option<&Scopes>,
) -> Result<Answer<Redeemed>> {
    let refused = |why: &'static str| Ok(Err(Refusal::new(ErrorCode::InvalidGrant, why)));
    const SAME: &str = "the refresh token is unknown, used, expired or another client's";
    let Some(token) = RefreshToken::parse(tx, token) else { return refused(SAME) };
    let Some(grant) = store::open(tx, token.grant)?.filter(|grant| grant.client == client.id)
    else {
        return refused(SAME);
    };
    if token.generation != grant.generation {
        reused(tx, &grant)?;
        return refused(SAME);
    }
    let now = tx.now();
    if now.since(grant.refreshed_at) >= REFRESH_IDLE || now >= grant.expires_at {
        return refused(SAME);
    }
    let scope = match narrowed(&grant.scope, wanted) {
        Ok(scope) => scope,
        Err(refusal) => return Ok(Err(refusal)),
    };
    // A locked account is refused and keeps its grant: unlocking must not cost a sign-in.
    let alive = match standing(tx, &grant)? {
        Ok(alive) => alive,
        Err(refusal) => return Ok(Err(refusal)),
    };
    if !store::turn(tx, grant.id, token.generation)? {
        reused(tx, &grant)?;
        return refused(SAME);
    }
    let refresh = Some(RefreshToken::new(tx, grant.id, token.generation + 1));
    Ok(Ok(Redeemed { grant, scope, level: alive.level(), refresh }))
}

/// Whether a grant may still give tokens: its session was not ended and its person may act. The
/// client was looked at when it proved who it is.
pub fn standing(tx: &Tx, grant: &Grant) -> Result<Answer<Alive>> {
    let refused = |why: &'static str| Ok(Err(Refusal::new(ErrorCode::InvalidGrant, why)));
    if session::was_ended(tx, grant.session)? {
        return refused("the session has ended");
    }
    match account::may_enter(tx, grant.account)? {
        Some(alive) => Ok(Ok(alive)),
        None => refused("the account may not be used at present"),
    }
}

/// A grant whose access tokens are good at this moment, with its client.
pub fn in_force(tx: &Tx, id: GrantId) -> Result<Option<(Grant, Alive)>> {
    let Some(grant) = store::open(tx, id)? else { return Ok(None) };
    if tx.now() >= grant.expires_at || client::open(tx, &grant.client)?.is_none() {
        return Ok(None);
    }
    Ok(standing(tx, &grant)?.ok().map(|alive| (grant, alive)))
}

/// The client gives a token back (RFC 7009): the whole grant ends. Another client's is left alone.
pub fn revoke(tx: &mut Tx, client: &Client, id: GrantId) -> Result<bool> {
    let Some(grant) = store::open(tx, id)?.filter(|grant| grant.client == client.id) else {
        return Ok(false);
    };
    end(tx, &grant, why::REVOKED, "token.revoked")?;
    Ok(true)
}

fn reused(tx: &mut Tx, grant: &Grant) -> Result<()> {
    end(tx, grant, why::REFRESH_REUSED, "token.refresh_reused")?;
    mandate::end_grant(tx, grant, why::REFRESH_REUSED)?;
    let service = match client::find(tx, &grant.client)? {
        Some(client) => client.settings.name.as_arg(),
        None => grant.client.clone(),
    };
    let recipient = Recipient { site: Site::Identity, subject: grant.account.to_string() };
    let notice = Notice {
        kind: Kind::Security,
        event: "refresh-reused",
        args: vec![("service", service)],
        key: Some(format!("refresh-reused:{}", grant.id)),
    };
    notify::tell(tx, &recipient, &notice)
}

fn end(tx: &mut Tx, grant: &Grant, why: &str, event: &str) -> Result<()> {
    if store::end(tx, grant.id, why)? {
        journal(tx, grant, event)?;
    }
    Ok(())
}

fn journal(tx: &mut Tx, grant: &Grant, event: &str) -> Result<()> {
    let about = json!({"client": grant.client, "session": grant.session, "grant": grant.id});
    let draft = Draft::new("identity", event).by("client", &grant.client);
    tx.journal(&draft.about(grant.account).with(about))?;
    Ok(())
}

fn narrowed(granted: &Scopes, wanted: Option<&Scopes>) -> Answer<Scopes> {
    match wanted {
        None => Ok(granted.clone()),
        Some(wanted) if wanted.is_subset(granted) => Ok(wanted.clone()),
        Some(_) => {
            Err(Refusal::new(ErrorCode::InvalidScope, "the scope is wider than what was granted"))
        }
    }
}
