//! Verification by anybody, and the holder's pages.

use ::store::journal::write_put_off;
use ::store::{DAY, Db};
use axum::http::StatusCode;
use cabinet::story::{Answer, Browser, Outside, settings, tell};
use cabinet::{Cabinet, CabinetAccountId, Profile};
use registries::Registries;
use web::{App, Site};

use super::{Look, PER_NETWORK, Way, looks, short_name};
use crate::passport::tests::{act_on, facts, get, id, issue_one, order};
use crate::passport::{self, Act, Issued, Order, Passport, print};

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

fn new_passport(db: &Db) -> Passport {
    here(|| {
        let holder = CabinetAccountId(id(db));
        let issued = issue_one(db, holder);
        get(db, issued.id)
    })
}

fn link(passport: &Passport) -> String {
    format!("/check?n={}&k={}", passport.number.digits(), passport.code.signs())
}

async fn seen(db: &Db, passport: &Passport) -> Vec<Look> {
    write_put_off(db).await.unwrap();
    let (holder, id) = (passport.holder, passport.id);
    db.read(move |tx| looks(tx, holder, id, 50)).await.unwrap()
}

/// A passport of the person whom the story's provider signs in.
async fn issue_to_visitor(app: &App, outside: &Outside) -> Passport {
    let sub = outside.world().sub.clone();
    here(|| {
        let holder = app.db.write_now("link", move |tx| {
            let (site, profile) = (Site::Epk, Profile::default());
            cabinet::account::link(tx, site, "gosuslugi", &sub, &profile)
        });
        let order: Order = order(id(&app.db), holder.unwrap().id);
        let issued: Issued =
            app.db.write_now("issue", move |tx| passport::issue(tx, &order)).unwrap();
        get(&app.db, issued.id)
    })
}

async fn ask(browser: &mut Browser, number: &str, code: &str) -> Answer {
    let page = browser.get("/check").await;
    browser.submit(&page, "/check", &[("number", number), ("key", code)]).await
}

#[test]
fn one_request_by_the_qr_code_says_how_it_stands_and_little_else() {
    tell(|app, outside| async move {
        let mut browser = site(&app, &outside);
        let passport = new_passport(&app.db);
        let page = browser.get(&link(&passport)).await;
        assert_eq!(page.status, StatusCode::OK);
        for shown in ["Паспорт действует", "Анна Примеровна Т.", "инженер", "бакалавриат"]
        {
            assert!(page.text.contains(shown), "{shown}");
        }
        for hidden in ["Тестова", "1990", "Учебный институт", "0012345", "ООО", "Образец"]
        {
            assert!(!page.text.contains(hidden), "{hidden}");
        }
        let looks = seen(&app.db, &passport).await;
        assert_eq!(looks.len(), 1);
        assert_eq!((looks[0].way, looks[0].organisation.as_deref()), (Some(Way::Qr), None));
    });
}

#[test]
fn a_number_with_a_wrong_code_is_answered_like_a_number_that_nobody_has() {
    tell(|app, outside| async move {
        let mut browser = site(&app, &outside);
        let passport = new_passport(&app.db);
        // The first number of another database is the same: the randomness is.
        let elsewhere = here(Db::memory);
        new_passport(&elsewhere);
        let other = new_passport(&elsewhere).number.digits().to_owned();
        assert_ne!(other, passport.number.digits());
        let code = if passport.code.signs().starts_with('2') { "3" } else { "2" }.repeat(16);
        let wrong = ask(&mut browser, passport.number.digits(), &code).await;
        let nobody = ask(&mut browser, &other, &code).await;
        assert_eq!((wrong.status, nobody.status), (StatusCode::UNPROCESSABLE_ENTITY, wrong.status));
        let plain = |page: &Answer| {
            let main = page.text.split("<main").nth(1).unwrap().to_owned();
            let text = main.replace(passport.number.digits(), "N").replace(&other, "N");
            // The keys of forms differ from page to page.
            text.lines().filter(|line| !line.contains("_key")).collect::<Vec<_>>().join("\n")
        };
        assert_eq!(plain(&wrong), plain(&nobody));
        assert!(wrong.text.contains("по одному номеру мы ничего не сообщаем"));
        assert!(seen(&app.db, &passport).await.is_empty());
    });
}

#[test]
fn typed_on_a_russian_keyboard_with_an_organisation_it_is_found_and_the_holder_sees_whom() {
    tell(|app, outside| async move {
        let mut browser = site(&app, &outside);
        let passport = new_passport(&app.db);
        let russian: String = passport.code.shown().chars().map(cyrillic).collect();
        let page = browser.get("/check").await;
        let number = passport.number.to_string();
        let typed =
            [("number", &*number), ("key", &*russian), ("organisation", "ООО «Ромашка»\u{202e}")];
        let found = browser.submit(&page, "/check", &typed).await;
        assert!(found.text.contains("Паспорт действует"), "{}", found.text);
        let looks = seen(&app.db, &passport).await;
        assert_eq!(looks[0].organisation.as_deref(), Some("ООО «Ромашка»"));
        assert_eq!(looks[0].way, Some(Way::Number));
    });
}

fn cyrillic(c: char) -> char {
    let pairs = "AАCСEЕHНKКMМPРTТXХYУ".chars().collect::<Vec<_>>();
    pairs
        .chunks(2)
        .find(|pair| pair[0] == c)
        .map_or(c, |pair| pair[1].to_lowercase().next().unwrap())
}

#[test]
fn each_state_is_said_as_it_is_at_that_moment() {
    tell(|app, outside| async move {
        let mut browser = site(&app, &outside);
        let passport = new_passport(&app.db);
        let (db, id) = (app.db.clone(), passport.id);
        let mut says = async |words: &str| {
            let page = browser.get(&link(&passport)).await;
            assert!(page.text.contains(words), "{words}: {}", page.text);
        };
        says("Паспорт действует").await;
        here(|| act_on(&db, id, 0, Act::Suspend));
        says("Паспорт приостановлен").await;
        here(|| act_on(&db, id, 1, Act::Resume));
        says("Паспорт действует").await;
        db.clock().advance(6 * 365 * DAY);
        says("Срок паспорта истёк").await;
        here(|| act_on(&db, id, 2, Act::Revoke));
        says("Паспорт аннулирован").await;
    });
}

#[test]
fn the_file_is_recognised_byte_for_byte_and_nothing_else_is() {
    tell(|app, outside| async move {
        let mut browser = site(&app, &outside);
        let passport = new_passport(&app.db);
        let file =
            passport::jobs::file(&app, &passport, print::Form::Full).await.map_err(|e| e.name());
        let file = file.unwrap();
        let page = browser.get("/check").await;
        let send = async |browser: &mut Browser, bytes: &[u8]| {
            browser.send_file(&page, "/check/file", "file", "любое имя.pdf", bytes).await
        };
        let found = send(&mut browser, &file).await;
        assert_eq!(found.status, StatusCode::OK, "{}", found.text);
        assert!(found.text.contains("байт в байт") && found.text.contains("Паспорт действует"));
        here(|| act_on(&app.db, passport.id, 0, Act::Revoke));
        let revoked = send(&mut browser, &file).await;
        assert!(revoked.text.contains("байт в байт") && revoked.text.contains("аннулирован"));
        let mut changed = file.clone();
        *changed.last_mut().unwrap() ^= 1;
        for (bytes, words) in [
            (changed, "Это не тот файл"),
            (file[..file.len() - 1].to_vec(), "Это не тот файл"),
            (Vec::new(), "Выберите файл"),
            (vec![7; print::FILE_MAX + 1], "больше 5\u{a0}МБ"),
            (vec![7; print::FILE_MAX], "Это не тот файл"),
        ] {
            let refused = send(&mut browser, &bytes).await;
            assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
            let text = refused.text.replace("5 МБ", "5\u{a0}МБ");
            assert!(text.contains(words), "{words}: {text}");
        }
        let looks = seen(&app.db, &passport).await;
        assert_eq!(looks.iter().map(|look| look.way).collect::<Vec<_>>(), [Some(Way::File); 2]);
    });
}

#[test]
fn a_network_that_guesses_too_often_waits_and_others_do_not() {
    tell(|app, outside| async move {
        let mut browser = site(&app, &outside);
        let passport = new_passport(&app.db);
        let wrong = format!("/check?n={}&k={}", passport.number.digits(), "2".repeat(16));
        for _ in 0..PER_NETWORK {
            assert_eq!(browser.get(&link(&passport)).await.status, StatusCode::OK);
            let nothing = browser.get(&wrong).await;
            assert_eq!(nothing.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
        assert_eq!(browser.get(&wrong).await.status, StatusCode::TOO_MANY_REQUESTS);
        let refused = browser.get(&link(&passport)).await;
        assert_eq!(refused.status, StatusCode::TOO_MANY_REQUESTS);
        assert!(refused.headers.contains_key("retry-after"));
        let page = browser.get("/check").await;
        assert_eq!(page.status, StatusCode::OK, "the form itself is free");
        let by_file = browser.send_file(&page, "/check/file", "file", "x.pdf", b"x").await;
        assert_eq!(by_file.status, StatusCode::TOO_MANY_REQUESTS);
        browser.move_to([192, 0, 2, 7]);
        assert_eq!(browser.get(&link(&passport)).await.status, StatusCode::OK);
    });
}

#[test]
fn the_holder_sees_the_passport_downloads_it_and_sees_who_looked() {
    tell(|app, outside| async move {
        let mut anna = site(&app, &outside);
        anna.enter(&outside).await;
        let none = anna.get("/passport").await;
        assert!(none.text.contains("Паспорта квалификации пока нет"), "{}", none.text);
        let passport = issue_to_visitor(&app, &outside).await;
        let page = anna.get("/passport").await;
        let number = passport.number.to_string();
        let code = passport.code.shown();
        for shown in [&*number, &*code, "действует", "инженер", "Паспорт выдан", "ещё никто"]
        {
            assert!(page.text.contains(shown), "{shown}");
        }
        let path = format!("/passport/{}/file", passport.id);
        let file = anna.get(&path).await;
        assert_eq!(file.headers["content-type"], "application/pdf");
        let digest = print::fingerprint(&file.bytes);
        let known = app.db.read(move |tx| passport::by_file(tx, &digest)).await.unwrap();
        assert_eq!(known.unwrap().id, passport.id);
        assert!(anna.get(&path).await.bytes == file.bytes, "the same bytes each time");
        let plain = anna.get(&format!("{path}/plain")).await;
        assert!(plain.bytes.starts_with(b"%PDF-1.4"));

        let own = anna.get(&link(&passport)).await;
        assert!(own.text.contains("Это ваш паспорт"));
        assert!(seen(&app.db, &passport).await.is_empty(), "her own look is no verification");
        let mut employer = site(&app, &outside);
        let typed = [("organisation", "ООО «Ромашка»")];
        let result = employer.get(&link(&passport)).await;
        employer.submit(&result, "/check", &typed).await;
        let looks = seen(&app.db, &passport).await;
        assert_eq!(looks.len(), 1, "naming adds to the line that is there");
        assert_eq!(looks[0].organisation.as_deref(), Some("ООО «Ромашка»"));
        employer.get(&link(&passport)).await;
        assert_eq!(seen(&app.db, &passport).await.len(), 2, "another look is another line");
        let page = anna.get("/passport").await;
        assert!(page.text.contains("Проверили по QR-коду") && page.text.contains("Ромашка"));
        app.db.clock().advance(31 * ::store::MINUTE);
        employer.submit(&result, "/check", &typed).await;
        assert_eq!(seen(&app.db, &passport).await.len(), 3, "an old page hides no later look");
    });
}

#[test]
fn somebody_elses_passport_is_not_there() {
    tell(|app, outside| async move {
        let mut anna = site(&app, &outside);
        let passport = new_passport(&app.db);
        let here = format!("/passport/{}", passport.id);
        assert_eq!(anna.get(&here).await.status, StatusCode::SEE_OTHER, "nobody is signed in");
        anna.enter(&outside).await;
        let unknown = format!("/passport/{}", here_id(&app.db));
        for path in [&here, &unknown, "/passport/x", &format!("{here}/file")] {
            assert_eq!(anna.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
        }
    });
}

fn here_id(db: &Db) -> ::store::Id {
    here(|| id(db))
}

#[test]
fn a_name_is_shortened_to_what_can_be_compared_with_a_person() {
    let mut facts = facts();
    assert_eq!(short_name(&facts), "Анна Примеровна Т.");
    facts.additional_name = None;
    assert_eq!(short_name(&facts), "Анна Т.");
    facts.family_name = String::new();
    assert_eq!(short_name(&facts), "Анна");
}
