//! Classical test theory: item statistics, reliability, scale scores, norms, comparisons.
//!
//! ```
//! use psychometrics::answers::{Answers, Missing};
//! use psychometrics::classical;
//! let names: Vec<String> = ["q1", "q2", "q3"].iter().map(|name| name.to_string()).collect();
//! let columns = [vec![1.0, 2.0, 3.0, 4.0, 4.0], vec![2.0, 2.0, 3.0, 5.0, 4.0], vec![1.0, 3.0, 3.0, 4.0, 5.0]];
//! let answers = Answers::from_columns(&names, &columns)?;
//! let found = classical::alpha_of_answers(&answers, Missing::Pairwise)?;
//! assert!((found.raw_alpha - 18.0 / 19.0).abs() < 1e-12);
//! assert_eq!(found.items[0].item, "q1");
//! # Ok::<(), psychometrics::Error>(())
//! ```
//!
//! Not here: reading files (see `answers`), factor solutions and omega (see `efa` and `sem`), drawing.

mod alpha;
mod compare;
mod guttman;
mod items;
mod norms;
mod people;
mod quantile;
mod scores;
mod smc;
mod splits;

pub use alpha::{
    Alpha, Dropped, InterItem, Interval, ItemTotal, alpha, alpha_of_answers, alpha_of_columns,
    alpha_of_moments, inter_item,
};
pub use compare::{
    Difference, Effect, Paired, Sample, independent, independent_samples, paired, paired_of_samples,
};
pub use guttman::{Guttman, guttman};
pub use items::{
    ItemStatistics, Share, item_statistics, item_statistics_of_answers, item_statistics_of_tables,
};
pub use norms::{Norm, NormTable, blom_scores, measurement_error};
pub use people::People;
pub use quantile::{Kind, quantiles};
pub use scores::{Rule, Score, Scores, scale_scores};
pub use splits::{Split, SplitHalves, Splits, split_half, split_halves};
