use super::browser::Browser;
use super::{app, site};
use crate::{Site, SiteSettings, Sites, hosts};

fn sep() -> Browser {
    Browser::new(site(&app(), Site::Sep))
}

#[tokio::test]
async fn every_page_carries_the_headers_that_protect_it() {
    let mut browser = sep();
    for path in ["/", "/nowhere", "/panic", "/api/broken"] {
        let seen = browser.get(path).await;
        let policy = seen.header("content-security-policy");
        assert!(policy.starts_with("default-src 'none'; style-src 'self'"), "{path}: {policy}");
        assert!(policy.ends_with("form-action 'self'"), "{path}: {policy}");
        assert!(policy.contains("frame-ancestors 'none'; base-uri 'none'"), "{path}");
        for (name, value) in [
            ("x-content-type-options", "nosniff"),
            ("referrer-policy", "same-origin"),
            ("cross-origin-opener-policy", "same-origin"),
            ("cache-control", "no-store"),
        ] {
            assert_eq!(seen.header(name), value, "{path}: {name}");
        }
        assert_eq!(seen.header("strict-transport-security"), "", "{path}: no TLS here");
    }
    let elsewhere = browser.get("/elsewhere").await;
    let policy = elsewhere.header("content-security-policy").to_owned();
    assert!(policy.ends_with("form-action 'self' https://bank.example"), "{policy}");
}

#[tokio::test]
async fn pages_hold_no_inline_script_or_style() {
    let app = app();
    let routes = crate::gallery();
    let mut browser = Browser::new(crate::site_router(app, Site::Start, routes));
    for path in ["/dev/pages", "/dev/pages/step", "/dev/pages/errors", "/help", "/nowhere"] {
        let text = browser.get(path).await.text;
        assert!(!text.contains(" style=") && !text.contains("<style"), "{path}");
        assert!(!text.contains(" onclick=") && !text.contains("javascript:"), "{path}");
        assert_eq!(text.matches("<script").count(), 1, "{path}");
        assert_eq!(text.matches("<h1").count(), 1, "{path}");
        assert!(!text.contains('⟦'), "{path} lacks a text");
    }
}

#[tokio::test]
async fn strict_transport_security_comes_with_https() {
    let origins = vec![(Site::Sep, "https://sep.example".to_owned())];
    let mut app = app();
    app.sites = Sites::new(SiteSettings { origins, ..SiteSettings::default() }).unwrap();
    let mut browser = Browser::new(site(&app, Site::Sep));
    for path in ["/", "/nowhere", "/static/none/app.css"] {
        let seen = browser.get(path).await;
        assert!(seen.header("strict-transport-security").starts_with("max-age="), "{path}");
    }
}

#[tokio::test]
async fn a_panic_and_a_bug_show_an_incident_number_and_nothing_else() {
    let mut browser = sep();
    for path in ["/panic", "/broken"] {
        let seen = browser.get(path).await;
        assert_eq!(seen.status, 500);
        assert!(seen.text.contains("Номер происшествия"), "{path}");
        assert!(!seen.text.contains("story") && !seen.text.contains("a bug"), "{path}");
    }
    let seen = browser.get("/api/broken").await;
    assert_eq!(seen.header("content-type"), "application/json");
    let json: serde_json::Value = serde_json::from_str(&seen.text).unwrap();
    assert_eq!(json["error"], "internal");
    assert_eq!(json["incident"].as_str().unwrap().len(), 11);
    browser.headers.push(("accept", "text/html,*/*".to_owned()));
    assert!(browser.get("/api/broken").await.text.contains("<h1>"), "a person came here");
    assert_eq!(browser.get("/").await.status, 200, "the site goes on");
}

#[tokio::test]
async fn busy_storage_is_503_with_a_time_to_come_back() {
    let seen = sep().get("/busy").await;
    assert_eq!(seen.status, 503);
    assert_eq!(seen.header("retry-after"), "2");
}

#[tokio::test]
async fn a_handler_that_takes_too_long_is_stopped() {
    assert_eq!(sep().get("/slow").await.status, 504);
}

#[tokio::test]
async fn a_flood_is_refused_at_once_and_programs_still_get_in() {
    let router = site(&app(), Site::Identity);
    let flood: Vec<_> = (0..8)
        .map(|_| {
            let mut browser = Browser::new(router.clone());
            tokio::spawn(async move { browser.get("/slow").await.status })
        })
        .collect();
    tokio::time::sleep(std::time::Duration::from_millis(200)).await;
    let mut late = Browser::new(router);
    let seen = late.get("/").await;
    assert_eq!((seen.status.as_u16(), seen.header("retry-after")), (503, "2"));
    assert!(seen.text.len() < 1024 && seen.text.contains("обновите страницу"));
    assert_eq!(late.get("/.well-known/nothing").await.status, 404);
    for request in flood {
        assert_eq!(request.await.unwrap(), 504);
    }
    assert_eq!(late.get("/").await.status, 200);
}

#[tokio::test]
async fn pages_speak_the_visitors_language_and_the_switch_is_kept() {
    let mut browser = sep();
    assert!(browser.get("/nowhere").await.text.contains("Страница не найдена"));
    browser.headers.push(("accept-language", "en-GB,en;q=0.9,ru;q=0.8".to_owned()));
    let page = browser.get("/nowhere").await;
    assert!(page.text.contains("<html lang=\"en\"") && page.text.contains("Page not found"));
    let seen = browser.get("/language?to=ru&next=%2Fnowhere").await;
    assert_eq!((seen.status.as_u16(), seen.header("location")), (303, "/nowhere"));
    assert!(browser.get("/nowhere").await.text.contains("Страница не найдена"));
    let seen = browser.get("/language?to=en&next=//evil.example").await;
    assert_eq!(seen.header("location"), "/");
    assert_eq!(browser.get("/language?to=xx").await.status, 303);
}

#[tokio::test]
async fn static_files_are_kept_for_ever_under_their_hash() {
    let mut browser = sep();
    let text = browser.get("/").await.text;
    let start = text.find("/static/").unwrap();
    let path = text[start..].split('"').next().unwrap().to_owned();
    let seen = browser.get(&path).await;
    assert_eq!(seen.status, 200);
    assert_eq!(seen.header("cache-control"), "public, max-age=31536000, immutable");
    assert_eq!(seen.header("x-content-type-options"), "nosniff");
    assert_eq!(browser.get("/static/other/app.css").await.status, 404);
}

#[tokio::test]
async fn the_host_decides_the_site_and_forwarded_hosts_do_not() {
    let app = app();
    let sites = [Site::Sep, Site::Epk].map(|s| (s, site(&app, s))).to_vec();
    let mut browser = Browser::new(hosts(&app, sites));
    for (host, status, name) in [
        ("sep.localhost:8080", 200, "СЭП"),
        ("EPK.localhost:8080", 200, "ЭПК"),
        ("sep.localhost", 421, ""),
        ("evil.example", 421, ""),
        ("", 421, ""),
        ("desk.localhost:8080", 421, ""),
    ] {
        browser.headers =
            vec![("host", host.to_owned()), ("x-forwarded-host", "epk.localhost:8080".to_owned())];
        let seen = browser.get("/").await;
        assert_eq!(seen.status.as_u16(), status, "{host}");
        assert!(seen.text.contains(name), "{host}");
    }
}

#[test]
fn a_token_in_an_address_stays_out_of_the_log_and_an_id_does_not() {
    let app = app();
    let logged = |path: &str| {
        let (parts, ()) = http::Request::get(path).body(()).unwrap().into_parts();
        crate::Visit::read(&app, Site::Desk, &parts).logged_path()
    };
    let token = app.entropy.token();
    assert_eq!(logged(&format!("/invitation/{token}?next=/")), "/invitation/…");
    let id = store::Id::new(app.clock.now(), &app.entropy);
    assert_eq!(logged(&format!("/people/{id}/open")), format!("/people/{id}/open"));
}

#[tokio::test]
async fn a_request_that_names_two_hosts_names_nobody() {
    let app = app();
    let sites = [Site::Sep, Site::Epk].map(|s| (s, site(&app, s))).to_vec();
    let mut browser = Browser::new(hosts(&app, sites));
    let (sep, epk) = ("sep.localhost:8080".to_owned(), "epk.localhost:8080".to_owned());
    browser.headers = vec![("host", sep.clone()), ("host", epk)];
    assert_eq!(browser.get("/").await.status, 421);
    browser.headers = vec![("host", sep)];
    assert_eq!(browser.get("http://epk.localhost:8080/").await.status, 421);
    assert_eq!(browser.get("http://sep.localhost:8080/").await.status, 200);
}

#[test]
fn settings_that_cannot_work_are_named() {
    let refused = |origin: &str| {
        let origins = vec![(Site::Sep, origin.to_owned())];
        Sites::new(SiteSettings { origins, ..SiteSettings::default() }).unwrap_err()
    };
    for origin in ["sep.example", "ftp://sep.example", "https://sep.example/path", "https://a@b"] {
        assert!(refused(origin).starts_with("sites.sep: "), "{origin}");
    }
    let twice = vec![(Site::Sep, "http://a".to_owned()), (Site::Epk, "http://a".to_owned())];
    let settings = SiteSettings { origins: twice, ..SiteSettings::default() };
    assert!(Sites::new(settings).unwrap_err().contains("belongs to sep already"));
}

#[test]
fn the_sheet_and_the_script_stay_small() {
    let size = |name: &str| {
        let path = format!("{}/../../static/{name}", env!("CARGO_MANIFEST_DIR"));
        std::fs::metadata(path).unwrap().len()
    };
    assert!(size("app.css") <= 60 * 1024);
    assert!(size("app.js") <= 20 * 1024);
}

#[tokio::test]
async fn what_cannot_be_read_is_answered_in_the_visitors_words_and_to_programs_in_json() {
    let mut browser = sep();
    for path in ["/page/1", "/page/1?size=x", "/page/1?size=1&size=2", "/page/x?size=1"] {
        let seen = browser.get(path).await;
        assert_eq!(seen.status, 400, "{path}");
        assert!(seen.text.contains("<h1>Не получилось прочитать запрос</h1>"), "{}", seen.text);
        assert!(!seen.text.contains("deserialize"), "{path}: {}", seen.text);
    }
    assert_eq!(browser.get("/page/1?size=2").await.text, "1 2");
    let wrong_type = browser.post("/api/note", &[("size", "1")]).await;
    assert_eq!(
        (wrong_type.status.as_u16(), wrong_type.text.as_str()),
        (415, "{\"error\":\"invalid\"}")
    );
    browser.headers = vec![("content-type", "application/json".to_owned())];
    let malformed = browser.ask("POST", "/api/note", Some("{".to_owned())).await;
    assert_eq!(malformed.header("content-type"), "application/json");
}
