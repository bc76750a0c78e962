//! The authorization endpoint's decision: what stands between a request and its code.

use oauth::acr::Level;
use oauth::provider::{AuthorizationRequest, IdTokenHint};
use oauth::{ErrorCode, Refusal};
use store::{Moment, Result, Tx};

use crate::account::{self, Alive};
use crate::client::Client;
use crate::consent::{self, Asked, Consent};
use crate::grant;
use crate::sso::Sso;

/// The next step of a request.
#[derive(Debug)]
pub enum Step {
    /// Nothing stands in the way.
    Ready(Ready),
    /// The person signs in; `again` although she is signed in.
    SignIn {
        /// Her session is not enough: the service wants a fresh proof, or somebody else.
        again: bool,
    },
    /// The service wants her to register.
    Register,
    /// Her account has to reach this level first.
    Level {
        /// The level she needs.
        needed: Level,
        /// The level she has.
        has: Level,
    },
    /// She is asked for consent.
    Consent(Asked),
    /// The service is told no.
    Refuse(Refusal),
}

/// Everything a code needs; only [`decide`] makes one, in the transaction that issues it.
#[derive(Debug)]
pub struct Ready {
    alive: Alive,
    asked: Asked,
    consent: Consent,
}

/// A request with what is known about it.
#[derive(Clone, Debug)]
pub struct Arrived {
    /// The checked request.
    pub request: AuthorizationRequest,
    /// When it came in; a sign-in after this moment was made for it.
    pub at: Moment,
    /// What its `id_token_hint` says.
    pub hint: Hint,
}

/// What an `id_token_hint` says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Hint {
    /// There is none.
    None,
    /// It is not ours, or not this client's.
    Unreadable,
    /// It names this `sub`.
    Person(String),
}

impl Hint {
    /// Reads the hint of a request for a client.
    pub fn read(request: &AuthorizationRequest, keys: &oauth::jose::Jwks, issuer: &str) -> Hint {
        let Some(token) = &request.id_token_hint else { return Hint::None };
        match IdTokenHint::verify(token, keys, issuer) {
            Ok(hint) if hint.client_id == request.client_id => Hint::Person(hint.sub),
            _ => Hint::Unreadable,
        }
    }
}

/// Decides on the next step. The order is that of the questions a person would ask: who are you,
/// is your account good enough, do you agree.
pub fn decide(tx: &Tx, client: &Client, arrived: &Arrived, sso: Option<&Sso>) -> Result<Step> {
    let request = &arrived.request;
    let asked = Asked::of(client, &request.scope);
    if asked.scope.is_empty() {
        return Ok(refuse(ErrorCode::InvalidScope, "none of the scopes is open to this client"));
    }
    let Some(sso) = sso else { return Ok(nobody(request)) };
    let Some(alive) = account::may_enter(tx, sso.account)? else {
        // Signed in and locked: the sign-in page says so and shows the way out.
        return Ok(match request.prompt.none {
            true => refuse(ErrorCode::LoginRequired, "the account may not be used at present"),
            false => Step::SignIn { again: true },
        });
    };
    if let Some(step) = who(arrived, sso) {
        return Ok(step);
    }
    let needed = needed_level(client, request);
    if alive.level() < needed {
        let why = "the account has not reached the level that is needed";
        return Ok(match request.prompt.none {
            true => refuse(ErrorCode::UnmetAuthenticationRequirements, why),
            false => Step::Level { needed, has: alive.level() },
        });
    }
    let consent = consent::find(tx, alive.account(), &client.id)?;
    // Consent that was asked for by the service counts when it was given for this request.
    let stale = |given: Moment| request.prompt.consent && given < arrived.at;
    match consent.filter(|known| asked.is_covered(Some(known)) && !stale(known.given_at)) {
        Some(consent) => Ok(Step::Ready(Ready { alive, asked, consent })),
        None if request.prompt.none => {
            Ok(refuse(ErrorCode::ConsentRequired, "the person has to agree first"))
        }
        None => Ok(Step::Consent(asked)),
    }
}

/// Makes the code: the second half of the one transaction.
pub fn issue(tx: &mut Tx, ready: &Ready, sso: &Sso, arrived: &Arrived) -> Result<String> {
    consent::used(tx, &ready.consent)?;
    grant::issue(tx, &ready.alive, sso, &arrived.request, &ready.asked.scope)
}

fn nobody(request: &AuthorizationRequest) -> Step {
    if request.prompt.none {
        refuse(ErrorCode::LoginRequired, "nobody is signed in")
    } else if request.prompt.create {
        Step::Register
    } else {
        Step::SignIn { again: false }
    }
}

/// Whether the session is the right one and fresh enough.
fn who(arrived: &Arrived, sso: &Sso) -> Option<Step> {
    let request = &arrived.request;
    // A sign-in that was made for this request is never too old, and is not asked for twice.
    let made_for_it = sso.sign_in.at >= arrived.at;
    let other = match &arrived.hint {
        Hint::None => false,
        // An unreadable hint names nobody whom we could ask to sign in.
        Hint::Unreadable => request.prompt.none,
        Hint::Person(sub) => *sub != sso.account.to_string(),
    };
    if other && (request.prompt.none || made_for_it) {
        return Some(refuse(ErrorCode::LoginRequired, "somebody else is signed in"));
    }
    let old = request.is_too_old(sso.sign_in.at.seconds(), arrived.at.seconds());
    if made_for_it || !(other || old || request.prompt.login || request.prompt.create) {
        return None;
    }
    Some(match request.prompt {
        prompt if prompt.none => refuse(ErrorCode::LoginRequired, "the sign-in is too old"),
        prompt if prompt.create => Step::Register,
        _ => Step::SignIn { again: true },
    })
}

/// The level that both the service in general and this request need. Of several levels that the
/// request would take, the lowest is enough.
fn needed_level(client: &Client, request: &AuthorizationRequest) -> Level {
    let asked = request.acr_values.iter().filter_map(|acr| Level::from_acr(acr)).min();
    asked.map_or(client.settings.level, |asked| asked.max(client.settings.level))
}

fn refuse(code: ErrorCode, why: &'static str) -> Step {
    Step::Refuse(Refusal::new(code, why))
}
