//! A message that waits for the next page.

use std::time::Duration;

use axum::response::Response;

use crate::Visit;
use crate::cookie::{FLASH, SetCookie};
use crate::page::{Flash, FlashKind};
use crate::session::why;

/// Lets the next page show the text under `key`.
pub fn flash(response: Response, kind: FlashKind, key: &str) -> Response {
    set(kind, key).on(response)
}

pub(crate) fn set(kind: FlashKind, key: &str) -> SetCookie {
    let value = format!("{}.{key}", kind.as_str());
    SetCookie::new(FLASH, &value, Some(Duration::from_secs(60)))
}

/// The message of this request, if there is one; it is shown once.
pub(crate) fn taken(visit: &Visit) -> Option<Flash> {
    let ended = visit.notes().ended.clone().and_then(|over| ended(&over.reason));
    if let Some(key) = ended {
        visit.notes().ended_shown = true;
        return Some(Flash { kind: FlashKind::Info, text: visit.t(&key) });
    }
    let (kind, key) = visit.cookies.get(FLASH)?.split_once('.')?;
    let kind = FlashKind::parse(kind)?;
    visit.notes().flash_shown = true;
    // The cookie is the browser's: only keys that exist become text.
    visit.app().text.has(visit.lang, key).then(|| Flash { kind, text: visit.t(key) })
}

/// The key of what is said about a session that ended; nothing when the person ended it here.
pub(crate) fn ended(reason: &str) -> Option<String> {
    let known = why::ALL.into_iter().find(|known| *known == reason).unwrap_or(why::EXPIRED);
    (known != why::SIGNED_OUT).then(|| format!("web-ended-{known}"))
}
