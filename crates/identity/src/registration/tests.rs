use ::store::{Db, HOUR, MINUTE, params};
use web::VisitFacts;

use super::document::Piece;
use super::*;
use crate::story::{self, ANNA, BORIS, Newcomer, browser, code_for, other_than, told};

fn view_of(db: &Db, handle: &Secret) -> Option<View> {
    let handle = handle.clone();
    db.read_now(move |tx| view(tx, &handle.0)).unwrap()
}

fn step_of_flow(db: &Db, handle: &Secret) -> Step {
    view_of(db, handle).unwrap().step
}

fn accounts(db: &Db) -> i64 {
    db.read_now(|tx| tx.query_one::<(i64,)>("select count(*) from identity_account", params![]))
        .unwrap()
        .0
}

#[test]
fn a_newcomer_gets_an_account_of_the_simple_level_and_is_signed_in() {
    let db = Db::memory();
    let handle = story::register_until(&db, ANNA, Step::PersonalData);
    let Finished::Done { account, session } = story::agree(&db, &handle, Kind::PersonalData) else {
        panic!("it is the last step")
    };
    let sso::Entered::New(opened) = session else { panic!("she had no session") };
    assert!(story::is_alive(&db, opened.id));
    let account = story::account(&db, account);
    assert_eq!(account.level, account::Level::Simple);
    assert_eq!(account.personal.name.to_string(), "Тестова Анна");
    assert!(account.personal.phone.unwrap().verified_at.is_some());
    assert_eq!(step_of_flow(&db, &handle), Step::Done);
}

#[test]
fn version_and_digest_of_what_was_agreed_to_are_kept() {
    let db = Db::memory();
    let account = story::register(&db, ANNA);
    let accepted = db.read_now(move |tx| accepted_by(tx, account)).unwrap();
    let kept: Vec<_> =
        accepted.iter().map(|(kind, _, sha256, _)| (kind.as_str(), sha256)).collect();
    let of = |kind| &Document::of(kind, Lang::Ru).sha256;
    assert_eq!(
        kept,
        [("agreement", of(Kind::Agreement)), ("personal-data", of(Kind::PersonalData))]
    );
    assert_ne!(of(Kind::Agreement), &Document::of(Kind::Agreement, Lang::En).sha256);
}

#[test]
fn a_document_whose_text_changed_since_the_page_was_shown_is_not_agreed_to() {
    let db = Db::memory();
    let handle = story::register_until(&db, ANNA, Step::Agreement);
    let finished = db
        .write_now("agree", move |tx| {
            accept(tx, &handle.0, Kind::Agreement, Lang::Ru, "older", &browser("a"), None)
        })
        .unwrap();
    assert!(matches!(finished, Finished::Not(Moved::OtherText)), "{finished:?}");
}

#[test]
fn documents_have_headings_and_paragraphs() {
    for (kind, lang) in [Kind::Agreement, Kind::PersonalData]
        .into_iter()
        .flat_map(|kind| Lang::ALL.map(|lang| (kind, lang)))
    {
        let pieces: Vec<Piece> = Document::of(kind, lang).pieces().collect();
        assert!(pieces.iter().filter(|p| matches!(p, Piece::Heading(_))).count() > 4);
        assert!(matches!(pieces[0], Piece::Paragraph(_)));
    }
}

/// All states, all forms: none of them moves past a fact that is missing.
#[test]
fn no_form_moves_a_registration_past_what_is_missing() {
    let steps = [
        Step::Email,
        Step::EmailCode,
        Step::Phone,
        Step::PhoneCode,
        Step::Password,
        Step::Agreement,
        Step::PersonalData,
    ];
    for stands_at in steps {
        for form in steps.into_iter().filter(|form| *form > stands_at) {
            let db = Db::memory();
            let handle = story::register_until(&db, ANNA, stands_at);
            assert_eq!(step_of_flow(&db, &handle), stands_at);
            let moved = send_form(&db, &handle, form);
            assert_eq!(moved, Moved::To(stands_at), "form {form:?} at {stands_at:?}");
            assert_eq!(step_of_flow(&db, &handle), stands_at);
            assert_eq!(accounts(&db), 0);
        }
    }
}

/// Earlier forms are safe, too: what is proved stays, what is changed has to be proved again.
#[test]
fn an_older_form_that_comes_again_undoes_nothing_unless_it_says_something_else() {
    let db = Db::memory();
    let handle = story::register_until(&db, ANNA, Step::Agreement);
    for form in [Step::Email, Step::EmailCode, Step::Phone, Step::PhoneCode] {
        send_form(&db, &handle, form);
        assert_eq!(step_of_flow(&db, &handle), Step::Agreement, "{form:?}");
    }
    let other = handle.clone();
    db.write_now("email", move |tx| {
        let email = Email::parse("other@example.org").unwrap();
        set_email(tx, &Config::default(), &other.0, &email, &browser("a"))
    })
    .unwrap();
    assert_eq!(step_of_flow(&db, &handle), Step::EmailCode);
    story::type_code(&db, &handle, Step::EmailCode, &code_for(&db, "other@example.org"));
    assert_eq!(step_of_flow(&db, &handle), Step::Agreement, "the phone is still proved");
}

fn send_form(db: &Db, handle: &Secret, form: Step) -> Moved {
    let handle = handle.clone();
    let hashed = password::decoy(db.entropy());
    db.write_now("form", move |tx| {
        let (config, visitor) = (Config::default(), browser("a"));
        Ok(match form {
            Step::Email => {
                let email = Email::parse(ANNA.email).unwrap();
                set_email(tx, &config, &handle.0, &email, &visitor)?
            }
            Step::EmailCode | Step::PhoneCode => check_code(tx, &handle.0, form, "123456")?,
            Step::Phone => {
                let phone = Phone::parse(ANNA.phone).unwrap();
                set_phone(tx, &config, &handle.0, &phone, &visitor)?
            }
            Step::Password => set_password(tx, &handle.0, &hashed, Strength::Good)?,
            Step::Agreement | Step::PersonalData => {
                let kind =
                    if form == Step::Agreement { Kind::Agreement } else { Kind::PersonalData };
                let sha256 = &Document::of(kind, Lang::Ru).sha256;
                match accept(tx, &handle.0, kind, Lang::Ru, sha256, &visitor, None)? {
                    Finished::Not(moved) => moved,
                    other => panic!("{other:?}"),
                }
            }
            Step::Name | Step::Done => unreachable!(),
        })
    })
    .unwrap()
}

#[test]
fn a_code_proves_the_address_it_was_sent_to_and_no_other() {
    let db = Db::memory();
    let handle = story::register_until(&db, BORIS, Step::EmailCode);
    let own = code_for(&db, BORIS.email);
    let other = handle.clone();
    db.write_now("email", move |tx| {
        let email = Email::parse("victim@example.org").unwrap();
        set_email(tx, &Config::default(), &other.0, &email, &browser("a"))
    })
    .unwrap();
    let moved = story::type_code(&db, &handle, Step::EmailCode, &own);
    assert_ne!(moved, Moved::To(Step::Phone));
    assert_eq!(step_of_flow(&db, &handle), Step::EmailCode);
}

#[test]
fn an_address_with_an_account_looks_like_any_other_and_its_owner_is_told() {
    let db = Db::memory();
    story::register(&db, ANNA);
    let taken = Newcomer { phone: BORIS.phone, ..ANNA };
    let handle = story::register_until(&db, taken, Step::EmailCode);
    let fresh = story::register_until(&db, BORIS, Step::EmailCode);
    let (seen, usual) = (view_of(&db, &handle).unwrap(), view_of(&db, &fresh).unwrap());
    let shown = |view: &View| {
        let code = view.code.unwrap();
        (view.step, code.number, code.alive, code.closed, code.again_in)
    };
    assert_eq!(shown(&seen), shown(&usual));
    assert_eq!(told(&db, ANNA.email), ["registration-address-taken"]);
    // Attempts end alike, too.
    let wrong = other_than(&code_for(&db, BORIS.email));
    for _ in 0..4 {
        let moved = story::type_code(&db, &handle, Step::EmailCode, "271828");
        assert_eq!(moved, story::type_code(&db, &fresh, Step::EmailCode, &wrong));
    }
}

#[test]
fn a_phone_with_an_account_never_gets_past_its_code() {
    let db = Db::memory();
    story::register(&db, ANNA);
    let handle = {
        let newcomer = Newcomer { phone: ANNA.phone, ..BORIS };
        story::register_until(&db, newcomer, Step::PhoneCode)
    };
    assert_eq!(told(&db, ANNA.phone), ["registration-address-taken"]);
    for code in 0..3 {
        let moved = story::type_code(&db, &handle, Step::PhoneCode, &format!("{code:06}"));
        assert!(matches!(moved, Moved::Wrong { .. }), "{moved:?}");
    }
    // The desk finds by the number of the page whose phone it is.
    let reference = view_of(&db, &handle).unwrap().reference;
    let inquiry = db.read_now(move |tx| inquire(tx, &reference)).unwrap().unwrap();
    assert!(inquiry.phone.unwrap().1.is_some());
    assert!(inquiry.email.unwrap().1.is_none());
}

#[test]
fn two_registrations_of_the_same_phone_end_in_one_account() {
    let db = Db::memory();
    let first = story::register_until(&db, ANNA, Step::PersonalData);
    db.clock().advance(MINUTE);
    let second = story::register_until(&db, ANNA, Step::PersonalData);
    let threads: Vec<_> = [first, second]
        .into_iter()
        .map(|handle| {
            let db = db.clone();
            std::thread::spawn(move || story::agree(&db, &handle, Kind::PersonalData))
        })
        .collect();
    let ends: Vec<Finished> = threads.into_iter().map(|t| t.join().unwrap()).collect();
    let done = ends.iter().filter(|end| matches!(end, Finished::Done { .. })).count();
    let taken = ends.iter().filter(|end| matches!(end, Finished::Taken { .. })).count();
    assert_eq!((done, taken, accounts(&db)), (1, 1, 1));
}

#[test]
fn a_newcomer_is_welcomed_once_by_e_mail() {
    let db = Db::memory();
    let handle = story::register_until(&db, ANNA, Step::PersonalData);
    for _ in 0..2 {
        story::agree(&db, &handle, Kind::PersonalData);
    }
    let welcomes = |to: &'static str| {
        let peeks = db.read_now(move |tx| notify::message::waiting_for(tx, to)).unwrap();
        peeks.iter().filter(|peek| peek.event == "account-created").count()
    };
    assert_eq!((welcomes(ANNA.email), welcomes(ANNA.phone)), (1, 0));
}

#[test]
fn the_last_form_sent_twice_makes_one_account() {
    let db = Db::memory();
    let handle = story::register_until(&db, ANNA, Step::PersonalData);
    assert!(matches!(story::agree(&db, &handle, Kind::PersonalData), Finished::Done { .. }));
    let again = story::agree(&db, &handle, Kind::PersonalData);
    assert!(matches!(again, Finished::Not(Moved::NoFlow)), "{again:?}");
    assert_eq!(accounts(&db), 1);
}

#[test]
fn another_browser_and_a_late_one_have_no_registration() {
    let db = Db::memory();
    let handle = story::register_until(&db, ANNA, Step::EmailCode);
    let code = code_for(&db, ANNA.email);
    let foreign = Secret("another".into());
    assert_eq!(story::type_code(&db, &foreign, Step::EmailCode, &code), Moved::NoFlow);
    db.clock().advance(LIFE);
    assert_eq!(story::type_code(&db, &handle, Step::EmailCode, &code), Moved::NoFlow);
    assert!(view_of(&db, &handle).is_none());
}

#[test]
fn a_clock_that_jumps_back_proves_nothing_and_strands_nobody() {
    let db = Db::memory();
    let handle = story::register_until(&db, ANNA, Step::EmailCode);
    let code = code_for(&db, ANNA.email);
    db.clock().advance(-HOUR);
    assert_eq!(story::type_code(&db, &handle, Step::EmailCode, &code), Moved::DeadCode);
    let other = handle.clone();
    let moved = db
        .write_now("resend", move |tx| resend(tx, &Config::default(), &other.0, &browser("a")))
        .unwrap();
    assert_eq!(moved, Moved::To(Step::EmailCode));
}

#[test]
fn registrations_that_are_begun_are_limited_within_an_hour_for_each_network() {
    let db = Db::memory();
    let config = Config { codes_per_address_hour: 1, ..Config::default() };
    let begin_one = || {
        let config = config.clone();
        let begun = db.write_now("begin", move |tx| {
            begin(tx, &config, &ANNA.name(), "/", Lang::Ru, &story::browser("a"))
        });
        matches!(begun.unwrap(), Begun::Yes(_))
    };
    assert!((0..BEGUN_PER_CODE).all(|_| begin_one()));
    assert!(!begin_one());
    db.clock().advance(HOUR);
    assert!(begin_one());
}

#[test]
fn one_network_cannot_have_codes_sent_to_the_whole_town() {
    let db = Db::memory();
    let config = Config { codes_per_address_hour: 3, ..Config::default() };
    let mut sent = 0;
    for n in 0..5 {
        let phone = format!("+7900000000{n}");
        let handle = story::register_until(&db, BORIS, Step::Phone);
        let (config, h) = (config.clone(), handle.clone());
        db.write_now("phone", move |tx| {
            set_phone(tx, &config, &h.0, &Phone::parse(&phone).unwrap(), &browser("a"))
        })
        .unwrap();
        sent += i64::from(view_of(&db, &handle).unwrap().code.is_some());
        db.clock().advance(MINUTE);
    }
    // Each newcomer's e-mail took one, too: with the usual allowance, of another size.
    assert!(sent <= 3, "{sent}");
}

#[test]
fn an_account_can_bear_every_name_that_people_have() {
    for family in ["О'Коннор", "Ёлкина", "Салтыков-Щедрин", "Ю", "д’Артаньян"]
    {
        let db = Db::memory();
        let account = story::register(&db, Newcomer { family, ..ANNA });
        let name = story::account(&db, account).personal.name;
        assert_eq!(name.family.as_str(), family.replace('’', "'"));
    }
    for refused in ["", "Я".repeat(200).as_str(), "Анна😀", "Ан\u{202e}на"] {
        assert!(registries::Name::parse(refused).is_err(), "{refused}");
    }
}

#[test]
fn the_journal_tells_what_happened_from_where_and_no_secrets() {
    let db = Db::memory();
    let account = story::register(&db, ANNA);
    let entries = db
        .read_now(move |tx| ::store::journal::about(tx, "identity", &account.to_string(), None, 10))
        .unwrap();
    let done = entries.iter().find(|entry| entry.event == "registration.done").unwrap();
    assert_eq!(done.site, "identity");
    let payload = done.payload.clone().unwrap();
    let VisitFacts { address, agent } = browser("a").facts;
    assert_eq!(payload["address"], address.to_string());
    assert_eq!(payload["agent"], agent);
    assert!(!payload.to_string().contains(ANNA.phone));
}
