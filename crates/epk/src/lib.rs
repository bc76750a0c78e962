//! ЭПК, the second cabinet: personal data compared with the registers, education and work, ready
//! for a qualification. It opens with a standard account that has СНИЛС and ИНН, after its terms
//! have been accepted.
//!
//! `home::pages::routes(&cabinet)` is everything that the site serves. An application is made in
//! [`application`], checked by the rules in [`check`], and becomes a [`passport`]; examiners
//! decide at the desk by `application::staff::routes`.

pub mod agreement;
pub mod application;
pub mod check;
pub mod employer;
pub mod home;
pub mod passport;
pub mod sending;
pub mod terms;
pub mod verification;
pub mod watch;

use axum::Router;
use cabinet::Cabinet;
use store::job::Runner;

/// Adds the handlers of this crate's jobs.
pub fn jobs(runner: Runner, cabinet: &Cabinet) -> Runner {
    let runner = passport::jobs::jobs(application::jobs::add(runner, cabinet), &cabinet.app);
    watch::jobs::jobs(runner, &cabinet.app)
}

/// The pages of examiners, to be mounted at the desk; `frame` is the desk's, and so is `own`: as
/// whom a member of staff enters it.
pub fn staff_routes(
    cabinet: &Cabinet,
    frame: application::staff::Frame,
    own: employer::OwnPerson,
) -> Router {
    let passports = passport::staff::routes(&cabinet.app, frame.clone());
    let employers = employer::staff::routes(&cabinet.app, frame.clone(), own);
    application::staff::routes(cabinet, frame).merge(passports).merge(employers)
}

/// The main navigation, for [`cabinet::Cabinet::new`].
pub const NAV: &[(&str, &str)] = &[
    ("/", "cabinet-nav-home"),
    ("/applications", "epk-nav-applications"),
    ("/passport", "epk-passport-title"),
    ("/profile", "cabinet-nav-profile"),
    ("/settings/notifications", "cabinet-nav-notifications"),
];

/// The scopes to ask for: who the person is, and the numbers by which registers know her.
pub const SCOPES: &str = "openid profile birthdate gender email phone snils inn offline_access";
