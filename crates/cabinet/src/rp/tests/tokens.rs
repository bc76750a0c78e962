//! Tokens while a session lasts.

use std::time::Duration;

use store::{HOUR, MINUTE, SECOND};
use web::Site;
use web::session::SessionId;

use super::visited;
use crate::rp::{Closed, store as rows};
use crate::story::tell;

async fn session(app: &web::App) -> SessionId {
    let found = app.db.read(|tx| {
        let (account,): (String,) =
            tx.query_one("select id from cabinet_account", store::params![])?;
        Ok(web::session::of(tx, Site::Sep, &account)?.first().map(|row| row.id))
    });
    found.await.expect("storage answers").expect("there is a session")
}

#[test]
fn two_pages_at_once_refresh_once() {
    tell(|app, outside| async move {
        let (cabinet, mut browser) = visited(&app, &outside);
        browser.enter(&outside).await;
        let session = session(&app).await;
        let first = cabinet.entrance.access(session).await.unwrap();
        assert_eq!(cabinet.entrance.access(session).await.unwrap(), first, "still good");
        assert_eq!(outside.hits("refresh"), 0);
        // Past its end, so that nobody can make do with the old one; and the provider is slow.
        app.clock.advance(6 * MINUTE);
        outside.world().slow.insert("token", Duration::from_millis(150));
        let mut asking = tokio::task::JoinSet::new();
        for _ in 0..10 {
            let entrance = cabinet.entrance.clone();
            asking.spawn(async move { entrance.access(session).await });
        }
        let answers = asking.join_all().await;
        assert_eq!(outside.hits("refresh"), 1);
        assert!(answers.iter().all(|answer| answer == &answers[0]), "{answers:?}");
        assert_ne!(answers[0].as_ref().unwrap(), &first);
    });
}

#[test]
fn shortly_before_the_end_one_refreshes_and_the_others_do_not_wait() {
    tell(|app, outside| async move {
        let (cabinet, mut browser) = visited(&app, &outside);
        browser.enter(&outside).await;
        let session = session(&app).await;
        let old = cabinet.entrance.access(session).await.unwrap();
        app.clock.advance(4 * MINUTE + 30 * SECOND);
        outside.world().slow.insert("token", Duration::from_millis(300));
        let entrance = cabinet.entrance.clone();
        let refreshing = tokio::spawn(async move { entrance.access(session).await });
        tokio::time::sleep(Duration::from_millis(100)).await;
        assert_eq!(cabinet.entrance.access(session).await.unwrap(), old);
        assert_ne!(refreshing.await.unwrap().unwrap(), old);
        assert_eq!(outside.hits("refresh"), 1);
    });
}

#[test]
fn a_visitor_who_goes_away_does_not_lose_the_rotated_token() {
    tell(|app, outside| async move {
        let (cabinet, mut browser) = visited(&app, &outside);
        browser.enter(&outside).await;
        let session = session(&app).await;
        app.clock.advance(6 * MINUTE);
        outside.world().slow.insert("token", Duration::from_millis(100));
        let asking = cabinet.entrance.access(session);
        assert!(tokio::time::timeout(Duration::from_millis(30), asking).await.is_err());
        tokio::time::sleep(Duration::from_millis(200)).await;
        outside.world().slow.clear();
        cabinet.entrance.access(session).await.unwrap();
        assert_eq!(outside.hits("refresh"), 1, "the first answer was kept");
    });
}

#[test]
fn a_refused_refresh_ends_the_session_and_a_failed_one_does_not() {
    tell(|app, outside| async move {
        let (cabinet, mut browser) = visited(&app, &outside);
        browser.enter(&outside).await;
        let id = session(&app).await;
        app.clock.advance(6 * MINUTE);
        outside.world().broken.insert("token", 503);
        assert_eq!(cabinet.entrance.access(id).await, Err(Closed::Down));
        assert_eq!(browser.get("/profile").await.status, 200);
        outside.world().broken.insert("token", 400);
        app.clock.advance(3 * SECOND);
        assert_eq!(cabinet.entrance.access(id).await, Err(Closed::Down), "400 alone says nothing");
        outside.world().broken.insert("token", 401);
        app.clock.advance(3 * SECOND);
        assert_eq!(cabinet.entrance.access(id).await, Err(Closed::SignInOver));
        assert_eq!(browser.get("/profile").await.status, 303);
    });
}

#[test]
fn tokens_of_registers_are_kept_until_shortly_before_their_end() {
    tell(|app, outside| async move {
        let (cabinet, mut browser) = visited(&app, &outside);
        browser.enter(&outside).await;
        let session = session(&app).await;
        let ask = || cabinet.entrance.exchanged(session, "urn:kabinet:register:sfr", "register");
        let first = ask().await.unwrap();
        assert_eq!(ask().await.unwrap(), first);
        assert_eq!(outside.hits("exchange"), 1);
        app.clock.advance(4 * MINUTE + 50 * SECOND);
        assert_ne!(ask().await.unwrap(), first);
        assert_eq!(outside.hits("exchange"), 2);
        // Nothing can be read in the tables: tokens are sealed.
        let sealed = app.db.read(|tx| {
            tx.query::<(Vec<u8>,)>("select token from cabinet_exchanged", store::params![])
        });
        for (token,) in sealed.await.unwrap() {
            assert!(!token.windows(3).any(|window| window == b"eyJ"));
        }
    });
}

#[test]
fn an_ended_session_leaves_no_tokens_and_old_names_are_swept() {
    tell(|app, outside| async move {
        let (cabinet, mut browser) = visited(&app, &outside);
        browser.enter(&outside).await;
        let id = session(&app).await;
        cabinet.entrance.exchanged(id, "urn:kabinet:register:sfr", "register").await.unwrap();
        app.db.write("story", move |tx| super::super::end(tx, id, "by-owner")).await.unwrap();
        assert_eq!(cabinet.entrance.access(id).await, Err(Closed::SignInOver));
        let kept = app.db.write("story", move |tx| {
            let token = oauth::Secret::from("late");
            let ends_at = tx.now().plus(HOUR);
            rows::keep_exchanged(tx, &id.to_string(), "late", &token, ends_at)?;
            rows::exchanged(tx, &id.to_string(), "late")
        });
        assert!(kept.await.unwrap().is_none(), "a late answer finds no session");
        let runner = crate::jobs(store::job::Runner::new(app.db.clone()), &app);
        app.clock.advance(25 * HOUR);
        assert!(runner.run_due().await.unwrap() > 0);
        let left = app.db.read(|tx| {
            tx.query_one::<(i64,)>("select count(*) from cabinet_once", store::params![])
        });
        assert_eq!(left.await.unwrap(), (0,));
    });
}

#[test]
fn a_refresh_token_that_may_have_been_used_up_is_never_sent_again() {
    tell(|app, outside| async move {
        let (cabinet, mut browser) = visited(&app, &outside);
        browser.enter(&outside).await;
        let id = session(&app).await;
        // Not now: the same token counts afterwards.
        app.clock.advance(6 * MINUTE);
        outside.world().broken.insert("token", 503);
        assert_eq!(cabinet.entrance.access(id).await, Err(Closed::Down));
        outside.world().broken.clear();
        app.clock.advance(3 * SECOND);
        cabinet.entrance.access(id).await.unwrap();
        assert_eq!(outside.hits("refresh"), 1);
        // The provider failed somewhere in the middle: nobody knows.
        app.clock.advance(6 * MINUTE);
        outside.world().broken.insert("token", 500);
        assert_eq!(cabinet.entrance.access(id).await, Err(Closed::Down));
        outside.world().broken.clear();
        app.clock.advance(3 * SECOND);
        assert_eq!(cabinet.entrance.access(id).await, Err(Closed::SignInOver));
        assert_eq!(outside.hits("refresh"), 1, "it did not go out a second time");
        // The session goes on; what needs the provider asks for one more redirect.
        let profile = browser.get("/profile").await;
        assert_eq!(profile.status, 200);
        assert!(profile.says("action=\"/enter\""), "{}", profile.text);
    });
}

#[test]
fn a_node_that_dies_while_it_refreshes_leaves_no_token_to_be_sent_again() {
    tell(|app, outside| async move {
        let (cabinet, mut browser) = visited(&app, &outside);
        browser.enter(&outside).await;
        let id = session(&app).await;
        app.clock.advance(6 * MINUTE);
        let key = id.to_string();
        let claimed = app.db.write("story", move |tx| {
            let seen = rows::held(tx, &key)?.unwrap().access_ends_at;
            let until = tx.now().plus(20 * SECOND);
            rows::claim_refresh(tx, &key, seen, until)
        });
        assert!(claimed.await.unwrap().is_some());
        assert_eq!(cabinet.entrance.access(id).await, Err(Closed::Down), "others wait a while");
        app.clock.advance(21 * SECOND);
        assert_eq!(cabinet.entrance.access(id).await, Err(Closed::SignInOver));
        assert_eq!(outside.hits("refresh"), 0);
    });
}
