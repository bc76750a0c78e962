//! «Связанные сервисы».

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::response::Response;
use axum::routing::get;
use store::Moment;
use web::{Failure, FlashKind, Form, Page, Visit, flash, html, see_other};

use super::Linked;
use crate::client::Client;
use crate::consent::{self, pages::register_names};
use crate::logout;
use crate::mandate::{self, Mandate, MandateId};
use crate::nav;
use crate::person::Person;
use crate::provider::Provider;

pub(crate) fn routes() -> Router<Provider> {
    Router::new()
        .route("/settings/services", get(list))
        .route("/settings/services/{client}/unlink", get(ask_unlink).post(unlink))
        .route("/settings/services/mandates/{id}/withdraw", get(ask_withdraw).post(withdraw))
}

type Answer = Result<Response, Failure>;

/// Where the list is.
const LIST: &str = "/settings/services";

struct Row {
    id: String,
    name: String,
    entry: Option<String>,
    closed: bool,
    since: Moment,
    used_at: Moment,
    data: Vec<String>,
    registers: Vec<String>,
    receivers: Vec<String>,
    mandates: Vec<MandateRow>,
}

struct MandateRow {
    id: String,
    purpose: String,
    reference: String,
    register: String,
    /// Whether a document is sent; else a register is asked.
    sends: bool,
    /// Register and application, or service and passport, in one line.
    place: String,
    given_at: Moment,
    ends_at: Moment,
    /// When it was last used, in words; empty before the first time.
    used: String,
}

impl Row {
    fn new(visit: &Visit, linked: &Linked) -> Row {
        let Linked { client, consent, mandates } = linked;
        Row {
            id: client.id.clone(),
            name: name(client, visit),
            entry: client.settings.entry.as_ref().map(ToString::to_string),
            closed: client.disabled,
            since: consent.since,
            used_at: consent.used_at,
            data: consent::pages::names(visit, &consent.covers),
            registers: register_names(visit, &consent.covers),
            receivers: client.settings.receiver_names(&consent.covers, visit.lang.as_str()),
            mandates: mandates.iter().map(|m| MandateRow::new(visit, client, m)).collect(),
        }
    }
}

impl MandateRow {
    fn new(visit: &Visit, client: &Client, mandate: &Mandate) -> MandateRow {
        let audience = [mandate.audience.as_str()].into_iter().collect();
        let receivers = client.settings.receiver_names(&audience, visit.lang.as_str());
        let sends = !receivers.is_empty();
        let names = if sends { receivers } else { register_names(visit, &audience) };
        let register = names.join(", ");
        let named = [
            ("register", register.as_str().into()),
            ("reference", mandate.reference.as_str().into()),
        ];
        let place = if sends { "linked-mandate-sending" } else { "linked-mandate-place" };
        MandateRow {
            sends,
            place: visit.tw(place, &named),
            id: mandate.id.to_string(),
            purpose: sentence(&mandate.purpose),
            reference: mandate.reference.clone(),
            register,
            given_at: mandate.created_at,
            ends_at: mandate.expires_at,
            used: mandate.used_at.map_or(String::new(), |at| web::date::date_time(at, visit.lang)),
        }
    }
}

#[derive(Template)]
#[template(path = "linked/list.html")]
struct ListPage {
    page: Page,
    rows: Vec<Row>,
}

/// `GET /settings/services`
async fn list(State(provider): State<Provider>, visit: Visit, person: Person) -> Answer {
    let account = person.account.id;
    let linked = provider.app().db.read(move |tx| super::of(tx, account)).await?;
    let rows = linked.iter().map(|linked| Row::new(&visit, linked)).collect();
    Ok(html(&ListPage { page: nav::page(&visit, &person, "linked-title"), rows }))
}

#[derive(Template)]
#[template(path = "linked/unlink.html")]
struct UnlinkPage {
    page: Page,
    row: Row,
}

/// `GET /settings/services/{client}/unlink`: what will happen.
async fn ask_unlink(
    State(provider): State<Provider>,
    visit: Visit,
    person: Person,
    Path(client): Path<String>,
) -> Answer {
    let account = person.account.id;
    let linked = provider.app().db.read(move |tx| super::find(tx, account, &client)).await?;
    let row = Row::new(&visit, &linked.ok_or(Failure::NotFound)?);
    let title = visit.t1("linked-unlink-title", "service", row.name.as_str());
    let page = nav::page(&visit, &person, "linked-unlink").title(title).narrow();
    Ok(html(&UnlinkPage { page, row }))
}

/// `POST /settings/services/{client}/unlink`
async fn unlink(
    State(provider): State<Provider>,
    person: Person,
    Path(client): Path<String>,
    form: Form,
) -> Answer {
    let account = person.account.id;
    let farewells = provider
        .app()
        .db
        .write_once("linked.unlink", &form.once(), move |tx| {
            consent::withdraw(tx, account, &client)
        })
        .await?
        .ok_or(Failure::NotFound)?;
    // Its sessions end there, too; what does not answer is told by the job.
    logout::tell_now(&provider, farewells).await;
    Ok(flash(see_other(LIST), FlashKind::Success, "linked-unlinked"))
}

#[derive(Template)]
#[template(path = "linked/withdraw.html")]
struct WithdrawPage {
    page: Page,
    service: String,
    mandate: MandateRow,
}

/// `GET /settings/services/mandates/{id}/withdraw`: what will happen.
async fn ask_withdraw(
    State(provider): State<Provider>,
    visit: Visit,
    person: Person,
    Path(id): Path<String>,
) -> Answer {
    let id: MandateId = id.parse().map_err(|_| Failure::NotFound)?;
    let account = person.account.id;
    let linked = provider.app().db.read(move |tx| super::of(tx, account)).await?;
    let found = linked.iter().find_map(|linked| {
        let mandate = linked.mandates.iter().find(|mandate| mandate.id == id)?;
        Some((linked, mandate))
    });
    let (linked, mandate) = found.ok_or(Failure::NotFound)?;
    let page = nav::page(&visit, &person, "linked-withdraw-title").narrow();
    let service = name(&linked.client, &visit);
    let mandate = MandateRow::new(&visit, &linked.client, mandate);
    Ok(html(&WithdrawPage { page, service, mandate }))
}

/// `POST /settings/services/mandates/{id}/withdraw`
async fn withdraw(
    State(provider): State<Provider>,
    person: Person,
    Path(id): Path<String>,
    form: Form,
) -> Answer {
    let id: MandateId = id.parse().map_err(|_| Failure::NotFound)?;
    let account = person.account.id;
    let done = provider
        .app()
        .db
        .write_once("mandate.withdraw", &form.once(), move |tx| mandate::withdraw(tx, account, id))
        .await?;
    if !done {
        return Err(Failure::NotFound);
    }
    Ok(flash(see_other(LIST), FlashKind::Success, "linked-withdrawn"))
}

/// With a capital letter at its beginning: services write purposes in small letters, to follow
/// «чтобы».
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(chars).collect()
}

fn name(client: &Client, visit: &Visit) -> String {
    client.settings.name.in_language(visit.lang.as_str()).to_owned()
}
