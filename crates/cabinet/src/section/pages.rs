//! «Обновить»: one form for every section.

mod record;

use axum::Router;
use axum::extract::State;
use axum::response::Response;
use axum::routing::post;
use registries::{
    BusinessRecord, EducationRecord, EgrnRecord, FnsRecord, Record, Register, SfrRecord,
    TfomsRecord,
};
use store::Moment;
use web::{Failure, FlashKind, Form, Page};

use super::load::Patience;
use super::{Closure, Section, Standing};
use crate::{Cabinet, Person};

pub use record::{Document, Work, documents, work};

/// What stands under the data of a section: where they come from, how old they are, what is wrong
/// and what to do. Templates show it by `section/note.html`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The register's name in addresses; also the section's id on the page.
    pub register: &'static str,
    /// The register's name for people.
    pub name: String,
    /// Whether it is more than the source: then it stands in a box.
    pub boxed: bool,
    /// The words.
    pub text: String,
    /// Whether «Обновить» can help.
    pub refresh: bool,
    /// A link that leads on, with its words.
    pub way: Option<(String, String)>,
    /// Whether only signing in again leads on.
    pub enter: bool,
}

impl Cabinet {
    /// The note of a section.
    pub fn note<R: Record>(&self, page: &Page, section: &Section<R>) -> Note {
        let register = page.t(R::REGISTER.name_key());
        let now = self.app.clock.now();
        let with = |key: &str, at: Moment| {
            let when = when(page, at, now);
            page.t2(key, "register", register.as_str(), "when", when)
        };
        let plain = |key: &str| page.t1(key, "register", register.as_str());
        let (boxed, text) = match section.standing {
            Standing::Fresh { as_of } => (false, with("cabinet-note-fresh", as_of)),
            Standing::Old { as_of, .. } => (true, with("cabinet-note-old", as_of)),
            Standing::Unknown { asked_at } => (true, with("cabinet-note-unknown", asked_at)),
            Standing::Silent { .. } => (true, plain("cabinet-note-silent")),
            Standing::Closed(closure) => (true, plain(closed_key(closure))),
        };
        Note {
            register: R::REGISTER.as_str(),
            boxed,
            name: register.clone(),
            text,
            refresh: section.standing.can_refresh(),
            way: self.way(page, section.standing),
            enter: section.standing == Standing::Closed(Closure::SignInOver),
        }
    }

    /// The page where the person can do something about it, here or at the provider.
    fn way(&self, page: &Page, standing: Standing) -> Option<(String, String)> {
        if standing == Standing::Closed(Closure::Terms) {
            return Some(("/terms".to_owned(), page.t("cabinet-way-terms")));
        }
        let pages = self.entrance.pages()?;
        let (address, key) = match standing {
            Standing::Closed(Closure::Level) => (&pages.level, "cabinet-way-level"),
            Standing::Closed(Closure::NoSnils) => (&pages.profile, "cabinet-way-profile"),
            Standing::Unknown { .. } => (&pages.profile, "cabinet-way-check"),
            _ => return None,
        };
        Some((self.there_and_back(address), page.t(key)))
    }
}

fn closed_key(closure: Closure) -> &'static str {
    match closure {
        Closure::Level => "cabinet-note-level",
        Closure::NoSnils => "cabinet-note-no-snils",
        Closure::Terms => "cabinet-note-terms",
        Closure::NotOffered => "cabinet-note-not-offered",
        Closure::Refused => "cabinet-note-refused",
        Closure::SignInOver => "cabinet-note-sign-in-over",
    }
}

/// «10:42» for today, else with the date.
pub fn when(page: &Page, at: Moment, now: Moment) -> String {
    if page.date(at) == page.date(now) { page.time(at) } else { page.date_time(at) }
}

/// The routes of this noun.
pub fn routes(cabinet: &Cabinet) -> Router {
    Router::new().route("/refresh", post(refresh)).with_state(cabinet.clone())
}

async fn refresh(
    State(cabinet): State<Cabinet>,
    person: Person,
    form: Form,
) -> Result<Response, Failure> {
    let register: Register = form.text("register").parse().map_err(|()| Failure::Invalid)?;
    let standing = match register {
        Register::Fns => ask::<FnsRecord>(&cabinet, &person).await,
        Register::Sfr => ask::<SfrRecord>(&cabinet, &person).await,
        Register::Egrn => ask::<EgrnRecord>(&cabinet, &person).await,
        Register::Business => ask::<BusinessRecord>(&cabinet, &person).await,
        Register::Tfoms => ask::<TfomsRecord>(&cabinet, &person).await,
        Register::Education => ask::<EducationRecord>(&cabinet, &person).await,
    }?;
    let (kind, key) = match standing {
        Standing::Fresh { .. } => (FlashKind::Success, "cabinet-refresh-done"),
        Standing::Unknown { .. } => (FlashKind::Info, "cabinet-refresh-unknown"),
        Standing::Old { .. } | Standing::Silent { .. } => {
            (FlashKind::Warning, "cabinet-refresh-failed")
        }
        Standing::Closed(_) => (FlashKind::Warning, "cabinet-refresh-closed"),
    };
    let back = format!("{}#{register}", web::next(form.text("next")));
    Ok(web::flash(web::see_other(&back), kind, key))
}

async fn ask<R: Record + Clone>(cabinet: &Cabinet, person: &Person) -> store::Result<Standing> {
    let section = cabinet.refreshed::<R>(person, Patience::of_a_page()).await?;
    Ok(section.standing)
}
