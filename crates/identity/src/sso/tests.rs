use store::MINUTE;
use web::session;

use super::{Entered, SignIn, end, end_others, open};
use crate::account;
use crate::grant;
use crate::proof::TwoFactors;
use crate::provider::tests::world::{Browser, EPK, SEP, World, facts};
use crate::story::told;

const BASIC: &str = "openid offline_access";

#[test]
fn proving_herself_again_keeps_the_session_and_renews_its_time() {
    let world = World::new();
    let anna = world.somebody();
    world.db.clock().advance(5 * MINUTE);
    let (account, before) = (anna.account, anna.sso.clone());
    let (entered, kept) = world.write(move |tx| {
        let alive = account::alive(tx, account)?.unwrap();
        let entered = open(tx, &alive, &TwoFactors::for_story(account), &facts(), Some(&before))?;
        let kept: SignIn = session::data(tx, before.session)?.unwrap();
        Ok((entered, kept))
    });
    let Entered::Again(renewed) = entered else { panic!("{entered:?}") };
    assert_eq!(renewed.id, anna.sso.session);
    assert_ne!(renewed.cookie.0, anna.cookie);
    assert_eq!(kept.at.since(anna.sso.sign_in.at), 5 * MINUTE);
    assert_eq!(kept.amr, ["pwd", "sms", "mfa"]);
}

#[test]
fn somebody_else_in_the_same_browser_ends_the_session_that_was_there() {
    let world = World::new();
    let anna = world.somebody();
    world.redeem(SEP, &world.code(&anna, BASIC)).unwrap();
    let boris = world.person();
    let before = anna.sso.clone();
    let entered = world.write(move |tx| {
        let alive = account::alive(tx, boris)?.unwrap();
        open(tx, &alive, &TwoFactors::for_story(boris), &facts(), Some(&before))
    });
    assert!(matches!(entered, Entered::New(_)));
    let (account, session) = (anna.account, anna.sso.session);
    assert!(world.write(move |tx| session::was_ended(tx, session)));
    assert!(world.write(move |tx| grant::of_account(tx, account)).is_empty());
}

#[test]
fn the_end_of_a_session_names_each_service_that_was_entered_once() {
    let world = World::new();
    let anna = world.somebody();
    for _ in 0..3 {
        world.redeem(SEP, &world.code(&anna, BASIC)).unwrap();
    }
    world.redeem(EPK, &world.code_for(&anna, EPK, BASIC)).unwrap();
    let _never_redeemed = world.code(&anna, BASIC);
    let session = anna.sso.session;
    let told = world.write(move |tx| end(tx, session, session::why::SIGNED_OUT));
    let mut clients: Vec<&str> = told.iter().map(|farewell| farewell.client.as_str()).collect();
    clients.sort_unstable();
    assert_eq!(clients, [EPK, SEP]);
    assert!(world.write(move |tx| end(tx, session, session::why::SIGNED_OUT)).is_empty());
}

#[test]
fn ending_the_others_spares_the_one_that_asks() {
    let world = World::new();
    let account = world.person();
    let (here, there) = (world.sign_in(account), world.sign_in(account));
    let kept = world.redeem(SEP, &world.code(&here, BASIC)).unwrap().refresh.unwrap().text.0;
    let gone = world.redeem(SEP, &world.code(&there, BASIC)).unwrap().refresh.unwrap().text.0;
    let keep = here.sso.session;
    let told =
        world.write(move |tx| end_others(tx, account, Some(keep), session::why::CREDENTIALS));
    assert_eq!(told.len(), 1);
    assert!(world.refresh(SEP, &gone, None).is_err());
    assert!(world.refresh(SEP, &kept, None).is_ok());
    let session = there.sso.session;
    assert!(world.write(move |tx| session::was_ended(tx, session)));
}

#[tokio::test]
async fn a_session_used_from_another_address_ends_everywhere_and_is_told_once() {
    let db = store::Db::memory();
    let world = World::over(web::App::for_story(db).when_moved(std::sync::Arc::new(super::moved)));
    let anna = world.somebody();
    let entered = world.redeem(SEP, &world.code(&anna, BASIC)).unwrap();
    let jobs = world.write(|tx| store::job::waiting(tx));
    let mut thief = Browser::of(&world, &anna);
    thief.address = "198.51.100.7:4711";
    let mut other = Browser::of(&world, &anna);
    other.address = "198.51.100.8:4711";
    let seen = thief.get("/settings/services").await;
    assert_eq!(seen.location(), "/login?next=%2Fsettings%2Fservices");
    // The owner at home, and another thief: it is over for everybody, and told once.
    other.get("/settings/services").await;
    assert_eq!(Browser::of(&world, &anna).get("/settings/services").await.status, 303);
    assert!(world.refresh(SEP, &entered.refresh.unwrap().text.0, None).is_err());
    assert_eq!(world.write(|tx| store::job::waiting(tx)) - jobs, 1, "one service hears of it");
    for address in ["anna0@example.org", "+79000000000"] {
        assert_eq!(told(&world.db, address), ["session-ended-address"], "{address}");
    }
    let waiting = world.write(|tx| notify::message::waiting_for(tx, "anna0@example.org"));
    assert_eq!(waiting[0].args, [("address".to_owned(), "198.51.100.7".to_owned())]);
}

#[test]
fn nothing_is_told_when_the_end_was_not_written() {
    let world = World::new();
    let anna = world.somebody();
    let subject = anna.account.to_string();
    let (id, facts) = (anna.sso.session, facts());
    let failed = world.db.write_now("story", move |tx| {
        let subject = &subject;
        let moved = web::MovedSession {
            site: web::Site::Identity,
            id,
            subject,
            facts: &facts,
            ended: true,
        };
        super::moved(tx, &moved)?;
        Err::<(), _>(store::Error::bug("the power went out"))
    });
    assert!(failed.is_err());
    assert!(told(&world.db, "anna0@example.org").is_empty());
    assert!(!world.write(move |tx| session::was_ended(tx, id)));
}
