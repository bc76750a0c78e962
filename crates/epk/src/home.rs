//! The home page, and who may see it.

pub mod pages;
#[cfg(test)]
mod tests;

use cabinet::Profile;
use oauth::acr::Level;

/// What stands between a person who is signed in and the cabinet, the first of all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gate {
    /// The level is below *стандартная*, or the provider does not tell it.
    Level,
    /// A number that the functions need is missing in the profile.
    Numbers {
        /// СНИЛС is.
        snils: bool,
        /// ИНН is.
        inn: bool,
    },
    /// The terms in force have not been accepted.
    Terms,
    /// Nothing.
    Open,
}

/// Decides who may come in.
pub fn gate(profile: &Profile, terms_accepted: bool) -> Gate {
    let (snils, inn) = (profile.snils.is_none(), profile.inn.is_none());
    if !profile.reaches(Level::Standard) {
        Gate::Level
    } else if snils || inn {
        Gate::Numbers { snils, inn }
    } else if !terms_accepted {
        Gate::Terms
    } else {
        Gate::Open
    }
}
