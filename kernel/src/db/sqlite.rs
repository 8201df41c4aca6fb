//! The embedded engine: connections with the settings durability asks for, and binding by number.

use std::fs::OpenOptions;
use std::ops::ControlFlow;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, ErrorCode, OpenFlags, Statement};

use super::{Cell, DbError, Row, Value};

impl From<rusqlite::Error> for DbError {
    fn from(error: rusqlite::Error) -> DbError {
        if let rusqlite::Error::SqliteFailure(code, Some(message)) = &error
            && code.code == ErrorCode::ConstraintViolation
            && let Some(columns) = message.strip_prefix("UNIQUE constraint failed: ")
        {
            return DbError::Duplicate { constraint: columns.to_owned() };
        }
        if let Some(mending) = error.sqlite_error_code().and_then(mending) {
            return DbError::Unavailable { message: format!("{error}; {mending}") };
        }
        DbError::Engine { message: error.to_string(), again: false }
    }
}

/// What to do about a fault of the machine beneath the file; `None` for what is the statement's own fault.
fn mending(code: ErrorCode) -> Option<&'static str> {
    match code {
        ErrorCode::DiskFull => Some("the disk is full: make room"),
        ErrorCode::ReadOnly => Some("the file cannot be written: look at the disk and the file's owner"),
        ErrorCode::SystemIoFailure => {
            Some("the disk is full, or does not read or write as it should: make room, or look at it")
        }
        ErrorCode::CannotOpen => {
            Some("the file cannot be opened: look at the disk, the file's owner and its mode")
        }
        ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase => {
            Some("the file is damaged: stop the program and restore the last backup with `shanzhi restore`")
        }
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => {
            Some("another program holds the file: stop it, or wait for it")
        }
        ErrorCode::OutOfMemory => Some("the machine has no memory left"),
        _ => None,
    }
}

/// Opens the one connection that writes. A new file is for nobody's eyes but the program's own; what the engine puts
/// beside it takes the same mode.
pub(crate) fn open_writer(path: &Path) -> Result<Connection, DbError> {
    let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
    if let Err(error) = made
        && error.kind() != std::io::ErrorKind::AlreadyExists
    {
        let message = format!("{} cannot be made: {error}", path.display());
        return Err(DbError::Unavailable { message });
    }
    let connection = Connection::open(path)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    connection.execute_batch(
        "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; \
         pragma temp_store = memory; pragma cache_size = -16000; pragma wal_autocheckpoint = 4000;",
    )?;
    settle_plans(&connection)?;
    Ok(connection)
}

/// Keeps statements prepared as they are. Left to itself the engine prepares a statement again whenever a value is
/// bound that its plan might depend on, which costs more than most of our statements take to run.
fn settle_plans(connection: &Connection) -> Result<(), DbError> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    connection.set_prepared_statement_cache_capacity(512);
    Ok(())
}

/// Opens a connection that only reads.
pub(crate) fn open_reader(path: &Path) -> Result<Connection, DbError> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_URI;
    let connection = Connection::open_with_flags(path, flags)?;
    connection.busy_timeout(Duration::from_secs(10))?;
    connection
        .execute_batch("pragma query_only = on; pragma cache_size = -4000; pragma mmap_size = 1073741824;")?;
    settle_plans(&connection)?;
    Ok(connection)
}

fn bind(statement: &mut Statement<'_>, values: &[Value]) -> Result<(), DbError> {
    let expected = statement.parameter_count();
    if expected != values.len() {
        let message = format!("{expected} parameters expected, {} given", values.len());
        return Err(DbError::Engine { message, again: false });
    }
    for position in 1..=expected {
        // `$3` is a name to SQLite: its place is the order of first use, its number is in the name.
        let number = statement
            .parameter_name(position)
            .and_then(|name| name.strip_prefix('$'))
            .and_then(|number| number.parse::<usize>().ok());
        let value = number.and_then(|number| values.get(number.wrapping_sub(1)));
        match value {
            None => {
                let message = format!("parameter {position} has no number among {}", values.len());
                return Err(DbError::Engine { message, again: false });
            }
            Some(Value::Null) => statement.raw_bind_parameter(position, rusqlite::types::Null)?,
            Some(Value::Text(text)) => statement.raw_bind_parameter(position, text.as_str())?,
            Some(Value::Int(number)) => statement.raw_bind_parameter(position, number)?,
            Some(Value::Real(number)) => statement.raw_bind_parameter(position, number)?,
            Some(Value::Bytes(bytes)) => statement.raw_bind_parameter(position, bytes.as_slice())?,
        }
    }
    Ok(())
}

fn cell(value: ValueRef<'_>) -> Result<Cell<'_>, DbError> {
    Ok(match value {
        ValueRef::Null => Cell::Null,
        ValueRef::Integer(number) => Cell::Int(number),
        ValueRef::Real(number) => Cell::Real(number),
        ValueRef::Text(text) => Cell::Text(
            std::str::from_utf8(text)
                .map_err(|error| DbError::Stored { what: "a text", why: error.to_string() })?,
        ),
        ValueRef::Blob(bytes) => Cell::Bytes(bytes),
    })
}

pub(super) fn each(
    connection: &Connection,
    sql: &str,
    values: &[Value],
    take: &mut dyn FnMut(&mut Row) -> Result<ControlFlow<()>, DbError>,
) -> Result<(), DbError> {
    let mut statement = connection.prepare_cached(sql)?;
    bind(&mut statement, values)?;
    let columns = statement.column_count();
    let mut rows = statement.raw_query();
    let mut filled = Row::default();
    while let Some(row) = rows.next()? {
        filled.clear();
        filled.reserve(columns);
        for column in 0..columns {
            filled.push(cell(row.get_ref(column)?)?);
        }
        if take(&mut filled)?.is_break() {
            break;
        }
    }
    Ok(())
}

pub(super) fn execute(connection: &Connection, sql: &str, values: &[Value]) -> Result<u64, DbError> {
    let mut statement = connection.prepare_cached(sql)?;
    bind(&mut statement, values)?;
    Ok(statement.raw_execute()? as u64)
}

pub(super) fn prepare(connection: &Connection, sql: &str) -> Result<(), DbError> {
    connection.prepare(sql)?;
    Ok(())
}
