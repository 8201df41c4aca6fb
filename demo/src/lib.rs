//! The demo county: 凤县 with its real towns, villages and communities and invented people, lived through the real
//! operations of the rooms, so that it proves them. Not here: serving it (crate `server`).
//!
//! [`live`] can be stopped at any moment and called again: it goes on where it stopped. The same plan on a fresh
//! county gives the same ledger.

pub mod data;
pub mod dice;
pub mod invention;

use law::decision::Text;
use thiserror::Error;

/// What to live.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Plan {
    /// How many people.
    pub people: u32,
    /// Seed of everything invented.
    pub seed: u64,
    /// The year that is closed.
    pub year_closed: i16,
    /// The year under way.
    pub year_running: i16,
}

impl Default for Plan {
    fn default() -> Plan {
        Plan { people: 1200, seed: 1, year_closed: 2025, year_running: 2026 }
    }
}

/// How far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// What is being lived.
    pub phase: Text,
    /// Parts done.
    pub done: u32,
    /// Parts altogether.
    pub total: u32,
}

/// Why the county could not be lived.
#[derive(Debug, Error)]
pub enum DemoError {
    /// A data file of the demo.
    #[error("demo data {file}: {why}")]
    Data {
        /// Which.
        file: &'static str,
        /// What is wrong.
        why: String,
    },
    /// Too few or too many people.
    #[error("a demo county has from {} to {} people, not {given}", invention::FEWEST, invention::MOST)]
    People {
        /// How many were asked for.
        given: u32,
    },
}
