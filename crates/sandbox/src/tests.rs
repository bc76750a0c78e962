//! Stories told over the wire: the sites in process, the provider's keys over TCP.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use ::registries::{Asked, Citizen, FnsRecord, PersonQuestion, Register, Registries, SfrRecord};
use ::store::{Clock, Db, Entropy, Moment, SANDBOX_SCHEMA, SECOND, Vault};
use axum::body::Body;
use axum::routing::get;
use http::{Request, StatusCode};
use oauth::Secret;
use oauth::claims::NewAccessToken;
use oauth::jose::{Jwks, SigningKey};
use oauth::scope::Scopes;
use serde_json::{Value, json};
use tower::ServiceExt as _;
use web::{App, Listener, Site};

use crate::{Sandbox, fault::Fault, fault::Simulator};

pub const NOW: i64 = 1_795_300_000;
const TOKEN: &str = "the gateway's token";

/// A sandbox on an empty database, with a clock that stands still.
pub fn sandbox(issuer: &str) -> Sandbox {
    let settings =
        ::store::Settings { url: "sqlite::memory:".into(), threads: 1, schema: SANDBOX_SCHEMA };
    let clock = Clock::manual(Moment::from_seconds(NOW));
    let db = Db::open(&settings, clock, Entropy::seeded(1), Vault::for_tests()).unwrap();
    Sandbox::new(App::for_story(db), issuer, Secret::new(TOKEN))
}

/// A provider that publishes its keys, and counts how often it is asked.
pub struct Provider {
    pub issuer: String,
    pub key: SigningKey,
    fetched: Arc<AtomicUsize>,
}

impl Provider {
    pub async fn start() -> Provider {
        let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", socket.local_addr().unwrap());
        let key = SigningKey::generate().unwrap();
        let jwks = Jwks::new([key.verifying_key().unwrap()]).to_json();
        let discovery = json!({ "issuer": issuer, "jwks_uri": format!("{issuer}/jwks") });
        let fetched = Arc::new(AtomicUsize::new(0));
        let counter = fetched.clone();
        let routes = axum::Router::new()
            .route(
                "/.well-known/openid-configuration",
                get(|| async move { discovery.to_string() }),
            )
            .route(
                "/jwks",
                get(move || async move {
                    counter.fetch_add(1, Ordering::SeqCst);
                    jwks
                }),
            );
        tokio::spawn(web::serve(vec![Listener::plain(socket)], routes, std::future::pending()));
        Provider { issuer, key, fetched }
    }

    fn token(&self, register: Register, about: Value) -> String {
        self.signed(&self.key, register.audience(), "register", NOW + 300, about)
    }

    pub fn signed(
        &self,
        key: &SigningKey,
        aud: &str,
        scope: &str,
        exp: i64,
        about: Value,
    ) -> String {
        let about = about.as_object().cloned().unwrap_or_default();
        NewAccessToken {
            iss: &self.issuer,
            sub: "somebody",
            aud,
            exp,
            iat: exp - 300,
            jti: "t1",
            client_id: "sep",
            scope: &Scopes::parse(scope).unwrap(),
            auth_time: None,
            acr: None,
            amr: &[],
            sid: None,
            act: None,
            mandate: None,
            about: Some(&about),
        }
        .sign(key)
        .unwrap()
    }
}

pub struct Answer {
    pub status: StatusCode,
    challenge: String,
    pub json: Value,
    pub text: String,
}

pub async fn send(sandbox: &Sandbox, site: Site, request: Request<Body>) -> Answer {
    let response = sandbox.router(site).oneshot(request).await.unwrap();
    let status = response.status();
    let challenge = response.headers().get("www-authenticate");
    let challenge = challenge.map_or("", |value| value.to_str().unwrap()).to_owned();
    let body = axum::body::to_bytes(response.into_body(), 1 << 20).await.unwrap();
    let text = String::from_utf8(body.to_vec()).unwrap();
    let json = serde_json::from_str(&text).unwrap_or_default();
    Answer { status, challenge, json, text }
}

pub fn call(method: &str, path: &str, token: Option<&str>, body: Option<&Value>) -> Request<Body> {
    let mut request = Request::builder().method(method).uri(path);
    if let Some(token) = token {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    if body.is_some() {
        request = request.header("content-type", "application/json");
    }
    request.body(body.map_or(Body::empty(), |json| Body::from(json.to_string()))).unwrap()
}

async fn invented(sandbox: &Sandbox, draft: Value) -> Value {
    let request = call("POST", "/api/people", None, Some(&draft));
    let answer = send(sandbox, Site::Registries, request).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    answer.json
}

async fn person(sandbox: &Sandbox, register: Register, token: Option<&str>) -> Answer {
    let path = format!("/api/v1/{register}/person");
    send(sandbox, Site::Registries, call("GET", &path, token, None)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn all_registers_know_an_invented_citizen() {
    let provider = Provider::start().await;
    let sandbox = sandbox(&provider.issuer);
    let citizen = invented(&sandbox, json!({ "family_name": "Тестова" })).await;
    for register in Register::ALL {
        let token = provider.token(register, json!({ "snils": citizen["snils"] }));
        let answer = person(&sandbox, register, Some(&token)).await;
        assert_eq!(answer.status, StatusCode::OK, "{register} {}", answer.text);
        assert_eq!(answer.json["holder"]["family_name"], "Тестова");
        assert_eq!(answer.json["holder"]["snils"], citizen["snils"]);
    }
    assert_eq!(provider.fetched.load(Ordering::SeqCst), 1, "keys are kept");
    let path = format!("/api/people?snils={}", citizen["snils"].as_str().unwrap());
    let found = send(&sandbox, Site::Registries, call("GET", &path, None, None)).await;
    assert_eq!(found.json, citizen);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_must_be_good_in_every_way() {
    let provider = Provider::start().await;
    let sandbox = sandbox(&provider.issuer);
    let citizen = invented(&sandbox, json!({})).await;
    let about = json!({ "snils": citizen["snils"] });
    let (fns, egrn) = (Register::Fns, Register::Egrn);
    let stranger = SigningKey::generate().unwrap();
    let sign = |key, aud: &str, scope, exp| provider.signed(key, aud, scope, exp, about.clone());
    let own = &provider.key;
    let later = NOW + 300;
    for (what, token, status) in [
        ("another audience", sign(own, egrn.audience(), "register", later), 401),
        ("expired", sign(own, fns.audience(), "register", NOW - 6), 401),
        ("no scope", sign(own, fns.audience(), "openid", later), 403),
        ("an unknown key", sign(&stranger, fns.audience(), "register", later), 401),
        ("no token at all", "x".to_owned(), 401),
        ("a token about nobody", provider.token(fns, json!({})), 403),
        ("a broken number", provider.token(fns, json!({ "snils": "11223344596" })), 403),
    ] {
        let answer = person(&sandbox, fns, Some(&token)).await;
        assert_eq!(answer.status.as_u16(), status, "{what}: {}", answer.text);
        assert!(answer.challenge.starts_with("Bearer "), "{what}");
        assert!(answer.json["error"].is_string(), "{what}");
    }
    let answer = person(&sandbox, fns, None).await;
    assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    assert_eq!(answer.challenge, "Bearer realm=\"kabinet\"");
    let good = provider.token(fns, about);
    assert_eq!(person(&sandbox, fns, Some(&good)).await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_keys_are_looked_up_once_in_a_while_only() {
    let provider = Provider::start().await;
    let sandbox = sandbox(&provider.issuer);
    let stranger = SigningKey::generate().unwrap();
    let aud = Register::Fns.audience();
    let token = provider.signed(&stranger, aud, "register", NOW + 300, json!({}));
    for _ in 0..20 {
        let answer = person(&sandbox, Register::Fns, Some(&token)).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
    }
    assert!(provider.fetched.load(Ordering::SeqCst) <= 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn without_the_provider_nobody_is_answered() {
    let sandbox = sandbox("http://127.0.0.1:1");
    let answer = person(&sandbox, Register::Fns, Some("a.b.c")).await;
    assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE, "{}", answer.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_question_is_about_the_person_in_the_token_only() {
    let provider = Provider::start().await;
    let sandbox = sandbox(&provider.issuer);
    let (anna, other) = (invented(&sandbox, json!({})).await, invented(&sandbox, json!({})).await);
    let token = provider.token(Register::Sfr, json!({ "snils": anna["snils"] }));
    let ask = async |about: &Value| {
        let question = json!({
            "family_name": about["family_name"], "given_name": about["given_name"],
            "additional_name": about["additional_name"], "birth_date": about["birth_date"],
            "snils": about["snils"],
        });
        let request = call("POST", "/api/v1/sfr/check", Some(&token), Some(&question));
        send(&sandbox, Site::Registries, request).await
    };
    let own = ask(&anna).await;
    assert_eq!(own.status, StatusCode::OK, "{}", own.text);
    assert_eq!(own.json["family_name"], "same");
    let others = ask(&other).await;
    assert_eq!(others.status, StatusCode::FORBIDDEN, "{}", others.text);
    assert!(!others.text.contains(other["given_name"].as_str().unwrap()));
    let nonsense = call("POST", "/api/v1/sfr/check", Some(&token), Some(&json!({ "a": 1 })));
    let nonsense = send(&sandbox, Site::Registries, nonsense).await;
    assert_eq!(nonsense.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_no_snils_is_found_by_inn_and_nobody_else_at_all() {
    let provider = Provider::start().await;
    let sandbox = sandbox(&provider.issuer);
    let citizen = invented(&sandbox, json!({ "without": ["snils"] })).await;
    assert_eq!(citizen["snils"], Value::Null);
    let token = provider.token(Register::Fns, json!({ "inn": citizen["inn"] }));
    assert_eq!(person(&sandbox, Register::Fns, Some(&token)).await.status, StatusCode::OK);
    let token = provider.token(Register::Fns, json!({ "snils": "11223344595" }));
    let answer = person(&sandbox, Register::Fns, Some(&token)).await;
    assert_eq!(answer.status, StatusCode::NOT_FOUND);
    assert_eq!(answer.json["error"], "unknown_person");
}

#[tokio::test(flavor = "multi_thread")]
async fn malformed_people_are_refused_with_reasons() {
    let sandbox = sandbox("http://127.0.0.1:1");
    let draft = json!({ "snils": "112-234-345 95", "birth_date": "1850-01-01" });
    let request = call("POST", "/api/people", None, Some(&draft));
    let answer = send(&sandbox, Site::Registries, request).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    let errors = answer.json["errors"].as_array().unwrap();
    assert_eq!(errors.len(), 2);
    assert_eq!(errors[1]["field"], "snils");
    assert!(errors[1]["reason"].as_str().unwrap().contains("перепутаны"), "{}", answer.text);
    let broken = Request::post("/api/people")
        .header("content-type", "application/json")
        .body(Body::from("{"))
        .unwrap();
    let answer = send(&sandbox, Site::Registries, broken).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    invented(&sandbox, json!({ "snils": "112-233-445 95" })).await;
    let again = call("POST", "/api/people", None, Some(&json!({ "snils": "11223344595" })));
    assert_eq!(send(&sandbox, Site::Registries, again).await.status, StatusCode::CONFLICT);
}

#[tokio::test(flavor = "multi_thread")]
async fn faults_are_set_and_shown_by_name() {
    let provider = Provider::start().await;
    let sandbox = sandbox(&provider.issuer);
    let citizen = invented(&sandbox, json!({})).await;
    let token = provider.token(Register::Fns, json!({ "snils": citizen["snils"] }));
    let set = async |faults: Value| {
        let request = call("PUT", "/api/faults", None, Some(&faults));
        send(&sandbox, Site::Registries, request).await
    };
    let answer = set(json!({ "fns": { "delay_ms": 0, "status": 503 } })).await;
    assert_eq!(answer.status, StatusCode::OK);
    assert_eq!(answer.json["fns"]["status"], 503);
    assert_eq!(answer.json["sfr"], json!({ "delay_ms": 0, "status": null, "wrong": false }));
    assert_eq!(answer.json.as_object().unwrap().len(), 13);
    let failing = person(&sandbox, Register::Fns, Some(&token)).await;
    assert_eq!(failing.status, StatusCode::SERVICE_UNAVAILABLE);
    set(json!({ "fns": { "wrong": true } })).await;
    let wrong = person(&sandbox, Register::Fns, Some(&token)).await;
    assert_ne!(wrong.json["holder"]["family_name"], citizen["family_name"]);
    set(json!({ "fns": { "delay_ms": 200, "status": null } })).await;
    let begun = Instant::now();
    assert_eq!(person(&sandbox, Register::Fns, Some(&token)).await.status, StatusCode::OK);
    assert!(begun.elapsed() >= Duration::from_millis(200));
    for nonsense in [
        json!({ "pfr": {} }),
        json!({ "fns": 1 }),
        json!({ "sms": { "wrong": true } }),
        json!({ "fns": { "refuse": true } }),
    ] {
        assert_eq!(set(nonsense).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_client_and_the_registers_understand_one_another() {
    let provider = Provider::start().await;
    let sandbox = sandbox(&provider.issuer);
    let socket = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let origin = format!("http://{}", socket.local_addr().unwrap());
    let router = sandbox.router(Site::Registries);
    tokio::spawn(web::serve(vec![Listener::plain(socket)], router, std::future::pending()));
    let clients = Registries::at(&origin, sandbox.app().out.clone(), Entropy::seeded(1));
    let citizen: Citizen = serde_json::from_value(invented(&sandbox, json!({})).await).unwrap();
    let about = json!({ "snils": citizen.snils });
    let sfr = Secret::new(provider.token(Register::Sfr, about.clone()));
    let deadline = Duration::from_secs(5);
    let record = clients.person::<SfrRecord>(&sfr, deadline).await.known().unwrap();
    assert_eq!(record.employment, citizen.employment);
    let question = PersonQuestion {
        family_name: format!("{}т", citizen.family_name),
        given_name: citizen.given_name.clone(),
        additional_name: citizen.additional_name.clone(),
        birth_date: citizen.birth_date,
        gender: None,
        snils: citizen.snils.clone(),
        inn: None,
        passport: None,
    };
    let matched = clients.check_person(&sfr, &question, deadline).await.known().unwrap();
    assert_eq!(matched.family_name, ::registries::Agreement::OneLetter);
    assert!(!matched.names_match());
    let refused = clients.person::<FnsRecord>(&sfr, deadline).await;
    assert_eq!(refused, Asked::Unavailable { why: ::registries::Why::Refused });
    // One that hangs costs its deadline and nobody else anything.
    let hang = Fault { delay_ms: 60_000, ..Fault::default() };
    sandbox.faults().set(&[(Simulator::Register(Register::Fns), hang)]).unwrap();
    let fns = Secret::new(provider.token(Register::Fns, about));
    let begun = Instant::now();
    let (slow, well) = tokio::join!(
        clients.person::<FnsRecord>(&fns, ::registries::PAGE_DEADLINE),
        clients.person::<SfrRecord>(&sfr, deadline),
    );
    assert_eq!(slow, Asked::Unavailable { why: ::registries::Why::Slow });
    assert!(well.known().is_some());
    assert!(begun.elapsed() < Duration::from_secs(3));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_sms_needs_the_token_and_is_shown_once() {
    let sandbox = sandbox("http://127.0.0.1:1");
    let sms = json!({ "id": "m1", "to": "8 900 123-45-67", "text": "Код 123456" });
    let post = async |token: Option<&str>, sms: &Value| {
        send(&sandbox, Site::Phone, call("POST", "/api/sms", token, Some(sms))).await
    };
    assert_eq!(post(None, &sms).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(post(Some("another"), &sms).await.status, StatusCode::UNAUTHORIZED);
    sandbox.app().db.clock().advance(SECOND);
    // A token with spaces cannot stand in a header.
    let known = TOKEN.replace(' ', "-").replace('\'', "");
    let sandbox = Sandbox::new(sandbox.app().clone(), "http://127.0.0.1:1", Secret::new(&*known));
    let post = async |sms: &Value| {
        send(&sandbox, Site::Phone, call("POST", "/api/sms", Some(&known), Some(sms))).await
    };
    for _ in 0..2 {
        let answer = post(&sms).await;
        assert_eq!(answer.status, StatusCode::ACCEPTED, "{}", answer.text);
        assert_eq!(answer.json["id"], "m1");
    }
    for wrong in [
        json!({ "id": "", "to": "+79001234567", "text": "a" }),
        json!({ "id": "2", "to": "nobody", "text": "a" }),
        json!({ "id": "2", "to": "+79001234567", "text": "" }),
    ] {
        assert_eq!(post(&wrong).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    for to in ["%2B79001234567", "+79001234567", "89001234567"] {
        let request = call("GET", &format!("/api/messages?to={to}"), None, None);
        let answer = send(&sandbox, Site::Phone, request).await;
        assert_eq!(answer.json.as_array().map(Vec::len), Some(1), "{to} {}", answer.text);
        assert_eq!(answer.json[0]["code"], "123456");
        assert_eq!(answer.json[0]["channel"], "sms");
    }
    let down = Fault { status: Some(500), ..Fault::default() };
    sandbox.faults().set(&[(Simulator::Sms, down)]).unwrap();
    assert_eq!(post(&sms).await.status, StatusCode::INTERNAL_SERVER_ERROR);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_page_is_shown_in_both_languages() {
    let sandbox = sandbox("http://127.0.0.1:1");
    let citizen = invented(&sandbox, json!({})).await;
    let person = format!("/people/{}", citizen["id"].as_str().unwrap());
    for (site, path) in [
        (Site::Registries, "/"),
        (Site::Registries, "/faults/fns"),
        (Site::Registries, "/faults/smtp"),
        (Site::Registries, "/faults/experts"),
        (Site::Registries, "/services"),
        (Site::Registries, "/people"),
        (Site::Registries, "/people/new"),
        (Site::Registries, person.as_str()),
        (Site::Phone, "/"),
        (Site::Phone, "/inbox?to=%2B79001234567&watch=1"),
        (Site::Bank, "/"),
    ] {
        for lang in ["ru", "en"] {
            let request =
                Request::get(path).header("accept-language", lang).body(Body::empty()).unwrap();
            let answer = send(&sandbox, site, request).await;
            assert_eq!(answer.status, StatusCode::OK, "{path}");
            assert!(!answer.text.contains('⟦'), "{path} {lang}");
            assert_eq!(answer.text.matches("<h1").count(), 1, "{path}");
        }
    }
    let request = Request::get("/people/nobody").body(Body::empty()).unwrap();
    assert_eq!(send(&sandbox, Site::Registries, request).await.status, StatusCode::NOT_FOUND);
}
