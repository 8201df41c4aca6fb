//! A small county lived to the end: it can be, twice alike, and on from any interruption.

use demo::{Plan, Summary};
use kernel::County;
use kernel::county::Place;

fn plan(people: u32) -> Plan {
    Plan { people, ..Plan::default() }
}

fn live(folder: &std::path::Path, plan: Plan) -> Summary {
    let opening = demo::opening(Place::Folder(folder.to_owned()), &plan);
    let county = County::open(&opening, &demo::schemas(), true).expect("a county");
    demo::live(&county, &opening.clock, plan, &|_| {}).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn the_same_seed_lives_the_same_ledger() {
    let (one, two) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let first = live(one.path(), plan(48));
    let second = live(two.path(), plan(48));
    assert_eq!(first, second);
    println!("{first:?}");
}
