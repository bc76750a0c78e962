//! `/health/*` and `/metrics`.

use std::sync::OnceLock;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use metrics_exporter_prometheus::PrometheusHandle;
use store::Db;

/// What the answers are made from.
#[derive(Clone)]
pub struct Health {
    /// The database that must answer.
    pub db: Db,
    /// What was measured.
    pub metrics: PrometheusHandle,
}

/// The routes; on a listener of their own, or on the demonstration's one port.
pub fn routes(health: Health) -> Router {
    Router::new()
        .route("/health/live", get(async || "live\n"))
        .route("/health/ready", get(ready))
        .route("/metrics", get(metrics))
        .with_state(health)
}

/// Starts measuring; a second call gets what the first one started.
///
/// # Errors
/// When something else measures already.
pub fn measure() -> Result<PrometheusHandle, String> {
    static STARTED: OnceLock<Result<PrometheusHandle, String>> = OnceLock::new();
    let start = || {
        metrics_exporter_prometheus::PrometheusBuilder::new()
            .install_recorder()
            .map_err(|e| format!("metrics: {e}"))
    };
    STARTED.get_or_init(start).clone()
}

async fn ready(State(health): State<Health>) -> Response {
    if health.db.answers().await {
        "ready\n".into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response()
    }
}

async fn metrics(State(health): State<Health>) -> String {
    health.metrics.run_upkeep();
    health.metrics.render()
}
