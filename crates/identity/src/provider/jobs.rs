//! What the provider does later: telling services, changing keys, forgetting what is over.

use store::job::{Ending, Job, Runner};
use store::{HOUR, Result, Tx};

use super::Provider;
use crate::{grant, key, logout, mandate};

/// The kind of the job that comes back every hour.
pub const UPKEEP: &str = "identity.provider_upkeep";

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
            grant::forget_old(tx)?;
            mandate::forget_old(tx)?;
            super::flow::forget_old(tx)?;
            Ok(tx.now().plus(HOUR))
        })
        .await?;
    Ok(Ending::Later(next))
}
