//! Pages of the desk itself: the home page, what has failed, one's own journal, no entry.

use ::store::journal::Entry;
use ::store::{Moment, Tx, job};
use askama::Template;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use cabinet::rp::Settings;
use notify::message;
use oauth::rp::ConfigFault;
use serde::Deserialize;
use web::{App, Failure, Page, Role, Site, Staff, StaffId, Visit};

use super::{Desk, INVITATION, NO_ENTRY, PEOPLE, short};
use crate::{staff, ticket};

/// The desk alone, when nothing else is mounted on it.
///
/// # Errors
/// As [`Desk::new`].
pub fn routes(app: &App, settings: Settings) -> Result<Router, ConfigFault> {
    Ok(Desk::new(app, settings)?.routes())
}

impl Desk {
    /// The routes of the desk, entrance included; they have a state of their own.
    pub fn routes(&self) -> Router {
        Router::new()
            .route("/", get(home))
            .route("/failures", get(failures))
            .route("/journal", get(journal))
            .route(&format!("{INVITATION}{{token}}"), get(invitation))
            .route(&format!("{NO_ENTRY}{{why}}"), get(no_entry))
            .merge(staff::pages::routes())
            .merge(ticket::staff::routes())
            .with_state(self.clone())
            .merge(self.entrance.routes())
    }
}

#[derive(Template)]
#[template(path = "support/home.html")]
struct HomePage {
    page: Page,
    name: String,
    roles: Vec<String>,
    /// Where people are found, for who may.
    people: Option<&'static str>,
    dead_jobs: i64,
    failed_messages: i64,
    /// For whom tickets are there: how many wait, and how many are late.
    tickets: Option<(i64, i64)>,
    /// For whom applications and passports are there.
    examiner: bool,
    lately: Vec<Line>,
}

/// A line of a journal in words.
struct Line {
    at: Moment,
    title: String,
    detail: String,
}

/// How many entries the home page shows, and how many a page of the journal.
const LATELY: u32 = 5;
const ENTRIES: u32 = 50;
const FAILURES: u32 = 100;

async fn home(State(desk): State<Desk>, visit: Visit, staff: Staff) -> Result<Response, Failure> {
    let id = staff.id;
    let found = desk.app.db.read(move |tx| {
        let failed = message::failed(tx, FAILURES)?.len();
        let lately = actions(tx, id, None, LATELY)?;
        Ok((job::dead(tx)?.len(), failed, lately, ticket::figures(tx)?))
    });
    let (dead, failed, lately, figures) = found.await?;
    let page = desk.page(&visit, &staff, "support-home-title").await;
    let tickets = ticket::staff::may(&staff).then_some((figures.waiting, figures.overdue));
    let roles = staff.roles.iter().map(|role| role_name(&page, *role)).collect();
    let lately = lately.iter().map(|action| line(&page, action)).collect();
    Ok(web::html(&HomePage {
        page,
        examiner: staff.has(Role::Examiner) && desk.app.sites.has(Site::Epk),
        people: staff.has(Role::Operator).then_some(PEOPLE),
        name: staff.name,
        roles,
        tickets,
        dead_jobs: i64::try_from(dead).unwrap_or(i64::MAX),
        failed_messages: i64::try_from(failed).unwrap_or(i64::MAX),
        lately,
    }))
}

pub(crate) fn role_name(page: &Page, role: Role) -> String {
    page.t(&format!("support-role-{role}"))
}

/// An entry of the journal, and the name of the colleague it is about.
struct Action {
    entry: Entry,
    colleague: Option<String>,
}

fn actions(
    tx: &Tx,
    id: StaffId,
    before: Option<Moment>,
    limit: u32,
) -> ::store::Result<Vec<Action>> {
    let entries = ::store::journal::by_staff(tx, id, before, limit)?;
    let colleague = |entry: &Entry| -> ::store::Result<Option<String>> {
        let subject = entry.subject.as_ref().filter(|_| entry.site == Site::Desk.as_str());
        let Some(subject) = subject.and_then(|s| s.parse().ok()) else { return Ok(None) };
        Ok(staff::find(tx, subject)?.map(|member| short(&member.name)))
    };
    entries.into_iter().map(|entry| Ok(Action { colleague: colleague(&entry)?, entry })).collect()
}

/// An action in words: events that are known have a text, others show their technical name.
fn line(page: &Page, Action { entry, colleague }: &Action) -> Line {
    let key = format!("support-event-{}", entry.event.replace(['.', '_'], "-"));
    let known = page.visit().app().text.has(page.lang(), &key);
    let title = if known { page.t(&key) } else { entry.event.clone() };
    let site = page.t(&format!("support-site-{}", entry.site));
    let whom = colleague.as_ref().or(entry.subject.as_ref()).map_or("", String::as_str);
    let reason = entry.payload.as_ref().and_then(|p| p["reason"].as_str()).unwrap_or_default();
    let parts = [site.as_str(), whom, reason];
    let detail = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    Line { at: entry.at, title, detail }
}

#[derive(Template)]
#[template(path = "support/failures.html")]
struct FailuresPage {
    page: Page,
    jobs: Vec<job::DeadJob>,
    messages: Vec<FailedMessage>,
}

struct FailedMessage {
    at: Moment,
    event: String,
    channel: String,
    to: String,
    why: String,
}

async fn failures(
    State(desk): State<Desk>,
    visit: Visit,
    staff: Staff,
) -> Result<Response, Failure> {
    let found = desk.app.db.read(|tx| Ok((job::dead(tx)?, message::failed(tx, FAILURES)?)));
    let (jobs, failed) = found.await?;
    let page = desk.page(&visit, &staff, "support-failures-title").await;
    let messages = failed
        .into_iter()
        .map(|trace| FailedMessage {
            at: trace.ended_at.unwrap_or(trace.created_at),
            event: named(&page, &trace.event),
            channel: page.t(&format!("notify-channel-{}", trace.channel.as_str())),
            to: trace.to,
            why: why(&page, trace.error.as_deref().unwrap_or_default()),
        })
        .collect();
    let jobs = jobs.into_iter().map(|job| job::DeadJob { kind: work(&page, &job.kind), ..job });
    Ok(web::html(&FailuresPage { jobs: jobs.collect(), page, messages }))
}

/// A message by its subject, with «…» for what it was about: staff do not see that.
fn named(page: &Page, event: &str) -> String {
    let key = format!("notice-{event}-subject");
    if !page.visit().app().text.has(page.lang(), &key) {
        return event.to_owned();
    }
    let hidden = ["number", "days", "site", "service", "level"].map(|name| (name, "…".into()));
    page.tw(&key, &hidden)
}

/// A job in words.
fn work(page: &Page, kind: &str) -> String {
    let key = format!("support-job-{}", kind.replace(['.', '_'], "-"));
    let known = page.visit().app().text.has(page.lang(), &key);
    if known { page.t(&key) } else { kind.to_owned() }
}

/// `mail-status 550` in words.
fn why(page: &Page, error: &str) -> String {
    let (word, more) = error.split_once(' ').unwrap_or((error, ""));
    let key = format!("support-why-{word}");
    let known = page.visit().app().text.has(page.lang(), &key);
    if known { page.t1(&key, "more", more) } else { error.to_owned() }
}

#[derive(Template)]
#[template(path = "support/journal.html")]
struct JournalPage {
    page: Page,
    lines: Vec<Line>,
    newer: String,
    older: String,
}

#[derive(Deserialize)]
struct Before {
    before: Option<i64>,
}

async fn journal(
    State(desk): State<Desk>,
    visit: Visit,
    staff: Staff,
    Query(Before { before }): Query<Before>,
) -> Result<Response, Failure> {
    let (id, moment) = (staff.id, before.map(Moment));
    let read = move |tx: &Tx| actions(tx, id, moment, ENTRIES);
    let entries = desk.app.db.read(read).await?;
    let page = desk.page(&visit, &staff, "support-journal-title").await;
    let full = u32::try_from(entries.len()).is_ok_and(|count| count == ENTRIES);
    let last = entries.last().filter(|_| full);
    let older = last.map_or(String::new(), |last| format!("/journal?before={}", last.entry.at.0));
    let newer = before.map_or("", |_| "/journal").to_owned();
    let lines = entries.iter().map(|action| line(&page, action)).collect();
    Ok(web::html(&JournalPage { page, lines, newer, older }))
}

#[derive(Template)]
#[template(path = "support/invitation.html")]
struct InvitationPage {
    page: Page,
    open: bool,
    next: String,
}

/// What an invited person sees first; signing in with it binds the account.
async fn invitation(
    State(desk): State<Desk>,
    visit: Visit,
    Path(token): Path<String>,
) -> Result<Response, Failure> {
    let next = format!("{INVITATION}{token}");
    let open = desk.app.db.read(move |tx| staff::is_open(tx, &token)).await?;
    let page = desk.entrance.page(&visit, "support-invitation-title").await.narrow();
    let status = if open { StatusCode::OK } else { StatusCode::GONE };
    Ok(web::html_status(status, &InvitationPage { page, open, next }))
}

#[derive(Template)]
#[template(path = "support/no_entry.html")]
struct NoEntryPage {
    page: Page,
    why: &'static str,
}

/// Why the desk stays closed, and what to do.
async fn no_entry(
    State(desk): State<Desk>,
    visit: Visit,
    Path(why): Path<String>,
) -> Result<Response, Failure> {
    let known = ["unknown", "one-factor", "suspended", "invitation-over"];
    let why = known.into_iter().find(|known| *known == why).ok_or(Failure::NotFound)?;
    let page = desk.entrance.page(&visit, &format!("support-no-entry-{why}")).await.narrow();
    Ok(web::html_status(StatusCode::FORBIDDEN, &NoEntryPage { page, why }))
}
