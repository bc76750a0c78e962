use std::collections::BTreeSet;

use ::store::{Db, HOUR};
use notify::Channel;
use web::{Lang, Texts};

use super::contact::{Began, ChangeId, Stepped};
use super::*;
use crate::account::Second;
use crate::code::Checked;
use crate::story::{
    self, ANNA, BORIS, Newcomer, account, browser, code_for, is_alive, other_than, register,
    sign_in, told,
};
use crate::{factor, login};

fn sso(db: &Db, who: Newcomer) -> Sso {
    db.clock().advance(MINUTE);
    let session = sign_in(db, who);
    let id = register_of(db, who);
    let sign_in =
        db.read_now(move |tx| web::session::data::<sso::SignIn>(tx, session)).unwrap().unwrap();
    Sso { session, account: id, sign_in }
}

fn register_of(db: &Db, who: Newcomer) -> AccountId {
    let identifier = story::identifier(who.phone);
    db.read_now(move |tx| crate::account::by_identifier(tx, &identifier)).unwrap().unwrap()
}

fn facts() -> VisitFacts {
    browser("a").facts
}

fn fresh(db: &Db, sso: &Sso) -> bool {
    let sso = sso.clone();
    db.read_now(move |tx| is_fresh(tx, &sso)).unwrap()
}

#[test]
fn a_proof_is_fresh_for_a_quarter_of_an_hour_and_in_its_own_session_only() {
    let db = Db::memory();
    register(&db, ANNA);
    let (one, two) = (sso(&db, ANNA), sso(&db, ANNA));
    assert!(fresh(&db, &one));
    db.clock().advance(FRESH);
    assert!(!fresh(&db, &one) && !fresh(&db, &two));
    let proving = one.clone();
    db.write_now("prove", move |tx| prove(tx, &proving, &facts())).unwrap();
    assert!(fresh(&db, &one) && !fresh(&db, &two));
    db.clock().advance(-HOUR);
    assert!(!fresh(&db, &one), "a proof from the future is of unknown age");
}

#[test]
fn a_new_password_ends_the_other_sessions_and_sign_ins_under_way() {
    let db = Db::memory();
    register(&db, ANNA);
    let (one, two) = (sso(&db, ANNA), sso(&db, ANNA));
    db.clock().advance(MINUTE);
    let under_way = story::try_password(&db, ANNA.phone, story::PASSWORD).second();
    let hashed = password::hash("пять слонов пришли", db.entropy());
    let changing = one.clone();
    db.write_now("change", move |tx| change_password(tx, &changing, &hashed, &facts()).map(|_| ()))
        .unwrap();
    assert!(is_alive(&db, one.session) && !is_alive(&db, two.session));
    let code = code_for(&db, ANNA.phone);
    let answered = story::answer(&db, &under_way, login::Means::Sms, &code);
    assert!(matches!(answered, login::Answered::NoFlow), "{answered:?}");
    assert_eq!(story::try_password(&db, ANNA.phone, story::PASSWORD).word(), "wrong, 4 left");
    assert_eq!(story::try_password(&db, ANNA.phone, "пять слонов пришли").word(), "right");
    assert!(told(&db, ANNA.email).contains(&"password-changed".to_owned()));
    assert!(told(&db, ANNA.phone).contains(&"password-changed".to_owned()));
}

#[test]
fn a_password_that_is_typed_again_counts_like_any_other() {
    let db = Db::memory();
    let anna = register(&db, ANNA);
    let session = sso(&db, ANNA);
    let again = |typed: &'static str| {
        let permit = db
            .write_now("charge", move |tx| {
                let who = story::identifier(ANNA.phone);
                login::charge(tx, &crate::Config::default(), &who, facts().address)
            })
            .unwrap();
        let login::attempt::Permit::Go(ticket) = permit else { return login::Again::Locked };
        let right = password::is_right(typed, &ticket.hashed);
        db.write_now("settle", move |tx| login::settle_again(tx, &ticket, right, &browser("a")))
            .unwrap()
    };
    assert_eq!(again("не тот пароль"), login::Again::Wrong { left: 4 });
    assert_eq!(again(story::PASSWORD), login::Again::Right);
    for left in [4, 3, 2, 1] {
        assert_eq!(again("не тот пароль"), login::Again::Wrong { left });
    }
    assert_eq!(again("не тот пароль"), login::Again::Locked);
    assert_eq!(again(story::PASSWORD), login::Again::Locked);
    assert!(is_alive(&db, session.session), "a stranger at the keyboard throws nobody out");
    assert_eq!(account(&db, anna).status.as_str(), "locked");
    assert!(told(&db, ANNA.email).contains(&"wrong-passwords-locked".to_owned()));
}

#[test]
fn sessions_are_listed_and_only_ones_own_can_be_ended() {
    let db = Db::memory();
    let (anna, boris) = (register(&db, ANNA), register(&db, BORIS));
    let (one, two, his) = (sso(&db, ANNA), sso(&db, ANNA), sso(&db, BORIS));
    let here = one.session;
    let rows = db.read_now(move |tx| sessions(tx, anna, here)).unwrap();
    assert_eq!(rows.len(), 3, "the first is that of the registration");
    assert_eq!(rows.iter().find(|row| row.current).unwrap().id, one.session);
    let end = |by, session| {
        let ended = db.write_now("end", move |tx| end_session(tx, by, session, &facts())).unwrap();
        matches!(ended, Ended::Done(_))
    };
    assert!(!end(boris, two.session));
    assert!(is_alive(&db, two.session));
    assert!(end(anna, two.session));
    assert!(!is_alive(&db, two.session) && is_alive(&db, his.session));
    assert!(!end(anna, two.session), "it is over already");
    let (three, asking) = (sso(&db, ANNA), one.clone());
    db.write_now("others", move |tx| end_other_sessions(tx, &asking, &facts()).map(|_| ()))
        .unwrap();
    assert!(is_alive(&db, one.session) && !is_alive(&db, three.session));
    assert!(is_alive(&db, his.session));
}

fn begin_phone(db: &Db, id: AccountId, to: &'static str) -> Began {
    // Messages of one millisecond have no order.
    db.clock().advance(1_000);
    let anna = account(db, id);
    db.write_now("begin", move |tx| {
        contact::begin_phone(tx, &anna, &registries::Phone::parse(to).unwrap())
    })
    .unwrap()
}

fn begun(db: &Db, id: AccountId, to: &'static str) -> ChangeId {
    match begin_phone(db, id, to) {
        Began::Second(change) => change,
        other => panic!("{other:?}"),
    }
}

fn type_code(db: &Db, id: AccountId, change: ChangeId, code: &str) -> Stepped {
    let (anna, code) = (account(db, id), code.to_owned());
    db.write_now("step", move |tx| contact::step(tx, &anna, change, &code, &facts())).unwrap()
}

#[test]
fn a_phone_is_replaced_by_a_code_to_the_mailbox_and_one_to_the_new_phone() {
    let db = Db::memory();
    let anna = register(&db, ANNA);
    assert_eq!(begin_phone(&db, anna, ANNA.phone), Began::Same);
    let new = "+79990001122";
    let change = begun(&db, anna, new);
    let code = code_for(&db, ANNA.email);
    let wrong = type_code(&db, anna, change, &other_than(&code));
    assert_eq!(wrong, Stepped::Code(Checked::Wrong { left: 2 }));
    assert_eq!(type_code(&db, anna, change, &code), Stepped::New);
    assert_eq!(account(&db, anna).personal.phone.unwrap().value.as_str(), ANNA.phone);
    assert_eq!(type_code(&db, anna, change, &code_for(&db, new)), Stepped::Done);
    assert_eq!(account(&db, anna).personal.phone.unwrap().value.as_str(), new);
    assert_eq!(told(&db, ANNA.phone)[0], "phone-changed", "the old phone is told, too");
    assert_eq!(told(&db, new)[0], "phone-changed");
    assert_eq!(type_code(&db, anna, change, "123456"), Stepped::Gone);
}

#[test]
fn the_code_to_the_new_phone_is_not_asked_before_the_second_factor() {
    let db = Db::memory();
    let anna = register(&db, ANNA);
    let change = begun(&db, anna, "+79990001122");
    let waiting = db.read_now(|tx| notify::message::waiting_for(tx, "+79990001122")).unwrap();
    assert!(waiting.is_empty(), "nobody is sent codes through an account that is not proved");
    let found = db.read_now(move |tx| contact::find(tx, anna, change)).unwrap().unwrap();
    assert!(!found.second_shown);
    db.clock().advance(contact::LIFE);
    let code = code_for(&db, ANNA.email);
    assert_eq!(type_code(&db, anna, change, &code), Stepped::Gone, "its time is up");
}

#[test]
fn a_change_of_another_person_is_not_there() {
    let db = Db::memory();
    let (anna, boris) = (register(&db, ANNA), register(&db, BORIS));
    let change = begun(&db, anna, "+79990001122");
    let code = code_for(&db, ANNA.email);
    assert_eq!(type_code(&db, boris, change, &code), Stepped::Gone);
    assert!(db.read_now(move |tx| contact::find(tx, boris, change)).unwrap().is_none());
}

#[test]
fn a_phone_of_another_account_gets_no_code_and_its_owner_is_told() {
    let db = Db::memory();
    let anna = register(&db, ANNA);
    register(&db, BORIS);
    let before = db.read_now(|tx| notify::message::waiting_for(tx, BORIS.phone)).unwrap();
    let codes = |peeks: &[notify::message::Peek]| peeks.iter().filter(|p| p.code.is_some()).count();
    let change = begun(&db, anna, BORIS.phone);
    assert_eq!(type_code(&db, anna, change, &code_for(&db, ANNA.email)), Stepped::New);
    let after = db.read_now(|tx| notify::message::waiting_for(tx, BORIS.phone)).unwrap();
    assert_eq!(codes(&after), codes(&before));
    assert!(told(&db, BORIS.phone).contains(&"contact-claimed".to_owned()));
    let found = db.read_now(move |tx| contact::find(tx, anna, change)).unwrap().unwrap();
    let standing = db.read_now(move |tx| contact::standing(tx, &found)).unwrap().unwrap();
    assert_eq!((standing.number, standing.alive), (1, true), "the page does not differ");
    assert_eq!(type_code(&db, anna, change, "000000"), Stepped::Code(Checked::Wrong { left: 2 }));
}

#[test]
fn who_has_the_app_allows_changes_by_it() {
    let db = Db::memory();
    let anna = register(&db, ANNA);
    let setup =
        db.write_now("app", move |tx| factor::begin_totp(tx, anna, "Госуслуги", "a")).unwrap();
    let code = factor::totp_now(&setup.secret, db.clock().now()).unwrap();
    db.write_now("app", move |tx| factor::confirm_totp(tx, anna, setup.id, &code, &facts()))
        .unwrap();
    assert_eq!(account(&db, anna).second, Second::Totp);
    for channel in Channel::ALL {
        let means = db.read_now(move |tx| contact::means(tx, anna, channel)).unwrap();
        assert_eq!(means, Some(contact::Means::Totp));
    }
    let change = begun(&db, anna, "+79990001122");
    db.clock().advance(MINUTE);
    let code = factor::totp_now(&setup.secret, db.clock().now()).unwrap();
    assert_eq!(type_code(&db, anna, change, &code), Stepped::New);
}

#[test]
fn a_restored_copy_brings_back_no_proof_no_change_and_no_number() {
    let db = Db::memory();
    let anna = register(&db, ANNA);
    let session = sso(&db, ANNA);
    let change = begun(&db, anna, "+79990001122");
    db.clock().advance(FRESH);
    let proving = session.clone();
    let number = db
        .write_now("before", move |tx| {
            prove(tx, &proving, &facts())?;
            crate::account::raise(tx, anna, crate::Level::Simple, crate::Level::Standard)?;
            crate::proofing::confirm::number(tx, anna)
        })
        .unwrap()
        .unwrap();
    db.write_now("restore", crate::restored).unwrap();
    assert!(!fresh(&db, &session));
    assert!(db.read_now(move |tx| contact::find(tx, anna, change)).unwrap().is_none());
    let found = db.read_now(move |tx| crate::proofing::confirm::by_number(tx, &number.text));
    assert_eq!(found.unwrap(), None);
}

#[test]
fn browsers_are_named_in_two_words() {
    let named = |agent: &str| device::named(agent).unwrap_or_default();
    let chrome = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like \
                  Gecko) Chrome/126.0.0.0 Safari/537.36";
    assert_eq!(named(chrome), "Chrome, Windows");
    let iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 \
                  (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1";
    assert_eq!(named(iphone), "Safari, iPhone");
    let android = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) \
                   Chrome/126.0 YaBrowser/24.6 Mobile Safari/537.36";
    assert_eq!(named(android), "Yandex Browser, Android");
    assert_eq!(device::named("something else"), None);
}

/// Names of events in the sources of this crate: `draft("…`, `entry("…`, `note(tx, "…` and so on.
fn events_of_the_sources() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut folders = vec![std::path::PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            if path.is_dir() {
                if name != "tests" {
                    folders.push(path);
                }
            } else if name.ends_with(".rs") && !["tests.rs", "story.rs"].contains(&name.as_str()) {
                found.extend(events_in(&std::fs::read_to_string(path).unwrap()));
            }
        }
    }
    found
}

fn events_in(source: &str) -> Vec<String> {
    // Dotted names also stand for transactions and jobs: those are skipped by their callers.
    let others = ["write(", "write_once(", "claim(", "lookup(", "mac(", "const", ".mac_is("];
    let mut found = Vec::new();
    for (at, _) in source.match_indices('"') {
        let rest = &source[at + 1..];
        let Some(word) = rest.split('"').next() else { continue };
        let shape = |part: &str| {
            !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')
        };
        let Some((first, last)) = word.split_once('.') else { continue };
        let before = source[..at].trim_end();
        let line = before.rsplit(['\n', ';', '{']).next().unwrap_or_default();
        let other = others.iter().any(|other| line.contains(other) || before.ends_with(other));
        if shape(first) && shape(last) && !other && first != "identity" {
            found.push(word.to_owned());
        }
    }
    found
}

#[test]
fn every_event_has_a_sentence_in_both_languages() {
    let texts =
        Texts::from_folder(concat!(env!("CARGO_MANIFEST_DIR"), "/../../i18n").as_ref()).unwrap();
    // Facts about the provider itself, not about a person.
    let about_nobody = ["client", "key", "provider"];
    // Before there is an account.
    let about_nobody_yet = ["registration.begun", "registration.lost_race"];
    let events = events_of_the_sources();
    assert!(events.len() > 50, "the sources were read: {events:?}");
    let missing: Vec<&String> = events
        .iter()
        .filter(|event| !about_nobody.contains(&event.split('.').next().unwrap()))
        .filter(|event| !about_nobody_yet.contains(&event.as_str()))
        .filter(|event| Lang::ALL.iter().any(|lang| !texts.has(*lang, &journal::key(event))))
        .collect();
    assert!(missing.is_empty(), "no sentence for {missing:?}");
}
