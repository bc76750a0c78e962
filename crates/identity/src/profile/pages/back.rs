//! The way back to the service that sent a person here to fill something in.
//!
//! A service links to `/profile` or `/level` with `return_to`, an address at one of its registered
//! origins. It is remembered in a sealed cookie while she walks from page to page. Anything else
//! is passed over: nobody is led to an address that no operator has registered.

use std::time::Duration;

use axum::response::Response;
use serde::{Deserialize, Serialize};
use url::Url;
use web::{Failure, Visit, cookie};

use crate::client::{self, Client};

const COOKIE: &str = "back";
const KEPT: Duration = Duration::from_secs(3_600);

/// Where a person came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Back {
    /// Where the link leads.
    pub href: String,
    /// The name of the service, in the language of the visit.
    pub service: String,
}

/// The way back of this request: just named, or remembered.
///
/// # Errors
/// When storage does not answer.
pub async fn of(visit: &Visit) -> Result<Option<Back>, Failure> {
    let named = named(visit).await?;
    Ok(named.or_else(|| cookie::open(visit.app(), visit, COOKIE)))
}

/// Remembers the way back that this request named.
pub fn remember(visit: &Visit, back: Option<&Back>, response: Response) -> Response {
    match back {
        Some(back) if asked(visit).is_some() => {
            cookie::seal(visit.app(), COOKIE, back, KEPT).on(response)
        }
        _ => response,
    }
}

async fn named(visit: &Visit) -> Result<Option<Back>, Failure> {
    let Some(href) = asked(visit) else { return Ok(None) };
    let clients = visit.app().db.read(client::all).await?;
    let known = clients.iter().find(|client| leads_to(client, &href));
    Ok(known.map(|client| {
        let service = client.settings.name.in_language(visit.lang.as_str()).to_owned();
        Back { href, service }
    }))
}

fn asked(visit: &Visit) -> Option<String> {
    let query = visit.path.split_once('?')?.1;
    let mut found = url::form_urlencoded::parse(query.as_bytes());
    let (_, href) = found.find(|(name, _)| name == "return_to")?;
    (href.len() <= 2_048).then(|| href.into_owned())
}

/// Whether the address lies at an origin of the client.
fn leads_to(client: &Client, href: &str) -> bool {
    let Ok(url) = Url::parse(href) else { return false };
    let plain = matches!(url.scheme(), "http" | "https")
        && url.username().is_empty()
        && url.password().is_none();
    let origin = url.origin();
    let settings = &client.settings;
    let mut registered = settings.redirect_uris.iter().chain(&settings.entry);
    let same = |uri: &str| Url::parse(uri).is_ok_and(|uri| uri.origin() == origin);
    let known = registered.any(|uri| same(uri.as_str()));
    plain && known && !client.disabled
}

#[cfg(test)]
pub(crate) fn leads_to_for_story(client: &Client, href: &str) -> bool {
    leads_to(client, href)
}
