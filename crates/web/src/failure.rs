//! One vocabulary of failures at the edge.

use std::fmt;

use axum::response::{IntoResponse, Response};
use http::StatusCode;

/// Why a request has no ordinary answer. [`crate::site_router`] turns it into a page of the site
/// in the visitor's language, or into JSON for programs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// 404: it is not there, or it is somebody else's.
    NotFound,
    /// 403: known, and not allowed.
    Forbidden,
    /// 403: the form is from another time or another sign-in, or was sent by another site.
    Stale,
    /// 303 to the site's sign-in page and back afterwards (401 for programs).
    SignIn,
    /// 409: it was changed meanwhile.
    Conflict,
    /// 422 (400 for a request that cannot be read): what was sent cannot be understood.
    Invalid,
    /// 410: it was there and is used up or expired.
    Gone,
    /// 413: too large.
    TooLarge,
    /// 405.
    Method,
    /// 429: tried too often.
    TooMany {
        /// Seconds until the next try is worth it.
        retry_seconds: u64,
    },
    /// 503: too much to do at this moment; nothing was written.
    Busy,
    /// 503: the answer of the disk was lost; pressing again is safe and tells.
    Unknown,
    /// 504: it took too long.
    Slow,
    /// 500: a bug or broken storage, in words for the log; the visitor sees an incident number.
    Internal(String),
}

impl Failure {
    /// A bug, described for the log; never with personal data or secrets.
    pub fn internal(what: impl fmt::Display) -> Failure {
        Failure::Internal(what.to_string())
    }

    /// Its HTTP status for a program; a page of [`Failure::SignIn`] is a redirect instead.
    pub fn status(&self) -> StatusCode {
        match self {
            Failure::NotFound => StatusCode::NOT_FOUND,
            Failure::Forbidden | Failure::Stale => StatusCode::FORBIDDEN,
            Failure::SignIn => StatusCode::UNAUTHORIZED,
            Failure::Conflict => StatusCode::CONFLICT,
            Failure::Invalid => StatusCode::UNPROCESSABLE_ENTITY,
            Failure::Gone => StatusCode::GONE,
            Failure::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            Failure::Method => StatusCode::METHOD_NOT_ALLOWED,
            Failure::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
            Failure::Busy | Failure::Unknown => StatusCode::SERVICE_UNAVAILABLE,
            Failure::Slow => StatusCode::GATEWAY_TIMEOUT,
            Failure::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        }
    }

    /// Its name in JSON answers, in the keys of its texts (`web-failure-…`) and in metrics.
    pub fn name(&self) -> &'static str {
        match self {
            Failure::NotFound => "not-found",
            Failure::Forbidden => "forbidden",
            Failure::Stale => "stale",
            Failure::SignIn => "sign-in",
            Failure::Conflict => "conflict",
            Failure::Invalid => "invalid",
            Failure::Gone => "gone",
            Failure::TooLarge => "too-large",
            Failure::Method => "method",
            Failure::TooMany { .. } => "too-many",
            Failure::Busy => "busy",
            Failure::Unknown => "unknown",
            Failure::Slow => "slow",
            Failure::Internal(_) => "internal",
        }
    }

    /// Seconds for `Retry-After`, where trying again helps.
    pub fn retry_after(&self) -> Option<u64> {
        match self {
            Failure::TooMany { retry_seconds } => Some(*retry_seconds),
            Failure::Busy => Some(2),
            Failure::Unknown | Failure::Slow => Some(5),
            _ => None,
        }
    }
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Failure {
        match error {
            store::Error::Busy | store::Error::Conflict => Failure::Busy,
            store::Error::Unknown => Failure::Unknown,
            other => Failure::Internal(other.to_string()),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Failure::Internal(what) => write!(f, "internal: {what}"),
            other => f.write_str(other.name()),
        }
    }
}

impl std::error::Error for Failure {}

impl IntoResponse for Failure {
    /// A bare answer that carries the failure; the site's outermost layer writes the page.
    fn into_response(self) -> Response {
        let mut response = (self.status(), self.name()).into_response();
        response.extensions_mut().insert(self);
        response
    }
}
