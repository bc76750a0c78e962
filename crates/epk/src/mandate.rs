//! Mandates that nobody needs any more go back to the provider. Whoever gives one up says so in
//! the transaction in which it is not kept, so that a crash in between leaves none in force; the
//! job tries until the provider answers.

use cabinet::Cabinet;
use cabinet::rp::Closed;
use oauth::Secret;
use serde::{Deserialize, Serialize};
use store::job::{Ending, Job, Runner};
use store::{Result, Tx};

/// Gives one mandate back.
pub const GIVE_BACK: &str = "epk.mandate.give_back";

/// What the job is about; payloads are sealed.
#[derive(Serialize, Deserialize)]
struct Payload {
    mandate: String,
}

/// Adds the handler.
#[must_use]
pub fn jobs(runner: Runner, cabinet: &Cabinet) -> Runner {
    let cabinet = cabinet.clone();
    runner.on(GIVE_BACK, move |job| run(cabinet.clone(), job))
}

/// Lets a mandate go back.
pub(crate) fn give_back(tx: &mut Tx, mandate: &Secret) -> Result<()> {
    let payload = Payload { mandate: mandate.expose().to_owned() };
    tx.enqueue(GIVE_BACK, &payload, tx.now()).map(|_| ())
}

async fn run(cabinet: Cabinet, job: Job) -> Result<Ending> {
    let Payload { mandate } = job.read()?;
    Ok(match cabinet.entrance.give_back(&Secret::from(mandate)).await {
        Err(Closed::Down) => Ending::Retry("the provider does not answer".into()),
        Ok(()) | Err(_) => Ending::Done,
    })
}
