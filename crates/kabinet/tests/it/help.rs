//! Help, from the form to the answer, over three sites and the simulated mailbox.

use std::time::Duration;

use url::form_urlencoded::byte_serialize;

use crate::desk::staff;
use crate::program::{Demo, Folder, free_port};
use crate::robot::Robot;
use crate::world::{World, world};

pub(crate) fn link_in(text: &str) -> String {
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

    let first = world.letter(&who.email, &number).await;
    assert!(!first.contains("Код не приходит"), "a letter repeats nothing: {first}");
    assert!(first.contains("можно просто ответить"), "it says that replies are read: {first}");

    let mut desk = staff(world, "operator").await;
    desk.follow("Обращения").await.sees(&number);
    desk.fill_name("number", &number).press("Найти").await;
    desk.sees("Код не приходит уже час").does_not_see(&who.email).does_not_see(&snils);
    desk.fill_name("reason", "Проверяю, нет ли второй учётной записи");
    desk.press("Открыть данные").await.sees(&who.email).sees("Данные открыты для вас");
    desk.fill_name("words", "Попросите новый код через минуту.").press("Ответить").await;
    desk.sees("Ответ отправлен");

    let second = world.letter(&who.email, "Поддержка ответила").await;
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
    world.letter(&who.email, "закрыто").await;
    let mut stranger = Robot::new();
    stranger.open(&world.url("sep", &format!("/help/tickets/{number}"))).await;
    assert_eq!(stranger.status, 404);
}

/// Answers the newest letter in the simulated mailbox; it leaves by real SMTP.
async fn answer(world: &World, to: &str, words: &str) -> Robot {
    let address: String = byte_serialize(to.as_bytes()).collect();
    let mut mailbox = Robot::new();
    mailbox.open(&world.url("phone", &format!("/inbox?to={address}"))).await;
    mailbox.follow("Ответить на письмо").await.fill_name("words", words);
    mailbox.press("Отправить письмо").await;
    mailbox
}

/// Asks for help without signing in; the number and the link of the first letter.
async fn asked(world: &World, email: &str) -> (String, String) {
    let mut citizen = Robot::new();
    citizen.open(&world.url("sep", "/help/ask")).await.tick("Другое");
    citizen.fill_name("words", "Где посмотреть моё заявление?");
    citizen.fill_autocomplete("email", email).press("Отправить").await.sees("Обращение принято");
    let number = citizen.url.path().split('/').nth(3).expect("a number").to_owned();
    let link = link_in(&world.letter(email, &number).await);
    (number, link)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_from_the_mailbox_joins_the_thread_unverified_and_opens_nothing() {
    let world = world();
    let who = world.citizen().await;
    let (number, link) = asked(world, &who.email).await;
    let words = "Мой СНИЛС 112-233-445 95, помогите";
    answer(world, &who.email, words).await.sees("Письмо отправлено");

    let mut desk = staff(world, "operator").await;
    desk.open(&world.url("desk", &format!("/tickets/{number}"))).await;
    desk.sees("По почте, отправитель не проверен").sees("помогите").sees("Письмо целиком");
    desk.does_not_see("112-233-445").does_not_see(&who.email);
    assert!(!desk.html.contains(link.rsplit('/').next().expect("a token")), "the quote has no key");
    desk.press("Взять себе").await.sees("Обращение теперь ведёте вы");
    desk.press("Попросить номер доступа").await.sees("Номер доступа отправлен");
    let access = world.letter(&who.email, "Номер доступа:").await;
    let shown = access.split("Номер доступа: ").nth(1).expect("a number").split_whitespace().next();
    desk.fill_name("access", shown.expect("digits")).press("Открыть данные").await;
    desk.sees("112-233-445 95").sees(&who.email).sees("Данные открыты для вас");

    let mut citizen = Robot::new();
    citizen.open(&link).await.press("Открыть обращение").await;
    citizen.sees("помогите").sees("просит показать ему ваши данные");
    citizen.sees("открыл ваши данные на 30 минут: вы назвали номер доступа");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_letter_that_was_acknowledged_is_there_after_the_plug_was_pulled() {
    let (folder, port) = (Folder::new("letters"), free_port());
    let data = folder.path("demo");
    let Demo { program, world } = Demo::start(&data, port);
    let email = "plug@example.test";
    let (number, link) = asked(&world, email).await;
    let mut acknowledged = Vec::new();
    for n in 0..5 {
        let words = format!("Письмо номер {n}");
        answer(&world, email, &words).await.sees("Письмо отправлено");
        acknowledged.push(words);
    }
    // The last one is under way when the plug is pulled.
    let late = answer(&world, email, "Последнее письмо");
    let late = tokio::time::timeout(Duration::from_millis(40), late).await;
    let late = late.is_ok_and(|mailbox| mailbox.words().contains("Письмо отправлено"));
    program.kill();
    let Demo { program, world } = Demo::start(&data, port);
    let mut citizen = Robot::new();
    citizen.open(&link).await.press("Открыть обращение").await.sees(&number);
    for words in &acknowledged {
        citizen.sees(words);
    }
    // The last one is there if it was acknowledged, and may be there if it was not.
    let came = citizen.html.matches("отправитель не проверен").count();
    assert!(came == 6 || (came == 5 && !late), "{came} letters\n{}", citizen.outline());
    drop(world);
    drop(program);
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
    world.letter(&who.email, &number).await;
}
