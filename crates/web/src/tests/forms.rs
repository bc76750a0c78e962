use super::browser::Browser;
use super::{app, site};
use crate::Site;

fn sep() -> Browser {
    Browser::new(site(&app(), Site::Sep))
}

#[tokio::test]
async fn a_form_of_our_own_page_comes_through() {
    let seen = sep().fill("/form", "/form", &[("name", "  Сергеи\u{306} ")]).await;
    assert_eq!(seen.status, 200);
    assert!(seen.text.starts_with("Сергей|"), "{}", seen.text);
}

#[tokio::test]
async fn the_same_form_twice_has_one_key_and_a_fresh_page_another() {
    let mut browser = sep();
    let hidden = browser.get("/form").await.hidden();
    let fields: Vec<(&str, &str)> = hidden.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let first = browser.post("/form", &fields).await.text;
    let again = browser.post("/form", &fields).await.text;
    assert_eq!(first, again);
    let fresh = browser.fill("/form", "/form", &[]).await.text;
    assert_ne!(first, fresh);
}

#[tokio::test]
async fn a_token_of_another_browser_site_or_nobody_is_refused() {
    let app = app();
    let mut mine = Browser::new(site(&app, Site::Sep));
    let mut theirs = Browser::new(site(&app, Site::Sep));
    theirs.get("/form").await;
    let hidden = mine.get("/form").await.hidden();
    let fields: Vec<(&str, &str)> = hidden.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(theirs.post("/form", &fields).await.status, 403);
    let mut other_site = Browser::new(site(&app, Site::Epk));
    other_site.jar = mine.jar.clone();
    assert_eq!(other_site.post("/form", &fields).await.status, 403);
    assert_eq!(mine.post("/form", &[("name", "Анна")]).await.status, 403);
    assert_eq!(mine.post("/form", &fields).await.status, 200);
}

#[tokio::test]
async fn an_invented_or_borrowed_one_use_key_is_refused() {
    let mut browser = sep();
    let hidden = browser.get("/form").await.hidden();
    let sent = |key: &str, name: &str| {
        vec![
            ("_token", hidden["_token"].clone()),
            ("_key", key.to_owned()),
            ("_form", name.to_owned()),
        ]
    };
    let invented = "A".repeat(64);
    for (key, name) in [(&*invented, "name"), ("", "name"), (&*hidden["_key"], "other")] {
        let fields = sent(key, name);
        let fields: Vec<(&str, &str)> = fields.iter().map(|(k, v)| (*k, v.as_str())).collect();
        assert_eq!(browser.post("/form", &fields).await.status, 403, "{key} {name}");
    }
}

#[tokio::test]
async fn what_the_browser_says_came_from_another_site_is_refused() {
    for (name, value) in [
        ("origin", "https://evil.example"),
        ("origin", "null"),
        ("origin", "http://epk.localhost:8080"),
        ("sec-fetch-site", "cross-site"),
        ("sec-fetch-site", "same-site"),
    ] {
        let mut browser = sep();
        browser.headers.push((name, value.to_owned()));
        let seen = browser.fill("/form", "/form", &[("name", "x")]).await;
        assert_eq!(seen.status, 403, "{name}: {value}");
        assert!(!seen.text.contains("type=\"hidden\""), "nothing to send again: {name}: {value}");
    }
    let mut browser = sep();
    browser.headers.push(("origin", "http://sep.localhost:8080".to_owned()));
    browser.headers.push(("sec-fetch-site", "same-origin".to_owned()));
    assert_eq!(browser.fill("/form", "/form", &[]).await.status, 200);
}

#[tokio::test]
async fn a_late_form_of_ours_can_be_sent_again_but_never_with_a_password() {
    let mut browser = sep();
    browser.headers.push(("origin", "http://sep.localhost:8080".to_owned()));
    let late = |field: &'static str| [("_form", "name"), ("_token", "stale"), (field, "Анна <1>")];
    let seen = browser.post("/form", &late("name")).await;
    assert_eq!(seen.status, 403);
    assert!(seen.text.contains("name=\"name\" value=\"Анна &#60;1&#62;\""), "{}", seen.text);
    let policy = seen.header("content-security-policy");
    assert!(policy.contains("form-action 'self' ") && policy.contains("http://epk.localhost:8080"));
    let again = seen.hidden();
    let fields: Vec<(&str, &str)> = again.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(browser.post("/form", &fields).await.status, 200);
    let seen = browser.post("/form", &late("new_password")).await;
    assert!(!seen.text.contains("Анна"));
}

#[tokio::test]
async fn a_form_that_is_too_large_or_of_another_kind_is_refused() {
    let mut browser = sep();
    let large = "x".repeat(70_000);
    assert_eq!(browser.fill("/form", "/form", &[("name", &large)]).await.status, 413);
    browser.headers.push(("accept", "text/html".to_owned()));
    let body = Some("name=%FF".to_owned());
    assert_eq!(browser.ask("POST", "/form", body).await.status, 422);
    browser.headers.push(("content-type", "text/plain".to_owned()));
    assert_eq!(browser.ask("POST", "/form", None).await.status, 422);
}
