//! Data of a register as a page shows them: fresh, or the last good answer with its time, or a
//! plain word on why there are none. The page never waits longer than its deadline.

mod compare;
mod load;
pub mod pages;
pub(crate) mod store;
#[cfg(test)]
mod tests;

use oauth::acr::Level;
use registries::{Record, Register, Why};

use crate::Profile;

pub(crate) use compare::snils_shown;
pub use compare::{Comparison, Line, compare};
pub use load::Patience;

/// One register on a page.
#[derive(Debug, Clone, PartialEq)]
pub struct Section<R> {
    /// What it keeps about the person, if there is anything to show.
    pub record: Option<R>,
    /// How that stands.
    pub standing: Standing,
}

/// How the data of a section stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// The register's answer, not long ago.
    Fresh {
        /// The state of which moment it tells.
        as_of: ::store::Moment,
    },
    /// The register gives no answer now; this is its last good one.
    Old {
        /// The state of which moment it tells.
        as_of: ::store::Moment,
        /// Why there is none now.
        why: Why,
    },
    /// The register does not know this person.
    Unknown {
        /// When it said so.
        asked_at: ::store::Moment,
    },
    /// The register gives no answer, and never gave one before.
    Silent {
        /// Why.
        why: Why,
    },
    /// It was not asked.
    Closed(Closure),
}

/// Why a register is not asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closure {
    /// The account is below *стандартная*.
    Level,
    /// There is no СНИЛС, by which registers know people.
    NoSnils,
    /// The terms of the cabinet have not been accepted.
    Terms,
    /// The provider does not give access to registers.
    NotOffered,
    /// The provider refuses access to this register.
    Refused,
    /// The sign-in is over; a new one is needed.
    SignInOver,
}

impl<R: Record> Section<R> {
    /// The register.
    pub fn register(&self) -> Register {
        R::REGISTER
    }

    fn closed(closure: Closure) -> Section<R> {
        Section { record: None, standing: Standing::Closed(closure) }
    }
}

impl Standing {
    /// Whether asking once more may help.
    pub fn can_refresh(self) -> bool {
        !matches!(self, Standing::Closed(_))
    }

    /// The time to show beside the data.
    pub fn as_of(self) -> Option<::store::Moment> {
        match self {
            Standing::Fresh { as_of } | Standing::Old { as_of, .. } => Some(as_of),
            _ => None,
        }
    }
}

/// What keeps the registers closed for somebody, as far as her profile tells.
pub fn closure(profile: &Profile) -> Option<Closure> {
    match profile.level {
        Some(level) if level < Level::Standard => Some(Closure::Level),
        Some(_) if profile.snils.is_none() => Some(Closure::NoSnils),
        // A provider that knows no levels says itself whether it exchanges tokens.
        _ => None,
    }
}
