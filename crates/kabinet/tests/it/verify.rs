//! A passport after the issue: its holder shows it, an employer without an account verifies it, an
//! examiner suspends it, and both see that at once.

use crate::desk::staff;
use crate::passport::{confirmed_in_epk, fill, sign, specialist};
use crate::robot::Robot;
use crate::world::world;

/// The word of a page whose letters and digits lie in four groups of four.
pub(crate) fn code_on(robot: &Robot) -> String {
    let words = robot.words();
    let is_code = |word: &&str| {
        let groups: Vec<&str> = word.split('-').collect();
        groups.len() == 4 && groups.iter().all(|group| group.chars().count() == 4)
    };
    let found = words.split_whitespace().find(is_code);
    found.unwrap_or_else(|| panic!("no code on\n{}", robot.outline())).to_owned()
}

/// The twelve digits after «№».
pub(crate) fn number_on(robot: &Robot) -> String {
    let words = robot.words();
    let after = words.split('№').nth(1).unwrap_or_default();
    let digits: String = after.chars().filter(char::is_ascii_digit).take(12).collect();
    assert_eq!(digits.len(), 12, "no number on\n{}", robot.outline());
    digits
}

#[tokio::test(flavor = "multi_thread")]
async fn an_employer_verifies_a_passport_and_sees_at_once_that_it_was_suspended() {
    let world = world();
    let who = specialist(world).await;
    let mut robot = Robot::new();
    confirmed_in_epk(world, &mut robot, &who).await;
    fill(&mut robot).await;
    sign(world, &mut robot, &who, true).await;
    robot.open(&world.url("epk", "/passport")).await;
    robot.sees("действует").sees("ООО «Третье место»").sees("Паспорт ещё никто не проверял");
    let (number, code) = (number_on(&robot), code_on(&robot));

    let mut employer = Robot::new();
    employer.open(&world.url("epk", "/")).await.follow("Проверить паспорт").await;
    employer.fill_name("number", &number).fill_name("key", "2222222222222222");
    employer.press("Проверить").await.sees("Паспорта с таким номером и кодом нет");
    employer.fill_name("key", &code.to_lowercase()).fill_name("organisation", "ООО «Ромашка»");
    employer.press("Проверить").await.sees("Паспорт действует").sees("инженер");
    employer.does_not_see("Третье место").does_not_see("107704");
    let link = format!("/check?n={number}&k={}", code.replace('-', ""));
    let mut phone = Robot::new().in_english();
    phone.open(&world.url("epk", &link)).await.sees("The passport is in force");

    let mut examiner = staff(world, "examiner").await;
    examiner.follow("Паспорта").await.fill_name("number", &number).press("Найти").await;
    examiner.sees("Действует по").choose("act", "suspend").fill_name("why", "коротко");
    examiner.press("Принять решение").await.sees("Напишите причину словами");
    examiner.choose("act", "suspend").fill_name("why", "Университет отозвал диплом, письмо 17");
    examiner.press("Принять решение").await.sees("Решение принято").sees("приостановлен");

    employer.open(&world.url("epk", &link)).await.sees("Паспорт приостановлен");
    // Looks are written into the journal within a second.
    robot.open(&world.url("epk", "/passport")).await.sees("Университет отозвал диплом");
    robot.awaits("ООО «Ромашка»").await.awaits("Проверили по QR-коду").await;
    world.letter(&who.email, "приостановлен").await;
}
