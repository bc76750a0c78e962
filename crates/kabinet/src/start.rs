//! The start page of the demonstration: who is who, links to every site, and what works just now.

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::get;
use web::{App, Page, Site, Visit};

use crate::demo::Board;

/// The routes of the start site.
pub fn routes(board: Board) -> Router {
    Router::new().route("/", get(show)).with_state(board)
}

#[derive(Template)]
#[template(path = "start.html")]
struct StartPage {
    page: Page,
    sites: Vec<SiteCard>,
    road: Vec<String>,
    people: Vec<PersonRow>,
    staff: Vec<PersonRow>,
    status: Vec<StatusRow>,
}

struct SiteCard {
    name: String,
    href: String,
    about: String,
}

struct PersonRow {
    name: String,
    state: String,
    phone: String,
    inbox: String,
    password: String,
    totp: String,
}

struct StatusRow {
    name: String,
    kind: &'static str,
    label: String,
}

const ROAD: [&str; 6] = [
    "start-road-1",
    "start-road-2",
    "start-road-3",
    "start-road-4",
    "start-road-5",
    "start-road-6",
];

async fn show(State(board): State<Board>, app: App, visit: Visit) -> Response {
    let inventory = board.shown();
    let sites = Site::ALL.into_iter().filter(|site| *site != Site::Start);
    let sites = sites.map(|site| SiteCard {
        name: visit.t(&format!("start-site-{site}")),
        href: app.sites.url(site, "/"),
        about: visit.t(&format!("start-site-{site}-about")),
    });
    let people = inventory.people.iter().map(|person| PersonRow {
        name: person.name.clone(),
        state: visit.t(&format!("start-state-{}", person.state.replace('_', "-"))),
        phone: person.phone.clone(),
        inbox: app.sites.url(Site::Phone, &format!("/phone?to={}", escape(&person.phone))),
        password: person.password.clone(),
        totp: person.totp_secret.clone().unwrap_or_default(),
    });
    let staff = inventory.staff.iter().map(|member| PersonRow {
        name: member.name.clone(),
        state: roles(&visit, &member.roles),
        phone: member.login.clone(),
        inbox: String::new(),
        password: member.password.clone(),
        totp: member.totp_secret.clone(),
    });
    let (sites, people, staff) = (sites.collect(), people.collect(), staff.collect());
    let road = ROAD.iter().map(|key| visit.t(key)).collect();
    let status = status(&app, &visit).await;
    let page = visit.page("start-title");
    web::html(&StartPage { page, sites, road, people, staff, status })
}

fn roles(visit: &Visit, roles: &[String]) -> String {
    roles.iter().map(|role| visit.t(&format!("start-role-{role}"))).collect::<Vec<_>>().join(", ")
}

fn escape(phone: &str) -> String {
    phone.replace('+', "%2B")
}

/// What can be seen to work from here: storage, and what waits in it.
async fn status(app: &App, visit: &Visit) -> Vec<StatusRow> {
    let asked = app.db.read(|tx| {
        let unsealed = store::journal::unsealed(tx)?;
        Ok((store::job::waiting(tx)?, store::job::dead(tx)?.len(), unsealed))
    });
    let row = |name: &str, well: bool, label: String| StatusRow {
        name: visit.t(name),
        kind: if well { "success" } else { "warning" },
        label,
    };
    match asked.await {
        Err(_) => vec![row("start-storage", false, visit.t("start-storage-away"))],
        Ok((waiting, dead, unsealed)) => vec![
            row("start-storage", true, visit.t("start-storage-well")),
            row("start-jobs", true, visit.t1("start-jobs-waiting", "count", waiting)),
            row("start-dead", dead == 0, visit.t1("start-dead-count", "count", dead as i64)),
            row("start-journal", true, visit.t1("start-journal-unsealed", "count", unsealed)),
        ],
    }
}
