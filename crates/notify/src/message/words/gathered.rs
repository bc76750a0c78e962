//! The words of a digest: one letter of several notices.

use web::{Arg, Sites, Texts};

use super::{Missing, Words, arguments, html, moment, one_line, site_key};
use crate::message::store::Claimed;

/// What one notice adds to the letter: its subject, when, and what its own letter would say.
pub(crate) fn part(message: &Claimed, texts: &Texts, sites: &Sites) -> Result<String, Missing> {
    let lang = message.content.lang;
    let args = arguments(message, texts, sites);
    let say = |part: &str| {
        let key = format!("notice-{}-{part}", message.event);
        if texts.has(lang, &key) { Ok(texts.with(lang, &key, &args)) } else { Err(Missing(key)) }
    };
    let subject = one_line(&say("subject")?);
    let when = moment(lang, message.created_at, texts);
    Ok(format!("• {subject}\n{when}\n\n{}", say("body")?.trim()))
}

/// The letter of these parts; `first` is any of its messages.
pub(crate) fn letter(first: &Claimed, parts: &[String], texts: &Texts, sites: &Sites) -> Words {
    let lang = first.content.lang;
    let count = i64::try_from(parts.len()).unwrap_or(i64::MAX);
    let mut args = arguments(first, texts, sites);
    args.push(("count", Arg::Number(count)));
    let subject = one_line(&texts.with(lang, "notify-digest-subject", &args));
    let lead = texts.with(lang, "notify-digest-lead", &args);
    let footer = texts.with(lang, "notice-footer-chosen", &args);
    let parts = parts.join("\n\n");
    let text = format!("{lead}\n\n{parts}\n\n--\u{20}\n{footer}\n");
    let html = html(lang, &subject, &text, sites.origin(first.site));
    Words { from: texts.get(lang, site_key(first.site)), subject, text, html }
}
