//! What has arrived at the services, as their clerks would see it.

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use web::{Failure, Page, Visit, html};

use super::store;
use super::{Document, Outcome, Service};
use crate::Sandbox;
use crate::fault::pages::frame;

const LIST_MAX: i64 = 100;

#[derive(askama::Template)]
#[template(path = "service/list.html")]
struct ListPage {
    page: Page,
    services: Vec<(String, String, Vec<Line>)>,
}

/// A document in the list.
struct Line {
    href: String,
    name: String,
    text: String,
    tag: &'static str,
    state: String,
}

#[derive(askama::Template)]
#[template(path = "service/show.html")]
struct ShowPage {
    page: Page,
    rows: Vec<(String, String)>,
    tag: &'static str,
    state: String,
    reason: String,
    data: String,
    file: String,
    check: Option<String>,
}

/// All services with what they have received.
pub async fn list(State(sandbox): State<Sandbox>, visit: Visit) -> Result<Response, Failure> {
    let found = sandbox.app().db.read(|tx| {
        Service::ALL.iter().map(|service| store::list(tx, *service, LIST_MAX)).collect()
    });
    let found: Vec<Vec<Document>> = found.await?;
    let page = frame(&visit, "sandbox-services-title", "/services");
    let now = sandbox.app().clock.now();
    let line = |document: &Document| {
        let (tag, state) = state(&page, &document.outcome(now));
        Line {
            href: format!("/services/{}/{}", document.service, document.key),
            name: document.holder.name.clone(),
            text: page.t1("sandbox-document-came", "when", page.date_time(document.received_at)),
            tag,
            state,
        }
    };
    let services = Service::ALL.iter().zip(&found).map(|(service, documents)| {
        let (name, about) = (page.t(service.name_key()), page.t(service.about_key()));
        (name, about, documents.iter().map(line).collect())
    });
    let services = services.collect();
    Ok(html(&ListPage { page, services }))
}

/// One document.
pub async fn show(
    State(sandbox): State<Sandbox>,
    visit: Visit,
    Path((service, key)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let service: Service = service.parse().map_err(|()| Failure::NotFound)?;
    let found = sandbox.app().db.read(move |tx| store::find(tx, service, &key)).await?;
    let document = found.ok_or(Failure::NotFound)?;
    let page = frame(&visit, "sandbox-services-title", "/services");
    let page = page.title(document.holder.name.clone());
    let outcome = document.outcome(sandbox.app().clock.now());
    let (tag, state) = state(&page, &outcome);
    let mut rows = vec![(page.t("sandbox-document-service"), page.t(service.name_key()))];
    if outcome == Outcome::Registered {
        rows.push((page.t("sandbox-document-number"), document.number.clone()));
    }
    rows.extend([
        (page.t("sandbox-document-received"), page.date_time(document.received_at)),
        (page.t("sandbox-document-person"), document.holder.number.clone()),
        (page.t("sandbox-document-client"), document.holder.client.clone()),
        (
            page.t("sandbox-document-mandate"),
            document.holder.mandate.clone().unwrap_or_else(|| page.t("sandbox-none")),
        ),
        (page.t("sandbox-document-calls"), document.calls.to_string()),
        (page.t("sandbox-document-sha256"), document.sha256.clone()),
    ]);
    let reason = match outcome {
        Outcome::Refused(reason) => reason,
        _ => String::new(),
    };
    Ok(html(&ShowPage {
        rows,
        tag,
        state,
        reason,
        data: serde_json::to_string_pretty(&document.data).unwrap_or_default(),
        file: format!("/services/{service}/{}/file", document.key),
        check: document.check().map(str::to_owned),
        page,
    }))
}

/// The file of a document.
pub async fn file(
    State(sandbox): State<Sandbox>,
    Path((service, key)): Path<(String, String)>,
) -> Result<Response, Failure> {
    let service: Service = service.parse().map_err(|()| Failure::NotFound)?;
    let found = sandbox.app().db.read(move |tx| store::file(tx, service, &key)).await?;
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("application/pdf")),
        (CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"passport.pdf\"")),
    ];
    Ok((headers, found.ok_or(Failure::NotFound)?).into_response())
}

fn state(page: &Page, outcome: &Outcome) -> (&'static str, String) {
    match outcome {
        Outcome::Received => ("info", page.t("sandbox-document-thinking")),
        Outcome::Registered => ("success", page.t("sandbox-document-registered")),
        Outcome::Refused(_) => ("danger", page.t("sandbox-document-refused")),
    }
}
