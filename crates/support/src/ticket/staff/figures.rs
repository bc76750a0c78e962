//! How well the desk works, for administrators.

use ::store::Tx;
use askama::Template;
use axum::extract::State as Of;
use web::{Failure, Page, Role, Staff, Visit};

use super::Answer;
use crate::desk::Desk;
use crate::ticket::figures::{Depth, Share, depth};
use crate::ticket::pages::span;

#[derive(Template)]
#[template(path = "ticket/figures.html")]
struct FiguresPage {
    page: Page,
    now: Vec<(String, String)>,
    backlog: Vec<(String, i64)>,
    month: Vec<(String, String)>,
    sites: Vec<Part>,
    topics: Vec<Part>,
}

/// A row of a table: a site or a topic.
struct Part {
    name: String,
    received: i64,
    answered: i64,
    in_time: String,
}

/// Keys of the spans of the backlog, in its order.
const BACKLOG: [&str; 4] = [
    "support-ticket-backlog-hours",
    "support-ticket-backlog-day",
    "support-ticket-backlog-days",
    "support-ticket-backlog-longer",
];

pub(super) async fn show(Of(desk): Of<Desk>, visit: Visit, staff: Staff) -> Answer {
    if !staff.has(Role::Administrator) {
        return Err(Failure::NotFound);
    }
    let Depth { now, most, received, unanswered_late, closed, reopened, backlog, sites, topics } =
        desk.app().db.read(|tx: &Tx| depth(tx)).await?;
    let page = desk.page(&visit, &staff, "support-ticket-figures").await;
    let row = |key: &str, value: String| (page.t(key), value);
    let took = |took: Option<i64>| match took {
        Some(took) => span(&page, took),
        None => page.t("support-ticket-figure-none"),
    };
    let part = |name: String, share: Share| Part {
        name,
        received: share.received,
        answered: share.answered,
        in_time: of(&page, share.in_time, share.answered),
    };
    let month = vec![
        row("support-ticket-figure-received", received.to_string()),
        row("support-ticket-figure-in-time", of(&page, now.in_time, now.answered)),
        row("support-ticket-figure-median", took(now.median)),
        row("support-ticket-figure-most", took(most)),
        row("support-ticket-figure-unanswered", unanswered_late.to_string()),
        row("support-ticket-figure-reopened", of(&page, reopened, closed)),
    ];
    let sites =
        sites.into_iter().map(|(site, share)| part(page.t(&format!("support-site-{site}")), share));
    let topics = topics.into_iter().map(|(topic, share)| {
        part(page.t(&format!("support-ticket-topic-{}", topic.as_str())), share)
    });
    Ok(web::html(&FiguresPage {
        now: vec![
            row("support-ticket-figure-open", now.open.to_string()),
            row("support-ticket-figure-waiting", now.waiting.to_string()),
            row("support-ticket-figure-overdue", now.overdue.to_string()),
        ],
        backlog: BACKLOG.iter().zip(backlog).map(|(key, count)| (page.t(key), count)).collect(),
        sites: sites.collect(),
        topics: topics.collect(),
        month,
        page,
    }))
}

/// «7 из 9 (78 %)»; a dash where there is nothing to share.
fn of(page: &Page, some: i64, all: i64) -> String {
    if all == 0 {
        return "—".to_owned();
    }
    let share = (some * 100 + all / 2) / all;
    let args = [("some", some.into()), ("all", all.into()), ("share", share.into())];
    page.tw("support-ticket-figure-of", &args)
}
