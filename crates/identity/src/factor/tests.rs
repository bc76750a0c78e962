use ::store::{Db, HOUR, SECOND};

use super::*;
use crate::login::{Answered, Means};
use crate::story::{self, ANNA, PASSWORD, answer, browser, told, try_password};

fn begin(db: &Db, account: AccountId) -> Setup {
    db.write_now("begin", move |tx| begin_totp(tx, account, "Госуслуги", "anna@example.org"))
        .unwrap()
}

fn confirm(db: &Db, account: AccountId, setup: &Setup, typed: &str) -> Confirmed {
    let (totp, typed) = (setup.id, typed.to_owned());
    db.write_now("confirm", move |tx| confirm_totp(tx, account, totp, &typed, &browser("a").facts))
        .unwrap()
}

fn shown(db: &Db, setup: &Setup) -> String {
    totp_now(&setup.secret, db.clock().now()).unwrap()
}

/// Anna with an app; the code that confirmed it is used up.
fn with_app() -> (Db, AccountId, Setup) {
    let db = Db::memory();
    let account = story::register(&db, ANNA);
    let setup = begin(&db, account);
    let code = shown(&db, &setup);
    assert_eq!(confirm(&db, account, &setup, &code), Confirmed::Done);
    (db, account, setup)
}

fn factors(db: &Db, account: AccountId) -> Factors {
    db.read_now(move |tx| of(tx, account)).unwrap().unwrap()
}

fn verify(db: &Db, account: AccountId, typed: &str) -> Checked {
    let typed = typed.to_owned();
    db.write_now("verify", move |tx| verify_totp(tx, account, &typed)).unwrap()
}

#[test]
fn an_app_is_set_up_by_its_first_code_and_asked_for_first_then() {
    let db = Db::memory();
    let account = story::register(&db, ANNA);
    let setup = begin(&db, account);
    assert!(setup.uri.0.starts_with("otpauth://totp/%D0%93"), "{}", setup.uri.0);
    assert!(setup.uri.0.contains("&algorithm=SHA1&digits=6&period=30"));
    assert_eq!(setup.secret.0.len(), 32);
    assert_eq!(confirm(&db, account, &setup, "000000"), Confirmed::Wrong);
    assert_eq!(factors(&db, account).totp, None, "not before it is confirmed");
    let code = shown(&db, &setup);
    assert_eq!(confirm(&db, account, &setup, &code), Confirmed::Done);
    let factors = factors(&db, account);
    assert_eq!((factors.totp, factors.default), (Some(db.clock().now()), Second::Totp));
    assert_eq!(told(&db, ANNA.email), ["two-step-changed"]);
    assert_eq!(confirm(&db, account, &setup, &code), Confirmed::Gone, "once");
}

#[test]
fn a_set_up_belongs_to_its_account_and_ends_after_a_while() {
    let db = Db::memory();
    let (anna, boris) = (story::register(&db, ANNA), story::register(&db, story::BORIS));
    let setup = begin(&db, anna);
    let code = shown(&db, &setup);
    assert_eq!(confirm(&db, boris, &setup, &code), Confirmed::Gone);
    db.clock().advance(SETUP_LIFE);
    let code = shown(&db, &setup);
    assert_eq!(confirm(&db, anna, &setup, &code), Confirmed::Gone);
}

#[test]
fn the_older_app_stays_until_the_newer_one_is_confirmed() {
    let (db, account, older) = with_app();
    let newer = begin(&db, account);
    db.clock().advance(30 * SECOND);
    assert_eq!(verify(&db, account, &shown(&db, &older)), Checked::Right);
    db.clock().advance(30 * SECOND);
    let code = shown(&db, &newer);
    assert_eq!(confirm(&db, account, &newer, &code), Confirmed::Done);
    db.clock().advance(30 * SECOND);
    assert!(matches!(verify(&db, account, &shown(&db, &older)), Checked::Wrong { .. }));
    assert_eq!(verify(&db, account, &shown(&db, &newer)), Checked::Right);
}

#[test]
fn a_time_step_is_accepted_once_and_one_step_off_is_right() {
    let (db, account, setup) = with_app();
    let used = shown(&db, &setup);
    assert_eq!(verify(&db, account, &used), Checked::Dead, "it confirmed the app");
    db.clock().advance(60 * SECOND);
    let code = shown(&db, &setup);
    db.clock().advance(30 * SECOND);
    assert_eq!(verify(&db, account, &code), Checked::Right, "the phone's clock is late");
    assert_eq!(verify(&db, account, &code), Checked::Dead);
    db.clock().advance(60 * SECOND);
    let code = shown(&db, &setup);
    db.clock().advance(60 * SECOND);
    assert!(matches!(verify(&db, account, &code), Checked::Wrong { .. }), "two steps are too many");
}

#[test]
fn a_clock_that_jumps_back_reopens_no_time_step() {
    let (db, account, setup) = with_app();
    db.clock().advance(HOUR);
    let code = shown(&db, &setup);
    assert_eq!(verify(&db, account, &code), Checked::Right);
    db.clock().advance(-30 * SECOND);
    assert_eq!(verify(&db, account, &code), Checked::Dead);
    assert_eq!(verify(&db, account, &shown(&db, &setup)), Checked::Dead);
}

#[test]
fn a_right_code_in_parallel_is_right_once() {
    let (db, account, setup) = with_app();
    db.clock().advance(30 * SECOND);
    let code = shown(&db, &setup);
    let threads: Vec<_> = (0..9)
        .map(|_| {
            let (db, code) = (db.clone(), code.clone());
            std::thread::spawn(move || verify(&db, account, &code))
        })
        .collect();
    let ends = threads.into_iter().map(|t| t.join().unwrap());
    assert_eq!(ends.filter(|end| *end == Checked::Right).count(), 1);
}

#[test]
fn ten_wrong_codes_close_the_app_for_an_hour() {
    let (db, account, setup) = with_app();
    db.clock().advance(30 * SECOND);
    for _ in 0..10 {
        assert!(matches!(verify(&db, account, "00000"), Checked::Wrong { .. }));
    }
    assert!(matches!(verify(&db, account, &shown(&db, &setup)), Checked::Spent { .. }));
    db.clock().advance(HOUR);
    assert_eq!(verify(&db, account, &shown(&db, &setup)), Checked::Right);
}

#[test]
fn who_has_an_app_signs_in_with_it_and_no_sms_is_sent() {
    let (db, _, setup) = with_app();
    db.clock().advance(30 * SECOND);
    let handle = try_password(&db, ANNA.phone, PASSWORD).second();
    let sent = db.read_now(|tx| notify::message::waiting_for(tx, ANNA.phone)).unwrap();
    assert!(sent.iter().all(|peek| peek.event != "code-login"));
    let code = shown(&db, &setup);
    let Answered::Entered { session, .. } = answer(&db, &handle, Means::Totp, &code) else {
        panic!("the code was right")
    };
    let crate::sso::Entered::New(opened) = session else { panic!("there was no session") };
    let sign_in = db
        .read_now(move |tx| web::session::data::<crate::sso::SignIn>(tx, opened.id))
        .unwrap()
        .unwrap();
    assert_eq!(sign_in.amr, ["pwd", "otp", "mfa"]);
}

#[test]
fn three_wrong_codes_of_the_app_leave_the_sms() {
    let (db, _, _) = with_app();
    let handle = try_password(&db, ANNA.phone, PASSWORD).second();
    assert!(matches!(answer(&db, &handle, Means::Totp, "00000"), Answered::Wrong { left: 2 }));
    assert!(matches!(answer(&db, &handle, Means::Totp, "00000"), Answered::Wrong { left: 1 }));
    assert!(matches!(answer(&db, &handle, Means::Totp, "00000"), Answered::Closed));
    let view = db.read_now(move |tx| crate::login::view(tx, &handle.0)).unwrap().unwrap();
    assert_eq!(view.open, [Means::Sms, Means::Email]);
}

#[test]
fn the_default_can_be_chosen_among_what_there_is() {
    let db = Db::memory();
    let account = story::register(&db, ANNA);
    let choose = |second| {
        db.write_now("choose", move |tx| set_default(tx, account, second, &browser("a").facts))
            .unwrap()
    };
    assert!(!choose(Second::Totp), "there is no app");
    let setup = begin(&db, account);
    let code = shown(&db, &setup);
    confirm(&db, account, &setup, &code);
    assert!(choose(Second::Sms));
    assert_eq!(factors(&db, account).default, Second::Sms);
    assert!(choose(Second::Totp));
    let removed =
        db.write_now("remove", move |tx| remove_totp(tx, account, &browser("a").facts)).unwrap();
    assert!(removed);
    assert_eq!(factors(&db, account).default, Second::Sms);
}
