//! What the desk shows: the queue, an application with its evidence, and the form of remarks.

use askama::Template;
use store::{Moment, Tx};
use web::staff::NotOwn;
use web::{Fields, Form, Page};

use crate::application::answers::{Answers, DIPLOMA_FIELDS, EDUCATION, JOB_FIELDS, PERSON, WORK};
use crate::application::pages::{
    Block, Happened, Shown, happened, label, promise, shown, summary, tag,
};
use crate::application::scans::SCANS;
use crate::application::{
    Application, Decision, Event, Remark, State, answers, decision, events, evidence, signature,
};
use crate::check::pages::{Found, found, passed};
use crate::check::{Finding, Rule};

/// An application with everything that an examiner looks at.
pub(super) struct Sheet {
    application: Application,
    pub(super) answers: Answers,
    findings: Vec<Finding>,
    decided: Option<Decision>,
    signed_at: Option<Moment>,
    events: Vec<Event>,
}

impl Sheet {
    pub(super) fn read(tx: &mut Tx, of: NotOwn<Application>) -> store::Result<Sheet> {
        let (id, round) = (of.id, of.round);
        Ok(Sheet {
            answers: answers(tx, id)?,
            findings: evidence(tx, id, round)?,
            decided: decision(tx, id, round)?,
            signed_at: signature(tx, id, round)?.map(|signed| signed.signed_at),
            events: events(tx, id)?,
            application: of.into_thing(),
        })
    }
}

#[derive(Template)]
#[template(path = "application/desk-queue.html")]
pub(super) struct QueuePage {
    page: Page,
    rows: Vec<Row>,
}

/// An application in the queue.
struct Row {
    href: String,
    number: String,
    signed: String,
    promise: String,
    overdue: bool,
    rules: String,
    /// Whether it is the own of who looks: then there is no way in.
    own: bool,
}

/// An application that waits and the rules that it failed; nothing of them about her own.
type Waiting = (Application, Option<Vec<Rule>>);

pub(super) fn queue(page: Page, waiting: &[Waiting], now: Moment) -> QueuePage {
    let row = |(application, rules): &Waiting| {
        let name = |rule: &Rule| page.t(&format!("epk-rule-{}", rule.as_str()));
        let names = |rules: &Vec<Rule>| rules.iter().map(name).collect::<Vec<_>>().join(", ");
        Row {
            href: format!("/applications/{}", application.id),
            number: application.number.clone().unwrap_or_default(),
            signed: application.submitted_at.map_or_else(String::new, |at| page.date_time(at)),
            promise: application.due_at.map_or_else(String::new, |at| page.date_time(at)),
            overdue: application.due_at.is_some_and(|at| at <= now),
            rules: rules.as_ref().map_or_else(|| page.t("epk-desk-queue-own"), names),
            own: rules.is_none(),
        }
    };
    let rows = waiting.iter().map(row).collect();
    QueuePage { page, rows }
}

#[derive(Template)]
#[template(path = "application/desk-application.html")]
pub(super) struct ApplicationPage {
    page: Page,
    fields: Fields,
    path: String,
    number: String,
    tag: &'static str,
    state: String,
    signed: String,
    promise: Vec<String>,
    passed: String,
    rules: Vec<Found>,
    blocks: Vec<Block>,
    scans: Vec<Shown>,
    events: Vec<Happened>,
    decided: String,
    reason: String,
    round: i64,
    may_decide: bool,
}

impl ApplicationPage {
    /// The address of a page beside this one.
    fn at(&self, page: &str) -> String {
        format!("{}/{page}", self.path)
    }
}

pub(super) fn application(
    page: Page,
    sheet: &Sheet,
    fields: Fields,
    now: Moment,
) -> ApplicationPage {
    let application = &sheet.application;
    let number = application.number.clone().unwrap_or_default();
    let page = {
        let title = page.t1("epk-application-numbered", "number", number.as_str());
        page.title(title)
    };
    let decided = sheet.decided.as_ref().map_or_else(String::new, |decided| {
        let rules = page.t("epk-desk-by-rules");
        let who = decided.by.as_ref().map_or(rules, |(_, name)| name.clone());
        let what = page.t(&format!("epk-desk-verdict-{}", decided.verdict.as_str()));
        format!("{what}. {who}, {}", page.date_time(decided.at))
    });
    ApplicationPage {
        path: format!("/applications/{}", application.id),
        number,
        tag: tag(application.state),
        state: page.t(&format!("epk-state-{}", application.state.as_str())),
        signed: sheet.signed_at.map_or_else(String::new, |at| page.date_time(at)),
        promise: promise(&page, application, now),
        passed: passed(&page, &sheet.findings),
        rules: found(&page, &sheet.findings),
        blocks: summary(&page, &sheet.answers),
        scans: shown(&page, &format!("/applications/{}", application.id), &sheet.answers.scans),
        events: happened(&page, &sheet.events),
        reason: sheet.decided.as_ref().map(|d| d.reason.clone()).unwrap_or_default(),
        decided,
        round: application.round,
        may_decide: application.state == State::Review,
        fields,
        page,
    }
}

/// Everything that a remark can be about, in the order of the form.
pub(super) struct Targets(Vec<String>);

impl Targets {
    pub(super) fn of(answers: &Answers) -> Targets {
        let mut targets = vec![PERSON.to_owned(), EDUCATION.to_owned()];
        for kept in &answers.education {
            targets.extend(DIPLOMA_FIELDS.iter().map(|field| format!("{}.{field}", kept.part)));
        }
        targets.push(WORK.to_owned());
        // The box «по настоящее время» goes with the last day.
        let fields = JOB_FIELDS.iter().filter(|field| **field != "now");
        for kept in &answers.work {
            targets.extend(fields.clone().map(|field| format!("{}.{field}", kept.part)));
        }
        targets.push(SCANS.to_owned());
        Targets(targets)
    }

    /// The names of the fields.
    pub(super) fn names(&self) -> Vec<String> {
        (0..self.0.len()).map(|place| format!("remark_{place}")).collect()
    }

    /// The remarks that were written.
    pub(super) fn remarks(&self, form: &Form) -> Vec<Remark> {
        let written = self.names().into_iter().zip(&self.0).map(|(name, target)| Remark {
            target: target.clone(),
            words: form.text(&name).to_owned(),
            answered: false,
        });
        written.filter(|remark| !remark.words.is_empty()).collect()
    }
}

#[derive(Template)]
#[template(path = "application/desk-return.html")]
pub(super) struct ReturnPage {
    page: Page,
    fields: Fields,
    path: String,
    round: i64,
    groups: Vec<Group>,
}

/// The fields of one part, with what they say now as hints.
struct Group {
    title: String,
    fields: Vec<(String, String, String)>,
}

pub(super) fn returning(page: Page, sheet: &Sheet, fields: Fields) -> ReturnPage {
    let targets = Targets::of(&sheet.answers);
    let blocks = summary(&page, &sheet.answers);
    let mut groups: Vec<Group> = Vec::new();
    for (name, target) in targets.names().into_iter().zip(&targets.0) {
        let remark = Remark { target: target.clone(), words: String::new(), answered: false };
        let block = blocks.iter().find(|block| block.part == remark.part());
        let (title, label, hint) = match (remark.field(), block) {
            (Some(field), Some(block)) => {
                let said = block.rows.iter().find(|(known, ..)| known == field);
                let hint = said.map_or_else(String::new, |(_, _, value)| value.clone());
                (block.title.clone(), label(&page, field), hint)
            }
            _ => {
                let title = page.t(&format!("epk-task-{target}"));
                (title, page.t(&format!("epk-desk-return-{target}")), String::new())
            }
        };
        match groups.last_mut().filter(|group| group.title == title) {
            Some(group) => group.fields.push((name, label, hint)),
            None => groups.push(Group { title, fields: vec![(name, label, hint)] }),
        }
    }
    ReturnPage {
        path: format!("/applications/{}", sheet.application.id),
        round: sheet.application.round,
        groups,
        fields,
        page,
    }
}
