//! The floor: what axum answers when there is nothing to do, on one thread. It keeps nothing,
//! checks nothing and writes no log.

use std::net::Ipv4Addr;

use axum::Router;
use axum::http::header::CONTENT_TYPE;
use axum::routing::get;
use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;

/// As long as a discovery document, in bytes.
const DOCUMENT: usize = 2_400;

/// Serves `/hello` and `/json` on a free port of the loopback, whose number is printed first.
pub async fn serve() -> Result<(), String> {
    let socket = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.map_err(|e| e.to_string())?;
    println!("{}", socket.local_addr().map_err(|e| e.to_string())?.port());
    let document: &'static str = document().leak();
    let routes = Router::new()
        .route("/hello", get(async || "Hello, World!"))
        .route("/json", get(async move || ([(CONTENT_TYPE, "application/json")], document)));
    let socket = socket.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    axum::serve(socket, routes).await.map_err(|e| e.to_string())
}

fn document() -> String {
    let start = "{\"issuer\":\"http://localhost\",\"scopes\":\"";
    let end = "\"}";
    format!("{start}{}{end}", "x".repeat(DOCUMENT - start.len() - end.len()))
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_document_is_json_of_the_promised_length() {
        let text = super::document();
        assert_eq!(text.len(), super::DOCUMENT);
        assert!(serde_json::from_str::<serde_json::Value>(&text).unwrap()["scopes"].is_string());
    }
}
