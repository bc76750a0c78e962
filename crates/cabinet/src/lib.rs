//! What the two cabinets share, and the desk's way in.
//!
//! * [`rp`]: the entrance through a provider, for every site that lets people in by it.
//! * [`account`]: the account that the first entry links.

pub mod account;
pub mod rp;

pub use account::{CabinetAccountId, Profile};

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
