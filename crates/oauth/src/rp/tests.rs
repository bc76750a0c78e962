//! The relying party against honest and hostile providers.

mod call_back;
mod discovery;
mod requests;
mod session;
mod tokens;

use serde_json::{Value, json};

use super::*;
use crate::jose::{Jwks, SigningKey, Typ};

const ISSUER: &str = "https://id.example";
const NOW: i64 = 1_000_000;

fn rp() -> RelyingParty {
    RelyingParty::new(ISSUER, "sep", "s3cret", "https://sep.example/back")
        .unwrap()
        .with_scopes("openid profile")
        .unwrap()
        .with_post_logout("https://sep.example/left")
        .unwrap()
}

fn document() -> Value {
    json!({
        "issuer": ISSUER,
        "authorization_endpoint": "https://id.example/authorize",
        "token_endpoint": "https://id.example/token",
        "jwks_uri": "https://id.example/jwks",
        "userinfo_endpoint": "https://id.example/userinfo",
        "end_session_endpoint": "https://id.example/end",
        "revocation_endpoint": "https://id.example/revoke",
        "response_types_supported": ["code"],
        "code_challenge_methods_supported": ["S256"],
        "grant_types_supported": ["authorization_code", request::EXCHANGE],
        "authorization_response_iss_parameter_supported": true,
        "backchannel_logout_supported": true,
    })
}

fn discovered() -> Discovery {
    Discovery::parse(document().to_string().as_bytes(), ISSUER).unwrap()
}

fn random() -> [u8; 96] {
    std::array::from_fn(|index| index as u8)
}

fn begun(extras: &Extras) -> (String, Pending) {
    rp().begin(&discovered(), &random(), NOW, extras).unwrap()
}

/// A code that was honestly come by.
fn grant(extras: &Extras) -> CodeGrant {
    let (_, pending) = begun(extras);
    let query = format!("code=c-1&state={}&iss=https%3A%2F%2Fid.example", pending.state());
    rp().answer(pending, &query, NOW + 5).unwrap()
}

/// A provider's key and what it publishes.
fn keys() -> (SigningKey, Jwks) {
    let key = SigningKey::generate().unwrap();
    let keys = Jwks::new([key.verifying_key().unwrap()]);
    (key, keys)
}

/// The claims of a good ID token for [`grant`].
fn claims(grant: &CodeGrant) -> Value {
    json!({
        "iss": ISSUER, "sub": "42", "aud": "sep", "exp": NOW + 300, "iat": NOW,
        "auth_time": NOW - 10, "nonce": grant.nonce, "sid": "s-1", "name": "Тестова Анна",
        "acr": "urn:kabinet:loa:standard",
    })
}

/// A token answer with this ID token.
fn answer(id_token: &str) -> Vec<u8> {
    json!({
        "access_token": "at-1", "token_type": "Bearer", "expires_in": 300,
        "refresh_token": "rt-1", "id_token": id_token,
    })
    .to_string()
    .into_bytes()
}

fn changed(mut value: Value, name: &str, member: Value) -> Value {
    value[name] = member;
    value
}

fn without(mut value: Value, name: &str) -> Value {
    value.as_object_mut().unwrap().remove(name);
    value
}

#[test]
fn a_configuration_that_cannot_work_is_refused_at_the_start() {
    let new = |issuer, id, back| RelyingParty::new(issuer, id, "s", back).map(|_| ());
    let back = "https://sep.example/back";
    assert_eq!(new(ISSUER, "sep", back), Ok(()));
    assert_eq!(new("http://id.localhost:8080", "sep", "http://sep.localhost:8080/back"), Ok(()));
    for issuer in ["http://id.example", "id.example", "https://id.example?x", "https://a@b", ""] {
        assert_eq!(new(issuer, "sep", back), Err(ConfigFault::Issuer), "{issuer}");
    }
    assert_eq!(new(ISSUER, "", back), Err(ConfigFault::ClientId));
    assert_eq!(new(ISSUER, "я", back), Err(ConfigFault::ClientId));
    assert!(matches!(new(ISSUER, "sep", "http://sep.example"), Err(ConfigFault::RedirectUri(_))));
    assert_eq!(rp().with_scopes("profile").unwrap_err(), ConfigFault::Scopes);
    assert!(rp().with_post_logout("https://sep.example/#x").is_err());
    assert_eq!(rp().discovery_url(), "https://id.example/.well-known/openid-configuration");
    assert!(!format!("{:?}", rp()).contains("s3cret"));
}

/// Both sides of this crate together, without a wire.
#[test]
fn a_whole_sign_in_works_between_our_provider_and_our_relying_party() {
    use crate::claims::NewIdToken;
    use crate::provider::{AuthorizationDraft, Metadata, TokenCall, TokenRequest, TokenResponse};

    let (key, jwks) = keys();
    let document = Metadata::new(ISSUER, ISSUER).json();
    let discovery = Discovery::parse(document.as_bytes(), ISSUER).unwrap();
    assert!(discovery.iss_in_answer && discovery.exchange && discovery.knows_our_levels());

    let (address, pending) = rp().begin(&discovery, &random(), NOW, &Extras::default()).unwrap();
    let (_, query) = address.split_once('?').unwrap();
    let draft = AuthorizationDraft::read(query).unwrap();
    assert_eq!(draft.client_id(), "sep");
    let request = draft.check(&[rp().redirect_uri().clone()]).unwrap();
    let back = request.code_location("code-1", ISSUER);
    let (_, query) = back.split_once('?').unwrap();
    let grant = rp().answer(pending, query, NOW).unwrap();

    let sent = rp().token_request(&discovery, &grant);
    let header = sent.headers.iter().find(|(name, _)| *name == "authorization").unwrap();
    let call = TokenCall::read(Some(&header.1), None, &sent.body).unwrap();
    assert_eq!(call.client.client_id, "sep");
    assert!(call.client.secret.unwrap().matches("s3cret"));
    let TokenRequest::AuthorizationCode { code, redirect_uri, verifier } = call.request else {
        panic!("a code")
    };
    assert_eq!(code.expose(), "code-1");
    assert!(request.redirect_uri.is_exactly(&redirect_uri));
    assert!(request.challenge.accepts(&verifier));

    let id_token = NewIdToken {
        iss: ISSUER,
        sub: "42",
        aud: "sep",
        exp: NOW + 300,
        iat: NOW,
        auth_time: NOW,
        nonce: request.nonce.as_deref(),
        acr: None,
        amr: &[],
        sid: Some("s-1"),
        at_hash: Some(crate::jose::Algorithm::Es256.half_hash("access-1")),
        azp: None,
        about: &crate::json::Object::new(),
    };
    let response = TokenResponse {
        id_token: Some(id_token.sign(&key).unwrap()),
        ..TokenResponse::bearer("access-1".to_owned(), 300)
    };
    let tokens = rp().tokens(&grant, 200, response.json().as_bytes(), &jwks, NOW).unwrap();
    assert_eq!((tokens.id.sub.as_str(), tokens.sid()), ("42", Some("s-1")));
    assert_eq!(tokens.expires_at, NOW + 300);
}
