//! Stories of who lost phone and password, and of who says so.

use ::store::{Db, HOUR, MINUTE, SECOND, Secret};
use registries::{Email, Phone};

use super::{entries, open_for, operator, operator_with, passport, reason};
use crate::Config;
use crate::account::{self, AccountId, Identifier};
use crate::recovery::{self, Begun, Means, Moved, Step};
use crate::regain::{APPROVAL, COOLING, Grant, LIFE, of, stop};
use crate::staff::document::{Document, Fit};
use crate::staff::regain::{Approving, Granting, Obstacle, Order, PER_DAY, approve, grant};
use crate::staff::{Acted, Clerk};
use crate::story::{self, ANNA, BORIS, browser, code_for, identifier, other_than, register, told};

const NEW_PHONE: &str = "+79005550022";
const NEW_EMAIL: &str = "anna.new@example.org";
const SNILS: &str = "112-233-445 95";
const PASSWORD: &str = "пять тигров спят";

/// Somebody whose passport and СНИЛС are known.
fn known(db: &Db) -> AccountId {
    let id = register(db, ANNA);
    db.write_now("known", move |tx| {
        account::set_passport(tx, id, &passport())?;
        account::set_snils(tx, id, &registries::Snils::parse(SNILS).unwrap())
    })
    .unwrap();
    id
}

fn order(phone: &str, email: Option<&str>) -> Order {
    Order {
        phone: Phone::parse(phone).unwrap(),
        email: email.map(|text| Email::parse(text).unwrap()),
        document: Document::Passport("4510123456".into()),
        reason: reason(),
    }
}

fn grant_to(db: &Db, by: &Clerk, id: AccountId, order: Order) -> Granting {
    db.clock().advance(SECOND / 1_000);
    let by = by.clone();
    db.write_now("grant", move |tx| grant(tx, &by, id, &order)).unwrap()
}

fn approve_of(db: &Db, by: &Clerk, id: AccountId) -> Approving {
    let by = by.clone();
    let document = Document::Passport("4510123456".into());
    db.write_now("approve", move |tx| approve(tx, &by, id, &document, &reason())).unwrap()
}

fn begin(db: &Db, who: &str) -> Secret {
    db.clock().advance(SECOND / 1_000);
    let who: Identifier = identifier(who);
    let begun = db
        .write_now("begin", move |tx| {
            recovery::begin(tx, &Config::default(), &who, web::Lang::Ru, &browser("a"))
        })
        .unwrap();
    match begun {
        Begun::Yes(handle) => handle,
        other => panic!("{other:?}"),
    }
}

fn type_email(db: &Db, handle: &Secret, code: &str) -> Moved {
    db.clock().advance(SECOND / 1_000);
    let (handle, code) = (handle.clone(), code.to_owned());
    db.write_now("email", move |tx| recovery::check_email(tx, &handle.0, &code, &browser("a")))
        .unwrap()
}

fn type_second(db: &Db, handle: &Secret, means: Means, code: &str) -> Moved {
    let (handle, code) = (handle.clone(), code.to_owned());
    db.write_now("second", move |tx| {
        recovery::check_second(tx, &handle.0, means, &code, &browser("a"))
    })
    .unwrap()
}

fn choose(db: &Db, handle: &Secret) -> Moved {
    let (handle, hashed) = (handle.clone(), crate::password::hash(PASSWORD, db.entropy()));
    db.write_now("choose", move |tx| recovery::set_password(tx, &handle.0, &hashed, &browser("a")))
        .unwrap()
}

fn open_now(db: &Db, handle: &Secret) -> Vec<Means> {
    let handle = handle.clone();
    db.read_now(move |tx| recovery::view(tx, &handle.0)).unwrap().unwrap().open
}

fn granted(db: &Db, id: AccountId) -> Option<Grant> {
    db.read_now(move |tx| of(tx, id)).unwrap()
}

/// The token of the newest link in the messages to an address.
fn token(db: &Db, to: &'static str) -> Secret {
    let peeks = db.read_now(move |tx| notify::message::waiting_for(tx, to)).unwrap();
    let found = peeks.iter().find_map(|peek| {
        let found = peek.args.iter().find(|(name, _)| name == "token");
        found.map(|(_, value)| value.clone())
    });
    Secret(found.expect("a link was sent"))
}

fn follow(db: &Db, token: &Secret) -> bool {
    let token = token.clone();
    db.write_now("stop", move |tx| stop(tx, &token, &browser("b").facts)).unwrap()
}

#[test]
fn who_lost_phone_and_password_comes_back_by_the_desk_her_mailbox_and_a_new_phone() {
    let db = Db::memory();
    let (anna, by) = (known(&db), operator(&db));
    let session = story::sign_in(&db, ANNA);
    open_for(&db, &by, anna);
    assert_eq!(grant_to(&db, &by, anna, order(NEW_PHONE, None)), Granting::Done);
    for address in [ANNA.email, ANNA.phone] {
        assert!(told(&db, address).contains(&"regain-granted".to_owned()), "{address}");
    }
    assert_eq!(told(&db, NEW_PHONE), ["regain-next"]);
    let handle = begin(&db, SNILS);
    assert_eq!(type_email(&db, &handle, &code_for(&db, ANNA.email)), Moved::To(Step::Second));
    assert_eq!(open_now(&db, &handle), [Means::NewPhone, Means::Sms], "the old phone stays open");
    let code = code_for(&db, NEW_PHONE);
    assert_eq!(type_second(&db, &handle, Means::Sms, &code), Moved::DeadCode, "not that phone");
    let moved = type_second(&db, &handle, Means::NewPhone, &code);
    assert_eq!(moved, Moved::To(Step::Password));
    assert!(granted(&db, anna).is_some(), "nothing has changed before the password");
    assert_eq!(choose(&db, &handle), Moved::To(Step::Done));
    assert!(granted(&db, anna).is_none() && !story::is_alive(&db, session));
    let person = story::account(&db, anna).personal;
    assert_eq!(person.phone.unwrap().value.as_str(), NEW_PHONE);
    assert_eq!(person.email.unwrap().value.as_str(), ANNA.email);
    for address in [ANNA.email, ANNA.phone, NEW_PHONE] {
        assert!(told(&db, address).contains(&"recovery-done".to_owned()), "{address}");
    }
    story::try_password(&db, NEW_PHONE, PASSWORD).second();
    assert_eq!(story::try_password(&db, ANNA.phone, PASSWORD).word(), "wrong, 4 left");
    let why = entries(&db, anna, "staff.regain_granted");
    assert_eq!(why[0].actor, format!("staff:{}", by.id));
    assert_eq!(why[0].payload.as_ref().unwrap()["reason"], reason().as_str());
    assert_eq!(entries(&db, anna, "regain.used").len(), 1);
}

#[test]
fn nobody_gets_a_phone_without_the_passport_of_the_account_or_for_her_own() {
    let db = Db::memory();
    let (anna, boris, by) = (known(&db), register(&db, BORIS), operator(&db));
    let good = || order(NEW_PHONE, None);
    assert_eq!(grant_to(&db, &by, anna, good()), Granting::Not(Acted::NotOpen));
    for id in [anna, boris] {
        open_for(&db, &by, id);
    }
    let wrong = Order { document: Document::Passport("4510123457".into()), ..good() };
    let answer = grant_to(&db, &by, anna, wrong);
    assert!(matches!(answer, Granting::Document(Fit::Wrong { .. })), "{answer:?}");
    let other = Order { document: Document::Other("права 77 12 345678".into()), ..good() };
    assert_eq!(grant_to(&db, &by, anna, other), Granting::Document(Fit::PassportWanted));
    assert_eq!(grant_to(&db, &by, boris, good()), Granting::Useless(Obstacle::NoPassport));
    let taken = grant_to(&db, &by, anna, order(BORIS.phone, None));
    assert_eq!(taken, Granting::Taken { email: false });
    let taken = grant_to(&db, &by, anna, order(NEW_PHONE, Some(BORIS.email)));
    assert_eq!(taken, Granting::Taken { email: true });
    let own = operator_with(&db, Some(anna));
    open_for(&db, &own, anna);
    assert_eq!(grant_to(&db, &own, anna, good()), Granting::Not(Acted::Own));
    assert_eq!(entries(&db, anna, "staff.own_refused").len(), 1);
    assert!(granted(&db, anna).is_none());
    for _ in 0..PER_DAY {
        assert_eq!(grant_to(&db, &by, anna, good()), Granting::Done);
    }
    assert!(matches!(grant_to(&db, &by, anna, good()), Granting::Spent { .. }));
    db.write_now("restrict", move |tx| {
        account::restrict(tx, anna, "проверка заявления", None, &account::By::System)
    })
    .unwrap();
    assert!(granted(&db, anna).is_none(), "it ends with the restriction");
    assert_eq!(grant_to(&db, &by, anna, good()), Granting::Useless(Obstacle::Closed));
}

#[test]
fn without_the_mailbox_the_new_phone_opens_nothing() {
    let db = Db::memory();
    let (anna, by) = (known(&db), operator(&db));
    open_for(&db, &by, anna);
    grant_to(&db, &by, anna, order(NEW_PHONE, None));
    let handle = begin(&db, ANNA.phone);
    assert_eq!(type_second(&db, &handle, Means::NewPhone, "123456"), Moved::To(Step::Email));
    assert_eq!(choose(&db, &handle), Moved::To(Step::Email));
    let bad = other_than(&code_for(&db, ANNA.email));
    assert!(matches!(type_email(&db, &handle, &bad), Moved::Wrong { .. }));
    let asked = handle.clone();
    let view = db.read_now(move |tx| recovery::view(tx, &asked.0)).unwrap().unwrap();
    assert!(view.new_phone.is_none() && view.open.is_empty(), "nothing of it is shown before");
}

#[test]
fn the_owner_stops_it_by_the_link_at_any_moment_before_the_password() {
    let db = Db::memory();
    let (anna, by) = (known(&db), operator(&db));
    open_for(&db, &by, anna);
    grant_to(&db, &by, anna, order(NEW_PHONE, None));
    let handle = begin(&db, ANNA.phone);
    type_email(&db, &handle, &code_for(&db, ANNA.email));
    type_second(&db, &handle, Means::NewPhone, &code_for(&db, NEW_PHONE));
    assert!(!follow(&db, &Secret("x".into())));
    let link = token(&db, ANNA.phone);
    assert!(follow(&db, &link) && !follow(&db, &link));
    assert_eq!(choose(&db, &handle), Moved::To(Step::Dead));
    assert!(told(&db, ANNA.email).contains(&"regain-stopped".to_owned()));
    assert_eq!(story::account(&db, anna).personal.phone.unwrap().value.as_str(), ANNA.phone);
    assert_eq!(story::try_password(&db, ANNA.phone, story::PASSWORD).word(), "right");
    assert_eq!(entries(&db, anna, "regain.stopped").len(), 1);
}

#[test]
fn who_signs_in_has_lost_nothing_and_it_ends() {
    let db = Db::memory();
    let (anna, by) = (known(&db), operator(&db));
    open_for(&db, &by, anna);
    grant_to(&db, &by, anna, order(NEW_PHONE, None));
    story::sign_in(&db, ANNA);
    assert!(granted(&db, anna).is_none());
    assert_eq!(entries(&db, anna, "regain.entered").len(), 1);
    db.clock().advance(MINUTE);
    let handle = begin(&db, ANNA.phone);
    type_email(&db, &handle, &code_for(&db, ANNA.email));
    assert_eq!(open_now(&db, &handle), [Means::Sms]);
}

#[test]
fn it_lives_a_day_and_a_newer_one_takes_its_place() {
    let db = Db::memory();
    let (anna, by) = (known(&db), operator(&db));
    open_for(&db, &by, anna);
    grant_to(&db, &by, anna, order(NEW_PHONE, None));
    let handle = begin(&db, ANNA.phone);
    type_email(&db, &handle, &code_for(&db, ANNA.email));
    type_second(&db, &handle, Means::NewPhone, &code_for(&db, NEW_PHONE));
    grant_to(&db, &by, anna, order("+79005550033", None));
    assert_eq!(choose(&db, &handle), Moved::To(Step::Dead), "another phone than was proved");
    db.clock().advance(LIFE);
    assert!(granted(&db, anna).is_none());
    db.clock().advance(-LIFE - HOUR);
    assert!(granted(&db, anna).is_none(), "from the future");
}

#[test]
fn three_wrong_codes_close_the_new_phone_and_leave_the_other_one() {
    let db = Db::memory();
    let (anna, by) = (known(&db), operator(&db));
    open_for(&db, &by, anna);
    grant_to(&db, &by, anna, order(NEW_PHONE, None));
    let handle = begin(&db, ANNA.phone);
    type_email(&db, &handle, &code_for(&db, ANNA.email));
    let bad = other_than(&code_for(&db, NEW_PHONE));
    for left in [2, 1] {
        let moved = type_second(&db, &handle, Means::NewPhone, &bad);
        assert_eq!(moved, Moved::Wrong { left });
    }
    assert_eq!(type_second(&db, &handle, Means::NewPhone, &bad), Moved::Closed);
    assert_eq!(open_now(&db, &handle), [Means::Sms]);
}

/// Of presses at once one consumes it, whatever else is pressed.
#[test]
fn it_is_used_once_however_many_recoveries_stand_before_the_password() {
    let db = Db::memory();
    let (anna, by) = (known(&db), operator(&db));
    open_for(&db, &by, anna);
    grant_to(&db, &by, anna, order(NEW_PHONE, None));
    let handles: Vec<Secret> = (0..2)
        .map(|_| {
            let handle = begin(&db, ANNA.phone);
            type_email(&db, &handle, &code_for(&db, ANNA.email));
            let code = code_for(&db, NEW_PHONE);
            let moved = type_second(&db, &handle, Means::NewPhone, &code);
            assert_eq!(moved, Moved::To(Step::Password));
            handle
        })
        .collect();
    let moved: Vec<Moved> = std::thread::scope(|scope| {
        let presses: Vec<_> = (0..6)
            .map(|n| {
                let (db, handle) = (&db, &handles[n % 2]);
                scope.spawn(move || choose(db, handle))
            })
            .collect();
        presses.into_iter().map(|press| press.join().unwrap()).collect()
    });
    assert!(moved.contains(&Moved::To(Step::Done)), "{moved:?}");
    assert_eq!(entries(&db, anna, "regain.used").len(), 1);
    assert_eq!(entries(&db, anna, "recovery.done").len(), 1);
}

#[test]
fn where_the_mailbox_is_lost_too_two_see_the_document_and_three_days_pass() {
    let db = Db::memory();
    let (anna, by, colleague) = (known(&db), operator(&db), operator(&db));
    for clerk in [&by, &colleague] {
        open_for(&db, clerk, anna);
    }
    let lost = || order(NEW_PHONE, Some(NEW_EMAIL));
    assert_eq!(grant_to(&db, &by, anna, lost()), Granting::Waits);
    assert!(told(&db, ANNA.phone).contains(&"regain-begun".to_owned()));
    assert!(told(&db, NEW_EMAIL).is_empty(), "nothing is promised yet");
    assert_eq!(approve_of(&db, &by, anna), Approving::Same);
    let from = db.clock().now().plus(COOLING);
    assert_eq!(approve_of(&db, &colleague, anna), Approving::Done { from });
    assert_eq!(approve_of(&db, &colleague, anna), Approving::Not(Acted::Needless));
    assert!(told(&db, ANNA.email).contains(&"regain-approved".to_owned()));
    assert_eq!(told(&db, NEW_EMAIL), ["regain-next"]);
    // Until then everything is as it was.
    let early = begin(&db, ANNA.phone);
    assert_eq!(type_email(&db, &early, &code_for(&db, ANNA.email)), Moved::To(Step::Second));
    assert_eq!(open_now(&db, &early), [Means::Sms]);
    db.clock().advance(COOLING);
    let handle = begin(&db, SNILS);
    assert_eq!(type_email(&db, &handle, &code_for(&db, NEW_EMAIL)), Moved::To(Step::Second));
    let code = code_for(&db, NEW_PHONE);
    let moved = type_second(&db, &handle, Means::NewPhone, &code);
    assert_eq!(moved, Moved::To(Step::Password));
    assert_eq!(choose(&db, &handle), Moved::To(Step::Done));
    let person = story::account(&db, anna).personal;
    assert_eq!(person.phone.unwrap().value.as_str(), NEW_PHONE);
    assert_eq!(person.email.unwrap().value.as_str(), NEW_EMAIL);
    for address in [ANNA.email, ANNA.phone, NEW_PHONE, NEW_EMAIL] {
        assert!(told(&db, address).contains(&"recovery-done".to_owned()), "{address}");
    }
}

#[test]
fn a_second_look_that_nobody_took_within_a_day_and_a_link_after_it_end_the_lane() {
    let db = Db::memory();
    let (anna, by, colleague) = (known(&db), operator(&db), operator(&db));
    open_for(&db, &by, anna);
    grant_to(&db, &by, anna, order(NEW_PHONE, Some(NEW_EMAIL)));
    db.clock().advance(APPROVAL);
    open_for(&db, &colleague, anna);
    assert_eq!(approve_of(&db, &colleague, anna), Approving::Not(Acted::Needless));
    open_for(&db, &by, anna);
    grant_to(&db, &by, anna, order(NEW_PHONE, Some(NEW_EMAIL)));
    let older = token(&db, ANNA.phone);
    db.clock().advance(SECOND);
    assert!(matches!(approve_of(&db, &colleague, anna), Approving::Done { .. }));
    let newer = token(&db, ANNA.phone);
    db.clock().advance(COOLING);
    let handle = begin(&db, ANNA.phone);
    assert!(!follow(&db, &older), "the newest letter counts");
    assert!(follow(&db, &newer));
    type_email(&db, &handle, &code_for(&db, NEW_EMAIL));
    assert!(open_now(&db, &handle).iter().all(|means| *means != Means::NewPhone));
}
