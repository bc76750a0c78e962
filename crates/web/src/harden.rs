//! Headers of every answer.

use std::fmt::Write as _;

use axum::response::{IntoResponse, Response};
use http::header::{self, HeaderName};
use http::{HeaderMap, HeaderValue, StatusCode};

use crate::{App, Visit};

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; \
    frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

const PERMISSIONS: &str = "accelerometer=(), camera=(), display-capture=(), geolocation=(), \
    gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()";

/// Whether the answer is a page that a person sees.
pub(crate) fn is_page(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// Headers of a dynamic answer; what a handler set for itself stays.
pub(crate) fn page(app: &App, visit: &Visit, form_origins: &[String], response: &mut Response) {
    let headers = response.headers_mut();
    let mut policy = POLICY.to_owned();
    for origin in form_origins.iter().filter(|origin| is_source(origin)) {
        let _ = write!(policy, " {origin}");
    }
    let policy = HeaderValue::from_str(&policy).unwrap_or(HeaderValue::from_static(POLICY));
    set(headers, header::CONTENT_SECURITY_POLICY, policy);
    common(app.sites.is_https(visit.site), headers);
    set(headers, header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    set(headers, header::VARY, HeaderValue::from_static("Cookie, Accept-Language"));
}

/// Headers of a static file.
pub(crate) fn bytes(https: bool, response: &mut Response) {
    let headers = response.headers_mut();
    set(headers, header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'"));
    common(https, headers);
}

/// The answer when all places are taken: small, at once, the same for everybody.
pub(crate) fn crowded(https: bool) -> Response {
    let page = "<!doctype html><html lang=\"ru\"><meta charset=\"utf-8\">\
        <meta name=\"viewport\" content=\"width=device-width\"><title>Сейчас много запросов</title>\
        <h1>Сейчас много запросов</h1><p>Подождите несколько секунд и обновите страницу. \
        Ничего из введённого не отправлено.</p><p lang=\"en\">Too many requests right now. \
        Wait a few seconds and reload the page. Nothing has been sent.</p></html>";
    let kind = [(header::CONTENT_TYPE, "text/html; charset=utf-8"), (header::RETRY_AFTER, "2")];
    let mut response = (StatusCode::SERVICE_UNAVAILABLE, kind, page).into_response();
    bytes(https, &mut response);
    set(response.headers_mut(), header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn common(https: bool, headers: &mut HeaderMap) {
    const COMMON: [(HeaderName, &str); 4] = [
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::X_FRAME_OPTIONS, "DENY"),
        (header::REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    ];
    for (name, value) in COMMON {
        set(headers, name, HeaderValue::from_static(value));
    }
    let resource = HeaderName::from_static("cross-origin-resource-policy");
    set(headers, resource, HeaderValue::from_static("same-origin"));
    let permissions = HeaderName::from_static("permissions-policy");
    set(headers, permissions, HeaderValue::from_static(PERMISSIONS));
    if https {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        set(headers, header::STRICT_TRANSPORT_SECURITY, year);
    }
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: HeaderValue) {
    headers.entry(name).or_insert(value);
}

/// An origin as a source in a policy: nothing that could add a directive.
fn is_source(origin: &str) -> bool {
    let known = origin.starts_with("https://") || origin.starts_with("http://");
    known && origin.bytes().all(|b| b.is_ascii_graphic() && !b";,'\"*".contains(&b))
}
