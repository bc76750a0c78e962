//! How a client proves who it is (RFC 6749 §2.3).

use base64::Engine as _;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

use crate::form::{self, Params};
use crate::refusal::{ErrorCode, Refusal};
use crate::secret::Secret;

/// Padding is required by the letter, but some clients leave it out; nothing depends on it.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new().with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// The ways we offer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthMethod {
    /// `client_secret_basic`: the `Authorization` header.
    Basic,
    /// `client_secret_post`: the form.
    Post,
    /// `none`: only a name; good for public clients alone.
    None,
}

/// Who the client says it is. The provider compares the secret with its stored hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ClientAuth {
    /// The name.
    pub client_id: String,
    /// The secret; `None` with [`AuthMethod::None`] only.
    pub secret: Option<Secret>,
    /// The way it was sent.
    pub method: AuthMethod,
}

impl ClientAuth {
    /// Reads the credentials of a request. Exactly one method must be used; a `client_id` in the
    /// form beside the header is allowed when both name the same client.
    pub fn read(authorization: Option<&str>, params: &Params<'_>) -> Result<Self, Refusal> {
        let named = super::token::one(params, "client_id")?;
        let secret = super::token::one(params, "client_secret")?;
        if params.has("client_assertion") || params.has("client_assertion_type") {
            return Err(invalid_client("client assertions are not supported"));
        }
        if let Some(header) = authorization {
            if secret.is_some() {
                return Err(Refusal::new(
                    ErrorCode::InvalidRequest,
                    "two methods of client authentication were used",
                ));
            }
            let (client_id, secret) = basic(header)?;
            if named.is_some_and(|named| named != client_id) {
                return Err(Refusal::new(
                    ErrorCode::InvalidRequest,
                    "the form names another client than the header",
                ));
            }
            return Ok(Self { client_id, secret: Some(secret), method: AuthMethod::Basic });
        }
        let client_id = named.ok_or_else(|| invalid_client("no client was named"))?.to_owned();
        let method = if secret.is_some() { AuthMethod::Post } else { AuthMethod::None };
        Ok(Self { client_id, secret: secret.map(Secret::from), method })
    }

    /// The refusal for a client that is unknown or whose secret is wrong; both sound the same.
    pub fn refuse(&self) -> Refusal {
        let refusal = invalid_client("client authentication failed");
        if self.method == AuthMethod::Basic { refusal.over_basic() } else { refusal }
    }
}

/// Name and secret are form-encoded before they are joined by a colon (RFC 6749 §2.3.1).
fn basic(header: &str) -> Result<(String, Secret), Refusal> {
    let malformed = || invalid_client("the Authorization header is malformed").over_basic();
    let (scheme, encoded) = header.split_once(' ').ok_or_else(malformed)?;
    if !scheme.eq_ignore_ascii_case("Basic") {
        return Err(malformed());
    }
    let bytes = BASE64.decode(encoded.trim_matches(' ')).map_err(|_| malformed())?;
    let pair = String::from_utf8(bytes).map_err(|_| malformed())?;
    let (name, secret) = pair.split_once(':').ok_or_else(malformed)?;
    let name = form::decode(name).ok_or_else(malformed)?;
    let secret = form::decode(secret).ok_or_else(malformed)?;
    if name.is_empty() || secret.is_empty() {
        return Err(malformed());
    }
    Ok((name.into_owned(), Secret::new(secret)))
}

fn invalid_client(why: &'static str) -> Refusal {
    Refusal::new(ErrorCode::InvalidClient, why)
}
