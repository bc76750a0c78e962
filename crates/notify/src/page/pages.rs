//! «Уведомления»: the list, and a notice whole. Opening a notice is reading it.

use std::sync::Arc;

use ::store::{Id, Moment};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::{get, post};
use serde::Deserialize;
use web::{App, Failure, FlashKind, Form, Page, Visit};

use super::{From, Listed};
use crate::message::words;
use crate::preference::pages::{Frame, Framed, SETTINGS};
use crate::{Importance, importance};

/// Where the list lies on every site.
pub(crate) const NOTICES: &str = "/notices";

/// Notices on one page.
const ON_A_PAGE: usize = 20;

pub(crate) fn routes(frame: &Arc<Frame>) -> Router {
    Router::new()
        .route(NOTICES, get(list))
        .route("/notices/read", post(read_all))
        .route("/notices/{id}", get(show))
        .with_state(frame.clone())
}

#[derive(Template)]
#[template(path = "notify_list.html")]
struct ListPage {
    page: Page,
    settings: &'static str,
    rows: Vec<Row>,
    /// The newest notice in the list, when anything is unread.
    newest: Option<Id>,
    newer: String,
    older: String,
}

struct Row {
    href: String,
    title: String,
    at: Moment,
    about: String,
    fresh: bool,
    high: bool,
}

#[derive(Deserialize)]
struct Place {
    before: Option<String>,
    after: Option<String>,
}

impl Place {
    fn from(&self) -> From {
        let id = |text: &Option<String>| text.as_deref().and_then(|text| text.parse().ok());
        match (id(&self.before), id(&self.after)) {
            (Some(id), _) => From::Before(id),
            (None, Some(id)) => From::After(id),
            _ => From::Newest,
        }
    }
}

async fn list(
    State(frame): State<Arc<Frame>>,
    app: App,
    visit: Visit,
    Query(place): Query<Place>,
) -> Result<Response, Failure> {
    let Framed { who, page } = frame(visit, "notify-page-title").await?;
    let from = place.from();
    let found = app.db.read(move |tx| {
        // One more than is shown tells whether there is a next page.
        let rows = super::list(tx, &who, from, ON_A_PAGE as u32 + 1)?;
        let newest = super::list(tx, &who, From::Newest, 1)?.pop();
        Ok((rows, newest, super::unread(tx, who.site, &who.subject)?))
    });
    let (mut rows, newest, unread) = found.await?;
    let more = rows.len() > ON_A_PAGE;
    match from {
        From::After(_) if more => drop(rows.remove(0)),
        _ => rows.truncate(ON_A_PAGE),
    }
    let newest = newest.map(|newest| newest.id);
    let first = rows.first().map(|row| row.id);
    let to = |way: &str, id: Option<Id>, there: bool| match id {
        Some(id) if there => format!("{NOTICES}?{way}={id}"),
        _ => String::new(),
    };
    let below = matches!(from, From::After(_)) || more;
    Ok(web::html(&ListPage {
        newer: to("after", first, first != newest),
        older: to("before", rows.last().map(|row| row.id), below),
        rows: rows.iter().map(|listed| row(&app, &page, listed)).collect(),
        newest: newest.filter(|_| unread > 0),
        settings: SETTINGS,
        page,
    }))
}

fn row(app: &App, page: &Page, listed: &Listed) -> Row {
    Row {
        href: format!("{NOTICES}/{}", listed.id),
        title: words::shown::title(listed, page.site(), page.lang(), &app.text),
        at: listed.created_at,
        about: page.t(&format!("notify-kind-{}", listed.kind.as_str())),
        fresh: listed.read_at.is_none(),
        high: importance(listed.kind, &listed.event) == Importance::High,
    }
}

#[derive(Template)]
#[template(path = "notify_notice.html")]
struct NoticePage {
    page: Page,
    at: Moment,
    /// Escaped paragraphs.
    body: String,
    about: Option<String>,
}

async fn show(
    State(frame): State<Arc<Frame>>,
    app: App,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let id: Id = id.parse().map_err(|_| Failure::NotFound)?;
    let Framed { who, page } = frame(visit, "notify-page-title").await?;
    let reader = who.clone();
    let found = app.db.read(move |tx| super::find(tx, &reader, id)).await?;
    let listed = found.ok_or(Failure::NotFound)?;
    let (site, lang) = (page.site(), page.lang());
    let mut page = page.title(words::shown::title(&listed, site, lang, &app.text));
    if listed.read_at.is_none() {
        app.db.write("notify.read", move |tx| super::read(tx, &who, id)).await?;
        page = page.seen_one();
    }
    let body = words::shown::body(&listed, site, lang, &app.text, &app.sites);
    Ok(web::html(&NoticePage { page, at: listed.created_at, body, about: listed.about }))
}

async fn read_all(
    State(frame): State<Arc<Frame>>,
    app: App,
    visit: Visit,
    form: Form,
) -> Result<Response, Failure> {
    let newest: Id = form.text("newest").parse().map_err(|_| Failure::Invalid)?;
    let Framed { who, .. } = frame(visit, "notify-page-title").await?;
    let once = form.once();
    app.db
        .write_once("notify.read_all", &once, move |tx| super::read_all(tx, &who, newest))
        .await?;
    Ok(web::flash(web::see_other(NOTICES), FlashKind::Success, "notify-page-read"))
}
