//! Answers that are not what they seem: nobody comes in, and each ends on one clear page.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oauth::jose::{Jwks, SigningKey, Typ};
use serde_json::{Value, json};
use store::SECOND;

use super::{made, visited};
use crate::story::{Answer, Browser, Outside, tell};

async fn tried(browser: &mut Browser, outside: &Outside) -> Answer {
    let sent = browser.get("/go").await;
    browser.get(&outside.consent(sent.location())).await
}

/// A token of the same claims with another header and no proper signature.
fn forged(token: &str, header: &Value, signature: &str) -> String {
    let claims = token.split('.').nth(1).unwrap_or_default();
    format!("{}.{claims}.{signature}", URL_SAFE_NO_PAD.encode(header.to_string()))
}

/// A lie in the claims, before they are signed.
type Lie = (&'static str, fn(&mut Value));
/// A change of the token, after it was signed.
type Forgery = (&'static str, fn(String) -> String);

#[test]
fn false_claims_open_no_session() {
    let lies: &[Lie] = &[
        ("another issuer", |claims| claims["iss"] = json!("https://evil.example")),
        ("another audience", |claims| claims["aud"] = json!("epk")),
        ("one audience too many", |claims| claims["aud"] = json!(["sep", "evil"])),
        ("another party", |claims| claims["azp"] = json!("evil")),
        ("another nonce", |claims| claims["nonce"] = json!("other")),
        ("no nonce", |claims| drop(claims.as_object_mut().map(|c| c.remove("nonce")))),
        ("no person", |claims| drop(claims.as_object_mut().map(|c| c.remove("sub")))),
        ("no time", |claims| drop(claims.as_object_mut().map(|c| c.remove("iat")))),
        ("expired", |claims| claims["exp"] = json!(1)),
        ("expiry as text", |claims| claims["exp"] = json!("99999999999")),
        ("expiry below zero", |claims| claims["exp"] = json!(-1)),
        ("start as text", |claims| claims["nbf"] = json!("1")),
        ("from the future", |claims| claims["iat"] = json!(99_999_999_999_i64)),
    ];
    tell(|app, outside| async move {
        let (_, mut browser) = visited(&app, &outside);
        for (name, lie) in lies {
            outside.world().id_token = *lie;
            let page = tried(&mut browser, &outside).await;
            assert_eq!((page.status.as_u16(), page.title()), (502, "Вход не выполнен"), "{name}");
            assert!(page.says("Код ошибки"), "{name}");
            assert!(!browser.has_session(), "{name}");
        }
        assert_eq!(made(&app).await, (0, 0, 0));
        outside.world().id_token = |_| {};
        assert_eq!(tried(&mut browser, &outside).await.status, 303);
    });
}

#[test]
fn false_signatures_open_no_session() {
    let forgeries: &[Forgery] = &[
        ("no signature", |token| forged(&token, &json!({ "alg": "none", "typ": "JWT" }), "")),
        ("symmetric", |token| {
            forged(&token, &json!({ "alg": "HS256", "typ": "JWT" }), &"A".repeat(43))
        }),
        ("a key of its own", |token| {
            let other = SigningKey::generate().unwrap();
            let own: Value = serde_json::to_value(other.kid()).unwrap();
            let header = json!({ "alg": "ES256", "kid": own, "jwk": { "kty": "EC" } });
            forged(&token, &header, &"A".repeat(86))
        }),
        ("cut short", |token| token[..token.len() - 8].to_owned()),
        ("changed", |token| {
            let mut parts: Vec<String> = token.split('.').map(str::to_owned).collect();
            parts[2].replace_range(10..14, "AAAA");
            parts.join(".")
        }),
        ("an access token", |_| {
            let key = SigningKey::generate().unwrap();
            key.sign(Typ::AccessToken, &json!({ "sub": "x" })).unwrap()
        }),
        ("garbage", |_| "no.token.here".into()),
    ];
    tell(|app, outside| async move {
        let (_, mut browser) = visited(&app, &outside);
        for (name, forge) in forgeries {
            outside.world().signed = *forge;
            let page = tried(&mut browser, &outside).await;
            assert_eq!((page.status.as_u16(), page.title()), (502, "Вход не выполнен"), "{name}");
            assert!(!browser.has_session(), "{name}");
        }
        assert_eq!(made(&app).await, (0, 0, 0));
    });
}

#[test]
fn userinfo_of_another_person_opens_no_session() {
    tell(|app, outside| async move {
        let (_, mut browser) = visited(&app, &outside);
        outside.world().userinfo_sub = Some("somebody-else".into());
        let page = tried(&mut browser, &outside).await;
        assert_eq!(page.title(), "Вход не выполнен");
        assert_eq!(made(&app).await, (0, 0, 0));
    });
}

#[test]
fn discovery_that_names_another_issuer_is_refused() {
    tell(|app, outside| async move {
        let (_, mut browser) = visited(&app, &outside);
        outside.world().discovery = |document| document["issuer"] = json!("https://evil.example");
        let page = browser.get("/go").await;
        assert_eq!((page.status.as_u16(), page.title()), (502, "Вход не выполнен"));
    });
}

#[test]
fn a_call_back_that_does_not_belong_to_this_browser_changes_nothing() {
    tell(|app, outside| async move {
        let (_, mut browser) = visited(&app, &outside);
        let (_, mut attacker) = visited(&app, &outside);
        let theirs = attacker.get("/go").await;
        let theirs = outside.consent(theirs.location());
        let ours = browser.get("/go").await;
        let good = outside.consent(ours.location());
        let without_iss = good.split("&iss=").next().unwrap_or_default().to_owned();
        let foreign_iss = format!("{without_iss}&iss=https%3A%2F%2Fevil.example");
        for (path, title) in [
            ("/callback", "Войдите ещё раз"),
            ("/callback?code=x&state=", "Войдите ещё раз"),
            ("/callback?code=%ff&state=%ff", "Войдите ещё раз"),
            (theirs.as_str(), "Войдите ещё раз"),
            (without_iss.as_str(), "Вход не выполнен"),
        ] {
            let mut fresh = browser.clone();
            let page = fresh.get(path).await;
            assert_eq!(page.title(), title, "{path}");
            assert!(!fresh.has_session(), "{path}");
        }
        let page = browser.get(&foreign_iss).await;
        assert_eq!(page.title(), "Вход не выполнен");
        assert_eq!(outside.hits("token"), 0, "no code was sent");
        assert_eq!(made(&app).await, (0, 0, 0));
    });
}

#[test]
fn a_sign_in_that_took_longer_than_an_hour_begins_anew() {
    tell(|app, outside| async move {
        let (_, mut browser) = visited(&app, &outside);
        let sent = browser.get("/go").await;
        app.clock.advance(3_601 * SECOND);
        let page = browser.get(&outside.consent(sent.location())).await;
        assert_eq!(page.title(), "Войдите ещё раз");
        assert_eq!(tried(&mut browser, &outside).await.status, 303);
    });
}

#[test]
fn keys_that_were_changed_a_moment_ago_throw_nobody_out() {
    tell(|app, outside| async move {
        let (_, mut browser) = visited(&app, &outside);
        assert_eq!(tried(&mut browser, &outside).await.status, 303);
        {
            let mut world = outside.world();
            world.key = SigningKey::generate().unwrap();
            world.published = Jwks::new([world.key.verifying_key().unwrap()]);
        }
        assert_eq!(tried(&mut browser, &outside).await.status, 303);
        assert_eq!(outside.hits("jwks"), 2);
        // Now a storm of tokens under keys that nobody published.
        outside.world().key = SigningKey::generate().unwrap();
        for _ in 0..30 {
            assert_eq!(tried(&mut browser, &outside).await.status, 502);
        }
        assert_eq!(outside.hits("jwks"), 2, "not again within ten seconds");
        app.clock.advance(11 * SECOND);
        for _ in 0..30 {
            assert_eq!(tried(&mut browser, &outside).await.status, 502);
        }
        assert_eq!(outside.hits("jwks"), 3);
    });
}

#[test]
fn a_provider_that_is_down_costs_a_page_and_little_time() {
    tell(|app, outside| async move {
        let (_, mut browser) = visited(&app, &outside);
        for endpoint in ["openid-configuration", "jwks", "token", "userinfo"] {
            outside.world().broken.insert(endpoint, 500);
            let sent = browser.get("/go").await;
            let page = match sent.status.as_u16() {
                303 => browser.get(&outside.consent(sent.location())).await,
                _ => sent,
            };
            assert_eq!(page.status, 503, "{endpoint}");
            assert_eq!(page.title(), "Госуслуги не отвечают", "{endpoint}");
            assert_eq!(page.headers["retry-after"], "30", "{endpoint}");
            assert!(page.took.as_secs() < 2, "{endpoint}");
            outside.world().broken.clear();
            app.clock.advance(2 * SECOND);
        }
        assert_eq!(made(&app).await, (0, 0, 0));
        assert_eq!(tried(&mut browser, &outside).await.status, 303);
    });
}
