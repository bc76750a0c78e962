//! What every request of every site passes through.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::task::Poll;
use std::time::{Duration, Instant};

use axum::Router;
use axum::extract::{DefaultBodyLimit, Query, Request};
use axum::middleware::{Next, from_fn};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::header::{CONTENT_TYPE, HOST, LOCATION};
use http::{HeaderValue, Method, StatusCode};

use crate::admission::{Admission, takes_files};
use crate::cookie::{self, SetCookie};
use crate::page::FlashKind;
use crate::steady::{Kept, is_plain};
use crate::{App, Failure, Lang, Site, Visit, assets, failure_page, flash, harden, keep};

/// The longest a request may take; the sign-out that waits for other sites has two seconds.
const LONGEST: Duration = Duration::from_millis(if cfg!(test) { 500 } else { 10_000 });
/// The longest a request with files may take: ten scans over a slow line.
const LONGEST_UPLOAD: Duration = Duration::from_secs(600);
/// The largest body unless a route sets its own limit.
const LARGEST: usize = 64 * 1024;

/// Wraps the routes of a site: admission, limits, languages, static files, headers and the pages
/// of failures. Every handler of the site may then ask for [`App`], [`Visit`], [`crate::Form`],
/// [`crate::Current`] and so on.
pub fn site_router(app: App, site: Site, routes: Router<()>) -> Router {
    let admission = Arc::new(Admission::new());
    routes
        .route("/language", get(language))
        .route("/help", get(crate::help::page))
        .route(keep::PATH, get(keep::page))
        .fallback(|| async { Failure::NotFound })
        .method_not_allowed_fallback(|| async { Failure::Method })
        .layer(DefaultBodyLimit::max(LARGEST))
        .layer(from_fn(move |request: Request, next: Next| {
            outermost(app.clone(), site, admission.clone(), request, next)
        }))
}

/// Sends each request to the site that its `Host` names; 421 for any other name, and never by
/// `X-Forwarded-Host`.
pub fn hosts(app: &App, sites: Vec<(Site, Router)>) -> Router {
    let known: Arc<Vec<(Site, Router)>> = Arc::new(sites);
    let addresses = app.sites.clone();
    let kept = Kept::default();
    Router::new().fallback(move |request: Request| {
        let (known, addresses, kept) = (known.clone(), addresses.clone(), kept.clone());
        async move {
            let site = named(&request).and_then(|host| addresses.by_host(host));
            match known.iter().find(|(candidate, _)| Some(*candidate) == site) {
                Some((site, router)) => {
                    if let Some(answer) = kept.answer(*site, &request) {
                        return answer;
                    }
                    let path = is_plain(&request).then(|| request.uri().path().to_owned());
                    let response = tower::ServiceExt::oneshot(router.clone(), request).await;
                    match path {
                        Some(path) => kept.keep(*site, path, response.into_response()).await,
                        None => response.into_response(),
                    }
                }
                None => {
                    let text = "421: there is no such site here\n";
                    (StatusCode::MISDIRECTED_REQUEST, text).into_response()
                }
            }
        }
    })
}

/// The host that a request names. Of two `Host` headers, and of a `Host` that differs from an
/// absolute address, a proxy before us may have believed the other one: such a request names
/// nobody (RFC 9112, section 3.2).
fn named(request: &Request) -> Option<&str> {
    let mut headers = request.headers().get_all(HOST).iter();
    let header = headers.next().map(|value| value.to_str().unwrap_or_default());
    let address = request.uri().authority().map(|authority| authority.as_str());
    let differ = header.zip(address).is_some_and(|(one, other)| !one.eq_ignore_ascii_case(other));
    if headers.next().is_some() || differ { None } else { header.or(address) }
}

async fn outermost(
    app: App,
    site: Site,
    admission: Arc<Admission>,
    request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let path = request.uri().path();
    if path.starts_with("/static/") {
        let mut response = assets::answer(path);
        harden::bytes(app.sites.is_https(site), &mut response);
        return response;
    }
    let longest = if takes_files(&request) { LONGEST_UPLOAD } else { LONGEST };
    let Some(_admitted) = admission.class(&request).enter() else {
        metrics::counter!("web_refused", "site" => site.as_str()).increment(1);
        return harden::crowded(app.sites.is_https(site));
    };
    let (mut parts, body) = request.into_parts();
    let visit = Visit::read(&app, site, &parts);
    parts.extensions.insert(visit.clone());
    let request = Request::from_parts(parts, body);
    let work = run(app.clone(), visit.clone(), request, next);
    let (response, kept) = match tokio::time::timeout(longest, work).await {
        Ok(outcome) => outcome,
        Err(_) => (Failure::Slow.into_response(), false),
    };
    let response = answered(&app, &visit, response, kept);
    observe(&visit, response.status(), begun.elapsed());
    response
}

/// Runs the handler; tells whether a form that came too late was kept.
async fn run(app: App, visit: Visit, request: Request, next: Next) -> (Response, bool) {
    let (request, body) = match keep::read(&visit, request).await {
        Ok(read) => read,
        Err(failure) => return (failure.into_response(), false),
    };
    let response = guarded(next, request).await;
    let refused = response.extensions().get::<Failure>() == Some(&Failure::SignIn);
    let kept = match body.filter(|_| refused) {
        Some(body) => keep::keep(&app, &visit, &body).await,
        None => false,
    };
    (response, kept)
}

/// A panic in a handler becomes a failure of this request alone.
async fn guarded(next: Next, request: Request) -> Response {
    let mut running = Box::pin(next.run(request));
    std::future::poll_fn(|context| {
        let step = AssertUnwindSafe(|| running.as_mut().poll(context));
        match std::panic::catch_unwind(step) {
            Ok(polled) => polled,
            Err(panic) => Poll::Ready(Failure::Internal(words(&*panic)).into_response()),
        }
    })
    .await
}

fn words(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    let text = text.or_else(|| panic.downcast_ref::<String>().cloned());
    format!("a handler panicked: {}", text.unwrap_or_default())
}

/// Finishes a response: the page of a failure, cookies, headers.
fn answered(app: &App, visit: &Visit, response: Response, kept: bool) -> Response {
    let failure = response.extensions().get::<Failure>().cloned();
    let mut response = match failure {
        Some(failure) => failure_page::render(app, visit, failure, kept),
        None => match unread(&response) {
            Some((failure, status)) => {
                let mut page = failure_page::render(app, visit, failure, kept);
                *page.status_mut() = status;
                page
            }
            None => response,
        },
    };
    let mut notes = std::mem::take(&mut *visit.notes());
    // A fresh session in this very answer must not be taken away again.
    if let Some(over) = notes.ended.take().filter(|_| !sets(&response, cookie::SESSION)) {
        response = cookie::clear_session(response);
        let key = flash::ended(&over.reason).filter(|_| !notes.ended_shown);
        if let Some(key) = key {
            response = flash::set(FlashKind::Info, &key).on(response);
            notes.flash_shown = false;
        }
    }
    if visit.newcomer && harden::is_page(&response) {
        let forever = Some(Duration::from_secs(400 * 24 * 3600));
        response = SetCookie::new(cookie::VISITOR, visit.visitor.as_str(), forever).on(response);
    }
    if notes.flash_shown && !sets(&response, cookie::FLASH) {
        response = SetCookie::removed(cookie::FLASH).on(response);
    }
    harden::page(app, visit, &notes.form_origins, &mut response);
    response
}

/// The failure behind a bare answer of the framework: an address or a body that an extractor of
/// its own could not read. It answers in English and as plain text, which nothing of ours does.
fn unread(response: &Response) -> Option<(Failure, StatusCode)> {
    let status = response.status();
    let content = response.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    let failure = match status {
        StatusCode::BAD_REQUEST
        | StatusCode::UNSUPPORTED_MEDIA_TYPE
        | StatusCode::UNPROCESSABLE_ENTITY => Failure::Invalid,
        StatusCode::PAYLOAD_TOO_LARGE => Failure::TooLarge,
        _ => return None,
    };
    content?.starts_with(b"text/plain").then_some((failure, status))
}

fn sets(response: &Response, name: &str) -> bool {
    let start = format!("__Host-{name}=");
    let cookies = response.headers().get_all(http::header::SET_COOKIE);
    cookies.iter().any(|value| value.as_bytes().starts_with(start.as_bytes()))
}

#[derive(serde::Deserialize)]
struct Turn {
    to: Option<String>,
    next: Option<String>,
}

/// Turns to another language and goes back; it changes nothing else, so it may be a link.
async fn language(visit: Visit, Query(turn): Query<Turn>) -> Response {
    let lang: Lang = turn.to.and_then(|tag| tag.parse().ok()).unwrap_or(visit.lang);
    let next = turn.next.unwrap_or_default();
    let mut response = StatusCode::SEE_OTHER.into_response();
    let place = HeaderValue::from_str(crate::next(&next));
    response.headers_mut().insert(LOCATION, place.unwrap_or(HeaderValue::from_static("/")));
    let year = Some(Duration::from_secs(365 * 24 * 3600));
    SetCookie::new(cookie::LANG, lang.as_str(), year).on(response)
}

/// Counts and traces a request: path without query, no cookies, no bodies.
fn observe(visit: &Visit, status: StatusCode, took: Duration) {
    let site = visit.site.as_str();
    let class = match status.as_u16() / 100 {
        2 => "2xx",
        3 => "3xx",
        4 => "4xx",
        _ => "5xx",
    };
    metrics::histogram!("web_seconds", "site" => site, "status" => class)
        .record(took.as_secs_f64());
    let path = visit.logged_path();
    match visit.method {
        Method::GET => tracing::debug!(site, %path, status = status.as_u16(), ?took, "answered"),
        _ => tracing::info!(
            site, %path, method = %visit.method, status = status.as_u16(), ?took, "answered"
        ),
    }
}
