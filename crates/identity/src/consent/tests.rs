use store::{HOUR, MINUTE};

use super::{Asked, Text, find, give, of_account, text, used};
use crate::account;
use crate::provider::tests::world::{EVERYTHING, SEP, SFR, World, scopes, settings};
use crate::story::told;

#[test]
fn a_consent_covers_what_was_asked_and_less_but_not_more() {
    let world = World::new();
    let anna = world.somebody();
    world.agree(&anna, SEP, "openid profile email");
    let account = anna.account;
    let known = world.write(move |tx| find(tx, account, SEP));
    let client = world.client(SEP);
    let covers = |scope: &str| Asked::of(&client, &scopes(scope)).is_covered(known.as_ref());
    assert!(covers("openid profile email"));
    assert!(covers("email openid"));
    assert!(!covers("openid profile email snils"));
    assert!(!Asked::of(&client, &scopes("openid")).is_covered(None));
}

#[test]
fn a_register_that_was_added_to_the_service_is_asked_about() {
    let world = World::new();
    let anna = world.somebody();
    world.agree(&anna, SEP, "openid");
    let account = anna.account;
    let known = world.write(move |tx| find(tx, account, SEP)).unwrap();
    assert!(known.covers.contains(SFR));
    let mut more = world.client(SEP);
    more.settings.audiences.push("urn:kabinet:register:fns".into());
    assert!(!Asked::of(&more, &scopes("openid")).is_covered(Some(&known)));
}

#[test]
fn new_terms_ask_everybody_again() {
    let world = World::new();
    let anna = world.somebody();
    world.agree(&anna, SEP, EVERYTHING);
    let mut new = settings(SEP);
    new.terms_version += 1;
    world.register(SEP, &new);
    let account = anna.account;
    let known = world.write(move |tx| find(tx, account, SEP));
    let asked = Asked::of(&world.client(SEP), &scopes("openid"));
    assert!(!asked.is_covered(known.as_ref()));
}

#[test]
fn what_was_agreed_to_before_stays_when_less_is_asked_for() {
    let world = World::new();
    let anna = world.somebody();
    world.agree(&anna, SEP, "openid email");
    world.db.clock().advance(MINUTE);
    world.agree(&anna, SEP, "openid phone");
    let account = anna.account;
    let known = world.write(move |tx| find(tx, account, SEP)).unwrap();
    assert!(known.covers.contains("email") && known.covers.contains("phone"));
    assert_eq!(known.given_at.since(known.since), MINUTE);
}

#[test]
fn scopes_that_are_not_the_clients_are_left_out() {
    let world = World::new();
    let mut narrow = world.client(SEP);
    narrow.settings.scopes = scopes("openid email");
    let asked = Asked::of(&narrow, &scopes("openid email snils unknown"));
    assert_eq!(asked.scope, scopes("openid email"));
}

#[test]
fn the_text_is_kept_under_its_hash() {
    let world = World::new();
    let anna = world.somebody();
    let account = anna.account;
    let shown = Text::new("СЭП просит ваши данные".into());
    assert_eq!(shown.hex().len(), 64);
    let expected = shown.body.clone();
    world.write(move |tx| {
        let client = crate::client::find(tx, SEP)?.unwrap();
        let alive = account::alive(tx, account)?.unwrap();
        let asked = Asked::of(&client, &scopes("openid"));
        give(tx, &alive, &client, &asked, &shown)?;
        give(tx, &alive, &client, &asked, &shown)
    });
    let kept = world.write(move |tx| {
        let consent = find(tx, account, SEP)?.unwrap();
        text(tx, &consent.text_hash)
    });
    assert_eq!(kept, Some(expected));
}

#[test]
fn the_last_entry_is_noted_to_the_hour() {
    let world = World::new();
    let anna = world.somebody();
    world.agree(&anna, SEP, "openid");
    let account = anna.account;
    let enter = move |tx: &mut store::Tx| {
        let consent = find(tx, account, SEP)?.unwrap();
        used(tx, &consent)?;
        Ok(of_account(tx, account)?[0].used_at)
    };
    let first = world.write(enter);
    world.db.clock().advance(HOUR - MINUTE);
    assert_eq!(world.write(enter), first);
    world.db.clock().advance(MINUTE);
    assert_eq!(world.write(enter).since(first), HOUR);
}

#[test]
fn who_agrees_is_told_what_the_service_receives_and_that_it_is_linked_and_each_once() {
    let world = World::new();
    let anna = world.somebody();
    // Messages of one moment have no order.
    let told = || {
        let mut told = told(&world.db, "anna0@example.org");
        told.sort_unstable();
        told
    };
    world.agree(&anna, SEP, "openid email");
    assert_eq!(told(), ["consent-given", "service-linked"]);
    let waiting = world.write(|tx| notify::message::waiting_for(tx, "anna0@example.org"));
    let given = waiting.iter().find(|peek| peek.event == "consent-given").unwrap();
    let list = "list:consent-data-level,consent-data-email,consent-register-sfr";
    assert!(given.args.contains(&("data".to_owned(), list.to_owned())), "{:?}", given.args);
    assert!(given.args.contains(&("service".to_owned(), "either:СЭП\u{1f}SEP".to_owned())));
    world.agree(&anna, SEP, "openid");
    assert_eq!(told().len(), 2, "nothing new");
    world.db.clock().advance(MINUTE);
    world.agree(&anna, SEP, "openid snils");
    assert_eq!(told(), ["consent-given", "consent-given", "service-linked"], "linked already");
    let account = anna.account;
    let withdraw = move |tx: &mut store::Tx| super::withdraw(tx, account, SEP).map(|f| f.is_some());
    world.db.clock().advance(MINUTE);
    assert!(world.write(withdraw));
    assert!(!world.write(withdraw));
    assert_eq!(told()[2..], ["consent-withdrawn", "service-linked"]);
    // No SMS for any of it, unless she chooses so.
    assert!(crate::story::told(&world.db, "+79000000000").is_empty());
}
