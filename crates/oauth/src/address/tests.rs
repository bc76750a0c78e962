//! Registration of addresses.

use proptest::prelude::*;

use super::*;

#[test]
fn https_and_http_on_this_machine_can_be_registered() {
    for good in [
        "https://rp.example/cb",
        "https://rp.example",
        "https://rp.example/",
        "https://rp.example:8443/a/b?tenant=1",
        "https://xn--e1afmkfd.example/cb",
        "http://localhost:8080/cb",
        "http://sep.localhost:8080/cb",
        "http://127.0.0.1:3000/cb",
        "http://[::1]:3000/cb",
    ] {
        let address = RedirectUri::register(good).unwrap();
        assert!(address.is_exactly(good));
    }
}

#[test]
fn everything_else_is_refused_with_its_reason() {
    use AddressFault::*;
    let long = format!("https://rp.example/{}", "a".repeat(MAX_BYTES));
    for (bad, fault) in [
        ("", Malformed),
        (long.as_str(), Malformed),
        ("rp.example/cb", Malformed),
        ("/cb", Malformed),
        ("//rp.example/cb", Malformed),
        ("https://", Malformed),
        ("http://rp.example/cb", Scheme),
        ("http://10.0.0.1/cb", Scheme),
        ("http://notlocalhost/cb", Scheme),
        ("http://localhost.evil.example/cb", Scheme),
        ("javascript:alert(1)", Scheme),
        ("data:text/html,x", Scheme),
        ("ftp://rp.example/cb", Scheme),
        ("com.example.app:/cb", Scheme),
        ("https://rp.example/cb#part", Fragment),
        ("https://rp.example/cb#", Fragment),
        ("https://*.example/cb", Wildcard),
        ("https://rp.example/*", Wildcard),
        ("https://user@rp.example/cb", UserInfo),
        ("https://user:word@rp.example/cb", UserInfo),
        ("https://@rp.example/cb", UserInfo),
        ("https://RP.example/cb", NotCanonical),
        ("HTTPS://rp.example/cb", NotCanonical),
        ("https://rp.example:443/cb", NotCanonical),
        ("https://rp.example/a/../cb", NotCanonical),
        ("https://rp.example/%2e%2e/cb", NotCanonical),
        ("https:///rp.example/cb", NotCanonical),
        ("https:/rp.example/cb", NotCanonical),
        ("https://rp.example\\cb", NotCanonical),
        ("https://rp.example/c b", NotCanonical),
        ("https://rp.example/cb\n", NotCanonical),
        ("https://rp.example/\u{43a}", NotCanonical),
        ("http://127.1/cb", NotCanonical),
        ("http://0x7f000001/cb", NotCanonical),
        ("https://rp.example/cb?code=1", Reserved),
        ("https://rp.example/cb?a=1&state=x", Reserved),
        ("https://rp.example/cb?i%73s=x", Reserved),
    ] {
        assert_eq!(RedirectUri::register(bad), Err(fault), "{bad}");
    }
}

#[test]
fn parameters_are_added_encoded() {
    let at = |text: &str| RedirectUri::register(text).unwrap();
    assert_eq!(
        at("https://rp.example/cb").with([("state", "a b&c=\r\n\u{44f}")]),
        "https://rp.example/cb?state=a+b%26c%3D%0D%0A%D1%8F"
    );
    assert_eq!(at("https://rp.example/cb?x=1").with([("a", "b")]), "https://rp.example/cb?x=1&a=b");
    assert_eq!(at("https://rp.example/cb?").with([("a", "b")]), "https://rp.example/cb?a=b");
    assert_eq!(at("https://rp.example/cb").with([]), "https://rp.example/cb");
}

#[test]
fn the_origin_is_what_a_policy_names() {
    let origin = |text: &str| RedirectUri::register(text).unwrap().origin().to_owned();
    assert_eq!(origin("https://rp.example:8443/a?b=/c"), "https://rp.example:8443");
    assert_eq!(origin("http://[::1]:81/a"), "http://[::1]:81");
    assert_eq!(origin("https://rp.example"), "https://rp.example");
    assert_eq!(origin("http://sep.localhost:8080/"), "http://sep.localhost:8080");
}

#[test]
fn a_stored_address_is_checked_again() {
    assert!(serde_json::from_str::<RedirectUri>("\"https://rp.example/cb\"").is_ok());
    assert!(serde_json::from_str::<RedirectUri>("\"http://rp.example/cb\"").is_err());
}

proptest! {
    #[test]
    fn nothing_makes_registration_panic(text in ".{0,80}", rest in "[ -~]{0,40}") {
        let _ = RedirectUri::register(&text);
        if let Ok(address) = RedirectUri::register(&format!("https://rp.example{rest}")) {
            let answer = address.with([("code", "x"), ("state", text.as_str())]);
            prop_assert!(url::Url::parse(&answer).is_ok());
            prop_assert!(answer.starts_with(address.as_str()));
            prop_assert!(address.origin().starts_with("https://rp.example"));
        }
    }
}
