//! The demo county: 凤县 with its real towns, villages and communities and invented people, lived through the real
//! operations of the rooms, so that it proves them. Not here: serving it (crate `server`).
//!
//! [`live`] can be stopped at any moment and called again: it goes on where it stopped. The same plan on a fresh
//! county gives the same ledger.

pub mod data;
pub mod dice;
pub mod invention;
pub mod learning;
pub mod living;
pub mod power;
mod roles;

pub use roles::{DemoRole, cast, roles};

use kernel::clock::Clock;
use kernel::county::{Opening, Place};
use kernel::db::migrate::Schema;
use kernel::ids::Entropy;
use kernel::seal::Keyring;
use kernel::{County, DbError, Fault};
use law::decision::Text;
use law::rulebook::RulebookError;
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
    /// Only the roster, no year: for those who want to practise one. Left out of the note where it is not so, because
    /// counties begun before do not have it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub practice: bool,
}

impl Default for Plan {
    fn default() -> Plan {
        Plan { people: 1200, seed: 1, year_closed: 2025, year_running: 2026, practice: false }
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
    /// The county was opened with the machine's clock: the demo moves through two years and sets the clock itself.
    #[error("the demo is lived by a clock that can be set; open the county with demo::opening")]
    Clock,
    /// The county there was begun with another plan.
    #[error("this demo county was begun with {begun}; give the same, or another folder")]
    OtherPlan {
        /// The plan it was begun with.
        begun: String,
    },
    /// An operation was refused or could not be done.
    #[error("phase {phase}, part {part}: {fault}")]
    Refused {
        /// Phase.
        phase: String,
        /// Part.
        part: usize,
        /// What the operation said.
        fault: Fault,
    },
    /// What the county added to the rulebook.
    #[error("the county's own rules: {0}")]
    CountyRules(String),
    /// The rulebook.
    #[error(transparent)]
    Rulebook(#[from] RulebookError),
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
}

/// What was lived.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Summary {
    /// Units.
    pub units: usize,
    /// People.
    pub people: usize,
    /// Acts in the ledger.
    pub acts: i64,
    /// Hash of the last one.
    pub head: String,
}

/// The schemas of the rooms the demo lives in.
#[must_use]
pub fn schemas() -> Vec<Schema> {
    vec![
        people::schema(),
        duty::schema(),
        assessment::schema(),
        training::schema(),
        action::schema(),
        diagnosis::schema(),
        oversight::schema(),
        requests::schema(),
        openness::schema(),
        supervision::schema(),
        burden::schema(),
    ]
}

/// How to open a county that is to be lived: a clock at the beginning, ids by the seed.
#[must_use]
pub fn opening(place: Place, plan: &Plan) -> Opening {
    let start = kernel::clock::at_hour(living::day(plan.year_closed, 1, 2), 8);
    let file = match &place {
        Place::Folder(folder) => folder.join("master.key"),
        Place::Postgres { files, .. } => files.with_file_name("master.key"),
    };
    Opening {
        place,
        clock: Clock::standing_at(start),
        entropy: Entropy::seeded(plan.seed),
        keyring: Keyring::in_file(file),
        readers: 1,
    }
}

/// Lives the demo county: from nothing, or on from where it was stopped; a county lived to the end stays as it is.
///
/// # Errors
/// [`DemoError`]: a plan that does not fit, an operation refused (a defect of the demo), the database.
pub fn live(
    county: &County,
    clock: &Clock,
    plan: Plan,
    progress: &dyn Fn(Progress),
) -> Result<Summary, DemoError> {
    if !matches!(clock, Clock::Set(_)) {
        return Err(DemoError::Clock);
    }
    living::live(county, clock, plan, progress)
}
