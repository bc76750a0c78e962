//! Which pages are photographed. A new page gets a line here.

/// One page, opened by one visitor.
pub struct Page {
    /// Name of the picture.
    pub name: &'static str,
    pub who: Who,
    /// Key of `sites` in demo.json.
    pub site: &'static str,
    pub path: &'static str,
    /// What the visitor does before the picture is taken.
    pub steps: &'static [Step],
}

/// Who looks. All pages of one visitor are opened in one browser, in the order of the table.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Who {
    Nobody,
    /// The first of `people` in demo.json with this `state` (the first three are `confirmed`).
    Citizen(&'static str),
    /// The first of `staff` with this role.
    Staff(&'static str),
}

#[derive(Clone, Copy)]
pub enum Step {
    /// Types into the field with this label.
    Fill(&'static str, &'static str),
    /// Presses the button, or follows the link, with this text.
    Press(&'static str),
}

use Step::{Fill, Press};
use Who::{Citizen, Nobody, Staff};

const fn page(name: &'static str, who: Who, site: &'static str, path: &'static str) -> Page {
    Page { name, who, site, path, steps: &[] }
}

const fn after(steps: &'static [Step], page: Page) -> Page {
    Page { steps, ..page }
}

pub const PAGES: &[Page] = &[
    page("start", Nobody, "start", "/"),
    page("identity", Nobody, "identity", "/"),
    after(
        &[Fill("Телефон", "+7 900 000-00-00"), Fill("Пароль", "неверный"), Press("Войти")],
        page("sign-in-wrong", Nobody, "identity", "/"),
    ),
    page("sep", Nobody, "sep", "/"),
    page("epk", Nobody, "epk", "/"),
    page("desk", Nobody, "desk", "/"),
    page("registries", Nobody, "registries", "/"),
    page("phone", Nobody, "phone", "/"),
    page("sep-home", Citizen("confirmed"), "sep", "/"),
    page("epk-home", Citizen("confirmed"), "epk", "/"),
    page("identity-home", Citizen("confirmed"), "identity", "/"),
    page("sep-home-simple", Citizen("simple"), "sep", "/"),
    page("desk-home", Staff("operator"), "desk", "/"),
];
