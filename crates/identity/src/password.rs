//! Passwords: what is accepted, how they are hashed and compared.
//!
//! The rules are those of NIST SP 800-63B, section 3.1.1.2: length decides, nothing has to be
//! mixed in, what everybody guesses first is refused. Characters are counted as code points of
//! the composed form (NFC), and a password typed in either form is the same password.

mod common;
mod hash;
pub mod temporary;
#[cfg(test)]
mod tests;

use ::store::{Entropy, Result, Secret, Tx, params};
use serde::{Deserialize, Serialize};
use unicode_normalization::UnicodeNormalization as _;

pub use hash::{Hashed, decoy, hash, is_right};

use crate::AccountId;

/// The shortest password, in characters.
pub const SHORTEST: usize = 8;
/// The longest password, in characters.
pub const LONGEST: usize = 128;

const CONTEXT: &str = "identity_password.hash";

/// Why a password is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weakness {
    /// Nothing was typed.
    Empty,
    /// Fewer than [`SHORTEST`] characters.
    Short {
        /// How many there are.
        got: usize,
    },
    /// More than [`LONGEST`] characters.
    Long,
    /// Among those that everybody tries first.
    Common,
    /// Made of the person's own name, phone or e-mail.
    Own,
    /// Guessed within a million attempts.
    Guessable,
}

/// How long a password would withstand guessing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Strength {
    /// Up to a hundred million guesses.
    Fair,
    /// Up to ten thousand million.
    Good,
    /// More.
    Strong,
}

impl Strength {
    /// The end of a text's key.
    pub fn as_str(self) -> &'static str {
        match self {
            Strength::Fair => "fair",
            Strength::Good => "good",
            Strength::Strong => "strong",
        }
    }
}

impl Weakness {
    /// The end of a text's key.
    pub fn as_str(self) -> &'static str {
        match self {
            Weakness::Empty => "empty",
            Weakness::Short { .. } => "short",
            Weakness::Long => "long",
            Weakness::Common => "common",
            Weakness::Own => "own",
            Weakness::Guessable => "guessable",
        }
    }
}

/// Judges a new password; `own` is what others know of the person: names, phone, e-mail.
///
/// # Errors
/// [`Weakness`].
pub fn judge(password: &str, own: &[&str]) -> std::result::Result<Strength, Weakness> {
    let password = normal(password);
    let length = password.chars().count();
    match length {
        0 => return Err(Weakness::Empty),
        got if got < SHORTEST => return Err(Weakness::Short { got }),
        got if got > LONGEST => return Err(Weakness::Long),
        _ => {}
    }
    if common::is_common(&password) {
        return Err(Weakness::Common);
    }
    if is_own(&password, own) {
        return Err(Weakness::Own);
    }
    let words: Vec<&str> = own.iter().flat_map(|text| text.split(&['@', '.', ' ', '-'])).collect();
    match u8::from(zxcvbn::zxcvbn(&password, &words).score()) {
        0 | 1 => Err(Weakness::Guessable),
        2 => Ok(Strength::Fair),
        3 => Ok(Strength::Good),
        _ => Ok(Strength::Strong),
    }
}

/// Judges a new password and, if it is accepted, hashes it. Judging takes milliseconds and hashing
/// tens of them, so both belong on `app.cpu`.
///
/// # Errors
/// [`Weakness`].
pub fn choose(
    password: &str,
    own: &[String],
    entropy: &Entropy,
) -> std::result::Result<(Hashed, Strength), Weakness> {
    let own: Vec<&str> = own.iter().map(String::as_str).collect();
    let strength = judge(password, &own)?;
    Ok((hash(password, entropy), strength))
}

/// The composed form: what is hashed and counted.
pub(crate) fn normal(password: &str) -> String {
    password.nfc().collect()
}

/// Whether hardly more than the person's own data is left of the password: less than half of its
/// letters, and fewer than [`SHORTEST`], come from elsewhere.
fn is_own(password: &str, own: &[&str]) -> bool {
    let folded = fold(password);
    let length = folded.chars().count();
    let mut rest = folded;
    let mut pieces: Vec<String> = own
        .iter()
        .flat_map(|text| text.split(&['@', '.', ' ', '-', '\'']))
        .flat_map(spellings)
        .filter(|piece| piece.chars().count() >= 3)
        .collect();
    // Long pieces first: of a phone written in full nothing must be left over.
    pieces.sort_by_key(|piece| std::cmp::Reverse(piece.len()));
    for piece in &pieces {
        rest = rest.replace(piece.as_str(), "");
    }
    let left = rest.chars().count();
    left < SHORTEST && left * 2 < length
}

/// A word as it is typed, in Latin letters, and on the other keyboard layout; a phone also
/// without its country.
fn spellings(word: &str) -> Vec<String> {
    let plain = fold(word);
    if plain.len() >= 11 && plain.bytes().all(|b| b.is_ascii_digit()) {
        let local = plain[1..].to_owned();
        return vec![format!("8{local}"), local, plain];
    }
    let (latin, switched) = (common::latin(&plain), common::other_layout(&plain));
    vec![plain, latin, switched]
}

fn fold(text: &str) -> String {
    text.to_lowercase().replace('ё', "е").chars().filter(|c| c.is_alphanumeric()).collect()
}

/// Gives an account a password; a temporary one that support sent is dead.
pub fn set(tx: &mut Tx, account: AccountId, hashed: &Hashed) -> Result<()> {
    let sealed = tx.vault().seal_text(CONTEXT, hashed.text());
    let now = tx.now();
    tx.execute(
        "insert into identity_password (account_id, hash, set_at) values ($1, $2, $3)
         on conflict (account_id) do update set hash = excluded.hash, set_at = excluded.set_at",
        params![account, sealed, now],
    )?;
    temporary::forget(tx, account)
}

/// The hash to compare with; `None` when the account has no password.
pub fn of(tx: &Tx, account: AccountId) -> Result<Option<Hashed>> {
    let row: Option<(Vec<u8>,)> =
        tx.query_opt("select hash from identity_password where account_id = $1", params![account])?;
    let Some((sealed,)) = row else { return Ok(None) };
    Ok(Some(Hashed::read(tx.vault().open_text(CONTEXT, &sealed)?)))
}

/// When the password was set.
pub fn set_at(tx: &Tx, account: AccountId) -> Result<Option<::store::Moment>> {
    let row: Option<(::store::Moment,)> = tx.query_opt(
        "select set_at from identity_password where account_id = $1",
        params![account],
    )?;
    Ok(row.map(|(at,)| at))
}

/// A password on its way through the program.
pub type Typed = Secret;
