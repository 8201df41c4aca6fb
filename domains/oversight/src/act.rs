//! How this room's acts come into the ledger. Not here: the ledger.

use kernel::ledger::{self, Act};
use kernel::{Actor, Fault, Refusal, Scope, Tx};
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

/// Whether somebody has done an act of one of these kinds to a thing, of a version if it has any: nobody reviews what is
/// their own, whichever hand sent it in last.
pub(crate) fn did(
    tx: &mut Tx<'_>,
    actor: &Actor,
    (subject, id, version): (&str, &str, Option<i64>),
    kinds: &[&str],
) -> Result<bool, Fault> {
    let scope = Scope::county("who had a hand in it is looked up before somebody reviews it");
    let acts = ledger::history(tx, &scope, subject, id)?;
    Ok(acts.iter().any(|act| {
        let same = act.account == actor.account || (act.person.is_some() && act.person == actor.person);
        same && kinds.contains(&act.kind.as_str()) && version.is_none_or(|number| is_of(&act.facts, number))
    }))
}

fn is_of(facts: &str, version: i64) -> bool {
    serde_json::from_str::<Value>(facts)
        .is_ok_and(|facts| facts.get("version").and_then(Value::as_i64) == Some(version))
}

/// A refusal where what is to be reviewed is the actor's own.
pub(crate) fn not_own(
    tx: &mut Tx<'_>,
    actor: &Actor,
    of: (&str, &str, Option<i64>),
    kinds: &[&str],
) -> Result<(), Fault> {
    if did(tx, actor, of, kinds)? {
        let (zh, en) = (
            "此件由您起草或者提出，须由另一人审核。",
            "You drafted or asked for this; somebody else must review it.",
        );
        return Err(Refusal::new(zh, en).into());
    }
    Ok(())
}

/// A decision as it is stored and drawn.
pub(crate) fn record_of<T: serde::Serialize>(decision: &law::decision::Decision<T>) -> Result<Record, Fault> {
    decision
        .record()
        .map_err(|error| kernel::DbError::Stored { what: "a decision", why: error.to_string() }.into())
}
