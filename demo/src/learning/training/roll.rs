//! How the roll of a demo class is kept. Not here: the rest of its life (`running`).

use std::collections::BTreeMap;

use kernel::{Actor, Fault, Role, Tx};
use training::form::Presence;
use training::roll::{self, Mark};
use training::session::{self, Session};
use training::{class, leave};

use super::announced;
use super::running::all;
use crate::living::course::World;

fn leader(tx: &mut Tx<'_>, world: &World, class: &str) -> Result<Actor, Fault> {
    let found = class::one(tx, &all(), class)?;
    match found.leader.as_deref().and_then(|leader| world.position(leader)) {
        Some(leader) => world.somebody(tx, leader),
        None => world.appointed(tx, Role::Trainer),
    }
}

/// The leader keeps the roll of one session: a few come late or leave early, whoever has leave is away.
pub(super) fn keep(tx: &mut Tx<'_>, world: &World, key: &str, part: usize) -> Result<(), Fault> {
    let class = world.id(&announced(key), 0)?;
    let sessions: Vec<Session> = session::of_class(tx, &class)?;
    let Some(session) = sessions.get(part) else { return Ok(()) };
    let leaves = leave::of_class(tx, &all(), &class)?;
    // Not by the id: a life that goes on after an interruption has other ids and the same chances.
    let chances = format!("roll-{key}-{part}");
    let mut entries = BTreeMap::new();
    for one in class::learners(tx, &all(), &class)? {
        let granted = leaves.iter().any(|leave| {
            leave.person == one.person && leave.session == session.id && leave.state == leave::State::Granted
        });
        let position = world.position(&one.person).unwrap_or(0);
        let mut throws = world.invention.dice.throws(&chances, position);
        let (absent, late, early) = (throws.chance(1), throws.chance(3), throws.chance(2));
        let mark = match (granted, absent, late, early) {
            (true, ..) => Mark::from(Presence::Leave),
            (false, true, ..) => Mark::from(Presence::Absent),
            (false, false, true, _) => {
                Mark { presence: Presence::Late, minutes: Some(session.plan.minutes - 20) }
            }
            (false, false, false, true) => {
                Mark { presence: Presence::Early, minutes: Some(session.plan.minutes - 45) }
            }
            (false, false, false, false) => Mark::from(Presence::Present),
        };
        entries.insert(one.person, mark);
    }
    let leader = leader(tx, world, &class)?;
    roll::keep(tx, &leader, &world.book, (&class, &session.id), &entries)
}
