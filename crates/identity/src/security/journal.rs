//! *Журнал активности*: what happened to an account, in words for its owner.

use serde_json::Value;
use store::journal::Entry;
use store::{Moment, Result, Tx};
use web::Page;

use super::device;
use crate::account::AccountId;

/// Entries on one page.
pub const PAGE: u32 = 30;

/// An entry in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// When it happened.
    pub at: Moment,
    /// What happened.
    pub title: String,
    /// Who, from where, with what.
    pub detail: String,
    /// The weight of the line.
    pub kind: &'static str,
}

/// A page of the journal.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// Entries, newest first.
    pub entries: Vec<Entry>,
    /// Where the next page begins, if there is one.
    pub older: Option<Moment>,
}

/// The entries about an account that are older than `before`.
pub fn leaf(tx: &Tx, id: AccountId, before: Option<Moment>) -> Result<Leaf> {
    let mut entries = store::journal::about(tx, "identity", &id.to_string(), before, PAGE + 1)?;
    let more = entries.len() > PAGE as usize;
    entries.truncate(PAGE as usize);
    let older = entries.last().map(|entry| entry.at).filter(|_| more);
    Ok(Leaf { entries, older })
}

/// The key of the sentence about an event.
pub fn key(event: &str) -> String {
    format!("identity-event-{}", event.replace(['.', '_'], "-"))
}

/// An entry in the words of a page. `services` gives the name of a client. An event without a
/// sentence of its own is shown all the same: nothing is hidden from the owner.
pub fn line(page: &Page, entry: &Entry, services: &dyn Fn(&str) -> Option<String>) -> Line {
    let key = key(&entry.event);
    let known = page.visit().app().text.has(page.lang(), &key);
    let title = if known { page.t(&key) } else { page.t("identity-event-other") };
    let nothing = Value::Null;
    let payload = entry.payload.as_ref().unwrap_or(&nothing);
    let said = |name: &str| payload.get(name).and_then(Value::as_str).unwrap_or_default();
    let mut details = Vec::new();
    // Sentences about staff say it themselves.
    if entry.actor.starts_with("staff:") && !entry.event.starts_with("staff.") {
        details.push(page.t("identity-journal-by-staff"));
    }
    if let Some(service) = services(said("client")) {
        details.push(page.t1("identity-journal-service", "service", service));
    }
    for name in ["reason", "why"] {
        // Reasons are written by people; words of the program are one word without spaces.
        if said(name).contains(' ') {
            details.push(page.t1("identity-journal-reason", "reason", said(name)));
        }
    }
    if !said("agent").is_empty() {
        let named = device::named(said("agent"));
        details.push(named.unwrap_or_else(|| page.t("identity-device-unknown")));
    }
    if !said("address").is_empty() {
        details.push(said("address").to_owned());
    }
    Line { at: entry.at, title, detail: details.join(" · "), kind: kind(&entry.event) }
}

/// What deserves a second look stands out.
fn kind(event: &str) -> &'static str {
    let last = event.split('.').next_back().unwrap_or_default();
    let bad =
        ["wrong", "locked", "restricted", "refused", "claimed", "reused", "changed", "out_of"];
    if event.starts_with("staff.") || bad.iter().any(|word| last.contains(word)) {
        "warning"
    } else if matches!(event, "login.ok" | "proofing.raised" | "proofing.confirmed") {
        "success"
    } else {
        "neutral"
    }
}
