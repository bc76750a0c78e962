//! What watches cause by themselves: calls to programs of organisations, and the end of a term.
//!
//! An attempt may take seconds and depends on a stranger, so it runs beside the jobs: the job
//! starts it and comes back later in case this process dies in between.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use store::job::{Ending, Job, Runner};
use store::{Moment, Result, SECOND, Tx};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use web::{App, OutError, Request};

use super::hook::{self, Attempt, Delivery, DeliveryId};
use super::{WatchId, store as rows};
use crate::employer::{EmployerId, State as Standing, find_employer};
use crate::passport::State;

/// The kind of the job that starts an attempt of a call.
pub const SEND: &str = "epk.watch.send";
/// The kind of the job that tells of the end of a term.
pub const END: &str = "epk.watch.end";

/// The kind of the job that removes calls of long ago.
pub const FORGET: &str = "epk.watch.forget";

/// How long an attempt may take.
const DEADLINE: Duration = Duration::from_secs(10);
/// When a job looks whether the attempt that it started has come to an end.
const LOOK_AGAIN: i64 = 30 * SECOND;
/// When a job comes back that found no place.
const NO_PLACE: i64 = 2 * SECOND;
/// Attempts under way, of all organisations and of one: one that hangs leaves room for others.
const PLACES: usize = 32;
const PLACES_OF_ONE: usize = 4;

/// Which attempt of which call.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Sending {
    delivery: DeliveryId,
    attempt: i64,
}

/// Which watch.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
struct Over {
    watch: WatchId,
}

/// Adds the handlers.
#[must_use]
pub fn jobs(runner: Runner, app: &App) -> Runner {
    let sender = Sender { app: app.clone(), places: Arc::new(Places::default()) };
    let (ending, forgetting) = (app.clone(), app.clone());
    runner
        .on(FORGET, move |job| forget(forgetting.clone(), job))
        .on(SEND, move |job| start(sender.clone(), job))
        .on(END, move |job| end_of_term(ending.clone(), job))
}

pub(super) fn send_at(tx: &mut Tx, delivery: DeliveryId, attempt: i64, due: Moment) -> Result<()> {
    tx.enqueue(SEND, &Sending { delivery, attempt }, due).map(|_| ())
}

pub(super) fn remind_of_end(tx: &mut Tx, watch: WatchId, expires_at: Moment) -> Result<()> {
    tx.enqueue(END, &Over { watch }, expires_at).map(|_| ())
}

/// Makes sure that the job is there that removes calls; called at start. It never ends, also when
/// there is nothing left: a call that is made in that moment would find the job and lose it.
pub(crate) fn begin(tx: &mut Tx) -> Result<()> {
    tx.enqueue_once(FORGET, FORGET, &(), tx.now()).map(|_| ())
}

async fn forget(app: App, _: Job) -> Result<Ending> {
    app.db.write("watch.forget", hook::forget).await.map(Ending::Later)
}

/// What an attempt needs.
#[derive(Clone)]
struct Sender {
    app: App,
    places: Arc<Places>,
}

/// Places for attempts.
struct Places {
    all: Arc<Semaphore>,
    of_one: Mutex<HashMap<EmployerId, Arc<Semaphore>>>,
}

/// The two places of an attempt.
struct Place {
    _of_all: OwnedSemaphorePermit,
    _of_one: OwnedSemaphorePermit,
}

impl Default for Places {
    fn default() -> Places {
        Places { all: Arc::new(Semaphore::new(PLACES)), of_one: Mutex::default() }
    }
}

impl Places {
    fn take(&self, employer: EmployerId) -> Option<Place> {
        let own = {
            let mut places = self.of_one.lock().unwrap_or_else(PoisonError::into_inner);
            places.retain(|_, place| Arc::strong_count(place) > 1);
            let new = || Arc::new(Semaphore::new(PLACES_OF_ONE));
            places.entry(employer).or_insert_with(new).clone()
        };
        let of_one = own.try_acquire_owned().ok()?;
        let of_all = self.all.clone().try_acquire_owned().ok()?;
        Some(Place { _of_all: of_all, _of_one: of_one })
    }
}

async fn start(sender: Sender, job: Job) -> Result<Ending> {
    let Sending { delivery, attempt } = job.read()?;
    let due = sender.app.db.read(move |tx| hook::due(tx, delivery, attempt)).await?;
    let Some(delivery) = due else { return Ok(Ending::Done) };
    let now = sender.app.clock.now();
    let Some(place) = sender.places.take(delivery.employer) else {
        return Ok(Ending::Later(now.plus(NO_PLACE)));
    };
    tokio::spawn(async move {
        if let Err(error) = attempt_now(&sender.app, delivery, attempt).await {
            tracing::warn!(%error, "the end of a call to an organisation was not recorded");
        }
        drop(place);
    });
    Ok(Ending::Later(now.plus(LOOK_AGAIN)))
}

async fn attempt_now(app: &App, delivery: Delivery, attempt: i64) -> Result<()> {
    let ended = call(app, &delivery).await?;
    let word = match &ended {
        Attempt::Taken => "taken",
        Attempt::Failed(_) => "failed",
        Attempt::Refused(_) => "refused",
    };
    tracing::info!(id = %delivery.id, attempt, word, "a call to an organisation");
    app.db.write("watch.sent", move |tx| hook::record(tx, &delivery, attempt, &ended)).await
}

async fn call(app: &App, delivery: &Delivery) -> Result<Attempt> {
    let employer = delivery.employer;
    let found = app.db.read(move |tx| {
        let known = find_employer(tx, employer)?;
        let counts = known.is_some_and(|employer| employer.state == Standing::Confirmed);
        if counts { hook::of(tx, employer) } else { Ok(None) }
    });
    let Some(hook) = found.await? else { return Ok(Attempt::Refused("no-address".into())) };
    let mut request = Request::post_form(hook.url.clone(), &[])
        .header("content-type", "application/json")
        .body(delivery.body.clone());
    for (name, value) in hook::headers(delivery, &hook.secret, app.clock.now()) {
        request = request.header(name, &value);
    }
    Ok(match app.out.send_to_stranger(request, DEADLINE).await {
        Ok(answer) if answer.status.is_success() => Attempt::Taken,
        // Standard Webhooks: whoever answers so does not want calls any more.
        Ok(answer) if answer.status.as_u16() == 410 => Attempt::Refused("status-410".into()),
        Ok(answer) => Attempt::Failed(format!("status-{}", answer.status.as_u16())),
        Err(OutError::Timeout) => Attempt::Failed("silent".into()),
        Err(OutError::Inside) => Attempt::Failed("inside".into()),
        Err(OutError::Address) => Attempt::Refused("address".into()),
        Err(OutError::TooLarge) => Attempt::Failed("large".into()),
        Err(OutError::Refused | OutError::Crowded | OutError::Broken) => {
            Attempt::Failed("unreachable".into())
        }
    })
}

async fn end_of_term(app: App, job: Job) -> Result<Ending> {
    let Over { watch } = job.read()?;
    let ending = app.db.write("watch.end_of_term", move |tx| {
        let found = rows::find(tx, watch)?.filter(|watch| watch.ended_at.is_none());
        let Some(watch) = found else { return Ok(Ending::Done) };
        let Some(passport) = crate::passport::find(tx, watch.passport)? else {
            return Ok(Ending::Done);
        };
        if tx.now() < passport.expires_at {
            return Ok(Ending::Later(passport.expires_at));
        }
        if passport.state(tx.now()) == State::Expired {
            super::hear(tx, &watch, State::Expired, passport.expires_at, "expired")?;
        }
        Ok(Ending::Done)
    });
    ending.await
}
