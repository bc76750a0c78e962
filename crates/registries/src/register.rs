//! The registers and their names.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A state register that is asked about a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Register {
    /// ФНС, the tax service: ИНН and tax declarations.
    Fns,
    /// СФР, the pension and social fund: СНИЛС, employment, contributions.
    Sfr,
    /// ЕГРН, the register of real estate: applications.
    Egrn,
    /// «Мой бизнес»: licences and certificates.
    Business,
    /// ТФОМС, the medical insurance fund: medical certificates.
    Tfoms,
    /// The register of education documents.
    Education,
}

/// The scope that an access token for a register must carry.
pub const SCOPE: &str = "register";

impl Register {
    /// All of them, in the order in which pages show them.
    pub const ALL: [Register; 6] = [
        Register::Sfr,
        Register::Fns,
        Register::Education,
        Register::Egrn,
        Register::Business,
        Register::Tfoms,
    ];

    /// Its name in addresses, configuration and metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fns => "fns",
            Self::Sfr => "sfr",
            Self::Egrn => "egrn",
            Self::Business => "business",
            Self::Tfoms => "tfoms",
            Self::Education => "education",
        }
    }

    /// The audience of its access tokens.
    pub fn audience(self) -> &'static str {
        match self {
            Self::Fns => "urn:kabinet:register:fns",
            Self::Sfr => "urn:kabinet:register:sfr",
            Self::Egrn => "urn:kabinet:register:egrn",
            Self::Business => "urn:kabinet:register:business",
            Self::Tfoms => "urn:kabinet:register:tfoms",
            Self::Education => "urn:kabinet:register:education",
        }
    }

    /// The register with this audience.
    pub fn of_audience(audience: &str) -> Option<Register> {
        Register::ALL.into_iter().find(|register| register.audience() == audience)
    }

    /// The key of its name for people.
    pub fn name_key(self) -> &'static str {
        match self {
            Self::Fns => "registries-register-fns",
            Self::Sfr => "registries-register-sfr",
            Self::Egrn => "registries-register-egrn",
            Self::Business => "registries-register-business",
            Self::Tfoms => "registries-register-tfoms",
            Self::Education => "registries-register-education",
        }
    }
}

impl fmt::Display for Register {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Register {
    type Err = ();

    fn from_str(name: &str) -> Result<Register, ()> {
        Register::ALL.into_iter().find(|register| register.as_str() == name).ok_or(())
    }
}
