//! What was read of a county and still holds: kept for as long as nothing was changed and the day is the same, so
//! that it is never older than the last write that was answered. Not here: what is worth keeping.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::civil::Date;

use super::County;
use crate::db::{DbError, Tx};

/// A state of a county: how many times it was changed since it was opened, and the day in China.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Moment {
    pub(super) changes: u64,
    pub(super) on: Date,
}

/// Answers of one kind of reading, by what was asked; those of the last state only.
pub struct Kept<K, T> {
    most: usize,
    shelf: Mutex<Shelf<K, T>>,
}

struct Shelf<K, T> {
    of: Option<Moment>,
    answers: HashMap<K, Arc<T>>,
}

impl<K, T> Kept<K, T>
where
    K: Eq + Hash + Clone + Send + 'static,
    T: Send + Sync + 'static,
{
    /// Keeps at most that many answers; what is beyond is read each time.
    #[must_use]
    pub fn new(most: usize) -> Kept<K, T> {
        Kept { most, shelf: Mutex::new(Shelf { of: None, answers: HashMap::new() }) }
    }

    /// The answer to `key`: the one kept, if the county is as it was, or what `work` reads now. `work` may look at
    /// nothing but `key`, the county and the day.
    ///
    /// # Errors
    /// What `work` returns, or that the county is closing.
    pub async fn read<E, F>(&self, county: &County, key: &K, work: F) -> Result<Arc<T>, E>
    where
        E: From<DbError> + Send + 'static,
        F: FnOnce(&mut Tx<'_>) -> Result<T, E> + Send + 'static,
    {
        // Asked before reading: a change in between makes what is read newer than it is said to be, never older.
        let Some(moment) = county.moment() else { return county.read(work).await.map(Arc::new) };
        if let Some(answer) = self.shelf(moment).answers.get(key) {
            return Ok(answer.clone());
        }
        let answer = Arc::new(county.read(work).await?);
        let mut shelf = self.shelf(moment);
        if shelf.of == Some(moment) && shelf.answers.len() < self.most {
            shelf.answers.insert(key.clone(), answer.clone());
        }
        Ok(answer)
    }

    /// The shelf, emptied if it holds answers of an earlier state.
    fn shelf(&self, moment: Moment) -> MutexGuard<'_, Shelf<K, T>> {
        let mut shelf = self.shelf.lock().unwrap_or_else(PoisonError::into_inner);
        if shelf.of.is_none_or(|of| of.changes < moment.changes || of.on != moment.on) {
            shelf.of = Some(moment);
            shelf.answers.clear();
        }
        shelf
    }
}
