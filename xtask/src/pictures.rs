//! The pictures of the README, taken from a demo county by a headless Chromium. Which pictures there are stands in
//! `browser/pictures.mjs`.

use crate::demo::{self, County};
use crate::run::{aloud, command, root};
use crate::setup;

/// Takes all pictures, or those named.
pub fn take(names: &[&str]) -> Result<(), String> {
    setup::install()?;
    demo::build()?;
    let county = County::make()?;
    let served = county.serve()?;
    let mut take = command("node", &[&["pictures.mjs"], names].concat());
    take.current_dir(root().join("browser")).env("SHANZHI_BASE", &served.base);
    aloud(take)
}
