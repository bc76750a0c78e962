//! The check: what agrees is issued in seconds with its evidence; what differs by a digit comes
//! back from the examiner with a remark, and only that can be corrected.

use super::road::{desk, enter, in_both, inbox, sign};
use super::{browser, look};
use crate::passport::{confirmed_in_epk, field_for, fill, number_of, specialist};
use crate::robot::Robot;
use crate::world::world;

#[tokio::test(flavor = "multi_thread")]
async fn what_agrees_with_the_registers_is_issued_with_its_evidence() {
    let Some(chrome) = browser().await else { return };
    let world = world();
    let who = specialist(world).await;
    let mut robot = Robot::new();
    confirmed_in_epk(world, &mut robot, &who).await;
    fill(&mut robot).await;
    let home = robot.url.path().to_owned();
    enter(&chrome, world, "epk", &who).await;
    chrome.open(&world.url("epk", &format!("{home}/agreement"))).await;
    chrome.press("Принять").await;
    sign(&chrome, world, &who).await;
    chrome.awaits("Паспорт квалификации выдан").await;
    chrome.sees("Пройдено 7 из 7").await;
    for rule in ["Фамилия, имя, отчество", "Дата рождения", "Номера и даты дипломов", "Даты работы"]
    {
        chrome.sees(rule).await;
    }
    chrome.script("document.querySelectorAll('details').forEach(d => d.open = true)").await;
    let diploma = who.record["education"][1]["diploma_number"].as_str().expect("one");
    chrome.sees(diploma).await;
    chrome.sees("После подписи заявление не менялось").await;
    in_both(&chrome, world, "epk", &home, "an application that was granted").await;
    world.letter(&who.email, "Паспорт квалификации выдан").await;
    inbox(&chrome, world, &who.email).await;
    chrome.sees("Паспорт квалификации выдан").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_examiner_returns_a_wrong_digit_and_only_that_is_corrected() {
    let Some(chrome) = browser().await else { return };
    let world = world();
    let who = specialist(world).await;
    let mut robot = Robot::new();
    confirmed_in_epk(world, &mut robot, &who).await;
    fill(&mut robot).await;
    let home = robot.url.path().to_owned();
    let right = who.record["education"][0]["diploma_number"].as_str().expect("one").to_owned();
    let wrong = format!("{}{}", if right.starts_with('9') { '8' } else { '9' }, &right[1..]);
    robot.follow("Образование").await.follow("Изменить").await;
    robot.fill_name("diploma_number", &wrong).press("Сохранить").await.sees(&wrong);

    enter(&chrome, world, "epk", &who).await;
    chrome.open(&world.url("epk", &format!("{home}/agreement"))).await;
    chrome.press("Принять").await;
    sign(&chrome, world, &who).await;
    chrome.sees("Заявление у эксперта").await;
    chrome.sees("Пройдено 6 из 7").await;
    chrome.sees(&wrong).await;
    chrome.sees(&right).await;
    in_both(&chrome, world, "epk", &home, "an application that differs").await;

    let number = number_of(world, &mut robot).await;
    desk(&chrome, world, "examiner", "/applications").await;
    look(&chrome, "the examiner's queue").await;
    chrome.press(&number).await;
    chrome.sees(&right).await;
    look(&chrome, "an application at the desk").await;
    chrome.press("Написать замечания").await;
    chrome.press("Вернуть заявителю").await;
    chrome.find("main [role=alert]").await;
    look(&chrome, "remarks with errors").await;
    let field = field_for(&chrome.html().await, "diploma_number", &wrong);
    chrome.type_in(&field, "Номер не такой, как в реестре").await;
    chrome.type_in("reason", "Сверьте номер бланка с дипломом").await;
    chrome.press("Вернуть заявителю").await;
    chrome.sees("Решение принято").await;

    chrome.open(&world.url("epk", &home)).await;
    chrome.sees("Номер не такой, как в реестре").await;
    chrome.sees("Закрыто").await;
    in_both(&chrome, world, "epk", &home, "an application that came back").await;
    chrome.click("main ul.links a").await;
    chrome.sees("Эти поля закрыты").await;
    look(&chrome, "the only field that is open").await;
    chrome.type_in("diploma_number", &right).await;
    chrome.press("Сохранить").await;
    chrome.open(&world.url("epk", &home)).await;
    chrome.sees("Исправлено").await;
    chrome.press("Проверить ответы").await;
    chrome.press("Всё верно, подписать").await;
    sign(&chrome, world, &who).await;
    chrome.awaits("Паспорт квалификации выдан").await;

    desk(&chrome, world, "examiner", "/applications").await;
    chrome.does_not_see(&number).await;
    let key = home.rsplit('/').next().expect("a key").to_owned();
    chrome.open(&world.url("desk", &format!("/applications/{key}"))).await;
    chrome.sees("Паспорт выдан").await;
    look(&chrome, "an application that is done, at the desk").await;
}
