//! The level of an account, raised twice: by documents that are typed, and by a colleague at the
//! desk who sees the passport; both cabinets know at once.

use super::chrome::Chrome;
use super::road::{desk, go_in, in_both};
use super::{browser, look};
use crate::passport::specialist;
use crate::road::day;
use crate::robot::Robot;
use crate::world::{Citizen, REGISTERS, World, world};

#[tokio::test(flavor = "multi_thread")]
async fn documents_raise_the_level_and_a_colleague_at_the_desk_confirms_it() {
    let Some(chrome) = browser().await else { return };
    let world = world();
    let who = specialist(world).await;
    world.register(&mut Robot::new(), &who).await;
    go_in(&chrome, world, "sep", &who).await;
    chrome.press("Разрешить").await;
    chrome.is_at("sep.localhost", "/").await;
    chrome.does_not_see("Примерный университет").await;
    chrome.press("Повысить уровень").await;
    chrome.is_at("gosuslugi.localhost", "/level").await;
    in_both(&chrome, world, "identity", "/level", "the level of an account").await;

    chrome.press("Начать").await;
    type_documents(&chrome, &who).await;
    let whole = REGISTERS.read().await;
    chrome.press("Отправить на проверку").await;
    chrome.awaits("Учётная запись стандартная").await;
    look(&chrome, "a check that was passed").await;
    // The registers' part of СЭП has opened, and nothing was typed there.
    chrome.press("Вернуться в сервис «СЭП»").await;
    chrome.is_at("sep.localhost", "/").await;
    chrome.awaits("Примерный университет").await;
    chrome.awaits("ООО «Третье место»").await;
    look(&chrome, "СЭП with what the registers know").await;
    drop(whole);

    confirm_at_the_desk(&chrome, world, &who).await;
    chrome.open(&world.url("identity", "/level")).await;
    chrome.sees("Это высший уровень").await;
    chrome.open(&world.url("epk", "/")).await;
    chrome.press("Войти через Госуслуги").await;
    chrome.press("Разрешить").await;
    chrome.press("Принять").await;
    chrome.is_at("epk.localhost", "/").await;
    chrome.open(&world.url("epk", "/profile")).await;
    chrome.sees("Подтверждённая").await;
    look(&chrome, "a profile of the highest level").await;
    world.letter(&who.email, "подтверждённая").await;
}

/// Passport, СНИЛС and ИНН, each wrongly at first.
async fn type_documents(chrome: &Chrome, who: &Citizen) {
    let text = |field: &str| who.record[field].as_str().unwrap_or_default().to_owned();
    let passport = |field: &str| who.record["passport"][field].as_str().unwrap_or("").to_owned();
    chrome.is_at("gosuslugi.localhost", "/level/passport").await;
    chrome.type_in("number", &passport("number")).await;
    chrome.press("Продолжить").await;
    chrome.sees("Введите серию паспорта").await;
    look(chrome, "a passport with errors").await;
    chrome.type_in("birth", &day(&text("birth_date"))).await;
    chrome.choose("gender", &text("gender")).await;
    chrome.type_in("series", &passport("series")).await;
    chrome.type_in("issued_on", &day(&passport("issued_on"))).await;
    chrome.type_in("issuer_code", &passport("issuer_code")).await;
    chrome.type_in("issued_by", &passport("issued_by")).await;
    chrome.press("Продолжить").await;
    for (name, path) in [("snils", "/level/snils"), ("inn", "/level/inn")] {
        chrome.is_at("gosuslugi.localhost", path).await;
        let right = text(name);
        chrome.type_in(name, &misread(&right)).await;
        chrome.press("Продолжить").await;
        chrome.sees("Контрольн").await;
        look(chrome, &format!("a wrong number: {name}")).await;
        chrome.type_in(name, &right).await;
        chrome.press("Продолжить").await;
    }
    chrome.is_at("gosuslugi.localhost", "/level/check").await;
    look(chrome, "what was typed").await;
}

/// The number with its last digit read wrongly.
fn misread(number: &str) -> String {
    let (rest, last) = number.split_at(number.len() - 1);
    format!("{rest}{}", if last == "7" { '8' } else { '7' })
}

/// She gets a number and shows her passport; an operator confirms that it is she.
async fn confirm_at_the_desk(chrome: &Chrome, world: &World, who: &Citizen) {
    chrome.open(&world.url("identity", "/level")).await;
    chrome.press("Получить номер").await;
    let number = chrome.words_in("main .notice .lead strong").await;
    look(chrome, "a number for the desk").await;
    let passport = |field: &str| who.record["passport"][field].as_str().unwrap_or("").to_owned();
    desk(chrome, world, "operator", "/people").await;
    chrome.press("Найти").await;
    chrome.sees("Введите, кого найти").await;
    look(chrome, "a search at the desk with an error").await;
    chrome.type_in("who", &number).await;
    chrome.press("Найти").await;
    chrome.sees("Пока данные скрыты").await;
    chrome.does_not_see(&who.family).await;
    chrome.type_in("number", &number).await;
    chrome.press("Открыть").await;
    chrome.sees("Сличите человека с фотографией").await;
    look(chrome, "an account at the desk").await;
    chrome.type_in("series", &passport("series")).await;
    chrome.type_in("number", &passport("number")).await;
    chrome.press("Подтвердить").await;
    chrome.sees("Личность подтверждена").await;
    look(chrome, "an account that was confirmed").await;
}
