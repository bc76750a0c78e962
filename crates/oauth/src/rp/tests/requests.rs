//! Requests as data, and what an exchange answers.

use super::*;
use crate::form::Params;
use crate::provider::{
    ACCESS_TOKEN_TYPE, MANDATE_TOKEN_TYPE, MAX_MANDATE_SECONDS, Requested, SubjectKind, TokenCall,
    TokenRequest, TokenResponse,
};
use crate::scope::Scopes;

fn header<'a>(request: &'a HttpRequest, name: &str) -> Option<&'a str> {
    request.headers.iter().find(|(key, _)| *key == name).map(|(_, value)| value.as_str())
}

/// What our own provider reads in a request.
fn received(request: &HttpRequest) -> TokenRequest {
    assert_eq!(header(request, "content-type"), Some("application/x-www-form-urlencoded"));
    let call = TokenCall::read(header(request, "authorization"), None, &request.body).unwrap();
    assert_eq!(call.client.client_id, "sep");
    call.request
}

#[test]
fn a_code_travels_in_the_body_with_its_verifier() {
    let grant = grant(&Extras::default());
    let request = rp().token_request(&discovered(), &grant);
    assert_eq!((request.method, request.url.as_str()), (Method::Post, "https://id.example/token"));
    assert!(matches!(received(&request), TokenRequest::AuthorizationCode { .. }));
    let body = Params::parse_bytes(&request.body).unwrap();
    assert!(!body.has("client_secret"));
    assert_eq!(format!("{request:?}"), "POST https://id.example/token", "no secret in logs");
}

#[test]
fn the_secret_can_go_into_the_form_and_odd_ones_are_encoded() {
    let odd = RelyingParty::new(ISSUER, "s:1", "a:b %+я", "https://sep.example/back").unwrap();
    let grant = grant(&Extras::default());
    for place in [ClientSecretIn::Header, ClientSecretIn::Body] {
        let request = odd.clone().with_secret_in(place).token_request(&discovered(), &grant);
        let authorization = header(&request, "authorization");
        assert_eq!(authorization.is_some(), place == ClientSecretIn::Header);
        let call = TokenCall::read(authorization, None, &request.body).unwrap();
        assert_eq!(call.client.client_id, "s:1");
        assert_eq!(call.client.secret.unwrap().expose(), "a:b %+я");
    }
}

#[test]
fn refresh_and_exchange_are_what_our_provider_reads() {
    let request = rp().refresh_request(&discovered(), "rt-1");
    let TokenRequest::RefreshToken { refresh_token, .. } = received(&request) else {
        panic!("a refresh")
    };
    assert_eq!(refresh_token.expose(), "rt-1");

    for kind in [SubjectKind::AccessToken, SubjectKind::Mandate] {
        let request = rp().exchange_request(&discovered(), "at-1", kind, "fns", "inn").unwrap();
        let TokenRequest::Exchange(exchange) = received(&request) else { panic!("an exchange") };
        assert_eq!((exchange.subject_kind, exchange.audience.as_str()), (kind, "fns"));
        assert_eq!(exchange.requested, Requested::AccessToken);
        assert_eq!(exchange.scope, Scopes::parse("inn").ok());
    }
    let terms = MandateTerms {
        audience: "sfr",
        scope: "",
        purpose: "проверка сведений",
        reference: "EPK-7",
        lifetime: MAX_MANDATE_SECONDS,
    };
    let request = rp().mandate_request(&discovered(), "at-1", &terms).unwrap();
    let TokenRequest::Exchange(exchange) = received(&request) else { panic!("an exchange") };
    assert_eq!(
        exchange.requested,
        Requested::Mandate {
            purpose: "проверка сведений".to_owned(),
            reference: "EPK-7".to_owned(),
            lifetime: MAX_MANDATE_SECONDS,
        }
    );
}

#[test]
fn what_a_provider_does_not_offer_is_said_before_asking() {
    let plain = Discovery {
        exchange: false,
        userinfo_endpoint: None,
        revocation_endpoint: None,
        end_session_endpoint: None,
        ..discovered()
    };
    let exchange = rp().exchange_request(&plain, "a", SubjectKind::AccessToken, "fns", "");
    let userinfo = rp().userinfo_request(&plain, "a");
    let revoke = rp().revoke_request(&plain, "a");
    for request in [exchange, userinfo, revoke] {
        assert_eq!(request.unwrap_err().reason, Reason::NotOffered);
    }
    assert_eq!(rp().end_session_url(&plain, None, None), None);
}

#[test]
fn userinfo_is_asked_with_a_bearer_token_and_revocation_with_the_secret() {
    let request = rp().userinfo_request(&discovered(), "at-1").unwrap();
    assert_eq!(
        (request.method, request.url.as_str()),
        (Method::Get, "https://id.example/userinfo")
    );
    assert_eq!(header(&request, "authorization"), Some("Bearer at-1"));
    assert!(request.body.is_empty());
    let request = rp().revoke_request(&discovered(), "rt-1").unwrap();
    assert_eq!(request.url, "https://id.example/revoke");
    assert_eq!(request.body, b"token=rt-1");
    assert!(header(&request, "authorization").unwrap().starts_with("Basic "));
}

#[test]
fn an_exchange_gives_the_kind_that_was_asked_for() {
    let scope = Scopes::parse("inn").unwrap();
    let token = TokenResponse::exchanged("t".to_owned(), 300, scope.clone()).json();
    let mandate = TokenResponse::mandate("m".to_owned(), 600, scope.clone()).json();
    let exchanged = rp().exchanged(200, token.as_bytes(), NOW).unwrap();
    assert_eq!((exchanged.token.expose(), exchanged.expires_at), ("t", NOW + 300));
    assert_eq!(exchanged.scope, Some(scope));
    let given = rp().mandate(200, mandate.as_bytes(), NOW).unwrap();
    assert_eq!((given.token.expose(), given.expires_at), ("m", NOW + 600));
    assert!(rp().exchanged(200, mandate.as_bytes(), NOW).is_err());
    assert!(rp().mandate(200, token.as_bytes(), NOW).is_err());

    let kinds = [("Bearer", MANDATE_TOKEN_TYPE), ("N_A", ACCESS_TOKEN_TYPE)];
    for (kind, issued) in kinds {
        let odd = json!({"access_token": "x", "token_type": kind, "issued_token_type": issued});
        let odd = odd.to_string();
        assert!(rp().exchanged(200, odd.as_bytes(), NOW).is_err());
        assert!(rp().mandate(200, odd.as_bytes(), NOW).is_err());
    }
    let refused = rp().exchanged(400, br#"{"error":"invalid_target"}"#, NOW).unwrap_err();
    assert_eq!(refused.reason, Reason::ProviderRefused);
}
