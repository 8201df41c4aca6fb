//! The trials: each breaks one thing under load and finds whether what was acknowledged is there, what the program said,
//! and whether it went on by itself.

mod clock;
mod damage;
mod disk;
mod failover;
mod power;
mod restart;
mod second;
mod upload;

use std::path::PathBuf;

use crate::house::{Program, Stopped};

/// What the trials are made on.
pub struct Ground {
    /// The program.
    pub program: Program,
    /// A demo county nobody serves; it is copied, never touched.
    pub county: PathBuf,
    /// A folder for what is made.
    pub work: PathBuf,
    /// Only a little of everything.
    pub short: bool,
    /// Where chance begins.
    pub seed: u64,
}

/// How a trial ended.
pub enum End {
    /// It held; what was seen, in numbers.
    Held(String),
    /// This machine has no means for it; which.
    NotTried(String),
}

/// A trial by its name.
pub type Trial = (&'static str, fn(&Ground) -> Result<End, Stopped>);

/// All of them, the quick ones first.
pub const ALL: [Trial; 10] = [
    ("second-server", second::refused),
    ("upload", upload::broken_off),
    ("power-cut", power::cut),
    ("full-disk", disk::full),
    ("disk-turns-read-only", disk::turns_read_only),
    ("read-only-folder", disk::read_only_folder),
    ("damaged-page", damage::page),
    ("clock", clock::jumps),
    ("postgres-restart", restart::under_load),
    ("postgres-failover", failover::to_the_standby),
];
