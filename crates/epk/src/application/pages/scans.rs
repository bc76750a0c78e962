//! The scans of an application: the list, adding, removing, giving back.

use askama::Template;
use axum::extract::{Path, State as Given};
use axum::http::StatusCode;
use axum::response::Response;
use cabinet::scan::pages::{Refused, about, give, give_up, receive};
use cabinet::scan::{MOST, Refusal};
use cabinet::{Cabinet, Person};
use store::DAY;
use store::file::FileId;
use web::{Failure, Fields, Form, Page, Upload, Visit};

use super::draft::when;
use super::{Answer, Opened};
use crate::application::answers::Kept;
use crate::application::scans::{Adding, SCANS, Scan, add, find, owner, remove};
use crate::application::{Saving, answers};

/// How often somebody may send files in a day; a whole application takes one or two.
const SENT_MAX: i64 = 100;

/// A scan in the list.
pub(crate) struct Shown {
    /// Where it is given back.
    pub(crate) href: String,
    /// Its name.
    pub(crate) name: String,
    /// «PDF, 1,2 МБ».
    pub(crate) about: String,
}

#[derive(Template)]
#[template(path = "application/scans.html")]
struct ScansPage {
    page: Page,
    home: String,
    action: String,
    fields: Fields,
    scans: Vec<Shown>,
    saved: String,
    /// Some of the files that came were refused and the others were not.
    partly: bool,
    /// Whether it can be changed at all, and whether there is room for one more.
    may_change: bool,
    may_add: bool,
}

/// The scans with the addresses under `home`.
pub(crate) fn shown(page: &Page, home: &str, scans: &[Kept<Scan>]) -> Vec<Shown> {
    let one = |kept: &Kept<Scan>| Shown {
        href: format!("{home}/{SCANS}/{}", kept.value.file),
        name: name(page, &kept.value),
        about: about(page, kept.value.kind, kept.value.size),
    };
    scans.iter().map(one).collect()
}

/// The name of a scan, or words in place of one.
pub(super) fn name(page: &Page, scan: &Scan) -> String {
    if scan.name.is_empty() { page.t("cabinet-scan-nameless") } else { scan.name.clone() }
}

async fn list(
    cabinet: &Cabinet,
    visit: &Visit,
    person: &Person,
    opened: &Opened,
    fields: Fields,
) -> ScansPage {
    let page = cabinet.page(visit, person, "epk-task-scans").await;
    let scans = &opened.answers.scans;
    let saved = scans.iter().map(|kept| kept.saved_at).max();
    let may_change = opened.is_open(SCANS, None);
    ScansPage {
        home: opened.path(""),
        action: opened.path("/scans"),
        scans: shown(&page, &opened.path(""), scans),
        saved: saved.map_or_else(String::new, |at| {
            page.t1("epk-saved-at", "when", when(cabinet, &page, at))
        }),
        may_add: may_change && scans.len() < MOST,
        may_change,
        partly: false,
        fields,
        page,
    }
}

pub(super) async fn show(
    Given(cabinet): Given<Cabinet>,
    visit: Visit,
    person: Person,
    Path(id): Path<String>,
) -> Answer {
    let Some(opened) = Opened::writable(&cabinet, &person, &id).await? else {
        return Ok(Opened::closed(&id));
    };
    Ok(web::html(&list(&cabinet, &visit, &person, &opened, Fields::empty()).await))
}

pub(super) async fn attach(
    Given(cabinet): Given<Cabinet>,
    visit: Visit,
    person: Person,
    Path(id): Path<String>,
    mut upload: Upload,
) -> Answer {
    let Some(mut opened) = Opened::writable(&cabinet, &person, &id).await? else {
        return Ok(Opened::closed(&id));
    };
    if !opened.is_open(SCANS, None) {
        return Ok(Opened::closed(&id));
    }
    charge(&cabinet, &person).await?;
    let app = &cabinet.app;
    let room = MOST.saturating_sub(opened.answers.scans.len());
    let offered = receive(app, &mut upload, &owner(&opened.application), room).await?;
    let (mut taken, mut refused) = (Vec::new(), Vec::new());
    for file in offered {
        match file.outcome {
            Ok(one) => taken.push((file.name, one)),
            Err(why) => refused.push(Refused { name: file.name, why }),
        }
    }
    if taken.is_empty() && refused.is_empty() {
        let mut fields = Fields::empty();
        fields.error(SCANS, visit.t("cabinet-scan-nothing-chosen"));
        let page = list(&cabinet, &visit, &person, &opened, fields).await;
        return Ok(web::html_status(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    let files: Vec<_> = taken.iter().map(|(_, one)| one.clone()).collect();
    let (application, adding) = (opened.application.clone(), files.clone());
    let once = upload.form().once();
    let written = app.db.write_once("epk.scans", &once, move |tx| add(tx, &application, &adding));
    let outcome = written.await?;
    // What was refused, and what a repeat of the same form brought again, has no row.
    let kept = |id: &FileId| outcome.contains(&Adding::Added(*id));
    give_up(app, files.into_iter().filter(|one| !kept(&one.written.id))).await;
    for ((name, _), ended) in taken.into_iter().zip(&outcome) {
        match ended {
            Adding::Added(_) => {}
            Adding::Refused(why) => refused.push(Refused { name, why: *why }),
            Adding::Closed => return Ok(Opened::closed(&id)),
        }
    }
    if refused.is_empty() {
        return Ok(web::see_other(&opened.path("/scans")));
    }
    let application = opened.application.id;
    opened.answers = app.db.read(move |tx| answers(tx, application)).await?;
    let some = outcome.iter().any(|ended| matches!(ended, Adding::Added(_)));
    Ok(told(&cabinet, &visit, &person, &opened, &refused, some).await)
}

/// The list, with what was not taken and why.
async fn told(
    cabinet: &Cabinet,
    visit: &Visit,
    person: &Person,
    opened: &Opened,
    refused: &[Refused],
    some_were_taken: bool,
) -> Response {
    let mut page = list(cabinet, visit, person, opened, Fields::empty()).await;
    page.partly = some_were_taken;
    for one in refused {
        let words = one.words(&page.page);
        // Without room for one more there is no input that an error could be beside.
        let field = if page.may_add { SCANS } else { "" };
        page.fields.error(field, words);
    }
    let large = refused.iter().all(|one| one.why == Refusal::TooLarge);
    let status =
        if large { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::UNPROCESSABLE_ENTITY };
    web::html_status(status, &page)
}

async fn charge(cabinet: &Cabinet, person: &Person) -> Result<(), Failure> {
    let key = format!("epk.scans:{}", person.account);
    let sent = cabinet.app.db.write("epk.scans_charge", move |tx| tx.charge(&key, DAY));
    if sent.await? > SENT_MAX {
        return Err(Failure::TooMany { retry_seconds: 3_600 });
    }
    Ok(())
}

pub(super) async fn download(
    Given(cabinet): Given<Cabinet>,
    person: Person,
    Path((id, file)): Path<(String, String)>,
) -> Answer {
    let opened = Opened::find(&cabinet, &person, &id).await?;
    let file: FileId = file.parse().map_err(|_| Failure::NotFound)?;
    let whose = owner(&opened.application);
    let application = opened.application;
    let found = cabinet.app.db.read(move |tx| find(tx, &application, file)).await?;
    found.ok_or(Failure::NotFound)?;
    give(&cabinet.app, whose, file).await
}

pub(super) async fn take_out(
    Given(cabinet): Given<Cabinet>,
    person: Person,
    Path((id, file)): Path<(String, String)>,
    form: Form,
) -> Answer {
    let Some(opened) = Opened::writable(&cabinet, &person, &id).await? else {
        return Ok(Opened::closed(&id));
    };
    let file: FileId = file.parse().map_err(|_| Failure::NotFound)?;
    let (application, once) = (opened.application.clone(), form.once());
    let removing = cabinet
        .app
        .db
        .write_once("epk.scan_remove", &once, move |tx| remove(tx, &application, file));
    match removing.await? {
        Saving::Saved => Ok(web::see_other(&opened.path("/scans"))),
        Saving::Closed | Saving::Full => Ok(Opened::closed(&id)),
        Saving::Conflict => Err(Failure::NotFound),
    }
}
