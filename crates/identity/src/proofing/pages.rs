//! The pages of the way up.

use axum::Router;

use crate::Identity;

pub(crate) fn routes() -> Router<Identity> {
    Router::new()
}
