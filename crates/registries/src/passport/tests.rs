//! Stories about passports.

use proptest::prelude::*;

use super::*;

const TODAY: Date = date(2026, 11, 22);

fn born(text: &str) -> BirthDate {
    BirthDate::parse(text, TODAY).unwrap()
}

#[test]
fn series_and_number_are_read_with_their_spaces() {
    assert_eq!(Passport::parse_series("45 08"), Ok("4508".to_owned()));
    assert_eq!(Passport::parse_number("123 456"), Ok("123456".to_owned()));
    let short = DigitsFault::Length { got: 5, want: 6 };
    assert_eq!(Passport::parse_number("12345"), Err(PassportFault::Number(short)));
    assert_eq!(Passport::parse_series("0008"), Err(PassportFault::Region));
    assert_eq!(Passport::parse_number("000100"), Err(PassportFault::NoSuchNumber));
    assert_eq!(Passport::parse_number("000101"), Ok("000101".to_owned()));
}

#[test]
fn a_passport_is_issued_from_fourteen_on() {
    let issued = |text| Passport::parse_issued_on(text, Some(born("05.06.2000")), TODAY);
    assert_eq!(issued("04.06.2014"), Err(PassportFault::IssuedBefore14));
    assert_eq!(issued("05.06.2014"), Ok(date(2014, 6, 5)));
    assert_eq!(issued("23.11.2026"), Err(PassportFault::IssuedInFuture));
    assert_eq!(issued("30.09.1997"), Err(PassportFault::IssuedTooEarly));
    assert_eq!(issued("29.02.2015"), Err(PassportFault::IssuedOn(DateFault::NotLeap(2015))));
}

#[test]
fn the_office_has_a_name_and_a_code() {
    assert_eq!(Passport::parse_issuer_code("770001"), Ok("770-001".to_owned()));
    assert_eq!(Passport::parse_issuer_code("770–001"), Ok("770-001".to_owned()));
    assert!(Passport::parse_issuer_code("770-01").is_err());
    assert!(Passport::parse_issued_by("ОВД «Примерное» г. Тестова").is_ok());
    assert!(Passport::parse_issued_by("12").is_err());
    assert!(Passport::parse_issued_by("ОВД <b>").is_err());
    assert!(Passport::parse_issued_by(&"о".repeat(251)).is_err());
}

#[test]
fn a_passport_runs_out_ninety_days_after_twenty_and_forty_five() {
    let passport = |issued_on| Passport {
        series: "4508".into(),
        number: "123456".into(),
        issued_on,
        issued_by: "ОВД".into(),
        issuer_code: "770-001".into(),
    };
    let holder = born("01.01.1980");
    assert_eq!(passport(date(1999, 5, 5)).good_until(holder), Some(date(2000, 3, 31)));
    assert_eq!(passport(date(2000, 2, 1)).good_until(holder), Some(date(2025, 4, 1)));
    assert_eq!(passport(date(2025, 2, 1)).good_until(holder), None);
    assert_eq!(passport(date(2025, 2, 1)).to_string(), "45 08 123456");
    assert_eq!(format!("{:?}", passport(date(2025, 2, 1))), "Passport(…)");
}

proptest! {
    #[test]
    fn nothing_typed_makes_it_panic(text in "\\PC{0,300}") {
        let _outcome = (
            Passport::parse_series(&text),
            Passport::parse_number(&text),
            Passport::parse_issued_on(&text, Some(born("05.06.2000")), TODAY),
            Passport::parse_issued_by(&text),
            Passport::parse_issuer_code(&text),
        );
    }
}
