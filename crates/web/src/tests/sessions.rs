use store::{DAY, HOUR, MINUTE};

use super::browser::Browser;
use super::{app, site};
use crate::session::{self, Binding, SessionRow, why};
use crate::{App, Site, SiteSettings, Sites};

async fn signed_in(app: &App) -> Browser {
    let mut browser = Browser::new(site(app, Site::Sep));
    let seen = browser.fill("/form", "/enter", &[]).await;
    assert_eq!((seen.status.as_u16(), seen.header("location")), (303, "/me"));
    browser
}

fn bound(app: &App, binding: Binding) -> App {
    let origins = vec![(Site::Sep, "http://sep.localhost:8080".to_owned())];
    let bindings = vec![(Site::Sep, binding)];
    let sites = Sites::new(SiteSettings { origins, bindings, ..SiteSettings::default() }).unwrap();
    App { sites, ..app.clone() }
}

#[tokio::test]
async fn a_session_is_found_by_its_cookie_and_only_its_hash_is_kept() {
    let app = app();
    let mut browser = signed_in(&app).await;
    assert_eq!(browser.get("/me").await.text, "anna 3");
    let cookie = browser.jar["__Host-session"].clone();
    let (hash,): (Vec<u8>,) =
        app.db.read_now(|tx| tx.query_one("select cookie_hash from web_session", &[])).unwrap();
    assert_eq!(hash.len(), 32);
    assert_ne!(hash, cookie.as_bytes());
}

#[tokio::test]
async fn a_renewed_session_keeps_its_id_and_leaves_its_older_cookie_behind() {
    let app = app();
    let mut browser = signed_in(&app).await;
    let mut thief = Browser::new(site(&app, Site::Sep));
    thief.jar = browser.jar.clone();
    let renew = |level: u8| {
        app.db
            .write_now("renew", move |tx| {
                let id = session::of(tx, Site::Sep, "anna")?.first().unwrap().id;
                let kept = serde_json::json!({ "level": level });
                Ok((id, session::renew(tx, id, &kept)?.unwrap()))
            })
            .unwrap()
    };
    let (id, opened) = renew(4);
    assert_eq!(opened.id, id);
    browser.jar.insert("__Host-session".into(), opened.cookie.0);
    assert_eq!(browser.get("/me").await.text, "anna 4");
    assert_eq!(thief.get("/me").await.status, 303, "the copied cookie leads nowhere");
    let ended = app.db.write_now("end", move |tx| {
        session::end(tx, id, why::BY_OWNER)?;
        session::renew(tx, id, &1)
    });
    assert!(ended.unwrap().is_none());
}

#[tokio::test]
async fn who_is_not_signed_in_is_sent_to_sign_in_and_back() {
    let app = app();
    let seen = Browser::new(site(&app, Site::Sep)).get("/me?tab=2").await;
    assert_eq!(seen.header("location"), "/?next=%2Fme%3Ftab%3D2");
    let mut desk = Browser::new(site(&app, Site::Desk));
    assert_eq!(desk.get("/me").await.header("location"), "/enter?next=%2Fme");
    desk.headers.push(("accept", "application/json".to_owned()));
    assert_eq!(desk.get("/me").await.status, 401);
}

#[tokio::test]
async fn another_address_ends_the_session_says_so_and_is_journaled() {
    let app = app();
    let mut browser = signed_in(&app).await;
    let home = browser.address;
    browser.address = "192.0.2.11:5000";
    let seen = browser.get("/me").await;
    assert_eq!(seen.header("location"), "/?next=%2Fme");
    assert!(!browser.jar.contains_key("__Host-session"));
    let page = browser.get("/").await.text;
    assert!(page.contains("запрос пришёл с другого адреса"), "{page}");
    assert!(!browser.get("/").await.text.contains("другого адреса"), "it is said once");
    let entries = app.db.read_now(|tx| store::journal::about(tx, "sep", "anna", None, 10)).unwrap();
    assert_eq!(entries.len(), 1);
    assert_eq!(entries[0].event, "session.address_changed");
    browser.address = home;
    assert_eq!(browser.get("/me").await.status, 303, "it stays ended at home, too");
}

#[tokio::test]
async fn whoever_asked_is_called_when_a_session_moves_once_and_in_the_same_transaction() {
    let told = |app: &App| {
        let count = app.db.read_now(|tx| tx.charged("told:sep:anna", store::DAY));
        count.unwrap()
    };
    let plain = app();
    let app = plain.clone().when_moved(std::sync::Arc::new(|tx, moved| {
        assert!(moved.ended);
        tx.charge(&format!("told:{}:{}", moved.site, moved.subject), store::DAY).map(|_| ())
    }));
    let mut browser = signed_in(&app).await;
    let jar = browser.jar.clone();
    browser.address = "192.0.2.11:5000";
    browser.get("/me").await;
    browser.jar = jar;
    browser.get("/me").await;
    assert_eq!(told(&plain), 1);
}

#[tokio::test]
async fn a_stolen_cookie_is_told_why_on_the_very_page_that_needs_no_sign_in() {
    let app = app();
    let mut browser = signed_in(&app).await;
    browser.address = "198.51.100.1:1";
    let seen = browser.get("/maybe").await;
    assert!(seen.text.contains("nobody") && seen.text.contains("другого адреса"));
    assert!(!browser.jar.contains_key("__Host-flash"));
}

#[tokio::test]
async fn the_modes_network_and_signal_let_addresses_change() {
    let plain = app();
    let app = bound(&plain, Binding::Network);
    let mut browser = signed_in(&app).await;
    browser.address = "192.0.2.200:1";
    assert_eq!(browser.get("/me").await.status, 200);
    browser.address = "192.0.3.1:1";
    assert_eq!(browser.get("/me").await.status, 303);

    let app = bound(&plain, Binding::Signal);
    let mut browser = signed_in(&app).await;
    browser.address = "203.0.113.9:1";
    assert_eq!(browser.get("/me").await.status, 200);
    assert_eq!(browser.get("/me").await.status, 200);
    let rows = app.db.read_now(|tx| session::of(tx, Site::Sep, "anna")).unwrap();
    assert_eq!(rows[0].address.to_string(), "203.0.113.9");
    let told = app.db.read_now(|tx| store::journal::about(tx, "sep", "anna", None, 10)).unwrap();
    assert_eq!(told.len(), 2, "once for each mode's move, not once a request");

    browser.address = "198.51.100.4:1";
    browser.headers.push((crate::live::HEADER, "1".into()));
    assert_eq!(browser.get("/me").await.status, 200);
    let told = app.db.read_now(|tx| store::journal::about(tx, "sep", "anna", None, 10)).unwrap();
    assert_eq!(told.len(), 3, "a header of scripts silences nothing");
}

#[tokio::test]
async fn a_session_ends_when_nothing_happens_and_at_the_latest_when_its_time_is_up() {
    let app = app();
    let mut browser = signed_in(&app).await;
    app.clock.advance(29 * MINUTE);
    assert_eq!(browser.get("/me").await.status, 200);
    app.clock.advance(29 * MINUTE);
    assert_eq!(browser.get("/me").await.status, 200, "a request prolongs it");
    app.clock.advance(31 * MINUTE);
    assert_eq!(browser.get("/me").await.status, 303);
    assert!(browser.get("/").await.text.contains("прошло слишком много времени"));

    let mut browser = signed_in(&app).await;
    for _ in 0..17 {
        app.clock.advance(28 * MINUTE);
        browser.get("/me").await;
    }
    app.clock.advance(5 * MINUTE);
    assert_eq!(browser.get("/me").await.status, 303, "8 hours are over");
}

#[tokio::test]
async fn a_request_is_written_down_at_most_once_a_minute() {
    let app = app();
    let mut browser = signed_in(&app).await;
    let seen = || app.db.read_now(|tx| session::of(tx, Site::Sep, "anna")).unwrap()[0].seen_at;
    let opened = seen();
    app.clock.advance(MINUTE - 1);
    browser.get("/me").await;
    assert_eq!(seen(), opened);
    app.clock.advance(1);
    browser.get("/me").await;
    assert_eq!(seen(), opened.plus(MINUTE));
}

#[tokio::test]
async fn a_session_of_one_site_opens_no_other() {
    let app = app();
    let browser = signed_in(&app).await;
    let mut epk = Browser::new(site(&app, Site::Epk));
    epk.jar = browser.jar.clone();
    assert_eq!(epk.get("/me").await.status, 303);
}

#[tokio::test]
async fn the_owner_sees_the_sessions_and_ends_the_others() {
    let app = app();
    let mut here = signed_in(&app).await;
    let mut there = signed_in(&app).await;
    let mut rows = app.db.read_now(|tx| session::of(tx, Site::Sep, "anna")).unwrap();
    assert_eq!(rows.len(), 2);
    let keep = rows[0].id;
    SessionRow::mark(&mut rows, keep);
    assert!(rows[0].current && !rows[1].current);
    let ended = app
        .db
        .write_now("end", move |tx| {
            session::end_all(tx, Site::Sep, "anna", Some(keep), why::BY_OWNER)
        })
        .unwrap();
    assert_eq!(ended, [rows[1].id]);
    let alive = [here.get("/me").await.status, there.get("/me").await.status];
    assert_eq!(alive.iter().filter(|status| status.as_u16() == 200).count(), 1);
    app.db.write_now("restored", session::restored).unwrap();
    assert_eq!(here.get("/me").await.status, 303);
    assert_eq!(there.get("/me").await.status, 303);
}

#[tokio::test]
async fn the_end_of_the_providers_session_ends_the_sites_own() {
    let app = app();
    let visit = crate::VisitFacts { address: "192.0.2.1".parse().unwrap(), agent: String::new() };
    let ended = app
        .db
        .write_now("story", move |tx| {
            let limits = session::Limits::PERSON;
            for (sid, sub) in [("s1", "anna"), ("s2", "anna"), ("s3", "boris")] {
                let from = session::External {
                    session: Some(sid.to_owned()),
                    subject: Some(sub.to_owned()),
                };
                session::open_from(tx, Site::Epk, sub, &visit, &(), limits, &from)?;
            }
            let by_sid = session::end_where_external(tx, Site::Epk, "s1")?.len();
            let other_site = session::end_where_external(tx, Site::Sep, "s2")?.len();
            let by_sub = session::end_where_external_subject(tx, Site::Epk, "anna")?.len();
            let left = session::of(tx, Site::Epk, "boris")?.len();
            Ok((by_sid, other_site, by_sub, left))
        })
        .unwrap();
    assert_eq!(ended, (1, 0, 1, 1));
}

#[tokio::test]
async fn a_form_from_before_signing_in_still_counts_and_one_from_a_past_sign_in_does_not() {
    let app = app();
    let mut browser = Browser::new(site(&app, Site::Sep));
    let before = browser.get("/form").await.hidden();
    let before: Vec<(&str, &str)> = before.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    browser.post("/enter", &before).await;
    let first = browser.post("/form", &before).await.text;
    assert!(first.starts_with('|'), "the double click finds its outcome: {first}");

    let during = browser.get("/form").await.hidden();
    let during: Vec<(&str, &str)> = during.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(browser.post("/form", &during).await.status, 200);
    browser.jar.remove("__Host-session");
    assert_eq!(browser.post("/form", &during).await.status, 303, "to sign in again");
    browser.post("/enter", &before).await;
    assert_eq!(browser.post("/form", &during).await.status, 403);
}

#[tokio::test]
async fn old_sessions_are_forgotten_after_a_month() {
    let app = app();
    signed_in(&app).await;
    app.clock.advance(30 * DAY);
    assert_eq!(app.db.write_now("forget", session::forget_old).unwrap(), 0);
    app.clock.advance(9 * HOUR);
    assert_eq!(app.db.write_now("forget", session::forget_old).unwrap(), 1);
}

#[tokio::test]
async fn behind_a_trusted_proxy_the_rightmost_stranger_is_the_visitor() {
    let plain = app();
    let origins = vec![(Site::Sep, "http://sep.localhost:8080".to_owned())];
    let trusted_proxies = vec!["10.0.0.1".parse().unwrap(), "10.0.0.2".parse().unwrap()];
    let settings = SiteSettings { origins, trusted_proxies, ..SiteSettings::default() };
    let app = App { sites: Sites::new(settings).unwrap(), ..plain.clone() };
    let address = |app: &App| {
        app.db.read_now(|tx| session::of(tx, Site::Sep, "anna")).unwrap()[0].address.to_string()
    };
    let mut browser = Browser::new(site(&app, Site::Sep));
    browser.address = "10.0.0.1:1";
    browser.headers.push(("x-forwarded-for", "1.1.1.1, 203.0.113.5, 10.0.0.2".to_owned()));
    browser.fill("/form", "/enter", &[]).await;
    assert_eq!(address(&app), "203.0.113.5");
    app.clock.advance(1);
    browser.address = "192.0.2.9:1";
    browser.fill("/form", "/enter", &[]).await;
    assert_eq!(address(&app), "192.0.2.9", "a stranger's header is not believed");
}

#[tokio::test]
async fn a_form_under_which_the_session_ends_waits_for_the_same_person() {
    let app = app();
    let mut browser = signed_in(&app).await;
    let hidden = browser.get("/form").await.hidden();
    let mut fields: Vec<(&str, &str)> =
        hidden.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    fields.push(("name", "Анна «Пример»"));
    browser.address = "192.0.2.77:1";
    let seen = browser.post("/me", &fields).await;
    assert_eq!(seen.header("location"), "/?next=%2Fkept");
    assert_eq!(browser.get("/kept").await.header("location"), "/?next=%2Fkept");

    browser.fill("/form", "/enter", &[]).await;
    let kept = browser.get("/kept").await;
    assert!(kept.text.contains("action=\"/me\""), "{}", kept.text);
    let again = kept.hidden();
    let again: Vec<(&str, &str)> = again.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    assert_eq!(browser.post("/me", &again).await.text, "anna Анна «Пример»");

    let mut other = signed_in(&app).await;
    assert_eq!(other.get("/kept").await.header("location"), "/", "another browser");
    app.clock.advance(2 * HOUR);
    browser.fill("/form", "/enter", &[]).await;
    assert_eq!(browser.get("/kept").await.header("location"), "/", "an hour is over");
}

#[tokio::test]
async fn neither_passwords_nor_what_others_sent_are_kept() {
    let app = app();
    for secret in [true, false] {
        let mut browser = signed_in(&app).await;
        let hidden = browser.get("/form").await.hidden();
        let mut fields: Vec<(&str, &str)> =
            hidden.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        browser.address = "192.0.2.78:1";
        if secret {
            fields.push(("password", "x"));
        } else {
            browser.headers.push(("origin", "https://evil.example".to_owned()));
        }
        let seen = browser.post("/me", &fields).await;
        assert_eq!(seen.header("location"), "/");
    }
}
