//! Reading and writing parameters.

use proptest::prelude::*;

use super::*;

#[test]
fn values_are_decoded_and_empty_ones_count_as_absent() {
    let params = Params::parse("a=1+2%2B%D1%8F&b=&c&d=%26%3D&&=x").unwrap();
    assert_eq!(params.one("a"), Ok(Some("1 2+я")));
    assert_eq!(params.one("b"), Ok(None));
    assert_eq!(params.one("c"), Ok(None));
    assert_eq!(params.one("d"), Ok(Some("&=")));
    assert!(params.has("a") && !params.has("b") && !params.has("z"));
}

#[test]
fn a_repeated_parameter_is_refused_even_when_empty_or_written_otherwise() {
    for query in ["a=1&a=1", "a=1&a=2", "a=&a=1", "a=1&%61=2", "a&a"] {
        assert_eq!(Params::parse(query).unwrap().one("a"), Err(FormFault::Duplicate("a")));
    }
}

#[test]
fn broken_escapes_and_foreign_bytes_are_refused() {
    for query in ["a=%", "a=%1", "a=%zz", "%=1", "a=%ff", "a=%c0%80", "a=%ed%a0%80"] {
        assert_eq!(Params::parse(query).unwrap_err(), FormFault::Malformed, "{query}");
    }
    assert_eq!(Params::parse_bytes(b"a=\xff").unwrap_err(), FormFault::Malformed);
}

#[test]
fn sizes_are_bounded() {
    let many = "a=1&".repeat(MAX_PAIRS + 1);
    assert_eq!(Params::parse(&many).unwrap_err(), FormFault::TooLarge);
    let long = "a".repeat(MAX_BYTES + 1);
    assert_eq!(Params::parse(&long).unwrap_err(), FormFault::TooLarge);
}

#[test]
fn a_form_is_known_by_its_content_type() {
    assert!(is_form(Some("application/x-www-form-urlencoded")));
    assert!(is_form(Some("Application/X-WWW-Form-Urlencoded; charset=utf-8")));
    assert!(!is_form(Some("application/json")));
    assert!(!is_form(Some("text/plain; application/x-www-form-urlencoded")));
    assert!(!is_form(None));
}

#[test]
fn values_stay_out_of_logs() {
    let shown = format!("{:?}", Params::parse("client_secret=hunter2").unwrap());
    assert!(shown.contains("client_secret") && !shown.contains("hunter2"));
}

proptest! {
    #[test]
    fn nothing_makes_the_reader_panic(query in ".{0,200}") {
        let _ = Params::parse(&query);
    }

    #[test]
    fn what_is_written_is_read(pairs in prop::collection::vec((".{1,9}", ".{0,9}"), 0..9)) {
        let text = encode(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())));
        let params = Params::parse(&text).unwrap();
        let read: Vec<_> = params.iter().map(|(n, v)| (n.to_owned(), v.to_owned())).collect();
        prop_assert_eq!(read, pairs);
    }
}
