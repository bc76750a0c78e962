//! Checks that a register did not answer in time.

use serde::{Deserialize, Serialize};
use store::job::{Ending, Job, Runner};
use store::{Clock, HOUR, Moment, Result, SECOND};

use super::{Asker, Purpose, Verdict, ask, find};
use crate::Identity;
use crate::account::AccountId;

/// The kind of the job.
pub const JOB: &str = "identity.proofing";

/// Which check.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Payload {
    pub(super) account: AccountId,
    pub(super) purpose: Purpose,
    pub(super) rev: i64,
}

pub(crate) fn jobs(runner: Runner, identity: &Identity) -> Runner {
    let identity = identity.clone();
    runner.on(JOB, move |job| go_on(identity.clone(), job))
}

async fn go_on(identity: Identity, job: Job) -> Result<Ending> {
    let Payload { account, purpose, rev } = job.read()?;
    let deadline = registries::JOB_DEADLINE;
    let verdict = ask::go_on(&identity, account, purpose, rev, Asker::Job, deadline).await?;
    if verdict != Verdict::Waiting {
        return Ok(Ending::Done);
    }
    let request = identity.app.db.read(move |tx| find(tx, account, purpose)).await?;
    Ok(match request.and_then(|request| request.sent_at) {
        Some(sent_at) => Ending::Later(next(&identity.app.clock, sent_at)),
        None => Ending::Done,
    })
}

/// The longer it takes, the seldomer it is asked: after half of the time it has taken, from 15
/// seconds to an hour.
fn next(clock: &Clock, sent_at: Moment) -> Moment {
    let now = clock.now();
    now.plus((now.since(sent_at) / 2).clamp(15 * SECOND, HOUR))
}
