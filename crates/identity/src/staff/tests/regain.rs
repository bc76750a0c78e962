//! Stories of who lost phone and password, and of who says so.

use ::store::{DAY, Db, HOUR, MINUTE, SECOND, Secret};
use notify::Channel;
use registries::{Email, Phone};

use super::{entries, open_for, operator, operator_with, passport, reason};
use crate::Config;
use crate::account::{self, AccountId, Identifier};
use crate::recovery::{self, Begun, Means, Moved, Step};
use crate::regain::{APPROVAL, COOLING, Grant, LIFE, RegainId, of, stop};
use crate::staff::document::{Document, Fit};
use crate::staff::handover::{self, Handed};
use crate::staff::regain::{
    Approving, Granting, Obstacle, Order, PER_DAY, approve, grant, withdraw,
};
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

/// Of what lives at that moment.
fn approve_of(db: &Db, by: &Clerk, id: AccountId) -> Approving {
    let fresh = || db.write_now("id", |tx| Ok(RegainId(tx.new_id()))).unwrap();
    let seen = granted(db, id).map_or_else(fresh, |grant| grant.id);
    approve_seen(db, by, id, seen)
}

fn approve_seen(db: &Db, by: &Clerk, id: AccountId, seen: RegainId) -> Approving {
    let by = by.clone();
    let document = Document::Passport("4510123456".into());
    db.write_now("approve", move |tx| approve(tx, &by, id, seen, &document, &reason())).unwrap()
}

fn take_back(db: &Db, by: &Clerk, id: AccountId) {
    let by = by.clone();
    let acted = db.write_now("withdraw", move |tx| withdraw(tx, &by, id)).unwrap();
    assert_eq!(acted, Acted::Done);
}

/// Writes down that a contact goes to somebody else.
fn hand(db: &Db, by: &Clerk, from: AccountId, channel: Channel, to: &str) {
    let (by, document) = (by.clone(), Document::Other("права 77 12 345678".into()));
    let order = handover::Order { channel, to: to.to_owned(), document, reason: reason() };
    let handed = db.write_now("hand", move |tx| handover::hand_over(tx, &by, from, &order));
    assert!(matches!(handed.unwrap(), Handed::Done(_)));
}

fn send_sms(db: &Db, handle: &Secret) {
    let handle = handle.clone();
    let sent =
        db.write_now("sms", move |tx| recovery::send(tx, &handle.0, Means::Sms, web::Lang::Ru));
    assert_eq!(sent.unwrap(), Moved::To(Step::Second));
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
        assert_eq!(grant_to(&db, &by, anna, good()), Granting::Lives, "it is taken back first");
        take_back(&db, &by, anna);
    }
    assert!(matches!(grant_to(&db, &by, anna, good()), Granting::Spent { .. }));
    db.clock().advance(DAY);
    open_for(&db, &by, anna);
    assert_eq!(grant_to(&db, &by, anna, good()), Granting::Done);
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
fn it_lives_a_day_and_is_replaced_only_after_it_was_taken_back() {
    let db = Db::memory();
    let (anna, by) = (known(&db), operator(&db));
    open_for(&db, &by, anna);
    grant_to(&db, &by, anna, order(NEW_PHONE, None));
    let handle = begin(&db, ANNA.phone);
    type_email(&db, &handle, &code_for(&db, ANNA.email));
    type_second(&db, &handle, Means::NewPhone, &code_for(&db, NEW_PHONE));
    let other = || order("+79005550033", None);
    assert_eq!(grant_to(&db, &by, anna, other()), Granting::Lives);
    assert_eq!(granted(&db, anna).unwrap().phone.as_str(), NEW_PHONE);
    take_back(&db, &by, anna);
    assert_eq!(grant_to(&db, &by, anna, other()), Granting::Done);
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
fn a_second_look_that_nobody_took_within_a_day_and_any_link_after_it_end_the_lane() {
    let db = Db::memory();
    let (anna, by, colleague) = (known(&db), operator(&db), operator(&db));
    open_for(&db, &by, anna);
    grant_to(&db, &by, anna, order(NEW_PHONE, Some(NEW_EMAIL)));
    db.clock().advance(APPROVAL);
    open_for(&db, &colleague, anna);
    assert_eq!(approve_of(&db, &colleague, anna), Approving::Not(Acted::Needless));
    open_for(&db, &by, anna);
    grant_to(&db, &by, anna, order(NEW_PHONE, Some(NEW_EMAIL)));
    let first = token(&db, ANNA.phone);
    db.clock().advance(SECOND);
    assert!(matches!(approve_of(&db, &colleague, anna), Approving::Done { .. }));
    assert_eq!(token(&db, ANNA.phone).0, first.0, "every letter has the same link");
    db.clock().advance(COOLING);
    let handle = begin(&db, ANNA.phone);
    assert!(follow(&db, &first) && !follow(&db, &first));
    type_email(&db, &handle, &code_for(&db, NEW_EMAIL));
    assert!(open_now(&db, &handle).iter().all(|means| *means != Means::NewPhone));
}

/// Who granted it must not be able to put another phone in its place while a colleague compares.
#[test]
fn a_colleague_confirms_only_what_she_has_looked_at() {
    let db = Db::memory();
    let (anna, by, colleague) = (known(&db), operator(&db), operator(&db));
    for clerk in [&by, &colleague] {
        open_for(&db, clerk, anna);
    }
    grant_to(&db, &by, anna, order(NEW_PHONE, Some(NEW_EMAIL)));
    let seen = granted(&db, anna).unwrap();
    let own = || order("+79005550033", Some("operator@example.org"));
    assert_eq!(grant_to(&db, &by, anna, own()), Granting::Lives);
    assert_eq!(granted(&db, anna).as_ref(), Some(&seen), "nothing has changed");
    take_back(&db, &by, anna);
    assert_eq!(approve_seen(&db, &colleague, anna, seen.id), Approving::Not(Acted::Needless));
    assert_eq!(grant_to(&db, &by, anna, own()), Granting::Waits);
    let swapped = granted(&db, anna).unwrap();
    assert_ne!(swapped.id, seen.id);
    assert_eq!(approve_seen(&db, &colleague, anna, seen.id), Approving::Changed);
    assert_eq!(granted(&db, anna).as_ref(), Some(&swapped), "nobody's word was taken for it");
    assert!(swapped.usable_at.is_none());
    assert!(told(&db, "operator@example.org").is_empty());
    assert!(entries(&db, anna, "staff.regain_approved").is_empty());
    let answer = approve_seen(&db, &colleague, anna, swapped.id);
    assert!(matches!(answer, Approving::Done { .. }), "{answer:?}");
    assert_eq!(approve_seen(&db, &colleague, anna, seen.id), Approving::Changed);
}

#[test]
fn a_recovery_that_did_not_need_it_ends_it() {
    let db = Db::memory();
    let (anna, by) = (known(&db), operator(&db));
    open_for(&db, &by, anna);
    grant_to(&db, &by, anna, order(NEW_PHONE, None));
    let handle = begin(&db, ANNA.phone);
    type_email(&db, &handle, &code_for(&db, ANNA.email));
    send_sms(&db, &handle);
    let moved = type_second(&db, &handle, Means::Sms, &code_for(&db, ANNA.phone));
    assert_eq!(moved, Moved::To(Step::Password));
    assert!(granted(&db, anna).is_some(), "not before the password");
    assert_eq!(choose(&db, &handle), Moved::To(Step::Done));
    assert!(granted(&db, anna).is_none());
    assert_eq!(entries(&db, anna, "regain.recovered").len(), 1);
    assert!(entries(&db, anna, "regain.used").is_empty());
    assert_eq!(story::account(&db, anna).personal.phone.unwrap().value.as_str(), ANNA.phone);
}

#[test]
fn who_reads_a_contact_in_a_recovery_keeps_it() {
    let db = Db::memory();
    let (anna, by) = (known(&db), operator(&db));
    register(&db, BORIS);
    open_for(&db, &by, anna);
    let kept = || entries(&db, anna, "account.contact_kept").len();
    for channel in [Channel::Email, Channel::Sms] {
        hand(&db, &by, anna, channel, BORIS.phone);
    }
    db.write_now("temporary", move |tx| {
        recovery::begin_by_password(tx, anna, &browser("a")).map(|_| ())
    })
    .unwrap();
    assert_eq!(kept(), 0, "a temporary password is not a code that was read now");
    db.clock().advance(MINUTE);
    let handle = begin(&db, ANNA.phone);
    let code = code_for(&db, ANNA.email);
    type_email(&db, &handle, &other_than(&code));
    assert_eq!(kept(), 0, "nor is a wrong one");
    type_email(&db, &handle, &code);
    assert_eq!(kept(), 1);
    let code = code_for(&db, ANNA.phone);
    assert_eq!(type_second(&db, &handle, Means::Sms, &code), Moved::To(Step::Password));
    assert_eq!(kept(), 2);
}

#[test]
fn codes_to_what_the_desk_granted_keep_nothing() {
    let db = Db::memory();
    let (anna, by, colleague) = (known(&db), operator(&db), operator(&db));
    register(&db, BORIS);
    for clerk in [&by, &colleague] {
        open_for(&db, clerk, anna);
    }
    grant_to(&db, &by, anna, order(NEW_PHONE, Some(NEW_EMAIL)));
    approve_of(&db, &colleague, anna);
    db.clock().advance(COOLING);
    open_for(&db, &by, anna);
    for channel in [Channel::Email, Channel::Sms] {
        hand(&db, &by, anna, channel, BORIS.phone);
    }
    let handle = begin(&db, SNILS);
    type_email(&db, &handle, &code_for(&db, NEW_EMAIL));
    let moved = type_second(&db, &handle, Means::NewPhone, &code_for(&db, NEW_PHONE));
    assert_eq!(moved, Moved::To(Step::Password));
    assert!(entries(&db, anna, "account.contact_kept").is_empty());
}
