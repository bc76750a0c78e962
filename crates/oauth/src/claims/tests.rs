//! What tokens say, and what they may not say.

use serde_json::{Value, json};

use super::*;
use crate::acr::{self, Level, amr};
use crate::jose::{Algorithm, Jwks, SigningKey, Typ, verify};

const ISSUER: &str = "https://id.example";

fn object(value: Value) -> Object {
    value.as_object().unwrap().clone()
}

fn keys() -> (SigningKey, Jwks) {
    let key = SigningKey::generate().unwrap();
    let keys = Jwks::new([key.verifying_key().unwrap()]);
    (key, keys)
}

fn opened(token: &str, keys: &Jwks, typ: Typ) -> Object {
    verify(token, keys, typ, &[Algorithm::Es256]).unwrap().claims
}

#[test]
fn an_id_token_says_what_it_was_given() {
    let (key, keys) = keys();
    let about = object(json!({"name": "Тестова Анна Примеровна", "level": "standard"}));
    let token = NewIdToken {
        iss: ISSUER,
        sub: "42",
        aud: "sep",
        exp: 1_300,
        iat: 1_000,
        auth_time: 990,
        nonce: Some("n"),
        acr: Some(acr::STANDARD),
        amr: &[amr::PWD, amr::SMS, amr::MFA],
        sid: Some("s1"),
        at_hash: Some(Algorithm::Es256.half_hash("access")),
        azp: None,
        about: &about,
    };
    let claims = IdClaims::read(opened(&token.sign(&key).unwrap(), &keys, Typ::Jwt)).unwrap();
    assert_eq!((claims.iss.as_str(), claims.sub.as_str()), (ISSUER, "42"));
    assert_eq!(claims.aud, ["sep"]);
    assert_eq!((claims.exp, claims.iat, claims.auth_time), (1_300, 1_000, Some(990)));
    assert_eq!(claims.amr, ["pwd", "sms", "mfa"]);
    assert_eq!((claims.nonce.as_deref(), claims.sid.as_deref()), (Some("n"), Some("s1")));
    assert_eq!(claims.level(), Some(Level::Standard));
    assert_eq!(claims.text("name"), Some("Тестова Анна Примеровна"));
    assert_eq!(claims.azp, None);
    assert!(!claims.all.contains_key("azp"), "an absent claim is left out, not null");
}

#[test]
fn claims_about_the_person_cannot_override_the_token() {
    let (key, _) = keys();
    for name in ["iss", "sub", "aud", "exp", "nonce", "acr", "sid", "at_hash"] {
        let about = object(json!({ name: "evil" }));
        let token = NewIdToken {
            iss: ISSUER,
            sub: "42",
            aud: "sep",
            exp: 2,
            iat: 1,
            auth_time: 1,
            nonce: None,
            acr: None,
            amr: &[],
            sid: None,
            at_hash: None,
            azp: None,
            about: &about,
        };
        assert!(token.sign(&key).is_err(), "{name}");
    }
}

#[test]
fn an_access_token_names_actor_and_mandate() {
    let (key, keys) = keys();
    let scope = Scopes::parse("inn snils").unwrap();
    let mandate = Mandate {
        id: "m1".to_owned(),
        purpose: "проверка сведений".to_owned(),
        reference: "EPK-7".to_owned(),
    };
    let about = object(json!({"snils": "11223344595"}));
    let token = NewAccessToken {
        iss: ISSUER,
        sub: "42",
        aud: "fns",
        exp: 1_300,
        iat: 1_000,
        jti: "t1",
        client_id: "epk",
        scope: &scope,
        auth_time: Some(900),
        acr: Some(acr::CONFIRMED),
        amr: &[],
        sid: None,
        act: Some(Actor { sub: "epk".to_owned() }),
        mandate: Some(&mandate),
        about: Some(&about),
    };
    let claims = opened(&token.sign(&key).unwrap(), &keys, Typ::AccessToken);
    assert_eq!(claims["scope"], "inn snils");
    assert_eq!(claims["act"], json!({"sub": "epk"}));
    let claims = AccessClaims::read(claims).unwrap();
    assert_eq!(claims.text(name::SNILS), Some("11223344595"));
    for name in ["sub", "aud", "scope", "client_id", "mandate"] {
        let evil = object(json!({ name: "evil" }));
        let forged = NewAccessToken { about: Some(&evil), ..token.clone() };
        assert!(forged.sign(&key).is_err(), "{name}");
    }
    assert_eq!(claims.scope, scope);
    assert_eq!(claims.mandate.as_ref(), Some(&mandate));
    assert_eq!(claims.act, Some(Actor { sub: "epk".to_owned() }));
}

#[test]
fn a_logout_token_has_the_one_event_and_no_nonce() {
    let (key, keys) = keys();
    let token = NewLogoutToken {
        iss: ISSUER,
        aud: "sep",
        iat: 1_000,
        exp: 1_120,
        jti: "l1",
        sub: Some("42"),
        sid: Some("s1"),
    };
    let claims = opened(&token.sign(&key).unwrap(), &keys, Typ::LogoutToken);
    assert_eq!(claims["events"], json!({ LOGOUT_EVENT: {} }));
    assert!(!claims.contains_key("nonce"));
    let read = LogoutClaims::read(&claims).unwrap();
    assert_eq!((read.sub.as_deref(), read.sid.as_deref()), (Some("42"), Some("s1")));
    let nobody = NewLogoutToken { sub: None, sid: None, ..token };
    assert!(nobody.sign(&key).is_err());
}

#[test]
fn numbers_and_names_of_wrong_types_are_refused_wherever_they_stand() {
    let good = json!({
        "iss": ISSUER, "sub": "42", "aud": "sep", "exp": 2, "iat": 1, "jti": "j",
        "client_id": "sep",
    });
    assert!(IdClaims::read(object(good.clone())).is_ok());
    assert!(AccessClaims::read(object(good.clone())).is_ok());
    for name in ["exp", "iat", "nbf", "auth_time"] {
        for wrong in [json!("2"), json!(2.5), json!(-1), json!(true), json!(null)] {
            let mut bad = good.clone();
            bad[name] = wrong.clone();
            assert!(IdClaims::read(object(bad.clone())).is_err(), "{name} {wrong}");
            assert!(AccessClaims::read(object(bad)).is_err(), "{name} {wrong}");
        }
    }
    for (name, wrong) in [
        ("sub", json!("")),
        ("sub", json!("я")),
        ("sub", json!("x".repeat(256))),
        ("sub", json!(42)),
        ("iss", json!(["a"])),
        ("aud", json!([])),
        ("amr", json!("pwd")),
        ("nonce", json!(7)),
        ("sid", json!({})),
    ] {
        let mut bad = good.clone();
        bad[name] = wrong.clone();
        assert!(IdClaims::read(object(bad)).is_err(), "{name} {wrong}");
    }
    for name in ["iss", "sub", "aud", "exp", "iat"] {
        let mut bad = object(good.clone());
        bad.remove(name);
        assert!(IdClaims::read(bad).is_err(), "{name}");
    }
    for (name, wrong) in
        [("scope", json!("a\"b")), ("act", json!("x")), ("mandate", json!({"id": 1}))]
    {
        let mut bad = good.clone();
        bad[name] = wrong;
        assert!(AccessClaims::read(object(bad)).is_err(), "{name}");
    }
}

#[test]
fn times_are_compared_with_leeway_at_both_ends() {
    let token = |exp: i64, iat: i64, nbf: i64| object(json!({"exp": exp, "iat": iat, "nbf": nbf}));
    let check = |claims: Object| check_times(&claims, 1_000, 10);
    assert_eq!(check(token(1_000, 900, 900)), Ok(()));
    assert_eq!(check(token(991, 900, 900)), Ok(()));
    assert_eq!(check(token(990, 900, 900)), Err(ClaimFault::Expired));
    assert_eq!(check(token(2_000, 1_010, 0)), Ok(()));
    assert_eq!(check(token(2_000, 1_011, 0)), Err(ClaimFault::NotYetValid));
    assert_eq!(check(token(2_000, 900, 1_011)), Err(ClaimFault::NotYetValid));
    assert!(check_times(&token(1, 1, 1), i64::MAX, 10).is_err());
    assert!(check_times(&token(1, 1, 1), i64::MIN, 10).is_err());
}
