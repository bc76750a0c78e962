//! Stories about dates.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;

const TODAY: Date = date(2026, 11, 22);

#[test]
fn dates_are_read_as_people_write_them() {
    for text in ["29.02.2024", "29/02/2024", "29-2-2024", "29 02 2024", "2024-02-29", " 29.02.2024"]
    {
        assert_eq!(parse(text), Ok(date(2024, 2, 29)), "{text}");
    }
}

#[test]
fn a_29th_of_february_needs_a_leap_year() {
    assert_eq!(parse("29.02.2023"), Err(DateFault::NotLeap(2023)));
    assert_eq!(parse("29.02.1900"), Err(DateFault::NotLeap(1900)));
    assert_eq!(parse("29.02.2000"), Ok(date(2000, 2, 29)));
}

#[test]
fn each_mistake_has_its_own_words() {
    assert_eq!(parse(""), Err(DateFault::Empty));
    assert_eq!(parse("завтра"), Err(DateFault::Form));
    assert_eq!(parse("01.02"), Err(DateFault::Form));
    assert_eq!(parse("01.02.90"), Err(DateFault::ShortYear));
    assert_eq!(parse("01.13.1990"), Err(DateFault::Month("13".to_owned())));
    assert_eq!(parse("32.01.1990"), Err(DateFault::Day("32".to_owned())));
    assert_eq!(parse("31.04.1990"), Err(DateFault::ShortMonth(4)));
    assert_eq!(parse("30.02.2024"), Err(DateFault::ShortMonth(2)));
    assert_eq!(parse("-1.01.19900"), Err(DateFault::Form));
}

#[test]
fn nobody_is_born_tomorrow_or_in_1850() {
    assert_eq!(BirthDate::parse("23.11.2026", TODAY), Err(BirthDateFault::Future));
    assert!(BirthDate::parse("22.11.2026", TODAY).is_ok());
    let old = BirthDate::parse("01.01.1850", TODAY);
    assert_eq!(old, Err(BirthDateFault::TooOld { earliest: 1901 }));
    assert!(BirthDate::parse("01.01.1901", TODAY).is_ok());
}

#[test]
fn a_leap_day_child_has_her_birthday_on_the_first_of_march() {
    let born = BirthDate::parse("29.02.2012", TODAY).unwrap();
    assert_eq!(born.age(date(2026, 2, 28)), 13);
    assert_eq!(born.age(date(2026, 3, 1)), 14);
    assert_eq!(born.turns(14), date(2026, 3, 1));
}

#[test]
fn moscow_is_three_hours_ahead() {
    // 2026-01-01T22:00:00Z is the second of January in Moscow.
    assert_eq!(today(Moment::from_seconds(1_767_304_800)), date(2026, 1, 2));
}

proptest! {
    #[test]
    fn every_day_is_read_back(year in 1000_i16..9999, month in 1_i8..=12, day in 1_i8..=28) {
        let day = date(year, month, day);
        prop_assert_eq!(parse(&typed(day)), Ok(day));
        prop_assert_eq!(parse(&day.to_string()), Ok(day));
    }

    #[test]
    fn an_age_is_reached_on_its_birthday(
        year in 1906_i16..2026, month in 1_i8..=12, day in 1_i8..=28, years in 0_i16..100,
    ) {
        let born = BirthDate::new(date(year, month, day), date(2030, 1, 1)).unwrap();
        let birthday = born.turns(years);
        prop_assert_eq!(born.age(birthday), years);
        prop_assert_eq!(born.age(birthday.yesterday().unwrap()), years - 1);
    }

    #[test]
    fn nothing_typed_makes_it_panic(text in "\\PC{0,40}", parts in "[0-9]{0,9}") {
        let _outcome = (parse(&text), from_parts(&parts, &text, &parts));
    }
}
