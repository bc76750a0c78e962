//! The start page, what keeps the cabinet closed, and the home page.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::Response;
use axum::routing::get;
use cabinet::difference::Differing;
use cabinet::person::pages::{Compared, Row, rows};
use cabinet::section::Patience;
use cabinet::section::pages::{Document, Note, Work, documents, when, work};
use cabinet::{Cabinet, Person};
use oauth::acr::Level;
use registries::{EducationRecord, FnsRecord, SfrRecord};
use serde::Deserialize;
use web::{Failure, Page, Site, Visit};

use super::{Gate, gate};
use crate::{application, employer, passport, terms, verification, watch};

/// Everything that the site serves.
pub fn routes(cabinet: &Cabinet) -> Router {
    let cabinet = cabinet
        .clone()
        .with_terms(|tx, account| terms::accepted(tx, account).map(|accepted| accepted.is_some()));
    Router::new()
        .route("/", get(show))
        .with_state(cabinet.clone())
        .merge(terms::pages::routes(&cabinet))
        .merge(passport::pages::routes(&cabinet))
        .merge(verification::pages::routes(&cabinet))
        .merge(employer::pages::routes(&cabinet))
        .merge(watch::pages::routes(&cabinet))
        .merge(application::pages::routes(&cabinet))
        .merge(cabinet.routes())
}

#[derive(Deserialize)]
struct Wanted {
    next: Option<String>,
}

async fn show(
    State(cabinet): State<Cabinet>,
    visit: Visit,
    current: Option<web::Current>,
    Query(wanted): Query<Wanted>,
) -> Result<Response, Failure> {
    let Some(current) = current else {
        let page = cabinet.entrance.page(&visit, "epk-start-title").await;
        let page = page.nav(verification::pages::nav(&visit));
        let next = web::next(wanted.next.as_deref().unwrap_or("/")).to_owned();
        return Ok(web::html(&StartPage { page, next }));
    };
    let person = Person::of(&current)?;
    let account = person.account;
    let accepted = cabinet.app.db.read(move |tx| terms::accepted(tx, account)).await?;
    match gate(&person.profile, accepted.is_some()) {
        Gate::Level => Ok(cabinet.level_page(&visit, &person, Level::Standard).await),
        Gate::Numbers { snils, inn } => Ok(numbers(&cabinet, &visit, &person, snils, inn).await),
        Gate::Terms => Ok(web::see_other("/terms")),
        Gate::Open => home(&cabinet, &visit, &person).await,
    }
}

/// What the cabinet is, for who is not signed in.
#[derive(Template)]
#[template(path = "start.html")]
struct StartPage {
    page: Page,
    next: String,
}

/// A number is missing: what is closed, why, and how to mend it.
#[derive(Template)]
#[template(path = "numbers.html")]
struct NumbersPage {
    page: Page,
    missing: String,
    way: Option<String>,
}

async fn numbers(
    cabinet: &Cabinet,
    visit: &Visit,
    person: &Person,
    snils: bool,
    inn: bool,
) -> Response {
    let page = cabinet.page(visit, person, "epk-numbers-title").await.narrow();
    let missing = page.t(match (snils, inn) {
        (true, true) => "epk-numbers-both",
        (true, false) => "epk-numbers-snils",
        _ => "epk-numbers-inn",
    });
    let way = cabinet.entrance.pages().map(|pages| cabinet.there_and_back(&pages.profile));
    web::html(&NumbersPage { page, missing, way })
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    page: Page,
    rows: Vec<Row>,
    entered: String,
    differing: Vec<Differing>,
    compared: Vec<Compared>,
    work: Vec<Work>,
    fund: Note,
    documents: Vec<Document>,
    education: Note,
    sep: Option<String>,
    services: Option<String>,
}

async fn home(cabinet: &Cabinet, visit: &Visit, person: &Person) -> Result<Response, Failure> {
    let until = Patience::of_a_page();
    let (fund, taxes, education) = tokio::join!(
        cabinet.section::<SfrRecord>(person, until),
        cabinet.section::<FnsRecord>(person, until),
        cabinet.section::<EducationRecord>(person, until),
    );
    let (fund, taxes, education) = (fund?, taxes?, education?);
    let page = cabinet.page(visit, person, "epk-home-title").await;
    let differing = cabinet.differing(&page, person).await?;
    let now = cabinet.app.clock.now();
    Ok(web::html(&HomePage {
        rows: rows(&page, &person.profile),
        entered: page.t1("epk-home-entered", "when", when(&page, person.entered_at, now)),
        differing,
        compared: vec![
            cabinet.compared(&page, person, &fund),
            cabinet.compared(&page, person, &taxes),
        ],
        work: work(&page, fund.record.as_ref()),
        fund: cabinet.note(&page, &fund),
        documents: documents(&page, education.record.as_ref()),
        education: cabinet.note(&page, &education),
        sep: cabinet.app.sites.has(Site::Sep).then(|| page.url(Site::Sep, "/go")),
        services: cabinet.entrance.pages().map(|pages| pages.services.clone()),
        page,
    }))
}
