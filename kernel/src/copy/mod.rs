//! Copies of a county: every table as frames, the same from either engine to either engine. Backups, restoring,
//! moving and changing the engine are all this. Sessions do not travel. Not here: where copies lie (server).

mod form;
mod stream;

use std::collections::BTreeMap;
use std::path::Path;

use thiserror::Error;

pub use stream::{Header, Receiver, Sender};

use crate::db::migrate::{self, Schema};
use crate::db::{DbError, Engine, Tx, Value};
use crate::files;
use crate::ledger::{self, Finding};
use crate::params;
use crate::scope::Scope;
use crate::seal::KeyError;

/// A part of a copy.
#[derive(Debug, Clone, PartialEq)]
pub enum Frame {
    /// The rows that follow are of this table.
    Table {
        /// Its name.
        name: String,
        /// Its columns.
        columns: Vec<String>,
    },
    /// A row.
    Row(Vec<Value>),
    /// An attachment.
    File {
        /// Its hash, by which it is found.
        hash: String,
        /// Its content.
        bytes: Vec<u8>,
    },
    /// Everything was sent.
    End {
        /// How many rows.
        rows: u64,
    },
}

/// Why a copy could not be made or received.
#[derive(Debug, Error)]
pub enum CopyError {
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// A key.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A file.
    #[error("{0}")]
    Io(#[from] std::io::Error),
    /// It has not the shape of a copy.
    #[error("the copy cannot be read: {0}")]
    Shape(&'static str),
    /// An attachment.
    #[error("attachment {hash}: {why}")]
    File {
        /// Which.
        hash: String,
        /// What is wrong.
        why: String,
    },
    /// There is something where it should go.
    #[error("there is a county already where the copy should go ({entries} entries in its ledger)")]
    NotEmpty {
        /// Entries in its ledger.
        entries: i64,
    },
    /// It was made by a newer program.
    #[error("the copy's “{0}” is newer than this program; install the newer one")]
    Newer(String),
    /// The target lacks a table or column.
    #[error("the copy has a table {0} this program does not know")]
    Unknown(String),
    /// Rows were lost on the way.
    #[error("{sent} rows were sent and {received} arrived; nothing was kept")]
    Lost {
        /// Rows sent.
        sent: u64,
        /// Rows arrived.
        received: u64,
    },
    /// The ledger that arrived does not hold.
    #[error("the ledger of the copy is broken at entry {seq}: {why}; nothing was kept")]
    Broken {
        /// Which entry.
        seq: i64,
        /// What is wrong.
        why: &'static str,
    },
}

/// What was copied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// Rows of each table.
    pub tables: BTreeMap<String, u64>,
    /// Attachments.
    pub files: u64,
    /// Entries of the ledger.
    pub entries: i64,
    /// Hash of the last, in hex.
    pub head: String,
}

/// Tables that stay behind: the target makes its own of the one, and nobody is signed in to a copy.
const LEFT: [&str; 2] = ["migration", "session"];

/// How many migrations of each room a county has.
///
/// # Errors
/// If it cannot be read.
pub fn versions(tx: &mut Tx<'_>) -> Result<BTreeMap<String, usize>, DbError> {
    let scope = Scope::county("the program's own schema");
    let rows =
        tx.rows(&scope, "select room, count(*) from migration group by room order by room", params![])?;
    rows.iter().map(|row| Ok((row.text(0)?, usize::try_from(row.int(1)?).unwrap_or_default()))).collect()
}

/// Names and columns of all tables, those that others refer to first.
fn tables(tx: &mut Tx<'_>) -> Result<Vec<(String, Vec<String>)>, DbError> {
    let scope = Scope::county("the program's own schema");
    let (names, columns) = match tx.engine() {
        Engine::Sqlite => (
            "select name from sqlite_master where type = 'table' and name not like 'sqlite%' order by rowid",
            "select name from pragma_table_info($1) order by cid",
        ),
        Engine::Postgres => (
            "select c.relname::text from pg_class c join pg_namespace n on n.oid = c.relnamespace \
             where n.nspname = current_schema() and c.relkind = 'r' order by c.oid",
            "select column_name::text from information_schema.columns \
             where table_schema = current_schema() and table_name = $1 order by ordinal_position",
        ),
    };
    let mut found = Vec::new();
    for row in tx.rows(&scope, names, params![])? {
        let name = row.text(0)?;
        if LEFT.contains(&name.as_str()) {
            continue;
        }
        let rows = tx.rows(&scope, columns, params![&name])?;
        found.push((name, rows.iter().map(|row| row.text(0)).collect::<Result<_, _>>()?));
    }
    Ok(found)
}

/// Sends every table and every attachment of a county, from one consistent state.
///
/// # Errors
/// If something cannot be read, and whatever `sink` returns.
pub fn send(
    tx: &mut Tx<'_>,
    folder: &Path,
    sink: &mut dyn FnMut(Frame) -> Result<(), CopyError>,
) -> Result<Copied, CopyError> {
    let scope = Scope::county("a copy is of the whole county");
    let mut copied = Copied { tables: BTreeMap::new(), files: 0, entries: 0, head: String::new() };
    let mut rows = 0;
    for (name, columns) in tables(tx)? {
        let sql = format!("select {} from {name}", columns.join(", "));
        let width = columns.len();
        sink(Frame::Table { name: name.clone(), columns })?;
        let (mut count, mut stopped) = (0, None);
        tx.each(&scope, &sql, &[], |row| {
            if stopped.is_none() {
                let cells = (0..width).map(|at| Ok(Value::from(row.cell(at)?)));
                let frame = Frame::Row(cells.collect::<Result<_, DbError>>()?);
                stopped = sink(frame).err();
                count += 1;
            }
            Ok(())
        })?;
        stopped.map_or(Ok(()), Err)?;
        rows += count;
        copied.tables.insert(name, count);
    }
    for row in tx.rows(&scope, "select hash from stored_file order by hash", params![])? {
        let hash = row.text(0)?;
        let bytes = std::fs::read(files::path_of(folder, &hash))
            .map_err(|error| CopyError::File { hash: hash.clone(), why: error.to_string() })?;
        sink(Frame::File { hash, bytes })?;
        copied.files += 1;
    }
    sink(Frame::End { rows })?;
    check_ledger(tx, &mut copied)?;
    Ok(copied)
}

/// Makes the tables as they were when the copy was made.
pub(crate) fn prepare(
    tx: &mut Tx<'_>,
    schemas: &[Schema],
    versions: &BTreeMap<String, usize>,
) -> Result<(), CopyError> {
    let mut all = Vec::new();
    for schema in std::iter::once(&crate::schema()).chain(schemas) {
        let wanted = versions.get(schema.room).copied().unwrap_or_default();
        let migrations =
            schema.migrations.get(..wanted).ok_or_else(|| CopyError::Newer(schema.room.to_owned()))?;
        all.push(Schema { room: schema.room, migrations, statements: &[] });
    }
    if let Some(room) = versions.keys().find(|room| !all.iter().any(|schema| schema.room == room.as_str())) {
        return Err(CopyError::Newer(room.clone()));
    }
    migrate::migrate(tx, &all)?;
    Ok(())
}

/// Receives a copy into tables that hold nothing yet; the caller commits only if this succeeds.
pub(crate) fn receive(
    tx: &mut Tx<'_>,
    folder: &Path,
    source: &mut dyn FnMut() -> Result<Option<Frame>, CopyError>,
) -> Result<Copied, CopyError> {
    let scope = Scope::county("a copy is received before anybody asks");
    if let Some(row) = tx.row(&scope, "select max(seq) from ledger", params![])?
        && let Some(entries) = row.get::<Option<i64>>(0)?
    {
        return Err(CopyError::NotEmpty { entries });
    }
    let known: BTreeMap<String, Vec<String>> = tables(tx)?.into_iter().collect();
    let mut copied = Copied { tables: BTreeMap::new(), files: 0, entries: 0, head: String::new() };
    let (mut insert, mut name, mut received) = (String::new(), String::new(), 0);
    loop {
        match source()?.ok_or(CopyError::Shape("it ends before its end"))? {
            Frame::Table { name: next, columns } => {
                let fits =
                    known.get(&next).is_some_and(|known| columns.iter().all(|one| known.contains(one)));
                if !fits {
                    return Err(CopyError::Unknown(next));
                }
                tx.execute(&format!("delete from {next}"), &[])?;
                let places: Vec<String> = (1..=columns.len()).map(|at| format!("${at}")).collect();
                insert =
                    format!("insert into {next} ({}) values ({})", columns.join(", "), places.join(", "));
                copied.tables.insert(next.clone(), 0);
                name = next;
            }
            Frame::Row(cells) => {
                tx.insert(&insert, &cells)?;
                received += 1;
                copied.tables.entry(name.clone()).and_modify(|count| *count += 1);
            }
            Frame::File { hash, bytes } => {
                let stored = files::store(folder, &bytes)
                    .map_err(|error| CopyError::File { hash: hash.clone(), why: error.to_string() })?;
                if stored.hash != hash {
                    return Err(CopyError::File { hash, why: "it is not what was stored".to_owned() });
                }
                copied.files += 1;
            }
            Frame::End { rows: sent } if sent == received => break,
            Frame::End { rows: sent } => return Err(CopyError::Lost { sent, received }),
        }
    }
    tx.send_later()?;
    check_ledger(tx, &mut copied)?;
    Ok(copied)
}

fn check_ledger(tx: &mut Tx<'_>, copied: &mut Copied) -> Result<(), CopyError> {
    match ledger::verify(tx)? {
        Finding::Intact { entries, head } => {
            (copied.entries, copied.head) = (entries, head);
            Ok(())
        }
        Finding::Broken { seq, why } => Err(CopyError::Broken { seq, why }),
    }
}
