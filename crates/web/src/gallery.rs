//! Every component in its states on one page, for the eyes: `/dev/pages`.

use axum::Router;
use axum::response::Response;
use axum::routing::get;
use store::{DAY, HOUR, Moment};

use crate::page::FlashKind;
use crate::{Choice, Fields, NavItem, Page, Visit, html};

/// The gallery's routes; they read and change nothing.
pub fn gallery() -> Router<()> {
    Router::new()
        .route("/dev/pages", get(components))
        .route("/dev/pages/errors", get(errors))
        .route("/dev/pages/step", get(step))
}

#[derive(askama::Template)]
#[template(path = "gallery-step.html")]
struct Step {
    page: Page,
    fields: Fields,
}

/// A single step, as in signing in.
async fn step(visit: Visit) -> Response {
    let page = visit.page("web-site-start").title("Введите код").narrow();
    let mut fields = Fields::empty();
    fields.error("code", "Код не подошёл. Осталось две попытки");
    html(&Step { page, fields })
}

#[derive(askama::Template)]
#[template(path = "gallery.html")]
struct Gallery {
    page: Page,
    clean: Fields,
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
        .flash(
            FlashKind::Success,
            "Номер телефона изменён. Сообщение отправлено на прежний номер.",
        );
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
    html(&Gallery { page, clean, choices, now, before })
}

#[derive(askama::Template)]
#[template(path = "gallery-errors.html")]
struct Errors {
    page: Page,
    wrong: Fields,
}

/// A form that was refused.
async fn errors(visit: Visit) -> Response {
    let page = visit.page("web-site-start").title("Форма с ошибками").person("Тестова А. П.");
    let mut wrong =
        Fields::empty().with("snils-wrong", "112-233-445 96").with("email-wrong", "anna@primer");
    wrong.error("snils-wrong", "Проверьте СНИЛС: контрольное число не сходится");
    wrong.error("email-wrong", "В адресе не хватает части после точки: имя@пример.рф");
    html(&Errors { page, wrong })
}
