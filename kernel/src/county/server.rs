//! A county in a PostgreSQL schema: a few threads, each with its connection, run reads and writes.
//! A write that met a serialization failure or a deadlock runs again; a lost connection is opened anew, and what had not
//! begun, or was certainly undone with the connection, then runs there. Not here: that one program alone serves the
//! schema (`sole`).

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, select};
use jiff::Timestamp;

use super::job::Uncommitted;
use super::{ReadJob, WriteJob, apply, transaction};
use crate::clock::Clock;
use crate::db::Sources;
use crate::db::migrate::Schema;
use crate::db::{DbError, Handle, PostgresLink, Tx};

/// How often a write is run before its failure is the answer.
const TRIES: u32 = 6;
/// For so long a request waits for a database that is being restarted before it is told so.
const PATIENCE: Duration = Duration::from_secs(8);
/// Between two attempts to reach it.
const PAUSE: Duration = Duration::from_millis(150);

/// Where a thread finds its schema, and with what it works.
#[derive(Clone)]
pub(super) struct Post {
    pub(super) url: String,
    pub(super) schema: String,
    pub(super) clock: Clock,
    pub(super) sources: Arc<Sources>,
    /// Whether another program has taken the schema over: then this one writes no more.
    pub(super) lost: Arc<AtomicBool>,
}

pub(super) fn run(post: &Post, reads: &Receiver<ReadJob>, writes: &Receiver<Box<dyn WriteJob>>) {
    let mut link: Option<PostgresLink> = None;
    loop {
        select! {
            recv(reads) -> job => {
                let Ok(job) = job else { return };
                read(&mut link, post, job);
            }
            recv(writes) -> job => {
                let Ok(job) = job else { return };
                write(&mut link, post, job);
            }
        }
    }
}

/// Runs reads only: for a county that is inspected.
pub(super) fn run_reads(post: &Post, reads: &Receiver<ReadJob>) {
    let mut link: Option<PostgresLink> = None;
    while let Ok(job) = reads.recv() {
        read(&mut link, post, job);
    }
}

/// A connection with a transaction begun; one that was lost is opened anew until patience ends.
fn begun<'a>(
    link: &'a mut Option<PostgresLink>,
    post: &Post,
    writing: bool,
    until: Instant,
) -> Result<&'a mut PostgresLink, DbError> {
    loop {
        let begun = open(link, post).and_then(|link| link.begin(writing));
        let Err(error) = begun else { break };
        if !matches!(error, DbError::Unavailable { .. }) {
            return Err(error);
        }
        *link = None;
        if Instant::now() >= until {
            tracing::error!(%error, "the database cannot be reached");
            return Err(error);
        }
        thread::sleep(PAUSE);
    }
    link.as_mut().ok_or_else(super::stopped)
}

fn open<'a>(link: &'a mut Option<PostgresLink>, post: &Post) -> Result<&'a mut PostgresLink, DbError> {
    if link.as_ref().is_none_or(PostgresLink::is_closed) {
        *link = Some(PostgresLink::connect(&post.url, &post.schema)?);
    }
    link.as_mut().ok_or_else(super::stopped)
}

fn read(link: &mut Option<PostgresLink>, post: &Post, job: ReadJob) {
    let ready = match begun(link, post, false, Instant::now() + PATIENCE) {
        Ok(ready) => ready,
        Err(error) => return job(Err(error)),
    };
    let mut tx = transaction(Handle::Postgres(ready), post.clock.now(), &post.sources, false);
    let work = std::panic::AssertUnwindSafe(|| job(Ok(&mut tx)));
    if std::panic::catch_unwind(work).is_err() {
        tracing::error!("a read stopped unexpectedly");
    }
    if ready.end(false).is_err() {
        *link = None;
    }
}

/// What one attempt at a write came to.
enum Attempt {
    /// It ran and was kept, or was undone because the work refused.
    Ended,
    /// Undone with certainty, and worth running again: so often, or as long as there is patience.
    Undone(DbError),
    /// The answer to the commit did not arrive. It may have happened, so it must not be run again here.
    Unknown(DbError),
    /// It failed, and would again.
    Failed(DbError),
}

fn write(link: &mut Option<PostgresLink>, post: &Post, mut job: Box<dyn WriteJob>) {
    let until = Instant::now() + PATIENCE;
    let mut tries = 0;
    loop {
        if post.lost.load(Ordering::Acquire) {
            let message = "another program serves this county now; stop one of the two".to_owned();
            return job.settle(Err(DbError::Unavailable { message }.into()));
        }
        tries += 1;
        let attempt = attempt_once(link, post, job.as_mut(), until);
        if !matches!(attempt, Attempt::Ended) && link.as_ref().is_none_or(PostgresLink::is_closed) {
            *link = None;
        }
        match attempt {
            Attempt::Ended if !job.again() || tries >= TRIES => return job.settle(Ok(())),
            Attempt::Undone(error) if tries >= TRIES && Instant::now() >= until => {
                return job.settle(Err(Uncommitted::from(error)));
            }
            Attempt::Unknown(error) | Attempt::Failed(error) => {
                tracing::error!(%error, "a write was not committed");
                return job.settle(Err(Uncommitted::from(error)));
            }
            Attempt::Ended => thread::sleep(Duration::from_millis(u64::from(tries * tries) * 3)),
            Attempt::Undone(_) => thread::sleep(PAUSE),
        }
    }
}

fn attempt_once(
    link: &mut Option<PostgresLink>,
    post: &Post,
    job: &mut dyn WriteJob,
    until: Instant,
) -> Attempt {
    let ready = match begun(link, post, true, until) {
        Ok(ready) => ready,
        Err(error) => return Attempt::Failed(error),
    };
    let keep = job.run(&mut transaction(Handle::Postgres(ready), post.clock.now(), &post.sources, true));
    // The work has heard of the lost connection and answers with it; without a commit nothing of it is there.
    if ready.is_closed() {
        let message = "the connection to the database was lost".to_owned();
        return Attempt::Undone(DbError::Unavailable { message });
    }
    match ready.end(keep) {
        Ok(()) => Attempt::Ended,
        Err(error @ DbError::Unavailable { .. }) if keep => Attempt::Unknown(error),
        Err(error @ DbError::Unavailable { .. }) => Attempt::Undone(error),
        Err(error @ DbError::Engine { again: true, .. }) => Attempt::Undone(error),
        Err(error) => Attempt::Failed(error),
    }
}

pub(super) fn migrate(
    link: &mut PostgresLink,
    now: Timestamp,
    sources: &Sources,
    schemas: &[Schema],
) -> Result<(), DbError> {
    within(link, now, sources, |tx| apply(tx, schemas)).map(drop)
}

/// One transaction before the county is open: kept if the work succeeds.
pub(super) fn within<T, E: From<DbError>>(
    link: &mut PostgresLink,
    now: Timestamp,
    sources: &Sources,
    work: impl FnOnce(&mut Tx<'_>) -> Result<T, E>,
) -> Result<T, E> {
    link.batch(&format!("create schema if not exists {}", link.schema()))?;
    link.begin(true)?;
    let mut tx = transaction(Handle::Postgres(link), now, sources, true);
    let done = work(&mut tx);
    link.end(done.is_ok())?;
    done
}
