//! What both sides see.

use axum::http::StatusCode;
use cabinet::story::{Answer, Browser, Outside, settings, tell};
use cabinet::{Cabinet, Profile};
use oauth::acr::Level;
use registries::Registries;
use web::{App, Site};

use super::*;
use crate::passport::tests::{id, order};
use crate::passport::{self, Issued};

fn site(app: &App, outside: &Outside) -> Browser {
    let registries = Registries::at(outside.origin(), app.out.clone(), app.entropy.clone());
    let cabinet =
        Cabinet::new(app.clone(), settings(Site::Epk, outside), registries, crate::NAV).unwrap();
    Browser::new(app, Site::Epk, crate::home::pages::routes(&cabinet))
}

/// Storage answers plain threads only outside of async workers.
fn here<T: Send>(f: impl FnOnce() -> T + Send) -> T {
    std::thread::scope(|scope| scope.spawn(f).join().unwrap())
}

/// A browser in which the person that the provider calls so is signed in.
async fn enter(app: &App, outside: &Outside, sub: &str) -> (Browser, CabinetAccountId) {
    sub.clone_into(&mut outside.world().sub);
    format!("session of {sub}").clone_into(&mut outside.world().sid);
    let mut browser = site(app, outside);
    browser.enter(outside).await;
    let (db, sub) = (app.db.clone(), sub.to_owned());
    let linked = db.write("link", move |tx| {
        cabinet::account::link(tx, Site::Epk, "gosuslugi", &sub, &Profile::default())
    });
    (browser, linked.await.unwrap().id)
}

fn passport_of(app: &App, holder: CabinetAccountId) -> Issued {
    here(|| {
        let order = order(id(&app.db), holder);
        app.db.write_now("issue", move |tx| passport::issue(tx, &order)).unwrap()
    })
}

async fn confirm(app: &App, who: CabinetAccountId) {
    let employer = app.db.read(move |tx| of(tx, who)).await.unwrap().unwrap();
    here(|| judge(&app.db, employer.id, employer.changes, State::Confirmed));
}

async fn registered(browser: &mut Browser) -> Answer {
    let page = browser.get("/employer/register").await;
    let typed = [
        ("organisation", "ООО «Ромашка»"),
        ("inn", "7707083893"),
        ("ogrn", "1027700132195"),
        ("email", "kadry@example.test"),
    ];
    let sent = browser.submit(&page, "/employer/register", &typed).await;
    browser.follow(sent).await
}

#[test]
fn wrong_numbers_are_explained_and_kept_and_right_ones_wait_for_the_desk() {
    tell(|app, outside| async move {
        let (mut boss, _) = enter(&app, &outside, "boss").await;
        assert!(boss.get("/employer").await.says("Зарегистрировать организацию"));
        let page = boss.get("/employer/register").await;
        let typed = [("organisation", "аб"), ("inn", "7707083894"), ("ogrn", "304500116000157")];
        let wrong = boss.submit(&page, "/employer/register", &typed).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
        for words in ["от 3 до 120 знаков", "Контрольное число", "value=\"7707083894\""]
        {
            assert!(wrong.says(words), "{words}");
        }
        let typed =
            [("organisation", "ООО «А»"), ("inn", "7707083893"), ("ogrn", "304500116000157")];
        let wrong = boss.submit(&page, "/employer/register", &typed).await;
        assert!(wrong.says("Номера не подходят друг к другу"));
        let waits = registered(&mut boss).await;
        assert!(waits.says("на проверке") && waits.says("Ромашка"), "{}", waits.text);
        for closed in ["/employer/search?q=инженер", "/employer/people", "/employer/hook"] {
            assert_eq!(boss.get(closed).await.location(), "/employer", "{closed}");
        }
        outside.world().level = Some(Level::Standard);
        let (mut low, _) = enter(&app, &outside, "low").await;
        let page = low.get("/employer").await;
        assert!(page.says("Подтверждённая") && !page.says("Зарегистрировать организацию"));
    });
}

#[test]
fn from_the_search_to_the_view_and_its_end() {
    tell(|app, outside| async move {
        let (mut boss, boss_id) = enter(&app, &outside, "boss").await;
        registered(&mut boss).await;
        confirm(&app, boss_id).await;
        let (mut anna, anna_id) = enter(&app, &outside, "anna").await;
        let passport = passport_of(&app, anna_id);
        let own = format!("/passport/{}/employers", passport.id);
        assert!(boss.get("/employer/search?q=инженер").await.says("Никого не нашлось"));
        let page = anna.get(&own).await;
        assert!(page.says("выключено") && page.says("инженер, бакалавриат"));
        let action = format!("{own}/find");
        let on = anna.submit(&page, &action, &[]).await;
        assert!(anna.follow(on).await.says("Больше не находить меня"));

        let found = boss.get("/employer/search?q=инженера").await;
        assert!(found.says("инженер, бакалавриат") && found.says("2012"));
        for hidden in ["Анна Примеровна", passport.number.digits(), "Учебный институт"]
        {
            assert!(!found.says(hidden), "{hidden}");
        }
        let card = found.text.split("/employer/ask/").nth(1).unwrap();
        let ask = format!("/employer/ask/{}", card.split('"').next().unwrap());
        let page = boss.get(&ask).await;
        let refused = boss.submit(&page, &ask, &[("purpose", "other")]).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(refused.says("не меньше 10 знаков"));
        let sent = boss.submit(&page, &ask, &[("purpose", "hiring"), ("days", "7")]).await;
        let request = sent.location().to_owned();
        assert!(boss.follow(sent).await.says("ждёт ответа"));
        let id = request.rsplit('/').next().unwrap().to_owned();
        let view = format!("{request}/passport");
        let closed = boss.get(&view).await;
        assert_eq!((closed.status, closed.title()), (StatusCode::NOT_FOUND, "Просмотр закончился"));

        let answer = format!("{own}/requests/{id}");
        assert_eq!(boss.get(&answer).await.status, StatusCode::NOT_FOUND, "not the holder");
        let page = anna.get(&answer).await;
        assert!(page.says("Ромашка") && page.says("Рассматриваем на работу"));
        assert!(page.says("1\u{a0}день") || page.says("1 день") && !page.says("30 дней"));
        let said = anna.submit(&page, &answer, &[("answer", "open"), ("days", "1")]).await;
        assert!(anna.follow(said).await.says("паспорт открыт"));

        let shown = boss.get(&view).await;
        let number = passport.number.to_string();
        for words in
            ["Тестова Анна Примеровна", "Учебный институт", &number, "Паспорт открыт вам до"]
        {
            assert!(shown.says(words), "{words}");
        }
        assert!(!shown.says("0012345") && !shown.says("14.03.1990"));
        assert!(anna.get(&own).await.says("Кто открывал паспорт"));
        assert!(!anna.get(&own).await.says("Организации паспорт не открывали"));
        let page = anna.get(&answer).await;
        anna.submit(&page, &format!("{answer}/close"), &[]).await;
        assert_eq!(boss.get(&view).await.status, StatusCode::NOT_FOUND);
        assert!(boss.get(&request).await.says("закрыт владельцем"));
    });
}

#[test]
fn a_search_is_leafed_through_by_number_and_old_requests_lose_their_cards() {
    tell(|app, outside| async move {
        let (mut boss, boss_id) = enter(&app, &outside, "boss").await;
        registered(&mut boss).await;
        confirm(&app, boss_id).await;
        let (_, anna_id) = enter(&app, &outside, "anna").await;
        let passport = passport_of(&app, anna_id).id;
        let switch = |on: bool| {
            let switching = move |tx: &mut Tx| match on {
                true => find::switch_on(tx, anna_id, passport).map(|_| ()),
                false => find::switch_off(tx, anna_id, passport),
            };
            here(|| app.db.write_now("switch", switching).unwrap());
        };
        switch(true);
        let search = "/employer/search?q=инженер";
        let found = boss.get(search).await;
        let card = found.text.split("/employer/ask/").nth(1).unwrap().split('"').next().unwrap();
        let after = format!("{search}&page=0&after={card}");
        let first = boss.get(&after).await;
        assert!(first.says("инженер, бакалавриат"), "the place is not theirs to name");
        for page in [find::PAGES_MAX, -1] {
            let beyond = boss.get(&format!("{search}&page={page}")).await;
            assert_eq!(beyond.status, StatusCode::NOT_FOUND, "{page}");
        }
        let ask = format!("/employer/ask/{card}");
        let page = boss.get(&ask).await;
        let sent = boss.submit(&page, &ask, &[("purpose", "hiring"), ("days", "7")]).await;
        let request = sent.location().to_owned();
        switch(false);
        let waits = boss.get(&request).await;
        assert!(waits.says("инженер, бакалавриат") && waits.says("через 30 дней"));
        boss.submit(&waits, &format!("{request}/withdraw"), &[]).await;
        for path in [request.as_str(), "/employer"] {
            let over = boss.get(path).await;
            assert!(
                over.says("больше не показывает") && !over.says("инженер, бакалавриат"),
                "{path}"
            );
        }
    });
}

#[test]
fn what_belongs_to_others_is_not_there() {
    tell(|app, outside| async move {
        let (mut boss, boss_id) = enter(&app, &outside, "boss").await;
        let (_, anna_id) = enter(&app, &outside, "anna").await;
        let passport = passport_of(&app, anna_id);
        registered(&mut boss).await;
        confirm(&app, boss_id).await;
        let nobody = here(|| id(&app.db));
        for path in [
            format!("/passport/{}/employers", passport.id),
            format!("/passport/{nobody}/employers"),
            format!("/passport/{}/employers/requests/{nobody}", passport.id),
            format!("/employer/ask/{nobody}"),
            format!("/employer/requests/{nobody}"),
            format!("/employer/requests/{nobody}/passport"),
            "/employer/requests/x".to_owned(),
            "/employer/invitation/x%0d%0ay".to_owned(),
        ] {
            assert_eq!(boss.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
        let mut gone = site(&app, &outside);
        let nobody_here = gone.get("/employer").await;
        assert_eq!(nobody_here.status, StatusCode::SEE_OTHER, "nobody is signed in");
    });
}

#[test]
fn an_address_inside_is_refused_and_the_secret_is_shown_once() {
    tell(|app, outside| async move {
        let (mut boss, boss_id) = enter(&app, &outside, "boss").await;
        registered(&mut boss).await;
        confirm(&app, boss_id).await;
        let page = boss.get("/employer/hook").await;
        for (url, words) in [
            ("", "Введите адрес"),
            ("https://127.0.0.1/", "внутреннюю сеть"),
            ("https://localhost/x", "внутреннюю сеть"),
            ("https://[fd00::1]/x", "внутреннюю сеть"),
            ("http://example.org/", "Нужен адрес вида"),
            ("ftp://example.org/", "Нужен адрес вида"),
        ] {
            let wrong = boss.submit(&page, "/employer/hook", &[("url", url)]).await;
            assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{url}");
            assert!(wrong.says(words), "{url}");
        }
        let right = [("url", "https://example.org/hook")];
        let sent = boss.submit(&page, "/employer/hook", &right).await;
        let shown = boss.follow(sent).await;
        assert!(shown.says("whsec_"), "{}", shown.text);
        assert_eq!(boss.get("/employer/hook/secret").await.location(), "/employer/hook");
        let page = boss.get("/employer/hook").await;
        assert!(page.says("https://example.org/hook") && !page.says("whsec_M"));
        assert!(boss.get("/employer/watches").await.says("Вызовом нашей программы"));
    });
}

#[test]
fn a_colleague_joins_by_the_link() {
    tell(|app, outside| async move {
        let (mut boss, boss_id) = enter(&app, &outside, "boss").await;
        registered(&mut boss).await;
        confirm(&app, boss_id).await;
        let page = boss.get("/employer/people").await;
        let sent = boss.submit(&page, "/employer/people/invite", &[]).await;
        let shown = boss.follow(sent).await;
        let token = shown.text.split("/employer/invitation/").nth(1).unwrap();
        let path = format!("/employer/invitation/{}", &token[..43]);
        let (mut colleague, _) = enter(&app, &outside, "colleague").await;
        let page = colleague.get(&path).await;
        assert!(page.says("Ромашка"), "opening it does not use it up");
        let joined = colleague.submit(&page, &path, &[]).await;
        assert!(colleague.follow(joined).await.says("Поиск по квалификации"));
        assert_eq!(boss.get(&path).await.status, StatusCode::GONE);
    });
}
