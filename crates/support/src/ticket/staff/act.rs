//! What staff do to a ticket.

use ::store::Tx;
use axum::extract::{Path, State as Of};
use axum::http::StatusCode;
use axum::response::Response;
use web::{Failure, Fields, FlashKind, Form, Staff, StaffId, Visit, flash, html_status, see_other};

use super::show::ticket_page;
use super::{Answer, TICKETS, target};
use crate::desk::Desk;
use crate::ticket::pages::once;
use crate::ticket::{self, Acted, Ground, Number, WORDS_MAX};

fn back(number: &Number) -> Response {
    see_other(&format!("{TICKETS}/{number}"))
}

/// The page again, with what is wrong or new.
async fn again(
    desk: &Desk,
    visit: &Visit,
    staff: &Staff,
    number: Number,
    fields: Fields,
    meanwhile: Option<Meanwhile>,
) -> Answer {
    let mut page = ticket_page(desk, visit, staff, number, fields, None).await?;
    let conflict = meanwhile.is_some();
    page.meanwhile = meanwhile.map(|what| match (what, page.held_by.as_deref()) {
        (Meanwhile::Said, _) => {
            (visit.t("support-ticket-meanwhile"), visit.t("support-ticket-meanwhile-about"))
        }
        (Meanwhile::Closed, _) => {
            (visit.t("support-ticket-meanwhile-closed"), visit.t("support-ticket-meanwhile-copy"))
        }
        (Meanwhile::Handed, Some(name)) => (
            visit.t1("support-ticket-meanwhile-taken", "name", name),
            visit.t("support-ticket-meanwhile-taken-about"),
        ),
        (Meanwhile::Handed, None) => (visit.t("support-ticket-hand-meanwhile"), String::new()),
    });
    let status = if conflict { StatusCode::CONFLICT } else { StatusCode::UNPROCESSABLE_ENTITY };
    Ok(html_status(status, &page))
}

/// What somebody else has done since the page was opened.
#[derive(Clone, Copy)]
enum Meanwhile {
    /// More was said.
    Said,
    /// It was closed.
    Closed,
    /// Somebody else has it.
    Handed,
}

/// It is a request of her own; the page says so.
fn own(number: &Number) -> Response {
    flash(back(number), FlashKind::Warning, "support-ticket-own")
}

/// Opens her data: by the access number that she told, or with a reason that she reads.
pub(super) async fn open(
    Of(desk): Of<Desk>,
    visit: Visit,
    staff: Staff,
    Path(number): Path<String>,
    form: Form,
) -> Answer {
    let (id, number) = target(&desk, &staff, &number).await?;
    let mut fields = Fields::from(&form, &["reason"]);
    let (access, reason) = (form.text("access").to_owned(), form.text("reason").to_owned());
    let ground = match (access.is_empty(), ticket::is_reason(&reason)) {
        (false, _) => Ground::Number(access),
        (true, true) => Ground::Reason(reason),
        (true, false) => {
            fields.error("reason", visit.t("support-ticket-reason-short"));
            return again(&desk, &visit, &staff, number, fields, None).await;
        }
    };
    let who = staff.clone();
    let write = move |tx: &mut Tx| ticket::open_data(tx, &who, id, &ground);
    match desk.app().db.write_once("ticket.open", &form.once(), write).await? {
        Acted::WrongNumber => {
            fields.error("access", visit.t("support-ticket-access-wrong"));
        }
        Acted::Spent { until } => {
            let when = web::date::time(until);
            fields.error("access", visit.t1("support-ticket-access-tries", "when", when));
        }
        Acted::Own => return Ok(own(&number)),
        _ => return Ok(back(&number)),
    }
    again(&desk, &visit, &staff, number, fields, None).await
}

/// Has an access number sent to her that counts for this member of staff, who does not see it.
pub(super) async fn access(
    Of(desk): Of<Desk>,
    staff: Staff,
    Path(number): Path<String>,
    form: Form,
) -> Answer {
    let (id, number) = target(&desk, &staff, &number).await?;
    let write = move |tx: &mut Tx| ticket::request_access(tx, &staff, id);
    let acted = desk.app().db.write_once("ticket.send_access", &form.once(), write).await?;
    Ok(match acted {
        Acted::Spent { .. } => {
            flash(back(&number), FlashKind::Warning, "support-ticket-access-spent")
        }
        Acted::Own => own(&number),
        _ => flash(back(&number), FlashKind::Success, "support-ticket-access-sent"),
    })
}

/// Answers, and closes when that button was pressed.
pub(super) async fn answer(
    Of(desk): Of<Desk>,
    visit: Visit,
    staff: Staff,
    Path(number): Path<String>,
    form: Form,
) -> Answer {
    let (id, number) = target(&desk, &staff, &number).await?;
    let mut fields = Fields::from(&form, &["words"]);
    let words = form.text("words").to_owned();
    if words.is_empty() {
        fields.error("words", visit.t("support-ticket-answer-empty"));
    } else if words.chars().count() > WORDS_MAX {
        fields.error("words", visit.t1("support-ticket-words-long", "most", WORDS_MAX));
    }
    if fields.has_errors() {
        return again(&desk, &visit, &staff, number, fields, None).await;
    }
    let said = said(&form)?;
    let once = once(&form, &words);
    let (who, close) = (staff.clone(), form.text("then") == "close");
    let write = move |tx: &mut Tx| ticket::answer(tx, &who, id, said, &words, close);
    match desk.app().db.write_once("ticket.answer", &once, write).await? {
        Acted::Meanwhile => {
            again(&desk, &visit, &staff, number, fields, Some(Meanwhile::Said)).await
        }
        Acted::Closed => {
            again(&desk, &visit, &staff, number, fields, Some(Meanwhile::Closed)).await
        }
        Acted::Own => Ok(own(&number)),
        _ => Ok(flash(back(&number), FlashKind::Success, "support-ticket-answer-sent")),
    }
}

/// Closes it without more words.
pub(super) async fn close(
    Of(desk): Of<Desk>,
    visit: Visit,
    staff: Staff,
    Path(number): Path<String>,
    form: Form,
) -> Answer {
    let (id, number) = target(&desk, &staff, &number).await?;
    let (said, who) = (said(&form)?, staff.clone());
    let write = move |tx: &mut Tx| ticket::close(tx, &who, id, said);
    match desk.app().db.write_once("ticket.close", &form.once(), write).await? {
        Acted::Meanwhile => {
            again(&desk, &visit, &staff, number, Fields::empty(), Some(Meanwhile::Said)).await
        }
        Acted::Own => Ok(own(&number)),
        Acted::Done => Ok(flash(back(&number), FlashKind::Success, "support-ticket-close-done")),
        _ => Ok(flash(back(&number), FlashKind::Warning, "support-ticket-closed-already")),
    }
}

/// Gives it to a colleague or to herself, or back to everybody.
pub(super) async fn hand(
    Of(desk): Of<Desk>,
    visit: Visit,
    staff: Staff,
    Path(number): Path<String>,
    form: Form,
) -> Answer {
    let (id, number) = target(&desk, &staff, &number).await?;
    let (from, to) = (colleague(&form, "from")?, colleague(&form, "to")?);
    let (who, mine) = (staff.clone(), to == Some(staff.id));
    let write = move |tx: &mut Tx| ticket::hand(tx, &who, id, from, to);
    Ok(match desk.app().db.write_once("ticket.hand", &form.once(), write).await? {
        Acted::Done if mine => flash(back(&number), FlashKind::Success, "support-ticket-taken"),
        Acted::Done => flash(back(&number), FlashKind::Success, "support-ticket-hand-done"),
        Acted::Own => own(&number),
        Acted::Meanwhile => {
            let handed = Some(Meanwhile::Handed);
            return again(&desk, &visit, &staff, number, Fields::empty(), handed).await;
        }
        _ => flash(back(&number), FlashKind::Info, "support-ticket-hand-needless"),
    })
}

/// Nobody when the field is empty.
fn colleague(form: &Form, name: &str) -> Result<Option<StaffId>, Failure> {
    match form.text(name) {
        "" => Ok(None),
        text => text.parse().map(Some).map_err(|_| Failure::Invalid),
    }
}

/// How much had been said when the page was opened.
fn said(form: &Form) -> Result<i64, Failure> {
    form.text("said").parse().map_err(|_| Failure::Invalid)
}
