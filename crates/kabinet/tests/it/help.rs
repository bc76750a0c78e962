//! Help, from the form to the answer, over three sites and the simulated mailbox.

use std::time::{Duration, Instant};

use crate::desk::staff;
use crate::robot::Robot;
use crate::world::{World, world};

/// Waits for a letter with these words and returns its text.
async fn letter(world: &World, to: &str, words: &str) -> String {
    let deadline = Instant::now() + Duration::from_secs(15);
    loop {
        let messages = world.messages(to).await;
        let texts = messages.iter().filter_map(|message| message["text"].as_str());
        if let Some(text) = texts.into_iter().find(|text| text.contains(words)) {
            return text.to_owned();
        }
        assert!(Instant::now() < deadline, "no letter «{words}» to {to}: {messages:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

fn link_in(text: &str) -> String {
    let link = text.split_whitespace().find(|word| word.contains("/help/link/"));
    link.unwrap_or_else(|| panic!("no link in {text}")).to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_citizen_without_an_account_writes_and_reads_the_answer_by_the_link_of_a_letter() {
    let world = world();
    let who = world.citizen().await;
    let snils = who.record["snils"].as_str().expect("a number").to_owned();
    let mut citizen = Robot::new();
    citizen.open(&world.url("sep", "/")).await.follow("Помощь").await;
    citizen.follow("Написать в поддержку").await;
    citizen.tick("Не получается войти");
    citizen.fill_name("words", "Код не приходит уже час, что делать?");
    citizen.fill_name("snils", &snils);
    citizen.fill_autocomplete("email", &who.email).press("Отправить").await;
    citizen.sees("Обращение принято").sees("Ответим до");
    let number = citizen.url.path().split('/').nth(3).expect("a number").to_owned();
    citizen.sees(&number);

    let first = letter(world, &who.email, &number).await;
    assert!(!first.contains("Код не приходит"), "a letter repeats nothing: {first}");
    assert!(first.contains("никто не прочитает"), "it says that replies are not read: {first}");

    let mut desk = staff(world, "operator").await;
    desk.follow("Обращения").await.sees(&number);
    desk.fill_name("number", &number).press("Найти").await;
    desk.sees("Код не приходит уже час").does_not_see(&who.email).does_not_see(&snils);
    desk.fill_name("reason", "Проверяю, нет ли второй учётной записи");
    desk.press("Открыть данные").await.sees(&who.email).sees("Данные открыты для вас");
    desk.fill_name("words", "Попросите новый код через минуту.").press("Ответить").await;
    desk.sees("Ответ отправлен");

    let second = letter(world, &who.email, "Поддержка ответила").await;
    let mut mailbox = Robot::new();
    mailbox.open(&link_in(&second)).await.does_not_see("Попросите новый код");
    mailbox.press("Открыть обращение").await;
    mailbox.is_at("sep.localhost", &format!("/help/tickets/{number}"));
    mailbox.sees("Попросите новый код через минуту.").sees("есть ответ");
    mailbox.sees("Проверяю, нет ли второй учётной записи");
    mailbox.fill_name("words", "Помогло, спасибо!").press("Отправить").await;
    mailbox.sees("Помогло, спасибо!");

    desk.open(&world.url("desk", &format!("/tickets/{number}"))).await.sees("Помогло, спасибо!");
    desk.press("Закрыть без нового ответа").await.sees("Обращение закрыто");
    letter(world, &who.email, "закрыто").await;
    let mut stranger = Robot::new();
    stranger.open(&world.url("sep", &format!("/help/tickets/{number}"))).await;
    assert_eq!(stranger.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn every_site_of_people_has_the_form_in_both_languages() {
    let world = world();
    for site in ["identity", "sep", "epk"] {
        let mut robot = Robot::new().in_english();
        robot.open(&world.url(site, "/help")).await.follow("Write to support").await;
        robot.sees("What happened").press("Send").await.sees("Choose what it is about");
        let mut robot = Robot::new();
        robot.open(&world.url(site, "/help/ask")).await.sees("Что случилось");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_signed_in_finds_the_address_filled_in_and_the_thread_on_the_site() {
    let world = world();
    let who = &world.inventory.people[3];
    let mut robot = Robot::new();
    robot.open(&world.url("identity", "/login")).await;
    world.sign_in(&mut robot, &who.phone, &who.phone, &who.password).await;
    robot.open(&world.url("identity", "/help/ask")).await;
    assert!(robot.has(&format!("input[name=email][value='{}']", who.email)), "{}", robot.html);
    robot.tick("Другое").fill_name("words", "Как сменить язык писем?").press("Отправить").await;
    robot.sees("Обращение принято");
    let number = robot.url.path().split('/').nth(3).expect("a number").to_owned();
    robot.open(&world.url("identity", "/help/tickets")).await.sees(&number);
    letter(world, &who.email, &number).await;
}
