//! A second program on a county that is being served.

use super::{End, Ground};
use crate::house::{House, Place, Stopped, copy, said};

/// The second is refused with a sentence and changes nothing; the first goes on.
pub fn refused(ground: &Ground) -> Result<End, Stopped> {
    let folder = ground.work.join("second");
    copy(&ground.county, &folder)?;
    let place = Place::folder(&folder);
    let mut first = House::open(&ground.program, &place)?;
    let second = ground.program.run("serve", &place, &["--bind", "127.0.0.1:0"])?;
    let told = said(&second);
    if second.status.success() || !told.contains("being served by another") {
        return Err(format!("the second program was not refused: {told}").into());
    }
    if !first.is_alive() || crate::client::get(first.at, "/readyz", "")?.status != 200 {
        return Err("the first program did not go on".into());
    }
    Ok(End::Held("refused with a sentence; the first went on".to_owned()))
}
