//! *Настройки уведомлений*: a table of kinds and channels, and what was sent lately. Identity
//! and both cabinets mount it at `/settings/notifications`.

use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use web::{App, Failure, FlashKind, Form, Page, Visit};

use super::{Chosen, Preferences, choose, kinds};
use crate::message::{self, Trace, words};
use crate::{Channel, Contact, Kind, Recipient, contact};

/// Where the page lies on every site.
pub const SETTINGS: &str = "/settings/notifications";

/// Whose settings, and the site's frame around them.
pub struct Framed {
    /// The person who is signed in.
    pub who: Recipient,
    /// The site's page, with the person's name and the navigation.
    pub page: Page,
}

type Frame = dyn Fn(Visit, &'static str) -> Framing + Send + Sync;
type Framing = std::pin::Pin<Box<dyn Future<Output = Result<Framed, Failure>> + Send + 'static>>;

/// The routes of the page. The site says who is signed in ([`Failure::SignIn`] when nobody is)
/// and builds its page for the key of a title:
///
/// ```ignore
/// routes.merge(notify::pages::settings(|visit, title_key| async move {
///     let citizen = Citizen::of(&visit).await?;
///     let who = Recipient::new(visit.site, citizen.account);
///     Ok(Framed { who, page: frame(&visit, &citizen, visit.page(title_key)) })
/// }))
/// ```
pub fn settings<F, G>(frame: F) -> Router
where
    F: Fn(Visit, &'static str) -> G + Send + Sync + 'static,
    G: Future<Output = Result<Framed, Failure>> + Send + 'static,
{
    let frame: Arc<Frame> = Arc::new(move |visit, title| Box::pin(frame(visit, title)));
    Router::new().route(SETTINGS, get(show).post(save)).with_state(frame)
}

#[derive(Template)]
#[template(path = "notify_settings.html")]
struct SettingsPage {
    page: Page,
    reached: Vec<Reached>,
    rows: Vec<Row>,
    sent: Vec<Sent>,
}

/// A channel, and where it leads for this person.
struct Reached {
    label: String,
    address: Option<String>,
    missing: String,
}

struct Row {
    label: String,
    hint: String,
    cells: Vec<Cell>,
}

struct Cell {
    name: String,
    channel: String,
    label: String,
    chosen: bool,
    locked: bool,
}

struct Sent {
    at: ::store::Moment,
    title: String,
    detail: String,
    kind: &'static str,
}

/// How many of the latest messages the page lists.
const LATEST: u32 = 20;

async fn show(
    State(frame): State<Arc<Frame>>,
    app: App,
    visit: Visit,
) -> Result<Response, Failure> {
    let Framed { who, page } = frame(visit, "notify-settings-title").await?;
    let found = {
        let who = who.clone();
        app.db.read(move |tx| {
            let latest = message::sent_to(tx, &who, LATEST)?;
            Ok((super::of(tx, &who)?, contact::of(tx, &who)?, latest))
        })
    };
    let (chosen, known, latest) = found.await?;
    let reached = Channel::ALL.map(|channel| reached(&page, channel, known.as_ref())).into();
    let rows = kinds(who.site).iter().map(|kind| row(&page, *kind, &chosen)).collect();
    let sent = latest.iter().map(|trace| sent(&app, &page, trace)).collect();
    Ok(web::html(&SettingsPage { page, reached, rows, sent }))
}

fn reached(page: &Page, channel: Channel, known: Option<&Contact>) -> Reached {
    let address = known.and_then(|contact| contact.address(channel));
    Reached {
        label: page.t(&format!("notify-channel-{}", channel.as_str())),
        address: address.map(|address| contact::masked(channel, address)),
        missing: page.t(&format!("notify-missing-{}", channel.as_str())),
    }
}

fn row(page: &Page, kind: Kind, chosen: &Preferences) -> Row {
    let label = page.t(&format!("notify-kind-{}", kind.as_str()));
    let cells = Channel::ALL.map(|channel| {
        let by = page.t(&format!("notify-channel-{}", channel.as_str()));
        Cell {
            name: field(kind, channel),
            label: format!("{label}: {by}"),
            channel: by,
            chosen: chosen.wants(kind, channel),
            locked: kind.is_locked(),
        }
    });
    let hint = page.t(&format!("notify-about-{}", kind.as_str()));
    Row { label, hint, cells: cells.into() }
}

fn field(kind: Kind, channel: Channel) -> String {
    format!("{}.{}", kind.as_str(), channel.as_str())
}

fn sent(app: &App, page: &Page, trace: &Trace) -> Sent {
    let state = page.t(&format!("notify-state-{}", trace.state.as_str()));
    let kind = match trace.state {
        message::State::Failed | message::State::Expired => "warning",
        _ => "neutral",
    };
    Sent {
        at: trace.created_at,
        title: words::title(trace, page.lang(), &app.text),
        detail: format!("{}, {state}", trace.to),
        kind,
    }
}

async fn save(
    State(frame): State<Arc<Frame>>,
    app: App,
    visit: Visit,
    form: Form,
) -> Result<Response, Failure> {
    let Framed { who, .. } = frame(visit, "notify-settings-title").await?;
    let choices: Vec<(Kind, Channel, bool)> = kinds(who.site)
        .iter()
        .filter(|kind| !kind.is_locked())
        .flat_map(|kind| Channel::ALL.map(|channel| (*kind, channel)))
        .map(|(kind, channel)| (kind, channel, form.has(&field(kind, channel))))
        .collect();
    let chosen = app
        .db
        .write_once("notify.choose", &form.once(), move |tx| choose(tx, &who, &choices))
        .await?;
    let (kind, says) = match chosen {
        Chosen::Saved => (FlashKind::Success, "notify-settings-saved"),
        Chosen::Locked => (FlashKind::Error, "notify-settings-locked"),
    };
    Ok(web::flash(web::see_other(SETTINGS), kind, says))
}
