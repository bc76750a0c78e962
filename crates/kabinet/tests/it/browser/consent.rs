//! Consent: declined, given and withdrawn; each time СЭП shows what it means.

use super::road::{go_in, in_both, inbox};
use super::{browser, look};
use crate::robot::Robot;
use crate::world::world;

#[tokio::test(flavor = "multi_thread")]
async fn consent_is_declined_given_and_withdrawn_and_the_cabinet_knows() {
    let Some(chrome) = browser().await else { return };
    let world = world();
    let who = world.citizen().await;
    let mut elsewhere = Robot::new();
    world.register(&mut elsewhere, &who).await;
    go_in(&chrome, world, "sep", &who).await;
    chrome.sees("СЭП просит ваши данные").await;
    chrome.sees(&who.email).await;
    chrome.press("Отказаться").await;
    chrome.sees("Вы не дали согласия").await;
    assert_eq!(chrome.host().await, "sep.localhost", "declining leads back");
    chrome.does_not_see(&who.family).await;
    look(&chrome, "a consent that was declined").await;

    chrome.press("Войти через Госуслуги").await;
    chrome.sees("СЭП просит ваши данные").await;
    chrome.press("Разрешить").await;
    chrome.is_at("sep.localhost", "/").await;
    chrome.sees(&who.family).await;
    // Another device, where nothing is asked any more.
    elsewhere.open(&world.url("sep", "/")).await.press("Войти через Госуслуги").await;
    elsewhere.is_at("sep.localhost", "/").sees(&who.family);
    world.letter(&who.email, "Вы разрешили доступ к данным").await;

    in_both(&chrome, world, "identity", "/settings/services", "linked services").await;
    chrome.sees("Мобильный телефон").await;
    chrome.click("main a[href$='/unlink']").await;
    chrome.sees("Отвязать СЭП?").await;
    look(&chrome, "a consent about to be withdrawn").await;
    chrome.press("Отвязать сервис").await;
    chrome.sees("Сервис отвязан: согласие отозвано").await;
    look(&chrome, "no linked services").await;

    chrome.open(&world.url("sep", "/")).await;
    chrome.sees("Войти через Госуслуги").await;
    chrome.does_not_see(&who.family).await;
    elsewhere.open(&world.url("sep", "/")).await.does_not_see(&who.family);
    chrome.press("Войти через Госуслуги").await;
    chrome.sees("СЭП просит ваши данные").await;
    world.letter(&who.email, "Согласие отозвано").await;
    inbox(&chrome, world, &who.email).await;
    chrome.sees("Согласие отозвано").await;
}
