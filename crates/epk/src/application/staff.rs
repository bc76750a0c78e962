//! The examiners' pages about applications, mounted at the desk under `/applications`. Who opens
//! an application reads somebody's data: it is written into the journal that the person reads.
//! Nobody opens her own.

mod pages;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State as Given};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use cabinet::scan::pages::give;
use store::Tx;
use store::file::FileId;
use web::staff::NotOwn;
use web::{Failure, Fields, FlashKind, Form, Page, Role, Staff, Visit};

use super::{
    Application, ApplicationId, Deciding, Decision, State, Verdict, decide, jobs, opened, scans,
    store as rows,
};
use crate::desk::pages::{Desk, Kind, own};
use crate::desk::{Reached, reach};
use crate::passport::{REASON_MAX, REASON_MIN, Reason};
use pages::{Sheet, Targets};

type Answer = Result<Response, Failure>;

/// The routes, for examiners only; to others they are not there.
pub fn routes(desk: &Desk) -> Router {
    Router::new()
        .route("/applications", get(queue))
        .route("/applications/{id}", get(show))
        .route("/applications/{id}/decide", post(settle))
        .route("/applications/{id}/scans/{file}", get(scan))
        .route("/applications/{id}/return", get(returning).post(send_back))
        .with_state(desk.clone())
}

/// How many applications a page of the queue shows.
const QUEUE: i64 = 100;

async fn queue(Given(desk): Given<Desk>, visit: Visit, staff: Staff) -> Answer {
    staff.require(Role::Examiner)?;
    let app = &desk.cabinet.app;
    let (who, known_as) = (staff.clone(), desk.known_as);
    let waiting = app.db.read(move |tx| {
        let waiting = rows::in_state(tx, State::Review, QUEUE)?;
        let found = |one: Application| {
            // Of her own she sees here what she sees in the cabinet, too.
            let rules = match who.owns(tx, known_as, &one)? {
                true => None,
                false => Some(super::decide::failed(&super::evidence(tx, one.id, one.round)?)),
            };
            Ok((one, rules))
        };
        waiting.into_iter().map(found).collect::<store::Result<Vec<_>>>()
    });
    let waiting = waiting.await?;
    let page = (desk.frame)(visit, staff, "epk-desk-queue-title").await;
    Ok(web::html(&pages::queue(page, &waiting, app.clock.now())))
}

/// An application for an examiner; one that was never signed is nobody's business.
fn signed(tx: &Tx, id: ApplicationId) -> store::Result<Option<Application>> {
    Ok(rows::find(tx, id)?.filter(|found| found.round > 0))
}

/// Does something with an application in one transaction; `None` when it is her own.
async fn reached<T: Send + 'static>(
    desk: &Desk,
    staff: &Staff,
    (id, what): (&str, &'static str),
    act: impl Fn(&mut Tx, NotOwn<Application>) -> store::Result<T> + Send + 'static,
) -> Result<Option<T>, Failure> {
    staff.require(Role::Examiner)?;
    let id: ApplicationId = id.parse().map_err(|_| Failure::NotFound)?;
    let (who, known_as) = (staff.clone(), desk.known_as);
    let acting = desk.cabinet.app.db.write("epk.reached", move |tx| {
        let found = signed(tx, id)?;
        reach(tx, (&who, known_as), what, found, &act)
    });
    match acting.await? {
        Reached::Done(done) => Ok(Some(done)),
        Reached::Own => Ok(None),
        Reached::Nobody => Err(Failure::NotFound),
    }
}

/// Everything about an application, read and written down as read.
fn read(tx: &mut Tx, application: NotOwn<Application>) -> store::Result<Sheet> {
    opened(tx, &application)?;
    Sheet::read(tx, application)
}

async fn show(
    Given(desk): Given<Desk>,
    visit: Visit,
    staff: Staff,
    Path(id): Path<String>,
) -> Answer {
    let Some(sheet) = reached(&desk, &staff, (&id, "open"), read).await? else {
        return Ok(own(&desk, visit, staff, Kind::Application).await);
    };
    let page = (desk.frame)(visit, staff, "epk-desk-application").await;
    Ok(web::html(&pages::application(page, &sheet, Fields::empty(), desk.cabinet.app.clock.now())))
}

/// Gives out a scan; that somebody looked at it stands in the journal that the person reads.
async fn scan(
    Given(desk): Given<Desk>,
    visit: Visit,
    staff: Staff,
    Path((id, file)): Path<(String, String)>,
) -> Answer {
    let file: FileId = file.parse().map_err(|_| Failure::NotFound)?;
    let owner = reached(&desk, &staff, (&id, "open"), move |tx, application| {
        let found = scans::find(tx, &application, file)?.is_some();
        if found {
            opened(tx, &application)?;
        }
        Ok(found.then(|| scans::owner(&application)))
    });
    let Some(owner) = owner.await? else {
        return Ok(own(&desk, visit, staff, Kind::Application).await);
    };
    give(&desk.cabinet.app, owner.ok_or(Failure::NotFound)?, file).await
}

/// Approves or refuses.
async fn settle(
    Given(desk): Given<Desk>,
    visit: Visit,
    staff: Staff,
    Path(id): Path<String>,
    form: Form,
) -> Answer {
    let verdict = match form.text("verdict") {
        "issued" => Verdict::Issued,
        "refused" => Verdict::Refused,
        _ => return Err(Failure::Invalid),
    };
    let field = if verdict == Verdict::Issued { "approve_reason" } else { "refuse_reason" };
    let mut fields = Fields::from(&form, &["approve_reason", "refuse_reason"]);
    let Some(reason) = Reason::parse(form.text(field)) else {
        refuse_reason(&visit, &mut fields, field);
        let Some(sheet) = reached(&desk, &staff, (&id, verdict.as_str()), read).await? else {
            return Ok(own(&desk, visit, staff, Kind::Application).await);
        };
        let page = (desk.frame)(visit, staff, "epk-desk-application").await;
        let shown = pages::application(page, &sheet, fields, desk.cabinet.app.clock.now());
        return Ok(web::html_status(StatusCode::UNPROCESSABLE_ENTITY, &shown));
    };
    let said = Said { round: seen_round(&form)?, verdict, reason, remarks: Vec::new() };
    carry_out(&desk, visit, staff, &id, said, &form).await
}

/// What an examiner has decided.
#[derive(Clone)]
struct Said {
    /// The round that her page showed.
    round: i64,
    verdict: Verdict,
    reason: Reason,
    remarks: Vec<super::Remark>,
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

async fn carry_out(
    desk: &Desk,
    visit: Visit,
    staff: Staff,
    id: &str,
    said: Said,
    form: &Form,
) -> Answer {
    let what = said.verdict.as_str();
    let found = reached(desk, &staff, (id, what), |_, found| Ok(found.into_thing())).await?;
    let Some(application) = found else {
        return Ok(own(desk, visit, staff, Kind::Application).await);
    };
    let path = format!("/applications/{}", application.id);
    // A consent that was withdrawn a moment ago parks the application before it is decided.
    let waits = application.state == State::Review;
    if waits && !jobs::still_agreed(&desk.cabinet, &application).await? {
        let to = web::see_other(&path);
        return Ok(web::flash(to, FlashKind::Warning, "epk-desk-parked"));
    }
    let (id, who, known_as, once) = (application.id, staff.clone(), desk.known_as, form.once());
    let deciding = desk.cabinet.app.db.write_once("epk.decide", &once, move |tx| {
        let found = signed(tx, id)?;
        reach(tx, (&who, known_as), what, found, |tx, application| {
            let Said { round, verdict, reason, remarks } = &said;
            decide(tx, &application, &who.name, *round, *verdict, reason.as_str(), remarks)
        })
    });
    match deciding.await? {
        Reached::Done(Deciding::Done) => {
            let to = web::see_other("/applications");
            Ok(web::flash(to, FlashKind::Success, "epk-desk-decided"))
        }
        Reached::Done(Deciding::Elsewhere) | Reached::Nobody => {
            let to = web::see_other(&path);
            Ok(web::flash(to, FlashKind::Warning, "epk-desk-elsewhere"))
        }
        Reached::Done(Deciding::Before(before)) => {
            overtaken(desk, visit, staff, &path, &before).await
        }
        Reached::Own => Ok(own(desk, visit, staff, Kind::Application).await),
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
    let Some(sheet) = reached(&desk, &staff, (&id, "open"), read).await? else {
        return Ok(own(&desk, visit, staff, Kind::Application).await);
    };
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
    let verdict = Verdict::Returned;
    // What was open a moment ago says which remarks there can be; an answer may show it again.
    let sheet = reached(&desk, &staff, (&id, verdict.as_str()), read).await?;
    let Some(sheet) = sheet else {
        return Ok(own(&desk, visit, staff, Kind::Application).await);
    };
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
    let said = Said { round: seen_round(&form)?, verdict, reason, remarks };
    carry_out(&desk, visit, staff, &id, said, &form).await
}
