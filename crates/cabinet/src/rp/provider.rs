//! Talking to the provider: discovery, keys, and requests that the relying party made.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use oauth::jose::Jwks;
use oauth::rp::{Discovery, HttpRequest, Method, Reason, RelyingParty, RpError};
use store::{HOUR, MINUTE, Moment, SECOND};
use web::{App, OutError};

use super::Entrance;
use super::document::Document;

/// The provider of one site as seen over HTTP.
pub(super) struct Provider {
    app: App,
    party: RelyingParty,
    discovery: Document<Discovery>,
    keys: Document<Jwks>,
    /// When keys were last fetched because one was unknown.
    unknown_at: Mutex<Option<Moment>>,
}

/// What the provider can do for us beside letting people in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Features {
    /// It tells our levels.
    pub levels: bool,
    /// It exchanges tokens for tokens of registers.
    pub exchange: bool,
}

impl Entrance {
    /// What the provider offers; `None` while it cannot be asked.
    pub async fn features(&self) -> Option<Features> {
        let discovery = self.0.provider.discovery().await.ok()?;
        Some(Features { levels: discovery.knows_our_levels(), exchange: discovery.exchange })
    }

    /// Origins that a POST of this site can be redirected to, for [`web::Page::form_action`]:
    /// without them browsers stop the redirect to the provider. A provider that does not answer
    /// within half a second is taken to live at its issuer.
    pub async fn form_origins(&self) -> Vec<String> {
        let asked = tokio::time::timeout(ORIGIN_DEADLINE, self.0.provider.discovery()).await;
        let mut origins = vec![origin_of(self.0.party.issuer())];
        if let Ok(Ok(discovery)) = asked {
            origins.push(discovery.origin());
            origins.extend(discovery.end_session_endpoint.as_deref().map(origin_of));
        }
        origins.sort_unstable();
        origins.dedup();
        origins
    }
}

impl Provider {
    pub(super) fn new(app: App, party: RelyingParty) -> Provider {
        let (discovery, keys) = (Document::unknown(), Document::unknown());
        Provider { app, party, discovery, keys, unknown_at: Mutex::new(None) }
    }

    /// The discovery document. An old one serves while the provider cannot be asked.
    pub(super) async fn discovery(&self) -> Result<Arc<Discovery>, RpError> {
        let document = &self.discovery;
        if let Some(known) = document.younger(self.app.clock.now(), DISCOVERY_LIFE) {
            return Ok(known);
        }
        let _turn = document.turn().await;
        let now = self.app.clock.now();
        if let Some(known) = document.younger(now, DISCOVERY_LIFE) {
            return Ok(known);
        }
        let fetched = match document.failed(now, FAILURE_PAUSE) {
            Some(error) => Err(error),
            None => self.fetch_discovery().await,
        };
        match fetched {
            Ok(discovery) => Ok(document.keep(discovery, now)),
            Err(error) => {
                document.fail(error.clone(), now);
                document.any().ok_or(error)
            }
        }
    }

    async fn fetch_discovery(&self) -> Result<Discovery, RpError> {
        let body = self.get(self.party.discovery_url()).await?;
        Discovery::parse(&body, self.party.issuer())
    }

    /// The provider's keys. Old ones serve while the provider cannot be asked.
    async fn keys(&self) -> Result<Arc<Jwks>, RpError> {
        let document = &self.keys;
        if let Some(known) = document.younger(self.app.clock.now(), KEYS_LIFE) {
            return Ok(known);
        }
        let _turn = document.turn().await;
        let now = self.app.clock.now();
        if let Some(known) = document.younger(now, KEYS_LIFE) {
            return Ok(known);
        }
        match document.failed(now, FAILURE_PAUSE) {
            Some(error) => document.any().ok_or(error),
            None => self.refetch_keys(now).await,
        }
    }

    /// Judges something signed; when its key is unknown, the provider may have rotated: the keys
    /// are fetched once more, at most once in ten seconds whoever asks, and it is judged again.
    pub(super) async fn judge<T>(
        &self,
        mut judge: impl FnMut(&Jwks) -> Result<T, RpError>,
    ) -> Result<T, RpError> {
        let keys = self.keys().await?;
        match judge(&keys) {
            Err(error) if error.wants_fresh_keys() => match self.keys_after(&keys).await? {
                Some(fresh) => judge(&fresh),
                None => Err(error),
            },
            judged => judged,
        }
    }

    /// Other keys than `old`, if there are any now.
    async fn keys_after(&self, old: &Arc<Jwks>) -> Result<Option<Arc<Jwks>>, RpError> {
        let _turn = self.keys.turn().await;
        let other = |known: &Arc<Jwks>| !Arc::ptr_eq(known, old);
        if let Some(known) = self.keys.any().filter(other) {
            return Ok(Some(known));
        }
        let now = self.app.clock.now();
        {
            let mut last = self.unknown_at.lock().unwrap_or_else(PoisonError::into_inner);
            if last.is_some_and(|last| (0..KEYS_PAUSE).contains(&now.since(last))) {
                return Ok(None);
            }
            *last = Some(now);
        }
        self.refetch_keys(now).await.map(|keys| Some(keys).filter(other))
    }

    /// Fetches the keys; whoever calls it has the turn.
    async fn refetch_keys(&self, now: Moment) -> Result<Arc<Jwks>, RpError> {
        let discovery = self.discovery().await?;
        match self.fetch_keys(&discovery).await {
            Ok(keys) => Ok(self.keys.keep(keys, now)),
            Err(error) => {
                self.keys.fail(error.clone(), now);
                self.keys.any().ok_or(error)
            }
        }
    }

    async fn fetch_keys(&self, discovery: &Discovery) -> Result<Jwks, RpError> {
        let body = self.get(discovery.jwks_uri.clone()).await?;
        Jwks::parse(&body).map_err(|fault| error(Reason::Malformed, &fault))
    }

    async fn get(&self, url: String) -> Result<Vec<u8>, RpError> {
        let headers = vec![("accept", "application/json".to_owned())];
        let method = Method::Get;
        let (status, body) = self.send(HttpRequest { method, url, headers, body: vec![] }).await?;
        match status {
            200 => Ok(body),
            status => Err(error(Reason::ProviderUnavailable, &format!("status {status}"))),
        }
    }

    /// Sends a request of the relying party and gives status and body.
    pub(super) async fn send(&self, request: HttpRequest) -> Result<(u16, Vec<u8>), RpError> {
        self.try_send(request).await.map_err(|fault| error(Reason::ProviderUnavailable, &fault))
    }

    /// The same, where it matters whether the provider may have seen the request.
    pub(super) async fn try_send(&self, request: HttpRequest) -> Result<(u16, Vec<u8>), OutError> {
        let blank = match request.method {
            Method::Get => web::Request::get(request.url),
            Method::Post => web::Request::post_form(request.url, &[]).body(request.body),
        };
        let headers = request.headers.iter();
        let request = headers.fold(blank, |request, (name, value)| request.header(name, value));
        let answer = self.app.out.send(request, DEADLINE).await?;
        Ok((answer.status.as_u16(), answer.body.to_vec()))
    }
}

pub(super) fn error(reason: Reason, detail: &dyn std::fmt::Display) -> RpError {
    RpError { reason, detail: detail.to_string() }
}

/// `scheme://host[:port]` of an address; empty when it is none.
pub(super) fn origin_of(address: &str) -> String {
    url::Url::parse(address).map(|url| url.origin().ascii_serialization()).unwrap_or_default()
}

/// One request to the provider; a person waits for it.
const DEADLINE: Duration = Duration::from_secs(5);
const ORIGIN_DEADLINE: Duration = Duration::from_millis(500);
const DISCOVERY_LIFE: i64 = 10 * MINUTE;
const KEYS_LIFE: i64 = HOUR;
/// The least time between two fetches because of unknown keys.
const KEYS_PAUSE: i64 = 10 * SECOND;
/// After a failure the provider is left alone for this long.
const FAILURE_PAUSE: i64 = SECOND;
