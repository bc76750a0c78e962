//! Sign-out at the provider.

use proptest::prelude::*;

use super::*;
use crate::claims::{NewAccessToken, NewIdToken};
use crate::jose::{Jwks, SigningKey};
use crate::json::Object;
use crate::provider::{EndSessionRequest, IdTokenHint};
use crate::scope::Scopes;

fn id_token(key: &SigningKey, iss: &str, aud: &str) -> String {
    NewIdToken {
        iss,
        sub: "42",
        aud,
        exp: 10,
        iat: 1,
        auth_time: 1,
        nonce: None,
        acr: None,
        amr: &[],
        sid: Some("s1"),
        at_hash: None,
        azp: None,
        about: &Object::new(),
    }
    .sign(key)
    .unwrap()
}

fn end(pairs: &[(&str, &str)]) -> EndSessionRequest {
    EndSessionRequest::read(&encode(pairs.iter().copied())).unwrap()
}

#[test]
fn a_hint_of_ours_counts_even_after_it_expired_and_no_other_does() {
    let key = SigningKey::generate().unwrap();
    let keys = Jwks::new([key.verifying_key().unwrap()]);
    let hint = IdTokenHint::verify(&id_token(&key, ISSUER, "rp"), &keys, ISSUER).unwrap();
    assert_eq!((hint.client_id.as_str(), hint.sub.as_str()), ("rp", "42"));
    assert_eq!(hint.sid.as_deref(), Some("s1"));

    let thief = SigningKey::generate().unwrap();
    let scope = Scopes::default();
    let access = NewAccessToken {
        iss: ISSUER,
        sub: "42",
        aud: "rp",
        exp: 10,
        iat: 1,
        jti: "j",
        client_id: "rp",
        scope: &scope,
        auth_time: None,
        acr: None,
        amr: &[],
        sid: None,
        act: None,
        mandate: None,
        about: None,
    };
    let none = "eyJhbGciOiJub25lIn0.eyJpc3MiOiJodHRwczovL2lkLmV4YW1wbGUifQ.".to_owned();
    for bad in [
        id_token(&thief, ISSUER, "rp"),
        id_token(&key, "https://other.example", "rp"),
        access.sign(&key).unwrap(),
        none,
        String::new(),
    ] {
        assert!(IdTokenHint::verify(&bad, &keys, ISSUER).is_err(), "{bad}");
    }
}

#[test]
fn the_client_is_the_hints_and_a_contradiction_is_nobody() {
    let hint = IdTokenHint { client_id: "rp".to_owned(), sub: "42".to_owned(), sid: None };
    assert_eq!(end(&[]).client(Some(&hint)), Some("rp"));
    assert_eq!(end(&[("client_id", "rp")]).client(Some(&hint)), Some("rp"));
    assert_eq!(end(&[("client_id", "other")]).client(Some(&hint)), None);
    assert_eq!(end(&[("client_id", "rp")]).client(None), Some("rp"));
    assert_eq!(end(&[]).client(None), None);
}

#[test]
fn only_a_registered_address_is_gone_back_to() {
    let wanted = |uri: &str| end(&[("post_logout_redirect_uri", uri), ("state", "s&1")]);
    assert_eq!(
        wanted(BACK).location(&registered()).as_deref(),
        Some("https://rp.example/cb?state=s%261")
    );
    for uri in ["https://rp.example/cb/", "https://rp.example/cb?a=1", "https://evil.example"] {
        assert_eq!(wanted(uri).location(&registered()), None, "{uri}");
    }
    assert_eq!(end(&[("state", "s")]).location(&registered()), None);
    assert_eq!(wanted(BACK).location(&[]), None);
}

#[test]
fn repeated_and_oversized_parameters_are_refused() {
    for name in ["id_token_hint", "client_id", "post_logout_redirect_uri", "state"] {
        assert!(EndSessionRequest::read(&format!("{name}=a&{name}=b")).is_err(), "{name}");
    }
    assert!(EndSessionRequest::read(&format!("state={}", "s".repeat(8_001))).is_err());
    assert_eq!(EndSessionRequest::read("").unwrap(), EndSessionRequest::default());
}

proptest! {
    #[test]
    fn no_request_makes_the_endpoint_panic(raw in ".{0,120}") {
        if let Ok(request) = EndSessionRequest::read(&raw) {
            prop_assert_eq!(request.location(&registered()).is_some(),
                request.post_logout_redirect_uri.as_deref() == Some(BACK));
        }
    }
}
