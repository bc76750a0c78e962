//! Being found, and searching.

use ::store::{Db, HOUR};

use super::*;
use crate::employer::tests::{events, firm, strike, told};
use crate::passport::tests::{act_on, facts, get, holder, id, issue_one};
use crate::passport::{Act, Issued, Order};

const OGRN: u64 = 102_770_013_219;

fn on(db: &Db, holder: CabinetAccountId, passport: PassportId) -> bool {
    db.write_now("find", move |tx| switch_on(tx, holder, passport)).unwrap()
}

fn off(db: &Db, holder: CabinetAccountId, passport: PassportId) {
    db.write_now("find", move |tx| switch_off(tx, holder, passport)).unwrap();
}

fn ask(db: &Db, by: CabinetAccountId, words: &'static str) -> Searching {
    db.write_now("search", move |tx| search(tx, by, words, 0)).unwrap()
}

fn cards(db: &Db, by: CabinetAccountId, words: &'static str) -> Vec<(FindId, Card)> {
    match ask(db, by, words) {
        Searching::Found(found) => found.cards,
        other => panic!("{other:?}"),
    }
}

/// A passport that may be found.
pub(crate) fn findable(db: &Db) -> (CabinetAccountId, PassportId) {
    let holder = holder(db);
    let issued = issue_one(db, holder);
    assert!(on(db, holder, issued.id));
    (holder, issued.id)
}

#[test]
fn nobody_is_found_who_did_not_switch_it_on_and_after_that_until_she_switches_it_off() {
    let db = Db::memory();
    let (by, _) = firm(&db, OGRN);
    let holder = holder(&db);
    let passport = issue_one(&db, holder).id;
    assert!(cards(&db, by, "инженер").is_empty());
    db.clock().advance(::store::SECOND);
    assert!(on(&db, holder, passport) && on(&db, holder, passport), "twice is once");
    assert_eq!(cards(&db, by, "инженер").len(), 1);
    db.clock().advance(::store::SECOND);
    off(&db, holder, passport);
    assert!(cards(&db, by, "инженер").is_empty());
    let happened = events(&db, holder);
    assert_eq!(happened, ["passport.issued", "employer.findable", "employer.hidden"]);
    let left = "select count(*) from epk_find_word";
    let (left,): (i64,) = db.read_now(move |tx| tx.query_one(left, ::store::params![])).unwrap();
    assert_eq!(left, 0);
}

#[test]
fn a_card_names_a_qualification_and_nobody() {
    let db = Db::memory();
    let (by, _) = firm(&db, OGRN);
    findable(&db);
    let found = cards(&db, by, "инженер");
    let (_, card) = &found[0];
    assert_eq!(card.qualifications, [("инженер".into(), "бакалавриат".into(), 2012)]);
    let shown = format!("{card:?}");
    for hidden in ["Тестова", "Анна", "Учебный институт", "0012345", "Образец", "1990"]
    {
        assert!(!shown.contains(hidden), "{hidden}");
    }
    assert!(cards(&db, by, "тестова").is_empty(), "a name finds nobody");
    assert!(cards(&db, by, "институт").is_empty(), "nor does an institution");
}

#[test]
fn words_are_found_in_any_case_alphabet_and_ending_and_all_of_them_count() {
    let db = Db::memory();
    let (by, _) = firm(&db, OGRN);
    findable(&db);
    // The last one is typed with Latin letters where they look alike.
    for words in ["ИНЖЕНЕРА", "инженер, бакалавриат!", "бакалавр", "инжeнep"]
    {
        assert_eq!(cards(&db, by, words).len(), 1, "{words}");
    }
    for words in ["инженер магистратура", "технолог"] {
        assert!(cards(&db, by, words).is_empty(), "{words}");
    }
    for vague in ["", "и в", "%", "_", "инж' or 1=1".split(' ').next_back().unwrap()] {
        assert_eq!(ask(&db, by, vague), Searching::Vague, "{vague}");
    }
    assert_eq!(words("инженер ИНЖЕНЕР инженера по и в"), ["инжене"]);
    assert_eq!(words("а1 бб ввв гггг ддддд еееее жжжжж ззззз").len(), WORDS_MAX);
}

#[test]
fn only_passports_that_count_are_found() {
    let db = Db::memory();
    let (by, _) = firm(&db, OGRN);
    let (owner, passport) = findable(&db);
    act_on(&db, passport, 0, Act::Suspend);
    assert!(cards(&db, by, "инженер").is_empty(), "suspended");
    act_on(&db, passport, 1, Act::Resume);
    assert_eq!(cards(&db, by, "инженер").len(), 1, "and back");
    let order =
        Order { application: id(&db), holder: owner, facts: facts(), supersedes: Some(passport) };
    let newer: Issued =
        db.write_now("issue", move |tx| crate::passport::issue(tx, &order)).unwrap();
    let found = cards(&db, by, "инженер");
    assert_eq!(found.len(), 1, "the new one in the place of the old one");
    assert!(!on(&db, owner, passport), "and the old one never again");
    assert!(on(&db, owner, newer.id));
    let expires = get(&db, newer.id).expires_at;
    db.clock().advance(expires.since(db.clock().now()));
    assert!(cards(&db, by, "инженер").is_empty(), "expired");
}

#[test]
fn a_stranger_cannot_switch_and_an_employer_does_not_find_herself() {
    let db = Db::memory();
    let (by, employer) = firm(&db, OGRN);
    let (owner, passport) = findable(&db);
    let stranger = holder(&db);
    assert!(!on(&db, stranger, passport));
    off(&db, stranger, passport);
    assert_eq!(cards(&db, by, "инженер").len(), 1);
    let own = issue_one(&db, by).id;
    assert!(on(&db, by, own));
    assert_eq!(cards(&db, by, "инженер").len(), 1, "the other one only");
    assert_eq!(ask(&db, owner, "инженер"), Searching::Nobody);
    strike(&db, employer);
    assert_eq!(ask(&db, by, "инженер"), Searching::Nobody);
}

#[test]
fn pages_follow_each_other_and_the_register_cannot_be_copied() {
    let db = Db::memory();
    let (by, _) = firm(&db, OGRN);
    for _ in 0..(PAGE * 6) {
        db.clock().advance(::store::SECOND);
        findable(&db);
    }
    let mut seen = Vec::new();
    let mut page = 0;
    loop {
        let asked = db.write_now("search", move |tx| search(tx, by, "инженер", page));
        let Searching::Found(found) = asked.unwrap() else { panic!("too early") };
        seen.extend(found.cards.into_iter().map(|(id, _)| id));
        if !found.more {
            break;
        }
        page += 1;
    }
    assert_eq!(seen.len(), PAGE * usize::try_from(PAGES_MAX).unwrap(), "no more than that");
    let mut once = seen.clone();
    once.sort_unstable();
    once.dedup();
    assert_eq!(once.len(), seen.len(), "each once");
    for page in [PAGES_MAX, i64::MAX, -1] {
        let beyond = db.write_now("search", move |tx| search(tx, by, "инженер", page));
        assert_eq!(beyond.unwrap(), Searching::Beyond, "{page}");
    }
    let mut left = 0;
    while matches!(ask(&db, by, "инженер"), Searching::Found(_)) {
        left += 1;
        assert!(left <= PER_HOUR);
    }
    assert_eq!(left + PAGES_MAX + 3, PER_HOUR);
    db.clock().advance(HOUR);
    assert!(matches!(ask(&db, by, "инженер"), Searching::Found(_)));
}

/// A new passport in place of an old one, with these facts.
pub(crate) fn reissued(
    db: &Db,
    holder: CabinetAccountId,
    old: PassportId,
    facts: passport::Facts,
) -> PassportId {
    db.clock().advance(::store::SECOND);
    let order = Order { application: id(db), holder, facts, supersedes: Some(old) };
    db.write_now("issue", move |tx| passport::issue(tx, &order)).unwrap().id
}

#[test]
fn a_new_passport_that_shows_nothing_new_may_be_found_like_the_old_one() {
    let db = Db::memory();
    let (by, _) = firm(&db, OGRN);
    let (holder, old) = findable(&db);
    let mut renamed = facts();
    renamed.family_name = "Новофамильная".into();
    renamed.employment.clear();
    let new = reissued(&db, holder, old, renamed);
    let found = cards(&db, by, "инженер");
    assert_eq!(found.len(), 1, "the new one, and the old one no more");
    let card = found[0].0;
    let behind = db.read_now(move |tx| behind(tx, card)).unwrap().unwrap();
    assert_eq!(behind.id, new);
    let news = told(&db, holder);
    assert!(news.contains(&"employer-find-kept".to_owned()), "she is told: {news:?}");
    assert!(!news.contains(&"employer-find-paused".to_owned()));
}

#[test]
fn a_passport_that_did_not_count_any_more_passes_nothing_on() {
    for overdue in [false, true] {
        let db = Db::memory();
        let (by, _) = firm(&db, OGRN);
        let (holder, old) = findable(&db);
        if overdue {
            let expires = get(&db, old).expires_at;
            db.clock().advance(expires.since(db.clock().now()));
        } else {
            act_on(&db, old, 0, Act::Suspend);
        }
        let new = reissued(&db, holder, old, facts());
        assert!(cards(&db, by, "инженер").is_empty());
        assert!(told(&db, holder).contains(&"employer-find-paused".to_owned()), "she is asked");
        assert!(on(&db, holder, new));
        assert_eq!(cards(&db, by, "инженер").len(), 1);
    }
}

#[test]
fn about_a_new_passport_with_something_new_its_holder_is_asked() {
    let db = Db::memory();
    let (by, _) = firm(&db, OGRN);
    let (holder, old) = findable(&db);
    let mut more = facts();
    let second =
        passport::Education { qualification: "юрист".into(), ..more.education[0].clone() };
    more.education.push(second);
    let new = reissued(&db, holder, old, more.clone());
    assert!(cards(&db, by, "инженер").is_empty() && cards(&db, by, "юрист").is_empty());
    let asked = |who| told(&db, who).iter().filter(|e| *e == "employer-find-paused").count();
    assert_eq!(asked(holder), 1);
    assert!(on(&db, holder, new));
    assert_eq!(cards(&db, by, "юрист").len(), 1);
    // Nobody is asked who was not to be found, and what she switched off stays so.
    off(&db, holder, new);
    let third =
        passport::Education { qualification: "химик".into(), ..more.education[0].clone() };
    more.education.push(third);
    reissued(&db, holder, new, more);
    assert!(cards(&db, by, "инженер").is_empty());
    assert_eq!(asked(holder), 1);
}
