//! The terms of the cabinet: shown on a page of their own, and accepted as the very text that was
//! shown, by version and SHA-256.

pub mod pages;
mod store;
#[cfg(test)]
mod tests;

use ::store::journal::Draft;
use ::store::{Moment, Result, Tx};
use aws_lc_rs::digest::{SHA256, digest};
use cabinet::CabinetAccountId;
use serde::{Deserialize, Serialize};
use serde_json::json;
use web::{Lang, Site};

/// The version in force. A new text gets a new version, and everybody is asked again.
pub const VERSION: &str = "2";

/// The text in force, in one language: a paragraph per line.
pub fn text(lang: Lang) -> &'static str {
    match lang {
        Lang::Ru => include_str!("../terms/2.ru.txt"),
        Lang::En => include_str!("../terms/2.en.txt"),
    }
}

/// The SHA-256 of a text as it is shown, 64 hexadecimal digits.
pub fn fingerprint(text: &str) -> String {
    digest(&SHA256, text.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What a person accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Acceptance {
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
    let hash = digest(&SHA256, text.as_bytes());
    if store::put(tx, account, VERSION, lang, hash.as_ref())? {
        tx.journal(
            &Draft::new(Site::Epk.as_str(), "terms.accepted")
                .by("person", account)
                .about(account)
                .with(json!({ "version": VERSION, "lang": lang, "sha256": shown })),
        )?;
    }
    Ok(Accepting::Accepted)
}

/// What the person accepted of the version in force.
pub fn accepted(tx: &Tx, account: CabinetAccountId) -> Result<Option<Acceptance>> {
    store::get(tx, account, VERSION)
}
