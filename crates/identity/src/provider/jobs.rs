//! What the provider does later: telling services, changing keys, forgetting what is over.

use store::job::{Ending, Job, Runner};
use store::{HOUR, Result, SECOND, Tx};

use super::Provider;
use crate::{grant, key, logout, mandate};

/// The kind of the job that comes back every hour.
pub const UPKEEP: &str = "identity.provider_upkeep";

/// How many rows of a kind are removed at once.
const AT_ONCE: u32 = 1_000;

/// Adds the provider's jobs to a runner. [`begin`] starts the hourly one.
pub fn jobs(runner: Runner, provider: &Provider) -> Runner {
    let (teller, keeper) = (provider.clone(), provider.clone());
    runner
        .on(logout::JOB, move |job| logout::retry(teller.clone(), job))
        .on(UPKEEP, move |job| upkeep(keeper.clone(), job))
}

/// Makes the hourly job unless it is there; at every start.
pub fn begin(tx: &mut Tx) -> Result<()> {
    let now = tx.now();
    tx.enqueue_once(UPKEEP, UPKEEP, &(), now)?;
    key::begin(tx)
}

async fn upkeep(provider: Provider, _: Job) -> Result<Ending> {
    let next = provider
        .app()
        .db
        .write("provider.upkeep", |tx| {
            key::rotate_when_due(tx)?;
            let gone = grant::forget_old(tx, AT_ONCE)?.max(mandate::forget_old(tx, AT_ONCE)?);
            super::flow::forget_old(tx)?;
            // A full batch means that there is more: it goes on soon, and lets others write.
            let pause = if gone >= u64::from(AT_ONCE) { SECOND } else { HOUR };
            Ok(tx.now().plus(pause))
        })
        .await?;
    Ok(Ending::Later(next))
}
