//! The token, introspection and revocation endpoints, and the discovery document.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::provider::*;
use crate::refusal::{ErrorCode, Refusal};
use crate::scope::Scopes;

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const EXCHANGE: &str = "urn:ietf:params:oauth:grant-type:token-exchange";

fn basic(pair: &str) -> String {
    format!("Basic {}", STANDARD.encode(pair))
}

fn call(authorization: Option<&str>, form: &[(&str, &str)]) -> Result<TokenCall, Refusal> {
    TokenCall::read(authorization, None, encode(form.iter().copied()).as_bytes())
}

fn code_form() -> Vec<(&'static str, &'static str)> {
    vec![
        ("grant_type", "authorization_code"),
        ("code", "c-1"),
        ("redirect_uri", BACK),
        ("code_verifier", VERIFIER),
    ]
}

fn refused(authorization: Option<&str>, form: &[(&str, &str)]) -> ErrorCode {
    call(authorization, form).unwrap_err().code()
}

#[test]
fn a_code_is_redeemed_with_the_secret_in_the_header_or_in_the_form() {
    let header = basic("rp:s3cret");
    let by_header = call(Some(&header), &code_form()).unwrap();
    assert_eq!(by_header.client.method, AuthMethod::Basic);
    assert!(by_header.client.secret.as_ref().unwrap().matches("s3cret"));
    let TokenRequest::AuthorizationCode { code, redirect_uri, verifier } = &by_header.request
    else {
        panic!("a code")
    };
    assert_eq!((code.expose(), redirect_uri.as_str(), verifier.as_str()), ("c-1", BACK, VERIFIER));

    let form = [code_form(), vec![("client_id", "rp"), ("client_secret", "s3cret")]].concat();
    let by_form = call(None, &form).unwrap();
    assert_eq!(by_form.client.method, AuthMethod::Post);
    assert_eq!(by_form.request, by_header.request);

    let public = call(None, &[code_form(), vec![("client_id", "rp")]].concat()).unwrap();
    assert_eq!((public.client.method, public.client.secret), (AuthMethod::None, None));
}

#[test]
fn the_header_is_percent_decoded() {
    let client = |header: &str| call(Some(header), &code_form()).unwrap().client;
    let odd = client(&basic("rp%3A1:a%2Bb+%25%D1%8F%3A:c"));
    assert_eq!(odd.client_id, "rp:1");
    assert_eq!(odd.secret.unwrap().expose(), "a+b %я::c");
    let unpadded = basic("rp:secret").trim_end_matches('=').to_owned();
    assert_eq!(client(&unpadded).client_id, "rp");
    assert_eq!(client(&basic("rp:x").replace("Basic", "bASIC")).client_id, "rp");
}

#[test]
fn two_methods_at_once_are_refused() {
    let header = basic("rp:s3cret");
    let with = |more: &[(&'static str, &'static str)]| [code_form(), more.to_vec()].concat();
    let both = with(&[("client_id", "rp"), ("client_secret", "s3cret")]);
    assert_eq!(refused(Some(&header), &both), ErrorCode::InvalidRequest);
    assert_eq!(refused(Some(&header), &with(&[("client_id", "o")])), ErrorCode::InvalidRequest);
    assert!(call(Some(&header), &with(&[("client_id", "rp")])).is_ok());
    let assertion = with(&[("client_id", "rp"), ("client_assertion", "a.b.c")]);
    assert_eq!(refused(None, &assertion), ErrorCode::InvalidClient);
    let twice = with(&[("client_id", "rp"), ("client_id", "rp")]);
    assert_eq!(refused(None, &twice), ErrorCode::InvalidRequest);
}

#[test]
fn broken_credentials_are_an_invalid_client_with_a_challenge() {
    for header in [
        "Basic",
        "Basic ",
        "Basic !!!",
        "Bearer abc",
        "Digest x",
        &basic("nocolon"),
        &basic(":x"),
        &basic("rp:"),
        &basic("rp:%zz"),
        &basic("rp:%ff"),
        &format!("Basic {}", STANDARD.encode(b"rp:\xff")),
    ] {
        let refusal = call(Some(header), &code_form()).unwrap_err();
        assert_eq!((refusal.code(), refusal.status()), (ErrorCode::InvalidClient, 401), "{header}");
        assert!(refusal.www_authenticate().unwrap().starts_with("Basic "));
    }
    let refusal = call(None, &code_form()).unwrap_err();
    assert_eq!((refusal.code(), refusal.status()), (ErrorCode::InvalidClient, 401));
    let client = call(Some(&basic("rp:x")), &code_form()).unwrap().client;
    assert!(client.refuse().www_authenticate().is_some());
    assert!(!format!("{client:?}").contains('x'), "secrets stay out of logs");
}

#[test]
fn secrets_in_the_address_are_refused() {
    let body = encode([code_form(), vec![("client_id", "rp")]].concat());
    for query in ["client_secret=s3cret", "client_id=rp&client_secret=x", "a=1"] {
        let refusal = TokenCall::read(None, Some(query), body.as_bytes()).unwrap_err();
        assert_eq!(refusal.code(), ErrorCode::InvalidRequest);
        let refusal = TokenLookup::read(None, Some(query), b"client_id=rp&token=t").unwrap_err();
        assert_eq!(refusal.code(), ErrorCode::InvalidRequest);
    }
    assert!(TokenCall::read(None, Some(""), body.as_bytes()).is_ok());
}

#[test]
fn missing_repeated_and_malformed_parameters_are_refused() {
    let header = basic("rp:x");
    for name in ["grant_type", "code", "redirect_uri", "code_verifier"] {
        let without: Vec<_> = code_form().into_iter().filter(|(n, _)| *n != name).collect();
        assert_eq!(refused(Some(&header), &without), ErrorCode::InvalidRequest, "{name}");
        let mut twice = code_form();
        twice.push((name, "x"));
        assert_eq!(refused(Some(&header), &twice), ErrorCode::InvalidRequest, "{name}");
    }
    let with_verifier = |verifier: &'static str| {
        code_form()
            .into_iter()
            .map(|(n, v)| if n == "code_verifier" { (n, verifier) } else { (n, v) })
            .collect::<Vec<_>>()
    };
    for verifier in ["short", "a b", VERIFIER.split_at(42).0] {
        let form = with_verifier(verifier);
        assert_eq!(refused(Some(&header), &form), ErrorCode::InvalidRequest);
    }
    let refusal = TokenCall::read(Some(&header), None, b"grant_type=%ff").unwrap_err();
    assert_eq!(refusal.code(), ErrorCode::InvalidRequest);
}

#[test]
fn unknown_grants_are_unsupported() {
    let header = basic("rp:x");
    for grant in ["password", "implicit", "urn:openid:params:grant-type:ciba", "Authorization_Code"]
    {
        let form = [("grant_type", grant), ("username", "a"), ("password", "b")];
        assert_eq!(refused(Some(&header), &form), ErrorCode::UnsupportedGrantType, "{grant}");
    }
    for grant in GrantType::ALL {
        assert_eq!(GrantType::parse(grant.as_str()), Some(grant));
        assert_eq!(serde_json::to_value(grant).unwrap(), grant.as_str());
    }
}

#[test]
fn refresh_and_client_credentials_take_a_scope() {
    let header = basic("rp:x");
    let form = [("grant_type", "refresh_token"), ("refresh_token", "r1"), ("scope", "email")];
    let TokenRequest::RefreshToken { refresh_token, scope } =
        call(Some(&header), &form).unwrap().request
    else {
        panic!("a refresh")
    };
    assert_eq!((refresh_token.expose(), scope.unwrap().to_string().as_str()), ("r1", "email"));
    let request = call(Some(&header), &form[..2]).unwrap().request;
    assert_eq!(request.grant_type(), GrantType::RefreshToken);
    assert_eq!(refused(Some(&header), &form[..1]), ErrorCode::InvalidRequest);
    let odd = [("grant_type", "refresh_token"), ("refresh_token", "r\n1")];
    assert_eq!(refused(Some(&header), &odd), ErrorCode::InvalidGrant);
    let long = "r".repeat(20_000);
    let long = [("grant_type", "refresh_token"), ("refresh_token", long.as_str())];
    assert_eq!(refused(Some(&header), &long), ErrorCode::InvalidGrant);
    let own = [("grant_type", "client_credentials"), ("scope", "a\"b")];
    assert_eq!(refused(Some(&header), &own), ErrorCode::InvalidScope);
    let request = call(Some(&header), &own[..1]).unwrap().request;
    assert_eq!(request, TokenRequest::ClientCredentials { scope: None });
}

fn exchange(changes: &[(&'static str, &str)]) -> Result<ExchangeRequest, ErrorCode> {
    let mut form = BTreeMap::from([
        ("audience", "fns"),
        ("grant_type", EXCHANGE),
        ("subject_token", "a.b.c"),
        ("subject_token_type", ACCESS_TOKEN_TYPE),
    ]);
    form.extend(changes.iter().copied());
    let form: Vec<_> = form.into_iter().filter(|(_, value)| *value != "-").collect();
    match call(Some(&basic("sep:x")), &form).map_err(|refusal| refusal.code())?.request {
        TokenRequest::Exchange(exchange) => Ok(exchange),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_token_is_exchanged_for_one_audience() {
    let plain = exchange(&[("scope", "inn")]).unwrap();
    assert_eq!(plain.audience, "fns");
    assert_eq!(plain.scope, Scopes::parse("inn").ok());
    assert_eq!(plain.requested, Requested::AccessToken);
    assert_eq!(plain.subject_kind, SubjectKind::AccessToken);
    let job = exchange(&[("subject_token_type", MANDATE_TOKEN_TYPE)]).unwrap();
    assert_eq!(job.subject_kind, SubjectKind::Mandate);

    let id_token = "urn:ietf:params:oauth:token-type:id_token";
    for (name, value, code) in [
        ("audience", "-", ErrorCode::InvalidTarget),
        ("audience", &"a".repeat(201)[..], ErrorCode::InvalidTarget),
        ("resource", "https://fns.example", ErrorCode::InvalidTarget),
        ("subject_token", "-", ErrorCode::InvalidRequest),
        ("subject_token", "a\nb", ErrorCode::InvalidRequest),
        ("subject_token_type", "-", ErrorCode::InvalidRequest),
        ("subject_token_type", id_token, ErrorCode::InvalidRequest),
        ("requested_token_type", id_token, ErrorCode::InvalidRequest),
        ("actor_token", "a.b.c", ErrorCode::InvalidRequest),
        ("scope", "a\"", ErrorCode::InvalidScope),
    ] {
        assert_eq!(exchange(&[(name, value)]), Err(code), "{name}={value}");
    }
    let two = format!(
        "grant_type={EXCHANGE}&subject_token=a&subject_token_type={ACCESS_TOKEN_TYPE}\
         &audience=fns&audience=egrn"
    );
    let refusal = TokenCall::read(Some(&basic("a:b")), None, two.as_bytes()).unwrap_err();
    assert_eq!(refusal.code(), ErrorCode::InvalidTarget);
}

#[test]
fn a_mandate_names_purpose_and_application_and_ends_within_thirty_days() {
    let mandate = |changes: &[(&'static str, &str)]| {
        let base = [
            ("requested_token_type", MANDATE_TOKEN_TYPE),
            ("purpose", "проверка сведений"),
            ("reference", "EPK-2026/7"),
        ];
        exchange(&[&base, changes].concat())
    };
    let Requested::Mandate { purpose, reference, lifetime } = mandate(&[]).unwrap().requested
    else {
        panic!("a mandate")
    };
    assert_eq!((purpose.as_str(), reference.as_str()), ("проверка сведений", "EPK-2026/7"));
    assert_eq!(lifetime, 2_592_000);
    let Requested::Mandate { lifetime, .. } =
        mandate(&[("expires_in", "2592000")]).unwrap().requested
    else {
        panic!("a mandate")
    };
    assert_eq!(lifetime, MAX_MANDATE_SECONDS);
    for (name, value) in [
        ("expires_in", "2592001"),
        ("expires_in", "0"),
        ("expires_in", "-1"),
        ("expires_in", "1e3"),
        ("expires_in", "99999999999999999999"),
        ("purpose", "-"),
        ("purpose", "a\u{7}b"),
        ("purpose", &"я".repeat(201)[..]),
        ("reference", "-"),
        ("reference", "a b"),
        ("reference", "../я"),
        ("reference", &"a".repeat(101)[..]),
        ("subject_token_type", MANDATE_TOKEN_TYPE),
    ] {
        assert_eq!(mandate(&[(name, value)]), Err(ErrorCode::InvalidRequest), "{name}={value}");
    }
    assert!(mandate(&[("purpose", &"я".repeat(200))]).is_ok());
}

#[test]
fn answers_hold_what_was_made_and_nothing_else() {
    let value = |response: &TokenResponse| serde_json::from_str::<Value>(&response.json()).unwrap();
    let scope = Scopes::parse("openid inn").unwrap();
    let full = TokenResponse {
        scope: Some(scope.clone()),
        refresh_token: Some("r".to_owned()),
        id_token: Some("i".to_owned()),
        ..TokenResponse::bearer("a".to_owned(), 300)
    };
    assert_eq!(
        value(&full),
        json!({"access_token": "a", "token_type": "Bearer", "expires_in": 300,
            "scope": "inn openid", "refresh_token": "r", "id_token": "i"})
    );
    assert!(!format!("{full:?}").contains("\"r\""), "tokens stay out of logs");
    assert_eq!(
        value(&TokenResponse::bearer("a".to_owned(), 60)),
        json!({"access_token": "a", "token_type": "Bearer", "expires_in": 60})
    );
    assert_eq!(
        value(&TokenResponse::mandate("m".to_owned(), 60, scope.clone())),
        json!({"access_token": "m", "token_type": "N_A", "expires_in": 60, "scope": "inn openid",
            "issued_token_type": MANDATE_TOKEN_TYPE})
    );
    let exchanged = value(&TokenResponse::exchanged("e".to_owned(), 60, scope));
    assert_eq!(exchanged["issued_token_type"], ACCESS_TOKEN_TYPE);
    assert_eq!(Introspection::inactive().json(), r#"{"active":false}"#);
}

#[test]
fn a_lookup_names_client_and_token() {
    let lookup = TokenLookup::read(Some(&basic("rp:x")), None, b"token=t&token_type_hint=x");
    assert_eq!(lookup.unwrap().token.expose(), "t");
    let refused = |body: &[u8]| TokenLookup::read(Some(&basic("rp:x")), None, body).unwrap_err();
    assert_eq!(refused(b"").code(), ErrorCode::InvalidRequest);
    assert_eq!(refused(b"token=a&token=b").code(), ErrorCode::InvalidRequest);
    let anonymous = TokenLookup::read(None, None, b"token=t").unwrap_err();
    assert_eq!(anonymous.status(), 401);
}

#[test]
fn the_discovery_document_says_only_what_is_true() {
    let document: Value =
        serde_json::from_str(&Metadata::new(ISSUER, "https://id.example").json()).unwrap();
    assert_eq!(document["issuer"], ISSUER);
    assert_eq!(document["response_types_supported"], json!(["code"]));
    assert_eq!(document["code_challenge_methods_supported"], json!(["S256"]));
    assert_eq!(document["id_token_signing_alg_values_supported"], json!(["ES256"]));
    assert_eq!(document["request_uri_parameter_supported"], false);
    assert_eq!(document["authorization_response_iss_parameter_supported"], true);
    for grant in document["grant_types_supported"].as_array().unwrap() {
        assert!(GrantType::parse(grant.as_str().unwrap()).is_some());
    }
    for (name, value) in document.as_object().unwrap() {
        if name.ends_with("_endpoint") || name == "jwks_uri" {
            assert!(value.as_str().unwrap().starts_with("https://id.example/"), "{name}");
        }
    }
    for prompt in document["prompt_values_supported"].as_array().unwrap() {
        let query = query(&[("prompt", prompt.as_str())]);
        assert!(AuthorizationDraft::read(&query).unwrap().check(&registered()).is_ok());
    }
}

proptest! {
    #[test]
    fn no_request_makes_the_endpoints_panic(
        header in proptest::option::of(".{0,40}"), pair in ".{0,30}",
        body in prop::collection::vec(any::<u8>(), 0..120), names in "[a-z_]{1,20}",
        value in ".{0,30}",
    ) {
        let _ = TokenCall::read(header.as_deref(), None, &body);
        let _ = TokenLookup::read(header.as_deref(), None, &body);
        let header = basic(&pair);
        for grant in GrantType::ALL {
            let form = encode([("grant_type", grant.as_str()), (&names, &value), ("code", &value),
                ("refresh_token", &value), ("subject_token", &value), ("audience", &value),
                ("subject_token_type", ACCESS_TOKEN_TYPE), ("expires_in", &value),
                ("requested_token_type", MANDATE_TOKEN_TYPE), ("purpose", &value)]);
            let _ = TokenCall::read(Some(&header), None, form.as_bytes());
        }
    }
}
