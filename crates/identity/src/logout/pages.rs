//! Signing out: the endpoint for services, «Выйти» on our own pages, and the page that says how it
//! ended.

use std::time::Duration;

use askama::Template;
use axum::Router;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use oauth::form::{self, Params};
use oauth::provider::{EndSessionRequest, IdTokenHint};
use serde::{Deserialize, Serialize};
use store::journal::Draft;
use web::session::{self, why};
use web::{Failure, Form, Page, Visit, cookie, html, html_status, see_other};

use super::{Told, tell_now};
use crate::client::{self, Client, Words};
use crate::person;
use crate::provider::Provider;
use crate::provider::endpoints::END_SESSION;
use crate::sso::{self, Sso};

pub(crate) fn routes() -> Router<Provider> {
    Router::new()
        .route(END_SESSION, get(end_session).post(end_session_by_post))
        .route("/logout", post(sign_out))
        .route("/logout/done", get(done))
}

type Answer = Result<Response, Failure>;

/// The cookie with what the last page says.
const FAREWELL: &str = "farewell";
const FAREWELL_LIFE: Duration = Duration::from_secs(300);
/// What the way on is sealed for, between question and answer.
const WAY_ON: &str = "identity.logout.way_on";

/// What the last page says.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Ended {
    /// Services that did not confirm.
    missing: Vec<Words>,
    /// Where the person came from: the service's name and the registered address.
    on: Option<WayOn>,
}

/// The way on to the service that asked.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct WayOn {
    name: Words,
    to: String,
}

/// `POST /oauth2/logout`: a form of another site brings no cookies, so the browser is sent to the
/// address that does.
async fn end_session_by_post(visit: Visit, body: Bytes) -> Answer {
    match Params::parse_bytes(&body) {
        Ok(params) => Ok(see_other(&format!("{END_SESSION}?{}", form::encode(params.iter())))),
        Err(_) => Ok(malformed(&visit)),
    }
}

/// `GET /oauth2/logout` (RP-Initiated Logout 1.0 §2). With an ID token of the present session
/// nothing is asked; the token may have expired.
async fn end_session(
    State(provider): State<Provider>,
    visit: Visit,
    RawQuery(query): RawQuery,
) -> Answer {
    let Ok(request) = EndSessionRequest::read(&query.unwrap_or_default()) else {
        return Ok(malformed(&visit));
    };
    let hint = hint(&provider, &request).await?;
    let client = match request.client(hint.as_ref()).map(str::to_owned) {
        Some(id) => provider.app().db.read(move |tx| client::open(tx, &id)).await?,
        None => None,
    };
    let way_on = client.as_ref().and_then(|client| way_on(client, &request));
    let current = session::current(provider.app(), &visit).await?;
    let sso = current.as_ref().map(Sso::of).transpose()?;
    // Only the service itself can have sent an ID token, so only then is it trusted with the way.
    let proven = hint.is_some() && client.is_some();
    let Some(sso) = sso else {
        let told = match hint.as_ref().filter(|_| proven) {
            Some(hint) => end_expired(&provider, hint).await?,
            None => Told::default(),
        };
        let on = way_on.filter(|_| proven);
        return Ok(leave(&provider, Ended { missing: told.missing, on }));
    };
    let same = hint.as_ref().is_some_and(|hint| {
        hint.sid.as_deref() == Some(sso.session.to_string().as_str())
            && hint.sub == sso.account.to_string()
    });
    if proven && same {
        let told = end(&provider, &sso).await?;
        let response = leave(&provider, Ended { missing: told.missing, on: way_on });
        return Ok(cookie::clear_session(response));
    }
    ask(&provider, &visit, client.as_ref(), way_on).await
}

async fn hint(
    provider: &Provider,
    request: &EndSessionRequest,
) -> Result<Option<IdTokenHint>, Failure> {
    let Some(token) = &request.id_token_hint else { return Ok(None) };
    let keys = provider.keys().await?;
    Ok(IdTokenHint::verify(token, &keys.ours, provider.issuer()).ok())
}

fn way_on(client: &Client, request: &EndSessionRequest) -> Option<WayOn> {
    let to = request.location(&client.settings.post_logout_uris)?;
    Some(WayOn { name: client.settings.name.clone(), to })
}

#[derive(Template)]
#[template(path = "logout/ask.html")]
struct AskPage {
    page: Page,
    service: Option<String>,
    on: String,
}

/// Nobody proved that the person wants this, so she is asked.
async fn ask(
    provider: &Provider,
    visit: &Visit,
    client: Option<&Client>,
    way_on: Option<WayOn>,
) -> Answer {
    let lang = visit.lang.as_str();
    let service = client.map(|client| client.settings.name.in_language(lang).to_owned());
    let on = way_on.map(|way_on| seal(provider, &way_on)).unwrap_or_default();
    let page = visit.page("logout-ask-title").narrow();
    let page = match person::current(visit).await? {
        Some(person) => page.person(person.personal.name.short()),
        None => page,
    };
    Ok(html(&AskPage { page, service, on }))
}

/// `POST /logout`: «Выйти» on our pages and on the page that asks.
async fn sign_out(State(provider): State<Provider>, visit: Visit, form: Form) -> Answer {
    let current = session::current(provider.app(), &visit).await?;
    let told = match current.as_ref().map(Sso::of).transpose()? {
        Some(sso) => end(&provider, &sso).await?,
        None => Told::default(),
    };
    let on = open(&provider, form.text("on"));
    let response = last(&provider, Ended { missing: told.missing, on });
    Ok(cookie::clear_session(response))
}

/// Ends a session and tells every service: the answer is here when all have confirmed, or after
/// two seconds.
pub(crate) async fn end(provider: &Provider, sso: &Sso) -> Result<Told, Failure> {
    let (session, account) = (sso.session, sso.account);
    let farewells = provider
        .app()
        .db
        .write("logout", move |tx| {
            let draft = Draft::new("identity", "session.signed_out").by("person", account);
            let about = serde_json::json!({"session": session});
            tx.journal(&draft.about(account).with(about))?;
            sso::end(tx, session, why::SIGNED_OUT)
        })
        .await?;
    Ok(tell_now(provider, farewells).await)
}

/// The session of the hint ran out before the services did: they are told all the same.
async fn end_expired(provider: &Provider, hint: &IdTokenHint) -> Result<Told, Failure> {
    let session = hint.sid.as_deref().and_then(|sid| sid.parse().ok());
    let (Some(session), Ok(account)) = (session, hint.sub.parse()) else {
        return Ok(Told::default());
    };
    let ended = provider
        .app()
        .db
        .write("logout.expired", move |tx| sso::end_expired(tx, account, session))
        .await?;
    Ok(tell_now(provider, ended).await)
}

/// After a sign-out that a service asked for: on at once when everybody confirmed.
fn leave(provider: &Provider, ended: Ended) -> Response {
    match &ended.on {
        Some(on) if ended.missing.is_empty() => see_other(&on.to),
        _ => last(provider, ended),
    }
}

/// To the last page, which says who did not confirm and leads on.
fn last(provider: &Provider, ended: Ended) -> Response {
    let cookie = cookie::seal(provider.app(), FAREWELL, &ended, FAREWELL_LIFE);
    cookie.on(see_other("/logout/done"))
}

#[derive(Template)]
#[template(path = "logout/done.html")]
struct DonePage {
    page: Page,
    missing: Vec<String>,
    on: Option<(String, String)>,
}

/// `GET /logout/done`
async fn done(State(provider): State<Provider>, visit: Visit) -> Answer {
    let ended: Ended = cookie::open(provider.app(), &visit, FAREWELL).unwrap_or_default();
    let lang = visit.lang.as_str();
    let said = |words: &Words| words.in_language(lang).to_owned();
    let page = visit.page("logout-done-title").narrow();
    Ok(html(&DonePage {
        page,
        missing: ended.missing.iter().map(said).collect(),
        on: ended.on.map(|on| (said(&on.name), on.to)),
    }))
}

fn malformed(visit: &Visit) -> Response {
    let page = visit.page("logout-malformed-title").narrow();
    html_status(StatusCode::BAD_REQUEST, &MalformedPage { page })
}

#[derive(Template)]
#[template(path = "logout/malformed.html")]
struct MalformedPage {
    page: Page,
}

/// The way on travels through the person's form, so it is sealed: nobody can put another in.
fn seal(provider: &Provider, way_on: &WayOn) -> String {
    let plain = serde_json::to_vec(way_on).unwrap_or_default();
    URL_SAFE_NO_PAD.encode(provider.app().db.vault().seal(WAY_ON, &plain))
}

fn open(provider: &Provider, sealed: &str) -> Option<WayOn> {
    let bytes = URL_SAFE_NO_PAD.decode(sealed).ok()?;
    let plain = provider.app().db.vault().open_bytes(WAY_ON, &bytes)?;
    serde_json::from_slice(&plain).ok()
}
