//! Taking a sending back.

use askama::Template;
use axum::extract::{Path, State as Given};
use cabinet::Person;
use web::{FlashKind, Form, Page, Visit};

use super::receipt::found;
use super::{Answer, Post};
use crate::sending::{Cancelling, cancel};

#[derive(Template)]
#[template(path = "sending/cancel.html")]
struct CancelPage {
    page: Page,
    /// The page of the sending.
    home: String,
    lead: String,
    doubt: bool,
}

/// Asks whether she means it.
pub(super) async fn ask(
    Given(post): Given<Post>,
    visit: Visit,
    person: Person,
    Path(id): Path<String>,
) -> Answer {
    let (sending, _) = found(&post, &person, &id).await?;
    let home = format!("/sendings/{}", sending.id);
    if !sending.can_be_cancelled() {
        return Ok(web::see_other(&home));
    }
    let page = post.cabinet.page(&visit, &person, "epk-sending-cancel-title").await.narrow();
    let name = sending.signed.name.text(page.lang());
    let lead = page.t1("epk-sending-cancel-lead", "service", name);
    Ok(web::html(&CancelPage { page, home, lead, doubt: sending.may_be_there }))
}

/// Does it.
pub(super) async fn carry_out(
    Given(post): Given<Post>,
    person: Person,
    Path(id): Path<String>,
    _form: Form,
) -> Answer {
    let (sending, _) = found(&post, &person, &id).await?;
    let home = web::see_other(&format!("/sendings/{}", sending.id));
    let db = &post.cabinet.app.db;
    // Not once for a form: whoever was told to wait presses the same button again, and cancelling
    // twice is cancelling once.
    let cancelling = db.write("epk.sending.cancel", move |tx| cancel(tx, &sending));
    Ok(match cancelling.await? {
        Cancelling::Done => web::flash(home, FlashKind::Success, "epk-sending-cancelled-done"),
        Cancelling::UnderWay => web::flash(home, FlashKind::Warning, "epk-sending-cancel-wait"),
        Cancelling::Accepted => web::flash(home, FlashKind::Warning, "epk-sending-cancel-late"),
        Cancelling::Over => web::flash(home, FlashKind::Info, "epk-sending-cancel-over"),
    })
}
