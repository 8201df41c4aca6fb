//! The one thread that writes an embedded county. It commits many waiting requests with one sync to disk:
//! each runs inside its own savepoint, a failing one is undone alone, and every reply is sent after the commit.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crossbeam_channel::Receiver;
use jiff::Timestamp;
use rusqlite::Connection;

use super::job::Uncommitted;
use super::{ReadJob, WriteJob, apply, transaction};
use crate::clock::Clock;
use crate::db::Sources;
use crate::db::migrate::Schema;
use crate::db::{DbError, Handle, Tx};

/// At most this many requests share a commit, so that the first does not wait for a flood.
const BATCH: usize = 512;
/// A batch is closed after this long even if more is waiting.
const PATIENCE: Duration = Duration::from_millis(20);
/// While many are writing, a batch waits this long for as many as the one before it had: each commit costs a sync to
/// disk and every page it touched, so that few large ones carry far more than many small ones.
const COMPANY: Duration = Duration::from_millis(1);

pub(super) fn run(
    connection: &Connection,
    jobs: &Receiver<Box<dyn WriteJob>>,
    clock: &Clock,
    sources: &Sources,
    changes: &AtomicU64,
) {
    let mut expected = 1;
    while let Ok(first) = jobs.recv() {
        if let Err(error) = connection.execute_batch("begin immediate") {
            tracing::error!(%error, "a batch of writes could not start");
            first.settle(Err(DbError::from(error).into()));
            continue;
        }
        let opened = Instant::now();
        let mut done = vec![run_one(connection, first, clock.now(), sources)];
        while !connection.is_autocommit() && done.len() < BATCH && opened.elapsed() < PATIENCE {
            let next = match jobs.try_recv() {
                Err(_) if done.len() < expected => {
                    jobs.recv_timeout(COMPANY.saturating_sub(opened.elapsed())).ok()
                }
                next => next.ok(),
            };
            let Some(next) = next else { break };
            done.push(run_one(connection, next, clock.now(), sources));
        }
        expected = done.len();
        let committed = commit(connection).map_err(|error| {
            tracing::error!(%error, "a batch of writes was not committed");
            Uncommitted::from(error)
        });
        // Before anybody is answered: whoever asks after an answer finds the county changed.
        changes.fetch_add(1, Ordering::Release);
        for job in done {
            job.settle(committed.clone());
        }
    }
}

/// Commits the batch. On a full or failing disk the engine may have undone it all in the middle of a statement; what
/// ran before that statement is gone with it, and nothing that comes after may run outside a transaction.
fn commit(connection: &Connection) -> Result<(), DbError> {
    if connection.is_autocommit() {
        let message = "the disk failed within the transaction, and all of it was undone: make room, or look at the disk";
        return Err(DbError::Unavailable { message: message.to_owned() });
    }
    connection.execute_batch("commit").map_err(|error| {
        let _ = connection.execute_batch("rollback");
        DbError::from(error)
    })
}

fn run_one(
    connection: &Connection,
    mut job: Box<dyn WriteJob>,
    now: Timestamp,
    sources: &Sources,
) -> Box<dyn WriteJob> {
    let mut attempt = || -> Result<(), DbError> {
        connection.prepare_cached("savepoint one")?.raw_execute()?;
        let keep = job.run(&mut transaction(Handle::Sqlite(connection), now, sources, true));
        if connection.is_autocommit() {
            return Ok(());
        }
        if !keep {
            connection.prepare_cached("rollback to one")?.raw_execute()?;
        }
        connection.prepare_cached("release one")?.raw_execute()?;
        Ok(())
    };
    if let Err(error) = attempt() {
        // The savepoint itself failed: the commit below will fail too and settle the job with the reason.
        tracing::error!(%error, "a savepoint could not be kept");
    }
    job
}

pub(super) fn read(connection: &Connection, now: Timestamp, sources: &Sources, job: ReadJob) {
    if let Err(error) = connection.prepare_cached("begin").and_then(|mut begin| begin.raw_execute()) {
        tracing::error!(%error, "a reading transaction could not start");
        return job(Err(error.into()));
    }
    let mut tx = transaction(Handle::Sqlite(connection), now, sources, false);
    let work = std::panic::AssertUnwindSafe(|| job(Ok(&mut tx)));
    if std::panic::catch_unwind(work).is_err() {
        tracing::error!("a read stopped unexpectedly");
    }
    if let Err(error) = connection.prepare_cached("commit").and_then(|mut end| end.raw_execute()) {
        tracing::error!(%error, "a reading transaction could not end");
        let _ = connection.execute_batch("rollback");
    }
}

pub(super) fn migrate(
    connection: &Connection,
    now: Timestamp,
    sources: &Sources,
    schemas: &[Schema],
) -> Result<(), DbError> {
    within(connection, now, sources, |tx| apply(tx, schemas)).map(drop)
}

/// One transaction before the county is open: kept if the work succeeds.
pub(super) fn within<T, E: From<DbError>>(
    connection: &Connection,
    now: Timestamp,
    sources: &Sources,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    connection.execute_batch("begin immediate").map_err(DbError::from)?;
    let mut tx = transaction(Handle::Sqlite(connection), now, sources, true);
    match work(&mut tx) {
        Ok(done) => {
            connection.execute_batch("commit").map_err(DbError::from)?;
            Ok(done)
        }
        Err(error) => {
            let _ = connection.execute_batch("rollback");
            Err(error)
        }
    }
}
