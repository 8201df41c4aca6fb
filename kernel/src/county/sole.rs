//! One program alone serves a schema of PostgreSQL: a lock of the server, held on a connection of its own for as long as
//! the county is open, and taken again when the server was restarted. Not here: the lock of a county in a folder.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, RecvTimeoutError};

use super::CountyError;
use crate::db::PostgresLink;

/// Between two looks whether the lock is still held.
const EACH: Duration = Duration::from_secs(2);
/// A program that has just stopped lets go only when the server has noticed; so long the next one waits for it.
const LETTING_GO: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(50);

/// Takes the lock of a schema.
///
/// # Errors
/// [`CountyError::Served`] if another program holds it, or the database.
pub(super) fn take(url: &str, schema: &str) -> Result<PostgresLink, CountyError> {
    let until = Instant::now() + LETTING_GO;
    let mut link = PostgresLink::connect(url, schema)?;
    while !link.lock()? {
        if Instant::now() >= until {
            return Err(CountyError::Served(schema.to_owned()));
        }
        thread::sleep(PAUSE);
    }
    Ok(link)
}

/// Holds the lock until the county closes. `lost` is true while another program has it.
pub(super) fn hold(
    link: PostgresLink,
    url: &str,
    schema: &str,
    closing: &Receiver<()>,
    lost: &Arc<AtomicBool>,
) {
    let mut held = Some(link);
    while closing.recv_timeout(EACH) == Err(RecvTimeoutError::Timeout) {
        if held.as_mut().is_some_and(|link| link.batch("select 1").is_ok()) {
            continue;
        }
        held = None;
        let Ok(mut link) = PostgresLink::connect(url, schema) else { continue };
        match link.lock() {
            Ok(true) => {
                lost.store(false, Ordering::Release);
                held = Some(link);
            }
            Ok(false) if !lost.swap(true, Ordering::AcqRel) => {
                tracing::error!(
                    schema,
                    "another program has taken this county over; this one writes no more"
                );
            }
            Ok(false) | Err(_) => {}
        }
    }
}
