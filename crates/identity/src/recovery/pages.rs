use axum::Router;
use crate::Identity;
pub(crate) fn routes() -> Router<Identity> { Router::new() }
