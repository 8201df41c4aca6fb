//! One executor for two engines. SQL is written once, in the portable part that SQLite and PostgreSQL
//! share; parameters are `$1`, `$2`, … bound by their number. Not here: any statement of a domain.

mod later;
pub mod migrate;
mod postgres;
mod secure;
mod sqlite;
mod value;

use std::borrow::Cow;
use std::ops::ControlFlow;

use jiff::Timestamp;
use jiff::civil::Date;
use thiserror::Error;

use self::later::Later;
pub(crate) use self::postgres::PostgresLink;
pub(crate) use self::sqlite::{open_reader, open_writer};
pub use self::value::{Cell, FromValue, Row, Value};
use crate::clock;
use crate::ids::Entropy;
use crate::ledger;
use crate::scope::Scope;
use crate::seal::Keyring;

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
    /// The database cannot be used just now: its disk is full or cannot be written, its file is damaged, its server is
    /// not there. Nothing of what was asked is known to have happened; asking again later is safe.
    #[error("the database cannot be used just now: {message}")]
    Unavailable {
        /// What the engine said, and the way to mend it where one is known; no values.
        message: String,
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
    /// A key could not be used.
    #[error(transparent)]
    Key(#[from] crate::seal::KeyError),
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

/// What a transaction draws on beside its database.
pub(crate) struct Sources {
    pub(crate) entropy: Entropy,
    pub(crate) keyring: Keyring,
}

/// One transaction, reading or writing, at one moment.
pub struct Tx<'a> {
    handle: Handle<'a>,
    now: Timestamp,
    sources: &'a Sources,
    writing: bool,
    changes: u64,
    acts: u64,
    later: Later,
    head: Option<Head>,
}

/// The ledger's head as it stands in a transaction that has written acts.
pub(crate) struct Head {
    pub(crate) seq: i64,
    pub(crate) hash: Vec<u8>,
}

impl<'a> Tx<'a> {
    pub(crate) fn new(handle: Handle<'a>, now: Timestamp, sources: &'a Sources, writing: bool) -> Tx<'a> {
        Tx { handle, now, sources, writing, changes: 0, acts: 0, later: Later::default(), head: None }
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
        self.sources.entropy.id(self.now)
    }

    /// Random bytes for secrets.
    #[must_use]
    pub fn random<const N: usize>(&self) -> [u8; N] {
        self.sources.entropy.bytes()
    }

    pub(crate) fn keyring(&self) -> &Keyring {
        &self.sources.keyring
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
        self.step(scope, sql, values, &mut |row| {
            found.push(std::mem::take(row));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// The first row of a query in scope; those after it are not read.
    ///
    /// # Errors
    /// As [`Tx::rows`].
    pub fn row(&mut self, scope: &Scope, sql: &str, values: &[Value]) -> Result<Option<Row>, DbError> {
        let mut found = None;
        self.step(scope, sql, values, &mut |row| {
            found = Some(std::mem::take(row));
            Ok(ControlFlow::Break(()))
        })?;
        Ok(found)
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
        mut take: impl FnMut(&Row) -> Result<(), DbError>,
    ) -> Result<(), DbError> {
        self.step(scope, sql, values, &mut |row| take(row).map(ControlFlow::Continue))
    }

    fn step(
        &mut self,
        scope: &Scope,
        sql: &str,
        values: &[Value],
        take: &mut dyn FnMut(&mut Row) -> Result<ControlFlow<()>, DbError>,
    ) -> Result<(), DbError> {
        self.send_later()?;
        let mut values = Cow::Borrowed(values);
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
        self.send_later()?;
        let changed = match &mut self.handle {
            Handle::Sqlite(connection) => sqlite::execute(connection, sql, values),
            Handle::Postgres(link) => link.execute(sql, values),
        }?;
        self.changes += changed;
        Ok(changed)
    }

    /// Inserts a row nobody waits for: it is there for every later statement and when the transaction ends, but what
    /// the engine says of it may be said by one of those. On a server, rows of one statement travel together.
    ///
    /// # Errors
    /// As [`Tx::execute`], perhaps of an earlier row.
    pub fn insert(&mut self, sql: &str, values: &[Value]) -> Result<(), DbError> {
        if !self.writing {
            return Err(DbError::ReadOnly);
        }
        if matches!(self.handle, Handle::Postgres(_)) && self.later.keep(sql, values) {
            self.changes += 1;
            return Ok(());
        }
        self.execute(sql, values).map(drop)
    }

    /// Sends what [`Tx::insert`] kept.
    ///
    /// # Errors
    /// What the engine says of the rows.
    pub fn send_later(&mut self) -> Result<(), DbError> {
        if self.later.is_empty() {
            return Ok(());
        }
        for many in self.later.take() {
            if let Handle::Postgres(link) = &mut self.handle {
                link.execute(&many.sql, &many.values)?;
            }
        }
        Ok(())
    }

    /// Prepares a statement without running it: the test that every statement is known to both engines.
    ///
    /// # Errors
    /// What the engine says of the statement.
    pub fn prepare(&mut self, sql: &str) -> Result<(), DbError> {
        let probe = Scope::units(vec!["u".into()], Some("p".into()));
        let parameters = (1..64).rev().find(|n| sql.contains(&format!("${n}"))).unwrap_or(0);
        let mut values = Cow::Owned(vec![Value::Null; parameters]);
        let sql =
            if sql.contains("$scope(") { probe.write_into(sql, &mut values)? } else { Cow::Borrowed(sql) };
        match &mut self.handle {
            Handle::Sqlite(connection) => sqlite::prepare(connection, &sql),
            Handle::Postgres(link) => link.prepare_only(&sql),
        }
    }

    /// What the engine itself finds wrong with its file, at most ten sentences: pages that do not hold together, indexes
    /// that miss rows. A server looks after its own files: nothing is asked of it.
    ///
    /// # Errors
    /// If the file cannot even be looked at.
    pub fn damage(&mut self) -> Result<Vec<String>, DbError> {
        if self.engine() == Engine::Postgres {
            return Ok(Vec::new());
        }
        let scope = Scope::county("the whole file is looked at, no row of it");
        let mut found = Vec::new();
        for row in self.rows(&scope, "pragma integrity_check(10)", &[])? {
            found.push(row.get::<String>(0)?);
        }
        found.retain(|sentence| sentence != "ok");
        Ok(found)
    }

    /// The ledger's head after the last act of this transaction, if there was one.
    pub(crate) fn head(&mut self) -> Option<Head> {
        self.head.take()
    }

    /// Notes an act and where it left the ledger's head.
    pub(crate) fn count_act(&mut self, head: Head) {
        self.acts += 1;
        self.head = Some(head);
    }

    /// Ends the work of a transaction: what waits is written, and no change goes without an act.
    pub(crate) fn finish(&mut self) -> Result<(), DbError> {
        if self.changes > 0 && self.acts == 0 {
            return Err(DbError::ChangeWithoutAct);
        }
        ledger::keep_head(self)?;
        self.send_later()
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
