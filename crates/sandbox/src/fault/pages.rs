//! The registers with their troubles, and the form that gives them some.

use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use registries::Register;
use web::{
    Choice, Failure, Fields, FlashKind, Form, NavItem, Page, Visit, flash, html, html_status,
    see_other,
};

use super::{DELAY_MAX_MS, Fault, Simulator};
use crate::Sandbox;

#[derive(askama::Template)]
#[template(path = "fault/list.html")]
struct ListPage {
    page: Page,
    registers: Vec<Line>,
    services: Vec<Line>,
    others: Vec<Line>,
    troubled: bool,
}

/// A simulator in the list.
struct Line {
    href: String,
    name: String,
    about: String,
    tag_kind: &'static str,
    tag: String,
}

#[derive(askama::Template)]
#[template(path = "fault/edit.html")]
struct EditPage {
    page: Page,
    fields: Fields,
    about: String,
    delays: Vec<Choice>,
    statuses: Vec<Choice>,
    answers_about_people: bool,
    stamps: bool,
    takes_documents: bool,
}

/// The delays that the form offers, in milliseconds.
const DELAYS: [u64; 5] = [300, 1_000, 3_000, 10_000, 60_000];
const STATUSES: [u16; 6] = [400, 401, 404, 429, 500, 503];

/// All simulators and how they are.
pub async fn list(State(sandbox): State<Sandbox>, visit: Visit) -> Response {
    let line = |(simulator, fault): (Simulator, Fault)| {
        let (tag_kind, tag) = state(&visit, simulator, fault);
        Line {
            href: format!("/faults/{simulator}"),
            name: visit.t(simulator.name_key()),
            about: visit.t(about_key(simulator)),
            tag_kind,
            tag,
        }
    };
    let all = sandbox.faults().all();
    let troubled = all.iter().any(|(_, fault)| !fault.is_none());
    let lines = |wanted: fn(&Simulator) -> bool| {
        all.iter().filter(|(simulator, _)| wanted(simulator)).copied().map(line).collect()
    };
    let registers = lines(|simulator| matches!(simulator, Simulator::Register(_)));
    let services = lines(|simulator| matches!(simulator, Simulator::Service(_)));
    let others = lines(|who| !matches!(who, Simulator::Register(_) | Simulator::Service(_)));
    let page = frame(&visit, "sandbox-registers-title", "/");
    html(&ListPage { page, registers, services, others, troubled })
}

/// The form for one simulator.
pub async fn edit(
    State(sandbox): State<Sandbox>,
    visit: Visit,
    Path(name): Path<String>,
) -> Result<Response, Failure> {
    let simulator: Simulator = name.parse().map_err(|_| Failure::NotFound)?;
    let fault = sandbox.faults().of(simulator);
    let mut fields = Fields::empty()
        .with("delay_ms", fault.delay_ms.to_string())
        .with("status", fault.status.map_or(String::new(), |status| status.to_string()));
    if fault.wrong {
        fields.set("wrong", "yes");
    }
    if fault.refuse {
        fields.set("refuse", "yes");
    }
    Ok(html(&edit_page(&visit, simulator, fault, fields)))
}

/// Gives one simulator what the form says.
pub async fn update(
    State(sandbox): State<Sandbox>,
    visit: Visit,
    Path(name): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    let simulator: Simulator = name.parse().map_err(|_| Failure::NotFound)?;
    let mut fields = Fields::from(&form, &["delay_ms", "status", "wrong", "refuse"]);
    let delay_ms = form.text("delay_ms").parse::<u64>().ok().filter(|ms| *ms <= DELAY_MAX_MS);
    let status = match form.text("status") {
        "" => Some(None),
        text => text.parse::<u16>().ok().map(Some),
    };
    if delay_ms.is_none() {
        fields.error("delay_ms", visit.t("sandbox-fault-delay-wrong"));
    }
    if let (Some(delay_ms), Some(status)) = (delay_ms, status) {
        let (wrong, refuse) = (form.has("wrong"), form.has("refuse"));
        let fault = Fault { delay_ms, status, wrong, refuse };
        if sandbox.faults().set(&[(simulator, fault)]).is_ok() {
            return Ok(flash(see_other("/"), FlashKind::Success, "sandbox-fault-set"));
        }
    }
    if !fields.has_errors() {
        fields.error("status", visit.t("sandbox-fault-status-wrong"));
    }
    let fault = sandbox.faults().of(simulator);
    let page = edit_page(&visit, simulator, fault, fields);
    Ok(html_status(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// Lets everything work again.
pub async fn clear(State(sandbox): State<Sandbox>, _: Form) -> Response {
    sandbox.faults().clear();
    flash(see_other("/"), FlashKind::Success, "sandbox-fault-cleared")
}

fn edit_page(visit: &Visit, simulator: Simulator, fault: Fault, fields: Fields) -> EditPage {
    let mut offered: Vec<u64> = DELAYS.to_vec();
    if fault.delay_ms > 0 && !offered.contains(&fault.delay_ms) {
        offered.push(fault.delay_ms);
        offered.sort_unstable();
    }
    let mut delays = vec![Choice::new("0", visit.t("sandbox-fault-no-delay"))];
    delays.extend(offered.into_iter().map(|ms| Choice::new(ms.to_string(), delay(visit, ms))));
    let mut offered: Vec<u16> = STATUSES.to_vec();
    offered.extend(fault.status.filter(|status| !STATUSES.contains(status)));
    let mut statuses = vec![Choice::new("", visit.t("sandbox-fault-no-status"))];
    statuses.extend(offered.into_iter().map(|status| {
        Choice::new(
            status.to_string(),
            visit.t1("sandbox-fault-status", "status", status.to_string()),
        )
    }));
    let page = frame(visit, "sandbox-registers-title", "").title(visit.t(simulator.name_key()));
    EditPage {
        page: page.narrow(),
        fields,
        about: visit.t(about_key(simulator)),
        delays,
        statuses,
        answers_about_people: matches!(simulator, Simulator::Register(_)),
        stamps: simulator == Simulator::Tsp,
        takes_documents: matches!(simulator, Simulator::Service(_)),
    }
}

/// The frame of every page of the site of registers.
pub(crate) fn frame(visit: &Visit, title_key: &str, here: &str) -> Page {
    let item = |href: &str, key: &str| NavItem::new(href, visit.t(key), href == here);
    visit.page(title_key).nav(vec![
        item("/", "sandbox-nav-registers"),
        item("/people", "sandbox-nav-people"),
        item("/people/new", "sandbox-nav-new"),
        item("/services", "sandbox-nav-services"),
    ])
}

/// «0,3 с», "3 s".
fn delay(visit: &Visit, ms: u64) -> String {
    let tenths = ms.div_ceil(100);
    let (whole, part) = (tenths / 10, tenths % 10);
    let comma = if visit.lang == web::Lang::Ru { ',' } else { '.' };
    let seconds = if part == 0 { whole.to_string() } else { format!("{whole}{comma}{part}") };
    visit.t1("sandbox-fault-delay", "seconds", seconds)
}

fn state(visit: &Visit, simulator: Simulator, fault: Fault) -> (&'static str, String) {
    match fault {
        Fault { status: Some(status), .. } => {
            ("danger", visit.t1("sandbox-state-failing", "status", status.to_string()))
        }
        Fault { wrong: true, .. } => ("danger", visit.t("sandbox-state-wrong")),
        Fault { refuse: true, .. } => ("danger", visit.t("sandbox-state-refusing")),
        Fault { delay_ms: 1.., .. } => {
            ("warning", visit.t1("sandbox-state-slow", "delay", delay(visit, fault.delay_ms)))
        }
        _ if simulator == Simulator::Bank => ("neutral", visit.t("sandbox-state-absent")),
        _ => ("success", visit.t("sandbox-state-well")),
    }
}

fn about_key(simulator: Simulator) -> &'static str {
    match simulator {
        Simulator::Register(Register::Fns) => "sandbox-about-fns",
        Simulator::Register(Register::Sfr) => "sandbox-about-sfr",
        Simulator::Register(Register::Egrn) => "sandbox-about-egrn",
        Simulator::Register(Register::Business) => "sandbox-about-business",
        Simulator::Register(Register::Tfoms) => "sandbox-about-tfoms",
        Simulator::Register(Register::Education) => "sandbox-about-education",
        Simulator::Service(service) => service.about_key(),
        Simulator::Sms => "sandbox-about-sms",
        Simulator::Smtp => "sandbox-about-smtp",
        Simulator::Tsp => "sandbox-about-tsp",
        Simulator::Bank => "sandbox-about-bank",
    }
}
