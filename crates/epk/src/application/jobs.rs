//! What happens after the signature: the registers are asked by mandate, again and again until
//! they answer; the mandates are watched while an examiner has the application; the promise is
//! kept in view; and what is no longer needed is given back.

use std::time::Duration;

use cabinet::Cabinet;
use cabinet::rp::Closed;
use oauth::Secret;
use oauth::rp::MandateTerms;
use registries::{Asked, EducationRecord, JOB_DEADLINE, Record, Register, SfrRecord, register};
use store::job::{Ending, Job, Runner};
use store::{DAY, MINUTE, Moment, Result, SECOND, Tx};
use web::session::SessionId;

use super::decide::{Answered, judge};
use super::mandate::store as mandates;
use super::mandate::{CHECK, DUE, GIVE_BACK, WATCH, WATCH_EVERY, Work, keep, park};
use super::{Application, ApplicationId, By, State, note, store as rows, tell};

/// The registers that are asked, each by a mandate of its own.
pub const ASKED: [Register; 2] = [Register::Sfr, Register::Education];

/// Adds the handlers of this noun's jobs.
pub fn add(runner: Runner, cabinet: &Cabinet) -> Runner {
    let [check, watch, due, back] = [(); 4].map(|()| cabinet.clone());
    runner
        .on(CHECK, move |job| handled(check.clone(), job, run_check))
        .on(WATCH, move |job| handled(watch.clone(), job, run_watch))
        .on(DUE, move |job| handled(due.clone(), job, run_due))
        .on(GIVE_BACK, move |job| handled(back.clone(), job, run_give_back))
}

async fn handled<F, A>(cabinet: Cabinet, job: Job, run: F) -> Result<Ending>
where
    F: FnOnce(Cabinet, Work) -> A,
    A: Future<Output = Result<Ending>>,
{
    run(cabinet, job.read()?).await
}

/// What keeps the registers from being asked.
enum Obstacle {
    /// There is no mandate, or the provider does not accept it any more.
    Consent,
    /// The provider does not give mandates or tokens for this register at all.
    Closed,
    /// Somebody does not answer; its name.
    Away(&'static str),
}

impl From<Closed> for Obstacle {
    fn from(closed: Closed) -> Obstacle {
        match closed {
            Closed::SignInOver => Obstacle::Consent,
            Closed::NotOffered | Closed::Refused => Obstacle::Closed,
            Closed::Down => Obstacle::Away(PROVIDER),
        }
    }
}

async fn run_check(cabinet: Cabinet, work: Work) -> Result<Ending> {
    let Some(application) = current(&cabinet, &work, &[State::Checking]).await? else {
        return Ok(Ending::Done);
    };
    let (fund, education) = tokio::join!(
        ask::<SfrRecord>(&cabinet, &application, work.session),
        ask::<EducationRecord>(&cabinet, &application, work.session),
    );
    let (fund, education) = (fund?, education?);
    let db = &cabinet.app.db;
    let (mut ended, mut away) = (Vec::new(), Vec::new());
    let answered = Answered {
        fund: taken(fund, &mut ended, &mut away),
        education: taken(education, &mut ended, &mut away),
    };
    if !ended.is_empty() {
        db.write("epk.park", move |tx| park(tx, &application, &ended)).await?;
        return Ok(Ending::Done);
    }
    if away.is_empty() {
        db.write("epk.judge", move |tx| judge(tx, &application, &answered)).await?;
        return Ok(Ending::Done);
    }
    away.dedup();
    let registers = away.join(" ");
    let again = db.write("epk.wait", move |tx| wait(tx, &application, &registers)).await?;
    Ok(Ending::Later(again))
}

/// What a register answered; else a line in the list of what keeps it from answering.
fn taken<R: Record>(
    answer: std::result::Result<Option<R>, Obstacle>,
    ended: &mut Vec<&'static str>,
    away: &mut Vec<&'static str>,
) -> Option<R> {
    match answer {
        Ok(record) => return record,
        Err(Obstacle::Consent) => ended.push(R::REGISTER.audience()),
        Err(Obstacle::Away(name)) => away.push(name),
        // An examiner decides without it.
        Err(Obstacle::Closed) => {}
    }
    None
}

/// Notes that registers gave no answer; when they are asked again.
fn wait(tx: &mut Tx, application: &Application, registers: &str) -> Result<Moment> {
    let doubled = RETRY_FIRST << application.tries.clamp(0, 10);
    let pause = doubled.min(RETRY_MOST);
    // Those that wait for the same register must not come back together.
    let jitter = i64::from(tx.entropy().below(1_000)) * (pause / 4_000);
    let again = tx.now().plus(pause + jitter);
    rows::wait(tx, application.id, registers, again)?;
    note(tx, application, By::System, "waits", &application.round.to_string())?;
    Ok(again)
}

/// Asks one register by its mandate, which is taken first where there is none yet.
async fn ask<R: Record>(
    cabinet: &Cabinet,
    application: &Application,
    session: Option<SessionId>,
) -> Result<std::result::Result<Option<R>, Obstacle>> {
    let mandate = match mandate(cabinet, application, R::REGISTER, session).await? {
        Ok(mandate) => mandate,
        Err(obstacle) => return Ok(Err(obstacle)),
    };
    let audience = R::REGISTER.audience();
    let token = cabinet.entrance.on_mandate(&mandate, audience, register::SCOPE).await;
    let token = match token {
        Ok(made) => made.token,
        Err(closed) => return Ok(Err(closed.into())),
    };
    Ok(match cabinet.registries.person::<R>(&token, JOB_DEADLINE).await {
        Asked::Known(record) => Ok(Some(record)),
        Asked::Unknown => Ok(None),
        Asked::Unavailable { .. } => Err(Obstacle::Away(R::REGISTER.as_str())),
    })
}

/// The mandate for a register: the one that is kept, or a new one from the sign-in.
async fn mandate(
    cabinet: &Cabinet,
    application: &Application,
    register: Register,
    session: Option<SessionId>,
) -> Result<std::result::Result<Secret, Obstacle>> {
    let (id, audience) = (application.id, register.audience());
    let db = &cabinet.app.db;
    let kept = db.read(move |tx| mandates::mandate(tx, id, audience)).await?;
    if let Some(kept) = kept {
        return Ok(Ok(kept));
    }
    let Some(session) = session else { return Ok(Err(Obstacle::Consent)) };
    let lang = crate::language_of(&cabinet.app, application.account).await?;
    let name = cabinet.app.text.get(lang, register.name_key());
    let words = [("register", name.into())];
    let purpose = cabinet.app.text.with(lang, "epk-mandate-purpose", &words);
    let terms = MandateTerms {
        audience,
        scope: register::SCOPE,
        purpose: &purpose,
        reference: application.number.as_deref().unwrap_or_default(),
        lifetime: LIFETIME / SECOND,
    };
    let given = match cabinet.entrance.mandate(session, &terms).await {
        Ok(given) => given,
        Err(closed) => return Ok(Err(closed.into())),
    };
    let ends_at = Moment::from_seconds(given.expires_at);
    let (of, token) = (application.clone(), given.token.clone());
    let kept = db.write("epk.mandate", move |tx| keep(tx, &of, audience, &token, ends_at)).await?;
    Ok(if kept { Ok(given.token) } else { Err(Obstacle::Consent) })
}

async fn run_watch(cabinet: Cabinet, work: Work) -> Result<Ending> {
    let Some(application) = current(&cabinet, &work, &[State::Review]).await? else {
        return Ok(Ending::Done);
    };
    if still_agreed(&cabinet, &application).await? {
        return Ok(Ending::Later(cabinet.app.clock.now().plus(WATCH_EVERY)));
    }
    Ok(Ending::Done)
}

/// Whether the person's consent stands at the provider; when it does not, the application is
/// parked. While the provider does not answer, nothing says that it was withdrawn.
pub(super) async fn still_agreed(cabinet: &Cabinet, application: &Application) -> Result<bool> {
    let id = application.id;
    for register in ASKED {
        let audience = register.audience();
        let kept = cabinet.app.db.read(move |tx| {
            let kept = mandates::mandate(tx, id, audience)?;
            Ok((kept, mandates::was_given(tx, id, audience)?))
        });
        let ended = match kept.await? {
            (Some(kept), _) => {
                let probe = cabinet.entrance.on_mandate(&kept, audience, register::SCOPE);
                matches!(probe.await, Err(Closed::SignInOver))
            }
            // Its time is up, unless there never was one: then an examiner decides without.
            (None, given) => given,
        };
        if ended {
            let parked = application.clone();
            cabinet.app.db.write("epk.park", move |tx| park(tx, &parked, &[audience])).await?;
            return Ok(false);
        }
    }
    Ok(true)
}

async fn run_due(cabinet: Cabinet, work: Work) -> Result<Ending> {
    let id = work.application;
    let overdue = cabinet.app.db.write("epk.due", move |tx| {
        let Some(application) = rows::find(tx, id)? else { return Ok(None) };
        // A renewed consent or a later round has a promise, and a job, of its own.
        let kept = application.round != work.round
            || application.due_at.is_none_or(|due_at| due_at > tx.now());
        if kept || !rows::overdue(tx, id, work.round)? {
            return Ok(None);
        }
        let mark = work.round.to_string();
        note(tx, &application, By::System, "overdue", &mark)?;
        tell(tx, &application, "application-overdue", &mark)?;
        Ok(Some(application.state))
    });
    if let Some(state) = overdue.await? {
        tracing::warn!(state = state.as_str(), "an application was not decided in time");
    }
    Ok(Ending::Done)
}

async fn run_give_back(cabinet: Cabinet, work: Work) -> Result<Ending> {
    let id = work.application;
    let mandates = cabinet.app.db.read(move |tx| mandates::mandates(tx, id)).await?;
    for mandate in &mandates {
        if let Err(Closed::Down) = cabinet.entrance.give_back(mandate).await {
            return Ok(Ending::Retry("the provider does not answer".into()));
        }
    }
    cabinet.app.db.write("epk.given_back", move |tx| mandates::forget_mandates(tx, id)).await?;
    Ok(Ending::Done)
}

/// The application of a job, if it is still where the job has something to do.
async fn current(
    cabinet: &Cabinet,
    work: &Work,
    states: &'static [State],
) -> Result<Option<Application>> {
    let (id, round) = (work.application, work.round);
    let found = cabinet.app.db.read(move |tx| rows::find(tx, id)).await?;
    Ok(found.filter(|found| found.round == round && states.contains(&found.state)))
}

/// Waits a little for what usually takes a moment, so that the page after the signature can
/// already tell the outcome.
pub(super) async fn settled(cabinet: &Cabinet, id: ApplicationId) -> Result<()> {
    for _ in 0..SETTLED_ROUNDS {
        let found = cabinet.app.db.read(move |tx| rows::find(tx, id)).await?;
        let waits = |found: &Application| !found.waits_for.is_empty();
        if !found.is_some_and(|now| now.state == State::Checking && !waits(&now)) {
            return Ok(());
        }
        tokio::time::sleep(SETTLED_ROUND).await;
    }
    Ok(())
}

/// The provider among those that may give no answer.
const PROVIDER: &str = "provider";
/// The longest that a mandate may live.
const LIFETIME: i64 = 30 * DAY;
/// The pause after the first try, and the longest one.
const RETRY_FIRST: i64 = 2 * SECOND;
const RETRY_MOST: i64 = MINUTE;
const SETTLED_ROUNDS: u32 = 30;
const SETTLED_ROUND: Duration = Duration::from_millis(100);
