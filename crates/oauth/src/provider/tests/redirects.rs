//! What must not pass for a registered address.

use super::*;
use crate::provider::{AuthorizationDraft, Denial, PageFault};

/// Spellings of, and attacks on, `https://rp.example/cb`, from RFC 9700 §4.1 and what went wrong
/// in products of others.
const MUTATIONS: &[&str] = &[
    // path
    "https://rp.example/cb/",
    "https://rp.example/cb//",
    "https://rp.example//cb",
    "https://rp.example/CB",
    "https://rp.example/Cb",
    "https://rp.example/c",
    "https://rp.example/cbx",
    "https://rp.example/cb2",
    "https://rp.example/",
    "https://rp.example",
    "https://rp.example/cb/sibling",
    "https://rp.example/other",
    "https://rp.example/a/../cb",
    "https://rp.example/cb/../cb",
    "https://rp.example/cb/../../evil",
    "https://rp.example/./cb",
    "https://rp.example/cb/.",
    "https://rp.example/cb/..",
    "https://rp.example/%2e%2e/cb",
    "https://rp.example/cb/%2e%2e/evil",
    "https://rp.example/cb/%252e%252e/evil",
    "https://rp.example/%63b",
    "https://rp.example/c%62",
    "https://rp.example/%2563b",
    "https://rp.example/cb%2f",
    "https://rp.example/cb%00",
    "https://rp.example/cb;x=1",
    "https://rp.example\\cb",
    "https://rp.example/cb\\",
    "https://rp.example/\\evil.example",
    // query and fragment
    "https://rp.example/cb?",
    "https://rp.example/cb?a=1",
    "https://rp.example/cb?redirect=https://evil.example",
    "https://rp.example/cb&a=1",
    "https://rp.example/cb#",
    "https://rp.example/cb#part",
    "https://rp.example/cb%23part",
    // scheme
    "http://rp.example/cb",
    "HTTPS://rp.example/cb",
    "https:rp.example/cb",
    "https:/rp.example/cb",
    "https:///rp.example/cb",
    "//rp.example/cb",
    "rp.example/cb",
    "/cb",
    "ftp://rp.example/cb",
    "javascript:alert(1)//rp.example/cb",
    "javascript://rp.example/cb",
    "data:text/html,https://rp.example/cb",
    "view-source:https://rp.example/cb",
    // host and port
    "https://rp.example:443/cb",
    "https://rp.example:8443/cb",
    "https://rp.example:/cb",
    "https://RP.example/cb",
    "https://rp.example./cb",
    "https://www.rp.example/cb",
    "https://rpaexample/cb",
    "https://rp-example/cb",
    "https://rp.example.evil.example/cb",
    "https://evil.example/rp.example/cb",
    "https://evil.example/?https://rp.example/cb",
    "https://evil.example#https://rp.example/cb",
    "https://evil.example\\@rp.example/cb",
    "https://rp.example\\@evil.example/cb",
    "https://rp.example%2eevil.example/cb",
    "https://rp.example%00.evil.example/cb",
    "https://rp%2eexample/cb",
    "https://r\u{440}.example/cb",
    "https://rp.ex\u{430}mple/cb",
    "https://rp.example\u{3002}/cb",
    "https://rp\u{ff0e}example/cb",
    "https://xn--rp-.example/cb",
    "https://[::1]/cb",
    "http://localhost/cb",
    "http://localhost:80@evil.example/cb",
    // a name before the host
    "https://user@rp.example/cb",
    "https://user:word@rp.example/cb",
    "https://@rp.example/cb",
    "https://rp.example@evil.example/cb",
    "https://rp.example:443@evil.example/cb",
    // blanks and control characters
    " https://rp.example/cb",
    "https://rp.example/cb ",
    "https://rp.example/cb\t",
    "https://rp.example/\tcb",
    "https://rp.example/cb\r\nLocation: https://evil.example",
    "https://rp.example/cb\n",
    "https://rp.example/cb\0",
    "https://rp.example/cb\u{200b}",
    "https://rp.example/cb\u{feff}",
    "h\tttps://rp.example/cb",
    // patterns and lists
    "https://rp.example/*",
    "https://*.example/cb",
    "https://rp.example/cb,https://evil.example",
    "https://rp.example/cb https://evil.example",
    "null",
    "about:blank",
];

#[test]
fn no_mutation_of_a_registered_address_passes() {
    assert!(MUTATIONS.len() >= 60);
    for mutation in MUTATIONS {
        let query = query(&[("redirect_uri", Some(mutation))]);
        let denial = AuthorizationDraft::read(&query).unwrap().check(&registered()).unwrap_err();
        assert_eq!(denial, Denial::Page(PageFault::RedirectMismatch), "{mutation:?}");
        assert_eq!(denial.location(ISSUER), None);
    }
}

#[test]
fn a_missing_empty_or_second_address_ends_on_a_page() {
    let twice = format!("{}&redirect_uri=https%3A%2F%2Fevil.example", query(&[]));
    let evil_first = format!("redirect_uri=https%3A%2F%2Fevil.example&{}", query(&[]));
    let same_twice = format!("{}&redirect_uri=https%3A%2F%2Frp.example%2Fcb", query(&[]));
    let missing = query(&[("redirect_uri", None)]);
    let empty = query(&[("redirect_uri", Some(""))]);
    for query in [twice, evil_first, same_twice, missing, empty] {
        let denial = AuthorizationDraft::read(&query).unwrap().check(&registered()).unwrap_err();
        assert_eq!(denial, Denial::Page(PageFault::RedirectUri), "{query}");
    }
}

#[test]
fn an_error_of_another_kind_does_not_make_a_wrong_address_right() {
    let query =
        query(&[("redirect_uri", Some("https://evil.example/")), ("response_type", Some("token"))]);
    let draft = AuthorizationDraft::read(&query).unwrap();
    let denial = draft.check(&registered()).unwrap_err();
    assert_eq!(denial.location(ISSUER), None);
    assert_eq!(draft.check(&[]).unwrap_err().location(ISSUER), None);
}

#[test]
fn one_of_several_registered_addresses_is_used_and_no_other() {
    let both = [
        RedirectUri::register(BACK).unwrap(),
        RedirectUri::register("https://rp.example/b2").unwrap(),
    ];
    let query = query(&[("redirect_uri", Some("https://rp.example/b2"))]);
    let request = AuthorizationDraft::read(&query).unwrap().check(&both).unwrap();
    assert!(request.code_location("c", ISSUER).starts_with("https://rp.example/b2?code=c&"));
}
