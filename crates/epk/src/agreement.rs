//! The agreement about the simple signature: whoever accepts it signs by a code from an SMS from
//! then on (63-ФЗ, article 6: without an agreement such a signature counts for nothing). It is
//! accepted as the very text that was shown, by version and SHA-256.

mod store;
#[cfg(test)]
mod tests;

use ::store::journal::Draft;
use ::store::{Moment, Result, Tx};
use cabinet::CabinetAccountId;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Lang, Site};

pub use crate::terms::fingerprint;

/// The version in force. A new text gets a new version, and is accepted before the next signature.
pub const VERSION: &str = "2";

/// The text in force, in one language: a paragraph per line.
pub fn text(lang: Lang) -> &'static str {
    match lang {
        Lang::Ru => include_str!("../agreement/2.ru.txt"),
        Lang::En => include_str!("../agreement/2.en.txt"),
    }
}

/// What a person accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreement {
    /// The version.
    pub version: String,
    /// The language of the text that was shown.
    pub lang: Lang,
    /// Its SHA-256.
    pub sha256: Vec<u8>,
    /// When.
    pub accepted_at: Moment,
}

/// The outcome of [`accept`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Accepting {
    /// It is recorded, now or before.
    Accepted,
    /// The text has changed since it was shown; nothing was recorded.
    Changed,
}

/// Accepts the text with this fingerprint, which must be the one in force in that language.
pub fn accept(
    tx: &mut Tx,
    account: CabinetAccountId,
    lang: Lang,
    shown: &str,
) -> Result<Accepting> {
    let text = text(lang);
    if shown != fingerprint(text) {
        return Ok(Accepting::Changed);
    }
    let sha256 = aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA256, text.as_bytes());
    if store::put(tx, account, VERSION, lang, sha256.as_ref())? {
        tx.journal(
            &Draft::new(Site::Epk.as_str(), "agreement.accepted")
                .by("person", account)
                .about(account)
                .with(json!({ "version": VERSION, "lang": lang, "sha256": shown })),
        )?;
    }
    Ok(Accepting::Accepted)
}

/// What the person accepted of the version in force.
pub fn accepted(tx: &Tx, account: CabinetAccountId) -> Result<Option<Agreement>> {
    store::get(tx, account, VERSION)
}
