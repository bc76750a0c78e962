//! Stories about ИНН.

use proptest::prelude::*;

use super::*;

#[test]
fn known_numbers_are_accepted() {
    for text in ["7707083893", "7830002293", "7707083830", "500100732259", "123456789047"] {
        assert!(Inn::parse(text).is_ok(), "{text}");
    }
    assert!(Inn::parse("5001 0073 2259").unwrap().is_person());
}

#[test]
fn wrong_check_digits_are_refused() {
    for text in ["7707083894", "7830002294", "500100732258", "123456789037"] {
        assert!(matches!(Inn::parse(text), Err(InnFault::Checksum(_))), "{text}");
    }
}

#[test]
fn a_person_has_twelve_digits() {
    assert_eq!(Inn::parse_person("7707083893"), Err(InnFault::Organisation));
    let short = Inn::parse_person("12345").unwrap_err();
    assert_eq!(short, InnFault::Digits(DigitsFault::Length { got: 5, want: 12 }));
    let long = Inn::parse_person("5001007322590").unwrap_err();
    assert_eq!(long, InnFault::Digits(DigitsFault::Length { got: 13, want: 12 }));
    assert_eq!(Inn::parse_person("000000000000"), Err(InnFault::Zeros));
}

#[test]
fn the_likely_slip_is_named() {
    // 500100732259 with the seventh and eighth digits changed around.
    let fault = Inn::parse_person("500100372259").unwrap_err();
    assert_eq!(fault, InnFault::Checksum(Slip::Swapped { first: 7 }));
    // Both check digits of a person's number rule out nearly every other repair.
    let fault = Inn::parse_person("500100732258").unwrap_err();
    assert_eq!(fault, InnFault::Checksum(Slip::Digit { place: 12 }));
}

proptest! {
    #[test]
    fn what_is_made_is_read_back(first in 1_u64..10_000_000_000) {
        let made = Inn::of_person(first).unwrap();
        prop_assert_eq!(Inn::parse_person(made.as_str()), Ok(made));
    }

    #[test]
    fn a_named_digit_is_where_it_was_changed(
        first in 1_u64..10_000_000_000, at in 0_usize..12, by in 1_u8..10,
    ) {
        let mut bytes = Inn::of_person(first).unwrap().as_str().as_bytes().to_vec();
        bytes[at] = b'0' + (bytes[at] - b'0' + by) % 10;
        let typed = String::from_utf8(bytes).unwrap();
        match Inn::parse_person(&typed) {
            Err(InnFault::Checksum(Slip::Digit { place })) => prop_assert_eq!(place, at + 1),
            Err(InnFault::Checksum(_) | InnFault::Zeros) => {}
            other => prop_assert!(at < 10, "a wrong check digit passed: {:?}", other),
        }
    }

    #[test]
    fn nothing_typed_makes_it_panic(text in "\\PC{0,40}") {
        let _outcome = (Inn::parse(&text), Inn::parse_person(&text));
    }
}
