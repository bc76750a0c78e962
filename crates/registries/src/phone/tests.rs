//! Stories about phone numbers.

use proptest::prelude::*;

use super::*;

#[test]
fn one_number_has_many_spellings() {
    for text in [
        "+79001234567",
        "8 (900) 123-45-67",
        "7 900 123 45 67",
        "9001234567",
        "+7 900 123–45–67",
        "8.900.123.45.67",
        "0079001234567",
        "\u{202d}+7 900 123-45-67\u{202c}",
    ] {
        assert_eq!(Phone::parse(text).map(String::from), Ok("+79001234567".into()), "{text}");
    }
}

#[test]
fn foreign_numbers_need_their_country() {
    let read = |text| Phone::parse(text).map(String::from);
    assert_eq!(read("+44 20 7946 0018"), Ok("+442079460018".to_owned()));
    assert_eq!(read("0044 20 7946 0018"), Ok("+442079460018".to_owned()));
    assert_eq!(read("8-10-44 20 7946 0018"), Ok("+442079460018".to_owned()));
    assert_eq!(read("+375 29 123-45-67"), Ok("+375291234567".to_owned()));
    assert_eq!(read("020 7946 0018"), Err(PhoneFault::NoCountry));
    assert_eq!(read("+44 20"), Err(PhoneFault::Foreign { got: 4 }));
    assert_eq!(read("+4420794600181234"), Err(PhoneFault::Foreign { got: 16 }));
    assert_eq!(read("+0 123 456 78"), Err(PhoneFault::NoCountry));
}

#[test]
fn a_mistake_is_named() {
    assert_eq!(Phone::parse(""), Err(PhoneFault::Empty));
    assert_eq!(Phone::parse("+"), Err(PhoneFault::Empty));
    assert_eq!(Phone::parse("+7 900 123 45 6"), Err(PhoneFault::Russian { got: 9 }));
    assert_eq!(Phone::parse("8 900 123 45 678"), Err(PhoneFault::Russian { got: 11 }));
    assert_eq!(Phone::parse("+7 100 123 45 67"), Err(PhoneFault::Area('1')));
    assert_eq!(Phone::parse("8 900 123 45 67 доб. 1"), Err(PhoneFault::Sign('д')));
    assert_eq!(Phone::parse("7+9001234567"), Err(PhoneFault::Sign('+')));
}

#[test]
fn it_is_shown_grouped_or_hidden() {
    let phone = Phone::parse("89001234567").unwrap();
    assert_eq!(phone.to_string(), "+7 900 123-45-67");
    assert_eq!(phone.masked(), "+7\u{a0}9••\u{a0}•••\u{2011}••\u{2011}67");
    assert!(phone.is_russian_mobile());
    assert!(!Phone::parse("+74951234567").unwrap().is_russian_mobile());
    assert_eq!(Phone::parse("+442079460018").unwrap().masked(), "+44•••••18");
}

proptest! {
    #[test]
    fn every_spelling_gives_the_same_number(rest in 3_000_000_000_u64..10_000_000_000) {
        let one = Phone::parse(&format!("+7{rest}")).unwrap();
        prop_assert_eq!(&Phone::parse(&format!("8{rest}")).unwrap(), &one);
        prop_assert_eq!(&Phone::parse(&one.to_string()).unwrap(), &one);
        prop_assert_eq!(Phone::parse(one.as_str()).unwrap(), one);
    }

    #[test]
    fn nothing_typed_makes_it_panic(text in "\\PC{0,40}", digits in "[+0-9 ]{0,24}") {
        let _outcome = Phone::parse(&text).map(|phone| phone.masked());
        let _outcome = Phone::parse(&digits).map(|phone| (phone.masked(), phone.to_string()));
    }
}
