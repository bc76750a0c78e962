//! An application on a small phone: filled from the registers, with scans, found again on another
//! device, signed with the code from the phone, and read at the desk.

use std::fs;

use super::chrome::Chrome;
use super::road::{desk, enter, in_both, inbox, sign};
use super::{browser, look};
use crate::paper;
use crate::passport::{confirmed_in_epk, shape, specialist};
use crate::program::Folder;
use crate::robot::Robot;
use crate::world::{REGISTERS, World, world};

#[tokio::test(flavor = "multi_thread")]
async fn an_application_with_scans_is_found_again_elsewhere_and_signed() {
    let Some(chrome) = browser().await else { return };
    let world = world();
    let who = specialist(world).await;
    confirmed_in_epk(world, &mut Robot::new(), &who).await;
    enter(&chrome, world, "epk", &who).await;
    chrome.press("Заявления").await;
    in_both(&chrome, world, "epk", "/applications", "no applications").await;
    chrome.press("Начать заявление").await;
    chrome.sees("появится кнопка «Проверить ответы»").await;
    let home = chrome.path().await;
    in_both(&chrome, world, "epk", &home, "an application that was begun").await;
    fill(&chrome, world, &home).await;
    attach(&chrome).await;

    // Nothing was sent, and another device has it all.
    chrome.forget().await;
    enter(&chrome, world, "epk", &who).await;
    chrome.press("Заявления").await;
    chrome.sees("Черновик").await;
    chrome.press("Заявление без номера").await;
    for kept in ["2 записи, сохранено в", "3 записи, сохранено в", "2 файла, сохранено в"]
    {
        chrome.sees(kept).await;
    }
    chrome.press("Проверить ответы").await;
    let answers = chrome.path().await;
    in_both(&chrome, world, "epk", &answers, "the answers").await;
    chrome.press("Всё верно, подписать").await;
    let agreement = chrome.path().await;
    in_both(&chrome, world, "epk", &agreement, "the agreement about signing").await;
    chrome.press("Принять").await;
    chrome.sees("Подпишите заявление").await;
    look(&chrome, "the signature").await;
    sign(&chrome, world, &who).await;
    chrome.awaits("Паспорт квалификации выдан").await;
    let words = chrome.words().await;
    let number = words.split_whitespace().find(|word| shape(word) == "00-0000-0000-0");
    let number = number.expect("the application has a number").to_owned();

    inbox(&chrome, world, &who.phone).await;
    chrome.sees("подпись заявления").await;
    world.letter(&who.email, "подписано").await;
    inbox(&chrome, world, &who.email).await;
    chrome.sees(&format!("Заявление № {number} подписано")).await;
    // Whoever knows the address at the desk sees it as it was signed, scans and all.
    let key = home.rsplit('/').next().expect("a key").to_owned();
    desk(&chrome, world, "examiner", &format!("/applications/{key}")).await;
    chrome.sees(&number).await;
    chrome.sees("диплом.pdf").await;
    chrome.sees("ООО «Третье место»").await;
}

/// Personal data, education and work from the registers.
async fn fill(chrome: &Chrome, world: &World, home: &str) {
    let _whole = REGISTERS.read().await;
    chrome.press("Личные данные").await;
    look(chrome, "personal data").await;
    chrome.press("Подтвердить").await;
    for (part, path) in [("Образование", "education"), ("Работа", "work")] {
        chrome.press(part).await;
        chrome.awaits("Добавить всё").await;
        chrome.press("Добавить всё").await;
        chrome.sees("Сохранено в").await;
        in_both(chrome, world, "epk", &format!("{home}/{path}"), path).await;
        chrome.press("К списку разделов").await;
    }
    chrome.sees("3 записи, сохранено в").await;
}

/// A program in disguise, which is refused, and two scans, which are taken.
async fn attach(chrome: &Chrome) {
    let folder = Folder::new("scans");
    let (diploma, picture) = (folder.path("диплом.pdf"), folder.path("оборот.png"));
    let disguised = folder.path("справка.jpg");
    fs::write(&diploma, paper::document("A diploma")).expect("a file");
    fs::write(&picture, paper::picture()).expect("a file");
    fs::write(&disguised, paper::program()).expect("a file");
    chrome.press("Сканы документов").await;
    look(chrome, "no scans").await;
    chrome.attach("scans", &[&diploma, &disguised]).await;
    chrome.press("Приложить").await;
    chrome.sees("справка.jpg: по содержанию это не PDF, не JPEG и не PNG").await;
    chrome.sees("Остальные файлы приложены").await;
    look(chrome, "a scan that was refused").await;
    chrome.attach("scans", &[&picture]).await;
    chrome.press("Приложить").await;
    chrome.sees("оборот.png").await;
    look(chrome, "two scans").await;
}
