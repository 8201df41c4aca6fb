//! Power cuts: the program ended without a word at random points under load, again and again on the same county.

use std::thread;
use std::time::Duration;

use rand::RngExt;
use rand::SeedableRng;
use rand_pcg::Pcg64;

use super::{End, Ground};
use crate::house::{House, Place, Stopped, copy};
use crate::kept;
use crate::load::{self, Met, Worker};

/// Cuts, and after each everything acknowledged so far is there once.
pub fn cut(ground: &Ground) -> Result<End, Stopped> {
    let folder = ground.work.join("power");
    copy(&ground.county, &folder)?;
    let place = Place::folder(&folder);
    let rounds = if ground.short { 4 } else { 100 };
    let mut chance = Pcg64::seed_from_u64(ground.seed);
    let (mut all, mut entries) = (Met::default(), 0);
    let mut who: Option<Worker> = None;
    for round in 0..rounds {
        let house = House::open(&ground.program, &place)?;
        let at = house.at;
        let worker = match who.take() {
            Some(worker) => worker,
            None => Worker::find(at)?,
        };
        let wait = Duration::from_millis(chance.random_range(100..1200));
        let (met, _) = load::run(at, &worker, &format!("power-{round}"), || {
            thread::sleep(wait);
            house.kill();
            Ok(())
        })?;
        met.nothing_wrong()?;
        all.add(met);
        who = Some(worker);
        let found = kept::check(&ground.program, &place, &all.acknowledged)?;
        if found < entries {
            return Err(format!("the ledger had {entries} entries and has {found}").into());
        }
        entries = found;
    }
    let acknowledged = all.acknowledged.len();
    if acknowledged < rounds {
        return Err(format!("only {acknowledged} records were acknowledged: no load").into());
    }
    Ok(End::Held(format!(
        "{rounds} cuts, {acknowledged} records acknowledged, each there once; {entries} entries hold"
    )))
}
