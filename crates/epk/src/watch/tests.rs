//! Hearing of changes.

use ::store::Db;
use ::store::job::Runner;
use web::App;

use super::*;
use crate::employer::find::tests::findable;
use crate::employer::tests::{events, firm, shown_again, strike, told};
use crate::passport::tests::{act_on, facts, get, holder, id, issue_one};
use crate::passport::{Act, Order};

const OGRN: u64 = 102_770_013_219;
const HERE: IpAddr = IpAddr::V4(std::net::Ipv4Addr::new(192, 0, 2, 1));
pub(super) const BOTH: Ways = Ways { email: true, hook: true };

pub(super) fn by_code(db: &Db, by: CabinetAccountId, passport: PassportId) -> Given {
    let _ = by;
    let passport = get(db, passport);
    Given::Code(passport.number, passport.code, HERE)
}

pub(super) fn watch(db: &Db, by: CabinetAccountId, given: Given, ways: Ways) -> Option<Beginning> {
    db.write_now("begin", move |tx| begin(tx, by, &given, ways)).unwrap()
}

#[test]
fn each_change_is_told_once_to_everybody_of_the_organisation() {
    let db = Db::memory();
    let (by, _) = firm(&db, OGRN);
    let owner = holder(&db);
    let passport = issue_one(&db, owner).id;
    let begun = watch(&db, by, by_code(&db, by, passport), BOTH);
    assert!(matches!(begun, Some(Beginning::Done(_))), "{begun:?}");
    assert_eq!(watch(&db, by, by_code(&db, by, passport), BOTH), Some(Beginning::Already));
    act_on(&db, passport, 0, Act::Suspend);
    act_on(&db, passport, 0, Act::Revoke);
    act_on(&db, passport, 1, Act::Resume);
    let changed = told(&db, by).into_iter().filter(|event| event == "watch-changed").count();
    assert_eq!(changed, 2, "the decision that was overtaken is no change");
    assert!(told(&db, owner).contains(&"employer-watched".to_owned()));
    assert!(events(&db, owner).contains(&"employer.watched".to_owned()));
    let over = db.read_now(move |tx| over(tx, owner, passport)).unwrap();
    assert_eq!(over.len(), 1, "the holder sees it");
}

#[test]
fn a_wrong_code_opens_nothing_and_costs() {
    let db = Db::memory();
    let (by, _) = firm(&db, OGRN);
    let (passport, other) = (issue_one(&db, holder(&db)), issue_one(&db, holder(&db)));
    let code = get(&db, other.id).code;
    let wrong = Given::Code(passport.number, code, HERE);
    assert_eq!(watch(&db, by, wrong.clone(), BOTH), Some(Beginning::Nothing));
    let mut tries = 1;
    while watch(&db, by, wrong.clone(), BOTH) == Some(Beginning::Nothing) {
        tries += 1;
        assert!(tries <= verification::PER_NETWORK);
    }
    assert_eq!(watch(&db, by, wrong, BOTH), Some(Beginning::TooMany));
    let (stranger, given) = (holder(&db), by_code(&db, by, passport.id));
    assert_eq!(watch(&db, stranger, given, BOTH), None, "nobody's organisation");
}

#[test]
fn a_view_that_is_closed_is_not_watched_through() {
    let db = Db::memory();
    let (by, _) = firm(&db, OGRN);
    let (_, foreign) = (0, Given::View(RequestId(id(&db))));
    assert_eq!(watch(&db, by, foreign, BOTH), Some(Beginning::Nothing));
}

#[test]
fn the_holder_ends_it_and_others_cannot() {
    let db = Db::memory();
    let (by, employer) = firm(&db, OGRN);
    let (other, _) = firm(&db, 102_770_000_673);
    let (owner, passport) = findable(&db);
    let Some(Beginning::Done(one)) = watch(&db, by, by_code(&db, by, passport), BOTH) else {
        panic!("not begun")
    };
    let stop = |who| db.write_now("end", move |tx| end(tx, who, one)).unwrap();
    let refuse = |who| db.write_now("end", move |tx| end_by_holder(tx, who, one)).unwrap();
    assert_eq!((stop(other), stop(owner), refuse(other), refuse(by)), (None, None, None, None));
    assert_eq!((refuse(owner), refuse(owner)), (Some(true), Some(false)));
    assert!(told(&db, by).contains(&"watch-ended".to_owned()));
    act_on(&db, passport, 0, Act::Suspend);
    assert!(!told(&db, by).contains(&"watch-changed".to_owned()));
    let left = db.read_now(move |tx| of_employer(tx, employer, 10)).unwrap();
    assert!(left.is_empty());
}

#[test]
fn an_organisation_that_was_struck_off_hears_nothing() {
    let db = Db::memory();
    let (by, employer) = firm(&db, OGRN);
    let passport = issue_one(&db, holder(&db)).id;
    watch(&db, by, by_code(&db, by, passport), BOTH);
    strike(&db, employer);
    act_on(&db, passport, 0, Act::Revoke);
    assert!(!told(&db, by).contains(&"watch-changed".to_owned()));
    let calls = db.read_now(move |tx| hook::deliveries(tx, employer, 10)).unwrap();
    assert!(calls.is_empty());
}

#[test]
fn a_replaced_passport_is_told_and_cannot_be_watched_any_more() {
    let db = Db::memory();
    let (by, _) = firm(&db, OGRN);
    let (owner, passport) = findable(&db);
    watch(&db, by, by_code(&db, by, passport), BOTH);
    let order =
        Order { application: id(&db), holder: owner, facts: facts(), supersedes: Some(passport) };
    db.write_now("issue", move |tx| crate::passport::issue(tx, &order)).unwrap();
    assert!(told(&db, by).contains(&"watch-changed".to_owned()));
    let (late, _) = firm(&db, 102_770_000_673);
    assert_eq!(watch(&db, late, by_code(&db, late, passport), BOTH), Some(Beginning::Final));
}

#[test]
fn the_end_of_a_term_is_told_when_it_comes() {
    let db = Db::memory();
    let (by, employer) = firm(&db, OGRN);
    let passport = issue_one(&db, holder(&db)).id;
    watch(&db, by, by_code(&db, by, passport), BOTH);
    let app = App::for_story(db.clone());
    let runner = jobs::jobs(Runner::new(db.clone()), &app);
    let work = || {
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
        runtime.block_on(runner.run_due()).unwrap();
    };
    work();
    assert!(!told(&db, by).contains(&"watch-changed".to_owned()), "not yet");
    let expires_at = get(&db, passport).expires_at;
    db.clock().advance(expires_at.since(db.clock().now()));
    work();
    assert!(told(&db, by).contains(&"watch-changed".to_owned()));
    let calls = db.read_now(move |tx| hook::deliveries(tx, employer, 10)).unwrap();
    assert!(calls.len() == 1 && calls[0].body.contains("\"expired\""), "{calls:?}");
}

#[test]
fn a_watch_and_what_it_hears_come_into_the_open_pages_of_both_sides() {
    let db = Db::memory();
    let (by, _) = firm(&db, OGRN);
    let owner = holder(&db);
    let passport = issue_one(&db, owner).id;
    let hers = page_of_holder(passport);
    let seen = || [owner, by].map(|who| shown_again(&db, who, 0).len());
    let told = |before: [usize; 2], what: &str| {
        let shown = shown_again(&db, owner, before[0]);
        assert!(shown.contains(&hers), "{what}: {shown:?}");
        let shown = shown_again(&db, by, before[1]);
        assert!(shown.contains(&PAGE.to_owned()), "{what}: {shown:?}");
    };
    let before = seen();
    // By a call only: nobody of the organisation gets a letter.
    let ways = Ways { email: false, hook: true };
    let begun = watch(&db, by, by_code(&db, by, passport), ways);
    let Some(Beginning::Done(id)) = begun else { panic!("{begun:?}") };
    told(before, "begun");
    let before = seen();
    act_on(&db, passport, 0, Act::Suspend);
    told(before, "suspended");
    let before = seen();
    let broken = db.write_now("break", move |tx| {
        assert_eq!(end(tx, by, id)?, Some(true));
        Err::<(), _>(::store::Error::Missing)
    });
    assert!(broken.is_err());
    assert_eq!(seen(), before, "with the change, or not at all");
    db.write_now("end", move |tx| end(tx, by, id)).unwrap();
    told(before, "ended");
}
