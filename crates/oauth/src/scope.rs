//! Scopes: what a client may see (RFC 6749 §3.3), and which claims each of ours opens.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Asks for an ID token (OpenID Connect Core §3.1.2.1).
pub const OPENID: &str = "openid";
/// The name.
pub const PROFILE: &str = "profile";
/// The e-mail address and whether it is confirmed.
pub const EMAIL: &str = "email";
/// The phone number and whether it is confirmed.
pub const PHONE: &str = "phone";
/// СНИЛС, the number of the pension account.
pub const SNILS: &str = "snils";
/// ИНН, the taxpayer number.
pub const INN: &str = "inn";
/// The passport.
pub const ID_DOC: &str = "id_doc";
/// The date of birth.
pub const BIRTHDATE: &str = "birthdate";
/// The gender.
pub const GENDER: &str = "gender";
/// Asks for a refresh token (OpenID Connect Core §11).
pub const OFFLINE_ACCESS: &str = "offline_access";

/// Opens a register. Only exchanged tokens carry it: no client asks a person for it.
pub const REGISTER: &str = "register";

/// All scopes that a client may ask for, in the order in which a consent page shows them.
pub const ALL: [&str; 10] =
    [OPENID, PROFILE, BIRTHDATE, GENDER, EMAIL, PHONE, SNILS, INN, ID_DOC, OFFLINE_ACCESS];

/// The claims that a scope opens; empty for an unknown scope.
pub fn claims_of(scope: &str) -> &'static [&'static str] {
    use crate::claims::name;
    match scope {
        OPENID => &["sub", name::LEVEL],
        PROFILE => &["name", "family_name", "given_name", "middle_name", "updated_at"],
        BIRTHDATE => &["birthdate"],
        GENDER => &["gender"],
        EMAIL => &["email", "email_verified"],
        PHONE => &["phone_number", "phone_number_verified"],
        SNILS => &[name::SNILS],
        INN => &[name::INN],
        ID_DOC => &[name::PASSPORT],
        _ => &[],
    }
}

/// The longest scope text that is read, in bytes.
pub const MAX_BYTES: usize = 1_000;

/// A scope text with other characters than RFC 6749 §3.3 allows, or longer than [`MAX_BYTES`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScopeFault;

impl fmt::Display for ScopeFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("scope is malformed or too long")
    }
}

impl std::error::Error for ScopeFault {}

/// A set of scopes; their order says nothing, so they are kept sorted and without repetition.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Scopes(Vec<Box<str>>);

impl Scopes {
    /// Reads scopes separated by spaces. Unknown scopes are kept: whoever grants drops them.
    pub fn parse(text: &str) -> Result<Self, ScopeFault> {
        let allowed = |byte: u8| matches!(byte, 0x21 | 0x23..=0x5b | 0x5d..=0x7e | b' ');
        if text.len() > MAX_BYTES || !text.bytes().all(allowed) {
            return Err(ScopeFault);
        }
        Ok(text.split(' ').filter(|scope| !scope.is_empty()).collect())
    }

    /// Whether the set names this scope.
    pub fn contains(&self, scope: &str) -> bool {
        self.0.iter().any(|own| own.as_ref() == scope)
    }

    /// Whether every scope of this set is also in the other.
    pub fn is_subset(&self, other: &Scopes) -> bool {
        self.iter().all(|scope| other.contains(scope))
    }

    /// The scopes that are in both sets.
    pub fn intersection(&self, other: &Scopes) -> Scopes {
        self.iter().filter(|scope| other.contains(scope)).collect()
    }

    /// Whether no scope is named.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The scopes in sorted order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(AsRef::as_ref)
    }
}

impl<'a> FromIterator<&'a str> for Scopes {
    fn from_iter<I: IntoIterator<Item = &'a str>>(scopes: I) -> Self {
        let mut list: Vec<Box<str>> = scopes.into_iter().map(Into::into).collect();
        list.sort_unstable();
        list.dedup();
        Self(list)
    }
}

impl fmt::Display for Scopes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, scope) in self.iter().enumerate() {
            if index > 0 {
                out.write_str(" ")?;
            }
            out.write_str(scope)?;
        }
        Ok(())
    }
}

impl TryFrom<String> for Scopes {
    type Error = ScopeFault;

    fn try_from(text: String) -> Result<Self, ScopeFault> {
        Self::parse(&text)
    }
}

impl From<Scopes> for String {
    fn from(scopes: Scopes) -> Self {
        scopes.to_string()
    }
}

#[cfg(test)]
mod tests;
