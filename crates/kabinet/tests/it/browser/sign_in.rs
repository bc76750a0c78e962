//! Ways in: a text message, an authenticator app, a letter instead; and the lock after wrong
//! passwords, of which the phone tells and which the desk opens.

use super::chrome::Chrome;
use super::road::{desk, in_both, inbox};
use super::{browser, look};
use crate::desk::from_app;
use crate::robot::Robot;
use crate::world::{Citizen, World, world};

async fn registered(world: &World) -> Citizen {
    let who = world.citizen().await;
    world.register(&mut Robot::new(), &who).await;
    who
}

/// The first step.
async fn type_password(chrome: &Chrome, world: &World, login: &str, password: &str) {
    chrome.open(&world.url("identity", "/login?next=/profile")).await;
    chrome.fill("username", login).await;
    chrome.fill("current-password", password).await;
    chrome.press("Войти").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_an_app_and_a_letter_open_the_account() {
    let Some(chrome) = browser().await else { return };
    let world = world();
    let who = registered(world).await;
    let seen = world.messages(&who.phone).await.len();
    type_password(&chrome, world, &who.email, &who.password).await;
    chrome.is_at("gosuslugi.localhost", "/login/code").await;
    chrome.fill("one-time-code", &world.code(&who.phone, seen).await).await;
    chrome.press("Войти").await;
    chrome.is_at("gosuslugi.localhost", "/profile").await;

    let secret = connect_app(&chrome, world).await;
    chrome.press("Выйти").await;
    type_password(&chrome, world, &who.phone, &who.password).await;
    chrome.is_at("gosuslugi.localhost", "/login/totp").await;
    in_both(&chrome, world, "identity", "/login/totp", "a code of an app").await;
    let code = from_app(&secret).await;
    chrome.fill("one-time-code", &code).await;
    chrome.press("Войти").await;
    drop(code);
    chrome.is_at("gosuslugi.localhost", "/profile").await;
    chrome.press("Выйти").await;

    let seen = world.messages(&who.email).await.len();
    type_password(&chrome, world, &who.email, &who.password).await;
    chrome.press("Получить код по почте").await;
    chrome.is_at("gosuslugi.localhost", "/login/email").await;
    look(&chrome, "a code by e-mail").await;
    chrome.press("Отправить код").await;
    chrome.fill("one-time-code", &world.code_for("вместо СМС", &who.email, seen).await).await;
    look(&chrome, "a code that was sent by e-mail").await;
    chrome.press("Войти").await;
    chrome.is_at("gosuslugi.localhost", "/profile").await;
    chrome.sees(&who.family).await;

    world.letter(&who.phone, "двухэтапная проверка изменена").await;
    inbox(&chrome, world, &who.phone).await;
    chrome.sees("двухэтапная проверка изменена").await;
    inbox(&chrome, world, &who.email).await;
    chrome.sees("Вы попросили прислать его на почту").await;
    look(&chrome, "a mailbox with a code").await;
}

/// Sets an app up, at first with a wrong code; its secret.
async fn connect_app(chrome: &Chrome, world: &World) -> String {
    chrome.open(&world.url("identity", "/settings/security/two-step")).await;
    look(chrome, "the choice of a second step").await;
    chrome.choose("second", "totp").await;
    chrome.press("Продолжить").await;
    chrome.sees("Подключите приложение").await;
    look(chrome, "an app to be connected").await;
    let secret = chrome.words_in("main .copy code").await.replace(' ', "");
    let code = from_app(&secret).await;
    let wrong = if &*code == "111111" { "222222" } else { "111111" };
    chrome.fill("one-time-code", wrong).await;
    chrome.press("Подключить").await;
    chrome.sees("Код не подошёл").await;
    look(chrome, "an app with a wrong code").await;
    chrome.fill("one-time-code", &code).await;
    chrome.press("Подключить").await;
    chrome.sees("Приложение подключено").await;
    secret
}

#[tokio::test(flavor = "multi_thread")]
async fn five_wrong_passwords_lock_the_phone_tells_and_the_desk_unlocks() {
    let Some(chrome) = browser().await else { return };
    let world = world();
    let who = registered(world).await;
    for _ in 0..4 {
        type_password(&chrome, world, &who.phone, "не тот пароль").await;
        chrome.sees("Логин или пароль не подходит").await;
    }
    chrome.sees("Осталась 1 попытка").await;
    look(&chrome, "a sign-in with one attempt left").await;
    type_password(&chrome, world, &who.phone, "не тот пароль").await;
    chrome.sees("Вход закрыт").await;
    look(&chrome, "a sign-in that is locked").await;
    type_password(&chrome, world, &who.phone, &who.password).await;
    chrome.sees("Вход закрыт").await;
    world.letter(&who.phone, "закрыт").await;
    inbox(&chrome, world, &who.phone).await;
    chrome.sees("закрыт").await;

    desk(&chrome, world, "operator", "/people").await;
    chrome.type_in("who", &who.phone).await;
    chrome.press("Найти").await;
    chrome.sees("Вход закрыт").await;
    chrome.press("Открыть").await;
    chrome.sees("Напишите причину").await;
    look(&chrome, "an account at the desk that nobody gave a reason for").await;
    chrome.type_in("reason", "Позвонила и назвала себя").await;
    chrome.press("Открыть").await;
    chrome.type_in("why", "Ошиблась раскладкой, показала паспорт").await;
    look(&chrome, "a locked account at the desk").await;
    chrome.press("Открыть вход").await;
    chrome.sees("Вход открыт, сообщение об этом отправлено").await;

    world.letter(&who.email, "Вход снова открыт").await;
    inbox(&chrome, world, &who.email).await;
    chrome.sees("Вход снова открыт").await;
    let seen = world.messages(&who.phone).await.len();
    type_password(&chrome, world, &who.phone, &who.password).await;
    chrome.fill("one-time-code", &world.code(&who.phone, seen).await).await;
    chrome.press("Войти").await;
    chrome.is_at("gosuslugi.localhost", "/profile").await;
    chrome.open(&world.url("identity", "/settings/security/journal")).await;
    chrome.sees("Ошиблась раскладкой").await;
    look(&chrome, "a journal").await;
}
