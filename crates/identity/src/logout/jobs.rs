//! Telling services that a session is over: at once for whoever waits, later for the rest.

use std::time::Duration;

use ::store::job::{Ending, Job};
use ::store::{DAY, Result};
use tokio::task::JoinSet;
use web::Request;

use super::{Farewell, find, forget, token};
use crate::client::Words;
use crate::provider::Provider;

/// How long a person waits for the services' answers.
const PATIENCE: Duration = Duration::from_secs(2);
/// How long a job waits for one.
const JOB_PATIENCE: Duration = Duration::from_secs(10);
/// A service that did not answer for so long is given up: the sessions there have ended by then.
const GIVEN_UP: i64 = DAY;

/// Which services have confirmed that the session is over there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Names of those that did.
    pub confirmed: Vec<Words>,
    /// Names of those that did not within two seconds; they are tried again.
    pub missing: Vec<Words>,
}

/// Tells all services in parallel and waits until all have confirmed, or for two seconds. What was
/// not confirmed stays with its job.
pub async fn tell_now(provider: &Provider, farewells: Vec<Farewell>) -> Told {
    let mut calls = JoinSet::new();
    let mut missing = farewells.clone();
    for farewell in farewells {
        let provider = provider.clone();
        calls.spawn(async move {
            let told = tell(&provider, &farewell, PATIENCE).await;
            (farewell, told)
        });
    }
    let mut confirmed = Vec::new();
    let collect = async {
        while let Some(call) = calls.join_next().await {
            if let Ok((farewell, Ok(()))) = call {
                missing.retain(|other| other.id != farewell.id);
                confirmed.push(farewell);
            }
        }
    };
    // The calls have the same deadline; this one also covers waiting for keys.
    let _ = tokio::time::timeout(PATIENCE, collect).await;
    let ids: Vec<_> = confirmed.iter().map(|farewell| farewell.id).collect();
    let noted = provider
        .app()
        .db
        .write("logout.confirmed", move |tx| ids.iter().try_for_each(|id| forget(tx, *id)));
    if let Err(error) = noted.await {
        // The services are told once more by the jobs, which does no harm.
        tracing::warn!(%error, "confirmed sign-outs were not recorded");
    }
    let names = |farewells: Vec<Farewell>| farewells.into_iter().map(|f| f.name).collect();
    Told { confirmed: names(confirmed), missing: names(missing) }
}

/// The job: tells one service unless it has confirmed meanwhile.
pub async fn retry(provider: Provider, job: Job) -> Result<Ending> {
    let farewell: Farewell = job.read()?;
    let id = farewell.id;
    if !provider.app().db.read(move |tx| find(tx, id)).await? {
        return Ok(Ending::Done);
    }
    let told = tell(&provider, &farewell, JOB_PATIENCE).await;
    let made = farewell.made_at();
    if let Err(why) = told
        && provider.app().clock.now().since(made) < GIVEN_UP
    {
        return Ok(Ending::Retry(format!("{}: {why}", farewell.client)));
    }
    provider
        .app()
        .db
        .write("logout.told", move |tx| {
            forget(tx, id)?;
            tx.finish_job(&job)
        })
        .await?;
    Ok(Ending::Done)
}

/// Sends one logout token. Any answer of success confirms.
async fn tell(
    provider: &Provider,
    farewell: &Farewell,
    patience: Duration,
) -> std::result::Result<(), String> {
    let keys = provider.keys().await.map_err(|error| error.to_string())?;
    let app = provider.app();
    let jti = app.entropy.token();
    let now = app.clock.now().seconds();
    let token = token(&keys, provider.issuer(), farewell, now, &jti);
    let token = token.map_err(|error| error.to_string())?;
    let request = Request::post_form(&farewell.url, &[("logout_token", &token)]);
    let answer = app.out.send(request, patience).await.map_err(|error| error.to_string())?;
    if answer.status.is_success() {
        Ok(())
    } else {
        Err(format!("answered {}", answer.status.as_u16()))
    }
}
