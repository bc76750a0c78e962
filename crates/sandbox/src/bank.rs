//! The place where a bank will stand: it says what is not there yet.

use axum::response::Response;
use web::{Page, Visit, html};

#[derive(askama::Template)]
#[template(path = "bank.html")]
struct BankPage {
    page: Page,
}

/// What will be simulated here.
pub async fn show(visit: Visit) -> Response {
    html(&BankPage { page: visit.page("sandbox-bank-title").narrow() })
}
