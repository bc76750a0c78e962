//! The start page, and the home page of who is signed in.

use askama::Template;
use axum::Router;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use cabinet::difference::Differing;
use cabinet::person::pages::{Row, rows};
use cabinet::section::Patience;
use cabinet::section::pages::{Document, Note, Work, documents, when, work};
use cabinet::{Cabinet, Person};
use registries::record::Contribution;
use registries::{EducationRecord, SfrRecord};
use serde::Deserialize;
use web::{Arg, Failure, Page, Site, Visit};

use super::{Attention, attention};

/// Everything that the site serves.
pub fn routes(cabinet: &Cabinet) -> Router {
    let home = Router::new().route("/", get(show)).with_state(cabinet.clone());
    home.merge(cabinet.routes())
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
    match current {
        Some(current) => home(&cabinet, &visit, &Person::of(&current)?).await,
        None => {
            let next = wanted.next.unwrap_or_default();
            Ok(start(&cabinet, &visit, web::next(&next)).await)
        }
    }
}

/// What the cabinet is, for who is not signed in.
#[derive(Template)]
#[template(path = "start.html")]
struct StartPage {
    page: Page,
    next: String,
}

async fn start(cabinet: &Cabinet, visit: &Visit, next: &str) -> Response {
    let page = cabinet.entrance.page(visit, "sep-start-title").await;
    web::html(&StartPage { page, next: next.to_owned() }).into_response()
}

#[derive(Template)]
#[template(path = "home.html")]
struct HomePage {
    page: Page,
    rows: Vec<Row>,
    entered: String,
    attention: Vec<Task>,
    differing: Vec<Differing>,
    documents: Vec<Document>,
    education: Note,
    work: Vec<Work>,
    paid: Vec<Paid>,
    insured: Option<String>,
    total: Option<String>,
    fund: Note,
    parts: Vec<Part>,
}

/// Something to do, in words.
struct Task {
    title: String,
    text: String,
    way: Option<(String, String)>,
}

struct Paid {
    year: String,
    employer: String,
    sum: String,
}

/// A way to another part.
struct Part {
    href: String,
    title: String,
    text: String,
}

async fn home(cabinet: &Cabinet, visit: &Visit, person: &Person) -> Result<Response, Failure> {
    let until = Patience::of_a_page();
    let (education, fund) = tokio::join!(
        cabinet.section::<EducationRecord>(person, until),
        cabinet.section::<SfrRecord>(person, until),
    );
    let (education, fund) = (education?, fund?);
    let page = cabinet.page(visit, person, "sep-home-title").await;
    let page = match &person.profile.given_name {
        Some(_) => page.title(greeting(visit, person)),
        None => page,
    };
    let differing = cabinet.differing(&page, person).await?;
    let todo = attention(&person.profile);
    let now = cabinet.app.clock.now();
    let notes = (cabinet.note(&page, &education), cabinet.note(&page, &fund));
    Ok(web::html(&HomePage {
        rows: rows(&page, &person.profile),
        entered: page.t1("sep-home-entered", "when", when(&page, person.entered_at, now)),
        attention: todo.into_iter().map(|what| task(cabinet, &page, what)).collect(),
        differing,
        documents: documents(&page, education.record.as_ref()),
        education: notes.0,
        insured: fund.record.as_ref().map(|record| months(&page, record.insured_months)),
        total: fund.record.as_ref().map(|record| roubles(&page, record.paid_kopecks)),
        work: work(&page, fund.record.as_ref()),
        paid: fund
            .record
            .iter()
            .flat_map(|record| record.contributions.iter().map(|sum| paid(&page, sum)))
            .collect(),
        fund: notes.1,
        parts: parts(cabinet, &page),
        page,
    }))
}

/// «Анна Примеровна, здравствуйте».
fn greeting(visit: &Visit, person: &Person) -> String {
    let profile = &person.profile;
    let names = [profile.given_name.as_deref(), profile.middle_name.as_deref()];
    let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
    visit.t1("sep-home-greeting", "name", name)
}

fn task(cabinet: &Cabinet, page: &Page, what: Attention) -> Task {
    let text = |part: &str| page.t(&format!("sep-attention-{}-{part}", what.name()));
    let way = match what {
        Attention::RaiseLevel => {
            cabinet.entrance.pages().map(|pages| cabinet.there_and_back(&pages.level))
        }
        _ => cabinet.entrance.pages().map(|pages| cabinet.there_and_back(&pages.profile)),
    };
    let way = way.map(|href| (href, text("way")));
    Task { title: text("title"), text: text("text"), way }
}

fn paid(page: &Page, contribution: &Contribution) -> Paid {
    Paid {
        year: contribution.year.to_string(),
        employer: contribution.employer.clone(),
        sum: roubles(page, contribution.paid_kopecks),
    }
}

/// «10 лет 11 месяцев».
fn months(page: &Page, months: i64) -> String {
    let (years, rest) = (months / 12, months % 12);
    let years = (years > 0).then(|| page.tw("sep-years", &[("count", Arg::Number(years))]));
    let rest =
        (rest > 0 || months == 0).then(|| page.tw("sep-months", &[("count", Arg::Number(rest))]));
    years.into_iter().chain(rest).collect::<Vec<_>>().join(" ")
}

/// «264 000,50 ₽», with spaces that do not break; «₽264,000.50» in English.
pub(super) fn roubles(page: &Page, kopecks: i64) -> String {
    let (group, point) = match page.lang() {
        web::Lang::Ru => ('\u{a0}', ','),
        web::Lang::En => (',', '.'),
    };
    let digits = (kopecks.unsigned_abs() / 100).to_string();
    let mut whole = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            whole.push(group);
        }
        whole.push(digit);
    }
    let sign = if kopecks < 0 { "−" } else { "" };
    let rest = kopecks.unsigned_abs() % 100;
    match page.lang() {
        web::Lang::Ru => format!("{sign}{whole}{point}{rest:02}\u{a0}₽"),
        web::Lang::En => format!("{sign}₽{whole}{point}{rest:02}"),
    }
}

/// Where else to go. Only what is there is named.
fn parts(cabinet: &Cabinet, page: &Page) -> Vec<Part> {
    let part = |href: String, name: &str| Part {
        href,
        title: page.t(&format!("sep-part-{name}-title")),
        text: page.t(&format!("sep-part-{name}-text")),
    };
    let epk = cabinet.app.sites.has(Site::Epk).then(|| part(page.url(Site::Epk, "/go"), "epk"));
    let services = cabinet.entrance.pages().map(|pages| part(pages.services.clone(), "services"));
    let notices = Some(part("/settings/notifications".into(), "notices"));
    [epk, services, notices].into_iter().flatten().collect()
}
