//! Holding a passport: its page, its file, and what the examiner does to it, of which page and
//! mailbox tell.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::chrome::Chrome;
use super::road::{desk, enter, in_both, inbox};
use super::{browser, look};
use crate::program::Folder;
use crate::sending::holder;
use crate::verify::number_on;
use crate::world::{World, world};

const WHY: &str = "Университет проверяет диплом, письмо 21";

#[tokio::test(flavor = "multi_thread")]
async fn a_holder_downloads_her_passport_and_is_told_that_it_was_suspended() {
    let Some(chrome) = browser().await else { return };
    let world = world();
    let (who, mut robot) = holder(world).await;
    let number = number_on(robot.open(&world.url("epk", "/passport")).await);
    enter(&chrome, world, "epk", &who).await;
    in_both(&chrome, world, "epk", "/passport", "a passport").await;
    chrome.sees("действует").await;
    chrome.sees("ООО «Третье место»").await;
    let folder = Folder::new("downloads");
    chrome.save_into(&folder.0).await;
    chrome.press("Скачать PDF").await;
    let file = fs::read(downloaded(&folder.0).await).expect("a file");
    assert!(file.starts_with(b"%PDF-"), "it is a PDF");
    assert_eq!(file, robot.download("Скачать PDF").await, "the file is always the same");

    decide(&chrome, world, &number, "suspend", WHY).await;
    chrome.open(&world.url("epk", "/passport")).await;
    chrome.sees("приостановлен").await;
    chrome.sees(WHY).await;
    in_both(&chrome, world, "epk", "/passport", "a passport that was suspended").await;
    world.letter(&who.email, "приостановлен").await;
    inbox(&chrome, world, &who.email).await;
    chrome.sees(WHY).await;
    look(&chrome, "a mailbox with a decision").await;

    decide(&chrome, world, &number, "resume", "Диплом подтверждён, письмо 22").await;
    chrome.open(&world.url("epk", "/passport")).await;
    chrome.sees("Действие возобновлено").await;
    world.letter(&who.email, "снова действует").await;
    inbox(&chrome, world, &who.email).await;
    chrome.sees("снова действует").await;
}

/// An examiner finds the passport and decides, at first without a reason.
async fn decide(chrome: &Chrome, world: &World, number: &str, act: &str, why: &str) {
    desk(chrome, world, "examiner", "/passports").await;
    chrome.type_in("number", number).await;
    chrome.press("Найти").await;
    chrome.sees("Решение").await;
    chrome.choose("act", act).await;
    chrome.press("Принять решение").await;
    chrome.sees("Напишите причину словами").await;
    look(chrome, "a decision without a reason").await;
    chrome.type_in("why", why).await;
    chrome.press("Принять решение").await;
    chrome.sees("Решение принято").await;
    look(chrome, "a decision").await;
}

/// Waits for the only file of a folder, whole.
async fn downloaded(folder: &Path) -> PathBuf {
    let deadline = Instant::now() + Duration::from_secs(30);
    loop {
        let files = fs::read_dir(folder).expect("the folder is there").map(Result::unwrap);
        let paths: Vec<PathBuf> = files.map(|file| file.path()).collect();
        // Until it is whole, it is called otherwise.
        if let Some(path) = paths.iter().find(|path| path.extension().is_some_and(|e| e == "pdf")) {
            return path.clone();
        }
        assert!(Instant::now() < deadline, "nothing was downloaded: {paths:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
