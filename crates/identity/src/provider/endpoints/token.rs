//! The token endpoint.

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use oauth::pkce::Verifier;
use oauth::provider::{
    ClientAuth, ExchangeRequest, SubjectKind, TokenCall, TokenRequest, TokenResponse,
};
use oauth::scope::Scopes;
use oauth::{ErrorCode, Refusal};
use serde_json::json;
use store::journal::Draft;
use store::{Error, Secret, Tx};

use super::{Provider, authorization, failed, json, must_be_form, refused};
use crate::client::{self, Client};
use crate::grant::{self, Answer, Redeemed};
use crate::key::Keyset;
use crate::provider::exchange::{self, Exchanged};
use crate::provider::issue::{self, REGISTER_TOKEN_LIFE, register_scope};

/// `POST /oauth2/token`
pub(super) async fn token(
    State(provider): State<Provider>,
    RawQuery(query): RawQuery,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let call = must_be_form(&headers)
        .and_then(|()| authorization(&headers))
        .and_then(|header| TokenCall::read(header, query.as_deref(), &body));
    let TokenCall { client, request } = match call {
        Ok(call) => call,
        Err(refusal) => return refused(&refusal),
    };
    let grant = match &request {
        TokenRequest::AuthorizationCode { .. } => "authorization_code",
        TokenRequest::RefreshToken { .. } => "refresh_token",
        TokenRequest::Exchange(_) => "token_exchange",
        TokenRequest::ClientCredentials { .. } => "client_credentials",
    };
    let answer = match request {
        TokenRequest::AuthorizationCode { code, redirect_uri, verifier } => {
            let code = Secret(code.expose().to_owned());
            redeem(&provider, client, code, redirect_uri, verifier).await
        }
        TokenRequest::RefreshToken { refresh_token, scope } => {
            let token = Secret(refresh_token.expose().to_owned());
            refresh(&provider, client, token, scope).await
        }
        TokenRequest::Exchange(request) => exchange(&provider, client, request).await,
        TokenRequest::ClientCredentials { .. } => Ok(Err(Refusal::new(
            ErrorCode::UnsupportedGrantType,
            "services act for people here: there are no tokens for a client alone",
        ))),
    };
    let outcome = match &answer {
        Ok(Ok(_)) => "issued",
        Ok(Err(_)) => "refused",
        Err(_) => "failed",
    };
    metrics::counter!("identity_tokens", "grant" => grant, "outcome" => outcome).increment(1);
    match answer {
        Ok(Ok(response)) => json(StatusCode::OK, response.json()),
        Ok(Err(refusal)) => refused(&refusal),
        Err(error) => failed(&error),
    }
}

type Answered = store::Result<Answer<TokenResponse>>;

async fn redeem(
    provider: &Provider,
    auth: ClientAuth,
    code: Secret,
    redirect_uri: String,
    verifier: Verifier,
) -> Answered {
    let keys = provider.keys().await?;
    let redeemed = provider.app().db.write("token.code", move |tx| {
        with_client(tx, &auth, |tx, client| {
            grant::redeem(tx, client, &code.0, &redirect_uri, &verifier)
        })
    });
    tokens(provider, &keys, redeemed.await?, true)
}

async fn refresh(
    provider: &Provider,
    auth: ClientAuth,
    token: Secret,
    scope: Option<Scopes>,
) -> Answered {
    let keys = provider.keys().await?;
    let redeemed = provider.app().db.write("token.refresh", move |tx| {
        with_client(tx, &auth, |tx, client| grant::refresh(tx, client, &token.0, scope.as_ref()))
    });
    tokens(provider, &keys, redeemed.await?, false)
}

/// Runs a grant for the client that proved who it is, in one transaction with that proof.
fn with_client<T>(
    tx: &mut Tx,
    auth: &ClientAuth,
    f: impl FnOnce(&mut Tx, &Client) -> store::Result<Answer<T>>,
) -> store::Result<Answer<T>> {
    match client::authenticate(tx, auth)? {
        Ok(client) => f(tx, &client),
        Err(refusal) => Ok(Err(refusal)),
    }
}

fn tokens(provider: &Provider, keys: &Keyset, redeemed: Answer<Redeemed>, first: bool) -> Answered {
    let redeemed = match redeemed {
        Ok(redeemed) => redeemed,
        Err(refusal) => return Ok(Err(refusal)),
    };
    let now = provider.app().clock.now().seconds();
    let answer = issue::answer(provider, keys, &redeemed, now, first).map_err(Error::bug)?;
    let grant = &redeemed.grant;
    let about = json!({"client": grant.client, "grant": grant.id, "scope": redeemed.scope});
    let event = if first { "token.issued" } else { "token.refreshed" };
    let draft = Draft::new("identity", event).by("client", &grant.client).about(grant.account);
    provider.app().db.journal_later(draft.with(about));
    Ok(Ok(answer))
}

async fn exchange(provider: &Provider, auth: ClientAuth, request: ExchangeRequest) -> Answered {
    let keys = provider.keys().await?;
    let access = match request.subject_kind {
        SubjectKind::AccessToken => provider.verified(request.subject_token.expose()).await?,
        SubjectKind::Mandate => None,
    };
    let exchanged = provider.app().db.write("token.exchange", move |tx| {
        let access = access.as_deref();
        with_client(tx, &auth, |tx, client| exchange::exchange(tx, client, &request, access))
    });
    let token = match exchanged.await? {
        Err(refusal) => return Ok(Err(refusal)),
        Ok(Exchanged::Token(token)) => token,
        Ok(Exchanged::Mandate(mandate, secret)) => {
            let lives = mandate.expires_at.since(mandate.created_at) / store::SECOND;
            return Ok(Ok(TokenResponse::mandate(secret.0, lives, register_scope())));
        }
    };
    let now = provider.app().clock.now().seconds();
    let text = token.sign(provider, &keys, now).map_err(Error::bug)?;
    provider.app().db.journal_later(token.journal());
    Ok(Ok(TokenResponse::exchanged(text, REGISTER_TOKEN_LIFE, register_scope())))
}
