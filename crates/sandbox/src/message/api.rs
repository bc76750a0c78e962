//! `GET /api/messages?to=` and the SMS gateway, `POST /api/sms`.

use axum::Json;
use axum::body::Bytes;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use http::header::{AUTHORIZATION, CACHE_CONTROL, WWW_AUTHENTICATE};
use http::{HeaderMap, HeaderValue, StatusCode};
use oauth::bearer;
use registries::Phone;
use serde::Deserialize;
use serde_json::json;
use web::Failure;

use super::store::{self, Incoming};
use super::{Channel, address};
use crate::Sandbox;
use crate::fault::Simulator;

/// Messages that one answer holds.
const LIST_MAX: i64 = 100;
/// What an SMS's id stands behind, apart from those of mails.
const KEY: &str = "sms:";
const SMS_TEXT_MAX: usize = 2_000;
const SMS_ID_MAX: usize = 200;

/// Whose messages are wanted.
#[derive(Deserialize)]
pub struct Whose {
    to: Option<String>,
}

/// The messages of one phone or mailbox, newest first.
pub async fn list(
    State(sandbox): State<Sandbox>,
    Query(whose): Query<Whose>,
) -> Result<Response, Failure> {
    let Some(to) = whose.to else {
        return Ok(refused(StatusCode::UNPROCESSABLE_ENTITY, "name a phone or an e-mail in `to`"));
    };
    let to = address(&to);
    let messages = sandbox.app().db.read(move |tx| store::list(tx, &to, LIST_MAX)).await?;
    Ok(([(CACHE_CONTROL, "no-store")], Json(messages)).into_response())
}

#[derive(Deserialize)]
struct Sms {
    id: String,
    to: String,
    text: String,
}

/// Takes an SMS from whoever knows the gateway's token: 202, also for a repeat of its id.
pub async fn send_sms(State(sandbox): State<Sandbox>, headers: HeaderMap, body: Bytes) -> Response {
    let fault = sandbox.faults().of(Simulator::Sms);
    tokio::time::sleep(fault.delay()).await;
    if let Some(status) = fault.status.and_then(|status| StatusCode::from_u16(status).ok()) {
        return refused(status, "this failure was asked for");
    }
    let authorization = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
    let known = bearer::token_of(authorization).is_ok_and(|t| sandbox.sms_token().matches(t));
    if !known {
        let mut response = refused(StatusCode::UNAUTHORIZED, "the token is not the gateway's");
        let challenge = HeaderValue::from_static("Bearer realm=\"sms\"");
        response.headers_mut().insert(WWW_AUTHENTICATE, challenge);
        return response;
    }
    let sms = match read_sms(&body) {
        Ok(sms) => sms,
        Err(why) => return refused(StatusCode::UNPROCESSABLE_ENTITY, &why),
    };
    let id = sms.sender_key.as_deref().and_then(|key| key.strip_prefix(KEY)).map(str::to_owned);
    match sandbox.app().db.write("phone.sms", move |tx| store::receive(tx, &sms)).await {
        Ok(_) => (StatusCode::ACCEPTED, Json(json!({ "id": id }))).into_response(),
        Err(error) => {
            tracing::error!(%error, "an SMS cannot be kept");
            refused(StatusCode::SERVICE_UNAVAILABLE, "storage is busy")
        }
    }
}

fn read_sms(body: &[u8]) -> Result<Incoming, String> {
    let sms: Sms = serde_json::from_slice(body).map_err(|error| error.to_string())?;
    if sms.id.is_empty() || sms.id.len() > SMS_ID_MAX {
        return Err(format!("id: expected 1 to {SMS_ID_MAX} bytes"));
    }
    if sms.text.is_empty() || sms.text.chars().count() > SMS_TEXT_MAX {
        return Err(format!("text: expected 1 to {SMS_TEXT_MAX} characters"));
    }
    let to = Phone::parse(&sms.to).map_err(|_| "to: expected a phone number".to_owned())?;
    Ok(Incoming {
        sender_key: Some(format!("{KEY}{}", sms.id)),
        channel: Channel::Sms,
        to: to.into(),
        subject: None,
        text: sms.text,
        reply_to: None,
        message_id: None,
    })
}

fn refused(status: StatusCode, why: &str) -> Response {
    let body = json!({ "errors": [{ "field": "", "reason": why }] });
    (status, [(CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
