//! Stories about ОГРН.

use super::*;

#[test]
fn known_numbers_are_accepted_however_they_are_written() {
    for text in ["1027700132195", "1 02 77 00 132195", "1027700067328", "304500116000157"] {
        assert!(Ogrn::parse(text).is_ok(), "{text}");
    }
    assert!(Ogrn::parse("304500116000157").unwrap().is_entrepreneur());
    assert_eq!(Ogrn::of_organisation(102_770_013_219).unwrap().as_str(), "1027700132195");
}

#[test]
fn a_slip_is_named_and_a_wrong_length_is_explained() {
    assert!(matches!(Ogrn::parse("1027700132196"), Err(OgrnFault::Checksum(_))));
    assert!(matches!(Ogrn::parse("304500116000158"), Err(OgrnFault::Checksum(_))));
    assert_eq!(Ogrn::parse("0000000000000"), Err(OgrnFault::Zeros));
    let length = |got, want| OgrnFault::Digits(DigitsFault::Length { got, want });
    assert_eq!(Ogrn::parse("7707083893"), Err(length(10, 13)));
    assert_eq!(Ogrn::parse("30450011600015"), Err(length(14, 15)));
    assert_eq!(Ogrn::parse(" "), Err(OgrnFault::Digits(DigitsFault::Empty)));
    let letter = DigitsFault::Letter { letter: 'О', digit: Some('0') };
    assert_eq!(Ogrn::parse("1О27700132195"), Err(OgrnFault::Digits(letter)));
}

#[test]
fn the_numbers_of_an_organisation_and_of_a_person_do_not_go_together() {
    let (organisation, person) = (Inn::parse("7707083893"), Inn::parse("500100732259"));
    let ogrn = Ogrn::parse("1027700132195").unwrap();
    assert!(ogrn.goes_with(&organisation.unwrap()) && !ogrn.goes_with(&person.unwrap()));
}
