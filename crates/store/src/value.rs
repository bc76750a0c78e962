//! Values that go into and come out of SQL: the types both engines share.

use crate::{Error, Id, Moment, Result};

/// One value of a column: `int8`, `bool`, `text` or `bytea`, or nothing.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// SQL's `null`.
    Null,
    /// `int8`; times are microseconds.
    Int(i64),
    /// `bool`; SQLite keeps it as 0 and 1.
    Bool(bool),
    /// `text`.
    Text(String),
    /// `bytea`.
    Bytes(Vec<u8>),
}

/// What can be bound to a parameter.
pub trait ToValue {
    /// The value to bind.
    fn to_value(&self) -> Value;
}

/// What can be read from a column.
pub trait FromValue: Sized {
    /// Reads it; a wrong type is a bug and becomes [`Error::Broken`].
    fn from_value(value: Value) -> Result<Self>;
}

/// Parameters of a statement: `params![id, name, now]`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::ToValue::to_value(&$value)),*] as &[$crate::Value] };
}

impl<T: ToValue + ?Sized> ToValue for &T {
    fn to_value(&self) -> Value {
        (**self).to_value()
    }
}

impl<T: ToValue> ToValue for Option<T> {
    fn to_value(&self) -> Value {
        self.as_ref().map_or(Value::Null, ToValue::to_value)
    }
}

impl ToValue for Value {
    fn to_value(&self) -> Value {
        self.clone()
    }
}

macro_rules! to_value {
    ($($type:ty => $make:expr),* $(,)?) => {$(
        impl ToValue for $type {
            fn to_value(&self) -> Value {
                let make: fn(&$type) -> Value = $make;
                make(self)
            }
        }
    )*};
}

to_value! {
    i64 => |v| Value::Int(*v),
    i32 => |v| Value::Int(i64::from(*v)),
    u32 => |v| Value::Int(i64::from(*v)),
    u8 => |v| Value::Int(i64::from(*v)),
    usize => |v| Value::Int(i64::try_from(*v).unwrap_or(i64::MAX)),
    bool => |v| Value::Bool(*v),
    str => |v| Value::Text(v.to_owned()),
    String => |v| Value::Text(v.clone()),
    [u8] => |v| Value::Bytes(v.to_vec()),
    Vec<u8> => |v| Value::Bytes(v.clone()),
    Moment => |v| Value::Int(v.0),
    Id => |v| Value::Text(v.to_string()),
}

impl<const N: usize> ToValue for [u8; N] {
    fn to_value(&self) -> Value {
        Value::Bytes(self.to_vec())
    }
}

fn wrong(expected: &str, value: &Value) -> Error {
    // The value itself is never named: it may be somebody's.
    let found = match value {
        Value::Null => "null",
        Value::Int(_) => "int8",
        Value::Bool(_) => "bool",
        Value::Text(_) => "text",
        Value::Bytes(_) => "bytea",
    };
    Error::Broken(format!("a column holds {found} where {expected} is expected"))
}

impl FromValue for Value {
    fn from_value(value: Value) -> Result<Value> {
        Ok(value)
    }
}

impl FromValue for i64 {
    fn from_value(value: Value) -> Result<i64> {
        match value {
            Value::Int(v) => Ok(v),
            Value::Bool(v) => Ok(i64::from(v)),
            other => Err(wrong("int8", &other)),
        }
    }
}

impl FromValue for u32 {
    fn from_value(value: Value) -> Result<u32> {
        u32::try_from(i64::from_value(value)?).map_err(|_| Error::bug("a count is out of range"))
    }
}

impl FromValue for bool {
    fn from_value(value: Value) -> Result<bool> {
        match value {
            Value::Bool(v) => Ok(v),
            Value::Int(v) => Ok(v != 0),
            other => Err(wrong("bool", &other)),
        }
    }
}

impl FromValue for String {
    fn from_value(value: Value) -> Result<String> {
        match value {
            Value::Text(v) => Ok(v),
            other => Err(wrong("text", &other)),
        }
    }
}

impl FromValue for Vec<u8> {
    fn from_value(value: Value) -> Result<Vec<u8>> {
        match value {
            Value::Bytes(v) => Ok(v),
            other => Err(wrong("bytea", &other)),
        }
    }
}

impl<const N: usize> FromValue for [u8; N] {
    fn from_value(value: Value) -> Result<[u8; N]> {
        Vec::from_value(value)?
            .try_into()
            .map_err(|_| Error::bug("a bytea column has the wrong length"))
    }
}

impl FromValue for Moment {
    fn from_value(value: Value) -> Result<Moment> {
        i64::from_value(value).map(Moment)
    }
}

impl FromValue for Id {
    fn from_value(value: Value) -> Result<Id> {
        String::from_value(value)?.parse().map_err(Error::bug)
    }
}

impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: Value) -> Result<Option<T>> {
        match value {
            Value::Null => Ok(None),
            other => T::from_value(other).map(Some),
        }
    }
}

/// One row of an answer: its columns in order.
#[derive(Clone, Debug, PartialEq)]
pub struct Row(pub(crate) Vec<Value>);

impl Row {
    /// Takes column `index` (from 0) out of the row.
    pub fn take<T: FromValue>(&mut self, index: usize) -> Result<T> {
        let column = self.0.get_mut(index).ok_or_else(|| Error::bug("no such column"))?;
        T::from_value(std::mem::replace(column, Value::Null))
    }

    /// How many columns it has.
    pub fn columns(&self) -> usize {
        self.0.len()
    }
}

/// What a row can become: a tuple of up to sixteen columns, or [`Row`] itself.
pub trait FromRow: Sized {
    /// Reads the columns in order.
    fn from_row(row: Row) -> Result<Self>;
}

impl FromRow for Row {
    fn from_row(row: Row) -> Result<Row> {
        Ok(row)
    }
}

macro_rules! from_row {
    ($(($($name:ident $index:tt),*))*) => {$(
        impl<$($name: FromValue),*> FromRow for ($($name,)*) {
            fn from_row(mut row: Row) -> Result<Self> {
                Ok(($(row.take::<$name>($index)?,)*))
            }
        }
    )*};
}

from_row! {
    (A 0)
    (A 0, B 1)
    (A 0, B 1, C 2)
    (A 0, B 1, C 2, D 3)
    (A 0, B 1, C 2, D 3, E 4)
    (A 0, B 1, C 2, D 3, E 4, F 5)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14)
    (A 0, B 1, C 2, D 3, E 4, F 5, G 6, H 7, I 8, J 9, K 10, L 11, M 12, N 13, O 14, P 15)
}
