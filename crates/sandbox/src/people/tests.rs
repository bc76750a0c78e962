//! Stories about inventing people.

use ::store::{Clock, Db, Entropy, Moment, SANDBOX_SCHEMA, Settings, Vault};
use jiff::civil::date;
use registries::SnilsFault;
use serde_json::json;

use super::*;

const TODAY: Date = date(2026, 11, 22);

fn read(json: Value) -> Result<Draft, Vec<Refused>> {
    Draft::read(&json, TODAY)
}

fn fields(json: Value) -> Vec<String> {
    read(json).unwrap_err().into_iter().map(|refused| refused.field).collect()
}

fn db() -> Db {
    let settings = Settings { url: "sqlite::memory:".into(), threads: 1, schema: SANDBOX_SCHEMA };
    let clock = Clock::manual(Moment::from_seconds(1_795_300_000));
    Db::open(&settings, clock, Entropy::seeded(1), Vault::for_tests()).unwrap()
}

fn invent(db: &Db, json: Value) -> Inventing {
    let draft = read(json).unwrap();
    db.write_now("invent", move |tx| store::invent(tx, &draft)).unwrap()
}

#[test]
fn an_empty_draft_becomes_a_whole_person() {
    for seed in 0..300 {
        let citizen = complete(&Draft::default(), seed, TODAY);
        let json = serde_json::to_string(&citizen).unwrap();
        // Reading it back checks every number again.
        assert_eq!(serde_json::from_str::<Citizen>(&json).unwrap(), citizen);
        assert!(Name::parse(&citizen.family_name).is_ok());
        assert!(Name::parse(&citizen.given_name).is_ok());
        let born = BirthDate::new(citizen.birth_date, TODAY).unwrap();
        assert!((25..=61).contains(&born.age(TODAY)), "{born}");
        let passport = citizen.passport.unwrap();
        let issued = typed(passport.issued_on);
        assert!(Passport::parse_issued_on(&issued, Some(born), TODAY).is_ok(), "{born} {issued}");
        assert!(passport.good_until(born).is_none_or(|day| day >= TODAY), "{born} {issued}");
        assert!(Passport::parse_series(&passport.series).is_ok());
        assert!(Passport::parse_number(&passport.number).is_ok());
        assert!(Passport::parse_issued_by(&passport.issued_by).is_ok());
        assert!(!citizen.education.is_empty() && !citizen.medical.is_empty());
        for place in &citizen.employment {
            assert!(place.from <= TODAY && place.to.is_none_or(|to| to >= place.from));
        }
        for paid in &citizen.contributions {
            assert!((1..=12).contains(&paid.months));
            assert_eq!(paid.paid_kopecks, paid.pay_kopecks * 22 / 100);
        }
    }
}

fn typed(day: Date) -> String {
    date::typed(day)
}

#[test]
fn the_same_seed_gives_the_same_person() {
    let draft = Draft::default();
    assert_eq!(complete(&draft, 7, TODAY), complete(&draft, 7, TODAY));
    assert_ne!(complete(&draft, 7, TODAY), complete(&draft, 8, TODAY));
}

#[test]
fn what_was_asked_for_is_kept() {
    let db = db();
    let asked = json!({
        "family_name": "Тестова", "given_name": "Анна", "additional_name": "Примеровна",
        "birth_date": "1990-02-03", "gender": "female", "snils": "112-233-445 95",
        "inn": "500100732259",
        "passport": { "series": "45 08", "number": "123456", "issued_on": "2010-03-04",
            "issued_by": "ОВД «Примерное»", "issuer_code": "770-001" },
        "education": [{ "institution": "Вымышленный университет", "level": "магистратура",
            "qualification": "инженер", "diploma_series": "107704", "diploma_number": "0001234",
            "issued_on": "2012-06-30" }],
        "employment": [{ "employer": "ООО «Пример»", "position": "инженер",
            "from": "2013-01-09", "to": null }],
    });
    let Inventing::Invented(_, citizen) = invent(&db, asked.clone()) else { panic!("taken") };
    let mut answered = serde_json::to_value(&citizen).unwrap();
    answered["snils"] = json!("112-233-445 95");
    answered["passport"]["series"] = json!("45 08");
    for (name, value) in asked.as_object().unwrap() {
        assert_eq!(&answered[name], value, "{name}");
    }
    assert_eq!(citizen.full_name(), "Тестова Анна Примеровна");
    let snils = Snils::parse("11223344595").unwrap();
    let found = db.read_now(move |tx| store::by_snils(tx, &snils)).unwrap().unwrap();
    assert_eq!(found.1, *citizen);
    // Nobody else can have her numbers.
    assert_eq!(invent(&db, json!({ "snils": "11223344595" })), Inventing::Taken("snils"));
    assert_eq!(invent(&db, json!({ "inn": "500100732259" })), Inventing::Taken("inn"));
}

#[test]
fn a_hundred_people_without_wishes_are_a_hundred_people() {
    let db = db();
    for _ in 0..100 {
        assert!(matches!(invent(&db, json!({})), Inventing::Invented(..)));
    }
    assert_eq!(db.read_now(store::count).unwrap(), 100);
    let lines = db.read_now(|tx| store::list(tx, 0, 10)).unwrap();
    assert_eq!(lines.len(), 10);
}

#[test]
fn a_child_has_no_passport_and_no_work() {
    let citizen = complete(&read(json!({ "birth_date": "2015-05-05" })).unwrap(), 3, TODAY);
    assert_eq!(citizen.passport, None);
    assert!(citizen.employment.is_empty() && citizen.education.is_empty());
    assert!(citizen.licences.is_empty() && citizen.property.is_empty());
}

#[test]
fn somebody_may_lack_what_others_have() {
    let draft = read(json!({ "without": ["snils", "inn", "additional_name", "passport"] }));
    let citizen = complete(&draft.unwrap(), 1, TODAY);
    assert_eq!((citizen.snils, citizen.inn), (None, None));
    assert_eq!((citizen.additional_name, citizen.passport), (None, None));
    assert_eq!(fields(json!({ "without": ["name"] })), ["without"]);
}

#[test]
fn names_tell_the_sex() {
    let of = |json| complete(&read(json).unwrap(), 5, TODAY).gender;
    assert_eq!(of(json!({ "family_name": "Тестова" })), Gender::Female);
    assert_eq!(of(json!({ "family_name": "Тестов" })), Gender::Male);
    assert_eq!(of(json!({ "additional_name": "Примеровна" })), Gender::Female);
    assert_eq!(of(json!({ "family_name": "Тестов", "gender": "female" })), Gender::Female);
}

#[test]
fn everything_wrong_is_named_at_once() {
    let wrong = json!({
        "family_name": "Тест😀", "birth_date": "2026-02-29", "gender": "other",
        "snils": "112-233-445 96", "inn": 5, "passport": { "number": "12" },
        "education": [{ "level": "магистратура" }, 1],
        "employment": [{ "employer": "A", "from": "2020-02-01", "to": "2019-01-01" }],
    });
    assert_eq!(
        fields(wrong.clone()),
        [
            "birth_date",
            "family_name",
            "gender",
            "snils",
            "inn",
            "passport.number",
            "education[0].institution",
            "education[1]",
            "employment[0].to",
        ]
    );
    let snils = Snils::parse("112-233-445 96").unwrap_err();
    assert!(matches!(snils, SnilsFault::Checksum(_)));
    let reasons = read(wrong).unwrap_err();
    assert_eq!(reasons[3].reason, snils.explained());
    for nonsense in [json!(null), json!([]), json!("a"), json!({ "passport": [] })] {
        assert!(read(nonsense).is_err());
    }
    assert_eq!(fields(json!({ "education": vec![json!({}); 51] })), ["education"]);
    assert_eq!(
        fields(json!({ "employment": [{}] })),
        ["employment[0].employer", "employment[0].from"]
    );
}
