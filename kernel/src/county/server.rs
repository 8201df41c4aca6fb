//! A county in a PostgreSQL schema: a few threads, each with its connection, run reads and writes.
//! A write that met a serialization failure or a deadlock runs again, a lost connection is opened anew.

use std::thread;
use std::time::Duration;

use crossbeam_channel::{Receiver, select};
use jiff::Timestamp;

use super::{ReadJob, WriteJob, apply, transaction};
use crate::clock::Clock;
use crate::db::Sources;
use crate::db::migrate::Schema;
use crate::db::{DbError, Handle, PostgresLink, Tx};

/// How often a write is run before its failure is the answer.
const TRIES: u32 = 6;

pub(super) fn run(
    url: &str,
    schema: &str,
    reads: &Receiver<ReadJob>,
    writes: &Receiver<Box<dyn WriteJob>>,
    clock: &Clock,
    sources: &Sources,
) {
    let mut link: Option<PostgresLink> = None;
    loop {
        select! {
            recv(reads) -> job => {
                let Ok(job) = job else { return };
                if let Some(link) = connected(&mut link, url, schema) {
                    read(link, clock.now(), sources, job);
                }
            }
            recv(writes) -> job => {
                let Ok(job) = job else { return };
                match connected(&mut link, url, schema) {
                    Some(link) => write(link, clock, sources, job),
                    None => job.settle(Err("the database cannot be reached".to_owned())),
                }
            }
        }
    }
}

/// Runs reads only: for a county that is inspected.
pub(super) fn run_reads(
    url: &str,
    schema: &str,
    reads: &Receiver<ReadJob>,
    clock: &Clock,
    sources: &Sources,
) {
    let mut link: Option<PostgresLink> = None;
    while let Ok(job) = reads.recv() {
        if let Some(link) = connected(&mut link, url, schema) {
            read(link, clock.now(), sources, job);
        }
    }
}

fn connected<'a>(
    link: &'a mut Option<PostgresLink>,
    url: &str,
    schema: &str,
) -> Option<&'a mut PostgresLink> {
    if link.as_ref().is_none_or(PostgresLink::is_closed) {
        *link = PostgresLink::connect(url, schema)
            .inspect_err(|error| tracing::error!(%error, "the database cannot be reached"))
            .ok();
    }
    link.as_mut()
}

fn read(link: &mut PostgresLink, now: Timestamp, sources: &Sources, job: ReadJob) {
    if let Err(error) = link.begin(false) {
        tracing::error!(%error, "a reading transaction could not start");
        return;
    }
    let mut tx = transaction(Handle::Postgres(link), now, sources, false);
    let work = std::panic::AssertUnwindSafe(|| job(&mut tx));
    if std::panic::catch_unwind(work).is_err() {
        tracing::error!("a read stopped unexpectedly");
    }
    let _ = link.end(false);
}

fn write(link: &mut PostgresLink, clock: &Clock, sources: &Sources, mut job: Box<dyn WriteJob>) {
    for attempt in 1..=TRIES {
        let ended = attempt_once(link, clock.now(), sources, job.as_mut());
        let again = match &ended {
            Ok(kept) => !kept && job.again(),
            Err(DbError::Engine { again, .. }) => *again && !link.is_closed(),
            Err(_) => false,
        };
        if !again || attempt == TRIES {
            job.settle(ended.map(|_| ()).map_err(|error| error.to_string()));
            return;
        }
        thread::sleep(Duration::from_millis(u64::from(attempt * attempt) * 3));
    }
}

fn attempt_once(
    link: &mut PostgresLink,
    now: Timestamp,
    sources: &Sources,
    job: &mut dyn WriteJob,
) -> Result<bool, DbError> {
    link.begin(true)?;
    let keep = job.run(&mut transaction(Handle::Postgres(link), now, sources, true));
    link.end(keep)?;
    Ok(keep)
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
