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
    /// One of them, counted from nought, at her visit of this number: a browser of its own.
    Again(&'static str, usize, usize),
    /// Nobody in particular, at the visit of this number.
    Passer(usize),
    /// The first of `staff` with this role.
    Staff(&'static str),
    /// The same at her visit of this number.
    Desk(&'static str, usize),
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
    /// Lets a simulator of the registers' site answer with this status; 0: as it should.
    Trouble(&'static str, u16),
    /// Notes under this name what the page says in the first that fits this selector.
    Note(&'static str, &'static str),
    /// Types what anybody has noted under this name into the field with this label.
    Noted(&'static str, &'static str),
    /// Types series and number of the passport of the person with this phone into the field with
    /// this label, as the registers know them.
    Passport(&'static str, &'static str),
    /// Types what the registers know of the person with this phone, at this JSON pointer.
    Known(&'static str, &'static str, &'static str),
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

use Step::{
    Choose, Code, CodeTo, Fill, First, Known, Link, Note, Noted, Own, Passport, Press, Send, Tick,
    Trouble,
};
use Who::{Again, Citizen, Colleague, Desk, Nobody, Passer, Staff};

/// Somebody who has just signed in nowhere yet and whose way is looked at page by page.
const ALIKE: Who = Citizen("standard");

/// Somebody who has lost phone and password.
const LOST: Who = Citizen("stale");
const NEW_PHONE: &str = "+7 902 000-01-10";
const REGAIN: &str = "Новый телефон для восстановления";

/// Somebody who gets a passport, sends it and lets herself be found.
const HOLDER: Who = Again("confirmed", 2, 1);
const HOLDER_PHONE: &str = "+79000000003";
/// Somebody who acts for an organisation.
const BOSS: Who = Again("confirmed", 1, 1);
/// The same two, later.
const BOSS_ASKS: Who = Again("confirmed", 1, 2);
const HOLDER_ANSWERS: Who = Again("confirmed", 2, 2);
const BOSS_LOOKS: Who = Again("confirmed", 1, 3);
const HOLDER_READS: Who = Again("confirmed", 2, 3);
/// The examiner, who looks at the passport that was issued meanwhile.
const EXAMINER: Who = Desk("examiner", 1);

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
    // The way of a passport: `--only road-` takes these in their order.
    page("road-terms", HOLDER, "epk", "/applications"),
    onward("road-home", HOLDER, "epk", &[Press("Принять")]),
    onward("road-applications", HOLDER, "epk", &[Press("Заявления")]),
    onward("road-tasks", HOLDER, "epk", &[Press("Начать заявление")]),
    onward("road-person", HOLDER, "epk", &[Press("Личные данные")]),
    onward("road-tasks-begun", HOLDER, "epk", &[Press("Подтвердить")]),
    onward("road-education", HOLDER, "epk", &[Press("Образование")]),
    onward("road-education-added", HOLDER, "epk", &[Press("Добавить всё")]),
    onward("road-tasks-educated", HOLDER, "epk", &[Press("К списку разделов")]),
    onward("road-work", HOLDER, "epk", &[Press("Работа")]),
    onward("road-work-added", HOLDER, "epk", &[Press("Добавить всё")]),
    onward("road-tasks-filled", HOLDER, "epk", &[Press("К списку разделов")]),
    onward("road-answers", HOLDER, "epk", &[Press("Проверить ответы")]),
    onward("road-simple-signature", HOLDER, "epk", &[Press("Всё верно, подписать")]),
    onward("road-sign-what", HOLDER, "epk", &[Press("Принять")]),
    onward("road-sign", HOLDER, "epk", &[Press("Получить код")]),
    onward(
        "road-sign-wrong",
        HOLDER,
        "epk",
        &[Fill("one-time-code", "000000"), Press("Подписать и отправить")],
    ),
    onward("road-issued", HOLDER, "epk", &[CodeTo(HOLDER_PHONE), Press("Подписать и отправить")]),
    onward(
        "road-passport",
        HOLDER,
        "epk",
        &[
            Press("Открыть паспорт"),
            Note("number", "[aria-labelledby=show] dd"),
            Note("code", "[aria-labelledby=show] code"),
        ],
    ),
    onward("road-send", HOLDER, "epk", &[Press("Отправить в другую службу")]),
    onward("road-send-what", HOLDER, "epk", &[First("main a[href$='/send/employment']")]),
    onward("road-send-sign", HOLDER, "epk", &[Press("Получить код")]),
    onward("road-send-empty", HOLDER, "epk", &[Press("Подписать и отправить")]),
    onward(
        "road-send-receipt",
        HOLDER,
        "epk",
        &[CodeTo(HOLDER_PHONE), Press("Подписать и отправить")],
    ),
    after(
        &[
            Trouble("accreditation", 503),
            Press("Отправить в другую службу"),
            First("main a[href$='/send/accreditation']"),
        ],
        page("road-send-other", HOLDER, "epk", "/passport"),
    ),
    onward("road-send-other-sign", HOLDER, "epk", &[Press("Получить код")]),
    onward(
        "road-send-waits",
        HOLDER,
        "epk",
        &[CodeTo(HOLDER_PHONE), Press("Подписать и отправить")],
    ),
    onward("road-send-cancel", HOLDER, "epk", &[Press("Отменить отправку")]),
    onward(
        "road-send-cancelled",
        HOLDER,
        "epk",
        &[Press("Отменить отправку"), Trouble("accreditation", 0)],
    ),
    after(&[Press("Открыть раздел")], page("road-find-off", HOLDER, "epk", "/passport")),
    onward("road-find-on", HOLDER, "epk", &[Press("Разрешить находить меня")]),
    page("road-employer", BOSS, "epk", "/employer"),
    onward(
        "road-employer-waits",
        BOSS,
        "epk",
        &[
            Press("Зарегистрировать организацию"),
            Fill("Название организации", "ООО «Ромашка»"),
            Fill("ИНН", "7707083893"),
            Fill("ОГРН или ОГРНИП", "1027700132195"),
            Fill("Электронная почта организации", "kadry@example.test"),
            Press("Отправить на проверку"),
        ],
    ),
    page("road-desk-employers", Staff("examiner"), "desk", "/employers"),
    onward("road-desk-employer", Staff("examiner"), "desk", &[First("main li a")]),
    onward("road-desk-employer-empty", Staff("examiner"), "desk", &[Press("Принять решение")]),
    onward(
        "road-desk-employer-done",
        Staff("examiner"),
        "desk",
        &[Choose("Подтвердить"), Press("Принять решение")],
    ),
    page("road-employer-home", BOSS_ASKS, "epk", "/employer"),
    page("road-employer-none", BOSS_ASKS, "epk", "/employer/search?q=водолаз"),
    after(
        &[
            Known("Квалификация и уровень", HOLDER_PHONE, "/education/0/qualification"),
            Press("Найти"),
        ],
        page("road-employer-found", BOSS_ASKS, "epk", "/employer"),
    ),
    onward("road-employer-ask", BOSS_ASKS, "epk", &[First("main a[href^='/employer/ask/']")]),
    onward("road-employer-ask-empty", BOSS_ASKS, "epk", &[Press("Отправить запрос")]),
    onward(
        "road-employer-asked",
        BOSS_ASKS,
        "epk",
        &[
            First("input[name='purpose'][value='hiring'] + label"),
            First("input[name='days'][value='7'] + label"),
            Press("Отправить запрос"),
        ],
    ),
    page("road-employer-watches", BOSS_ASKS, "epk", "/employer/watches"),
    page("road-employer-hook", BOSS_ASKS, "epk", "/employer/hook"),
    page("road-employer-people", BOSS_ASKS, "epk", "/employer/people"),
    page("road-holder", HOLDER_ANSWERS, "epk", "/passport"),
    onward("road-holder-employers", HOLDER_ANSWERS, "epk", &[Press("Открыть раздел")]),
    onward("road-holder-decide", HOLDER_ANSWERS, "epk", &[First("main a[href*='/requests/']")]),
    onward("road-holder-opened", HOLDER_ANSWERS, "epk", &[First("button[value='open']")]),
    page("road-employer-later", BOSS_LOOKS, "epk", "/employer"),
    onward("road-employer-open", BOSS_LOOKS, "epk", &[First("main a[href*='/requests/']")]),
    onward("road-employer-view", BOSS_LOOKS, "epk", &[First("main a[href$='/passport']")]),
    after(
        &[Noted("Номер", "number"), Noted("Код проверки", "code"), Press("Проверить")],
        page("road-check-valid", Passer(1), "epk", "/check"),
    ),
    after(
        &[
            Noted("Номер", "number"),
            Fill("Код проверки", "KH79-EATP-CMXY-2346"),
            Press("Проверить"),
        ],
        page("road-check-unknown", Passer(1), "epk", "/check"),
    ),
    page("road-desk-home", EXAMINER, "desk", "/"),
    after(
        &[Noted("Номер паспорта", "number"), Press("Найти")],
        page("road-desk-passport", EXAMINER, "desk", "/passports"),
    ),
    onward("road-desk-passport-empty", EXAMINER, "desk", &[Press("Принять решение")]),
    onward(
        "road-desk-passport-done",
        EXAMINER,
        "desk",
        &[
            Choose("Приостановить"),
            Fill("Причина", "университет проверяет номер диплома"),
            Press("Принять решение"),
        ],
    ),
    after(
        &[Noted("Номер", "number"), Noted("Код проверки", "code"), Press("Проверить")],
        page("road-check-suspended", Passer(2), "epk", "/check"),
    ),
    page("road-holder-suspended", HOLDER_READS, "epk", "/passport"),
    onward("road-holder-history", HOLDER_READS, "epk", &[First("main a[href$='/employers']")]),
    page("desk-applications", Staff("examiner"), "desk", "/applications"),
    page("desk-passports", Staff("examiner"), "desk", "/passports"),
    after(
        &[Fill("Номер паспорта", "123"), Press("Найти")],
        page("desk-passports-wrong", Staff("examiner"), "desk", "/passports"),
    ),
    page("desk-failures", Staff("administrator"), "desk", "/failures"),
];
