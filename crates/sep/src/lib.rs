//! СЭП, the first cabinet: education documents, work and contributions from the registers. It
//! opens with any account; what registers keep opens with a standard one.
//!
//! `home::pages::routes(&cabinet)` is everything that the site serves.

pub mod home;

/// The main navigation, for [`cabinet::Cabinet::new`].
pub const NAV: &[(&str, &str)] = &[
    ("/", "cabinet-nav-home"),
    ("/profile", "cabinet-nav-profile"),
    ("/settings/notifications", "cabinet-nav-notifications"),
];

/// The scopes to ask for: who the person is, and the numbers by which registers know her.
pub const SCOPES: &str = "openid profile birthdate gender email phone snils inn offline_access";
