mod pages;
mod password;
mod regain;

use ::store::journal::{Entry, about};
use ::store::{DAY, Db};
use web::Role;

use super::*;
use crate::account::Level;
use crate::story::{ANNA, BORIS, account as account_of, register, told, try_password};

/// An operator who has no account here.
pub(super) fn operator(db: &Db) -> Clerk {
    operator_with(db, None)
}

pub(super) fn operator_with(db: &Db, own: Option<AccountId>) -> Clerk {
    let id = db.write_now("staff", |tx| Ok(StaffId(tx.new_id()))).unwrap();
    Clerk { id, own, name: id.to_string() }
}

pub(super) fn reason() -> Reason {
    Reason::parse("звонок человека, номер 17").unwrap()
}

pub(super) fn passport() -> registries::Passport {
    registries::Passport {
        series: "4510".into(),
        number: "123456".into(),
        issued_on: jiff::civil::date(2015, 3, 2),
        issued_by: "Отделом проверки".into(),
        issuer_code: "770-001".into(),
    }
}

fn search_for(db: &Db, by: &Clerk, text: &str) -> Search {
    let (by, text) = (by.clone(), text.to_owned());
    db.write_now("search", move |tx| search(tx, &by, &text)).unwrap()
}

fn look_at(db: &Db, by: &Clerk, id: AccountId) -> Look {
    let by = by.clone();
    db.write_now("look", move |tx| look(tx, &by, id)).unwrap()
}

pub(super) fn open_for(db: &Db, by: &Clerk, id: AccountId) {
    let (by, ground) = (by.clone(), Ground::Reason(reason()));
    let opened = db.write_now("open", move |tx| open(tx, &by, id, &ground)).unwrap();
    assert_eq!(opened, Acted::Done);
}

fn act_on(db: &Db, by: &Clerk, id: AccountId, action: Action) -> Acted {
    let by = by.clone();
    db.write_now("act", move |tx| act(tx, &by, id, action, &reason())).unwrap()
}

pub(super) fn entries(db: &Db, id: AccountId, event: &'static str) -> Vec<Entry> {
    let all = db.read_now(move |tx| about(tx, "identity", &id.to_string(), None, 500)).unwrap();
    all.into_iter().filter(|entry| entry.event == event).collect()
}

#[test]
fn people_are_found_by_exact_values_only_and_see_that_they_were() {
    let db = Db::memory();
    let (anna, by) = (register(&db, ANNA), operator(&db));
    let found = Search::Found { account: anna };
    for who in ["+7 900 123-45-67", "ANNA@EXAMPLE.ORG", &anna.to_string()] {
        assert_eq!(search_for(&db, &by, who), found, "{who}");
    }
    for nobody in ["Тестова", "anna", "+7 900 123-45-68", "", "%", "0000-0000", "1234-5678-90"]
    {
        assert_eq!(search_for(&db, &by, nobody), Search::Nobody, "{nobody}");
    }
    assert_eq!(entries(&db, anna, "staff.found").len(), 3);
    assert_eq!(entries(&db, anna, "staff.found")[0].actor, format!("staff:{}", by.id));
}

#[test]
fn who_comes_by_the_address_of_a_record_is_written_down_once_in_half_an_hour() {
    let db = Db::memory();
    let (anna, by) = (register(&db, ANNA), operator(&db));
    for _ in 0..2 {
        let Look::Shown(record) = look_at(&db, &by, anna) else { panic!("it is there") };
        assert!(record.open_until.is_none() && !record.own, "masked until a reason is given");
    }
    let found = entries(&db, anna, "staff.found");
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].actor, format!("staff:{}", by.id));
    assert_eq!(found[0].payload.as_ref().unwrap()["how"], "address");
    look_at(&db, &operator(&db), anna);
    assert_eq!(entries(&db, anna, "staff.found").len(), 2, "a colleague is another reader");
    db.clock().advance(VIEW_LIFE);
    look_at(&db, &by, anna);
    assert_eq!(entries(&db, anna, "staff.found").len(), 3);
    search_for(&db, &by, ANNA.phone);
    look_at(&db, &by, anna);
    assert_eq!(entries(&db, anna, "staff.found").len(), 4, "the search stands for the look");
    let nobody = AccountId(by.id.0);
    assert_eq!(look_at(&db, &by, nobody), Look::Nobody);
}

#[test]
fn searches_and_looks_are_limited_within_an_hour() {
    let db = Db::memory();
    let (anna, by) = (register(&db, ANNA), operator(&db));
    for _ in 0..SEARCHES_PER_HOUR {
        assert_eq!(search_for(&db, &by, "nobody@example.org"), Search::Nobody);
    }
    assert!(matches!(search_for(&db, &by, "nobody@example.org"), Search::Spent { .. }));
    for _ in 0..2 {
        assert!(matches!(look_at(&db, &by, anna), Look::Spent { .. }));
    }
    assert!(entries(&db, anna, "staff.found").is_empty());
    assert_eq!(search_for(&db, &operator(&db), "nobody@example.org"), Search::Nobody);
}

#[test]
fn a_record_is_open_for_who_gave_a_reason_for_half_an_hour_and_the_person_reads_it() {
    let db = Db::memory();
    let (anna, by, other) = (register(&db, ANNA), operator(&db), operator(&db));
    let is_open_for = |by: &Clerk| {
        let Look::Shown(record) = look_at(&db, by, anna) else { panic!("it is there") };
        record.open_until.is_some()
    };
    assert!(!is_open_for(&by));
    open_for(&db, &by, anna);
    assert!(is_open_for(&by) && !is_open_for(&other));
    let read = entries(&db, anna, "staff.read");
    let said = &read[0].payload.as_ref().unwrap()["reason"];
    assert_eq!(said, "звонок человека, номер 17");
    db.clock().advance(VIEW_LIFE);
    assert!(!is_open_for(&by));
}

/// Every change there is, also by somebody who has opened her own record.
#[test]
fn nobody_changes_her_own_account_and_the_attempt_is_written_down() {
    let db = Db::memory();
    let anna = register(&db, ANNA);
    let by = operator_with(&db, Some(anna));
    for _ in 0..5 {
        try_password(&db, ANNA.phone, "не тот пароль");
    }
    open_for(&db, &by, anna);
    for action in [Action::Unlock, Action::Restrict { days: None }, Action::Lift] {
        assert_eq!(act_on(&db, &by, anna, action), Acted::Own, "{action:?}");
    }
    let clerk = by.clone();
    let confirmed = db
        .write_now("confirm", move |tx| action::confirm(tx, &clerk, anna, "4510", "123456"))
        .unwrap();
    assert_eq!(confirmed, action::Confirmed::Not(Acted::Own));
    assert_eq!(account_of(&db, anna).status.as_str(), "locked");
    let refused = entries(&db, anna, "staff.own_refused");
    assert_eq!(refused.len(), 4);
    assert_eq!(refused[0].actor, format!("staff:{}", by.id));
    assert!(entries(&db, anna, "staff.acted").is_empty());
    let colleague = operator_with(&db, Some(register(&db, BORIS)));
    open_for(&db, &colleague, anna);
    assert_eq!(act_on(&db, &colleague, anna, Action::Unlock), Acted::Done);
}

#[test]
fn reasons_are_words() {
    for short in ["", "да", "потомучто", "по делу", "          "] {
        assert_eq!(Reason::parse(short), None, "{short}");
    }
    assert!(Reason::parse(&"слово ".repeat(100)).is_none(), "nobody reads that");
    assert_eq!(reason().as_str(), "звонок человека, номер 17");
}

#[test]
fn the_number_that_the_person_tells_opens_her_record_and_no_other() {
    let db = Db::memory();
    let (anna, boris, by) = (register(&db, ANNA), register(&db, BORIS), operator(&db));
    let number = db
        .write_now("number", move |tx| {
            account::raise(tx, anna, Level::Simple, Level::Standard)?;
            confirm::number(tx, anna)
        })
        .unwrap()
        .unwrap();
    assert_eq!(search_for(&db, &by, &number.text), Search::Found { account: anna });
    let open_by = |id, text: &str| {
        let (by, ground) = (by.clone(), Ground::Number(text.to_owned()));
        db.write_now("open", move |tx| open(tx, &by, id, &ground)).unwrap()
    };
    assert_eq!(open_by(boris, &number.text), Acted::WrongNumber);
    assert_eq!(open_by(anna, "0000-0000"), Acted::WrongNumber);
    assert_eq!(open_by(anna, &number.text), Acted::Done);
}

#[test]
fn a_locked_account_is_unlocked_with_a_reason_and_its_owner_is_told_once() {
    let db = Db::memory();
    let (anna, by) = (register(&db, ANNA), operator(&db));
    for _ in 0..5 {
        try_password(&db, ANNA.phone, "не тот пароль");
    }
    assert_eq!(account_of(&db, anna).status.as_str(), "locked");
    let go = || act_on(&db, &by, anna, Action::Unlock);
    assert_eq!(go(), Acted::NotOpen);
    open_for(&db, &by, anna);
    assert_eq!(go(), Acted::Done);
    assert_eq!(go(), Acted::Needless);
    let told = told(&db, ANNA.email);
    let unlocked = told.iter().filter(|event| *event == "unlocked-by-support");
    assert_eq!(unlocked.count(), 1, "{told:?}");
    assert_eq!(try_password(&db, ANNA.phone, crate::story::PASSWORD).word(), "right");
    assert_eq!(entries(&db, anna, "staff.acted").len(), 1);
}

#[test]
fn a_restriction_shows_its_reason_ends_sessions_and_is_lifted_by_time_or_hand() {
    let db = Db::memory();
    let (anna, by) = (register(&db, ANNA), operator(&db));
    let session = crate::story::sign_in(&db, ANNA);
    open_for(&db, &by, anna);
    let until = db.clock().now().plus(DAY);
    assert_eq!(act_on(&db, &by, anna, Action::Restrict { days: Some(1) }), Acted::Done);
    assert!(!crate::story::is_alive(&db, session));
    let restricted = account_of(&db, anna);
    assert!(is_restricted(&restricted, db.clock().now()));
    let Status::Restricted { why, .. } = &restricted.status else { panic!() };
    assert_eq!(why, reason().as_str());
    assert!(!is_restricted(&restricted, until), "it ends by itself");
    assert_eq!(act_on(&db, &by, anna, Action::Lift), Acted::Done);
    assert_eq!(account_of(&db, anna).status, Status::Active);
    assert!(told(&db, ANNA.email).contains(&"restriction-lifted".to_owned()));
}

#[test]
fn only_operators_have_these_pages() {
    let id = StaffId(Db::memory().write_now("id", |tx| Ok(tx.new_id())).unwrap());
    for role in Role::ALL {
        let member = web::Staff::for_story(id, &[role]);
        assert_eq!(member.require(Role::Operator).is_ok(), role == Role::Operator);
    }
}
