//! Moments on the wire: RFC 3339 in UTC, so that others can read them.

use serde::{Deserialize as _, Deserializer, Serializer};
use store::Moment;

/// Writes `2026-11-22T10:42:00Z`.
///
/// # Errors
/// Those of the serializer.
pub fn serialize<S: Serializer>(moment: &Moment, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(&moment.timestamp())
}

/// Reads it.
///
/// # Errors
/// Text that is no moment.
pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Moment, D::Error> {
    let at = jiff::Timestamp::deserialize(deserializer)?;
    Ok(Moment(at.as_microsecond()))
}
