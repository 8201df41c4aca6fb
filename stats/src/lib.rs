//! The command line of statistics: `shanzhi stats COMMAND FILE …`. Readable tables by default, exact JSON with `--json`,
//! a drawing with `--plot`.
//!
//! Not here: any formula (crate `psychometrics`) and any knowledge of a county.

mod answer;
mod grid;
mod input;
mod plot;
mod waiting;

/// Why a command stopped: a sentence for the person who typed it.
pub type Stopped = Box<dyn std::error::Error + Send + Sync>;
