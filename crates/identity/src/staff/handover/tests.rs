use ::store::{Db, MINUTE, Secret};
use notify::Channel;

use super::*;
use crate::account::Second;
use crate::registration::document::Kind as Agreement;
use crate::registration::{Finished, Step};
use crate::security::contact::{self, Stepped};
use crate::staff::tests::{entries, open_for, operator, operator_with, reason};
use crate::story::{
    self, ANNA, BORIS, Newcomer, account as account_of, agree, code_for, register, register_until,
    told, type_code,
};
use crate::{Config, factor};

const CLARA: Newcomer =
    Newcomer { family: "Образцова", email: "clara@example.org", phone: "+79005550011" };

fn seen() -> Document {
    Document::Other("водительское удостоверение 7700 123456".into())
}

fn order(channel: Channel, to: &str) -> Order {
    Order { channel, to: to.to_owned(), document: seen(), reason: reason() }
}

fn hand(db: &Db, by: &Clerk, from: AccountId, order: Order) -> Handed {
    let by = by.clone();
    db.write_now("handover", move |tx| hand_over(tx, &by, from, &order)).unwrap()
}

fn reference(db: &Db, handle: &Secret) -> String {
    let handle = handle.clone();
    let view = db.read_now(move |tx| registration::view(tx, &handle.0)).unwrap();
    view.unwrap().reference
}

fn send_again(db: &Db, handle: &Secret) {
    db.clock().advance(MINUTE);
    let handle = handle.clone();
    db.write_now("again", move |tx| {
        registration::resend(tx, &Config::default(), &handle.0, &story::browser("a"))
    })
    .unwrap();
}

/// Issue by issue: nothing is told on the page, the owner is, the desk takes the phone, the
/// newcomer proves it, both read of it.
#[test]
fn a_newcomer_gets_the_phone_of_somebody_else_by_the_desk_and_a_code() {
    let db = Db::memory();
    let (anna, by) = (register(&db, ANNA), operator(&db));
    let boris = Newcomer { phone: ANNA.phone, ..BORIS };
    let handle = register_until(&db, boris, Step::PhoneCode);
    assert!(told(&db, ANNA.phone).contains(&"registration-address-taken".to_owned()));
    let number = reference(&db, &handle);
    assert_eq!(hand(&db, &by, anna, order(Channel::Sms, &number)), Handed::Not(Acted::NotOpen));
    open_for(&db, &by, anna);
    let handed = hand(&db, &by, anna, order(Channel::Sms, &number));
    assert!(matches!(handed, Handed::Done(super::Newcomer::Registration(_))), "{handed:?}");
    assert!(told(&db, ANNA.email).contains(&"phone-handover-asked".to_owned()));
    send_again(&db, &handle);
    assert!(account_of(&db, anna).personal.phone.is_some(), "nothing is taken before the code");
    let code = code_for(&db, ANNA.phone);
    let wrong = type_code(&db, &handle, Step::PhoneCode, &story::other_than(&code));
    assert!(matches!(wrong, registration::Moved::Wrong { .. }), "{wrong:?}");
    assert!(account_of(&db, anna).personal.phone.is_some(), "nor by a wrong one");
    type_code(&db, &handle, Step::PhoneCode, &code);
    assert!(account_of(&db, anna).personal.phone.is_none());
    assert!(told(&db, ANNA.email).contains(&"phone-handed-over".to_owned()));
    let hashed = crate::password::hash(story::PASSWORD, db.entropy());
    let typing = handle.clone();
    db.write_now("password", move |tx| {
        registration::set_password(tx, &typing.0, &hashed, crate::password::Strength::Good)
    })
    .unwrap();
    agree(&db, &handle, Agreement::Agreement);
    let Finished::Done { account, .. } = agree(&db, &handle, Agreement::PersonalData) else {
        panic!("the phone is free");
    };
    let phone = account_of(&db, account).personal.phone.unwrap().value;
    assert_eq!(phone.as_str(), ANNA.phone);
    assert!(account_of(&db, anna).personal.phone.is_none());
    let dropped = entries(&db, anna, "account.phone_dropped");
    assert_eq!(dropped[0].actor, format!("staff:{}", by.id));
    let why = entries(&db, anna, "staff.handed_over");
    assert_eq!(why[0].payload.as_ref().unwrap()["reason"], reason().as_str());
    assert!(!format!("{why:?}").contains("удостоверение"), "that is not her document");
    let received = entries(&db, account, "account.contact_received");
    assert_eq!(received.len(), 1);
    assert_eq!(received[0].payload.as_ref().unwrap()["reason"], reason().as_str());
    assert!(entries(&db, anna, "account.contact_received").is_empty());
}

#[test]
fn an_account_gets_a_mailbox_of_somebody_else_and_reads_by_which_document() {
    let db = Db::memory();
    let (anna, boris, by) = (register(&db, ANNA), register(&db, BORIS), operator(&db));
    open_for(&db, &by, anna);
    let handed = hand(&db, &by, anna, order(Channel::Email, BORIS.phone));
    assert_eq!(handed, Handed::Done(super::Newcomer::Account(boris)));
    assert!(account_of(&db, anna).personal.email.is_some(), "nothing is taken before the code");
    assert!(told(&db, ANNA.phone).contains(&"email-handover-asked".to_owned()));
    assert!(told(&db, BORIS.email).contains(&"email-freed".to_owned()));
    let freed = entries(&db, boris, "staff.contact_freed");
    assert!(format!("{freed:?}").contains("удостоверение"));
    assert_eq!(add(&db, boris, BORIS, Channel::Email, ANNA.email), Stepped::Done);
    assert!(account_of(&db, anna).personal.email.is_none());
    assert!(told(&db, ANNA.phone).contains(&"email-handed-over".to_owned()));
    assert_eq!(entries(&db, boris, "account.contact_received").len(), 1);
}

#[test]
fn what_rests_on_the_phone_ends_and_the_second_factor_falls_back() {
    let db = Db::memory();
    let (anna, by) = (register(&db, ANNA), operator(&db));
    let boris = register(&db, BORIS);
    let by_sms = story::sign_in(&db, ANNA);
    let half = story::try_password(&db, ANNA.phone, story::PASSWORD).second();
    let secret = add_app(&db, anna);
    db.clock().advance(MINUTE);
    let code = factor::totp_now(&secret, db.clock().now()).unwrap();
    let by_app = {
        let handle = story::try_password(&db, ANNA.phone, story::PASSWORD).second();
        match story::answer(&db, &handle, crate::login::Means::Totp, &code) {
            crate::login::Answered::Entered { session, .. } => match session {
                crate::sso::Entered::New(opened) => opened.id,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    };
    db.write_now("sms", move |tx| {
        factor::set_default(tx, anna, Second::Sms, &story::browser("a").facts)
    })
    .unwrap();
    open_for(&db, &by, anna);
    let handed = hand(&db, &by, anna, order(Channel::Sms, BORIS.email));
    assert!(matches!(handed, Handed::Done(_)), "{handed:?}");
    assert!(story::is_alive(&db, by_sms), "nothing ends before the code");
    assert_eq!(add(&db, boris, BORIS, Channel::Sms, ANNA.phone), Stepped::Done);
    assert!(!story::is_alive(&db, by_sms), "it was opened with a code to that phone");
    assert!(story::is_alive(&db, by_app));
    let view = db.read_now(move |tx| crate::login::view(tx, &half.0)).unwrap();
    assert!(view.is_none_or(|view| view.dead), "the sign-in that waits for a code is over");
    let factors = db.read_now(move |tx| factor::of(tx, anna)).unwrap().unwrap();
    assert_eq!((factors.default, factors.sms), (Second::Totp, None));
}

fn add_app(db: &Db, id: AccountId) -> Secret {
    let setup = db.write_now("begin", move |tx| factor::begin_totp(tx, id, "a", "b")).unwrap();
    let code = factor::totp_now(&setup.secret, db.clock().now()).unwrap();
    let facts = story::browser("a").facts;
    db.write_now("confirm", move |tx| factor::confirm_totp(tx, id, setup.id, &code, &facts))
        .unwrap();
    setup.secret
}

#[test]
fn without_an_app_the_owner_signs_in_by_a_code_to_the_mailbox() {
    let db = Db::memory();
    let (anna, by) = (register(&db, ANNA), operator(&db));
    let boris = register(&db, BORIS);
    open_for(&db, &by, anna);
    hand(&db, &by, anna, order(Channel::Sms, BORIS.email));
    assert_eq!(add(&db, boris, BORIS, Channel::Sms, ANNA.phone), Stepped::Done);
    let handle = story::try_password(&db, ANNA.email, story::PASSWORD).second();
    let entered =
        story::answer(&db, &handle, crate::login::Means::Email, &code_for(&db, ANNA.email));
    assert!(matches!(entered, crate::login::Answered::Entered { .. }), "{entered:?}");
}

#[test]
fn nothing_is_handed_to_nobody_to_oneself_to_the_owner_or_past_the_number_that_was_typed() {
    let db = Db::memory();
    let (anna, boris) = (register(&db, ANNA), register(&db, BORIS));
    let (by, greedy) = (operator(&db), operator_with(&db, Some(boris)));
    let other = register_until(&db, CLARA, Step::PhoneCode);
    open_for(&db, &by, anna);
    open_for(&db, &greedy, anna);
    let try_to = |by: &Clerk, to: &str| hand(&db, by, anna, order(Channel::Sms, to));
    assert_eq!(try_to(&by, "nobody@example.org"), Handed::Nobody);
    assert_eq!(try_to(&by, ANNA.email), Handed::Same);
    assert_eq!(try_to(&by, &reference(&db, &other)), Handed::OtherValue);
    assert_eq!(try_to(&greedy, BORIS.email), Handed::Oneself);
    assert_eq!(entries(&db, boris, "staff.own_refused").len(), 1);
    let own = operator_with(&db, Some(anna));
    open_for(&db, &own, anna);
    assert_eq!(try_to(&own, BORIS.email), Handed::Not(Acted::Own));
    db.write_now("restrict", move |tx| {
        account::restrict(tx, boris, "проверка заявления", None, &account::By::System)
    })
    .unwrap();
    assert_eq!(try_to(&by, BORIS.email), Handed::Closed);
    assert!(account_of(&db, anna).personal.phone.is_some());
}

/// Adds a contact in the settings: the code of the other channel, then the one that goes there.
fn add(db: &Db, id: AccountId, who: Newcomer, channel: Channel, value: &'static str) -> Stepped {
    db.clock().advance(MINUTE);
    let old = account_of(db, id);
    let began = db
        .write_now("begin", move |tx| match channel {
            Channel::Sms => contact::begin_phone(tx, &old, &Phone::parse(value).unwrap()),
            Channel::Email => contact::begin_email(tx, &old, &Email::parse(value).unwrap()),
        })
        .unwrap();
    let contact::Began::Second(change) = began else { panic!("{began:?}") };
    let step = |code: String| {
        let old = account_of(db, id);
        let facts = story::browser("a").facts;
        db.write_now("step", move |tx| contact::step(tx, &old, change, &code, &facts)).unwrap()
    };
    let other = if channel == Channel::Sms { who.email } else { who.phone };
    assert_eq!(step(code_for(db, other)), Stepped::New);
    db.clock().advance(1_000);
    let codes = db.read_now(move |tx| notify::message::waiting_for(tx, value)).unwrap();
    step(codes.into_iter().find_map(|peek| peek.code).unwrap_or_else(|| "123456".into()))
}

#[test]
fn an_owner_who_types_a_code_that_went_there_keeps_it() {
    let db = Db::memory();
    let (anna, boris, by) = (register(&db, ANNA), register(&db, BORIS), operator(&db));
    open_for(&db, &by, anna);
    hand(&db, &by, anna, order(Channel::Sms, BORIS.email));
    story::sign_in(&db, ANNA);
    assert_eq!(entries(&db, anna, "account.contact_kept").len(), 1);
    assert!(matches!(add(&db, boris, BORIS, Channel::Sms, ANNA.phone), Stepped::Code(_)));
    assert_eq!(account_of(&db, anna).personal.phone.unwrap().value.as_str(), ANNA.phone);
}

#[test]
fn nobody_takes_what_was_not_handed_to_her_or_three_days_later() {
    let db = Db::memory();
    let (anna, boris, clara) = (register(&db, ANNA), register(&db, BORIS), register(&db, CLARA));
    let by = operator(&db);
    open_for(&db, &by, anna);
    hand(&db, &by, anna, order(Channel::Sms, BORIS.email));
    assert!(matches!(add(&db, clara, CLARA, Channel::Sms, ANNA.phone), Stepped::Code(_)));
    db.clock().advance(LIFE);
    assert!(matches!(add(&db, boris, BORIS, Channel::Sms, ANNA.phone), Stepped::Code(_)));
    assert!(account_of(&db, anna).personal.phone.is_some());
}

/// Two operators press at once for two newcomers, and then both newcomers type a code.
#[test]
fn of_presses_at_once_the_last_word_counts_and_one_account_has_the_phone() {
    let db = Db::memory();
    let (anna, boris, clara) = (register(&db, ANNA), register(&db, BORIS), register(&db, CLARA));
    let clerks = [operator(&db), operator(&db)];
    for by in &clerks {
        open_for(&db, by, anna);
    }
    std::thread::scope(|scope| {
        for n in 0..8 {
            let (db, by) = (&db, &clerks[n % 2]);
            let to = [BORIS.email, CLARA.email][n % 2];
            scope.spawn(move || hand(db, by, anna, order(Channel::Sms, to)));
        }
    });
    let added = [
        add(&db, boris, BORIS, Channel::Sms, ANNA.phone),
        add(&db, clara, CLARA, Channel::Sms, ANNA.phone),
    ];
    let done = added.iter().filter(|stepped| **stepped == Stepped::Done).count();
    assert_eq!(done, 1, "{added:?}");
    let holders = [anna, boris, clara].into_iter().filter(|id| {
        let phone = account_of(&db, *id).personal.phone;
        phone.is_some_and(|known| known.value.as_str() == ANNA.phone)
    });
    assert_eq!(holders.count(), 1);
}

fn take_back(db: &Db, by: &Clerk, from: AccountId, id: HandoverId) -> Acted {
    let by = by.clone();
    db.write_now("withdraw", move |tx| withdraw(tx, &by, from, id)).unwrap()
}

fn waiting(db: &Db, from: AccountId) -> Vec<Pending> {
    db.read_now(move |tx| pending(tx, from)).unwrap()
}

#[test]
fn what_the_desk_took_back_goes_to_nobody_and_both_are_told_once() {
    let db = Db::memory();
    let (anna, boris, by) = (register(&db, ANNA), register(&db, BORIS), operator(&db));
    open_for(&db, &by, anna);
    hand(&db, &by, anna, order(Channel::Sms, BORIS.email));
    let [phone] = &waiting(&db, anna)[..] else { panic!("one waits") };
    assert_eq!((phone.channel, phone.to), (Channel::Sms, super::Newcomer::Account(boris)));
    assert_eq!(take_back(&db, &by, boris, phone.id), Acted::NotOpen);
    open_for(&db, &by, boris);
    assert_eq!(take_back(&db, &by, boris, phone.id), Acted::Needless, "it is not his");
    assert_eq!(take_back(&db, &by, anna, phone.id), Acted::Done);
    assert_eq!(take_back(&db, &by, anna, phone.id), Acted::Needless);
    assert!(waiting(&db, anna).is_empty());
    let count = |to, event: &str| told(&db, to).iter().filter(|told| *told == event).count();
    assert_eq!(count(ANNA.email, "handover-withdrawn"), 1);
    assert_eq!(count(ANNA.phone, "handover-withdrawn"), 1);
    assert_eq!(count(BORIS.email, "contact-not-freed"), 1);
    let withdrawn = entries(&db, anna, "staff.handover_withdrawn");
    assert_eq!(withdrawn.len(), 1);
    assert_eq!(withdrawn[0].actor, format!("staff:{}", by.id));
    assert_eq!(entries(&db, boris, "staff.contact_not_freed").len(), 1);
    assert!(matches!(add(&db, boris, BORIS, Channel::Sms, ANNA.phone), Stepped::Code(_)));
    assert_eq!(account_of(&db, anna).personal.phone.unwrap().value.as_str(), ANNA.phone);
}

/// The code was sent before the desk changed its mind.
#[test]
fn a_code_that_is_on_its_way_takes_nothing_after_the_desk_took_it_back() {
    let db = Db::memory();
    let (anna, by) = (register(&db, ANNA), operator(&db));
    let boris = Newcomer { phone: ANNA.phone, ..BORIS };
    let handle = register_until(&db, boris, Step::PhoneCode);
    open_for(&db, &by, anna);
    hand(&db, &by, anna, order(Channel::Sms, &reference(&db, &handle)));
    send_again(&db, &handle);
    let code = code_for(&db, ANNA.phone);
    assert_eq!(take_back(&db, &by, anna, waiting(&db, anna)[0].id), Acted::Done);
    type_code(&db, &handle, Step::PhoneCode, &code);
    assert_eq!(account_of(&db, anna).personal.phone.unwrap().value.as_str(), ANNA.phone);
    let hashed = crate::password::hash(story::PASSWORD, db.entropy());
    let typing = handle.clone();
    db.write_now("password", move |tx| {
        registration::set_password(tx, &typing.0, &hashed, crate::password::Strength::Good)
    })
    .unwrap();
    agree(&db, &handle, Agreement::Agreement);
    let end = agree(&db, &handle, Agreement::PersonalData);
    assert!(matches!(end, Finished::Taken { .. }), "{end:?}");
}

/// A colleague has replaced it meanwhile: who takes back what she saw takes back nothing else.
#[test]
fn only_what_was_looked_at_is_taken_back() {
    let db = Db::memory();
    let (anna, boris, clara) = (register(&db, ANNA), register(&db, BORIS), register(&db, CLARA));
    let by = operator(&db);
    open_for(&db, &by, anna);
    hand(&db, &by, anna, order(Channel::Email, BORIS.phone));
    let seen = waiting(&db, anna)[0].clone();
    assert_eq!(seen.to, super::Newcomer::Account(boris));
    hand(&db, &by, anna, order(Channel::Email, CLARA.phone));
    assert_eq!(take_back(&db, &by, anna, seen.id), Acted::Needless);
    let now = waiting(&db, anna);
    assert_eq!((now.len(), now[0].to), (1, super::Newcomer::Account(clara)));
}
