//! How this room's acts come into the ledger. Not here: the ledger.

use kernel::ledger::{self, Act};
use kernel::{Actor, Fault, Tx};
use law::Record;
use serde_json::Value;

/// Records an act on a thing of a unit (empty: of the county), with the decision it rests on.
pub(crate) fn note(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &str,
    (subject, id, unit): (&str, &str, &str),
    (facts, decision): (Value, Option<&Record>),
) -> Result<(), Fault> {
    let unit = Some(unit).filter(|unit| !unit.is_empty());
    let act = Act { kind, subject: (subject, id), unit, person: None, facts, decision };
    ledger::record(tx, actor, &act)?;
    Ok(())
}

/// A decision as it is stored and drawn.
pub(crate) fn record_of<T: serde::Serialize>(decision: &law::decision::Decision<T>) -> Result<Record, Fault> {
    decision
        .record()
        .map_err(|error| kernel::DbError::Stored { what: "a decision", why: error.to_string() }.into())
}
