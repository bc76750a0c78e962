//! Answers that are the same for everybody for a while: made once, kept as bytes, and given again
//! before anything else of a site is asked.

use std::collections::HashMap;
use std::sync::{Arc, RwLock};
use std::time::{Duration, Instant};

use axum::body::Body;
use axum::extract::Request;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::SET_COOKIE;
use http::{HeaderMap, Method, StatusCode};
use http_body_util::BodyExt;

use crate::{Failure, Site};

/// The mark that a handler puts among the extensions of an answer which depends on nothing but
/// its address: any visitor may get the same bytes for this long. Another node may have changed
/// what the answer tells, so it is short.
#[derive(Clone, Copy)]
pub struct Steady(pub Duration);

/// Addresses that are kept at most; only handlers of ours mark answers, so few are needed.
const MOST: usize = 64;

/// What is kept, by site and path.
#[derive(Clone, Default)]
pub(crate) struct Kept(Arc<RwLock<HashMap<Site, Shelf>>>);

type Shelf = HashMap<String, Answer>;

#[derive(Clone)]
struct Answer {
    until: Instant,
    headers: HeaderMap,
    body: Bytes,
}

impl Kept {
    /// The kept answer to this request, if there is one.
    pub(crate) fn answer(&self, site: Site, request: &Request) -> Option<Response> {
        if !is_plain(request) {
            return None;
        }
        let kept = self.0.read().unwrap_or_else(std::sync::PoisonError::into_inner);
        let answer = kept.get(&site)?.get(request.uri().path())?;
        if answer.until <= Instant::now() {
            return None;
        }
        let mut response = Response::new(Body::from(answer.body.clone()));
        *response.headers_mut() = answer.headers.clone();
        metrics::counter!("web_steady", "site" => site.as_str()).increment(1);
        Some(response)
    }

    /// Keeps the answer when it is marked; gives it on as it was.
    pub(crate) async fn keep(&self, site: Site, path: String, response: Response) -> Response {
        let Some(Steady(time)) = response.extensions().get::<Steady>().copied() else {
            return response;
        };
        let personal = response.headers().contains_key(SET_COOKIE);
        if response.status() != StatusCode::OK || personal {
            return response;
        }
        let (parts, body) = response.into_parts();
        let body = match body.collect().await {
            Ok(collected) => collected.to_bytes(),
            Err(error) => return Failure::Internal(error.to_string()).into_response(),
        };
        let headers = parts.headers.clone();
        let answer = Answer { until: Instant::now() + time, headers, body: body.clone() };
        let mut kept = self.0.write().unwrap_or_else(std::sync::PoisonError::into_inner);
        let shelf = kept.entry(site).or_default();
        if shelf.len() < MOST || shelf.contains_key(&path) {
            shelf.insert(path, answer);
        }
        Response::from_parts(parts, Body::from(body))
    }
}

/// Whether a request can be answered by what was kept: asked for by its path alone. Cookies and
/// languages do not matter to a marked answer.
pub(crate) fn is_plain(request: &Request) -> bool {
    request.method() == Method::GET && request.uri().query().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(method: Method, address: &str) -> Request {
        Request::builder().method(method).uri(address).body(Body::empty()).unwrap()
    }

    fn marked(text: &'static str, time: Duration) -> Response {
        let mut response = text.into_response();
        response.extensions_mut().insert(Steady(time));
        response
    }

    async fn read(response: Response) -> Bytes {
        response.into_body().collect().await.unwrap().to_bytes()
    }

    #[tokio::test]
    async fn a_marked_answer_is_given_again_at_its_own_address_only() {
        let (kept, hour) = (Kept::default(), Duration::from_secs(3600));
        let given = kept.keep(Site::Identity, "/keys".into(), marked("one", hour)).await;
        assert_eq!(read(given).await, "one");
        let again = kept.answer(Site::Identity, &request(Method::GET, "/keys")).unwrap();
        assert_eq!(again.headers()["content-type"], "text/plain; charset=utf-8");
        assert_eq!(read(again).await, "one");
        assert!(kept.answer(Site::Sep, &request(Method::GET, "/keys")).is_none());
        assert!(kept.answer(Site::Identity, &request(Method::GET, "/keys?a=b")).is_none());
        assert!(kept.answer(Site::Identity, &request(Method::POST, "/keys")).is_none());
        assert!(kept.answer(Site::Identity, &request(Method::GET, "/other")).is_none());
    }

    #[tokio::test]
    async fn what_is_over_failed_or_not_marked_is_made_anew() {
        let (kept, hour) = (Kept::default(), Duration::from_secs(3600));
        kept.keep(Site::Identity, "/over".into(), marked("old", Duration::ZERO)).await;
        kept.keep(Site::Identity, "/mine".into(), "personal".into_response()).await;
        let mut failed = marked("failed", hour);
        *failed.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
        kept.keep(Site::Identity, "/failed".into(), failed).await;
        let mut cookie = marked("cookie", hour);
        cookie.headers_mut().insert(SET_COOKIE, http::HeaderValue::from_static("a=b"));
        kept.keep(Site::Identity, "/cookie".into(), cookie).await;
        for path in ["/over", "/mine", "/failed", "/cookie"] {
            let found = kept.answer(Site::Identity, &request(Method::GET, path));
            assert!(found.is_none(), "{path}");
        }
    }
}
