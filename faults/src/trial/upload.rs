//! People whose connection dies in the middle of sending a file.

use std::path::Path;

use super::{End, Ground};
use crate::client;
use crate::house::{House, Place, Stopped, copy};
use crate::kept;
use crate::load::Worker;

const MARK: &str = "faults-5b1e";

fn files(folder: &Path) -> usize {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    entries
        .filter_map(Result::ok)
        .map(|entry| if entry.path().is_dir() { files(&entry.path()) } else { 1 })
        .sum()
}

fn requests(place: &Place) -> Result<i64, Stopped> {
    let connection = rusqlite::Connection::open(place.folder.join("county.sqlite"))?;
    Ok(connection.query_row("select count(*) from request", [], |row| row.get(0))?)
}

/// Nothing of them is kept, and others are served as before.
pub fn broken_off(ground: &Ground) -> Result<End, Stopped> {
    let folder = ground.work.join("upload");
    copy(&ground.county, &folder)?;
    let place = Place::folder(&folder);
    let before = (files(&folder.join("files")), requests(&place)?);
    let house = House::open(&ground.program, &place)?;
    let tries = if ground.short { 20 } else { 300 };
    let head = format!(
        "--{MARK}\r\ncontent-disposition: form-data; name=\"words\"\r\n\r\n路灯不亮\r\n\
         --{MARK}\r\ncontent-disposition: form-data; name=\"files\"; filename=\"a.pdf\"\r\n\
         content-type: application/pdf\r\n\r\n%PDF-1.7\n"
    );
    for size in 0..tries {
        let mut body = head.clone().into_bytes();
        body.resize(body.len() + size * 3000, b'x');
        client::break_off(house.at, "/open/requests/new", MARK, &body, 5_000_000)?;
    }
    let who = Worker::find(house.at)?;
    let key = "upload-after";
    if who.record(house.at, key)?.status != 303 {
        return Err("after uploads were broken off nobody could record work".into());
    }
    let log = house.kill();
    if log.contains("ERROR") || log.contains("panicked") {
        return Err(format!("the log complains: {log:.2000}").into());
    }
    let after = (files(&folder.join("files")), requests(&place)?);
    if after != before {
        return Err(format!("files and requests were {before:?} and are {after:?}").into());
    }
    kept::check(&ground.program, &place, &[key.to_owned()])?;
    Ok(End::Held(format!("{tries} uploads broken off; no file and no request of them is kept")))
}
