use ::store::{Db, MINUTE};

use super::*;
use crate::account::Status;
use crate::story::{
    self, ANNA, BORIS, PASSWORD, browser, code_for, identifier, other_than, told, try_password,
};

const UNKNOWN: &str = "+79995554433";
const NEW: &str = "пять тигров спят";

fn start(db: &Db, who: &str) -> Secret {
    db.clock().advance(1_000);
    let who = identifier(who);
    let begun = db
        .write_now("begin", move |tx| begin(tx, &Config::default(), &who, Lang::Ru, &browser("a")))
        .unwrap();
    match begun {
        Begun::Yes(handle) => handle,
        other => panic!("{other:?}"),
    }
}

fn view_of(db: &Db, handle: &Secret) -> View {
    let handle = handle.clone();
    db.read_now(move |tx| view(tx, &handle.0)).unwrap().unwrap()
}

fn type_email(db: &Db, handle: &Secret, typed: &str) -> Moved {
    db.clock().advance(1_000);
    let (handle, typed) = (handle.clone(), typed.to_owned());
    db.write_now("email", move |tx| check_email(tx, &handle.0, &typed, &browser("a"))).unwrap()
}

fn type_second(db: &Db, handle: &Secret, means: Means, typed: &str) -> Moved {
    let (handle, typed) = (handle.clone(), typed.to_owned());
    db.write_now("second", move |tx| check_second(tx, &handle.0, means, &typed, &browser("a")))
        .unwrap()
}

fn choose(db: &Db, handle: &Secret) -> Moved {
    let (handle, hashed) = (handle.clone(), password::hash(NEW, db.entropy()));
    db.write_now("choose", move |tx| set_password(tx, &handle.0, &hashed, &browser("a"))).unwrap()
}

/// A recovery that stands at a step.
fn start_until(db: &Db, until: Step) -> Secret {
    let handle = start(db, ANNA.phone);
    if until > Step::Email {
        type_email(db, &handle, &code_for(db, ANNA.email));
    }
    if until > Step::Second {
        type_second(db, &handle, Means::Sms, &code_for(db, ANNA.phone));
    }
    handle
}

#[test]
fn two_channels_lead_to_a_new_password_and_end_everything_older() {
    let db = Db::memory();
    let account = story::register(&db, ANNA);
    let session = story::sign_in(&db, ANNA);
    let open_sign_in = try_password(&db, ANNA.phone, PASSWORD).second();
    let handle = start_until(&db, Step::Password);
    assert_eq!(choose(&db, &handle), Moved::To(Step::Done));
    assert!(!story::is_alive(&db, session));
    assert_eq!(told(&db, ANNA.phone), ["recovery-done"]);
    assert_eq!(told(&db, ANNA.email), ["recovery-done"]);
    let code = code_for(&db, ANNA.phone);
    let answered = story::answer(&db, &open_sign_in, login::Means::Sms, &code);
    assert!(matches!(answered, login::Answered::NoFlow), "{answered:?}");
    assert_eq!(try_password(&db, ANNA.phone, PASSWORD).word(), "wrong, 4 left");
    try_password(&db, ANNA.phone, NEW).second();
    let standing = db.read_now(move |tx| account::lock_state(tx, account)).unwrap();
    assert_eq!(standing, Some(Status::Active));
}

#[test]
fn it_lifts_the_lock_and_does_not_sign_in() {
    let db = Db::memory();
    let account = story::register(&db, ANNA);
    for _ in 0..5 {
        try_password(&db, ANNA.phone, "не тот пароль");
    }
    let handle = start_until(&db, Step::Password);
    choose(&db, &handle);
    assert_eq!(story::account(&db, account).status, Status::Active);
    let sessions = db
        .read_now(move |tx| web::session::of(tx, web::Site::Identity, &account.to_string()))
        .unwrap();
    // The one she registered with is over, and there is no other.
    assert!(sessions.is_empty());
}

#[test]
fn no_form_moves_a_recovery_past_what_is_missing() {
    let steps = [Step::Email, Step::Second, Step::Password];
    for stands_at in steps {
        for form in steps.into_iter().filter(|form| *form != stands_at) {
            let db = Db::memory();
            story::register(&db, ANNA);
            let handle = start_until(&db, stands_at);
            let moved = match form {
                Step::Email => type_email(&db, &handle, "123456"),
                Step::Second => type_second(&db, &handle, Means::Sms, "123456"),
                _ => choose(&db, &handle),
            };
            assert_eq!(moved, Moved::To(stands_at), "form {form:?} at {stands_at:?}");
            assert_eq!(view_of(&db, &handle).step, stands_at);
            assert!(matches!(try_password(&db, ANNA.phone, PASSWORD).word().as_str(), "right"));
        }
    }
}

#[test]
fn an_unknown_identifier_gets_the_same_pages_counts_and_end() {
    let db = Db::memory();
    story::register(&db, ANNA);
    let (known, unknown) = (start(&db, ANNA.phone), start(&db, UNKNOWN));
    let bad = other_than(&code_for(&db, ANNA.email));
    for _ in 0..4 {
        let (of_known, of_unknown) = (view_of(&db, &known), view_of(&db, &unknown));
        assert_eq!(of_known.step, of_unknown.step);
        assert_eq!(
            of_known.email.map(|code| (code.number, code.alive, code.closed)),
            of_unknown.email.map(|code| (code.number, code.alive, code.closed))
        );
        assert!(of_known.factors.is_none() && of_unknown.factors.is_none());
        assert_eq!(type_email(&db, &known, &bad), type_email(&db, &unknown, "123456"));
    }
    assert_eq!(view_of(&db, &unknown).step, Step::Dead);
    assert_eq!(view_of(&db, &unknown).reference.len(), 9);
}

#[test]
fn codes_for_nobody_are_counted_across_recoveries_too() {
    let db = Db::memory();
    story::register(&db, ANNA);
    for who in [ANNA.phone, UNKNOWN] {
        let sent = (0..12).filter(|_| view_of(&db, &start(&db, who)).email.is_some());
        assert_eq!(sent.count(), 5, "{who}");
    }
}

#[test]
fn whoever_asks_and_guesses_without_end_leaves_the_owner_codes_to_sign_in() {
    let db = Db::memory();
    story::register(&db, ANNA);
    let mut refused = 0;
    for _ in 0..12 {
        let handle = start(&db, ANNA.phone);
        refused += usize::from(!matches!(type_email(&db, &handle, "123456"), Moved::Wrong { .. }));
    }
    assert_eq!(refused, 12 - 5);
    let handle = try_password(&db, ANNA.phone, PASSWORD).second();
    let bad = other_than(&code_for(&db, ANNA.phone));
    let wrong = story::answer(&db, &handle, login::Means::Sms, &bad);
    assert!(matches!(wrong, login::Answered::Wrong { left: 2 }), "{wrong:?}");
    let entered = story::answer(&db, &handle, login::Means::Sms, &code_for(&db, ANNA.phone));
    assert!(matches!(entered, login::Answered::Entered { .. }), "{entered:?}");
}

#[test]
fn a_recovery_of_another_browser_or_person_helps_nobody() {
    let db = Db::memory();
    story::register(&db, ANNA);
    story::register(&db, BORIS);
    let anna = start(&db, ANNA.phone);
    let code = code_for(&db, ANNA.email);
    let boris = start(&db, BORIS.phone);
    assert!(matches!(type_email(&db, &boris, &code), Moved::Wrong { .. }));
    assert_eq!(type_email(&db, &Secret("made up".into()), &code), Moved::NoFlow);
    assert_eq!(type_email(&db, &anna, &code), Moved::To(Step::Second));
    assert_eq!(type_email(&db, &anna, &code), Moved::To(Step::Second), "the form sent twice");
}

#[test]
fn three_wrong_codes_of_the_only_second_factor_lead_to_the_desk_with_a_number() {
    let db = Db::memory();
    let account = story::register(&db, ANNA);
    let handle = start_until(&db, Step::Second);
    let bad = other_than(&code_for(&db, ANNA.phone));
    assert_eq!(type_second(&db, &handle, Means::Sms, &bad), Moved::Wrong { left: 2 });
    assert_eq!(type_second(&db, &handle, Means::Sms, &bad), Moved::Wrong { left: 1 });
    assert_eq!(type_second(&db, &handle, Means::Sms, &bad), Moved::To(Step::Dead));
    assert_eq!(choose(&db, &handle), Moved::To(Step::Dead));
    let reference = view_of(&db, &handle).reference;
    let inquiry = db.read_now(move |tx| inquire(tx, &reference)).unwrap().unwrap();
    assert_eq!(inquiry.account, Some(account));
    assert!(inquiry.email_at.is_some() && inquiry.second_at.is_none());
}

#[test]
fn the_code_by_e_mail_alone_sets_no_password_and_is_no_second_factor() {
    let db = Db::memory();
    story::register(&db, ANNA);
    let handle = start_until(&db, Step::Second);
    assert_eq!(type_second(&db, &handle, Means::Email, "123456"), Moved::Closed);
    assert_eq!(choose(&db, &handle), Moved::To(Step::Second));
}

#[test]
fn a_recovery_ends_after_half_an_hour_and_once() {
    let db = Db::memory();
    story::register(&db, ANNA);
    let handle = start_until(&db, Step::Password);
    db.clock().advance(LIFE);
    assert_eq!(choose(&db, &handle), Moved::NoFlow);
    let (first, second) = (start_until(&db, Step::Password), start_until(&db, Step::Password));
    assert_eq!(choose(&db, &first), Moved::To(Step::Done));
    assert_eq!(choose(&db, &first), Moved::To(Step::Done), "nothing happens");
    assert_eq!(choose(&db, &second), Moved::To(Step::Dead), "older attempts end with it");
    db.clock().advance(-5 * MINUTE);
    assert_eq!(choose(&db, &second), Moved::NoFlow, "from the future");
}
