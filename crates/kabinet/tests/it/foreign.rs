//! A relying party written by others: the crate `openidconnect` against the demonstration.

use openidconnect::core::{CoreAuthenticationFlow, CoreClient, CoreProviderMetadata};
use openidconnect::core::{CoreJwsSigningAlgorithm, CoreUserInfoClaims};
use openidconnect::http::Response;
use openidconnect::{
    AccessTokenHash, AuthorizationCode, ClientId, ClientSecret, CsrfToken, HttpRequest,
    HttpResponse, IssuerUrl, Nonce, OAuth2TokenResponse as _, PkceCodeChallenge, RedirectUrl,
    Scope, TokenResponse as _,
};
use web::{Out, OutError, Request};

use crate::party::answer;
use crate::robot::Robot;
use crate::world::world;

/// The library's requests over a client that knows `*.localhost`.
async fn call(out: Out, request: HttpRequest) -> Result<HttpResponse, OutError> {
    let (parts, body) = request.into_parts();
    let mut asked = Request::new(parts.method, parts.uri.to_string()).body(body);
    asked.headers = parts.headers;
    let told = out.send(asked, std::time::Duration::from_secs(20)).await?;
    let mut response = Response::new(told.body.to_vec());
    *response.status_mut() = told.status;
    *response.headers_mut() = told.headers;
    Ok(response)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_library_written_by_others_signs_a_person_in() {
    let world = world();
    let keys = &world.inventory.clients[0];
    let out = Out::new();
    let http = move |request: HttpRequest| call(out.clone(), request);

    let issuer = IssuerUrl::new(world.url("identity", "")).unwrap();
    let metadata = CoreProviderMetadata::discover_async(issuer, &http).await.expect("discovery");
    let client = CoreClient::from_provider_metadata(
        metadata,
        ClientId::new(keys.client_id.clone()),
        Some(ClientSecret::new(keys.client_secret.clone())),
    )
    .set_redirect_uri(RedirectUrl::new(keys.redirect_uris[0].clone()).unwrap());
    let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
    let scopes = ["profile", "email", "phone", "offline_access"];
    let (url, state, nonce) = client
        .authorize_url(
            CoreAuthenticationFlow::AuthorizationCode,
            CsrfToken::new_random,
            Nonce::new_random,
        )
        .add_scopes(scopes.map(|scope| Scope::new(scope.to_owned())))
        .set_pkce_challenge(challenge)
        .url();

    let who = world.citizen().await;
    let mut robot = Robot::new();
    world.register(&mut robot, &who).await;
    robot.open(url.as_str()).await;
    robot.sees("Программа разработчика").sees(&who.family).press("Разрешить").await;
    let told = answer(&robot);
    assert!(robot.url.as_str().starts_with(&keys.redirect_uris[0]), "{}", robot.outline());
    assert_eq!(told["state"], *state.secret());
    assert_eq!(told["iss"], world.url("identity", ""));

    let code = || AuthorizationCode::new(told["code"].clone());
    let copy = openidconnect::PkceCodeVerifier::new(verifier.secret().clone());
    let exchange = client.exchange_code(code()).unwrap().set_pkce_verifier(verifier);
    let tokens = exchange.request_async(&http).await.expect("tokens");
    let id_token = tokens.id_token().expect("an ID token");
    let checks = client.id_token_verifier();
    let claims = id_token.claims(&checks, &nonce).expect("a valid ID token");
    let algorithm = id_token.signing_alg().unwrap();
    assert_eq!(*algorithm, CoreJwsSigningAlgorithm::EcdsaP256Sha256);
    assert!(id_token.claims(&checks, &Nonce::new("another".into())).is_err());
    if let Some(expected) = claims.access_token_hash() {
        let key = id_token.signing_key(&checks).unwrap();
        let hash = AccessTokenHash::from_token(tokens.access_token(), algorithm, key).unwrap();
        assert_eq!(hash, *expected);
    }

    let about = client
        .user_info(tokens.access_token().clone(), Some(claims.subject().clone()))
        .expect("discovery names userinfo");
    let about: CoreUserInfoClaims = about.request_async(&http).await.expect("userinfo");
    let family = about.family_name().and_then(|name| name.get(None)).expect("a family name");
    assert_eq!(family.as_str(), who.family);
    assert_eq!(about.email().map(|email| email.as_str()), Some(who.email.as_str()));

    let refresh = tokens.refresh_token().expect("a refresh token");
    let again = client.exchange_refresh_token(refresh).unwrap().request_async(&http).await;
    let again = again.expect("new tokens");
    assert_ne!(again.access_token().secret(), tokens.access_token().secret());
    if let Some(id_token) = again.id_token() {
        let renewed = id_token.claims(&checks, |_: Option<&Nonce>| Ok(())).expect("valid, too");
        assert_eq!(renewed.subject(), claims.subject());
    }

    let twice = client.exchange_code(code()).unwrap().set_pkce_verifier(copy);
    assert!(twice.request_async(&http).await.is_err(), "a code is good for one exchange");
    let spoilt = again.refresh_token().expect("another refresh token");
    let after = client.exchange_refresh_token(spoilt).unwrap().request_async(&http).await;
    assert!(after.is_err(), "a code that came twice ends what was issued for it");
}
