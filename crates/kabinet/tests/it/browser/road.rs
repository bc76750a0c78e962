//! Ways that several tests in the browser go.

use std::time::{Duration, Instant};

use kabinet::demo::StaffMember;
use url::form_urlencoded::byte_serialize;

use super::chrome::Chrome;
use super::{look, sign_in_as};
use crate::desk::{from_app, staff};
use crate::world::{Citizen, REGISTERS, World};

/// Enters a site as somebody who has been there, and with whom this browser does not yet know.
pub async fn enter(chrome: &Chrome, world: &World, site: &str, who: &Citizen) {
    go_in(chrome, world, site, who).await;
    chrome.is_at(&format!("{site}.localhost"), "/").await;
    chrome.sees(&who.family).await;
}

/// The same up to what the provider asks after the sign-in, if anything.
pub async fn go_in(chrome: &Chrome, world: &World, site: &str, who: &Citizen) {
    chrome.open(&world.url(site, "/")).await;
    chrome.press("Войти через Госуслуги").await;
    chrome.is_at("gosuslugi.localhost", "/login").await;
    sign_in_as(chrome, world, (&who.phone, &who.password)).await;
}

/// Changes the language of a site.
pub async fn speak(chrome: &Chrome, world: &World, site: &str, lang: &str) {
    open_in(chrome, world, site, lang, "/help").await;
}

/// Opens a page in this language, in which the site is from then on.
pub async fn open_in(chrome: &Chrome, world: &World, site: &str, lang: &str, path: &str) {
    let next: String = byte_serialize(path.as_bytes()).collect();
    chrome.open(&world.url(site, &format!("/language?to={lang}&next={next}"))).await;
    let here = chrome.script("return location.pathname + location.search").await;
    assert_eq!(here, path, "on {site}:\n{}", chrome.words().await);
    chrome.find(&format!("html[lang='{lang}'] main h1")).await;
}

/// Looks at a page in English and in Russian.
pub async fn in_both(chrome: &Chrome, world: &World, site: &str, path: &str, name: &str) {
    for lang in ["en", "ru"] {
        open_in(chrome, world, site, lang, path).await;
        look(chrome, &format!("{name} ({lang})")).await;
    }
}

/// Opens what the simulated phone or mailbox got.
pub async fn inbox(chrome: &Chrome, world: &World, to: &str) {
    let to: String = byte_serialize(to.as_bytes()).collect();
    chrome.open(&world.url("phone", &format!("/inbox?to={to}"))).await;
    chrome.find("main h1").await;
}

/// Signs a member of staff in at the desk.
pub async fn enter_desk(chrome: &Chrome, world: &World, who: &StaffMember) {
    chrome.open(&world.url("desk", "/")).await;
    chrome.press("Войти через Госуслуги").await;
    chrome.fill("username", &who.login).await;
    chrome.fill("current-password", &who.password).await;
    chrome.press("Войти").await;
    let code = from_app(&who.totp_secret).await;
    chrome.fill("one-time-code", &code).await;
    chrome.press("Войти").await;
    at_the_desk(chrome).await;
}

const ALLOW: &str = "[...document.querySelectorAll('button')]\
     .find(b => b.textContent.trim() === 'Разрешить')?.click()";

/// Gives the consent, unless another test has given it before.
async fn at_the_desk(chrome: &Chrome) {
    let deadline = Instant::now() + Duration::from_secs(60);
    // The question names the desk, too.
    while !(chrome.host().await == "desk.localhost"
        && chrome.words().await.contains("Рабочее место сотрудника"))
    {
        // The page may be gone by now.
        chrome.script(ALLOW).await;
        let late = Instant::now() > deadline;
        assert!(!late, "not at the desk:\n{}", chrome.words().await);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Opens a page of the desk as somebody with this role, who has signed in there before: who is
/// signed in at the provider in this browser stays so.
pub async fn desk(chrome: &Chrome, world: &World, role: &'static str, path: &str) {
    chrome.borrow(&staff(world, role).await).await;
    chrome.sees("Рабочее место сотрудника").await;
    chrome.open(&world.url("desk", path)).await;
    chrome.find("main h1").await;
}

/// From the code to the outcome, on the page of the signature.
pub async fn sign(chrome: &Chrome, world: &World, who: &Citizen) {
    let seen = world.messages(&who.phone).await.len();
    chrome.press("Получить код").await;
    let code = world.code_for("подпись заявления", &who.phone, seen).await;
    chrome.fill("one-time-code", &code).await;
    let _whole = REGISTERS.read().await;
    chrome.press("Подписать и отправить").await;
    chrome.sees("Что происходило").await;
    chrome.awaits("Проверка по правилам").await;
}
