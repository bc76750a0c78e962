//! `/health/*` and `/metrics`.

use std::sync::OnceLock;
use std::time::Duration;

use axum::Router;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::StatusCode;
use metrics_exporter_prometheus::PrometheusHandle;
use store::{Db, job};

/// How long `/metrics` waits for the database.
const PATIENCE: Duration = Duration::from_secs(2);

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

/// What is measured, and what stands in the database at this moment. While that does not answer
/// the rest is shown, with the values of the last time.
async fn metrics(State(health): State<Health>) -> String {
    let standing = health.db.read(|tx| {
        let outbox = notify::message::standing(tx)?;
        Ok((outbox, job::waiting(tx)?, job::due_count(tx)?, job::dead_count(tx)?))
    });
    match tokio::time::timeout(PATIENCE, standing).await {
        Ok(Ok((outbox, waiting, due, dead))) => {
            let states = [("due", outbox.due), ("later", outbox.later), ("failed", outbox.failed)];
            for (state, count) in states {
                metrics::gauge!("notify_messages", "state" => state).set(count as f64);
            }
            for (state, count) in [("waiting", waiting), ("due", due), ("dead", dead)] {
                metrics::gauge!("store_jobs_standing", "state" => state).set(count as f64);
            }
        }
        _ => tracing::warn!("the database did not tell what stands in it"),
    }
    health.metrics.run_upkeep();
    health.metrics.render()
}
