//! Stories about СНИЛС.

use proptest::prelude::*;

use super::*;

#[test]
fn known_numbers_are_accepted_however_they_are_written() {
    for text in [
        "112-233-445 95",
        "087-654-303 00",
        "100-018-999 00",
        "100-019-899 00",
        "101-998-999 00",
        "100-000-000 09",
        "11223344595",
        " 112 233 445 95 ",
        "112–233–445\u{a0}95",
        "112-233-445\u{200b} 95",
    ] {
        assert!(Snils::parse(text).is_ok(), "{text}");
    }
    assert_eq!(Snils::parse("11223344595").unwrap().to_string(), "112-233-445 95");
}

#[test]
fn wrong_check_digits_are_refused() {
    for text in ["112-233-445 96", "087-654-302 01", "100-018-999 01", "101-998-999 01"] {
        assert!(matches!(Snils::parse(text), Err(SnilsFault::Checksum(_))), "{text}");
    }
}

#[test]
fn numbers_from_before_check_digits_are_taken_as_they_are() {
    assert!(Snils::parse("001-001-998 77").is_ok());
    assert!(Snils::parse("001-001-999 77").is_err());
}

#[test]
fn a_swap_of_neighbours_is_pointed_out() {
    // 112-233-445 95 with the sixth and seventh digits changed around.
    let fault = Snils::parse("112-234-345 95").unwrap_err();
    assert_eq!(fault, SnilsFault::Checksum(Slip::Swapped { first: 6 }));
    let said = fault.explained();
    assert_eq!(said.key, "registries-checksum-swapped");
    assert_eq!(said.args, [("first", 6.into()), ("second", 7.into())]);
}

#[test]
fn letters_and_lengths_are_explained() {
    let letter = Snils::parse("112-233-445 9O").unwrap_err();
    let expected = DigitsFault::Letter { letter: 'O', digit: Some('0') };
    assert_eq!(letter, SnilsFault::Digits(expected));
    let short = Snils::parse("112-233-445").unwrap_err();
    assert_eq!(short, SnilsFault::Digits(DigitsFault::Length { got: 9, want: 11 }));
    assert_eq!(Snils::parse("  ").unwrap_err().explained().key, "registries-snils-empty");
    assert_eq!(Snils::parse("000-000-000 00"), Err(SnilsFault::Zeros));
}

#[test]
fn a_log_never_shows_the_whole_number() {
    let snils = Snils::parse("112-233-445 95").unwrap();
    assert_eq!(format!("{snils:?}"), "Snils(***-***-*45 95)");
}

proptest! {
    #[test]
    fn what_is_made_is_read_back(number in 1_001_999_u32..1_000_000_000) {
        let made = Snils::of_account(number).unwrap();
        prop_assert_eq!(Snils::parse(&made.to_string()), Ok(made.clone()));
        let json = serde_json::to_string(&made).unwrap();
        prop_assert_eq!(serde_json::from_str::<Snils>(&json).unwrap(), made);
    }

    #[test]
    fn one_wrong_check_digit_never_passes(number in 1_001_999_u32..1_000_000_000, by in 1_u8..10) {
        let made = Snils::of_account(number).unwrap();
        let mut bytes = made.as_str().as_bytes().to_vec();
        bytes[10] = b'0' + (bytes[10] - b'0' + by) % 10;
        let wrong = String::from_utf8(bytes).unwrap();
        prop_assert!(matches!(Snils::parse(&wrong), Err(SnilsFault::Checksum(_))));
    }

    #[test]
    fn a_named_swap_repairs_the_number(number in 1_001_999_u32..1_000_000_000, at in 0_usize..10) {
        let made = Snils::of_account(number).unwrap();
        let mut bytes = made.as_str().as_bytes().to_vec();
        bytes.swap(at, at + 1);
        let typed = String::from_utf8(bytes.clone()).unwrap();
        if let Err(SnilsFault::Checksum(Slip::Swapped { first })) = Snils::parse(&typed) {
            bytes.swap(first - 1, first);
            let repaired = String::from_utf8(bytes).unwrap();
            prop_assert!(Snils::parse(&repaired).is_ok());
        }
    }

    #[test]
    fn nothing_typed_makes_it_panic(text in "\\PC{0,40}") {
        let _outcome = Snils::parse(&text);
    }
}
