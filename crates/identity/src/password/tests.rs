use store::{Db, Entropy};

use super::*;
use crate::AccountId;

const OWN: &[&str] = &["Тестова", "Анна", "Примеровна", "anna.testova@example.org", "+79001234567"];

fn judged(password: &str) -> std::result::Result<Strength, Weakness> {
    judge(password, OWN)
}

#[test]
fn length_is_counted_in_characters_and_has_two_ends() {
    assert_eq!(judged(""), Err(Weakness::Empty));
    assert_eq!(judged("хЩж7кв!"), Err(Weakness::Short { got: 7 }));
    assert!(judged("хЩж7кв!ы").is_ok());
    // Eight letters with a mark each are eight characters once they are composed.
    assert!(judged("й".repeat(3).as_str()).is_err());
    assert_eq!(judged(&"эю7ж".repeat(33)), Err(Weakness::Long));
    assert!(judged(&"Тщ7ж кл7ъ".repeat(14)).is_ok());
    assert_eq!(judged(&"a".repeat(60_000)), Err(Weakness::Long));
}

#[test]
fn spaces_emoji_and_pasted_sentences_are_fine() {
    assert!(judged("четыре слона едут вокруг озера").is_ok());
    assert!(judged("🐘🌊 слоны и вода 🐘").is_ok());
}

#[test]
fn what_everybody_tries_first_is_refused_in_every_spelling() {
    for common in
        ["пароль123", "Пароль2024!", "gfhjkm123", "йцукенгш", "11111111", "gosuslugi1", "12121212"]
    {
        assert_eq!(judged(common), Err(Weakness::Common), "{common}");
    }
    for guessable in ["password1", "iloveyou2", "12345678", "abcd1234"] {
        assert!(judged(guessable).is_err(), "{guessable}");
    }
}

#[test]
fn her_own_data_are_no_password() {
    for own in [
        "ТестоваАнна",
        "анна-тестова1",
        "testovaanna",
        "ntcnjdf12",
        "9001234567",
        "89001234567",
        "+7 (900) 123-45-67",
        "anna.testova@example.org",
    ] {
        assert_eq!(judged(own), Err(Weakness::Own), "{own}");
    }
    assert!(judged("анна любит варенье из крыжовника").is_ok(), "one word of her own is fine");
}

#[test]
fn strength_grows_with_what_is_typed() {
    let fair = judged("кот7слон").unwrap();
    let strong = judged("четыре слона едут вокруг озера").unwrap();
    assert!(fair < strong, "{fair:?} {strong:?}");
}

#[test]
fn only_the_same_password_has_the_hash_in_either_unicode_form() {
    let entropy = Entropy::seeded(5);
    let hashed = hash("пароль й ё é", &entropy);
    assert!(is_right("пароль й ё é", &hashed));
    let apart: String = unicode_normalization::UnicodeNormalization::nfd("пароль й ё é").collect();
    assert!(is_right(&apart, &hashed));
    assert!(!is_right("пароль й ё e", &hashed));
    assert!(!is_right("", &hashed));
    // Nothing is cut off at 72 bytes.
    let long = "ж".repeat(100);
    let hashed = hash(&long, &entropy);
    assert!(!is_right(&format!("{}з", "ж".repeat(99)), &hashed));
}

#[test]
fn nothing_is_the_password_of_a_decoy_and_hashes_do_not_print() {
    let decoy = decoy(&Entropy::seeded(5));
    assert!(!is_right("", &decoy));
    assert_eq!(format!("{decoy:?}"), "Hashed(…)");
}

#[test]
fn an_account_has_the_password_that_was_set_last() {
    let db = Db::memory();
    let account = db.write_now("id", |tx| Ok(AccountId(tx.new_id()))).unwrap();
    let (first, second) = (hash("один и один", db.entropy()), hash("два и два", db.entropy()));
    db.write_now("set", move |tx| {
        assert_eq!(of(tx, account)?, None);
        set(tx, account, &first)?;
        set(tx, account, &second)?;
        assert_eq!(of(tx, account)?, Some(second.clone()));
        Ok(())
    })
    .unwrap();
}
