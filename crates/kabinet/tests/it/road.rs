//! The main road, walked by a browser without JavaScript.

use serde_json::json;

use crate::robot::Robot;
use crate::world::{Citizen, REGISTERS, World, world};

/// Raises a signed-in person to the standard level through the pages.
pub async fn raise(world: &World, robot: &mut Robot, who: &Citizen) {
    let text = |field: &str| who.record[field].as_str().unwrap_or_default().to_owned();
    let passport = |field: &str| who.record["passport"][field].as_str().unwrap_or("").to_owned();
    robot.open(&world.url("identity", "/level/name")).await;
    robot.press("Продолжить").await;
    robot.fill_name("birth", &day(&text("birth_date")));
    robot.choose("gender", &text("gender"));
    robot.fill_name("series", &passport("series")).fill_name("number", &passport("number"));
    robot.fill_name("issued_on", &day(&passport("issued_on")));
    robot.fill_name("issuer_code", &passport("issuer_code"));
    robot.fill_name("issued_by", &passport("issued_by")).press("Продолжить").await;
    robot.fill_name("snils", &text("snils")).press("Продолжить").await;
    robot.fill_name("inn", &text("inn")).press("Продолжить").await;
    robot.press("Отправить на проверку").await.outlasts("Проверим чуть позже").await;
}

/// `1990-03-14` as it is typed.
pub(crate) fn day(iso: &str) -> String {
    iso.split('-').rev().collect::<Vec<_>>().join(".")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_registers_and_is_at_home_in_both_cabinets() {
    let world = world();
    let who = world.citizen().await;
    let mut robot = Robot::new();
    world.register(&mut robot, &who).await;
    robot.follow("Продолжить").await;
    robot.sees("СЭП просит ваши данные").sees(&who.family).press("Разрешить").await;
    robot.is_at("sep.localhost", "/").sees(&who.family);

    raise(world, &mut robot, &who).await;
    robot.sees("стандартная");

    // ЭПК opens without a second password and asks for its own terms once.
    robot.open(&world.url("identity", "/services")).await;
    robot.follow("ЭПК").await.follow("Перейти").await.press("Разрешить").await;
    robot.press("Принять").await;
    robot.is_at("epk.localhost", "/").sees(&who.family);

    // Leaving one cabinet leaves the other.
    robot.press("Выйти").await;
    robot.open(&world.url("sep", "/")).await.does_not_see(&who.family);
    robot.sees("Войти через Госуслуги");
    world.letter(&who.email, "Теперь она стандартная").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn one_sign_in_opens_both_cabinets_and_one_sign_out_closes_them() {
    let world = world();
    let who = &world.inventory.people[0];
    let mut robot = Robot::new();
    robot.open(&world.url("sep", "/")).await.press("Войти через Госуслуги").await;
    world.sign_in(&mut robot, &who.phone, &who.phone, &who.password).await;
    robot.press("Разрешить").await.is_at("sep.localhost", "/").sees("Тестова");

    robot.open(&world.url("identity", "/services")).await.follow("ЭПК").await;
    robot.follow("Перейти").await.press("Разрешить").await;
    robot.press("Принять").await.is_at("epk.localhost", "/").sees("Тестова");
    robot.open(&world.url("sep", "/")).await.press("Выйти").await;
    robot.open(&world.url("epk", "/")).await.does_not_see("Тестова");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_declines_is_back_at_the_cabinet_with_a_page() {
    let world = world();
    let who = &world.inventory.people[1];
    let mut robot = Robot::new();
    robot.open(&world.url("sep", "/")).await.press("Войти через Госуслуги").await;
    world.sign_in(&mut robot, &who.email, &who.phone, &who.password).await;
    robot.press("Отказаться").await;
    assert_eq!(robot.url.host_str(), Some("sep.localhost"), "{}", robot.outline());
    robot.does_not_see("Образцов");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_password_never_says_which_part_was_wrong() {
    let world = world();
    let who = world.citizen_like(json!({})).await;
    let mut known = Robot::new();
    let mut unknown = Robot::new();
    let phone = &world.inventory.people[2].phone;
    for (robot, login) in [(&mut known, phone), (&mut unknown, &who.phone)] {
        robot.open(&world.url("identity", "/login")).await;
        robot.fill_autocomplete("username", login);
        robot.fill_autocomplete("current-password", "не тот пароль").press("Войти").await;
    }
    assert_eq!(known.status, unknown.status);
    assert_eq!(known.words(), unknown.words());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_register_that_hangs_does_not_hold_up_the_home_page() {
    let world = world();
    // Nobody else enters as her: what registers said lately is shown without asking them.
    let who = world.inventory.people.iter().find(|p| p.state == "stale").expect("one");
    let mut robot = Robot::new();
    robot.open(&world.url("sep", "/")).await.press("Войти через Госуслуги").await;
    world.sign_in(&mut robot, &who.phone, &who.phone, &who.password).await;
    let _alone = REGISTERS.write().await;
    world.faults(json!({"education": {"delay_ms": 30_000}})).await;
    let begun = std::time::Instant::now();
    robot.press("Разрешить").await.is_at("sep.localhost", "/");
    let took = begun.elapsed();
    world.faults(json!({"education": {"delay_ms": 0}})).await;
    robot.sees("Давний").sees("не отвечает");
    assert!(took < std::time::Duration::from_secs(3), "the page took {took:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_entrance_speaks_english() {
    let world = world();
    let mut robot = Robot::new().in_english();
    robot.open(&world.url("identity", "/login")).await;
    robot.sees("Password").does_not_see("Пароль");
}
