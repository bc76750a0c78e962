//! Stories of the door to the desk.

use ::store::{DAY, Db};
use web::session::Limits;
use web::{Role, Site, Staff, StaffId, VisitFacts};

use super::*;

const TWO: &[&str] = &["pwd", "otp", "mfa"];
const MAIL: &[&str] = &["pwd", "email", "mfa"];

fn invited(db: &Db, roles: &'static [Role]) -> Secret {
    db.write_now("invite", move |tx| invite(tx, "Тестов Олег Примерович", roles)).unwrap()
}

fn comes(db: &Db, sub: &str, amr: &[&str], token: Option<&str>) -> Entry {
    let (sub, token) = (sub.to_owned(), token.map(str::to_owned));
    let amr: Vec<String> = amr.iter().map(|m| (*m).to_owned()).collect();
    db.write_now("enter", move |tx| {
        let visitor = Visitor {
            provider: "gosuslugi",
            sub: &sub,
            login: Some("oleg@example.ru"),
            amr: &amr,
            invitation: token.as_deref(),
        };
        enter(tx, &visitor)
    })
    .unwrap()
}

fn welcome(entry: Entry) -> Member {
    match entry {
        Entry::Welcome(member, _) => *member,
        other => panic!("not welcome: {other:?}"),
    }
}

fn administrator(db: &Db) -> Staff {
    let token = invited(db, &[Role::Administrator]);
    let member = welcome(comes(db, "admin", TWO, Some(&token.0)));
    Staff::for_story(member.id, &member.roles)
}

fn events(db: &Db, id: StaffId) -> Vec<String> {
    let entries = db
        .read_now(move |tx| ::store::journal::about(tx, "desk", &id.to_string(), None, 50))
        .unwrap();
    entries.into_iter().rev().map(|entry| entry.event).collect()
}

#[test]
fn an_invitation_lets_one_account_in_and_stays_with_it() {
    let db = Db::memory();
    let token = invited(&db, &[Role::Operator, Role::Auditor]);
    let member = welcome(comes(&db, "oleg", TWO, Some(&token.0)));
    assert_eq!(member.roles, [Role::Operator, Role::Auditor]);
    assert_eq!(member.name, "Тестов Олег Примерович");
    assert_eq!(welcome(comes(&db, "oleg", TWO, None)).id, member.id);
    assert!(matches!(comes(&db, "boris", TWO, Some(&token.0)), Entry::InvitationOver));
    // The link may stay in somebody's history: for its owner it is an ordinary way in.
    assert_eq!(welcome(comes(&db, "oleg", TWO, Some(&token.0))).id, member.id);
    let events = events(&db, member.id);
    let count = |event: &str| events.iter().filter(|known| *known == event).count();
    assert_eq!([count("staff.invited"), count("staff.bound"), count("staff.signed_in")], [1, 1, 3]);
}

#[test]
fn an_account_is_bound_to_one_member_of_staff_only() {
    let db = Db::memory();
    let (one, two) = (invited(&db, &[Role::Operator]), invited(&db, &[Role::Administrator]));
    welcome(comes(&db, "oleg", TWO, Some(&one.0)));
    assert_eq!(welcome(comes(&db, "oleg", TWO, Some(&two.0))).roles, [Role::Operator]);
    let bound = db.write_now("bind", move |tx| bind(tx, &two.0, "gosuslugi", "oleg"));
    assert_eq!(bound, Ok(None));
}

#[test]
fn the_same_number_at_another_provider_is_another_person() {
    let db = Db::memory();
    let token = invited(&db, &[Role::Operator]);
    welcome(comes(&db, "oleg", TWO, Some(&token.0)));
    let entry = db.write_now("enter", |tx| {
        let amr: Vec<String> = TWO.iter().map(|m| (*m).to_owned()).collect();
        enter(
            tx,
            &Visitor { provider: "other", sub: "oleg", login: None, amr: &amr, invitation: None },
        )
    });
    assert!(matches!(entry, Ok(Entry::Unknown)));
}

#[test]
fn without_invitation_nobody_enters() {
    let db = Db::memory();
    assert!(matches!(comes(&db, "anna", TWO, None), Entry::Unknown));
    assert!(matches!(comes(&db, "anna", TWO, Some("guess")), Entry::InvitationOver));
}

#[test]
fn an_invitation_runs_out_after_seven_days() {
    let db = Db::memory();
    let token = invited(&db, &[Role::Operator]);
    db.clock().advance(7 * DAY);
    assert!(matches!(comes(&db, "oleg", TWO, Some(&token.0)), Entry::InvitationOver));
    let list = db.read_now(list).unwrap();
    assert_eq!(list[0].state, State::Overdue);
}

#[test]
fn one_factor_is_not_enough_and_uses_nothing_up() {
    let db = Db::memory();
    let token = invited(&db, &[Role::Operator]);
    for amr in [&["pwd"][..], &["pwd", "mfa"], &["pwd", "otp"], &["otp", "mfa"], MAIL, &[]] {
        assert!(matches!(comes(&db, "oleg", amr, Some(&token.0)), Entry::OneFactor), "{amr:?}");
    }
    assert!(matches!(comes(&db, "oleg", &["pwd", "email", "mfa"], None), Entry::OneFactor));
    welcome(comes(&db, "oleg", &["pwd", "sms", "mfa"], Some(&token.0)));
}

#[test]
fn a_new_invitation_ends_the_old_one_and_none_is_made_for_a_bound_account() {
    let db = Db::memory();
    let admin = administrator(&db);
    let first = invited(&db, &[Role::Examiner]);
    let id = db.read_now(list).unwrap()[1].id;
    let (by, again) = (admin.clone(), move |tx: &mut Tx, by: &Staff| invite_again(tx, by, id));
    let second = db.write_now("again", move |tx| again(tx, &by)).unwrap().unwrap();
    assert!(matches!(comes(&db, "oleg", TWO, Some(&first.0)), Entry::InvitationOver));
    welcome(comes(&db, "oleg", TWO, Some(&second.token.0)));
    let third = db.write_now("again", move |tx| again(tx, &admin)).unwrap();
    assert!(third.is_none());
}

#[test]
fn a_suspended_member_is_out_at_once_and_back_when_reinstated() {
    let db = Db::memory();
    let admin = administrator(&db);
    let token = invited(&db, &[Role::Operator]);
    let member = welcome(comes(&db, "oleg", TWO, Some(&token.0)));
    let id = member.id;
    db.write_now("open", move |tx| {
        let facts = VisitFacts { address: [127, 0, 0, 1].into(), agent: "story".into() };
        let proof = TwoFactors::checked("pwd", "otp").unwrap();
        let roles = &[Role::Operator];
        web::staff::open_session(tx, id, "o", "О", roles, &facts, Limits::STAFF, proof)
    })
    .unwrap();
    let sessions = move |tx: &Tx| web::session::of(tx, Site::Desk, &id.to_string());
    assert_eq!(db.read_now(sessions).unwrap().len(), 1);

    let by = admin.clone();
    assert_eq!(db.write_now("suspend", move |tx| suspend(tx, &by, id)), Ok(Changed::Done));
    assert!(db.read_now(sessions).unwrap().is_empty(), "the open session ends");
    assert!(matches!(comes(&db, "oleg", TWO, None), Entry::Suspended));
    let by = admin.clone();
    assert_eq!(db.write_now("suspend", move |tx| suspend(tx, &by, id)), Ok(Changed::Nothing));

    assert_eq!(db.write_now("back", move |tx| reinstate(tx, &admin, id)), Ok(Changed::Done));
    welcome(comes(&db, "oleg", TWO, None));
}

#[test]
fn an_invitation_of_somebody_suspended_is_worth_nothing() {
    let db = Db::memory();
    let admin = administrator(&db);
    let token = invited(&db, &[Role::Operator]);
    let id = db.read_now(list).unwrap()[1].id;
    db.write_now("suspend", move |tx| suspend(tx, &admin, id)).unwrap();
    assert!(matches!(comes(&db, "oleg", TWO, Some(&token.0)), Entry::InvitationOver));
}

#[test]
fn after_a_restore_no_invitation_lets_anybody_in_until_a_new_one_is_made() {
    let db = Db::memory();
    let token = invited(&db, &[Role::Operator]);
    db.write_now("restored", restored).unwrap();
    assert!(matches!(comes(&db, "oleg", TWO, Some(&token.0)), Entry::InvitationOver));
    let waiting = db.read_now(list).unwrap().remove(0);
    assert_eq!(waiting.state, State::Overdue);
    let by = administrator(&db);
    let again = db.write_now("again", move |tx| invite_again(tx, &by, waiting.id)).unwrap();
    welcome(comes(&db, "oleg", TWO, Some(&again.unwrap().token.0)));
}

#[test]
fn nobody_suspends_themselves() {
    let db = Db::memory();
    let admin = administrator(&db);
    let id = admin.id;
    assert_eq!(db.write_now("suspend", move |tx| suspend(tx, &admin, id)), Ok(Changed::Yourself));
}

#[test]
fn a_reading_stands_in_the_journals_of_both() {
    let db = Db::memory();
    let admin = administrator(&db);
    let id = admin.id;
    db.write_now("read", move |tx| {
        reading(tx, &admin, Site::Identity, "anna", "account", "обращение 17")
    })
    .unwrap();
    let (hers, own) = db
        .read_now(move |tx| {
            let hers = ::store::journal::about(tx, "identity", "anna", None, 9)?;
            Ok((hers, ::store::journal::by_staff(tx, id, None, 50)?))
        })
        .unwrap();
    assert_eq!(hers[0].event, "staff.read");
    assert_eq!(hers[0].actor, format!("staff:{id}"));
    assert_eq!(hers[0].payload.as_ref().unwrap()["reason"], "обращение 17");
    assert_eq!(own[0], hers[0]);
}

#[test]
fn tokens_and_names_are_not_in_the_table() {
    let db = Db::memory();
    let token = invited(&db, &[Role::Operator]);
    let rows: Vec<(Vec<u8>, Vec<u8>)> = db
        .read_now(|tx| tx.query("select name, invitation from support_staff", ::store::params![]))
        .unwrap();
    let shown = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    assert!(!shown(&rows[0].0).contains("Тестов"));
    assert!(!shown(&rows[0].1).contains(&token.0));
}
