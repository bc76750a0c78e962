//! The task list, and the personal data.

use askama::Template;
use axum::extract::{Path, State as Given};
use axum::http::StatusCode;
use cabinet::person::pages::Compared;
use cabinet::section::Patience;
use cabinet::{Cabinet, Person};
use registries::{SfrRecord, Snils, date};
use store::Moment;
use web::{Failure, Fields, Form, Page, Visit};

use super::summary::{Block, label, labelled, summary};
use super::{Answer, Opened};
use crate::application::answers::{
    EDUCATION, Identity, PERSON, PERSON_FIELDS, Refused, WORK, identity,
};
use crate::application::scans::SCANS;
use crate::application::{Remark, Saving, State, decision, list_of, save};

/// A line of the task list.
struct Task {
    href: String,
    title: String,
    tag: &'static str,
    label: String,
    hint: String,
}

/// A remark of an examiner.
struct Shown {
    href: String,
    title: String,
    words: String,
    answered: bool,
}

#[derive(Template)]
#[template(path = "application/tasks.html")]
struct TasksPage {
    page: Page,
    home: String,
    tasks: Vec<Task>,
    reason: String,
    remarks: Vec<Shown>,
    saved: String,
    /// Everything is answered.
    ready: bool,
    is_draft: bool,
}

impl TasksPage {
    /// The address of a page beside this one.
    fn at(&self, page: &str) -> String {
        format!("{}/{page}", self.home)
    }
}

pub(super) async fn tasks(
    cabinet: &Cabinet,
    visit: &Visit,
    person: &Person,
    opened: &Opened,
) -> Answer {
    let page = cabinet.page(visit, person, "epk-application-title").await;
    let (id, round) = (opened.application.id, opened.application.round);
    let decided = cabinet.app.db.read(move |tx| decision(tx, id, round)).await?;
    let is_draft = opened.application.state == State::Draft;
    let unanswered = opened.remarks.iter().any(|remark| !remark.answered);
    Ok(web::html(&TasksPage {
        home: opened.path(""),
        tasks: [PERSON, EDUCATION, WORK, SCANS].map(|part| task(&page, opened, part)).into(),
        reason: decided.map(|decided| decided.reason).unwrap_or_default(),
        remarks: opened.remarks.iter().map(|remark| shown(&page, opened, remark)).collect(),
        saved: page.t1("epk-saved-at", "when", when(cabinet, &page, opened.application.saved_at)),
        ready: opened.answers.missing().is_empty() && !unanswered,
        is_draft,
        page,
    }))
}

/// «10:42» for today, else with the date.
pub(super) fn when(cabinet: &Cabinet, page: &Page, at: Moment) -> String {
    cabinet::section::pages::when(page, at, cabinet.app.clock.now())
}

fn task(page: &Page, opened: &Opened, part: &'static str) -> Task {
    let answers = &opened.answers;
    let (count, saved) = match part {
        PERSON => (1, answers.person.as_ref().map(|kept| kept.saved_at)),
        EDUCATION => {
            (answers.education.len(), answers.education.iter().map(|kept| kept.saved_at).max())
        }
        SCANS => (answers.scans.len(), answers.scans.iter().map(|kept| kept.saved_at).max()),
        _ => {
            let entries = answers.work.iter().map(|kept| kept.saved_at).max();
            (answers.work.len(), entries.or(answers.no_work.as_ref().map(|kept| kept.saved_at)))
        }
    };
    let closed = opened.application.state == State::Returned
        && !opened.remarks.iter().any(|remark| remark.part().starts_with(part));
    let done = !answers.missing().contains(&part);
    let asked =
        opened.remarks.iter().any(|remark| remark.part().starts_with(part) && !remark.answered);
    let (tag, state) = match (closed, asked, done) {
        (true, ..) => ("neutral", "epk-task-closed"),
        (_, true, _) => ("warning", "epk-task-correct"),
        _ if part == SCANS && count == 0 => ("neutral", "epk-task-optional"),
        (_, _, true) => ("success", "epk-task-done"),
        _ => ("neutral", "epk-task-open"),
    };
    let hint = match saved {
        Some(at) if part == PERSON => page.t1("epk-saved-at", "when", page.time(at)),
        Some(at) => page.t2(
            if part == SCANS { "epk-task-files" } else { "epk-task-entries" },
            "count",
            i64::try_from(count).unwrap_or(i64::MAX),
            "when",
            page.time(at),
        ),
        None => page.t(&format!("epk-task-{part}-hint")),
    };
    Task {
        href: if closed { String::new() } else { opened.path(&format!("/{part}")) },
        title: page.t(&format!("epk-task-{part}")),
        tag,
        label: page.t(state),
        hint,
    }
}

fn shown(page: &Page, opened: &Opened, remark: &Remark) -> Shown {
    Shown {
        href: opened.path(&format!("/{}", remark.part())),
        title: remark_title(page, &summary(page, &opened.answers), remark),
        words: remark.words.clone(),
        answered: remark.answered,
    }
}

/// What a remark is about: «Диплом: Примерный университет. Номер бланка».
pub(crate) fn remark_title(page: &Page, blocks: &[Block], remark: &Remark) -> String {
    let part = remark.part();
    let title = match blocks.iter().find(|block| block.part == part) {
        Some(block) => block.title.clone(),
        None => page.t(&format!("epk-task-{}", list_of(part))),
    };
    match remark.field() {
        Some(field) => format!("{title}. {}", label(page, field)),
        None => title,
    }
}

#[derive(Template)]
#[template(path = "application/person.html")]
struct PersonPage {
    page: Page,
    home: String,
    action: String,
    fields: Fields,
    revision: i64,
    /// What the profile tells: labels and values.
    told: Vec<(String, String, String)>,
    told_at: String,
    /// What has to be typed: names, labels and tokens of `autocomplete`.
    typed: Vec<(&'static str, String, &'static str)>,
    /// What was saved, where it is not what the profile tells now.
    before: Vec<(String, String, String)>,
    compared: Compared,
    change: Option<String>,
    conflict: bool,
}

pub(super) async fn person(
    Given(cabinet): Given<Cabinet>,
    visit: Visit,
    person: Person,
    Path(id): Path<String>,
) -> Answer {
    let Some(opened) = Opened::writable(&cabinet, &person, &id).await? else {
        return Ok(Opened::closed(&id));
    };
    let mut fields = Fields::empty();
    if let Some(kept) = &opened.answers.person {
        for (name, value) in values(&kept.value) {
            fields.set(name, value);
        }
    }
    let shown = person_page(&cabinet, &visit, &person, &opened, fields, false).await?;
    Ok(web::html(&shown))
}

async fn person_page(
    cabinet: &Cabinet,
    visit: &Visit,
    person: &Person,
    opened: &Opened,
    fields: Fields,
    conflict: bool,
) -> Result<PersonPage, Failure> {
    let section = cabinet.section::<SfrRecord>(person, Patience::of_a_page()).await?;
    let page = cabinet.page(visit, person, "epk-task-person").await.narrow();
    let profile = &person.profile;
    let told = profile_values(person);
    // Who has a surname in the profile and no patronymic has none.
    let whole = profile.family_name.is_some();
    let known = |field: &str| told.iter().any(|(name, _)| *name == field);
    let needed = |field: &&str| !known(field) && (*field != "middle_name" || !whole);
    let typed = PERSON_FIELDS.iter().copied().filter(needed);
    let kept = opened.answers.person.as_ref();
    let differs = |kept: &Identity| {
        let said = values(kept);
        told.iter().any(|told| !said.contains(told))
    };
    let before = kept.filter(|kept| differs(&kept.value));
    Ok(PersonPage {
        home: opened.path(""),
        action: opened.path("/person"),
        revision: kept.map_or(0, |kept| kept.revision),
        told_at: page.t1("epk-source-profile", "when", when(cabinet, &page, person.entered_at)),
        typed: typed.map(|field| (field, label(&page, field), autocomplete(field))).collect(),
        before: before.map(|b| labelled(&page, &values(&b.value))).unwrap_or_default(),
        told: labelled(&page, &with_dashes(told)),
        compared: cabinet.compared(&page, person, &section),
        change: cabinet.entrance.pages().map(|pages| cabinet.there_and_back(&pages.profile)),
        fields,
        conflict,
        page,
    })
}

fn autocomplete(field: &str) -> &'static str {
    match field {
        "family_name" => "family-name",
        "given_name" => "given-name",
        "middle_name" => "additional-name",
        _ => "bday",
    }
}

/// What the profile tells, as it is shown.
fn profile_values(person: &Person) -> Vec<(&'static str, String)> {
    let profile = &person.profile;
    let born = profile.birth_date.as_deref().and_then(|text| date::parse(text).ok());
    let values = [
        ("family_name", profile.family_name.clone()),
        ("given_name", profile.given_name.clone()),
        ("middle_name", profile.middle_name.clone()),
        ("birth_date", born.map(date::typed)),
        ("snils", profile.snils.clone()),
        ("inn", profile.inn.clone()),
    ];
    values.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
}

/// СНИЛС as it is printed.
fn with_dashes(values: Vec<(&'static str, String)>) -> Vec<(&'static str, String)> {
    let dashed = |text: String| Snils::parse(&text).map_or(text, |snils| snils.to_string());
    let one = |(name, value)| (name, if name == "snils" { dashed(value) } else { value });
    values.into_iter().map(one).collect()
}

fn values(said: &Identity) -> Vec<(&'static str, String)> {
    vec![
        ("family_name", said.family_name.clone()),
        ("given_name", said.given_name.clone()),
        ("middle_name", said.middle_name.clone().unwrap_or_default()),
        ("birth_date", date::typed(said.birth_date)),
        ("snils", said.snils.clone()),
        ("inn", said.inn.clone()),
    ]
}

pub(super) async fn save_person(
    Given(cabinet): Given<Cabinet>,
    visit: Visit,
    person: Person,
    Path(id): Path<String>,
    form: Form,
) -> Answer {
    let Some(opened) = Opened::writable(&cabinet, &person, &id).await? else {
        return Ok(Opened::closed(&id));
    };
    let mut fields = Fields::from(&form, PERSON_FIELDS);
    let today = date::today(cabinet.app.clock.now());
    let typed = |name: &str| form.text(name).to_owned();
    let said = match identity(&person.profile, person.entered_at, &typed, today) {
        Ok(said) => said,
        Err(refused) => {
            refuse(&visit, &mut fields, &refused);
            let shown = person_page(&cabinet, &visit, &person, &opened, fields, false).await?;
            return Ok(web::html_status(StatusCode::UNPROCESSABLE_ENTITY, &shown));
        }
    };
    let (seen, application) = (revision(&form), opened.application.clone());
    let once = form.once();
    let saving = cabinet.app.db.write_once("epk.save_person", &once, move |tx| {
        save(tx, &application, PERSON, seen, &said)
    });
    match saving.await? {
        Saving::Saved => Ok(web::see_other(&opened.path(""))),
        Saving::Closed | Saving::Full => Ok(Opened::closed(&id)),
        Saving::Conflict => {
            let opened = Opened::find(&cabinet, &person, &id).await?;
            let shown = person_page(&cabinet, &visit, &person, &opened, fields, true).await?;
            Ok(web::html_status(StatusCode::CONFLICT, &shown))
        }
    }
}

/// The revision that the page of a form showed.
pub(super) fn revision(form: &Form) -> i64 {
    form.text("revision").parse().unwrap_or(0)
}

/// Puts refusals beside their fields.
pub(super) fn refuse(visit: &Visit, fields: &mut Fields, refused: &Refused) {
    for (field, why) in refused {
        fields.error(field, why.said_to(visit));
    }
}
