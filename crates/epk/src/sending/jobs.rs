//! What happens after the signature: the passport is sent by mandate, again and again until the
//! service answers; when nobody answers it ends; and the mandate is given back.

use std::time::Duration;

use cabinet::Cabinet;
use cabinet::rp::Closed;
use oauth::Secret;
use oauth::rp::MandateTerms;
use registries::register;
use serde::{Deserialize, Serialize};
use store::job::{Ending, Job, Runner};
use store::{Moment, Result, SECOND, Tx};
use web::Failure;
use web::session::SessionId;

use super::call::{self, Told};
use super::{End, PATIENCE, Sending, SendingId, Service, Services, State, store as rows};
use super::{accepted, answered_late, park, settle, wait};
use crate::passport::print::{self, Form};
use crate::passport::{self, Passport};

/// Sends a passport, or asks what became of it.
pub const SEND: &str = "epk.sending.send";
/// Ends a sending that nobody answered in time.
pub const DUE: &str = "epk.sending.due";
/// Gives its mandate back.
pub const GIVE_BACK: &str = "epk.sending.give_back";

/// What a job is about.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct Work {
    /// The sending.
    pub sending: SendingId,
    /// The sign-in that can give a mandate.
    pub session: Option<SessionId>,
}

/// What pages and jobs of sendings share. Cheap to clone.
#[derive(Clone)]
pub struct Post {
    /// The cabinet.
    pub cabinet: Cabinet,
    /// The services of the configuration.
    pub services: Services,
}

/// Adds the handlers.
#[must_use]
pub fn jobs(runner: Runner, post: &Post) -> Runner {
    let [send, due, back] = [(); 3].map(|()| post.clone());
    runner
        .on(SEND, move |job: Job| run_send(send.clone(), job))
        .on(DUE, move |job: Job| run_due(due.clone(), job))
        .on(GIVE_BACK, move |job: Job| run_give_back(back.clone(), job))
}

/// What keeps a passport from being sent at this moment.
enum Obstacle {
    /// There is no mandate, or the provider does not accept it any more.
    Consent,
    /// The provider gives no answer.
    Away,
}

impl From<Closed> for Obstacle {
    fn from(closed: Closed) -> Obstacle {
        match closed {
            // Refused: the person has not agreed to this service yet.
            Closed::SignInOver | Closed::Refused => Obstacle::Consent,
            Closed::NotOffered | Closed::Down => Obstacle::Away,
        }
    }
}

async fn run_send(post: Post, job: Job) -> Result<Ending> {
    let work: Work = job.read()?;
    let id = work.sending;
    let db = post.cabinet.app.db.clone();
    let Some((sending, passport)) = db.read(move |tx| current(tx, id)).await? else {
        return Ok(Ending::Done);
    };
    let state = passport.state(db.clock().now());
    // What the service has already it can ask about; what it has not must not reach it.
    if sending.accepted_at.is_none() && state != passport::State::Valid {
        let end = End::Stopped(state);
        db.write("epk.sending.stop", move |tx| settle(tx, &sending, &end)).await?;
        return Ok(Ending::Done);
    }
    let told = match token(&post, &sending, &passport, work.session).await? {
        Ok((service, token)) => {
            let told = deliver(&post, &sending, &passport, &service, &token).await?;
            let Some(told) = told else { return Ok(Ending::Done) };
            told
        }
        Err(Obstacle::Consent) => {
            db.write("epk.sending.park", move |tx| park(tx, &sending)).await?;
            return Ok(Ending::Done);
        }
        Err(Obstacle::Away) => {
            let again = db.write("epk.sending.wait", move |tx| wait(tx, &sending, PROVIDER, None));
            return Ok(Ending::Later(again.await?));
        }
    };
    let next = db.write("epk.sending.told", move |tx| take_in(tx, id, &told)).await?;
    Ok(next.map_or(Ending::Done, Ending::Later))
}

/// Keeps what the service said; when to go on, if there is more to do. What the sending was when
/// the service was asked says nothing any more: it is read anew.
pub(super) fn take_in(tx: &mut Tx, id: SendingId, told: &Told) -> Result<Option<Moment>> {
    let Some((sending, _)) = current(tx, id)? else { return late(tx, id, told).map(|()| None) };
    match told {
        Told::Registered(number) => {
            settle(tx, &sending, &End::Delivered(number.clone()))?;
            Ok(None)
        }
        Told::Refused(reason) => {
            settle(tx, &sending, &End::Refused(reason.clone()))?;
            Ok(None)
        }
        Told::Received(pause) => {
            accepted(tx, &sending)?;
            // Anew, because the first tries count no longer.
            let Some((sending, _)) = current(tx, id)? else { return Ok(None) };
            wait(tx, &sending, "", *pause).map(Some)
        }
        Told::Unknown => {
            rows::unaccept(tx, id)?;
            wait(tx, &sending, "", None).map(Some)
        }
        Told::Away(pause) => wait(tx, &sending, SERVICE, *pause).map(Some),
        // Its own word it has taken back; one of an attempt that died stays, and counts.
        Told::NotSent => wait(tx, &sending, SERVICE, None).map(Some),
    }
}

/// Keeps what the service said of a sending that had come to its end.
fn late(tx: &mut Tx, id: SendingId, told: &Told) -> Result<()> {
    let (word, number) = match told {
        Told::Registered(number) => ("registered", Some(number.as_str())),
        Told::Refused(_) => ("refused", None),
        Told::Received(_) => ("received", None),
        Told::Unknown | Told::Away(_) | Told::NotSent => return Ok(()),
    };
    let Some(sending) = rows::find(tx, id)? else { return Ok(()) };
    answered_late(tx, &sending, word, number)
}

/// The sending of a job, if it still waits, and its passport.
fn current(tx: &Tx, id: SendingId) -> Result<Option<(Sending, Passport)>> {
    let waiting = rows::find(tx, id)?.filter(|sending| sending.state == State::Waiting);
    let Some(sending) = waiting else { return Ok(None) };
    Ok(passport::find(tx, sending.passport)?.map(|passport| (sending, passport)))
}

/// The service and a token for it.
async fn token(
    post: &Post,
    sending: &Sending,
    passport: &Passport,
    session: Option<SessionId>,
) -> Result<std::result::Result<(Service, Secret), Obstacle>> {
    let Some(service) = post.services.find(&sending.service).cloned() else {
        // It was taken out of the configuration; it may come back before the time is up.
        tracing::warn!(service = sending.service, "a sending is for a service that is unknown");
        return Ok(Err(Obstacle::Away));
    };
    let mandate = match mandate(post, sending, &service, passport, session).await? {
        Ok(mandate) => mandate,
        Err(obstacle) => return Ok(Err(obstacle)),
    };
    let entrance = &post.cabinet.entrance;
    let made = entrance.on_mandate(&mandate, &service.audience(), register::SCOPE).await;
    Ok(made.map(|made| (service, made.token)).map_err(Obstacle::from))
}

/// The mandate of a sending: the one that is kept, or a new one from the sign-in.
async fn mandate(
    post: &Post,
    sending: &Sending,
    service: &Service,
    passport: &Passport,
    session: Option<SessionId>,
) -> Result<std::result::Result<Secret, Obstacle>> {
    let id = sending.id;
    let app = &post.cabinet.app;
    if let Some(kept) = app.db.read(move |tx| rows::mandate(tx, id)).await? {
        return Ok(Ok(kept));
    }
    let Some(session) = session else { return Ok(Err(Obstacle::Consent)) };
    let lang = crate::language_of(app, sending.holder).await?;
    let name = sending.signed.name.text(lang);
    let purpose = app.text.with(lang, "epk-sending-mandate", &[("service", name.into())]);
    let terms = MandateTerms {
        audience: &service.audience(),
        scope: register::SCOPE,
        purpose: &purpose,
        reference: passport.number.digits(),
        lifetime: PATIENCE / SECOND,
    };
    let given = match post.cabinet.entrance.mandate(session, &terms).await {
        Ok(given) => given,
        Err(closed) => return Ok(Err(closed.into())),
    };
    let ends_at = Moment::from_seconds(given.expires_at);
    let token = given.token.clone();
    let keeping = move |tx: &mut Tx| keep(tx, id, &token, ends_at);
    let kept = app.db.write("epk.sending.mandate", keeping).await?;
    Ok(if kept { Ok(given.token) } else { Err(Obstacle::Consent) })
}

/// Keeps a new mandate. While the provider made it the sending may have ended; then it goes back,
/// and `false` says so: what is over needs no mandate that stays in force.
pub(super) fn keep(tx: &mut Tx, id: SendingId, mandate: &Secret, ends_at: Moment) -> Result<bool> {
    let kept = rows::keep_mandate(tx, id, mandate, ends_at)?;
    if !kept {
        crate::mandate::give_back(tx, mandate)?;
    }
    Ok(kept)
}

/// Hands the passport in, or asks about it when the service has it. `None` when the sending came
/// to its end meanwhile: what its holder has cancelled must not reach the service.
async fn deliver(
    post: &Post,
    sending: &Sending,
    passport: &Passport,
    service: &Service,
    token: &Secret,
) -> Result<Option<Told>> {
    let app = &post.cabinet.app;
    if sending.accepted_at.is_some() {
        return Ok(Some(call::ask(&app.out, service, sending, token).await));
    }
    let file = match passport::jobs::file(app, passport, Form::Full).await {
        Ok(file) => file,
        Err(Failure::Busy) => return Ok(Some(Told::NotSent)),
        Err(failure) => return Err(store::Error::bug(failure)),
    };
    let data = print::data(passport, &app.sites);
    let parcel = call::parcel(&file, &print::file_name(passport), &data, sending);
    let (id, until) = (sending.id, app.clock.now().plus(HANDING));
    if !app.db.write("epk.sending.hand_over", move |tx| rows::hand_over(tx, id, until)).await? {
        return Ok(None);
    }
    let told = call::hand_in(&app.out, service, sending, token, parcel).await;
    if told == Told::NotSent {
        app.db.write("epk.sending.not_sent", move |tx| rows::not_sent(tx, id, until)).await?;
    }
    Ok(Some(told))
}

async fn run_due(post: Post, job: Job) -> Result<Ending> {
    let id = job.read::<Work>()?.sending;
    let ended = post.cabinet.app.db.write("epk.sending.due", move |tx| {
        let Some(sending) = rows::find(tx, id)? else { return Ok(false) };
        settle(tx, &sending, &End::Undelivered)
    });
    if ended.await? {
        tracing::warn!("a service did not answer a sending in time");
    }
    Ok(Ending::Done)
}

async fn run_give_back(post: Post, job: Job) -> Result<Ending> {
    let id = job.read::<Work>()?.sending;
    let db = &post.cabinet.app.db;
    let Some(mandate) = db.read(move |tx| rows::mandate(tx, id)).await? else {
        return Ok(Ending::Done);
    };
    if let Err(Closed::Down) = post.cabinet.entrance.give_back(&mandate).await {
        return Ok(Ending::Retry("the provider does not answer".into()));
    }
    db.write("epk.sending.given_back", move |tx| rows::forget_mandate(tx, id)).await?;
    Ok(Ending::Done)
}

/// Waits a little for what usually takes a moment, so that the page after the signature can
/// already tell the outcome.
pub(super) async fn settled(post: &Post, id: SendingId) -> Result<()> {
    for _ in 0..SETTLED_ROUNDS {
        let found = post.cabinet.app.db.read(move |tx| rows::find(tx, id)).await?;
        let moving = |now: &Sending| now.state == State::Waiting && now.next_try_at.is_none();
        if !found.is_some_and(|now| moving(&now)) {
            return Ok(());
        }
        tokio::time::sleep(SETTLED_ROUND).await;
    }
    Ok(())
}

/// How long an attempt has the word at most; a call ends well before ([`call`]).
const HANDING: i64 = 30 * SECOND;
/// Who may give no answer.
const PROVIDER: &str = "provider";
const SERVICE: &str = "service";
const SETTLED_ROUNDS: u32 = 30;
const SETTLED_ROUND: Duration = Duration::from_millis(100);
