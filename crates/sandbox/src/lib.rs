//! The world outside, simulated honestly: five registers and the register of education documents
//! as HTTP APIs that accept only the provider's tokens, state services that take documents,
//! everybody's phone and mailbox behind an SMS gateway and a mail server, and the place where a
//! bank will stand.
//!
//! It has a database of its own and knows the rest of the program only by its protocols.
//!
//! ```no_run
//! # async fn example(settings: sandbox::Settings, listener: tokio::net::TcpListener) {
//! use web::Site;
//! let sandbox = sandbox::Sandbox::open(settings).expect("the sandbox opens");
//! let routers = [Site::Registries, Site::Bank, Site::Phone].map(|s| (s, sandbox.router(s)));
//! // web::hosts(sandbox.app(), routers.into()) answers for the three hosts.
//! sandbox.smtp(listener, async { /* until the program stops */ }).await;
//! # }
//! ```
//!
//! | address | what it does |
//! |---|---|
//! | registries `GET /api/v1/{register}/person` | the record of the person in the token |
//! | registries `POST /api/v1/{register}/check` | [`PersonQuestion`] → [`Match`] |
//! | registries `PUT`, `GET /api/v1/services/{service}/documents/{key}` | [`service`] |
//! | registries `POST /api/people`, `GET /api/people?snils=` | invents and shows a citizen |
//! | registries `GET`, `PUT /api/faults` | what each simulator does wrong |
//! | registries `POST /tsp`, `GET /tsp/root.pem` | time-stamps of RFC 3161, and whom to believe |
//! | phone `POST /api/sms` | `{id, to, text}` with the gateway's bearer token → 202 |
//! | phone `GET /api/messages?to=` | messages, newest first |
//!
//! [`PersonQuestion`]: ::registries::PersonQuestion
//! [`Match`]: ::registries::Match

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use ::store::{Clock, Db, Entropy, SANDBOX_SCHEMA, Vault};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post, put};
use oauth::Secret;
use serde_json::Value;
use tokio::net::TcpListener;
use web::{App, Cpu, Out, Site, Sites, Texts};

pub mod bank;
pub mod fault;
pub mod message;
pub mod people;
pub mod register;
pub mod service;
pub mod smtp;
pub mod tsp;

use fault::Faults;
use people::{Draft, Inventing, Refused};
use register::token::Keys;

#[cfg(test)]
mod tests;

/// What the sandbox needs from outside.
pub struct Settings {
    /// The folder of its database `sandbox.db` and key file `sandbox.keys`; made when missing.
    pub folder: PathBuf,
    /// The provider whose tokens the registers accept: its issuer identifier.
    pub issuer: String,
    /// What the SMS gateway is called with.
    pub sms_token: Secret,
    /// Texts of its pages.
    pub text: Texts,
    /// The HTTP client, for the provider's keys.
    pub out: Out,
    /// The addresses of its sites.
    pub sites: Sites,
    /// The clock.
    pub clock: Clock,
    /// Randomness.
    pub entropy: Entropy,
}

/// The running sandbox. Cheap to clone.
#[derive(Clone)]
pub struct Sandbox(Arc<Inner>);

struct Inner {
    app: App,
    faults: Faults,
    keys: Keys,
    sms_token: Secret,
    relay: OnceLock<SocketAddr>,
    tsp: OnceLock<Option<tsp::Tsp>>,
}

/// The largest body of a call to a register or the SMS gateway.
const BODY_MAX: usize = 64 * 1024;

impl Sandbox {
    /// Opens its database and migrates it. It blocks: call it before serving.
    ///
    /// # Errors
    /// In words for the operator.
    pub fn open(settings: Settings) -> Result<Sandbox, String> {
        let folder = &settings.folder;
        std::fs::create_dir_all(folder).map_err(|e| format!("{}: {e}", folder.display()))?;
        let vault = Vault::open(&folder.join("sandbox.keys"), true, &settings.entropy)?;
        let url = format!("sqlite:{}", folder.join("sandbox.db").display());
        let database = ::store::Settings { url, threads: 1, schema: SANDBOX_SCHEMA };
        let db = Db::open(&database, settings.clock, settings.entropy, vault)
            .map_err(|error| error.to_string())?;
        // Nothing here keeps files.
        let files = ::store::file::Files::temporary(&db);
        let app = App::new(db, files, settings.text, settings.out, Cpu::new(1), settings.sites);
        Ok(Sandbox::new(app, &settings.issuer, settings.sms_token))
    }

    /// A sandbox on a database that is open already and has [`SANDBOX_SCHEMA`].
    pub fn new(app: App, issuer: &str, sms_token: Secret) -> Sandbox {
        let keys = Keys::of(issuer, app.out.clone());
        Sandbox(Arc::new(Inner {
            app,
            faults: Faults::default(),
            keys,
            tsp: OnceLock::new(),
            sms_token,
            relay: OnceLock::new(),
        }))
    }

    /// The routes of one of its sites, ready to serve. Any other site gets its 404 page.
    pub fn router(&self, site: Site) -> Router {
        // Calls of programs stand beside the site's own limits: a register that is told to take
        // a minute must be able to, without taking places from anybody.
        let (pages, calls) = match site {
            Site::Registries => (self.registry_pages(), self.register_calls()),
            Site::Phone => (self.phone_pages(), self.gateway_calls()),
            Site::Bank => (Router::new().route("/", get(bank::show)), Router::new()),
            _ => (Router::new(), Router::new()),
        };
        let pages = web::site_router(self.app().clone(), site, pages.with_state(self.clone()));
        let calls = calls.layer(DefaultBodyLimit::max(BODY_MAX));
        calls.with_state(self.clone()).fallback_service(pages)
    }

    /// Takes mail at `listener` until `stop` resolves.
    pub async fn smtp(&self, listener: TcpListener, stop: impl Future<Output = ()>) {
        smtp::serve(self.clone(), listener, stop).await;
    }

    /// Invents a citizen as `POST /api/people` does.
    ///
    /// # Errors
    /// Those of storage; what is wrong with the draft is an `Ok` value.
    pub async fn invent(&self, json: &Value) -> ::store::Result<Result<Inventing, Vec<Refused>>> {
        let today = ::registries::date::today(self.app().clock.now());
        let draft = match Draft::read(json, today) {
            Ok(draft) => draft,
            Err(refused) => return Ok(Err(refused)),
        };
        let invented = self
            .app()
            .db
            .write("person.invent", move |tx| people::store::invent(tx, &draft))
            .await?;
        Ok(Ok(invented))
    }

    /// Says which server takes the answers that people write in their mailbox; once.
    pub fn relay_to(&self, server: SocketAddr) {
        self.0.relay.get_or_init(|| server);
    }

    pub(crate) fn relay(&self) -> Option<SocketAddr> {
        self.0.relay.get().copied()
    }

    /// The shared parts of its sites, with its own database.
    pub fn app(&self) -> &App {
        &self.0.app
    }

    /// What its simulators are told to do wrong.
    pub fn faults(&self) -> &Faults {
        &self.0.faults
    }

    pub(crate) fn keys(&self) -> &Keys {
        &self.0.keys
    }

    pub(crate) fn sms_token(&self) -> &Secret {
        &self.0.sms_token
    }

    /// Made when somebody first asks: keys cost more time than the whole rest of the start.
    pub(crate) fn tsp(&self) -> Option<&tsp::Tsp> {
        let make = || {
            let made = tsp::Tsp::new(self.app().clock.now().timestamp());
            made.inspect_err(|error| tracing::error!(%error, "no time-stamps can be given")).ok()
        };
        self.0.tsp.get_or_init(make).as_ref()
    }

    fn register_calls(&self) -> Router<Sandbox> {
        let documents = put(service::api::put).get(service::api::get);
        let documents = documents.layer(DefaultBodyLimit::max(service::api::BODY_MAX));
        Router::new()
            .route("/api/v1/{register}/person", get(register::api::person))
            .route("/api/v1/{register}/check", post(register::api::compare))
            .route("/tsp", post(tsp::api::answer))
            .route("/tsp/root.pem", get(tsp::api::root))
            .route("/api/v1/services/{service}/documents/{key}", documents)
    }

    fn gateway_calls(&self) -> Router<Sandbox> {
        Router::new().route("/api/sms", post(message::api::send_sms))
    }

    fn registry_pages(&self) -> Router<Sandbox> {
        Router::new()
            .route("/", get(fault::pages::list))
            .route("/faults/{simulator}", get(fault::pages::edit).post(fault::pages::update))
            .route("/faults", post(fault::pages::clear))
            .route("/people", get(people::pages::list).post(people::pages::create))
            .route("/people/new", get(people::pages::new))
            .route("/people/{id}", get(people::pages::show))
            .route("/services", get(service::pages::list))
            .route("/services/{service}/{key}", get(service::pages::show))
            .route("/services/{service}/{key}/file", get(service::pages::file))
            .route("/api/people", get(people::api::show).post(people::api::create))
            .route("/api/faults", get(fault::api::show).put(fault::api::edit))
    }

    fn phone_pages(&self) -> Router<Sandbox> {
        Router::new()
            .route("/", get(message::pages::list))
            .route("/inbox", get(message::pages::show))
            .route("/inbox/reply", get(message::reply::show).post(message::reply::send))
            .route("/api/messages", get(message::api::list))
    }
}
