//! Strict JSON for things that are signed or decide who somebody is.
//!
//! Two readers that disagree about `{"sub":"a","sub":"b"}` are an attack, so a repeated member is
//! refused at every depth. Times are whole seconds: a string, a fraction, `1e400` or a negative
//! number is refused instead of being treated as absent.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// A JSON object whose member names are distinct.
pub type Object = Map<String, Value>;

/// The last second of the year 9999; a later time in a token is a mistake or an attack.
pub const LATEST_TIME: i64 = 253_402_300_799;

/// Why a JSON text or one of its members was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JsonFault {
    /// The text is longer than the reader allows.
    TooLarge,
    /// The text is not one JSON object: syntax, depth over 128, numbers out of range, bad UTF-8.
    Malformed,
    /// An object names the same member twice.
    Duplicate,
    /// A required member is absent.
    Missing(&'static str),
    /// A member has another type or lies outside its range.
    Wrong(&'static str),
}

impl fmt::Display for JsonFault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge => out.write_str("the JSON text is too large"),
            Self::Malformed => out.write_str("the text is not a JSON object"),
            Self::Duplicate => out.write_str("a JSON member is repeated"),
            Self::Missing(name) => write!(out, "the member {name} is missing"),
            Self::Wrong(name) => write!(out, "the member {name} has a wrong type or range"),
        }
    }
}

impl std::error::Error for JsonFault {}

/// Reads one JSON object of at most `limit` bytes; repeated members are refused at every depth.
pub fn object(bytes: &[u8], limit: usize) -> Result<Object, JsonFault> {
    if bytes.len() > limit {
        return Err(JsonFault::TooLarge);
    }
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = Distinct.deserialize(&mut reader).map_err(|error| {
        if error.to_string().starts_with(REPEATED) {
            JsonFault::Duplicate
        } else {
            JsonFault::Malformed
        }
    })?;
    reader.end().map_err(|_| JsonFault::Malformed)?;
    match value {
        Value::Object(object) => Ok(object),
        _ => Err(JsonFault::Malformed),
    }
}

/// The text of a member; absent and `null` are both `None`.
pub fn text<'a>(object: &'a Object, name: &'static str) -> Result<Option<&'a str>, JsonFault> {
    match object.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text)),
        Some(_) => Err(JsonFault::Wrong(name)),
    }
}

/// The text of a member that must be there and must not be empty.
pub fn required_text<'a>(object: &'a Object, name: &'static str) -> Result<&'a str, JsonFault> {
    match text(object, name)? {
        Some("") => Err(JsonFault::Wrong(name)),
        Some(text) => Ok(text),
        None => Err(JsonFault::Missing(name)),
    }
}

/// Seconds since the epoch, 0 up to [`LATEST_TIME`]; everything that is not such a whole number,
/// `null` included, is refused.
pub fn time(object: &Object, name: &'static str) -> Result<Option<i64>, JsonFault> {
    match object.get(name) {
        None => Ok(None),
        Some(value) => match value.as_i64() {
            Some(seconds @ 0..=LATEST_TIME) => Ok(Some(seconds)),
            _ => Err(JsonFault::Wrong(name)),
        },
    }
}

/// As [`time`], for a member that must be there.
pub fn required_time(object: &Object, name: &'static str) -> Result<i64, JsonFault> {
    time(object, name)?.ok_or(JsonFault::Missing(name))
}

/// A boolean member; absent and `null` are `false`.
pub fn flag(object: &Object, name: &'static str) -> Result<bool, JsonFault> {
    match object.get(name) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(flag)) => Ok(*flag),
        Some(_) => Err(JsonFault::Wrong(name)),
    }
}

/// An array of strings; absent and `null` are `None`.
pub fn texts(object: &Object, name: &'static str) -> Result<Option<Vec<String>>, JsonFault> {
    match object.get(name) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Array(items)) => items
            .iter()
            .map(|item| item.as_str().map(str::to_owned).ok_or(JsonFault::Wrong(name)))
            .collect::<Result<Vec<_>, _>>()
            .map(Some),
        Some(_) => Err(JsonFault::Wrong(name)),
    }
}

/// One string or an array of strings, as `aud` may be (RFC 7519 §4.1.3); never empty.
pub fn audience(object: &Object) -> Result<Vec<String>, JsonFault> {
    let list = match object.get("aud") {
        None => return Err(JsonFault::Missing("aud")),
        Some(Value::String(one)) => vec![one.clone()],
        Some(_) => texts(object, "aud")?.unwrap_or_default(),
    };
    if list.is_empty() || list.iter().any(String::is_empty) {
        return Err(JsonFault::Wrong("aud"));
    }
    Ok(list)
}

const REPEATED: &str = "repeated member";

/// Builds a [`Value`] and refuses repeated members, which `serde_json` alone would let pass.
struct Distinct;

impl<'de> DeserializeSeed<'de> for Distinct {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Distinct {
    type Value = Value;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not finite"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(Distinct)? {
            list.push(item);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            if object.contains_key(&name) {
                return Err(A::Error::custom(REPEATED));
            }
            let value = members.next_value_seed(Distinct)?;
            object.insert(name, value);
        }
        Ok(Value::Object(object))
    }
}

#[cfg(test)]
mod tests;
