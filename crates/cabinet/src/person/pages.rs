//! The person as a handler's argument, the frame of her pages, and the page for a level that is
//! too low.

mod profile;

use askama::Template;
use axum::Router;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Response;
use axum::routing::get;
use notify::Recipient;
use notify::preference::pages::{Framed, settings};
use oauth::acr::Level;
use web::session::Current;
use web::{Failure, NavItem, Page, Visit};

use super::{Cabinet, Kept, Person};
use crate::section;

pub use profile::{Compared, Row, rows};

impl<S: Send + Sync> FromRequestParts<S> for Person {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Person, Failure> {
        let current = <Current as FromRequestParts<S>>::from_request_parts(parts, state).await?;
        Person::of(&current)
    }
}

impl Person {
    /// The person of a session.
    ///
    /// # Errors
    /// [`Failure::Internal`] when the session is not one of a cabinet.
    pub fn of(current: &Current) -> Result<Person, Failure> {
        let Kept { account, profile } = current.data()?;
        Ok(Person { session: current.id, account, profile, entered_at: current.opened_at })
    }

    /// The person of a visit.
    ///
    /// # Errors
    /// [`Failure::SignIn`] when nobody is signed in.
    pub async fn here(visit: &Visit) -> Result<Person, Failure> {
        let current = web::session::current(visit.app(), visit).await?;
        Person::of(&current.ok_or(Failure::SignIn)?)
    }
}

impl Cabinet {
    /// What every cabinet has: the entrance, *Мои данные*, «Обновить», *Настройки уведомлений*.
    pub fn routes(&self) -> Router {
        let cabinet = self.clone();
        let notifications = settings(move |visit, title_key| {
            let cabinet = cabinet.clone();
            async move {
                let person = Person::here(&visit).await?;
                let page = cabinet.page(&visit, &person, title_key).await;
                Ok(Framed { who: Recipient::new(visit.site, person.account), page })
            }
        });
        Router::new()
            .route("/profile", get(profile::show))
            .with_state(self.clone())
            .merge(self.entrance.routes())
            .merge(section::pages::routes(self))
            .merge(notifications)
    }

    /// A page of somebody who is signed in: the surname in its head, the navigation, «Выйти».
    pub async fn page(&self, visit: &Visit, person: &Person, title_key: &str) -> Page {
        let here = visit.path_only();
        let belongs = |href: &str| here == href || (href != "/" && here.starts_with(href));
        let item = |(href, key): &(&'static str, &'static str)| {
            NavItem::new(*href, visit.t(key), belongs(href))
        };
        let page = self.entrance.page(visit, title_key).await;
        page.person(name_of(visit, person)).nav(self.nav.iter().map(item).collect())
    }

    /// The page that says which level is needed, which one there is, and the way up.
    pub async fn level_page(&self, visit: &Visit, person: &Person, needed: Level) -> Response {
        let title = match person.profile.level {
            Some(_) => "cabinet-level-title",
            None => "cabinet-level-unknown-title",
        };
        let page = self.page(visit, person, title).await.narrow();
        web::html(&LevelPage {
            page,
            needs_key: if needed == Level::Confirmed {
                "cabinet-level-needs-confirmed"
            } else {
                "cabinet-level-needs-standard"
            },
            needed: level_key(needed),
            own: person.profile.level.map(level_key),
            way: self.entrance.pages().map(|pages| self.there_and_back(&pages.level)),
            here: visit.path_only().to_owned(),
        })
    }

    /// [`crate::rp::Entrance::there_and_back`].
    pub fn there_and_back(&self, address: &str) -> String {
        self.entrance.there_and_back(address)
    }
}

#[derive(Template)]
#[template(path = "person/level.html")]
struct LevelPage {
    page: Page,
    needs_key: &'static str,
    needed: &'static str,
    own: Option<&'static str>,
    way: Option<String>,
    here: String,
}

/// The key of a level's name.
pub fn level_key(level: Level) -> &'static str {
    match level {
        Level::Simple => "cabinet-level-simple",
        Level::Standard => "cabinet-level-standard",
        Level::Confirmed => "cabinet-level-confirmed",
    }
}

/// «Тестова А. П.», or words where the provider told no name.
fn name_of(visit: &Visit, person: &Person) -> String {
    let name = person.profile.short_name();
    if name.is_empty() { visit.t("cabinet-nameless") } else { name }
}
