//! «Электронные сервисы»: list, search, card with «Перейти».

use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use axum::routing::get;
use oauth::acr::Level;
use serde::Deserialize;
use web::{Failure, Fields, Page, Visit, html};

use crate::client::Client;
use crate::consent::{self, pages::names};
use crate::nav;
use crate::person::Person;
use crate::provider::Provider;
use crate::provider::endpoints::level_key;

pub(crate) fn routes() -> Router<Provider> {
    Router::new().route("/services", get(list)).route("/services/{client}", get(card))
}

type Answer = Result<Response, Failure>;

/// These pages are open to everybody; who is signed in sees her frame.
fn framed(visit: &Visit, person: Option<&Person>) -> Page {
    let page = visit.page("service-title");
    match person {
        Some(person) => nav::frame(visit, person, page),
        None => page,
    }
}

#[derive(Deserialize)]
struct Asked {
    q: Option<String>,
}

struct Row {
    id: String,
    name: String,
    about: String,
    linked: bool,
}

#[derive(Template)]
#[template(path = "service/list.html")]
struct ListPage {
    page: Page,
    fields: Fields,
    asked: String,
    rows: Vec<Row>,
}

/// `GET /services`
async fn list(
    State(provider): State<Provider>,
    visit: Visit,
    person: Option<Person>,
    Query(asked): Query<Asked>,
) -> Answer {
    let asked = asked.q.unwrap_or_default();
    let text = asked.clone();
    let account = person.as_ref().map(|person| person.account.id);
    let (found, linked) = provider
        .app()
        .db
        .read(move |tx| {
            let linked = match account {
                Some(account) => consent::of_account(tx, account)?,
                None => Vec::new(),
            };
            Ok((super::search(tx, &text)?, linked))
        })
        .await?;
    let rows = found.into_iter().map(|client| Row {
        name: name(&visit, &client),
        about: about(&visit, &client),
        linked: linked.iter().any(|consent| consent.client == client.id),
        id: client.id,
    });
    let rows = rows.collect();
    let page = framed(&visit, person.as_ref());
    let fields = Fields::empty().with("q", asked.as_str());
    Ok(html(&ListPage { page, fields, asked, rows }))
}

#[derive(Template)]
#[template(path = "service/card.html")]
struct CardPage {
    page: Page,
    about: String,
    entry: String,
    data: Vec<String>,
    level: String,
    terms: Option<String>,
}

/// `GET /services/{client}`
async fn card(
    State(provider): State<Provider>,
    visit: Visit,
    person: Option<Person>,
    Path(id): Path<String>,
) -> Answer {
    let found = provider.app().db.read(move |tx| super::find(tx, &id)).await?;
    let client = found.ok_or(Failure::NotFound)?;
    let entry = client.settings.entry.as_ref().ok_or(Failure::NotFound)?.to_string();
    let page = framed(&visit, person.as_ref());
    Ok(html(&CardPage {
        page: page.title(name(&visit, &client)).narrow(),
        about: about(&visit, &client),
        entry,
        data: names(&visit, &client.settings.scopes),
        level: match client.settings.level {
            Level::Simple => visit.t("service-level-any"),
            Level::Confirmed => visit.t(level_key(Level::Confirmed)),
            level => visit.t1("service-level-least", "level", visit.t(level_key(level))),
        },
        terms: client.settings.terms.as_ref().map(ToString::to_string),
    }))
}

fn name(visit: &Visit, client: &Client) -> String {
    client.settings.name.in_language(visit.lang.as_str()).to_owned()
}

fn about(visit: &Visit, client: &Client) -> String {
    client.settings.about.in_language(visit.lang.as_str()).to_owned()
}
