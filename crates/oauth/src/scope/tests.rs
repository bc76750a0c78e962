//! Sets of scopes.

use proptest::prelude::*;

use super::*;

#[test]
fn order_and_repetition_say_nothing() {
    let one = Scopes::parse("openid profile email").unwrap();
    let two = Scopes::parse("email openid  profile openid").unwrap();
    assert_eq!(one, two);
    assert_eq!(one.to_string(), "email openid profile");
    assert!(one.contains("openid") && !one.contains("open") && !one.contains(""));
    let less = Scopes::parse("openid").unwrap();
    assert!(less.is_subset(&one) && !one.is_subset(&less));
    assert_eq!(one.intersection(&less), less);
    assert!(Scopes::parse("").unwrap().is_empty());
}

#[test]
fn other_characters_and_long_texts_are_refused() {
    for wrong in ["a\tb", "a\"b", "a\\b", "é", "a\n", "\0"] {
        assert_eq!(Scopes::parse(wrong), Err(ScopeFault), "{wrong:?}");
    }
    assert_eq!(Scopes::parse(&"a".repeat(MAX_BYTES + 1)), Err(ScopeFault));
}

#[test]
fn each_scope_opens_its_claims_and_an_unknown_one_nothing() {
    for scope in ALL {
        assert_eq!(claims_of(scope).is_empty(), scope == OFFLINE_ACCESS, "{scope}");
    }
    assert_eq!(claims_of(ID_DOC), ["passport"]);
    assert!(claims_of("admin").is_empty());
    let mut all: Vec<_> = ALL.iter().flat_map(|scope| claims_of(scope)).collect();
    let count = all.len();
    all.sort();
    all.dedup();
    assert_eq!(all.len(), count, "no claim is opened by two scopes");
}

proptest! {
    #[test]
    fn nothing_makes_the_reader_panic_and_what_is_read_is_stable(text in ".{0,60}") {
        if let Ok(scopes) = Scopes::parse(&text) {
            prop_assert_eq!(Scopes::parse(&scopes.to_string()), Ok(scopes.clone()));
            let json = serde_json::to_string(&scopes).unwrap();
            prop_assert_eq!(serde_json::from_str::<Scopes>(&json).unwrap(), scopes);
        }
    }
}
