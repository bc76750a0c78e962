//! `POST /tsp` and `GET /tsp/root.pem`.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::{HeaderMap, StatusCode};
use sign::stamp::{ANSWER_TYPE, QUESTION_TYPE};

use crate::Sandbox;
use crate::fault::Simulator;

/// Answers a question of RFC 3161, section 3.4. A refusal is an answer, too, with status 200.
pub async fn answer(State(sandbox): State<Sandbox>, headers: HeaderMap, body: Bytes) -> Response {
    let fault = sandbox.faults().of(Simulator::Tsp);
    tokio::time::sleep(fault.delay()).await;
    if let Some(status) = fault.status.and_then(|status| StatusCode::from_u16(status).ok()) {
        return (status, "this failure was asked for").into_response();
    }
    if headers.get(CONTENT_TYPE).is_none_or(|found| found.as_bytes() != QUESTION_TYPE.as_bytes()) {
        let why = format!("expected Content-Type: {QUESTION_TYPE}");
        return (StatusCode::UNSUPPORTED_MEDIA_TYPE, why).into_response();
    }
    let Some(tsp) = sandbox.tsp() else { return absent() };
    let now = sandbox.app().clock.now().timestamp();
    match tsp.answer(&body, now, sandbox.app().entropy.bytes(), fault.wrong) {
        Ok(answer) => ([(CONTENT_TYPE, ANSWER_TYPE)], answer).into_response(),
        Err(error) => {
            tracing::error!(%error, "the sandbox cannot make a time-stamp");
            absent()
        }
    }
}

/// The certificate to be believed by who tries stamps out.
pub async fn root(State(sandbox): State<Sandbox>) -> Response {
    match sandbox.tsp() {
        Some(tsp) => {
            let kind = [(CONTENT_TYPE, "application/x-pem-file")];
            (kind, tsp.root().to_owned()).into_response()
        }
        None => absent(),
    }
}

fn absent() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, "there is no key to sign with").into_response()
}
