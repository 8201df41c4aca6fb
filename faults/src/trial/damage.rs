//! A page of the database's file overwritten by a failing disk.

use std::io::{Seek, SeekFrom, Write};
use std::path::Path;

use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64;

use super::{End, Ground};
use crate::client;
use crate::house::{House, Place, Stopped, copy, said};
use crate::kept;

const PAGE: u64 = 4096;
const PATHS: [&str; 8] = [
    "/",
    "/sign-in",
    "/open",
    "/open/items",
    "/open/notices",
    "/open/requests/new",
    "/open/ledger",
    "/open/decisions",
];

/// The damage is found and named, no answer is a fault of the program, and a backup brings the county back.
pub fn page(ground: &Ground) -> Result<End, Stopped> {
    let whole = ground.work.join("whole");
    copy(&ground.county, &whole)?;
    let backups = ground.work.join("backups");
    let made = ground.program.run("backup", &Place::folder(&whole), &["--to", &backups.to_string_lossy()])?;
    if !made.status.success() {
        return Err(format!("no backup: {}", said(&made)).into());
    }
    let rounds = if ground.short { 3 } else { 30 };
    let mut chance = Pcg64::seed_from_u64(ground.seed);
    let mut refused = 0;
    for round in 0..rounds {
        let folder = ground.work.join(format!("damaged-{round}"));
        copy(&whole, &folder)?;
        overwrite(&folder, &mut chance)?;
        let opened = answers_well(ground, &Place::folder(&folder));
        refused += u32::from(!opened.map_err(|problem| format!("round {round}: {problem}"))?);
        std::fs::remove_dir_all(&folder)?;
    }
    let entries = restored(ground, &whole, &backups)?;
    Ok(End::Held(format!(
        "{rounds} damaged files found by verify; {refused} not opened, the others answered with pages or “not now”; the \
         backup came back with {entries} entries"
    )))
}

/// Four pages of noise, anywhere but at the very beginning.
fn overwrite(folder: &Path, chance: &mut Pcg64) -> Result<(), Stopped> {
    let database = folder.join("county.sqlite");
    let pages = std::fs::metadata(&database)?.len() / PAGE;
    let mut file = std::fs::OpenOptions::new().write(true).open(&database)?;
    for _ in 0..4 {
        file.seek(SeekFrom::Start(chance.random_range(1..pages) * PAGE))?;
        let noise: Vec<u8> = (0..PAGE).map(|_| chance.random()).collect();
        file.write_all(&noise)?;
    }
    Ok(())
}

/// Whether a damaged county was opened at all; `verify` names the damage, and no page is a fault of the program.
fn answers_well(ground: &Ground, place: &Place) -> Result<bool, Stopped> {
    let verified = ground.program.run("verify", place, &[])?;
    if verified.status.success() || said(&verified).contains("panicked") {
        return Err(format!("verify: {}", said(&verified)).into());
    }
    let mut house = match House::open(&ground.program, place) {
        Err(why) if why.to_string().contains("panicked") => return Err(why),
        Err(_) => return Ok(false),
        Ok(house) => house,
    };
    for path in PATHS {
        let status = client::get(house.at, path, "")?.status;
        if !matches!(status, 200 | 303 | 404 | 503) {
            return Err(format!("{path} was answered {status}: {}", house.last_words()).into());
        }
    }
    if !house.is_alive() || house.log().contains("panicked") {
        return Err(house.last_words().into());
    }
    Ok(true)
}

fn restored(ground: &Ground, whole: &Path, backups: &Path) -> Result<u64, Stopped> {
    let back = Place::folder(&ground.work.join("back"));
    // The key of a backup lies beside the county and not in it.
    std::fs::create_dir_all(&back.folder)?;
    std::fs::copy(whole.join("master.key"), back.folder.join("master.key"))?;
    let done = ground.program.run("restore", &back, &["--from", &backups.to_string_lossy(), "--replace"])?;
    if !done.status.success() {
        return Err(format!("the backup did not come back: {}", said(&done)).into());
    }
    kept::check(&ground.program, &back, &[])
}
