//! The road to the qualification passport, walked by a browser without JavaScript: by somebody
//! whom the registers know, and by somebody whose diploma differs from them by a digit.

use serde_json::json;

use crate::desk::staff;
use crate::robot::Robot;
use crate::world::{Citizen, REGISTERS, World, world};

/// A citizen invented this moment, with two diplomas and three jobs.
pub(crate) async fn specialist(world: &World) -> Citizen {
    qualified(world, "инженер").await
}

/// The same with this qualification.
pub(crate) async fn qualified(world: &World, qualification: &str) -> Citizen {
    let number = 1_000_000 + store::Entropy::system().below(8_999_999);
    let diploma = |institution: &str, number: u32, day: &str| {
        json!({
            "institution": institution, "level": "бакалавриат", "qualification": qualification,
            "diploma_series": "107704", "diploma_number": number.to_string(), "issued_on": day,
        })
    };
    let job = |employer: &str, from: &str, to: Option<&str>| {
        json!({
            "employer": employer, "position": "Инженер", "from": from, "to": to,
        })
    };
    let wish = json!({
        "birth_date": "1988-02-29",
        "education": [
            diploma("Примерный университет", number, "2010-06-30"),
            diploma("Образцовая академия", number + 1, "2014-07-01"),
        ],
        "employment": [
            job("ООО «Первое место»", "2010-09-01", Some("2013-12-31")),
            job("АО «Второе место»", "2014-01-09", Some("2019-05-31")),
            job("ООО «Третье место»", "2019-06-03", None),
        ],
    });
    world.citizen_like(wish).await
}

/// Registers her, raises her account to the level that can sign, and enters ЭПК.
pub(crate) async fn confirmed_in_epk(world: &World, robot: &mut Robot, who: &Citizen) {
    let operator = staff(world, "operator").await;
    confirmed_by(world, robot, who, operator).await;
}

/// The same with this operator.
pub(crate) async fn confirmed_by(world: &World, robot: &mut Robot, who: &Citizen, operator: Robot) {
    world.register(robot, who).await;
    robot.follow("Продолжить").await.press("Разрешить").await;
    crate::road::raise(world, robot, who).await;
    robot.sees("стандартная");
    confirm(world, robot, who, operator).await;
    robot.open(&world.url("identity", "/services")).await;
    robot.follow("ЭПК").await.follow("Перейти").await.press("Разрешить").await;
    robot.press("Принять").await.is_at("epk.localhost", "/");
}

/// Takes the number for the service centre there, with her passport.
async fn confirm(world: &World, robot: &mut Robot, who: &Citizen, mut operator: Robot) {
    robot.open(&world.url("identity", "/level")).await.press("Получить номер").await;
    let words = robot.words();
    let number = words.split_whitespace().find(|word| shape(word) == "0000-0000");
    let number = number.unwrap_or_else(|| panic!("no number on\n{}", robot.outline()));
    let passport = |field: &str| who.record["passport"][field].as_str().unwrap_or("").to_owned();
    operator.follow("Люди").await.fill_name("who", &who.phone).press("Найти").await;
    operator.fill_name("number", number).press("Открыть").await;
    operator.fill_name("series", &passport("series")).fill_name("number", &passport("number"));
    operator.press("Подтвердить").await.sees("Личность подтверждена");
}

/// The text with every digit as a zero.
pub(crate) fn shape(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii_digit() { '0' } else { c }).collect()
}

/// Fills the application with what the registers know.
pub(crate) async fn fill(robot: &mut Robot) {
    let _whole = REGISTERS.read().await;
    robot.follow("Заявления").await.press("Начать заявление").await;
    robot.follow("Личные данные").await.press("Подтвердить").await;
    for part in ["Образование", "Работа"] {
        robot.follow(part).await.awaits("Добавить всё").await.press("Добавить всё").await;
        robot.follow("К списку разделов").await;
    }
}

/// From the answers to the signature with the code that the phone shows, and to the outcome.
pub(crate) async fn sign(world: &World, robot: &mut Robot, who: &Citizen, first: bool) {
    let _whole = REGISTERS.read().await;
    submit(world, robot, who, first).await;
    // The page waits only a little for the outcome.
    robot.outlasts("Заявление проверяется").await;
}

/// The same, whatever becomes of it.
pub(crate) async fn submit(world: &World, robot: &mut Robot, who: &Citizen, first: bool) {
    robot.follow("Проверить ответы").await.follow("Всё верно, подписать").await;
    if first {
        robot.sees("Соглашение о подписи кодом").press("Принять").await;
    }
    let seen = world.messages(&who.phone).await.len();
    robot.press("Получить код").await;
    let code = world.code_for("подпись заявления", &who.phone, seen).await;
    robot.fill_autocomplete("one-time-code", &code).press("Подписать и отправить").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_the_registers_know_applies_signs_and_finds_the_passport_issued() {
    let world = world();
    let who = specialist(world).await;
    let mut robot = Robot::new();
    confirmed_in_epk(world, &mut robot, &who).await;
    fill(&mut robot).await;
    robot.sees("2 записи").sees("3 записи");
    sign(world, &mut robot, &who, true).await;
    robot.sees("Паспорт квалификации выдан").sees("Пройдено 7 из 7");
    robot.sees("Квитанция о подписи").sees("ООО «Третье место»");
    // And the news by e-mail.
    robot.follow("Заявления").await.sees("Паспорт выдан").sees("Начать заявление");
    world.letter(&who.email, "подписано").await;
    // What it was for is done: the permission is not among those that she can withdraw.
    robot.open(&world.url("identity", "/settings/services")).await;
    robot.does_not_see("Проверить заявление на паспорт");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_diploma_that_differs_by_a_digit_is_returned_corrected_and_then_issued() {
    let world = world();
    let who = specialist(world).await;
    let mut robot = Robot::new();
    confirmed_in_epk(world, &mut robot, &who).await;
    fill(&mut robot).await;
    let right = who.record["education"][0]["diploma_number"].as_str().expect("one").to_owned();
    let wrong = format!("{}{}", if right.starts_with('9') { '8' } else { '9' }, &right[1..]);
    robot.follow("Образование").await.follow("Изменить").await;
    let shown = robot.html.contains(&right);
    robot.fill_name("diploma_number", &wrong).press("Сохранить").await;
    assert!(shown, "the newest document comes first\n{}", robot.outline());
    robot.sees(&wrong).follow("К списку разделов").await;
    sign(world, &mut robot, &who, true).await;
    robot.sees("Заявление у эксперта").sees("Пройдено 6 из 7").sees(&right).sees(&wrong);
    robot.open(&world.url("identity", "/settings/services")).await;
    robot.sees("Проверить заявление на паспорт");

    let mut examiner = staff(world, "examiner").await;
    let number = number_of(world, &mut robot).await;
    examiner.follow("Заявления").await.follow(&number).await;
    examiner.sees(&right).sees(&wrong).sees("Номера и даты дипломов");
    examiner.follow("Написать замечания").await;
    let field = field_for(&examiner.html, "diploma_number", &wrong);
    examiner.fill_name(&field, "Номер не такой, как в реестре");
    examiner.fill_name("reason", "Сверьте номер бланка с дипломом");
    examiner.press("Вернуть заявителю").await.sees("Решение принято");

    robot.follow(&number).await.sees("Номер не такой, как в реестре").sees("Закрыто");
    robot.follow("Номер бланка").await;
    robot.fill_name("diploma_number", &right).press("Сохранить").await;
    robot.follow("К списку разделов").await;
    sign(world, &mut robot, &who, false).await;
    robot.sees("Паспорт квалификации выдан").sees(&number);
}

/// The number of her application, from the list.
pub(crate) async fn number_of(world: &World, robot: &mut Robot) -> String {
    robot.open(&world.url("epk", "/applications")).await;
    let words = robot.words();
    let number = words.split_whitespace().find(|word| shape(word) == "00-0000-0000-0");
    number.unwrap_or_else(|| panic!("no number on\n{}", robot.outline())).to_owned()
}

/// The field of a remark whose hint is what the application says.
pub(crate) fn field_for(html: &str, what: &str, said: &str) -> String {
    let before = html.split(said).next().unwrap_or_default();
    let mark = before.rsplit("id=\"").next().unwrap_or_default();
    let name = mark.split("-hint").next().unwrap_or_default();
    assert!(name.starts_with("remark_"), "no field for {what} in\n{html}");
    name.to_owned()
}
