use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use oauth::RedirectUri;
use oauth::jose::{Algorithm, Typ, verify};
use store::job::Runner;
use store::{MINUTE, SECOND};
use tokio::sync::Mutex;

use crate::provider::tests::world::{
    Browser, EPK, EVERYTHING, SEP, Seen, Somebody, World, redeem_over_http, settings, userinfo,
};

/// A service's side: what it was told, and how it answers.
#[derive(Clone, Default)]
struct Listener {
    told: Arc<Mutex<Vec<String>>>,
    answer: Arc<AtomicUsize>,
}

async fn hear(State(listener): State<Listener>, body: Bytes) -> StatusCode {
    let status = match listener.answer.load(Ordering::Relaxed) {
        0 => {
            tokio::time::sleep(Duration::from_secs(20)).await;
            200
        }
        status => status as u16,
    };
    let text = String::from_utf8(body.to_vec()).unwrap();
    listener.told.lock().await.push(text.strip_prefix("logout_token=").unwrap().to_owned());
    StatusCode::from_u16(status).unwrap()
}

/// Starts a listener for a client and registers its address.
async fn listen(world: &World, id: &'static str, answer: usize) -> Listener {
    let listener = Listener::default();
    listener.answer.store(answer, Ordering::Relaxed);
    let router = Router::new().route("/out", post(hear)).with_state(listener.clone());
    let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://127.0.0.1:{}/out", socket.local_addr().unwrap().port());
    tokio::spawn(async move { axum::serve(socket, router).await });
    let mut settings = settings(id);
    settings.backchannel_logout_uri = Some(RedirectUri::register(&url).unwrap());
    world.register(id, &settings);
    listener
}

/// Enters a service and returns the ID token.
async fn enter(world: &World, somebody: &Somebody, id: &'static str) -> serde_json::Value {
    world.agree(somebody, id, EVERYTHING);
    let code = world.code_for(somebody, id, EVERYTHING);
    redeem_over_http(world, id, &code).await.json()
}

fn text(tokens: &serde_json::Value, name: &str) -> String {
    tokens[name].as_str().unwrap().to_owned()
}

fn out(pairs: &[(&str, &str)]) -> String {
    format!("/oauth2/logout?{}", oauth::form::encode(pairs.iter().copied()))
}

const BYE: &str = "http://sep.localhost:8080/bye";

async fn waiting(world: &World) -> i64 {
    world.db.read(store::job::waiting).await.unwrap()
}

async fn run_jobs(world: &World) {
    let runner = crate::provider::jobs(Runner::new(world.db.clone()), &world.provider);
    while runner.run_due().await.unwrap() > 0 {}
}

#[tokio::test]
async fn with_a_valid_hint_nothing_is_asked_and_everybody_is_told() {
    let world = World::new();
    let (sep, epk) = (listen(&world, SEP, 200).await, listen(&world, EPK, 204).await);
    let anna = world.somebody();
    let tokens = enter(&world, &anna, SEP).await;
    enter(&world, &anna, EPK).await;
    let mut browser = Browser::of(&world, &anna);
    // The token has long expired; as a hint it is still good.
    world.db.clock().advance(20 * MINUTE);
    let hint = text(&tokens, "id_token");
    let pairs =
        [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", BYE), ("state", "z")];
    let seen = browser.get(&out(&pairs)).await;
    assert_eq!(seen.location(), "http://sep.localhost:8080/bye?state=z");
    assert!(!browser.has("__Host-session"));
    assert_eq!(userinfo(&world, &text(&tokens, "access_token")).await.status.as_u16(), 401);
    for (listener, id) in [(&sep, SEP), (&epk, EPK)] {
        let told = listener.told.lock().await;
        let [token] = told.as_slice() else { panic!("{} tokens", told.len()) };
        check_logout_token(&world, token, id, &anna).await;
    }
    run_jobs(&world).await;
    world.db.clock().advance(10 * SECOND);
    run_jobs(&world).await;
    assert_eq!(sep.told.lock().await.len(), 1, "who confirmed is not told again");
}

async fn check_logout_token(world: &World, token: &str, id: &str, anna: &Somebody) {
    let keys = world.provider.keys().await.unwrap();
    let kinds = [Algorithm::Es256];
    let claims = verify(token, &keys.published, Typ::LogoutToken, &kinds).unwrap().claims;
    assert!(!claims.contains_key("nonce"));
    let read = oauth::claims::LogoutClaims::read(&claims).unwrap();
    assert_eq!(read.iss, world.provider.issuer());
    assert_eq!(read.aud, [id]);
    assert_eq!(read.sub, Some(anna.account.to_string()));
    assert_eq!(read.sid, Some(anna.sso.session.to_string()));
    assert!(read.exp - read.iat <= 120);
    assert!(!read.jti.is_empty());
}

#[tokio::test]
async fn who_does_not_answer_within_two_seconds_is_named_and_told_later() {
    let world = World::new();
    let (sep, epk) = (listen(&world, SEP, 200).await, listen(&world, EPK, 0).await);
    let anna = world.somebody();
    let tokens = enter(&world, &anna, SEP).await;
    enter(&world, &anna, EPK).await;
    let mut browser = Browser::of(&world, &anna);
    let hint = text(&tokens, "id_token");
    let pairs = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", BYE)];
    let begun = Instant::now();
    let seen = browser.get(&out(&pairs)).await;
    let took = begun.elapsed();
    assert!(took >= Duration::from_secs(2) && took < Duration::from_secs(4), "{took:?}");
    assert_eq!(seen.location(), "/logout/done");
    let page = browser.get("/logout/done").await;
    assert!(page.body.contains("ЭПК") && page.body.contains(BYE), "{}", page.body);
    assert!(!page.body.contains("⟦"), "{}", page.body);
    assert_eq!(sep.told.lock().await.len(), 1);
    // The service is back, and the job comes.
    epk.answer.store(200, Ordering::Relaxed);
    world.db.clock().advance(10 * SECOND);
    run_jobs(&world).await;
    assert!(!epk.told.lock().await.is_empty());
    assert_eq!(waiting(&world).await, 0);
}

#[tokio::test]
async fn a_service_that_refuses_is_tried_again() {
    let world = World::new();
    let sep = listen(&world, SEP, 500).await;
    let anna = world.somebody();
    enter(&world, &anna, SEP).await;
    let session = anna.sso.session;
    world.write(move |tx| crate::sso::end(tx, session, web::session::why::BY_STAFF));
    world.db.clock().advance(5 * SECOND);
    run_jobs(&world).await;
    assert_eq!((sep.told.lock().await.len(), waiting(&world).await), (1, 1));
    sep.answer.store(200, Ordering::Relaxed);
    world.db.clock().advance(MINUTE);
    run_jobs(&world).await;
    assert_eq!((sep.told.lock().await.len(), waiting(&world).await), (2, 0));
}

#[tokio::test]
async fn without_proof_the_person_is_asked() {
    let world = World::new();
    listen(&world, SEP, 200).await;
    let (anna, boris) = (world.somebody(), world.somebody());
    let hers = text(&enter(&world, &anna, SEP).await, "id_token");
    let his = text(&enter(&world, &boris, SEP).await, "id_token");
    let forged = {
        let key = oauth::jose::SigningKey::generate().unwrap();
        let keys = world.provider.keys().await.unwrap();
        let kinds = [Algorithm::Es256];
        let claims = verify(&hers, &keys.ours, Typ::Jwt, &kinds).unwrap().claims;
        key.sign(Typ::Jwt, &claims).unwrap()
    };
    let bare = |token: &str| {
        let parts: Vec<&str> = token.split('.').collect();
        format!("eyJhbGciOiJub25lIn0.{}.", parts[1])
    };
    let mut browser = Browser::of(&world, &anna);
    let unsigned = bare(&hers);
    let cases: [&[(&str, &str)]; 8] = [
        &[],
        &[("state", "z")],
        &[("client_id", SEP), ("post_logout_redirect_uri", BYE)],
        &[("id_token_hint", &his), ("post_logout_redirect_uri", BYE)],
        &[("id_token_hint", &forged), ("post_logout_redirect_uri", BYE)],
        &[("id_token_hint", &unsigned), ("post_logout_redirect_uri", BYE)],
        &[("id_token_hint", &hers), ("client_id", EPK)],
        &[("id_token_hint", "x")],
    ];
    for case in cases {
        let seen = browser.get(&out(case)).await;
        assert_eq!((seen.status, seen.location()), (StatusCode::OK, ""), "{case:?}");
        assert!(seen.body.contains("Выйти отовсюду"), "{}", seen.body);
        assert!(!seen.body.contains("⟦"), "{}", seen.body);
    }
    let account = anna.account;
    assert_eq!(world.write(move |tx| crate::grant::of_account(tx, account)).len(), 1);
}

#[tokio::test]
async fn who_says_yes_leaves_everything_and_finds_the_way_on_as_a_link() {
    let world = World::new();
    let sep = listen(&world, SEP, 200).await;
    let anna = world.somebody();
    enter(&world, &anna, SEP).await;
    let mut browser = Browser::of(&world, &anna);
    let page = browser.get(&out(&[("client_id", SEP), ("post_logout_redirect_uri", BYE)])).await;
    let on = page.hidden("on");
    let done = browser.submit("/logout", &page, &[("on", &on)]).await;
    assert_eq!(done.location(), "/logout/done");
    let last = browser.get("/logout/done").await;
    assert!(last.body.contains(BYE) && last.body.contains("Вы вышли"), "{}", last.body);
    assert_eq!(sep.told.lock().await.len(), 1);
    let none = browser.get(&crate_authorize("&prompt=none")).await;
    assert_eq!(none.param("error").as_deref(), Some("login_required"));
}

fn crate_authorize(more: &str) -> String {
    let query = crate::provider::tests::world::query(SEP, "openid", more);
    format!("/oauth2/authorize?{query}")
}

#[tokio::test]
async fn nobody_is_sent_to_an_address_that_is_not_registered() {
    let world = World::new();
    listen(&world, SEP, 200).await;
    let bad = [
        "http://evil.example/",
        "http://sep.localhost:8080/bye/",
        "http://sep.localhost:8080/bye?x=1",
        "http://sep.localhost:8080/callback",
        "//evil.example",
        "javascript:alert(1)",
    ];
    for to in bad {
        let anna = world.somebody();
        let hint = text(&enter(&world, &anna, SEP).await, "id_token");
        let mut browser = Browser::of(&world, &anna);
        let pairs = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", to)];
        let seen = browser.get(&out(&pairs)).await;
        assert_eq!(seen.location(), "/logout/done", "{to}");
        let page = browser.get("/logout/done").await;
        assert!(!page.body.contains("evil") && !page.body.contains("alert"), "{}", page.body);
    }
}

#[tokio::test]
async fn who_is_out_already_is_sent_on_with_a_valid_hint() {
    let world = World::new();
    let sep = listen(&world, SEP, 200).await;
    let anna = world.somebody();
    let hint = text(&enter(&world, &anna, SEP).await, "id_token");
    let mut browser = Browser::new(&world);
    let pairs = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", BYE)];
    assert_eq!(browser.get(&out(&pairs)).await.location(), BYE);
    let none = browser.get(&out(&[("client_id", SEP), ("post_logout_redirect_uri", BYE)])).await;
    assert_eq!(none.location(), "/logout/done");
    assert!(sep.told.lock().await.is_empty(), "her session in another browser goes on");
}

#[tokio::test]
async fn services_that_outlived_the_session_are_told_when_she_leaves_one_of_them() {
    let world = World::new();
    let (sep, epk) = (listen(&world, SEP, 200).await, listen(&world, EPK, 200).await);
    let anna = world.somebody();
    let hint = text(&enter(&world, &anna, SEP).await, "id_token");
    enter(&world, &anna, EPK).await;
    // Half an hour in a cabinet: nobody asked anything of the provider.
    world.db.clock().advance(31 * MINUTE);
    let mut browser = Browser::of(&world, &anna);
    let pairs = [("id_token_hint", hint.as_str()), ("post_logout_redirect_uri", BYE)];
    assert_eq!(browser.get(&out(&pairs)).await.location(), BYE);
    assert_eq!((sep.told.lock().await.len(), epk.told.lock().await.len()), (1, 1));
    assert_eq!(browser.get(&out(&pairs)).await.location(), BYE);
    assert_eq!(epk.told.lock().await.len(), 1, "once is enough");
}

#[tokio::test]
async fn the_button_of_our_own_pages_does_the_same_and_needs_its_token() {
    let world = World::new();
    let sep = listen(&world, SEP, 200).await;
    let anna = world.somebody();
    enter(&world, &anna, SEP).await;
    let mut browser = Browser::of(&world, &anna);
    let page: Seen = browser.get("/services").await;
    assert!(page.body.contains("Выйти"));
    let mut other = Browser::of(&world, &anna);
    let foreign = other.submit("/logout", &page, &[]).await;
    assert_eq!(foreign.status, StatusCode::FORBIDDEN, "another browser's form");
    assert!(sep.told.lock().await.is_empty());
    let done = browser.submit("/logout", &page, &[]).await;
    assert_eq!(done.location(), "/logout/done");
    assert_eq!(sep.told.lock().await.len(), 1);
    assert_eq!(world.journalled(anna.account, "session.signed_out"), 1);
}

/// Nobody waits before a page then, so the services need not wait for one.
#[tokio::test]
async fn what_a_recovery_or_the_desk_ended_is_told_at_once() {
    let world = World::new();
    let sep = listen(&world, SEP, 200).await;
    let anna = world.somebody();
    enter(&world, &anna, SEP).await;
    let account = anna.account;
    let why = web::session::why::CREDENTIALS;
    world.write(move |tx| crate::sso::end_everything(tx, account, why));
    run_jobs(&world).await;
    assert_eq!(sep.told.lock().await.len(), 1);
}
