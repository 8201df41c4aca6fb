//! Transfer 学习转化: what learners mean to use at work, what they tried, and who saw it. “Transferred” is what was done
//! as intended and seen by another. Not here: the climate around it (room `diagnosis`), hours (room `training`).

use kernel::{DbError, Scope, Tx, params};

use crate::store::transfer as sql;

/// What one learner of a class tried at work, as others saw it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Confirmed {
    /// The learner.
    pub person: String,
    /// Applications intended.
    pub intended: i64,
    /// Attempts recorded.
    pub attempts: i64,
    /// Attempts somebody else saw.
    pub seen: i64,
    /// Attempts done as intended and seen by another.
    pub transferred: i64,
    /// What the witnesses rated (1 to 5 each), summed over [`Confirmed::seen`].
    pub ratings: i64,
}

impl Confirmed {
    /// The mean of what witnesses rated, 1 to 5: the outcome as others see it; `None` where nobody saw anything.
    #[must_use]
    pub fn rating(&self) -> Option<f64> {
        let seen = i32::try_from(self.seen).ok().filter(|seen| *seen > 0)?;
        Some(f64::from(i32::try_from(self.ratings).ok()?) / f64::from(seen))
    }
}

/// What the learners of a class tried at work, one line for each who intended something, in scope; in the order of
/// their ids, which says nothing about them.
///
/// # Errors
/// If it cannot be read.
pub fn confirmed(tx: &mut Tx<'_>, scope: &Scope, class: &str) -> Result<Vec<Confirmed>, DbError> {
    tx.rows(scope, sql::CONFIRMED, params![class])?
        .iter()
        .map(|row| {
            Ok(Confirmed {
                person: row.text(0)?,
                intended: row.int(1)?,
                attempts: row.int(2)?,
                seen: row.int(3)?,
                transferred: row.int(4)?,
                ratings: row.int(5)?,
            })
        })
        .collect()
}
