//! The way to the provider and back.

use proptest::prelude::*;

use super::*;
use crate::form::Params;

const ISS: &str = "iss=https%3A%2F%2Fid.example";

fn judged(query: &str) -> Result<CodeGrant, Reason> {
    let (_, pending) = begun(&Extras::default());
    let query = query.replace("STATE", pending.state());
    rp().answer(pending, &query, NOW + 5).map_err(|error| error.reason)
}

#[test]
fn the_address_asks_for_all_that_is_needed() {
    let (address, pending) = begun(&Extras {
        prompt: Some(Prompting::Login),
        max_age: Some(-5),
        acr_values: vec!["urn:kabinet:loa:confirmed".to_owned()],
        ui_locales: vec!["ru".to_owned(), "en".to_owned()],
        login_hint: Some("+7 999".to_owned()),
    });
    let query = address.strip_prefix("https://id.example/authorize?").unwrap();
    let params = Params::parse(query).unwrap();
    let one = |name| params.one(name).unwrap().unwrap();
    assert_eq!(one("response_type"), "code");
    assert_eq!(one("client_id"), "sep");
    assert_eq!(one("redirect_uri"), "https://sep.example/back");
    assert_eq!(one("scope"), "openid profile");
    assert_eq!(one("state"), pending.state());
    assert_eq!(one("code_challenge_method"), "S256");
    assert_eq!(one("prompt"), "login");
    assert_eq!(one("max_age"), "0");
    assert_eq!(one("acr_values"), "urn:kabinet:loa:confirmed");
    assert_eq!(one("ui_locales"), "ru en");
    assert_eq!(one("login_hint"), "+7 999");
    assert_eq!(one("state").len(), 43);
    assert_ne!(one("state"), one("nonce"));
    assert_ne!(one("nonce"), one("code_challenge"));
    let (plain, _) = begun(&Extras::default());
    for name in ["prompt", "max_age", "acr_values", "ui_locales", "login_hint"] {
        assert!(!plain.contains(&format!("{name}=")), "{name}");
    }
}

#[test]
fn an_endpoint_with_a_query_keeps_it() {
    let document = changed(document(), "authorization_endpoint", json!("https://id.example/a?x=1"));
    let discovery = Discovery::parse(document.to_string().as_bytes(), ISSUER).unwrap();
    let (address, _) = rp().begin(&discovery, &random(), NOW, &Extras::default()).unwrap();
    assert!(address.starts_with("https://id.example/a?x=1&response_type=code&"));
}

#[test]
fn a_document_of_another_provider_is_not_used() {
    let other = Discovery { issuer: "https://other.example".to_owned(), ..discovered() };
    let fault = rp().begin(&other, &random(), NOW, &Extras::default()).unwrap_err();
    assert_eq!(fault.reason, Reason::IssuerMismatch);
}

#[test]
fn what_is_pending_survives_a_sealed_cookie_and_stays_out_of_logs() {
    let (_, pending) = begun(&Extras::default());
    let sealed = serde_json::to_string(&pending).unwrap();
    assert!(sealed.len() < 500, "{} bytes", sealed.len());
    let opened: Pending = serde_json::from_str(&sealed).unwrap();
    assert_eq!(opened, pending);
    assert!(!format!("{pending:?}").contains(pending.state()));
}

#[test]
fn an_honest_answer_gives_a_code() {
    let grant = judged(&format!("code=c-1&state=STATE&{ISS}&session_state=x")).unwrap();
    assert_eq!(grant.code.expose(), "c-1");
    assert!(!format!("{grant:?}").contains("c-1"));
}

#[test]
fn no_old_or_foreign_state_changes_nothing() {
    for state in ["", "state=", "state=x", "state=STATEx", "state=", "state=%00"] {
        let fault = judged(&format!("code=c-1&{state}&{ISS}")).unwrap_err();
        assert_eq!(fault, Reason::StateMismatch, "{state}");
    }
    // Somebody else's call-back, with the state of his own sign-in.
    let (_, theirs) = rp().begin(&discovered(), &[7; 96], NOW, &Extras::default()).unwrap();
    let fault = judged(&format!("code=c-1&state={}&{ISS}", theirs.state())).unwrap_err();
    assert_eq!(fault, Reason::StateMismatch);
    // Also an error answer must belong to us before it is believed.
    let fault = judged(&format!("error=access_denied&state=x&{ISS}")).unwrap_err();
    assert_eq!(fault, Reason::StateMismatch);
}

#[test]
fn an_answer_that_took_too_long_is_refused() {
    for (late, expected) in
        [(PENDING_SECONDS, None), (PENDING_SECONDS + 1, Some(())), (-61, Some(()))]
    {
        let (_, pending) = begun(&Extras::default());
        let query = format!("code=c-1&state={}&{ISS}", pending.state());
        let fault = rp().answer(pending, &query, NOW + late).err();
        assert_eq!(fault.map(|error| error.reason), expected.map(|()| Reason::TookTooLong));
    }
}

#[test]
fn the_issuer_must_be_named_and_ours() {
    for iss in ["", "&iss=", "&iss=https%3A%2F%2Fevil.example", "&iss=https%3A%2F%2Fid.example%2F"]
    {
        let fault = judged(&format!("code=c-1&state=STATE{iss}")).unwrap_err();
        assert_eq!(fault, Reason::IssuerMismatch, "{iss}");
    }
    let fault = judged(&format!("code=c-1&state=STATE&{ISS}&{ISS}")).unwrap_err();
    assert_eq!(fault, Reason::Malformed);

    let silent = without(document(), "authorization_response_iss_parameter_supported");
    let silent = Discovery::parse(silent.to_string().as_bytes(), ISSUER).unwrap();
    let answer = |iss: &str| {
        let (_, pending) = rp().begin(&silent, &random(), NOW, &Extras::default()).unwrap();
        let query = format!("code=c-1&state={}{iss}", pending.state());
        rp().answer(pending, &query, NOW).map_err(|error| error.reason)
    };
    assert!(answer("").is_ok(), "a provider that does not announce iss may leave it out");
    assert_eq!(answer("&iss=https%3A%2F%2Fevil.example"), Err(Reason::IssuerMismatch));
}

#[test]
fn errors_of_the_provider_become_reasons() {
    for (code, reason) in [
        ("access_denied", Reason::Declined),
        ("login_required", Reason::LoginRequired),
        ("consent_required", Reason::InteractionRequired),
        ("interaction_required", Reason::InteractionRequired),
        ("account_selection_required", Reason::InteractionRequired),
        ("unmet_authentication_requirements", Reason::LevelNotReached),
        ("temporarily_unavailable", Reason::ProviderUnavailable),
        ("server_error", Reason::ProviderUnavailable),
        ("invalid_scope", Reason::ProviderRefused),
        ("something_else", Reason::ProviderRefused),
    ] {
        let query = format!("error={code}&state=STATE&{ISS}");
        assert_eq!(judged(&query).unwrap_err(), reason, "{code}");
        let both = format!("error={code}&code=c-1&state=STATE&{ISS}");
        assert_eq!(judged(&both).unwrap_err(), reason, "an error beside a code is an error");
    }
    let (_, pending) = begun(&Extras::default());
    let query = format!("error=x&error_description=%0D%0A%D1%8F&state={}&{ISS}", pending.state());
    let error = rp().answer(pending, &query, NOW).unwrap_err();
    assert_eq!(error.detail, "x: ???", "a description cannot forge a line of the log");
}

#[test]
fn odd_answers_are_malformed() {
    for query in [
        format!("state=STATE&{ISS}"),
        format!("code=&state=STATE&{ISS}"),
        format!("code=a&code=b&state=STATE&{ISS}"),
        format!("code=a&state=STATE&state=STATE&{ISS}"),
        format!("code=a%0A&state=STATE&{ISS}"),
        format!("code={}&state=STATE&{ISS}", "c".repeat(4_001)),
        format!("code=%ff&state=STATE&{ISS}"),
    ] {
        assert_eq!(judged(&query).unwrap_err(), Reason::Malformed, "{query}");
    }
}

proptest! {
    #[test]
    fn no_call_back_makes_us_panic(query in ".{0,100}", code in ".{0,50}") {
        prop_assert!(judged(&query).is_err());
        let _ = judged(&format!("code={code}&state=STATE&{ISS}"));
    }
}
