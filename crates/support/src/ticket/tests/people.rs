//! *Помощь* as somebody without JavaScript uses it.

use ::store::{Db, HOUR};
use axum::Router;
use axum::extract::Path;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use cabinet::story::pages::{Answer, Browser};
use web::session::Limits;
use web::{App, Failure, Site, cookie, see_other};

use super::{HERS, facts, letters, request, token};
use crate::ticket::{self, Request, Sent};

/// Signs somebody in, for stories.
async fn sign_in(app: App, Path(subject): Path<String>) -> Result<Response, Failure> {
    let open = move |tx: &mut ::store::Tx| {
        web::session::open(tx, Site::Sep, &subject, &facts(), &(), Limits::PERSON)
    };
    let opened = app.db.write("story.sign_in", open).await?;
    Ok(cookie::set_session(see_other("/"), &opened))
}

fn browser(app: &App, site: Site) -> Browser {
    let frame = |visit: web::Visit, key: &'static str| async move { Ok(visit.page(key)) };
    let frame = std::sync::Arc::new(move |visit, key| -> super::pages::Framed {
        Box::pin(frame(visit, key))
    });
    let routes = ticket::routes(app, frame);
    let story = Router::new().route("/story/{subject}", get(sign_in));
    Browser::new(app, site, routes.merge(story))
}

async fn asks(browser: &mut Browser, typed: &[(&str, &str)]) -> Answer {
    let page = browser.get("/help/ask").await;
    let mut fields = vec![
        ("topic", "error"),
        ("words", "Страница показала ошибку, когда я нажала кнопку"),
        ("email", HERS),
    ];
    fields.retain(|(name, _)| typed.iter().all(|(other, _)| other != name));
    fields.extend(typed);
    browser.submit(&page, "/help/ask", &fields).await
}

fn thread_of(sent: &Answer) -> String {
    sent.location().trim_end_matches("/sent").to_owned()
}

async fn count(db: &Db) -> i64 {
    db.read(ticket::figures).await.unwrap().open
}

#[tokio::test]
async fn somebody_without_an_account_writes_and_sees_the_number_at_once() {
    let db = Db::memory();
    let mut anna = browser(&App::for_story(db.clone()), Site::Sep);
    let sent = asks(&mut anna, &[]).await;
    assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text);
    let page = anna.get(sent.location()).await;
    let number = thread_of(&sent).rsplit('/').next().unwrap().to_owned();
    assert!(page.says(&format!("№ {number}")), "{}", page.text);
    assert!(page.says("a•••@example.test"));
    let thread = anna.get(&thread_of(&sent)).await;
    assert!(thread.says("когда я нажала кнопку") && thread.says("ждёт ответа"));
    let list = anna.get("/help/tickets").await;
    assert!(list.says(&number));
}

#[tokio::test]
async fn the_same_form_posted_twice_makes_one_ticket() {
    let db = Db::memory();
    let mut anna = browser(&App::for_story(db.clone()), Site::Sep);
    let page = anna.get("/help/ask").await;
    let typed = [("topic", "other"), ("words", "Ничего не понимаю"), ("email", HERS)];
    let first = anna.submit(&page, "/help/ask", &typed).await;
    let second = anna.submit(&page, "/help/ask", &typed).await;
    assert_eq!(first.location(), second.location());
    assert_eq!(count(&db).await, 1);
    let told = db.read(|tx| notify::message::waiting_for(tx, HERS)).await.unwrap();
    assert_eq!(told.len(), 1);
}

#[tokio::test]
async fn every_slip_is_explained_and_what_was_typed_stays() {
    let db = Db::memory();
    let mut anna = browser(&App::for_story(db.clone()), Site::Sep);
    let typed = [
        ("topic", ""),
        ("words", "мало"),
        ("snils", "112-234-345 95"),
        ("inn", "123"),
        ("email", "anna.example.test"),
    ];
    let page = asks(&mut anna, &typed).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    for words in ["Выберите, о чём вопрос", "хотя бы", "перепутаны", "112-234-345 95", ">мало<"]
    {
        assert!(page.says(words), "{words} is not on {}", page.text);
    }
    assert_eq!(page.text.matches("aria-invalid").count(), 4, "the topic is a group");
    assert!(!page.says("⟦"));
    assert_eq!(count(&db).await, 0);
}

#[tokio::test]
async fn a_page_that_failed_fills_its_number_in_and_nothing_else_gets_through() {
    let db = Db::memory();
    let mut anna = browser(&App::for_story(db), Site::Epk);
    let page = anna.get("/help/ask?incident=7KQ2M-XY3AB&at=1767225600000000").await;
    assert!(page.says("value=\"7KQ2M-XY3AB, 1\u{a0}января 2026"), "{}", page.text);
    let chosen = page.text.split("value=\"error\"").nth(1).unwrap();
    assert!(chosen.split('>').next().unwrap().contains("checked"));
    for wrong in ["incident=%3Cb%3E", "incident=7KQ2M-XY3ABC", "incident=ваш-телефон"] {
        let page =
            anna.get(&format!("/help/ask?{}", wrong.replace("ваш-телефон", "abcde-fghij"))).await;
        assert!(page.says("id=\"incident\" name=\"incident\" type=\"text\" value=\"\""), "{wrong}");
    }
}

#[tokio::test]
async fn too_many_requests_are_refused_with_everything_that_was_typed() {
    let db = Db::memory();
    let mut anna = browser(&App::for_story(db), Site::Sep);
    for _ in 0..ticket::PER_CONTACT_DAY {
        assert_eq!(asks(&mut anna, &[]).await.status, StatusCode::SEE_OTHER);
    }
    let page = asks(&mut anna, &[]).await;
    assert_eq!(page.status, StatusCode::TOO_MANY_REQUESTS);
    assert!(page.says("Слишком много обращений") && page.says("когда я нажала кнопку"));
}

#[tokio::test]
async fn a_thread_is_there_for_its_owner_only() {
    let db = Db::memory();
    let app = App::for_story(db.clone());
    let mut anna = browser(&app, Site::Sep);
    anna.get("/story/anna").await;
    let there = thread_of(&asks(&mut anna, &[]).await);
    let mut at_home = browser(&app, Site::Sep);
    assert_eq!(at_home.get(&there).await.status, StatusCode::NOT_FOUND, "not signed in");
    at_home.get("/story/anna").await;
    assert_eq!(at_home.get(&there).await.status, StatusCode::OK, "signed in elsewhere");
    let mut boris = browser(&app, Site::Sep);
    boris.get("/story/boris").await;
    for path in [there.clone(), format!("{there}/sent"), "/help/tickets/12".into()] {
        assert_eq!(boris.get(&path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let own = boris.get("/help/ask").await;
    let mut fields = own.form("/help/ask");
    fields.push(("words".into(), "чужое".into()));
    for action in ["reply", "access"] {
        let answer = boris.post(&format!("{there}/{action}"), &fields).await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{action}");
    }
    // Her number on another site is another matter.
    let mut elsewhere = browser(&app, Site::Epk);
    assert_eq!(elsewhere.get(&there).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn the_link_of_a_letter_opens_the_thread_after_a_press_and_lets_her_write() {
    let db = Db::memory();
    let app = App::for_story(db.clone());
    let request = Request { words: "Жду ответа уже час".into(), ..request() };
    let sent = db.write("send", move |tx| ticket::send(tx, &request)).await.unwrap();
    let Sent::Taken { id, number } = sent else { panic!("not taken") };
    let peeked = db.clone();
    let token = tokio::task::spawn_blocking(move || token(&peeked)).await.unwrap();
    let path = format!("/help/link/{token}");
    let mut anna = browser(&app, Site::Sep);
    let page = anna.get(&path).await;
    assert!(!page.says("Жду ответа") && !page.says(&number.to_string()), "scanners see nothing");
    assert_eq!(anna.get(&format!("/help/tickets/{number}")).await.status, StatusCode::NOT_FOUND);
    let confirmed = db.read(move |tx| ticket::find(tx, id)).await.unwrap().unwrap().confirmed;
    assert!(!confirmed, "looking at the link confirms nothing");
    let opened = anna.submit(&page, &path, &[]).await;
    assert_eq!(opened.location(), format!("/help/tickets/{number}"));
    let thread = anna.get(opened.location()).await;
    assert!(thread.says("Жду ответа уже час"));
    let reply = format!("{}/reply", opened.location());
    let written = anna.submit(&thread, &reply, &[("words", "Всё ещё жду")]).await;
    assert_eq!(written.status, StatusCode::SEE_OTHER);
    assert!(anna.get(opened.location()).await.says("Всё ещё жду"));
    let empty = anna.submit(&thread, &reply, &[("words", " ")]).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    db.clock().advance(HOUR);
    let later = anna.get(opened.location()).await;
    assert_eq!(later.status, StatusCode::NOT_FOUND, "a browser forgets within the hour");
}

#[tokio::test]
async fn a_link_that_is_wrong_or_of_another_site_opens_nothing() {
    let db = Db::memory();
    let app = App::for_story(db.clone());
    db.write("send", move |tx| ticket::send(tx, &request())).await.unwrap();
    let peeked = db.clone();
    let right = tokio::task::spawn_blocking(move || token(&peeked)).await.unwrap();
    let wrong = "a".repeat(64);
    for (site, token) in [(Site::Sep, &wrong), (Site::Epk, &right)] {
        let mut anna = browser(&app, site);
        let path = format!("/help/link/{token}");
        let page = anna.get(&path).await;
        let answer = anna.submit(&page, &path, &[]).await;
        assert_eq!(answer.status, StatusCode::GONE, "{site}");
        assert!(answer.says("Ссылка не действует"));
    }
    let mut anna = browser(&app, Site::Sep);
    let page = anna.get("/help/link/%3Cscript%3E").await;
    assert!(!page.says("<script>") && page.status == StatusCode::OK);
}

#[tokio::test]
async fn an_access_number_is_shown_to_her_and_kept_nowhere_in_the_open() {
    let db = Db::memory();
    let mut anna = browser(&App::for_story(db.clone()), Site::Sep);
    let there = thread_of(&asks(&mut anna, &[]).await);
    let thread = anna.get(&there).await;
    let made = anna.submit(&thread, &format!("{there}/access"), &[]).await;
    assert_eq!(made.status, StatusCode::SEE_OTHER);
    let shown = anna.get(&there).await;
    assert!(shown.says("Назовите его сотруднику"), "{}", shown.text);
    db.clock().advance(ticket::ACCESS_LIFE);
    assert!(!anna.get(&there).await.says("Назовите его сотруднику"));
}

#[test]
fn the_link_of_a_letter_is_a_new_one_each_time() {
    let db = Db::memory();
    super::taken(&db, request());
    let first = token(&db);
    super::taken(&db, request());
    assert_ne!(first, token(&db));
    assert_eq!(letters(&db, HERS).len(), 2);
}

/// A picture of one red pixel.
pub(crate) const PIXEL: &[u8] = &[
    0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0x00, 0x00, 0x00, 0x0d, 0x49, 0x48, 0x44, 0x52,
    0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x01, 0x08, 0x02, 0x00, 0x00, 0x00, 0x90, 0x77, 0x53,
    0xde, 0x00, 0x00, 0x00, 0x0c, 0x49, 0x44, 0x41, 0x54, 0x78, 0x9c, 0x63, 0xf8, 0xcf, 0xc0, 0x00,
    0x00, 0x03, 0x01, 0x01, 0x00, 0xc9, 0xfe, 0x92, 0xef, 0x00, 0x00, 0x00, 0x00, 0x49, 0x45, 0x4e,
    0x44, 0xae, 0x42, 0x60, 0x82,
];

#[tokio::test]
async fn a_picture_is_hers_and_the_desks_once_her_data_are_open() {
    let db = Db::memory();
    let app = App::for_story(db.clone());
    let mut anna = browser(&app, Site::Sep);
    let there = thread_of(&asks(&mut anna, &[]).await);
    let page = anna.get(&there).await;
    let action = format!("{there}/picture");
    for (name, bytes) in [("снимок.png", &b"<script>"[..]), ("пусто.png", b""), ("", b"")]
    {
        let refused = anna.send_file(&page, &action, "picture", name, bytes).await;
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{name}");
        assert!(refused.says("<details open>") && !refused.says("⟦"), "{name}");
    }
    let sent = anna.send_file(&page, &action, "picture", "снимок.png", PIXEL).await;
    assert_eq!(sent.location(), there, "{}", sent.text);
    let shown = anna.get(&there).await;
    let link = shown.text.split("href=\"").find(|rest| rest.contains("/picture/")).unwrap();
    let link = link.split('"').next().unwrap().to_owned();
    let picture = anna.get(&link).await;
    assert_eq!(picture.status, StatusCode::OK);
    assert_eq!(picture.headers["content-type"], "image/png");
    let mut boris = browser(&app, Site::Sep);
    let own = thread_of(&asks(&mut boris, &[]).await);
    let mixed = link.replace(&there, &own);
    for path in [&link, &mixed] {
        assert_eq!(boris.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let made = db.clone();
    let staff = tokio::task::spawn_blocking(move || super::operator(&made)).await.unwrap();
    let mut oleg = super::desk::signed_in_at(&app, &staff, web::Role::Operator).await;
    let (page, link) = (there.replace("/help", ""), link.replace("/help", ""));
    assert_eq!(oleg.get(&link).await.status, StatusCode::NOT_FOUND, "her data are masked");
    let masked = oleg.get(&page).await;
    assert!(masked.says("Вложение скрыто"), "{}", masked.text);
    let typed = [("reason", "Смотрю, что на снимке")];
    oleg.submit(&masked, &format!("{page}/open"), &typed).await;
    assert!(oleg.get(&page).await.says(&link));
    assert_eq!(oleg.get(&link).await.status, StatusCode::OK);
}
