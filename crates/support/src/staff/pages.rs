//! The list of staff, for administrators: invite, suspend, reinstate.

use std::time::Duration;

use askama::Template;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::{get, post};
use serde::{Deserialize, Serialize};
use store::{Moment, Secret};
use web::{
    Choice, Failure, Fields, FlashKind, Form, Page, Role, Site, Staff, StaffId, Visit, cookie,
};

use super::{Changed, Member, State as Stage};
use crate::desk::Desk;
use crate::desk::pages::role_name;

pub(crate) fn routes() -> Router<Desk> {
    Router::new()
        .route("/staff", get(show))
        .route("/staff/invite", get(ask).post(invite))
        .route("/staff/invited", get(invited))
        .route("/staff/{id}/invite", post(invite_again))
        .route("/staff/{id}/suspend", post(suspend))
        .route("/staff/{id}/reinstate", post(reinstate))
}

#[derive(Template)]
#[template(path = "support/staff.html")]
struct StaffPage {
    page: Page,
    rows: Vec<Row>,
}

struct Row {
    id: StaffId,
    name: String,
    login: String,
    roles: String,
    tag: &'static str,
    state: String,
    entered_at: Option<Moment>,
    can_invite: bool,
    can_suspend: bool,
    can_reinstate: bool,
}

async fn show(State(desk): State<Desk>, visit: Visit, staff: Staff) -> Result<Response, Failure> {
    staff.require(Role::Administrator)?;
    let members = desk.app().db.read(super::list).await?;
    let page = desk.page(&visit, &staff, "support-staff-title").await;
    let rows = members.into_iter().map(|member| row(&page, &staff, member)).collect();
    Ok(web::html(&StaffPage { page, rows }))
}

fn row(page: &Page, reader: &Staff, member: Member) -> Row {
    let roles: Vec<String> = member.roles.iter().map(|role| role_name(page, *role)).collect();
    let tag = match member.state {
        Stage::Active => "success",
        Stage::Invited => "info",
        Stage::Overdue => "neutral",
        Stage::Suspended => "danger",
    };
    Row {
        id: member.id,
        name: member.name,
        login: member.login.unwrap_or_default(),
        roles: roles.join(", "),
        tag,
        state: page.t(&format!("support-state-{}", member.state.as_str())),
        entered_at: member.entered_at,
        can_invite: matches!(member.state, Stage::Invited | Stage::Overdue),
        can_suspend: member.state != Stage::Suspended && member.id != reader.id,
        can_reinstate: member.state == Stage::Suspended,
    }
}

#[derive(Template)]
#[template(path = "support/invite.html")]
struct InvitePage {
    page: Page,
    fields: Fields,
    roles: Vec<Choice>,
}

async fn ask(State(desk): State<Desk>, visit: Visit, staff: Staff) -> Result<Response, Failure> {
    staff.require(Role::Administrator)?;
    let page = desk.page(&visit, &staff, "support-invite-title").await;
    Ok(web::html(&invite_page(page, Fields::empty())))
}

fn invite_page(page: Page, fields: Fields) -> InvitePage {
    let choice = |role: Role| {
        let about = page.t(&format!("support-role-{role}-about"));
        Choice::new(role.as_str(), role_name(&page, role)).hint(about)
    };
    let roles = Role::ALL.into_iter().map(choice).collect();
    InvitePage { page, fields, roles }
}

const NAME_CHARS_MAX: usize = 200;

async fn invite(
    State(desk): State<Desk>,
    visit: Visit,
    staff: Staff,
    form: Form,
) -> Result<Response, Failure> {
    staff.require(Role::Administrator)?;
    let mut fields = Fields::from(&form, &["name", "role"]);
    let name = form.text("name").split_whitespace().collect::<Vec<_>>().join(" ");
    let roles: Vec<Role> = form.all("role").iter().filter_map(|role| role.parse().ok()).collect();
    let is_name = name.chars().any(char::is_alphabetic) && !name.contains(char::is_control);
    if !is_name || name.chars().count() > NAME_CHARS_MAX {
        fields.error("name", visit.t("support-invite-name-missing"));
    }
    if roles.is_empty() {
        fields.error("role", visit.t("support-invite-role-missing"));
    }
    if fields.has_errors() {
        let page = desk.page(&visit, &staff, "support-invite-title").await;
        return Ok(web::html_status(StatusCode::UNPROCESSABLE_ENTITY, &invite_page(page, fields)));
    }
    let shown = name.clone();
    let invitation = desk
        .app()
        .db
        .write_once("staff.invite", &form.once(), move |tx| {
            super::invite_as(tx, &staff, &name, &roles)
        })
        .await?;
    Ok(hand_over(&desk, shown, invitation.token))
}

/// The token on its way to the page that shows it, in a cookie of this browser.
#[derive(Serialize, Deserialize)]
struct Handed {
    name: String,
    token: Secret,
}

const HANDED: &str = "invited";
const HANDED_LIFE: Duration = Duration::from_secs(120);

fn hand_over(desk: &Desk, name: String, token: Secret) -> Response {
    let handed = Handed { name, token };
    cookie::seal(desk.app(), HANDED, &handed, HANDED_LIFE).on(web::see_other("/staff/invited"))
}

#[derive(Template)]
#[template(path = "support/invited.html")]
struct InvitedPage {
    page: Page,
    name: String,
    link: String,
}

/// Shows the link of an invitation, once.
async fn invited(
    State(desk): State<Desk>,
    visit: Visit,
    staff: Staff,
) -> Result<Response, Failure> {
    staff.require(Role::Administrator)?;
    let Some(Handed { name, token }) = cookie::open(desk.app(), &visit, HANDED) else {
        return Ok(web::see_other("/staff"));
    };
    let link = desk.app().sites.url(Site::Desk, &format!("/invitation/{}", token.0));
    let page = desk.page(&visit, &staff, "support-invited-title").await.narrow();
    Ok(cookie::clear(web::html(&InvitedPage { page, name, link }), HANDED))
}

async fn invite_again(
    State(desk): State<Desk>,
    staff: Staff,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    staff.require(Role::Administrator)?;
    let id: StaffId = id.parse().map_err(|_| Failure::NotFound)?;
    let renewed = desk
        .app()
        .db
        .write_once("staff.invite_again", &form.once(), move |tx| {
            let name = super::find(tx, id)?.map(|member| member.name);
            Ok(name.zip(super::invite_again(tx, &staff, id)?))
        })
        .await?;
    Ok(match renewed {
        Some((name, invitation)) => hand_over(&desk, name, invitation.token),
        None => told(Changed::Nothing, ""),
    })
}

async fn suspend(
    State(desk): State<Desk>,
    staff: Staff,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    staff.require(Role::Administrator)?;
    let id: StaffId = id.parse().map_err(|_| Failure::NotFound)?;
    let write = move |tx: &mut store::Tx| super::suspend(tx, &staff, id);
    let changed = desk.app().db.write_once("staff.suspend", &form.once(), write).await?;
    Ok(told(changed, "support-staff-suspended"))
}

async fn reinstate(
    State(desk): State<Desk>,
    staff: Staff,
    Path(id): Path<String>,
    form: Form,
) -> Result<Response, Failure> {
    staff.require(Role::Administrator)?;
    let id: StaffId = id.parse().map_err(|_| Failure::NotFound)?;
    let write = move |tx: &mut store::Tx| super::reinstate(tx, &staff, id);
    let changed = desk.app().db.write_once("staff.reinstate", &form.once(), write).await?;
    Ok(told(changed, "support-staff-reinstated"))
}

fn told(changed: Changed, done: &str) -> Response {
    let (kind, says) = match changed {
        Changed::Done => (FlashKind::Success, done),
        Changed::Nothing => (FlashKind::Warning, "support-staff-unchanged"),
        Changed::Yourself => (FlashKind::Error, "support-staff-yourself"),
    };
    web::flash(web::see_other("/staff"), kind, says)
}
