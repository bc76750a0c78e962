//! The lists of education and work: what is in them, and what the registers offer.

use askama::Template;
use axum::extract::{Path, State as Given};
use axum::response::Response;
use cabinet::section::pages::Note;
use cabinet::section::{Patience, Section, Standing};
use cabinet::{Cabinet, Person};
use registries::record::{Education, Employment};
use registries::{EducationRecord, SfrRecord, date};
use store::Moment;
use web::{Failure, Form, Page, Visit};

use super::draft::{revision, when};
use super::summary::level;
use super::{Answer, Opened};
use crate::application::answers::{Diploma, EDUCATION, Job, NO_WORK, NoWork, Source, WORK};
use crate::application::{Saving, new_part, save};

/// One of the two lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum List {
    Education,
    Work,
}

impl List {
    pub(super) fn parse(word: &str) -> Result<List, Failure> {
        match word {
            EDUCATION => Ok(List::Education),
            WORK => Ok(List::Work),
            _ => Err(Failure::NotFound),
        }
    }

    pub(super) fn as_str(self) -> &'static str {
        match self {
            List::Education => EDUCATION,
            List::Work => WORK,
        }
    }
}

/// An entry, or one that a register offers.
struct Card {
    /// Its address, or the key of the offer.
    key: String,
    title: String,
    lines: Vec<String>,
    source: String,
    may_change: bool,
}

#[derive(Template)]
#[template(path = "application/entries.html")]
struct EntriesPage {
    page: Page,
    home: String,
    action: String,
    list: &'static str,
    cards: Vec<Card>,
    offers: Vec<Card>,
    note: Note,
    may_add: bool,
    saved: String,
    /// «Я ещё не работал» can be said, and is.
    may_say_none: bool,
    says_none: bool,
    none_revision: i64,
}

impl EntriesPage {
    /// The address of a page beside this one.
    fn at(&self, page: &str) -> String {
        format!("{}/{page}", self.action)
    }
}

pub(super) async fn show(
    Given(cabinet): Given<Cabinet>,
    visit: Visit,
    person: Person,
    Path((id, list)): Path<(String, String)>,
) -> Answer {
    let list = List::parse(&list)?;
    let Some(opened) = Opened::writable(&cabinet, &person, &id).await? else {
        return Ok(Opened::closed(&id));
    };
    let title = format!("epk-task-{}", list.as_str());
    let page = cabinet.page(&visit, &person, &title).await;
    let offered = Offered::ask(&cabinet, &person, list).await?;
    let may_add = opened.is_open(list.as_str(), None);
    let saved = match list {
        List::Education => opened.answers.education.iter().map(|kept| kept.saved_at).max(),
        List::Work => opened.answers.work.iter().map(|kept| kept.saved_at).max(),
    };
    let none = opened.answers.no_work.as_ref();
    let empty = list == List::Work && opened.answers.work.is_empty();
    Ok(web::html(&EntriesPage {
        home: opened.path(""),
        action: opened.path(&format!("/{}", list.as_str())),
        list: list.as_str(),
        cards: cards(&page, &opened, list),
        offers: if may_add { offered.cards(&page, &opened) } else { Vec::new() },
        note: offered.note(&cabinet, &page),
        saved: saved.map_or_else(String::new, |at| {
            page.t1("epk-saved-at", "when", when(&cabinet, &page, at))
        }),
        may_say_none: may_add && empty,
        says_none: empty && none.is_some(),
        none_revision: none.map_or(0, |kept| kept.revision),
        may_add,
        page,
    }))
}

fn cards(page: &Page, opened: &Opened, list: List) -> Vec<Card> {
    let card = |part: &str, title: String, lines: Vec<String>, source: Source| Card {
        key: opened.path(&format!("/{part}")),
        title,
        lines,
        source: super::summary::source(page, source, register_key(list)),
        may_change: opened.touches(part),
    };
    match list {
        List::Education => {
            let entries = opened.answers.education.iter();
            let one = entries.map(|kept| {
                let (title, lines) = diploma_lines(page, &kept.value.facts);
                card(&kept.part, title, lines, kept.value.source)
            });
            one.collect()
        }
        List::Work => {
            let entries = opened.answers.work.iter();
            let one = entries.map(|kept| {
                let (title, lines) = job_lines(page, &kept.value.facts);
                card(&kept.part, title, lines, kept.value.source)
            });
            one.collect()
        }
    }
}

fn register_key(list: List) -> &'static str {
    match list {
        List::Education => "registries-register-education",
        List::Work => "registries-register-sfr",
    }
}

fn diploma_lines(page: &Page, facts: &Education) -> (String, Vec<String>) {
    let level = level(page, &facts.level);
    let what = match facts.qualification.chars().any(char::is_alphanumeric) {
        true => format!("{level}, {}", facts.qualification),
        false => level,
    };
    let blank = format!("{} {}", facts.diploma_series, facts.diploma_number);
    let issued = date::typed(facts.issued_on);
    let blank = page.t2("cabinet-education-blank", "blank", blank, "date", issued);
    (facts.institution.clone(), vec![what, blank])
}

fn job_lines(page: &Page, facts: &Employment) -> (String, Vec<String>) {
    let from = date::typed(facts.from);
    let term = match facts.to {
        Some(to) => format!("{from} – {}", date::typed(to)),
        None => page.t1("cabinet-work-since", "from", from),
    };
    (facts.employer.clone(), vec![facts.position.clone(), term])
}

/// What the register of a list knows.
enum Offered {
    Education(Section<EducationRecord>),
    Work(Section<SfrRecord>),
}

impl Offered {
    async fn ask(cabinet: &Cabinet, person: &Person, list: List) -> Result<Offered, Failure> {
        let until = Patience::of_a_page();
        Ok(match list {
            List::Education => Offered::Education(cabinet.section(person, until).await?),
            List::Work => Offered::Work(cabinet.section(person, until).await?),
        })
    }

    fn note(&self, cabinet: &Cabinet, page: &Page) -> Note {
        match self {
            Offered::Education(section) => cabinet.note(page, section),
            Offered::Work(section) => cabinet.note(page, section),
        }
    }

    fn as_of(&self) -> Option<Moment> {
        let standing: Standing = match self {
            Offered::Education(section) => section.standing,
            Offered::Work(section) => section.standing,
        };
        standing.as_of()
    }

    /// The documents of the register that the application does not have yet.
    fn diplomas(&self, opened: &Opened) -> Vec<&Education> {
        let Offered::Education(section) = self else { return Vec::new() };
        let known = section.record.iter().flat_map(|record| &record.documents);
        let has = |offer: &&Education| {
            let mut own = opened.answers.education.iter();
            own.any(|kept| {
                let facts = &kept.value.facts;
                (&facts.diploma_series, &facts.diploma_number)
                    == (&offer.diploma_series, &offer.diploma_number)
            })
        };
        known.filter(|offer| !has(offer)).collect()
    }

    /// The work of the register that the application does not have yet.
    fn jobs(&self, opened: &Opened) -> Vec<&Employment> {
        let Offered::Work(section) = self else { return Vec::new() };
        let known = section.record.iter().flat_map(|record| &record.employment);
        let has = |offer: &&Employment| {
            let mut own = opened.answers.work.iter();
            own.any(|kept| {
                let facts = &kept.value.facts;
                (&facts.employer, facts.from) == (&offer.employer, offer.from)
            })
        };
        known.filter(|offer| !has(offer)).collect()
    }

    fn cards(&self, page: &Page, opened: &Opened) -> Vec<Card> {
        let card = |key: String, (title, lines): (String, Vec<String>)| Card {
            key,
            title,
            lines,
            source: String::new(),
            may_change: true,
        };
        let diplomas = self.diplomas(opened).into_iter();
        let diplomas = diplomas.map(|offer| card(diploma_key(offer), diploma_lines(page, offer)));
        let jobs = self.jobs(opened).into_iter();
        diplomas.chain(jobs.map(|offer| card(job_key(offer), job_lines(page, offer)))).collect()
    }
}

fn diploma_key(offer: &Education) -> String {
    format!("{} {}", offer.diploma_series, offer.diploma_number)
}

fn job_key(offer: &Employment) -> String {
    format!("{} {}", offer.from, offer.employer)
}

/// Takes one entry of a register, or all.
pub(super) async fn take(
    Given(cabinet): Given<Cabinet>,
    person: Person,
    Path((id, list)): Path<(String, String)>,
    form: Form,
) -> Answer {
    let list = List::parse(&list)?;
    let Some(opened) = Opened::writable(&cabinet, &person, &id).await? else {
        return Ok(Opened::closed(&id));
    };
    let offered = Offered::ask(&cabinet, &person, list).await?;
    let (wanted, all) = (form.text("offer"), form.has("all"));
    let source = offered.as_of().map_or(Source::Typed, |as_of| Source::Register { as_of });
    let taken = |key: String| all || key == wanted;
    let diplomas = offered.diplomas(&opened).into_iter().filter(|o| taken(diploma_key(o)));
    let diplomas: Vec<_> = diplomas.map(|offer| Diploma { facts: tidy(offer), source }).collect();
    let jobs = offered.jobs(&opened).into_iter().filter(|offer| taken(job_key(offer)));
    let jobs: Vec<_> = jobs.map(|offer| Job { facts: offer.clone(), source }).collect();
    let application = opened.application.clone();
    let once = form.once();
    let saving = cabinet.app.db.write_once("epk.take", &once, move |tx| {
        let mut last = Saving::Saved;
        for diploma in &diplomas {
            let part = new_part(EDUCATION, tx.new_id());
            last = save(tx, &application, &part, 0, diploma)?;
        }
        for job in &jobs {
            let part = new_part(WORK, tx.new_id());
            last = save(tx, &application, &part, 0, job)?;
        }
        Ok(last)
    });
    match saving.await? {
        Saving::Closed => Ok(Opened::closed(&id)),
        _ => Ok(web::see_other(&opened.path(&format!("/{}", list.as_str())))),
    }
}

/// The register writes a dash where a school gives no qualification.
fn tidy(offer: &Education) -> Education {
    let mut facts = offer.clone();
    if !facts.qualification.chars().any(char::is_alphanumeric) {
        facts.qualification.clear();
    }
    facts
}

/// «Я ещё не работал».
pub(super) async fn none(
    Given(cabinet): Given<Cabinet>,
    person: Person,
    Path((id, list)): Path<(String, String)>,
    form: Form,
) -> Answer {
    if List::parse(&list)? != List::Work {
        return Err(Failure::NotFound);
    }
    let Some(opened) = Opened::writable(&cabinet, &person, &id).await? else {
        return Ok(Opened::closed(&id));
    };
    let (application, seen) = (opened.application.clone(), revision(&form));
    let once = form.once();
    let saving = cabinet.app.db.write_once("epk.none", &once, move |tx| {
        save(tx, &application, NO_WORK, seen, &NoWork { none: true })
    });
    match saving.await? {
        Saving::Closed => Ok(Opened::closed(&id)),
        // Who pressed it on another device has said the same.
        _ => Ok(web::see_other(&opened.path(""))),
    }
}

/// The way back to a list.
pub(super) fn back(opened: &Opened, list: List) -> Response {
    web::see_other(&opened.path(&format!("/{}", list.as_str())))
}
