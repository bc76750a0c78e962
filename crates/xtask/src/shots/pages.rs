//! Which pages are photographed. A new page gets a line here.

/// One page, opened by one visitor.
pub struct Page {
    /// Name of the picture.
    pub name: &'static str,
    pub who: Who,
    /// Key of `sites` in demo.json.
    pub site: &'static str,
    /// Nothing: the page that the visitor has come to is looked at, without going anywhere.
    pub path: &'static str,
    /// What the visitor does before the picture is taken.
    pub steps: &'static [Step],
}

/// Who looks. All pages of one visitor are opened in one browser, in the order of the table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Who {
    Nobody,
    /// The first of `people` in demo.json with this `state` (the first three are `confirmed`).
    Citizen(&'static str),
    /// The first of `staff` with this role.
    Staff(&'static str),
    /// The second one.
    Colleague(&'static str),
}

#[derive(Clone, Copy)]
pub enum Step {
    /// Types into the field with this `autocomplete` token or, failing that, this label.
    Fill(&'static str, &'static str),
    /// Presses the button, or follows the link, with this text.
    Press(&'static str),
    /// Presses the first that fits this selector: what it says is different every time.
    First(&'static str),
    /// Chooses the radio button with this label.
    Choose(&'static str),
    /// Types series and number of the passport of the person with this phone into the field with
    /// this label, as the registers know them.
    Passport(&'static str, &'static str),
    /// Follows the link to this path in the newest message to this address that has one.
    Link(&'static str, &'static str),
    /// Types the newest code that came to this address.
    CodeTo(&'static str),
    /// Types the current code of the visitor's own second factor.
    Code,
    /// Types what demo.json says about the visitor into the field with this token.
    Own(&'static str, &'static str),
    /// Ticks all that can be ticked.
    Tick,
    /// Presses the button of the form that holds the field with this token.
    Send(&'static str),
}

use Step::{Choose, Code, CodeTo, Fill, First, Link, Own, Passport, Press, Send, Tick};
use Who::{Citizen, Colleague, Nobody, Staff};

/// Somebody who has just signed in nowhere yet and whose way is looked at page by page.
const ALIKE: Who = Citizen("standard");

/// Somebody who has lost phone and password.
const LOST: Who = Citizen("stale");
const NEW_PHONE: &str = "+7 902 000-01-10";
const REGAIN: &str = "Новый телефон для восстановления";

const fn page(name: &'static str, who: Who, site: &'static str, path: &'static str) -> Page {
    Page { name, who, site, path, steps: &[] }
}

/// The next page of a way, after these steps.
const fn onward(name: &'static str, who: Who, site: &'static str, steps: &'static [Step]) -> Page {
    Page { name, who, site, path: "", steps }
}

const fn after(steps: &'static [Step], page: Page) -> Page {
    Page { steps, ..page }
}

pub const PAGES: &[Page] = &[
    page("start", Nobody, "start", "/"),
    page("sep", Nobody, "sep", "/"),
    page("epk", Nobody, "epk", "/"),
    page("check", Nobody, "epk", "/check"),
    after(&[Press("Проверить")], page("check-empty", Nobody, "epk", "/check")),
    page("desk", Nobody, "desk", "/"),
    page("phone", Nobody, "phone", "/"),
    page("registries", Nobody, "registries", "/"),
    page("registries-people", Nobody, "registries", "/people"),
    page("registries-new", Nobody, "registries", "/people/new"),
    page("bank", Nobody, "bank", "/"),
    page("no-such-page", Nobody, "sep", "/no-such-page"),
    page("sign-in", Nobody, "identity", "/login"),
    after(
        &[Fill("current-password", "неверный пароль"), Press("Войти")],
        page("sign-in-wrong", Nobody, "identity", "/login"),
    ),
    page("recovery", Nobody, "identity", "/recovery"),
    page("register", Nobody, "identity", "/register"),
    onward("register-empty", Nobody, "identity", &[Press("Продолжить")]),
    onward(
        "register-email",
        Nobody,
        "identity",
        &[
            Fill("family-name", "Снимкова"),
            Fill("given-name", "Вера"),
            Fill("additional-name", "Тестовна"),
            Press("Продолжить"),
        ],
    ),
    onward(
        "register-email-code",
        Nobody,
        "identity",
        &[Fill("email", "shots@example.test"), Send("email")],
    ),
    onward(
        "register-phone",
        Nobody,
        "identity",
        &[CodeTo("shots@example.test"), Send("one-time-code")],
    ),
    onward(
        "register-phone-code",
        Nobody,
        "identity",
        &[Fill("tel", "+7 900 000-07-07"), Send("tel")],
    ),
    onward(
        "register-password",
        Nobody,
        "identity",
        &[CodeTo("+79000000707"), Send("one-time-code")],
    ),
    onward(
        "register-agreement",
        Nobody,
        "identity",
        &[Fill("new-password", "Снимок-страницы-27"), Press("Продолжить")],
    ),
    onward("register-agreement-2", Nobody, "identity", &[Tick, Press("Продолжить")]),
    onward("register-done", Nobody, "identity", &[Tick, Press("Продолжить")]),
    after(&[Press("Войти через Госуслуги")], page("way-sign-in", ALIKE, "sep", "/")),
    onward(
        "way-code",
        ALIKE,
        "identity",
        &[Own("username", "phone"), Own("current-password", "password"), Press("Войти")],
    ),
    onward("way-code-wrong", ALIKE, "identity", &[Fill("one-time-code", "000000"), Press("Войти")]),
    onward("way-consent", ALIKE, "identity", &[Code, Press("Войти")]),
    onward("way-declined", ALIKE, "sep", &[Press("Отказаться")]),
    page("sep-home", Citizen("confirmed"), "sep", "/"),
    page("epk-home", Citizen("confirmed"), "epk", "/"),
    page("epk-applications", Citizen("confirmed"), "epk", "/applications"),
    page("epk-passport-none", Citizen("confirmed"), "epk", "/passport"),
    page("epk-employer", Citizen("confirmed"), "epk", "/employer"),
    after(
        &[Fill("ИНН", "7707083894"), Press("Отправить на проверку")],
        page("epk-employer-wrong", Citizen("confirmed"), "epk", "/employer/register"),
    ),
    page("identity-home", Citizen("confirmed"), "identity", "/"),
    page("profile", Citizen("confirmed"), "identity", "/profile"),
    page("security", Citizen("confirmed"), "identity", "/settings/security"),
    page("passport", Citizen("confirmed"), "identity", "/profile/passport"),
    page("two-step", Citizen("confirmed"), "identity", "/settings/security/two-step"),
    page("sessions", Citizen("confirmed"), "identity", "/settings/security/sessions"),
    page("journal", Citizen("confirmed"), "identity", "/settings/security/journal"),
    page("linked", Citizen("confirmed"), "identity", "/settings/services"),
    page("services", Citizen("confirmed"), "identity", "/services"),
    page("notifications", Citizen("confirmed"), "identity", "/settings/notifications"),
    page("notices", Citizen("confirmed"), "identity", "/notices"),
    after(&[Press("Выйти")], page("sign-out", Citizen("confirmed"), "identity", "/")),
    page("sep-home-simple", Citizen("simple"), "sep", "/"),
    // She is signed in: the provider says what is missing for this service.
    after(
        &[Press("Войти через Госуслуги")],
        page("epk-closed-simple", Citizen("simple"), "epk", "/"),
    ),
    page("level", Citizen("simple"), "identity", "/level"),
    page("level-name", Citizen("simple"), "identity", "/level/name"),
    page("identity-home-no-snils", Citizen("no_snils"), "identity", "/"),
    after(
        &[Press("Войти через Госуслуги")],
        page("epk-closed-no-snils", Citizen("no_snils"), "epk", "/"),
    ),
    page("epk-closed-no-inn", Citizen("no_inn"), "epk", "/"),
    page("desk-home", Staff("operator"), "desk", "/"),
    page("desk-people", Staff("operator"), "desk", "/people"),
    after(
        &[Fill("Кого найти", "+7 900 000-00-04"), Press("Найти")],
        page("desk-person-masked", Staff("operator"), "desk", "/people"),
    ),
    after(
        &[
            Fill("Кого найти", "+7 900 000-00-04"),
            Press("Найти"),
            Fill("Или причина", "человек пришёл и забыл пароль"),
            Press("Открыть"),
        ],
        page("desk-person", Staff("operator"), "desk", "/people"),
    ),
    // The record is open from here on: `--only desk-p` takes these together.
    after(
        &[
            Fill("Кого найти", "+7 900 000-00-04"),
            Press("Найти"),
            Press("Отправить временный пароль"),
        ],
        page("desk-person-password", Staff("operator"), "desk", "/people"),
    ),
    after(
        &[
            Fill("Кого найти", "+7 900 000-00-04"),
            Press("Найти"),
            Press("Передать телефон или почту другому человеку"),
        ],
        page("desk-person-handover", Staff("operator"), "desk", "/people"),
    ),
    onward("desk-handover-empty", Staff("operator"), "desk", &[Press("Передать")]),
    onward(
        "desk-handover-done",
        Staff("operator"),
        "desk",
        &[
            Choose("Телефон"),
            Fill("Кому", "+7 900 000-00-03"),
            Choose("Паспорт гражданина России"),
            Passport("Номер документа", "+79000000003"),
            Fill("Причина", "показала договор на этот номер"),
            Press("Передать"),
        ],
    ),
    after(
        &[
            Fill("Кого найти", "+7 900 000-00-04"),
            Press("Найти"),
            First("main .notice a[href$='/hand-over']"),
        ],
        page("desk-handover-pending", Staff("operator"), "desk", "/people"),
    ),
    onward(
        "desk-handover-withdrawn",
        Staff("operator"),
        "desk",
        &[First("form[action$='/withdraw'] button")],
    ),
    onward("desk-regain-not", Staff("operator"), "desk", &[Press(REGAIN)]),
    after(
        &[
            Fill("Кого найти", "+7 900 000-00-10"),
            Press("Найти"),
            Fill("Или причина", "пришёл с паспортом, потерял телефон"),
            Press("Открыть"),
            Press(REGAIN),
        ],
        page("desk-regain", Staff("operator"), "desk", "/people"),
    ),
    onward("desk-regain-empty", Staff("operator"), "desk", &[Press("Разрешить")]),
    onward(
        "desk-regain-granted",
        Staff("operator"),
        "desk",
        &[
            Fill("Новый телефон", NEW_PHONE),
            Choose("Паспорт гражданина России"),
            Passport("Номер документа", "+79000000010"),
            Fill("Причина", "потерял телефон и забыл пароль"),
            Press("Разрешить"),
        ],
    ),
    after(
        &[
            Fill("Кого найти", "+7 900 000-00-05"),
            Press("Найти"),
            Fill("Или причина", "пришла с паспортом, потеряла всё"),
            Press("Открыть"),
            Press(REGAIN),
            Fill("Новый телефон", "+7 902 000-01-05"),
            Fill("Новая почта", "shots-new@example.test"),
            Choose("Паспорт гражданина России"),
            Passport("Номер документа", "+79000000005"),
            Fill("Причина", "потеряла телефон, почту и пароль"),
            Press("Разрешить"),
        ],
        page("desk-regain-waits", Staff("operator"), "desk", "/people"),
    ),
    page("desk-people-colleague", Colleague("operator"), "desk", "/people"),
    after(
        &[
            Fill("Кого найти", "+7 900 000-00-05"),
            Press("Найти"),
            Fill("Или причина", "коллега попросил посмотреть паспорт"),
            Press("Открыть"),
        ],
        page("desk-regain-record", Colleague("operator"), "desk", "/people"),
    ),
    onward(
        "desk-regain-approve",
        Colleague("operator"),
        "desk",
        &[First("main .notice a[href$='/regain']")],
    ),
    onward(
        "desk-regain-approve-empty",
        Colleague("operator"),
        "desk",
        &[First("form[action$='/approve'] button")],
    ),
    onward(
        "desk-regain-approved",
        Colleague("operator"),
        "desk",
        &[
            Choose("Паспорт гражданина России"),
            Passport("Номер документа", "+79000000005"),
            Fill("Причина", "посмотрел паспорт второй раз"),
            First("form[action$='/approve'] button"),
        ],
    ),
    after(
        &[Own("username", "phone"), Press("Продолжить")],
        page("recovery-code", LOST, "identity", "/recovery"),
    ),
    onward(
        "recovery-new-phone",
        LOST,
        "identity",
        &[CodeTo("person10@example.test"), Send("one-time-code")],
    ),
    onward(
        "recovery-new-phone-wrong",
        LOST,
        "identity",
        &[Fill("one-time-code", "000000"), Send("one-time-code")],
    ),
    page("recovery-help", LOST, "identity", "/recovery/help"),
    after(
        &[CodeTo("+79020000110"), Send("one-time-code")],
        page("recovery-password", LOST, "identity", "/recovery/new-phone"),
    ),
    after(&[Link("person10@example.test", "/stop/")], page("stop", LOST, "phone", "/")),
    onward("stop-done", LOST, "identity", &[Press("Это не я, остановить")]),
    after(
        &[Link("person10@example.test", "/stop/"), Press("Это не я, остановить")],
        page("stop-over", LOST, "phone", "/"),
    ),
    page("help", Nobody, "sep", "/help"),
    page("help-ask", Nobody, "sep", "/help/ask"),
    after(&[Press("Отправить")], page("help-ask-empty", Nobody, "sep", "/help/ask")),
    after(
        &[
            Fill("Что случилось", "Нажала «Подать заявление», и страница показала ошибку."),
            Fill("email", "shots-help@example.test"),
            Press("Отправить"),
        ],
        page("help-sent", Nobody, "sep", "/help/ask?incident=7KQ2M-XY3AB"),
    ),
    onward(
        "help-thread",
        Nobody,
        "sep",
        &[Press("Открыть обращение или добавить снимок экрана"), Press("Получить номер доступа")],
    ),
    onward("help-thread-empty", Nobody, "sep", &[Press("Отправить")]),
    page("help-tickets", Nobody, "sep", "/help/tickets"),
    after(
        &[First("ol.inbox a[href^='/inbox/reply']"), Press("Отправить письмо")],
        page("phone-reply", Nobody, "phone", "/inbox?to=shots-help@example.test"),
    ),
    onward(
        "phone-replied",
        Nobody,
        "phone",
        &[Fill("Ваш ответ", "Сегодня то же самое."), Press("Отправить письмо")],
    ),
    page("desk-tickets", Staff("operator"), "desk", "/tickets"),
    after(&[Press("Найти")], page("desk-tickets-empty", Staff("operator"), "desk", "/tickets")),
    after(
        &[First("main td a"), Press("Взять себе")],
        page("desk-ticket", Staff("operator"), "desk", "/tickets"),
    ),
    onward("desk-ticket-empty", Staff("operator"), "desk", &[Press("Ответить")]),
    page("desk-journal", Staff("operator"), "desk", "/journal"),
    page("desk-figures", Staff("administrator"), "desk", "/tickets/figures"),
    page("desk-staff", Staff("administrator"), "desk", "/staff"),
    page("desk-invite", Staff("administrator"), "desk", "/staff/invite"),
    after(
        &[Press("Создать приглашение")],
        page("desk-invite-empty", Staff("administrator"), "desk", "/staff/invite"),
    ),
    page("desk-applications", Staff("examiner"), "desk", "/applications"),
    page("desk-passports", Staff("examiner"), "desk", "/passports"),
    page("desk-employers", Staff("examiner"), "desk", "/employers"),
    page("desk-failures", Staff("administrator"), "desk", "/failures"),
];
