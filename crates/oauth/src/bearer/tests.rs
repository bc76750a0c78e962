//! The checks of a register.

use serde_json::json;

use super::*;
use crate::claims::{NewAccessToken, NewIdToken};
use crate::jose::SigningKey;
use crate::json::Object;
use crate::scope::Scopes;

const ISSUER: &str = "https://id.example";

fn token<'a>(scope: &'a Scopes) -> NewAccessToken<'a> {
    NewAccessToken {
        iss: ISSUER,
        sub: "42",
        aud: "fns",
        exp: 1_300,
        iat: 1_000,
        jti: "t1",
        client_id: "sep",
        scope,
        auth_time: None,
        acr: None,
        amr: &[],
        sid: None,
        act: None,
        mandate: None,
        about: None,
    }
}

fn keys() -> (SigningKey, Jwks) {
    let key = SigningKey::generate().unwrap();
    let keys = Jwks::new([key.verifying_key().unwrap()]);
    (key, keys)
}

fn check(jws: &str, jwks: &Jwks) -> Result<AccessClaims, Refusal> {
    verify_access_token(jws, jwks, ISSUER, "fns", 1_010, 5, "inn")
}

#[test]
fn a_token_for_this_register_with_the_scope_is_accepted() {
    let (key, jwks) = keys();
    let scope = Scopes::parse("inn snils").unwrap();
    let jws = token(&scope).sign(&key).unwrap();
    assert_eq!(check(&jws, &jwks).unwrap().sub, "42");
    for needed in ["", "inn", "snils inn"] {
        assert!(verify_access_token(&jws, &jwks, ISSUER, "fns", 1_010, 5, needed).is_ok());
    }
    let refusal = verify_access_token(&jws, &jwks, ISSUER, "fns", 1_010, 5, "inn pay").unwrap_err();
    assert_eq!((refusal.status(), refusal.code()), (403, ErrorCode::InsufficientScope));
    assert!(refusal.www_authenticate().unwrap().ends_with("scope=\"inn pay\""));
}

#[test]
fn other_audiences_issuers_times_and_keys_are_refused_with_401() {
    let (key, jwks) = keys();
    let scope = Scopes::parse("inn").unwrap();
    let good = token(&scope);
    let wrong = [
        NewAccessToken { aud: "egrn", ..good.clone() },
        NewAccessToken { aud: "fns ", ..good.clone() },
        NewAccessToken { iss: "https://id.example/", ..good.clone() },
        NewAccessToken { exp: 1_005, ..good.clone() },
        NewAccessToken { iat: 1_016, ..good.clone() },
        NewAccessToken { sub: "", ..good.clone() },
        NewAccessToken { jti: "", ..good.clone() },
        NewAccessToken { exp: -5, ..good.clone() },
    ];
    for token in wrong {
        let refusal = check(&token.sign(&key).unwrap(), &jwks).unwrap_err();
        assert_eq!((refusal.status(), refusal.code()), (401, ErrorCode::InvalidToken));
        assert!(!refusal.wants_fresh_keys());
    }
    let (thief, _) = keys();
    let refusal = check(&good.sign(&thief).unwrap(), &jwks).unwrap_err();
    assert!(refusal.wants_fresh_keys());
    assert_eq!(refusal.status(), 401);
}

#[test]
fn tokens_of_another_kind_are_no_access_tokens() {
    let (key, jwks) = keys();
    let id = NewIdToken {
        iss: ISSUER,
        sub: "42",
        aud: "fns",
        exp: 1_300,
        iat: 1_000,
        auth_time: 1_000,
        nonce: None,
        acr: None,
        amr: &[],
        sid: None,
        at_hash: None,
        azp: None,
        about: &Object::new(),
    };
    let claims = json!({
        "iss": ISSUER, "sub": "42", "aud": "fns", "exp": 1_300, "iat": 1_000, "jti": "t",
        "client_id": "sep", "scope": "inn",
    });
    let logout = key.sign(Typ::LogoutToken, &claims).unwrap();
    for jws in [id.sign(&key).unwrap(), logout, "opaque-refresh-token".to_owned(), String::new()] {
        assert_eq!(check(&jws, &jwks).unwrap_err().status(), 401);
    }
    let access = key.sign(Typ::AccessToken, &claims).unwrap();
    assert!(check(&access, &jwks).is_ok(), "the same claims as an access token pass");
}

#[test]
fn the_scheme_may_be_in_any_case_and_nothing_else_is_a_token() {
    assert_eq!(token_of(Some("Bearer abc.def")), Ok("abc.def"));
    assert_eq!(token_of(Some("bEARER  abc")), Ok("abc"));
    for missing in [None, Some(""), Some("abc"), Some("Basic abc"), Some("Bearer")] {
        let refusal = token_of(missing).unwrap_err();
        assert_eq!(refusal.www_authenticate().unwrap(), "Bearer realm=\"kabinet\"");
    }
    for wrong in ["Bearer ", "Bearer a b", "Bearer a,b", "Bearer é", "Bearer \"a\""] {
        assert_eq!(token_of(Some(wrong)).unwrap_err().status(), 401, "{wrong}");
    }
}
