//! What strict JSON lets through and what it does not.

use proptest::prelude::*;

use super::*;

fn read(text: &str) -> Result<Object, JsonFault> {
    object(text.as_bytes(), 1_000_000)
}

#[test]
fn a_repeated_member_is_refused_at_every_depth() {
    for text in [
        r#"{"iss":"a","iss":"b"}"#,
        r#"{"iss":"a","iss":"a"}"#,
        r#"{"iss":"a","i\u0073s":"b"}"#,
        r#"{"x":{"y":1,"y":2}}"#,
        r#"{"x":[{"y":1,"y":2}]}"#,
    ] {
        assert_eq!(read(text), Err(JsonFault::Duplicate), "{text}");
    }
    assert!(read(r#"{"x":{"y":1},"y":{"y":2}}"#).is_ok());
}

#[test]
fn only_one_object_is_read() {
    for text in ["", "null", "[]", "1", r#""x""#, "{} {}", "{}x", "{", r#"{"a":}"#, "\u{feff}{}"] {
        assert_eq!(read(text), Err(JsonFault::Malformed), "{text}");
    }
    assert_eq!(object(b"{\"a\":\"\xff\"}", 100), Err(JsonFault::Malformed));
    assert_eq!(read(r#"{"a":"\ud800"}"#), Err(JsonFault::Malformed));
    assert_eq!(object(b"{\"a\":1}", 6), Err(JsonFault::TooLarge));
}

#[test]
fn depth_is_bounded() {
    let deep = format!("{{\"a\":{}{}}}", "[".repeat(100_000), "]".repeat(100_000));
    assert_eq!(read(&deep), Err(JsonFault::Malformed));
}

#[test]
fn a_time_is_a_whole_number_in_range_and_nothing_else() {
    for wrong in [
        r#""1000""#,
        "1000.0",
        "1000.5",
        "1e3",
        "-1",
        "-0",
        "253402300800",
        "null",
        "true",
        "[1]",
        "{}",
        "9223372036854775808",
        "18446744073709551616",
    ] {
        let object = read(&format!(r#"{{"exp":{wrong}}}"#)).unwrap();
        assert_eq!(time(&object, "exp"), Err(JsonFault::Wrong("exp")), "{wrong}");
        assert_eq!(required_time(&object, "exp"), Err(JsonFault::Wrong("exp")), "{wrong}");
    }
    assert_eq!(read(r#"{"exp":1e400}"#), Err(JsonFault::Malformed));
    let object = read(r#"{"a":0,"b":253402300799}"#).unwrap();
    assert_eq!(time(&object, "a"), Ok(Some(0)));
    assert_eq!(time(&object, "b"), Ok(Some(LATEST_TIME)));
    assert_eq!(time(&object, "c"), Ok(None));
    assert_eq!(required_time(&object, "c"), Err(JsonFault::Missing("c")));
}

#[test]
fn an_audience_is_one_text_or_several() {
    let list = |text: &str| audience(&read(text).unwrap());
    assert_eq!(list(r#"{"aud":"a"}"#), Ok(vec!["a".to_owned()]));
    assert_eq!(list(r#"{"aud":["a","b"]}"#), Ok(vec!["a".to_owned(), "b".to_owned()]));
    assert_eq!(list("{}"), Err(JsonFault::Missing("aud")));
    for wrong in ["[]", r#""""#, r#"["a",""]"#, r#"["a",1]"#, "1", "null", "{}"] {
        let text = format!(r#"{{"aud":{wrong}}}"#);
        assert_eq!(list(&text), Err(JsonFault::Wrong("aud")), "{wrong}");
    }
}

#[test]
fn texts_and_flags_keep_their_types() {
    let object = read(r#"{"t":"x","n":null,"b":true,"i":1,"l":["a"],"e":""}"#).unwrap();
    assert_eq!(text(&object, "t"), Ok(Some("x")));
    assert_eq!(text(&object, "n"), Ok(None));
    assert_eq!(text(&object, "i"), Err(JsonFault::Wrong("i")));
    assert_eq!(required_text(&object, "e"), Err(JsonFault::Wrong("e")));
    assert_eq!(required_text(&object, "z"), Err(JsonFault::Missing("z")));
    assert_eq!(flag(&object, "b"), Ok(true));
    assert_eq!(flag(&object, "n"), Ok(false));
    assert_eq!(flag(&object, "t"), Err(JsonFault::Wrong("t")));
    assert_eq!(texts(&object, "l"), Ok(Some(vec!["a".to_owned()])));
    assert_eq!(texts(&object, "t"), Err(JsonFault::Wrong("t")));
}

proptest! {
    #[test]
    fn no_bytes_make_the_reader_panic(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
        let _ = object(&bytes, 200);
    }

    #[test]
    fn what_the_plain_reader_gives_is_given_too(names in prop::collection::btree_map(
        "[a-z\"\\\\é]{0,6}", any::<i64>(), 0..8)) {
        let text = serde_json::to_string(&names).unwrap();
        let plain: Object = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(read(&text), Ok(plain));
    }
}
