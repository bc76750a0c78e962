//! Keeping answers, comparing, and what keeps registers closed.

use oauth::acr::Level;
use registries::{Holder, Register};
use serde_json::json;
use store::{Db, MINUTE, Moment};

use super::store::{KeptRecord, keep, kept};
use super::{Closure, Comparison, closure, compare};
use crate::{CabinetAccountId, Profile};

#[test]
fn a_slow_answer_does_not_replace_a_later_one() {
    let db = Db::memory();
    let account = CabinetAccountId(db.read_now(|tx| Ok(tx.new_id())).unwrap());
    let at = |minutes: i64| Moment(minutes * MINUTE);
    let write = |record: Option<&str>, asked_at: Moment| {
        let kept = KeptRecord { record: record.map(str::to_owned), as_of: asked_at, asked_at };
        db.write_now("story", move |tx| keep(tx, account, Register::Sfr, &kept)).unwrap();
    };
    let read = || {
        db.read_now(move |tx| kept::<String>(tx, account, Register::Sfr))
            .unwrap()
            .map(|kept| (kept.record, kept.asked_at))
    };
    assert_eq!(read(), None);
    write(Some("new"), at(5));
    write(Some("old"), at(3));
    assert_eq!(read(), Some((Some("new".into()), at(5))));
    write(None, at(6));
    assert_eq!(read(), Some((None, at(6))), "that a register knows nobody is an answer too");
    // An answer of another shape is none.
    let other = db.read_now(move |tx| kept::<Vec<u8>>(tx, account, Register::Sfr)).unwrap();
    assert_eq!(other.map(|kept| kept.record), Some(None));
    let elsewhere = db.read_now(move |tx| kept::<String>(tx, account, Register::Fns)).unwrap();
    assert!(elsewhere.is_none());
}

#[test]
fn comparison_passes_over_spelling_and_names_what_differs() {
    let holder: Holder = serde_json::from_value(json!({
        "family_name": "ПЁТРОВА-ТЕСТОВА", "given_name": "Анна", "additional_name": null,
        "birth_date": "1990-03-28", "gender": "female", "snils": "11223344595", "inn": null,
    }))
    .unwrap();
    let profile = Profile {
        family_name: Some("Петрова-Тестова".into()),
        given_name: Some("Анна".into()),
        birth_date: Some("1990-03-27".into()),
        snils: Some("11223344595".into()),
        inn: Some("500100732259".into()),
        ..Profile::default()
    };
    let lines = compare(&profile, &holder);
    let of = |key| lines.iter().find(|line| line.key == key).map(|line| line.comparison);
    assert_eq!(of("cabinet-family-name"), Some(Comparison::Same));
    assert_eq!(of("cabinet-middle-name"), None, "neither side has one");
    assert_eq!(of("cabinet-birth-date"), Some(Comparison::Different));
    assert_eq!(of("cabinet-snils"), Some(Comparison::Same));
    assert_eq!(of("cabinet-inn"), Some(Comparison::Missing));
}

#[test]
fn registers_are_closed_below_standard_and_without_snils() {
    let profile = |level, snils: Option<&str>| Profile {
        level,
        snils: snils.map(str::to_owned),
        ..Profile::default()
    };
    let snils = Some("11223344595");
    assert_eq!(closure(&profile(Some(Level::Simple), snils)), Some(Closure::Level));
    assert_eq!(closure(&profile(Some(Level::Standard), None)), Some(Closure::NoSnils));
    assert_eq!(closure(&profile(Some(Level::Standard), snils)), None);
    assert_eq!(closure(&profile(None, None)), None, "that provider decides itself");
}
