//! Troubles that the simulated world can be told to have: slow, down, wrong.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use registries::Register;
use serde::{Deserialize, Serialize};

use crate::service::Service;

pub mod api;
pub mod pages;
#[cfg(test)]
mod tests;

/// One part of the world outside that can be troubled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Simulator {
    /// A register.
    Register(Register),
    /// A service that takes documents.
    Service(Service),
    /// The SMS gateway.
    Sms,
    /// The mail server.
    Smtp,
    /// The time-stamp authority.
    Tsp,
    /// The bank; nothing asks it yet.
    Bank,
}

/// What one simulator is told to do wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// It waits so many milliseconds before it answers, at most [`DELAY_MAX_MS`].
    #[serde(default)]
    pub delay_ms: u64,
    /// It answers with this status (400 to 599) and does nothing else.
    #[serde(default)]
    pub status: Option<u16>,
    /// A register answers about a person of another surname; the time-stamp authority stamps
    /// another hash.
    #[serde(default)]
    pub wrong: bool,
    /// A service refuses every new document, with a reason.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub refuse: bool,
}

/// The longest delay: a caller that waits longer has forgotten its own deadline.
pub const DELAY_MAX_MS: u64 = 60_000;

/// The troubles of all simulators; they last until they are changed or the program ends. Cheap
/// to clone.
#[derive(Clone, Debug, Default)]
pub struct Faults(Arc<RwLock<BTreeMap<Simulator, Fault>>>);

/// Why a fault cannot be set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FaultRefused {
    /// There is no simulator of this name.
    Simulator(String),
    /// The status is none of failure.
    Status(u16),
    /// Only registers and the time-stamp authority can answer wrongly.
    Wrong(Simulator),
    /// Only services take documents.
    Refuse(Simulator),
}

impl Simulator {
    /// All of them, in the order in which pages show them.
    pub fn all() -> impl Iterator<Item = Simulator> {
        let registers = Register::ALL.into_iter().map(Simulator::Register);
        let services = Service::ALL.into_iter().map(Simulator::Service);
        let others = [Simulator::Sms, Simulator::Smtp, Simulator::Tsp, Simulator::Bank];
        registers.chain(services).chain(others)
    }

    /// Its name in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            Simulator::Register(register) => register.as_str(),
            Simulator::Service(service) => service.as_str(),
            Simulator::Sms => "sms",
            Simulator::Smtp => "smtp",
            Simulator::Tsp => "tsp",
            Simulator::Bank => "bank",
        }
    }

    /// The key of its name for people.
    pub fn name_key(self) -> &'static str {
        match self {
            Simulator::Register(register) => register.name_key(),
            Simulator::Service(service) => service.name_key(),
            Simulator::Sms => "sandbox-simulator-sms",
            Simulator::Smtp => "sandbox-simulator-smtp",
            Simulator::Tsp => "sandbox-simulator-tsp",
            Simulator::Bank => "sandbox-simulator-bank",
        }
    }
}

impl Fault {
    /// Whether nothing is wrong.
    pub fn is_none(self) -> bool {
        self == Fault::default()
    }

    /// The time to wait before answering.
    pub fn delay(self) -> Duration {
        Duration::from_millis(self.delay_ms.min(DELAY_MAX_MS))
    }

    /// Checks it for one simulator; a longer delay than the longest becomes the longest.
    fn checked(mut self, simulator: Simulator) -> Result<Fault, FaultRefused> {
        if let Some(status) = self.status.filter(|status| !(400..=599).contains(status)) {
            return Err(FaultRefused::Status(status));
        }
        if self.wrong && !matches!(simulator, Simulator::Register(_) | Simulator::Tsp) {
            return Err(FaultRefused::Wrong(simulator));
        }
        if self.refuse && !matches!(simulator, Simulator::Service(_)) {
            return Err(FaultRefused::Refuse(simulator));
        }
        self.delay_ms = self.delay_ms.min(DELAY_MAX_MS);
        Ok(self)
    }
}

impl Faults {
    /// What a simulator is told to do wrong at this moment.
    pub fn of(&self, simulator: Simulator) -> Fault {
        let all = self.0.read().unwrap_or_else(PoisonError::into_inner);
        all.get(&simulator).copied().unwrap_or_default()
    }

    /// Sets the named ones, all or none; the others stay as they are.
    ///
    /// # Errors
    /// The first that cannot be set.
    pub fn set(&self, faults: &[(Simulator, Fault)]) -> Result<(), FaultRefused> {
        let checked: Result<Vec<_>, _> =
            faults.iter().map(|(who, fault)| Ok((*who, fault.checked(*who)?))).collect();
        let mut all = self.0.write().unwrap_or_else(PoisonError::into_inner);
        all.extend(checked?);
        Ok(())
    }

    /// Lets everything work again.
    pub fn clear(&self) {
        self.0.write().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// All simulators with their faults.
    pub fn all(&self) -> Vec<(Simulator, Fault)> {
        Simulator::all().map(|simulator| (simulator, self.of(simulator))).collect()
    }
}

impl fmt::Display for Simulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Simulator {
    type Err = FaultRefused;

    fn from_str(name: &str) -> Result<Simulator, FaultRefused> {
        Simulator::all()
            .find(|simulator| simulator.as_str() == name)
            .ok_or_else(|| FaultRefused::Simulator(name.to_owned()))
    }
}

impl fmt::Display for FaultRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            FaultRefused::Simulator(name) => write!(f, "there is no simulator {name:?}"),
            FaultRefused::Status(status) => {
                write!(f, "status {status}: expected null or 400 to 599")
            }
            FaultRefused::Wrong(who) => {
                write!(f, "{who}: only registers and tsp can answer wrongly")
            }
            FaultRefused::Refuse(who) => write!(f, "{who}: only services can refuse documents"),
        }
    }
}

impl std::error::Error for FaultRefused {}
