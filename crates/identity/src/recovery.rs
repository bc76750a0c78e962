//! Recovery: a new password for who proves two channels.

use axum::Router;

use crate::Identity;

pub(crate) fn routes() -> Router<Identity> {
    Router::new()
}
