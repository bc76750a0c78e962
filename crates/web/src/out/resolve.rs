//! Host names to addresses: a fixed map, `*.localhost`, then the system; and for addresses that
//! visitors gave, the system alone and only what is public.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

use super::public::is_public;

/// `getaddrinfo` does not know names below `localhost` (RFC 6761, section 6.3, lets it).
pub(super) struct Hosts(HashMap<String, IpAddr>);

impl Hosts {
    pub(super) fn new(hosts: &[(&str, IpAddr)]) -> Hosts {
        Hosts(hosts.iter().map(|(name, ip)| (name.to_ascii_lowercase(), *ip)).collect())
    }

    fn fixed(&self, name: &str) -> Option<IpAddr> {
        let known = self.0.get(&name.to_ascii_lowercase()).copied();
        known.or(is_local(name).then_some(IpAddr::V4(Ipv4Addr::LOCALHOST)))
    }
}

/// Whether a name stands for this machine.
pub(super) fn is_local(name: &str) -> bool {
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name == "localhost" || name.ends_with(".localhost")
}

impl Resolve for Hosts {
    fn resolve(&self, name: Name) -> Resolving {
        let fixed = self.fixed(name.as_str());
        Box::pin(async move {
            if let Some(ip) = fixed {
                return Ok(Box::new(std::iter::once(SocketAddr::new(ip, 0))) as Addrs);
            }
            let found: Vec<SocketAddr> =
                tokio::net::lookup_host((name.as_str(), 0)).await?.collect();
            Ok(Box::new(found.into_iter()) as Addrs)
        })
    }
}

/// Resolves names that visitors gave. What it answers is what is connected to, so a name that
/// means something else a moment later gains nothing.
pub(super) struct Strangers {
    /// Whether names of this machine count, too.
    pub(super) neighbours: bool,
}

/// A name that leads nowhere public.
#[derive(Debug)]
pub(super) struct Inside;

impl std::fmt::Display for Inside {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the name leads to no public address")
    }
}

impl std::error::Error for Inside {}

impl Resolve for Strangers {
    fn resolve(&self, name: Name) -> Resolving {
        let neighbours = self.neighbours;
        Box::pin(async move {
            if is_local(name.as_str()) {
                let here = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 0);
                return match neighbours {
                    true => Ok(Box::new(std::iter::once(here)) as Addrs),
                    false => Err(Inside.into()),
                };
            }
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            let public: Vec<SocketAddr> = found.filter(|found| is_public(found.ip())).collect();
            if public.is_empty() {
                return Err(Inside.into());
            }
            Ok(Box::new(public.into_iter()) as Addrs)
        })
    }
}
