//! One call.

use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, Method};

use super::{Answer, OutError};

/// A request to another program.
#[derive(Clone)]
pub struct Request {
    /// Its method.
    pub method: Method,
    /// Its absolute address.
    pub url: String,
    /// Its headers.
    pub headers: HeaderMap,
    /// Its body.
    pub body: Bytes,
}

/// Headers and body hold tokens: they never print, and neither does the query.
impl std::fmt::Debug for Request {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let url = self.url.split('?').next().unwrap_or_default();
        write!(f, "{} {url}", self.method)
    }
}

pub(super) async fn send(
    client: &reqwest::Client,
    request: Request,
    deadline: Duration,
    most: usize,
) -> Result<Answer, OutError> {
    let Request { method, url, headers, body } = request;
    let call = client.request(method, &url).headers(headers).body(body).timeout(deadline);
    let mut response = call.send().await.map_err(|e| kind(&e))?;
    let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
    let announced = headers.get("content-length").and_then(|v| v.to_str().ok()?.parse().ok());
    if announced.is_some_and(|length: usize| length > most) {
        return Err(OutError::TooLarge);
    }
    let mut body = BytesMut::new();
    while let Some(chunk) = response.chunk().await.map_err(|e| kind(&e))? {
        if body.len() + chunk.len() > most {
            return Err(OutError::TooLarge);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(Answer { status, headers, body: body.freeze() })
}

fn kind(error: &reqwest::Error) -> OutError {
    if error.is_timeout() {
        OutError::Timeout
    } else if error.is_connect() && is_inside(error) {
        OutError::Inside
    } else if error.is_connect() {
        OutError::Refused
    } else if error.is_builder() {
        OutError::Address
    } else {
        OutError::Broken
    }
}

/// Whether the name was refused by [`Strangers`](super::resolve::Strangers).
fn is_inside(error: &reqwest::Error) -> bool {
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        if error.is::<super::resolve::Inside>() {
            return true;
        }
        cause = error.source();
    }
    false
}
