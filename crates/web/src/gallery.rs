//! Every component in its states on one page, for the eyes: `/dev/pages`.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use store::{DAY, HOUR, Moment};

use crate::page::FlashKind;
use crate::{Choice, Fields, NavItem, Page, Visit, html};

/// The gallery's routes; they read and change nothing.
pub fn gallery() -> Router<()> {
    Router::new().route("/dev/pages", get(components))
}

#[derive(askama::Template)]
#[template(path = "gallery.html")]
struct Gallery {
    page: Page,
    clean: Fields,
    wrong: Fields,
    choices: Vec<Choice>,
    now: Moment,
    before: Moment,
}

async fn components(visit: Visit) -> Response {
    let page = visit
        .page("web-site-start")
        .title("Все части страниц")
        .person("Тестова А. П.")
        .nav(vec![
            NavItem::new("/dev/pages", "Главная", true),
            NavItem::new("/dev/pages", "Документы", false),
            NavItem::new("/dev/pages", "Заявления", false),
            NavItem::new("/dev/pages", "Настройки", false),
        ])
        .flash(FlashKind::Success, "Номер телефона изменён. Сообщение отправлено на прежний номер.");
    let mut wrong = Fields::empty()
        .with("snils-wrong", "112-233-445 96")
        .with("email-wrong", "anna@primer");
    wrong.error("snils-wrong", "Проверьте СНИЛС: контрольное число не сходится");
    wrong.error("email-wrong", "В адресе не хватает части после точки: имя@пример.рф");
    let clean = Fields::empty()
        .with("family", "Тестова")
        .with("phone", "+7 900 000-00-01")
        .with("channel", "sms")
        .with("agree", "yes");
    let choices = vec![
        Choice::new("sms", "Код в сообщении на телефон").hint("+7 900 ···-··-01"),
        Choice::new("app", "Приложение с кодами").hint("Работает без связи"),
        Choice::new("email", "Код по почте"),
    ];
    let now = visit.app().clock.now();
    let before = now.plus(-DAY - 3 * HOUR);
    html(&Gallery { page, clean, wrong, choices, now, before })
}
