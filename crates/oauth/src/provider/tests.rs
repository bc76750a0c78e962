//! The endpoints of a provider, under good and bad requests.

mod authorization;
mod redirects;
mod session;
mod token;

use std::collections::BTreeMap;

use crate::address::RedirectUri;
use crate::form::encode;

const ISSUER: &str = "https://id.example";
const BACK: &str = "https://rp.example/cb";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

fn registered() -> Vec<RedirectUri> {
    vec![RedirectUri::register(BACK).unwrap()]
}

/// A good authorization request with some parameters replaced; `None` leaves one out.
fn query(changes: &[(&'static str, Option<&str>)]) -> String {
    let mut pairs = BTreeMap::from([
        ("client_id", "rp"),
        ("code_challenge", CHALLENGE),
        ("code_challenge_method", "S256"),
        ("nonce", "n-1"),
        ("redirect_uri", BACK),
        ("response_type", "code"),
        ("scope", "openid profile"),
        ("state", "s-1"),
    ]);
    for (name, value) in changes {
        match value {
            Some(value) => pairs.insert(name, value),
            None => pairs.remove(name),
        };
    }
    encode(pairs)
}
