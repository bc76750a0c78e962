//! Ids: 48 bits of time in milliseconds, then 80 random bits, written as 26 characters.
//!
//! They sort by the time they were made, which keeps indexes compact, and cannot be guessed.

use std::fmt;
use std::str::FromStr;

use crate::{Entropy, Moment};

/// A unique id, stored and shown as 26 lower-case characters (Crockford's base 32).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id([u8; 16]);

const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
const LENGTH: usize = 26;

impl Id {
    /// A new id for the moment `now`.
    pub fn new(now: Moment, entropy: &Entropy) -> Id {
        let millis = u64::try_from(now.0 / 1_000).unwrap_or(0);
        let mut bytes = [0; 16];
        bytes[..6].copy_from_slice(&millis.to_be_bytes()[2..]);
        entropy.fill(&mut bytes[6..]);
        Id(bytes)
    }

    /// The id with these bytes, as [`Id::as_bytes`] gave them.
    pub fn from_bytes(bytes: [u8; 16]) -> Id {
        Id(bytes)
    }

    /// When it was made, to the millisecond.
    pub fn made_at(&self) -> Moment {
        let mut millis = [0; 8];
        millis[2..].copy_from_slice(&self.0[..6]);
        Moment(i64::from_be_bytes(millis).saturating_mul(1_000))
    }

    /// The 16 bytes behind it.
    pub fn as_bytes(&self) -> &[u8; 16] {
        &self.0
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let number = u128::from_be_bytes(self.0);
        let mut text = [0; LENGTH];
        for (place, out) in text.iter_mut().enumerate() {
            let shift = 5 * (LENGTH - 1 - place);
            *out = ALPHABET[(number >> shift) as usize & 31];
        }
        f.write_str(std::str::from_utf8(&text).unwrap_or_default())
    }
}

impl fmt::Debug for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The text is not an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAnId;

impl fmt::Display for NotAnId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not an id")
    }
}

impl std::error::Error for NotAnId {}

impl FromStr for Id {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Id, NotAnId> {
        if text.len() != LENGTH || text.as_bytes()[0] > b'7' {
            return Err(NotAnId);
        }
        let mut number = 0_u128;
        for c in text.bytes() {
            let digit = ALPHABET.iter().position(|a| *a == c).ok_or(NotAnId)?;
            number = (number << 5) | digit as u128;
        }
        Ok(Id(number.to_be_bytes()))
    }
}

impl serde::Serialize for Id {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Id {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Id, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Declares a newtype over [`Id`] that can be bound, read, shown and parsed:
/// `store::id!(/** A person's account. */ pub AccountId);`
#[macro_export]
macro_rules! id {
    ($(#[$meta:meta])* $vis:vis $name:ident) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive($crate::serde::Serialize, $crate::serde::Deserialize)]
        #[serde(transparent, crate = "::store::serde")]
        $vis struct $name(pub $crate::Id);

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.0, f)
            }
        }
        impl std::str::FromStr for $name {
            type Err = <$crate::Id as std::str::FromStr>::Err;
            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                text.parse().map($name)
            }
        }
        impl $crate::ToValue for $name {
            fn to_value(&self) -> $crate::Value {
                $crate::ToValue::to_value(&self.0)
            }
        }
        impl $crate::FromValue for $name {
            fn from_value(value: $crate::Value) -> $crate::Result<Self> {
                <$crate::Id as $crate::FromValue>::from_value(value).map($name)
            }
        }
    };
}
