//! How tightly a session is bound to the address it was opened from.

use std::net::IpAddr;

/// The mode of a site.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Binding {
    /// Another address ends the session.
    #[default]
    Exact,
    /// Another network ends it: /24 of IPv4, /64 of IPv6. For carriers that change addresses.
    Network,
    /// Another address is journaled, and the session goes on from there.
    Signal,
}

impl Binding {
    /// Whether a session opened from `home` may be used from `here`.
    pub fn allows(self, home: IpAddr, here: IpAddr) -> bool {
        match self {
            Binding::Exact => home == here,
            Binding::Network => network(home) == network(here),
            Binding::Signal => true,
        }
    }
}

fn network(address: IpAddr) -> (bool, u64) {
    match address.to_canonical() {
        IpAddr::V4(v4) => (true, u64::from(v4.to_bits() >> 8)),
        IpAddr::V6(v6) => (false, u64::try_from(v6.to_bits() >> 64).unwrap_or(u64::MAX)),
    }
}
