//! Registers that are away, consents that end, promises that are broken.

use cabinet::story::tell;
use store::{DAY, MINUTE};

use super::Story;
use crate::application::{State, mandate, withdraw};

#[test]
fn while_a_register_is_away_the_application_waits_and_says_so() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside);
        let mut browser = story.browser().await;
        let home = story.filled(&mut browser).await;
        outside.world().broken.insert("education", 503);
        let page = story.sign(&mut browser, &home).await;
        assert_eq!(page.title(), "Заявление проверяется");
        for words in ["Ждём ответа", "Реестр документов об образовании", "Осталось 24 ч"]
        {
            assert!(page.says(words), "{words}: {}", page.text);
        }
        assert!(!page.says("Ждём ответа: Социальный фонд"));
        outside.world().broken.clear();
        app.clock.advance(2 * MINUTE);
        story.becomes(State::Issued).await;
        assert_eq!(story.passports().len(), 1);
        assert_eq!(outside.hits("mandate"), 2, "the same mandates served all tries");
    });
}

#[test]
fn a_mandate_that_is_withdrawn_parks_the_application_until_one_press_renews_it() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside);
        let mut browser = story.browser().await;
        let home = story.filled(&mut browser).await;
        outside.world().broken.insert("sfr", 503);
        story.sign(&mut browser, &home).await;
        outside.world().withdrawn = true;
        app.clock.advance(2 * MINUTE);
        story.becomes(State::Consent).await;
        assert!(story.told().iter().any(|event| event == "application-consent"));
        outside.world().broken.clear();
        let page = browser.get(&home).await;
        assert_eq!(page.title(), "Нужно ваше согласие");
        let renewed = browser.submit(&page, &format!("{home}/consent"), &[]).await;
        let page = browser.follow(renewed).await;
        assert_eq!(page.title(), "Паспорт квалификации выдан", "{}", page.text);
    });
}

#[test]
fn a_consent_withdrawn_while_an_examiner_has_it_is_noticed_too() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside);
        let mut browser = story.browser().await;
        let home = story.filled(&mut browser).await;
        outside.world().records.remove(&registries::Register::Education);
        story.sign(&mut browser, &home).await;
        story.becomes(State::Review).await;
        outside.world().withdrawn = true;
        app.clock.advance(2 * MINUTE);
        story.becomes(State::Consent).await;
    });
}

#[test]
fn a_sign_out_before_the_check_leaves_no_mandate_and_asks_for_consent() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside);
        let mut browser = story.browser().await;
        let home = story.filled(&mut browser).await;
        outside.world().broken.insert("token", 500);
        let page = story.sign(&mut browser, &home).await;
        assert!(page.says("Ждём ответа: Госуслуги"), "{}", page.text);
        browser.submit(&page, "/logout", &[]).await;
        outside.world().broken.clear();
        app.clock.advance(2 * MINUTE);
        story.becomes(State::Consent).await;
    });
}

#[test]
fn a_promise_that_is_broken_is_told() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside);
        let mut browser = story.browser().await;
        let home = story.filled(&mut browser).await;
        outside.world().records.remove(&registries::Register::Sfr);
        story.sign(&mut browser, &home).await;
        story.becomes(State::Review).await;
        app.clock.advance(DAY - MINUTE);
        tokio::time::sleep(std::time::Duration::from_millis(700)).await;
        assert_eq!(story.application().overdue_at, None);
        app.clock.advance(2 * MINUTE);
        for _ in 0..100 {
            if story.application().overdue_at.is_some() {
                break;
            }
            tokio::time::sleep(std::time::Duration::from_millis(25)).await;
        }
        assert!(story.application().overdue_at.is_some());
        assert!(story.told().iter().any(|event| event == "application-overdue"));
    });
}

#[test]
fn a_mandate_that_comes_after_a_withdrawal_goes_back_when_the_provider_answers() {
    tell(|app, outside| async move {
        let story = Story::new(&app, &outside);
        let mut browser = story.browser().await;
        let home = story.filled(&mut browser).await;
        outside.world().broken.insert("education", 503);
        story.sign(&mut browser, &home).await;
        let before = story.application();
        assert_eq!(before.state, State::Checking);
        let seen = before.clone();
        assert!(app.db.write_now("withdraw", move |tx| withdraw(tx, &seen)).unwrap());
        story.gave_back(2).await;
        outside.world().broken.insert("revoke", 503);
        let ends_at = app.clock.now().plus(DAY);
        let (id, kept) = (before.id, move |tx: &mut store::Tx| {
            let late = oauth::Secret::from("a mandate made meanwhile".to_owned());
            mandate::keep(tx, &before, "urn:example:late", &late, ends_at)
        });
        assert!(!app.db.write_now("keep", kept).unwrap());
        let left = app.db.read_now(move |tx| mandate::store::mandates(tx, id)).unwrap();
        assert!(left.is_empty());
        story.gave_back(3).await;
        outside.world().broken.remove("revoke");
        story.gave_back_later(4).await;
    });
}
