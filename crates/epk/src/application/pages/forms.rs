//! The form of one entry: a document on education, or a place of work.

use askama::Template;
use axum::extract::{Path, State as Given};
use axum::http::StatusCode;
use cabinet::{Cabinet, Person};
use registries::date;
use serde_json::Value;
use web::{Choice, Failure, Fields, Form, Page, Visit};

use super::draft::{refuse, revision};
use super::entries::{List, back};
use super::summary::{diploma_values, job_values, label, labelled};
use super::{Answer, Opened};
use crate::application::answers::{
    Bounds, DIPLOMA_FIELDS, Diploma, JOB_FIELDS, Job, LEVELS, Refused, Source, diploma, job,
};
use crate::application::{Saving, new_part, remove as forget, save};

/// The fields of one entry, and how they are typed.
#[derive(Template)]
#[template(path = "application/entry.html")]
struct EntryPage {
    page: Page,
    back: String,
    action: String,
    list: &'static str,
    fields: Fields,
    revision: i64,
    levels: Vec<Choice>,
    /// The fields that can be changed.
    open: Vec<&'static str>,
    /// The others: labels and values.
    fixed: Vec<(String, String, String)>,
    remarks: Vec<String>,
    /// What another device saved meanwhile; nothing when there is no conflict.
    stored: Option<Vec<(String, String, String)>>,
    /// It can be removed.
    removable: bool,
}

impl EntryPage {
    fn has(&self, field: &str) -> bool {
        self.open.contains(&field)
    }
}

/// An entry as its form sees it.
struct Entry<'a> {
    list: List,
    /// Its part; nothing for a new one.
    part: Option<&'a str>,
}

impl Entry<'_> {
    fn names(&self) -> &'static [&'static str] {
        match self.list {
            List::Education => DIPLOMA_FIELDS,
            List::Work => JOB_FIELDS,
        }
    }

    /// Whether a field can be changed. The box «по настоящее время» goes with the last day.
    fn is_open(&self, opened: &Opened, field: &str) -> bool {
        let field = if field == "now" { "to" } else { field };
        self.part.is_none_or(|part| opened.is_open(part, Some(field)))
    }

    /// What is kept: the value of each field as it is typed, its revision, and as it is shown.
    fn kept(&self, page: &Page, opened: &Opened) -> Option<Stored> {
        let part = self.part?;
        let answers = &opened.answers;
        match self.list {
            List::Education => {
                let kept = answers.education.iter().find(|kept| kept.part == part)?;
                let mut typed = diploma_values(page, &kept.value);
                typed.retain(|(name, _)| *name != "level");
                typed.push(("level", kept.value.facts.level.clone()));
                let shown = labelled(page, &diploma_values(page, &kept.value));
                Some(Stored { typed, shown, revision: kept.revision })
            }
            List::Work => {
                let kept = answers.work.iter().find(|kept| kept.part == part)?;
                let mut typed = job_values(page, &kept.value);
                if kept.value.facts.to.is_none() {
                    typed.retain(|(name, _)| *name != "to");
                    typed.push(("now", "yes".to_owned()));
                }
                let shown = labelled(page, &job_values(page, &kept.value));
                Some(Stored { typed, shown, revision: kept.revision })
            }
        }
    }
}

/// What is kept of an entry.
struct Stored {
    typed: Vec<(&'static str, String)>,
    shown: Vec<(String, String, String)>,
    revision: i64,
}

async fn entry_page(
    cabinet: &Cabinet,
    visit: &Visit,
    person: &Person,
    opened: &Opened,
    entry: &Entry<'_>,
    fields: Option<Fields>,
    conflict: bool,
) -> EntryPage {
    let list = entry.list.as_str();
    let title = if entry.part.is_some() { "change" } else { "new" };
    let page = cabinet.page(visit, person, &format!("epk-{list}-{title}")).await.narrow();
    let kept = entry.kept(&page, opened);
    let fields = fields.unwrap_or_else(|| {
        let mut fields = Fields::empty();
        for (name, value) in kept.iter().flat_map(|kept| &kept.typed) {
            fields.set(name, value.as_str());
        }
        fields
    });
    let names = entry.names().iter().copied();
    let shown = kept.as_ref().map(|kept| kept.shown.clone()).unwrap_or_default();
    let fixed = shown.iter().filter(|(name, ..)| !entry.is_open(opened, name)).cloned();
    let about = opened.remarks.iter().filter(|remark| entry.part == Some(remark.part()));
    let remark = |remark: &crate::application::Remark| match remark.field() {
        Some(field) => format!("{}: {}", label(&page, field), remark.words),
        None => remark.words.clone(),
    };
    let address = entry.part.map_or(format!("/{list}/new"), |part| format!("/{part}"));
    EntryPage {
        back: opened.path(&format!("/{list}")),
        action: opened.path(&address),
        list,
        revision: kept.as_ref().map_or(0, |kept| kept.revision),
        levels: levels(&page, fields.value("level")),
        open: names.filter(|name| entry.is_open(opened, name)).collect(),
        fixed: fixed.collect(),
        remarks: about.map(remark).collect(),
        stored: conflict.then_some(shown),
        removable: entry.part.is_some() && opened.is_open(list, None),
        fields,
        page,
    }
}

/// The levels to choose from; one that only the register knows is among them.
fn levels(page: &Page, own: &str) -> Vec<Choice> {
    let none = Choice::new("", page.t("epk-level-choose"));
    let known = LEVELS.iter().map(|(word, key)| {
        let label = page.t(&format!("epk-level-{key}"));
        Choice::new(*word, label)
    });
    let mut choices: Vec<Choice> = std::iter::once(none).chain(known).collect();
    if !choices.iter().any(|choice| choice.value == own) {
        choices.push(Choice::new(own, own));
    }
    choices
}

pub(super) async fn blank(
    Given(cabinet): Given<Cabinet>,
    visit: Visit,
    person: Person,
    Path((id, list)): Path<(String, String)>,
) -> Answer {
    let list = List::parse(&list)?;
    let Some(opened) = Opened::writable(&cabinet, &person, &id).await? else {
        return Ok(Opened::closed(&id));
    };
    if !opened.is_open(list.as_str(), None) {
        return Ok(back(&opened, list));
    }
    let entry = Entry { list, part: None };
    let shown = entry_page(&cabinet, &visit, &person, &opened, &entry, None, false).await;
    Ok(web::html(&shown))
}

pub(super) async fn edit(
    Given(cabinet): Given<Cabinet>,
    visit: Visit,
    person: Person,
    Path((id, list, entry)): Path<(String, String, String)>,
) -> Answer {
    let list = List::parse(&list)?;
    let Some(opened) = Opened::writable(&cabinet, &person, &id).await? else {
        return Ok(Opened::closed(&id));
    };
    let part = format!("{}/{entry}", list.as_str());
    let known = opened.answers.education.iter().any(|kept| kept.part == part)
        || opened.answers.work.iter().any(|kept| kept.part == part);
    if !known {
        return Err(Failure::NotFound);
    }
    if !opened.touches(&part) {
        return Ok(back(&opened, list));
    }
    let entry = Entry { list, part: Some(&part) };
    let shown = entry_page(&cabinet, &visit, &person, &opened, &entry, None, false).await;
    Ok(web::html(&shown))
}

pub(super) async fn add(
    given: Given<Cabinet>,
    visit: Visit,
    person: Person,
    Path((id, list)): Path<(String, String)>,
    form: Form,
) -> Answer {
    keep(&given.0, &visit, &person, &id, Entry { list: List::parse(&list)?, part: None }, &form)
        .await
}

pub(super) async fn change(
    given: Given<Cabinet>,
    visit: Visit,
    person: Person,
    Path((id, list, entry)): Path<(String, String, String)>,
    form: Form,
) -> Answer {
    let list = List::parse(&list)?;
    let entry: store::Id = entry.parse().map_err(|_| Failure::NotFound)?;
    let part = new_part(list.as_str(), entry);
    keep(&given.0, &visit, &person, &id, Entry { list, part: Some(&part) }, &form).await
}

async fn keep(
    cabinet: &Cabinet,
    visit: &Visit,
    person: &Person,
    id: &str,
    entry: Entry<'_>,
    form: &Form,
) -> Answer {
    let Some(opened) = Opened::writable(cabinet, person, id).await? else {
        return Ok(Opened::closed(id));
    };
    let page = visit.page("epk-application-title");
    let stored = entry.kept(&page, &opened);
    // What is closed stays as it is kept, whatever was sent.
    let typed = |name: &str| {
        if entry.is_open(&opened, name) {
            return form.text(name).to_owned();
        }
        let kept = stored.iter().flat_map(|kept| &kept.typed);
        kept.into_iter().find(|(known, _)| *known == name).map_or(String::new(), |k| k.1.clone())
    };
    let today = date::today(cabinet.app.clock.now());
    let bounds = Bounds { today, born: opened.answers.born() };
    let content = content(&opened, &entry, &typed, &bounds);
    let mut fields = Fields::from(form, entry.names());
    let content = match content {
        Ok(content) => content,
        Err(refused) => {
            refuse(visit, &mut fields, &refused);
            let shown =
                entry_page(cabinet, visit, person, &opened, &entry, Some(fields), false).await;
            return Ok(web::html_status(StatusCode::UNPROCESSABLE_ENTITY, &shown));
        }
    };
    let (seen, application) = (revision(form), opened.application.clone());
    let (part, list) = (entry.part.map(str::to_owned), entry.list.as_str());
    let once = form.once();
    let saving = cabinet.app.db.write_once("epk.save", &once, move |tx| {
        let part = part.clone().unwrap_or_else(|| new_part(list, tx.new_id()));
        save(tx, &application, &part, seen, &content)
    });
    match saving.await? {
        Saving::Saved => Ok(back(&opened, entry.list)),
        Saving::Closed => Ok(Opened::closed(id)),
        Saving::Full => {
            let to = back(&opened, entry.list);
            Ok(web::flash(to, web::FlashKind::Warning, "epk-list-full"))
        }
        Saving::Conflict => {
            let opened = Opened::find(cabinet, person, id).await?;
            let shown =
                entry_page(cabinet, visit, person, &opened, &entry, Some(fields), true).await;
            Ok(web::html_status(StatusCode::CONFLICT, &shown))
        }
    }
}

/// Reads the entry. One that says what it said before keeps its source.
fn content(
    opened: &Opened,
    entry: &Entry,
    typed: &dyn Fn(&str) -> String,
    bounds: &Bounds,
) -> Result<Value, Refused> {
    let part = entry.part.unwrap_or_default();
    let value = match entry.list {
        List::Education => {
            let facts = diploma(typed, bounds)?;
            let mut own = opened.answers.education.iter();
            let same = own.find(|kept| kept.part == part && kept.value.facts == facts);
            let source = same.map_or(Source::Typed, |kept| kept.value.source);
            serde_json::to_value(Diploma { facts, source })
        }
        List::Work => {
            let facts = job(typed, bounds)?;
            let mut own = opened.answers.work.iter();
            let same = own.find(|kept| kept.part == part && kept.value.facts == facts);
            let source = same.map_or(Source::Typed, |kept| kept.value.source);
            serde_json::to_value(Job { facts, source })
        }
    };
    Ok(value.unwrap_or_default())
}

pub(super) async fn remove(
    Given(cabinet): Given<Cabinet>,
    person: Person,
    Path((id, list, entry)): Path<(String, String, String)>,
    form: Form,
) -> Answer {
    let list = List::parse(&list)?;
    let Some(opened) = Opened::writable(&cabinet, &person, &id).await? else {
        return Ok(Opened::closed(&id));
    };
    let entry: store::Id = entry.parse().map_err(|_| Failure::NotFound)?;
    let part = new_part(list.as_str(), entry);
    let (seen, application) = (revision(&form), opened.application.clone());
    let once = form.once();
    let saving = cabinet
        .app
        .db
        .write_once("epk.remove", &once, move |tx| forget(tx, &application, &part, seen));
    let to = back(&opened, list);
    Ok(match saving.await? {
        Saving::Saved | Saving::Full => {
            web::flash(to, web::FlashKind::Success, "epk-entry-removed")
        }
        Saving::Conflict => web::flash(to, web::FlashKind::Warning, "epk-entry-changed"),
        Saving::Closed => Opened::closed(&id),
    })
}
