//! ЭПК, the second cabinet: personal data compared with the registers, education and work, ready
//! for a qualification. It opens with a standard account that has СНИЛС and ИНН, after its terms
//! have been accepted.
//!
//! `home::pages::routes(&cabinet)` is everything that the site serves.

pub mod home;
pub mod passport;
pub mod terms;

/// The main navigation, for [`cabinet::Cabinet::new`].
pub const NAV: &[(&str, &str)] = &[
    ("/", "cabinet-nav-home"),
    ("/profile", "cabinet-nav-profile"),
    ("/settings/notifications", "cabinet-nav-notifications"),
];

/// The scopes to ask for: who the person is, and the numbers by which registers know her.
pub const SCOPES: &str = "openid profile birthdate gender email phone snils inn offline_access";
