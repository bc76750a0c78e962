//! Sending a passport on a small phone, in both languages: the choice, the signature, the receipt,
//! and what the service's clerk sees.

use super::road::{enter, in_both};
use super::{browser, look};
use crate::sending::holder;
use crate::world::{SERVICES, world};

#[tokio::test(flavor = "multi_thread")]
async fn a_passport_is_sent_and_its_receipt_read_on_a_small_phone() {
    let Some(chrome) = browser().await else { return };
    let world = world();
    let (who, _) = holder(world).await;
    enter(&chrome, world, "epk", &who).await;
    chrome.open(&world.url("epk", "/passport")).await;
    chrome.press("Отправить в другую службу").await;
    chrome.sees("Аккредитация специалистов").await;
    look(&chrome, "the choice of a service").await;
    chrome.press("Служба занятости").await;
    chrome.sees("Что отправляется").await;
    look(&chrome, "what is sent").await;
    let seen = world.messages(&who.phone).await.len();
    let _whole = SERVICES.read().await;
    chrome.press("Получить код").await;
    chrome.fill("one-time-code", "12").await;
    chrome.press("Подписать и отправить").await;
    chrome.sees("Введите шесть цифр").await;
    look(&chrome, "a code that is none").await;
    chrome.fill("one-time-code", &world.code(&who.phone, seen).await).await;
    chrome.press("Подписать и отправить").await;
    chrome.sees("Паспорт").await;
    chrome.awaits("Регистрационный номер").await;
    look(&chrome, "the receipt").await;
    chrome.open(&world.url("epk", "/language?to=en&next=/passport")).await;
    chrome.sees("At other services").await;
    chrome.press("Employment service").await;
    chrome.sees("Registration number").await;
    look(&chrome, "the receipt in English").await;
    chrome.open(&world.url("epk", "/passport")).await;
    chrome.press("Send to another service").await;
    chrome.sees("Accreditation of specialists").await;
    look(&chrome, "the choice in English").await;
    in_both(&chrome, world, "registries", "/services", "the services").await;
    let name = format!("{} {} {}", who.family, who.given, who.additional);
    chrome.press(name.trim()).await;
    chrome.sees("SHA-256").await;
    let document = chrome.path().await;
    in_both(&chrome, world, "registries", &document, "a document at its service").await;
    chrome.sees("Зарегистрирован").await;
}
