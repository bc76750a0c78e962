use std::sync::Arc;
use std::thread;

use oauth::ErrorCode;
use oauth::pkce::Verifier;
use store::{HOUR, MINUTE, SECOND};
use web::session::why;

use super::{CODE_LIFE, GRANT_LIFE, REFRESH_IDLE};
use crate::provider::tests::world::{
    BACK, EPK, EVERYTHING, SEP, World, auth, scopes, settings, verifier,
};
use crate::{account, client, consent, grant, sso};

const BASIC: &str = "openid profile offline_access";

#[test]
fn a_code_gives_a_grant_and_a_refresh_token_once() {
    let world = World::new();
    let anna = world.somebody();
    let code = world.code(&anna, BASIC);
    let redeemed = world.redeem(SEP, &code).unwrap();
    assert_eq!(redeemed.grant.account, anna.account);
    assert_eq!(redeemed.grant.session, anna.sso.session);
    assert_eq!(redeemed.scope, scopes(BASIC));
    assert_eq!(redeemed.grant.bound.nonce.as_deref(), Some("n1"));
    assert_eq!(redeemed.grant.bound.acr.as_deref(), Some(oauth::acr::CONFIRMED));
    assert!(redeemed.refresh.is_some());
    assert_eq!(world.redeem(SEP, &code).unwrap_err().code(), ErrorCode::InvalidGrant);
    assert_eq!(world.journalled(anna.account, "service.entered"), 1);
}

#[test]
fn without_offline_access_there_is_no_refresh_token() {
    let world = World::new();
    let anna = world.somebody();
    let code = world.code(&anna, "openid profile");
    assert_eq!(world.redeem(SEP, &code).unwrap().refresh, None);
}

#[test]
fn of_many_who_redeem_a_code_at_once_at_most_one_gets_something() {
    let world = Arc::new(World::new());
    let anna = world.somebody();
    let code = world.code(&anna, BASIC);
    let tries: Vec<_> = (0..16)
        .map(|_| {
            let (world, code) = (Arc::clone(&world), code.clone());
            thread::spawn(move || world.redeem(SEP, &code).is_ok())
        })
        .collect();
    let won = tries.into_iter().map(|t| t.join().unwrap()).filter(|won| *won).count();
    assert_eq!(won, 1);
    // The others were replays, so what the winner got is worthless.
    let open = world.write(move |tx| grant::of_account(tx, anna.account));
    assert!(open.is_empty());
}

#[test]
fn a_code_that_comes_twice_takes_back_what_the_first_gave() {
    let world = World::new();
    let anna = world.somebody();
    let code = world.code(&anna, BASIC);
    let first = world.redeem(SEP, &code).unwrap();
    world.db.clock().advance(30 * SECOND);
    assert_eq!(world.redeem(SEP, &code).unwrap_err().code(), ErrorCode::InvalidGrant);
    let id = first.grant.id;
    assert!(world.write(move |tx| Ok(grant::in_force(tx, id)?.is_none())));
    let token = first.refresh.unwrap().text.0;
    assert!(world.refresh(SEP, &token, None).is_err());
    assert_eq!(world.journalled(anna.account, "token.code_reused"), 1);
}

#[test]
fn a_wrong_verifier_burns_the_code() {
    let world = World::new();
    let anna = world.somebody();
    let code = world.code(&anna, BASIC);
    let wrong = code.clone();
    let refused = world.write(move |tx| {
        let client = client::find(tx, SEP)?.unwrap();
        grant::redeem(tx, &client, &wrong, BACK, &Verifier::from_random(&[8; 32]))
    });
    assert_eq!(refused.unwrap_err().code(), ErrorCode::InvalidGrant);
    assert!(world.redeem(SEP, &code).is_err());
    assert_eq!(world.journalled(anna.account, "token.code_burnt"), 1);
}

#[test]
fn another_redirect_address_burns_the_code() {
    let world = World::new();
    let anna = world.somebody();
    let code = world.code(&anna, BASIC);
    let wrong = code.clone();
    let refused = world.write(move |tx| {
        let client = client::find(tx, SEP)?.unwrap();
        let other = "http://sep.localhost:8080/callback/";
        grant::redeem(tx, &client, &wrong, other, &verifier())
    });
    assert!(refused.is_err());
    assert!(world.redeem(SEP, &code).is_err());
}

#[test]
fn another_client_burns_the_code() {
    let world = World::new();
    let anna = world.somebody();
    let code = world.code(&anna, BASIC);
    let stolen = code.clone();
    let refused = world.write(move |tx| {
        let client = client::find(tx, EPK)?.unwrap();
        grant::redeem(tx, &client, &stolen, BACK, &verifier())
    });
    assert!(refused.is_err());
    assert!(world.redeem(SEP, &code).is_err());
}

#[test]
fn an_edited_code_burns_the_one_it_was_made_of() {
    let world = World::new();
    let anna = world.somebody();
    let code = world.code(&anna, BASIC);
    let last = if code.ends_with('A') { "B" } else { "A" };
    let edited = format!("{}{last}", &code[..code.len() - 1]);
    assert!(world.redeem(SEP, &edited).is_err());
    assert!(world.redeem(SEP, &code).is_err());
    for nonsense in ["", "x", "ё", &"z".repeat(69), &"0".repeat(69), &"0".repeat(10_000)] {
        assert!(world.redeem(SEP, nonsense).is_err(), "{nonsense}");
    }
}

#[test]
fn a_code_lives_sixty_seconds() {
    let world = World::new();
    let anna = world.somebody();
    let (in_time, too_late) = (world.code(&anna, BASIC), world.code(&anna, BASIC));
    world.db.clock().advance(CODE_LIFE);
    assert!(world.redeem(SEP, &in_time).is_ok());
    world.db.clock().advance(SECOND);
    assert!(world.redeem(SEP, &too_late).is_err());
}

#[test]
fn a_clock_that_jumps_back_makes_a_code_worthless() {
    let world = World::new();
    let anna = world.somebody();
    let code = world.code(&anna, BASIC);
    world.db.clock().advance(-HOUR);
    assert!(world.redeem(SEP, &code).is_err());
    world.db.clock().advance(HOUR);
    assert!(world.redeem(SEP, &code).is_err(), "and it stays so when the clock is right again");
}

#[test]
fn a_refresh_token_is_good_once_and_an_old_one_ends_everything() {
    let world = World::new();
    let anna = world.somebody();
    let code = world.code(&anna, BASIC);
    let first = world.redeem(SEP, &code).unwrap().refresh.unwrap().text.0;
    let second = world.refresh(SEP, &first, None).unwrap();
    let id = second.grant.id;
    let second = second.refresh.unwrap().text.0;
    let third = world.refresh(SEP, &second, None).unwrap().refresh.unwrap().text.0;
    assert!(first != second && second != third);
    assert!(world.refresh(SEP, &first, None).is_err());
    assert!(world.refresh(SEP, &third, None).is_err(), "the newest one died with the family");
    assert!(world.write(move |tx| Ok(grant::in_force(tx, id)?.is_none())));
    assert_eq!(world.journalled(anna.account, "token.refresh_reused"), 1);
    let told = world.write(|tx| notify::message::waiting_for(tx, "anna0@example.org"));
    assert_eq!(told.iter().filter(|peek| peek.event == "refresh-reused").count(), 1);
}

#[test]
fn of_many_refreshes_at_once_one_wins_and_the_rest_counts_as_theft() {
    let world = Arc::new(World::new());
    let anna = world.somebody();
    let code = world.code(&anna, BASIC);
    let token = world.redeem(SEP, &code).unwrap().refresh.unwrap().text.0;
    let tries: Vec<_> = (0..8)
        .map(|_| {
            let (world, token) = (Arc::clone(&world), token.clone());
            thread::spawn(move || world.refresh(SEP, &token, None).is_ok())
        })
        .collect();
    let won = tries.into_iter().map(|t| t.join().unwrap()).filter(|won| *won).count();
    assert_eq!(won, 1);
    assert!(world.write(move |tx| grant::of_account(tx, anna.account)).is_empty());
}

#[test]
fn a_refresh_token_of_another_client_is_refused_and_stays_good() {
    let world = World::new();
    let anna = world.somebody();
    let code = world.code(&anna, BASIC);
    let token = world.redeem(SEP, &code).unwrap().refresh.unwrap().text.0;
    assert!(world.refresh(EPK, &token, None).is_err());
    assert!(world.refresh(SEP, &token, None).is_ok());
}

#[test]
fn a_forged_refresh_token_is_noise() {
    let world = World::new();
    let anna = world.somebody();
    let code = world.code(&anna, BASIC);
    let token = world.redeem(SEP, &code).unwrap().refresh.unwrap().text.0;
    let last = if token.ends_with('A') { "E" } else { "A" };
    let forged = format!("{}{last}", &token[..token.len() - 1]);
    for noise in [forged.as_str(), "", "krt_", "krt_ё", &token[4..], &token[..40]] {
        assert!(world.refresh(SEP, noise, None).is_err(), "{noise}");
    }
    assert!(world.refresh(SEP, &token, None).is_ok());
}

#[test]
fn fewer_scopes_may_be_asked_for_and_more_may_not() {
    let world = World::new();
    let anna = world.somebody();
    let code = world.code(&anna, BASIC);
    let token = world.redeem(SEP, &code).unwrap().refresh.unwrap().text.0;
    let refused = world.refresh(SEP, &token, Some("openid snils")).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::InvalidScope);
    let narrow = world.refresh(SEP, &token, Some("openid")).unwrap();
    assert_eq!(narrow.scope, scopes("openid"));
    let next = narrow.refresh.unwrap().text.0;
    let whole = world.refresh(SEP, &next, None).unwrap();
    assert_eq!(whole.scope, scopes(BASIC), "the grant itself did not become narrower");
}

#[test]
fn a_refresh_token_ends_when_it_is_not_used_and_in_any_case_after_eight_hours() {
    let world = World::new();
    let anna = world.somebody();
    let code = world.code(&anna, BASIC);
    let idle = world.redeem(SEP, &code).unwrap().refresh.unwrap().text.0;
    world.db.clock().advance(REFRESH_IDLE);
    assert!(world.refresh(SEP, &idle, None).is_err());

    let code = world.code(&anna, BASIC);
    let mut token = world.redeem(SEP, &code).unwrap().refresh.unwrap().text.0;
    let step = 30 * MINUTE;
    for _ in 0..GRANT_LIFE / step - 1 {
        world.db.clock().advance(step);
        token = world.refresh(SEP, &token, None).unwrap().refresh.unwrap().text.0;
    }
    world.db.clock().advance(step);
    assert!(world.refresh(SEP, &token, None).is_err());
}

#[test]
fn a_locked_account_gets_nothing_and_goes_on_when_it_is_unlocked() {
    let world = World::new();
    let anna = world.somebody();
    let code = world.code(&anna, BASIC);
    let token = world.redeem(SEP, &code).unwrap().refresh.unwrap().text.0;
    let waiting = world.code(&anna, BASIC);
    let account = anna.account;
    assert!(world.write(move |tx| account::lock(tx, account)));
    assert!(world.refresh(SEP, &token, None).is_err());
    assert!(world.redeem(SEP, &waiting).is_err());
    assert!(world.write(move |tx| account::unlock(tx, account, &account::By::System)));
    assert!(world.refresh(SEP, &token, None).is_ok());
    assert!(world.redeem(SEP, &waiting).is_err(), "the code was burnt while she was locked");
}

#[test]
fn a_session_that_was_ended_ends_codes_and_tokens_with_it() {
    let world = World::new();
    let anna = world.somebody();
    let code = world.code(&anna, BASIC);
    let redeemed = world.redeem(SEP, &code).unwrap();
    let waiting = world.code(&anna, BASIC);
    let session = anna.sso.session;
    // Ended by the site itself, say because the address changed: nobody told the provider.
    assert!(world.write(move |tx| web::session::end(tx, session, why::ADDRESS)));
    assert!(world.redeem(SEP, &waiting).is_err());
    let token = redeemed.refresh.unwrap().text.0;
    assert!(world.refresh(SEP, &token, None).is_err());
    let id = redeemed.grant.id;
    assert!(world.write(move |tx| Ok(grant::in_force(tx, id)?.is_none())));
}

#[test]
fn a_session_whose_time_ran_out_leaves_services_their_own_time() {
    let world = World::new();
    let anna = world.somebody();
    let code = world.code(&anna, BASIC);
    let token = world.redeem(SEP, &code).unwrap().refresh.unwrap().text.0;
    world.db.clock().advance(45 * MINUTE);
    assert!(world.refresh(SEP, &token, None).is_ok());
}

#[test]
fn everything_of_a_person_ends_and_nothing_of_others() {
    let world = World::new();
    let (anna, boris) = (world.somebody(), world.somebody());
    let hers = world.redeem(SEP, &world.code(&anna, BASIC)).unwrap().refresh.unwrap().text.0;
    let his = world.redeem(SEP, &world.code(&boris, BASIC)).unwrap().refresh.unwrap().text.0;
    let account = anna.account;
    let farewells = world.write(move |tx| sso::end_everything(tx, account, why::CREDENTIALS));
    assert_eq!(farewells.len(), 1);
    assert!(world.refresh(SEP, &hers, None).is_err());
    assert!(world.refresh(SEP, &his, None).is_ok());
}

#[test]
fn a_disabled_client_is_nobody_at_once() {
    let world = World::new();
    assert!(world.write(|tx| client::authenticate(tx, &auth(SEP))).is_ok());
    world.write(|tx| client::set_disabled(tx, SEP, true));
    let refused = world.write(|tx| client::authenticate(tx, &auth(SEP))).unwrap_err();
    assert_eq!(refused.code(), ErrorCode::InvalidClient);
    // The start of the program registers it again and must not open it.
    world.register(SEP, &settings(SEP));
    assert!(world.write(|tx| client::authenticate(tx, &auth(SEP))).is_err());
    world.write(|tx| client::set_disabled(tx, SEP, false));
    assert!(world.write(|tx| client::authenticate(tx, &auth(SEP))).is_ok());
}

#[test]
fn a_withdrawn_consent_ends_the_grants_of_that_service_only() {
    let world = World::new();
    let anna = world.somebody();
    world.agree(&anna, SEP, EVERYTHING);
    world.agree(&anna, EPK, EVERYTHING);
    let at_sep = world.redeem(SEP, &world.code(&anna, BASIC)).unwrap().refresh.unwrap().text.0;
    let code = world.code_for(&anna, EPK, BASIC);
    let at_epk = world.redeem(EPK, &code).unwrap().refresh.unwrap().text.0;
    let account = anna.account;
    let told = world.write(move |tx| consent::withdraw(tx, account, SEP)).unwrap();
    assert_eq!(told.len(), 1);
    assert!(world.refresh(SEP, &at_sep, None).is_err());
    assert!(world.refresh(EPK, &at_epk, None).is_ok());
    assert!(world.write(move |tx| consent::withdraw(tx, account, SEP)).is_none());
}

#[test]
fn what_was_alive_in_a_copy_is_dead_after_the_restore() {
    let world = World::new();
    let anna = world.somebody();
    world.agree(&anna, SEP, BASIC);
    let code = world.code(&anna, BASIC);
    let token = world.redeem(SEP, &world.code(&anna, BASIC)).unwrap().refresh.unwrap().text.0;
    world.write(sso::restored);
    assert!(world.redeem(SEP, &code).is_err());
    assert!(world.refresh(SEP, &token, None).is_err());
    let account = anna.account;
    let known = world.write(move |tx| consent::find(tx, account, SEP)).unwrap();
    let asked = consent::Asked::of(&world.client(SEP), &scopes(BASIC));
    assert!(!asked.is_covered(Some(&known)), "consent is asked for again");
}
