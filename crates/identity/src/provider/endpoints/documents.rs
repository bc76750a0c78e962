//! Discovery and the JWK set: bytes that are made once.

use std::time::Duration;

use axum::Extension;
use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};

use web::Steady;

use super::{Provider, failed};

/// `/.well-known/openid-configuration`
pub(super) async fn discovery(State(provider): State<Provider>) -> Response {
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "public, max-age=3600")];
    let steady = Extension(Steady(Duration::from_secs(60)));
    (steady, headers, provider.discovery()).into_response()
}

/// `/oauth2/jwks`. The next key stands in it long before it signs, so a cache of some minutes
/// never lacks one.
pub(super) async fn jwks(State(provider): State<Provider>) -> Response {
    match provider.keys().await {
        Ok(keys) => {
            let headers = [
                (CONTENT_TYPE, "application/jwk-set+json"),
                (CACHE_CONTROL, "public, max-age=300"),
            ];
            let steady = Extension(Steady(Duration::from_secs(1)));
            (steady, headers, keys.body.clone()).into_response()
        }
        Err(error) => failed(&error),
    }
}
