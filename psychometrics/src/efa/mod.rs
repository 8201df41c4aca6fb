//! Exploratory factor analysis: how many factors, extraction, rotation, scores.
//! Not here: reading files (see `answers`) and drawing.

mod adequacy;
mod bounded;
mod discrepancy;
mod extraction;
mod fit;
mod hierarchy;
mod parallel;
pub mod rotation;
mod scores;
mod simple;
mod solution;

pub use adequacy::{Adequacy, MinimumAveragePartial, Scree, adequacy, minimum_average_partial, scree};
pub use extraction::{Extracted, Extraction, extract};
pub use fit::Fit;
pub use hierarchy::{
    GroupOmega, Omega, OneFactorOmega, SchmidLeiman, omega, omega_one_factor, schmid_leiman,
};
pub use parallel::{Comparison, Parallel, ParallelOptions, parallel_analysis, parallel_analysis_resampled};
pub use rotation::{Rotated, Rotation, Search, rotate};
pub use scores::{ScoreMethod, ScoreWeights, Scores, score_weights, scores};
pub use simple::{VerySimpleStructure, very_simple_structure};
pub use solution::{Efa, Options, factor_analysis};
