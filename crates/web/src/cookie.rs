//! Cookies: read tolerantly, written one way: `__Host-`, Secure, HttpOnly, SameSite=Lax, Path=/.

use std::convert::Infallible;
use std::time::Duration;

use axum::response::{IntoResponseParts, Response, ResponseParts};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use http::header::{COOKIE, SET_COOKIE};
use http::{HeaderMap, HeaderValue};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::session::Opened;
use crate::{App, Visit};

/// The session cookie of every site; its host keeps the sites apart.
pub const SESSION: &str = "session";
/// The random name of a browser.
pub const VISITOR: &str = "visitor";
/// The chosen language.
pub const LANG: &str = "lang";
/// A message for the next page.
pub const FLASH: &str = "flash";

const PREFIX: &str = "__Host-";
/// Cookies that a request may bring; the rest is ignored.
const MOST: usize = 64;

/// The cookies of a request that carry our prefix, by their names without it.
#[derive(Clone, Debug, Default)]
pub struct Cookies(Vec<(String, String)>);

impl Cookies {
    /// Reads all `Cookie` headers. What cannot be read is skipped; of two cookies with one name
    /// the first counts.
    pub fn read(headers: &HeaderMap) -> Cookies {
        let texts = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
        Cookies::parse(texts)
    }

    fn parse<'h>(headers: impl Iterator<Item = &'h str>) -> Cookies {
        let mut found = Vec::new();
        for pair in headers.flat_map(|text| text.split(';')).take(MOST) {
            let Some((name, value)) = pair.trim().split_once('=') else { continue };
            let Some(name) = name.trim().strip_prefix(PREFIX) else { continue };
            if found.iter().any(|(known, _)| known == name) {
                tracing::warn!(name, "a cookie came twice; the first counts");
                continue;
            }
            found.push((name.to_owned(), value.trim().trim_matches('"').to_owned()));
        }
        Cookies(found)
    }

    /// The value of the cookie `__Host-{name}`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// A cookie to be set: put it before a response in a tuple, or call [`SetCookie::on`].
#[derive(Clone, Debug)]
pub struct SetCookie(HeaderValue);

impl SetCookie {
    /// `__Host-{name}` for the browser's session or for `max_age`. The value must be ASCII
    /// without separators, as tokens and base64url are; anything else is replaced by nothing.
    pub fn new(name: &str, value: &str, max_age: Option<Duration>) -> SetCookie {
        let clean = value.bytes().all(|b| b.is_ascii_graphic() && !b";,\"\\".contains(&b));
        let value = if clean { value } else { "" };
        let age = max_age.map_or(String::new(), |age| format!("; Max-Age={}", age.as_secs()));
        let text = format!("{PREFIX}{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{age}");
        SetCookie(HeaderValue::from_str(&text).unwrap_or_else(|_| HeaderValue::from_static("")))
    }

    /// Takes the cookie away.
    pub fn removed(name: &str) -> SetCookie {
        SetCookie::new(name, "", Some(Duration::ZERO))
    }

    /// Adds it to a response.
    pub fn on(self, mut response: Response) -> Response {
        response.headers_mut().append(SET_COOKIE, self.0);
        response
    }
}

impl IntoResponseParts for SetCookie {
    type Error = Infallible;

    fn into_response_parts(self, mut parts: ResponseParts) -> Result<ResponseParts, Infallible> {
        parts.headers_mut().append(SET_COOKIE, self.0);
        Ok(parts)
    }
}

/// Gives the browser a session that was just opened.
pub fn set_session(response: Response, opened: &Opened) -> Response {
    SetCookie::new(SESSION, &opened.cookie.0, None).on(response)
}

/// Takes the session cookie away.
pub fn clear_session(response: Response) -> Response {
    SetCookie::removed(SESSION).on(response)
}

/// Takes the cookie `__Host-{name}` away.
pub fn clear(response: Response, name: &str) -> Response {
    SetCookie::removed(name).on(response)
}

#[derive(serde::Serialize, serde::Deserialize)]
struct Sealed<T> {
    until: i64,
    value: T,
}

/// A small value, encrypted, that this installation reads again within `max_age`. Keep it below
/// 2 KiB: browsers drop cookies of more than 4 KiB.
pub fn seal<T: Serialize>(app: &App, name: &str, value: &T, max_age: Duration) -> SetCookie {
    let until = app.clock.now().plus(i64::try_from(max_age.as_micros()).unwrap_or(i64::MAX)).0;
    let plain = serde_json::to_vec(&Sealed { until, value }).unwrap_or_default();
    let sealed = app.db.vault().seal(&context(name), &plain);
    SetCookie::new(name, &URL_SAFE_NO_PAD.encode(sealed), Some(max_age))
}

/// Reads what [`seal`] made; `None` when it is missing, changed, of another name or expired.
pub fn open<T: DeserializeOwned>(app: &App, visit: &Visit, name: &str) -> Option<T> {
    let sealed = URL_SAFE_NO_PAD.decode(visit.cookies.get(name)?).ok()?;
    let plain = app.db.vault().open_bytes(&context(name), &sealed)?;
    let sealed: Sealed<T> = serde_json::from_slice(&plain).ok()?;
    (app.clock.now().0 < sealed.until).then_some(sealed.value)
}

fn context(name: &str) -> String {
    format!("cookie.{name}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn of_two_cookies_the_first_counts_and_strangers_are_ignored() {
        let text = "theme=dark; __Host-lang=en;__Host-lang=ru; broken; __Host-visitor=\"abc\" ;";
        let cookies = Cookies::parse([text].into_iter());
        assert_eq!(cookies.get("lang"), Some("en"));
        assert_eq!(cookies.get("visitor"), Some("abc"));
        assert_eq!(cookies.get("theme"), None);
    }

    #[test]
    fn a_value_cannot_add_attributes() {
        let cookie = SetCookie::new("lang", "en; Domain=evil", None);
        assert_eq!(cookie.0, "__Host-lang=; Path=/; Secure; HttpOnly; SameSite=Lax");
    }

    proptest! {
        #[test]
        fn any_header_is_read_without_a_panic(text in ".{0,200}") {
            let cookies = Cookies::parse([text.as_str()].into_iter());
            prop_assert!(cookies.0.len() <= MOST);
        }

        #[test]
        fn what_is_set_is_read_back(value in "[A-Za-z0-9_.-]{0,60}") {
            let set = SetCookie::new("flash", &value, None);
            let pair = set.0.to_str().unwrap().split(';').next().unwrap().to_owned();
            let cookies = Cookies::parse([pair.as_str()].into_iter());
            prop_assert_eq!(cookies.get("flash"), Some(value.as_str()));
        }
    }
}
