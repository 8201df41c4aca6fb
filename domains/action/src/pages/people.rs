//! Choosing people in forms without scripts: those chosen already, those a name finds, then those of a unit. Not here:
//! who may be chosen.

use kernel::{Fault, Tx};
use web::components::field::Choice;

/// As many as are shown of those a name finds.
const FOUND: u32 = 20;

/// The people a form offers.
pub struct Offered {
    /// Chosen, found, near; each once.
    pub people: Vec<duty::evidence::Colleague>,
    /// How many the name found.
    pub found: usize,
}

/// The people to choose from: `chosen` by id, those `named` finds, those who sit in `unit`; without `but`.
///
/// # Errors
/// If they cannot be read.
pub fn offer(
    tx: &mut Tx<'_>,
    chosen: &[String],
    named: &str,
    (unit, but): (Option<&str>, &str),
) -> Result<Offered, Fault> {
    let mut people: Vec<duty::evidence::Colleague> = Vec::new();
    let mut add = |one: duty::evidence::Colleague| {
        if one.id != but && !people.iter().any(|known| known.id == one.id) {
            people.push(one);
        }
    };
    for id in chosen {
        if let Some(one) = duty::evidence::colleague_of(tx, id)? {
            add(one);
        }
    }
    let mut count = 0;
    if !named.trim().is_empty() {
        let found = duty::evidence::colleagues_named(tx, but, named.trim(), FOUND)?;
        count = found.len();
        found.into_iter().for_each(&mut add);
    }
    if let Some(unit) = unit {
        duty::evidence::colleagues(tx, unit)?.into_iter().for_each(&mut add);
    }
    Ok(Offered { people, found: count })
}

impl Offered {
    /// As choices: name, and the unit beneath.
    #[must_use]
    pub fn choices(&self) -> Vec<Choice> {
        self.people.iter().map(|one| Choice::new(&*one.id, &*one.name).explained(&*one.unit)).collect()
    }

    /// As choices of one line: name and unit.
    #[must_use]
    pub fn lines(&self) -> Vec<Choice> {
        self.people.iter().map(|one| Choice::new(&*one.id, format!("{} {}", one.name, one.unit))).collect()
    }
}
