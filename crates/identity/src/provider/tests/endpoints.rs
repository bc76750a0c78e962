use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{Request, StatusCode};
use oauth::acr;
use oauth::jose::{Algorithm, Jwks, SigningKey, Typ, verify};
use serde_json::{Value, json};
use store::{MINUTE, SECOND};

use super::world::{
    EPK, EVERYTHING, SEP, Seen, World, basic, call, redeem_over_http, secret, send, tokens,
    userinfo, verifier,
};
use crate::key::{self, Rotation};
use crate::{account, client, sso};

async fn get(world: &World, path: &str) -> Seen {
    send(&world.router(), Request::get(path).body(Body::empty()).unwrap()).await
}

fn text(tokens: &Value, name: &str) -> String {
    tokens[name].as_str().unwrap_or_else(|| panic!("no {name}: {tokens}")).to_owned()
}

fn error(seen: &Seen) -> String {
    seen.json()["error"].as_str().unwrap_or_default().to_owned()
}

async fn id_token(world: &World, token: &str) -> oauth::json::Object {
    let seen = get(world, "/oauth2/jwks").await;
    let keys = Jwks::parse(seen.body.as_bytes()).unwrap();
    verify(token, &keys, Typ::Jwt, &[Algorithm::Es256]).unwrap().claims
}

#[tokio::test]
async fn discovery_names_endpoints_that_are_there_and_offers_nothing_else() {
    let world = World::new();
    let seen = get(&world, "/.well-known/openid-configuration").await;
    assert_eq!(seen.status, StatusCode::OK);
    assert!(seen.headers[CACHE_CONTROL].to_str().unwrap().contains("public"));
    let said = seen.json();
    assert_eq!(said["issuer"], "http://gosuslugi.localhost:8080");
    for name in [
        "authorization_endpoint",
        "token_endpoint",
        "userinfo_endpoint",
        "jwks_uri",
        "end_session_endpoint",
        "introspection_endpoint",
        "revocation_endpoint",
    ] {
        let url = said[name].as_str().unwrap();
        let path = url.strip_prefix("http://gosuslugi.localhost:8080").unwrap();
        let status = get(&world, path).await.status;
        assert_ne!(status, StatusCode::NOT_FOUND, "{name}");
    }
    assert_eq!(said["code_challenge_methods_supported"], json!(["S256"]));
    assert_eq!(said["response_types_supported"], json!(["code"]));
    let grants = said["grant_types_supported"].as_array().unwrap();
    assert!(!grants.contains(&json!("client_credentials")));
    let seen = call(&world, "/oauth2/token", SEP, &[("grant_type", "client_credentials")]).await;
    assert_eq!(error(&seen), "unsupported_grant_type");
}

#[tokio::test]
async fn a_code_becomes_tokens_that_say_the_right_things() {
    let world = World::new();
    let anna = world.somebody();
    let tokens = tokens(&world, &anna).await;
    let claims = id_token(&world, &text(&tokens, "id_token")).await;
    assert_eq!(claims["iss"], world.provider.issuer());
    assert_eq!(claims["aud"], SEP);
    assert_eq!(claims["nonce"], "n1");
    assert_eq!(claims["sub"], anna.account.to_string());
    assert_eq!(claims["sid"], anna.sso.session.to_string());
    assert_eq!(claims["auth_time"], anna.sso.sign_in.at.seconds());
    assert_eq!(claims["acr"], acr::CONFIRMED);
    assert_eq!(claims["amr"], json!(["pwd", "sms", "mfa"]));
    assert_eq!(claims["level"], "confirmed");
    let access = text(&tokens, "access_token");
    assert_eq!(claims["at_hash"], Algorithm::Es256.half_hash(&access));
    assert_eq!(claims.get("email"), None);
    assert_eq!(tokens["token_type"], "Bearer");
    assert_eq!(tokens["expires_in"], 600);
}

#[tokio::test]
async fn each_scope_opens_its_claims_and_nothing_more() {
    let world = World::new();
    let anna = world.somebody();
    world.agree(&anna, SEP, EVERYTHING);
    let cases: [(&'static str, &[&str]); 5] = [
        ("openid", &["level", "sub"]),
        ("openid email", &["email", "email_verified", "level", "sub"]),
        ("openid phone", &["level", "phone_number", "phone_number_verified", "sub"]),
        // She has no СНИЛС, ИНН, passport, date of birth: nothing is said about them.
        ("openid snils inn id_doc birthdate gender", &["level", "sub"]),
        (
            "openid profile",
            &["family_name", "given_name", "level", "middle_name", "name", "sub", "updated_at"],
        ),
    ];
    for (scope, expected) in cases {
        let seen = redeem_over_http(&world, SEP, &world.code(&anna, scope)).await;
        let seen = userinfo(&world, &text(&seen.json(), "access_token")).await;
        let said = seen.json();
        let mut names: Vec<&str> = said.as_object().unwrap().keys().map(String::as_str).collect();
        names.sort_unstable();
        assert_eq!(names, expected, "{scope}");
        assert_eq!(said["sub"], anna.account.to_string());
    }
}

#[tokio::test]
async fn userinfo_takes_the_token_in_header_or_body_and_never_in_the_address() {
    let world = World::new();
    let anna = world.somebody();
    let access = text(&tokens(&world, &anna).await, "access_token");
    let router = world.router();
    let with = |header: String| {
        Request::get("/oauth2/userinfo").header("authorization", header).body(Body::empty())
    };
    for scheme in ["Bearer", "bearer", "BEARER"] {
        let seen = send(&router, with(format!("{scheme} {access}")).unwrap()).await;
        assert_eq!(seen.status, StatusCode::OK, "{scheme}");
        assert!(seen.headers[CACHE_CONTROL].to_str().unwrap().contains("no-store"));
    }
    let post = |header: Option<&str>, body: &str| {
        let mut request = Request::post("/oauth2/userinfo")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(header) = header {
            request = request.header("authorization", header);
        }
        request.body(Body::from(body.to_owned())).unwrap()
    };
    let bearer = format!("Bearer {access}");
    let body = format!("access_token={access}");
    assert_eq!(send(&router, post(Some(&bearer), "")).await.status, StatusCode::OK);
    assert_eq!(send(&router, post(None, &body)).await.status, StatusCode::OK);
    let twice = send(&router, post(Some(&bearer), &body)).await;
    assert_eq!(twice.status, StatusCode::BAD_REQUEST);
    let query = get(&world, &format!("/oauth2/userinfo?access_token={access}")).await;
    assert_eq!(query.status, StatusCode::BAD_REQUEST);
    let none = get(&world, "/oauth2/userinfo").await;
    assert_eq!(none.status, StatusCode::UNAUTHORIZED);
    assert_eq!(none.headers[WWW_AUTHENTICATE], "Bearer realm=\"kabinet\"");
}

#[tokio::test]
async fn what_is_no_access_token_opens_nothing() {
    let world = World::new();
    let anna = world.somebody();
    let tokens = tokens(&world, &anna).await;
    let access = text(&tokens, "access_token");
    let claims = {
        let keys = world.provider.keys().await.unwrap();
        verify(&access, &keys.published, Typ::AccessToken, &[Algorithm::Es256]).unwrap().claims
    };
    // The same claims under a key of somebody else's.
    let forged = SigningKey::generate().unwrap().sign(Typ::AccessToken, &claims).unwrap();
    let parts: Vec<&str> = access.split('.').collect();
    let cut = format!("{}.{}.", parts[0], parts[1]);
    let others =
        [text(&tokens, "id_token"), text(&tokens, "refresh_token"), forged, cut, "x".into()];
    assert_eq!(userinfo(&world, &access).await.status, StatusCode::OK);
    for token in others {
        let seen = userinfo(&world, &token).await;
        assert_eq!((seen.status.as_u16(), error(&seen).as_str()), (401, "invalid_token"));
    }
    world.db.clock().advance(10 * MINUTE);
    assert_eq!(userinfo(&world, &access).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn lock_end_of_session_and_closed_client_end_userinfo_and_introspection_at_once() {
    let world = World::new();
    let anna = world.somebody();
    let access = text(&tokens(&world, &anna).await, "access_token");
    let active = async || {
        let seen = call(&world, "/oauth2/introspect", SEP, &[("token", &access)]).await;
        let by_userinfo = userinfo(&world, &access).await.status == StatusCode::OK;
        assert_eq!(seen.json()["active"], by_userinfo, "{}", seen.body);
        by_userinfo
    };
    assert!(active().await);
    let account = anna.account;
    assert!(world.write(move |tx| account::lock(tx, account)));
    assert!(!active().await);
    assert!(world.write(move |tx| account::unlock(tx, account, &account::By::System)));
    assert!(active().await);
    world.write(|tx| client::set_disabled(tx, SEP, true));
    assert_eq!(userinfo(&world, &access).await.status, StatusCode::UNAUTHORIZED);
    world.write(|tx| client::set_disabled(tx, SEP, false));
    let session = anna.sso.session;
    world.write(move |tx| sso::end(tx, session, web::session::why::BY_OWNER));
    assert!(!active().await);
}

#[tokio::test]
async fn introspection_tells_a_client_about_its_own_tokens_only() {
    let world = World::new();
    let anna = world.somebody();
    let tokens = tokens(&world, &anna).await;
    for name in ["access_token", "refresh_token"] {
        let token = text(&tokens, name);
        let own = call(&world, "/oauth2/introspect", SEP, &[("token", &token)]).await;
        assert_eq!(own.json()["active"], true, "{name}");
        assert_eq!(own.json()["sub"], anna.account.to_string());
        let other = call(&world, "/oauth2/introspect", EPK, &[("token", &token)]).await;
        assert_eq!(other.body, r#"{"active":false}"#, "{name}");
    }
    for token in ["x", "krt_x", "kmd_x", &text(&tokens, "id_token")] {
        let seen = call(&world, "/oauth2/introspect", SEP, &[("token", token)]).await;
        assert_eq!(seen.body, r#"{"active":false}"#);
    }
}

#[tokio::test]
async fn a_token_that_is_given_back_takes_the_grant_with_it() {
    let world = World::new();
    for name in ["access_token", "refresh_token"] {
        let anna = world.somebody();
        let tokens = tokens(&world, &anna).await;
        let token = text(&tokens, name);
        let other = call(&world, "/oauth2/revoke", EPK, &[("token", &token)]).await;
        assert_eq!(other.status, StatusCode::OK, "sounds the same");
        let access = text(&tokens, "access_token");
        assert_eq!(userinfo(&world, &access).await.status, StatusCode::OK);
        let own = call(&world, "/oauth2/revoke", SEP, &[("token", &token)]).await;
        assert_eq!(own.status, StatusCode::OK);
        assert_eq!(userinfo(&world, &access).await.status, StatusCode::UNAUTHORIZED);
        assert!(world.refresh(SEP, &text(&tokens, "refresh_token"), None).is_err());
    }
    let unknown = call(&world, "/oauth2/revoke", SEP, &[("token", "x")]).await;
    assert_eq!(unknown.status, StatusCode::OK);
}

#[tokio::test]
async fn refreshing_over_http_turns_the_token() {
    let world = World::new();
    let anna = world.somebody();
    let tokens = tokens(&world, &anna).await;
    let refresh = text(&tokens, "refresh_token");
    let form = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str())];
    let first = call(&world, "/oauth2/token", SEP, &form).await;
    assert_eq!(first.status, StatusCode::OK, "{}", first.body);
    let newest = text(&first.json(), "access_token");
    assert_eq!(userinfo(&world, &newest).await.status, StatusCode::OK);
    let again = call(&world, "/oauth2/token", SEP, &form).await;
    assert_eq!(error(&again), "invalid_grant");
    assert_eq!(userinfo(&world, &newest).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn clients_prove_who_they_are_in_one_way_at_a_time() {
    let world = World::new();
    let router = world.router();
    let secret = secret(SEP).0;
    let send_token = async |path: &str, header: Option<String>, kind: &str, body: String| {
        let mut request = Request::post(path).header(CONTENT_TYPE, kind);
        if let Some(header) = header {
            request = request.header("authorization", header);
        }
        send(&router, request.body(Body::from(body)).unwrap()).await
    };
    const FORM: &str = "application/x-www-form-urlencoded";
    let grant = "grant_type=refresh_token&refresh_token=x";
    let posted = format!("{grant}&client_id=sep&client_secret={secret}");
    let good = [(Some(basic(SEP)), grant.to_owned()), (None, posted.clone())];
    for (header, body) in good {
        let seen = send_token("/oauth2/token", header, FORM, body).await;
        assert_eq!(error(&seen), "invalid_grant", "the client itself is fine: {}", seen.body);
    }
    let both = send_token("/oauth2/token", Some(basic(SEP)), FORM, posted).await;
    assert_eq!((both.status.as_u16(), error(&both).as_str()), (400, "invalid_request"));
    let none = send_token("/oauth2/token", None, FORM, grant.to_owned()).await;
    assert_eq!((none.status.as_u16(), error(&none).as_str()), (401, "invalid_client"));
    let wrong = basic(EPK).replace("Basic ", "Basic x");
    let wrong = send_token("/oauth2/token", Some(wrong), FORM, grant.to_owned()).await;
    assert_eq!(wrong.status, StatusCode::UNAUTHORIZED);
    assert!(wrong.headers[WWW_AUTHENTICATE].to_str().unwrap().starts_with("Basic"));
    let path = format!("/oauth2/token?client_id=sep&client_secret={secret}");
    let query = send_token(&path, None, FORM, grant.to_owned()).await;
    assert_eq!(error(&query), "invalid_request");
    let kind = send_token("/oauth2/token", Some(basic(SEP)), "application/json", "{}".into());
    assert_eq!(error(&kind.await), "invalid_request");
    for name in ["password", "implicit", ""] {
        let form = [("grant_type", name), ("username", "a"), ("password", "b")];
        let seen = call(&world, "/oauth2/token", SEP, &form).await;
        let expected = if name.is_empty() { "invalid_request" } else { "unsupported_grant_type" };
        assert_eq!(error(&seen), expected);
    }
}

#[tokio::test]
async fn the_verifier_is_needed_and_well_formed() {
    let world = World::new();
    let anna = world.somebody();
    world.agree(&anna, SEP, EVERYTHING);
    let code = world.code(&anna, EVERYTHING);
    let base = [
        ("grant_type", "authorization_code"),
        ("code", code.as_str()),
        ("redirect_uri", super::world::BACK),
    ];
    let none = call(&world, "/oauth2/token", SEP, &base).await;
    assert_eq!(error(&none), "invalid_request");
    let verifier = verifier();
    let mut form = base.to_vec();
    form.push(("code_verifier", verifier.as_str()));
    let seen = call(&world, "/oauth2/token", SEP, &form).await;
    assert_eq!(seen.status, StatusCode::OK, "it never reached the code: {}", seen.body);
}

#[tokio::test]
async fn a_rotation_throws_nobody_out_and_an_emergency_everybody() {
    let world = World::new();
    let anna = world.somebody();
    let access = text(&tokens(&world, &anna).await, "access_token");
    assert_eq!(userinfo(&world, &access).await.status, StatusCode::OK);
    world.write(|tx| key::rotate(tx, Rotation::Planned));
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    assert_eq!(userinfo(&world, &access).await.status, StatusCode::OK);
    let after = redeem_over_http(&world, SEP, &world.code(&anna, EVERYTHING)).await;
    let newer = text(&after.json(), "access_token");
    assert_ne!(access.split('.').next(), newer.split('.').next(), "another kid");
    world.write(|tx| key::rotate(tx, Rotation::Emergency));
    tokio::time::sleep(std::time::Duration::from_millis(600)).await;
    assert_eq!(userinfo(&world, &newer).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_token_never_outlives_its_grant() {
    let world = World::new();
    let anna = world.somebody();
    world.agree(&anna, SEP, EVERYTHING);
    let mut refresh = text(
        &redeem_over_http(&world, SEP, &world.code(&anna, EVERYTHING)).await.json(),
        "refresh_token",
    );
    for _ in 0..9 {
        world.db.clock().advance(53 * MINUTE);
        let form = [("grant_type", "refresh_token"), ("refresh_token", refresh.as_str())];
        let seen = call(&world, "/oauth2/token", SEP, &form).await;
        assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
        refresh = text(&seen.json(), "refresh_token");
        let left = 8 * 3600 - (world.db.clock().now().since(anna.sso.sign_in.at)) / SECOND;
        assert_eq!(seen.json()["expires_in"], left.min(600));
    }
}
