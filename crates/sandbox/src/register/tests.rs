//! Stories about what registers say.

use ::store::Moment;
use jiff::civil::date;
use registries::{Agreement, Part, SfrRecord};

use super::*;
use crate::people::{Draft, complete};

const NOW: Moment = Moment(1_795_300_000 * ::store::SECOND);

fn citizen() -> Citizen {
    complete(&Draft::default(), 1, date(2026, 11, 22))
}

fn question(about: &Citizen) -> PersonQuestion {
    PersonQuestion {
        family_name: about.family_name.clone(),
        given_name: about.given_name.clone(),
        additional_name: about.additional_name.clone(),
        birth_date: about.birth_date,
        gender: Some(about.gender),
        snils: about.snils.clone(),
        inn: about.inn.clone(),
        passport: about.passport.as_ref().map(PassportQuestion::from),
    }
}

#[test]
fn who_tells_the_truth_agrees_in_everything() {
    let held = citizen();
    let answer = check(&question(&held), &held, NOW);
    assert!(answer.is_complete(), "{answer:?}");
    let mut shouted = question(&held);
    shouted.family_name = held.family_name.to_uppercase();
    assert!(check(&shouted, &held, NOW).names_match());
}

#[test]
fn each_difference_is_named_and_nothing_is_given_away() {
    let held = citizen();
    let differs = |change: &dyn Fn(&mut PersonQuestion)| {
        let mut asked = question(&held);
        change(&mut asked);
        check(&asked, &held, NOW).differences()
    };
    let slip = format!("{}т", held.family_name);
    assert_eq!(
        differs(&|asked| asked.family_name.clone_from(&slip)),
        [(Part::FamilyName, Agreement::OneLetter)]
    );
    assert_eq!(
        differs(&|asked| asked.given_name = "Совсемдругая".into()),
        [(Part::GivenName, Agreement::Differs)]
    );
    assert_eq!(
        differs(&|asked| asked.additional_name = None),
        [(Part::AdditionalName, Agreement::Differs)]
    );
    assert_eq!(
        differs(&|asked| asked.birth_date = date(1901, 1, 1)),
        [(Part::BirthDate, Agreement::Differs)]
    );
    assert_eq!(
        differs(&|asked| asked.inn = Inn::of_person(9_900_000_001)),
        [(Part::Inn, Agreement::Differs)]
    );
    assert_eq!(
        differs(&|asked| asked.passport.as_mut().unwrap().number = "999999".into()),
        [(Part::Passport, Agreement::Differs)]
    );
    assert_eq!(differs(&|asked| asked.passport = None), []);
}

#[test]
fn a_mistaken_register_holds_another_surname() {
    let held = citizen();
    let answer = check(&question(&held), &mistaken(held.clone()), NOW);
    assert_eq!(answer.family_name, Agreement::Differs);
    assert_eq!(answer.snils, Agreement::Same);
}

#[test]
fn every_record_is_read_by_its_client_type() {
    let held = citizen();
    for register in Register::ALL {
        let json = record(register, &held, NOW);
        assert_eq!(json["holder"]["family_name"], held.family_name.as_str());
        assert!(json["as_of"].as_str().unwrap().ends_with('Z'), "{json}");
    }
    let sfr: SfrRecord = serde_json::from_value(record(Register::Sfr, &held, NOW)).unwrap();
    assert_eq!(sfr.as_of, NOW);
    assert_eq!(sfr.employment, held.employment);
    assert!(sfr.insured_months > 0);
}

#[test]
fn months_at_two_places_at_once_count_once() {
    let mut held = citizen();
    let place = held.employment[0].clone();
    let alone = insured_months(&held, NOW);
    held.employment.push(place);
    assert_eq!(insured_months(&held, NOW), alone);
}
