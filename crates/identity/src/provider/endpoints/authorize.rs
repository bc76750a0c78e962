//! The authorization endpoint, and the pages on which a request waits for the person.

use askama::Template;
use axum::body::Bytes;
use axum::extract::{Query, RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use oauth::acr::Level;
use oauth::form::{self, Params};
use oauth::provider::{AuthorizationDraft, Denial, PageFault};
use oauth::{ErrorCode, Refusal};
use serde::{Deserialize, Serialize};
use store::{HOUR, Result, Tx};
use web::{Failure, Form, Page, Visit, Visitor, cookie, html, html_status, see_other, session};

use super::Provider;
use crate::client::{self, Client};
use crate::provider::authorize::{self, Arrived, Hint, Step};
use crate::provider::flow::{self, Flow, FlowId};
use crate::sso::Sso;
use crate::{known, nav, person};

type Answer = std::result::Result<Response, Failure>;

/// Where a request goes next.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Next {
    /// To the service, with a code or a refusal.
    Away(String),
    /// To a page of ours.
    Here(String),
    /// The account has to reach a level first.
    Level {
        /// The flow that waits for it.
        flow: FlowId,
        /// The level she needs.
        needed: Level,
        /// The level she has.
        has: Level,
    },
    /// It has ended already.
    Gone,
    /// Too many requests of people who are not signed in came from this network.
    TooMany,
}

/// How many requests of people who are not signed in wait for one network (/24, /64) within an
/// hour. Each is a row until its hour is over; a school behind one address is far below.
const WAITING_PER_NETWORK_HOUR: i64 = 20_000;

/// `POST /oauth2/authorize`: the same as GET (OpenID Connect Core §3.1.2.1). A form of another
/// site brings no cookies, so the browser is sent to the address that does.
pub(super) async fn begin_by_post(visit: Visit, body: Bytes) -> Answer {
    match Params::parse_bytes(&body) {
        Ok(params) => {
            let query = form::encode(params.iter());
            Ok(see_other(&format!("/oauth2/authorize?{query}")))
        }
        Err(_) => Ok(fault(&visit, PageFault::Malformed)),
    }
}

/// `GET /oauth2/authorize`
pub(super) async fn begin(
    State(provider): State<Provider>,
    visit: Visit,
    RawQuery(query): RawQuery,
) -> Answer {
    let query = query.unwrap_or_default();
    let draft = match AuthorizationDraft::read(&query) {
        Ok(draft) => draft,
        Err(why) => return Ok(fault(&visit, why)),
    };
    let id = draft.client_id().to_owned();
    let client = provider.app().db.read(move |tx| client::open(tx, &id)).await?;
    let Some(client) = client else { return Ok(fault(&visit, PageFault::ClientId)) };
    let request = match draft.check(&client.settings.redirect_uris) {
        Ok(request) => request,
        Err(Denial::Page(why)) => return Ok(fault(&visit, why)),
        Err(denial) => {
            let to = denial.location(provider.issuer()).unwrap_or_default();
            return Ok(see_other(&to));
        }
    };
    let hint = hint(&provider, &request).await?;
    let arrived = Arrived { request, at: provider.app().clock.now(), hint };
    let sso = current(&provider, &visit).await?;
    if sso.is_none() && arrived.request.prompt.none {
        let refusal = Refusal::new(ErrorCode::LoginRequired, "nobody is signed in");
        let to = arrived.request.refusal_location(&refusal, provider.issuer());
        return Ok(see_other(&to));
    }
    let issuer = provider.issuer().to_owned();
    let visitor = visit.visitor.clone();
    let network = known::network_of(visit.address);
    let next = provider
        .app()
        .db
        .write("authorize", move |tx| {
            let key = || format!("identity.flow:{network}");
            if sso.is_none() && tx.charge(&key(), HOUR)? > WAITING_PER_NETWORK_HOUR {
                return Ok(Next::TooMany);
            }
            advance(tx, &issuer, &arrived, sso.as_ref(), None, &visitor)
        })
        .await?;
    let response = match next {
        Next::TooMany => return Err(Failure::TooMany { retry_seconds: 600 }),
        Next::Level { flow, .. } => see_other(&flow::path(flow)),
        next => go(&visit, next),
    };
    Ok(remember(&visit, response))
}

#[derive(Deserialize)]
pub(crate) struct Which {
    flow: Option<String>,
}

impl Which {
    pub(crate) fn id(&self) -> Option<FlowId> {
        self.flow.as_deref().and_then(|id| id.parse().ok())
    }
}

/// `GET /continue`: a request goes on after the person has signed in, registered or raised her
/// level.
pub(super) async fn again(
    State(provider): State<Provider>,
    visit: Visit,
    Query(which): Query<Which>,
) -> Answer {
    let Some(flow) = find(&provider, &visit, which.id()).await? else { return Ok(lost(&visit)) };
    let hint = hint(&provider, &flow.request).await?;
    let arrived = Arrived { request: flow.request, at: flow.arrived_at, hint };
    let sso = current(&provider, &visit).await?;
    let (issuer, visitor, id) = (provider.issuer().to_owned(), visit.visitor.clone(), flow.id);
    let (asked, known) = (arrived.clone(), sso.clone());
    let next = provider
        .app()
        .db
        .write("authorize.again", move |tx| {
            advance(tx, &issuer, &asked, known.as_ref(), Some(id), &visitor)
        })
        .await?;
    match next {
        Next::Level { flow, needed, has } => {
            level_page(&provider, &visit, &arrived, flow, (needed, has)).await
        }
        next => Ok(go(&visit, next)),
    }
}

/// `POST /leave`: the person goes back to the service without signing in or raising her level.
pub(super) async fn leave(State(provider): State<Provider>, visit: Visit, form: Form) -> Answer {
    let id: Option<FlowId> = form.text("flow").parse().ok();
    let visitor = visit.visitor.clone();
    let issuer = provider.issuer().to_owned();
    let next = provider
        .app()
        .db
        .write_once("authorize.leave", &form.once(), move |tx| {
            let Some(id) = id else { return Ok(Next::Gone) };
            let Some(flow) = flow::find(tx, id, &visitor)? else { return Ok(Next::Gone) };
            flow::take(tx, id)?;
            Ok(Next::Away(flow.request.refusal_location(&said_no(), &issuer)))
        })
        .await?;
    Ok(go(&visit, next))
}

/// What a service hears when the person does not want to.
pub(crate) fn said_no() -> Refusal {
    Refusal::new(ErrorCode::AccessDenied, "the person said no")
}

/// Takes a request as far as it goes, in one transaction: to its code, to a refusal, or to the page
/// where the person has to do something. `flow` is where it waited, if it did.
pub(crate) fn advance(
    tx: &mut Tx,
    issuer: &str,
    arrived: &Arrived,
    sso: Option<&Sso>,
    flow: Option<FlowId>,
    visitor: &Visitor,
) -> Result<Next> {
    let request = &arrived.request;
    // Looked up here again: it may have been closed while the request waited.
    let Some(client) = client::open(tx, &request.client_id)? else { return Ok(Next::Gone) };
    let step = authorize::decide(tx, &client, arrived, sso)?;
    let over = matches!(step, Step::Ready(_) | Step::Refuse(_));
    let waits = match flow {
        Some(id) if over && !flow::take(tx, id)? => return Ok(Next::Gone),
        Some(id) => id,
        None if over => FlowId(tx.new_id()),
        None => flow::begin(tx, request, visitor, arrived.at)?,
    };
    let back = form::encode([("next", flow::path(waits).as_str())]);
    Ok(match (step, sso) {
        (Step::Ready(ready), Some(sso)) => {
            let code = authorize::issue(tx, &ready, sso, arrived)?;
            Next::Away(request.code_location(&code, issuer))
        }
        (Step::Refuse(refusal), _) => Next::Away(request.refusal_location(&refusal, issuer)),
        (Step::SignIn { again: true }, _) => Next::Here(format!("/login?again=1&{back}")),
        (Step::SignIn { again: false } | Step::Ready(_), _) => Next::Here(format!("/login?{back}")),
        (Step::Register, _) => Next::Here(format!("/register?{back}")),
        (Step::Level { needed, has }, _) => Next::Level { flow: waits, needed, has },
        (Step::Consent(_), sso) => {
            if let Some(sso) = sso {
                flow::bind(tx, waits, sso.session)?;
            }
            Next::Here(format!("/consent?flow={waits}"))
        }
    })
}

/// The answer to a browser.
pub(crate) fn go(visit: &Visit, next: Next) -> Response {
    match next {
        Next::Away(to) | Next::Here(to) => see_other(&to),
        Next::Level { flow, .. } => see_other(&flow::path(flow)),
        Next::Gone | Next::TooMany => lost(visit),
    }
}

/// The flow of this browser.
pub(crate) async fn find(
    provider: &Provider,
    visit: &Visit,
    id: Option<FlowId>,
) -> std::result::Result<Option<Flow>, Failure> {
    let Some(id) = id else { return Ok(None) };
    let visitor = visit.visitor.clone();
    Ok(provider.app().db.read(move |tx| flow::find(tx, id, &visitor)).await?)
}

/// What a request's hint says.
pub(crate) async fn hint(
    provider: &Provider,
    request: &oauth::provider::AuthorizationRequest,
) -> std::result::Result<Hint, Failure> {
    if request.id_token_hint.is_none() {
        return Ok(Hint::None);
    }
    let keys = provider.keys().await?;
    Ok(Hint::read(request, &keys.ours, provider.issuer()))
}

async fn current(provider: &Provider, visit: &Visit) -> std::result::Result<Option<Sso>, Failure> {
    let current = session::current(provider.app(), visit).await?;
    current.as_ref().map(Sso::of).transpose()
}

/// A browser on its first visit gets its name with this redirect: the flow belongs to it.
fn remember(visit: &Visit, response: Response) -> Response {
    let known = visit.cookies.get(cookie::VISITOR) == Some(visit.visitor.as_str());
    if known {
        return response;
    }
    let year = Some(std::time::Duration::from_secs(400 * 24 * 3600));
    cookie::SetCookie::new(cookie::VISITOR, visit.visitor.as_str(), year).on(response)
}

#[derive(Template)]
#[template(path = "provider/fault.html")]
struct FaultPage {
    page: Page,
    /// What is wrong, for whoever runs the service.
    detail: String,
}

/// The request cannot be answered anywhere else: nobody proved where it came from.
fn fault(visit: &Visit, why: PageFault) -> Response {
    let page = visit.page("provider-fault-title").narrow();
    html_status(StatusCode::BAD_REQUEST, &FaultPage { page, detail: why.to_string() })
}

#[derive(Template)]
#[template(path = "provider/lost.html")]
struct LostPage {
    page: Page,
}

/// The request is over, or it began in another browser.
pub(crate) fn lost(visit: &Visit) -> Response {
    let page = visit.page("provider-lost-title").narrow();
    html_status(StatusCode::GONE, &LostPage { page })
}

#[derive(Template)]
#[template(path = "provider/level.html")]
struct LevelPage {
    page: Page,
    service: String,
    needed: String,
    has: String,
    raise: String,
    flow: String,
}

async fn level_page(
    provider: &Provider,
    visit: &Visit,
    arrived: &Arrived,
    flow: FlowId,
    (needed, has): (Level, Level),
) -> Answer {
    let id = arrived.request.client_id.clone();
    let client = provider.app().db.read(move |tx| client::open(tx, &id)).await?;
    let Some(client) = client else { return Ok(lost(visit)) };
    let service = name(&client, visit);
    let title = visit.t1("provider-level-title", "service", service.as_str());
    let page = visit.page("provider-level").title(title).narrow();
    let page = page.form_action(arrived.request.redirect_uri.origin());
    let page = match person::current(visit).await? {
        Some(person) => nav::frame(visit, &person, page),
        None => page,
    };
    Ok(html(&LevelPage {
        page,
        service,
        needed: visit.t(level_key(needed)),
        has: visit.t(level_key(has)),
        raise: format!("/level?{}", form::encode([("next", flow::path(flow).as_str())])),
        flow: flow.to_string(),
    }))
}

/// The service's name in the visitor's language.
pub(crate) fn name(client: &Client, visit: &Visit) -> String {
    client.settings.name.in_language(visit.lang.as_str()).to_owned()
}

/// The key of a level's name.
pub(crate) fn level_key(level: Level) -> &'static str {
    match level {
        Level::Simple => "provider-level-simple",
        Level::Standard => "provider-level-standard",
        Level::Confirmed => "provider-level-confirmed",
    }
}
