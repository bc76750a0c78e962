//! The authorization endpoint.

use proptest::prelude::*;

use super::*;
use crate::form::Params;
use crate::provider::{AuthorizationDraft, AuthorizationRequest, Denial, PageFault, Prompt};
use crate::refusal::{ErrorCode, Refusal};

fn check(query: &str) -> Result<AuthorizationRequest, Denial> {
    AuthorizationDraft::read(query).map_err(Denial::Page)?.check(&registered())
}

/// The code of an error that goes back to the client, with what goes with it.
fn sent_back(query: &str) -> (ErrorCode, Option<String>) {
    let denial = check(query).unwrap_err();
    let location = denial.location(ISSUER).expect("an error that may be redirected");
    let answer = location.strip_prefix("https://rp.example/cb?").unwrap();
    let params = Params::parse(answer).unwrap();
    assert_eq!(params.one("iss"), Ok(Some(ISSUER)));
    assert_eq!(params.one("code"), Ok(None));
    let names: Vec<&str> = params.iter().map(|(name, _)| name).collect();
    assert!(names.iter().all(|n| ["error", "error_description", "state", "iss"].contains(n)));
    let description = params.one("error_description").unwrap().unwrap().to_owned();
    assert!(description.bytes().all(|b| matches!(b, b' '..=b'~')), "{description}");
    let Denial::Redirect { refusal, state, .. } = denial else { panic!("a redirect") };
    assert_eq!(params.one("error"), Ok(Some(refusal.code().as_str())));
    assert_eq!(params.one("state").unwrap(), state.as_deref());
    (refusal.code(), state)
}

fn code_of(changes: &[(&'static str, Option<&str>)]) -> ErrorCode {
    let (code, state) = sent_back(&query(changes));
    assert_eq!(state.as_deref(), Some("s-1"), "state comes back with every error");
    code
}

#[test]
fn a_good_request_is_read_whole() {
    let request = check(&query(&[
        ("prompt", Some("login consent")),
        ("max_age", Some("300")),
        ("login_hint", Some("+79990000000")),
        ("ui_locales", Some("ru en-GB !! en")),
        ("acr_values", Some("urn:kabinet:loa:confirmed urn:other")),
        ("id_token_hint", Some("a.b.c")),
    ]))
    .unwrap();
    assert_eq!(request.client_id, "rp");
    assert_eq!(request.redirect_uri.as_str(), BACK);
    assert_eq!(request.scope.to_string(), "openid profile");
    assert_eq!((request.state.as_deref(), request.nonce.as_deref()), (Some("s-1"), Some("n-1")));
    assert_eq!(request.challenge.as_str(), CHALLENGE);
    assert_eq!(request.prompt, Prompt { login: true, consent: true, ..Prompt::default() });
    assert_eq!(request.max_age, Some(300));
    assert_eq!(request.ui_locales, ["ru", "en-GB", "en"]);
    assert_eq!(request.acr_values, ["urn:kabinet:loa:confirmed", "urn:other"]);
    assert_eq!(request.id_token_hint.as_deref(), Some("a.b.c"));
    assert!(request.is_openid());
    let stored = serde_json::to_string(&request).unwrap();
    assert_eq!(serde_json::from_str::<AuthorizationRequest>(&stored).unwrap(), request);
}

#[test]
fn answers_carry_state_and_issuer() {
    let request = check(&query(&[("state", Some("a&b=\r\n\"<я>"))])).unwrap();
    assert_eq!(
        request.code_location("c+1", ISSUER),
        "https://rp.example/cb?code=c%2B1&state=a%26b%3D%0D%0A%22%3C%D1%8F%3E\
         &iss=https%3A%2F%2Fid.example"
    );
    let denied = Refusal::new(ErrorCode::AccessDenied, "the person said no");
    assert_eq!(
        check(&query(&[("state", None)])).unwrap().refusal_location(&denied, ISSUER),
        "https://rp.example/cb?error=access_denied&error_description=the+person+said+no\
         &iss=https%3A%2F%2Fid.example"
    );
}

#[test]
fn the_order_of_parameters_and_scopes_and_unknown_ones_change_nothing() {
    let plain = check(&query(&[])).unwrap();
    let reversed: Vec<String> = query(&[]).split('&').rev().map(str::to_owned).collect();
    assert_eq!(check(&reversed.join("&")).unwrap(), plain);
    let other = query(&[("scope", Some("profile openid openid"))]);
    let extra = format!("{other}&extra=foobar&extra=2&display=popup&claims_locales=se&claims=%7B");
    assert_eq!(check(&extra).unwrap(), plain);
}

#[test]
fn a_long_state_and_a_long_nonce_come_back_intact() {
    for state in ["s".repeat(2_000), "я".repeat(2_000), "\"<>\\\u{1f600}\r\n ".repeat(100)] {
        let request = check(&query(&[("state", Some(&state))])).unwrap();
        let location = request.code_location("c", ISSUER);
        let (_, answer) = location.split_once('?').unwrap();
        let params = Params::parse(answer).unwrap();
        assert_eq!(params.one("state"), Ok(Some(state.as_str())));
    }
    for length in [64, 384, 1_000] {
        let nonce = "n".repeat(length);
        let request = check(&query(&[("nonce", Some(&nonce))])).unwrap();
        assert_eq!(request.nonce, Some(nonce));
    }
    let (code, state) = sent_back(&query(&[("state", Some(&"s".repeat(8_001)))]));
    assert_eq!((code, state), (ErrorCode::InvalidRequest, None));
    assert_eq!(code_of(&[("nonce", Some(&"n".repeat(1_001)))]), ErrorCode::InvalidRequest);
}

#[test]
fn only_the_code_flow_is_offered() {
    for kind in ["token", "id_token", "code id_token", "code token", "none", "CODE", "code "] {
        let code = code_of(&[("response_type", Some(kind))]);
        assert_eq!(code, ErrorCode::UnsupportedResponseType, "{kind}");
    }
    for missing in [None, Some("")] {
        assert_eq!(code_of(&[("response_type", missing)]), ErrorCode::InvalidRequest);
    }
    let twice = format!("{}&response_type=code", query(&[]));
    assert_eq!(sent_back(&twice).0, ErrorCode::InvalidRequest);
    for mode in ["fragment", "form_post", "jwt", "query.jwt", "QUERY"] {
        assert_eq!(code_of(&[("response_mode", Some(mode))]), ErrorCode::InvalidRequest, "{mode}");
    }
    assert!(check(&query(&[("response_mode", Some("query"))])).is_ok());
}

#[test]
fn pkce_with_s256_is_demanded() {
    assert_eq!(code_of(&[("code_challenge", None)]), ErrorCode::InvalidRequest);
    for method in [None, Some("plain"), Some("s256"), Some("S512"), Some("")] {
        assert_eq!(code_of(&[("code_challenge_method", method)]), ErrorCode::InvalidRequest);
    }
    for challenge in ["", "short", &"a".repeat(44), &"=".repeat(43), &"я".repeat(43)] {
        let code = code_of(&[("code_challenge", Some(challenge))]);
        assert_eq!(code, ErrorCode::InvalidRequest, "{challenge}");
    }
}

#[test]
fn request_objects_are_refused_with_their_own_errors() {
    for (name, value, expected) in [
        ("request", "eyJhbGciOiJub25lIn0.e30.", ErrorCode::RequestNotSupported),
        ("request_uri", "http://127.0.0.1/x", ErrorCode::RequestUriNotSupported),
        ("request_uri", "file:///etc/passwd", ErrorCode::RequestUriNotSupported),
        ("registration", "{}", ErrorCode::RegistrationNotSupported),
    ] {
        assert_eq!(code_of(&[(name, Some(value))]), expected);
    }
    assert!(check(&query(&[("request", Some(""))])).is_ok(), "no value counts as absent");
}

#[test]
fn scopes_prompts_and_ages_are_checked() {
    for scope in [None, Some(""), Some("open\"id"), Some("я"), Some(&"a".repeat(1_001)[..])] {
        assert_eq!(code_of(&[("scope", scope)]), ErrorCode::InvalidScope, "{scope:?}");
    }
    for prompt in ["none login", "none consent", "create none", "sometimes", "LOGIN"] {
        assert_eq!(code_of(&[("prompt", Some(prompt))]), ErrorCode::InvalidRequest, "{prompt}");
    }
    let prompt = |text| check(&query(&[("prompt", Some(text))])).unwrap().prompt;
    assert!(prompt("none").none && prompt("create").create && prompt("consent").consent);
    assert!(prompt("select_account").login);
    for age in ["-1", "1.5", "1e3", "abc", "99999999999999999999", "+5", " 5", "٥"] {
        assert_eq!(code_of(&[("max_age", Some(age))]), ErrorCode::InvalidRequest, "{age}");
    }
    let aged = |age| check(&query(&[("max_age", Some(age))])).unwrap();
    assert!(aged("10").is_too_old(989, 1_000) && !aged("10").is_too_old(990, 1_000));
    assert!(aged("0").is_too_old(999, 1_000), "0 demands a new sign-in");
    assert!(!aged("0").is_too_old(1_000, 1_000), "and the new one is good");
    assert!(!check(&query(&[])).unwrap().is_too_old(0, i64::MAX));
    assert_eq!(code_of(&[("login_hint", Some(&"x".repeat(501)))]), ErrorCode::InvalidRequest);
}

#[test]
fn a_repeated_parameter_is_refused_and_a_repeated_state_is_not_given_back() {
    for name in ["scope", "nonce", "code_challenge", "code_challenge_method", "prompt", "max_age"] {
        let twice = format!("{}&{name}=x&{name}=y", query(&[]));
        assert_eq!(sent_back(&twice).0, ErrorCode::InvalidRequest, "{name}");
    }
    let (code, state) = sent_back(&format!("{}&state=other", query(&[])));
    assert_eq!((code, state), (ErrorCode::InvalidRequest, None));
}

#[test]
fn without_a_client_nothing_is_redirected() {
    let page = |query: &str| check(query).unwrap_err();
    let id = Denial::Page(PageFault::ClientId);
    assert_eq!(page(&query(&[("client_id", None)])), id);
    assert_eq!(page(&query(&[("client_id", Some(""))])), id);
    assert_eq!(page(&query(&[("client_id", Some("a b"))])), id);
    assert_eq!(page(&query(&[("client_id", Some(&"a".repeat(201)))])), id);
    assert_eq!(page(&format!("{}&client_id=rp", query(&[]))), id);
    assert_eq!(page("client_id=%ff"), Denial::Page(PageFault::Malformed));
    assert_eq!(page(&"a&".repeat(200)), Denial::Page(PageFault::Malformed));
    assert_eq!(page(&"a".repeat(60_000)), Denial::Page(PageFault::Malformed));
    assert_eq!(page("").location(ISSUER), None);
}

proptest! {
    #[test]
    fn no_query_makes_the_endpoint_panic(
        raw in ".{0,120}", name in "[a-z_]{1,22}", value in ".{0,60}", prompt in "[a-z ]{0,20}",
    ) {
        let _ = check(&raw);
        let odd = encode([(name.as_str(), value.as_str()), ("prompt", prompt.as_str())]);
        let query = format!("{}&{odd}", query(&[]));
        match check(&query) {
            Ok(request) => prop_assert_eq!(request.redirect_uri.as_str(), BACK),
            Err(denial) => if let Some(location) = denial.location(ISSUER) {
                prop_assert!(location.starts_with("https://rp.example/cb?error="));
            }
        }
    }
}
