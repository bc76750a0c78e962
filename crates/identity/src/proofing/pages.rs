//! The pages of the way up: what there is, what each level opens, and the steps.

mod result;
mod steps;

use askama::Template;
use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::{get, post};
use web::{Failure, Form, Page, Visit, html, see_other};

use super::confirm::{self, Number};
use super::{Purpose, Request, State as Standing, Step, find};
use crate::account::Level;
use crate::profile::LevelShown;
use crate::profile::pages::back::{self, Back};
use crate::{Identity, Person, nav};

type Answer = Result<Response, Failure>;

pub(crate) fn routes() -> Router<Identity> {
    Router::new()
        .route("/level", get(overview))
        .route("/level/number", post(number))
        .route("/level/check", get(steps::review).post(steps::check))
        .route("/level/result", get(result::of_level))
        .route("/level/{step}", get(steps::ask).post(steps::save))
        .route("/profile/inn", get(steps::ask_inn).post(steps::check_inn))
        .route("/profile/inn/result", get(result::of_inn))
}

#[derive(Template)]
#[template(path = "proofing/level.html")]
struct LevelPage {
    page: Page,
    level: LevelShown,
    /// Steps with what is known about each.
    steps: Vec<StepRow>,
    /// Where «Начать» or «Продолжить» leads.
    go_on: String,
    begun: bool,
    standing: Option<Standing>,
    number: Option<Number>,
    back: Option<Back>,
}

struct StepRow {
    href: String,
    title: String,
    tag: &'static str,
    state: String,
}

async fn overview(State(identity): State<Identity>, visit: Visit, person: Person) -> Answer {
    let back = back::of(&visit).await?;
    let account = person.account.clone();
    let found = identity.app.db.read(move |tx| {
        let request = find(tx, account.id, Purpose::Level)?;
        let number = confirm::number_of(tx, account.id)?;
        Ok((request, number, super::today(tx)))
    });
    let (request, number, today) = found.await?;
    let page = nav::page(&visit, &person, "identity-level-title").narrow();
    let steps = rows(&page, request.as_ref(), today);
    let go_on = match &request {
        Some(request) => address(next_step(&request.draft, today)),
        None => address(Some(Step::Passport)),
    };
    let shown = LevelPage {
        level: LevelShown::new(&page, person.level),
        page,
        steps,
        go_on,
        begun: request.is_some(),
        standing: request.map(|request| request.state),
        number,
        back: back.clone(),
    };
    Ok(back::remember(&visit, back.as_ref(), html(&shown)))
}

fn rows(page: &Page, request: Option<&Request>, today: jiff::civil::Date) -> Vec<StepRow> {
    let of_step = |step: Step| {
        let (tag, state) = match request {
            Some(request) if request.draft.problems(step, today).is_empty() => {
                ("success", "identity-level-step-filled")
            }
            Some(request) if request.draft.has(step) => ("warning", "identity-level-step-wrong"),
            _ => ("neutral", "identity-level-step-empty"),
        };
        StepRow {
            href: address(Some(step)),
            title: page.t(&format!("identity-level-step-{}", step.as_str())),
            tag,
            state: page.t(state),
        }
    };
    [Step::Passport, Step::Snils, Step::Inn].into_iter().map(of_step).collect()
}

/// The first step in which something is missing or wrong; `None` when all are filled in.
fn next_step(draft: &super::Draft, today: jiff::civil::Date) -> Option<Step> {
    let order = [Step::Name, Step::Passport, Step::Snils, Step::Inn];
    order.into_iter().find(|step| !draft.problems(*step, today).is_empty())
}

/// The page of a step; of the check when every step is filled in.
fn address(step: Option<Step>) -> String {
    format!("/level/{}", step.map_or("check", Step::as_str))
}

/// Makes the number for the service centre.
async fn number(State(identity): State<Identity>, person: Person, form: Form) -> Answer {
    let id = person.id;
    identity
        .app
        .db
        .write_once("proofing.number", &form.once(), move |tx| {
            confirm::number(tx, id).map(|number| number.is_some())
        })
        .await?;
    Ok(see_other("/level"))
}
