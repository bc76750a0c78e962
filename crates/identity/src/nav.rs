//! The frame of pages of somebody who is signed in at the provider: one definition of the
//! navigation for all nouns.

use web::{NavItem, Page, Visit};

use crate::Person;

/// Addresses and keys of the entries.
const ENTRIES: [(&str, &str); 4] = [
    ("/", "identity-nav-home"),
    ("/services", "identity-nav-services"),
    ("/profile", "identity-nav-profile"),
    ("/settings/security", "identity-nav-settings"),
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
        "/settings/security" => here.starts_with("/settings"),
        href => here.starts_with(href),
    };
    ENTRIES.iter().map(|(href, key)| NavItem::new(*href, visit.t(key), belongs(href))).collect()
}
