//! Stories about the profile.

pub(crate) mod walk;

use ::store::Db;

use super::pages::back::leads_to_for_story as leads_to;
use super::*;
use crate::provider::tests::world::{SEP, World};
use crate::story::{ANNA, account, register};

#[test]
fn people_are_sent_back_to_registered_origins_only() {
    let world = World::new();
    let sep = world.client(SEP);
    for good in ["http://sep.localhost:8080/go", "http://sep.localhost:8080/a?b=c"] {
        assert!(leads_to(&sep, good), "{good}");
    }
    for bad in [
        "http://evil.example/",
        "http://sep.localhost:8080.evil.example/",
        "http://sep.localhost:8080@evil.example/",
        "http://user:pw@sep.localhost:8080/",
        "https://sep.localhost:8080/",
        "http://sep.localhost/",
        "//sep.localhost:8080/",
        "javascript:alert(1)",
        "/profile",
        "",
    ] {
        assert!(!leads_to(&sep, bad), "{bad}");
    }
}

#[test]
fn what_needs_attention_follows_from_the_account() {
    let db = Db::memory();
    let anna = register(&db, ANNA);
    let mut known = account(&db, anna);
    assert_eq!(attention(&known, None), [Attention::RaiseToStandard]);
    known.personal.phone = None;
    known.status = Status::Locked { since: Moment(0) };
    let urgent = [Attention::Locked, Attention::Phone];
    assert_eq!(attention(&known, None)[..2], urgent);
    assert!(urgent.iter().all(|item| item.is_urgent()));
    let mut known = account(&db, anna);
    known.level = Level::Standard;
    assert_eq!(attention(&known, None), [Attention::RaiseToConfirmed, Attention::Inn]);
    known.level = Level::Confirmed;
    known.personal.inn = registries::Inn::of_person(5_001_007_322)
        .map(|value| crate::account::Known { value, verified_at: None });
    assert_eq!(attention(&known, None), []);
}

#[test]
fn a_passport_is_masked_but_for_what_reminds_of_it() {
    let passport = registries::Passport {
        series: "4510".into(),
        number: "123456".into(),
        issued_on: jiff::civil::date(2010, 3, 5),
        issued_by: "ОВД".into(),
        issuer_code: "770-001".into(),
    };
    assert_eq!(masked_passport(&passport), "45 ** ***456");
}
