//! Discovery documents, honest and not.

use proptest::prelude::*;

use super::*;

fn parse(document: &Value) -> Result<Discovery, Reason> {
    Discovery::parse(document.to_string().as_bytes(), ISSUER).map_err(|error| error.reason)
}

#[test]
fn an_honest_document_is_read() {
    let discovery = discovered();
    assert_eq!(discovery.token_endpoint, "https://id.example/token");
    assert!(discovery.iss_in_answer && discovery.exchange && discovery.backchannel_logout);
    assert_eq!(discovery.origin(), "https://id.example");
    assert!(!discovery.knows_our_levels());
    let stored = serde_json::to_string(&discovery).unwrap();
    assert_eq!(serde_json::from_str::<Discovery>(&stored).unwrap(), discovery);
}

#[test]
fn a_plain_foreign_provider_is_enough() {
    let mut plain = document();
    for name in [
        "userinfo_endpoint",
        "end_session_endpoint",
        "revocation_endpoint",
        "code_challenge_methods_supported",
        "grant_types_supported",
        "authorization_response_iss_parameter_supported",
        "backchannel_logout_supported",
    ] {
        plain = without(plain, name);
    }
    let discovery = parse(&changed(plain, "end_session_endpoint", json!(null))).unwrap();
    assert!(!discovery.iss_in_answer && !discovery.exchange && !discovery.backchannel_logout);
    assert_eq!(discovery.end_session_endpoint, None);
}

#[test]
fn another_issuer_is_refused_byte_by_byte() {
    for issuer in [
        "https://id.example/",
        "https://ID.example",
        "https://evil.example",
        "http://id.example",
        "https://id.example:443",
        "",
    ] {
        let fault = parse(&changed(document(), "issuer", json!(issuer))).unwrap_err();
        let expected = if issuer.is_empty() { Reason::Malformed } else { Reason::IssuerMismatch };
        assert_eq!(fault, expected, "{issuer}");
    }
    assert_eq!(parse(&without(document(), "issuer")), Err(Reason::Malformed));
    let twice = document().to_string().replacen('{', r#"{"issuer":"https://evil.example","#, 1);
    let fault = Discovery::parse(twice.as_bytes(), ISSUER).unwrap_err();
    assert_eq!(fault.reason, Reason::Malformed);
}

#[test]
fn addresses_must_be_secure() {
    for name in ["authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"] {
        for address in [
            "http://id.example/x",
            "http://169.254.169.254/x",
            "file:///etc/passwd",
            "//id.example",
            "javascript:alert(1)",
            "https://user@id.example/",
            "https://id.example/#x",
            "x",
            "https://id.example/\r\n",
            "http://localhost@evil.example/",
        ] {
            let fault = parse(&changed(document(), name, json!(address)));
            assert_eq!(fault, Err(Reason::InsecureAddress), "{name} {address}");
        }
        let here = changed(document(), name, json!("http://id.localhost:8080/x"));
        assert!(parse(&here).is_ok());
    }
    for name in ["authorization_endpoint", "token_endpoint", "jwks_uri"] {
        assert_eq!(parse(&without(document(), name)), Err(Reason::Malformed), "{name}");
    }
}

#[test]
fn a_provider_without_code_or_s256_is_told_at_once() {
    let implicit = changed(document(), "response_types_supported", json!(["id_token"]));
    assert_eq!(parse(&implicit), Err(Reason::NotOffered));
    let plain = changed(document(), "code_challenge_methods_supported", json!(["plain"]));
    assert_eq!(parse(&plain), Err(Reason::NotOffered));
}

#[test]
fn cut_and_oversized_documents_are_malformed() {
    let text = document().to_string();
    let huge = text.replacen('{', &format!(r#"{{"x":"{}","#, "x".repeat(200_000)), 1);
    for bad in ["", "<html>", "null", &text[..text.len() - 1], &huge] {
        let fault = Discovery::parse(bad.as_bytes(), ISSUER).unwrap_err();
        assert_eq!(fault.reason, Reason::Malformed);
    }
}

proptest! {
    #[test]
    fn no_document_makes_the_reader_panic(body in prop::collection::vec(any::<u8>(), 0..200),
        name in "[a-z_]{1,30}", member in ".{0,40}") {
        let _ = Discovery::parse(&body, ISSUER);
        let _ = parse(&changed(document(), &name, json!(member)));
        let _ = parse(&changed(document(), "jwks_uri", json!(member)));
    }
}
