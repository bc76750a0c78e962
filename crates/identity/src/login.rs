//! Sign-in: a password, then a second factor of another kind.

use axum::Router;

use crate::Identity;

pub(crate) fn routes() -> Router<Identity> {
    Router::new()
}
pub mod attempt;
