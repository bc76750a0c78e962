//! Registration: from a name to an account, one thing per page.

use axum::Router;

use crate::Identity;

pub(crate) fn routes() -> Router<Identity> {
    Router::new()
}
