//! The way out, and being told that it is over.

use oauth::jose::{SigningKey, Typ};
use serde_json::{Value, json};
use store::SECOND;

use super::{made, visited};
use crate::story::{Answer, Browser, tell};

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
