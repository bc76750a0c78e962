//! `GET` and `PUT /api/faults`.

use std::collections::BTreeMap;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::json;

use crate::Sandbox;
use crate::fault::{Fault, FaultRefused, Simulator};

/// All simulators with their faults.
pub async fn show(State(sandbox): State<Sandbox>) -> Response {
    let all = sandbox.faults().all();
    let all: BTreeMap<&str, Fault> =
        all.iter().map(|(who, fault)| (who.as_str(), *fault)).collect();
    Json(all).into_response()
}

/// Sets the simulators that are named and answers all.
pub async fn edit(
    State(sandbox): State<Sandbox>,
    body: Result<Json<BTreeMap<String, Fault>>, axum::extract::rejection::JsonRejection>,
) -> Response {
    let named = match body {
        Ok(Json(named)) => named,
        Err(rejection) => return refused(&rejection.body_text()),
    };
    let faults: Result<Vec<(Simulator, Fault)>, FaultRefused> =
        named.into_iter().map(|(name, fault)| Ok((name.parse()?, fault))).collect();
    match faults.and_then(|faults| sandbox.faults().set(&faults)) {
        Ok(()) => show(State(sandbox)).await,
        Err(refusal) => refused(&refusal.to_string()),
    }
}

fn refused(why: &str) -> Response {
    let body = json!({ "errors": [{ "field": "", "reason": why }] });
    (StatusCode::UNPROCESSABLE_ENTITY, Json(body)).into_response()
}
