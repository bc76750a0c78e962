//! Failures as people and programs see them.

use axum::response::{IntoResponse, Response};
use http::HeaderValue;
use http::header::RETRY_AFTER;
use store::{Id, Moment};

use crate::form::Sent;
use crate::{App, Failure, Page, Visit, html_status, keep, see_other};

#[derive(askama::Template)]
#[template(path = "error.html")]
struct FailurePage {
    page: Page,
    lead: String,
    advice: String,
    /// Where the person can go on, and its words.
    way_on: (String, String),
    incident: Option<Incident>,
    late: Option<Sent>,
}

/// A number under which the log tells what happened.
struct Incident {
    number: String,
    at: Moment,
    /// The help desk's form with both filled in, where there is one.
    ask: Option<String>,
}

/// Writes the answer of a failure.
pub(crate) fn render(app: &App, visit: &Visit, failure: Failure, kept: bool) -> Response {
    if failure == Failure::SignIn && !visit.wants_json {
        return to_sign_in(visit, kept);
    }
    let incident = incident(app, visit, &failure);
    let mut response = if visit.wants_json {
        json(&failure, incident.as_ref())
    } else {
        page(visit, &failure, incident)
    };
    if let Some(seconds) = failure.retry_after() {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}

/// To the sign-in page and then back to the page, or to the form that was kept.
fn to_sign_in(visit: &Visit, kept: bool) -> Response {
    let back = match visit.method {
        http::Method::GET => Some(visit.path.as_str()),
        _ if kept => Some(keep::PATH),
        _ => visit.referer.as_deref(),
    };
    let sign_in = visit.site.sign_in_path();
    match back.map(crate::next).filter(|path| *path != "/") {
        Some(path) => {
            let query =
                form_urlencoded::Serializer::new(String::new()).append_pair("next", path).finish();
            see_other(&format!("{sign_in}?{query}"))
        }
        None => see_other(sign_in),
    }
}

fn page(visit: &Visit, failure: &Failure, incident: Option<Incident>) -> Response {
    let key = format!("web-failure-{}", failure.name());
    let advice = match failure {
        Failure::TooMany { retry_seconds } => {
            visit.t1(&format!("{key}-advice"), "minutes", retry_seconds.div_ceil(60))
        }
        _ => visit.t(&format!("{key}-advice")),
    };
    let again = visit.referer.clone().filter(|_| *failure == Failure::Stale);
    let way_on = match again {
        Some(path) => (path, visit.t("web-failure-open-again")),
        None => ("/".to_owned(), visit.t("web-failure-home")),
    };
    let late = visit.notes().late.take().filter(|_| *failure == Failure::Stale);
    let advice = if late.is_some() { visit.t("web-failure-stale-kept") } else { advice };
    let page = visit.page(&key).narrow();
    let page = if late.is_some() { page.form_action_to_our_sites() } else { page };
    let lead = visit.t(&format!("{key}-lead"));
    html_status(failure.status(), &FailurePage { page, lead, advice, way_on, incident, late })
}

fn json(failure: &Failure, incident: Option<&Incident>) -> Response {
    let name = failure.name().replace('-', "_");
    let mut value = serde_json::json!({ "error": name });
    if let Some(incident) = incident {
        value["incident"] = incident.number.clone().into();
    }
    (failure.status(), axum::Json(value)).into_response()
}

/// Logs what happened under a number that the visitor can tell the help desk.
fn incident(app: &App, visit: &Visit, failure: &Failure) -> Option<Incident> {
    let Failure::Internal(what) = failure else { return None };
    let at = app.clock.now();
    let id = Id::new(at, &app.entropy).to_string().to_uppercase();
    let number = format!("{}-{}", &id[16..21], &id[21..26]);
    let (site, path) = (visit.site.as_str(), visit.logged_path());
    tracing::error!(incident = %number, site, %path, method = %visit.method, %what, "internal");
    metrics::counter!("web_incidents", "site" => site).increment(1);
    let ask = visit.site.has_help_desk();
    let ask = ask.then(|| format!("/help/ask?incident={number}&at={}", at.0));
    Some(Incident { number, at, ask })
}
