//! The registers as others see them: `GET /api/v1/{register}/person` and
//! `POST /api/v1/{register}/check`.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::header::{AUTHORIZATION, CACHE_CONTROL, RETRY_AFTER, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, StatusCode};
use oauth::{ErrorCode, Refusal};
use registries::client::UnknownPerson;
use registries::{Citizen, PersonQuestion, Register};
use serde_json::{Value, json};

use super::token::TokenRefused;
use super::{Asked, check, mistaken, record};
use crate::fault::Simulator;
use crate::people::store;
use crate::{Sandbox, people};

/// What the register keeps about the person in the token.
pub async fn person(
    State(sandbox): State<Sandbox>,
    Path(register): Path<String>,
    headers: HeaderMap,
) -> Response {
    let answer = async {
        let call = Call::begin(&sandbox, &register).await?;
        let asked = call.asked(&headers).await?;
        let citizen = call.citizen(&asked).await?;
        Ok(Json(record(call.register, &citizen, sandbox.app().clock.now())).into_response())
    };
    finish(answer.await)
}

/// Whether what the question says agrees with what the register holds.
pub async fn compare(
    State(sandbox): State<Sandbox>,
    Path(register): Path<String>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let answer = async {
        let call = Call::begin(&sandbox, &register).await?;
        let asked = call.asked(&headers).await?;
        let question: PersonQuestion = serde_json::from_slice(&body).map_err(|error| {
            refusal(StatusCode::UNPROCESSABLE_ENTITY, "invalid_question", &error.to_string())
        })?;
        if asked.contradicts(&question) {
            let why = "the question is about another person than the token";
            return Err(refused(&Refusal::new(ErrorCode::AccessDenied, why)));
        }
        let citizen = call.citizen(&asked).await?;
        Ok(Json(check(&question, &citizen, sandbox.app().clock.now())).into_response())
    };
    finish(answer.await)
}

/// A call to a register that exists and is not told to fail.
struct Call<'s> {
    sandbox: &'s Sandbox,
    register: Register,
    wrong: bool,
}

impl<'s> Call<'s> {
    /// Waits and fails as the register is told to.
    async fn begin(sandbox: &'s Sandbox, name: &str) -> Result<Call<'s>, Response> {
        let register: Register = name.parse().map_err(|()| {
            refusal(StatusCode::NOT_FOUND, "unknown_register", "there is no such register")
        })?;
        let fault = sandbox.faults().of(Simulator::Register(register));
        tokio::time::sleep(fault.delay()).await;
        match fault.status.and_then(|status| StatusCode::from_u16(status).ok()) {
            Some(status) => Err(refusal(status, "simulated", "this failure was asked for")),
            None => Ok(Call { sandbox, register, wrong: fault.wrong }),
        }
    }

    /// The person in the token.
    async fn asked(&self, headers: &HeaderMap) -> Result<Asked, Response> {
        let authorization = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let now = self.sandbox.app().clock.now().seconds();
        let claims = self.sandbox.keys().verify(authorization, self.register.audience(), now).await;
        let claims = claims.map_err(|why| match why {
            TokenRefused::Token(why) => refused(&why),
            TokenRefused::NoKeys => {
                let why = "the keys of the provider cannot be had";
                refused(&Refusal::new(ErrorCode::TemporarilyUnavailable, why))
            }
        })?;
        Asked::of(&claims).ok_or_else(|| {
            let why = "the token names no person with a SNILS or an INN";
            refused(&Refusal::new(ErrorCode::AccessDenied, why))
        })
    }

    async fn citizen(&self, asked: &Asked) -> Result<Citizen, Response> {
        let wanted = asked.clone();
        let found = self.sandbox.app().db.read(move |tx| match &wanted {
            Asked::Snils(snils) => store::by_snils(tx, snils),
            Asked::Inn(inn) => store::by_inn(tx, inn),
        });
        let found: Option<(people::PersonId, Citizen)> = found.await.map_err(|error| {
            tracing::error!(%error, "the people of the sandbox cannot be read");
            refusal(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "storage is busy")
        })?;
        let (_, citizen) = found.ok_or_else(|| {
            let error = UnknownPerson { error: UnknownPerson::ERROR.to_owned() };
            (StatusCode::NOT_FOUND, Json(error)).into_response()
        })?;
        Ok(if self.wrong { mistaken(citizen) } else { citizen })
    }
}

pub(crate) fn refusal(status: StatusCode, error: &str, description: &str) -> Response {
    let body: Value = json!({ "error": error, "error_description": description });
    let mut response = (status, Json(body)).into_response();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("1"));
    }
    response
}

pub(crate) fn refused(why: &Refusal) -> Response {
    let status = StatusCode::from_u16(why.status()).unwrap_or(StatusCode::UNAUTHORIZED);
    let mut response = refusal(status, why.code().as_str(), why.description());
    let challenge = why.www_authenticate().unwrap_or_else(|| "Bearer realm=\"kabinet\"".into());
    if let Ok(challenge) = HeaderValue::from_str(&challenge)
        && matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN)
    {
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
    }
    response
}

fn finish(answer: Result<Response, Response>) -> Response {
    let mut response = answer.unwrap_or_else(|refused| refused);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
