//! Who asks, from where, in which language.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::ops::Deref;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::extract::{ConnectInfo, FromRequestParts};
use http::header::{ACCEPT_LANGUAGE, USER_AGENT};
use http::request::Parts;
use http::{HeaderMap, Method};
use tokio::sync::OnceCell;

use crate::cookie::{self, Cookies};
use crate::form::Sent;
use crate::session::Current;
use crate::{App, Arg, Failure, Lang, Page, Site, live};

/// The random name of a browser, made on its first visit and kept in a cookie.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Visitor(String);

impl Visitor {
    /// The name itself.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A request as handlers see it: put it among their arguments. Cheap to clone.
#[derive(Clone)]
pub struct Visit(Arc<Asking>);

/// What a [`Visit`] holds.
pub struct Asking {
    /// The site that is asked.
    pub site: Site,
    /// The language of the answer.
    pub lang: Lang,
    /// Where the request comes from.
    pub address: IpAddr,
    /// The browser as it names itself; at most 300 bytes.
    pub agent: String,
    /// Path and query, such as `/settings?page=2`.
    pub path: String,
    /// The method.
    pub method: Method,
    /// The browser's random name.
    pub visitor: Visitor,
    /// The request's cookies.
    pub cookies: Cookies,
    pub(crate) sender: Sender,
    pub(crate) newcomer: bool,
    pub(crate) wants_json: bool,
    /// The script of an open page asks, not the person.
    pub(crate) passive: bool,
    pub(crate) referer: Option<String>,
    pub(crate) session: OnceCell<Option<Current>>,
    notes: Mutex<Notes>,
    app: App,
}

/// What a browser says about the page that sent the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sender {
    /// A page of this site, by the browser's word.
    Ourselves,
    /// The browser says nothing.
    Unsaid,
    /// Another site.
    Foreign,
}

/// What a handler left for the layer that finishes the response.
#[derive(Default)]
pub(crate) struct Notes {
    /// Origins that the page's forms may lead to.
    pub(crate) form_origins: Vec<String>,
    /// The message of the flash cookie has been shown.
    pub(crate) flash_shown: bool,
    /// The session of the cookie has ended, and why.
    pub(crate) ended: Option<Ended>,
    /// The page says so already.
    pub(crate) ended_shown: bool,
    /// Notices that the person has not read.
    pub(crate) unread: Option<u32>,
    /// A form of ours that came too late, to be sent again by a press of a button.
    pub(crate) late: Option<Sent>,
}

/// A session that is over.
#[derive(Clone, Debug)]
pub(crate) struct Ended {
    /// Why.
    pub(crate) reason: String,
    /// Whose it was; unknown for a cookie that leads nowhere.
    pub(crate) subject: Option<String>,
}

/// Where a request comes from and what its browser is: plain data for a transaction.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct VisitFacts {
    /// The address.
    pub address: IpAddr,
    /// The browser as it names itself.
    pub agent: String,
}

impl Deref for Visit {
    type Target = Asking;

    fn deref(&self) -> &Asking {
        &self.0
    }
}

impl Visit {
    /// The text under `key` in the visitor's language.
    pub fn t(&self, key: &str) -> String {
        self.app.text.get(self.lang, key)
    }

    /// The text under `key` with values put in.
    pub fn tw(&self, key: &str, args: &[(&str, Arg)]) -> String {
        self.app.text.with(self.lang, key, args)
    }

    /// The text under `key` with one value put in.
    pub fn t1(&self, key: &str, name: &str, value: impl Into<Arg>) -> String {
        self.tw(key, &[(name, value.into())])
    }

    /// A page with the title under `title_key`.
    pub fn page(&self, title_key: &str) -> Page {
        Page::new(self, self.t(title_key))
    }

    /// Address and browser as plain data.
    pub fn facts(&self) -> VisitFacts {
        VisitFacts { address: self.address, agent: self.agent.clone() }
    }

    /// The parts of the program.
    pub fn app(&self) -> &App {
        &self.app
    }

    /// The path without its query.
    pub fn path_only(&self) -> &str {
        self.path.split('?').next().unwrap_or_default()
    }

    /// The path for the log: a part as long as a token is left out, because it may be one (the
    /// link of an invitation is); ids are shorter.
    pub(crate) fn logged_path(&self) -> String {
        let shown = |part: &str| if part.len() > 40 { "…".to_owned() } else { part.to_owned() };
        self.path_only().split('/').map(shown).collect::<Vec<_>>().join("/")
    }

    pub(crate) fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The visit that the site's outermost layer found.
    pub(crate) fn of(parts: &Parts) -> Result<Visit, Failure> {
        let found = parts.extensions.get::<Visit>().cloned();
        found.ok_or_else(|| Failure::internal("a route outside of web::site_router"))
    }

    /// Reads a request.
    pub(crate) fn read(app: &App, site: Site, parts: &Parts) -> Visit {
        let cookies = Cookies::read(&parts.headers);
        let known = cookies.get(cookie::VISITOR).filter(|id| is_visitor(id)).map(str::to_owned);
        let newcomer = known.is_none();
        Visit(Arc::new(Asking {
            site,
            lang: language(&cookies, &parts.headers),
            address: address(app, parts),
            agent: agent(&parts.headers),
            path: parts.uri.path_and_query().map_or("/".into(), |p| p.as_str().to_owned()),
            method: parts.method.clone(),
            visitor: Visitor(known.unwrap_or_else(|| app.entropy.token())),
            sender: sender(app, site, &parts.headers),
            newcomer,
            wants_json: wants_json(parts),
            passive: is_passive(parts),
            referer: referer(app, site, &parts.headers),
            session: OnceCell::new(),
            notes: Mutex::default(),
            cookies,
            app: app.clone(),
        }))
    }
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Visit, Failure> {
        Visit::of(parts)
    }
}

fn is_visitor(text: &str) -> bool {
    text.len() == 43 && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_')
}

fn header<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn language(cookies: &Cookies, headers: &HeaderMap) -> Lang {
    let chosen = cookies.get(cookie::LANG).and_then(|tag| tag.parse().ok());
    chosen.unwrap_or_else(|| {
        headers
            .get(ACCEPT_LANGUAGE)
            .and_then(|value| value.to_str().ok())
            .map_or(Lang::Ru, Lang::accepted)
    })
}

fn agent(headers: &HeaderMap) -> String {
    let text = headers.get(USER_AGENT).map(|v| String::from_utf8_lossy(v.as_bytes()));
    let text: String = text.unwrap_or_default().chars().filter(|c| !c.is_control()).collect();
    text.chars().take(300).collect()
}

/// The TCP peer; behind a trusted proxy the rightmost hop that is not trusted itself.
fn address(app: &App, parts: &Parts) -> IpAddr {
    let connected = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let peer = connected.map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |info| info.0.ip());
    let mut address = peer.to_canonical();
    if !app.sites.trusts(address) {
        return address;
    }
    let forwarded: Vec<&str> = parts
        .headers
        .get_all("x-forwarded-for")
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .collect();
    for hop in forwarded.iter().rev().take(16) {
        let Ok(hop) = hop.trim().parse::<IpAddr>() else { break };
        address = hop.to_canonical();
        if !app.sites.trusts(address) {
            break;
        }
    }
    address
}

fn sender(app: &App, site: Site, headers: &HeaderMap) -> Sender {
    let origin = header(headers, "origin");
    let fetch = header(headers, "sec-fetch-site");
    match (fetch, origin) {
        (Some("cross-site" | "same-site"), _) => Sender::Foreign,
        (_, Some(origin)) if origin != app.sites.origin(site) => Sender::Foreign,
        (Some("same-origin"), _) | (_, Some(_)) => Sender::Ourselves,
        _ => Sender::Unsaid,
    }
}

/// Programs get JSON: those that ask for nothing else, and those that do not ask for a page at
/// the addresses of programs.
fn wants_json(parts: &Parts) -> bool {
    let path = parts.uri.path();
    let accept = header(&parts.headers, "accept").unwrap_or_default();
    let programs = path.starts_with("/api/") || path.starts_with("/oauth2/");
    (programs || accept.contains("application/json")) && !accept.contains("text/html")
}

/// Whether nobody pressed anything: such a request must not keep a session alive.
fn is_passive(parts: &Parts) -> bool {
    let reads = matches!(parts.method, Method::GET | Method::HEAD);
    reads && (parts.uri.path() == live::PATH || parts.headers.contains_key(live::HEADER))
}

/// The page of this site that the request came from, as a path.
fn referer(app: &App, site: Site, headers: &HeaderMap) -> Option<String> {
    let text = header(headers, "referer")?;
    let path = text.strip_prefix(app.sites.origin(site))?;
    path.starts_with('/').then(|| crate::next(path).to_owned())
}
