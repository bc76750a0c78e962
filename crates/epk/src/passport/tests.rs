//! The life of a passport.

use cabinet::CabinetAccountId;
use jiff::civil::date;
use store::{DAY, Db, Id};

use super::*;

fn facts() -> Facts {
    Facts {
        family_name: "Тестова".into(),
        given_name: "Анна".into(),
        additional_name: Some("Примеровна".into()),
        birth_date: date(1990, 3, 14),
        education: vec![Education {
            institution: "Учебный институт".into(),
            level: "бакалавриат".into(),
            qualification: "инженер".into(),
            diploma_series: "107704".into(),
            diploma_number: "0012345".into(),
            issued_on: date(2012, 6, 30),
        }],
        employment: Vec::new(),
        checks: Vec::new(),
    }
}

fn order(application: Id, holder: CabinetAccountId) -> Order {
    Order { application, holder, facts: facts(), supersedes: None }
}

fn id(db: &Db) -> Id {
    db.read_now(|tx| Ok(tx.new_id())).unwrap()
}

fn issue_one(db: &Db, holder: CabinetAccountId) -> Issued {
    let order = order(id(db), holder);
    db.write_now("issue", move |tx| issue(tx, &order)).unwrap()
}

#[test]
fn an_application_is_issued_once() {
    let db = Db::memory();
    let order = order(id(&db), CabinetAccountId(id(&db)));
    let holder = order.holder;
    let go = || {
        let order = order.clone();
        db.write_now("issue", move |tx| issue(tx, &order)).unwrap()
    };
    let first = go();
    assert_eq!(go(), first);
    let kept = db.read_now(move |tx| of_holder(tx, holder)).unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!((kept[0].number, &kept[0].facts), (first.number, &order.facts));
}

#[test]
fn the_term_ends_with_the_day_before_the_same_day_five_years_later() {
    let db = Db::memory();
    let holder = CabinetAccountId(id(&db));
    let issued = issue_one(&db, holder);
    let passport = db.read_now(move |tx| find(tx, issued.id)).unwrap().unwrap();
    assert_eq!(passport.last_day(), date(2030, 12, 31), "issued on 1 January 2026");
    assert_eq!(passport.state(passport.expires_at.plus(-1)), State::Valid);
    assert_eq!(passport.state(passport.expires_at), State::Expired);
    db.clock().advance(6 * 365 * DAY);
    let now = db.read_now(move |tx| current(tx, holder)).unwrap();
    assert_eq!(now, Some((issued.id, State::Expired)));
}
