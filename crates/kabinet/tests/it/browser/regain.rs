//! The lane of who has lost phone and password, at the desk and on a small phone: every page fit
//! for everybody, errors included.

use super::chrome::Chrome;
use super::road::desk;
use super::{browser, look};
use crate::road::raise;
use crate::robot::Robot;
use crate::world::{Citizen, world};

const REGAIN: &str = "Новый телефон для восстановления";

#[tokio::test(flavor = "multi_thread")]
async fn a_new_phone_is_granted_at_the_desk_typed_at_home_and_stopped_by_the_owner() {
    let Some(chrome) = browser().await else { return };
    let world = world();
    let (who, mut robot) = (world.citizen().await, Robot::new());
    world.register(&mut robot, &who).await;
    raise(world, &mut robot, &who).await;
    let phone = format!("+7902{:07}", store::Entropy::system().below(10_000_000));
    desk(&chrome, world, "operator", "/people").await;
    grant(&chrome, &who, &phone).await;

    let owner = &chrome;
    owner.open(&world.url("identity", "/recovery")).await;
    // By the number, which nobody loses.
    owner.fill("username", who.record["snils"].as_str().unwrap_or_default()).await;
    let seen = world.messages(&who.email).await.len();
    owner.press("Продолжить").await;
    owner.is_at("gosuslugi.localhost", "/recovery/email").await;
    owner.fill("one-time-code", &world.code(&who.email, seen).await).await;
    owner.press("Продолжить").await;
    owner.is_at("gosuslugi.localhost", "/recovery/new-phone").await;
    world.code(&phone, 0).await;
    owner.fill("one-time-code", "12").await;
    owner.press("Продолжить").await;
    owner.sees("Введите шесть цифр кода").await;
    look(owner, "the code to the new phone with an error").await;

    let letter = world.letter(&who.email, "/stop/").await;
    let link = letter.split_whitespace().find(|word| word.contains("/stop/"));
    owner.open(link.expect("a link")).await;
    look(owner, "the link that stops").await;
    owner.press("Это не я, остановить").await;
    owner.sees("Восстановление остановлено").await;
    look(owner, "stopped").await;
    // What she did is seen at the desk.
    chrome.open(&world.url("desk", "/people")).await;
    chrome.find("#who").await.send_keys(&who.phone).await.expect("typed");
    chrome.press("Найти").await;
    chrome.sees(REGAIN).await;
    chrome.does_not_see("уже разрешён новый телефон").await;
}

/// Through the pages of the desk, with a slip on the way.
async fn grant(chrome: &Chrome, who: &Citizen, phone: &str) {
    let typed = async |field: &str, text: &str| {
        chrome.find(field).await.send_keys(text).await.unwrap_or_else(|e| panic!("{field}: {e}"));
    };
    typed("#who", &who.phone).await;
    chrome.press("Найти").await;
    typed("#reason", "На стойке с паспортом, потеряла телефон").await;
    chrome.press("Открыть").await;
    chrome.sees(&who.family).await;
    look(chrome, "an open record").await;
    chrome.press("Передать телефон или почту другому человеку").await;
    chrome.press("Передать").await;
    chrome.sees("Выберите, что передать").await;
    look(chrome, "a hand-over with errors").await;
    chrome.press("Учётная запись").await;
    chrome.press(REGAIN).await;
    look(chrome, "a new phone").await;
    chrome.press("Разрешить").await;
    chrome.sees("Введите номер телефона").await;
    look(chrome, "a new phone with errors").await;
    let passport = |field: &str| who.record["passport"][field].as_str().unwrap_or("").to_owned();
    typed("#phone", phone).await;
    chrome.find("input[value=passport]").await.send_keys(" ").await.expect("it is chosen");
    typed("#document", &format!("{} {}", passport("series"), passport("number"))).await;
    typed("#reason", "Потеряла телефон и забыла пароль").await;
    chrome.press("Разрешить").await;
    chrome.sees("Действует до").await;
    look(chrome, "a new phone that is granted").await;
}
