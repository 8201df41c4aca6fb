//! Counts by month of receipt, office and kind, kept in the transaction of the change they count. Not here: reading them
//! (`figures`).

use kernel::{DbError, Tx, params};

use crate::coded::{Kind, State};
use crate::rating;
use crate::request::Request;
use crate::store::figure as sql;

/// What a change adds to the counts of a request's month, office and kind; below zero takes away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Change {
    pub received: i64,
    /// How many are open now.
    pub open: i64,
    pub closed: i64,
    pub in_time: i64,
    pub late: i64,
    pub rated: i64,
    pub excluded: i64,
    pub responded: i64,
    pub resolved: i64,
    pub satisfied: i64,
    pub unresolved: i64,
    pub reopened: i64,
}

/// One came in.
pub(crate) const RECEIVED: Change = Change {
    received: 1,
    open: 1,
    closed: 0,
    in_time: 0,
    late: 0,
    rated: 0,
    excluded: 0,
    responded: 0,
    resolved: 0,
    satisfied: 0,
    unresolved: 0,
    reopened: 0,
};

/// Adds a change to the counts of a month, office and kind.
pub(crate) fn add(
    tx: &mut Tx<'_>,
    (month, unit, kind): (&str, Option<&str>, Kind),
    change: &Change,
) -> Result<(), DbError> {
    let c = change;
    tx.execute(
        sql::COUNT,
        params![
            month,
            unit.unwrap_or_default(),
            kind.code(),
            c.received,
            c.closed,
            c.in_time,
            c.late,
            c.rated,
            c.excluded,
            c.responded,
            c.resolved,
            c.satisfied,
            c.unresolved,
            c.reopened,
            c.open
        ],
    )?;
    Ok(())
}

/// Adds a change to the counts of a request as it stands.
pub(crate) fn of(tx: &mut Tx<'_>, request: &Request, change: &Change) -> Result<(), DbError> {
    add(tx, (&request.month, request.unit.as_deref(), request.kind), change)
}

/// What a request adds to the counts as it stands: what it takes along when its office or kind changes.
fn share(tx: &mut Tx<'_>, request: &Request) -> Result<Change, DbError> {
    let given = rating::of(tx, &request.id)?;
    let counted = given.last().filter(|last| last.excluded.is_empty()).map(rating::weights_of);
    let excluded = given.iter().filter(|one| !one.excluded.is_empty()).count();
    // A petition under review was closed and counted before.
    let closed = !request.open || request.state == State::Reviewing;
    Ok(Change {
        received: 1,
        open: i64::from(request.open),
        closed: i64::from(closed),
        in_time: i64::from(closed && request.in_time == Some(true)),
        late: i64::from(closed && request.in_time == Some(false)),
        excluded: i64::try_from(excluded).unwrap_or(0),
        reopened: i64::from(request.reopened),
        ..counted.unwrap_or_default()
    })
}

/// The same, taken away.
pub(crate) fn taken_away(change: &Change) -> Change {
    let c = change;
    Change {
        received: -c.received,
        open: -c.open,
        closed: -c.closed,
        in_time: -c.in_time,
        late: -c.late,
        rated: -c.rated,
        excluded: -c.excluded,
        responded: -c.responded,
        resolved: -c.resolved,
        satisfied: -c.satisfied,
        unresolved: -c.unresolved,
        reopened: -c.reopened,
    }
}

/// Takes a request out of the counts with all it added.
pub(crate) fn left(tx: &mut Tx<'_>, request: &Request) -> Result<(), DbError> {
    let share = share(tx, request)?;
    of(tx, request, &taken_away(&share))
}

/// Takes a request from the counts of one place to another, with all it added.
pub(crate) fn moved(tx: &mut Tx<'_>, from: &Request, unit: Option<&str>, kind: Kind) -> Result<(), DbError> {
    let share = share(tx, from)?;
    of(tx, from, &taken_away(&share))?;
    add(tx, (&from.month, unit, kind), &share)
}

/// A closed request is taken up again: the closing counts no more, the next one will.
pub(crate) fn reopened(tx: &mut Tx<'_>, request: &Request) -> Result<(), DbError> {
    let (yes, no) = (i64::from(request.in_time == Some(true)), i64::from(request.in_time == Some(false)));
    let change = Change { open: 1, closed: -1, in_time: -yes, late: -no, reopened: 1, ..Change::default() };
    of(tx, request, &change)
}

/// Counts a request as closed.
pub(crate) fn closed(tx: &mut Tx<'_>, request: &Request, in_time: Option<bool>) -> Result<(), DbError> {
    let (yes, no) = (i64::from(in_time == Some(true)), i64::from(in_time == Some(false)));
    of(tx, request, &Change { open: -1, closed: 1, in_time: yes, late: no, ..Change::default() })
}

/// An answered petition is under review: open again, and still counted as closed; or the review is decided.
pub(crate) fn reviewing(tx: &mut Tx<'_>, request: &Request, begins: bool) -> Result<(), DbError> {
    of(tx, request, &Change { open: if begins { 1 } else { -1 }, ..Change::default() })
}

/// Adds to a row of the yearly report on information requests.
pub(crate) fn disclose(
    tx: &mut Tx<'_>,
    (year, unit): (i16, Option<&str>),
    line: &str,
    applicant: &str,
    n: i64,
) -> Result<(), DbError> {
    tx.execute(sql::DISCLOSE, params![year, unit.unwrap_or_default(), line, applicant, n])?;
    Ok(())
}
