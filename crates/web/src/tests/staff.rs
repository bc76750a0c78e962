use std::time::Duration;

use axum::Router;
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use store::Id;

use super::app;
use super::browser::Browser;
use crate::session::{self, Limits};
use crate::staff::{self, TwoFactors};
use crate::{App, Failure, Form, Role, Site, Staff, StaffId, Visit};
use crate::{cookie, html, see_other, site_router};

fn desk(app: &App, site: Site) -> Browser {
    let routes = Router::new()
        .route("/form", get(super::ask))
        .route("/half", post(half))
        .route("/whole", post(whole))
        .route("/people", get(people))
        .route("/keys", get(keys))
        .route("/note", get(note).post(noted));
    Browser::new(site_router(app.clone(), site, routes))
}

/// A session of the desk whose second factor is still to come.
async fn half(app: App, visit: Visit, _: Form) -> Result<Response, Failure> {
    let facts = visit.facts();
    let opened = app
        .db
        .write("half", move |tx| {
            session::open(tx, Site::Desk, "x", &facts, &"one factor", Limits::STAFF)
        })
        .await?;
    Ok(cookie::set_session(see_other("/people"), &opened))
}

async fn whole(app: App, visit: Visit, _: Form) -> Result<Response, Failure> {
    let facts = visit.facts();
    let opened = app
        .db
        .write("whole", move |tx| {
            let id = StaffId(Id::new(tx.now(), tx.entropy()));
            let proof = TwoFactors::checked("pwd", "otp").expect("they differ");
            let roles = [Role::Operator];
            let limits = Limits::STAFF;
            staff::open_session(tx, id, "op", "Опорова О. О.", &roles, &facts, limits, proof)
        })
        .await?;
    Ok(cookie::set_session(see_other("/people"), &opened))
}

async fn people(who: Staff) -> Result<String, Failure> {
    who.require(Role::Operator)?;
    Ok(who.name)
}

async fn keys(who: Staff) -> Result<String, Failure> {
    staff::require(&who, Role::Administrator)?;
    Ok(who.name)
}

async fn note(app: App, visit: Visit) -> Response {
    let sealed = cookie::seal(&app, "pending", &("sep", 7), Duration::from_secs(600));
    sealed.on(html(&super::Ask { page: visit.page("web-help") }))
}

async fn noted(app: App, visit: Visit) -> Response {
    let opened: Option<(String, u8)> = cookie::open(&app, &visit, "pending");
    format!("{opened:?}").into_response()
}

#[tokio::test]
async fn only_two_factors_make_staff() {
    let app = app();
    let mut browser = desk(&app, Site::Desk);
    assert_eq!(browser.get("/people").await.header("location"), "/enter?next=%2Fpeople");
    browser.fill("/form", "/half", &[]).await;
    assert_eq!(browser.get("/people").await.status, 303);
    browser.fill("/form", "/whole", &[]).await;
    assert_eq!(browser.get("/people").await.text, "Опорова О. О.");
    assert_eq!(browser.get("/keys").await.status, 404, "what one may not use is not there");
    assert!(TwoFactors::checked("otp", "otp").is_none());
    assert!(TwoFactors::checked("", "otp").is_none());
}

#[tokio::test]
async fn nobody_is_staff_on_another_site() {
    let app = app();
    let mut browser = desk(&app, Site::Sep);
    browser.fill("/form", "/whole", &[]).await;
    assert_eq!(browser.get("/people").await.status, 404);
}

#[tokio::test]
async fn a_sealed_cookie_is_read_by_its_name_within_its_time_and_only_unchanged() {
    let app = app();
    let mut browser = desk(&app, Site::Sep);
    browser.get("/note").await;
    assert_eq!(browser.post("/note", &[]).await.text, "Some((\"sep\", 7))");
    let good = browser.jar["__Host-pending"].clone();
    let flip = if good.ends_with('A') { "B" } else { "A" };
    let changed = format!("{}{flip}", &good[..good.len() - 1]);
    browser.jar.insert("__Host-pending".into(), changed);
    assert_eq!(browser.post("/note", &[]).await.text, "None");
    browser.jar.insert("__Host-pending".into(), good);
    app.clock.advance(600 * store::SECOND);
    assert_eq!(browser.post("/note", &[]).await.text, "None");
}
