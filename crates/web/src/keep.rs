//! A form under which a session ended is kept sealed, and given back when the same person has
//! signed in again in the same browser.

use axum::body::{Body, Bytes};
use axum::extract::Request;
use axum::response::Response;
use http::Method;
use http::header::CONTENT_TYPE;
use store::{Error, HOUR, Result, Tx, params};

use crate::form::{self, Sent};
use crate::{App, Current, Failure, Page, Visit, cookie, html, see_other};

/// Where the form waits.
pub(crate) const PATH: &str = "/kept";

const CONTEXT: &str = "web_kept.form";
/// How long it waits.
const KEPT: i64 = HOUR;

#[derive(Clone, serde::Serialize, serde::Deserialize)]
struct Kept {
    /// Where it was sent to.
    action: String,
    /// The page it stood on.
    page: Option<String>,
    sent: Sent,
}

/// Reads the body of a form that may have to be kept: only a browser with a session cookie has
/// something to lose. The handler gets the same body.
///
/// # Errors
/// [`Failure::TooLarge`].
pub(crate) async fn read(
    visit: &Visit,
    request: Request,
) -> std::result::Result<(Request, Option<Bytes>), Failure> {
    let kind = request.headers().get(CONTENT_TYPE).map(|value| value.as_bytes());
    let urlencoded =
        kind.is_some_and(|kind| kind.starts_with(b"application/x-www-form-urlencoded"));
    let signed_in = visit.cookies.get(cookie::SESSION).is_some();
    if visit.method != Method::POST || !urlencoded || !signed_in {
        return Ok((request, None));
    }
    let (parts, body) = request.into_parts();
    let bytes = axum::body::to_bytes(body, form::MOST).await.map_err(|_| Failure::TooLarge)?;
    Ok((Request::from_parts(parts, Body::from(bytes.clone())), Some(bytes)))
}

/// Keeps a form of ours whose session has ended; `true` when it waits now.
pub(crate) async fn keep(app: &App, visit: &Visit, body: &[u8]) -> bool {
    let subject = visit.notes().ended.as_ref().and_then(|ended| ended.subject.clone());
    let Some((subject, sent)) = subject.zip(form::sent(visit, body)) else { return false };
    let (action, page) = (visit.path.clone(), visit.referer.clone());
    let kept = Kept { action, page, sent };
    let key = key(visit, &subject);
    let written = app.db.write("web.keep", move |tx| put(tx, &key, &kept)).await;
    written.inspect_err(|error| tracing::warn!(%error, "a form is not kept")).is_ok()
}

fn put(tx: &mut Tx, key: &[u8], kept: &Kept) -> Result<()> {
    let plain = serde_json::to_vec(kept).map_err(Error::bug)?;
    let sealed = tx.vault().seal(CONTEXT, &plain);
    let until = tx.now().plus(KEPT);
    tx.execute(
        "insert into web_kept (key, form, expires_at) values ($1, $2, $3)
         on conflict (key) do update set form = excluded.form, expires_at = excluded.expires_at",
        params![key, sealed, until],
    )?;
    Ok(())
}

fn find(tx: &Tx, key: &[u8]) -> Result<Option<Kept>> {
    let row: Option<(Vec<u8>,)> = tx.query_opt(
        "select form from web_kept where key = $1 and expires_at > $2",
        params![key, tx.now()],
    )?;
    let Some((sealed,)) = row else { return Ok(None) };
    let plain = tx.vault().open_bytes(CONTEXT, &sealed);
    let plain = plain.ok_or_else(|| Error::bug("a kept form cannot be decrypted"))?;
    serde_json::from_slice(&plain).map(Some).map_err(Error::bug)
}

pub(crate) fn forget_old(tx: &mut Tx, at_once: u32) -> Result<u64> {
    let now = tx.now();
    tx.execute(
        "delete from web_kept where key in (
           select key from web_kept where expires_at < $1 order by expires_at limit $2)",
        params![now, at_once],
    )
}

/// The same person on the same site in the same browser.
fn key(visit: &Visit, subject: &str) -> Vec<u8> {
    let parts = [visit.site.as_str(), visit.visitor.as_str(), subject].join("|");
    visit.app().db.vault().mac("web.kept", parts.as_bytes())
}

#[derive(askama::Template)]
#[template(path = "kept.html")]
struct KeptPage {
    page: Page,
    kept: Kept,
}

/// `GET /kept`: the form, to be sent again with one press; home when nothing waits.
pub(crate) async fn page(
    app: App,
    visit: Visit,
    who: Current,
) -> std::result::Result<Response, Failure> {
    let key = key(&visit, &who.subject);
    match app.db.read(move |tx| find(tx, &key)).await? {
        Some(kept) => {
            let page = visit.page("web-kept-title").narrow().form_action_to_our_sites();
            Ok(html(&KeptPage { page, kept }))
        }
        None => Ok(see_other("/")),
    }
}
