//! The page of short answers that every footer leads to.

use axum::response::Response;

use crate::{Page, Visit, html};

#[derive(askama::Template)]
#[template(path = "help.html")]
struct Help {
    page: Page,
    topics: Vec<Topic>,
    desk: bool,
}

struct Topic {
    id: &'static str,
    title: String,
    text: String,
}

const TOPICS: [&str; 6] = ["code", "locked", "phone", "ended", "incident", "safety"];

/// `GET /help` of every site.
pub(crate) async fn page(visit: Visit) -> Response {
    let topic = |id| Topic {
        id,
        title: visit.t(&format!("web-help-{id}-title")),
        text: visit.t(&format!("web-help-{id}")),
    };
    let topics = TOPICS.into_iter().map(topic).collect();
    let desk = visit.site.has_help_desk();
    html(&Help { page: visit.page("web-help-title").narrow(), topics, desk })
}
