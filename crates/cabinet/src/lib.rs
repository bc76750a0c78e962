//! What the two cabinets share, and the desk's way in.
//!
//! * [`rp`]: the entrance through a provider, for every site that lets people in by it.
//! * [`account`]: the account that the first entry links.
//! * [`Person`]: who is signed in, as a handler's argument; [`Cabinet`]: what its pages share.
//! * [`section`]: data of registers on a page, under one deadline, with the last good answer
//!   behind it.
//! * [`difference`]: what registers say differently from the profile, remembered and told.
//! * [`signing`]: an act of a person signed by a code that goes to her phone.

pub mod account;
pub mod difference;
pub mod person;
pub mod rp;
pub mod scan;
pub mod section;
pub mod signing;
#[cfg(any(test, feature = "story"))]
pub mod story;

pub use account::{CabinetAccountId, Profile};
pub use person::{Cabinet, Person};

use store::job::{Ending, Runner};
use web::App;

/// Adds the handlers of this crate's jobs; once per program, whatever the number of cabinets.
pub fn jobs(runner: Runner, app: &App) -> Runner {
    let db = app.db.clone();
    runner.on(rp::SWEEP, move |_| {
        let db = db.clone();
        async move { db.write(rp::SWEEP, rp::sweep).await.map(|()| Ending::Done) }
    })
}
