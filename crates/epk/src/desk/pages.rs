//! The frame of the desk around this crate's pages, and the page for who came at her own thing.

use std::pin::Pin;
use std::sync::Arc;

use askama::Template;
use axum::http::StatusCode;
use axum::response::Response;
use cabinet::Cabinet;
use web::staff::{KnownAs, Staff};
use web::{Page, Visit};

/// The desk's frame around a page: from a visit, who asks, and the key of a title.
pub type Frame = Arc<dyn Fn(Visit, Staff, &'static str) -> Framing + Send + Sync>;
type Framing = Pin<Box<dyn Future<Output = Page> + Send>>;

/// What the handlers of the desk have at hand.
#[derive(Clone)]
pub struct Desk {
    /// The cabinet.
    pub cabinet: Cabinet,
    /// The desk's frame.
    pub frame: Frame,
    /// Who members of staff are outside of the desk.
    pub known_as: KnownAs,
}

/// Whose own thing it is that a page refuses to show.
#[derive(Clone, Copy)]
pub(crate) enum Kind {
    Application,
    Passport,
    Employer,
}

#[derive(Template)]
#[template(path = "desk-own.html")]
struct OwnPage {
    page: Page,
    lead: String,
    back: &'static str,
    back_label: String,
}

/// Says that it is her own, and that a colleague decides: 403.
pub(crate) async fn own(desk: &Desk, visit: Visit, staff: Staff, kind: Kind) -> Response {
    let (title, lead, back, label) = match kind {
        Kind::Application => (
            "epk-desk-own-application-title",
            "epk-desk-own-application",
            "/applications",
            "epk-desk-queue-title",
        ),
        Kind::Passport => (
            "epk-desk-own-passport-title",
            "epk-desk-own-passport",
            "/passports",
            "epk-passport-staff-title",
        ),
        Kind::Employer => (
            "epk-desk-own-employer-title",
            "epk-desk-own-employer",
            "/employers",
            "epk-employer-staff-title",
        ),
    };
    let page = (desk.frame)(visit, staff, title).await.narrow();
    let (lead, back_label) = (page.t(lead), page.t(label));
    web::html_status(StatusCode::FORBIDDEN, &OwnPage { page, lead, back, back_label })
}
