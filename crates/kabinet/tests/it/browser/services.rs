//! From the list of services into the second cabinet: without a second password, after its terms;
//! and what somebody sees whose level is too low.

use super::road::{go_in, in_both, inbox};
use super::{browser, look};
use crate::passport::specialist;
use crate::road::raise;
use crate::robot::Robot;
use crate::world::{REGISTERS, world};

#[tokio::test(flavor = "multi_thread")]
async fn the_second_cabinet_opens_from_the_services_without_a_password() {
    let Some(chrome) = browser().await else { return };
    let world = world();
    let who = specialist(world).await;
    let mut robot = Robot::new();
    world.register(&mut robot, &who).await;
    go_in(&chrome, world, "sep", &who).await;
    chrome.press("Разрешить").await;
    chrome.is_at("sep.localhost", "/").await;

    chrome.open(&world.url("identity", "/")).await;
    chrome.press("Электронные сервисы").await;
    chrome.is_at("gosuslugi.localhost", "/services").await;
    in_both(&chrome, world, "identity", "/services", "services").await;
    chrome.type_in("q", "нетакого").await;
    chrome.press("Найти").await;
    chrome.sees("ничего не нашлось").await;
    look(&chrome, "a search without a find").await;
    chrome.type_in("q", "эпк").await;
    chrome.press("Найти").await;
    chrome.sees("Найден 1 сервис").await;
    chrome.press("ЭПК").await;
    chrome.sees("Что нужно для входа").await;
    look(&chrome, "a service").await;
    chrome.press("Перейти").await;
    // Closed, with the way up and back.
    chrome.sees("нужен более высокий уровень").await;
    look(&chrome, "a level that is too low").await;
    raise(world, &mut robot, &who).await;
    robot.sees("стандартная");

    chrome.open(&world.url("identity", "/services")).await;
    chrome.press("ЭПК").await;
    chrome.press("Перейти").await;
    chrome.sees("ЭПК просит ваши данные").await;
    chrome.does_not_see("Пароль").await;
    look(&chrome, "the consent for ЭПК").await;
    chrome.press("Разрешить").await;
    chrome.is_at("epk.localhost", "/terms").await;
    in_both(&chrome, world, "epk", "/terms", "the terms of ЭПК").await;
    chrome.press("Не сейчас").await;
    chrome.sees("Кабинет закрыт, пока условия не приняты").await;
    chrome.does_not_see("Примерный университет").await;
    look(&chrome, "ЭПК without its terms").await;
    chrome.press("Прочитать условия").await;
    let _whole = REGISTERS.read().await;
    chrome.press("Принять").await;
    chrome.is_at("epk.localhost", "/").await;
    chrome.sees(&who.family).await;
    chrome.awaits("Примерный университет").await;
    chrome.awaits("ООО «Третье место»").await;
    in_both(&chrome, world, "epk", "/", "the home of ЭПК").await;

    world.letter(&who.email, "ЭПК").await;
    inbox(&chrome, world, &who.email).await;
    chrome.sees("ЭПК").await;
}
