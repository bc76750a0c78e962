//! What every page shows around its content.

use axum::response::{IntoResponse, Response};
use http::header::CONTENT_TYPE;
use http::{HeaderValue, StatusCode};
use store::Moment;

use crate::{Arg, Failure, Lang, Site, Visit, assets, csrf, date};

/// The frame of one page; every template has it as the field `page`.
#[derive(Clone)]
pub struct Page {
    visit: Visit,
    /// What the page is about: the `title` and, unless the template says otherwise, the `h1`.
    pub title: String,
    /// Who is signed in: surname and initials.
    pub person: Option<String>,
    /// The site's main navigation.
    pub nav: Vec<NavItem>,
    /// A message from the request before.
    pub flash: Option<Flash>,
    /// One column for a single step.
    pub narrow: bool,
}

/// An entry of the navigation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NavItem {
    /// Where it leads.
    pub href: String,
    /// Its words.
    pub label: String,
    /// Whether this page belongs to it.
    pub current: bool,
}

/// A message above the content.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flash {
    /// Its weight.
    pub kind: FlashKind,
    /// Its words.
    pub text: String,
}

/// The weight of a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FlashKind {
    /// Worth knowing.
    Info,
    /// It worked.
    Success,
    /// Take care.
    Warning,
    /// It did not work.
    Error,
}

impl FlashKind {
    /// Its name in CSS classes and in the cookie.
    pub fn as_str(self) -> &'static str {
        match self {
            FlashKind::Info => "info",
            FlashKind::Success => "success",
            FlashKind::Warning => "warning",
            FlashKind::Error => "error",
        }
    }

    pub(crate) fn parse(text: &str) -> Option<FlashKind> {
        [FlashKind::Info, FlashKind::Success, FlashKind::Warning, FlashKind::Error]
            .into_iter()
            .find(|kind| kind.as_str() == text)
    }
}

/// The bell in the head of a page: the way to the notices, and how many are new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bell {
    /// The number as the badge shows it; empty when nothing is new.
    pub shown: String,
    /// All of it in words.
    pub label: String,
    /// The page shows what was true at this moment, in microseconds.
    pub since: i64,
}

impl Bell {
    /// The bell for so many unread notices.
    pub fn new(visit: &Visit, unread: u32) -> Bell {
        let shown = match unread {
            0 => String::new(),
            1..=99 => unread.to_string(),
            _ => "99+".to_owned(),
        };
        let label = visit.t1("web-notices-unread", "count", i64::from(unread));
        Bell { shown, label, since: visit.app().clock.now().0 }
    }
}

impl NavItem {
    /// An entry; `current` when the page belongs to it.
    pub fn new(href: impl Into<String>, label: impl Into<String>, current: bool) -> NavItem {
        NavItem { href: href.into(), label: label.into(), current }
    }
}

impl Page {
    pub(crate) fn new(visit: &Visit, title: String) -> Page {
        let flash = crate::flash::taken(visit);
        let visit = visit.clone();
        Page { visit, title, person: None, nav: Vec::new(), flash, narrow: false }
    }

    /// Another title, in words.
    #[must_use]
    pub fn title(mut self, text: impl Into<String>) -> Page {
        self.title = text.into();
        self
    }

    /// Who is signed in: surname and initials, such as «Тестова А. П.».
    #[must_use]
    pub fn person(mut self, name: impl Into<String>) -> Page {
        self.person = Some(name.into());
        self
    }

    /// The site's main navigation.
    #[must_use]
    pub fn nav(mut self, items: Vec<NavItem>) -> Page {
        self.nav = items;
        self
    }

    /// A message above the content, in words.
    #[must_use]
    pub fn flash(mut self, kind: FlashKind, text: impl Into<String>) -> Page {
        self.flash = Some(Flash { kind, text: text.into() });
        self
    }

    /// Counts one notice less in the bell: this page is it.
    #[must_use]
    pub fn seen_one(self) -> Page {
        let mut notes = self.visit.notes();
        notes.unread = notes.unread.map(|unread| unread.saturating_sub(1));
        drop(notes);
        self
    }

    /// One column for a single step.
    #[must_use]
    pub fn narrow(mut self) -> Page {
        self.narrow = true;
        self
    }

    /// Lets the page's forms lead to another origin (also by a redirect after the POST).
    #[must_use]
    pub fn form_action(self, origin: impl Into<String>) -> Page {
        self.visit.notes().form_origins.push(origin.into());
        self
    }

    /// Lets a form that is sent again lead to any of our sites, as its own page may have done.
    pub(crate) fn form_action_to_our_sites(self) -> Page {
        let sites = self.visit.app().sites.clone();
        let known = Site::ALL.into_iter().filter(|site| sites.has(*site));
        known.fold(self, |page, site| page.form_action(sites.origin(site)))
    }

    /// The bell, on pages of somebody who is signed in where there are notices.
    pub fn bell(&self) -> Option<Bell> {
        let unread = self.visit.notes().unread.filter(|_| self.person.is_some())?;
        Some(Bell::new(&self.visit, unread))
    }

    /// The text under `key` in the visitor's language.
    pub fn t(&self, key: &str) -> String {
        self.visit.t(key)
    }

    /// The text under `key` with values put in.
    pub fn tw(&self, key: &str, args: &[(&str, Arg)]) -> String {
        self.visit.tw(key, args)
    }

    /// The text under `key` with one value put in; handy in templates:
    /// `{{ page.t1("login-sent", "phone", masked) }}`.
    pub fn t1(&self, key: &str, name: &str, value: impl Into<Arg>) -> String {
        self.visit.t1(key, name, value)
    }

    /// The text under `key` with two values put in.
    pub fn t2(
        &self,
        key: &str,
        first: &str,
        one: impl Into<Arg>,
        second: &str,
        two: impl Into<Arg>,
    ) -> String {
        self.visit.tw(key, &[(first, one.into()), (second, two.into())])
    }

    /// The site.
    pub fn site(&self) -> Site {
        self.visit.site
    }

    /// The language.
    pub fn lang(&self) -> Lang {
        self.visit.lang
    }

    /// The request.
    pub fn visit(&self) -> &Visit {
        &self.visit
    }

    /// The address of a file of `static/`, with the hash of its content.
    pub fn asset(&self, name: &str) -> String {
        assets::path(name)
    }

    /// The name of the site in words.
    pub fn site_name(&self) -> String {
        self.t(&format!("web-site-{}", self.visit.site))
    }

    /// Whether the people here are invented; the page says so at its top.
    pub fn in_sandbox(&self) -> bool {
        self.visit.site.is_sandbox() || self.visit.app().sites.is_demo()
    }

    /// The site's mark as SVG.
    pub fn mark(&self) -> &'static str {
        assets::mark(self.visit.site)
    }

    /// Where the state of all services is shown, when this installation has such a page.
    pub fn status(&self) -> Option<String> {
        let sites = &self.visit.app().sites;
        sites.has(Site::Start).then(|| sites.url(Site::Start, "/"))
    }

    /// The language that the switch turns to.
    pub fn other_language(&self) -> Lang {
        if self.visit.lang == Lang::Ru { Lang::En } else { Lang::Ru }
    }

    /// Its name in itself.
    pub fn other_language_name(&self) -> String {
        self.t(&format!("web-language-{}", self.other_language()))
    }

    /// The address of a page on another site.
    pub fn url(&self, site: Site, path: &str) -> String {
        self.visit.app().sites.url(site, path)
    }

    /// The hidden fields of the form `name`: token, name and one-use key. Write
    /// `{{ page.form_keys("login")|safe }}` inside every POST form.
    pub fn form_keys(&self, name: &str) -> String {
        let hidden = |field: &str, value: &str| {
            format!("<input type=\"hidden\" name=\"{field}\" value=\"{value}\">")
        };
        debug_assert!(csrf::is_form_name(name), "{name:?} cannot be a form's name");
        [
            hidden(csrf::TOKEN, &csrf::token(&self.visit)),
            hidden(csrf::NAME, name),
            hidden(csrf::KEY, &csrf::key(&self.visit, name)),
        ]
        .concat()
    }

    /// [`Page::form_keys`] of a form without a name.
    pub fn csrf(&self) -> String {
        self.form_keys("form")
    }

    /// «22 ноября 2026 г.», in Moscow.
    pub fn date(&self, at: impl std::borrow::Borrow<Moment>) -> String {
        date::date(*at.borrow(), self.visit.lang)
    }

    /// «10:42», in Moscow.
    pub fn time(&self, at: impl std::borrow::Borrow<Moment>) -> String {
        date::time(*at.borrow())
    }

    /// «22 ноября 2026 г. в 10:42», in Moscow.
    pub fn date_time(&self, at: impl std::borrow::Borrow<Moment>) -> String {
        date::date_time(*at.borrow(), self.visit.lang)
    }

    /// The moment for the attribute `datetime`.
    pub fn iso(&self, at: impl std::borrow::Borrow<Moment>) -> String {
        at.borrow().timestamp().to_string()
    }

    /// The language switch: the address that turns to the other language and comes back.
    pub fn switch_language(&self) -> String {
        let other = self.other_language();
        let here = match self.visit.method {
            http::Method::GET | http::Method::HEAD => self.visit.path.as_str(),
            _ => self.visit.referer.as_deref().unwrap_or("/"),
        };
        let query = form_urlencoded::Serializer::new(String::new())
            .append_pair("to", other.as_str())
            .append_pair("next", crate::next(here))
            .finish();
        format!("/language?{query}")
    }
}

/// A page, status 200.
pub fn html(template: &impl askama::Template) -> Response {
    html_status(StatusCode::OK, template)
}

/// A page with a status of its own: 422 for a form with errors.
pub fn html_status(status: StatusCode, template: &impl askama::Template) -> Response {
    match template.render() {
        Ok(text) => {
            let kind = HeaderValue::from_static("text/html; charset=utf-8");
            (status, [(CONTENT_TYPE, kind)], text).into_response()
        }
        Err(error) => Failure::internal(error).into_response(),
    }
}

/// 303: what follows every POST.
pub fn see_other(path: &str) -> Response {
    axum::response::Redirect::to(path).into_response()
}
