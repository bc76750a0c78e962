//! A page that stays open: an examiner decides elsewhere, and the page shows it without a reload.

use super::road::enter;
use super::{browser, look};
use crate::desk::staff;
use crate::passport::{confirmed_in_epk, fill, sign, specialist};
use crate::robot::Robot;
use crate::world::world;

#[tokio::test(flavor = "multi_thread")]
async fn a_decision_comes_into_the_open_page_without_a_reload() {
    let Some(chrome) = browser().await else { return };
    let world = world();
    let who = specialist(world).await;
    let mut robot = Robot::new();
    confirmed_in_epk(world, &mut robot, &who).await;
    fill(&mut robot).await;
    robot.follow("Образование").await.follow("Изменить").await;
    let right = who.record["education"][0]["diploma_number"].as_str().expect("one");
    let wrong = format!("{}{}", if right.starts_with('9') { '8' } else { '9' }, &right[1..]);
    robot.fill_name("diploma_number", &wrong).press("Сохранить").await;
    robot.follow("К списку разделов").await;
    sign(world, &mut robot, &who, true).await;
    robot.sees("Заявление у эксперта");
    let page = robot.url.path().to_owned();

    enter(&chrome, world, "epk", &who).await;
    chrome.open(&world.url("epk", &page)).await;
    chrome.sees("Заявление у эксперта").await;
    chrome.sees("Осталось").await;
    look(&chrome, "an application at the examiner").await;
    chrome.script("window.stayed = true; return 1").await;
    let before = chrome.script("return document.querySelector('.bell .count').textContent").await;

    let mut examiner = staff(world, "examiner").await;
    let number = number_on(&robot);
    examiner.open(&world.url("desk", "/applications")).await.follow(&number).await;
    examiner.fill_name("refuse_reason", "Диплом с таким номером не выдавали");
    examiner.press("Отказать").await.sees("Решение принято");

    chrome.sees("Диплом с таким номером не выдавали").await;
    chrome.sees("Новое уведомление").await;
    let after = chrome.script("return document.querySelector('.bell .count').textContent").await;
    assert_ne!(before, after, "the number beside the bell");
    assert_eq!(chrome.script("return window.stayed === true").await, true, "no reload");
    look(&chrome, "an application that was refused, with a toast").await;
    chrome.open(&world.url("epk", "/notices")).await;
    chrome.sees("Важное").await;
    look(&chrome, "notices").await;
    chrome.open(&world.url("epk", "/settings/notifications")).await;
    chrome.sees("тихие часы").await;
    look(&chrome, "settings of notices").await;
}

/// The number of the application on the page.
fn number_on(robot: &Robot) -> String {
    let zeros = |text: &str| {
        text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect::<String>()
    };
    let words = robot.words();
    let number = words.split_whitespace().find(|word| zeros(word) == "00-0000-0000-0");
    number.unwrap_or_else(|| panic!("no number on\n{}", robot.outline())).to_owned()
}
