//! Introspection (RFC 7662) and revocation (RFC 7009).

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use oauth::provider::{Introspection, TokenLookup};
use oauth::{ErrorCode, Refusal};
use store::Secret;

use super::{Provider, authorization, failed, json, must_be_form, refused};
use crate::client;
use crate::provider::lookup;

/// `POST /oauth2/introspect`
pub(super) async fn introspect(
    State(provider): State<Provider>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let (auth, token) = match read(&headers, query.as_deref(), &body) {
        Ok(TokenLookup { client, token }) => (client, Secret(token.expose().to_owned())),
        Err(refusal) => return refused(&refusal),
    };
    let access = match provider.verified(&token.0).await {
        Ok(access) => access,
        Err(error) => return failed(&error),
    };
    let looked_up = provider.app().db.read(move |tx| {
        let client = match client::authenticate(tx, &auth)? {
            Ok(client) => client,
            Err(refusal) => return Ok(Err(refusal)),
        };
        match &access {
            Some(access) => lookup::introspect(tx, &client, access).map(Ok),
            None => lookup::introspect_secret(tx, &client, &token.0).map(Ok),
        }
    });
    let said: Introspection = match looked_up.await {
        Ok(Ok(said)) => said,
        Ok(Err(refusal)) => return refused(&refusal),
        Err(error) => return failed(&error),
    };
    json(StatusCode::OK, said.json())
}

/// `POST /oauth2/revoke`
pub(super) async fn revoke(
    State(provider): State<Provider>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let (auth, token) = match read(&headers, query.as_deref(), &body) {
        Ok(TokenLookup { client, token }) => (client, Secret(token.expose().to_owned())),
        Err(refusal) => return refused(&refusal),
    };
    let access = match provider.verified(&token.0).await {
        Ok(access) => access,
        Err(error) => return failed(&error),
    };
    let revoked =
        provider.app().db.write("token.revoke", move |tx| match client::authenticate(tx, &auth)? {
            Ok(client) => lookup::revoke(tx, &client, &token.0, access.as_deref()).map(Ok),
            Err(refusal) => Ok(Err(refusal)),
        });
    match revoked.await {
        Ok(Ok(true)) => json(StatusCode::OK, String::new()),
        Ok(Ok(false)) => refused(&Refusal::new(
            ErrorCode::UnsupportedTokenType,
            "tokens of registers end by themselves within five minutes",
        )),
        Ok(Err(refusal)) => refused(&refusal),
        Err(error) => failed(&error),
    }
}

fn read(headers: &HeaderMap, query: Option<&str>, body: &[u8]) -> Result<TokenLookup, Refusal> {
    must_be_form(headers)?;
    TokenLookup::read(authorization(headers)?, query, body)
}
