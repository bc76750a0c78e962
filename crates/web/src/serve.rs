//! Listening: plain TCP or TLS, and a graceful end.

#[cfg(test)]
mod tests;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::ConnectInfo;
use http::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, watch};
use tower::ServiceExt as _;

use crate::tls::Certificates;

/// The time a client has to send its headers.
const HEADERS: Duration = Duration::from_secs(10);
/// The time a client has for the handshake of TLS.
const HANDSHAKE: Duration = Duration::from_secs(5);
/// The largest head of a request, in bytes.
const HEAD: usize = 32 * 1024;
/// Open connections per listener; more wait in the system's queue.
const CONNECTIONS: usize = 8192;
/// What is under way at the end has this long.
const FAREWELL: Duration = Duration::from_secs(10);

/// A place to listen at.
pub struct Listener {
    socket: TcpListener,
    certificates: Option<Certificates>,
}

impl Listener {
    /// Plain TCP, as behind a proxy or on the loopback.
    pub fn plain(socket: TcpListener) -> Listener {
        Listener { socket, certificates: None }
    }

    /// TLS with certificates that may change while it serves.
    pub fn tls(socket: TcpListener, certificates: Certificates) -> Listener {
        Listener { socket, certificates: Some(certificates) }
    }

    /// Where it listens.
    ///
    /// # Errors
    /// The system's.
    pub fn address(&self) -> io::Result<SocketAddr> {
        self.socket.local_addr()
    }
}

/// Serves until `stop` resolves; then no connection is taken any more, and what is under way has
/// ten seconds.
pub async fn serve(listeners: Vec<Listener>, router: Router, stop: impl Future<Output = ()>) {
    let (stopping, stopped) = watch::channel(false);
    let mut tasks = Vec::new();
    for listener in listeners {
        tasks.push(tokio::spawn(listen(listener, router.clone(), stopped.clone())));
    }
    stop.await;
    let _ = stopping.send(true);
    for task in tasks {
        let _ = task.await;
    }
}

async fn listen(listener: Listener, router: Router, mut stopped: watch::Receiver<bool>) {
    let Listener { socket, certificates } = listener;
    let graceful = GracefulShutdown::new();
    let places = Arc::new(Semaphore::new(CONNECTIONS));
    loop {
        let accepted = tokio::select! {
            _ = stopped.wait_for(|stop| *stop) => break,
            accepted = accept(&socket, &places) => accepted,
        };
        let (stream, peer, place) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of file handles or the like: the loop must neither end nor spin.
                tracing::warn!(%error, "a connection cannot be taken");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let (router, watcher) = (router.clone(), graceful.watcher());
        let certificates = certificates.clone();
        tokio::spawn(async move {
            let _place = place;
            match certificates {
                None => speak(stream, peer, router, watcher).await,
                Some(certificates) => {
                    let shaken = certificates.acceptor().accept(stream);
                    if let Ok(Ok(stream)) = tokio::time::timeout(HANDSHAKE, shaken).await {
                        speak(stream, peer, router, watcher).await;
                    }
                }
            }
        });
    }
    drop(socket);
    if tokio::time::timeout(FAREWELL, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were cut off at the end");
    }
}

async fn accept(
    socket: &TcpListener,
    places: &Arc<Semaphore>,
) -> io::Result<(TcpStream, SocketAddr, tokio::sync::OwnedSemaphorePermit)> {
    let place = places.clone().acquire_owned().await.map_err(io::Error::other)?;
    let (stream, peer) = socket.accept().await?;
    stream.set_nodelay(true)?;
    Ok((stream, peer, place))
}

async fn speak<S>(stream: S, peer: SocketAddr, router: Router, watcher: Watcher)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let service = service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS)
        .max_buf_size(HEAD)
        .keep_alive(true)
        .serve_connection(TokioIo::new(stream), service);
    if let Err(error) = watcher.watch(connection).await {
        tracing::debug!(%error, "a connection ended early");
    }
}
