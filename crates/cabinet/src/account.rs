//! The account of a cabinet, linked to a person at the provider. Nobody creates one by hand: the
//! first entry links it, each later entry brings the profile up to date.

mod store;
#[cfg(test)]
mod tests;

use ::store::{Moment, Result, Tx};
use oauth::acr::Level;
use oauth::claims::name as claim;
use oauth::json::Object;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use web::Site;

::store::id!(/** An account of one cabinet. */ pub CabinetAccountId);

/// What the provider says of a person. Everything beside the name may be missing: the scope was
/// not granted, the person has no such number, or the provider is not ours.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Profile {
    /// Фамилия.
    pub family_name: Option<String>,
    /// Имя.
    pub given_name: Option<String>,
    /// Отчество.
    pub middle_name: Option<String>,
    /// The whole name, where the provider does not tell its parts.
    pub full_name: Option<String>,
    /// `YYYY-MM-DD`.
    pub birth_date: Option<String>,
    /// `male` or `female`.
    pub gender: Option<String>,
    /// СНИЛС, eleven digits.
    pub snils: Option<String>,
    /// ИНН, twelve digits.
    pub inn: Option<String>,
    /// A confirmed e-mail address.
    pub email: Option<String>,
    /// A confirmed phone number, E.164.
    pub phone: Option<String>,
    /// The level of the account; `None` when the provider does not know our levels.
    pub level: Option<Level>,
}

/// A linked account.
#[derive(Debug, Clone, PartialEq)]
pub struct Account {
    /// Its id.
    pub id: CabinetAccountId,
    /// The cabinet.
    pub site: Site,
    /// The provider's name in our configuration.
    pub provider: String,
    /// What the provider said at the last entry.
    pub profile: Profile,
    /// When the person entered for the first time.
    pub created_at: Moment,
    /// When she entered last.
    pub entered_at: Moment,
}

/// The outcome of [`link`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Linked {
    /// The account.
    pub id: CabinetAccountId,
    /// Whether this was the first entry.
    pub first: bool,
}

/// Links a person, known to `provider` as `sub`, to the account on this site.
pub fn link(
    tx: &mut Tx,
    site: Site,
    provider: &str,
    sub: &str,
    profile: &Profile,
) -> Result<Linked> {
    store::link(tx, site, provider, sub, profile)
}

/// The account, if there is one.
pub fn find(tx: &Tx, id: CabinetAccountId) -> Result<Option<Account>> {
    store::find(tx, id)
}

/// The account that a person, known to `provider` as `sub`, has on a site.
pub fn of_person(
    tx: &Tx,
    site: Site,
    provider: &str,
    sub: &str,
) -> Result<Option<CabinetAccountId>> {
    store::of_person(tx, site, provider, sub)
}

impl Profile {
    /// Reads claims of an ID token and of UserInfo; what both tell is taken from the ID token,
    /// which is signed. Values that cannot be shown as one short line are left out.
    pub fn from_claims(id_token: &Object, userinfo: &Object) -> Profile {
        let text = |name: &str| {
            let found = id_token.get(name).or_else(|| userinfo.get(name));
            found.and_then(Value::as_str).and_then(shown)
        };
        let confirmed = |name: &str, proof: &str| {
            let of = |claims: &Object| {
                let proven = claims.get(proof).and_then(Value::as_bool) == Some(true);
                claims.get(name).and_then(Value::as_str).filter(|_| proven).and_then(shown)
            };
            of(id_token).or_else(|| of(userinfo))
        };
        let digits = |name: &str, length: usize| {
            text(name).filter(|t| t.len() == length && t.bytes().all(|b| b.is_ascii_digit()))
        };
        let level = text(claim::LEVEL).as_deref().and_then(Level::parse);
        let acr = id_token.get("acr").and_then(Value::as_str).and_then(Level::from_acr);
        Profile {
            family_name: text("family_name"),
            given_name: text("given_name"),
            middle_name: text("middle_name"),
            full_name: text("name"),
            birth_date: text("birthdate").filter(|date| is_date(date)),
            gender: text("gender").filter(|g| matches!(g.as_str(), "male" | "female")),
            snils: digits(claim::SNILS, 11),
            inn: digits(claim::INN, 12),
            email: confirmed("email", "email_verified"),
            phone: confirmed("phone_number", "phone_number_verified"),
            level: level.or(acr),
        }
    }

    /// «Тестова Анна Примеровна»; empty when the provider told no name at all.
    pub fn whole_name(&self) -> String {
        let parts = [&self.family_name, &self.given_name, &self.middle_name];
        let joined = parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ");
        match &self.full_name {
            Some(full) if joined.is_empty() => full.clone(),
            _ => joined,
        }
    }

    /// «Тестова А. П.», for the head of every page.
    pub fn short_name(&self) -> String {
        let Some(family) = &self.family_name else { return self.whole_name() };
        let initials = [&self.given_name, &self.middle_name].into_iter().flatten();
        let initials = initials.filter_map(|name| name.chars().next());
        initials.fold(family.clone(), |mut name, initial| {
            name.push('\u{a0}');
            name.extend(initial.to_uppercase());
            name.push('.');
            name
        })
    }

    /// Whether the level is known and at least `level`.
    pub fn reaches(&self, level: Level) -> bool {
        self.level.is_some_and(|own| own >= level)
    }
}

/// A value fit for one line of a page: no control characters, not blank, at most 200 characters.
fn shown(text: &str) -> Option<String> {
    let text = text.trim();
    let fits = !text.is_empty()
        && text.chars().count() <= VALUE_CHARS_MAX
        && !text.chars().any(|c| c.is_control() || BIDI.contains(&c));
    fits.then(|| text.to_owned())
}

fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 10
        && bytes.iter().enumerate().all(|(at, byte)| match at {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        })
}

const VALUE_CHARS_MAX: usize = 200;

/// Marks that turn the direction of writing round and could make a name read as another one.
const BIDI: &[char] = &[
    '\u{202a}', '\u{202b}', '\u{202c}', '\u{202d}', '\u{202e}', '\u{2066}', '\u{2067}', '\u{2068}',
    '\u{2069}', '\u{200e}', '\u{200f}', '\u{61c}',
];
