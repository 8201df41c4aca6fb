//! A page of the database's file overwritten by a failing disk.

use std::io::{Seek, SeekFrom, Write};

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
    let place = Place::folder(&whole);
    let backups = ground.work.join("backups");
    let made = ground.program.run("backup", &place, &["--to", &backups.to_string_lossy()])?;
    if !made.status.success() {
        return Err(format!("no backup: {}", said(&made)).into());
    }
    let rounds = if ground.short { 3 } else { 30 };
    let mut chance = Pcg64::seed_from_u64(ground.seed);
    let (mut found, mut refused) = (0, 0);
    for round in 0..rounds {
        let folder = ground.work.join(format!("damaged-{round}"));
        copy(&whole, &folder)?;
        let place = Place::folder(&folder);
        let database = folder.join("county.sqlite");
        let pages = std::fs::metadata(&database)?.len() / PAGE;
        let mut file = std::fs::OpenOptions::new().write(true).open(&database)?;
        for _ in 0..4 {
            file.seek(SeekFrom::Start(chance.random_range(1..pages) * PAGE))?;
            let noise: Vec<u8> = (0..PAGE).map(|_| chance.random()).collect();
            file.write_all(&noise)?;
        }
        drop(file);
        let verified = ground.program.run("verify", &place, &[])?;
        if verified.status.success() {
            return Err(format!("round {round}: verify found nothing: {}", said(&verified)).into());
        }
        if said(&verified).contains("panicked") {
            return Err(format!("round {round}: verify stopped unexpectedly: {}", said(&verified)).into());
        }
        found += 1;
        match House::open(&ground.program, &place) {
            Err(why) if why.to_string().contains("panicked") => return Err(why),
            Err(_) => refused += 1,
            Ok(mut house) => {
                for path in PATHS {
                    let status = client::get(house.at, path, "")?.status;
                    if !matches!(status, 200 | 303 | 404 | 503) {
                        return Err(
                            format!("round {round}: {path} was answered {status}: {}", house.log()).into()
                        );
                    }
                }
                if !house.is_alive() || house.log().contains("panicked") {
                    return Err(format!("round {round}: {}", house.log()).into());
                }
            }
        }
        std::fs::remove_dir_all(&folder)?;
    }
    let back = Place::folder(&ground.work.join("back"));
    // The key of a backup lies beside the county and not in it.
    std::fs::create_dir_all(&back.folder)?;
    std::fs::copy(whole.join("master.key"), back.folder.join("master.key"))?;
    let restored =
        ground.program.run("restore", &back, &["--from", &backups.to_string_lossy(), "--replace"])?;
    if !restored.status.success() {
        return Err(format!("the backup did not come back: {}", said(&restored)).into());
    }
    let entries = kept::check(&ground.program, &back, &[])?;
    Ok(End::Held(format!(
        "{found} damaged files found by verify; {refused} not opened, the others answered with pages or “not now”; the \
         backup came back with {entries} entries"
    )))
}
