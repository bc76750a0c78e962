//! The person as an argument of handlers.

use axum::extract::{FromRequestParts, OptionalFromRequestParts};
use axum::http::request::Parts;
use web::{Failure, Visit};

use super::{Person, current};

impl<S: Sync> OptionalFromRequestParts<S> for Person {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Option<Person>, Failure> {
        let visit = <Visit as FromRequestParts<S>>::from_request_parts(parts, state).await?;
        current(&visit).await
    }
}

impl<S: Sync> FromRequestParts<S> for Person {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Person, Failure> {
        let visit = <Visit as FromRequestParts<S>>::from_request_parts(parts, state).await?;
        current(&visit).await?.ok_or(Failure::SignIn)
    }
}
