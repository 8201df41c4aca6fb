//! Reads and writes as they wait for a thread: run, perhaps again, and settled once. Not here: the threads.

use tokio::sync::oneshot;

use crate::db::{DbError, Tx};

/// One read waiting for its turn: given its transaction, or why there is none.
pub(super) type ReadJob = Box<dyn FnOnce(Result<&mut Tx<'_>, DbError>) + Send>;

/// Why a commit was not made, for each of those whose writes were in it.
#[derive(Debug, Clone)]
pub(crate) struct Uncommitted {
    message: String,
    unavailable: bool,
}

impl From<DbError> for Uncommitted {
    fn from(error: DbError) -> Uncommitted {
        match error {
            DbError::Unavailable { message } => Uncommitted { message, unavailable: true },
            other => Uncommitted { message: other.to_string(), unavailable: false },
        }
    }
}

impl From<Uncommitted> for DbError {
    fn from(Uncommitted { message, unavailable }: Uncommitted) -> DbError {
        if unavailable { DbError::Unavailable { message } } else { DbError::Engine { message, again: false } }
    }
}

/// One write waiting for its turn: run perhaps several times, settled once.
pub(crate) trait WriteJob: Send {
    /// Runs the work; answers whether to keep it.
    fn run(&mut self, tx: &mut Tx<'_>) -> bool;
    /// Whether the last run failed in a way worth trying again.
    fn again(&self) -> bool;
    /// Replies, after the commit or its failure.
    fn settle(self: Box<Self>, committed: Result<(), Uncommitted>);
}

pub(super) struct Pending<T, E, F> {
    pub(super) work: F,
    pub(super) result: Option<Result<T, E>>,
    pub(super) again: bool,
    pub(super) reply: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> WriteJob for Pending<T, E, F>
where
    T: Send,
    E: From<DbError> + Send + Retry,
    F: Fn(&mut Tx<'_>) -> Result<T, E> + Send,
{
    fn run(&mut self, tx: &mut Tx<'_>) -> bool {
        let work = std::panic::AssertUnwindSafe(|| (self.work)(tx));
        let result = std::panic::catch_unwind(work).unwrap_or_else(|_| {
            let message = "the work stopped unexpectedly; nothing was changed".to_owned();
            Err(E::from(DbError::Engine { message, again: false }))
        });
        let result = result.and_then(|done| tx.finish().map(|()| done).map_err(E::from));
        let keep = result.is_ok();
        self.again = result.as_ref().is_err_and(Retry::again);
        self.result = Some(result);
        keep
    }

    fn again(&self) -> bool {
        self.again
    }

    fn settle(self: Box<Self>, committed: Result<(), Uncommitted>) {
        let result = match (committed, self.result) {
            // Why the work itself failed says more than that its transaction went with it.
            (Err(_), Some(Err(own))) => Err(own),
            (Err(uncommitted), _) => Err(E::from(DbError::from(uncommitted))),
            (Ok(()), Some(result)) => result,
            (Ok(()), None) => Err(E::from(stopped())),
        };
        // The asker may have gone away; what was committed stays committed.
        let _ = self.reply.send(result);
    }
}

/// An error that may be worth trying again: a serialization failure or a deadlock of PostgreSQL.
pub trait Retry {
    /// Whether to run the work again.
    fn again(&self) -> bool {
        false
    }
}

impl Retry for DbError {
    fn again(&self) -> bool {
        matches!(self, DbError::Engine { again: true, .. })
    }
}

pub(super) fn stopped() -> DbError {
    DbError::Unavailable { message: "the county is closing".to_owned() }
}
