//! Values that go into a statement and rows that come out, the same on both engines.
//! Only four column types exist in the house: `text`, `bigint`, `double precision`, `bytea`.

use jiff::Timestamp;
use jiff::civil::Date;

use super::DbError;

/// One value to be bound.
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

impl From<Cell<'_>> for Value {
    fn from(cell: Cell<'_>) -> Value {
        match cell {
            Cell::Null => Value::Null,
            Cell::Text(text) => Value::Text(text.to_owned()),
            Cell::Int(number) => Value::Int(number),
            Cell::Real(number) => Value::Real(number),
            Cell::Bytes(bytes) => Value::Bytes(bytes.to_owned()),
        }
    }
}

impl<T: Into<Value>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Value {
        value.map_or(Value::Null, Into::into)
    }
}

/// One cell of a row, borrowed from it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cell<'a> {
    /// SQL null.
    Null,
    /// `text`.
    Text(&'a str),
    /// `bigint`.
    Int(i64),
    /// `double precision`.
    Real(f64),
    /// `bytea`.
    Bytes(&'a [u8]),
}

/// A cell as a row keeps it: numbers in place, text and bytes as a range of the row's own store.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kept {
    Null,
    Text(usize, usize),
    Int(i64),
    Real(f64),
    Bytes(usize, usize),
}

/// One row of an answer; cells are read by position. However many cells it has, it holds one piece of memory for
/// them and one for all their texts, and a row that passes by in [`crate::Tx::each`] is filled again for the next.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Row {
    cells: Vec<Kept>,
    texts: String,
    bytes: Vec<u8>,
}

/// A type that can be read from a cell.
pub trait FromValue: Sized {
    /// Reads the cell, or says in one word what was expected.
    ///
    /// # Errors
    /// The name of the type that was expected.
    fn from_value(cell: Cell<'_>) -> Result<Self, &'static str>;
}

impl FromValue for String {
    fn from_value(cell: Cell<'_>) -> Result<Self, &'static str> {
        match cell {
            Cell::Text(text) => Ok(text.to_owned()),
            _ => Err("text"),
        }
    }
}
impl FromValue for i64 {
    fn from_value(cell: Cell<'_>) -> Result<Self, &'static str> {
        match cell {
            Cell::Int(number) => Ok(number),
            _ => Err("bigint"),
        }
    }
}
impl FromValue for bool {
    fn from_value(cell: Cell<'_>) -> Result<Self, &'static str> {
        i64::from_value(cell).map(|number| number != 0)
    }
}
impl FromValue for f64 {
    fn from_value(cell: Cell<'_>) -> Result<Self, &'static str> {
        match cell {
            Cell::Real(number) => Ok(number),
            #[expect(clippy::cast_precision_loss, reason = "a whole number in a real column is small")]
            Cell::Int(number) => Ok(number as f64),
            _ => Err("double precision"),
        }
    }
}
impl FromValue for Vec<u8> {
    fn from_value(cell: Cell<'_>) -> Result<Self, &'static str> {
        match cell {
            Cell::Bytes(bytes) => Ok(bytes.to_owned()),
            _ => Err("bytea"),
        }
    }
}
impl FromValue for Date {
    fn from_value(cell: Cell<'_>) -> Result<Self, &'static str> {
        match cell {
            Cell::Text(text) => text.parse().map_err(|_| "date"),
            _ => Err("date"),
        }
    }
}
impl FromValue for Timestamp {
    fn from_value(cell: Cell<'_>) -> Result<Self, &'static str> {
        match cell {
            Cell::Text(text) => text.parse().map_err(|_| "time"),
            _ => Err("time"),
        }
    }
}
impl<T: FromValue> FromValue for Option<T> {
    fn from_value(cell: Cell<'_>) -> Result<Self, &'static str> {
        match cell {
            Cell::Null => Ok(None),
            other => T::from_value(other).map(Some),
        }
    }
}

impl Row {
    /// Empties the row, keeping its memory.
    pub(super) fn clear(&mut self) {
        self.cells.clear();
        self.texts.clear();
        self.bytes.clear();
    }

    /// Makes room for that many cells.
    pub(super) fn reserve(&mut self, cells: usize) {
        self.cells.reserve(cells);
    }

    /// Adds the next cell.
    pub(super) fn push(&mut self, cell: Cell<'_>) {
        let kept = match cell {
            Cell::Null => Kept::Null,
            Cell::Int(number) => Kept::Int(number),
            Cell::Real(number) => Kept::Real(number),
            Cell::Text(text) => {
                let from = self.texts.len();
                self.texts.push_str(text);
                Kept::Text(from, self.texts.len())
            }
            Cell::Bytes(bytes) => {
                let from = self.bytes.len();
                self.bytes.extend_from_slice(bytes);
                Kept::Bytes(from, self.bytes.len())
            }
        };
        self.cells.push(kept);
    }

    /// The cell at `column` (from 0) as it is.
    ///
    /// # Errors
    /// [`DbError::Cell`] if there is no such cell.
    pub fn cell(&self, column: usize) -> Result<Cell<'_>, DbError> {
        let missing = DbError::Cell { column, expected: "a cell" };
        Ok(match *self.cells.get(column).ok_or(missing)? {
            Kept::Null => Cell::Null,
            Kept::Int(number) => Cell::Int(number),
            Kept::Real(number) => Cell::Real(number),
            Kept::Text(from, to) => Cell::Text(self.texts.get(from..to).unwrap_or_default()),
            Kept::Bytes(from, to) => Cell::Bytes(self.bytes.get(from..to).unwrap_or_default()),
        })
    }

    /// The cell at `column` (from 0) as `T`.
    ///
    /// # Errors
    /// [`DbError::Cell`] if there is no such cell or it holds another type.
    pub fn get<T: FromValue>(&self, column: usize) -> Result<T, DbError> {
        T::from_value(self.cell(column)?).map_err(|expected| DbError::Cell { column, expected })
    }

    /// The cell as text of its own.
    ///
    /// # Errors
    /// As [`Row::get`].
    pub fn text(&self, column: usize) -> Result<String, DbError> {
        self.get(column)
    }

    /// The cell as text, borrowed from the row.
    ///
    /// # Errors
    /// As [`Row::get`].
    pub fn word(&self, column: usize) -> Result<&str, DbError> {
        match self.cell(column)? {
            Cell::Text(text) => Ok(text),
            _ => Err(DbError::Cell { column, expected: "text" }),
        }
    }

    /// The cell as a whole number.
    ///
    /// # Errors
    /// As [`Row::get`].
    pub fn int(&self, column: usize) -> Result<i64, DbError> {
        self.get(column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_filled_again_holds_nothing_of_the_row_before() {
        let mut row = Row::default();
        row.push(Cell::Text("甲乙"));
        row.push(Cell::Bytes(&[1, 2]));
        row.clear();
        row.push(Cell::Null);
        row.push(Cell::Text(""));
        row.push(Cell::Text("丙"));
        assert_eq!(row.get::<Option<String>>(0).ok(), Some(None));
        assert_eq!((row.word(1).ok(), row.word(2).ok()), (Some(""), Some("丙")));
        assert!(matches!(row.cell(3), Err(DbError::Cell { column: 3, .. })));
        assert!(matches!(row.int(2), Err(DbError::Cell { expected: "bigint", .. })));
    }
}
