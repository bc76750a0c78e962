//! Records of registers in words. Templates show them by `section/record.html`.

use registries::record::{Education, Employment};
use registries::{EducationRecord, SfrRecord};
use web::Page;
use web::date::short;

/// A document on education.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// «Инженер, бакалавриат».
    pub title: String,
    /// Who issued it.
    pub institution: String,
    /// Series and number of the blank.
    pub blank: String,
    /// When, as lists show it.
    pub issued_on: String,
}

/// Work at one place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Work {
    /// Where.
    pub employer: String,
    /// As what.
    pub position: String,
    /// From when to when.
    pub term: String,
    /// Whether it goes on.
    pub current: bool,
}

/// The documents of a record; none while there is no record.
pub fn documents(page: &Page, record: Option<&EducationRecord>) -> Vec<Document> {
    let all = record.into_iter().flat_map(|record| &record.documents);
    all.map(|education| document(page, education)).collect()
}

/// The work of a record; none while there is no record.
pub fn work(page: &Page, record: Option<&SfrRecord>) -> Vec<Work> {
    record.into_iter().flat_map(|record| &record.employment).map(|job| place(page, job)).collect()
}

fn document(page: &Page, education: &Education) -> Document {
    let level = lower_first(&education.level);
    // A school gives no qualification; the register writes a dash or nothing there.
    let says = |part: &&str| part.chars().any(char::is_alphanumeric);
    let parts = [education.qualification.as_str(), level.as_str()];
    let parts: Vec<&str> = parts.into_iter().filter(says).collect();
    Document {
        title: upper_first(&parts.join(", ")),
        institution: education.institution.clone(),
        blank: format!("{} {}", education.diploma_series, education.diploma_number),
        issued_on: short(education.issued_on, page.lang()),
    }
}

fn place(page: &Page, job: &Employment) -> Work {
    let from = short(job.from, page.lang());
    let term = match job.to {
        Some(to) => format!("{from} – {}", short(to, page.lang())),
        None => page.t1("cabinet-work-since", "from", from),
    };
    Work {
        employer: job.employer.clone(),
        position: upper_first(&job.position),
        term,
        current: job.to.is_none(),
    }
}

fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_lowercase);
    first.into_iter().flatten().chain(letters).collect()
}

fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(char::to_uppercase);
    first.into_iter().flatten().chain(letters).collect()
}
