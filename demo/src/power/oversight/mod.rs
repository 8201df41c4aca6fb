//! Powers in the demo county: the catalogue, documents of different ages, the lists of the towns, tasks sent down, one
//! admission, one adjustment, and evaluations. Not here: when (`living`).

mod founding;
mod running;

use kernel::{Actor, Fault, Role, Tx};
use serde::Deserialize;

pub use founding::found;
pub use running::{change_lists, evaluate, finish, reach_today, send};

use crate::DemoError;
use crate::living::course::World;

/// What is invented for this room.
#[derive(Debug, Clone, Deserialize)]
struct Told {
    document_of_lists: String,
    document_of_items: String,
    place: String,
    town_place: String,
    hours: String,
    remedy: String,
    item: Vec<ToldItem>,
    document: Vec<[String; 9]>,
    /// Keys of documents whose place of publication was not at hand.
    unpublished: Vec<String>,
    duties: ToldDuties,
    task: Vec<ToldTask>,
}

#[derive(Debug, Clone, Deserialize)]
struct ToldItem {
    office: String,
    name: String,
    kind: String,
    words: String,
    basis: String,
    #[serde(default)]
    doc: String,
    #[serde(default)]
    founds: bool,
    #[serde(default)]
    law: String,
    promise: String,
    /// Where the remedy is another than for most items.
    #[serde(default)]
    remedy: String,
    #[serde(default)]
    materials: String,
    #[serde(default)]
    conditions: String,
    #[serde(default)]
    fee: String,
    #[serde(default)]
    fee_basis: String,
}

#[derive(Debug, Clone, Deserialize)]
struct ToldDuties {
    basic: Vec<[String; 2]>,
    cooperating: Vec<[String; 5]>,
    taken: Vec<[String; 4]>,
}

#[derive(Debug, Clone, Deserialize)]
struct ToldTask {
    office: String,
    list: String,
    duty: String,
    title: String,
    what: String,
}

fn told() -> Result<Told, DemoError> {
    toml::from_str(include_str!("../../../data/powers.toml"))
        .map_err(|error| DemoError::Data { file: "powers.toml", why: error.to_string() })
}

/// The id of a unit.
fn unit_id(world: &World, at: usize) -> Result<String, Fault> {
    world.id("units", at)
}

/// The head of a unit as an actor; none where nobody of the invention holds the post by now.
fn head(tx: &mut Tx<'_>, world: &World, unit: usize) -> Result<Option<Actor>, Fault> {
    let Some(person) = world.invention.head_of(unit).filter(|person| world.is_present(*person)) else {
        return Ok(None);
    };
    let (actor, id) = (world.somebody(tx, person)?, unit_id(world, unit)?);
    let holds = actor.units_as(Role::Head).any(|held| held == id);
    Ok(holds.then_some(actor))
}

/// The towns, by their position.
fn towns(world: &World) -> Vec<usize> {
    let units = &world.invention.units;
    (0..units.len()).filter(|at| units[*at].kind == "township").collect()
}
