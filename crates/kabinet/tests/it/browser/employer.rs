//! The pages of an organisation and of a holder on a small phone, in both languages.

use super::chrome::Chrome;
use super::road::{enter, speak};
use super::{browser, look};
use crate::employer::{find_and_ask, pair};
use crate::world::{World, world};

#[tokio::test(flavor = "multi_thread")]
async fn employers_and_holders_have_pages_that_fit_everybody() {
    let Some(chrome) = browser().await else { return };
    let world = world();
    let mut pair = pair(world).await;
    find_and_ask(world, &mut pair).await;
    let request = pair.his.url.path().to_owned();
    let own = pair.hers.url.path().to_owned();
    pair.hers.follow(&pair.name).await;
    let asked = pair.hers.url.path().to_owned();

    enter(&chrome, world, "epk", &pair.holder).await;
    for lang in ["ru", "en"] {
        speak(&chrome, world, "epk", lang).await;
        see(&chrome, world, &own, "the holder's page").await;
        see(&chrome, world, &asked, "a request to the holder").await;
    }
    speak(&chrome, world, "epk", "ru").await;
    chrome.open(&world.url("epk", &asked)).await;
    chrome.press("Открыть паспорт").await;
    chrome.sees("паспорт открыт").await;
    look(&chrome, "an open view, the holder's side").await;
    chrome.press("Выйти").await;
    chrome.sees("Вы вышли").await;

    enter(&chrome, world, "epk", &pair.boss).await;
    let view = format!("{request}/passport");
    let search = format!("/employer/search?q={}", pair.word);
    for lang in ["ru", "en"] {
        speak(&chrome, world, "epk", lang).await;
        for (path, name) in [
            ("/employer", "an organisation"),
            (search.as_str(), "a search"),
            (request.as_str(), "a request"),
            (view.as_str(), "a view"),
            ("/employer/watches", "watches"),
            ("/employer/hook", "calls"),
            ("/employer/people", "people"),
            ("/employer/register", "registration"),
        ] {
            see(&chrome, world, path, name).await;
        }
    }
    speak(&chrome, world, "epk", "ru").await;
    chrome.open(&world.url("epk", "/employer/register")).await;
    chrome.press("Отправить на проверку").await;
    chrome.sees("Введите название").await;
    look(&chrome, "registration with errors").await;
}

async fn see(chrome: &Chrome, world: &World, path: &str, name: &str) {
    chrome.open(&world.url("epk", path)).await;
    chrome.find("main h1").await;
    look(chrome, name).await;
}
