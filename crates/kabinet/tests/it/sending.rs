//! A passport goes from ЭПК to other state services, which are down, take their time or refuse.

use serde_json::json;

use crate::passport::{confirmed_in_epk, fill, sign, specialist};
use crate::robot::Robot;
use crate::world::{Citizen, SERVICES, World, world};

/// A citizen invented this moment who holds a passport, and her browser on its page.
pub(crate) async fn holder(world: &World) -> (Citizen, Robot) {
    let who = specialist(world).await;
    let mut robot = Robot::new();
    confirmed_in_epk(world, &mut robot, &who).await;
    fill(&mut robot).await;
    sign(world, &mut robot, &who, true).await;
    robot.sees("Паспорт квалификации выдан").follow("Открыть паспорт").await;
    (who, robot)
}

/// Signs a sending from the passport's page.
pub(crate) async fn send(world: &World, robot: &mut Robot, who: &Citizen, to: &str) {
    robot.open(&world.url("epk", "/passport")).await;
    robot.follow("Отправить в другую службу").await.follow(to).await;
    robot.sees("Что отправляется").sees("2 документа об образовании").sees("3 места работы");
    let seen = world.messages(&who.phone).await.len();
    robot.press("Получить код").await;
    let code = world.code_for("отправка паспорта", &who.phone, seen).await;
    robot.fill_autocomplete("one-time-code", &code).press("Подписать и отправить").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_passport_reaches_a_service_that_was_down_after_its_holder_has_signed_out() {
    let world = world();
    let (who, mut robot) = holder(world).await;
    let _alone = SERVICES.write().await;
    world.faults(json!({ "employment": { "status": 503 } })).await;
    send(world, &mut robot, &who, "Служба занятости").await;
    robot.sees("Паспорт отправляется").sees("Служба занятости не отвечает").sees("Следующая");
    let place = robot.url.to_string();
    // The same passport to the same service leads to the same sending.
    robot.open(&world.url("epk", "/passport")).await;
    robot.follow("Отправить в другую службу").await.follow("Служба занятости").await;
    assert_eq!(robot.url.to_string(), place);
    // The permission stands where it can be withdrawn.
    robot.open(&world.url("identity", "/settings/services")).await;
    robot.sees("Отправить паспорт квалификации: Служба занятости").open(&place).await;
    robot.press("Выйти").await;
    world.faults(json!({ "employment": {} })).await;
    world.letter(&who.email, "зарегистрирован: Служба занятости").await;
    robot.open(&world.url("epk", "/enter?next=/passport")).await;
    robot.press("Войти через Госуслуги").await;
    if robot.has("[autocomplete~='username']") {
        world.sign_in(&mut robot, &who.email, &who.phone, &who.password).await;
    }
    robot.open(&place).await.sees("Паспорт зарегистрирован").sees("СЗ-");
    robot.sees("Скачать квитанцию в PDF");
    let key = place.rsplit('/').next().unwrap_or_default();
    let mut clerk = Robot::new();
    let arrived = format!("/services/employment/{key}");
    clerk.open(&world.url("registries", &arrived)).await.sees(&who.family).sees("Зарегистрирован");
    clerk.follow("Проверить состояние сейчас").await.sees("Паспорт действует");
    robot.open(&world.url("identity", "/settings/services")).await.sees("ЭПК");
    robot.does_not_see("Отправить паспорт квалификации: Служба занятости");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_service_takes_its_time_and_another_refuses_with_a_reason() {
    let world = world();
    let (who, mut robot) = holder(world).await;
    send(world, &mut robot, &who, "Аккредитация специалистов").await;
    robot.sees("Паспорт принят и рассматривается");
    robot.awaits("Паспорт зарегистрирован").await;
    robot.sees("АС-");
    let _alone = SERVICES.write().await;
    world.faults(json!({ "experts": { "refuse": true } })).await;
    send(world, &mut robot, &who, "Реестр экспертов").await;
    robot.awaits("Служба отказала").await;
    robot.sees("Приём документов этого вида временно закрыт");
    world.faults(json!({ "experts": { "delay_ms": 1500 } })).await;
    send(world, &mut robot, &who, "Реестр экспертов").await;
    robot.awaits("Паспорт зарегистрирован").await;
    world.faults(json!({ "experts": {} })).await;
    robot.open(&world.url("epk", "/passport")).await;
    robot.sees("отказ").sees("РЭ-").sees("АС-");
}
