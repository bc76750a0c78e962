//! Host names to addresses: a fixed map, `*.localhost`, then the system.

use std::collections::HashMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};

/// `getaddrinfo` does not know names below `localhost` (RFC 6761, section 6.3, lets it).
pub(super) struct Hosts(HashMap<String, IpAddr>);

impl Hosts {
    pub(super) fn new(hosts: &[(&str, IpAddr)]) -> Hosts {
        Hosts(hosts.iter().map(|(name, ip)| (name.to_ascii_lowercase(), *ip)).collect())
    }

    fn fixed(&self, name: &str) -> Option<IpAddr> {
        let name = name.to_ascii_lowercase();
        let local = name == "localhost" || name.ends_with(".localhost");
        let known = self.0.get(&name).copied();
        known.or(local.then_some(IpAddr::V4(Ipv4Addr::LOCALHOST)))
    }
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
