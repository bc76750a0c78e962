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
pub mod desk;
pub mod employer;
pub mod home;
pub mod mandate;
pub mod passport;
pub mod sending;
pub mod terms;
pub mod verification;
pub mod watch;

use axum::Router;
use cabinet::{Cabinet, CabinetAccountId};
use desk::pages::Desk;
use notify::Recipient;
use store::Tx;
use store::job::Runner;
use web::staff::KnownAs;
use web::{App, Lang, Site};

/// Adds the handlers of this crate's jobs.
pub fn jobs(runner: Runner, cabinet: &Cabinet) -> Runner {
    let runner = passport::jobs::jobs(application::jobs::add(runner, cabinet), &cabinet.app);
    mandate::jobs(watch::jobs::jobs(runner, &cabinet.app), cabinet)
}

/// Makes sure that the jobs are there that nothing else begins; called at start.
///
/// # Errors
/// When storage fails.
pub fn begin(tx: &mut Tx) -> store::Result<()> {
    watch::jobs::begin(tx)
}

/// The pages of examiners, to be mounted at the desk; `frame` is the desk's, and so is `known_as`:
/// who a member of staff is outside of it.
pub fn staff_routes(cabinet: &Cabinet, frame: desk::pages::Frame, known_as: KnownAs) -> Router {
    let desk = Desk { cabinet: cabinet.clone(), frame, known_as };
    let passports = passport::staff::routes(&desk);
    application::staff::routes(&desk).merge(passports).merge(employer::staff::routes(&desk))
}

/// The language in which a person reads: what we write about her to other sites is for her, too.
pub(crate) async fn language_of(app: &App, who: CabinetAccountId) -> store::Result<Lang> {
    let who = Recipient::new(Site::Epk, who);
    let found = app.db.read(move |tx| notify::contact::of(tx, &who)).await?;
    Ok(found.map_or(Lang::Ru, |contact| contact.lang))
}

/// The main navigation, for [`cabinet::Cabinet::new`].
pub const NAV: &[(&str, &str)] = &[
    ("/", "cabinet-nav-home"),
    ("/applications", "epk-nav-applications"),
    ("/passport", "epk-nav-passport"),
    ("/profile", "cabinet-nav-profile"),
    ("/settings/notifications", "cabinet-nav-notifications"),
];

/// The scopes to ask for: who the person is, and the numbers by which registers know her.
pub const SCOPES: &str = "openid profile birthdate gender email phone snils inn offline_access";
