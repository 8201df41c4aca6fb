//! The server engine: one schema per county, the search path set for each transaction, statements
//! prepared once per connection.

use std::collections::HashMap;
use std::error::Error;
use std::ops::ControlFlow;

use ::postgres::fallible_iterator::FallibleIterator;
use ::postgres::types::private::BytesMut;
use ::postgres::types::{Format, IsNull, ToSql, Type, to_sql_checked};
use ::postgres::{Client, Statement};
use sha2::{Digest, Sha256};

use super::{Cell, DbError, Row, Value, secure};

impl From<::postgres::Error> for DbError {
    fn from(error: ::postgres::Error) -> DbError {
        let Some(said) = error.as_db_error() else {
            if error.is_closed() || source_of::<std::io::Error>(&error) {
                return DbError::Unavailable { message: error.to_string() };
            }
            return DbError::Engine { message: error.to_string(), again: false };
        };
        let message = format!("{} ({})", said.message(), said.code().code());
        match said.code().code() {
            "23505" => DbError::Duplicate { constraint: said.constraint().unwrap_or("key").to_owned() },
            "40001" | "40P01" => DbError::Engine { message, again: true },
            code if is_of_the_machine(code) => DbError::Unavailable { message },
            _ => DbError::Engine { message, again: false },
        }
    }
}

fn source_of<T: Error + 'static>(error: &(dyn Error + 'static)) -> bool {
    let mut next = error.source();
    while let Some(error) = next {
        if error.is::<T>() {
            return true;
        }
        next = error.source();
    }
    false
}

/// Whether a state of the server says that it, its disk or the way to it fails, and not the statement: connections (08),
/// resources (53), being stopped or started (57P), the system beneath (58), a copy that only reads (25006).
fn is_of_the_machine(code: &str) -> bool {
    ["08", "53", "57P", "58"].iter().any(|class| code.starts_with(class)) || code == "25006"
}

/// One connection to a county's schema.
pub(crate) struct PostgresLink {
    client: Client,
    schema: String,
    prepared: HashMap<String, Statement>,
}

impl PostgresLink {
    /// Connects; the schema need not exist yet. Its name is made of letters, digits and `_` only.
    pub(crate) fn connect(url: &str, schema: &str) -> Result<PostgresLink, DbError> {
        if schema.is_empty() || !schema.chars().all(|c| c.is_ascii_alphanumeric() || c == '_') {
            return Err(DbError::Schema(format!(
                "“{schema}” is not a name for a schema: letters, digits and _"
            )));
        }
        let client = secure::connect(url, schema)?;
        Ok(PostgresLink { client, schema: schema.to_owned(), prepared: HashMap::new() })
    }

    /// Starts a transaction in the county's schema.
    pub(crate) fn begin(&mut self, writing: bool) -> Result<(), DbError> {
        // Said aloud, “read write” is refused by a copy of the database that only reads.
        let mode = if writing {
            "begin isolation level read committed read write"
        } else {
            "begin isolation level repeatable read read only"
        };
        let path = format!("{mode}; set local search_path to {}", self.schema);
        // Nothing has begun: whatever hinders it, another connection may do better.
        self.client
            .batch_execute(&path)
            .map_err(|error| DbError::Unavailable { message: DbError::from(error).to_string() })
    }

    /// Takes the lock of the schema for as long as this connection lives; `false` if another has it.
    pub(crate) fn lock(&mut self) -> Result<bool, DbError> {
        let digest = Sha256::digest(format!("shanzhi county {}", self.schema));
        let mut key = [0; 8];
        key.copy_from_slice(&digest[..8]);
        let row = self.client.query_one("select pg_try_advisory_lock($1)", &[&i64::from_be_bytes(key)])?;
        Ok(row.try_get(0)?)
    }

    /// Ends the transaction, keeping or dropping what was done.
    pub(crate) fn end(&mut self, keep: bool) -> Result<(), DbError> {
        Ok(self.client.batch_execute(if keep { "commit" } else { "rollback" })?)
    }

    /// Runs statements that take no parameters, outside or inside a transaction.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), DbError> {
        Ok(self.client.batch_execute(sql)?)
    }

    /// The county's schema.
    pub(crate) fn schema(&self) -> &str {
        &self.schema
    }

    /// Whether the connection is gone.
    pub(crate) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    fn prepared(&mut self, sql: &str) -> Result<Statement, DbError> {
        if let Some(statement) = self.prepared.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(sql)?;
        self.prepared.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    pub(super) fn each(
        &mut self,
        sql: &str,
        values: &[Value],
        take: &mut dyn FnMut(&mut Row) -> Result<ControlFlow<()>, DbError>,
    ) -> Result<(), DbError> {
        let statement = self.prepared(sql)?;
        let mut rows = self.client.query_raw(&statement, values.iter().map(|value| value as &dyn ToSql))?;
        let mut filled = Row::default();
        while let Some(row) = rows.next()? {
            filled.clear();
            filled.reserve(row.len());
            for column in 0..row.len() {
                filled.push(cell(&row, column)?);
            }
            if take(&mut filled)?.is_break() {
                break;
            }
        }
        Ok(())
    }

    pub(super) fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, DbError> {
        let statement = self.prepared(sql)?;
        let bound: Vec<&(dyn ToSql + Sync)> =
            values.iter().map(|value| value as &(dyn ToSql + Sync)).collect();
        Ok(self.client.execute(&statement, &bound)?)
    }

    pub(super) fn prepare_only(&mut self, sql: &str) -> Result<(), DbError> {
        self.client.prepare(sql)?;
        Ok(())
    }
}

fn cell(row: &::postgres::Row, column: usize) -> Result<Cell<'_>, DbError> {
    let found = match *row.columns()[column].type_() {
        Type::INT8 => row.try_get::<_, Option<i64>>(column)?.map(Cell::Int),
        Type::INT4 => row.try_get::<_, Option<i32>>(column)?.map(|number| Cell::Int(i64::from(number))),
        Type::FLOAT8 => row.try_get::<_, Option<f64>>(column)?.map(Cell::Real),
        Type::BOOL => row.try_get::<_, Option<bool>>(column)?.map(|truth| Cell::Int(i64::from(truth))),
        Type::BYTEA => row.try_get::<_, Option<&[u8]>>(column)?.map(Cell::Bytes),
        Type::TEXT | Type::VARCHAR | Type::NAME | Type::UNKNOWN => {
            row.try_get::<_, Option<&str>>(column)?.map(Cell::Text)
        }
        ref other => {
            let message = format!("column {column} is {other}; cast it to text, bigint or double precision");
            return Err(DbError::Engine { message, again: false });
        }
    };
    Ok(found.unwrap_or(Cell::Null))
}

impl ToSql for Value {
    fn to_sql(&self, kind: &Type, out: &mut BytesMut) -> Result<IsNull, Box<dyn Error + Sync + Send>> {
        match (self, kind) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Text(text), _) => text.to_sql(&Type::TEXT, out),
            (Value::Int(number), &Type::INT4) => i32::try_from(*number)?.to_sql(kind, out),
            #[expect(clippy::cast_precision_loss, reason = "asked for by the column's type")]
            (Value::Int(number), &Type::FLOAT8) => (*number as f64).to_sql(kind, out),
            (Value::Int(number), &Type::BOOL) => (*number != 0).to_sql(kind, out),
            (Value::Int(number), _) => number.to_sql(&Type::INT8, out),
            (Value::Real(number), _) => number.to_sql(&Type::FLOAT8, out),
            (Value::Bytes(bytes), _) => bytes.to_sql(&Type::BYTEA, out),
        }
    }

    fn accepts(_kind: &Type) -> bool {
        true
    }

    fn encode_format(&self, _kind: &Type) -> Format {
        Format::Binary
    }

    to_sql_checked!();
}
