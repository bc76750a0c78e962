//! How sure the provider is of a person (`acr`) and by which means she signed in (`amr`).

use std::fmt;

use serde::{Deserialize, Serialize};

/// `acr` of an account with a confirmed phone and e-mail (упрощённая).
pub const SIMPLE: &str = "urn:kabinet:loa:simple";
/// `acr` of an account compared with the registers (стандартная).
pub const STANDARD: &str = "urn:kabinet:loa:standard";
/// `acr` of an account whose owner was identified (подтверждённая).
pub const CONFIRMED: &str = "urn:kabinet:loa:confirmed";

/// The level of an account, lowest first. As JSON: `simple`, `standard`, `confirmed`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Упрощённая.
    Simple,
    /// Стандартная.
    Standard,
    /// Подтверждённая.
    Confirmed,
}

impl Level {
    /// All levels, lowest first.
    pub const ALL: [Level; 3] = [Level::Simple, Level::Standard, Level::Confirmed];

    /// The `acr` value of the level.
    pub fn acr(self) -> &'static str {
        match self {
            Self::Simple => SIMPLE,
            Self::Standard => STANDARD,
            Self::Confirmed => CONFIRMED,
        }
    }

    /// The value of the claim `level`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Simple => "simple",
            Self::Standard => "standard",
            Self::Confirmed => "confirmed",
        }
    }

    /// The level that an `acr` value names; `None` for another provider's values.
    pub fn from_acr(acr: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.acr() == acr)
    }

    /// The level that a claim `level` names.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == text)
    }
}

impl fmt::Display for Level {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// Authentication methods (RFC 8176; `email` is ours).
pub mod amr {
    /// A password.
    pub const PWD: &str = "pwd";
    /// A one-time code of an authenticator app.
    pub const OTP: &str = "otp";
    /// A code sent to the phone.
    pub const SMS: &str = "sms";
    /// A code sent by e-mail.
    pub const EMAIL: &str = "email";
    /// More than one factor.
    pub const MFA: &str = "mfa";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_are_ordered_and_names_lead_back_to_them() {
        assert!(Level::Simple < Level::Standard && Level::Standard < Level::Confirmed);
        for level in Level::ALL {
            assert_eq!(Level::from_acr(level.acr()), Some(level));
            assert_eq!(Level::parse(level.as_str()), Some(level));
            let json = serde_json::to_string(&level).unwrap();
            assert_eq!(json, format!("\"{level}\""));
        }
        assert_eq!(Level::from_acr("urn:mace:incommon:iap:silver"), None);
        assert_eq!(Level::parse("Confirmed"), None);
    }
}
