//! Reading what somebody typed.

use cabinet::Profile;
use jiff::civil::date;
use store::Moment;

use super::{Bounds, Refused, diploma, identity, job};

const BOUNDS: Bounds = Bounds { today: date(2026, 1, 1), born: Some(date(1990, 3, 27)) };

const DIPLOMA: &[(&str, &str)] = &[
    ("institution", "Примерный университет"),
    ("level", "бакалавриат"),
    ("qualification", "инженер"),
    ("diploma_series", "107704"),
    ("diploma_number", "0012345"),
    ("issued_on", "01.07.2012"),
];

const JOB: &[(&str, &str)] = &[
    ("employer", "ООО «Образец»"),
    ("position", "Инженер"),
    ("from", "01.02.2015"),
    ("to", "31.03.2020"),
    ("now", ""),
];

fn typed<'a>(
    form: &'a [(&'a str, &'a str)],
    changed: &'a [(&'a str, &'a str)],
) -> impl Fn(&str) -> String + 'a {
    move |name| {
        let all = changed.iter().chain(form);
        all.clone().find(|(known, _)| *known == name).map_or(String::new(), |(_, v)| (*v).into())
    }
}

fn refused<T>(outcome: Result<T, Refused>) -> Vec<(&'static str, &'static str)> {
    let refused = outcome.err().expect("it is refused");
    refused.into_iter().map(|(field, why)| (field, why.key)).collect()
}

#[test]
fn a_diploma_is_read_as_the_register_writes_it() {
    let said = [("diploma_series", " 10 77-04 "), ("diploma_number", "№ 001 23 45")];
    let read = diploma(&typed(DIPLOMA, &said), &BOUNDS).unwrap();
    assert_eq!((read.diploma_series.as_str(), read.diploma_number.as_str()), ("107704", "0012345"));
    assert_eq!(read.issued_on, date(2012, 7, 1));
    let old = diploma(&typed(DIPLOMA, &[("diploma_series", "всб")]), &BOUNDS).unwrap();
    assert_eq!(old.diploma_series, "ВСБ");
    let school = diploma(&typed(DIPLOMA, &[("qualification", "—")]), &BOUNDS).unwrap();
    assert_eq!(school.qualification, "");
}

#[test]
fn each_wrong_field_of_a_diploma_is_explained() {
    for (field, value, key) in [
        ("institution", "", "epk-field-institution-empty"),
        ("institution", "…", "epk-field-no-letters"),
        ("institution", "Вуз\u{202e}", "epk-field-sign"),
        ("level", "", "epk-field-level-empty"),
        ("diploma_series", "", "epk-field-series-empty"),
        ("diploma_series", "10?", "epk-field-series-sign"),
        ("diploma_series", "12345678901", "epk-field-series-long"),
        ("diploma_number", "", "epk-field-number-empty"),
        ("diploma_number", "О012345", "registries-digits-lookalike"),
        ("diploma_number", "1234", "epk-field-number-length"),
        ("issued_on", "", "registries-date-empty"),
        ("issued_on", "29.02.2011", "registries-date-not-leap"),
        ("issued_on", "31.04.2011", "registries-date-short-month"),
        ("issued_on", "02.01.2026", "epk-field-date-future"),
        ("issued_on", "26.03.2004", "epk-field-date-early"),
    ] {
        let outcome = diploma(&typed(DIPLOMA, &[(field, value)]), &BOUNDS);
        assert_eq!(refused(outcome), [(field, key)], "{value}");
    }
    let long = "я".repeat(201);
    let outcome = diploma(&typed(DIPLOMA, &[("institution", &long)]), &BOUNDS);
    assert_eq!(refused(outcome), [("institution", "epk-field-long")]);
    let leap = diploma(&typed(DIPLOMA, &[("issued_on", "29.02.2012")]), &BOUNDS);
    assert_eq!(leap.unwrap().issued_on, date(2012, 2, 29));
}

#[test]
fn work_ends_after_it_began_or_goes_on() {
    assert_eq!(job(&typed(JOB, &[]), &BOUNDS).unwrap().to, Some(date(2020, 3, 31)));
    let now = job(&typed(JOB, &[("to", ""), ("now", "yes")]), &BOUNDS).unwrap();
    assert_eq!(now.to, None);
    for (changed, wrong) in [
        (&[("to", "31.01.2015")][..], ("to", "epk-field-to-before-from")),
        (&[("to", "")], ("to", "epk-field-to-empty")),
        (&[("now", "yes")], ("to", "epk-field-to-or-now")),
        (&[("from", "29.02.2015")], ("from", "registries-date-not-leap")),
        (&[("from", "01.01.2004")], ("from", "epk-field-date-early")),
        (&[("to", "02.01.2026")], ("to", "epk-field-date-future")),
        (&[("employer", "")], ("employer", "epk-field-employer-empty")),
        (&[("position", "")], ("position", "epk-field-position-empty")),
    ] {
        assert_eq!(refused(job(&typed(JOB, changed), &BOUNDS)), [wrong]);
    }
    let one_day = [("from", "31.03.2020")];
    assert!(job(&typed(JOB, &one_day), &BOUNDS).is_ok(), "one day of work is work");
}

#[test]
fn what_the_profile_tells_cannot_be_typed() {
    let mut profile = Profile {
        family_name: Some("Тестова".into()),
        given_name: Some("Анна".into()),
        birth_date: Some("1990-03-27".into()),
        ..Profile::default()
    };
    let form =
        [("family_name", "Другая"), ("birth_date", "01.01.2000"), ("middle_name", "Примеровна")];
    let said = identity(&profile, Moment(0), &typed(&form, &[]), BOUNDS.today).unwrap();
    assert_eq!((said.family_name.as_str(), said.birth_date), ("Тестова", date(1990, 3, 27)));
    assert_eq!(said.middle_name.as_deref(), Some("Примеровна"));
    assert_eq!(said.told, ["family_name", "given_name", "birth_date"]);
    profile.birth_date = None;
    profile.family_name = None;
    let wrong = [("family_name", "Тест0ва"), ("birth_date", "29.02.2001")];
    let outcome = identity(&profile, Moment(0), &typed(&wrong, &[]), BOUNDS.today);
    assert_eq!(
        refused(outcome),
        [("family_name", "registries-name-digit"), ("birth_date", "registries-date-not-leap")]
    );
}
