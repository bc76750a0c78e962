//! The site of the staff: who is let in, and the frame around every page.

pub(crate) mod pages;
#[cfg(test)]
mod tests;

use std::pin::Pin;
use std::sync::Arc;

use ::store::{Result, Tx};
use cabinet::rp::{Admission, Arrival, Entrance, Settings};
use oauth::rp::ConfigFault;
use web::session::Limits;
use web::{App, NavItem, Page, Role, Site, Staff, Visit};

use crate::staff::{self, Entry, Visitor};
use crate::ticket;

/// The frame of the desk's pages as a value, for crates that do not know this one: from a visit,
/// who asks, and the key of a title to the page.
pub type Frame = Arc<dyn Fn(Visit, Staff, &'static str) -> Framing + Send + Sync>;
type Framing = Pin<Box<dyn Future<Output = Page> + Send>>;

/// Where the pages about people's accounts are mounted.
pub const PEOPLE: &str = "/people";

/// The desk. Cheap to clone.
#[derive(Clone)]
pub struct Desk {
    app: App,
    entrance: Entrance,
}

impl Desk {
    /// Checks the settings; the site must be the desk and the scopes hold `openid email`.
    ///
    /// # Errors
    /// In words for the operator.
    pub fn new(app: &App, settings: Settings) -> std::result::Result<Desk, ConfigFault> {
        Ok(Desk { app: app.clone(), entrance: Entrance::new(app.clone(), settings, admit)? })
    }

    /// [`Desk::page`] as a value.
    pub fn frame(&self) -> Frame {
        let desk = self.clone();
        Arc::new(move |visit, staff, title_key| {
            let desk = desk.clone();
            Box::pin(async move { desk.page(&visit, &staff, title_key).await })
        })
    }

    pub(crate) fn app(&self) -> &App {
        &self.app
    }

    /// A page of somebody who is signed in: the name, the navigation, «Выйти». Crates whose
    /// pages are mounted here get it as their frame.
    pub async fn page(&self, visit: &Visit, staff: &Staff, title_key: &str) -> Page {
        let here = visit.path_only();
        let item = |href: &str, key: &str| {
            let belongs = here == href || (href != "/" && here.starts_with(href));
            NavItem::new(href, visit.t(key), belongs)
        };
        let mut nav = vec![item("/", "support-nav-home")];
        // To others these pages are not there.
        if staff.has(Role::Operator) {
            nav.push(item(PEOPLE, "support-nav-people"));
        }
        if ticket::staff::may(staff) {
            nav.push(item(ticket::staff::TICKETS, "support-nav-tickets"));
        }
        if staff.has(Role::Examiner) && self.app.sites.has(Site::Epk) {
            nav.push(item("/applications", "support-nav-applications"));
        }
        if staff.has(Role::Examiner) {
            nav.push(item("/passports", "support-nav-passports"));
        }
        let checks = staff.has(Role::Examiner) || staff.has(Role::Administrator);
        if checks && self.app.sites.has(Site::Epk) {
            nav.push(item("/employers", "support-nav-employers"));
        }
        nav.push(item("/failures", "support-nav-failures"));
        nav.push(item("/journal", "support-nav-journal"));
        if staff.has(Role::Administrator) {
            nav.push(item("/staff", "support-nav-staff"));
        }
        let page = self.entrance.page(visit, title_key).await;
        page.person(short(&staff.name)).nav(nav)
    }
}

/// Decides in the transaction of the call-back.
fn admit(tx: &mut Tx, arrival: &Arrival) -> Result<Admission> {
    let visitor = Visitor {
        provider: &arrival.provider,
        sub: &arrival.sub,
        login: arrival.profile.email.as_deref(),
        amr: &arrival.amr,
        invitation: arrival.next.strip_prefix(INVITATION),
    };
    let entry = staff::enter(tx, &visitor)?;
    let Entry::Welcome(member, factors) = entry else {
        return Ok(Admission::Refuse { page: format!("{NO_ENTRY}{}", entry.as_str()) });
    };
    let login = member.login.clone().unwrap_or_default();
    let opened = web::staff::open_session(
        tx,
        member.id,
        &login,
        &member.name,
        &member.roles,
        &arrival.facts,
        Limits::STAFF,
        factors,
    )?;
    let next = visitor.invitation.map(|_| "/".to_owned());
    Ok(Admission::Opened { opened, next })
}

/// Before the token in the address of an invitation.
const INVITATION: &str = "/invitation/";
/// Before the reason in the address of a refusal.
const NO_ENTRY: &str = "/no-entry/";

/// «Тестов Олег Примерович» as «Тестов О. П.».
pub(crate) fn short(name: &str) -> String {
    let mut parts = name.split_whitespace();
    let surname = parts.next().unwrap_or_default().to_owned();
    parts.filter_map(|part| part.chars().next()).fold(surname, |out, c| format!("{out} {c}."))
}
