//! Keys and signatures: vectors of the RFCs, round trips, and every way to cheat we know of.

mod keys;

use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::jose::keys_for_tests::{ed25519, rsa, signed};

const ALL: &[Algorithm] = &Algorithm::ALL;

fn ours() -> (SigningKey, Jwks) {
    let key = SigningKey::generate().unwrap();
    let keys = Jwks::new([key.verifying_key().unwrap()]);
    (key, keys)
}

fn part(json: &str) -> String {
    URL_SAFE_NO_PAD.encode(json)
}

#[test]
fn what_is_signed_verifies_as_its_kind_and_no_other() {
    let (key, keys) = ours();
    let kinds = [Typ::Jwt, Typ::AccessToken, Typ::LogoutToken];
    for typ in kinds {
        let token = key.sign(typ, &json!({"sub": "42", "имя": "Анна"})).unwrap();
        for wanted in kinds {
            let result = verify(&token, &keys, wanted, ALL);
            if wanted == typ {
                let verified = result.unwrap();
                assert_eq!(verified.algorithm, Algorithm::Es256);
                assert_eq!(verified.claims["имя"], "Анна");
            } else {
                assert_eq!(result.unwrap_err(), JwsFault::Type);
            }
        }
    }
}

#[test]
fn a_key_has_the_same_name_after_it_was_stored() {
    let key = SigningKey::generate().unwrap();
    let again = SigningKey::from_pkcs8(&key.to_pkcs8().unwrap()).unwrap();
    assert_eq!(again.kid(), key.kid());
    let keys = Jwks::new([key.verifying_key().unwrap()]);
    let token = again.sign(Typ::Jwt, &json!({})).unwrap();
    assert!(verify(&token, &keys, Typ::Jwt, ALL).is_ok());
    assert_eq!(SigningKey::from_pkcs8(b"nothing").unwrap_err(), KeyFault::Pkcs8);
    assert!(!format!("{key:?}").contains("pair"));
}

#[test]
fn rs256_and_eddsa_of_foreign_providers_verify() {
    for foreign in [rsa(), ed25519()] {
        let keys = Jwks::parse(json!({"keys": [foreign.jwk("k1")]}).to_string().as_bytes());
        let keys = keys.unwrap();
        let header = json!({"alg": foreign.alg, "kid": "k1"}).to_string();
        let token = signed(&foreign, &header, r#"{"sub":"42"}"#);
        let verified = verify(&token, &keys, Typ::Jwt, ALL).unwrap();
        assert_eq!(verified.algorithm.name(), foreign.alg);
        assert_eq!(
            verify(&token, &keys, Typ::Jwt, &[Algorithm::Es256]).unwrap_err(),
            JwsFault::Algorithm,
            "the caller's list decides"
        );
    }
}

#[test]
fn none_and_symmetric_algorithms_do_not_exist() {
    let (key, keys) = ours();
    let kid = key.kid();
    let good = key.sign(Typ::Jwt, &json!({"sub": "42"})).unwrap();
    let signature = good.rsplit('.').next().unwrap();
    for alg in ["none", "None", "NONE", "", "HS256", "HS512", "ES384", "PS256", "es256", "ES256 "] {
        let header = part(&json!({"alg": alg, "kid": kid}).to_string());
        for end in ["", signature] {
            let token = format!("{header}.{}.{end}", part(r#"{"sub":"42"}"#));
            let fault = verify(&token, &keys, Typ::Jwt, ALL).unwrap_err();
            assert_eq!(fault, JwsFault::Algorithm, "{alg}");
        }
    }
    let token = format!("{}.{}.", part("{}"), part("{}"));
    assert_eq!(verify(&token, &keys, Typ::Jwt, ALL).unwrap_err(), JwsFault::Algorithm);
    let header = part(r#"{"alg":1}"#);
    let token = format!("{header}.{}.", part("{}"));
    assert_eq!(verify(&token, &keys, Typ::Jwt, ALL).unwrap_err(), JwsFault::Malformed);
}

#[test]
fn the_public_key_is_never_taken_for_a_secret() {
    use aws_lc_rs::hmac;
    let (key, keys) = ours();
    let public = key.public_jwk().to_value().to_string();
    let header = part(&json!({"alg": "HS256", "kid": key.kid()}).to_string());
    let message = format!("{header}.{}", part(r#"{"sub":"42"}"#));
    let secret = hmac::Key::new(hmac::HMAC_SHA256, public.as_bytes());
    let tag = hmac::sign(&secret, message.as_bytes());
    let token = format!("{message}.{}", URL_SAFE_NO_PAD.encode(tag));
    assert_eq!(verify(&token, &keys, Typ::Jwt, ALL).unwrap_err(), JwsFault::Algorithm);
}

#[test]
fn a_key_inside_the_token_is_not_looked_at() {
    let (key, keys) = ours();
    let thief = SigningKey::generate().unwrap();
    for kid in [key.kid(), thief.kid()] {
        let header = json!({
            "alg": "ES256", "kid": kid, "jwk": thief.public_jwk().to_value(),
            "jku": "https://evil.example/jwks", "x5u": "https://evil.example/cert",
        });
        let token = signed_by(&thief, &header.to_string(), "{}");
        let fault = verify(&token, &keys, Typ::Jwt, ALL).unwrap_err();
        let expected = if kid == key.kid() { JwsFault::Signature } else { JwsFault::UnknownKey };
        assert_eq!(fault, expected);
    }
}

#[test]
fn a_key_serves_its_own_algorithm_only() {
    let (key, _) = ours();
    let foreign = ed25519();
    let set = json!({"keys": [key.public_jwk().to_value(), foreign.jwk("k1")]}).to_string();
    let keys = Jwks::parse(set.as_bytes()).unwrap();
    let header = json!({"alg": "ES256", "kid": "k1"}).to_string();
    let token = signed(&foreign, &header, "{}");
    assert_eq!(verify(&token, &keys, Typ::Jwt, ALL).unwrap_err(), JwsFault::UnknownKey);
}

#[test]
fn extensions_that_we_do_not_know_are_refused() {
    let (key, keys) = ours();
    for extra in [r#""crit":["exp"],"exp":1"#, r#""crit":[]"#, r#""b64":false"#] {
        let header = format!(r#"{{"alg":"ES256","kid":"{}",{extra}}}"#, key.kid());
        let token = signed_by(&key, &header, "{}");
        assert_eq!(verify(&token, &keys, Typ::Jwt, ALL).unwrap_err(), JwsFault::Critical);
    }
}

#[test]
fn the_type_may_be_written_long_or_in_capitals_but_not_otherwise() {
    let (key, keys) = ours();
    let result = |typ: &str, wanted| {
        let header = format!(r#"{{"alg":"ES256","kid":"{}"{typ}}}"#, key.kid());
        verify(&signed_by(&key, &header, "{}"), &keys, wanted, ALL)
    };
    for typ in ["", r#","typ":"JWT""#, r#","typ":"jwt""#, r#","typ":"application/jwt""#] {
        assert!(result(typ, Typ::Jwt).is_ok(), "{typ}");
        assert_eq!(result(typ, Typ::AccessToken).unwrap_err(), JwsFault::Type, "{typ}");
        assert_eq!(result(typ, Typ::LogoutToken).unwrap_err(), JwsFault::Type, "{typ}");
    }
    for typ in [r#","typ":"at+jwt""#, r#","typ":"application/at+JWT""#] {
        assert!(result(typ, Typ::AccessToken).is_ok(), "{typ}");
        assert_eq!(result(typ, Typ::Jwt).unwrap_err(), JwsFault::Type, "{typ}");
    }
    assert_eq!(result(r#","typ":"""#, Typ::Jwt).unwrap_err(), JwsFault::Type);
    assert_eq!(result(r#","typ":"applicatioя/""#, Typ::Jwt).unwrap_err(), JwsFault::Type);
    assert_eq!(result(r#","typ":7"#, Typ::Jwt).unwrap_err(), JwsFault::Malformed);
}

#[test]
fn repeated_members_are_refused_in_header_and_claims() {
    let (key, keys) = ours();
    let good = format!(r#"{{"alg":"ES256","kid":"{}"}}"#, key.kid());
    let twice = format!(r#"{{"alg":"none","alg":"ES256","kid":"{}"}}"#, key.kid());
    for (header, claims) in
        [(&good, r#"{"iss":"a","iss":"b"}"#), (&twice, "{}"), (&good, "[]"), (&good, "{}{}")]
    {
        let token = signed_by(&key, header, claims);
        assert_eq!(verify(&token, &keys, Typ::Jwt, ALL).unwrap_err(), JwsFault::Malformed);
    }
}

#[test]
fn only_three_parts_of_clean_base64url_are_a_token() {
    let (key, keys) = ours();
    let good = key.sign(Typ::Jwt, &json!({"sub": "42"})).unwrap();
    let parts: Vec<&str> = good.split('.').collect();
    let [header, claims, signature] = parts[..] else { panic!("three parts") };
    for bad in [
        String::new(),
        ".".to_owned(),
        "..".to_owned(),
        format!("{header}.{claims}"),
        format!("{good}."),
        format!("{good}.{signature}"),
        format!("{header}.{claims}.{signature}="),
        format!("{header}.{claims}.{signature}\n"),
        format!(" {good}"),
        format!("{header}.{claims}.+{}", &signature[1..]),
        format!("{header}..{signature}"),
    ] {
        assert!(verify(&bad, &keys, Typ::Jwt, ALL).is_err(), "{bad}");
    }
    let long = format!("{header}.{}.{signature}", "A".repeat(MAX_TOKEN_BYTES));
    assert_eq!(verify(&long, &keys, Typ::Jwt, ALL).unwrap_err(), JwsFault::TooLarge);
}

#[test]
fn signatures_of_zeros_of_other_lengths_and_in_der_are_refused() {
    let (key, keys) = ours();
    let good = key.sign(Typ::Jwt, &json!({"sub": "42"})).unwrap();
    let (signed, signature) = good.rsplit_once('.').unwrap();
    let bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
    assert_eq!(bytes.len(), 64);
    let mut der = vec![0x30, 0x44, 0x02, 0x20];
    der.extend(&bytes[..32]);
    der.extend([0x02, 0x20]);
    der.extend(&bytes[32..]);
    for wrong in [vec![0; 64], vec![], bytes[..63].to_vec(), [&bytes[..], &[0]].concat(), der] {
        let token = format!("{signed}.{}", URL_SAFE_NO_PAD.encode(wrong));
        assert_eq!(verify(&token, &keys, Typ::Jwt, ALL).unwrap_err(), JwsFault::Signature);
    }
}

#[test]
fn half_hashes_follow_the_algorithm() {
    // The example of OpenID Connect Core A.3: RS256, SHA-256.
    let token = "jHkWEdUXMU1BwAsC4vtUsZwnNvTIxEl0z9K3vx5KF0Y";
    assert_eq!(Algorithm::Rs256.half_hash(token), "77QmUPtjPfzWtF2AnpK9RQ");
    assert_eq!(Algorithm::Es256.half_hash(token), Algorithm::Rs256.half_hash(token));
    assert_eq!(Algorithm::EdDsa.half_hash(token).len(), 43);
}

/// Signs any header and claims with one of our keys: what an honest signer would never write.
fn signed_by(key: &SigningKey, header: &str, claims: &str) -> String {
    use aws_lc_rs::rand::SystemRandom;
    use aws_lc_rs::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair};
    let der = key.to_pkcs8().unwrap();
    let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &der).unwrap();
    let message = format!("{}.{}", part(header), part(claims));
    let signature = pair.sign(&SystemRandom::new(), message.as_bytes()).unwrap();
    format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_text_makes_the_verifier_panic(text in "[ -~é]{0,80}", dots in "[A-Za-z0-9_.-]{0,200}") {
        let keys = Jwks::default();
        prop_assert!(verify(&text, &keys, Typ::Jwt, ALL).is_err());
        prop_assert!(verify(&dots, &keys, Typ::Jwt, ALL).is_err());
    }

    #[test]
    fn no_header_makes_the_verifier_panic(header in ".{0,60}", claims in ".{0,60}") {
        let token = format!("{}.{}.AAAA", part(&header), part(&claims));
        prop_assert!(verify(&token, &Jwks::default(), Typ::Jwt, ALL).is_err());
    }

    #[test]
    fn one_changed_character_breaks_a_token(
        at in any::<prop::sample::Index>(),
        new in "[A-Za-z0-9_-]",
    ) {
        let (key, keys) = ours();
        let good = key.sign(Typ::Jwt, &json!({"sub": "42"})).unwrap();
        let at = at.index(good.len());
        let bad = format!("{}{new}{}", &good[..at], &good[at + 1..]);
        if bad != good {
            prop_assert!(verify(&bad, &keys, Typ::Jwt, ALL).is_err());
        }
    }
}
