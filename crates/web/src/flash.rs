//! A message that waits for the next page.

use std::time::Duration;

use axum::response::Response;

use crate::cookie::{FLASH, SetCookie};
use crate::page::{Flash, FlashKind};
use crate::Visit;

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
    let (kind, key) = visit.cookies.get(FLASH)?.split_once('.')?;
    let kind = FlashKind::parse(kind)?;
    visit.notes().flash_shown = true;
    // The cookie is the browser's: only keys that exist become text.
    visit.app().text.has(visit.lang, key).then(|| Flash { kind, text: visit.t(key) })
}
