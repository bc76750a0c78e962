//! `PUT` and `GET /api/v1/services/{service}/documents/{key}`.

use ::store::SECOND;
use aws_lc_rs::digest::{SHA256, digest};
use axum::Json;
use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::header::{AUTHORIZATION, CACHE_CONTROL, RETRY_AFTER};
use http::{HeaderMap, HeaderValue, StatusCode};
use oauth::claims::{AccessClaims, name};
use oauth::{ErrorCode, Refusal};
use serde::Deserialize;
use serde_json::{Value, json};

use super::store::{self, Incoming};
use super::{Document, Holder, Outcome, Service};
use crate::Sandbox;
use crate::fault::{Fault, Simulator};
use crate::register::api::{refusal, refused};
use crate::register::token::TokenRefused;

/// The largest request: a file of four megabytes in base64.
pub const BODY_MAX: usize = 6 * 1024 * 1024;
/// The longest key of a sender.
const KEY_MAX: usize = 100;
/// The one kind of document that is taken.
const KIND: &str = "qualification-passport";
/// What a service says that was told to refuse.
const CLOSED: &str = "Приём документов этого вида временно закрыт.";

/// What is handed in.
#[derive(Deserialize)]
struct Parcel {
    kind: String,
    file: File,
    data: Value,
}

#[derive(Deserialize)]
struct File {
    media_type: String,
    sha256: String,
    content: String,
}

type Answer = Result<Response, Response>;

/// Takes a document in. A repeat under the same key is answered like the first.
pub async fn put(
    State(sandbox): State<Sandbox>,
    Path((service, key)): Path<(String, String)>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let answer = async {
        let (service, claims, fault) = begin(&sandbox, &service, &headers).await?;
        let mut incoming = read(service, &key, &claims, &body)?;
        let today = registries::date::today(sandbox.app().clock.now());
        incoming.reason = match fault.refuse {
            true => Some(CLOSED.to_owned()),
            false => service.objection(&incoming.data, today),
        };
        let received = sandbox.app().db.write("service.receive", move |tx| {
            let before = store::find(tx, incoming.service, &incoming.key)?.is_some();
            Ok((store::receive(tx, &incoming)?, before))
        });
        let (document, before) = received.await.map_err(|error| busy(&error))?;
        let document = document.ok_or_else(|| {
            let why = "another document came under this key";
            refusal(StatusCode::CONFLICT, "another_document", why)
        })?;
        Ok(told(&sandbox, &document, !before))
    };
    finish(answer.await)
}

/// Tells what became of a document.
pub async fn get(
    State(sandbox): State<Sandbox>,
    Path((service, key)): Path<(String, String)>,
    headers: HeaderMap,
) -> Response {
    let answer = async {
        let (service, claims, _) = begin(&sandbox, &service, &headers).await?;
        let found = sandbox.app().db.read(move |tx| store::find(tx, service, &key)).await;
        let found = found.map_err(|error| busy(&error))?;
        // Somebody else's document is not there.
        let own = found.filter(|document| document.holder.number == number_of(&claims));
        let document = own.ok_or_else(|| {
            refusal(StatusCode::NOT_FOUND, "unknown_document", "nothing came under this key")
        })?;
        Ok(told(&sandbox, &document, false))
    };
    finish(answer.await)
}

/// Waits and fails as the service is told to, then verifies the token.
async fn begin(
    sandbox: &Sandbox,
    name: &str,
    headers: &HeaderMap,
) -> Result<(Service, AccessClaims, Fault), Response> {
    let service: Service = name.parse().map_err(|()| {
        refusal(StatusCode::NOT_FOUND, "unknown_service", "there is no such service")
    })?;
    let fault = sandbox.faults().of(Simulator::Service(service));
    tokio::time::sleep(fault.delay()).await;
    if let Some(status) = fault.status.and_then(|status| StatusCode::from_u16(status).ok()) {
        return Err(refusal(status, "simulated", "this failure was asked for"));
    }
    let authorization = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let now = sandbox.app().clock.now().seconds();
    let claims = sandbox.keys().verify(authorization, &service.audience(), now).await;
    let claims = claims.map_err(|why| match why {
        TokenRefused::Token(why) => refused(&why),
        TokenRefused::NoKeys => {
            let why = "the keys of the provider cannot be had";
            refused(&Refusal::new(ErrorCode::TemporarilyUnavailable, why))
        }
    })?;
    if number_of(&claims).is_empty() {
        let why = "the token names no person with a SNILS or an INN";
        return Err(refused(&Refusal::new(ErrorCode::AccessDenied, why)));
    }
    Ok((service, claims, fault))
}

fn number_of(claims: &AccessClaims) -> String {
    let text = |name| claims.text(name).filter(|text| !text.is_empty());
    text(name::SNILS).or_else(|| text(name::INN)).unwrap_or_default().to_owned()
}

/// Reads what was handed in and checks that it is whole and the person's own.
fn read(
    service: Service,
    key: &str,
    claims: &AccessClaims,
    body: &[u8],
) -> Result<Incoming, Response> {
    let wrong = |error: &str, why: &str| refusal(StatusCode::UNPROCESSABLE_ENTITY, error, why);
    let proper = |c: char| c.is_ascii_alphanumeric() || c == '-';
    if key.is_empty() || key.len() > KEY_MAX || !key.chars().all(proper) {
        return Err(wrong("wrong_key", "the key is made of 1 to 100 letters, digits and hyphens"));
    }
    let parcel: Parcel =
        serde_json::from_slice(body).map_err(|error| wrong("unreadable", &error.to_string()))?;
    if parcel.kind != KIND || parcel.file.media_type != "application/pdf" {
        return Err(wrong("unknown_kind", "only qualification passports in PDF are taken"));
    }
    let file = STANDARD
        .decode(&parcel.file.content)
        .map_err(|_| wrong("unreadable", "the file is not in base64"))?;
    let sha256 = hex(digest(&SHA256, &file).as_ref());
    if sha256 != parcel.file.sha256.to_ascii_lowercase() {
        return Err(wrong("wrong_digest", "the file does not have this SHA-256"));
    }
    if !file.starts_with(b"%PDF-") {
        return Err(wrong("unreadable", "the file is not a PDF"));
    }
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or("").to_owned();
    let person = parcel.data.get("holder");
    let part = |name: &str| text(person.and_then(|person| person.get(name)));
    let (family, given) = (part("familyName"), part("givenName"));
    if text(parcel.data.get("number")).is_empty() || family.is_empty() {
        return Err(wrong("unreadable", "the data have no number or no holder"));
    }
    if claims.text("family_name").is_some_and(|named| named != family) {
        return Err(wrong("another_person", "the document is not of the person in the token"));
    }
    let mandate = claims.mandate.as_ref().map(|mandate| mandate.purpose.clone());
    let name = format!("{family} {given} {}", part("additionalName")).trim().to_owned();
    Ok(Incoming {
        service,
        key: key.to_owned(),
        content: hex(digest(&SHA256, format!("{sha256} {}", parcel.data).as_bytes()).as_ref()),
        holder: Holder {
            name,
            number: number_of(claims),
            client: claims.client_id.clone(),
            mandate,
        },
        data: parcel.data,
        file,
        sha256,
        reason: None,
    })
}

fn told(sandbox: &Sandbox, document: &Document, new: bool) -> Response {
    let at = document.answered_at.timestamp().to_string();
    let now = sandbox.app().clock.now();
    match document.outcome(now) {
        Outcome::Received => {
            let body = Json(json!({ "state": "received" }));
            // Before that there is nothing to tell: who asks then is answered at the first time.
            let seconds = document.answered_at.since(now) / SECOND + 1;
            let again = [(RETRY_AFTER, seconds.to_string())];
            (StatusCode::ACCEPTED, again, body).into_response()
        }
        Outcome::Registered => {
            let status = if new { StatusCode::CREATED } else { StatusCode::OK };
            let body = json!({
                "state": "registered", "number": document.number, "at": at,
                "sha256": document.sha256,
            });
            (status, Json(body)).into_response()
        }
        Outcome::Refused(reason) => {
            Json(json!({ "state": "refused", "reason": reason, "at": at })).into_response()
        }
    }
}

fn busy(error: &::store::Error) -> Response {
    tracing::error!(%error, "the documents of a service cannot be read or kept");
    refusal(StatusCode::SERVICE_UNAVAILABLE, "unavailable", "storage is busy")
}

fn finish(answer: Answer) -> Response {
    let mut response = answer.unwrap_or_else(|refused| refused);
    response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
