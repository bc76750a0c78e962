//! The pages of an application for the person who makes it.

mod draft;
mod entries;
mod forms;
mod scans;
mod signing;
mod status;
mod summary;

use askama::Template;
use axum::Router;
use axum::extract::{Path, Request, State as Given};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use cabinet::{Cabinet, Person};
use web::{Failure, Form, Page, Visit};

use super::answers::Answers;
use super::{Application, ApplicationId, Remark, State, answers, find, of_account, remarks, start};
use crate::home::{Gate, gate};
use crate::terms;

pub(crate) use scans::{Shown, shown};
pub(crate) use status::{Happened, happened, promise};
pub(crate) use summary::{Block, label, level, summary};

type Answer = Result<Response, Failure>;

/// The routes. They are closed as the cabinet is: for who may not enter, they lead to its gate.
pub fn routes(cabinet: &Cabinet) -> Router {
    let gate = from_fn_with_state(cabinet.clone(), behind_the_gate);
    Router::new()
        .route("/applications", get(list).post(begin))
        .route("/applications/{id}", get(show))
        .route("/applications/{id}/person", get(draft::person).post(draft::save_person))
        .route("/applications/{id}/answers", get(signing::answers_page))
        .route("/applications/{id}/agreement", get(signing::agreement).post(signing::agree))
        .route("/applications/{id}/sign", get(signing::show).post(signing::sign))
        .route("/applications/{id}/sign/code", post(signing::send))
        .route("/applications/{id}/consent", post(status::renew))
        .route("/applications/{id}/withdraw", get(status::withdrawing).post(status::withdraw))
        .route("/applications/{id}/scans", get(scans::show).post(scans::attach))
        .route("/applications/{id}/scans/{file}", get(scans::download))
        .route("/applications/{id}/scans/{file}/remove", post(scans::take_out))
        .route("/applications/{id}/{list}", get(entries::show))
        .route("/applications/{id}/{list}/take", post(entries::take))
        .route("/applications/{id}/{list}/none", post(entries::none))
        .route("/applications/{id}/{list}/new", get(forms::blank).post(forms::add))
        .route("/applications/{id}/{list}/{entry}", get(forms::edit).post(forms::change))
        .route("/applications/{id}/{list}/{entry}/remove", post(forms::remove))
        .route_layer(gate)
        .with_state(cabinet.clone())
}

/// Leads who may not enter to what keeps the cabinet closed.
pub(crate) async fn behind_the_gate(
    Given(cabinet): Given<Cabinet>,
    visit: Visit,
    request: Request,
    next: Next,
) -> Answer {
    let person = Person::here(&visit).await?;
    let account = person.account;
    let accepted = cabinet.app.db.read(move |tx| terms::accepted(tx, account)).await?;
    if gate(&person.profile, accepted.is_some()) != Gate::Open {
        return Ok(web::see_other("/"));
    }
    Ok(next.run(request).await.into_response())
}

/// An application as its pages see it.
pub(super) struct Opened {
    pub(super) application: Application,
    pub(super) answers: Answers,
    /// The remarks of the round; none for a draft.
    pub(super) remarks: Vec<Remark>,
}

impl Opened {
    /// Finds an application of this person.
    pub(super) async fn find(
        cabinet: &Cabinet,
        person: &Person,
        id: &str,
    ) -> Result<Opened, Failure> {
        let id: ApplicationId = id.parse().map_err(|_| Failure::NotFound)?;
        let account = person.account;
        let found = cabinet.app.db.read(move |tx| {
            let Some(application) = find(tx, account, id)? else { return Ok(None) };
            let answers = answers(tx, id)?;
            let remarks = match application.state {
                State::Returned => remarks(tx, id, application.round)?,
                _ => Vec::new(),
            };
            Ok(Some(Opened { application, answers, remarks }))
        });
        found.await?.ok_or(Failure::NotFound)
    }

    /// The same, for a page on which something is changed; `None` when nothing can be.
    pub(super) async fn writable(
        cabinet: &Cabinet,
        person: &Person,
        id: &str,
    ) -> Result<Option<Opened>, Failure> {
        let opened = Opened::find(cabinet, person, id).await?;
        Ok(Some(opened).filter(|opened| opened.application.state.is_writable()))
    }

    /// The address of one of its pages.
    pub(super) fn path(&self, page: &str) -> String {
        format!("/applications/{}{page}", self.application.id)
    }

    /// Where a change leads that is not possible any more.
    pub(super) fn closed(id: &str) -> Response {
        let to = web::see_other(&format!("/applications/{id}"));
        web::flash(to, web::FlashKind::Info, "epk-application-closed")
    }

    /// Whether a field can be changed: in a draft all, later those that remarks name.
    pub(super) fn is_open(&self, part: &str, field: Option<&str>) -> bool {
        self.application.state == State::Draft
            || self.remarks.iter().any(|remark| remark.opens(part, field))
    }

    /// Whether anything of a part can be changed.
    pub(super) fn touches(&self, part: &str) -> bool {
        self.application.state == State::Draft
            || self.remarks.iter().any(|remark| remark.part() == part)
    }
}

#[derive(Template)]
#[template(path = "application/list.html")]
struct ListPage {
    page: Page,
    rows: Vec<Row>,
    /// Nothing is open: a new one can be begun.
    may_begin: bool,
}

/// An application in the list.
struct Row {
    href: String,
    title: String,
    text: String,
    tag: &'static str,
    state: String,
}

async fn list(Given(cabinet): Given<Cabinet>, visit: Visit, person: Person) -> Answer {
    let account = person.account;
    let all = cabinet.app.db.read(move |tx| of_account(tx, account)).await?;
    let page = cabinet.page(&visit, &person, "epk-applications-title").await;
    let may_begin = all.iter().all(|application| application.state.is_over());
    let rows = all.iter().map(|application| row(&page, application)).collect();
    Ok(web::html(&ListPage { page, rows, may_begin }))
}

fn row(page: &Page, application: &Application) -> Row {
    let title = match &application.number {
        Some(number) => page.t1("epk-application-numbered", "number", number.as_str()),
        None => page.t("epk-application-draft"),
    };
    let text = match (application.decided_at, application.submitted_at) {
        (Some(at), _) => page.t1("epk-application-decided-at", "when", page.date_time(at)),
        (_, Some(at)) => page.t1("epk-application-signed-at", "when", page.date_time(at)),
        _ => page.t1("epk-application-saved-at", "when", page.date_time(application.saved_at)),
    };
    Row {
        href: format!("/applications/{}", application.id),
        title,
        text,
        tag: tag(application.state),
        state: page.t(&format!("epk-state-{}", application.state.as_str())),
    }
}

/// The weight of a state.
pub(crate) fn tag(state: State) -> &'static str {
    match state {
        State::Draft | State::Withdrawn => "neutral",
        State::Checking | State::Review => "info",
        State::Consent | State::Returned => "warning",
        State::Issued => "success",
        State::Refused => "danger",
    }
}

async fn begin(Given(cabinet): Given<Cabinet>, person: Person, form: Form) -> Answer {
    let account = person.account;
    let once = form.once();
    let begun = cabinet.app.db.write_once("epk.begin", &once, move |tx| start(tx, account));
    Ok(web::see_other(&format!("/applications/{}", begun.await?)))
}

async fn show(
    Given(cabinet): Given<Cabinet>,
    visit: Visit,
    person: Person,
    Path(id): Path<String>,
) -> Answer {
    let opened = Opened::find(&cabinet, &person, &id).await?;
    if opened.application.state.is_writable() {
        draft::tasks(&cabinet, &visit, &person, &opened).await
    } else {
        status::page(&cabinet, &visit, &person, &opened).await
    }
}
