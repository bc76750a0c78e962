//! *Настройки уведомлений*: a table of kinds and ways, how and when, and what was sent lately.
//! Identity and both cabinets mount it, with the list of notices and the stream of changes.

use std::sync::Arc;

use ::store::Tx;
use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use web::{App, Failure, Fields, FlashKind, Form, Page, Visit};

use super::form::{self, Choices};
use super::{Chosen, Manner, Preferences, Way, choose, choose_manner, kinds};
use crate::message::{self, Trace, words};
use crate::{Channel, Contact, Kind, Recipient, contact, live, page};

/// Where the page lies on every site.
pub const SETTINGS: &str = "/settings/notifications";

/// Whose settings, and the site's frame around them.
pub struct Framed {
    /// The person who is signed in.
    pub who: Recipient,
    /// The site's page, with the person's name and the navigation.
    pub page: Page,
}

pub(crate) type Frame = dyn Fn(Visit, &'static str) -> Framing + Send + Sync;
type Framing = std::pin::Pin<Box<dyn Future<Output = Result<Framed, Failure>> + Send + 'static>>;

/// The routes of the settings, of `/notices` and of `/live`. The site says who is signed in
/// ([`Failure::SignIn`] when nobody is) and builds its page for the key of a title:
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
    let own = Router::new().route(SETTINGS, get(show).post(save)).with_state(frame.clone());
    own.merge(page::pages::routes(&frame)).merge(live::pages::routes())
}

#[derive(Template)]
#[template(path = "notify_settings.html")]
struct SettingsPage {
    page: Page,
    fields: Fields,
    choices: Choices,
    ways: Vec<String>,
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
    /// None where a kind does not go this way.
    cells: Vec<Option<Cell>>,
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
    let framed = frame(visit, "notify-settings-title").await?;
    settings_page(&app, framed, None, StatusCode::OK).await
}

/// The page; with what was typed when something is wrong with it.
async fn settings_page(
    app: &App,
    Framed { who, page }: Framed,
    typed: Option<(Fields, Vec<Choice>)>,
    status: StatusCode,
) -> Result<Response, Failure> {
    let found = {
        let who = who.clone();
        app.db.read(move |tx| {
            let latest = message::sent_to(tx, &who, LATEST)?;
            Ok((super::of(tx, &who)?, contact::of(tx, &who)?, latest))
        })
    };
    let (mut chosen, known, latest) = found.await?;
    let fields = match typed {
        Some((fields, ticked)) => {
            let ticked = ticked.into_iter().map(|(kind, way, chosen)| ((kind, way), chosen));
            chosen.chosen.extend(ticked);
            fields
        }
        None => form::filled(&chosen.manner),
    };
    Ok(web::html_status(
        status,
        &SettingsPage {
            fields,
            choices: Choices::new(&page),
            ways: Way::ALL.map(|way| way_words(&page, way)).into(),
            reached: Channel::ALL.map(|channel| reached(&page, channel, known.as_ref())).into(),
            rows: kinds(who.site).iter().map(|kind| row(&page, *kind, &chosen)).collect(),
            sent: latest.iter().map(|trace| sent(app, &page, trace)).collect(),
            page,
        },
    ))
}

/// A box of the table as it was sent.
type Choice = (Kind, Way, bool);

fn way_words(page: &Page, way: Way) -> String {
    page.t(&format!("notify-channel-{}", way.as_str()))
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
    let cells = Way::ALL.map(|way| {
        let by = way_words(page, way);
        way.fits(kind).then(|| Cell {
            name: field(kind, way),
            label: format!("{label}: {by}"),
            channel: by,
            chosen: chosen.wants(kind, way),
            locked: kind.is_locked(),
        })
    });
    let hint = page.t(&format!("notify-about-{}", kind.as_str()));
    Row { label, hint, cells: cells.into() }
}

fn field(kind: Kind, way: Way) -> String {
    format!("{}.{}", kind.as_str(), way.as_str())
}

fn sent(app: &App, page: &Page, trace: &Trace) -> Sent {
    let waits = trace.due_at.filter(|at| *at > app.clock.now() && trace.error.is_none());
    let state = match (trace.state, waits) {
        // It waits for a digest or the end of quiet hours.
        (message::State::Waiting, Some(at)) => {
            page.t1("notify-state-later", "when", page.date_time(at))
        }
        (state, _) => page.t(&format!("notify-state-{}", state.as_str())),
    };
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
    let framed = frame(visit, "notify-settings-title").await?;
    let who = framed.who.clone();
    let choices: Vec<Choice> = kinds(who.site)
        .iter()
        .filter(|kind| !kind.is_locked())
        .flat_map(|kind| Way::ALL.map(|way| (*kind, way)))
        .map(|(kind, way)| (kind, way, form.has(&field(kind, way))))
        .collect();
    let manner = match form::read(&form, &framed.page) {
        Ok(manner) => manner,
        Err(fields) => {
            let typed = Some((fields, choices));
            return settings_page(&app, framed, typed, StatusCode::UNPROCESSABLE_ENTITY).await;
        }
    };
    let once = form.once();
    let chosen = app
        .db
        .write_once("notify.choose", &once, move |tx| saved(tx, &who, &choices, &manner))
        .await?;
    let (kind, says) = match chosen {
        Chosen::Saved => (FlashKind::Success, "notify-settings-saved"),
        Chosen::Locked => (FlashKind::Error, "notify-settings-locked"),
    };
    Ok(web::flash(web::see_other(SETTINGS), kind, says))
}

fn saved(
    tx: &mut Tx,
    who: &Recipient,
    choices: &[Choice],
    manner: &Manner,
) -> ::store::Result<Chosen> {
    let chosen = choose(tx, who, choices)?;
    if chosen == Chosen::Saved {
        choose_manner(tx, who, manner)?;
    }
    Ok(chosen)
}
