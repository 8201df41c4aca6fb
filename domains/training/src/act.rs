//! How this room's acts come into the ledger: what was done to which class, need or record. Not here: the ledger.

use kernel::ledger::{self, Act};
use kernel::{Actor, Fault, Tx};
use law::Record;
use serde_json::Value;

/// What an act was about: the kind of thing, its id, the unit and the person concerned.
#[derive(Clone, Copy)]
pub(crate) struct On<'a> {
    pub kind: &'a str,
    pub id: &'a str,
    pub unit: Option<&'a str>,
    pub person: Option<&'a str>,
}

impl<'a> On<'a> {
    /// A class of a unit.
    pub(crate) fn class(class: &'a crate::class::Class) -> On<'a> {
        On { kind: "class", id: &class.id, unit: Some(&class.unit), person: None }
    }

    /// Anything of the county.
    pub(crate) fn county(kind: &'a str, id: &'a str) -> On<'a> {
        On { kind, id, unit: None, person: None }
    }

    /// The same, about a person of a unit.
    pub(crate) fn about(mut self, unit: &'a str, person: &'a str) -> On<'a> {
        self.unit = Some(unit);
        self.person = Some(person);
        self
    }
}

/// Records an act.
pub(crate) fn note(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &str,
    on: On<'_>,
    facts: Value,
) -> Result<(), Fault> {
    resting_on(tx, actor, kind, on, (facts, None))
}

/// Records an act with the decision it rests on.
pub(crate) fn resting_on(
    tx: &mut Tx<'_>,
    actor: &Actor,
    kind: &str,
    on: On<'_>,
    (facts, decision): (Value, Option<&Record>),
) -> Result<(), Fault> {
    let act = Act { kind, subject: (on.kind, on.id), unit: on.unit, person: on.person, facts, decision };
    ledger::record(tx, actor, &act)?;
    Ok(())
}
