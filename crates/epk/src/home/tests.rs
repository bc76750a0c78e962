//! Who comes in, and what they see.

use std::time::Duration;

use cabinet::story::{Browser, Outside, settings, tell};
use cabinet::{Cabinet, Profile};
use oauth::acr::Level;
use registries::{Register, Registries};
use serde_json::json;
use web::{App, Site};

use super::{Gate, gate};

fn visited(app: &App, outside: &Outside) -> Browser {
    let registries = Registries::at(outside.origin(), app.out.clone(), app.entropy.clone());
    let settings = settings(Site::Epk, outside);
    let cabinet = Cabinet::new(app.clone(), settings, registries, crate::NAV).unwrap();
    Browser::new(app, Site::Epk, super::pages::routes(&cabinet))
}

fn know(outside: &Outside) {
    let holder = json!({
        "family_name": "Тестова", "given_name": "Анна", "additional_name": "Примеровна",
        "birth_date": "1990-03-27", "gender": "female",
        "snils": "11223344595", "inn": "500100732259",
    });
    let records = &mut outside.world().records;
    let as_of = "2026-01-01T00:00:00Z";
    records.insert(
        Register::Sfr,
        json!({
            "as_of": as_of, "holder": holder, "contributions": [], "paid_kopecks": 0,
            "insured_months": 0,
            "employment": [{
                "employer": "ООО «Образец»", "position": "Инженер",
                "from": "2015-02-01", "to": "2020-03-31",
            }],
        }),
    );
    records.insert(Register::Fns, json!({ "as_of": as_of, "holder": holder, "declarations": [] }));
    records.insert(
        Register::Education,
        json!({
            "as_of": as_of, "holder": holder,
            "documents": [{
                "institution": "Примерный университет", "level": "Бакалавриат",
                "qualification": "Инженер", "diploma_series": "107704",
                "diploma_number": "0012345", "issued_on": "2012-07-01",
            }],
        }),
    );
}

#[test]
fn the_gate_asks_for_level_then_numbers_then_terms() {
    let mut profile = Profile::default();
    assert_eq!(gate(&profile, true), Gate::Level, "a level that nobody told opens nothing");
    profile.level = Some(Level::Simple);
    assert_eq!(gate(&profile, true), Gate::Level);
    profile.level = Some(Level::Standard);
    assert_eq!(gate(&profile, true), Gate::Numbers { snils: true, inn: true });
    profile.snils = Some("11223344595".into());
    assert_eq!(gate(&profile, true), Gate::Numbers { snils: false, inn: true });
    profile.inn = Some("500100732259".into());
    assert_eq!(gate(&profile, false), Gate::Terms);
    assert_eq!(gate(&profile, true), Gate::Open);
}

#[test]
fn a_link_from_elsewhere_leads_in_and_the_terms_are_asked_once() {
    tell(|app, outside| async move {
        know(&outside);
        let mut browser = visited(&app, &outside);
        // From the services of the provider: no page in between.
        let sent = browser.get("/go").await;
        assert_eq!((sent.status.as_u16(), sent.text.as_str()), (303, ""));
        let back = browser.get(&outside.consent(sent.location())).await;
        let terms = browser.follow(back).await;
        assert_eq!(terms.title(), "Условия кабинета");
        assert!(terms.says("Тестова\u{a0}А.\u{a0}П."));
        let later = browser.get("/terms/later").await;
        assert_eq!(later.title(), "Кабинет закрыт, пока условия не приняты");
        assert_eq!(browser.get("/").await.location(), "/terms", "it stays closed");
        let profile = browser.get("/profile").await;
        assert!(profile.says("только когда вы примете условия"), "{}", profile.text);
        let asked = [("register".to_owned(), "sfr".to_owned())];
        let keys = terms.form("/terms").into_iter().chain(asked).collect::<Vec<_>>();
        assert_eq!(browser.post("/refresh", &keys).await.location(), "/#sfr");
        assert_eq!(outside.hits("exchange"), 0, "no register was asked before");
        let agreed = browser.submit(&terms, "/terms", &[]).await;
        let home = browser.follow(agreed).await;
        let period = "01.02.2015 – 31.03.2020";
        for words in ["ООО «Образец»", period, "Примерный университет", "Совпадает"]
        {
            assert!(home.says(words), "{words}");
        }
        assert!(!home.says("Различается"));
        // The same form once more, as a double click sends it.
        let again = browser.submit(&terms, "/terms", &[]).await;
        assert_eq!(again.location(), "/");
        let mut second = visited(&app, &outside);
        assert_eq!(second.enter(&outside).await.title(), "Сведения для квалификации");
    });
}

#[test]
fn a_text_that_is_not_the_one_in_force_cannot_be_accepted() {
    tell(|app, outside| async move {
        let mut browser = visited(&app, &outside);
        let terms = browser.enter(&outside).await;
        let sent = browser.submit(&terms, "/terms", &[("sha256", "00")]).await;
        let page = browser.follow(sent).await;
        assert!(page.says("Условия изменились"), "{}", page.text);
        assert_eq!(browser.get("/").await.location(), "/terms");
    });
}

#[test]
fn a_simple_account_reads_what_is_missing_and_comes_in_after_raising_it() {
    tell(|app, outside| async move {
        outside.world().level = Some(Level::Simple);
        let mut browser = visited(&app, &outside);
        let page = browser.enter(&outside).await;
        assert_eq!(page.status, 200);
        assert_eq!(page.title(), "Нужен более высокий уровень учётной записи");
        assert!(page.says(&format!("{}/level?return_to=", outside.origin())));
        assert!(page.says("Упрощённая") && page.says("Стандартная"));
        assert_eq!(browser.get("/profile").await.status, 200);
        outside.world().level = Some(Level::Standard);
        let sent = browser.submit(&page, "/enter", &[]).await;
        let back = browser.get(&outside.consent(sent.location())).await;
        assert_eq!(browser.follow(back).await.title(), "Условия кабинета");
    });
}

#[test]
fn without_a_number_it_is_closed_and_says_which() {
    tell(|app, outside| async move {
        outside.world().claims.remove("inn");
        let mut browser = visited(&app, &outside);
        let page = browser.enter(&outside).await;
        assert_eq!(page.title(), "Кабинет пока закрыт");
        assert!(page.says("нет ИНН") && !page.says("нет СНИЛС"));
        assert!(page.says(&format!("{}/profile?return_to=", outside.origin())));
        outside.world().claims.insert("inn".into(), json!("500100732259"));
        let sent = browser.submit(&page, "/enter", &[]).await;
        let back = browser.get(&outside.consent(sent.location())).await;
        assert_eq!(browser.follow(back).await.title(), "Условия кабинета");
    });
}

#[test]
fn a_provider_without_levels_lets_in_to_a_page_that_says_what_is_closed() {
    tell(|app, outside| async move {
        outside.world().level = None;
        outside.world().exchange = false;
        let mut browser = visited(&app, &outside);
        let page = browser.enter(&outside).await;
        assert_eq!((page.status.as_u16(), page.title()), (200, "Раздел закрыт"));
        assert!(page.says("Тестова\u{a0}А.\u{a0}П.") && page.says("не сообщает уровень"));
        assert!(page.says("action=\"/logout\""));
    });
}

#[test]
fn three_hanging_registers_cost_less_than_a_second_together() {
    tell(|app, outside| async move {
        know(&outside);
        let mut browser = visited(&app, &outside);
        let terms = browser.enter(&outside).await;
        for register in ["sfr", "fns", "education"] {
            outside.world().slow.insert(register, Duration::from_secs(30));
        }
        browser.submit(&terms, "/terms", &[]).await;
        let home = browser.get("/").await;
        assert!(home.took < Duration::from_secs(1), "{:?}", home.took);
        assert!(home.says("сейчас не отвечает"));
        assert!(home.says("Тестова\u{a0}А.\u{a0}П."));
    });
}

#[test]
fn what_a_register_says_differently_stands_on_top_with_what_to_do() {
    tell(|app, outside| async move {
        know(&outside);
        outside.world().claims.insert("birthdate".into(), json!("1990-03-28"));
        let mut browser = visited(&app, &outside);
        let terms = browser.enter(&outside).await;
        let agreed = browser.submit(&terms, "/terms", &[]).await;
        let home = browser.follow(agreed).await;
        for words in [
            "Данные в реестре и в профиле различаются",
            "Социальный фонд: Дата рождения",
            "В профиле — 28.03.1990, в реестре — 27.03.1990",
        ] {
            assert!(home.says(words), "{words}: {}", home.text);
        }
    });
}
