//! The only HTTP client: bounded in time, size and number of calls.

mod call;
mod public;
mod resolve;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Method, StatusCode};
use tokio::sync::Semaphore;

pub use call::Request;

/// Makes calls to other programs: the provider, registers, gateways. No redirects are followed
/// and no proxies of the environment used. Cheap to clone.
#[derive(Clone)]
pub struct Out(Arc<Inner>);

pub(crate) struct Inner {
    client: reqwest::Client,
    /// For addresses that visitors gave; made when the first is called.
    strangers: OnceLock<reqwest::Client>,
    /// Whether such addresses may lie on this machine.
    neighbours: bool,
    places: Mutex<HashMap<String, Arc<Semaphore>>>,
}

/// An answer, read completely.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its status.
    pub status: StatusCode,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body, at most 1 MiB unless more was asked for.
    pub body: Bytes,
}

/// What a call to an address in somebody's certificate may cost ([`Out::fetch`]).
#[derive(Clone, Copy, Debug)]
pub struct Bounds {
    /// Time for the whole.
    pub deadline: Duration,
    /// The largest answer, in bytes.
    pub most: usize,
    /// Whether the address may lie on this machine or in a network behind it.
    pub inside: bool,
}

/// Why there is no answer. Neither bodies nor headers are ever part of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutError {
    /// The deadline passed. Whether the other side did anything is not known.
    Timeout,
    /// Nobody listens there, or TLS failed: nothing was sent.
    Refused,
    /// The answer is larger than 1 MiB, or than what was asked for.
    TooLarge,
    /// Too many calls to this host are under way: nothing was sent.
    Crowded,
    /// The connection broke; whether the other side did anything is not known.
    Broken,
    /// The address is not one that can be called.
    Address,
    /// A visitor's address that leads inside: to this machine or a network behind it. Nothing was
    /// sent.
    Inside,
}

impl std::fmt::Display for OutError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            OutError::Timeout => "no answer in time",
            OutError::Refused => "nobody answers there",
            OutError::TooLarge => "the answer is too large",
            OutError::Crowded => "too many calls are under way",
            OutError::Broken => "the connection broke",
            OutError::Address => "not an address that can be called",
            OutError::Inside => "the address leads inside",
        })
    }
}

impl std::error::Error for OutError {}

/// The largest answer, in bytes.
const MOST: usize = 1024 * 1024;
/// Calls to one host that may be under way.
const PER_HOST: usize = 32;
/// Time for TCP and TLS to be set up.
const CONNECT: Duration = Duration::from_secs(2);

impl Default for Out {
    fn default() -> Out {
        Out::new()
    }
}

impl Out {
    /// A client that takes `*.localhost` for this machine and trusts the system's roots.
    pub fn new() -> Out {
        Out::with_hosts(&[])
    }

    /// The same with fixed addresses for some host names.
    pub fn with_hosts(hosts: &[(&str, IpAddr)]) -> Out {
        Out::build(hosts, false)
    }

    /// The same for the demonstration: addresses that visitors give may lie on this machine, and
    /// need no TLS there.
    pub fn of_demonstration(hosts: &[(&str, IpAddr)]) -> Out {
        Out::build(hosts, true)
    }

    fn build(hosts: &[(&str, IpAddr)], neighbours: bool) -> Out {
        let client = client(resolve::Hosts::new(hosts));
        let (strangers, places) = (OnceLock::new(), Mutex::default());
        Out(Arc::new(Inner { client, strangers, neighbours, places }))
    }

    /// Sends a request and reads the answer within `deadline`.
    ///
    /// # Errors
    /// See [`OutError`]. Any status of the other side is an answer, not an error.
    pub async fn send(&self, request: Request, deadline: Duration) -> Result<Answer, OutError> {
        let place = self.place(&request)?;
        let _place = place.try_acquire().map_err(|_| OutError::Crowded)?;
        let sent = call::send(&self.0.client, request, deadline, MOST);
        tokio::time::timeout(deadline, sent).await.unwrap_or(Err(OutError::Timeout))
    }

    /// The same to an address that a visitor gave: `https` only, and only to public addresses.
    /// That is decided on the addresses which are connected to, so a name that changes its
    /// meaning between a check and a call opens nothing. Its TLS, time and size are bounded alike.
    ///
    /// # Errors
    /// [`OutError::Inside`] when it leads inside, [`OutError::Address`] when it is no such
    /// address; otherwise as [`Out::send`].
    pub async fn send_to_stranger(
        &self,
        request: Request,
        deadline: Duration,
    ) -> Result<Answer, OutError> {
        self.judge_stranger(&request.url)?;
        let place = self.place(&request)?;
        let _place = place.try_acquire().map_err(|_| OutError::Crowded)?;
        let neighbours = self.0.neighbours;
        let client = || client(resolve::Strangers { neighbours });
        let sent = call::send(self.0.strangers.get_or_init(client), request, deadline, MOST);
        tokio::time::timeout(deadline, sent).await.unwrap_or(Err(OutError::Timeout))
    }

    /// The same to an address that stands in a certificate: `http` too, because what is fetched
    /// there is signed by itself, and as long an answer as is asked for.
    ///
    /// # Errors
    /// As [`Out::send_to_stranger`].
    pub async fn fetch(&self, request: Request, bounds: Bounds) -> Result<Answer, OutError> {
        let Bounds { deadline, most, inside } = bounds;
        let client = match inside {
            true => &self.0.client,
            false => {
                self.judge(&request.url, true)?;
                let neighbours = self.0.neighbours;
                self.0.strangers.get_or_init(|| client(resolve::Strangers { neighbours }))
            }
        };
        let place = self.place(&request)?;
        let _place = place.try_acquire().map_err(|_| OutError::Crowded)?;
        let sent = call::send(client, request, deadline, most);
        tokio::time::timeout(deadline, sent).await.unwrap_or(Err(OutError::Timeout))
    }

    /// What can be said about a visitor's address without asking anybody: see
    /// [`Out::send_to_stranger`].
    ///
    /// # Errors
    /// As there.
    pub fn judge_stranger(&self, address: &str) -> Result<(), OutError> {
        self.judge(address, false)
    }

    /// The same; `plain` permits `http`.
    fn judge(&self, address: &str, plain: bool) -> Result<(), OutError> {
        let url = url::Url::parse(address).map_err(|_| OutError::Address)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(OutError::Address);
        }
        let (public, local) = match url.host().ok_or(OutError::Address)? {
            url::Host::Domain(name) => (!resolve::is_local(name), resolve::is_local(name)),
            url::Host::Ipv4(ip) => (public::is_public(ip.into()), ip.is_loopback()),
            url::Host::Ipv6(ip) => (public::is_public(ip.into()), ip.is_loopback()),
        };
        let neighbour = local && self.0.neighbours;
        match url.scheme() {
            "https" if public || neighbour => Ok(()),
            "http" if neighbour || (plain && public) => Ok(()),
            "https" => Err(OutError::Inside),
            "http" if plain => Err(OutError::Inside),
            _ => Err(OutError::Address),
        }
    }

    fn place(&self, request: &Request) -> Result<Arc<Semaphore>, OutError> {
        let url = url::Url::parse(&request.url).map_err(|_| OutError::Address)?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err(OutError::Address);
        }
        let host = url.host_str().ok_or(OutError::Address)?;
        let key = format!("{host}:{}", url.port_or_known_default().unwrap_or_default());
        let mut places = self.0.places.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(places.entry(key).or_insert_with(|| Arc::new(Semaphore::new(PER_HOST))).clone())
    }
}

/// How every client is set up.
///
/// # Panics
/// When the TLS library cannot be set up.
#[expect(clippy::disallowed_methods, reason = "this is the only HTTP client")]
fn client(resolver: impl reqwest::dns::Resolve + 'static) -> reqwest::Client {
    reqwest::Client::builder()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .no_proxy()
        .referer(false)
        .connect_timeout(CONNECT)
        .pool_idle_timeout(Duration::from_secs(30))
        .pool_max_idle_per_host(PER_HOST)
        .dns_resolver(resolver)
        .user_agent("kabinet")
        .build()
        .expect("the HTTP client can be set up")
}

impl Answer {
    /// The body as JSON.
    ///
    /// # Errors
    /// When it is not JSON of that shape.
    pub fn json<T: serde::de::DeserializeOwned>(&self) -> Result<T, serde_json::Error> {
        serde_json::from_slice(&self.body)
    }

    /// The body as text; bytes that are not UTF-8 are replaced.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// A header's value.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

impl Request {
    /// A request without headers and body.
    pub fn new(method: Method, url: impl Into<String>) -> Request {
        Request { method, url: url.into(), headers: HeaderMap::new(), body: Bytes::new() }
    }

    /// GET.
    pub fn get(url: impl Into<String>) -> Request {
        Request::new(Method::GET, url)
    }

    /// POST of `application/x-www-form-urlencoded`.
    pub fn post_form(url: impl Into<String>, fields: &[(&str, &str)]) -> Request {
        let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        Request::new(Method::POST, url)
            .header("content-type", "application/x-www-form-urlencoded")
            .body(body)
    }

    /// POST of JSON.
    pub fn post_json(url: impl Into<String>, value: &impl serde::Serialize) -> Request {
        let body = serde_json::to_vec(value).unwrap_or_default();
        Request::new(Method::POST, url).header("content-type", "application/json").body(body)
    }

    /// Adds a header; a value that cannot stand in one is left out and logged by its name.
    #[must_use]
    pub fn header(mut self, name: &'static str, value: &str) -> Request {
        match http::HeaderValue::from_str(value) {
            Ok(value) => drop(self.headers.insert(name, value)),
            Err(_) => tracing::warn!(name, "a header of a call cannot be written"),
        }
        self
    }

    /// `Authorization: Bearer …`.
    #[must_use]
    pub fn bearer(self, token: &str) -> Request {
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// The body.
    #[must_use]
    pub fn body(mut self, body: impl Into<Bytes>) -> Request {
        self.body = body.into();
        self
    }
}
