//! One clear page for each way in which an entry can fail, with a way on.

use askama::Template;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use oauth::rp::{Reason, RpError};
use serde_json::json;
use store::Moment;
use store::journal::Draft;
use web::{Page, Visit};

use super::Entrance;

/// What a person can do about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Obstacle {
    /// She said no; nothing is wrong.
    Declined,
    /// Begin once more: too late, used up, from another tab.
    Again,
    /// The level of her account is too low.
    Level,
    /// Wait: the provider does not answer.
    Down,
    /// Her session at the provider ended while she was on the way.
    Over,
    /// The answer is not good, and she cannot help it.
    Broken,
}

impl Obstacle {
    fn of(reason: Reason) -> Obstacle {
        match reason {
            Reason::Declined => Obstacle::Declined,
            Reason::LevelNotReached => Obstacle::Level,
            Reason::ProviderUnavailable => Obstacle::Down,
            Reason::LoginRequired
            | Reason::InteractionRequired
            | Reason::GrantRefused
            | Reason::StateMismatch
            | Reason::TookTooLong
            | Reason::SignInTooOld => Obstacle::Again,
            _ => Obstacle::Broken,
        }
    }

    /// The middle of its texts' keys.
    fn name(self) -> &'static str {
        match self {
            Obstacle::Declined => "declined",
            Obstacle::Again => "again",
            Obstacle::Level => "level",
            Obstacle::Down => "down",
            Obstacle::Over => "over",
            Obstacle::Broken => "broken",
        }
    }

    fn status(self) -> StatusCode {
        match self {
            Obstacle::Declined | Obstacle::Level | Obstacle::Over => StatusCode::OK,
            Obstacle::Again => StatusCode::BAD_REQUEST,
            Obstacle::Down => StatusCode::SERVICE_UNAVAILABLE,
            Obstacle::Broken => StatusCode::BAD_GATEWAY,
        }
    }
}

#[derive(Template)]
#[template(path = "entrance/fault.html")]
struct FaultPage {
    page: Page,
    text: String,
    advice: String,
    /// What to quote to support: the reason's name and the time.
    quote: Option<(&'static str, Moment)>,
    level_page: Option<String>,
    next: String,
}

pub(super) async fn page(
    entrance: &Entrance,
    visit: &Visit,
    error: &RpError,
    next: String,
) -> Response {
    let obstacle = Obstacle::of(error.reason);
    record(entrance, visit, error, obstacle);
    let quote =
        (obstacle == Obstacle::Broken).then(|| (error.reason.as_str(), entrance.app().clock.now()));
    shown(entrance, visit, obstacle, quote, next).await
}

/// The page for somebody whose session at the provider ended on the way; the journal has it
/// already.
pub(super) async fn over(entrance: &Entrance, visit: &Visit, next: String) -> Response {
    shown(entrance, visit, Obstacle::Over, None, next).await
}

async fn shown(
    entrance: &Entrance,
    visit: &Visit,
    obstacle: Obstacle,
    quote: Option<(&'static str, Moment)>,
    next: String,
) -> Response {
    let name = obstacle.name();
    let page = entrance.page(visit, &format!("cabinet-fault-{name}-title")).await.narrow();
    let level = obstacle == Obstacle::Level;
    let fault = FaultPage {
        page,
        text: visit.t(&format!("cabinet-fault-{name}-text")),
        advice: visit.t(&format!("cabinet-fault-{name}-advice")),
        quote,
        level_page: entrance
            .pages()
            .filter(|_| level)
            .map(|pages| entrance.there_and_back(&pages.level)),
        next,
    };
    let mut response = web::html_status(obstacle.status(), &fault);
    if obstacle == Obstacle::Down {
        let retry = HeaderValue::from_static("30");
        response.headers_mut().insert(header::RETRY_AFTER, retry);
    }
    response
}

/// The reason stands in the log and in the journal; the person sees words.
fn record(entrance: &Entrance, visit: &Visit, error: &RpError, obstacle: Obstacle) {
    if obstacle == Obstacle::Declined {
        tracing::info!(site = %entrance.site(), "an entry was declined");
    } else {
        tracing::warn!(site = %entrance.site(), %error, "an entry failed");
    }
    let draft = Draft::new(entrance.site().as_str(), "entry.failed").by_anonymous();
    let facts = json!({ "reason": error.reason.as_str(), "address": visit.address });
    entrance.app().db.journal_later(draft.with(facts));
}
