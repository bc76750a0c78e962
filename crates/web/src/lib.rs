//! What every page of every site shares: the frame, forms, sessions, failures, languages, the one
//! HTTP client, and serving.
//!
//! # A page, whole
//!
//! A handler asks for what it needs by type: [`Visit`] (who asks, from where), [`Form`] (read and
//! checked), [`Current`] or `Option<Current>` (the session), [`Staff`], [`App`]. It prepares,
//! runs one transaction, and presents.
//!
//! ```
//! use axum::Router;
//! use axum::response::Response;
//! use axum::routing::get;
//! use store::params;
//! use web::{App, Current, Failure, Fields, FlashKind, Form, Page, Visit};
//! use web::{flash, html, html_status, see_other};
//!
//! #[derive(askama::Template)]
//! // In a crate: #[template(path = "nickname.html")], the file in `templates/`.
//! #[template(ext = "html", source = r#"
//!   {% extends "shell.html" %}
//!   {% import "ui.html" as ui %}
//!   {% block main %}
//!   {{ ui::back("/", page.t("web-failure-home")) }}
//!   <h1>{{ page.title }}</h1>
//!   {{ ui::error_summary(fields, page) }}
//!   <form method="post" novalidate>
//!     {{ page.form_keys("nickname")|safe }}
//!     {{ ui::field(page, fields, "name", page.t("web-help"), autocomplete="nickname") }}
//!     <div class="actions">{{ ui::button(page.t("web-show")) }}</div>
//!   </form>
//!   {% endblock %}
//! "#)]
//! struct Nickname {
//!     page: Page,
//!     fields: Fields,
//! }
//!
//! pub fn routes() -> Router<()> {
//!     Router::new().route("/nickname", get(ask).post(save))
//! }
//!
//! fn frame(visit: &Visit) -> Page {
//!     visit.page("web-help").person("Тестова А. П.").narrow()
//! }
//!
//! async fn ask(visit: Visit, _: Current) -> Response {
//!     html(&Nickname { page: frame(&visit), fields: Fields::empty() })
//! }
//!
//! // `Form` is the last argument: it reads the body.
//! async fn save(app: App, visit: Visit, who: Current, form: Form) -> Result<Response, Failure> {
//!     let mut fields = Fields::from(&form, &["name"]);
//!     if form.text("name").is_empty() {
//!         fields.error("name", visit.t("web-failure-invalid"));
//!         let page = frame(&visit);
//!         let status = http::StatusCode::UNPROCESSABLE_ENTITY;
//!         return Ok(html_status(status, &Nickname { page, fields }));
//!     }
//!     let (name, subject) = (form.text("name").to_owned(), who.subject.clone());
//!     app.db
//!         .write_once("nickname.save", &form.once(), move |tx| {
//!             tx.execute(
//!                 "insert into store_setting (name, value) values ($1, $2)
//!                  on conflict (name) do update set value = excluded.value",
//!                 params![subject, name],
//!             )
//!         })
//!         .await?;
//!     Ok(flash(see_other("/nickname"), FlashKind::Success, "web-copied"))
//! }
//! # fn main() {
//! #     let app = App::for_story(store::Db::memory());
//! #     let _ = web::site_router(app, web::Site::Sep, routes());
//! # }
//! ```
//!
//! # Habits
//!
//! * Each crate has `askama.toml` with `dirs = ["templates", "../web/templates"]`, so that
//!   `shell.html` and `ui.html` are found. The components and their arguments stand in `ui.html`;
//!   [`gallery`] shows them. Arguments of methods in templates are passed by reference:
//!   use [`Page::t1`] and [`Page::t2`] for texts with values.
//! * Every POST form holds `{{ page.form_keys("name")|safe }}`; [`Form::once`] is the key for
//!   `db.write_once`, so a repeated POST finds its outcome. Put `novalidate` on forms: the page's
//!   own messages are better than the browser's.
//! * A POST that worked answers [`see_other`]; one with wrong fields answers 422 with the form.
//! * A page whose POST may end at another origin says so: `page.form_action(origin)`.
//! * Failures are values of [`Failure`]; `?` turns storage errors into them. Where somebody must
//!   sign in, they are sent to [`Site::sign_in_path`] with `?next=…`; read it with [`next()`].
//! * Signing in: [`session::open`] in the transaction, then
//!   `cookie::set_session(see_other(path), &opened)`. Signing out: [`session::end`] and
//!   [`cookie::clear_session`]. The shell's «Выйти» posts to `/logout`: every site with sessions
//!   has that route.
//! * Something small that must survive a redirect without a session: [`cookie::seal`].
//! * What a page shows of a thing that may change goes into `<div data-live="/path/of/it">`: the
//!   script of [`live`] fetches the page again and puts the new region in when it changes. Forms
//!   with typed text stay outside of it.
//! * `GET /help`, `/kept`, `/language` and `/static/…` exist on every site already.
//! * Tests: [`App::for_story`] and [`site_router`] with `tower::ServiceExt::oneshot`.

// Templates of this crate and doc examples name it like those of other crates do.
extern crate self as web;

mod admission;
mod app;
mod assets;
pub mod cookie;
mod cpu;
mod csrf;
pub mod date;
mod download;
mod failure;
mod failure_page;
mod flash;
mod form;
mod gallery;
mod harden;
mod help;
mod keep;
mod lang;
pub mod live;
mod next;
pub mod out;
mod page;
mod router;
mod serve;
pub mod session;
mod site;
pub mod staff;
mod steady;
#[cfg(test)]
mod tests;
mod text;
pub mod tls;
pub mod upload;
mod visit;

pub use app::{App, Moved, MovedSession, Unread};
pub use cpu::{Cpu, Turn};
pub use download::download;
pub use failure::Failure;
pub use flash::flash;
pub use form::{Choice, Fields, Form, Problem};
pub use gallery::gallery;
pub use lang::Lang;
pub use live::Live;
pub use next::next;
pub use out::{Answer, Bounds, Out, OutError, Request};
pub use page::{Bell, Flash, FlashKind, NavItem, Page, html, html_status, see_other};
pub use router::{hosts, site_router};
pub use serve::{Listener, serve};
pub use session::{Current, SessionId};
pub use site::{Site, SiteSettings, Sites};
pub use staff::{Role, Staff, StaffId};
pub use steady::Steady;
pub use text::{Arg, Texts};
pub use upload::Upload;
pub use visit::{Asking, Visit, VisitFacts, Visitor};
