//! The main roads in a real browser on a small phone: under the real Content-Security-Policy, by
//! finger and by keyboard alone, measured by axe-core and for sideways scrolling.

mod apply;
mod check;
mod chrome;
mod consent;
mod employer;
mod help;
mod hold;
mod level;
mod live;
mod notices;
mod regain;
mod road;
mod sending;
mod services;
mod sign_in;
mod verify;

use url::form_urlencoded::byte_serialize;

use self::chrome::Chrome;
use crate::world::{World, world};

/// Keys as WebDriver names them (section 17.4.2).
const TAB: &str = "\u{E004}";
const ENTER: &str = "\u{E007}";

/// Tabs on a page before we say that something cannot be reached with them.
const TABS_MAX: usize = 40;

/// A browser, or none where nobody asked for one.
async fn browser() -> Option<Chrome> {
    if std::env::var_os("KABINET_TEST_BROWSER").is_none() {
        println!("skipped: KABINET_TEST_BROWSER is not set (cargo x test sets it)");
        return None;
    }
    Some(Chrome::start().await)
}

#[tokio::test(flavor = "multi_thread")]
async fn one_press_signs_in_and_one_press_signs_out_everywhere() {
    let Some(chrome) = browser().await else { return };
    let (world, who) = (world(), person("confirmed", 2));
    chrome.open(&world.url("sep", "/")).await;
    chrome.press("Войти через Госуслуги").await;
    sign_in(&chrome, world, who).await;
    chrome.press("Разрешить").await;
    chrome.is_at("sep.localhost", "/").await;
    chrome.sees(family(who)).await;

    chrome.open(&world.url("epk", "/")).await;
    chrome.press("Войти через Госуслуги").await;
    chrome.press("Разрешить").await;
    chrome.sees(family(who)).await;

    chrome.open(&world.url("sep", "/")).await;
    chrome.press("Выйти").await;
    chrome.sees("Вы вышли").await;
    for site in ["sep", "epk"] {
        chrome.open(&world.url(site, "/")).await;
        chrome.sees("Войти через Госуслуги").await;
        chrome.does_not_see(family(who)).await;
    }
    chrome.press("Войти через Госуслуги").await;
    chrome.is_at("gosuslugi.localhost", "/login").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_registers_on_a_phone_and_reads_the_messages_there() {
    let Some(chrome) = browser().await else { return };
    let world = world();
    let who = world.citizen().await;
    chrome.open(&world.url("sep", "/")).await;
    chrome.press("Войти через Госуслуги").await;
    chrome.press("Зарегистрироваться").await;
    chrome.fill("family-name", &who.family).await;
    chrome.fill("given-name", &who.given).await;
    chrome.fill("additional-name", &who.additional).await;
    chrome.press("Продолжить").await;
    for (field, address) in [("email", &who.email), ("tel", &who.phone)] {
        chrome.fill(field, address).await;
        chrome.press("Получить код").await;
        chrome.fill("one-time-code", &world.code(address, 0).await).await;
        chrome.press("Продолжить").await;
    }
    chrome.fill("new-password", &who.password).await;
    chrome.press("Продолжить").await;
    for page in ["/register/agreement", "/register/personal-data"] {
        chrome.is_at("gosuslugi.localhost", page).await;
        chrome.find("main input[type=checkbox]").await.send_keys(" ").await.expect("it is ticked");
        chrome.press("Продолжить").await;
    }
    chrome.sees("упрощённая").await;
    chrome.press("Продолжить").await;
    chrome.press("Разрешить").await;
    chrome.is_at("sep.localhost", "/").await;
    chrome.sees(&who.family).await;

    for address in [&who.email, &who.phone] {
        let to: String = byte_serialize(address.as_bytes()).collect();
        chrome.open(&world.url("phone", &format!("/inbox?to={to}"))).await;
        chrome.sees("Код № 1").await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_keyboard_alone_is_enough_to_sign_in() {
    let Some(chrome) = browser().await else { return };
    let (world, who) = (world(), person("standard", 0));
    chrome.open(&world.url("sep", "/")).await;
    tab_to(&chrome, "main form button").await;
    chrome.keys(ENTER).await;
    chrome.is_at("gosuslugi.localhost", "/login").await;

    let seen = world.messages(&who.phone).await.len();
    tab_to(&chrome, "[autocomplete~=username]").await;
    chrome.keys(&who.phone).await;
    tab_to(&chrome, "[autocomplete~=current-password]").await;
    chrome.keys(&who.password).await;
    chrome.keys(ENTER).await;
    chrome.is_at("gosuslugi.localhost", "/login/code").await;

    tab_to(&chrome, "[autocomplete~=one-time-code]").await;
    chrome.keys(&world.code(&who.phone, seen).await).await;
    chrome.keys(ENTER).await;
    chrome.sees("СЭП просит ваши данные").await;
    tab_to_words(&chrome, "Разрешить").await;
    chrome.keys(ENTER).await;
    chrome.is_at("sep.localhost", "/").await;
    chrome.sees(family(who)).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_are_fit_for_everybody_and_for_small_screens() {
    let Some(chrome) = browser().await else { return };
    let (world, who) = (world(), person("no_inn", 0));
    chrome.open(&world.url("sep", "/")).await;
    chrome.press("Войти через Госуслуги").await;
    chrome.is_at("gosuslugi.localhost", "/login").await;
    look(&chrome, "sign-in").await;
    let seen = world.messages(&who.phone).await.len();
    chrome.fill("username", &who.phone).await;
    chrome.fill("current-password", &who.password).await;
    chrome.press("Войти").await;
    chrome.is_at("gosuslugi.localhost", "/login/code").await;
    look(&chrome, "code").await;
    chrome.fill("one-time-code", &world.code(&who.phone, seen).await).await;
    chrome.press("Войти").await;
    chrome.sees("СЭП просит ваши данные").await;
    look(&chrome, "consent").await;
    chrome.press("Разрешить").await;
    chrome.is_at("sep.localhost", "/").await;
    look(&chrome, "home of СЭП").await;
    chrome.open(&world.url("identity", "/settings/security")).await;
    chrome.sees("Безопасность").await;
    look(&chrome, "security").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_is_fit_for_everybody_and_for_small_screens() {
    let Some(chrome) = browser().await else { return };
    let world = world();
    let who = world.inventory.staff.iter().find(|s| s.roles == ["examiner"]).expect("an examiner");
    road::enter_desk(&chrome, world, who).await;
    chrome.is_at("desk.localhost", "/").await;
    chrome.sees(who.name.split(' ').next().unwrap_or_default()).await;
    look(&chrome, "home of the desk").await;
}

/// The page breaks no rule of axe-core gravely and never wants to be scrolled sideways.
async fn look(chrome: &Chrome, page: &str) {
    for width in [320, 360] {
        chrome.width(width).await;
        let content = chrome.content_width().await;
        assert!(content <= width, "{page}: {content} pixels wide on a screen of {width}");
    }
    let grave = chrome.grave_violations().await;
    assert!(grave.is_empty(), "{page}:\n{}", grave.join("\n"));
}

/// Types login, password and the code that comes by SMS.
async fn sign_in(chrome: &Chrome, world: &World, who: &kabinet::demo::Person) {
    sign_in_as(chrome, world, (&who.phone, &who.password)).await;
}

/// The same for anybody with a phone and a password.
async fn sign_in_as(chrome: &Chrome, world: &World, (phone, password): (&str, &str)) {
    let seen = world.messages(phone).await.len();
    chrome.fill("username", phone).await;
    chrome.fill("current-password", password).await;
    chrome.press("Войти").await;
    chrome.fill("one-time-code", &world.code(phone, seen).await).await;
    chrome.press("Войти").await;
}

async fn tab_to(chrome: &Chrome, selector: &str) {
    let here = format!("return document.activeElement.matches({selector:?})");
    tab_until(chrome, &here, selector).await;
}

async fn tab_to_words(chrome: &Chrome, words: &str) {
    let here = format!("return document.activeElement.textContent.trim() === {words:?}");
    tab_until(chrome, &here, words).await;
}

async fn tab_until(chrome: &Chrome, here: &str, what: &str) {
    for _ in 0..TABS_MAX {
        if chrome.script(here).await == true {
            return;
        }
        chrome.keys(TAB).await;
    }
    panic!("no way to {what} with the keyboard on\n{}", chrome.words().await);
}

/// The person of the demonstration in this state, counted from nought.
fn person(state: &str, number: usize) -> &'static kabinet::demo::Person {
    let mut people = world().inventory.people.iter().filter(|p| p.state == state);
    people.nth(number).unwrap_or_else(|| panic!("nobody is {state}"))
}

fn family(who: &kabinet::demo::Person) -> &str {
    who.name.split(' ').next().unwrap_or_default()
}
