//! What an application says, in words: before the signature, after it, and at the desk.

use cabinet::scan::pages::about;
use registries::{Snils, date};
use web::Page;

use crate::application::answers::{Answers, Diploma, Job, Kept, LEVELS, Source};
use crate::application::scans::{SCANS, Scan};

/// One part of an application.
pub(crate) struct Block {
    /// The name of the part.
    pub(crate) part: String,
    /// Its heading.
    pub(crate) title: String,
    /// The fields: names, labels and values.
    pub(crate) rows: Vec<(String, String, String)>,
    /// Where it comes from.
    pub(crate) source: String,
    /// When it was saved.
    pub(crate) saved: String,
}

/// Everything that an application says.
pub(crate) fn summary(page: &Page, answers: &Answers) -> Vec<Block> {
    let mut blocks = Vec::new();
    if let Some(kept) = &answers.person {
        let person = &kept.value;
        let snils = Snils::parse(&person.snils).map_or(person.snils.clone(), |s| s.to_string());
        let values = [
            ("family_name", person.family_name.clone()),
            ("given_name", person.given_name.clone()),
            ("middle_name", person.middle_name.clone().unwrap_or_default()),
            ("birth_date", date::typed(person.birth_date)),
            ("snils", snils),
            ("inn", person.inn.clone()),
        ];
        let source = page.t1("epk-source-profile", "when", page.date_time(person.told_at));
        blocks.push(Block {
            part: kept.part.clone(),
            title: page.t("epk-task-person"),
            rows: labelled(page, &values),
            source,
            saved: page.t1("epk-saved-at", "when", page.time(kept.saved_at)),
        });
    }
    for kept in &answers.education {
        blocks.push(Block {
            part: kept.part.clone(),
            title: page.t1("epk-education-entry", "name", kept.value.facts.institution.as_str()),
            rows: labelled(page, &diploma_values(page, &kept.value)),
            source: source(page, kept.value.source, "registries-register-education"),
            saved: page.t1("epk-saved-at", "when", page.time(kept.saved_at)),
        });
    }
    for kept in &answers.work {
        blocks.push(Block {
            part: kept.part.clone(),
            title: page.t1("epk-work-entry", "name", kept.value.facts.employer.as_str()),
            rows: labelled(page, &job_values(page, &kept.value)),
            source: source(page, kept.value.source, "registries-register-sfr"),
            saved: page.t1("epk-saved-at", "when", page.time(kept.saved_at)),
        });
    }
    if answers.work.is_empty()
        && let Some(kept) = &answers.no_work
    {
        let words = page.t("epk-work-none");
        blocks.push(Block {
            part: kept.part.clone(),
            title: page.t("epk-task-work"),
            rows: vec![("now".to_owned(), page.t("epk-label-work"), words)],
            source: page.t("epk-source-typed"),
            saved: page.t1("epk-saved-at", "when", page.time(kept.saved_at)),
        });
    }
    blocks.extend(scans(page, answers));
    blocks
}

fn scans(page: &Page, answers: &Answers) -> Option<Block> {
    let saved_at = answers.scans.iter().map(|kept| kept.saved_at).max()?;
    let row = |kept: &Kept<Scan>| {
        let about = about(page, kept.value.kind, kept.value.size);
        let value = format!("{} ({about})", super::scans::name(page, &kept.value));
        (SCANS.to_owned(), page.t("epk-scans-file"), value)
    };
    Some(Block {
        part: SCANS.to_owned(),
        title: page.t("epk-task-scans"),
        rows: answers.scans.iter().map(row).collect(),
        source: page.t("epk-scans-source"),
        saved: page.t1("epk-saved-at", "when", page.time(saved_at)),
    })
}

/// The fields of a document on education as they are shown.
pub(super) fn diploma_values(page: &Page, diploma: &Diploma) -> Vec<(&'static str, String)> {
    let facts = &diploma.facts;
    vec![
        ("institution", facts.institution.clone()),
        ("level", level(page, &facts.level)),
        ("qualification", facts.qualification.clone()),
        ("diploma_series", facts.diploma_series.clone()),
        ("diploma_number", facts.diploma_number.clone()),
        ("issued_on", date::typed(facts.issued_on)),
    ]
}

/// The fields of a place of work as they are shown.
pub(super) fn job_values(page: &Page, job: &Job) -> Vec<(&'static str, String)> {
    let facts = &job.facts;
    vec![
        ("employer", facts.employer.clone()),
        ("position", facts.position.clone()),
        ("from", date::typed(facts.from)),
        ("to", facts.to.map_or_else(|| page.t("epk-work-goes-on"), date::typed)),
    ]
}

/// A level of education in the visitor's language; the register's word where it is unknown.
pub(crate) fn level(page: &Page, level: &str) -> String {
    match LEVELS.iter().find(|(word, _)| word == &level) {
        Some((_, key)) => page.t(&format!("epk-level-{key}")),
        None => level.to_owned(),
    }
}

/// Labels beside values; what is empty is left out.
pub(super) fn labelled(
    page: &Page,
    values: &[(&'static str, String)],
) -> Vec<(String, String, String)> {
    let filled = values.iter().filter(|(_, value)| !value.is_empty());
    filled.map(|(name, value)| ((*name).to_owned(), label(page, name), value.clone())).collect()
}

/// The label of a field.
pub(crate) fn label(page: &Page, field: &str) -> String {
    page.t(&format!("epk-label-{}", field.replace('_', "-")))
}

/// Where an entry comes from.
pub(super) fn source(page: &Page, source: Source, register: &str) -> String {
    match source {
        Source::Typed => page.t("epk-source-typed"),
        Source::Register { as_of } => page.t2(
            "epk-source-register",
            "register",
            page.t(register),
            "when",
            page.date_time(as_of),
        ),
    }
}
