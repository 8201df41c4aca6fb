//! Disks that are full, that turn read-only while written to, and that were read-only from the start. Made of small file
//! systems of the trial's own, where the machine lets one be mounted.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Duration;

use super::{End, Ground};
use crate::client;
use crate::house::{House, Place, Stopped, copy};
use crate::kept;
use crate::load::{self, Worker};

/// A file system that is unmounted when dropped.
struct Mounted(PathBuf);

impl Drop for Mounted {
    fn drop(&mut self) {
        let _ = quietly("umount", &["-l", &self.0.to_string_lossy()]);
    }
}

fn quietly(program: &str, words: &[&str]) -> Result<String, String> {
    let done = Command::new(program).args(words).stdin(Stdio::null()).output();
    match done {
        Ok(done) if done.status.success() => Ok(String::from_utf8_lossy(&done.stdout).trim().to_owned()),
        Ok(done) => Err(format!("{program}: {}", String::from_utf8_lossy(&done.stderr).trim())),
        Err(error) => Err(format!("{program}: {error}")),
    }
}

fn in_memory(at: &Path, size: u64) -> Result<Mounted, String> {
    std::fs::create_dir_all(at).map_err(|error| error.to_string())?;
    quietly("mount", &["-t", "tmpfs", "-o", &format!("size={size}"), "tmpfs", &at.to_string_lossy()])?;
    Ok(Mounted(at.to_owned()))
}

fn size_of(folder: &Path) -> Result<u64, Stopped> {
    let mut size = 0;
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let about = entry.metadata()?;
        size += if about.is_dir() { size_of(&entry.path())? } else { about.len() };
    }
    Ok(size)
}

/// Fills up under load: reading goes on, writing is told to wait, and with room it goes on without a restart.
pub fn full(ground: &Ground) -> Result<End, Stopped> {
    let at = ground.work.join("full");
    let size = size_of(&ground.county)? + 12_000_000;
    let mounted = match in_memory(&at, size) {
        Ok(mounted) => mounted,
        Err(why) => return Ok(End::NotTried(why)),
    };
    copy(&ground.county, &at.join("county"))?;
    let place = Place::folder(&at.join("county"));
    let house = House::open(&ground.program, &place)?;
    let who = Worker::find(house.at)?;
    // What others put on the same disk leaves the county a little.
    let others = vec![0u8; 9_000_000];
    std::fs::write(at.join("others"), others)?;
    let seconds = if ground.short { 4 } else { 20 };
    let (met, read) = load::run(house.at, &who, "full", || {
        thread::sleep(Duration::from_secs(seconds));
        Ok(client::get(house.at, "/duty/evidence", &who.cookie)?.status)
    })?;
    met.nothing_wrong()?;
    if met.later == 0 {
        return Err(format!("the disk never was full ({} records)", met.acknowledged.len()).into());
    }
    if read != 200 {
        return Err(format!("on a full disk a page to read was answered {read}").into());
    }
    if !house.log().contains("make room") {
        return Err(format!("the log does not say that the disk is full: {}", house.last_words()).into());
    }
    quietly("mount", &["-o", &format!("remount,size={}", size + 200_000_000), &at.to_string_lossy()])?;
    let (after, ()) = load::run(house.at, &who, "room", || {
        thread::sleep(Duration::from_secs(1));
        Ok(())
    })?;
    after.nothing_wrong()?;
    if after.acknowledged.is_empty() {
        return Err("with room again, nothing could be recorded without a restart".into());
    }
    house.kill();
    let (first, second) = (met.acknowledged.len(), after.acknowledged.len());
    let all = [met.acknowledged, after.acknowledged].concat();
    kept::check(&ground.program, &place, &all)?;
    drop(mounted);
    Ok(End::Held(format!(
        "{first} records until it was full, then {} answers “not now” (503) while pages were read; with room {second} more \
         without a restart",
        met.later
    )))
}

/// The device beneath a file system stops taking writes.
pub fn turns_read_only(ground: &Ground) -> Result<End, Stopped> {
    let (image, at) = (ground.work.join("disk.img"), ground.work.join("device"));
    let size = size_of(&ground.county)? + 200_000_000;
    std::fs::create_dir_all(&at)?;
    std::fs::File::create(&image)?.set_len(size)?;
    let device = quietly("mkfs.ext4", &["-q", "-F", &image.to_string_lossy()])
        .and_then(|_| quietly("losetup", &["-f", "--show", &image.to_string_lossy()]));
    let device = match device {
        Ok(device) => device,
        Err(why) => return Ok(End::NotTried(why)),
    };
    let ended = on_device(ground, &device, &at);
    let _ = quietly("losetup", &["-d", &device]);
    ended
}

fn on_device(ground: &Ground, device: &str, at: &Path) -> Result<End, Stopped> {
    if let Err(why) = quietly("mount", &[device, &at.to_string_lossy()]) {
        return Ok(End::NotTried(why));
    }
    let mounted = Mounted(at.to_owned());
    copy(&ground.county, &at.join("county"))?;
    let place = Place::folder(&at.join("county"));
    let mut house = House::open(&ground.program, &place)?;
    let who = Worker::find(house.at)?;
    let (met, read) = load::run(house.at, &who, "device", || {
        thread::sleep(Duration::from_secs(1));
        // As the file system does by itself when its disk no longer takes what it writes.
        quietly("mount", &["-o", "remount,abort", &at.to_string_lossy()])?;
        thread::sleep(Duration::from_secs(if ground.short { 3 } else { 10 }));
        Ok(client::get(house.at, "/open", "")?.status)
    })?;
    met.nothing_wrong()?;
    if met.later == 0 {
        return Err("writing was never told to wait".into());
    }
    if read != 200 || !house.is_alive() {
        return Err(format!("on a read-only disk a page to read was answered {read}").into());
    }
    house.kill();
    drop(mounted);
    quietly("mount", &[device, &at.to_string_lossy()])?;
    let mounted = Mounted(at.to_owned());
    let mended = ground.work.join("mended");
    copy(&at.join("county"), &mended)?;
    drop(mounted);
    let place = Place::folder(&mended);
    kept::check(&ground.program, &place, &met.acknowledged)?;
    Ok(End::Held(format!(
        "{} records, then {} answers “not now” (503) while pages were read; all there when the disk wrote again",
        met.acknowledged.len(),
        met.later
    )))
}

/// A folder that cannot be written is refused at the door, with a sentence.
pub fn read_only_folder(ground: &Ground) -> Result<End, Stopped> {
    let at = ground.work.join("locked");
    let mounted = match in_memory(&at, size_of(&ground.county)? + 20_000_000) {
        Ok(mounted) => mounted,
        Err(why) => return Ok(End::NotTried(why)),
    };
    copy(&ground.county, &at.join("county"))?;
    quietly("mount", &["-o", "remount,ro", &at.to_string_lossy()])?;
    let place = Place::folder(&at.join("county"));
    let told = match House::open(&ground.program, &place) {
        Ok(_) => return Err("a county that cannot be written was served".into()),
        Err(error) => error.to_string(),
    };
    if told.contains("panicked") || !told.to_lowercase().contains("read-only") {
        return Err(format!("the refusal does not say what is wrong: {told}").into());
    }
    drop(mounted);
    Ok(End::Held("refused at the door with a sentence".to_owned()))
}
