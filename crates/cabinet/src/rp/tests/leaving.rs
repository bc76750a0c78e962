//! The way out, and being told that it is over.

use std::sync::Arc;
use std::time::Duration;

use oauth::jose::{SigningKey, Typ};
use serde_json::{Value, json};
use store::{HOUR, SECOND};
use tokio::sync::Semaphore;

use super::{made, visited};
use crate::story::{Answer, Browser, Outside, tell};

async fn told(browser: &mut Browser, token: &str) -> Answer {
    browser.post("/backchannel-logout", &[("logout_token".into(), token.to_owned())]).await
}

#[test]
fn signing_out_ends_the_session_here_and_leads_on_to_the_provider() {
    tell(|app, outside| async move {
        let (_, mut browser) = visited(&app, &outside);
        browser.enter(&outside).await;
        let page = browser.get("/profile").await;
        let sent = browser.submit(&page, "/logout", &[]).await;
        assert_eq!(sent.status, 303);
        let there = sent.location();
        assert!(there.starts_with(outside.origin()), "{there}");
        for part in ["id_token_hint=eyJ", "post_logout_redirect_uri=http", "state="] {
            assert!(there.contains(part), "{part} in {there}");
        }
        assert!(!browser.has_session());
        assert_eq!(made(&app).await, (1, 0, 0));
        // The provider sends her back with the state; without it nothing is claimed about there.
        let state = there.split("state=").nth(1).and_then(|rest| rest.split('&').next());
        let mut twin = browser.clone();
        let page = twin.get("/signed-out").await;
        assert!(page.says("Вход на этом сайте завершён."), "{}", page.text);
        let page = browser.get(&format!("/signed-out?state={}", state.unwrap_or_default())).await;
        assert_eq!(page.title(), "Вы вышли");
        assert!(page.says("и на Госуслугах"), "{}", page.text);
        assert!(browser.get("/profile").await.location().starts_with("/?next="));
    });
}

#[test]
fn signing_out_works_while_the_provider_is_down() {
    tell(|app, outside| async move {
        let (_, mut browser) = visited(&app, &outside);
        browser.enter(&outside).await;
        let page = browser.get("/profile").await;
        outside.world().broken.insert("openid-configuration", 500);
        app.clock.advance(11 * 60 * SECOND);
        let sent = browser.submit(&page, "/logout", &[]).await;
        assert_eq!(sent.status, 303);
        assert!(!browser.has_session());
        assert_eq!(made(&app).await, (1, 0, 0));
    });
}

#[test]
fn eight_bad_logout_tokens_end_nothing_and_a_good_one_does_once() {
    tell(|app, outside| async move {
        let (_, mut browser) = visited(&app, &outside);
        browser.enter(&outside).await;
        let now = app.clock.now().seconds();
        let issuer = outside.origin().to_owned();
        let good = || {
            json!({
                "iss": issuer, "aud": "sep", "iat": now, "exp": now + 120, "jti": "j1",
                "sid": "01session",
                "events": { "http://schemas.openid.net/event/backchannel-logout": {} },
            })
        };
        let signed = |typ: Typ, claims: &Value| outside.world().key.sign(typ, claims).unwrap();
        let with = |name: &str, value: Value| {
            let mut claims = good();
            claims[name] = value;
            signed(Typ::LogoutToken, &claims)
        };
        let stranger = SigningKey::generate().unwrap();
        let bad = [
            ("another audience", with("aud", json!("epk"))),
            ("another issuer", with("iss", json!("https://evil.example"))),
            ("another event", with("events", json!({ "urn:other": {} }))),
            ("no event", with("events", json!({}))),
            ("a nonce", with("nonce", json!("n"))),
            ("expired", with("exp", json!(1))),
            ("an ID token", signed(Typ::Jwt, &good())),
            ("another key", stranger.sign(Typ::LogoutToken, &good()).unwrap()),
            ("nothing", String::new()),
        ];
        for (name, token) in bad {
            let answer = told(&mut browser, &token).await;
            assert_eq!(answer.status, 400, "{name}");
            assert_eq!(answer.headers["cache-control"], "no-store", "{name}");
        }
        assert_eq!(browser.get("/profile").await.status, 200);
        let token = signed(Typ::LogoutToken, &good());
        let answer = told(&mut browser, &token).await;
        assert_eq!((answer.status.as_u16(), answer.text.as_str()), (200, ""));
        assert_eq!(answer.headers["cache-control"], "no-store");
        assert_eq!(made(&app).await, (1, 0, 0));
        assert_eq!(told(&mut browser, &token).await.status, 400, "replayed");
        assert!(browser.get("/profile").await.location().starts_with("/?next="));
    });
}

#[test]
fn a_logout_token_without_a_session_ends_all_of_the_person() {
    tell(|app, outside| async move {
        let (_, mut first) = visited(&app, &outside);
        let (_, mut second) = visited(&app, &outside);
        first.enter(&outside).await;
        outside.world().sid = "another".into();
        second.enter(&outside).await;
        // One session only is named first.
        let token = outside.logout_token("sep", "j1", true);
        assert_eq!(told(&mut first, &token).await.status, 200);
        assert_eq!(first.get("/profile").await.status, 200);
        assert_eq!(second.get("/profile").await.status, 303);
        let token = outside.logout_token("sep", "j2", false);
        assert_eq!(told(&mut second, &token).await.status, 200);
        assert_eq!(first.get("/profile").await.status, 303);
        assert_eq!(made(&app).await, (1, 0, 0));
    });
}

/// Begins a sign-in and lets the person consent: path and query of the call-back.
async fn on_the_way(browser: &mut Browser, outside: &Outside) -> String {
    let page = browser.get("/enter").await;
    let sent = browser.submit(&page, "/enter", &[]).await;
    outside.consent(sent.location())
}

#[test]
fn a_logout_that_meets_its_call_back_on_the_way_leaves_no_session() {
    for with_sid in [true, false] {
        tell(move |app, outside| async move {
            let (_, mut browser) = visited(&app, &outside);
            let (_, mut provider) = visited(&app, &outside);
            let back = on_the_way(&mut browser, &outside).await;
            // The tokens are there, UserInfo is slow, and the person signs out elsewhere.
            let gate = Arc::new(Semaphore::new(0));
            outside.world().gates.insert("userinfo", gate.clone());
            let arriving = tokio::spawn(async move {
                let seen = browser.get(&back).await;
                (browser, seen)
            });
            while outside.hits("userinfo") == 0 {
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
            let token = outside.logout_token("sep", "j1", with_sid);
            assert_eq!(told(&mut provider, &token).await.status, 200);
            gate.add_permits(1);
            let (mut browser, seen) = arriving.await.unwrap();
            assert_eq!(seen.title(), "Вы уже вышли", "{}", seen.text);
            assert!(!browser.has_session());
            assert_eq!(made(&app).await, (0, 0, 0));
            // What begins afterwards is a new sign-in, whatever the provider calls its session.
            outside.world().gates.clear();
            app.clock.advance(SECOND);
            browser.enter(&outside).await;
            assert_eq!(made(&app).await, (1, 1, 1));
        });
    }
}

#[test]
fn a_logout_that_comes_after_its_call_back_ends_the_session_and_others_go_on() {
    tell(|app, outside| async move {
        let (_, mut browser) = visited(&app, &outside);
        let back = on_the_way(&mut browser, &outside).await;
        browser.get(&back).await;
        assert_eq!(made(&app).await, (1, 1, 1));
        // A sign-in of another session is on the way, and is nobody's business.
        let (_, mut other) = visited(&app, &outside);
        let token = outside.logout_token("sep", "j1", true);
        outside.world().sid = "another".into();
        let back = on_the_way(&mut other, &outside).await;
        assert_eq!(told(&mut browser, &token).await.status, 200);
        assert_eq!(made(&app).await, (1, 0, 0));
        other.get(&back).await;
        assert_eq!(made(&app).await, (1, 1, 1));
    });
}

#[test]
fn what_was_ended_is_forgotten_after_an_hour() {
    tell(|app, outside| async move {
        let (_, mut browser) = visited(&app, &outside);
        let token = outside.logout_token("sep", "j1", true);
        assert_eq!(told(&mut browser, &token).await.status, 200);
        let runner = crate::jobs(store::job::Runner::new(app.db.clone()), &app);
        let kept = || {
            let sql = "select count(*) from cabinet_ended";
            app.db.read(move |tx| tx.query_one::<(i64,)>(sql, store::params![]))
        };
        assert_eq!(kept().await.unwrap(), (1,));
        app.clock.advance(HOUR);
        runner.run_due().await.unwrap();
        assert_eq!(kept().await.unwrap(), (0,));
    });
}

#[test]
fn a_session_used_from_another_address_leaves_no_tokens_and_is_told_once() {
    tell(|app, outside| async move {
        let (_, mut browser) = visited(&app, &outside);
        browser.enter(&outside).await;
        let mut owner = browser.clone();
        let mut other = browser.clone();
        browser.move_to([198, 51, 100, 7]);
        other.move_to([198, 51, 100, 8]);
        assert!(browser.get("/profile").await.location().starts_with("/?next="));
        assert_eq!(other.get("/profile").await.status, 303);
        assert_eq!(owner.get("/profile").await.status, 303);
        assert_eq!(made(&app).await, (1, 0, 0));
        for to in ["anna@example.org", "+79000000001"] {
            let waiting = app.db.read(move |tx| notify::message::waiting_for(tx, to)).await;
            let waiting = waiting.unwrap();
            let events: Vec<_> = waiting.iter().map(|peek| peek.event.as_str()).collect();
            assert_eq!(events, ["cabinet-session-ended"], "{to}");
            assert_eq!(waiting[0].args, [("address".to_owned(), "198.51.100.7".to_owned())]);
        }
    });
}

#[test]
fn of_a_call_back_and_a_logout_at_the_same_moment_no_session_is_left() {
    tell(|app, outside| async move {
        let (_, mut provider) = visited(&app, &outside);
        for round in 0..12 {
            let sid = format!("session{round}");
            outside.world().sid.clone_from(&sid);
            let (_, mut browser) = visited(&app, &outside);
            let back = on_the_way(&mut browser, &outside).await;
            let token = outside.logout_token("sep", &sid, round % 2 == 0);
            let pause = Duration::from_millis(round);
            let leaving = async {
                tokio::time::sleep(pause).await;
                told(&mut provider, &token).await
            };
            let (_, left) = tokio::join!(browser.get(&back), leaving);
            assert_eq!(left.status, 200);
            let (_, living, tokens) = made(&app).await;
            assert_eq!((living, tokens), (0, 0), "round {round}");
            app.clock.advance(SECOND);
        }
    });
}
