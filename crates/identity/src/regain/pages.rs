//! The link «это не я» of the letters: a page with one button.

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use store::Secret;
use web::{Form, Page, Visit, html};

use crate::Identity;
use crate::pages::{Answer, Message};

pub(crate) fn routes() -> Router<Identity> {
    Router::new().route("/stop/{token}", get(ask).post(stop))
}

#[derive(Template)]
#[template(path = "recovery/stop.html")]
struct StopPage {
    page: Page,
    token: String,
}

/// Asks nothing of the storage, so that scanners of mail, which follow links, change nothing and
/// learn nothing.
async fn ask(visit: Visit, Path(token): Path<String>) -> Response {
    let page = visit.page("identity-stop").narrow();
    html(&StopPage { page, token: shape(token) })
}

/// What cannot be a token is not repeated on a page.
fn shape(token: String) -> String {
    let fits = token.len() == 43
        && token.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
    if fits { token } else { "x".to_owned() }
}

async fn stop(
    State(identity): State<Identity>,
    visit: Visit,
    Path(token): Path<String>,
    form: Form,
) -> Answer {
    let (token, facts) = (Secret(shape(token)), visit.facts());
    let write = move |tx: &mut store::Tx| super::stop(tx, &token, &facts);
    let stopped = identity.app.db.write_once("regain.stop", &form.once(), write).await?;
    let (title, says, status) = if stopped {
        ("identity-stop-done", "identity-stop-done-says", StatusCode::OK)
    } else {
        ("identity-stop-over", "identity-stop-over-says", StatusCode::GONE)
    };
    Ok(Message::new(&visit, title)
        .says(visit.t(says))
        .advises(visit.t("identity-stop-password"))
        .advises(visit.t("identity-stop-desk"))
        .leads("/login", visit.t("identity-recovery-back"))
        .leads("/help", visit.t("identity-result-desk"))
        .answer(status))
}
