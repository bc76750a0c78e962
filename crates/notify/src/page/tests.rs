//! Stories of the list of notices on a site.

use std::sync::Arc;

use ::store::{DAY, Db};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode, header};
use tower::ServiceExt as _;
use web::session::Limits;
use web::{App, Current, Failure, VisitFacts};

use super::*;
use crate::preference::pages::{Framed, settings};
use crate::preference::{Manner, Way, choose, choose_manner};
use crate::{Importance, tell, tell_about};

fn anna() -> Recipient {
    Recipient::new(Site::Epk, "anna")
}

fn notice(kind: Kind, event: &'static str) -> Notice<'static> {
    Notice { kind, event, args: vec![("number", "17".into())], key: None }
}

fn tell_anna(db: &Db, kind: Kind, event: &'static str) {
    db.write_now("tell", move |tx| tell(tx, &anna(), &notice(kind, event))).unwrap();
}

fn listed(db: &Db) -> Vec<Listed> {
    db.read_now(|tx| list(tx, &anna(), From::Newest, 100)).unwrap()
}

fn unread_of(db: &Db) -> u32 {
    db.read_now(|tx| unread(tx, Site::Epk, "anna")).unwrap()
}

#[test]
fn a_notice_stands_in_the_list_of_its_person_and_site_without_any_address() {
    let db = Db::memory();
    tell_anna(&db, Kind::Document, "passport-issued");
    let all = listed(&db);
    assert_eq!((all.len(), unread_of(&db)), (1, 1));
    assert_eq!(all[0].args, [("number".to_owned(), "17".to_owned())]);
    for (site, subject) in [(Site::Sep, "anna"), (Site::Epk, "boris")] {
        let who = Recipient::new(site, subject);
        let others = db.read_now(move |tx| list(tx, &who, From::Newest, 9)).unwrap();
        assert!(others.is_empty());
    }
}

#[test]
fn only_what_was_chosen_and_is_important_enough_is_listed_and_security_always() {
    let db = Db::memory();
    db.write_now("choose", |tx| {
        choose(tx, &anna(), &[(Kind::Document, Way::Page, false)])?;
        let from = [Importance::High, Importance::Low, Importance::Low];
        choose_manner(tx, &anna(), &Manner { from, ..Manner::default() })
    })
    .unwrap();
    tell_anna(&db, Kind::Document, "passport-revoked");
    tell_anna(&db, Kind::Application, "application-submitted");
    tell_anna(&db, Kind::Application, "application-returned");
    tell_anna(&db, Kind::Security, "password-changed");
    let events: Vec<_> = listed(&db).into_iter().map(|listed| listed.event).collect();
    assert_eq!(events.len(), 2);
    assert!(events.contains(&"application-returned".into()));
    assert!(events.contains(&"password-changed".into()));
}

#[test]
fn a_notice_with_a_key_is_listed_once_and_what_is_rolled_back_is_not() {
    let db = Db::memory();
    for _ in 0..2 {
        db.write_now("tell", |tx| {
            let notice = Notice { key: Some("a".into()), ..notice(Kind::Document, "x") };
            tell_about(tx, &anna(), &notice, "/passport/1")
        })
        .unwrap();
    }
    let failed: Result<()> = db.write_now("tell", |tx| {
        tell(tx, &anna(), &notice(Kind::Document, "passport-issued"))?;
        Err(::store::Error::bug("on purpose"))
    });
    assert!(failed.is_err());
    assert_eq!(listed(&db)[0].about.as_deref(), Some("/passport/1"));
    assert_eq!(listed(&db).len(), 1);
}

#[test]
fn reading_all_reads_what_was_shown_and_not_what_came_meanwhile() {
    let db = Db::memory();
    tell_anna(&db, Kind::Document, "passport-issued");
    db.clock().advance(1_000_000);
    tell_anna(&db, Kind::Document, "passport-suspended");
    let shown = listed(&db)[0].id;
    db.clock().advance(1_000_000);
    tell_anna(&db, Kind::Document, "passport-resumed");
    let read = db.write_now("read", move |tx| read_all(tx, &anna(), shown));
    assert_eq!((read, unread_of(&db)), (Ok(2), 1));
    let boris = Recipient::new(Site::Epk, "boris");
    let newest = listed(&db)[0].id;
    db.write_now("read", move |tx| super::read(tx, &boris, newest)).unwrap();
    assert_eq!(unread_of(&db), 1, "nobody reads for somebody else");
}

#[test]
fn notices_are_forgotten_after_half_a_year() {
    let db = Db::memory();
    tell_anna(&db, Kind::Document, "passport-issued");
    db.clock().advance(KEPT + DAY);
    tell_anna(&db, Kind::Document, "passport-issued");
    let gone = db.write_now("forget", |tx| store::forget(tx, tx.now().plus(-KEPT)));
    assert_eq!((gone, listed(&db).len()), (Ok(1), 1));
}

/// A site on which the person of the session is who the session says.
pub(crate) fn site(app: &App) -> Router {
    let routes = settings(|visit, title| async move {
        let current = web::session::current(visit.app(), &visit).await?;
        let current: Current = current.ok_or(Failure::SignIn)?;
        let who = Recipient::new(visit.site, &current.subject);
        Ok(Framed { who, page: visit.page(title).person("Тестова А. П.") })
    });
    web::site_router(app.clone(), Site::Epk, routes)
}

/// The parts of a program that counts notices.
pub(crate) fn app(db: &Db) -> App {
    App::for_story(db.clone()).with_unread(Arc::new(unread))
}

/// The cookie of a session of Anna's.
pub(crate) fn signed_in(db: &Db) -> String {
    let opened = db.write_now("open", |tx| {
        let facts = VisitFacts { address: [127, 0, 0, 1].into(), agent: String::new() };
        web::session::open(tx, Site::Epk, "anna", &facts, &(), Limits::PERSON)
    });
    format!("__Host-session={}", opened.unwrap().cookie.0)
}

pub(crate) async fn ask(site: &Router, cookie: &str, path: &str) -> axum::response::Response {
    let request = Request::get(path)
        .header(header::HOST, "epk.localhost:8080")
        .header(header::COOKIE, cookie)
        .body(Body::empty())
        .unwrap();
    site.clone().oneshot(request).await.unwrap()
}

async fn text(site: &Router, cookie: &str, path: &str) -> String {
    let response = ask(site, cookie, path).await;
    assert_eq!(response.status(), StatusCode::OK, "{path}");
    let bytes = to_bytes(response.into_body(), 1 << 20).await.unwrap();
    String::from_utf8(bytes.to_vec()).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_head_counts_the_list_shows_and_opening_is_reading() {
    let db = Db::memory();
    let (site, cookie) = (site(&app(&db)), tokio::task::block_in_place(|| signed_in(&db)));
    let page = text(&site, &cookie, "/notices").await;
    assert!(page.contains("aria-label=\"Уведомления, новых нет\"") && page.contains("Пока ничего"));
    db.write("tell", |tx| {
        let notice = notice(Kind::Document, "passport-suspended");
        tell_about(tx, &anna(), &notice, "/passport/17")?;
        tell(tx, &anna(), &self::notice(Kind::Security, "password-changed"))
    })
    .await
    .unwrap();
    let page = text(&site, &cookie, "/settings/notifications").await;
    assert!(page.contains("непрочитанных: 2\"") && page.contains("class=\"count\">2<"));
    let page = text(&site, &cookie, "/notices").await;
    assert!(page.contains("Паспорт квалификации № 17 приостановлен") && !page.contains('⟦'));
    assert_eq!(page.matches(">Новое<").count(), 2);
    let all = db.read(|tx| list(tx, &anna(), From::Newest, 9)).await.unwrap();
    let suspended = all.iter().find(|listed| listed.about.is_some()).unwrap();
    let path = format!("/notices/{}", suspended.id);
    let page = text(&site, &cookie, &path).await;
    assert!(page.contains("href=\"/passport/17\"") && page.contains("Эксперт приостановил"));
    assert!(page.contains("непрочитанных: 1\""), "this page is the other one");
    assert_eq!(text(&site, &cookie, "/notices").await.matches(">Новое<").count(), 1);
    for nothing in ["/notices/x", "/notices/01900000000000000000000000"] {
        assert_eq!(ask(&site, &cookie, nothing).await.status(), StatusCode::NOT_FOUND);
    }
    assert_eq!(ask(&site, "", &path).await.status(), StatusCode::SEE_OTHER, "to the sign-in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_list_has_pages() {
    let db = Db::memory();
    let (site, cookie) = (site(&app(&db)), tokio::task::block_in_place(|| signed_in(&db)));
    for number in 0..45 {
        db.clock().advance(1_000_000);
        db.write("tell", move |tx| {
            let args = vec![("number", format!("n{number}."))];
            let notice = Notice { args, ..notice(Kind::Document, "passport-issued") };
            tell(tx, &anna(), &notice)
        })
        .await
        .unwrap();
    }
    let link = |page: &str, rel: &str| {
        let from = page.split(&format!("rel=\"{rel}\" href=\"")).nth(1)?;
        from.split('"').next().map(str::to_owned)
    };
    let first = text(&site, &cookie, "/notices").await;
    assert!(first.contains("n44.") && first.contains("n25.") && !first.contains("n24."));
    assert!(link(&first, "prev").is_none());
    let second = text(&site, &cookie, &link(&first, "next").unwrap()).await;
    assert!(second.contains("n24.") && second.contains("n5.") && !second.contains("n4."));
    let third = text(&site, &cookie, &link(&second, "next").unwrap()).await;
    assert!(third.contains("n4.") && third.contains("n0.") && link(&third, "next").is_none());
    let back = text(&site, &cookie, &link(&third, "prev").unwrap()).await;
    assert!(back.contains("n24.") && back.contains("n5.") && !back.contains("n25."));
    let newest = text(&site, &cookie, &link(&back, "prev").unwrap()).await;
    assert!(newest.contains("n44.") && link(&newest, "prev").is_none());
}
