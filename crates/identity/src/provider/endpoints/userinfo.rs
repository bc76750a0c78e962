//! UserInfo (OpenID Connect Core §5.3).

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use oauth::form::Params;
use oauth::scope::OPENID;
use oauth::{ErrorCode, Refusal, bearer};
use serde_json::json;
use store::journal::Draft;

use super::{Provider, authorization, failed, header, json, refused};
use crate::provider::{claims, lookup};

/// `GET /oauth2/userinfo`
pub(super) async fn get(
    State(provider): State<Provider>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
) -> Response {
    match token_of(query.as_deref(), &headers, b"") {
        Ok(token) => answer(&provider, &token).await,
        Err(refusal) => refused(&refusal),
    }
}

/// `POST /oauth2/userinfo`: the token in the header or in a form body.
pub(super) async fn post(
    State(provider): State<Provider>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    match token_of(query.as_deref(), &headers, &body) {
        Ok(token) => answer(&provider, &token).await,
        Err(refusal) => refused(&refusal),
    }
}

/// The token of a request: in the header or in the body, never in the address, where it would be
/// logged (RFC 9700 §4.3.2), and never twice (RFC 6750 §2).
fn token_of(query: Option<&str>, headers: &HeaderMap, body: &[u8]) -> Result<String, Refusal> {
    let invalid = |why: &'static str| Refusal::new(ErrorCode::InvalidRequest, why);
    let in_query = Params::parse(query.unwrap_or_default()).map_err(|_| invalid("malformed"))?;
    if in_query.has("access_token") {
        return Err(invalid("an access token does not belong into the address"));
    }
    let is_form = oauth::form::is_form(header(headers, CONTENT_TYPE));
    let form = match is_form {
        true => Params::parse_bytes(body).map_err(|_| invalid("the form is malformed"))?,
        false => Params::default(),
    };
    let in_body = form.one("access_token").map_err(|_| invalid("access_token is repeated"))?;
    match (authorization(headers)?, in_body) {
        (Some(_), Some(_)) => Err(invalid("the access token came twice")),
        (None, Some(token)) => Ok(token.to_owned()),
        (header, None) => bearer::token_of(header).map(str::to_owned),
    }
}

async fn answer(provider: &Provider, token: &str) -> Response {
    let invalid = || refused(&Refusal::new(ErrorCode::InvalidToken, "the token is not good here"));
    let access = match provider.verified(token).await {
        Ok(Some(access)) => access,
        Ok(None) => return invalid(),
        Err(error) => return failed(&error),
    };
    if !access.claims.aud.iter().any(|aud| aud == provider.issuer()) {
        return invalid();
    }
    if !access.claims.scope.contains(OPENID) {
        let why = "the token lacks the scope openid";
        return refused(&Refusal::new(ErrorCode::InsufficientScope, why));
    }
    let asked = access.clone();
    let account = match provider.app().db.read(move |tx| lookup::person(tx, &asked)).await {
        Ok(Some(account)) => account,
        Ok(None) => return invalid(),
        Err(error) => return failed(&error),
    };
    let said = claims::about(&account, &access.claims.scope);
    let client = &access.claims.client_id;
    let draft = Draft::new("identity", "userinfo.read").by("client", client).about(account.id);
    let about = json!({"client": client, "scope": access.claims.scope});
    provider.app().db.journal_later(draft.with(about));
    json(StatusCode::OK, serde_json::Value::Object(said).to_string())
}
