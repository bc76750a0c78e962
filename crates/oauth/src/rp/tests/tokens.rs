//! Token and UserInfo answers of hostile providers.

use proptest::prelude::*;

use super::*;
use crate::acr::Level;
use crate::jose::Algorithm;
use crate::jose::keys_for_tests::{ed25519, rsa, signed};

/// Judges an answer whose ID token has these claims and our key's signature.
fn judged(claims: &Value) -> Result<Tokens, Reason> {
    let (key, jwks) = keys();
    let body = answer(&key.sign(Typ::Jwt, claims).unwrap());
    let grant = grant(&Extras::default());
    rp().tokens(&grant, 200, &body, &jwks, NOW).map_err(|error| error.reason)
}

fn good() -> Value {
    claims(&grant(&Extras::default()))
}

#[test]
fn an_honest_answer_signs_in() {
    let tokens = judged(&good()).unwrap();
    assert_eq!(tokens.id.sub, "42");
    assert_eq!(tokens.id.text("name"), Some("Тестова Анна"), "foreign claims are kept");
    assert_eq!(tokens.id.level(), Some(Level::Standard));
    assert!(reaches(&tokens.id, Level::Simple) && !reaches(&tokens.id, Level::Confirmed));
    assert_eq!(tokens.access_token.expose(), "at-1");
    assert_eq!(tokens.refresh_token.as_ref().unwrap().expose(), "rt-1");
    assert_eq!((tokens.expires_at, tokens.sid()), (NOW + 300, Some("s-1")));
    assert!(!format!("{tokens:?}").contains("at-1"));
    let stored = serde_json::to_string(&tokens.id).unwrap();
    assert_eq!(serde_json::from_str::<crate::claims::IdClaims>(&stored).unwrap(), tokens.id);
}

#[test]
fn every_wrong_claim_is_refused_with_its_reason() {
    for (name, member, reason) in [
        ("iss", json!("https://evil.example"), Reason::IssuerMismatch),
        ("iss", json!("https://id.example/"), Reason::IssuerMismatch),
        ("iss", json!(7), Reason::Claims),
        ("sub", json!(""), Reason::Claims),
        ("sub", json!(null), Reason::Claims),
        ("aud", json!("epk"), Reason::Audience),
        ("aud", json!(["epk"]), Reason::Audience),
        ("aud", json!(["sep", "epk"]), Reason::Audience),
        ("aud", json!([]), Reason::Claims),
        ("azp", json!("epk"), Reason::Audience),
        ("nonce", json!("other"), Reason::Nonce),
        ("nonce", json!(""), Reason::Nonce),
        ("nonce", json!(null), Reason::Nonce),
        ("nonce", json!(7), Reason::Claims),
        ("exp", json!(NOW - 60), Reason::Expired),
        ("iat", json!(NOW + 61), Reason::ClockSkew),
        ("nbf", json!(NOW + 61), Reason::ClockSkew),
        ("at_hash", json!(Algorithm::Es256.half_hash("at-2")), Reason::Nonce),
        ("at_hash", json!(""), Reason::Nonce),
    ] {
        let fault = judged(&changed(good(), name, member.clone())).unwrap_err();
        assert_eq!(fault, reason, "{name} {member}");
    }
    for name in ["iss", "sub", "aud", "exp", "iat"] {
        assert_eq!(judged(&without(good(), name)).unwrap_err(), Reason::Claims, "{name}");
    }
    assert_eq!(judged(&without(good(), "nonce")).unwrap_err(), Reason::Nonce);
}

#[test]
fn what_belongs_to_us_is_accepted() {
    for (name, member) in [
        ("aud", json!(["sep"])),
        ("azp", json!("sep")),
        ("at_hash", json!(Algorithm::Es256.half_hash("at-1"))),
        ("exp", json!(NOW - 59)),
        ("iat", json!(NOW + 60)),
        ("nbf", json!(NOW)),
    ] {
        assert!(judged(&changed(good(), name, member.clone())).is_ok(), "{name} {member}");
    }
}

#[test]
fn times_that_are_no_whole_numbers_are_refused_and_not_treated_as_absent() {
    for name in ["exp", "iat", "nbf", "auth_time"] {
        for wrong in [json!("1000300"), json!(1_000_300.5), json!(-1), json!(true), json!([])] {
            let fault = judged(&changed(good(), name, wrong.clone())).unwrap_err();
            assert_eq!(fault, Reason::Claims, "{name} {wrong}");
        }
    }
    let foreign = ed25519();
    let jwks = jwks_of(&foreign.jwk("k"));
    let grant = grant(&Extras::default());
    for exp in ["1e400", "1e9", "9223372036854775808", "253402300800", "\"1\"", "-0"] {
        let claims = claims(&grant).to_string();
        let claims = claims.replace("\"exp\":1000300", &format!("\"exp\":{exp}"));
        assert!(claims.contains(exp));
        let body = answer(&signed(&foreign, r#"{"alg":"EdDSA","kid":"k"}"#, &claims));
        let fault = rp().tokens(&grant, 200, &body, &jwks, NOW).unwrap_err().reason;
        assert!(matches!(fault, Reason::Claims | Reason::Malformed), "{exp} {fault}");
    }
}

fn jwks_of(key: &Value) -> Jwks {
    Jwks::parse(json!({ "keys": [key] }).to_string().as_bytes()).unwrap()
}

#[test]
fn providers_that_sign_with_rsa_or_ed25519_work_unless_excluded() {
    let grant = grant(&Extras::default());
    for foreign in [rsa(), ed25519()] {
        let jwks = jwks_of(&foreign.jwk("k"));
        let algorithm = Algorithm::parse(foreign.alg).unwrap();
        let claims = changed(claims(&grant), "at_hash", json!(algorithm.half_hash("at-1")));
        let header = json!({"alg": foreign.alg, "kid": "k"}).to_string();
        let body = answer(&signed(&foreign, &header, &claims.to_string()));
        assert!(rp().tokens(&grant, 200, &body, &jwks, NOW).is_ok(), "{}", foreign.alg);
        let strict = rp().with_algorithms(&[Algorithm::Es256]);
        let fault = strict.tokens(&grant, 200, &body, &jwks, NOW).unwrap_err();
        assert_eq!(fault.reason, Reason::Signature);
    }
}

#[test]
fn forged_and_foreign_signatures_open_no_session() {
    let grant = grant(&Extras::default());
    let (key, jwks) = keys();
    let judge = |token: &str| {
        rp().tokens(&grant, 200, &answer(token), &jwks, NOW).map(|_| ()).map_err(|e| e.reason)
    };
    let good = key.sign(Typ::Jwt, &claims(&grant)).unwrap();
    assert_eq!(judge(&good), Ok(()));
    let none = format!("eyJhbGciOiJub25lIn0.{}.", good.split('.').nth(1).unwrap());
    assert_eq!(judge(&none), Err(Reason::Signature));
    assert_eq!(judge(good.trim_end_matches(|c| c != '.')), Err(Reason::Signature));
    let as_access = key.sign(Typ::AccessToken, &claims(&grant)).unwrap();
    assert_eq!(judge(&as_access), Err(Reason::Signature));
    let as_logout = key.sign(Typ::LogoutToken, &claims(&grant)).unwrap();
    assert_eq!(judge(&as_logout), Err(Reason::Signature));
    let (thief, _) = keys();
    let stolen = thief.sign(Typ::Jwt, &claims(&grant)).unwrap();
    assert_eq!(judge(&stolen), Err(Reason::UnknownKey));
    assert_eq!(judge("not a token"), Err(Reason::Malformed));
    let twice = claims(&grant).to_string().replacen('{', r#"{"iss":"https://id.example","#, 1);
    let foreign = ed25519();
    let body = answer(&signed(&foreign, r#"{"alg":"EdDSA","kid":"k"}"#, &twice));
    let fault = rp().tokens(&grant, 200, &body, &jwks_of(&foreign.jwk("k")), NOW).unwrap_err();
    assert_eq!(fault.reason, Reason::Malformed);
}

#[test]
fn a_key_rotated_just_before_signing_is_found_with_one_more_look() {
    let grant = grant(&Extras::default());
    let (_, old) = keys();
    let (key, fresh) = keys();
    let body = answer(&key.sign(Typ::Jwt, &claims(&grant)).unwrap());
    let error = rp().tokens(&grant, 200, &body, &old, NOW).unwrap_err();
    assert!(error.wants_fresh_keys());
    assert!(rp().tokens(&grant, 200, &body, &fresh, NOW).is_ok(), "the same answer, judged again");
}

#[test]
fn a_sign_in_older_than_allowed_is_refused() {
    let recent = Extras { max_age: Some(100), ..Extras::default() };
    let grant = grant(&recent);
    let (key, jwks) = keys();
    let judge = |claims: &Value| {
        let body = answer(&key.sign(Typ::Jwt, claims).unwrap());
        rp().tokens(&grant, 200, &body, &jwks, NOW).map(|_| ()).map_err(|error| error.reason)
    };
    let at = |time: i64| changed(claims(&grant), "auth_time", json!(time));
    assert_eq!(judge(&at(NOW - 100)), Ok(()));
    assert_eq!(judge(&at(NOW - 160)), Ok(()), "the leeway counts");
    assert_eq!(judge(&at(NOW - 161)), Err(Reason::SignInTooOld));
    assert_eq!(judge(&without(claims(&grant), "auth_time")), Err(Reason::Claims));
}

#[test]
fn error_answers_and_broken_bodies_become_reasons() {
    let grant = grant(&Extras::default());
    let (_, jwks) = keys();
    for (status, body, reason) in [
        (400, r#"{"error":"invalid_grant"}"#, Reason::GrantRefused),
        (401, r#"{"error":"invalid_client"}"#, Reason::ProviderRefused),
        (401, "", Reason::GrantRefused),
        (400, "not json", Reason::ProviderRefused),
        (302, "", Reason::ProviderRefused),
        (429, "", Reason::ProviderUnavailable),
        (500, r#"{"error":"invalid_grant"}"#, Reason::ProviderUnavailable),
        (503, "<html>", Reason::ProviderUnavailable),
        (200, "", Reason::Malformed),
        (200, "[]", Reason::Malformed),
        (200, r#"{"access_token":"a","token_type":"Bearer""#, Reason::Malformed),
        (200, r#"{"access_token":"a","token_type":"Bearer"}"#, Reason::Malformed),
        (200, r#"{"access_token":"","token_type":"Bearer","id_token":"x"}"#, Reason::Malformed),
        (200, r#"{"access_token":"a","token_type":"mac","id_token":"x"}"#, Reason::Malformed),
        (200, r#"{"access_token":"a","token_type":"N_A","id_token":"x"}"#, Reason::Malformed),
        (200, r#"{"access_token":"a","token_type":"Bearer","expires_in":"9"}"#, Reason::Malformed),
        (200, r#"{"access_token":"a","token_type":"Bearer","expires_in":-1}"#, Reason::Malformed),
        (
            200,
            r#"{"access_token":"a","access_token":"b","token_type":"Bearer"}"#,
            Reason::Malformed,
        ),
    ] {
        let error = rp().tokens(&grant, status, body.as_bytes(), &jwks, NOW).unwrap_err();
        assert_eq!(error.reason, reason, "{status} {body}");
    }
    let huge = vec![b' '; 10_000_000];
    let error = rp().tokens(&grant, 200, &huge, &jwks, NOW).unwrap_err();
    assert_eq!(error.reason, Reason::Malformed);
}

#[test]
fn a_refreshed_token_must_speak_of_the_same_sign_in() {
    let (key, jwks) = keys();
    let grant = grant(&Extras::default());
    let previous = Previous { sub: "42", auth_time: Some(NOW - 10) };
    let judge = |claims: &Value| {
        let body = answer(&key.sign(Typ::Jwt, claims).unwrap());
        rp().refreshed(previous, 200, &body, &jwks, NOW).map_err(|error| error.reason)
    };
    let same = without(claims(&grant), "nonce");
    let refreshed = judge(&same).unwrap();
    assert_eq!(refreshed.access_token.expose(), "at-1");
    assert_eq!(refreshed.id.unwrap().0.sub, "42");
    assert!(judge(&without(same.clone(), "auth_time")).is_ok());
    let other = changed(same.clone(), "sub", json!("43"));
    assert_eq!(judge(&other).unwrap_err(), Reason::SubjectMismatch);
    let later = changed(same.clone(), "auth_time", json!(NOW));
    assert_eq!(judge(&later).unwrap_err(), Reason::SubjectMismatch);
    let elsewhere = changed(same, "aud", json!("epk"));
    assert_eq!(judge(&elsewhere).unwrap_err(), Reason::Audience);
    let plain = br#"{"access_token":"a","token_type":"bearer","refresh_token":null}"#;
    let refreshed = rp().refreshed(previous, 200, plain, &jwks, NOW).unwrap();
    assert!(refreshed.id.is_none() && refreshed.refresh_token.is_none());
    assert_eq!(refreshed.expires_at, NOW + 60);
}

#[test]
fn userinfo_must_speak_of_the_same_person() {
    let judge = |status, body: &str| {
        rp().userinfo(status, body.as_bytes(), "42").map_err(|error| error.reason)
    };
    let claims = judge(200, r#"{"sub":"42","email":"a@example.org"}"#).unwrap();
    assert_eq!(claims["email"], "a@example.org");
    for body in [r#"{"sub":"43"}"#, r#"{"sub":""}"#, "{}", r#"{"sub":null}"#, r#"{"sub":"42 "}"#] {
        assert!(judge(200, body).is_err(), "{body}");
    }
    assert_eq!(judge(200, r#"{"sub":"43"}"#), Err(Reason::SubjectMismatch));
    assert_eq!(judge(200, r#"{"sub":"43","sub":"42"}"#), Err(Reason::Malformed));
    assert_eq!(judge(401, r#"{"error":"invalid_token"}"#), Err(Reason::GrantRefused));
    assert_eq!(judge(500, ""), Err(Reason::ProviderUnavailable));
}

proptest! {
    #[test]
    fn no_answer_makes_us_panic(
        body in prop::collection::vec(any::<u8>(), 0..200), status in 100u16..600,
        name in "[a-z_]{1,18}", member in ".{0,30}",
    ) {
        let grant = grant(&Extras::default());
        let jwks = Jwks::default();
        prop_assert!(rp().tokens(&grant, status, &body, &jwks, NOW).is_err());
        let _ = rp().exchanged(status, &body, NOW);
        let _ = rp().userinfo(status, &body, "42");
        let odd = json!({
            "access_token": "a", "token_type": "Bearer", name: member, "id_token": "a.b.c",
        });
        prop_assert!(rp().tokens(&grant, 200, odd.to_string().as_bytes(), &jwks, NOW).is_err());
    }
}
