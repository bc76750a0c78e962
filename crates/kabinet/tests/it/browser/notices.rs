//! *Настройки уведомлений*: a kind changes its way, which phone and mailbox show; what protects
//! the account cannot be switched off, not even by a page that was tampered with.

use serde_json::json;

use super::road::{go_in, in_both, inbox};
use super::{browser, look};
use crate::robot::Robot;
use crate::world::world;

/// What the message about a new device is called.
const NEW: &str = "Вход с нового устройства";
const LOCKED: &str = "Вход закрыт после неверных паролей";
const SETTINGS: &str = "/settings/notifications";

#[tokio::test(flavor = "multi_thread")]
async fn a_kind_changes_its_way_and_security_cannot_be_silenced() {
    let Some(chrome) = browser().await else { return };
    let world = world();
    let who = world.citizen().await;
    world.register(&mut Robot::new(), &who).await;
    go_in(&chrome, world, "sep", &who).await;
    chrome.press("Разрешить").await;
    // This browser was new, and a letter tells.
    world.letter(&who.email, NEW).await;
    let letters = world.told(&who.email, NEW).await;

    in_both(&chrome, world, "identity", SETTINGS, "settings of notices").await;
    chrome.click("input[name='sign-in.email']").await;
    chrome.click("input[name='sign-in.sms']").await;
    chrome.press("Сохранить").await;
    chrome.sees("Настройки уведомлений сохранены").await;

    let locked = "return document.querySelector(\"[name='security.email']\").disabled";
    assert_eq!(chrome.script(locked).await, true, "security cannot be unticked");
    let forced = "const box = document.querySelector(\"[name='security.email']\");\
         box.disabled = false; box.checked = false; return 1";
    chrome.script(forced).await;
    chrome.type_in("quiet-from", "").await;
    chrome.click("label[for=quiet]").await;
    chrome.press("Сохранить").await;
    chrome.sees("Укажите время так: 22:00").await;
    look(&chrome, "settings with an error").await;
    chrome.script(forced).await;
    chrome.click("label[for=quiet]").await;
    chrome.press("Сохранить").await;
    chrome.sees("Настройки уведомлений сохранены").await;
    let ticked = "return ['security', 'sign-in'].map(kind =>\
         document.querySelector(`[name='${kind}.email']`).checked)";
    assert_eq!(chrome.script(ticked).await, json!([true, false]), "security stays as it was");

    // A new device: the phone is told, and the mailbox is not.
    let mut device = Robot::new();
    device.open(&world.url("identity", "/login?next=/profile")).await;
    world.sign_in(&mut device, &who.email, &who.phone, &who.password).await;
    device.is_at("gosuslugi.localhost", "/profile");
    world.letter(&who.phone, "вход с нового устройства").await;
    inbox(&chrome, world, &who.phone).await;
    chrome.sees("вход с нового устройства").await;
    // What comes later is there, and the letter is not.
    let mut stranger = Robot::new();
    for _ in 0..5 {
        world.mistype(&mut stranger, &who.email).await;
    }
    world.letter(&who.email, LOCKED).await;
    inbox(&chrome, world, &who.email).await;
    chrome.sees(LOCKED).await;
    look(&chrome, "a mailbox with a warning").await;
    assert_eq!(world.told(&who.email, NEW).await, letters, "it was switched off");
}
