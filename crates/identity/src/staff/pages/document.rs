//! The fields about the document that a person shows.

use store::Moment;
use web::{Choice, Fields, Form, Page, Visit};

use crate::staff::Reason;
use crate::staff::document::{Document, Fit};

/// Names of the fields, to be kept when a form comes back. The number of the document is not
/// among them: it is typed anew from the document.
pub(super) const KEPT: [&str; 2] = ["kind", "reason"];

/// Number and kind of other documents: the fewest and most characters.
const OTHER: std::ops::RangeInclusive<usize> = 5..=120;

/// Reads document and reason; what is wrong is said in `fields`.
pub(super) fn read(
    visit: &Visit,
    form: &Form,
    fields: &mut Fields,
) -> (Option<Document>, Option<Reason>) {
    let typed = form.text("document");
    let document = match form.text("kind") {
        "passport" => {
            let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
            let rest = typed.chars().all(|c| c.is_ascii_digit() || " -№".contains(c));
            if digits.len() == 10 && rest {
                Some(Document::Passport(digits))
            } else {
                fields.error("document", visit.t("identity-staff-document-digits"));
                None
            }
        }
        "other" if OTHER.contains(&typed.chars().count()) => Some(Document::Other(typed.into())),
        "other" => {
            fields.error("document", visit.t("identity-staff-document-short"));
            None
        }
        _ => {
            fields.error("kind", visit.t("identity-staff-document-kind-empty"));
            None
        }
    };
    let reason = Reason::parse(form.text("reason"));
    if reason.is_none() {
        fields.error("reason", visit.t("identity-staff-reason-short"));
    }
    (document, reason)
}

/// What a page begins with: most people bring a passport.
pub(super) fn preset() -> Fields {
    Fields::empty().with("kind", "passport")
}

/// What kinds there are.
pub(super) fn kinds(page: &Page) -> Vec<Choice> {
    vec![
        Choice::new("passport", page.t("identity-staff-document-passport")),
        Choice::new("other", page.t("identity-staff-document-other")),
    ]
}

/// Why a document is not that of an account.
pub(super) fn said(visit: &Visit, fit: Fit) -> String {
    match fit {
        Fit::Yes => String::new(),
        Fit::PassportWanted => visit.t("identity-staff-document-wanted"),
        Fit::Wrong { left } => wrong(visit, left),
        Fit::Spent { until } => spent(visit, until),
    }
}

pub(super) fn wrong(visit: &Visit, left: i64) -> String {
    visit.t1("identity-staff-passport-wrong", "left", left)
}

pub(super) fn spent(visit: &Visit, until: Moment) -> String {
    let when = web::date::date_time(until, visit.lang);
    visit.t1("identity-staff-passport-spent", "when", when)
}
