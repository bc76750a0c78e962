use axum::http::StatusCode;
use oauth::provider::{ACCESS_TOKEN_TYPE, MANDATE_TOKEN_TYPE};
use serde_json::Value;
use store::{HOUR, MINUTE};

use super::world::{EPK, EVERYTHING, SEP, SFR, Seen, World, call, redeem_over_http, tokens};
use crate::{account, client, consent};

const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";

async fn exchange(world: &World, id: &str, token: &str, kind: &str, more: &[(&str, &str)]) -> Seen {
    let mut form = vec![
        ("grant_type", EXCHANGE),
        ("subject_token", token),
        ("subject_token_type", kind),
        ("audience", SFR),
    ];
    for (name, value) in more {
        form.retain(|(known, _)| known != name);
        form.push((name, value));
    }
    call(world, "/oauth2/token", id, &form).await
}

async fn mandate(world: &World, access: &str) -> String {
    let seen = exchange(
        world,
        SEP,
        access,
        ACCESS_TOKEN_TYPE,
        &[
            ("requested_token_type", MANDATE_TOKEN_TYPE),
            ("purpose", "узнать стаж"),
            ("reference", "EP-1"),
            ("expires_in", "86400"),
        ],
    )
    .await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
    assert_eq!(seen.json()["token_type"], "N_A");
    assert_eq!(seen.json()["expires_in"], 86_400);
    seen.json()["access_token"].as_str().unwrap().to_owned()
}

fn access(tokens: &Value) -> String {
    tokens["access_token"].as_str().unwrap().to_owned()
}

async fn claims(world: &World, token: &str) -> oauth::claims::AccessClaims {
    let keys = world.provider.keys().await.unwrap();
    let now = world.db.clock().now().seconds();
    let issuer = world.provider.issuer();
    oauth::verify_access_token(token, &keys.published, issuer, SFR, now, 0, "register").unwrap()
}

fn error(seen: &Seen) -> String {
    seen.json()["error"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn the_token_of_a_sign_in_becomes_one_for_a_register() {
    let world = World::new();
    let anna = world.somebody();
    let access = access(&tokens(&world, &anna).await);
    let seen = exchange(&world, SEP, &access, ACCESS_TOKEN_TYPE, &[]).await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
    assert_eq!(seen.json()["expires_in"], 300);
    assert_eq!(seen.json()["issued_token_type"], ACCESS_TOKEN_TYPE);
    let claims = claims(&world, seen.json()["access_token"].as_str().unwrap()).await;
    assert_eq!(claims.sub, anna.account.to_string());
    assert_eq!(claims.act.unwrap().sub, SEP);
    assert_eq!(claims.all["family_name"], "Тестова");
    assert_eq!(claims.all.get("email"), None, "a register needs no address");
}

#[tokio::test]
async fn only_a_sign_ins_token_of_the_client_itself_is_exchanged() {
    let world = World::new();
    let anna = world.somebody();
    let tokens = tokens(&world, &anna).await;
    let own = access(&tokens);
    let first = exchange(&world, SEP, &own, ACCESS_TOKEN_TYPE, &[]).await;
    let register = first.json()["access_token"].as_str().unwrap().to_owned();
    let id_token = tokens["id_token"].as_str().unwrap();
    let refresh = tokens["refresh_token"].as_str().unwrap();
    for (id, token) in
        [(EPK, own.as_str()), (SEP, &register), (SEP, id_token), (SEP, refresh), (SEP, "x")]
    {
        let seen = exchange(&world, id, token, ACCESS_TOKEN_TYPE, &[]).await;
        assert_eq!((seen.status.as_u16(), error(&seen).as_str()), (400, "invalid_request"));
    }
}

#[tokio::test]
async fn audience_and_scope_must_be_the_clients() {
    let world = World::new();
    let anna = world.somebody();
    let access = access(&tokens(&world, &anna).await);
    for audience in ["urn:kabinet:register:fns", "urn:kabinet:register:", "x"] {
        let more = [("audience", audience)];
        let seen = exchange(&world, SEP, &access, ACCESS_TOKEN_TYPE, &more).await;
        assert_eq!(error(&seen), "invalid_target", "{audience}");
    }
    let more = [("scope", "openid")];
    let seen = exchange(&world, SEP, &access, ACCESS_TOKEN_TYPE, &more).await;
    assert_eq!(error(&seen), "invalid_scope");
    // A register that the service got after she agreed.
    let mut settings = world.client(SEP).settings;
    settings.audiences.push("urn:kabinet:register:fns".into());
    world.register(SEP, &settings);
    let more = [("audience", "urn:kabinet:register:fns")];
    let seen = exchange(&world, SEP, &access, ACCESS_TOKEN_TYPE, &more).await;
    assert_eq!(error(&seen), "invalid_target");
}

#[tokio::test]
async fn a_mandate_works_after_the_sign_in_and_only_through_exchange() {
    let world = World::new();
    let anna = world.somebody();
    let access = access(&tokens(&world, &anna).await);
    let mandate = mandate(&world, &access).await;
    let (account, session) = (anna.account, anna.sso.session);
    world.write(move |tx| crate::sso::end(tx, session, web::session::why::SIGNED_OUT));
    world.db.clock().advance(12 * HOUR);
    let seen = exchange(&world, SEP, &mandate, MANDATE_TOKEN_TYPE, &[]).await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
    let claims = claims(&world, seen.json()["access_token"].as_str().unwrap()).await;
    let named = claims.mandate.unwrap();
    assert_eq!((named.purpose.as_str(), named.reference.as_str()), ("узнать стаж", "EP-1"));
    assert_eq!(claims.sub, account.to_string());
    let other = exchange(&world, EPK, &mandate, MANDATE_TOKEN_TYPE, &[]).await;
    assert_eq!(error(&other), "invalid_request");
    assert_eq!(super::world::userinfo(&world, &mandate).await.status, StatusCode::UNAUTHORIZED);
    world.db.clock().advance(12 * HOUR);
    let late = exchange(&world, SEP, &mandate, MANDATE_TOKEN_TYPE, &[]).await;
    assert_eq!(error(&late), "invalid_request");
}

#[tokio::test]
async fn a_lock_does_not_stop_mandates_and_a_restriction_does() {
    let world = World::new();
    let anna = world.somebody();
    let access = access(&tokens(&world, &anna).await);
    let mandate = mandate(&world, &access).await;
    let account = anna.account;
    assert!(world.write(move |tx| account::lock(tx, account)));
    let of_mandate = exchange(&world, SEP, &mandate, MANDATE_TOKEN_TYPE, &[]).await;
    assert_eq!(of_mandate.status, StatusCode::OK);
    let of_sign_in = exchange(&world, SEP, &access, ACCESS_TOKEN_TYPE, &[]).await;
    assert_eq!(error(&of_sign_in), "invalid_request");
    let by = account::By::System;
    assert!(world.write(move |tx| account::restrict(tx, account, "проверка", None, &by)));
    let seen = exchange(&world, SEP, &mandate, MANDATE_TOKEN_TYPE, &[]).await;
    assert_eq!(error(&seen), "invalid_grant");
    world.write(move |tx| account::lift(tx, account, &account::By::System));
    let seen = exchange(&world, SEP, &mandate, MANDATE_TOKEN_TYPE, &[]).await;
    assert_eq!(seen.status, StatusCode::OK);
}

#[tokio::test]
async fn consent_client_and_session_end_what_can_be_exchanged() {
    let world = World::new();
    let anna = world.somebody();
    let token = access(&tokens(&world, &anna).await);
    let mandate = mandate(&world, &token).await;
    world.write(|tx| client::set_disabled(tx, SEP, true));
    let seen = exchange(&world, SEP, &mandate, MANDATE_TOKEN_TYPE, &[]).await;
    assert_eq!((seen.status.as_u16(), error(&seen).as_str()), (401, "invalid_client"));
    world.write(|tx| client::set_disabled(tx, SEP, false));
    let account = anna.account;
    world.write(move |tx| consent::withdraw(tx, account, SEP)).unwrap();
    for (text, kind) in [(&mandate, MANDATE_TOKEN_TYPE), (&token, ACCESS_TOKEN_TYPE)] {
        let seen = exchange(&world, SEP, text, kind, &[]).await;
        assert_eq!(error(&seen), "invalid_request");
    }
}

#[tokio::test]
async fn a_token_for_another_audience_opens_nothing_here() {
    let world = World::new();
    let anna = world.somebody();
    world.agree(&anna, SEP, EVERYTHING);
    let seen = redeem_over_http(&world, SEP, &world.code(&anna, EVERYTHING)).await;
    let access = access(&seen.json());
    let seen = exchange(&world, SEP, &access, ACCESS_TOKEN_TYPE, &[]).await;
    let register = seen.json()["access_token"].as_str().unwrap().to_owned();
    let seen = super::world::userinfo(&world, &register).await;
    assert_eq!(seen.status, StatusCode::UNAUTHORIZED);
    world.db.clock().advance(5 * MINUTE);
    let gone = call(&world, "/oauth2/introspect", SEP, &[("token", &register)]).await;
    assert_eq!(gone.body, r#"{"active":false}"#);
}

#[tokio::test]
async fn the_provider_issues_itself_a_token_for_what_an_applicant_typed() {
    let world = World::new();
    let anna = world.somebody();
    let mut about = oauth::json::Object::new();
    about.insert("snils".into(), "11223344595".into());
    let account = anna.account;
    let token = world.provider.register_token(account, SFR, about.clone()).await.unwrap().unwrap();
    let claims = claims(&world, &token).await;
    assert_eq!(claims.all["snils"], "11223344595");
    assert_eq!(claims.sub, account.to_string());
    let by = account::By::System;
    assert!(world.write(move |tx| account::restrict(tx, account, "проверка", None, &by)));
    assert_eq!(world.provider.register_token(account, SFR, about).await.unwrap(), None);
}
