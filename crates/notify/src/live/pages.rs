//! `GET /live`: what changes for a person while her page is open.

use std::collections::HashSet;
use std::time::Duration;

use ::store::{Id, Moment};
use axum::Router;
use axum::extract::Query;
use axum::http::header::{HeaderMap, RETRY_AFTER};
use axum::http::{HeaderName, StatusCode};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use serde::Deserialize;
use serde_json::{Value, json};
use web::live::stream::{BEAT, Gone, Pen, stream};
use web::live::{Change, Ear, Heard};
use web::{App, Bell, Current, SessionId, Visit, session};

use super::{BACK, KEPT, store};
use crate::Recipient;
use crate::message::words;
use crate::page::{self, Listed};

/// Everything may have changed: the page looks at all it shows.
const ALL: &str = "*";
/// More changes than these are not told one by one to a page that comes back.
const MISSED_MAX: usize = 50;
/// Browsers come back after a broken stream so many seconds later, and up to as many more.
const COME_BACK: (u64, u64) = (2_000, 4_000);
/// A browser that finds the node full comes back after so many seconds.
const FULL: &str = "60";

pub(crate) fn routes() -> Router {
    Router::new().route(web::live::PATH, get(live))
}

#[derive(Deserialize)]
struct Asked {
    since: Option<String>,
}

async fn live(
    app: App,
    visit: Visit,
    current: Option<Current>,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Response {
    // No content: browsers do not come back by themselves (WHATWG HTML, section 9.2.3).
    let Some(current) = current.filter(|_| visit.site.has_notices()) else {
        return StatusCode::NO_CONTENT.into_response();
    };
    let Some(ear) = app.live.listen(visit.site, &current.subject) else {
        return (StatusCode::SERVICE_UNAVAILABLE, [(RETRY_AFTER, FULL)]).into_response();
    };
    let last = headers.get(HeaderName::from_static("last-event-id"));
    let last = last.and_then(|id| id.to_str().ok()).or(asked.since.as_deref());
    let now = app.clock.now();
    let since = last.and_then(|micros| micros.parse().ok()).map_or(now, Moment).min(now);
    let who = Recipient::new(visit.site, &current.subject);
    let session = current.id;
    stream(move |pen| async move {
        let told = HashSet::new();
        let mut page = OpenPage { app, visit, who, session, since, pen, told };
        // It ends when the browser has gone; nobody is left to be told.
        let _ = page.talk(ear).await;
    })
}

/// An open page at the other end of a stream.
struct OpenPage {
    app: App,
    visit: Visit,
    who: Recipient,
    session: SessionId,
    /// What the page shows is of this moment.
    since: Moment,
    pen: Pen,
    /// Changes that were told at the beginning; the look of the node may bring them again.
    told: HashSet<Id>,
}

/// Whether the stream goes on.
enum Goes {
    On,
    /// The session is over.
    Over,
}

impl OpenPage {
    async fn talk(&mut self, mut ear: Ear) -> Result<(), Gone> {
        let (least, more) = COME_BACK;
        let after = least + u64::from(self.app.entropy.below(u32::try_from(more).unwrap_or(1)));
        self.pen.retry(Duration::from_millis(after)).await?;
        for change in self.missed().await {
            self.told.insert(change.id);
            self.tell(&change).await?;
        }
        let mut beat = tokio::time::interval(BEAT);
        loop {
            let goes = tokio::select! {
                () = self.pen.gone() => return Err(Gone),
                heard = ear.next() => match heard {
                    Heard::Change(change) if self.told.contains(&change.id) => Goes::On,
                    Heard::Change(change) => self.tell(&change).await?,
                    Heard::Missed => self.tell(&self.everything()).await?,
                    Heard::Replaced => return self.pen.event("rest", None, &json!({})).await,
                    Heard::Closing => return Ok(()),
                },
                _ = beat.tick() => self.beat().await?,
            };
            if matches!(goes, Goes::Over) {
                let say = self.visit.t("web-live-over");
                return self.pen.event("over", None, &json!({ "say": say })).await;
            }
        }
    }

    /// What came since the page was made, and a little before: it may have been committed later.
    async fn missed(&self) -> Vec<Change> {
        if self.app.clock.now().since(self.since) > KEPT - BACK {
            return vec![self.everything()];
        }
        let (who, from) = (self.who.clone(), self.since.plus(-BACK));
        match self.app.db.read(move |tx| store::of(tx, &who, from, MISSED_MAX)).await {
            Ok(changes) if changes.len() < MISSED_MAX => changes,
            // Too many, or nobody knows: the page looks by itself.
            _ => vec![self.everything()],
        }
    }

    fn everything(&self) -> Change {
        let at = self.app.clock.now();
        let id = Id::new(at, &self.app.entropy);
        Change { id, at, about: Some(ALL.to_owned()), notice: None }
    }

    /// Tells of a change, unless the session has ended meanwhile.
    async fn tell(&self, change: &Change) -> Result<Goes, Gone> {
        let (who, session, notice) = (self.who.clone(), self.session, change.notice);
        let known = self.app.db.read(move |tx| {
            if !session::is_alive(tx, session)? {
                return Ok(None);
            }
            let notice = match notice {
                Some(id) => page::find(tx, &who, id)?,
                None => None,
            };
            Ok(Some((page::unread(tx, who.site, &who.subject)?, notice)))
        });
        match known.await {
            Ok(Some((unread, notice))) => {
                let data = self.data(change, unread, notice.as_ref());
                self.pen.event("change", Some(change.at.0), &data).await.map(|()| Goes::On)
            }
            Ok(None) => Ok(Goes::Over),
            Err(error) => {
                tracing::warn!(%error, "a change was not told");
                Ok(Goes::On)
            }
        }
    }

    fn data(&self, change: &Change, unread: u32, notice: Option<&Listed>) -> Value {
        let bell = Bell::new(&self.visit, unread);
        let mut data = json!({ "shown": bell.shown, "label": bell.label, "about": change.about });
        if let Some(listed) = notice {
            data["notice"] = listed.id.to_string().into();
            data["href"] = format!("{}/{}", page::pages::NOTICES, listed.id).into();
            // What the page showed when it was made is no news.
            if change.at > self.since && listed.read_at.is_none() {
                let (site, lang) = (self.who.site, self.visit.lang);
                let title = words::shown::title(listed, site, lang, &self.app.text);
                data["say"] = self.visit.t1("notify-page-new", "title", title).into();
            }
        }
        data
    }

    async fn beat(&self) -> Result<Goes, Gone> {
        let session = self.session;
        match self.app.db.read(move |tx| session::is_alive(tx, session)).await {
            Ok(false) => Ok(Goes::Over),
            // A database that is away for a moment ends nobody's sign-in.
            Ok(true) | Err(_) => self.pen.beat().await.map(|()| Goes::On),
        }
    }
}
