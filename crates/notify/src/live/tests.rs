//! Stories of streams: what an open page hears, and when it ends.

use std::pin::Pin;
use std::time::Duration;

use ::store::{Db, MINUTE};
use axum::Router;
use axum::body::{Body, HttpBody as _};
use axum::http::StatusCode;
use serde_json::Value;
use web::Site;
use web::session::why;

use super::*;
use crate::page::tests::{app, ask, signed_in, site};
use crate::{Kind, Notice, tell_about, touch};

fn anna() -> Recipient {
    Recipient::new(Site::Epk, "anna")
}

/// A node: its routes and the look that it takes.
struct Node {
    site: Router,
    looking: tokio::task::JoinHandle<()>,
}

impl Node {
    fn new(db: &Db) -> Node {
        let app = app(db);
        let looking = tokio::spawn(run(app.clone(), std::future::pending()));
        Node { site: site(&app), looking }
    }

    async fn open(&self, cookie: &str, path: &str) -> Stream {
        let response = ask(&self.site, cookie, path).await;
        assert_eq!(response.status(), StatusCode::OK);
        Stream { body: response.into_body(), text: String::new() }
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        self.looking.abort();
    }
}

/// What a browser reads.
struct Stream {
    body: Body,
    text: String,
}

impl Stream {
    /// The next event: its name and data; `None` at the end.
    async fn next(&mut self) -> Option<(String, Value)> {
        loop {
            while let Some((event, rest)) = self.text.split_once("\n\n") {
                let (event, rest) = (event.to_owned(), rest.to_owned());
                self.text = rest;
                let part = |name: &str| {
                    event.lines().find_map(|line| line.strip_prefix(name)).map(str::to_owned)
                };
                if let (Some(name), Some(data)) = (part("event: "), part("data: ")) {
                    return Some((name, serde_json::from_str(&data).unwrap()));
                }
            }
            let frame = std::future::poll_fn(|cx| Pin::new(&mut self.body).poll_frame(cx));
            let frame = tokio::time::timeout(Duration::from_secs(9), frame).await;
            let data = frame.expect("something is said").transpose().unwrap()?.into_data();
            self.text.push_str(std::str::from_utf8(&data.unwrap()).unwrap());
        }
    }
}

async fn tell(db: &Db) {
    let write = db.write("tell", |tx| {
        let args = vec![("number", "17".to_owned())];
        let (kind, event) = (Kind::Document, "passport-suspended");
        tell_about(tx, &anna(), &Notice { kind, event, args, key: None }, "/passport/17")
    });
    write.await.unwrap();
}

async fn town() -> (Db, String) {
    let db = Db::memory();
    let for_cookie = db.clone();
    let cookie = tokio::task::spawn_blocking(move || signed_in(&for_cookie)).await.unwrap();
    (db, cookie)
}

#[tokio::test]
async fn a_notice_comes_into_the_open_page_in_the_readers_words() {
    let (db, cookie) = town().await;
    let node = Node::new(&db);
    let mut stream = node.open(&cookie, "/live").await;
    db.clock().advance(1);
    tell(&db).await;
    let (name, data) = stream.next().await.unwrap();
    assert_eq!((name.as_str(), &data["about"]), ("change", &"/passport/17".into()));
    assert_eq!(
        (&data["shown"], &data["label"]),
        (&"1".into(), &"Уведомления, непрочитанных: 1".into())
    );
    let says = "Новое уведомление: Паспорт квалификации № 17 приостановлен";
    assert_eq!(data["say"], says);
    let href = data["href"].as_str().unwrap();
    assert_eq!(ask(&node.site, &cookie, href).await.status(), StatusCode::OK);
    let (_, data) = stream.next().await.unwrap();
    assert_eq!(data["shown"], "", "the other page has read it");
}

#[tokio::test]
async fn a_change_of_which_nobody_is_told_comes_without_words_and_others_hear_nothing() {
    let (db, cookie) = town().await;
    let node = Node::new(&db);
    let mut stream = node.open(&cookie, "/live").await;
    db.clock().advance(1);
    db.write("touch", |tx| {
        touch(tx, &Recipient::new(Site::Epk, "boris"), "/applications/1")?;
        touch(tx, &Recipient::new(Site::Sep, "anna"), "/applications/2")?;
        touch(tx, &anna(), "/applications/3")
    })
    .await
    .unwrap();
    let (_, data) = stream.next().await.unwrap();
    assert_eq!(data["about"], "/applications/3");
    assert!(data.get("say").is_none() && data.get("notice").is_none());
}

#[tokio::test]
async fn what_another_node_writes_is_heard_and_what_it_commits_late_too() {
    let (db, cookie) = town().await;
    let (here, _there) = (Node::new(&db), Node::new(&db));
    let mut stream = here.open(&cookie, "/live").await;
    db.clock().advance(SECOND);
    tell(&db).await;
    assert_eq!(stream.next().await.unwrap().1["about"], "/passport/17");
    // Begun ten seconds ago by a slow transaction, committed now.
    db.clock().advance(20 * SECOND);
    db.write("late", |tx| {
        tx.execute(
            "insert into notify_live (id, site, subject, about, notice, created_at)
             values ($1, 'epk', 'anna', '/late', null, $2)",
            ::store::params![tx.new_id(), tx.now().plus(-10 * SECOND)],
        )
    })
    .await
    .unwrap();
    assert_eq!(stream.next().await.unwrap().1["about"], "/late");
}

#[tokio::test]
async fn a_page_that_comes_back_hears_what_it_missed_and_after_long_that_it_must_look() {
    let (db, cookie) = town().await;
    let node = Node::new(&db);
    let since = db.clock().now().0;
    db.clock().advance(MINUTE);
    tell(&db).await;
    db.clock().advance(MINUTE);
    let mut stream = node.open(&cookie, &format!("/live?since={since}")).await;
    let (_, data) = stream.next().await.unwrap();
    assert!(data["about"] == "/passport/17" && data["say"].is_string());
    let later = db.clock().now().0;
    let mut stream = node.open(&cookie, &format!("/live?since={later}")).await;
    touch_now(&db).await;
    assert_eq!(stream.next().await.unwrap().1["about"], "/now", "nothing of before");
    let mut stream = node.open(&cookie, "/live?since=17").await;
    assert_eq!(stream.next().await.unwrap().1["about"], "*");
}

async fn touch_now(db: &Db) {
    db.clock().advance(1);
    db.write("touch", |tx| touch(tx, &anna(), "/now")).await.unwrap();
}

#[tokio::test]
async fn nothing_is_told_after_the_session_has_ended() {
    let (db, cookie) = town().await;
    let node = Node::new(&db);
    let mut stream = node.open(&cookie, "/live").await;
    db.clock().advance(1);
    db.write("end", |tx| {
        web::session::end_all(tx, Site::Epk, "anna", None, why::BY_OWNER)?;
        let (kind, event) = (Kind::Security, "password-changed");
        crate::tell(tx, &anna(), &Notice { kind, event, args: vec![], key: None })
    })
    .await
    .unwrap();
    let (name, data) = stream.next().await.unwrap();
    assert_eq!(name, "over");
    assert!(data["say"].as_str().unwrap().starts_with("Вход завершён"));
    assert!(stream.next().await.is_none(), "and it ends");
    let response = ask(&node.site, &cookie, "/live").await;
    assert_eq!(response.status(), StatusCode::NO_CONTENT, "browsers do not come back");
    assert_eq!(ask(&node.site, "", "/live").await.status(), StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn neither_the_stream_nor_what_its_script_fetches_prolongs_the_session() {
    let (db, cookie) = town().await;
    let node = Node::new(&db);
    db.clock().advance(20 * MINUTE);
    let _stream = node.open(&cookie, "/live").await;
    let request = axum::http::Request::get("/notices")
        .header("host", "epk.localhost:8080")
        .header("cookie", &cookie)
        .header(web::live::HEADER, "1")
        .body(Body::empty())
        .unwrap();
    let fetched = tower::ServiceExt::oneshot(node.site.clone(), request).await.unwrap();
    assert_eq!(fetched.status(), StatusCode::OK);
    db.clock().advance(11 * MINUTE);
    assert_eq!(ask(&node.site, &cookie, "/notices").await.status(), StatusCode::SEE_OTHER);
}

#[tokio::test]
async fn all_streams_end_with_the_program_and_none_begins_then() {
    let (db, cookie) = town().await;
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let app = app(&db);
    let site = site(&app);
    let looking = tokio::spawn(run(app.clone(), async { drop(stopped.await) }));
    let response = ask(&site, &cookie, "/live").await;
    let mut stream = Stream { body: response.into_body(), text: String::new() };
    assert_eq!(app.live.open(), 1);
    stop.send(()).unwrap();
    assert!(stream.next().await.is_none());
    looking.await.unwrap();
    let late = ask(&site, &cookie, "/live").await;
    assert_eq!(late.status(), StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(late.headers()["retry-after"], "60");
    drop(stream);
    tokio::time::timeout(Duration::from_secs(5), async {
        while app.live.open() > 0 {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    })
    .await
    .expect("its place is free again");
}

#[tokio::test]
async fn changes_are_forgotten_after_an_hour() {
    let (db, _) = town().await;
    touch_now(&db).await;
    db.clock().advance(KEPT + MINUTE);
    touch_now(&db).await;
    let gone = db.write("forget", |tx| store::forget(tx, tx.now().plus(-KEPT))).await;
    assert_eq!(gone, Ok(1));
}
