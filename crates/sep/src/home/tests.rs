//! What needs attention, and the page in a world where registers fail.

use std::time::Duration;

use cabinet::story::{Browser, Outside, settings, tell};
use cabinet::{Cabinet, Profile};
use oauth::acr::Level;
use registries::{Register, Registries};
use serde_json::{Value, json};
use store::{MINUTE, SECOND};
use web::{App, Site};

use super::{Attention, attention};

fn visited(app: &App, outside: &Outside) -> Browser {
    let registries = Registries::at(outside.origin(), app.out.clone(), app.entropy.clone());
    let settings = settings(Site::Sep, outside);
    let cabinet = Cabinet::new(app.clone(), settings, registries, crate::NAV).unwrap();
    Browser::new(app, Site::Sep, super::pages::routes(&cabinet))
}

fn holder(family_name: &str) -> Value {
    json!({
        "family_name": family_name, "given_name": "Анна", "additional_name": "Примеровна",
        "birth_date": "1990-03-27", "gender": "female",
        "snils": "11223344595", "inn": "500100732259",
    })
}

fn know(outside: &Outside, family_name: &str) {
    let records = &mut outside.world().records;
    records.insert(
        Register::Education,
        json!({
            "as_of": "2026-01-01T00:00:00Z", "holder": holder(family_name),
            "documents": [{
                "institution": "Примерный университет", "level": "Бакалавриат",
                "qualification": "Инженер", "diploma_series": "107704",
                "diploma_number": "0012345", "issued_on": "2012-07-01",
            }, {
                "institution": "Школа № 1", "level": "среднее общее образование",
                "qualification": "—", "diploma_series": "77", "diploma_number": "1",
                "issued_on": "2008-06-28",
            }],
        }),
    );
    records.insert(
        Register::Sfr,
        json!({
            "as_of": "2026-01-01T00:00:00Z", "holder": holder(family_name),
            "employment": [{
                "employer": "ООО «Образец»", "position": "Инженер",
                "from": "2015-02-01", "to": null,
            }],
            "contributions": [{
                "year": 2025, "employer": "ООО «Образец»", "months": 12,
                "pay_kopecks": 120_000_000, "paid_kopecks": 26_400_050,
            }],
            "paid_kopecks": 26_400_050, "insured_months": 131,
        }),
    );
}

#[test]
fn attention_follows_the_level_and_the_numbers() {
    let mut profile = Profile { level: Some(Level::Simple), ..Profile::default() };
    assert_eq!(attention(&profile), [Attention::RaiseLevel, Attention::AddEmail]);
    profile.level = Some(Level::Standard);
    profile.email = Some("anna@example.org".into());
    assert_eq!(attention(&profile), [Attention::AddSnils, Attention::AddInn]);
    profile.level = None;
    assert_eq!(attention(&profile), []);
}

#[test]
fn the_first_page_after_the_entry_is_filled_without_typing() {
    tell(|app, outside| async move {
        know(&outside, "Тестова");
        let mut browser = visited(&app, &outside);
        let start = browser.get("/").await;
        assert!(start.says("Войти через Госуслуги"));
        let home = browser.enter(&outside).await;
        for words in [
            "Анна Примеровна",
            "Тестова\u{a0}А.\u{a0}П.",
            "Примерный университет",
            "Инженер, бакалавриат",
            "<h3>Среднее общее образование</h3>",
            "107704 0012345",
            "ООО «Образец»",
            "264 000,50\u{a0}₽",
            "10 лет 11 месяцев",
            "Источник: Социальный фонд, данные на 03:00",
            "Сейчас ничего не требуется",
        ] {
            assert!(home.says(words) || home.says(&words.replace("264 ", "264\u{a0}")), "{words}");
        }
        // The second page does not ask again; «Обновить» does.
        browser.get("/").await;
        assert_eq!(outside.hits("sfr"), 1);
        let fresh = browser.submit(&home, "/refresh", &[("register", "sfr")]).await;
        assert_eq!(fresh.location(), "/#sfr");
        assert_eq!(outside.hits("sfr"), 2);
        assert!(browser.follow(fresh).await.says("Данные обновлены."));
    });
}

#[test]
fn a_register_that_hangs_costs_less_than_a_second_and_shows_its_last_answer() {
    tell(|app, outside| async move {
        know(&outside, "Тестова");
        let mut browser = visited(&app, &outside);
        outside.world().slow.insert("education", Duration::from_secs(30));
        let home = browser.enter(&outside).await;
        assert!(home.says("ООО «Образец»"), "the other register is there");
        assert!(home.says("Реестр документов об образовании сейчас не отвечает."));
        outside.world().slow.clear();
        app.clock.advance(SECOND);
        assert!(browser.get("/").await.says("Примерный университет"));
        // Eleven minutes later both hang.
        app.clock.advance(11 * MINUTE);
        outside.world().slow.insert("education", Duration::from_secs(30));
        outside.world().slow.insert("sfr", Duration::from_secs(30));
        let home = browser.get("/").await;
        assert!(home.took < Duration::from_secs(1), "{:?}", home.took);
        assert!(home.says("Примерный университет") && home.says("ООО «Образец»"));
        assert!(home.says("Показаны данные по состоянию на 03:00"), "{}", home.text);
        let failed = browser.submit(&home, "/refresh", &[("register", "sfr")]).await;
        assert!(failed.took < Duration::from_secs(1), "{:?}", failed.took);
        assert!(browser.follow(failed).await.says("Реестр не ответил."));
    });
}

#[test]
fn a_provider_that_hangs_does_not_hold_the_page_either() {
    tell(|app, outside| async move {
        know(&outside, "Тестова");
        let mut browser = visited(&app, &outside);
        browser.enter(&outside).await;
        app.clock.advance(11 * MINUTE);
        outside.world().slow.insert("token", Duration::from_secs(30));
        let home = browser.get("/").await;
        assert!(home.took < Duration::from_secs(1), "{:?}", home.took);
        assert!(home.says("Примерный университет"));
    });
}

#[test]
fn a_simple_account_opens_the_cabinet_but_not_the_registers() {
    tell(|app, outside| async move {
        know(&outside, "Тестова");
        {
            let mut world = outside.world();
            world.level = Some(Level::Simple);
            world.claims.remove("snils");
            world.claims.remove("inn");
        }
        let mut browser = visited(&app, &outside);
        let home = browser.enter(&outside).await;
        assert_eq!(home.status, 200);
        assert!(home.says("Эти данные открываются со стандартной учётной записью."));
        let way = format!("{}/level?return_to=", outside.origin());
        assert!(home.says(&way), "{}", home.text);
        assert!(!home.says("Примерный университет"));
        assert_eq!((outside.hits("exchange"), outside.hits("sfr")), (0, 0));
    });
}

#[test]
fn what_a_register_spells_differently_is_pointed_out() {
    tell(|app, outside| async move {
        know(&outside, "Тёстова");
        let mut browser = visited(&app, &outside);
        let home = browser.enter(&outside).await;
        assert!(home.says("Сейчас ничего не требуется"), "ё and е are one letter in names");
        know(&outside, "Тестовая");
        let home = browser.submit(&home, "/refresh", &[("register", "sfr")]).await;
        let home = browser.follow(home).await;
        for words in [
            "Данные в реестре и в профиле различаются",
            "Социальный фонд: Фамилия",
            "В профиле — Тестова, в реестре — Тестовая",
            "исправьте её на Госуслугах",
        ] {
            assert!(home.says(words), "{words}: {}", home.text);
        }
        assert!(!home.says("Сейчас ничего не требуется"));
        let profile = browser.get("/profile").await;
        assert!(profile.says("Тестовая") && profile.says("Различается"));
    });
}

#[test]
fn a_person_whom_a_register_does_not_know_is_told_so() {
    tell(|app, outside| async move {
        let mut browser = visited(&app, &outside);
        let home = browser.enter(&outside).await;
        assert!(home.says("сведений о вас нет"), "{}", home.text);
    });
}

#[test]
fn english_pages_are_english() {
    tell(|app, outside| async move {
        know(&outside, "Testova");
        let mut browser = visited(&app, &outside);
        browser.enter(&outside).await;
        browser.get("/language?to=en&next=/").await;
        let home = browser.get("/").await;
        assert!(home.says("Source: Social Fund"), "{}", home.text);
        assert!(!home.says("⟦"), "{}", home.text);
    });
}
