//! Leaving, and being told that somebody left.

use super::*;
use crate::claims::{LOGOUT_EVENT, NewLogoutToken};
use crate::form::Params;

fn logout_claims() -> Value {
    json!({
        "iss": ISSUER, "aud": "sep", "iat": NOW, "exp": NOW + 120, "jti": "l-1", "sub": "42",
        "sid": "s-1", "events": { LOGOUT_EVENT: {} },
    })
}

fn judged(typ: Typ, claims: &Value) -> Result<Logout, Reason> {
    let (key, jwks) = keys();
    let token = key.sign(typ, claims).unwrap();
    rp().logout_token(&token, &jwks, NOW).map_err(|error| error.reason)
}

#[test]
fn the_provider_is_told_who_leaves_and_where_to() {
    let url = rp().end_session_url(&discovered(), Some("a.b.c"), Some("s 1")).unwrap();
    let query = url.strip_prefix("https://id.example/end?").unwrap();
    let params = Params::parse(query).unwrap();
    assert_eq!(params.one("client_id"), Ok(Some("sep")));
    assert_eq!(params.one("id_token_hint"), Ok(Some("a.b.c")));
    assert_eq!(params.one("post_logout_redirect_uri"), Ok(Some("https://sep.example/left")));
    assert_eq!(params.one("state"), Ok(Some("s 1")));
    let url = rp().end_session_url(&discovered(), None, None).unwrap();
    assert!(!url.contains("hint") && !url.contains("state"));
}

#[test]
fn a_logout_token_of_our_provider_is_understood() {
    let (key, jwks) = keys();
    let token = NewLogoutToken {
        iss: ISSUER,
        aud: "sep",
        iat: NOW,
        exp: NOW + 120,
        jti: "l-1",
        sub: Some("42"),
        sid: Some("s-1"),
    };
    let logout = rp().logout_token(&token.sign(&key).unwrap(), &jwks, NOW).unwrap();
    assert_eq!((logout.sub.as_deref(), logout.sid.as_deref()), (Some("42"), Some("s-1")));
    assert_eq!((logout.jti.as_str(), logout.expires_at), ("l-1", NOW + 180));
    for only in ["sub", "sid"] {
        let logout = judged(Typ::LogoutToken, &without(logout_claims(), only)).unwrap();
        assert_ne!(logout.sub.is_some(), logout.sid.is_some());
    }
}

#[test]
fn bad_logout_tokens_end_nobodys_session() {
    let event = |name: &str, value: Value| json!({ name: value });
    let both = json!({ LOGOUT_EVENT: {}, "https://other.example/event": {} });
    for (name, member, reason) in [
        ("iss", json!("https://evil.example"), Reason::IssuerMismatch),
        ("aud", json!("epk"), Reason::Audience),
        ("exp", json!(NOW - 60), Reason::Expired),
        ("exp", json!("x"), Reason::Claims),
        ("iat", json!(NOW + 61), Reason::ClockSkew),
        ("nonce", json!("n"), Reason::Claims),
        ("nonce", json!(null), Reason::Claims),
        ("jti", json!(""), Reason::Claims),
        ("events", json!({}), Reason::Claims),
        ("events", json!([LOGOUT_EVENT]), Reason::Claims),
        ("events", event("https://other.example/event", json!({})), Reason::Claims),
        ("events", event(LOGOUT_EVENT, json!("x")), Reason::Claims),
        ("events", both, Reason::Claims),
        ("sub", json!(42), Reason::Claims),
    ] {
        let fault = judged(Typ::LogoutToken, &changed(logout_claims(), name, member.clone()));
        assert_eq!(fault.unwrap_err(), reason, "{name} {member}");
    }
    for name in ["iss", "aud", "iat", "exp", "jti", "events"] {
        let fault = judged(Typ::LogoutToken, &without(logout_claims(), name)).unwrap_err();
        assert_eq!(fault, Reason::Claims, "{name}");
    }
    let nobody = without(without(logout_claims(), "sub"), "sid");
    assert_eq!(judged(Typ::LogoutToken, &nobody).unwrap_err(), Reason::Claims);
    for typ in [Typ::Jwt, Typ::AccessToken] {
        assert_eq!(judged(typ, &logout_claims()).unwrap_err(), Reason::Signature);
    }
}

#[test]
fn forged_logout_tokens_are_refused_and_a_new_key_is_asked_for() {
    let (_, jwks) = keys();
    let (thief, _) = keys();
    let token = thief.sign(Typ::LogoutToken, &logout_claims()).unwrap();
    assert!(rp().logout_token(&token, &jwks, NOW).unwrap_err().wants_fresh_keys());
    let claims = token.split('.').nth(1).unwrap();
    // {"alg":"none","typ":"logout+jwt"}
    let none = format!("eyJhbGciOiJub25lIiwidHlwIjoibG9nb3V0K2p3dCJ9.{claims}.");
    let fault = rp().logout_token(&none, &jwks, NOW).unwrap_err();
    assert_eq!(fault.reason, Reason::Signature);
}
