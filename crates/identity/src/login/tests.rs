use ::store::{Db, HOUR, MINUTE, SECOND};

use super::attempt::UNFINISHED;
use super::*;
use crate::account::By;
use crate::password;
use crate::story::{
    self, ANNA, BORIS, PASSWORD, Tried, answer, browser, code_for, identifier, other_than, told,
    try_password,
};

const UNKNOWN: &str = "+79995554433";

fn view_of(db: &Db, handle: &Secret) -> Option<View> {
    let handle = handle.clone();
    db.read_now(move |tx| view(tx, &handle.0)).unwrap()
}

fn send_by(db: &Db, handle: &Secret, means: Means) -> Option<Sent> {
    let handle = handle.clone();
    db.write_now("send", move |tx| send(tx, &handle.0, means)).unwrap()
}

fn status(db: &Db, id: AccountId) -> Status {
    story::account(db, id).status
}

fn wrong(db: &Db, who: &str, times: usize) -> Vec<String> {
    (0..times).map(|_| try_password(db, who, "не тот пароль").word()).collect()
}

#[test]
fn phone_e_mail_and_password_lead_to_the_second_step_and_a_code_to_a_session() {
    let db = Db::memory();
    let account = story::register(&db, ANNA);
    for who in ["8 (900) 123-45-67", "ANNA@example.org"] {
        db.clock().advance(MINUTE);
        let handle = try_password(&db, who, PASSWORD).second();
        let Answered::Entered { session, next } =
            answer(&db, &handle, Means::Sms, &code_for(&db, ANNA.phone))
        else {
            panic!("the code was right")
        };
        assert_eq!(next, "/");
        let sso::Entered::New(opened) = session else { panic!("there was no session") };
        let sign_in = db
            .read_now(move |tx| web::session::data::<sso::SignIn>(tx, opened.id))
            .unwrap()
            .unwrap();
        assert_eq!(sign_in.amr, ["pwd", "sms", "mfa"]);
        assert_eq!(sign_in.at, db.clock().now());
    }
    assert_eq!(status(&db, account), Status::Active);
}

#[test]
fn a_code_by_e_mail_is_not_called_a_code_of_the_app() {
    let db = Db::memory();
    story::register(&db, ANNA);
    let handle = try_password(&db, ANNA.phone, PASSWORD).second();
    assert!(matches!(send_by(&db, &handle, Means::Email), Some(Sent::Sent { .. })));
    let entered = answer(&db, &handle, Means::Email, &code_for(&db, ANNA.email));
    let Answered::Entered { session: sso::Entered::New(opened), .. } = entered else {
        panic!("the code was right")
    };
    let sign_in =
        db.read_now(move |tx| web::session::data::<sso::SignIn>(tx, opened.id)).unwrap().unwrap();
    assert_eq!(sign_in.amr, ["pwd", "email", "mfa"]);
}

#[test]
fn a_snils_that_a_register_confirmed_signs_in_too() {
    let db = Db::memory();
    let account = story::register(&db, ANNA);
    assert_eq!(try_password(&db, "112-233-445 95", PASSWORD).word(), "wrong, 4 left");
    db.write_now("snils", move |tx| {
        let snils = registries::Snils::parse("112-233-445 95").unwrap();
        account::set_snils(tx, account, &snils)
    })
    .unwrap();
    try_password(&db, "112-233-445 95", PASSWORD).second();
    try_password(&db, "11223344595", PASSWORD).second();
}

#[test]
fn five_wrong_passwords_lock_by_whichever_name_they_come_and_the_right_one_is_not_looked_at() {
    let db = Db::memory();
    let account = story::register(&db, ANNA);
    let mut words = wrong(&db, ANNA.phone, 2);
    words.extend(wrong(&db, ANNA.email, 3));
    let left = |n| format!("wrong, {n} left");
    assert_eq!(words, [left(4), left(3), left(2), left(1), "locked".into()]);
    assert!(matches!(status(&db, account), Status::Locked { .. }));
    assert_eq!(try_password(&db, ANNA.phone, PASSWORD).word(), "locked");
    assert_eq!(told(&db, ANNA.phone), ["wrong-passwords-locked"]);
    assert_eq!(told(&db, ANNA.email), ["wrong-passwords-locked"]);
}

#[test]
fn an_unknown_identifier_is_answered_counted_and_locked_alike() {
    let db = Db::memory();
    story::register(&db, ANNA);
    assert_eq!(wrong(&db, ANNA.phone, 7), wrong(&db, UNKNOWN, 7));
    for moment in [MINUTE, HOUR, 40 * ::store::DAY] {
        db.clock().advance(moment);
        let (known, unknown) =
            (try_password(&db, ANNA.phone, PASSWORD), try_password(&db, UNKNOWN, PASSWORD));
        assert_eq!(known.word(), unknown.word());
    }
}

#[test]
fn of_two_hundred_wrong_passwords_in_parallel_five_are_compared() {
    let db = Db::memory();
    let account = story::register(&db, ANNA);
    let compared = parallel_wrong(&db, ANNA.phone);
    assert_eq!(compared, 5);
    assert!(matches!(status(&db, account), Status::Locked { .. }));
    assert_eq!(told(&db, ANNA.email), ["wrong-passwords-locked"], "told once");
    assert_eq!(parallel_wrong(&db, UNKNOWN), 5);
}

fn parallel_wrong(db: &Db, who: &'static str) -> usize {
    let threads: Vec<_> = (0..200)
        .map(|_| {
            let db = db.clone();
            std::thread::spawn(move || {
                matches!(try_password(&db, who, "не тот пароль"), Tried::Settled(_))
            })
        })
        .collect();
    threads.into_iter().map(|t| t.join().unwrap()).filter(|compared| *compared).count()
}

#[test]
fn a_right_password_forgets_the_wrong_ones_before_it() {
    let db = Db::memory();
    story::register(&db, ANNA);
    for _ in 0..3 {
        assert_eq!(wrong(&db, ANNA.phone, 4).last().unwrap(), "wrong, 1 left");
        try_password(&db, ANNA.phone, PASSWORD).second();
    }
}

#[test]
fn wrong_passwords_are_forgotten_after_a_day_without_another_but_not_by_a_clock_set_back() {
    let db = Db::memory();
    story::register(&db, ANNA);
    wrong(&db, ANNA.phone, 4);
    db.clock().advance(-3 * ::store::DAY);
    assert_eq!(wrong(&db, ANNA.phone, 1), ["locked"]);
    let db = Db::memory();
    story::register(&db, ANNA);
    wrong(&db, ANNA.phone, 4);
    db.clock().advance(::store::DAY + SECOND);
    assert_eq!(wrong(&db, ANNA.phone, 1), ["wrong, 4 left"]);
}

#[test]
fn passwords_whose_comparison_was_never_finished_count_as_wrong() {
    let db = Db::memory();
    story::register(&db, ANNA);
    for _ in 0..5 {
        charge_only(&db);
    }
    assert_eq!(try_password(&db, ANNA.phone, PASSWORD).word(), "wait");
    db.clock().advance(UNFINISHED);
    assert_eq!(try_password(&db, ANNA.phone, PASSWORD).word(), "locked");
}

fn charge_only(db: &Db) {
    db.write_now("charge", |tx| {
        let (config, who) = (Config::default(), identifier(ANNA.phone));
        charge(tx, &config, &who, browser("a").facts.address)
    })
    .unwrap();
}

#[test]
fn support_unlocks_and_the_owner_is_told() {
    let db = Db::memory();
    let account = story::register(&db, ANNA);
    wrong(&db, ANNA.phone, 5);
    // Messages of one millisecond have no order.
    db.clock().advance(MINUTE);
    db.write_now("unlock", move |tx| account::unlock(tx, account, &By::Staff("s1"))).unwrap();
    assert_eq!(told(&db, ANNA.phone)[0], "unlocked-by-support");
    try_password(&db, ANNA.phone, PASSWORD).second();
}

#[test]
fn open_sessions_go_on_while_an_account_is_locked() {
    let db = Db::memory();
    let account = story::register(&db, ANNA);
    let session = story::sign_in(&db, ANNA);
    wrong(&db, ANNA.phone, 5);
    assert!(story::is_alive(&db, session));
    assert!(db.read_now(move |tx| Ok(account::alive(tx, account)?.is_some())).unwrap());
}

#[test]
fn one_network_cannot_try_passwords_for_ever() {
    let db = Db::memory();
    let config = Config { passwords_per_address_hour: 2, ..Config::default() };
    let mut permits = Vec::new();
    for who in ["+79990000001", "+79990000002", "+79990000003"] {
        let config = config.clone();
        let permit = db
            .write_now("charge", move |tx| {
                charge(tx, &config, &identifier(who), browser("a").facts.address)
            })
            .unwrap();
        permits.push(matches!(permit, Permit::Go(_)));
    }
    assert_eq!(permits, [true, true, false]);
    let sql = "select count(*) from identity_attempt";
    let rows = db.read_now(move |tx| tx.query_one::<(i64,)>(sql, &[])).unwrap();
    assert_eq!(rows, (2,), "what was not tried leaves nothing behind");
}

#[test]
fn a_code_works_once_and_the_sign_in_is_over_then() {
    let db = Db::memory();
    story::register(&db, ANNA);
    let handle = try_password(&db, ANNA.phone, PASSWORD).second();
    let code = code_for(&db, ANNA.phone);
    assert!(matches!(answer(&db, &handle, Means::Sms, &code), Answered::Entered { .. }));
    assert!(matches!(answer(&db, &handle, Means::Sms, &code), Answered::NoFlow));
    assert!(view_of(&db, &handle).is_none());
}

#[test]
fn fifty_right_codes_in_parallel_open_one_session() {
    let db = Db::memory();
    story::register(&db, ANNA);
    let handle = try_password(&db, ANNA.phone, PASSWORD).second();
    let code = code_for(&db, ANNA.phone);
    let threads: Vec<_> = (0..50)
        .map(|_| {
            let (db, handle, code) = (db.clone(), handle.clone(), code.clone());
            std::thread::spawn(move || answer(&db, &handle, Means::Sms, &code))
        })
        .collect();
    let ends = threads.into_iter().map(|t| t.join().unwrap());
    assert_eq!(ends.filter(|end| matches!(end, Answered::Entered { .. })).count(), 1);
}

#[test]
fn the_code_of_another_sign_in_or_another_person_is_wrong() {
    let db = Db::memory();
    story::register(&db, ANNA);
    story::register(&db, BORIS);
    let first = try_password(&db, ANNA.phone, PASSWORD).second();
    let code_of_first = code_for(&db, ANNA.phone);
    let second = try_password(&db, ANNA.phone, PASSWORD).second();
    assert!(matches!(
        answer(&db, &second, Means::Sms, &code_of_first),
        Answered::Wrong { left: 2 }
    ));
    let boris = try_password(&db, BORIS.phone, PASSWORD).second();
    let code = code_for(&db, ANNA.phone);
    assert!(matches!(answer(&db, &boris, Means::Sms, &code), Answered::Wrong { left: 2 }));
    assert!(matches!(answer(&db, &first, Means::Sms, &code_of_first), Answered::Entered { .. }));
}

#[test]
fn the_second_step_without_the_first_does_not_exist() {
    let db = Db::memory();
    story::register(&db, ANNA);
    let id = try_password(&db, ANNA.phone, PASSWORD).second();
    let id = view_of(&db, &id).unwrap().id;
    for means in [Means::Sms, Means::Totp, Means::Email] {
        let foreign = Secret("made up".into());
        let answered = db
            .write_now("answer", move |tx| {
                super::answer(tx, &foreign.0, id, means, "123456", &browser("b"), None)
            })
            .unwrap();
        assert!(matches!(answered, Answered::NoFlow), "{answered:?}");
    }
    assert_eq!(send_by(&db, &Secret("made up".into()), Means::Sms), None);
}

#[test]
fn the_form_of_an_older_tab_answers_nothing_for_a_newer_sign_in() {
    let db = Db::memory();
    story::register(&db, ANNA);
    let older = try_password(&db, ANNA.phone, PASSWORD).second();
    let older = view_of(&db, &older).unwrap().id;
    let handle = try_password(&db, ANNA.phone, PASSWORD).second();
    let code = code_for(&db, ANNA.phone);
    let answered = db
        .write_now("answer", move |tx| {
            super::answer(tx, &handle.0, older, Means::Sms, &code, &browser("a"), None)
        })
        .unwrap();
    assert!(matches!(answered, Answered::NoFlow), "{answered:?}");
}

#[test]
fn a_sign_in_that_takes_too_long_is_over() {
    let db = Db::memory();
    story::register(&db, ANNA);
    let handle = try_password(&db, ANNA.phone, PASSWORD).second();
    db.clock().advance(LIFE);
    assert!(view_of(&db, &handle).is_none());
    assert!(matches!(answer(&db, &handle, Means::Sms, "123456"), Answered::NoFlow));
}

#[test]
fn three_wrong_codes_lead_to_the_alternative_and_three_more_to_support() {
    let db = Db::memory();
    story::register(&db, ANNA);
    let handle = try_password(&db, ANNA.phone, PASSWORD).second();
    let code = code_for(&db, ANNA.phone);
    let bad = other_than(&code);
    assert!(matches!(answer(&db, &handle, Means::Sms, &bad), Answered::Wrong { left: 2 }));
    assert!(matches!(answer(&db, &handle, Means::Sms, &bad), Answered::Wrong { left: 1 }));
    assert!(matches!(answer(&db, &handle, Means::Sms, &bad), Answered::Closed));
    assert!(matches!(answer(&db, &handle, Means::Sms, &code), Answered::Closed), "even the right");
    assert_eq!(send_by(&db, &handle, Means::Sms), None);
    assert_eq!(view_of(&db, &handle).unwrap().open, [Means::Email]);

    assert_eq!(send_by(&db, &handle, Means::Email), Some(Sent::Sent { number: 1 }));
    let bad = other_than(&code_for(&db, ANNA.email));
    answer(&db, &handle, Means::Email, &bad);
    answer(&db, &handle, Means::Email, &bad);
    assert!(matches!(answer(&db, &handle, Means::Email, &bad), Answered::OutOfMeans));
    assert!(view_of(&db, &handle).unwrap().dead);
    assert_eq!(told(&db, ANNA.phone), ["login-codes-wrong"]);
}

#[test]
fn the_alternative_by_e_mail_signs_in() {
    let db = Db::memory();
    story::register(&db, ANNA);
    let handle = try_password(&db, ANNA.phone, PASSWORD).second();
    send_by(&db, &handle, Means::Email);
    let code = code_for(&db, ANNA.email);
    assert!(matches!(answer(&db, &handle, Means::Sms, &code), Answered::Wrong { .. }));
    assert!(matches!(answer(&db, &handle, Means::Email, &code), Answered::Entered { .. }));
}

#[test]
fn the_countdown_belongs_to_one_sign_in_and_a_new_one_sends_at_once() {
    let db = Db::memory();
    story::register(&db, ANNA);
    let first = try_password(&db, ANNA.phone, PASSWORD).second();
    db.clock().advance(10 * SECOND);
    assert!(matches!(send_by(&db, &first, Means::Sms), Some(Sent::Wait { .. })));
    let second = try_password(&db, ANNA.phone, PASSWORD).second();
    assert_eq!(view_of(&db, &second).unwrap().sms.unwrap().number, 1);
    db.clock().advance(50 * SECOND);
    assert_eq!(send_by(&db, &first, Means::Sms), Some(Sent::Sent { number: 2 }));
}

#[test]
fn ten_codes_an_hour_are_sent_to_an_account_across_its_sign_ins() {
    let db = Db::memory();
    story::register(&db, ANNA);
    let sent = (0..12).filter(|_| {
        let handle = try_password(&db, ANNA.phone, PASSWORD).second();
        view_of(&db, &handle).unwrap().sms.is_some()
    });
    assert_eq!(sent.count(), 10);
}

#[test]
fn ten_wrong_codes_an_hour_are_compared_across_sign_ins() {
    let db = Db::memory();
    story::register(&db, ANNA);
    let mut ends = Vec::new();
    for _ in 0..6 {
        let handle = try_password(&db, ANNA.phone, PASSWORD).second();
        let bad = other_than(&code_for(&db, ANNA.phone));
        ends.push(answer(&db, &handle, Means::Sms, &bad));
        ends.push(answer(&db, &handle, Means::Sms, &bad));
    }
    let spent = ends.iter().filter(|end| matches!(end, Answered::Spent { .. })).count();
    assert_eq!((ends.len(), spent), (12, 2));
}

#[test]
fn a_restriction_is_explained_after_both_factors_and_opens_nothing() {
    let db = Db::memory();
    let account = story::register(&db, ANNA);
    let session = story::sign_in(&db, ANNA);
    db.write_now("restrict", move |tx| {
        account::restrict(tx, account, "Проверяем жалобу № 7", None, &By::Staff("s1"))
    })
    .unwrap();
    assert!(!story::is_alive(&db, session), "open sessions end");
    assert!(db.read_now(move |tx| Ok(account::alive(tx, account)?.is_none())).unwrap());
    db.clock().advance(MINUTE);
    let handle = try_password(&db, ANNA.phone, PASSWORD).second();
    let answered = answer(&db, &handle, Means::Sms, &code_for(&db, ANNA.phone));
    assert!(
        matches!(&answered, Answered::Refused { why: Some(why), .. } if why.contains("№ 7")),
        "{answered:?}"
    );
    db.write_now("lift", move |tx| account::lift(tx, account, &By::Staff("s1"))).unwrap();
    story::sign_in(&db, ANNA);
}

#[test]
fn a_restriction_with_an_end_ends_by_itself() {
    let db = Db::memory();
    let account = story::register(&db, ANNA);
    let until = db.clock().now().plus(HOUR);
    db.write_now("restrict", move |tx| {
        account::restrict(tx, account, "На час", Some(until), &By::System)
    })
    .unwrap();
    db.clock().advance(HOUR);
    story::sign_in(&db, ANNA);
}

#[test]
fn a_closed_account_is_like_one_that_never_was() {
    let db = Db::memory();
    let account = story::register(&db, ANNA);
    db.write_now("close", move |tx| account::close(tx, account, &By::Owner)).unwrap();
    assert_eq!(try_password(&db, ANNA.phone, PASSWORD).word(), "wrong, 4 left");
    let again = story::register(&db, ANNA);
    assert_ne!(again, account, "phone and address are free again");
}

#[test]
fn only_a_new_browser_or_network_is_told_of() {
    let db = Db::memory();
    story::register(&db, ANNA);
    story::sign_in(&db, ANNA);
    assert!(told(&db, ANNA.email).is_empty(), "the browser she registered in is known");
    db.clock().advance(MINUTE);
    let handle = try_password(&db, ANNA.phone, PASSWORD).second();
    let code = code_for(&db, ANNA.phone);
    db.write_now("answer", move |tx| {
        let id = view(tx, &handle.0)?.unwrap().id;
        super::answer(tx, &handle.0, id, Means::Sms, &code, &browser("b"), None)
    })
    .unwrap();
    assert_eq!(told(&db, ANNA.email), ["sign-in-new"]);
}

#[test]
fn signing_in_again_in_the_same_browser_renews_the_session() {
    let db = Db::memory();
    let account = story::register(&db, ANNA);
    let session = story::sign_in(&db, ANNA);
    db.clock().advance(20 * MINUTE);
    let handle = try_password(&db, ANNA.phone, PASSWORD).second();
    let code = code_for(&db, ANNA.phone);
    let answered = db
        .write_now("answer", move |tx| {
            let sign_in = web::session::data(tx, session)?.unwrap();
            let before = Sso { session, account, sign_in };
            let id = view(tx, &handle.0)?.unwrap().id;
            super::answer(tx, &handle.0, id, Means::Sms, &code, &browser("a"), Some(&before))
        })
        .unwrap();
    assert!(matches!(&answered, Answered::Entered { session: sso::Entered::Again(renewed), .. }
            if renewed.id == session));
    let sign_in =
        db.read_now(move |tx| web::session::data::<sso::SignIn>(tx, session)).unwrap().unwrap();
    assert_eq!(sign_in.at, db.clock().now());
}

#[test]
fn where_to_go_afterwards_is_a_local_path_only() {
    let db = Db::memory();
    story::register(&db, ANNA);
    for (next, expected) in
        [("/oauth2/authorize?flow=1", "/oauth2/authorize?flow=1"), ("//evil.example", "/")]
    {
        db.clock().advance(MINUTE);
        let ticket = db
            .write_now("charge", |tx| {
                charge(tx, &Config::default(), &identifier(ANNA.phone), browser("a").facts.address)
            })
            .unwrap();
        let Permit::Go(ticket) = ticket else { panic!("{ticket:?}") };
        assert!(password::is_right(PASSWORD, &ticket.hashed));
        let settled = db
            .write_now("settle", move |tx| settle(tx, &ticket, true, next, &browser("a")))
            .unwrap();
        let Settled::Second { handle, .. } = settled else { panic!("{settled:?}") };
        let end = answer(&db, &handle, Means::Sms, &code_for(&db, ANNA.phone));
        assert!(matches!(end, Answered::Entered { next, .. } if next == expected));
    }
}

#[tokio::test]
async fn who_is_turned_away_for_lack_of_room_has_not_tried() {
    use crate::provider::tests::world::Browser;
    let db = Db::memory();
    story::register(&db, ANNA);
    let app = web::App::for_story(db.clone());
    let (out, entropy) = (app.out.clone(), app.entropy.clone());
    let registries = registries::Registries::at("http://127.0.0.1:9", out, entropy);
    let identity = crate::Identity::new(app.clone(), registries, Config::default());
    let routes = crate::routes(&identity);
    let router = web::site_router(app.clone(), web::Site::Identity, routes);
    let mut browser = Browser::over(router, None);
    let page = browser.get("/login").await;
    let turns: Vec<_> = std::iter::from_fn(|| app.cpu.enter().ok()).collect();
    let typed = [("login", ANNA.phone), ("password", PASSWORD)];
    assert_eq!(browser.submit("/login", &page, &typed).await.status.as_u16(), 503);
    drop(turns);
    assert_eq!(try_password(&db, ANNA.phone, "не тот пароль").word(), "wrong, 4 left");
    assert_eq!(browser.submit("/login", &page, &typed).await.location(), "/login/code");
}

#[test]
fn after_a_restore_no_sign_in_goes_on() {
    let db = Db::memory();
    story::register(&db, ANNA);
    let handle = try_password(&db, ANNA.phone, PASSWORD).second();
    let code = code_for(&db, ANNA.phone);
    db.write_now("restored", crate::tidy::restored).unwrap();
    assert!(matches!(answer(&db, &handle, Means::Sms, &code), Answered::NoFlow));
}

#[test]
fn who_signs_in_on_english_pages_is_written_to_in_english_from_then_on() {
    let db = Db::memory();
    let anna = story::register(&db, ANNA);
    let handle = try_password(&db, ANNA.phone, PASSWORD).second();
    let code = code_for(&db, ANNA.phone);
    let english = Visitor { lang: Lang::En, ..browser("b") };
    let answered = db.write_now("answer", move |tx| {
        let view = view(tx, &handle.0)?.unwrap();
        assert_eq!(account::find(tx, anna)?.unwrap().lang, Lang::Ru, "not before she is in");
        super::answer(tx, &handle.0, view.id, Means::Sms, &code, &english, None)
    });
    assert!(matches!(answered.unwrap(), Answered::Entered { .. }));
    assert_eq!(story::account(&db, anna).lang, Lang::En);
    let whom = account::recipient(anna);
    let contact = db.read_now(move |tx| notify::contact::of(tx, &whom)).unwrap();
    assert_eq!(contact.unwrap().lang, Lang::En);
    // But the warning of this very sign-in is for the owner, if it was somebody else.
    let peeks = db.read_now(move |tx| notify::message::waiting_for(tx, ANNA.email)).unwrap();
    let warning = peeks.iter().find(|peek| peek.event == "sign-in-new").expect("a warning");
    assert_eq!(warning.lang, Lang::Ru);
}
