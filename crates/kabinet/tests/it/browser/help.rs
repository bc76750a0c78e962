//! The road to help on a small phone: the form, the answer, the reply by e-mail; and the desk.

use url::form_urlencoded::byte_serialize;

use super::chrome::Chrome;
use super::road::enter_desk;
use super::{ENTER, browser, look, tab_to, tab_to_words};
use crate::help::link_in;
use crate::world::world;

/// The words of one language on the road.
struct Road {
    lang: &'static str,
    topic: &'static str,
    topic_missing: &'static str,
    send: &'static str,
    taken: &'static str,
    open: &'static str,
    thread: &'static str,
    letter: &'static str,
    reply_send: &'static str,
    replied: &'static str,
    more_empty: &'static str,
}

const RUSSIAN: Road = Road {
    lang: "ru",
    topic: "#topic-6",
    topic_missing: "Выберите, о чём вопрос",
    send: "Отправить",
    taken: "Обращение принято",
    open: "Открыть обращение",
    thread: "Переписка",
    letter: "Ответить на письмо",
    reply_send: "Отправить письмо",
    replied: "отправитель не проверен",
    more_empty: "Напишите, что хотите добавить",
};

const ENGLISH: Road = Road {
    lang: "en",
    topic: "#topic-6",
    topic_missing: "Choose what it is about",
    send: "Send",
    taken: "We have your request",
    open: "Open the request",
    thread: "Conversation",
    letter: "Reply to this e-mail",
    reply_send: "Send the e-mail",
    replied: "sender not verified",
    more_empty: "Write what you want to add",
};

#[tokio::test(flavor = "multi_thread")]
async fn help_is_asked_for_and_answered_by_mail_in_russian() {
    let Some(chrome) = browser().await else { return };
    walk(&chrome, &RUSSIAN).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn help_is_asked_for_and_answered_by_mail_in_english() {
    let Some(chrome) = browser().await else { return };
    walk(&chrome, &ENGLISH).await;
}

async fn walk(chrome: &Chrome, road: &Road) {
    let world = world();
    let who = world.citizen().await;
    let ask = world.url("sep", "/help/ask");
    let next: String = byte_serialize(b"/help/ask").collect();
    chrome.open(&world.url("sep", &format!("/language?to={}&next={next}", road.lang))).await;
    chrome.open(&ask).await;
    chrome.press(road.send).await;
    chrome.sees(road.topic_missing).await;
    look(chrome, "the form of help with errors").await;
    chrome.find(road.topic).await.send_keys(" ").await.expect("it is chosen");
    chrome.find("#words").await.send_keys("Page does not open, what now?").await.expect("typed");
    chrome.fill("email", &who.email).await;
    chrome.press(road.send).await;
    chrome.sees(road.taken).await;
    look(chrome, "the number of a request").await;
    let link = link_in(&world.letter(&who.email, "/help/link/").await);
    let to: String = byte_serialize(who.email.as_bytes()).collect();
    chrome.open(&world.url("phone", &format!("/language?to={}&next=/", road.lang))).await;
    chrome.open(&world.url("phone", &format!("/inbox?to={to}"))).await;
    look(chrome, "a mailbox").await;
    chrome.find("main a[href^='/inbox/reply']").await.click().await.expect("it is a link");
    chrome.find("#words").await.send_keys("It still does not open").await.expect("typed");
    look(chrome, road.letter).await;
    chrome.press(road.reply_send).await;
    chrome.is_at("phone.localhost", "/inbox").await;
    chrome.open(&link).await;
    look(chrome, "the link of a letter").await;
    chrome.press(road.open).await;
    chrome.sees(road.thread).await;
    chrome.sees("It still does not open").await;
    chrome.sees(road.replied).await;
    look(chrome, "a thread").await;
    // The keyboard alone sends nothing by mistake, and then something.
    tab_to(chrome, "#words").await;
    tab_to_words(chrome, road.send).await;
    chrome.keys(ENTER).await;
    chrome.sees(road.more_empty).await;
    look(chrome, "a thread with an error").await;
    tab_to(chrome, "#words").await;
    chrome.keys("By keyboard").await;
    tab_to_words(chrome, road.send).await;
    chrome.keys(ENTER).await;
    chrome.sees("By keyboard").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn requests_at_the_desk_are_fit_for_everybody_and_for_small_screens() {
    let Some(chrome) = browser().await else { return };
    let world = world();
    let mut citizen = crate::robot::Robot::new();
    citizen.open(&world.url("epk", "/help/ask")).await;
    citizen.tick("Другое").fill_name("words", "Где мой паспорт квалификации?");
    citizen.fill_autocomplete("email", "desk-shots@example.test").press("Отправить").await;
    let number = citizen.url.path().split('/').nth(3).expect("a number").to_owned();

    let who = world.inventory.staff.iter().find(|s| s.roles == ["administrator"]).expect("one");
    enter_desk(&chrome, world, who).await;
    for lang in ["ru", "en"] {
        chrome.open(&world.url("desk", &format!("/language?to={lang}&next=/"))).await;
        for (path, name) in [
            ("/tickets".to_owned(), "the queue"),
            ("/tickets?number=12".to_owned(), "the queue with an error"),
            ("/tickets/figures".to_owned(), "the figures"),
            (format!("/tickets/{number}"), "a request at the desk"),
        ] {
            chrome.open(&world.url("desk", &path)).await;
            look(&chrome, &format!("{name} ({lang})")).await;
        }
    }
    chrome.open(&world.url("desk", "/language?to=ru&next=/")).await;
    chrome.open(&world.url("desk", &format!("/tickets/{number}"))).await;
    chrome.press("Взять себе").await;
    chrome.sees("Обращение теперь ведёте вы").await;
    chrome.press("Ответить").await;
    chrome.sees("Напишите ответ").await;
    look(&chrome, "a request at the desk with an error").await;
    tab_to(&chrome, "#words").await;
    chrome.keys("Он в разделе «Паспорт».").await;
    tab_to_words(&chrome, "Ответить").await;
    chrome.keys(ENTER).await;
    chrome.sees("Ответ отправлен").await;
    look(&chrome, "an answered request at the desk").await;
}
