use ::store::Db;
use notify::Channel;

use super::*;
use crate::story::{self, ANNA, BORIS, account};

#[test]
fn what_somebody_types_to_sign_in_is_told_apart() {
    let kind = |text: &str| Identifier::detect(text).map(|found| found.handle().kind);
    for phone in ["+7 900 123-45-67", "89001234567", "9001234567", "8 (900) 123 45 67"] {
        assert_eq!(kind(phone), Some("phone"), "{phone}");
    }
    for snils in ["112-233-445 95", "11223344595", "112 233 445 95"] {
        assert_eq!(kind(snils), Some("snils"), "{snils}");
    }
    assert_eq!(kind("Anna@Example.org"), Some("email"));
    for nothing in ["", "anna", "@", "112-233-445 96", "12345", "'; drop table"] {
        assert_eq!(kind(nothing), None, "{nothing}");
    }
}

/// A СНИЛС that begins with 8 looks like a phone when it is written together.
#[test]
fn digits_that_are_phone_and_snils_lead_to_whoever_has_either() {
    let db = Db::memory();
    let anna = story::register(&db, ANNA);
    let snils = registries::Snils::parse("890-067-716 29").unwrap();
    db.write_now("snils", move |tx| set_snils(tx, anna, &snils)).unwrap();
    let owner = |text: &str| {
        let identifier = Identifier::detect(text).unwrap();
        db.read_now(move |tx| by_identifier(tx, &identifier)).unwrap()
    };
    assert_eq!(owner("89006771629"), Some(anna));
    assert_eq!(owner("890-067-716 29"), Some(anna));
    assert_eq!(owner("+7 900 677-16-29"), None, "that is a phone, and nobody's");
    let boris = story::register(&db, story::Newcomer { phone: "+79006771629", ..story::BORIS });
    assert_eq!(owner("89006771629"), Some(boris), "a phone before a СНИЛС");
    assert_eq!(owner("890-067-716 29"), Some(anna));
}

#[test]
fn an_address_is_found_whatever_its_case() {
    let db = Db::memory();
    let anna = story::register(&db, ANNA);
    let found = db
        .read_now(|tx| by_identifier(tx, &Identifier::detect("ANNA@EXAMPLE.ORG").unwrap()))
        .unwrap();
    assert_eq!(found, Some(anna));
}

#[test]
fn of_two_accounts_that_claim_a_number_the_first_has_it_and_a_change_frees_the_older() {
    let db = Db::memory();
    let (anna, boris) = (story::register(&db, ANNA), story::register(&db, BORIS));
    let phone = |text: &str| registries::Phone::parse(text).unwrap();
    let set = |id, text| {
        let phone = phone(text);
        db.write_now("phone", move |tx| set_phone(tx, id, &phone)).unwrap()
    };
    assert_eq!(set(boris, ANNA.phone), Claim::Taken);
    assert_eq!(account(&db, boris).personal.phone.unwrap().value, phone(BORIS.phone));
    assert_eq!(set(anna, "+79990001122"), Claim::Done);
    assert_eq!(set(anna, "+79990001122"), Claim::Done, "the form sent twice");
    assert_eq!(set(boris, ANNA.phone), Claim::Done, "it is free now");
}

#[test]
fn each_change_makes_the_account_newer() {
    let db = Db::memory();
    let anna = story::register(&db, ANNA);
    let before = account(&db, anna).rev;
    db.write_now("level", move |tx| set_level(tx, anna, Level::Standard)).unwrap();
    assert_eq!(account(&db, anna).rev, before + 1);
    assert_eq!(account(&db, anna).level, Level::Standard);
}

#[test]
fn a_number_that_went_to_somebody_else_is_taken_from_the_account_by_staff() {
    let db = Db::memory();
    let anna = story::register(&db, ANNA);
    let take = |value: &'static str| {
        let by = By::Staff("s1");
        db.write_now("drop", move |tx| drop_contact(tx, anna, Channel::Sms, value, &by)).unwrap()
    };
    assert!(!take(BORIS.phone), "it is not hers");
    assert!(take(ANNA.phone));
    assert!(account(&db, anna).personal.phone.is_none());
    assert_eq!(story::told(&db, ANNA.email), ["phone-handed-over"]);
    assert!(story::told(&db, ANNA.phone).is_empty(), "somebody else reads that phone");
    assert!(!take(ANNA.phone));
    story::register(&db, crate::story::Newcomer { phone: ANNA.phone, ..BORIS });
}

#[test]
fn an_account_whose_restriction_ran_out_can_be_locked_and_restricted_again() {
    let db = Db::memory();
    let anna = story::register(&db, ANNA);
    let restrict_for_a_day = || {
        db.write_now("restrict", move |tx| {
            let until = tx.now().plus(::store::DAY);
            restrict(tx, anna, "проверка заявления", Some(until), &By::Staff("s1"))
        })
        .unwrap()
    };
    assert!(restrict_for_a_day());
    assert!(!restrict_for_a_day(), "it is restricted already");
    db.clock().advance(2 * ::store::DAY);
    assert!(db.write_now("lock", move |tx| lock(tx, anna)).unwrap());
    assert!(db.write_now("unlock", move |tx| unlock(tx, anna, &By::Staff("s1"))).unwrap());
    assert!(restrict_for_a_day());
    db.clock().advance(2 * ::store::DAY);
    assert!(restrict_for_a_day());
}

#[test]
fn names_are_shown_in_full_and_short() {
    let name = |text: &str| registries::Name::parse(text).unwrap();
    let additional = Some(name("Примеровна"));
    let full = FullName { family: name("Тестова"), given: name("Анна"), additional };
    assert_eq!(full.to_string(), "Тестова Анна Примеровна");
    assert_eq!(full.short(), "Тестова А. П.");
}
