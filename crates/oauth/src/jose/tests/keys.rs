//! JWK sets, and the examples of the RFCs.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;

fn set(keys: &[Value]) -> Result<Jwks, KeyFault> {
    Jwks::parse(json!({ "keys": keys }).to_string().as_bytes())
}

fn read(value: Value) -> Result<Jwk, KeyFault> {
    Jwk::read(value.as_object().unwrap())
}

fn with(mut value: Value, name: &str, member: Value) -> Value {
    value[name] = member;
    value
}

#[test]
fn the_es256_example_of_rfc_7515_verifies() {
    let key = json!({
        "kty": "EC", "crv": "P-256",
        "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0",
    });
    let token = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6\
        Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTj\
        Dxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
    let verified = verify(token, &set(&[key]).unwrap(), Typ::Jwt, ALL).unwrap();
    assert_eq!(verified.claims["iss"], "joe");
}

#[test]
fn the_ed25519_example_of_rfc_8037_verifies() {
    let key = json!({
        "kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo",
    });
    let jwk = read(key).unwrap();
    assert_eq!(jwk.thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
    let message = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
    let signature = "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvp\
        Ar_MuM0KAg";
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let key = VerifyingKey::new(jwk).unwrap();
    assert!(key.accepts(message.as_bytes(), &signature));
    assert!(!key.accepts(b"another message", &signature));
}

#[test]
fn the_thumbprint_example_of_rfc_7638_holds() {
    let n = "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSo\
        c_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_\
        FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08qNLyrdkt-bFTWhAI4v\
        MQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
    let jwk = read(json!({"kty": "RSA", "n": n, "e": "AQAB", "alg": "RS256"})).unwrap();
    assert_eq!(jwk.thumbprint(), "NzbLsXh8uDCcd-6MNwXF4W_7noWXFZAfHkxZsRGC9Xs");
}

#[test]
fn a_published_set_is_read_back_and_holds_no_private_member() {
    let first = SigningKey::generate().unwrap();
    let second = SigningKey::generate().unwrap();
    assert_ne!(first.kid(), second.kid());
    let keys =
        Jwks::new([first.verifying_key().unwrap(), second.verifying_key().unwrap()]).to_json();
    let value: Value = serde_json::from_str(&keys).unwrap();
    for key in value["keys"].as_array().unwrap() {
        let names: Vec<&str> = key.as_object().unwrap().keys().map(String::as_str).collect();
        assert_eq!(names, ["alg", "crv", "kid", "kty", "use", "x", "y"]);
    }
    let read = Jwks::parse(keys.as_bytes()).unwrap();
    assert_eq!(read.keys().len(), 2);
    assert_eq!(read.keys()[1].jwk(), second.public_jwk());
    let token = second.sign(Typ::Jwt, &json!({})).unwrap();
    assert!(verify(&token, &read, Typ::Jwt, ALL).is_ok());
}

#[test]
fn a_token_of_an_old_key_verifies_while_the_key_is_published_and_is_unknown_later() {
    let old = SigningKey::generate().unwrap();
    let new = SigningKey::generate().unwrap();
    let token = old.sign(Typ::Jwt, &json!({})).unwrap();
    let both = Jwks::new([new.verifying_key().unwrap(), old.verifying_key().unwrap()]);
    assert!(verify(&token, &both, Typ::Jwt, ALL).is_ok());
    let later = Jwks::new([new.verifying_key().unwrap()]);
    assert_eq!(verify(&token, &later, Typ::Jwt, ALL).unwrap_err(), JwsFault::UnknownKey);
}

#[test]
fn without_a_kid_there_must_be_one_fitting_key() {
    let foreign = ed25519();
    let token = signed(&foreign, r#"{"alg":"EdDSA"}"#, "{}");
    let ours = SigningKey::generate().unwrap().public_jwk().to_value();
    let one = set(&[foreign.jwk("a"), ours]).unwrap();
    assert!(verify(&token, &one, Typ::Jwt, ALL).is_ok());
    let two = set(&[foreign.jwk("a"), ed25519().jwk("b")]).unwrap();
    assert_eq!(verify(&token, &two, Typ::Jwt, ALL).unwrap_err(), JwsFault::UnknownKey);
    let nameless = foreign.jwk("a");
    let nameless = without(nameless, "kid");
    let named = signed(&foreign, r#"{"alg":"EdDSA","kid":"a"}"#, "{}");
    let nameless = set(&[nameless]).unwrap();
    assert!(verify(&token, &nameless, Typ::Jwt, ALL).is_ok());
    assert_eq!(verify(&named, &nameless, Typ::Jwt, ALL).unwrap_err(), JwsFault::UnknownKey);
}

fn without(mut value: Value, name: &str) -> Value {
    value.as_object_mut().unwrap().remove(name);
    value
}

#[test]
fn keys_for_other_purposes_are_unusable() {
    let good = SigningKey::generate().unwrap().public_jwk().to_value();
    assert!(read(good.clone()).is_ok());
    for (name, member) in [
        ("use", json!("enc")),
        ("key_ops", json!(["encrypt"])),
        ("alg", json!("ES384")),
        ("alg", json!("RS256")),
        ("alg", json!("HS256")),
        ("alg", json!(1)),
        ("kty", json!("oct")),
        ("kty", json!("RSA")),
        ("crv", json!("P-384")),
        ("crv", json!("secp256k1")),
        ("x", json!("AAAA")),
        ("x", json!("not base64!")),
        ("y", json!(null)),
        ("d", json!("AAAA")),
        ("k", json!("AAAA")),
        ("kid", json!(7)),
    ] {
        let key = with(good.clone(), name, member.clone());
        assert_eq!(read(key), Err(KeyFault::Unusable), "{name} {member}");
    }
    assert!(read(with(good, "key_ops", json!(["verify"]))).is_ok());
}

#[test]
fn points_off_the_curve_and_short_moduli_are_unusable() {
    let good = SigningKey::generate().unwrap().public_jwk().to_value();
    let zeros = URL_SAFE_NO_PAD.encode([0; 32]);
    for key in [with(good.clone(), "y", json!(zeros)), with(good, "x", json!(zeros))] {
        assert_eq!(VerifyingKey::new(read(key).unwrap()).unwrap_err(), KeyFault::Unusable);
    }
    for bytes in [vec![], vec![0xff; 128], vec![0xff; 255], vec![0xff; 1025], vec![0; 256]] {
        let n = URL_SAFE_NO_PAD.encode(bytes);
        let key = read(json!({"kty": "RSA", "n": n, "e": "AQAB"})).unwrap();
        assert_eq!(VerifyingKey::new(key).unwrap_err(), KeyFault::Unusable);
    }
}

#[test]
fn a_set_passes_over_what_it_cannot_use_but_needs_one_key() {
    let good = SigningKey::generate().unwrap().public_jwk().to_value();
    let other = json!({"kty": "oct", "k": "AAAA"});
    assert_eq!(set(&[other.clone(), good.clone()]).unwrap().keys().len(), 1);
    assert_eq!(set(&[other]).unwrap_err(), KeyFault::Unusable);
    assert_eq!(set(&[]).unwrap_err(), KeyFault::Unusable);
    assert_eq!(set(&[good.clone(), good]).unwrap_err(), KeyFault::DuplicateKid);
    for bad in ["", "[]", "{}", r#"{"keys":{}}"#, r#"{"keys":[1]}"#, r#"{"keys":[],"keys":[]}"#] {
        assert_eq!(Jwks::parse(bad.as_bytes()).unwrap_err(), KeyFault::Set, "{bad}");
    }
    let huge = format!(r#"{{"keys":[],"x":"{}"}}"#, "x".repeat(200_000));
    assert_eq!(Jwks::parse(huge.as_bytes()).unwrap_err(), KeyFault::Set);
}

proptest! {
    #[test]
    fn no_set_makes_the_reader_panic(
        kty in "EC|RSA|OKP|oct|.{0,3}", crv in "P-256|Ed25519|.{0,3}", x in "[A-Za-z0-9_-]{0,50}",
        n in "[A-Za-z0-9_-]{0,400}",
    ) {
        let key = json!({"kty": kty, "crv": crv, "x": x, "y": x, "n": n, "e": x});
        let _ = set(&[key]);
    }
}
