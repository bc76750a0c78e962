//! The examiners' pages about applications, mounted at the desk under `/applications`. Who opens
//! an application reads somebody's data: it is written into the journal that the person reads.

mod pages;

use std::pin::Pin;
use std::sync::Arc;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State as Given};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use cabinet::Cabinet;
use cabinet::scan::pages::give;
use store::file::FileId;
use web::{Failure, Fields, FlashKind, Form, Page, Role, Staff, Visit};

use super::{
    Application, ApplicationId, Deciding, Decision, State, Verdict, decide, jobs, opened, scans,
    store as rows,
};
use crate::passport::{REASON_MAX, REASON_MIN, Reason};
use pages::{Sheet, Targets};

type Answer = Result<Response, Failure>;

/// The desk's frame around a page: from a visit, who asks, and the key of a title.
pub type Frame = Arc<dyn Fn(Visit, Staff, &'static str) -> Framing + Send + Sync>;
type Framing = Pin<Box<dyn Future<Output = Page> + Send>>;

/// What the handlers here have at hand.
#[derive(Clone)]
struct Desk {
    cabinet: Cabinet,
    frame: Frame,
}

/// The routes, for examiners only; to others they are not there. `frame` is the desk's.
pub fn routes(cabinet: &Cabinet, frame: Frame) -> Router {
    Router::new()
        .route("/applications", get(queue))
        .route("/applications/{id}", get(show))
        .route("/applications/{id}/decide", post(settle))
        .route("/applications/{id}/scans/{file}", get(scan))
        .route("/applications/{id}/return", get(returning).post(send_back))
        .with_state(Desk { cabinet: cabinet.clone(), frame })
}

/// How many applications a page of the queue shows.
const QUEUE: i64 = 100;

async fn queue(Given(desk): Given<Desk>, visit: Visit, staff: Staff) -> Answer {
    staff.require(Role::Examiner)?;
    let db = &desk.cabinet.app.db;
    let waiting = db.read(|tx| {
        let waiting = rows::in_state(tx, State::Review, QUEUE)?;
        let found = |one: Application| {
            let findings = super::evidence(tx, one.id, one.round)?;
            Ok((one, super::decide::failed(&findings)))
        };
        waiting.into_iter().map(found).collect::<store::Result<Vec<_>>>()
    });
    let waiting = waiting.await?;
    let page = (desk.frame)(visit, staff, "epk-desk-queue-title").await;
    let now = desk.cabinet.app.clock.now();
    Ok(web::html(&pages::queue(page, &waiting, now)))
}

/// Finds an application for an examiner; one that was never signed is nobody's business.
async fn find(desk: &Desk, staff: &Staff, id: &str) -> Result<Application, Failure> {
    staff.require(Role::Examiner)?;
    let id: ApplicationId = id.parse().map_err(|_| Failure::NotFound)?;
    let found = desk.cabinet.app.db.read(move |tx| rows::find(tx, id)).await?;
    found.filter(|found| found.round > 0).ok_or(Failure::NotFound)
}

async fn show(
    Given(desk): Given<Desk>,
    visit: Visit,
    staff: Staff,
    Path(id): Path<String>,
) -> Answer {
    let application = find(&desk, &staff, &id).await?;
    let (by, read) = (staff.id, application.clone());
    desk.cabinet.app.db.write("epk.opened", move |tx| opened(tx, &read, by)).await?;
    let sheet = Sheet::read(&desk.cabinet, application).await?;
    let page = (desk.frame)(visit, staff, "epk-desk-application").await;
    Ok(web::html(&pages::application(page, &sheet, Fields::empty(), desk.cabinet.app.clock.now())))
}

/// Gives out a scan; that somebody looked at it stands in the journal that the person reads.
async fn scan(
    Given(desk): Given<Desk>,
    staff: Staff,
    Path((id, file)): Path<(String, String)>,
) -> Answer {
    let application = find(&desk, &staff, &id).await?;
    let file: FileId = file.parse().map_err(|_| Failure::NotFound)?;
    let (by, read) = (staff.id, application.clone());
    let db = &desk.cabinet.app.db;
    let found = db.write("epk.scan_opened", move |tx| {
        let found = scans::find(tx, &read, file)?.is_some();
        if found {
            opened(tx, &read, by)?;
        }
        Ok(found)
    });
    if !found.await? {
        return Err(Failure::NotFound);
    }
    give(&desk.cabinet.app, scans::owner(&application), file).await
}

/// Approves or refuses.
async fn settle(
    Given(desk): Given<Desk>,
    visit: Visit,
    staff: Staff,
    Path(id): Path<String>,
    form: Form,
) -> Answer {
    let application = find(&desk, &staff, &id).await?;
    let verdict = match form.text("verdict") {
        "issued" => Verdict::Issued,
        "refused" => Verdict::Refused,
        _ => return Err(Failure::Invalid),
    };
    let field = if verdict == Verdict::Issued { "approve_reason" } else { "refuse_reason" };
    let mut fields = Fields::from(&form, &["approve_reason", "refuse_reason"]);
    let Some(reason) = Reason::parse(form.text(field)) else {
        refuse_reason(&visit, &mut fields, field);
        let sheet = Sheet::read(&desk.cabinet, application).await?;
        let page = (desk.frame)(visit, staff, "epk-desk-application").await;
        let shown = pages::application(page, &sheet, fields, desk.cabinet.app.clock.now());
        return Ok(web::html_status(StatusCode::UNPROCESSABLE_ENTITY, &shown));
    };
    let round = seen_round(&form)?;
    carry_out(&desk, visit, staff, application, round, verdict, reason, Vec::new(), &form).await
}

fn refuse_reason(visit: &Visit, fields: &mut Fields, field: &str) {
    let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    let bounds = [("min", count(REASON_MIN).into()), ("max", count(REASON_MAX).into())];
    fields.error(field, visit.tw("epk-desk-reason-wrong", &bounds));
}

/// The round that the examiner's page showed.
fn seen_round(form: &Form) -> Result<i64, Failure> {
    form.text("round").parse().map_err(|_| Failure::Invalid)
}

#[expect(clippy::too_many_arguments, reason = "each is a fact of the decision")]
async fn carry_out(
    desk: &Desk,
    visit: Visit,
    staff: Staff,
    application: Application,
    round: i64,
    verdict: Verdict,
    reason: Reason,
    remarks: Vec<super::Remark>,
    form: &Form,
) -> Answer {
    let (id, by, name) = (application.id, staff.id, staff.name.clone());
    let path = format!("/applications/{id}");
    // A consent that was withdrawn a moment ago parks the application before it is decided.
    let waits = application.state == State::Review;
    if waits && !jobs::still_agreed(&desk.cabinet, &application).await? {
        let to = web::see_other(&path);
        return Ok(web::flash(to, FlashKind::Warning, "epk-desk-parked"));
    }
    let once = form.once();
    let deciding = desk.cabinet.app.db.write_once("epk.decide", &once, move |tx| {
        decide(tx, (by, &name), id, round, verdict, reason.as_str(), &remarks)
    });
    match deciding.await? {
        Deciding::Done => {
            let to = web::see_other("/applications");
            Ok(web::flash(to, FlashKind::Success, "epk-desk-decided"))
        }
        Deciding::Elsewhere => {
            let to = web::see_other(&path);
            Ok(web::flash(to, FlashKind::Warning, "epk-desk-elsewhere"))
        }
        Deciding::Before(before) => overtaken(desk, visit, staff, &path, &before).await,
    }
}

#[derive(Template)]
#[template(path = "application/desk-overtaken.html")]
struct OvertakenPage {
    page: Page,
    path: String,
    text: String,
    reason: String,
}

/// Somebody else has decided: who, what and when.
async fn overtaken(
    desk: &Desk,
    visit: Visit,
    staff: Staff,
    path: &str,
    before: &Decision,
) -> Answer {
    let page = (desk.frame)(visit, staff, "epk-desk-overtaken-title").await.narrow();
    let rules = page.t("epk-desk-by-rules");
    let who = before.by.as_ref().map_or(rules, |(_, name)| name.clone());
    let what = page.t(&format!("epk-desk-verdict-{}", before.verdict.as_str()));
    let text = page.tw(
        "epk-desk-overtaken",
        &[("who", who.into()), ("what", what.into()), ("when", page.date_time(before.at).into())],
    );
    let (path, reason) = (path.to_owned(), before.reason.clone());
    let shown = OvertakenPage { page, path, text, reason };
    Ok(web::html_status(StatusCode::CONFLICT, &shown))
}

async fn returning(
    Given(desk): Given<Desk>,
    visit: Visit,
    staff: Staff,
    Path(id): Path<String>,
) -> Answer {
    let application = find(&desk, &staff, &id).await?;
    let sheet = Sheet::read(&desk.cabinet, application).await?;
    let page = (desk.frame)(visit, staff, "epk-desk-return-title").await;
    Ok(web::html(&pages::returning(page, &sheet, Fields::empty())))
}

async fn send_back(
    Given(desk): Given<Desk>,
    visit: Visit,
    staff: Staff,
    Path(id): Path<String>,
    form: Form,
) -> Answer {
    let application = find(&desk, &staff, &id).await?;
    let sheet = Sheet::read(&desk.cabinet, application.clone()).await?;
    let targets = Targets::of(&sheet.answers);
    let names = targets.names();
    let mut known: Vec<&str> = names.iter().map(String::as_str).collect();
    known.push("reason");
    let mut fields = Fields::from(&form, &known);
    let remarks = targets.remarks(&form);
    if remarks.is_empty() {
        fields.error("", visit.t("epk-desk-return-none"));
    }
    if remarks.iter().any(|remark| remark.words.chars().count() > REASON_MAX) {
        fields.error("", visit.t1("epk-desk-return-long", "max", REASON_MAX));
    }
    let reason = Reason::parse(form.text("reason"));
    if reason.is_none() {
        refuse_reason(&visit, &mut fields, "reason");
    }
    let Some(reason) = reason.filter(|_| !fields.has_errors()) else {
        let page = (desk.frame)(visit, staff, "epk-desk-return-title").await;
        let shown = pages::returning(page, &sheet, fields);
        return Ok(web::html_status(StatusCode::UNPROCESSABLE_ENTITY, &shown));
    };
    let (round, verdict) = (seen_round(&form)?, Verdict::Returned);
    carry_out(&desk, visit, staff, application, round, verdict, reason, remarks, &form).await
}
