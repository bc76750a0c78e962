//! The answer that does not end by itself.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, HeaderName};
use hyper::body::Frame;
use tokio::sync::mpsc;

/// Between two beats a proxy or a phone's network may take a silent connection for dead.
pub const BEAT: Duration = Duration::from_secs(15);
/// A browser that takes nothing for so long is gone.
const PATIENCE: Duration = Duration::from_secs(10);
/// Events that wait for the browser.
const WAITING: usize = 8;

/// The writing end of a stream.
#[derive(Clone, Debug)]
pub struct Pen(mpsc::Sender<Bytes>);

/// The browser does not read any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gone;

struct Reading(mpsc::Receiver<Bytes>);

/// Answers with a stream and gives its pen to `write`, which runs beside until it returns.
pub fn stream<F, G>(write: F) -> Response
where
    F: FnOnce(Pen) -> G,
    G: Future<Output = ()> + Send + 'static,
{
    let (sender, receiver) = mpsc::channel(WAITING);
    tokio::spawn(write(Pen(sender)));
    let headers = [
        (CONTENT_TYPE, "text/event-stream; charset=utf-8"),
        // Nobody between us may keep, change or gather it; nginx needs a word of its own.
        (CACHE_CONTROL, "no-store, no-transform"),
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    (headers, Body::new(Reading(receiver))).into_response()
}

impl Pen {
    /// An event. A browser that comes back says `id` again.
    ///
    /// # Errors
    /// [`Gone`].
    pub async fn event(
        &self,
        name: &str,
        id: Option<i64>,
        data: &serde_json::Value,
    ) -> Result<(), Gone> {
        let id = id.map_or_else(String::new, |id| format!("id: {id}\n"));
        self.write(format!("event: {name}\n{id}data: {data}\n\n")).await
    }

    /// How long the browser waits before it comes back after the stream broke.
    ///
    /// # Errors
    /// [`Gone`].
    pub async fn retry(&self, after: Duration) -> Result<(), Gone> {
        self.write(format!("retry: {}\n\n", after.as_millis())).await
    }

    /// Says nothing, so that everybody between us knows that the stream lives.
    ///
    /// # Errors
    /// [`Gone`].
    pub async fn beat(&self) -> Result<(), Gone> {
        self.write(":\n\n".to_owned()).await
    }

    /// Resolves when the browser has gone.
    pub async fn gone(&self) {
        self.0.closed().await;
    }

    async fn write(&self, text: String) -> Result<(), Gone> {
        let sent = tokio::time::timeout(PATIENCE, self.0.send(Bytes::from(text))).await;
        sent.map_err(|_| Gone)?.map_err(|_| Gone)
    }
}

impl hyper::body::Body for Reading {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        self.0.poll_recv(context).map(|bytes| bytes.map(|bytes| Ok(Frame::data(bytes))))
    }
}
