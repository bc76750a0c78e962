use store::{DAY, SECOND};

use super::{Mandate, Wish};
use crate::grant::{self, Grant};
use crate::provider::tests::world::{EPK, EVERYTHING, SEP, SFR, Somebody, World};
use crate::{account, client, mandate, sso};

fn grant(world: &World, somebody: &Somebody) -> Grant {
    world.agree(somebody, SEP, EVERYTHING);
    world.redeem(SEP, &world.code(somebody, EVERYTHING)).unwrap().grant
}

fn give(world: &World, grant: &Grant, days: i64) -> (Mandate, String) {
    let grant = grant.clone();
    let (mandate, secret) = world.write(move |tx| {
        let wish = Wish {
            audience: SFR.into(),
            purpose: "проверить стаж для паспорта".into(),
            reference: "EP-2026-1".into(),
            lifetime: days * 86_400,
        };
        mandate::give(tx, &grant, &wish)
    });
    (mandate, secret.0)
}

fn take(world: &World, client: &'static str, text: &str) -> Option<Mandate> {
    let text = text.to_owned();
    world.write(move |tx| {
        let client = client::find(tx, client)?.unwrap();
        mandate::take(tx, &client, &text)
    })
}

#[test]
fn a_mandate_outlives_the_session_it_was_given_in() {
    let world = World::new();
    let anna = world.somebody();
    let (given, text) = give(&world, &grant(&world, &anna), 30);
    let account = anna.account;
    world.write(move |tx| sso::end_everything(tx, account, "signed-out"));
    world.db.clock().advance(29 * DAY);
    let taken = take(&world, SEP, &text).unwrap();
    assert_eq!((taken.id, taken.purpose.as_str()), (given.id, "проверить стаж для паспорта"));
}

#[test]
fn a_mandate_ends_with_its_time_and_never_lives_longer_than_thirty_days() {
    let world = World::new();
    let anna = world.somebody();
    let (short, text) = give(&world, &grant(&world, &anna), 1);
    assert_eq!(short.expires_at.since(short.created_at), DAY);
    world.db.clock().advance(DAY - SECOND);
    assert!(take(&world, SEP, &text).is_some());
    world.db.clock().advance(SECOND);
    assert!(take(&world, SEP, &text).is_none());
    let (long, _) = give(&world, &grant(&world, &anna), 1_000);
    assert_eq!(long.expires_at.since(long.created_at), 30 * DAY);
}

#[test]
fn a_mandate_is_good_for_its_client_and_as_it_is_written() {
    let world = World::new();
    let anna = world.somebody();
    let (_, text) = give(&world, &grant(&world, &anna), 1);
    assert!(take(&world, EPK, &text).is_none());
    let last = if text.ends_with('A') { "B" } else { "A" };
    assert!(take(&world, SEP, &format!("{}{last}", &text[..text.len() - 1])).is_none());
    assert!(take(&world, SEP, "kmd_").is_none());
    assert!(take(&world, SEP, "kmd_ё").is_none());
    assert!(take(&world, SEP, &text).is_some());
}

#[test]
fn the_person_withdraws_hers_and_nobody_elses() {
    let world = World::new();
    let (anna, boris) = (world.somebody(), world.somebody());
    let (given, text) = give(&world, &grant(&world, &anna), 1);
    let (hers, his, id) = (anna.account, boris.account, given.id);
    assert!(!world.write(move |tx| mandate::withdraw(tx, his, id)));
    assert!(take(&world, SEP, &text).is_some());
    assert!(world.write(move |tx| mandate::withdraw(tx, hers, id)));
    assert!(take(&world, SEP, &text).is_none());
    assert!(!world.write(move |tx| mandate::withdraw(tx, hers, id)));
    assert_eq!(world.journalled(hers, "mandate.given"), 1);
    assert_eq!(world.journalled(hers, "mandate.withdrawn"), 1);
}

#[test]
fn mandates_end_with_the_consent_and_with_a_restore() {
    let world = World::new();
    let anna = world.somebody();
    let (_, first) = give(&world, &grant(&world, &anna), 1);
    let account = anna.account;
    world.write(move |tx| crate::consent::withdraw(tx, account, SEP)).unwrap();
    assert!(take(&world, SEP, &first).is_none());
    let (_, second) = give(&world, &grant(&world, &anna), 1);
    assert!(take(&world, SEP, &second).is_some());
    world.write(sso::restored);
    assert!(take(&world, SEP, &second).is_none());
    assert!(world.write(move |tx| grant::of_account(tx, account)).is_empty());
}

#[test]
fn a_code_or_refresh_token_that_comes_twice_ends_the_mandates_of_its_entry_only() {
    let world = World::new();
    let anna = world.somebody();
    world.agree(&anna, SEP, EVERYTHING);
    for by_code in [true, false] {
        let code = world.code(&anna, EVERYTHING);
        let first = world.redeem(SEP, &code).unwrap();
        let (_, stolen) = give(&world, &first.grant, 1);
        let (_, other) = give(&world, &grant(&world, &anna), 1);
        // Even when the entry was over by then: the mandate was not.
        if by_code {
            let session = anna.sso.session;
            world.write(move |tx| grant::leave_session(tx, session, "signed-out"));
            assert!(world.redeem(SEP, &code).is_err());
        } else {
            let old = first.refresh.unwrap().text.0;
            world.refresh(SEP, &old, None).unwrap();
            assert!(world.refresh(SEP, &old, None).is_err());
        }
        assert!(take(&world, SEP, &stolen).is_none(), "by_code: {by_code}");
        assert!(take(&world, SEP, &other).is_some(), "by_code: {by_code}");
    }
    assert_eq!(world.journalled(anna.account, "mandate.ended_with_entry"), 2);
}

#[test]
fn an_account_that_is_closed_leaves_no_mandates_behind() {
    let world = World::new();
    let anna = world.somebody();
    let (_, text) = give(&world, &grant(&world, &anna), 1);
    let account = anna.account;
    let by = account::By::System;
    world.write(move |tx| account::restrict(tx, account, "проверка документов", None, &by));
    assert!(take(&world, SEP, &text).is_some(), "it sleeps: see the exchange");
    assert_eq!(world.journalled(account, "mandate.ended_all"), 0);
    world.write(move |tx| account::close(tx, account, &account::By::Owner));
    assert!(take(&world, SEP, &text).is_none());
    assert_eq!(world.journalled(account, "mandate.ended_all"), 1);
}
