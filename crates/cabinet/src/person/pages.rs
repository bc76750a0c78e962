//! The person as a handler's argument, the frame of her pages, and the page for a level that is
//! too low.

use askama::Template;
use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use axum::response::Response;
use oauth::acr::Level;
use web::session::Current;
use web::{Failure, NavItem, Page, Visit};

use super::{Cabinet, Kept, Person};

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
}

impl Cabinet {
    /// A page of somebody who is signed in: the surname in its head, the navigation, «Выйти».
    pub async fn page(&self, visit: &Visit, person: &Person, title_key: &str) -> Page {
        let here = visit.path_only();
        let belongs = |href: &str| here == href || (href != "/" && here.starts_with(href));
        let nav = self.nav.iter().map(|(href, key)| NavItem::new(*href, visit.t(key), belongs(href)));
        let page = self.entrance.page(visit, title_key).await;
        page.person(name_of(visit, person)).nav(nav.collect())
    }

    /// The page that says which level is needed, which one there is, and the way up.
    pub async fn level_page(&self, visit: &Visit, person: &Person, needed: Level) -> Response {
        let page = self.page(visit, person, "cabinet-level-title").await.narrow();
        let way = self.entrance.pages().map(|pages| self.there_and_back(&pages.level));
        let own = person.profile.level;
        let here = visit.path_only().to_owned();
        web::html(&LevelPage { page, needed, own, way, here })
    }

    /// The address of a page at the provider from which the person comes back to this cabinet
    /// with fresh data.
    pub fn there_and_back(&self, address: &str) -> String {
        let back = self.app.sites.url(self.entrance.site(), "/go");
        let query = oauth::form::encode([("return_to", back.as_str())]);
        let joint = if address.contains('?') { '&' } else { '?' };
        format!("{address}{joint}{query}")
    }
}

#[derive(Template)]
#[template(path = "cabinet/level.html")]
struct LevelPage {
    page: Page,
    needed: Level,
    own: Option<Level>,
    way: Option<String>,
    here: String,
}

/// «Тестова А. П.», or words where the provider told no name.
fn name_of(visit: &Visit, person: &Person) -> String {
    let name = person.profile.short_name();
    if name.is_empty() { visit.t("cabinet-nameless") } else { name }
}
