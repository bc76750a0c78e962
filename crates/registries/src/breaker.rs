//! A breaker: it stops asking a register that keeps failing, and looks again after a while.
//!
//! Callers bring the moment, from the monotonic clock: a jump of the wall clock changes nothing.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// This many failed calls in a row open the breaker.
pub const FAILURES_MAX: u32 = 5;
/// After this time one call may look whether the register is back.
pub const REST: Duration = Duration::from_secs(10);

/// One register's breaker. Cheap to clone.
#[derive(Clone, Debug, Default)]
pub struct Breaker(Arc<Mutex<State>>);

#[derive(Debug, Default)]
struct State {
    failures: u32,
    /// Set while the breaker is open.
    opened_at: Option<Instant>,
    /// A call is looking whether the register is back.
    probing: bool,
}

/// How a register has been doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Health {
    /// It answers, or has not failed often enough to say otherwise.
    Well,
    /// It keeps failing and is not asked.
    Resting,
}

/// Leave to make one call. Tell how it ended; dropped untold (the visitor went away) it counts
/// for nothing and another call may look.
#[derive(Debug)]
pub struct Leave {
    state: Arc<Mutex<State>>,
    probe: bool,
    told: bool,
}

impl Breaker {
    /// Leave to call, unless the breaker is open or somebody else is looking already.
    pub fn ask(&self, now: Instant) -> Option<Leave> {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let probe = match state.opened_at {
            None => false,
            Some(at) if now.saturating_duration_since(at) >= REST && !state.probing => true,
            Some(_) => return None,
        };
        state.probing |= probe;
        Some(Leave { state: self.0.clone(), probe, told: false })
    }

    /// How the register is doing.
    pub fn health(&self) -> Health {
        let state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.opened_at.is_some() { Health::Resting } else { Health::Well }
    }
}

impl Leave {
    /// The register answered.
    pub fn answered(mut self) {
        self.told = true;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        // A late answer to a call from before the breaker opened says nothing about now.
        if state.opened_at.is_none() || self.probe {
            *state = State::default();
        }
    }

    /// It did not; true when this call opened the breaker.
    pub fn failed(mut self, now: Instant) -> bool {
        self.told = true;
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if self.probe {
            state.probing = false;
            state.opened_at = Some(now);
            return false;
        }
        state.failures = state.failures.saturating_add(1);
        let opens = state.opened_at.is_none() && state.failures >= FAILURES_MAX;
        if opens {
            state.opened_at = Some(now);
        }
        opens
    }
}

impl Drop for Leave {
    fn drop(&mut self) {
        if !self.told && self.probe {
            self.state.lock().unwrap_or_else(PoisonError::into_inner).probing = false;
        }
    }
}

#[cfg(test)]
mod tests;
