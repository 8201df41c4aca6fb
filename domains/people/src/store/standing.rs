//! Statements on leave, sanctions and investigations.

use kernel::{DbError, Row};

use super::person::in_reach;
use crate::standing::{Investigation, Leave, Sanction};

kernel::statements! {
    LEAVE_ADD = "insert into leave_record (id, person_id, year, kind, from_on, half_days, note, recorded_at) \
        values ($1, $2, $3, $4, $5, $6, $7, $8)";
    LEAVE_WITHDRAW = "update leave_record set withdrawn_at = $2 where id = $1 and withdrawn_at is null";
    LEAVES = concat!("select l.id, l.person_id, l.kind, l.from_on, l.half_days, l.note from leave_record l \
        where l.person_id = $1 and l.withdrawn_at is null and ", in_reach!("l.person_id"), " order by l.from_on desc, l.id");
    LEAVES_IN = concat!("select l.id, l.person_id, l.kind, l.from_on, l.half_days, l.note from leave_record l \
        where l.person_id = $1 and l.year = $3 and l.withdrawn_at is null and ", in_reach!("l.person_id"),
        " order by l.from_on, l.id");
    LEAVE_OF = "select l.person_id from leave_record l where l.id = $1 and l.withdrawn_at is null";
    SANCTION_ADD = "insert into sanction (id, person_id, kind, decided_on, document, recorded_at) \
        values ($1, $2, $3, $4, $5, $6)";
    SANCTION_LIFT = "update sanction set lifted_on = $2 where id = $1 and lifted_on is null";
    SANCTION_WITHDRAW = "update sanction set withdrawn_at = $2 where id = $1 and withdrawn_at is null";
    SANCTIONS = concat!("select s.id, s.person_id, s.kind, s.decided_on, s.document, s.lifted_on from sanction s \
        where s.person_id = $1 and s.withdrawn_at is null and ", in_reach!("s.person_id"), " order by s.decided_on desc, s.id");
    SANCTION_OF = "select s.person_id, s.decided_on from sanction s where s.id = $1 and s.withdrawn_at is null";
    SANCTION_SAME = "select 1 from sanction s where s.person_id = $1 and s.kind = $2 and s.decided_on = $3 \
        and s.withdrawn_at is null";
    INVESTIGATION_ADD = "insert into investigation (id, person_id, opened_on, document, recorded_at) \
        values ($1, $2, $3, $4, $5)";
    INVESTIGATION_CLOSE = "update investigation set closed_on = $2, outcome = $3 where id = $1 and closed_on is null";
    INVESTIGATIONS = concat!("select i.id, i.person_id, i.opened_on, i.document, i.closed_on, i.outcome from investigation i \
        where i.person_id = $1 and ", in_reach!("i.person_id"), " order by i.opened_on desc, i.id");
    INVESTIGATION_OF = "select i.person_id, i.opened_on from investigation i where i.id = $1 and i.closed_on is null";
    INVESTIGATION_OPEN = "select 1 from investigation i where i.person_id = $1 and i.closed_on is null";
}

/// A leave from a row.
pub(crate) fn leave(row: &Row) -> Result<Leave, DbError> {
    Ok(Leave {
        id: row.text(0)?,
        person: row.text(1)?,
        kind: row.get(2)?,
        from_on: row.get(3)?,
        half_days: row.int(4)?,
        note: row.text(5)?,
    })
}

/// A sanction from a row.
pub(crate) fn sanction(row: &Row) -> Result<Sanction, DbError> {
    let id = row.text(2)?;
    let kind = crate::standing::sanction_kind(&id)
        .ok_or_else(|| DbError::Stored { what: "a sanction", why: format!("kind {id}") })?;
    Ok(Sanction {
        id: row.text(0)?,
        person: row.text(1)?,
        kind,
        decided_on: row.get(3)?,
        document: row.text(4)?,
        lifted_on: row.get(5)?,
    })
}

/// An investigation from a row.
pub(crate) fn investigation(row: &Row) -> Result<Investigation, DbError> {
    Ok(Investigation {
        id: row.text(0)?,
        person: row.text(1)?,
        opened_on: row.get(2)?,
        document: row.text(3)?,
        closed_on: row.get(4)?,
        outcome: row.get(5)?,
    })
}
