//! PostgreSQL restarted under load, once told to and once as by a power cut of its own.

use std::thread;
use std::time::Duration;

use super::{End, Ground};
use crate::cluster::{self, Cluster};
use crate::house::{House, Place, Program, Stopped};
use crate::kept;
use crate::load::{self, Met, Worker};

/// Moves the demo county into a database and answers its place there.
pub fn moved(ground: &Ground, program: &Program, name: &str, url: &str) -> Result<Place, Stopped> {
    let folder = ground.work.join(name);
    std::fs::create_dir_all(&folder)?;
    let key = ground.county.join("master.key");
    if key.exists() {
        std::fs::copy(key, folder.join("master.key"))?;
    }
    let (from, files) =
        (format!("sqlite:{}", ground.county.display()), folder.to_string_lossy().into_owned());
    program.migrate(&from, url, &["--files", &files, "--schema", "county"])?;
    Ok(Place { folder, database: Some((url.to_owned(), "county".to_owned())) })
}

/// Requests wait for it or are told “not now”; nothing acknowledged is lost, nothing happens twice.
pub fn under_load(ground: &Ground) -> Result<End, Stopped> {
    let Some(programs) = cluster::programs() else {
        return Ok(End::NotTried("PostgreSQL is not installed".to_owned()));
    };
    let cluster = Cluster::start(programs, &ground.work.join("postgres"))?;
    let place = moved(ground, &ground.program, "on-postgres", &cluster.url())?;
    let mut house = House::open(&ground.program, &place)?;
    let who = Worker::find(house.at)?;
    let mut all = Met::default();
    let rounds = if ground.short { 1 } else { 5 };
    for round in 0..rounds {
        for how in ["fast", "immediate"] {
            let (met, ()) = load::run(house.at, &who, &format!("restart-{round}-{how}"), || {
                thread::sleep(Duration::from_millis(1500));
                cluster.stop(how)?;
                thread::sleep(Duration::from_millis(500));
                cluster.go()?;
                thread::sleep(Duration::from_millis(2500));
                Ok(())
            })?;
            met.nothing_wrong()?;
            all.add(met);
            let key = format!("after-{round}-{how}");
            let answer = who.record(house.at, &key)?;
            if answer.status != 303 {
                return Err(format!(
                    "after a restart recording was answered {}: {}",
                    answer.status,
                    house.log()
                )
                .into());
            }
            all.acknowledged.push(key);
        }
    }
    if !house.is_alive() {
        return Err(format!("the program ended: {}", house.last_words()).into());
    }
    house.kill();
    let entries = kept::check(&ground.program, &place, &all.acknowledged)?;
    Ok(End::Held(format!(
        "{} restarts, {} records, each there once; {} answers “not now” (503), {} broken connections; {entries} entries hold",
        rounds * 2,
        all.acknowledged.len(),
        all.later,
        all.broken
    )))
}
