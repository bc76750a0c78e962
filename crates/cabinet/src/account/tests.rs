//! What is taken from claims, and how names are shown.

use oauth::acr::Level;
use oauth::json::Object;
use serde_json::{Value, json};
use store::{Db, MINUTE};
use web::Site;

use super::{Profile, find, link};

fn object(value: Value) -> Object {
    value.as_object().cloned().unwrap_or_default()
}

#[test]
fn the_signed_token_counts_more_than_userinfo() {
    let token = object(json!({ "family_name": "Тестова", "acr": "urn:kabinet:loa:standard" }));
    let userinfo = object(json!({ "family_name": "Другая", "given_name": "Анна" }));
    let profile = Profile::from_claims(&token, &userinfo);
    assert_eq!(profile.family_name.as_deref(), Some("Тестова"));
    assert_eq!(profile.given_name.as_deref(), Some("Анна"));
    assert_eq!(profile.level, Some(Level::Standard));
    // A level is never read from what is not signed as the sign-in's own.
    let foreign = Profile::from_claims(&object(json!({ "acr": "urn:other" })), &Object::new());
    assert_eq!(foreign.level, None);
}

#[test]
fn addresses_count_only_when_they_are_confirmed() {
    let userinfo = object(json!({
        "email": "anna@example.org", "phone_number": "+79000000001",
        "phone_number_verified": true,
    }));
    let profile = Profile::from_claims(&Object::new(), &userinfo);
    assert_eq!(profile.email, None);
    assert_eq!(profile.phone.as_deref(), Some("+79000000001"));
}

#[test]
fn values_that_could_spoil_a_page_are_left_out() {
    let userinfo = object(json!({
        "family_name": "Тест\u{202e}ова", "given_name": "А".repeat(201), "middle_name": "\u{7}",
        "birthdate": "1990", "snils": "112", "inn": ["500100732259"], "gender": "x",
    }));
    assert_eq!(Profile::from_claims(&Object::new(), &userinfo), Profile::default());
}

#[test]
fn names_are_shown_with_as_much_as_is_known() {
    let name = |family: &str, given: &str, middle: &str| {
        let of = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let profile = Profile {
            family_name: of(family),
            given_name: of(given),
            middle_name: of(middle),
            full_name: Some("Anna Testova".into()),
            ..Profile::default()
        };
        (profile.short_name(), profile.whole_name())
    };
    assert_eq!(
        name("Тестова", "анна", "Примеровна"),
        ("Тестова\u{a0}А.\u{a0}П.".into(), "Тестова анна Примеровна".into())
    );
    assert_eq!(name("Ё", "", ""), ("Ё".into(), "Ё".into()));
    assert_eq!(name("", "", ""), ("Anna Testova".into(), "Anna Testova".into()));
}

#[test]
fn a_person_is_linked_once_per_site_and_provider() {
    let db = Db::memory();
    let at = |site, provider: &'static str, family: &str| {
        let profile = Profile { family_name: Some(family.into()), ..Profile::default() };
        db.write_now("story", move |tx| link(tx, site, provider, "sub", &profile)).unwrap()
    };
    let first = at(Site::Sep, "gosuslugi", "Тестова");
    assert!(first.first);
    db.clock().advance(MINUTE);
    let again = at(Site::Sep, "gosuslugi", "Новикова");
    assert_eq!((again.id, again.first), (first.id, false));
    assert_ne!(at(Site::Epk, "gosuslugi", "Тестова").id, first.id);
    assert_ne!(at(Site::Sep, "other", "Тестова").id, first.id);
    let account = db.read_now(move |tx| find(tx, first.id)).unwrap().unwrap();
    assert_eq!(account.profile.family_name.as_deref(), Some("Новикова"));
    assert_eq!(account.entered_at.since(account.created_at), MINUTE);
}
