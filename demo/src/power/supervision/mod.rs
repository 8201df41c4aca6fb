//! Supervision in the demo county: what people declare, two peer reviews, and steps that stood still. The steps are those
//! that stood still in the life of the other rooms. Not here: when (`living`).

mod declaring;
mod reviewing;
mod standing;

use kernel::{Actor, Fault, Role, Tx};
use serde::Deserialize;

pub use declaring::{confirm, declare, withdraw};
pub use reviewing::{answer, begin_first, begin_second, hand_in_second, look, settle};
pub use standing::{ask, note, reach_today, remind, remind_late};

use crate::DemoError;
use crate::living::course::World;

/// What is invented for this room.
#[derive(Debug, Clone, Deserialize)]
struct Told {
    finance: Vec<String>,
    project: Vec<String>,
    appointment: Vec<String>,
    firms: Vec<String>,
    purpose: String,
    question: String,
    words: String,
    finding: Vec<Found>,
    interest: Vec<Tie>,
    contact: Vec<Talk>,
    recusal: Vec<Matter>,
}

#[derive(Debug, Clone, Deserialize)]
struct Found {
    clause: String,
    says: String,
    answer: String,
    recheck: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Tie {
    kind: String,
    holder: String,
    what: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Talk {
    occasion: String,
    said: String,
}

#[derive(Debug, Clone, Deserialize)]
struct Matter {
    about: String,
    firm: usize,
    arrangement: Option<String>,
}

fn told() -> Result<Told, DemoError> {
    toml::from_str(include_str!("../../../data/supervision.toml"))
        .map_err(|error| DemoError::Data { file: "supervision.toml", why: error.to_string() })
}

/// The id of a unit.
fn unit_id(world: &World, at: usize) -> Result<String, Fault> {
    world.id("units", at)
}

/// The head of a unit as an actor; none where somebody else holds the post by now.
fn head(tx: &mut Tx<'_>, world: &World, unit: usize) -> Result<Option<Actor>, Fault> {
    let Some(person) = world.invention.head_of(unit) else { return Ok(None) };
    if !world.is_present(person) {
        return Ok(None);
    }
    let (actor, id) = (world.somebody(tx, person)?, unit_id(world, unit)?);
    let holds = actor.units_as(Role::Head).any(|held| held == id);
    Ok(holds.then_some(actor))
}

/// Pairs of peers: the first four towns with heads and staff; in a small county the first two, both ways.
fn pairs(world: &World) -> Vec<(usize, usize)> {
    let county = &world.invention;
    let fit = |kind: &str| -> Vec<usize> {
        let of = |at: &usize| county.units[*at].kind == kind && county.head_of(*at).is_some();
        (0..county.units.len()).filter(of).filter(|at| county.in_unit(*at).count() > 1).take(4).collect()
    };
    let mut units = fit("township");
    if units.len() < 2 {
        units = fit("office");
    }
    match units[..] {
        [a, b, c, d] => vec![(a, b), (c, d)],
        [a, b, ..] => vec![(a, b), (b, a)],
        _ => Vec::new(),
    }
}
