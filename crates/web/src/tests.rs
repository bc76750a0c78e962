//! Stories told through the whole of a site: what a browser sends and what it gets.

mod browser;
mod colours;
mod forms;
mod frame;
mod sessions;
mod staff;

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::{Path, Query};
use axum::response::Response;
use axum::routing::{get, post};
use axum::{Json, Router};
use store::Db;

use crate::session::{self, Limits};
use crate::{App, Cpu, Current, Failure, Form, Lang, Out, Page, Site, Sites, Texts, Visit};
use crate::{cookie, html, see_other, site_router};

#[derive(askama::Template)]
#[template(
    ext = "html",
    source = r#"{% extends "shell.html" %}{% block main %}<h1>{{ page.title }}</h1>
    <form method="post">{{ page.form_keys("name")|safe }}<input name="name"></form>{% endblock %}"#
)]
struct Ask {
    page: Page,
}

/// A small site with every kind of page.
pub(crate) fn site(app: &App, site: Site) -> Router {
    let routes = Router::new()
        .route("/", get(ask))
        .route("/form", get(ask).post(send))
        .route("/enter", post(enter))
        .route("/me", get(me).post(me_post))
        .route("/maybe", get(maybe))
        .route("/panic", get(panic))
        .route("/slow", get(slow))
        .route("/page/{number}", get(numbered))
        .route("/api/note", post(note))
        .route("/elsewhere", get(elsewhere))
        .route("/api/broken", get(|| async { Failure::Internal("a bug".into()) }))
        .route("/broken", get(|| async { Failure::Internal("a bug <b>".into()) }))
        .route("/busy", get(|| async { Failure::from(store::Error::Busy) }));
    site_router(app.clone(), site, routes)
}

/// With the texts of this crate alone.
pub(crate) fn app() -> App {
    let files = [
        (Lang::Ru, "ru/web.ftl", include_str!("../../../i18n/ru/web.ftl")),
        (Lang::En, "en/web.ftl", include_str!("../../../i18n/en/web.ftl")),
    ];
    let text = Texts::load(&files).expect("the texts are well formed");
    let db = Db::memory();
    let files = store::file::Files::temporary(&db);
    App::new(db, files, text, Out::new(), Cpu::new(1), Sites::demo(8080))
}

async fn ask(visit: Visit) -> Response {
    html(&Ask { page: visit.page("web-help") })
}

async fn send(form: Form) -> String {
    use std::fmt::Write as _;
    let mut once = String::new();
    for byte in form.once() {
        let _ = write!(once, "{byte:02x}");
    }
    format!("{}|{once}", form.text("name"))
}

async fn enter(app: App, visit: Visit, _: Form) -> Result<Response, Failure> {
    let (site, facts) = (visit.site, visit.facts());
    let opened = app
        .db
        .write("enter", move |tx| {
            let limits = Limits { idle: 30 * store::MINUTE, total: 8 * store::HOUR };
            session::open(tx, site, "anna", &facts, &serde_json::json!({ "level": 3 }), limits)
        })
        .await?;
    Ok(cookie::set_session(see_other("/me"), &opened))
}

#[derive(serde::Deserialize)]
struct Kept {
    level: u8,
}

async fn me(who: Current) -> Result<String, Failure> {
    Ok(format!("{} {}", who.subject, who.data::<Kept>()?.level))
}

async fn me_post(who: Current, form: Form) -> String {
    format!("{} {}", who.subject, form.text("name"))
}

async fn maybe(visit: Visit, who: Option<Current>) -> Response {
    let title = if who.is_some() { "somebody" } else { "nobody" };
    html(&Ask { page: visit.page("web-help").title(title) })
}

async fn panic(visit: Visit) -> String {
    visit.cookies.get("nothing").expect("this story panics").to_owned()
}

async fn slow() -> &'static str {
    tokio::time::sleep(std::time::Duration::from_secs(60)).await;
    "late"
}

#[derive(serde::Deserialize)]
struct Size {
    size: u8,
}

async fn numbered(Path(number): Path<u8>, Query(Size { size }): Query<Size>) -> String {
    format!("{number} {size}")
}

async fn note(Json(Size { size }): Json<Size>) -> String {
    size.to_string()
}

async fn elsewhere(visit: Visit) -> Response {
    html(&Ask { page: visit.page("web-help").form_action("https://bank.example") })
}

#[test]
fn both_languages_have_the_same_keys_and_the_texts_need_the_same_values() {
    let read = |lang: Lang| {
        let file = format!("{}/../../i18n/{lang}/web.ftl", env!("CARGO_MANIFEST_DIR"));
        needs(&std::fs::read_to_string(file).unwrap())
    };
    let (russian, english) = (read(Lang::Ru), read(Lang::En));
    assert!(russian.len() > 60);
    assert_eq!(russian, english);
}

/// The values that each text of a Fluent file needs.
fn needs(source: &str) -> BTreeMap<String, BTreeSet<String>> {
    let mut out: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut key = String::new();
    for line in source.lines().filter(|line| !line.starts_with('#')) {
        if let Some((name, _)) = line.split_once(" =").filter(|_| !line.starts_with(' ')) {
            name.clone_into(&mut key);
            out.entry(key.clone()).or_default();
        }
        for part in line.split('$').skip(1) {
            let end = part.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(part.len());
            out.entry(key.clone()).or_default().insert(part[..end].to_owned());
        }
    }
    out
}
