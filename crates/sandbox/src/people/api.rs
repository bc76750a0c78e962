//! `POST /api/people` and `GET /api/people?snils=`.

use axum::Json;
use axum::extract::rejection::JsonRejection;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use registries::client::UnknownPerson;
use registries::{Citizen, Explained, Snils};
use serde::Deserialize;
use serde_json::{Value, json};
use web::{Failure, Visit};

use super::{Inventing, PersonId, Refused, store};
use crate::Sandbox;

/// Who is looked for.
#[derive(Deserialize)]
pub struct Whose {
    snils: Option<String>,
}

/// The citizen with a СНИЛС.
pub async fn show(
    State(sandbox): State<Sandbox>,
    visit: Visit,
    Query(whose): Query<Whose>,
) -> Result<Response, Failure> {
    let snils = match Snils::parse(whose.snils.as_deref().unwrap_or_default()) {
        Ok(snils) => snils,
        Err(fault) => {
            let refused = Refused { field: "snils".into(), reason: fault.explained() };
            return Ok(unprocessable(&visit, &[refused]));
        }
    };
    let found = sandbox.app().db.read(move |tx| store::by_snils(tx, &snils)).await?;
    Ok(match found {
        Some((id, citizen)) => Json(with_id(id, &citizen)).into_response(),
        None => {
            let error = UnknownPerson { error: UnknownPerson::ERROR.to_owned() };
            (StatusCode::NOT_FOUND, Json(error)).into_response()
        }
    })
}

/// Invents a citizen: 201 with the completed record, 422 with reasons, 409 when somebody has the
/// СНИЛС or ИНН already.
pub async fn create(
    State(sandbox): State<Sandbox>,
    visit: Visit,
    body: Result<Json<Value>, JsonRejection>,
) -> Result<Response, Failure> {
    let json = match body {
        Ok(Json(json)) => json,
        Err(rejection) => {
            let why = rejection.body_text();
            let body = json!({ "errors": [{ "field": "", "reason": why }] });
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, Json(body)).into_response());
        }
    };
    Ok(match sandbox.invent(&json).await? {
        Ok(Inventing::Invented(id, citizen)) => {
            (StatusCode::CREATED, Json(with_id(id, &citizen))).into_response()
        }
        Ok(Inventing::Taken(field)) => {
            let reason = Explained::new("sandbox-refused-taken");
            let body = errors(&visit, &[Refused { field: field.into(), reason }]);
            (StatusCode::CONFLICT, Json(body)).into_response()
        }
        Err(refused) => unprocessable(&visit, &refused),
    })
}

fn with_id(id: PersonId, citizen: &Citizen) -> Value {
    let mut json = serde_json::to_value(citizen).unwrap_or_default();
    json["id"] = json!(id);
    json
}

fn unprocessable(visit: &Visit, refused: &[Refused]) -> Response {
    (StatusCode::UNPROCESSABLE_ENTITY, Json(errors(visit, refused))).into_response()
}

fn errors(visit: &Visit, refused: &[Refused]) -> Value {
    let errors: Vec<Value> = refused
        .iter()
        .map(|one| json!({ "field": one.field, "reason": one.reason.said_to(visit) }))
        .collect();
    json!({ "errors": errors })
}
