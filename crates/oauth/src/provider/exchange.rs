//! Token exchange (RFC 8693) and its extension, the mandate.
//!
//! A cabinet exchanges the access token of a sign-in for a short token of one register. Work that
//! outlives the sign-in needs a mandate: `requested_token_type` is [`MANDATE_TOKEN_TYPE`], with
//! `purpose` and `reference` beside the standard parameters. A mandate opens nothing by itself;
//! jobs exchange it (as `subject_token` of that type) for tokens of a few minutes.

use super::token::{invalid, one, required, scope, token};
use crate::form::Params;
use crate::refusal::{ErrorCode, Refusal};
use crate::scope::Scopes;
use crate::secret::Secret;

/// The type of an OAuth access token (RFC 8693 §3).
pub const ACCESS_TOKEN_TYPE: &str = "urn:ietf:params:oauth:token-type:access_token";
/// The type of a mandate; ours.
pub const MANDATE_TOKEN_TYPE: &str = "urn:kabinet:token-type:mandate";
/// The longest life of a mandate: 30 days, in seconds.
pub const MAX_MANDATE_SECONDS: i64 = 30 * 24 * 60 * 60;

const MAX_AUDIENCE_BYTES: usize = 200;
const MAX_PURPOSE_CHARS: usize = 200;
const MAX_REFERENCE_BYTES: usize = 100;

/// What kind of token is given in exchange.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SubjectKind {
    /// An access token of ours.
    AccessToken,
    /// A mandate.
    Mandate,
}

/// What is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Requested {
    /// An access token for the audience.
    AccessToken,
    /// A mandate for the audience.
    Mandate {
        /// What for, in words the person will read; at most 200 characters.
        purpose: String,
        /// The application it belongs to: letters, digits and `-._:/`, at most 100.
        reference: String,
        /// Wanted life in seconds (parameter `expires_in`), at most [`MAX_MANDATE_SECONDS`];
        /// without the parameter the longest.
        lifetime: i64,
    },
}

/// A request for an exchange.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExchangeRequest {
    /// The token that is given.
    pub subject_token: Secret,
    /// Its kind.
    pub subject_kind: SubjectKind,
    /// The one resource that the new token is for.
    pub audience: String,
    /// The scopes wanted there.
    pub scope: Option<Scopes>,
    /// What is wanted.
    pub requested: Requested,
}

impl ExchangeRequest {
    /// Reads the form (RFC 8693 §2.1). One audience per token; `resource` and actor tokens are
    /// refused, because ignoring them would give more than was asked for.
    pub fn read(params: &Params<'_>) -> Result<Self, Refusal> {
        let target = |why: &'static str| Refusal::new(ErrorCode::InvalidTarget, why);
        let subject_kind = match required(params, "subject_token_type")? {
            ACCESS_TOKEN_TYPE => SubjectKind::AccessToken,
            MANDATE_TOKEN_TYPE => SubjectKind::Mandate,
            _ => return Err(invalid("subject_token_type is not supported")),
        };
        if params.has("actor_token") || params.has("actor_token_type") {
            return Err(invalid("actor tokens are not supported"));
        }
        if params.has("resource") {
            return Err(target("resource is not supported, name the audience"));
        }
        let audience = params.one("audience").map_err(|_| target("one audience per token"))?;
        let audience = audience.ok_or_else(|| target("audience is missing"))?;
        if audience.len() > MAX_AUDIENCE_BYTES {
            return Err(target("the audience is unknown"));
        }
        let requested = match one(params, "requested_token_type")? {
            None | Some(ACCESS_TOKEN_TYPE) => Requested::AccessToken,
            Some(MANDATE_TOKEN_TYPE) if subject_kind == SubjectKind::Mandate => {
                return Err(invalid("a mandate cannot be made of a mandate"));
            }
            Some(MANDATE_TOKEN_TYPE) => mandate(params)?,
            Some(_) => return Err(invalid("requested_token_type is not supported")),
        };
        Ok(Self {
            subject_token: token(params, "subject_token").map_err(as_request)?,
            subject_kind,
            audience: audience.to_owned(),
            scope: scope(params)?,
            requested,
        })
    }
}

/// RFC 8693 §2.2.2: a subject token that is invalid is answered with `invalid_request`.
fn as_request(refusal: Refusal) -> Refusal {
    invalid(refusal.description().to_owned())
}

fn mandate(params: &Params<'_>) -> Result<Requested, Refusal> {
    let purpose = required(params, "purpose")?;
    if purpose.chars().count() > MAX_PURPOSE_CHARS || purpose.chars().any(char::is_control) {
        return Err(invalid("purpose is too long or has control characters"));
    }
    let reference = required(params, "reference")?;
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"-._:/".contains(&byte);
    if reference.len() > MAX_REFERENCE_BYTES || !reference.bytes().all(allowed) {
        return Err(invalid("reference is malformed"));
    }
    let lifetime = match one(params, "expires_in")? {
        None => MAX_MANDATE_SECONDS,
        Some(text) => lifetime(text).ok_or_else(|| {
            invalid("expires_in must be a whole number of seconds, at most 30 days")
        })?,
    };
    Ok(Requested::Mandate {
        purpose: purpose.to_owned(),
        reference: reference.to_owned(),
        lifetime,
    })
}

fn lifetime(text: &str) -> Option<i64> {
    if text.len() > 9 || !text.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    text.parse().ok().filter(|seconds| (1..=MAX_MANDATE_SECONDS).contains(seconds))
}
