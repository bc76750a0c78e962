//! Keys that tokens are signed with, and their rotation (OpenID Connect Core §10.1.1).
//!
//! At every moment one key signs, the next one is already published, and those that signed
//! before stay published until nothing they signed is valid any more. So a rotation throws nobody
//! out: whoever caches the JWK set has seen the new key, and the old tokens still verify.

mod ring;
mod store;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use ::store::journal::Draft;
use ::store::{DAY, Error, Moment, Result, Tx};
use bytes::Bytes;
use oauth::jose::{Jwk, Jwks, SigningKey, VerifyingKey};
use serde_json::json;

pub use ring::Ring;

/// How long a key that signs no more stays published: longer than any token lives and than
/// relying parties keep a JWK set.
pub const OVERLAP: i64 = DAY;
/// A key signs for this long before the upkeep job changes it by itself.
pub const TERM: i64 = 30 * DAY;

/// How keys change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rotation {
    /// The published next key takes over; the old one verifies for [`OVERLAP`].
    Planned,
    /// The private keys may have leaked: all are withdrawn at once, and everything they signed
    /// is worthless.
    Emergency,
}

/// What a key is for at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Published ahead.
    Next,
    /// Signs.
    Active,
    /// Published, verifies what it signed.
    Retiring,
    /// Not published; still proves that an ID token came from us, for sign-out.
    Retired,
    /// Proves nothing.
    Withdrawn,
}

/// A key as the operator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Shown {
    /// The name in token headers.
    pub kid: String,
    /// What it is for.
    pub state: State,
    /// When it was made.
    pub created_at: Moment,
    /// When it began to sign.
    pub active_at: Option<Moment>,
    /// When it leaves the JWK set.
    pub leaves_at: Option<Moment>,
}

/// A row of the table.
#[derive(Clone, Debug)]
struct Stored {
    number: i64,
    kid: String,
    public: String,
    created_at: Moment,
    active_at: Option<Moment>,
    retired_at: Option<Moment>,
    withdrawn_at: Option<Moment>,
}

impl Stored {
    fn state(&self, now: Moment) -> State {
        match (self.withdrawn_at, self.active_at, self.retired_at) {
            (Some(_), ..) => State::Withdrawn,
            (_, None, _) => State::Next,
            (_, _, None) => State::Active,
            (_, _, Some(at)) if now.since(at) < OVERLAP => State::Retiring,
            _ => State::Retired,
        }
    }
}

/// The keys of one moment, parsed and ready.
#[derive(Debug)]
pub struct Keyset {
    /// Signs.
    pub active: SigningKey,
    /// Everything that verifies access tokens: next, active, retiring.
    pub published: Jwks,
    /// Those and the retired ones: proves where an ID token came from.
    pub ours: Jwks,
    /// The body of the JWK set.
    pub body: Bytes,
    marks: Vec<(i64, State)>,
}

/// What a look at the database brought.
enum Loaded {
    /// There are no keys yet.
    Nothing,
    /// The known keys are those of the moment.
    Same,
    /// Others are.
    New(Arc<Keyset>),
}

/// Makes the first keys unless there are some.
pub fn begin(tx: &mut Tx) -> Result<()> {
    if store::newest(tx)?.is_some() {
        return Ok(());
    }
    let now = tx.now();
    // Two nodes that start at once both come here; the number decides which pair stays.
    if store::insert(tx, 1, &generate()?, Some(now))? {
        store::insert(tx, 2, &generate()?, None)?;
        journal(tx, "key.made", 1)?;
    }
    Ok(())
}

/// Lets the next key sign from now on. `false`: somebody else did so at the same moment.
pub fn rotate(tx: &mut Tx, rotation: Rotation) -> Result<bool> {
    let Some(newest) = store::newest(tx)? else {
        begin(tx)?;
        return Ok(true);
    };
    let turned = match rotation {
        Rotation::Planned => turn(tx, newest)?,
        Rotation::Emergency => replace(tx, newest)?,
    };
    if turned {
        let event = match rotation {
            Rotation::Planned => "key.rotated",
            Rotation::Emergency => "key.replaced",
        };
        journal(tx, event, newest)?;
    }
    Ok(turned)
}

/// Rotates when the active key has signed for [`TERM`].
pub fn rotate_when_due(tx: &mut Tx) -> Result<bool> {
    let now = tx.now();
    let due = store::all(tx)?.iter().any(|key| {
        key.state(now) == State::Active && key.active_at.is_some_and(|at| now.since(at) >= TERM)
    });
    if due { rotate(tx, Rotation::Planned) } else { Ok(false) }
}

/// All keys, newest first, for the operator.
pub fn show(tx: &Tx) -> Result<Vec<Shown>> {
    let now = tx.now();
    let shown = |key: Stored| Shown {
        state: key.state(now),
        kid: key.kid,
        created_at: key.created_at,
        active_at: key.active_at,
        leaves_at: key.withdrawn_at.or(key.retired_at.map(|at| at.plus(OVERLAP))),
    };
    Ok(store::all(tx)?.into_iter().rev().map(shown).collect())
}

/// The keys of this moment.
pub fn load(tx: &Tx) -> Result<Arc<Keyset>> {
    match load_unless(tx, None)? {
        Loaded::New(keys) => Ok(keys),
        Loaded::Nothing | Loaded::Same => Err(Error::bug("there are no signing keys")),
    }
}

/// The keys of this moment unless they are the known ones. Nothing is unsealed for that.
fn load_unless(tx: &Tx, known: Option<&Keyset>) -> Result<Loaded> {
    let now = tx.now();
    let keys = store::all(tx)?;
    if keys.is_empty() {
        return Ok(Loaded::Nothing);
    }
    let marks: Vec<(i64, State)> = keys.iter().map(|key| (key.number, key.state(now))).collect();
    if known.is_some_and(|known| known.marks == marks) {
        return Ok(Loaded::Same);
    }
    let active = keys.iter().find(|key| key.state(now) == State::Active);
    let active = active.ok_or_else(|| Error::bug("no key is active"))?;
    let active = SigningKey::from_pkcs8(&store::private(tx, active.number)?).map_err(Error::bug)?;
    let mut published = Vec::new();
    let mut ours = Vec::new();
    for key in &keys {
        let state = key.state(now);
        if state == State::Withdrawn {
            continue;
        }
        let public = parse(&key.public)?;
        if state != State::Retired {
            published.push(public.clone());
        }
        ours.push(public);
    }
    let published = Jwks::new(published);
    let body = Bytes::from(published.to_json());
    let ours = Jwks::new(ours);
    Ok(Loaded::New(Arc::new(Keyset { active, published, ours, body, marks })))
}

fn turn(tx: &mut Tx, newest: i64) -> Result<bool> {
    // One statement decides who turns; the other node finds the key active already.
    if !store::activate(tx, newest)? {
        return Ok(false);
    }
    store::retire_below(tx, newest)?;
    store::insert(tx, newest + 1, &generate()?, None)
}

fn replace(tx: &mut Tx, newest: i64) -> Result<bool> {
    let now = tx.now();
    if !store::insert(tx, newest + 1, &generate()?, Some(now))? {
        return Ok(false);
    }
    store::withdraw_below(tx, newest + 1)?;
    store::insert(tx, newest + 2, &generate()?, None)
}

/// The one randomness that does not come from the transaction: the library makes keys with the
/// system's generator only.
fn generate() -> Result<SigningKey> {
    SigningKey::generate().map_err(Error::bug)
}

fn parse(public: &str) -> Result<VerifyingKey> {
    let object = oauth::json::object(public.as_bytes(), 10_000).map_err(Error::bug)?;
    let jwk = Jwk::read(&object).map_err(Error::bug)?;
    VerifyingKey::new(jwk).map_err(Error::bug)
}

fn journal(tx: &mut Tx, event: &str, number: i64) -> Result<()> {
    tx.journal(&Draft::new("identity", event).with(json!({"number": number})))?;
    Ok(())
}
