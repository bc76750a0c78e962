//! How a check ended, and what to do now.

use askama::Template;
use axum::extract::State;
use registries::{Agreement, Part, Register};
use web::{Page, Visit, html, see_other};

use super::{Answer, Level};
use crate::profile::pages::back::{self, Back};
use crate::proofing::{Purpose, Refusal, Request, State as Standing, Step, find};
use crate::{Identity, Person, nav};

#[derive(Template)]
#[template(path = "proofing/result.html")]
struct ResultPage {
    page: Page,
    outcome: Outcome,
    reference: String,
    /// Where what was typed can be changed.
    again: String,
    only_inn: bool,
    back: Option<Back>,
}

enum Outcome {
    Done,
    Waiting,
    /// Nobody knows such a person, or somebody else has such a number: which of the two is never
    /// said, for it would tell who has an account.
    Unconfirmed,
    Differs(Vec<Difference>),
    Silence(Vec<String>),
}

/// A line that is not what a register holds.
struct Difference {
    part: String,
    says: String,
    href: String,
}

pub(super) async fn of_level(
    State(identity): State<Identity>,
    visit: Visit,
    person: Person,
) -> Answer {
    show(&identity, &visit, &person, Purpose::Level).await
}

pub(super) async fn of_inn(
    State(identity): State<Identity>,
    visit: Visit,
    person: Person,
) -> Answer {
    show(&identity, &visit, &person, Purpose::Inn).await
}

async fn show(identity: &Identity, visit: &Visit, person: &Person, purpose: Purpose) -> Answer {
    let id = person.id;
    let request = identity.app.db.read(move |tx| find(tx, id, purpose)).await?;
    let page = nav::page(visit, person, "identity-result-title").narrow();
    let again = match purpose {
        Purpose::Level => "/level/check",
        Purpose::Inn => "/profile/inn",
    };
    let outcome = match &request {
        _ if purpose.is_reached(&person.account) => Outcome::Done,
        Some(request) => match outcome(&page, request) {
            Some(outcome) => outcome,
            None => return Ok(see_other(again)),
        },
        None => return Ok(see_other(if person.level == Level::Simple { "/level" } else { again })),
    };
    let page = titled(page, &outcome, purpose);
    let shown = ResultPage {
        page,
        outcome,
        reference: request.map(|request| request.reference).unwrap_or_default(),
        again: again.to_owned(),
        only_inn: purpose == Purpose::Inn,
        back: back::of(visit).await?,
    };
    Ok(html(&shown))
}

fn titled(page: Page, outcome: &Outcome, purpose: Purpose) -> Page {
    let key = match (outcome, purpose) {
        (Outcome::Done, Purpose::Level) => "identity-result-done-title",
        (Outcome::Done, Purpose::Inn) => "identity-result-inn-title",
        (Outcome::Waiting, _) => "identity-result-waiting-title",
        (Outcome::Unconfirmed, _) => "identity-result-unconfirmed-title",
        (Outcome::Differs(_), _) => "identity-result-differs-title",
        (Outcome::Silence(_), _) => "identity-result-silence-title",
    };
    let title = page.t(key);
    page.title(title)
}

/// `None` while she is still typing.
fn outcome(page: &Page, request: &Request) -> Option<Outcome> {
    let names = |registers: &[Register]| {
        registers.iter().map(|register| page.t(register.name_key())).collect::<Vec<_>>()
    };
    match (request.state, &request.refusal) {
        (Standing::Typing, _) | (Standing::Refused, None) => None,
        (Standing::Checking | Standing::Waiting, _) => Some(Outcome::Waiting),
        (Standing::Refused, Some(refusal)) => Some(match refusal {
            Refusal::Unknown(_) | Refusal::Taken => Outcome::Unconfirmed,
            Refusal::Silence(registers) => Outcome::Silence(names(registers)),
            Refusal::Differs(lines) => Outcome::Differs(differences(page, lines, request.purpose)),
        }),
    }
}

/// One row for each field, whichever registers speak against it.
fn differences(
    page: &Page,
    lines: &[(Register, Part, Agreement)],
    purpose: Purpose,
) -> Vec<Difference> {
    let mut rows: Vec<Difference> = Vec::new();
    for line in lines {
        let row = difference(page, line, purpose);
        match rows.iter_mut().find(|known| known.part == row.part) {
            Some(known) => known.says = format!("{}. {}", known.says, row.says),
            None => rows.push(row),
        }
    }
    rows
}

fn difference(
    page: &Page,
    (register, part, agreement): &(Register, Part, Agreement),
    purpose: Purpose,
) -> Difference {
    let says = match agreement {
        Agreement::OneLetter => "identity-differs-letter",
        Agreement::NotHeld => "identity-differs-not-held",
        _ => "identity-differs-other",
    };
    let href = match purpose {
        // The name of a standard account is changed by the register that confirmed it.
        Purpose::Inn if *part != Part::Inn => String::new(),
        Purpose::Inn => "/profile/inn".to_owned(),
        Purpose::Level => super::address(Some(step_of(*part))),
    };
    Difference {
        part: page.t(&format!("identity-part-{}", word(*part))),
        says: page.t1(says, "register", page.t(register.name_key())),
        href,
    }
}

fn step_of(part: Part) -> Step {
    match part {
        Part::FamilyName | Part::GivenName | Part::AdditionalName => Step::Name,
        Part::BirthDate | Part::Gender | Part::Passport => Step::Passport,
        Part::Snils => Step::Snils,
        Part::Inn => Step::Inn,
    }
}

fn word(part: Part) -> &'static str {
    match part {
        Part::FamilyName => "family-name",
        Part::GivenName => "given-name",
        Part::AdditionalName => "additional-name",
        Part::BirthDate => "birth-date",
        Part::Gender => "gender",
        Part::Snils => "snils",
        Part::Inn => "inn",
        Part::Passport => "passport",
    }
}
