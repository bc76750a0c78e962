//! A provider with two services and people.

use std::sync::atomic::{AtomicU32, Ordering};

use axum::Router;
use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, COOKIE, LOCATION, SET_COOKIE};
use axum::http::{HeaderMap, Request, StatusCode};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::BodyExt as _;
use oauth::RedirectUri;
use oauth::acr::Level;
use oauth::pkce::Verifier;
use oauth::provider::{AuthorizationDraft, AuthorizationRequest, ClientAuth};
use oauth::scope::Scopes;
use registries::{Email, Name, Phone};
use store::{Db, Result, Secret, Tx};
use tower::ServiceExt as _;
use web::{App, Lang, Site, VisitFacts};

use crate::account::{self, AccountId, FullName, NewAccount};
use crate::client::{self, Client, Settings, Words};
use crate::consent::{self, Asked, Text};
use crate::grant;
use crate::proof::TwoFactors;
use crate::provider::Provider;
use crate::sso::{self, Entered, Sso};

pub(crate) const SEP: &str = "sep";
pub(crate) const EPK: &str = "epk";
pub(crate) const BACK: &str = "http://sep.localhost:8080/callback";
pub(crate) const EVERYTHING: &str =
    "openid profile email phone snils inn id_doc birthdate gender offline_access";
pub(crate) const SFR: &str = "urn:kabinet:register:sfr";

/// Two services, and as many people as a story needs.
pub(crate) struct World {
    pub(crate) db: Db,
    pub(crate) provider: Provider,
    people: AtomicU32,
}

/// Somebody who is signed in.
#[derive(Clone)]
pub(crate) struct Somebody {
    pub(crate) account: AccountId,
    pub(crate) sso: Sso,
    pub(crate) cookie: String,
}

pub(crate) fn secret(id: &str) -> Secret {
    Secret(format!("{id}-0123456789012345678901234567890123456789"))
}

pub(crate) fn verifier() -> Verifier {
    Verifier::from_random(&[7; 32])
}

pub(crate) fn facts() -> VisitFacts {
    VisitFacts { address: [127, 0, 0, 1].into(), agent: "story".into() }
}

pub(crate) fn scopes(text: &str) -> Scopes {
    Scopes::parse(text).unwrap()
}

pub(crate) fn settings(id: &str) -> Settings {
    let at =
        |path: &str| RedirectUri::register(&format!("http://{id}.localhost:8080{path}")).unwrap();
    let (ru, en) = match id {
        SEP => ("СЭП", "SEP"),
        _ => ("ЭПК", "EPK"),
    };
    Settings {
        name: Words::new(ru, en),
        about: Words::new("Единый кабинет услуг", "One cabinet of services"),
        purpose: Words::new("показать ваши документы", "show your documents"),
        terms_version: 1,
        terms: Some(at("/terms")),
        redirect_uris: vec![at("/callback")],
        post_logout_uris: vec![at("/bye")],
        backchannel_logout_uri: Some(at("/backchannel-logout")),
        entry: Some(at("/")),
        scopes: scopes(EVERYTHING),
        audiences: vec![SFR.into()],
        receivers: Vec::new(),
        level: Level::Simple,
        listed: true,
        keywords: vec!["дипломы".into()],
    }
}

impl World {
    pub(crate) fn new() -> World {
        World::with(Db::memory())
    }

    pub(crate) fn with(db: Db) -> World {
        World::over(App::for_story(db))
    }

    pub(crate) fn over(app: App) -> World {
        let (db, provider) = (app.db.clone(), Provider::new(app));
        let world = World { db, provider, people: AtomicU32::new(0) };
        world.register(SEP, &settings(SEP));
        world.register(EPK, &settings(EPK));
        world
    }

    pub(crate) fn register(&self, id: &'static str, settings: &Settings) {
        let settings = settings.clone();
        self.write(move |tx| client::register(tx, id, Some(&secret(id)), &settings)).unwrap();
    }

    pub(crate) fn write<T: Send + 'static>(
        &self,
        f: impl Fn(&mut Tx) -> Result<T> + Send + 'static,
    ) -> T {
        self.db.write_now("story", f).unwrap()
    }

    pub(crate) fn client(&self, id: &'static str) -> Client {
        self.write(move |tx| client::find(tx, id)).unwrap()
    }

    /// A person with an account of the confirmed level.
    pub(crate) fn person(&self) -> AccountId {
        let number = self.people.fetch_add(1, Ordering::Relaxed);
        self.write(move |tx| {
            let name = |text: &str| Name::parse(text).unwrap();
            let new = NewAccount {
                name: FullName {
                    family: name("Тестова"),
                    given: name("Анна"),
                    additional: Some(name("Примеровна")),
                },
                phone: Phone::parse(&format!("+7 900 000-00-{number:02}")).unwrap(),
                email: Email::parse(&format!("anna{number}@example.org")).unwrap(),
                lang: Lang::Ru,
            };
            let id = account::create(tx, &new)?.unwrap();
            account::raise(tx, id, Level::Simple, Level::Standard)?;
            account::raise(tx, id, Level::Standard, Level::Confirmed)?;
            Ok(id)
        })
    }

    pub(crate) fn sign_in(&self, account: AccountId) -> Somebody {
        self.write(move |tx| {
            let alive = account::alive(tx, account)?.unwrap();
            let two = TwoFactors::for_story(account);
            let entered = sso::open(tx, &alive, &two, &facts(), None)?;
            let Entered::New(opened) = entered else { panic!("a new session was due") };
            let at = tx.now();
            let amr = vec!["pwd".into(), "sms".into(), "mfa".into()];
            let sign_in = sso::SignIn { at, amr };
            let sso = Sso { session: opened.id, account, sign_in };
            Ok(Somebody { account, sso, cookie: opened.cookie.0 })
        })
    }

    /// A new person who is signed in.
    pub(crate) fn somebody(&self) -> Somebody {
        let account = self.person();
        self.sign_in(account)
    }

    /// She agrees to everything that the service asks for.
    pub(crate) fn agree(&self, somebody: &Somebody, client: &'static str, scope: &'static str) {
        let account = somebody.account;
        self.write(move |tx| {
            let client = client::find(tx, client)?.unwrap();
            let alive = account::alive(tx, account)?.unwrap();
            let asked = Asked::of(&client, &scopes(scope));
            consent::give(tx, &alive, &client, &asked, &Text::new("текст".into()))
        });
    }

    /// A code for СЭП, past all questions.
    pub(crate) fn code(&self, somebody: &Somebody, scope: &'static str) -> String {
        self.code_for(somebody, SEP, scope)
    }

    pub(crate) fn code_for(
        &self,
        somebody: &Somebody,
        client: &'static str,
        scope: &'static str,
    ) -> String {
        let somebody = somebody.clone();
        let request = request(client, scope, "");
        self.write(move |tx| {
            let alive = account::alive(tx, somebody.account)?.unwrap();
            grant::issue(tx, &alive, &somebody.sso, &request, &scopes(scope))
        })
    }

    pub(crate) fn redeem(
        &self,
        client: &'static str,
        code: &str,
    ) -> grant::Answer<grant::Redeemed> {
        let code = code.to_owned();
        let back = format!("http://{client}.localhost:8080/callback");
        self.write(move |tx| {
            let client = client::find(tx, client)?.unwrap();
            grant::redeem(tx, &client, &code, &back, &verifier())
        })
    }

    pub(crate) fn refresh(
        &self,
        client: &'static str,
        token: &str,
        wanted: Option<&'static str>,
    ) -> grant::Answer<grant::Redeemed> {
        let token = token.to_owned();
        self.write(move |tx| {
            let client = client::find(tx, client)?.unwrap();
            grant::refresh(tx, &client, &token, wanted.map(scopes).as_ref())
        })
    }

    /// How often an event stands in the journal about a person.
    pub(crate) fn journalled(&self, account: AccountId, event: &'static str) -> usize {
        self.write(move |tx| {
            let about = account.to_string();
            let entries = store::journal::about(tx, "identity", &about, None, 500)?;
            Ok(entries.iter().filter(|entry| entry.event == event).count())
        })
    }

    pub(crate) fn router(&self) -> Router {
        let routes = crate::provider::routes(&self.provider);
        web::site_router(self.provider.app().clone(), Site::Identity, routes)
    }
}

pub(crate) fn request(client: &str, scope: &str, more: &str) -> AuthorizationRequest {
    let query = query(client, scope, more);
    let back = RedirectUri::register(&format!("http://{client}.localhost:8080/callback")).unwrap();
    AuthorizationDraft::read(&query).unwrap().check(&[back]).unwrap()
}

/// The query of an ordinary request; `more` begins with `&`.
pub(crate) fn query(client: &str, scope: &str, more: &str) -> String {
    let challenge = verifier().challenge();
    let back = format!("http://{client}.localhost:8080/callback");
    let pairs = [
        ("response_type", "code"),
        ("client_id", client),
        ("redirect_uri", back.as_str()),
        ("scope", scope),
        ("state", "s1"),
        ("nonce", "n1"),
        ("code_challenge", challenge.as_str()),
        ("code_challenge_method", "S256"),
    ];
    format!("{}{more}", oauth::form::encode(pairs))
}

pub(crate) fn auth(id: &str) -> ClientAuth {
    ClientAuth {
        client_id: id.into(),
        secret: Some(oauth::Secret::new(secret(id).0)),
        method: oauth::provider::AuthMethod::Basic,
    }
}

/// A browser that keeps cookies and follows nothing by itself.
pub(crate) struct Browser {
    router: Router,
    jar: Vec<(String, String)>,
    /// Where it asks from, with a port.
    pub(crate) address: &'static str,
}

/// Sessions of stories are opened here.
const HOME: &str = "127.0.0.1:4711";

/// An answer, read completely.
pub(crate) struct Seen {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: String,
}

impl Seen {
    pub(crate) fn location(&self) -> &str {
        self.headers.get(LOCATION).map_or("", |value| value.to_str().unwrap())
    }

    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.body).unwrap_or_default()
    }

    /// A parameter of the address that the answer leads to.
    pub(crate) fn param(&self, name: &str) -> Option<String> {
        let url = url::Url::parse("http://gosuslugi.localhost:8080").unwrap();
        let url = url.join(self.location()).unwrap();
        url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
    }

    /// The value of a hidden field of the page.
    pub(crate) fn hidden(&self, name: &str) -> String {
        let start = format!("name=\"{name}\" value=\"");
        let at = self.body.find(&start).unwrap_or_else(|| panic!("no field {name}: {}", self.body));
        let rest = &self.body[at + start.len()..];
        rest[..rest.find('"').unwrap()].to_owned()
    }
}

impl Browser {
    pub(crate) fn new(world: &World) -> Browser {
        Browser { router: world.router(), jar: Vec::new(), address: HOME }
    }

    pub(crate) fn of(world: &World, somebody: &Somebody) -> Browser {
        let mut browser = Browser::new(world);
        browser.jar.push(("__Host-session".into(), somebody.cookie.clone()));
        browser
    }

    /// A browser over any router, signed in by a session's cookie where one is given.
    pub(crate) fn over(router: Router, session: Option<&str>) -> Browser {
        let mut browser = Browser { router, jar: Vec::new(), address: HOME };
        session.iter().for_each(|cookie| browser.keep("__Host-session", cookie));
        browser
    }

    pub(crate) fn sign_in(&mut self, somebody: &Somebody) {
        self.keep("__Host-session", &somebody.cookie);
    }

    fn keep(&mut self, name: &str, value: &str) {
        self.jar.retain(|(known, _)| known != name);
        if !value.is_empty() {
            self.jar.push((name.into(), value.into()));
        }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.jar.iter().any(|(known, _)| known == name)
    }

    pub(crate) async fn get(&mut self, path: &str) -> Seen {
        let request = Request::get(path).header("accept", "text/html");
        self.send(request.body(Body::empty()).unwrap()).await
    }

    /// Sends the form of a page with its hidden keys and these fields.
    pub(crate) async fn submit(&mut self, path: &str, page: &Seen, more: &[(&str, &str)]) -> Seen {
        let keys = ["_token", "_form", "_key"].map(|name| (name, page.hidden(name)));
        let pairs = keys.iter().map(|(name, value)| (*name, value.as_str()));
        let body = oauth::form::encode(pairs.chain(more.iter().copied()));
        let request = Request::post(path)
            .header("accept", "text/html")
            .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.send(request.body(Body::from(body)).unwrap()).await
    }

    async fn send(&mut self, mut request: Request<Body>) -> Seen {
        let cookies: Vec<String> =
            self.jar.iter().map(|(name, value)| format!("{name}={value}")).collect();
        if !cookies.is_empty() {
            request.headers_mut().insert(COOKIE, cookies.join("; ").parse().unwrap());
        }
        let peer: std::net::SocketAddr = self.address.parse().unwrap();
        request.extensions_mut().insert(axum::extract::ConnectInfo(peer));
        let seen = send(&self.router, request).await;
        for cookie in seen.headers.get_all(SET_COOKIE) {
            let text = cookie.to_str().unwrap().to_owned();
            let (name, rest) = text.split_once('=').unwrap();
            self.keep(name, rest.split(';').next().unwrap());
        }
        seen
    }
}

pub(crate) async fn send(router: &Router, request: Request<Body>) -> Seen {
    let response = router.clone().oneshot(request).await.unwrap();
    let (parts, body) = response.into_parts();
    let body = body.collect().await.unwrap().to_bytes();
    let body = String::from_utf8_lossy(&body).into_owned();
    Seen { status: parts.status, headers: parts.headers, body }
}

pub(crate) fn basic(id: &str) -> String {
    format!("Basic {}", STANDARD.encode(format!("{id}:{}", secret(id).0)))
}

/// A form to one of the endpoints for programs, by a client.
pub(crate) async fn call(world: &World, path: &str, id: &str, form: &[(&str, &str)]) -> Seen {
    let request = Request::post(path)
        .header("authorization", basic(id))
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded")
        .body(Body::from(oauth::form::encode(form.iter().copied())))
        .unwrap();
    send(&world.router(), request).await
}

/// Redeems a code at the token endpoint.
pub(crate) async fn redeem_over_http(world: &World, id: &str, code: &str) -> Seen {
    let back = format!("http://{id}.localhost:8080/callback");
    let verifier = verifier();
    call(
        world,
        "/oauth2/token",
        id,
        &[
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", &back),
            ("code_verifier", verifier.as_str()),
        ],
    )
    .await
}

/// Tokens of a new person who agreed to everything, at СЭП.
pub(crate) async fn tokens(world: &World, somebody: &Somebody) -> serde_json::Value {
    world.agree(somebody, SEP, EVERYTHING);
    let code = world.code(somebody, EVERYTHING);
    let seen = redeem_over_http(world, SEP, &code).await;
    assert_eq!(seen.status, StatusCode::OK, "{}", seen.body);
    seen.json()
}

/// UserInfo with a token in the header.
pub(crate) async fn userinfo(world: &World, token: &str) -> Seen {
    let request = Request::get("/oauth2/userinfo")
        .header("authorization", format!("Bearer {token}"))
        .body(Body::empty())
        .unwrap();
    send(&world.router(), request).await
}
