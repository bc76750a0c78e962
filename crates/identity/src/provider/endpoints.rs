//! The endpoints over HTTP.

mod authorize;
mod documents;
mod introspect;
mod token;
mod userinfo;

use axum::Router;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, PRAGMA, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use oauth::{ErrorCode, Refusal};

use super::Provider;

pub(crate) use authorize::{Next, Which, advance, find, go, hint, level_key, lost, said_no};

/// Where people sign out.
pub const END_SESSION: &str = "/oauth2/logout";

/// All endpoints of the provider and the pages that belong to them.
pub fn routes(provider: &Provider) -> Router {
    Router::new()
        .route("/.well-known/openid-configuration", get(documents::discovery))
        .route("/oauth2/jwks", get(documents::jwks))
        .route("/oauth2/authorize", get(authorize::begin).post(authorize::begin_by_post))
        .route("/continue", get(authorize::again))
        .route("/leave", post(authorize::leave))
        .route("/oauth2/token", post(token::token))
        .route("/oauth2/userinfo", get(userinfo::get).post(userinfo::post))
        .route("/oauth2/introspect", post(introspect::introspect))
        .route("/oauth2/revoke", post(introspect::revoke))
        .merge(crate::consent::pages::routes())
        .merge(crate::logout::pages::routes())
        .merge(crate::linked::pages::routes())
        .merge(crate::service::pages::routes())
        .with_state(provider.clone())
}

/// A JSON answer that nobody may keep (RFC 6749 §5.1).
fn json(status: StatusCode, body: String) -> Response {
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/json")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (PRAGMA, HeaderValue::from_static("no-cache")),
    ];
    (status, headers, body).into_response()
}

/// A refusal as the protocol writes it.
fn refused(refusal: &Refusal) -> Response {
    let status = StatusCode::from_u16(refusal.status()).unwrap_or(StatusCode::BAD_REQUEST);
    let mut response = json(status, refusal.json());
    let challenge = refusal.www_authenticate();
    if let Some(value) = challenge.and_then(|text| HeaderValue::from_str(&text).ok()) {
        response.headers_mut().insert(WWW_AUTHENTICATE, value);
    }
    response
}

/// Trouble with storage as the protocol writes it; anything but "busy" is logged. Only where
/// nothing was written the client is told to try again: when the outcome is unknown, the code or
/// refresh token of the request may be used up, and sent again it would look stolen.
fn failed(error: &store::Error) -> Response {
    let busy = matches!(error, store::Error::Busy | store::Error::Conflict);
    let (code, why) = match busy {
        true => (ErrorCode::TemporarilyUnavailable, "try again in a few seconds"),
        false => (ErrorCode::ServerError, "an internal error; it has been recorded"),
    };
    if !busy {
        tracing::error!(%error, "an endpoint failed");
    }
    let mut response = refused(&Refusal::new(code, why));
    if code == ErrorCode::TemporarilyUnavailable {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("2"));
    }
    response
}

fn header(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// The `Authorization` header; one that came twice is no credential of anybody.
fn authorization(headers: &HeaderMap) -> Result<Option<&str>, Refusal> {
    let mut all = headers.get_all(axum::http::header::AUTHORIZATION).iter();
    let first = all.next();
    if all.next().is_some() {
        let why = "the Authorization header is repeated";
        return Err(Refusal::new(ErrorCode::InvalidRequest, why));
    }
    Ok(first.and_then(|value| value.to_str().ok()))
}

/// Endpoints that take forms take nothing else (RFC 6749 §3.2).
fn must_be_form(headers: &HeaderMap) -> Result<(), Refusal> {
    if oauth::form::is_form(header(headers, CONTENT_TYPE)) {
        Ok(())
    } else {
        let why = "the body must be application/x-www-form-urlencoded";
        Err(Refusal::new(ErrorCode::InvalidRequest, why))
    }
}
