//! Who lost phone and password, at the desk and on the public pages.

use crate::desk::staff;
use crate::road::raise;
use crate::robot::Robot;
use crate::world::{Citizen, World, world};

const NEW: &str = "синий верблюд гуляет";

/// Somebody whose passport the account knows.
async fn known(world: &World) -> Citizen {
    let (who, mut robot) = (world.citizen().await, Robot::new());
    world.register(&mut robot, &who).await;
    raise(world, &mut robot, &who).await;
    robot.sees("стандартная");
    who
}

/// A phone that nobody has.
fn phone() -> String {
    format!("+7902{:07}", store::Entropy::system().below(10_000_000))
}

/// She shows her passport; the operator records the new phone.
async fn at_the_desk(world: &World, who: &Citizen, phone: &str) -> Robot {
    let passport = |field: &str| who.record["passport"][field].as_str().unwrap_or("").to_owned();
    let document = format!("{} {}", passport("series"), passport("number"));
    let mut operator = staff(world, "operator").await;
    operator.follow("Люди").await.fill_name("who", &who.phone).press("Найти").await;
    operator.fill_name("reason", "На стойке с паспортом, потеряла телефон").press("Открыть").await;
    operator.follow("Новый телефон для восстановления").await;
    operator.fill_name("phone", phone).choose("kind", "passport");
    operator.fill_name("document", &document);
    operator.fill_name("reason", "Потеряла телефон и забыла пароль").press("Разрешить").await;
    operator.sees("Забыли пароль?").sees("Действует до");
    operator
}

/// Up to the page of the second code.
async fn prove_mailbox(world: &World, who: &Citizen) -> Robot {
    let seen = world.messages(&who.email).await.len();
    let mut robot = Robot::new();
    robot.open(&world.url("identity", "/recovery")).await;
    let snils = who.record["snils"].as_str().unwrap_or_default();
    robot.fill_autocomplete("username", snils).press("Продолжить").await;
    let code = world.code(&who.email, seen).await;
    robot.fill_autocomplete("one-time-code", &code).press("Продолжить").await;
    robot
}

/// The link that stops it, from the newest message that has one.
async fn link_for(world: &World, to: &str) -> String {
    let text = world.letter(to, "/stop/").await;
    text.split_whitespace().find(|word| word.contains("/stop/")).expect("a link").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_lost_phone_and_password_comes_back_with_a_new_phone_from_the_desk() {
    let world = world();
    let (who, phone) = (known(world).await, phone());
    at_the_desk(world, &who, &phone).await;
    link_for(world, &who.phone).await;
    link_for(world, &who.email).await;
    let mut robot = prove_mailbox(world, &who).await;
    robot.is_at("gosuslugi.localhost", "/recovery/new-phone").sees("прежний номер");
    let code = world.code(&phone, 0).await;
    robot.fill_autocomplete("one-time-code", &code).press("Продолжить").await;
    robot.fill_autocomplete("new-password", NEW).press("Продолжить").await;
    robot.is_at("gosuslugi.localhost", "/login");
    let mut home = Robot::new();
    home.open(&world.url("identity", "/login")).await;
    world.sign_in(&mut home, &phone, &phone, NEW).await;
    home.open(&world.url("identity", "/profile")).await.sees(&who.family);
    home.open(&world.url("identity", "/settings/security/journal")).await;
    home.sees("Сотрудник разрешил новый телефон");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_owner_stops_it_by_the_link_in_the_message_to_her_phone() {
    let world = world();
    let (who, phone) = (known(world).await, phone());
    at_the_desk(world, &who, &phone).await;
    let link = link_for(world, &who.phone).await;
    let mut owner = Robot::new();
    owner.open(&link).await.press("Это не я").await.sees("Восстановление остановлено");
    owner.open(&link).await.press("Это не я").await.sees("Ссылка больше не действует");
    let mut robot = prove_mailbox(world, &who).await;
    robot.is_at("gosuslugi.localhost", "/recovery/sms").does_not_see("новый номер");
}
