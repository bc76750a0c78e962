//! The way in.

use serde_json::json;

use web::Site;

use super::{made, visited};
use crate::rp::{Admission, Entrance};
use crate::story::{Browser, settings, tell};

#[test]
fn the_first_entry_links_the_profile_and_the_second_brings_it_up_to_date() {
    tell(|app, outside| async move {
        let (_, mut browser) = visited(&app, &outside);
        let page = browser.get("/profile").await;
        assert_eq!(page.location(), "/?next=%2Fprofile");
        let page = browser.get("/enter?next=%2Fprofile").await;
        let sent = browser.submit(&page, "/enter", &[]).await;
        assert_eq!(sent.status, 303);
        assert!(sent.location().starts_with(outside.origin()), "{}", sent.location());
        let back = browser.get(&outside.consent(sent.location())).await;
        assert_eq!(back.location(), "/profile");
        let page = browser.follow(back).await;
        assert!(page.says("Тестова Анна Примеровна"), "{}", page.text);
        assert!(page.says("Тестова\u{a0}А.\u{a0}П."));
        assert!(page.says("112-233-445 95"));
        assert_eq!(made(&app).await, (1, 1, 1));

        outside.world().claims.insert("family_name".into(), json!("Новикова"));
        let page = browser.get("/enter").await;
        assert_eq!(page.location(), "/", "whoever is signed in goes on");
        let again = browser.get("/go?next=/profile").await;
        let back = browser.get(&outside.consent(again.location())).await;
        let page = browser.follow(back).await;
        assert!(page.says("Новикова Анна Примеровна"));
        // The session of before gave way to the new one.
        assert_eq!(made(&app).await, (1, 1, 1));
    });
}

#[test]
fn twenty_first_entries_at_once_make_one_account() {
    tell(|app, outside| async move {
        let (_, browser) = visited(&app, &outside);
        let mut entries = tokio::task::JoinSet::new();
        for _ in 0..20 {
            let (mut browser, outside) = (browser.clone(), outside.clone());
            entries.spawn(async move {
                let sent = browser.get("/go").await;
                browser.get(&outside.consent(sent.location())).await;
                assert!(browser.has_session());
            });
        }
        entries.join_all().await;
        assert_eq!(made(&app).await, (1, 20, 20));
    });
}

#[test]
fn several_tabs_come_in_and_a_call_back_counts_once() {
    tell(|app, outside| async move {
        let (_, mut browser) = visited(&app, &outside);
        let first = browser.get("/go?next=/profile").await;
        let second = browser.get("/go").await;
        let back = outside.consent(first.location());
        let mut twin = browser.clone();
        assert_eq!(browser.get(&back).await.location(), "/profile");
        // The same call-back once more, with the cookies of before: the code is not sent again.
        let asked = outside.hits("token");
        let replayed = twin.get(&back).await;
        assert_eq!((replayed.status.as_u16(), replayed.title()), (400, "Войдите ещё раз"));
        assert!(!twin.has_session());
        assert_eq!(outside.hits("token"), asked);
        // And by somebody who is signed in: she just goes on.
        assert_eq!(browser.get(&back).await.location(), "/");
        assert_eq!(browser.get(&outside.consent(second.location())).await.location(), "/");
        assert_eq!(made(&app).await, (1, 1, 1));
    });
}

#[test]
fn an_entry_leads_to_paths_of_this_site_only() {
    tell(|app, outside| async move {
        let (_, mut browser) = visited(&app, &outside);
        let long = format!("/{}", "a".repeat(5_000));
        for next in ["//evil.example", "/\\evil.example", "https://evil.example", "", &long] {
            let query = oauth::form::encode([("next", next)]);
            let sent = browser.get(&format!("/go?{query}")).await;
            let back = browser.get(&outside.consent(sent.location())).await;
            assert_eq!(back.location(), "/", "{next}");
        }
    });
}

#[test]
fn who_declines_reads_a_friendly_page_and_may_try_again() {
    tell(|app, outside| async move {
        let (_, mut browser) = visited(&app, &outside);
        let sent = browser.get("/go?next=/profile").await;
        let page = browser.get(&outside.decline(sent.location())).await;
        assert_eq!((page.status.as_u16(), page.title()), (200, "Вы не дали согласия"));
        assert!(!browser.has_session());
        let sent = browser.submit(&page, "/enter", &[]).await;
        let back = browser.get(&outside.consent(sent.location())).await;
        assert_eq!(back.location(), "/profile", "she still gets where she wanted");
    });
}

#[test]
fn forms_may_lead_to_the_provider_and_pages_hold_no_token() {
    tell(|app, outside| async move {
        let (_, mut browser) = visited(&app, &outside);
        let page = browser.get("/enter").await;
        browser.enter(&outside).await;
        let home = browser.get("/profile").await;
        for page in [page, home] {
            let policy = page.headers["content-security-policy"].to_str().unwrap_or_default();
            let forms = policy.split(';').find(|part| part.contains("form-action"));
            assert!(forms.is_some_and(|part| part.contains(outside.origin())), "{policy}");
            assert!(!page.says("eyJ"), "a token stands on the page");
            assert!(!page.says("opaque-refresh"), "a token stands on the page");
        }
    });
}

#[test]
fn a_provider_that_knows_no_levels_lets_people_in_with_what_it_tells() {
    tell(|app, outside| async move {
        {
            let mut world = outside.world();
            world.level = None;
            world.exchange = false;
            world.claims = json!({ "name": "Anna Testova" }).as_object().cloned().unwrap();
        }
        let mut foreign = settings(web::Site::Sep, &outside);
        foreign.pages = None;
        let registries = registries::Registries::new([], app.out.clone(), app.entropy.clone());
        let cabinet = crate::Cabinet::new(app.clone(), foreign, registries, &[]).unwrap();
        let mut browser = crate::story::Browser::new(&app, web::Site::Sep, cabinet.routes());
        browser.enter(&outside).await;
        let page = browser.get("/profile").await;
        assert!(page.says("Anna Testova"));
        assert!(page.says("не даёт доступа к государственным реестрам"), "{}", page.text);
        assert!(!page.says("Изменить на Госуслугах"));
        assert_eq!(outside.hits("exchange"), 0);
    });
}

#[test]
fn the_desk_asks_for_a_fresh_sign_in_and_checks_the_answer() {
    tell(|app, outside| async move {
        let settings = settings(Site::Desk, &outside);
        let entrance = Entrance::new(app.clone(), settings, |_, arrival| {
            Admission::enter(&arrival.sub, &json!({}))
        });
        let mut browser = Browser::new(&app, Site::Desk, entrance.unwrap().routes());
        let page = browser.get("/enter").await;
        let sent = browser.submit(&page, "/enter", &[]).await;
        assert!(sent.location().contains("&max_age=3600"), "{}", sent.location());
        outside.world().id_token = |claims| {
            claims["auth_time"] = json!(claims["iat"].as_i64().unwrap() - 2 * 3_600);
        };
        let stale = browser.get(&outside.consent(sent.location())).await;
        assert_eq!(stale.title(), "Войдите ещё раз");
        outside.world().id_token =
            |claims| drop(claims.as_object_mut().unwrap().remove("auth_time"));
        let sent = browser.submit(&page, "/enter", &[]).await;
        let untold = browser.get(&outside.consent(sent.location())).await;
        assert_eq!(untold.title(), "Вход не выполнен");
        assert!(!browser.has_session());
        outside.world().id_token = |_| {};
        browser.enter(&outside).await;
        assert!(browser.has_session());
        // People are not asked for it.
        let (_, mut person) = visited(&app, &outside);
        let page = person.get("/enter").await;
        let sent = person.submit(&page, "/enter", &[]).await;
        assert!(!sent.location().contains("max_age"), "{}", sent.location());
    });
}
