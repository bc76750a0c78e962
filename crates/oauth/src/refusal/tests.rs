//! How refusals look on the wire.

use super::*;

#[test]
fn a_description_is_printable_ascii_without_quotes() {
    let refusal = Refusal::new(ErrorCode::InvalidRequest, "a\r\nb\t\"c\\ я".to_owned());
    assert_eq!(refusal.description(), "a??b??c? ?");
    assert_eq!(refusal.json(), r#"{"error":"invalid_request","error_description":"a??b??c? ?"}"#);
}

#[test]
fn statuses_follow_the_rfcs() {
    let status = |code| Refusal::new(code, "x").status();
    assert_eq!(status(ErrorCode::InvalidRequest), 400);
    assert_eq!(status(ErrorCode::InvalidGrant), 400);
    assert_eq!(status(ErrorCode::InvalidClient), 401);
    assert_eq!(status(ErrorCode::InvalidToken), 401);
    assert_eq!(status(ErrorCode::InsufficientScope), 403);
    assert_eq!(status(ErrorCode::ServerError), 500);
    assert_eq!(status(ErrorCode::TemporarilyUnavailable), 503);
}

#[test]
fn challenges_name_what_is_missing() {
    let plain = Refusal::new(ErrorCode::InvalidClient, "x");
    assert_eq!(plain.www_authenticate(), None);
    let basic = plain.over_basic().www_authenticate().unwrap();
    assert!(basic.starts_with("Basic realm="), "{basic}");
    let bare = Refusal::no_credentials().www_authenticate().unwrap();
    assert_eq!(bare, "Bearer realm=\"kabinet\"");
    let scope = Refusal::insufficient_scope("inn").www_authenticate().unwrap();
    assert_eq!(
        scope,
        "Bearer realm=\"kabinet\", error=\"insufficient_scope\", \
         error_description=\"the token lacks a scope\", scope=\"inn\""
    );
    assert!(Refusal::unknown_key().wants_fresh_keys());
    assert!(!Refusal::new(ErrorCode::InvalidToken, "x").wants_fresh_keys());
    assert_eq!(Refusal::new(ErrorCode::InvalidGrant, "x").www_authenticate(), None);
}

#[test]
fn the_code_is_written_and_stored_alike() {
    for code in [ErrorCode::LoginRequired, ErrorCode::RequestUriNotSupported] {
        let json = serde_json::to_string(&code).unwrap();
        assert_eq!(json, format!("\"{code}\""));
    }
}
