//! Stories of the temporary password: from the desk to the new password.

use ::store::{Db, Secret};

use super::{entries, open_for, operator, operator_with, passport, reason};
use crate::account::{self, AccountId};
use crate::login::attempt::Permit;
use crate::login::{self, Settled};
use crate::password as passwords;
use crate::password::temporary::{self, Typed};
use crate::recovery::{self, Means, Moved, Step};
use crate::staff::document::{Document, Fit};
use crate::staff::password::{self, Obstacle, PER_DAY, Sending};
use crate::staff::{Acted, Clerk};
use crate::story::{ANNA, BORIS, browser, code_for, identifier, register, told, try_password};
use crate::{Config, factor};

fn seen() -> Document {
    Document::Other("водительское удостоверение 7700 123456".into())
}

fn send(db: &Db, by: &Clerk, id: AccountId, document: Document) -> Sending {
    db.clock().advance(1000);
    let by = by.clone();
    db.write_now("send", move |tx| password::send(tx, &by, id, &document, &reason())).unwrap()
}

/// What the page of sign-in does with a password that is not the usual one.
fn type_it(db: &Db, text: &str) -> Settled {
    db.clock().advance(1000);
    let typed = Typed::of(db.vault(), text).expect("it has the form of one");
    let permit = db
        .write_now("charge", |tx| {
            let address = browser("a").facts.address;
            login::charge(tx, &Config::default(), &identifier(ANNA.phone), address)
        })
        .unwrap();
    let Permit::Go(ticket) = permit else { return Settled::Locked };
    db.write_now("settle", move |tx| login::settle_temporary(tx, &ticket, &typed, &browser("a")))
        .unwrap()
}

fn step(db: &Db, handle: &Secret) -> Step {
    let handle = handle.clone();
    db.read_now(move |tx| recovery::view(tx, &handle.0)).unwrap().unwrap().step
}

#[test]
fn a_temporary_password_leads_through_the_second_factor_to_a_new_one_and_to_nothing_else() {
    let db = Db::memory();
    let (anna, by) = (register(&db, ANNA), operator(&db));
    let session = crate::story::sign_in(&db, ANNA);
    open_for(&db, &by, anna);
    assert_eq!(send(&db, &by, anna, seen()), Sending::Sent);
    let text = code_for(&db, ANNA.email);
    assert_eq!(text.len(), 14, "{text}");
    for address in [ANNA.email, ANNA.phone] {
        assert!(told(&db, address).contains(&"temporary-password-sent".to_owned()), "{address}");
    }
    let Settled::Temporary { handle } = type_it(&db, &text.to_uppercase().replace('-', " ")) else {
        panic!("it is right");
    };
    assert_eq!(step(&db, &handle), Step::Second);
    let hashed = passwords::hash("совсем другой пароль", db.entropy());
    let set = |handle: &Secret| {
        let (handle, hashed) = (handle.clone(), hashed.clone());
        db.write_now("set", move |tx| recovery::set_password(tx, &handle.0, &hashed, &browser("a")))
            .unwrap()
    };
    assert_eq!(set(&handle), Moved::To(Step::Second), "not without the second factor");
    let (asked, code) = (handle.clone(), code_for(&db, ANNA.phone));
    let moved = db
        .write_now("second", move |tx| {
            recovery::check_second(tx, &asked.0, Means::Sms, &code, &browser("a"))
        })
        .unwrap();
    assert_eq!(moved, Moved::To(Step::Password));
    assert_eq!(set(&handle), Moved::To(Step::Done));
    assert!(!crate::story::is_alive(&db, session));
    assert_eq!(try_password(&db, ANNA.phone, "совсем другой пароль").word(), "right");
    let sent = entries(&db, anna, "staff.password_sent");
    assert_eq!(sent[0].payload.as_ref().unwrap()["reason"], reason().as_str());
    assert_eq!(entries(&db, anna, "recovery.password_used").len(), 1);
    let journal = format!("{sent:?}");
    assert!(!journal.contains(&text), "it is written nowhere");
}

#[test]
fn it_counts_once_for_a_day_and_a_newer_one_kills_it() {
    let db = Db::memory();
    let (anna, by) = (register(&db, ANNA), operator(&db));
    open_for(&db, &by, anna);
    send(&db, &by, anna, seen());
    let first = code_for(&db, ANNA.email);
    send(&db, &by, anna, seen());
    let second = code_for(&db, ANNA.email);
    assert!(matches!(type_it(&db, &first), Settled::Wrong { .. }), "the older one is dead");
    assert!(matches!(type_it(&db, &second), Settled::Temporary { .. }));
    assert!(matches!(type_it(&db, &second), Settled::Wrong { .. }), "it was used");
    send(&db, &by, anna, seen());
    let third = code_for(&db, ANNA.email);
    db.clock().advance(temporary::LIFE);
    assert!(matches!(type_it(&db, &third), Settled::Wrong { .. }), "it is a day old");
}

#[test]
fn wrong_ones_are_charged_like_any_password_and_a_lock_stops_the_right_one() {
    let db = Db::memory();
    let (anna, by) = (register(&db, ANNA), operator(&db));
    open_for(&db, &by, anna);
    send(&db, &by, anna, seen());
    let text = code_for(&db, ANNA.email);
    for _ in 0..5 {
        type_it(&db, "aaaa-aaaa-aaaa");
    }
    assert!(matches!(type_it(&db, &text), Settled::Locked));
    assert_eq!(send(&db, &by, anna, seen()), Sending::Useless(Obstacle::Locked));
}

#[test]
fn a_new_password_kills_the_temporary_one() {
    let db = Db::memory();
    let (anna, by) = (register(&db, ANNA), operator(&db));
    open_for(&db, &by, anna);
    send(&db, &by, anna, seen());
    let text = code_for(&db, ANNA.email);
    let hashed = passwords::hash("совсем другой пароль", db.entropy());
    db.write_now("set", move |tx| passwords::set(tx, anna, &hashed)).unwrap();
    assert!(matches!(type_it(&db, &text), Settled::Wrong { .. }));
}

#[test]
fn it_is_sent_only_from_an_open_record_of_somebody_else_by_the_right_document() {
    let db = Db::memory();
    let (anna, boris) = (register(&db, ANNA), register(&db, BORIS));
    let (by, herself) = (operator(&db), operator_with(&db, Some(anna)));
    assert_eq!(send(&db, &by, anna, seen()), Sending::Not(Acted::NotOpen));
    open_for(&db, &herself, anna);
    assert_eq!(send(&db, &herself, anna, seen()), Sending::Not(Acted::Own));
    open_for(&db, &by, anna);
    db.write_now("passport", move |tx| account::set_passport(tx, anna, &passport())).unwrap();
    let wanted = Sending::Document(Fit::PassportWanted);
    assert_eq!(send(&db, &by, anna, seen()), wanted);
    let wrong = Document::Passport("4510654321".into());
    assert!(matches!(send(&db, &by, anna, wrong), Sending::Document(Fit::Wrong { left: 4 })));
    let right = || Document::Passport("4510123456".into());
    for _ in 0..PER_DAY {
        assert_eq!(send(&db, &by, anna, right()), Sending::Sent);
    }
    assert!(matches!(send(&db, &by, anna, right()), Sending::Spent { .. }));
    assert!(told(&db, BORIS.email).is_empty(), "{boris} has nothing to do with it");
}

#[test]
fn the_mailbox_alone_opens_nothing() {
    let db = Db::memory();
    let (anna, by) = (register(&db, ANNA), operator(&db));
    let clerk = by.clone();
    db.write_now("drop", move |tx| {
        account::drop_contact(tx, anna, notify::Channel::Sms, ANNA.phone, &clerk.by())
    })
    .unwrap();
    open_for(&db, &by, anna);
    let factors = db.read_now(move |tx| factor::of(tx, anna)).unwrap().unwrap();
    assert!(factors.sms.is_none() && factors.totp.is_none());
    assert_eq!(send(&db, &by, anna, seen()), Sending::Useless(Obstacle::NoSecond));
}
