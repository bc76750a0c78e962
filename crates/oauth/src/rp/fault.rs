//! Why a sign-in, a refresh or a sign-out failed.

use std::fmt;

use crate::claims::ClaimFault;
use crate::jose::JwsFault;
use crate::json::JsonFault;

/// The reason in a form that a page can explain. Each has one clear page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The person said no at the provider (`access_denied`).
    Declined,
    /// Nobody is signed in at the provider, and we asked it not to show anything.
    LoginRequired,
    /// The provider needs the person to do something (consent, choice of account).
    InteractionRequired,
    /// The level that we asked for cannot be reached by this account.
    LevelNotReached,
    /// The provider is overloaded, down, or answers with 5xx.
    ProviderUnavailable,
    /// The provider refused our request: usually a mistake in the configuration.
    ProviderRefused,
    /// The code, refresh token or subject token is no longer good: begin again.
    GrantRefused,
    /// The call-back belongs to no sign-in begun in this browser.
    StateMismatch,
    /// The sign-in was begun too long ago.
    TookTooLong,
    /// Somebody else than our provider answered.
    IssuerMismatch,
    /// The answer cannot be read.
    Malformed,
    /// The signing key is unknown. Fetch the JWK set once more and judge again.
    UnknownKey,
    /// The token's signature, algorithm or type is wrong.
    Signature,
    /// The token is for somebody else.
    Audience,
    /// The token does not belong to this sign-in (`nonce`), or tokens do not belong together
    /// (`at_hash`).
    Nonce,
    /// The token has expired.
    Expired,
    /// The token comes from the future: one of the two clocks is wrong.
    ClockSkew,
    /// A claim is missing or has a wrong type.
    Claims,
    /// The person signed in longer ago than we allowed.
    SignInTooOld,
    /// UserInfo or a refreshed token speaks of another person.
    SubjectMismatch,
    /// The provider does not offer what was asked (no UserInfo, no exchange, no PKCE S256).
    NotOffered,
    /// An address of the provider is neither https nor on this machine.
    InsecureAddress,
}

impl Reason {
    /// A short name for logs, metrics and message keys.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Declined => "declined",
            Self::LoginRequired => "login-required",
            Self::InteractionRequired => "interaction-required",
            Self::LevelNotReached => "level-not-reached",
            Self::ProviderUnavailable => "provider-unavailable",
            Self::ProviderRefused => "provider-refused",
            Self::GrantRefused => "grant-refused",
            Self::StateMismatch => "state-mismatch",
            Self::TookTooLong => "took-too-long",
            Self::IssuerMismatch => "issuer-mismatch",
            Self::Malformed => "malformed",
            Self::UnknownKey => "unknown-key",
            Self::Signature => "signature",
            Self::Audience => "audience",
            Self::Nonce => "nonce",
            Self::Expired => "expired",
            Self::ClockSkew => "clock-skew",
            Self::Claims => "claims",
            Self::SignInTooOld => "sign-in-too-old",
            Self::SubjectMismatch => "subject-mismatch",
            Self::NotOffered => "not-offered",
            Self::InsecureAddress => "insecure-address",
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// A failed judgement: the reason for the page, a detail for the log (printable ASCII, at most
/// 200 characters, never a token).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RpError {
    /// The reason.
    pub reason: Reason,
    /// More for the log; may quote the provider's `error_description`.
    pub detail: String,
}

impl RpError {
    pub(crate) fn new(reason: Reason, detail: impl AsRef<str>) -> Self {
        let plain = |c: char| if matches!(c, ' '..='~') { c } else { '?' };
        Self { reason, detail: detail.as_ref().chars().map(plain).take(200).collect() }
    }

    /// Whether a fresh JWK set may help: fetch it once, then judge the same answer again.
    pub fn wants_fresh_keys(&self) -> bool {
        self.reason == Reason::UnknownKey
    }

    /// The error code of an authorization or token answer, as a reason.
    pub(crate) fn of_code(code: &str, description: &str) -> Self {
        let reason = match code {
            "access_denied" => Reason::Declined,
            "login_required" => Reason::LoginRequired,
            "interaction_required" | "consent_required" | "account_selection_required" => {
                Reason::InteractionRequired
            }
            "unmet_authentication_requirements" => Reason::LevelNotReached,
            "temporarily_unavailable" | "server_error" => Reason::ProviderUnavailable,
            "invalid_grant" => Reason::GrantRefused,
            _ => Reason::ProviderRefused,
        };
        Self::new(reason, format!("{code}: {description}"))
    }
}

impl fmt::Display for RpError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}", self.reason, self.detail)
    }
}

impl std::error::Error for RpError {}

impl From<JwsFault> for RpError {
    fn from(fault: JwsFault) -> Self {
        let reason = match fault {
            JwsFault::UnknownKey => Reason::UnknownKey,
            JwsFault::TooLarge | JwsFault::Malformed => Reason::Malformed,
            _ => Reason::Signature,
        };
        Self::new(reason, fault.to_string())
    }
}

impl From<ClaimFault> for RpError {
    fn from(fault: ClaimFault) -> Self {
        let reason = match fault {
            ClaimFault::Expired => Reason::Expired,
            ClaimFault::NotYetValid => Reason::ClockSkew,
            ClaimFault::Issuer => Reason::IssuerMismatch,
            ClaimFault::Audience => Reason::Audience,
            ClaimFault::Json(_) | ClaimFault::NotLogout => Reason::Claims,
        };
        Self::new(reason, fault.to_string())
    }
}

impl From<JsonFault> for RpError {
    fn from(fault: JsonFault) -> Self {
        Self::new(Reason::Malformed, fault.to_string())
    }
}
