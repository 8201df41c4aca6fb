//! A clock that jumps back and forward while the county is served (Debian's libfaketime).

use std::path::Path;
use std::thread;
use std::time::Duration;

use super::{End, Ground};
use crate::house::{House, Place, Stopped, copy};
use crate::kept;
use crate::load::{self, Met, Worker};

const LIBRARY: &str = "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1";

/// The jumps are told, nothing acknowledged is lost, the ledger keeps its order.
pub fn jumps(ground: &Ground) -> Result<End, Stopped> {
    if !Path::new(LIBRARY).exists() {
        return Ok(End::NotTried("libfaketime is not installed (Debian: faketime)".to_owned()));
    }
    let folder = ground.work.join("clock");
    copy(&ground.county, &folder)?;
    let place = Place::folder(&folder);
    let says = ground.work.join("clock.says");
    std::fs::write(&says, "+0")?;
    let file = says.to_string_lossy().into_owned();
    let environment = [
        ("LD_PRELOAD", LIBRARY),
        ("FAKETIME_TIMESTAMP_FILE", &file),
        // Read at every call, the file is now and then read by two threads at once, and one of them sees the true time.
        ("FAKETIME_CACHE_DURATION", "2"),
        ("FAKETIME_DONT_FAKE_MONOTONIC", "1"),
        ("DONT_FAKE_MONOTONIC", "1"),
    ];
    let mut house = House::open_with(&ground.program, &place, &environment)?;
    let mut who = Worker::find(house.at)?;
    let mut all = Met::default();
    for (name, offset) in [("still", "+0"), ("back", "-1d"), ("forward", "+1d"), ("home", "+0")] {
        std::fs::write(&says, offset)?;
        // The house looks at its clock every few seconds.
        thread::sleep(Duration::from_secs(7));
        who = who.again(house.at)?;
        let (met, ()) = load::run(house.at, &who, &format!("clock-{name}"), || {
            thread::sleep(Duration::from_secs(2));
            Ok(())
        })?;
        met.nothing_wrong()
            .map_err(|problem| format!("with the clock {offset}: {problem}: {}", house.last_words()))?;
        if met.acknowledged.is_empty() {
            return Err(
                format!("with the clock {offset} nothing could be recorded: {}", house.last_words()).into()
            );
        }
        all.add(met);
    }
    if !house.is_alive() {
        return Err(format!("the program ended: {}", house.last_words()).into());
    }
    let log = house.kill();
    let told = log.matches("the clock jumped").count();
    if told < 3 {
        return Err(format!("3 jumps, {told} were told: {log:.2000}").into());
    }
    let entries = kept::check(&ground.program, &place, &all.acknowledged)?;
    Ok(End::Held(format!(
        "{told} jumps told, a day back, two forward and one back; {} records, each there once; {entries} entries hold",
        all.acknowledged.len()
    )))
}
