//! One executor for two engines. SQL is written once, in the portable part that SQLite and PostgreSQL
//! share; parameters are `$1`, `$2`, … bound by their number. Not here: any statement of a domain.

pub mod migrate;
mod postgres;
mod sqlite;
mod value;

use jiff::Timestamp;
use jiff::civil::Date;
use thiserror::Error;

pub(crate) use self::postgres::PostgresLink;
pub(crate) use self::sqlite::{open_reader, open_writer};
pub use self::value::{FromValue, Row, Value};
use crate::clock;
use crate::ids::Entropy;
use crate::scope::Scope;

/// What the database could not do.
#[derive(Debug, Error)]
pub enum DbError {
    /// The engine refused; the text is the engine's own and holds no values.
    #[error("database: {message}")]
    Engine {
        /// The engine's message.
        message: String,
        /// Worth trying again: a serialization failure or a deadlock.
        again: bool,
    },
    /// A uniqueness rule of the schema was broken.
    #[error("database: {constraint} must be unique")]
    Duplicate {
        /// The columns or the name of the constraint.
        constraint: String,
    },
    /// A narrowing scope met a statement that has no place for it.
    #[error("a statement without a place for the scope: {sql}")]
    Unscoped {
        /// The statement.
        sql: String,
    },
    /// A cell was read as something it is not.
    #[error("column {column} is not {expected}")]
    Cell {
        /// Position in the row, from 0.
        column: usize,
        /// What was expected there.
        expected: &'static str,
    },
    /// A write was asked of a reading transaction.
    #[error("a reading transaction does not write")]
    ReadOnly,
    /// A change was about to be committed with no act in the ledger.
    #[error("a change without an act in the ledger")]
    ChangeWithoutAct,
    /// What is stored does not have the shape the program wrote.
    #[error("stored value of {what} cannot be read: {why}")]
    Stored {
        /// Which value.
        what: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// The database is of a shape this program does not know.
    #[error("{0}")]
    Schema(String),
}

/// Which engine a transaction runs on. Only the ledger and the migrations may care.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// An embedded file.
    Sqlite,
    /// A PostgreSQL schema.
    Postgres,
}

pub(crate) enum Handle<'a> {
    Sqlite(&'a rusqlite::Connection),
    Postgres(&'a mut PostgresLink),
}

/// One transaction, reading or writing, at one moment.
pub struct Tx<'a> {
    handle: Handle<'a>,
    now: Timestamp,
    entropy: &'a Entropy,
    writing: bool,
    changes: u64,
    acts: u64,
}

impl<'a> Tx<'a> {
    pub(crate) fn new(handle: Handle<'a>, now: Timestamp, entropy: &'a Entropy, writing: bool) -> Tx<'a> {
        Tx { handle, now, entropy, writing, changes: 0, acts: 0 }
    }

    /// The time of this transaction.
    #[must_use]
    pub fn now(&self) -> Timestamp {
        self.now
    }

    /// The civil date in China of this transaction.
    #[must_use]
    pub fn today(&self) -> Date {
        clock::date_at(self.now)
    }

    /// A new id.
    #[must_use]
    pub fn id(&self) -> String {
        self.entropy.id(self.now)
    }

    /// Random bytes for secrets.
    #[must_use]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        self.entropy.bytes()
    }

    /// The engine beneath.
    #[must_use]
    pub fn engine(&self) -> Engine {
        match self.handle {
            Handle::Sqlite(_) => Engine::Sqlite,
            Handle::Postgres(_) => Engine::Postgres,
        }
    }

    /// All rows of a query in scope.
    ///
    /// # Errors
    /// [`DbError::Unscoped`] if the scope narrows and the statement has no `$scope(…)`; else what the engine says.
    pub fn rows(&mut self, scope: &Scope, sql: &str, values: &[Value]) -> Result<Vec<Row>, DbError> {
        let mut found = Vec::new();
        self.each(scope, sql, values, |row| {
            found.push(row);
            Ok(())
        })?;
        Ok(found)
    }

    /// The first row of a query in scope.
    ///
    /// # Errors
    /// As [`Tx::rows`].
    pub fn row(&mut self, scope: &Scope, sql: &str, values: &[Value]) -> Result<Option<Row>, DbError> {
        Ok(self.rows(scope, sql, values)?.into_iter().next())
    }

    /// Hands each row to `take` as it arrives, without keeping them.
    ///
    /// # Errors
    /// As [`Tx::rows`], and whatever `take` returns.
    pub fn each(
        &mut self,
        scope: &Scope,
        sql: &str,
        values: &[Value],
        take: impl FnMut(Row) -> Result<(), DbError>,
    ) -> Result<(), DbError> {
        let mut values = values.to_vec();
        let sql = scope.write_into(sql, &mut values)?;
        match &mut self.handle {
            Handle::Sqlite(connection) => sqlite::each(connection, &sql, &values, take),
            Handle::Postgres(link) => link.each(&sql, &values, take),
        }
    }

    /// Changes rows; answers how many. What was loaded before, in scope, says which.
    ///
    /// # Errors
    /// [`DbError::ReadOnly`] in a reading transaction, [`DbError::Duplicate`], else what the engine says.
    pub fn execute(&mut self, sql: &str, values: &[Value]) -> Result<u64, DbError> {
        if !self.writing {
            return Err(DbError::ReadOnly);
        }
        let changed = match &mut self.handle {
            Handle::Sqlite(connection) => sqlite::execute(connection, sql, values),
            Handle::Postgres(link) => link.execute(sql, values),
        }?;
        self.changes += changed;
        Ok(changed)
    }

    /// Prepares a statement without running it: the test that every statement is known to both engines.
    ///
    /// # Errors
    /// What the engine says of the statement.
    pub fn prepare(&mut self, sql: &str) -> Result<(), DbError> {
        let probe = Scope::units(vec!["u".into()], Some("p".into()));
        let parameters = (1..64).rev().find(|n| sql.contains(&format!("${n}"))).unwrap_or(0);
        let mut values = vec![Value::Null; parameters];
        let sql = if sql.contains("$scope(") { probe.write_into(sql, &mut values)? } else { sql.to_owned() };
        match &mut self.handle {
            Handle::Sqlite(connection) => sqlite::prepare(connection, &sql),
            Handle::Postgres(link) => link.prepare_only(&sql),
        }
    }

    pub(crate) fn count_act(&mut self) {
        self.acts += 1;
    }

    /// Refuses to let a change go without an act.
    pub(crate) fn check_acted(&self) -> Result<(), DbError> {
        if self.changes > 0 && self.acts == 0 { Err(DbError::ChangeWithoutAct) } else { Ok(()) }
    }
}

/// Names a room's statements once, so that a test can prepare each on both engines:
/// `statements! { /// What it finds. LETTER = "select …"; }` makes the constants and `STATEMENTS`.
#[macro_export]
macro_rules! statements {
    ($($(#[$doc:meta])* $name:ident = $sql:expr;)*) => {
        $($(#[$doc])* pub(crate) const $name: &str = $sql;)*
        /// Every statement of this file, by name.
        pub const STATEMENTS: &[(&str, &str)] = &[$((stringify!($name), $sql)),*];
    };
}
