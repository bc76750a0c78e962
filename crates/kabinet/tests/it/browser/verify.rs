//! A passport verified on a small phone by somebody who never signs in: by number and code, by
//! the link of the QR code, by the file; its holder sees each look, and the desk's decision shows
//! at once.

use std::fs;

use super::road::in_both;
use super::{browser, look};
use crate::desk::staff;
use crate::program::Folder;
use crate::sending::holder;
use crate::verify::{code_on, number_on};
use crate::world::world;

#[tokio::test(flavor = "multi_thread")]
async fn a_passport_is_verified_by_number_by_link_and_by_its_file() {
    let Some(chrome) = browser().await else { return };
    let world = world();
    let (who, mut robot) = holder(world).await;
    robot.open(&world.url("epk", "/passport")).await;
    let (number, code) = (number_on(&robot), code_on(&robot));
    let link = link_on(&robot.words());
    let folder = Folder::new("verify");
    let (genuine, other) = (folder.path("паспорт.pdf"), folder.path("копия.pdf"));
    let mut file = robot.download("Скачать PDF").await;
    fs::write(&genuine, &file).expect("a file");
    file.push(b'\n');
    fs::write(&other, &file).expect("a file");

    chrome.open(&world.url("epk", "/")).await;
    chrome.press("Проверить паспорт").await;
    in_both(&chrome, world, "epk", "/check", "verification").await;
    chrome.type_in("number", &number).await;
    chrome.type_in("key", "2222222222222222").await;
    chrome.press("Проверить").await;
    chrome.sees("Паспорта с таким номером и кодом нет").await;
    look(&chrome, "verification of nothing").await;
    chrome.type_in("key", &code.to_lowercase()).await;
    chrome.press("Проверить").await;
    chrome.sees("Паспорт действует").await;
    chrome.sees("инженер").await;
    chrome.does_not_see("Третье место").await;
    look(&chrome, "a passport in force").await;
    chrome.type_in("organisation", "ООО «Василёк»").await;
    chrome.press("Назвать организацию").await;
    chrome.sees("Владелец увидит название вашей организации").await;

    chrome.open(&link).await;
    chrome.sees("Паспорт действует").await;
    let at = url::Url::parse(&link).expect("a link");
    let path = format!("{}?{}", at.path(), at.query().expect("number and code"));
    in_both(&chrome, world, "epk", &path, "a passport by its link").await;

    chrome.open(&world.url("epk", "/check")).await;
    chrome.press("Проверить файл").await;
    chrome.sees("Выберите файл").await;
    chrome.attach("file", &[&other]).await;
    chrome.press("Проверить файл").await;
    chrome.sees("Это не тот файл, который был выдан").await;
    look(&chrome, "a file that was changed").await;
    chrome.attach("file", &[&genuine]).await;
    chrome.press("Проверить файл").await;
    chrome.sees("Файл подлинный").await;
    look(&chrome, "a genuine file").await;

    for seen in ["ООО «Василёк»", "Проверили по QR-коду", "Проверили файл"]
    {
        robot.awaits(seen).await;
    }
    let mut examiner = staff(world, "examiner").await;
    examiner.follow("Паспорта").await.fill_name("number", &number).press("Найти").await;
    examiner.choose("act", "revoke").fill_name("why", "Диплом признан недействительным");
    examiner.press("Принять решение").await.sees("аннулирован");
    chrome.open(&link).await;
    chrome.sees("Паспорт аннулирован и не действует").await;
    look(&chrome, "a passport that was revoked").await;
    world.letter(&who.email, "аннулирован").await;
}

/// The link that the QR code leads to, as it stands on the holder's page.
fn link_on(words: &str) -> String {
    let link = words.split_whitespace().find(|word| word.contains("/check?n="));
    link.expect("a link for the QR code").to_owned()
}
