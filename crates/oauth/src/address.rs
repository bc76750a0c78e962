//! Addresses that tokens, codes and people are sent to.

use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

use serde::{Deserialize, Serialize};
use url::{Host, Url};

/// The longest address that is accepted, in bytes.
pub const MAX_BYTES: usize = 2_000;

/// Why an address cannot be registered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AddressFault {
    /// Empty, longer than [`MAX_BYTES`], or not an absolute URL.
    Malformed,
    /// A browser would read the address differently from how it is written: spaces, control or
    /// non-ASCII characters, a backslash, dot segments, a default port, capitals in the host.
    NotCanonical,
    /// Neither `https`, nor `http` on this machine.
    Scheme,
    /// A fragment (`#…`) never reaches the server and is forbidden (RFC 6749 §3.1.2).
    Fragment,
    /// A wildcard would match what nobody registered (RFC 9700 §2.1).
    Wildcard,
    /// A name or password before the host.
    UserInfo,
    /// The query already carries a parameter that the answer adds.
    Reserved,
}

impl fmt::Display for AddressFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Malformed => "not an absolute URL",
            Self::NotCanonical => "not written the way a browser would write it",
            Self::Scheme => "neither https nor http on this machine",
            Self::Fragment => "an address with a fragment",
            Self::Wildcard => "an address with a wildcard",
            Self::UserInfo => "an address with a user name",
            Self::Reserved => "the query uses a name that the answer adds",
        })
    }
}

impl std::error::Error for AddressFault {}

/// A registered address for answers. What a client sends is compared byte by byte: nothing is
/// normalised, so nothing can be confused (RFC 9700 §2.1).
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct RedirectUri(String);

impl RedirectUri {
    /// Checks an address when a client is registered.
    pub fn register(text: &str) -> Result<Self, AddressFault> {
        const RESERVED: [&str; 6] =
            ["code", "state", "iss", "error", "error_description", "error_uri"];
        if text.is_empty() || text.len() > MAX_BYTES {
            return Err(AddressFault::Malformed);
        }
        if text.contains('#') {
            return Err(AddressFault::Fragment);
        }
        if text.contains('*') {
            return Err(AddressFault::Wildcard);
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'\\') {
            return Err(AddressFault::NotCanonical);
        }
        let url = Url::parse(text).map_err(|_| AddressFault::Malformed)?;
        if !url.username().is_empty() || url.password().is_some() || authority(text).contains('@') {
            return Err(AddressFault::UserInfo);
        }
        if !is_safe(&url) {
            return Err(AddressFault::Scheme);
        }
        // A browser adds the slash of an empty path by itself; everything else must be as written.
        let written = url.as_str();
        if written != text && written.strip_suffix('/') != Some(text) {
            return Err(AddressFault::NotCanonical);
        }
        if url.query_pairs().any(|(name, _)| RESERVED.contains(&name.as_ref())) {
            return Err(AddressFault::Reserved);
        }
        Ok(Self(text.to_owned()))
    }

    /// Whether a client sent exactly this address.
    pub fn is_exactly(&self, sent: &str) -> bool {
        self.0 == sent
    }

    /// The address as it was registered.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The address with parameters added to its query, each percent-encoded.
    pub fn with<'p>(&self, pairs: impl IntoIterator<Item = (&'p str, &'p str)>) -> String {
        let added = crate::form::encode(pairs);
        if added.is_empty() {
            return self.0.clone();
        }
        let joint = match self.0.find('?') {
            None => "?",
            Some(at) if at + 1 == self.0.len() => "",
            Some(_) => "&",
        };
        let mut address = String::with_capacity(self.0.len() + joint.len() + added.len());
        address.push_str(&self.0);
        address.push_str(joint);
        address.push_str(&added);
        address
    }

    /// `scheme://host[:port]`, as a `form-action` of a Content-Security-Policy names it.
    pub fn origin(&self) -> &str {
        let end = self.0.find("://").map_or(self.0.len(), |at| {
            let host = at + 3;
            self.0[host..].find(['/', '?']).map_or(self.0.len(), |length| host + length)
        });
        &self.0[..end]
    }
}

impl fmt::Display for RedirectUri {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.0)
    }
}

impl TryFrom<String> for RedirectUri {
    type Error = AddressFault;

    fn try_from(text: String) -> Result<Self, AddressFault> {
        Self::register(&text)
    }
}

impl From<RedirectUri> for String {
    fn from(address: RedirectUri) -> Self {
        address.0
    }
}

/// `https` anywhere, or `http` where the bytes do not leave the machine: 127.0.0.0/8, `[::1]`,
/// `localhost` and `*.localhost` (RFC 6761 §6.3).
pub(crate) fn is_safe(url: &Url) -> bool {
    match (url.scheme(), url.host()) {
        ("https", Some(_)) => true,
        ("http", Some(Host::Ipv4(address))) => Ipv4Addr::is_loopback(&address),
        ("http", Some(Host::Ipv6(address))) => Ipv6Addr::is_loopback(&address),
        ("http", Some(Host::Domain(name))) => name == "localhost" || name.ends_with(".localhost"),
        _ => false,
    }
}

/// Whether a text is an absolute address that tokens may travel to.
pub(crate) fn is_safe_text(text: &str) -> bool {
    let plain = text.len() <= MAX_BYTES && text.bytes().all(|byte| byte.is_ascii_graphic());
    plain
        && Url::parse(text)
            .is_ok_and(|url| is_safe(&url) && url.username().is_empty() && url.password().is_none())
}

/// What stands between `//` and the path.
fn authority(text: &str) -> &str {
    let rest = text.split_once("//").map_or(text, |(_, rest)| rest);
    rest.split(['/', '?']).next().unwrap_or(rest)
}

#[cfg(test)]
mod tests;
