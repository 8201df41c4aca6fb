//! Values that go into a statement and rows that come out, the same on both engines.
//! Only four column types exist in the house: `text`, `bigint`, `double precision`, `bytea`.

use jiff::Timestamp;
use jiff::civil::Date;

use super::DbError;

/// One bound value or one cell of a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// SQL null.
    Null,
    /// `text`: also ids, dates (`YYYY-MM-DD`) and times (RFC 3339, UTC).
    Text(String),
    /// `bigint`: also truth values as 0 and 1.
    Int(i64),
    /// `double precision`.
    Real(f64),
    /// `bytea`.
    Bytes(Vec<u8>),
}

/// Builds the list of bound values: `params![id, name, 3]` binds `$1`, `$2`, `$3`.
#[macro_export]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::db::Value::from($value)),*] };
}

macro_rules! value_from {
    ($($from:ty => |$v:ident| $to:expr;)*) => { $(
        impl From<$from> for Value { fn from($v: $from) -> Value { $to } }
    )* };
}

value_from! {
    String => |v| Value::Text(v);
    &str => |v| Value::Text(v.to_owned());
    &String => |v| Value::Text(v.clone());
    i64 => |v| Value::Int(v);
    i32 => |v| Value::Int(i64::from(v));
    i16 => |v| Value::Int(i64::from(v));
    u32 => |v| Value::Int(i64::from(v));
    bool => |v| Value::Int(i64::from(v));
    f64 => |v| Value::Real(v);
    Vec<u8> => |v| Value::Bytes(v);
    &[u8] => |v| Value::Bytes(v.to_vec());
    Date => |v| Value::Text(v.to_string());
    Timestamp => |v| Value::Text(crate::clock::stamp(v));
    &Value => |v| v.clone();
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}

/// One row of an answer; cells are read by position.
#[derive(Debug, Clone, PartialEq)]
pub struct Row(pub(crate) Vec<Value>);

/// A type that can be read from a cell.
pub trait FromValue: Sized {
    /// Reads the cell, or says in one word what was expected.
    ///
    /// # Errors
    /// The name of the type that was expected.
    fn from_value(value: &Value) -> Result<Self, &'static str>;
}

impl FromValue for String {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        match value {
            Value::Text(text) => Ok(text.clone()),
            _ => Err("text"),
        }
    }
}
impl FromValue for i64 {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        match value {
            Value::Int(number) => Ok(*number),
            _ => Err("bigint"),
        }
    }
}
impl FromValue for bool {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        i64::from_value(value).map(|number| number != 0)
    }
}
impl FromValue for f64 {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        match value {
            Value::Real(number) => Ok(*number),
            #[expect(clippy::cast_precision_loss, reason = "a whole number in a real column is small")]
            Value::Int(number) => Ok(*number as f64),
            _ => Err("double precision"),
        }
    }
}
impl FromValue for Vec<u8> {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        match value {
            Value::Bytes(bytes) => Ok(bytes.clone()),
            _ => Err("bytea"),
        }
    }
}
impl FromValue for Date {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        match value {
            Value::Text(text) => text.parse().map_err(|_| "date"),
            _ => Err("date"),
        }
    }
}
impl FromValue for Timestamp {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        match value {
            Value::Text(text) => text.parse().map_err(|_| "time"),
            _ => Err("time"),
        }
    }
}
impl<T: FromValue> FromValue for Option<T> {
    fn from_value(value: &Value) -> Result<Self, &'static str> {
        match value {
            Value::Null => Ok(None),
            other => T::from_value(other).map(Some),
        }
    }
}

impl Row {
    /// The cell at `column` (from 0) as `T`.
    ///
    /// # Errors
    /// [`DbError::Cell`] if there is no such cell or it holds another type.
    pub fn get<T: FromValue>(&self, column: usize) -> Result<T, DbError> {
        let cell = self.0.get(column).ok_or(DbError::Cell { column, expected: "a cell" })?;
        T::from_value(cell).map_err(|expected| DbError::Cell { column, expected })
    }

    /// The cell as text.
    ///
    /// # Errors
    /// As [`Row::get`].
    pub fn text(&self, column: usize) -> Result<String, DbError> {
        self.get(column)
    }

    /// The cell as a whole number.
    ///
    /// # Errors
    /// As [`Row::get`].
    pub fn int(&self, column: usize) -> Result<i64, DbError> {
        self.get(column)
    }
}
