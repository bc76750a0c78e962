//! The terms on a page of their own, and what is left for who says «Не сейчас».

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use cabinet::{Cabinet, Person};
use web::{Failure, FlashKind, Form, Lang, Page, Visit};

use super::{Acceptance, Accepting, VERSION, accept, accepted, fingerprint, text};

pub(crate) fn routes(cabinet: &Cabinet) -> Router {
    Router::new()
        .route("/terms", get(show).post(agree))
        .route("/terms/later", get(later))
        .with_state(cabinet.clone())
}

#[derive(Template)]
#[template(path = "terms.html")]
struct TermsPage {
    page: Page,
    /// Heading and text of each paragraph.
    paragraphs: Vec<(&'static str, &'static str)>,
    version: &'static str,
    sha256: String,
    lang: Lang,
    accepted: Option<Acceptance>,
}

async fn show(
    State(cabinet): State<Cabinet>,
    visit: Visit,
    person: Person,
) -> Result<Response, Failure> {
    let account = person.account;
    let accepted = cabinet.app.db.read(move |tx| accepted(tx, account)).await?;
    let page = cabinet.page(&visit, &person, "epk-terms-title").await.narrow();
    let text = text(visit.lang);
    Ok(web::html(&TermsPage {
        page,
        paragraphs: text.lines().map(parted).collect(),
        version: VERSION,
        sha256: fingerprint(text),
        lang: visit.lang,
        accepted,
    }))
}

/// «1. Что это. Кабинет …» as its heading, «1. Что это», and the rest.
pub(crate) fn parted(line: &'static str) -> (&'static str, &'static str) {
    let heading_ends = line.match_indices(". ").nth(1).map(|(at, _)| at);
    heading_ends.map_or(("", line), |at| (&line[..at], &line[at + 2..]))
}

async fn agree(
    State(cabinet): State<Cabinet>,
    person: Person,
    form: Form,
) -> Result<Response, Failure> {
    let lang: Lang = form.text("lang").parse().map_err(|()| Failure::Invalid)?;
    let (account, shown) = (person.account, form.text("sha256").to_owned());
    let accepting = cabinet
        .app
        .db
        .write_once("epk.accept", &form.once(), move |tx| accept(tx, account, lang, &shown))
        .await?;
    Ok(match accepting {
        Accepting::Accepted => web::see_other("/"),
        Accepting::Changed => {
            web::flash(web::see_other("/terms"), FlashKind::Warning, "epk-terms-changed")
        }
    })
}

#[derive(Template)]
#[template(path = "later.html")]
struct LaterPage {
    page: Page,
}

async fn later(State(cabinet): State<Cabinet>, visit: Visit, person: Person) -> Response {
    let page = cabinet.page(&visit, &person, "epk-later-title").await.narrow();
    web::html(&LaterPage { page })
}
