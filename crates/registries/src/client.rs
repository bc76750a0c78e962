//! Asking the registers: within a deadline, again where that helps, and not at all while one is
//! known to be down.

use std::sync::Arc;
use std::time::Duration;

use oauth::Secret;
use serde::de::DeserializeOwned;
use store::Entropy;
use tokio::sync::Semaphore;
use tokio::time::Instant;
use web::{Answer, Out, OutError, Request};

use crate::breaker::{Breaker, Health};
use crate::{Match, PersonQuestion, Record, Register};

/// The time a page waits for a register.
pub const PAGE_DEADLINE: Duration = Duration::from_millis(800);
/// The time a job waits for a register.
pub const JOB_DEADLINE: Duration = Duration::from_secs(10);

/// Calls after the first one within the deadline.
const RETRIES_MAX: u32 = 2;
/// Calls to one register that may be under way: one that hangs must leave room for the others.
const UNDER_WAY_MAX: usize = 5;
/// A call that has less time than this is not worth making.
const WORTH_TRYING: Duration = Duration::from_millis(50);

/// The clients of all registers. Cheap to clone; clones share breakers.
#[derive(Clone)]
pub struct Registries(Arc<Inner>);

struct Inner {
    out: Out,
    entropy: Entropy,
    lines: Vec<Line>,
}

/// The way to one register.
struct Line {
    register: Register,
    /// The address before `/api/v1/…`, without a slash at its end.
    base: String,
    breaker: Breaker,
    places: Semaphore,
}

/// What came of asking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Asked<T> {
    /// The register answered.
    Known(T),
    /// The register does not know this person.
    Unknown,
    /// There is no answer now.
    Unavailable {
        /// Why.
        why: Why,
    },
}

/// Why a register gave no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// Not in time.
    Slow,
    /// It fails, answers nonsense, or cannot be reached.
    Down,
    /// It did not accept the token or the question.
    Refused,
}

impl<T> Asked<T> {
    /// The answer, if there is one.
    pub fn known(self) -> Option<T> {
        match self {
            Asked::Known(answer) => Some(answer),
            _ => None,
        }
    }

    /// Whether asking again later may help.
    pub fn is_unavailable(&self) -> bool {
        matches!(self, Asked::Unavailable { .. })
    }
}

impl Registries {
    /// Clients of registers that all live at one origin, as in the sandbox:
    /// `http://registries.localhost:8080`.
    pub fn at(origin: &str, out: Out, entropy: Entropy) -> Registries {
        Registries::new(Register::ALL.map(|register| (register, origin.to_owned())), out, entropy)
    }

    /// Clients of registers at their own addresses (what comes before `/api/v1/…`). One that is
    /// not named is always down.
    pub fn new(
        addresses: impl IntoIterator<Item = (Register, String)>,
        out: Out,
        entropy: Entropy,
    ) -> Registries {
        let line = |(register, base): (Register, String)| Line {
            register,
            base: base.trim_end_matches('/').to_owned(),
            breaker: Breaker::default(),
            places: Semaphore::new(UNDER_WAY_MAX),
        };
        let lines = addresses.into_iter().map(line).collect();
        Registries(Arc::new(Inner { out, entropy, lines }))
    }

    /// What the register keeps about the person in the token:
    /// `registries.person::<SfrRecord>(&token, PAGE_DEADLINE)`.
    pub async fn person<R: Record>(&self, token: &Secret, deadline: Duration) -> Asked<R> {
        let asking = |base: &str| Request::get(address(base, R::REGISTER, "person"));
        self.ask(R::REGISTER, token, deadline, asking).await
    }

    /// Asks the pension fund whether a person is who she says she is.
    pub async fn check_person(
        &self,
        token: &Secret,
        question: &PersonQuestion,
        deadline: Duration,
    ) -> Asked<Match> {
        self.check(Register::Sfr, token, question, deadline).await
    }

    /// Asks the tax service whether an ИНН is this person's.
    pub async fn check_inn(
        &self,
        token: &Secret,
        question: &PersonQuestion,
        deadline: Duration,
    ) -> Asked<Match> {
        self.check(Register::Fns, token, question, deadline).await
    }

    /// Asks any register whether what it holds agrees.
    pub async fn check(
        &self,
        register: Register,
        token: &Secret,
        question: &PersonQuestion,
        deadline: Duration,
    ) -> Asked<Match> {
        let asking = |base: &str| Request::post_json(address(base, register, "check"), question);
        self.ask(register, token, deadline, asking).await
    }

    /// How each register has been doing, for the status page.
    pub fn health(&self) -> Vec<(Register, Health)> {
        self.0.lines.iter().map(|line| (line.register, line.breaker.health())).collect()
    }

    /// Asks, and measures how that went.
    async fn ask<T: DeserializeOwned>(
        &self,
        register: Register,
        token: &Secret,
        deadline: Duration,
        asking: impl Fn(&str) -> Request,
    ) -> Asked<T> {
        let begun = Instant::now();
        let asked = self.ask_line(register, token, deadline, asking).await;
        let outcome = match &asked {
            Asked::Known(_) => "known",
            Asked::Unknown => "unknown",
            Asked::Unavailable { why: Why::Slow } => "slow",
            Asked::Unavailable { why: Why::Down } => "down",
            Asked::Unavailable { why: Why::Refused } => "refused",
        };
        let register = register.as_str();
        metrics::histogram!("registries_seconds", "register" => register, "outcome" => outcome)
            .record(begun.elapsed().as_secs_f64());
        asked
    }

    async fn ask_line<T: DeserializeOwned>(
        &self,
        register: Register,
        token: &Secret,
        deadline: Duration,
        asking: impl Fn(&str) -> Request,
    ) -> Asked<T> {
        let Some(line) = self.0.lines.iter().find(|line| line.register == register) else {
            return Asked::Unavailable { why: Why::Down };
        };
        let Some(leave) = line.breaker.ask(Instant::now().into_std()) else {
            return Asked::Unavailable { why: Why::Down };
        };
        let end = Instant::now() + deadline;
        let Ok(Ok(_place)) = tokio::time::timeout_at(end, line.places.acquire()).await else {
            return Asked::Unavailable { why: Why::Slow };
        };
        if Instant::now() + WORTH_TRYING >= end {
            return Asked::Unavailable { why: Why::Slow };
        }
        let outcome = self.attempts(&line.base, token, end, asking).await;
        match outcome {
            Attempt::Done(asked) => {
                leave.answered();
                asked
            }
            Attempt::Failed(why) => {
                tracing::info!(%register, ?why, "a register gave no answer");
                if leave.failed(Instant::now().into_std()) {
                    tracing::warn!(%register, "a register keeps failing and is left alone");
                }
                Asked::Unavailable { why }
            }
            // Our own side was too busy: that says nothing about the register.
            Attempt::Crowded => Asked::Unavailable { why: Why::Slow },
        }
    }

    async fn attempts<T: DeserializeOwned>(
        &self,
        base: &str,
        token: &Secret,
        end: Instant,
        asking: impl Fn(&str) -> Request,
    ) -> Attempt<T> {
        let mut made = 0;
        loop {
            let left = end.saturating_duration_since(Instant::now());
            let sent = self.0.out.send(asking(base).bearer(token.expose()), left).await;
            let attempt = understood(sent);
            if !matches!(attempt, Attempt::Failed(Why::Down)) || made == RETRIES_MAX {
                return attempt;
            }
            made += 1;
            // Clients that failed together must not come back together.
            let pause = 20 * made + self.0.entropy.below(60);
            let again = Instant::now() + Duration::from_millis(u64::from(pause));
            if again + WORTH_TRYING >= end {
                return attempt;
            }
            tokio::time::sleep_until(again).await;
        }
    }
}

fn address(base: &str, register: Register, what: &str) -> String {
    format!("{base}/api/v1/{register}/{what}")
}

enum Attempt<T> {
    Done(Asked<T>),
    Failed(Why),
    Crowded,
}

/// The error that a register answers about a person whom it does not know.
#[derive(serde::Serialize, serde::Deserialize)]
pub struct UnknownPerson {
    /// Always [`UnknownPerson::ERROR`].
    pub error: String,
}

impl UnknownPerson {
    /// The code: a 404 without it comes from a wrong address and is no answer.
    pub const ERROR: &'static str = "unknown_person";
}

fn understood<T: DeserializeOwned>(sent: Result<Answer, OutError>) -> Attempt<T> {
    let answer = match sent {
        Ok(answer) => answer,
        Err(OutError::Timeout) => return Attempt::Failed(Why::Slow),
        Err(OutError::Crowded) => return Attempt::Crowded,
        Err(_) => return Attempt::Failed(Why::Down),
    };
    match answer.status.as_u16() {
        200 => match answer.json() {
            Ok(known) => Attempt::Done(Asked::Known(known)),
            Err(_) => Attempt::Failed(Why::Down),
        },
        404 => match answer.json::<UnknownPerson>() {
            Ok(said) if said.error == UnknownPerson::ERROR => Attempt::Done(Asked::Unknown),
            _ => Attempt::Failed(Why::Down),
        },
        status @ (400 | 401 | 403 | 422) => {
            tracing::warn!(status, "a register refused our question");
            Attempt::Done(Asked::Unavailable { why: Why::Refused })
        }
        _ => Attempt::Failed(Why::Down),
    }
}

#[cfg(test)]
mod tests;
