//! The sites of one installation and how each is set up.

use std::collections::HashMap;
use std::fmt;
use std::net::IpAddr;
use std::str::FromStr;
use std::sync::Arc;

use crate::session::Binding;

/// One of the sites that the program serves, each with an origin, cookies and sessions of its own.
#[derive(
    Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
pub enum Site {
    /// Who is who in the demonstration.
    Start,
    /// The sign-in provider, in the role of Госуслуги.
    Identity,
    /// The first cabinet, СЭП.
    Sep,
    /// The second cabinet, ЭПК.
    Epk,
    /// Staff.
    Desk,
    /// The simulated registers.
    Registries,
    /// The simulated bank.
    Bank,
    /// The simulated phone and mailbox.
    Phone,
}

impl Site {
    /// All of them.
    pub const ALL: [Site; 8] = [
        Site::Start,
        Site::Identity,
        Site::Sep,
        Site::Epk,
        Site::Desk,
        Site::Registries,
        Site::Bank,
        Site::Phone,
    ];

    /// Its name in tables, the journal and configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            Site::Start => "start",
            Site::Identity => "identity",
            Site::Sep => "sep",
            Site::Epk => "epk",
            Site::Desk => "desk",
            Site::Registries => "registries",
            Site::Bank => "bank",
            Site::Phone => "phone",
        }
    }

    /// Whether it belongs to the simulated world; its pages carry a ribbon that says so.
    pub fn is_sandbox(self) -> bool {
        matches!(self, Site::Start | Site::Registries | Site::Bank | Site::Phone)
    }

    /// Whether its *Помощь* leads to the help desk: people are here, and the desk has pages here.
    pub fn has_help_desk(self) -> bool {
        matches!(self, Site::Identity | Site::Sep | Site::Epk)
    }

    /// Whether people have notices here: a list of them, a number in the head of each page, and
    /// changes that come into the open page.
    pub fn has_notices(self) -> bool {
        matches!(self, Site::Identity | Site::Sep | Site::Epk)
    }

    /// Where somebody who must sign in is sent.
    pub fn sign_in_path(self) -> &'static str {
        match self {
            Site::Identity => "/login",
            Site::Desk => "/enter",
            _ => "/",
        }
    }
}

impl fmt::Display for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Site {
    type Err = String;

    fn from_str(name: &str) -> Result<Site, String> {
        Site::ALL
            .into_iter()
            .find(|site| site.as_str() == name)
            .ok_or_else(|| format!("there is no site called {name:?}"))
    }
}

/// The configured origins and rules of the sites; never taken from requests. Cheap to clone.
#[derive(Clone, Debug)]
pub struct Sites(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    places: HashMap<Site, Place>,
    bindings: HashMap<Site, Binding>,
    trusted_proxies: Vec<IpAddr>,
    demo: bool,
}

#[derive(Debug)]
struct Place {
    origin: String,
    host: String,
}

/// How [`Sites`] are set up.
#[derive(Clone, Debug, Default)]
pub struct SiteSettings {
    /// The origin of each site: scheme, host and, unless it is the usual one, port.
    pub origins: Vec<(Site, String)>,
    /// How tightly sessions are bound to an address; [`Binding::Exact`] where nothing is said.
    pub bindings: Vec<(Site, Binding)>,
    /// Proxies whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Whether everybody here is invented; every page says so then.
    pub demo: bool,
}

impl Sites {
    /// Checks and keeps the settings.
    ///
    /// # Errors
    /// In words for the operator: an origin that is not one, or a host given to two sites.
    pub fn new(settings: SiteSettings) -> Result<Sites, String> {
        let mut places: HashMap<Site, Place> = HashMap::new();
        for (site, text) in settings.origins {
            let place = place(&text).map_err(|why| format!("sites.{site}: {why}"))?;
            if let Some((other, _)) = places.iter().find(|(_, p)| p.host == place.host) {
                return Err(format!("sites.{site}: {} belongs to {other} already", place.host));
            }
            places.insert(site, place);
        }
        let bindings = settings.bindings.into_iter().collect();
        let trusted_proxies =
            settings.trusted_proxies.into_iter().map(|ip| ip.to_canonical()).collect();
        let demo = settings.demo;
        Ok(Sites(Arc::new(Inner { places, bindings, trusted_proxies, demo })))
    }

    /// The addresses of the demonstration on one port of the loopback.
    ///
    /// # Panics
    /// Never: the names are fixed and well formed.
    pub fn demo(port: u16) -> Sites {
        let name = |site: Site| match site {
            Site::Start => "localhost".to_owned(),
            Site::Identity => "gosuslugi.localhost".to_owned(),
            other => format!("{other}.localhost"),
        };
        let origins =
            Site::ALL.into_iter().map(|s| (s, format!("http://{}:{port}", name(s)))).collect();
        Sites::new(SiteSettings { origins, demo: true, ..SiteSettings::default() })
            .expect("the demonstration's names are well formed")
    }

    /// The origin of a site, such as `http://sep.localhost:8080`; empty when this installation
    /// has no such site.
    pub fn origin(&self, site: Site) -> &str {
        self.0.places.get(&site).map_or("", |place| &place.origin)
    }

    /// Whether browsers reach the site by TLS.
    pub fn is_https(&self, site: Site) -> bool {
        self.origin(site).starts_with("https://")
    }

    /// The host of a site as it stands in `Host`, with the port unless it is the usual one.
    pub fn host(&self, site: Site) -> &str {
        self.0.places.get(&site).map_or("", |place| &place.host)
    }

    /// An absolute address on a site: `url(Site::Sep, "/callback")`.
    pub fn url(&self, site: Site, path: &str) -> String {
        format!("{}{path}", self.origin(site))
    }

    /// Whether this installation has the site.
    pub fn has(&self, site: Site) -> bool {
        self.0.places.contains_key(&site)
    }

    /// The site that answers for a `Host` header.
    pub fn by_host(&self, host: &str) -> Option<Site> {
        let host = host.to_ascii_lowercase();
        self.0.places.iter().find(|(_, place)| place.host == host).map(|(site, _)| *site)
    }

    /// How tightly the site's sessions are bound to an address.
    pub fn binding(&self, site: Site) -> Binding {
        self.0.bindings.get(&site).copied().unwrap_or_default()
    }

    /// Whether this is the demonstration.
    pub fn is_demo(&self) -> bool {
        self.0.demo
    }

    /// Whether `X-Forwarded-For` of this peer is believed.
    pub fn trusts(&self, peer: IpAddr) -> bool {
        self.0.trusted_proxies.contains(&peer.to_canonical())
    }
}

fn place(text: &str) -> Result<Place, String> {
    let url = url::Url::parse(text).map_err(|e| format!("{text:?} is not an origin: {e}"))?;
    let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none();
    if !matches!(url.scheme(), "http" | "https") || !bare || !url.username().is_empty() {
        return Err(format!("{text:?} is not an origin: expected http(s)://host[:port]"));
    }
    let name = url.host_str().ok_or_else(|| format!("{text:?} names no host"))?;
    let host = url.port().map_or(name.to_owned(), |port| format!("{name}:{port}"));
    Ok(Place { origin: url.origin().ascii_serialization(), host })
}
