//! The whole road of the passport in one go, without JavaScript: a citizen invented this moment
//! applies with scans, is sent back for a digit, holds, sends, is found by an employer, verified,
//! suspended, and helped.

use crate::desk::staff;
use crate::employer::{Pair, find_and_ask, organisation, random_word};
use crate::paper;
use crate::passport::{confirmed_in_epk, field_for, number_of, qualified, sign};
use crate::robot::Robot;
use crate::sending::send;
use crate::verify::{code_on, number_on};
use crate::world::{Citizen, REGISTERS, SERVICES, World, world};

#[tokio::test(flavor = "multi_thread")]
async fn from_invention_to_an_employers_view_without_javascript() {
    let world = world();
    let word = random_word();
    let holder = qualified(world, &format!("инженер {word}")).await;
    let mut hers = Robot::new();
    confirmed_in_epk(world, &mut hers, &holder).await;
    apply(world, &mut hers, &holder).await;
    be_checked(world, &mut hers, &holder).await;
    let number = hold(world, &mut hers).await;
    send_it(world, &mut hers, &holder).await;

    let (boss, mut his) = (world.citizen().await, Robot::new());
    let name = organisation(world, &mut his, &boss).await;
    let mut pair = Pair { holder, hers, number, boss, his, name, word };
    be_found(world, &mut pair).await;
    be_verified(world, &mut pair).await;
    be_helped(world, &mut pair).await;
}

/// Fills everything, attaches scans, and finds it all on another device.
async fn apply(world: &World, hers: &mut Robot, holder: &Citizen) {
    let whole = REGISTERS.read().await;
    hers.follow("Заявления").await.press("Начать заявление").await;
    hers.follow("Личные данные").await.press("Подтвердить").await;
    for part in ["Образование", "Работа"] {
        hers.follow(part).await.awaits("Добавить всё").await.press("Добавить всё").await;
        hers.follow("К списку разделов").await;
    }
    drop(whole);
    let home = hers.url.to_string();
    hers.follow("Сканы документов").await;
    hers.attach("scans", "диплом.pdf", &paper::document("A diploma"));
    hers.attach("scans", "../справка.jpg", paper::program());
    hers.attach("scans", "оборот.png", &paper::picture());
    hers.press("Приложить").await.sees("диплом.pdf").sees("оборот.png");
    hers.sees("справка.jpg: по содержанию это не PDF, не JPEG и не PNG");

    let mut elsewhere = Robot::new().in_english();
    elsewhere.open(&world.url("epk", "/enter?next=/applications")).await;
    elsewhere.press("Gosuslugi").await;
    let seen = world.messages(&holder.phone).await.len();
    elsewhere.fill_autocomplete("username", &holder.email);
    elsewhere.fill_autocomplete("current-password", &holder.password).press("Sign in").await;
    let code = world.code(&holder.phone, seen).await;
    elsewhere.fill_autocomplete("one-time-code", &code).press("Sign in").await;
    elsewhere.is_at("epk.localhost", "/applications");
    elsewhere.open(&home).await.sees("2 entries").sees("3 entries").sees("2 files");
    // Letters are in the language of the last sign-in from now on. Each sees what the other saved.
    elsewhere.follow("Scans of documents").await.press("Remove").await;
    hers.follow("К списку разделов").await.sees("1 файл, сохранено в");
}

/// Signs with a wrong digit, is sent back by an examiner, corrects it and signs again.
async fn be_checked(world: &World, hers: &mut Robot, holder: &Citizen) {
    let right = holder.record["education"][0]["diploma_number"].as_str().expect("one").to_owned();
    let wrong = format!("{}{}", if right.starts_with('9') { '8' } else { '9' }, &right[1..]);
    hers.follow("Образование").await.follow("Изменить").await;
    hers.fill_name("diploma_number", &wrong).press("Сохранить").await.sees(&wrong);
    hers.follow("К списку разделов").await;
    sign(world, hers, holder, true).await;
    hers.sees("Заявление у эксперта").sees("Пройдено 6 из 7").sees("Осталось");
    let number = number_of(world, hers).await;
    let mut examiner = staff(world, "examiner").await;
    examiner.follow("Заявления").await.follow(&number).await.sees(&wrong).sees("оборот.png");
    examiner.follow("Написать замечания").await;
    let field = field_for(&examiner.html, "diploma_number", &wrong);
    examiner.fill_name(&field, "Номер не такой, как в реестре");
    examiner.fill_name("reason", "Сверьте номер бланка с дипломом");
    examiner.press("Вернуть заявителю").await.sees("Решение принято");
    world.letter(&holder.email, "needs corrections").await;
    hers.follow(&number).await.sees("Номер не такой, как в реестре").sees("Закрыто");
    hers.follow("Номер бланка").await;
    hers.fill_name("diploma_number", &right).press("Сохранить").await;
    hers.follow("К списку разделов").await;
    sign(world, hers, holder, false).await;
    hers.sees("Паспорт квалификации выдан").sees("Пройдено 7 из 7").sees(&number);
    hers.follow("Открыть паспорт").await;
}

/// The passport and its file; its number.
async fn hold(world: &World, hers: &mut Robot) -> String {
    hers.open(&world.url("epk", "/passport")).await.sees("действует");
    hers.sees("Образцовая академия").sees("ООО «Третье место»");
    let file = hers.download("Скачать PDF").await;
    let plain = hers.download("Скачать PDF/A-1b").await;
    assert!(file.starts_with(b"%PDF-1.7") && plain.starts_with(b"%PDF-1.4"));
    number_on(hers)
}

async fn send_it(world: &World, hers: &mut Robot, holder: &Citizen) {
    let whole = SERVICES.read().await;
    send(world, hers, holder, "Аккредитация специалистов").await;
    hers.awaits("Паспорт зарегистрирован").await.sees("АС-");
    drop(whole);
    assert!(hers.download("Скачать квитанцию в PDF").await.starts_with(b"%PDF-"));
    let key = hers.url.path().rsplit('/').next().unwrap_or_default().to_owned();
    let mut clerk = Robot::new();
    clerk.open(&world.url("registries", &format!("/services/accreditation/{key}"))).await;
    clerk.sees(&holder.family).sees("Зарегистрирован");
}

/// An employer finds her, asks, and sees what she opens.
async fn be_found(world: &World, pair: &mut Pair) {
    find_and_ask(world, pair).await;
    let Pair { holder, hers, his, name, .. } = pair;
    let view = world.url("epk", &format!("{}/passport", his.url.path()));
    hers.follow(name).await.choose("days", "1").press("Открыть паспорт").await;
    hers.sees("паспорт открыт");
    his.open(&view).await.sees(&holder.family).sees("Примерный университет").sees("действует");
}

/// Somebody without an account verifies, and the examiner suspends: page and mailbox tell.
async fn be_verified(world: &World, pair: &mut Pair) {
    let Pair { holder, hers, number, .. } = pair;
    hers.open(&world.url("epk", "/passport")).await;
    let (code, file) = (code_on(hers), hers.download("Скачать PDF").await);
    let mut anybody = Robot::new();
    anybody.open(&world.url("epk", "/check")).await.fill_name("number", number);
    anybody.fill_name("key", &code).press("Проверить").await.sees("Паспорт действует");
    anybody.open(&world.url("epk", "/check")).await;
    anybody.attach("file", "паспорт.pdf", &file).press("Проверить файл").await;
    anybody.sees("Файл подлинный");
    let link = format!("/check?n={number}&k={}", code.replace('-', ""));
    let mut examiner = staff(world, "examiner").await;
    examiner.follow("Паспорта").await.fill_name("number", number).press("Найти").await;
    examiner.choose("act", "suspend").fill_name("why", "Университет проверяет диплом, письмо 23");
    examiner.press("Принять решение").await.sees("приостановлен");
    anybody.open(&world.url("epk", &link)).await.sees("Паспорт приостановлен");
    hers.awaits("письмо 23").await.awaits("Проверили файл").await;
    hers.open(&world.url("epk", "/notices")).await.sees("приостановлен").sees("Важное");
    world.letter(&holder.email, "suspended").await;
}

/// She asks for help with a picture of her screen, and an operator answers.
async fn be_helped(world: &World, pair: &mut Pair) {
    let Pair { holder, hers, .. } = pair;
    hers.open(&world.url("epk", "/help")).await.follow("Написать в поддержку").await;
    hers.tick("Другое").fill_name("words", "Почему паспорт приостановлен?");
    hers.press("Отправить").await.sees("Обращение принято").sees("Ответим до");
    let number = hers.url.path().split('/').nth(3).expect("a number").to_owned();
    hers.open(&world.url("epk", &format!("/help/tickets/{number}"))).await;
    hers.attach("picture", "экран.png", &paper::picture()).press("Отправить снимок").await;
    let mut operator = staff(world, "operator").await;
    operator.open(&world.url("desk", &format!("/tickets/{number}"))).await;
    operator.sees("Почему паспорт приостановлен?").sees("Вложение скрыто");
    operator.does_not_see(&holder.email);
    operator.fill_name("words", "Эксперт сверяет диплом, это займёт день.");
    operator.press("Ответить").await.sees("Ответ отправлен");
    world.letter(&holder.email, "Support has answered").await;
    hers.open(&world.url("epk", &format!("/help/tickets/{number}"))).await;
    hers.sees("Эксперт сверяет диплом").sees("есть ответ");
}
