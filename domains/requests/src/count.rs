//! Counts by month of receipt, office and kind, kept in the transaction of the change they count. Not here: reading them
//! (`figures`).

use kernel::{DbError, Tx, params};

use crate::coded::Kind;
use crate::request::Request;
use crate::store::figure as sql;

/// What a change adds to the counts of a request's month, office and kind; below zero takes away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Change {
    pub received: i64,
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
            c.reopened
        ],
    )?;
    Ok(())
}

/// Adds a change to the counts of a request as it stands.
pub(crate) fn of(tx: &mut Tx<'_>, request: &Request, change: &Change) -> Result<(), DbError> {
    add(tx, (&request.month, request.unit.as_deref(), request.kind), change)
}

/// Takes a request from the counts of one place to another.
pub(crate) fn moved(tx: &mut Tx<'_>, from: &Request, unit: Option<&str>, kind: Kind) -> Result<(), DbError> {
    of(tx, from, &Change { received: -1, ..Change::default() })?;
    add(tx, (&from.month, unit, kind), &RECEIVED)
}

/// Counts a request as closed.
pub(crate) fn closed(tx: &mut Tx<'_>, request: &Request, in_time: Option<bool>) -> Result<(), DbError> {
    let (yes, no) = (i64::from(in_time == Some(true)), i64::from(in_time == Some(false)));
    of(tx, request, &Change { closed: 1, in_time: yes, late: no, ..Change::default() })
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
