//! The way out: «Выйти», what has ended, and being told by the provider.

use std::time::Duration;

use askama::Template;
use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use oauth::form::Params;
use oauth::rp::{Logout, Reason, RpError};
use serde_json::json;
use store::journal::Draft;
use store::{Moment, Tx};
use web::session::{Current, why};
use web::{Failure, Form, Page, Site, Visit, cookie};

use super::super::{Entrance, end, ended, schedule_sweep, store as rows};
use super::state_of;

/// Ends the session here, whatever the provider does then, and goes there to end the rest.
pub(super) async fn logout(
    State(entrance): State<Entrance>,
    current: Option<Current>,
    _form: Form,
) -> Result<Response, Failure> {
    let Some(current) = current else {
        return Ok(Redirect::to("/signed-out").into_response());
    };
    let app = entrance.app();
    let (session, subject, site) = (current.id, current.subject.clone(), entrance.site());
    let held = app
        .db
        .write("cabinet.logout", move |tx| {
            let held = rows::held(tx, &session.to_string())?;
            end(tx, session, why::SIGNED_OUT)?;
            let draft = Draft::new(site.as_str(), "session.signed_out");
            tx.journal(&draft.by("person", &subject).about(&subject))?;
            Ok(held)
        })
        .await?;
    let state = app.entropy.token();
    let there = match entrance.0.provider.discovery().await {
        Err(_) => None,
        Ok(discovery) => {
            let hint = held.as_ref().map(|held| held.id_token.expose());
            entrance.0.party.end_session_url(&discovery, hint, Some(&state))
        }
    };
    let response = match there {
        None => Redirect::to("/signed-out").into_response(),
        Some(address) => {
            cookie::seal(app, LEFT, &state, LEFT_LIFE).on(Redirect::to(&address).into_response())
        }
    };
    Ok(cookie::clear_session(response))
}

#[derive(Template)]
#[template(path = "entrance/signed-out.html")]
struct SignedOutPage {
    page: Page,
    /// The provider has sent the person back, so the sign-in is over there too.
    everywhere: bool,
    next: &'static str,
}

pub(super) async fn signed_out(
    State(entrance): State<Entrance>,
    visit: Visit,
    current: Option<Current>,
    RawQuery(query): RawQuery,
) -> Response {
    if current.is_some() {
        return Redirect::to("/").into_response();
    }
    let left: Option<String> = cookie::open(entrance.app(), &visit, LEFT);
    let state = state_of(&query.unwrap_or_default());
    let everywhere = left.is_some_and(|left| left == state);
    let page = entrance.page(&visit, "cabinet-signed-out-title").await.narrow();
    cookie::clear(web::html(&SignedOutPage { page, everywhere, next: "/" }), LEFT)
}

/// The provider says that a session ended (OpenID Connect Back-Channel Logout 1.0 §2.5, §2.8).
pub(super) async fn backchannel(
    State(entrance): State<Entrance>,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let content_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let status = if oauth::form::is_form(content_type) {
        told(&entrance, &body).await
    } else {
        StatusCode::BAD_REQUEST
    };
    (status, [(header::CACHE_CONTROL, "no-store")]).into_response()
}

async fn told(entrance: &Entrance, body: &[u8]) -> StatusCode {
    let params = Params::parse_bytes(body).ok();
    let token = params.as_ref().and_then(|params| params.one("logout_token").ok().flatten());
    let Some(token) = token else { return StatusCode::BAD_REQUEST };
    let now = entrance.app().clock.now().seconds();
    let party = &entrance.0.party;
    let judged = entrance.0.provider.judge(|keys| party.logout_token(token, keys, now)).await;
    let logout = match judged {
        Ok(logout) => logout,
        Err(error) => return refused(entrance, &error),
    };
    let (site, provider) = (entrance.site(), entrance.provider_name().to_owned());
    let ended = entrance
        .app()
        .db
        .write("cabinet.backchannel", move |tx| end_told(tx, site, &provider, &logout))
        .await;
    match ended {
        Ok(true) => StatusCode::OK,
        Ok(false) => StatusCode::BAD_REQUEST,
        Err(error) => {
            tracing::warn!(%error, "a logout token could not be followed");
            StatusCode::SERVICE_UNAVAILABLE
        }
    }
}

fn refused(entrance: &Entrance, error: &RpError) -> StatusCode {
    tracing::warn!(site = %entrance.site(), %error, "a logout token was refused");
    match error.reason {
        Reason::ProviderUnavailable => StatusCode::SERVICE_UNAVAILABLE,
        _ => StatusCode::BAD_REQUEST,
    }
}

/// Ends the sessions that a logout token names; `false` when it came before.
fn end_told(tx: &mut Tx, site: Site, provider: &str, logout: &Logout) -> store::Result<bool> {
    let name = tx.vault().lookup("cabinet.jti", &format!("{site} {provider} {}", logout.jti));
    if !rows::first_use(tx, &name, Moment::from_seconds(logout.expires_at))? {
        return Ok(false);
    }
    ended::remember(tx, site, provider, logout)?;
    schedule_sweep(tx)?;
    let ended = match (&logout.sid, &logout.sub) {
        (Some(sid), _) => web::session::end_where_external(tx, site, sid)?,
        (None, Some(sub)) => web::session::end_where_external_subject(tx, site, sub)?,
        (None, None) => Vec::new(),
    };
    for session in &ended {
        rows::forget(tx, &session.to_string())?;
    }
    tx.journal(
        &Draft::new(site.as_str(), "session.ended_by_provider")
            .by("provider", provider)
            .with(json!({ "sessions": ended })),
    )?;
    Ok(true)
}

const LEFT: &str = "left";
const LEFT_LIFE: Duration = Duration::from_secs(600);
