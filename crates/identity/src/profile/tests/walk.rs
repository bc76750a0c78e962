//! A walk through all pages of one's own, over HTTP and without registers.

use ::store::{Db, MINUTE, Secret};
use axum::Router;
use axum::http::StatusCode;
use registries::Registries;
use web::{App, Site};

use crate::account::{self, AccountId, Level};
use crate::provider::tests::world::{Browser, SEP, Seen, World, settings};
use crate::registration::document::{Document, Kind};
use crate::story::{self, ANNA, BORIS, Newcomer, PASSWORD, code_for};
use crate::{Config, Identity, factor, sso};

pub(crate) struct House {
    pub(crate) db: Db,
    router: Router,
}

impl House {
    pub(crate) fn new() -> House {
        let db = Db::memory();
        let app = App::for_story(db.clone());
        // Nobody listens there: every register is down.
        let registries = Registries::at("http://127.0.0.1:9", app.out.clone(), app.entropy.clone());
        let identity = Identity::new(app.clone(), registries, Config::default());
        let router = web::site_router(app, Site::Identity, crate::routes(&identity));
        House { db, router }
    }

    fn stranger(&self) -> Browser {
        Browser::over(self.router.clone(), None)
    }

    /// A browser in which somebody has just signed in, from the address that requests come from.
    pub(crate) fn signed_in(&self, id: AccountId) -> Browser {
        let cookie = self.session(id);
        Browser::over(self.router.clone(), Some(&cookie.0))
    }

    fn session(&self, id: AccountId) -> Secret {
        let facts = crate::provider::tests::world::facts();
        let opened = self.db.write_now("enter", move |tx| {
            let alive = account::alive(tx, id)?.unwrap();
            let two = crate::proof::TwoFactors::for_story(id);
            sso::open(tx, &alive, &two, &facts, None)
        });
        match opened.unwrap() {
            sso::Entered::New(opened) => opened.cookie,
            sso::Entered::Again(_) => panic!("there was no session before"),
        }
    }

    fn raised(&self, who: Newcomer, level: Level) -> AccountId {
        let id = story::register(&self.db, who);
        self.db.write_now("level", move |tx| account::raise(tx, id, Level::Simple, level)).unwrap();
        id
    }
}

fn complete(seen: &Seen, path: &str) {
    assert_eq!(seen.status, StatusCode::OK, "{path}: {}", seen.body);
    let missing = seen.body.split_once('⟦').map(|(_, rest)| rest.chars().take(60).collect());
    assert_eq!(missing, None::<String>, "{path}: a text is missing");
    assert_eq!(seen.body.matches("<h1").count(), 1, "{path}");
}

const OWN: [&str; 15] = [
    "/profile",
    "/level",
    "/level/name",
    "/level/passport",
    "/level/snils",
    "/level/inn",
    "/settings/security",
    "/settings/security/password",
    "/settings/security/prove",
    "/settings/security/two-step",
    "/settings/security/sessions",
    "/settings/security/journal",
    "/settings/security/phone",
    "/settings/security/email",
    "/settings/notifications",
];

#[tokio::test]
async fn every_page_of_ones_own_is_complete_and_asks_strangers_to_sign_in() {
    let house = House::new();
    let anna = story::register(&house.db, ANNA);
    let (mut hers, mut stranger) = (house.signed_in(anna), house.stranger());
    complete(&stranger.get("/").await, "/");
    let home = hers.get("/").await;
    complete(&home, "/");
    assert!(home.body.contains("Тестова"));
    for path in OWN {
        let seen = hers.get(path).await;
        complete(&seen, path);
        assert!(seen.body.contains("Тестова А."), "{path}: whose it is");
        let seen = stranger.get(path).await;
        assert_eq!(seen.status, StatusCode::SEE_OTHER, "{path}");
        assert!(seen.location().starts_with("/login?next="), "{path}");
    }
    for level in [Level::Standard, Level::Confirmed] {
        house.db.write_now("level", move |tx| account::set_level(tx, anna, level)).unwrap();
        for path in ["/", "/level", "/profile", "/profile/inn"] {
            complete(&hers.get(path).await, path);
        }
    }
}

#[tokio::test]
async fn english_pages_are_complete() {
    let house = House::new();
    let anna = story::register(&house.db, ANNA);
    let mut hers = house.signed_in(anna);
    hers.get("/language?to=en&next=/").await;
    for path in OWN.iter().chain(&["/"]) {
        let seen = hers.get(path).await;
        complete(&seen, path);
        assert!(seen.body.contains("<html lang=\"en\""), "{path}");
    }
}

const STEPS: [(&str, &[(&str, &str)]); 3] = [
    (
        "/level/passport",
        &[
            ("birth", "03.02.1990"),
            ("gender", "female"),
            ("series", "4510"),
            ("number", "123456"),
            ("issued_on", "05.03.2010"),
            ("issued_by", "ОВД района Тестовое"),
            ("issuer_code", "770-001"),
        ],
    ),
    ("/level/snils", &[("snils", "112-233-445 95")]),
    ("/level/inn", &[("inn", "500100732259")]),
];

#[tokio::test]
async fn the_way_up_keeps_what_was_typed_and_never_waits_for_registers_that_are_down() {
    let house = House::new();
    let anna = story::register(&house.db, ANNA);
    let mut hers = house.signed_in(anna);
    let page = hers.get("/level/snils").await;
    let refused = hers.submit("/level/snils", &page, &[("snils", "112-233-454 95")]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("role=\"alert\"") && refused.body.contains("112-233-454 95"));
    assert!(hers.get("/level/snils").await.body.contains("112-233-454 95"), "another device, too");
    assert_eq!(hers.get("/level/check").await.location(), "/level/passport");
    for (path, typed) in STEPS {
        let page = hers.get(path).await;
        let seen = hers.submit(path, &page, typed).await;
        assert_eq!(seen.status, StatusCode::SEE_OTHER, "{path}: {}", seen.body);
    }
    let page = hers.get("/level/check").await;
    complete(&page, "/level/check");
    assert!(page.body.contains("112-233-445 95") && page.body.contains("03.02.1990"));
    let begun = std::time::Instant::now();
    for _ in 0..2 {
        let sent = hers.submit("/level/check", &page, &[]).await;
        assert_eq!(sent.location(), "/level/result", "pressed twice");
    }
    assert!(begun.elapsed().as_secs() < 6);
    let result = hers.get("/level/result").await;
    complete(&result, "/level/result");
    assert!(result.body.contains("Проверим чуть позже"), "{}", result.body);
    assert!(hers.get("/level").await.body.contains("Данные проверяются"));
    assert_eq!(hers.get("/level/nothing").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn somebody_elses_sessions_set_ups_and_changes_are_not_there() {
    let house = House::new();
    let anna = story::register(&house.db, ANNA);
    let boris = house.raised(BORIS, Level::Standard);
    let (mut hers, mut his) = (house.signed_in(anna), house.signed_in(boris));
    let rows = house
        .db
        .read_now(move |tx| web::session::of(tx, Site::Identity, &anna.to_string()))
        .unwrap();
    let page = his.get("/settings/security/sessions").await;
    let path = format!("/settings/security/sessions/{}/end", rows[0].id);
    assert_eq!(his.submit(&path, &page, &[]).await.status, StatusCode::NOT_FOUND);
    let page = hers.get("/settings/security/two-step").await;
    let set_up = hers.submit("/settings/security/two-step", &page, &[("second", "totp")]).await;
    let path = set_up.location().to_owned();
    let shown = hers.get(&path).await;
    complete(&shown, &path);
    assert!(shown.body.contains("data:image/svg+xml;base64,"));
    assert_eq!(his.get(&path).await.status, StatusCode::NOT_FOUND);
    let page = hers.get("/settings/security/phone").await;
    let phone = [("phone", "+7 999 000-11-22")];
    let begun = hers.submit("/settings/security/phone", &page, &phone).await;
    let path = begun.location().to_owned();
    complete(&hers.get(&path).await, &path);
    assert_eq!(his.get(&path).await.status, StatusCode::NOT_FOUND);
    let page = hers.get(&path).await;
    let code = code_for(&house.db, ANNA.email);
    let own_page = his.get("/settings/security/phone").await;
    let other = his.submit(&path, &own_page, &[("code", &code)]).await;
    assert_eq!(other.status, StatusCode::NOT_FOUND);
    let wrong = hers.submit(&path, &page, &[("code", "12")]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    complete_form(&wrong);
}

fn complete_form(seen: &Seen) {
    assert!(seen.body.contains("role=\"alert\"") && !seen.body.contains('⟦'), "{}", seen.body);
    assert!(seen.body.contains("<title>Ошибка: "), "the first words that are read aloud");
}

#[tokio::test]
async fn an_old_sign_in_proves_the_password_again_and_a_repeat_of_a_form_is_one_attempt() {
    let house = House::new();
    let anna = story::register(&house.db, ANNA);
    let mut hers = house.signed_in(anna);
    house.db.clock().advance(16 * MINUTE);
    let sent = hers.get("/settings/security/phone").await;
    assert_eq!(sent.location(), "/settings/security/prove?next=%2Fsettings%2Fsecurity%2Fphone");
    let page = hers.get(sent.location()).await;
    let next = ("next", "/settings/security/phone");
    for _ in 0..3 {
        let wrong = hers
            .submit("/settings/security/prove", &page, &[next, ("password", "не тот пароль")])
            .await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(wrong.body.contains("Осталось 4 попытки"), "counted once: {}", wrong.body);
    }
    let right =
        hers.submit("/settings/security/prove", &page, &[next, ("password", PASSWORD)]).await;
    assert_eq!(right.location(), "/settings/security/phone");
    complete(&hers.get("/settings/security/phone").await, "phone");
    let page = hers.get("/settings/security/prove?next=//evil.example").await;
    let evil = [("next", "//evil.example"), ("password", PASSWORD)];
    let home = hers.submit("/settings/security/prove", &page, &evil).await;
    assert_eq!(home.location(), "/settings/security");
}

#[tokio::test]
async fn a_password_is_changed_once_however_often_the_form_comes() {
    let house = House::new();
    let anna = story::register(&house.db, ANNA);
    let (mut hers, mut elsewhere) = (house.signed_in(anna), house.signed_in(anna));
    let page = hers.get("/settings/security/password").await;
    let path = "/settings/security/password";
    for (new, says) in [("Тестова1", "role=\"alert\""), ("qwerty", "role=\"alert\"")] {
        let seen = hers.submit(path, &page, &[("current", PASSWORD), ("new", new)]).await;
        assert_eq!(seen.status, StatusCode::UNPROCESSABLE_ENTITY, "{new}");
        assert!(seen.body.contains(says) && !seen.body.contains('⟦'), "{}", seen.body);
        assert!(!seen.body.contains(PASSWORD), "a password is never shown again");
    }
    let new = [("current", PASSWORD), ("new", "пять слонов пришли")];
    for _ in 0..2 {
        let seen = hers.submit(path, &page, &new).await;
        assert_eq!(seen.location(), "/settings/security", "{}", seen.body);
    }
    assert_eq!(elsewhere.get("/profile").await.status, StatusCode::SEE_OTHER);
    complete(&hers.get("/profile").await, "/profile");
    let tried = story::try_password(&house.db, ANNA.phone, "пять слонов пришли");
    assert_eq!(tried.word(), "right");
}

#[tokio::test]
async fn the_app_is_set_up_by_its_first_code() {
    let house = House::new();
    let anna = story::register(&house.db, ANNA);
    let mut hers = house.signed_in(anna);
    let page = hers.get("/settings/security/two-step").await;
    let begun = hers.submit("/settings/security/two-step", &page, &[("second", "totp")]).await;
    let path = begun.location().to_owned();
    let page = hers.get(&path).await;
    let start = page.body.find("<code>").unwrap() + 6;
    let secret: String = page.body[start..].chars().take_while(|c| *c != '<').collect();
    let secret = Secret(secret.replace(' ', ""));
    let code = factor::totp_now(&secret, house.db.clock().now()).unwrap();
    let other = story::other_than(&code);
    let wrong = hers.submit(&path, &page, &[("code", &other)]).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let done = hers.submit(&path, &page, &[("code", &code)]).await;
    assert_eq!(done.location(), "/settings/security", "{}", done.body);
    assert!(hers.get("/settings/security").await.body.contains("Код из приложения"));
    complete(&hers.get("/settings/security/two-step").await, "two-step");
    let again = hers.get(&path).await;
    assert_eq!(again.status, StatusCode::NOT_FOUND, "the secret is not shown again");
}

/// A service that nobody answers for: the page does not say that it was told.
#[tokio::test]
async fn a_session_that_is_ended_is_not_called_told_where_a_service_did_not_confirm() {
    let house = House::new();
    let anna = story::register(&house.db, ANNA);
    let mut hers = house.signed_in(anna);
    let path = "/settings/security/sessions";
    let others = format!("{path}/others/end");
    house.signed_in(anna);
    let page = hers.get(path).await;
    hers.submit(&others, &page, &[]).await;
    let heard = hers.get(path).await;
    assert!(heard.body.contains("сервисы извещены"), "{}", heard.body);
    let world = World::with(house.db.clone());
    let mut deaf = settings(SEP);
    deaf.backchannel_logout_uri =
        Some(oauth::RedirectUri::register("http://127.0.0.1:9/out").unwrap());
    world.register(SEP, &deaf);
    let elsewhere = world.sign_in(anna);
    world.agree(&elsewhere, SEP, "openid");
    let code = world.code_for(&elsewhere, SEP, "openid");
    world.redeem(SEP, &code).unwrap();
    let page = hers.get(path).await;
    hers.submit(&others, &page, &[]).await;
    let unheard = hers.get(path).await;
    assert!(!unheard.body.contains("сервисы извещены"), "{}", unheard.body);
    assert!(unheard.body.contains("не все сервисы это подтвердили"), "{}", unheard.body);
    assert!(!story::is_alive(&house.db, elsewhere.sso.session));
}

#[tokio::test]
async fn who_asks_for_another_code_in_the_settings_reads_that_it_was_sent() {
    let house = House::new();
    let anna = story::register(&house.db, ANNA);
    let mut hers = house.signed_in(anna);
    let page = hers.get("/settings/security/phone").await;
    let phone = [("phone", "+7 999 000-11-22")];
    let begun = hers.submit("/settings/security/phone", &page, &phone).await;
    let (path, again) = (begun.location().to_owned(), format!("{}/again", begun.location()));
    let page = hers.get(&path).await;
    hers.submit(&again, &page, &[]).await;
    let early = hers.get(&path).await;
    assert!(early.body.contains("через минуту после прошлого"), "{}", early.body);
    house.db.clock().advance(MINUTE);
    hers.submit(&again, &early, &[]).await;
    let sent = hers.get(&path).await;
    assert!(sent.body.contains("Прежний больше не действует"), "{}", sent.body);
    assert!(sent.body.contains("Код № 2"), "{}", sent.body);
}

#[tokio::test]
async fn who_cannot_go_on_is_led_to_support() {
    let house = House::new();
    story::register(&house.db, ANNA);
    let mut stranger = house.stranger();
    let form = [("login", ANNA.phone), ("password", "не тот пароль")];
    let mut seen = stranger.get("/login").await;
    for _ in 0..5 {
        let page = stranger.get("/login").await;
        seen = stranger.submit("/login", &page, &form).await;
    }
    assert_eq!(seen.status, StatusCode::FORBIDDEN);
    assert!(seen.body.contains("Вход закрыт"), "{}", seen.body);
    assert!(seen.body.contains("href=\"/help\">Обратиться в поддержку"), "{}", seen.body);
    let page = stranger.get("/stop/x").await;
    complete(&page, "/stop");
    let over = stranger.submit("/stop/x", &page, &[]).await;
    assert_eq!(over.status, StatusCode::GONE);
    assert!(over.body.contains("href=\"/help\">Обратиться в поддержку"), "{}", over.body);
    for path in ["/login/help", "/recovery/help"] {
        let seen = stranger.get(path).await;
        complete(&seen, path);
        assert!(seen.body.contains("href=\"/help\">Обратиться в поддержку"), "{path}");
    }
}

/// The edition and the day stand in the profile, and the text can be read by anybody.
#[tokio::test]
async fn what_somebody_agreed_to_can_be_read_later() {
    let house = House::new();
    let anna = story::register(&house.db, ANNA);
    let (mut hers, mut stranger) = (house.signed_in(anna), house.stranger());
    let profile = hers.get("/profile").await;
    complete(&profile, "/profile");
    assert!(profile.body.contains("На что вы согласились"), "{}", profile.body);
    for kind in [Kind::Agreement, Kind::PersonalData] {
        assert!(profile.body.contains(&format!("href=\"{}\"", kind.path())));
        let text = stranger.get(kind.path()).await;
        complete(&text, kind.path());
        assert!(text.body.contains(&Document::of(kind, web::Lang::Ru).sha256));
    }
    assert_eq!(stranger.get("/documents/x").await.status, StatusCode::NOT_FOUND);
}
