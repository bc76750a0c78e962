//! The world outside, over TCP: a provider and the registers.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use axum::body::Bytes;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use oauth::acr::Level;
use oauth::claims::{NewAccessToken, NewLogoutToken};
use oauth::jose::{Jwks, SigningKey, Typ};
use oauth::json::Object;
use oauth::pkce::Challenge;
use oauth::provider::{
    AuthorizationDraft, ExchangeRequest, Metadata, Requested, SubjectKind, TokenCall, TokenRequest,
    TokenResponse,
};
use oauth::scope::Scopes;
use registries::Register;
use serde_json::{Value, json};
use store::Clock;
use tokio::sync::Semaphore;

/// The provider and the registers of a story. Cheap to clone.
#[derive(Clone)]
pub struct Outside(Arc<Shared>);

struct Shared {
    origin: String,
    clock: Clock,
    world: Mutex<World>,
}

/// What the story has arranged.
pub struct World {
    /// Signs everything.
    pub key: SigningKey,
    /// The keys that are published.
    pub published: Jwks,
    /// The provider's name of the person.
    pub sub: String,
    /// The session at the provider.
    pub sid: String,
    /// Claims of the person; UserInfo tells them.
    pub claims: Object,
    /// The level of the account; `None` for a provider that knows none.
    pub level: Option<Level>,
    /// Whether tokens can be exchanged.
    pub exchange: bool,
    /// Whether the mandates given so far have been withdrawn.
    pub withdrawn: bool,
    /// Changes discovery before it is served.
    pub discovery: fn(&mut Value),
    /// Changes the claims of an ID token before it is signed.
    pub id_token: fn(&mut Value),
    /// Changes the ID token after it was signed.
    pub signed: fn(String) -> String,
    /// Another `sub` at UserInfo.
    pub userinfo_sub: Option<String>,
    /// Statuses that endpoints answer instead, by the end of their paths.
    pub broken: HashMap<&'static str, u16>,
    /// How long endpoints wait before they answer, by the end of their paths.
    pub slow: HashMap<&'static str, Duration>,
    /// Gates before which endpoints wait, by the end of their paths: each answer takes a permit.
    pub gates: HashMap<&'static str, Arc<Semaphore>>,
    /// Records of registers; without one the person is unknown there.
    pub records: HashMap<Register, Value>,
    /// How often each endpoint was asked.
    pub hits: HashMap<String, usize>,
    /// Seconds that access tokens live.
    pub life: i64,
    codes: HashMap<String, Issued>,
    refresh: HashSet<String>,
    numbers: u64,
}

struct Issued {
    nonce: Option<String>,
    challenge: Challenge,
    client: String,
}

impl Outside {
    /// Opens a port of the loopback and answers there until the runtime ends.
    ///
    /// # Panics
    /// When no port can be opened.
    pub async fn start(clock: Clock) -> Outside {
        let listener =
            tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port can be opened");
        let port = listener.local_addr().expect("the port is known").port();
        let key = SigningKey::generate().expect("a key can be made");
        let published = Jwks::new([key.verifying_key().expect("a fresh key is good")]);
        let world = World {
            published,
            key,
            sub: "01citizen".into(),
            sid: "01session".into(),
            claims: citizen(),
            level: Some(Level::Confirmed),
            exchange: true,
            withdrawn: false,
            discovery: |_| {},
            id_token: |_| {},
            signed: |token| token,
            userinfo_sub: None,
            broken: HashMap::new(),
            slow: HashMap::new(),
            gates: HashMap::new(),
            records: HashMap::new(),
            hits: HashMap::new(),
            life: 300,
            codes: HashMap::new(),
            refresh: HashSet::new(),
            numbers: 0,
        };
        let origin = format!("http://gosuslugi.localhost:{port}");
        let outside = Outside(Arc::new(Shared { origin, clock, world: Mutex::new(world) }));
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/oauth2/jwks", get(keys))
            .route("/oauth2/token", post(token))
            .route("/oauth2/userinfo", get(userinfo))
            .route("/oauth2/revoke", post(revoke))
            .route("/api/v1/{register}/person", get(person))
            .with_state(outside.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        outside
    }

    /// The issuer, and the origin of the registers.
    pub fn origin(&self) -> &str {
        &self.0.origin
    }

    /// What the story has arranged, to be changed.
    pub fn world(&self) -> MutexGuard<'_, World> {
        self.0.world.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How often an endpoint was asked, by the end of its path.
    pub fn hits(&self, endpoint: &str) -> usize {
        self.world().hits.get(endpoint).copied().unwrap_or(0)
    }

    /// The person signs in and consents to what `address` asks for: gives path and query of the
    /// call-back.
    ///
    /// # Panics
    /// When the request is not a proper one.
    pub fn consent(&self, address: &str) -> String {
        let (_, query) = address.split_once('?').expect("the request has a query");
        let draft = AuthorizationDraft::read(query).expect("the request is proper");
        let client = draft.client_id().to_owned();
        let back = form_value(query, "redirect_uri");
        let registered = [oauth::RedirectUri::register(&back).expect("a proper address")];
        let request = draft.check(&registered).expect("the request is accepted");
        let mut world = self.world();
        world.numbers += 1;
        let code = format!("code{}", world.numbers);
        let issued = Issued {
            nonce: Some(form_value(query, "nonce")),
            challenge: Challenge::parse(&form_value(query, "code_challenge")).expect("S256"),
            client,
        };
        world.codes.insert(code.clone(), issued);
        let location = request.code_location(&code, &self.0.origin);
        let at = location.find("/callback").expect("it leads to the call-back");
        location[at..].to_owned()
    }

    /// The person declines: path and query of the call-back.
    pub fn decline(&self, address: &str) -> String {
        let state = form_value(address.split_once('?').unwrap_or_default().1, "state");
        let query = oauth::form::encode([
            ("error", "access_denied"),
            ("state", &state),
            ("iss", &self.0.origin),
        ]);
        format!("/callback?{query}")
    }

    /// The body of a back-channel logout; `change` may spoil the claims.
    ///
    /// # Panics
    /// When it cannot be signed.
    pub fn logout_token(&self, client: &str, jti: &str, sid: bool) -> String {
        let now = self.0.clock.now().seconds();
        let world = self.world();
        let token = NewLogoutToken {
            iss: &self.0.origin,
            aud: client,
            iat: now,
            exp: now + 120,
            jti,
            sub: Some(&world.sub),
            sid: sid.then_some(world.sid.as_str()),
        };
        token.sign(&world.key).expect("it can be signed")
    }

    async fn met(&self, endpoint: &'static str) -> Option<Response> {
        let (pause, gate, status) = {
            let mut world = self.world();
            *world.hits.entry(endpoint.to_owned()).or_default() += 1;
            let gate = world.gates.get(endpoint).cloned();
            (world.slow.get(endpoint).copied(), gate, world.broken.get(endpoint).copied())
        };
        if let Some(gate) = gate {
            gate.acquire().await.expect("the gate stands").forget();
        }
        if let Some(pause) = pause {
            tokio::time::sleep(pause).await;
        }
        let status = StatusCode::from_u16(status?).unwrap_or(StatusCode::IM_A_TEAPOT);
        Some(status.into_response())
    }

    /// The answer with new tokens.
    fn tokens(&self, client: &str, nonce: Option<&str>) -> Response {
        let now = self.0.clock.now().seconds();
        let mut world = self.world();
        world.numbers += 1;
        let number = world.numbers;
        let access = access_token(&world, &self.0.origin, client, "userinfo", now, number);
        let mut claims = json!({
            "iss": self.0.origin, "sub": world.sub, "aud": client, "iat": now, "exp": now + 300,
            "auth_time": now, "amr": ["pwd", "sms", "mfa"], "sid": world.sid,
        });
        if let Some(nonce) = nonce {
            claims["nonce"] = json!(nonce);
        } else if let Some(claims) = claims.as_object_mut() {
            claims.remove("auth_time");
        }
        if let Some(level) = world.level {
            claims["acr"] = json!(level.acr());
            claims["level"] = json!(level.as_str());
        }
        (world.id_token)(&mut claims);
        let id_token = world.key.sign(Typ::Jwt, &claims).expect("it can be signed");
        let refresh = format!("opaque-refresh-{number}");
        world.refresh.insert(refresh.clone());
        let answer = TokenResponse {
            id_token: Some((world.signed)(id_token)),
            refresh_token: Some(refresh),
            ..TokenResponse::bearer(access, world.life)
        };
        Json(answer).into_response()
    }
}

fn access_token(
    world: &World,
    issuer: &str,
    client: &str,
    audience: &str,
    now: i64,
    number: u64,
) -> String {
    let scope = Scopes::parse("openid register").expect("proper scopes");
    let jti = number.to_string();
    let token = NewAccessToken {
        iss: issuer,
        sub: &world.sub,
        aud: audience,
        exp: now + world.life,
        iat: now,
        jti: &jti,
        client_id: client,
        scope: &scope,
        auth_time: None,
        acr: None,
        amr: &[],
        sid: None,
        act: None,
        mandate: None,
        about: None,
    };
    token.sign(&world.key).expect("it can be signed")
}

/// An obviously fictional citizen.
fn citizen() -> Object {
    let claims = json!({
        "family_name": "Тестова", "given_name": "Анна", "middle_name": "Примеровна",
        "birthdate": "1990-03-27", "gender": "female",
        "email": "anna@example.org", "email_verified": true,
        "phone_number": "+79000000001", "phone_number_verified": true,
        "snils": "11223344595", "inn": "500100732259",
    });
    claims.as_object().cloned().unwrap_or_default()
}

fn form_value(query: &str, name: &str) -> String {
    let params = oauth::form::Params::parse(query).expect("a proper query");
    let found = params.one("state").ok().flatten().filter(|_| name == "state");
    let found = found.or_else(|| match name {
        "nonce" => params.one("nonce").ok().flatten(),
        "redirect_uri" => params.one("redirect_uri").ok().flatten(),
        _ => params.one("code_challenge").ok().flatten(),
    });
    found.unwrap_or_default().to_owned()
}

async fn discovery(State(outside): State<Outside>) -> Response {
    if let Some(response) = outside.met("openid-configuration").await {
        return response;
    }
    let metadata = Metadata::new(&outside.0.origin, &outside.0.origin);
    let mut document = serde_json::to_value(&metadata).unwrap_or_default();
    let world = outside.world();
    if !world.exchange {
        document["grant_types_supported"] = json!(["authorization_code", "refresh_token"]);
    }
    if world.level.is_none() {
        document["acr_values_supported"] = json!([]);
    }
    (world.discovery)(&mut document);
    Json(document).into_response()
}

async fn keys(State(outside): State<Outside>) -> Response {
    if let Some(response) = outside.met("jwks").await {
        return response;
    }
    outside.world().published.to_json().into_response()
}

async fn token(State(outside): State<Outside>, headers: HeaderMap, body: Bytes) -> Response {
    if let Some(response) = outside.met("token").await {
        return response;
    }
    let authorization = headers.get("authorization").and_then(|value| value.to_str().ok());
    let refused =
        |code: &str| (StatusCode::BAD_REQUEST, Json(json!({ "error": code }))).into_response();
    let Ok(call) = TokenCall::read(authorization, None, &body) else {
        return refused("invalid_request");
    };
    match call.request {
        TokenRequest::AuthorizationCode { code, verifier, .. } => {
            let issued = outside.world().codes.remove(code.expose());
            match issued {
                Some(issued) if issued.challenge.accepts(&verifier) => {
                    outside.tokens(&issued.client, issued.nonce.as_deref())
                }
                _ => refused("invalid_grant"),
            }
        }
        TokenRequest::RefreshToken { refresh_token, .. } => {
            *outside.world().hits.entry("refresh".into()).or_default() += 1;
            if outside.world().refresh.remove(refresh_token.expose()) {
                outside.tokens("sep", None)
            } else {
                refused("invalid_grant")
            }
        }
        TokenRequest::Exchange(request) => exchange(&outside, &request),
        TokenRequest::ClientCredentials { .. } => refused("unauthorized_client"),
    }
}

fn exchange(outside: &Outside, request: &ExchangeRequest) -> Response {
    let now = outside.0.clock.now().seconds();
    let mut world = outside.world();
    *world.hits.entry("exchange".into()).or_default() += 1;
    world.numbers += 1;
    let number = world.numbers;
    let scope = request.scope.clone().unwrap_or_default();
    if request.subject_kind == SubjectKind::Mandate && world.withdrawn {
        let refused = Json(json!({ "error": "invalid_grant" }));
        return (StatusCode::BAD_REQUEST, refused).into_response();
    }
    let answer = match &request.requested {
        Requested::AccessToken => {
            let (origin, audience) = (&outside.0.origin, &request.audience);
            let token = access_token(&world, origin, "sep", audience, now, number);
            TokenResponse::exchanged(token, world.life, scope)
        }
        Requested::Mandate { lifetime, .. } => {
            *world.hits.entry("mandate".into()).or_default() += 1;
            world.withdrawn = false;
            TokenResponse::mandate(format!("mandate{number}"), *lifetime, scope)
        }
    };
    Json(answer).into_response()
}

async fn revoke(State(outside): State<Outside>) -> Response {
    outside.met("revoke").await.unwrap_or_else(|| StatusCode::OK.into_response())
}

async fn userinfo(State(outside): State<Outside>) -> Response {
    if let Some(response) = outside.met("userinfo").await {
        return response;
    }
    let world = outside.world();
    let mut claims = world.claims.clone();
    let sub = world.userinfo_sub.as_ref().unwrap_or(&world.sub);
    claims.insert("sub".into(), json!(sub));
    Json(claims).into_response()
}

async fn person(State(outside): State<Outside>, Path(register): Path<String>) -> Response {
    let Ok(register) = register.parse::<Register>() else {
        return StatusCode::NOT_FOUND.into_response();
    };
    if let Some(response) = outside.met(register.as_str()).await {
        return response;
    }
    match outside.world().records.get(&register) {
        Some(record) => Json(record.clone()).into_response(),
        None => (StatusCode::NOT_FOUND, Json(json!({ "error": "unknown_person" }))).into_response(),
    }
}
