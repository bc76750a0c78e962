//! One thing per page: passport, СНИЛС, ИНН, and everything once more before it is sent.

use std::time::Duration;

use askama::Template;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use jiff::civil::Date;
use web::{Choice, Failure, Fields, Form, Page, Visit, html, html_status, see_other};

use super::{Answer, address, next_step};
use crate::account::{Account, AccountId, Level};
use crate::profile::pages::back;
use crate::proofing::draft::field;
use crate::proofing::{Draft, Purpose, Sending, Step, ask as registers, draft, save as keep};
use crate::{Identity, Person, nav};

/// How long the page waits for the registers; the job has all the time it needs.
const DEADLINE: Duration = Duration::from_millis(2_500);
/// Answers of checks leave at full steps of this length.
const BEAT: Duration = Duration::from_millis(200);

#[derive(Template)]
#[template(path = "proofing/step.html")]
struct StepPage {
    page: Page,
    fields: Fields,
    step: Step,
    genders: Vec<Choice>,
    action: String,
    before: String,
    only_inn: bool,
}

pub(super) async fn ask(
    State(identity): State<Identity>,
    visit: Visit,
    person: Person,
    Path(step): Path<String>,
) -> Answer {
    let step = Step::parse(&step).ok_or(Failure::NotFound)?;
    if person.level > Level::Simple {
        return Ok(see_other("/level"));
    }
    let (draft, _) = known(&identity, &person.account, Purpose::Level).await?;
    let fields = filled(&draft, step);
    Ok(html(&step_page(&visit, &person, step, fields)))
}

pub(super) async fn save(
    State(identity): State<Identity>,
    visit: Visit,
    person: Person,
    Path(step): Path<String>,
    form: Form,
) -> Answer {
    let step = Step::parse(&step).ok_or(Failure::NotFound)?;
    if person.level > Level::Simple {
        return Ok(see_other("/level"));
    }
    keep_step(&identity, &person.account, Purpose::Level, step, &form).await?;
    let (draft, today) = known(&identity, &person.account, Purpose::Level).await?;
    let fields = problems(&visit, &draft, step, today);
    if fields.has_errors() {
        let shown = step_page(&visit, &person, step, fields);
        return Ok(html_status(StatusCode::UNPROCESSABLE_ENTITY, &shown));
    }
    Ok(see_other(&address(next_step(&draft, today))))
}

async fn known(
    identity: &Identity,
    account: &Account,
    purpose: Purpose,
) -> Result<(Draft, Date), Failure> {
    let account = account.clone();
    let db = &identity.app.db;
    Ok(db.read(move |tx| Ok((draft(tx, &account, purpose)?, super::super::today(tx)))).await?)
}

/// Keeps the fields of a step, right or wrong.
async fn keep_step(
    identity: &Identity,
    account: &Account,
    purpose: Purpose,
    step: Step,
    form: &Form,
) -> Result<(), Failure> {
    let mut typed: Vec<(String, String)> = step
        .fields()
        .iter()
        .map(|field| ((*field).to_owned(), form.text(field).chars().take(500).collect()))
        .collect();
    // «Не сейчас» leaves the number out, whatever stands in its field.
    if form.text(field::INN_LATER) == "yes" {
        typed.retain(|(field, _)| field != field::INN);
        typed.push((field::INN.to_owned(), String::new()));
    }
    let account = account.clone();
    let db = &identity.app.db;
    Ok(db.write("proofing.save", move |tx| keep(tx, &account, purpose, &typed)).await?)
}

fn filled(draft: &Draft, step: Step) -> Fields {
    step.fields().iter().fold(Fields::empty(), |fields, field| fields.with(field, draft.get(field)))
}

fn problems(visit: &Visit, draft: &Draft, step: Step, today: Date) -> Fields {
    let mut fields = filled(draft, step);
    for (field, explained) in draft.problems(step, today) {
        fields.error(field, explained.said_to(visit));
    }
    fields
}

fn step_page(visit: &Visit, person: &Person, step: Step, fields: Fields) -> StepPage {
    let key = format!("identity-level-step-{}", step.as_str());
    let page = nav::page(visit, person, &key).narrow();
    let before = match step {
        Step::Name | Step::Passport => "/level",
        Step::Snils => "/level/passport",
        Step::Inn => "/level/snils",
    };
    let genders = genders(&page);
    let (action, before) = (address(Some(step)), before.to_owned());
    StepPage { page, fields, step, genders, action, before, only_inn: false }
}

fn genders(page: &Page) -> Vec<Choice> {
    vec![
        Choice::new("female", page.t("identity-gender-female")),
        Choice::new("male", page.t("identity-gender-male")),
    ]
}

#[derive(Template)]
#[template(path = "proofing/check.html")]
struct CheckPage {
    page: Page,
    fields: Fields,
    rows: Vec<Row>,
}

struct Row {
    key: String,
    value: String,
    href: String,
}

/// Everything that was typed, with links to change it.
pub(super) async fn review(
    State(identity): State<Identity>,
    visit: Visit,
    person: Person,
) -> Answer {
    if person.level > Level::Simple {
        return Ok(see_other("/level"));
    }
    let (draft, today) = known(&identity, &person.account, Purpose::Level).await?;
    match next_step(&draft, today) {
        Some(step) => Ok(see_other(&address(Some(step)))),
        None => Ok(html(&check_page(&visit, &person, &draft, Fields::empty()))),
    }
}

fn check_page(visit: &Visit, person: &Person, draft: &Draft, fields: Fields) -> CheckPage {
    let page = nav::page(visit, person, "identity-level-check-title").narrow();
    let row = |key: &str, value: String, step: Step| Row {
        key: page.t(&format!("identity-field-{key}")),
        value,
        href: address(Some(step)),
    };
    let name = [field::FAMILY, field::GIVEN, field::ADDITIONAL].map(|field| draft.get(field));
    let name: Vec<&str> = name.into_iter().filter(|part| !part.is_empty()).collect();
    let gender = page.t(match draft.get(field::GENDER) {
        "male" => "identity-gender-male",
        _ => "identity-gender-female",
    });
    let passport = format!("{} {}", draft.get(field::SERIES), draft.get(field::NUMBER));
    let typed = |field: &str| draft.get(field).to_owned();
    let snils = registries::Snils::parse(draft.get(field::SNILS))
        .map_or_else(|_| typed(field::SNILS), |snils| snils.to_string());
    let inn = match draft.leaves_inn() {
        true => page.t("identity-level-inn-left"),
        false => typed(field::INN),
    };
    let rows = vec![
        row("name", name.join(" "), Step::Name),
        row("birth-date", typed(field::BIRTH), Step::Passport),
        row("gender", gender, Step::Passport),
        row("passport", passport, Step::Passport),
        row("issued-on", typed(field::ISSUED_ON), Step::Passport),
        row("issuer-code", typed(field::ISSUER_CODE), Step::Passport),
        row("issued-by", typed(field::ISSUED_BY), Step::Passport),
        row("snils", snils, Step::Snils),
        row("inn", inn, Step::Inn),
    ];
    CheckPage { page, fields, rows }
}

/// Sends it. The answer is there within the deadline, whatever the registers do.
pub(super) async fn check(
    State(identity): State<Identity>,
    visit: Visit,
    person: Person,
    form: Form,
) -> Answer {
    let checked = checked(&identity, person.id, Purpose::Level, &form).await?;
    match checked {
        Sending::Sent { .. } | Sending::Needless => Ok(see_other("/level/result")),
        Sending::Missing(step) => Ok(see_other(&address(Some(step)))),
        Sending::Spent { until } => {
            let (draft, _) = known(&identity, &person.account, Purpose::Level).await?;
            let shown = check_page(&visit, &person, &draft, spent(&visit, until));
            Ok(html_status(StatusCode::TOO_MANY_REQUESTS, &shown))
        }
    }
}

/// Asks and decides. The answer leaves at a full [`BEAT`] since the question: a number of somebody
/// else leads to more writing (its owner is told), and that must not be measured.
async fn checked(
    identity: &Identity,
    id: AccountId,
    purpose: Purpose,
    form: &Form,
) -> Result<Sending, Failure> {
    let begun = tokio::time::Instant::now();
    let (sending, _) = registers::check(identity, id, purpose, &form.once(), DEADLINE).await?;
    let beats = begun.elapsed().as_millis() / BEAT.as_millis() + 1;
    tokio::time::sleep_until(begun + BEAT * u32::try_from(beats).unwrap_or(1)).await;
    Ok(sending)
}

fn spent(visit: &Visit, until: store::Moment) -> Fields {
    let when = web::date::date_time(until, visit.lang);
    let mut fields = Fields::empty();
    fields.error("", visit.t1("identity-level-spent", "when", when));
    fields
}

/// The ИНН of somebody who left it for later.
pub(super) async fn ask_inn(
    State(identity): State<Identity>,
    visit: Visit,
    person: Person,
) -> Answer {
    if let Some(elsewhere) = not_for_inn(&person) {
        return Ok(elsewhere);
    }
    let back = back::of(&visit).await?;
    let (draft, _) = known(&identity, &person.account, Purpose::Inn).await?;
    let shown = html(&inn_page(&visit, &person, filled(&draft, Step::Inn)));
    Ok(back::remember(&visit, back.as_ref(), shown))
}

/// Keeps and checks it at once: there is nothing else to look at.
pub(super) async fn check_inn(
    State(identity): State<Identity>,
    visit: Visit,
    person: Person,
    form: Form,
) -> Answer {
    if let Some(elsewhere) = not_for_inn(&person) {
        return Ok(elsewhere);
    }
    // A repeat of the same form must not begin a second check of the same number.
    keep_unless_checked(&identity, &person.account, &form).await?;
    let (draft, today) = known(&identity, &person.account, Purpose::Inn).await?;
    let fields = problems(&visit, &draft, Step::Inn, today);
    if fields.has_errors() {
        let shown = inn_page(&visit, &person, fields);
        return Ok(html_status(StatusCode::UNPROCESSABLE_ENTITY, &shown));
    }
    match checked(&identity, person.id, Purpose::Inn, &form).await? {
        Sending::Spent { until } => {
            let mut fields = filled(&draft, Step::Inn);
            let when = web::date::date_time(until, visit.lang);
            fields.error("", visit.t1("identity-level-spent", "when", when));
            let shown = inn_page(&visit, &person, fields);
            Ok(html_status(StatusCode::TOO_MANY_REQUESTS, &shown))
        }
        _ => Ok(see_other("/profile/inn/result")),
    }
}

async fn keep_unless_checked(
    identity: &Identity,
    account: &Account,
    form: &Form,
) -> Result<(), Failure> {
    let (draft, _) = known(identity, account, Purpose::Inn).await?;
    if draft.get(field::INN) == form.text(field::INN) && !draft.get(field::INN).is_empty() {
        return Ok(());
    }
    keep_step(identity, account, Purpose::Inn, Step::Inn, form).await
}

fn not_for_inn(person: &Person) -> Option<Response> {
    if person.level == Level::Simple {
        return Some(see_other("/level"));
    }
    person.personal.inn.is_some().then(|| see_other("/profile"))
}

fn inn_page(visit: &Visit, person: &Person, fields: Fields) -> StepPage {
    let page = nav::page(visit, person, "identity-level-step-inn").narrow();
    StepPage {
        page,
        fields,
        step: Step::Inn,
        genders: Vec::new(),
        action: "/profile/inn".to_owned(),
        before: "/profile".to_owned(),
        only_inn: true,
    }
}
