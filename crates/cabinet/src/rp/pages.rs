//! The way in: the button, the redirect to the provider, the call-back.

mod fault;
mod leave;

use std::time::Duration;

use askama::Template;
use axum::Router;
use axum::extract::{RawQuery, State};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use oauth::form::Params;
use oauth::json::Object;
use oauth::rp::{CodeGrant, Extras, Pending, Reason, RpError, Tokens};
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::Moment;
use store::journal::Draft;
use web::session::{Current, SessionId};
use web::{Failure, Form, Page, Visit, cookie};

use super::{ANSWERED_FOR, Arrival, Entered, Entrance, store as rows};
use crate::account::Profile;

impl Entrance {
    /// The routes of the entrance; they have a state of their own.
    pub fn routes(&self) -> Router {
        Router::new()
            .route("/enter", get(show).post(enter))
            .route("/go", get(go))
            .route("/callback", get(callback))
            .route("/logout", post(leave::logout))
            .route("/signed-out", get(leave::signed_out))
            .route("/backchannel-logout", post(leave::backchannel))
            .with_state(self.clone())
    }
}

/// A page with the button; whoever is signed in goes on.
#[derive(Template)]
#[template(path = "entrance/show.html")]
struct EnterPage {
    page: Page,
    next: String,
}

async fn show(
    State(entrance): State<Entrance>,
    visit: Visit,
    current: Option<Current>,
    RawQuery(query): RawQuery,
) -> Result<Response, Failure> {
    let next = next_of(query.as_deref());
    if current.is_some() {
        return Ok(Redirect::to(&next).into_response());
    }
    let page = entrance.page(&visit, "cabinet-enter-title").await.narrow();
    Ok(web::html(&EnterPage { page, next }))
}

/// Begins a sign-in after the button.
async fn enter(State(entrance): State<Entrance>, visit: Visit, form: Form) -> Response {
    let next = local(form.text("next"));
    begin(&entrance, &visit, next).await
}

/// Begins a sign-in for a link on another site. That is safe to do on a GET: nothing changes
/// unless the answer fits the cookie that is set here.
async fn go(State(entrance): State<Entrance>, visit: Visit, RawQuery(query): RawQuery) -> Response {
    begin(&entrance, &visit, next_of(query.as_deref())).await
}

/// A sign-in on its way, in a cookie of this browser.
#[derive(Serialize, Deserialize)]
struct Way {
    pending: Pending,
    begun_at: Moment,
    next: String,
}

async fn begin(entrance: &Entrance, visit: &Visit, next: String) -> Response {
    let app = entrance.app();
    let begun = match entrance.0.provider.discovery().await {
        Err(error) => Err(error),
        Ok(discovery) => {
            let random: [u8; 96] = app.entropy.bytes();
            let max_age = entrance.max_age();
            let ui_locales = vec![visit.lang.to_string()];
            let extras = Extras { ui_locales, max_age, ..Extras::default() };
            entrance.0.party.begin(&discovery, &random, app.clock.now().seconds(), &extras)
        }
    };
    match begun {
        Err(error) => fault::page(entrance, visit, &error, next).await,
        Ok((address, pending)) => {
            // Several tabs may be on their way at once; the oldest gives way.
            let mut ways = ways(entrance, visit);
            ways.truncate(WAYS_MAX - 1);
            ways.insert(0, Way { pending, begun_at: app.clock.now(), next });
            keep(entrance, &ways, Redirect::to(&address).into_response())
        }
    }
}

async fn callback(
    State(entrance): State<Entrance>,
    visit: Visit,
    current: Option<Current>,
    RawQuery(query): RawQuery,
) -> Response {
    let query = query.unwrap_or_default();
    let mut ways = ways(&entrance, &visit);
    let state = state_of(&query);
    let Some(at) = ways.iter().position(|way| way.pending.state() == state) else {
        // A call-back seen before, or somebody else's: nothing changes. Whoever is signed in
        // already has just gone back in the browser.
        if current.is_some() {
            return Redirect::to("/").into_response();
        }
        let error = RpError { reason: Reason::StateMismatch, detail: "no such sign-in".into() };
        return fault::page(&entrance, &visit, &error, "/".into()).await;
    };
    let way = ways.remove(at);
    let next = way.next.clone();
    let old = current.map(|current| current.id);
    let arriving = arrive(&entrance, &visit, way, &query, old);
    let arrived = tokio::time::timeout(ARRIVAL, arriving).await.unwrap_or_else(|_| {
        let detail = "the answers took too long together".into();
        Err(RpError { reason: Reason::ProviderUnavailable, detail }.into())
    });
    let response = match arrived {
        Ok(Entered::In { opened, next: elsewhere, .. }) => {
            let to = elsewhere.unwrap_or(next);
            cookie::set_session(Redirect::to(&to).into_response(), &opened)
        }
        Ok(Entered::Refused { page }) => Redirect::to(&page).into_response(),
        Ok(Entered::Over) => fault::over(&entrance, &visit, next).await,
        Err(Trouble::Refused(error)) => fault::page(&entrance, &visit, &error, next).await,
        Err(Trouble::Failed(failure)) => failure.into_response(),
    };
    keep(&entrance, &ways, response)
}

/// Why nobody came in.
enum Trouble {
    /// The provider said no, or its answer was not good.
    Refused(RpError),
    /// Ours.
    Failed(Failure),
}

impl From<RpError> for Trouble {
    fn from(error: RpError) -> Trouble {
        Trouble::Refused(error)
    }
}

impl From<store::Error> for Trouble {
    fn from(error: store::Error) -> Trouble {
        Trouble::Failed(error.into())
    }
}

/// Judges the call-back, redeems the code and opens the session.
async fn arrive(
    entrance: &Entrance,
    visit: &Visit,
    way: Way,
    query: &str,
    old: Option<SessionId>,
) -> Result<Entered, Trouble> {
    let app = entrance.app();
    let Way { pending, begun_at, next } = way;
    let name = app.db.vault().lookup("cabinet.state", pending.state());
    let grant = entrance.0.party.answer(pending, query, app.clock.now().seconds())?;
    // A provider that sees a code twice withdraws the tokens of the first time, so a call-back
    // that comes twice at once must not reach it twice.
    let first = app
        .db
        .write("cabinet.answered", move |tx| {
            rows::first_use(tx, &name, tx.now().plus(ANSWERED_FOR))
        })
        .await?;
    if !first {
        let detail = "the call-back came twice".into();
        return Err(RpError { reason: Reason::StateMismatch, detail }.into());
    }
    let tokens = redeem(entrance, &grant).await?;
    let userinfo = userinfo(entrance, &tokens).await?;
    let arrival = Arrival {
        site: entrance.site(),
        provider: entrance.provider_name().to_owned(),
        sub: tokens.id.sub.clone(),
        sid: tokens.sid().map(str::to_owned),
        profile: Profile::from_claims(&tokens.id.all, &userinfo),
        amr: tokens.id.amr.clone(),
        auth_time: tokens.id.auth_time,
        begun_at,
        next,
        lang: visit.lang,
        facts: visit.facts(),
    };
    let entrance = entrance.clone();
    let opened = app.db.write("cabinet.enter", move |tx| {
        let entered = entrance.open(tx, &arrival, &tokens, old)?;
        tx.journal(&entry(&arrival, &entered))?;
        Ok(entered)
    });
    Ok(opened.await?)
}

fn entry(arrival: &Arrival, entered: &Entered) -> Draft {
    let site = arrival.site.as_str();
    let draft = match entered {
        Entered::In { subject: Some(subject), .. } => {
            Draft::new(site, "entry.ok").by("person", subject).about(subject)
        }
        Entered::In { .. } => Draft::new(site, "entry.ok").by("sub", &arrival.sub),
        Entered::Refused { .. } => Draft::new(site, "entry.refused").by("sub", &arrival.sub),
        Entered::Over => Draft::new(site, "entry.over").by("sub", &arrival.sub),
    };
    draft.with(json!({
        "provider": arrival.provider,
        "address": arrival.facts.address,
        "agent": arrival.facts.agent,
        "amr": arrival.amr,
        "level": arrival.profile.level,
    }))
}

async fn redeem(entrance: &Entrance, grant: &CodeGrant) -> Result<Tokens, RpError> {
    let (provider, party) = (&entrance.0.provider, &entrance.0.party);
    let discovery = provider.discovery().await?;
    let (status, body) = provider.send(party.token_request(&discovery, grant)).await?;
    let now = entrance.app().clock.now().seconds();
    provider.judge(|keys| party.tokens(grant, status, &body, keys, now)).await
}

/// The claims that the provider tells at UserInfo only; nothing when it has no such endpoint.
async fn userinfo(entrance: &Entrance, tokens: &Tokens) -> Result<Object, RpError> {
    let (provider, party) = (&entrance.0.provider, &entrance.0.party);
    let discovery = provider.discovery().await?;
    if discovery.userinfo_endpoint.is_none() {
        return Ok(Object::new());
    }
    let request = party.userinfo_request(&discovery, tokens.access_token.expose())?;
    let (status, body) = provider.send(request).await?;
    party.userinfo(status, &body, &tokens.id.sub)
}

impl Entrance {
    /// A page of this site whose forms may lead to the provider.
    pub async fn page(&self, visit: &Visit, title_key: &str) -> Page {
        let origins = self.form_origins().await;
        let page = visit.page(title_key);
        origins.iter().fold(page, |page, origin| page.form_action(origin))
    }
}

fn ways(entrance: &Entrance, visit: &Visit) -> Vec<Way> {
    cookie::open(entrance.app(), visit, WAYS).unwrap_or_default()
}

fn keep(entrance: &Entrance, ways: &[Way], response: Response) -> Response {
    if ways.is_empty() {
        return cookie::clear(response, WAYS);
    }
    cookie::seal(entrance.app(), WAYS, &ways, WAYS_LIFE).on(response)
}

fn state_of(query: &str) -> String {
    let params = Params::parse(query).ok();
    let state = params.as_ref().and_then(|params| params.one("state").ok().flatten());
    state.unwrap_or_default().to_owned()
}

/// The local path under `next` in a query.
fn next_of(query: Option<&str>) -> String {
    let params = query.and_then(|query| Params::parse(query).ok());
    let next = params.as_ref().and_then(|params| params.one("next").ok().flatten());
    local(next.unwrap_or("/"))
}

/// A local path that fits into the cookie beside the rest.
fn local(path: &str) -> String {
    let path = web::next(path);
    if path.len() <= NEXT_BYTES_MAX { path.to_owned() } else { "/".to_owned() }
}

/// A sign-in makes up to five requests to the provider; this is for all of them.
const ARRIVAL: Duration = Duration::from_secs(8);
const WAYS: &str = "enter";
const WAYS_MAX: usize = 3;
const WAYS_LIFE: Duration = Duration::from_secs(3_600);
const NEXT_BYTES_MAX: usize = 200;
