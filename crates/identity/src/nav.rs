//! The frame of pages of somebody who is signed in at the provider: one definition of the
//! navigation for all nouns.

use web::{NavItem, Page, Visit};

use crate::Person;

/// Addresses and keys of the entries.
const ENTRIES: [(&str, &str); 6] = [
    ("/", "identity-nav-home"),
    ("/services", "identity-nav-services"),
    ("/profile", "identity-nav-profile"),
    ("/settings/services", "identity-nav-linked"),
    ("/settings/security", "identity-nav-security"),
    ("/settings/notifications", "identity-nav-notifications"),
];

/// A page of the person with the title under `title_key`: her name in its head, the navigation,
/// «Выйти».
pub fn page(visit: &Visit, person: &Person, title_key: &str) -> Page {
    frame(visit, person, visit.page(title_key))
}

/// The same around a page that is there already.
pub fn frame(visit: &Visit, person: &Person, page: Page) -> Page {
    page.person(person.personal.name.short()).nav(entries(visit))
}

/// The entries; the one that the page belongs to is marked.
fn entries(visit: &Visit) -> Vec<NavItem> {
    let here = visit.path_only();
    let belongs = |href: &str| match href {
        "/" => here == "/",
        "/profile" => here.starts_with("/profile") || here.starts_with("/level"),
        href => here.starts_with(href),
    };
    ENTRIES.iter().map(|(href, key)| NavItem::new(*href, visit.t(key), belongs(href))).collect()
}
