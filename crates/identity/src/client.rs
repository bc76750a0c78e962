//! Clients: the services that people enter through the provider.
//!
//! A client is registered from configuration at every start, because its addresses are derived
//! from where the sites run, or by `kabinet client add`. Both go through [`register`].

mod store;
#[cfg(test)]
mod tests;

use ::store::journal::Draft;
use ::store::{Result, Secret, Tx};
use oauth::RedirectUri;
use oauth::Refusal;
use oauth::acr::Level;
use oauth::provider::ClientAuth;
use oauth::scope::Scopes;
use serde::{Deserialize, Serialize};
use serde_json::json;
use subtle::ConstantTimeEq as _;

pub use store::{all, find};

/// A client as it was registered.
#[derive(Clone, Debug, PartialEq)]
pub struct Client {
    /// `client_id`.
    pub id: String,
    /// Everything else that was registered.
    pub settings: Settings,
    /// A disabled client gets nothing and nobody is sent to it.
    pub disabled: bool,
}

/// A text in both languages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Words {
    /// Russian.
    pub ru: String,
    /// English.
    pub en: String,
}

impl Settings {
    /// The names of the services that take documents, as far as `covers` holds their audiences.
    pub fn receiver_names(&self, covers: &Scopes, language: &str) -> Vec<String> {
        let covered = self.receivers.iter().filter(|known| covers.contains(&known.audience));
        covered.map(|known| known.name.in_language(language).to_owned()).collect()
    }
}

impl Words {
    /// Both languages of a text.
    pub fn new(ru: &str, en: &str) -> Words {
        Words { ru: ru.into(), en: en.into() }
    }

    /// Both as an argument of a notice: its reader sees one.
    pub fn as_arg(&self) -> String {
        notify::either_arg(&self.ru, &self.en)
    }

    /// The text in a language; `en` or anything else for Russian.
    pub fn in_language(&self, language: &str) -> &str {
        if language == "en" { &self.en } else { &self.ru }
    }
}

/// What is registered about a client.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// What people call it.
    pub name: Words,
    /// One sentence on what it is for, shown where services are found.
    pub about: Words,
    /// What it does with the data, in words that follow «чтобы» and "to".
    pub purpose: Words,
    /// Number of the present wording of purpose and terms; a new one asks everybody again.
    pub terms_version: u32,
    /// Where the terms can be read.
    pub terms: Option<RedirectUri>,
    /// Addresses for codes and errors, compared byte by byte.
    pub redirect_uris: Vec<RedirectUri>,
    /// Addresses for people who have signed out.
    pub post_logout_uris: Vec<RedirectUri>,
    /// Where logout tokens go; none for a client that cannot be told.
    pub backchannel_logout_uri: Option<RedirectUri>,
    /// Where «Перейти» leads; listed services have one.
    pub entry: Option<RedirectUri>,
    /// Scopes it may ask for.
    pub scopes: Scopes,
    /// Audiences it may exchange tokens for.
    pub audiences: Vec<String>,
    /// The names of those among them that are services which take documents.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub receivers: Vec<Receiver>,
    /// Accounts below this level are shown how to raise it.
    pub level: Level,
    /// Whether it stands in «Электронные сервисы».
    pub listed: bool,
    /// Other words under which people look for it.
    pub keywords: Vec<String>,
}

/// A service that takes documents about a person, when she sends them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Receiver {
    /// The audience of its tokens.
    pub audience: String,
    /// What people call it.
    pub name: Words,
}

/// The prefix of the audiences of registers; `fns`, `sfr` and so on follow.
pub const REGISTER_AUDIENCE: &str = "urn:kabinet:register:";
/// The prefix of the audiences of services that take documents; their names follow.
pub const SERVICE_AUDIENCE: &str = "urn:kabinet:service:";
/// The fewest characters of a client secret; 32 random bytes in base64url have 43.
pub const SECRET_MIN: usize = 32;

/// Why a client was not registered; in words for the operator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fault {
    /// The id is empty, longer than 100 bytes or has characters besides `a-z 0-9 - _ .`.
    Id,
    /// The secret is shorter than [`SECRET_MIN`].
    Secret,
    /// It has no redirect address, or is listed and has no entry.
    Addresses,
    /// A scope is none of ours.
    Scope(String),
    /// An audience does not begin with [`REGISTER_AUDIENCE`] or [`SERVICE_AUDIENCE`].
    Audience(String),
    /// A new client needs a secret.
    NoSecret,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Fault::Id => f.write_str("client_id: 1 to 100 of a-z, 0-9, '-', '_' and '.'"),
            Fault::Secret => write!(f, "client_secret: at least {SECRET_MIN} characters"),
            Fault::Addresses => f.write_str("a redirect address is needed, and an entry if listed"),
            Fault::Scope(scope) => write!(f, "scope {scope} does not exist"),
            Fault::Audience(audience) => write!(f, "audience {audience} does not exist"),
            Fault::NoSecret => f.write_str("a new client needs a secret"),
        }
    }
}

/// Registers a client, or changes the one of the same id. Without a secret the known one stays.
/// A disabled client stays disabled.
pub fn register(
    tx: &mut Tx,
    id: &str,
    secret: Option<&Secret>,
    settings: &Settings,
) -> Result<std::result::Result<(), Fault>> {
    if let Err(fault) = check(id, secret, settings) {
        return Ok(Err(fault));
    }
    let known = store::find_with_secret(tx, id)?;
    if known.is_none() && secret.is_none() {
        return Ok(Err(Fault::NoSecret));
    }
    let hash = secret.map(|secret| hash(tx, id, &secret.0));
    let same = known.is_some_and(|(client, kept)| {
        client.settings == *settings && hash.as_ref().is_none_or(|hash| same(hash, &kept))
    });
    if same {
        return Ok(Ok(()));
    }
    store::save(tx, id, hash.as_deref(), settings)?;
    tx.journal(&Draft::new("identity", "client.registered").with(json!({"client": id})))?;
    Ok(Ok(()))
}

/// Closes a client, or opens it again; tells whether there is such a client. Everything that was
/// issued to it stops working at once, because each use looks here.
pub fn set_disabled(tx: &mut Tx, id: &str, disabled: bool) -> Result<bool> {
    let found = store::set_disabled(tx, id, disabled)?;
    if found {
        let event = if disabled { "client.disabled" } else { "client.enabled" };
        tx.journal(&Draft::new("identity", event).with(json!({"client": id})))?;
    }
    Ok(found)
}

/// The client that proved who it is. Unknown, disabled and wrong secrets sound the same.
pub fn authenticate(tx: &Tx, auth: &ClientAuth) -> Result<std::result::Result<Client, Refusal>> {
    let Some(secret) = &auth.secret else { return Ok(Err(auth.refuse())) };
    // Hashed before the look-up, so that an unknown client takes as long as a wrong secret.
    let hash = hash(tx, &auth.client_id, secret.expose());
    match store::find_with_secret(tx, &auth.client_id)? {
        Some((client, kept)) if !client.disabled && same(&hash, &kept) => Ok(Ok(client)),
        _ => Ok(Err(auth.refuse())),
    }
}

/// Compares hashes in constant time.
fn same(one: &[u8], other: &[u8]) -> bool {
    one.ct_eq(other).into()
}

/// The client, unless it is unknown or disabled.
pub fn open(tx: &Tx, id: &str) -> Result<Option<Client>> {
    Ok(store::find(tx, id)?.filter(|client| !client.disabled))
}

fn hash(tx: &Tx, id: &str, secret: &str) -> Vec<u8> {
    tx.vault().mac("identity.client", [id.as_bytes(), b"\0", secret.as_bytes()].concat().as_slice())
}

fn check(id: &str, secret: Option<&Secret>, settings: &Settings) -> std::result::Result<(), Fault> {
    let allowed = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_.".contains(&b);
    if id.is_empty() || id.len() > 100 || !id.bytes().all(allowed) {
        return Err(Fault::Id);
    }
    if secret.is_some_and(|secret| secret.0.len() < SECRET_MIN) {
        return Err(Fault::Secret);
    }
    if settings.redirect_uris.is_empty() || (settings.listed && settings.entry.is_none()) {
        return Err(Fault::Addresses);
    }
    if let Some(scope) = settings.scopes.iter().find(|s| !oauth::scope::ALL.contains(s)) {
        return Err(Fault::Scope(scope.into()));
    }
    match settings.audiences.iter().find(|a| !is_audience(a)) {
        Some(audience) => Err(Fault::Audience(audience.clone())),
        None => Ok(()),
    }
}

fn is_audience(text: &str) -> bool {
    let prefixes = [REGISTER_AUDIENCE, SERVICE_AUDIENCE];
    let name = prefixes.iter().find_map(|prefix| text.strip_prefix(prefix)).unwrap_or("");
    !name.is_empty() && name.len() <= 40 && name.bytes().all(|b| b.is_ascii_lowercase())
}
